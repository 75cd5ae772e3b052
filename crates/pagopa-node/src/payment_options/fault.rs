//! Why no options are given: the codes, each with its HTTP status.
//!
//! Invariant: a code has one status; pagoPA's service takes any other pair for
//! `PAA_SYSTEM_ERROR`.

use std::fmt;

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::FaultCode;

/// The codes with their status, their word and their sentence.
macro_rules! options_codes {
    ($($name:ident = $code:literal, $status:literal, $word:literal, $sentence:literal;)+) => {
        /// Why no options are given.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum OptionsFaultCode {
            $(#[doc = concat!("`", $word, "`")] $name,)+
        }

        impl OptionsFaultCode {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The code on the wire.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }

            /// The only HTTP status it may go with.
            pub const fn status(self) -> u16 {
                match self {
                    $(Self::$name => $status,)+
                }
            }

            /// What paForNode calls the same.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }

            const fn sentence(self) -> &'static str {
                match self {
                    $(Self::$name => $sentence,)+
                }
            }
        }
    };
}

options_codes! {
    Syntax = "ODP-101", 400, "PAA_SINTASSI", "Errore di sintassi nella richiesta";
    Semantic = "ODP-102", 422, "PAA_SEMANTICA", "Errore semantico";
    System = "ODP-103", 500, "PAA_SYSTEM_ERROR", "Errore generico";
    OrganizationUnknown = "ODP-104", 400, "PAA_ID_DOMINIO_ERRATO",
        "La PAA non corrisponde al Dominio indicato";
    BrokerUnknown = "ODP-105", 400, "PAA_ID_INTERMEDIARIO_ERRATO",
        "Identificativo intermediario non corrispondente";
    StationUnknown = "ODP-106", 400, "PAA_STAZIONE_INT_ERRATA",
        "Stazione intermediario non corrispondente";
    PaymentUnknown = "ODP-107", 404, "PAA_PAGAMENTO_SCONOSCIUTO",
        "Pagamento in attesa risulta sconosciuto all’Ente Creditore";
    PaymentConcluded = "ODP-108", 409, "PAA_PAGAMENTO_DUPLICATO",
        "Pagamento in attesa risulta concluso all’Ente Creditore";
    PaymentInProgress = "ODP-109", 409, "PAA_PAGAMENTO_IN_CORSO",
        "Pagamento in attesa risulta in corso all’Ente Creditore";
    PaymentExpired = "ODP-110", 422, "PAA_PAGAMENTO_SCADUTO",
        "Pagamento in attesa risulta scaduto all’Ente Creditore";
    PaymentInvalidated = "ODP-111", 422, "PAA_PAGAMENTO_ANNULLATO",
        "Pagamento in attesa risulta annullato all’Ente Creditore";
}

impl OptionsFaultCode {
    /// Reads the code on the wire.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.as_str() == code)
    }
}

/// The code that says the same in JSON.
impl From<&FaultCode> for OptionsFaultCode {
    fn from(code: &FaultCode) -> Self {
        match code {
            FaultCode::XsdSyntax | FaultCode::ExtraXsdSyntax => Self::Syntax,
            FaultCode::OrganizationUnknown => Self::OrganizationUnknown,
            FaultCode::BrokerUnknown => Self::BrokerUnknown,
            FaultCode::StationUnknown => Self::StationUnknown,
            FaultCode::PaymentUnknown => Self::PaymentUnknown,
            FaultCode::PaymentConcluded => Self::PaymentConcluded,
            FaultCode::PaymentInProgress => Self::PaymentInProgress,
            FaultCode::PaymentExpired => Self::PaymentExpired,
            FaultCode::PaymentInvalidated => Self::PaymentInvalidated,
            FaultCode::Semantic | FaultCode::ReceiptDuplicate => Self::Semantic,
            FaultCode::System | FaultCode::Other(_) => Self::System,
        }
    }
}

/// A refusal on the wire (`ErrorResponse`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OptionsFault {
    /// The HTTP status, once more.
    pub http_status_code: u16,
    /// The status in words.
    #[serde(default)]
    pub http_status_description: String,
    /// One of [`OptionsFaultCode`], or somebody else's.
    pub app_error_code: String,
    /// The word of paForNode and a sentence.
    #[serde(default)]
    pub error_message: String,
    /// Seconds since 1970.
    #[serde(default)]
    pub timestamp: i64,
    /// The same moment, UTC.
    #[serde(default)]
    pub date_time: String,
}

