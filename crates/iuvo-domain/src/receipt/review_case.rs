//! Cases opened for a person: something about money that software must not decide.

use jiff::Timestamp;

use super::CaseLife;
use crate::{Nav, ReviewCaseId, WorkspaceId, coded::coded};

coded! {
    /// Why a person has to look.
    CaseKind;

    /// The notice is not in the archive: the money belongs to a debt nobody wrote down.
    PositionUnknown = "position_unknown";
    /// Paid while the body was still writing the position.
    PaidWhileDraft = "paid_while_draft";
    /// Paid before the first validity date.
    PaidBeforeValidity = "paid_before_validity";
    /// Paid after the time to pay had passed.
    PaidAfterExpiry = "paid_after_expiry";
    /// Paid although the body had withdrawn the debt: refund it or reinstate the debt.
    PaidAfterInvalidation = "paid_after_invalidation";
    /// The notice, or the debt by another option, had been paid before, in whole or in part:
    /// refund the excess.
    DoublePayment = "double_payment";
    /// The amount, or how it is shared among bodies, is not the one asked for (an old amount in
    /// stand-in, for instance).
    AmountDiffers = "amount_differs";
    /// The debtor is not the one of the position.
    DebtorDiffers = "debtor_differs";
    /// An account is none of those of the position.
    IbanDiffers = "iban_differs";
    /// A receipt came again with the same identifier and other content.
    ReceiptAltered = "receipt_altered";
    /// The receipt says that the payment did not succeed, which the Node never sends.
    NotPaid = "not_paid";
    /// The receipt came through a station that is not configured to speak for the body.
    StationNotConnected = "station_not_connected";
    /// What the receipt carries as a digital revenue stamp cannot be read as one.
    StampUnreadable = "stamp_unreadable";
}

impl CaseKind {
    /// Why, as people read it.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::PositionUnknown => "la posizione non esiste",
            Self::PaidWhileDraft => "pagata mentre era in bozza",
            Self::PaidBeforeValidity => "pagata prima di essere pagabile",
            Self::PaidAfterExpiry => "pagata dopo la scadenza",
            Self::PaidAfterInvalidation => "pagata dopo essere stata annullata",
            Self::DoublePayment => "pagata due volte",
            Self::AmountDiffers => "l’importo non è quello chiesto",
            Self::DebtorDiffers => "il debitore non è quello della posizione",
            Self::IbanDiffers => "il conto non è quello della posizione",
            Self::ReceiptAltered => "la RT è tornata con un contenuto diverso",
            Self::NotPaid => "la RT dice che il pagamento non è riuscito",
            Self::StationNotConnected => "la RT è arrivata da una stazione non collegata",
            Self::StampUnreadable => "la marca da bollo nella RT non si legge",
        }
    }
}

/// A case opened for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewCase {
    /// Its identity.
    pub id: ReviewCaseId,
    /// Where it belongs.
    pub workspace: WorkspaceId,
    /// Why it was opened.
    pub kind: CaseKind,
    /// The notice it is about.
    pub notice_number: Nav,
    /// The receipt it is about.
    pub receipt_id: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Rises with everything that is done with it.
    pub version: i64,
    /// Who has it in hand, or how it ended.
    pub life: CaseLife,
}
