//! Why the content of a message is refused. The sentences are Italian because they travel to the
//! people of the calling side, inside the description of the fault. Values are never quoted: they
//! may be personal data.

use thiserror::Error;

use crate::gate::place;

/// A refused element: which one, and why.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}{reason}", place(path))]
pub struct DecodeError {
    path: String,
    reason: DecodeReason,
}

impl DecodeError {
    /// The element, from the root of the message:
    /// `paSendRTV2Request/receipt/transferList/transfer[2]/IBAN`.
    pub fn path(&self) -> &str {
        &self.path
    }

    pub fn reason(&self) -> &DecodeReason {
        &self.reason
    }

    /// The error as seen from the element that contains the refused one.
    #[must_use]
    pub(crate) fn within(self, element: &str) -> Self {
        let path = if self.path.is_empty() {
            element.to_owned()
        } else {
            format!("{element}/{}", self.path)
        };
        Self { path, reason: self.reason }
    }
}

/// An error of the element at hand, whose name the callers will add.
impl From<DecodeReason> for DecodeError {
    fn from(reason: DecodeReason) -> Self {
        Self { path: String::new(), reason }
    }
}

/// What is wrong with an element.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DecodeReason {
    #[error("elemento obbligatorio mancante")]
    Missing,
    #[error("elemento fuori ordine")]
    OutOfOrder,
    #[error("elemento ripetuto oltre il massimo ammesso")]
    Repeated,
    #[error("elemento non previsto")]
    Unexpected,
    #[error("elemento qualificato con un namespace, atteso senza")]
    Qualified,
    #[error("elemento fuori dal namespace previsto")]
    OtherNamespace,
    #[error("attributo {0} non previsto")]
    Attribute(String),
    #[error("testo non previsto tra gli elementi")]
    CharactersAmongElements,
    #[error("elementi non previsti dentro il valore")]
    ElementsInValue,
    #[error("valore vuoto")]
    Empty,
    #[error("valore più corto di {min} caratteri")]
    TooShort { min: usize },
    #[error("valore più lungo di {max} caratteri")]
    TooLong { max: usize },
    #[error("valore con caratteri non ammessi")]
    Characters,
    #[error("valore diverso da quelli ammessi: {allowed}")]
    NotAllowed { allowed: &'static str },
    #[error("non è un importo con due decimali")]
    NotAmount,
    #[error("importo maggiore di 999999999.99")]
    AmountTooLarge,
    #[error("importo pari a zero")]
    AmountZero,
    #[error("non è un codice fiscale di 11 cifre")]
    NotOrganizationFiscalCode,
    #[error("non è un numero avviso di 18 cifre")]
    NotNoticeNumber,
    #[error("non è un IUV: da 1 a 35 caratteri senza spazi")]
    NotIuv,
    #[error("non è una data")]
    NotDate,
    #[error("non è una data con ora")]
    NotDateTime,
    #[error("non è un numero intero")]
    NotInteger,
    #[error("non è un valore booleano")]
    NotBoolean,
    #[error("non è un indirizzo di posta elettronica")]
    NotEmail,
    #[error("non è base64")]
    NotBase64,
}
