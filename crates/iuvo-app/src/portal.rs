//! What citizens do: find a debt, read it.
//!
//! Invariants: two facts are needed to see a debt, its code and its debtor's fiscal code; whoever
//! has not both is told the same, whether there is such a debt or not.

mod find_debt;
mod links;
mod notice_at_hand;
mod read_debt;
mod search_limits;

use iuvo_store::StoreError;

use crate::sealing::SealingError;

pub use find_debt::{DebtCode, Search, SearchEnd, find_debt};
pub use links::{Lapse, Viewer, price_seen, why_no_debt};
pub use notice_at_hand::{NoticeAtHand, open_notice_at_hand, take_notice_at_hand};
pub use read_debt::{
    Debt, InDoubt, link_beside, link_for_staff, link_to_payment, linked_notice, read_debt,
};

pub(crate) use read_debt::read_notice;
pub(crate) use search_limits::{SearchLimits, network};

/// Why a page of a citizen cannot be shown, through no fault of theirs.
#[derive(Debug, thiserror::Error)]
pub enum PortalError {
    /// The database failed.
    #[error("the debts cannot be read")]
    Store(#[from] StoreError),
    /// The system has no randomness, so that no address can be made that nobody guesses.
    #[error("an address cannot be sealed")]
    Sealing(#[from] SealingError),
}
