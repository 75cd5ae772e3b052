//! Negative answers: the codes an organization may give, and the bean that carries them
//! (`ctFaultBean`). Texts: pagoPA, "Gestione degli errori", dominio EC.

use std::borrow::Cow;

use crate::record::{
    DecodeError, DecodeReason, Field, Group, Reader, Schema, Value as _, Writer, record,
};
use crate::values::Outcome;

/// The codes with their wire form and their standard sentence.
macro_rules! fault_codes {
    ($($(#[$meta:meta])* $variant:ident = $code:literal, $sentence:literal;)+) => {
        /// Why an organization answers no.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum FaultCode {
            $($(#[$meta])* $variant,)+
            /// A code we never give, read in somebody else's answer.
            Other(Box<str>),
        }

        impl FaultCode {
            /// The codes we give.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The code on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $code,)+
                    Self::Other(code) => code,
                }
            }

            /// The sentence published with the code; a foreign code stands for itself.
            pub fn sentence(&self) -> Cow<'static, str> {
                match self {
                    $(Self::$variant => Cow::Borrowed($sentence),)+
                    Self::Other(code) => Cow::Owned(code.to_string()),
                }
            }
        }

        impl From<String> for FaultCode {
            fn from(code: String) -> Self {
                match code.as_str() {
                    $($code => Self::$variant,)+
                    _ => Self::Other(code.into()),
                }
            }
        }
    };
}

fault_codes! {
    /// The content of the message breaks the schema.
    XsdSyntax = "PAA_SINTASSI_XSD", "Errore di sintassi XSD";
    /// The message breaks something before the schema: XML, encoding, envelope.
    ExtraXsdSyntax = "PAA_SINTASSI_EXTRAXSD", "Errore di sintassi extra XSD";
    /// The organization is unknown here, or not served by the station.
    OrganizationUnknown = "PAA_ID_DOMINIO_ERRATO",
        "La PAA non corrisponde al Dominio indicato";
    BrokerUnknown = "PAA_ID_INTERMEDIARIO_ERRATO",
        "Identificativo intermediario non corrispondente";
    StationUnknown = "PAA_STAZIONE_INT_ERRATA", "Stazione intermediario non corrispondente";
    PaymentUnknown = "PAA_PAGAMENTO_SCONOSCIUTO",
        "Pagamento in attesa risulta sconosciuto all’Ente Creditore";
    /// Already paid.
    PaymentConcluded = "PAA_PAGAMENTO_DUPLICATO",
        "Pagamento in attesa risulta concluso all’Ente Creditore";
    PaymentInProgress = "PAA_PAGAMENTO_IN_CORSO",
        "Pagamento in attesa risulta in corso all’Ente Creditore";
    PaymentExpired = "PAA_PAGAMENTO_SCADUTO",
        "Pagamento in attesa risulta scaduto all’Ente Creditore";
    PaymentInvalidated = "PAA_PAGAMENTO_ANNULLATO",
        "Pagamento in attesa risulta annullato all’Ente Creditore";
    ReceiptDuplicate = "PAA_RECEIPT_DUPLICATA", "Ricevuta duplicata";
    /// Any semantic error without a code of its own.
    Semantic = "PAA_SEMANTICA", "Errore semantico";
    System = "PAA_SYSTEM_ERROR", "Errore generico";
}

/// A negative answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    code: FaultCode,
    sentence: Cow<'static, str>,
    id: String,
    description: Option<String>,
}

impl Fault {
    /// `id` says who refuses: the fiscal code of the organization or of its broker.
    pub fn new(code: FaultCode, id: impl Into<String>) -> Self {
        let sentence = code.sentence();
        Self { code, sentence, id: id.into(), description: None }
    }

    /// Adds what only this case can tell. An empty description is no description.
    #[must_use]
    pub fn with_description(self, description: impl Into<String>) -> Self {
        let description = Some(description.into()).filter(|it| !it.is_empty());
        Self { description, ..self }
    }

    pub fn code(&self) -> &FaultCode {
        &self.code
    }

    /// The sentence that goes with the code; in somebody else's answer, the one they wrote.
    pub fn fault_string(&self) -> &str {
        &self.sentence
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }
}

record! {
    /// What follows the description is filled by the Node when it relays a fault; here it is
    /// checked and dropped.
    struct FaultBean {
        fault_code: String = "faultCode",
        fault_string: String = "faultString",
        id: String = "id",
        description: Option<String> = "description",
        serial: Option<i32> = "serial",
        original_fault_code: Option<String> = "originalFaultCode",
        original_fault_string: Option<String> = "originalFaultString",
        original_description: Option<String> = "originalDescription",
    }
}

impl From<FaultBean> for Fault {
    fn from(bean: FaultBean) -> Self {
        let fault = Self {
            code: bean.fault_code.into(),
            sentence: bean.fault_string.into(),
            id: bean.id,
            description: None,
        };
        fault.with_description(bean.description.unwrap_or_default())
    }
}