impl OptionsFault {
    /// A refusal of that moment; without a description the sentence of the code stands.
    pub fn new(code: OptionsFaultCode, description: Option<&str>, at: Timestamp) -> Self {
        let sentence = description.unwrap_or(code.sentence());
        Self {
            http_status_code: code.status(),
            http_status_description: in_words(code.status()).to_owned(),
            app_error_code: code.as_str().to_owned(),
            error_message: format!("{} {sentence}", code.word()),
            timestamp: at.as_second(),
            date_time: TimeZone::UTC.to_datetime(at).to_string(),
        }
    }

    /// Its code, if it is one that may come with that HTTP status.
    pub fn code(&self, status: u16) -> Option<OptionsFaultCode> {
        let is_so =
            |it: &OptionsFaultCode| it.status() == status && it.status() == self.http_status_code;
        OptionsFaultCode::from_code(&self.app_error_code).filter(is_so)
    }
}

impl fmt::Display for OptionsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.app_error_code, self.error_message)
    }
}

fn in_words(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        404 => "Not Found",
        409 => "Conflict",
        422 => "Unprocessable Entity",
        _ => "Internal Server Error",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    #[test]
    fn the_codes_their_statuses_and_words_are_those_published() {
        let table = OptionsFaultCode::ALL.iter();
        let table = table.map(|it| format!("{} {} {}", it.as_str(), it.status(), it.word()));
        let expected = [
            "ODP-101 400 PAA_SINTASSI",
            "ODP-102 422 PAA_SEMANTICA",
            "ODP-103 500 PAA_SYSTEM_ERROR",
            "ODP-104 400 PAA_ID_DOMINIO_ERRATO",
            "ODP-105 400 PAA_ID_INTERMEDIARIO_ERRATO",
            "ODP-106 400 PAA_STAZIONE_INT_ERRATA",
            "ODP-107 404 PAA_PAGAMENTO_SCONOSCIUTO",
            "ODP-108 409 PAA_PAGAMENTO_DUPLICATO",
            "ODP-109 409 PAA_PAGAMENTO_IN_CORSO",
            "ODP-110 422 PAA_PAGAMENTO_SCADUTO",
            "ODP-111 422 PAA_PAGAMENTO_ANNULLATO",
        ];
        assert_eq!(table.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_both_sides_refuse_has_one_word() {
        for code in FaultCode::ALL {
            let word = OptionsFaultCode::from(code).word();
            let expected = match code {
                FaultCode::XsdSyntax | FaultCode::ExtraXsdSyntax => "PAA_SINTASSI",
                FaultCode::ReceiptDuplicate => "PAA_SEMANTICA",
                other => other.as_str(),
            };
            assert_eq!(word, expected);
        }
    }

    #[test]
    fn a_refusal_is_written_as_the_schema_has_it() {
        let at = "2026-11-22T05:00:00.5Z".parse().unwrap();
        let fault = OptionsFault::new(OptionsFaultCode::PaymentExpired, Some("scaduto ieri"), at);
        let written = json!({
            "httpStatusCode": 422,
            "httpStatusDescription": "Unprocessable Entity",
            "appErrorCode": "ODP-110",
            "errorMessage": "PAA_PAGAMENTO_SCADUTO scaduto ieri",
            "timestamp": 1_795_323_600,
            "dateTime": "2026-11-22T05:00:00.5",
        });
        assert_eq!(to_value(&fault).unwrap(), written);
        assert_eq!(from_value::<OptionsFault>(written).unwrap(), fault);
        let plain = OptionsFault::new(OptionsFaultCode::System, None, at);
        assert_eq!(plain.error_message, "PAA_SYSTEM_ERROR Errore generico");
        assert_eq!(plain.http_status_description, "Internal Server Error");
    }

    #[test]
    fn a_code_counts_only_with_its_own_status() {
        let at = Timestamp::UNIX_EPOCH;
        for code in OptionsFaultCode::ALL {
            let fault = OptionsFault::new(*code, None, at);
            assert_eq!(fault.code(code.status()), Some(*code));
            assert_eq!(fault.code(418), None);
            let lying = OptionsFault { http_status_code: 418, ..fault };
            assert_eq!(lying.code(code.status()), None);
        }
        let fault = OptionsFault::new(OptionsFaultCode::Syntax, None, at);
        let foreign = OptionsFault { app_error_code: "ODP-001".to_owned(), ..fault };
        assert_eq!(foreign.code(400), None);
    }
}
