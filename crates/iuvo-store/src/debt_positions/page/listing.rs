//! The statements of the lists: for each way of filtering, how to count and a page in each order.
//!
//! A statement is driven by one index, named by its conditions without a choice, so that it is
//! planned once for every value; what narrows the list further is null when not asked for. A page
//! is first cut from identities alone and then joined to its contents.
//!
//! The parameters: `$1` workspace, `$2` segregation codes between commas; then, but for the list
//! of all, `$3` the moment, `$4` status and `$5` whether reported; then the bounds of the window;
//! then limit and offset.

use super::Order;
use crate::{
    rows::{position_columns, position_joins},
    statement::Statement,
};

/// The statements of one way of filtering.
pub(crate) struct Listing {
    pub(crate) count: &'static Statement,
    pages: [[&'static Statement; 2]; 3],
}

impl Listing {
    /// The page in that order. In a list of one status, the order by status is that by IUPD.
    pub(crate) fn page(&self, order: Order, last_first: bool) -> &'static Statement {
        let [by_insertion, by_iupd, by_company] = &self.pages;
        let [first_first, reversed] = match order {
            Order::Insertion => by_insertion,
            Order::Iupd | Order::Status => by_iupd,
            Order::CompanyName => by_company,
        };
        if last_first { reversed } else { first_first }
    }
}

/// What a position that the calendar has overtaken has become: valid (3) or expired (6).
macro_rules! overtaken_status {
    () => {
        "case when p.status = 2 and (p.expires_at is null or p.expires_at > $3) then 3 else 6 end"
    };
}

/// Whether an IUV of instalment `m` has one of the codes, or none is asked for. The text is
/// searched literally: an IUV may hold what `like` takes for a wildcard.
macro_rules! has_code {
    () => {
        "(cast($2 as text) is null
          or replace(cast($2 as text), ',' || substr(m.iuv, 1, 2) || ',', '') <> cast($2 as text))"
    };
}

macro_rules! codes {
    () => {
        concat!(
            " and (cast($2 as text) is null or exists (
               select 1 from installment m
               where m.workspace_id = p.workspace_id and m.debt_position_id = p.id and ",
            has_code!(),
            "))"
        )
    };
}

/// Codes and standing, where another index drives.
macro_rules! codes_and_standing {
    () => {
        concat!(
            codes!(),
            " and (cast($4 as bigint) is null or (p.reported = $5 and cast($4 as bigint) = case
               when p.next_change_at <= $3 then ",
            overtaken_status!(),
            " else p.status end))"
        )
    };
}

macro_rules! where_all {
    () => {
        concat!(" from debt_position p where p.workspace_id = $1", codes!())
    };
}

macro_rules! where_stored {
    () => {
        concat!(
            " from debt_position p
              where p.workspace_id = $1 and p.status = cast($4 as bigint) and p.reported = $5
                and coalesce(p.next_change_at > $3, 1 = 1)",
            codes!()
        )
    };
}

macro_rules! where_overtaken {
    () => {
        concat!(
            " from debt_position p
              where p.workspace_id = $1 and p.next_change_at <= $3 and p.reported = $5
                and cast($4 as bigint) = ",
            overtaken_status!(),
            codes!()
        )
    };
}

macro_rules! where_paid {
    () => {
        concat!(
            " from debt_position p
              where p.workspace_id = $1 and p.paid_at >= $6 and p.paid_at <= $7",
            codes_and_standing!()
        )
    };
}

macro_rules! where_due {
    () => {
        concat!(
            " from debt_position p
              where p.workspace_id = $1 and p.id in (
                select m.debt_position_id from installment m
                where m.workspace_id = $1 and m.due_date >= $6 and m.due_date <= $7 and ",
            has_code!(),
            ")",
            codes_and_standing!()
        )
    };
}

/// A page: its identities in order, then their contents.
macro_rules! page {
    ([$($found:ident),+] by $key:literal, $tie:literal $direction:literal cut $cut:literal) => {
        concat!(
            "with page as (select workspace_id, id, sort_key, tie from (",
            page!(@identities $key, $tie, $($found),+),
            ") found order by sort_key ", $direction, ", tie ", $direction, " ", $cut, ")
             select ",
            position_columns!(),
            " from page g
              join debt_position p on p.workspace_id = g.workspace_id and p.id = g.id ",
            position_joins!(),
            "
             where p.workspace_id = $1
             order by g.sort_key ", $direction, ", g.tie ", $direction,
            ", o.ordinal, i.ordinal, t.transfer_index"
        )
    };
    (@identities $key:literal, $tie:literal, $found:ident) => {
        concat!(
            "select p.workspace_id, p.id, ", $key, " as sort_key, ", $tie, " as tie",
            $found!()
        )
    };
    (@identities $key:literal, $tie:literal, $found:ident, $($others:ident),+) => {
        concat!(
            page!(@identities $key, $tie, $found),
            " union all ",
            page!(@identities $key, $tie, $($others),+)
        )
    };
}

macro_rules! listings {
    ($($listing:ident in $module:ident: $found:tt, $cut:literal;)+) => {
        $(
            mod $module {
                use super::*;

                crate::statement::statements! {
                    COUNT = count!($found);
                    BY_INSERTION = page!($found by "p.inserted_at", "p.id" "asc" cut $cut);
                    BY_INSERTION_REVERSED =
                        page!($found by "p.inserted_at", "p.id" "desc" cut $cut);
                    BY_IUPD = page!($found by "p.iupd", "p.id" "asc" cut $cut);
                    BY_IUPD_REVERSED = page!($found by "p.iupd", "p.id" "desc" cut $cut);
                    BY_COMPANY = page!($found by "p.company_name", "p.iupd" "asc" cut $cut);
                    BY_COMPANY_REVERSED =
                        page!($found by "p.company_name", "p.iupd" "desc" cut $cut);
                }

                pub(super) static LISTING: Listing = Listing {
                    count: &COUNT,
                    pages: [
                        [&BY_INSERTION, &BY_INSERTION_REVERSED],
                        [&BY_IUPD, &BY_IUPD_REVERSED],
                        [&BY_COMPANY, &BY_COMPANY_REVERSED],
                    ],
                };
            }

            pub(crate) static $listing: &Listing = &$module::LISTING;
        )+

        /// The statements of every listing.
        pub(crate) static STATEMENTS: &[&[(&str, &Statement)]] = &[$($module::STATEMENTS),+];
    };
}

macro_rules! count {
    ([$($found:ident),+]) => {
        concat!("select 0", $(" + (select count(*)", $found!(), ")"),+)
    };
}

listings! {
    ALL in all: [where_all], "limit $3 offset $4";
    IN_STATUS in in_status: [where_stored, where_overtaken], "limit $6 offset $7";
    PAID in paid: [where_paid], "limit $8 offset $9";
    DUE in due: [where_due], "limit $8 offset $9";
}
