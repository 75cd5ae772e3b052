//! What citizens do: find a debt, read it.
//!
//! Invariants: two facts are needed to see a debt, its code and its debtor's fiscal code; whoever
//! has not both is told the same, whether there is such a debt or not.

mod debt_links;
mod find_debt;
mod read_debt;
mod search_limits;

pub use find_debt::{DebtCode, Search, SearchEnd, find_debt};
pub use read_debt::{Debt, print_debt, read_debt};

pub(crate) use debt_links::DebtLinks;
pub(crate) use search_limits::SearchLimits;