impl From<&Fault> for FaultBean {
    fn from(fault: &Fault) -> Self {
        Self {
            fault_code: fault.code.as_str().to_owned(),
            fault_string: fault.sentence.clone().into_owned(),
            id: fault.id.clone(),
            description: fault.description.clone(),
            serial: None,
            original_fault_code: None,
            original_fault_string: None,
            original_description: None,
        }
    }
}

/// An answer: what the operation gives, or a fault; never both, never neither. The official XSD
/// cannot say it, the Node enforces it ("errore emesso da controparte").
impl<T: Group> Group for Result<T, Fault> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match <Outcome as Field>::read(reader, "outcome")? {
            Outcome::Ok if reader.is_next("fault") => {
                Err(DecodeError::from(DecodeReason::Unexpected).within("fault"))
            }
            Outcome::Ok => T::read(reader).map(Ok),
            Outcome::Ko => <FaultBean as Field>::read(reader, "fault").map(|it| Err(it.into())),
        }
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Ok(value) => {
                Outcome::Ok.write(writer, "outcome");
                value.write(writer);
            }
            Err(fault) => {
                Outcome::Ko.write(writer, "outcome");
                writer.element("fault", |writer| FaultBean::from(fault).encode(writer));
            }
        }
    }

    fn knows(name: &str) -> bool {
        matches!(name, "outcome" | "fault") || T::knows(name)
    }

    fn particles(schema: &mut Schema) -> String {
        let outcome = <Outcome as Field>::particle(schema, "outcome");
        let fault = <Option<FaultBean> as Field>::particle(schema, "fault");
        let positive = T::particles(schema);
        if positive.is_empty() {
            return format!("{outcome}{fault}");
        }
        format!(r#"{outcome}{fault}<xsd:sequence minOccurs="0">{positive}</xsd:sequence>"#)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Operation, Response, encode_response};

    #[test]
    fn the_codes_and_their_sentences_are_those_published() {
        let table = FaultCode::ALL.iter().map(|it| format!("{} {}", it.as_str(), it.sentence()));
        let expected = [
            "PAA_SINTASSI_XSD Errore di sintassi XSD",
            "PAA_SINTASSI_EXTRAXSD Errore di sintassi extra XSD",
            "PAA_ID_DOMINIO_ERRATO La PAA non corrisponde al Dominio indicato",
            "PAA_ID_INTERMEDIARIO_ERRATO Identificativo intermediario non corrispondente",
            "PAA_STAZIONE_INT_ERRATA Stazione intermediario non corrispondente",
            "PAA_PAGAMENTO_SCONOSCIUTO Pagamento in attesa risulta sconosciuto all’Ente Creditore",
            "PAA_PAGAMENTO_DUPLICATO Pagamento in attesa risulta concluso all’Ente Creditore",
            "PAA_PAGAMENTO_IN_CORSO Pagamento in attesa risulta in corso all’Ente Creditore",
            "PAA_PAGAMENTO_SCADUTO Pagamento in attesa risulta scaduto all’Ente Creditore",
            "PAA_PAGAMENTO_ANNULLATO Pagamento in attesa risulta annullato all’Ente Creditore",
            "PAA_RECEIPT_DUPLICATA Ricevuta duplicata",
            "PAA_SEMANTICA Errore semantico",
            "PAA_SYSTEM_ERROR Errore generico",
        ];
        assert_eq!(table.collect::<Vec<_>>(), expected);
        for code in FaultCode::ALL {
            assert_eq!(&FaultCode::from(code.as_str().to_owned()), code);
        }
    }

    #[test]
    fn a_negative_answer_is_written_with_what_it_has_and_nothing_empty() {
        let written = |fault: Fault| {
            let xml = encode_response(&Response::refused(Operation::SendRtV2, fault));
            let body = xml.split_once("<soapenv:Body>").unwrap().1;
            body.split_once("</soapenv:Body>").unwrap().0.to_owned()
        };
        let fault = Fault::new(FaultCode::Semantic, "77777777777");
        assert_eq!(
            written(fault.clone().with_description("")),
            "<pa:paSendRTV2Response><outcome>KO</outcome><fault>\
             <faultCode>PAA_SEMANTICA</faultCode><faultString>Errore semantico</faultString>\
             <id>77777777777</id></fault></pa:paSendRTV2Response>"
        );
        assert_eq!(
            written(fault.with_description("importi <diversi> & \u{1}")),
            "<pa:paSendRTV2Response><outcome>KO</outcome><fault>\
             <faultCode>PAA_SEMANTICA</faultCode><faultString>Errore semantico</faultString>\
             <id>77777777777</id><description>importi &lt;diversi&gt; &amp; \u{FFFD}</description>\
             </fault></pa:paSendRTV2Response>"
        );
    }
}
