//! Cases: what the program accepted and a person must decide. They are read here, taken in charge
//! and closed.

mod assign;
mod decide;
mod read;

use iuvo_domain::{debt_position::DebtPosition, receipt::CaseRefusal};
use iuvo_store::StoreError;
use pagopa_codes::Cents;

pub use decide::{Closed, Decision, Whose, decide_case};
pub use iuvo_store::{
    receipts::of_notice::ReceiptSeen,
    review_cases::{CaseFound, CasesShown},
};
pub use read::{CaseRead, list_cases, list_cases_of_position, read_case};

/// Why a case is not read or changed.
#[derive(Debug)]
pub enum CaseError {
    /// There is none, or it is out of reach.
    Unknown,
    /// Somebody changed it after it was read: as it is now.
    ChangedMeanwhile(Box<CaseFound>),
    /// It does not stand so, or does not end so.
    Refused(CaseRefusal),
    /// Another case about the same receipt says that its money went elsewhere.
    MoneyElsewhere,
    /// The money cannot be assigned to that notice.
    NotAssigned(AssignmentRefusal),
    /// The database failed.
    Store(StoreError),
}

/// Why the money of a receipt cannot be assigned to the debt of a notice; the first that applies is
/// returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssignmentRefusal {
    /// The receipt says that nothing was paid to this body.
    NoMoney,
    /// No position within reach has that notice.
    NoticeUnknown,
    /// It is the notice that was paid, and its position does not have the receipt.
    NotAnother,
    /// The notice, or the debt in another way, has been paid.
    AlreadyPaid,
    /// The debt is not shown, or was withdrawn.
    NotPayable,
    /// Another amount is owed: what was paid, and what is owed.
    AmountDiffers(Cents, Cents),
    /// It is owed by somebody else than the receipt names: the position, to be looked at.
    AnotherDebtor(Box<DebtPosition>),
}

impl From<StoreError> for CaseError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<CaseRefusal> for CaseError {
    fn from(refusal: CaseRefusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<AssignmentRefusal> for CaseError {
    fn from(refusal: AssignmentRefusal) -> Self {
        Self::NotAssigned(refusal)
    }
}
