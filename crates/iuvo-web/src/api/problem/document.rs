//! Why a document of a notice cannot be had.

use axum::http::StatusCode;

/// Why there is no document. The codes are stable; the texts are for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::api) enum DocumentProblem {
    /// A notice is asked for that is paid, or withdrawn.
    NoticeNotToBePaid,
    /// Something of the notice cannot be printed: what, and why.
    NoticeUnprintable(String),
    /// A slip is asked for, and the body has no postal account for it.
    PostalAccountMissing,
    /// No receipt of the notice has come.
    ReceiptUnknown,
    /// The body says that the notice was paid outside of pagoPA.
    PaidElsewhere,
    /// `slip` is neither true nor false.
    SlipInvalid,
}

impl DocumentProblem {
    /// The status, the code and what a person should do.
    pub(super) fn told(&self) -> (StatusCode, &'static str, String) {
        let (status, code, detail) = match self {
            Self::NoticeNotToBePaid => (
                StatusCode::CONFLICT,
                "NOTICE_NOT_TO_BE_PAID",
                "L’avviso è già pagato o annullato: non si stampa.",
            ),
            Self::NoticeUnprintable(reason) => {
                let detail = format!("Il documento non si può stampare: {reason}.");
                return (StatusCode::UNPROCESSABLE_ENTITY, "NOTICE_UNPRINTABLE", detail);
            }
            Self::PostalAccountMissing => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "POSTAL_ACCOUNT_MISSING",
                "Il bollettino vuole un solo beneficiario con un conto postale autorizzato alla \
                 stampa in proprio.",
            ),
            Self::ReceiptUnknown => (
                StatusCode::NOT_FOUND,
                "RECEIPT_UNKNOWN",
                "Di questo avviso non è arrivata nessuna ricevuta.",
            ),
            Self::PaidElsewhere => (
                StatusCode::NOT_FOUND,
                "PAID_ELSEWHERE",
                "L’avviso è stato pagato fuori da pagoPA: non c’è una ricevuta telematica.",
            ),
            Self::SlipInvalid => {
                (StatusCode::BAD_REQUEST, "SLIP_INVALID", "Il parametro slip vale true o false.")
            }
        };
        (status, code, detail.to_owned())
    }
}
