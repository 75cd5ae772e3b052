//! What may happen, and how long it is remembered.

use crate::coded::coded;

coded! {
    /// What happened.
    EventKind;

    /// The body wrote the position.
    PositionCreated = "position_created";
    /// The body wrote the position again.
    PositionUpdated = "position_updated";
    /// The body published the position.
    PositionPublished = "position_published";
    /// The body withdrew the position.
    PositionInvalidated = "position_invalidated";
    /// The body gave more time to pay.
    PositionExtended = "position_extended";
    /// The body deleted the position.
    PositionDeleted = "position_deleted";
    /// The first validity date came: the position can be paid.
    PositionBecameValid = "position_became_valid";
    /// The last due date passed: the position can no longer be paid.
    PositionExpired = "position_expired";
    /// The notice number left its position, which was rewritten without it or deleted.
    NoticeWithdrawn = "notice_withdrawn";
    /// A receipt arrived and was kept.
    ReceiptRecorded = "receipt_recorded";
    /// A receipt that had been kept arrived again.
    ReceiptRepeated = "receipt_repeated";
    /// A receipt that had been kept arrived with other content, and was kept beside it.
    ReceiptAltered = "receipt_altered";
    /// A receipt that had come before its position was applied to it.
    ReceiptApplied = "receipt_applied";
    /// The body said that the notice was paid elsewhere.
    PaidElsewhere = "paid_elsewhere";
    /// The body moved transfers of the position to another account.
    IbanChanged = "iban_changed";
    /// A case was opened for a person.
    CaseOpened = "case_opened";
    /// Somebody took charge of a case.
    CaseTaken = "case_taken";
    /// Somebody left a case to others.
    CaseReleased = "case_released";
    /// Somebody decided a case.
    CaseClosed = "case_closed";
    /// Somebody took the decision of a case back.
    CaseReopened = "case_reopened";
    /// The Node asked whether the notice can be paid, and was told that it can.
    NoticeVerified = "notice_verified";
    /// The Node asked whether the notice can be paid, and was told that it cannot.
    VerificationRefused = "verification_refused";
    /// The Node asked for the data of a payment, and got them: a payment begins.
    PaymentPrepared = "payment_prepared";
    /// The Node asked for the data of a payment, and was refused.
    PaymentRefused = "payment_refused";
    /// The Node asked in which ways the debt can be paid, and was told.
    OptionsListed = "options_listed";
    /// The Node asked in which ways the debt can be paid, and was refused.
    OptionsRefused = "options_refused";
    /// A cart with the notice was opened for Checkout.
    CartOpened = "cart_opened";
    /// The payer's browser came back from Checkout.
    CartReturned = "cart_returned";
    /// The receipt left by e-mail, for whoever had asked for it.
    ReceiptMailed = "receipt_mailed";
}

/// How long events are kept: kinds of one class go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retention {
    /// What says that money moved: kept as long as the receipts, which are never deleted.
    Money,
    /// The life of a position.
    Positions,
    /// Questions of the Node, which change nothing.
    Questions,
}

impl Retention {
    /// Every class.
    pub const ALL: [Self; 3] = [Self::Money, Self::Positions, Self::Questions];
}

impl EventKind {
    /// How long events of this kind are kept.
    pub const fn retention(self) -> Retention {
        match self {
            Self::NoticeWithdrawn
            | Self::ReceiptRecorded
            | Self::ReceiptRepeated
            | Self::ReceiptAltered
            | Self::ReceiptApplied
            | Self::PaidElsewhere
            | Self::CaseOpened
            | Self::CaseTaken
            | Self::CaseReleased
            | Self::CaseClosed
            | Self::CaseReopened => Retention::Money,
            Self::PositionCreated
            | Self::PositionUpdated
            | Self::PositionPublished
            | Self::PositionInvalidated
            | Self::PositionExtended
            | Self::IbanChanged
            | Self::PositionDeleted
            | Self::PositionBecameValid
            | Self::PositionExpired => Retention::Positions,
            Self::NoticeVerified
            | Self::VerificationRefused
            | Self::PaymentPrepared
            | Self::PaymentRefused
            | Self::OptionsListed
            | Self::OptionsRefused
            | Self::CartOpened
            | Self::CartReturned
            | Self::ReceiptMailed => Retention::Questions,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The page operators read says of every kind what the code does with it.
    #[test]
    fn the_page_tells_every_kind_and_how_long_it_is_kept() {
        let page = include_str!("../../../../docs/journal.md");
        let rows: Vec<Vec<&str>> = page
            .lines()
            .filter(|it| it.starts_with("| `"))
            .map(|it| it.split('|').map(str::trim).collect())
            .collect();
        let told: Vec<_> = rows.iter().map(|it| (it[1].trim_matches('`'), it[4])).collect();
        let kept = |kind: &EventKind| match kind.retention() {
            Retention::Money => "always",
            Retention::Positions => "positions",
            Retention::Questions => "questions",
        };
        let kinds: Vec<_> = EventKind::ALL.iter().map(|it| (it.code(), kept(it))).collect();
        assert_eq!(told, kinds);
    }
}
