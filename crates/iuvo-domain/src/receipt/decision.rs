//! What becomes of a receipt: the one table, printed in `docs/receipts.md` and tested against it
//! cell by cell.
//!
//! Principle: a receipt says that money has moved, so for a body we serve it is stored and
//! answered OK whatever our data say, and what is strange about it becomes a case for a person.
//! A KO is given only where sending again is useless; a failure of ours is no answer at all, so
//! that the Node tries again (48 times, an hour apart).

use pagopa_codes::NoticeNumber;

use super::CaseKind;
use crate::{
    debt_position::{DebtPosition, PositionStatus},
    directory::RepeatedReceipts,
};

pub use super::mismatch::{Mismatch, mismatches};

/// What we know of the notice when its receipt arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Situation {
    /// The notice stands so: as its position, but `Paid` as soon as it, or another way of settling
    /// the same debt, has been paid.
    Position(PositionStatus),
    /// The body issued the notice, and has no such position.
    Unknown,
    /// Another body issued the notice: ours is a beneficiary, or its station asked for a copy.
    Broadcast,
}

impl Situation {
    /// Every row of the table, in the order printed.
    pub const ALL: [Self; 9] = [
        Self::Position(PositionStatus::Draft),
        Self::Position(PositionStatus::Published),
        Self::Position(PositionStatus::Valid),
        Self::Position(PositionStatus::PartiallyPaid),
        Self::Position(PositionStatus::Paid),
        Self::Position(PositionStatus::Expired),
        Self::Position(PositionStatus::Invalidated),
        Self::Unknown,
        Self::Broadcast,
    ];

    /// How a notice of a body stands in the position that was found for it. Whoever pays the
    /// single payment of a debt whose plan has been begun, or the other way round, pays too much,
    /// so that notice counts as paid.
    pub fn of(position: &DebtPosition, notice_number: NoticeNumber) -> Self {
        let Some((option, installment)) = position.find(notice_number.as_str()) else {
            return Self::Unknown;
        };
        if installment.is_paid() || position.is_started_elsewhere(option) {
            Self::Position(PositionStatus::Paid)
        } else {
            Self::Position(position.status)
        }
    }
}

/// How a receipt relates to those stored before and to the position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arrival {
    /// The first receipt of its notice.
    First,
    /// Another receipt says that its notice was paid, with another identifier.
    OtherReceipt,
    /// The same identifier and the same content have been stored.
    SameContent,
    /// The same identifier has been stored from the other version of the message, which says the
    /// same as far as the first version can.
    OtherVersion,
    /// The same identifier has been stored with other content.
    OtherContent,
    /// The first with its identifier, which says that the payment failed.
    NotPaid,
}

/// What the Node is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Outcome OK.
    Accepted,
    /// Outcome KO, `PAA_RECEIPT_DUPLICATA`: it is stored already, and the station wants to say so.
    Repeated,
    /// Outcome KO, `PAA_RECEIPT_DUPLICATA`: its identifier stands for another content.
    Duplicate,
}

/// What becomes of a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What the Node is told.
    pub answer: Answer,
    /// Whether the message is stored.
    pub store: bool,
    /// Whether the instalment is marked as paid, if it is not yet.
    pub pay: bool,
    /// What a person has to look at, each kind once.
    pub cases: Vec<CaseKind>,
}

/// The table. Mismatches are those of [`mismatches`]; without a position there are none.
pub fn judge(
    situation: Situation,
    arrival: Arrival,
    mismatches: &[Mismatch],
    repeated: RepeatedReceipts,
) -> Verdict {
    let to_repetition = match repeated {
        RepeatedReceipts::Accept => Answer::Accepted,
        RepeatedReceipts::Refuse => Answer::Repeated,
    };
    match arrival {
        Arrival::SameContent => {
            Verdict { answer: to_repetition, store: false, pay: false, cases: Vec::new() }
        }
        Arrival::OtherVersion => {
            Verdict { answer: to_repetition, store: true, pay: false, cases: Vec::new() }
        }
        Arrival::OtherContent => Verdict {
            answer: Answer::Duplicate,
            store: true,
            pay: false,
            cases: vec![CaseKind::ReceiptAltered],
        },
        Arrival::NotPaid => Verdict {
            answer: Answer::Accepted,
            store: true,
            pay: false,
            cases: vec![CaseKind::NotPaid],
        },
        Arrival::First | Arrival::OtherReceipt => accept(situation, arrival, mismatches),
    }
}

fn accept(situation: Situation, arrival: Arrival, mismatches: &[Mismatch]) -> Verdict {
    let pay = matches!(situation, Situation::Position(_));
    let mut cases: Vec<CaseKind> = match situation {
        Situation::Broadcast => Vec::new(),
        Situation::Unknown => vec![CaseKind::PositionUnknown],
        Situation::Position(status) => paid_in(status).into_iter().collect(),
    };
    if is_second_payment(situation, arrival) {
        cases.push(CaseKind::DoublePayment);
    }
    if pay {
        cases.extend(mismatches.iter().map(|it| it.case()));
    }
    Verdict { answer: Answer::Accepted, store: true, pay, cases }
}

/// Whether a receipt that arrived so says that a notice, or its debt in another way, was paid once
/// more. A copy for a beneficiary says nothing of the debt.
pub fn is_second_payment(situation: Situation, arrival: Arrival) -> bool {
    match situation {
        Situation::Broadcast => false,
        Situation::Position(PositionStatus::Paid) => true,
        Situation::Position(_) | Situation::Unknown => arrival == Arrival::OtherReceipt,
    }
}

/// What else is strange about being paid in that state.
fn paid_in(status: PositionStatus) -> Option<CaseKind> {
    match status {
        PositionStatus::Valid | PositionStatus::PartiallyPaid | PositionStatus::Paid => None,
        PositionStatus::Draft => Some(CaseKind::PaidWhileDraft),
        PositionStatus::Published => Some(CaseKind::PaidBeforeValidity),
        PositionStatus::Expired => Some(CaseKind::PaidAfterExpiry),
        PositionStatus::Invalidated => Some(CaseKind::PaidAfterInvalidation),
    }
}

#[cfg(test)]
mod tests;
