//! The rules among the data of a position, each with GPD's text.
//!
//! The rules are evaluated by the domain, option by option, in the order of the variants; the first
//! one broken is the answer. "Now" is the moment of the request, in UTC. In the version 1 of the
//! API every option takes the validity date and the `switchToExpired` of its position.

use std::fmt;

use pagopa_codes::Cents;
use thiserror::Error;

use crate::date_time::GpdDateTime;

/// A broken rule of a position: its text is the `detail` of a 400 titled "Error in the debt
/// position request data".
///
/// Dates are printed as GPD prints them, with the hour on a twelve-hour dial and no indication of
/// the half day; some texts end with a space. Both are GPD's slips, carried over.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DataError {
    /// On update: the IUPD of the body differs from that of the path. It precedes every other
    /// check, even that the position exists.
    #[error(
        "IUPD mistmatch error: path variable IUPD [{path}] and request body IUPD [{body}] must be \
         the same"
    )]
    IupdMismatch {
        /// The IUPD of the path.
        path: String,
        /// The IUPD of the body.
        body: String,
    },
    /// On create only: a validity date is given and is not *after* now. The same instant is
    /// refused, although the text says otherwise.
    #[error(
        "Dates congruence error: validity_date must be >= current_date [validity_date={}; \
         current_date={}] ",
        dial(*.validity_date),
        dial(*.now)
    )]
    ValidityDateNotInTheFuture {
        /// The validity date given.
        validity_date: GpdDateTime,
        /// The moment of the request.
        now: GpdDateTime,
    },
    /// The due date is *before* the validity date, or before now when there is none; besides, on
    /// create always and on update if `switchToExpired` is true, it is *before* now. An equal
    /// instant is accepted.
    #[error(
        "Dates congruence error: due_date must be >= validity_date (if provided) or due_date must \
         be >= current_date [due_date={}; validity_date={}; current_date={}]",
        dial(*.due_date),
        OrNull(.validity_date.map(dial)),
        dial(*.now)
    )]
    DueDateTooEarly {
        /// The due date of the option.
        due_date: GpdDateTime,
        /// The validity date, when there is one.
        validity_date: Option<GpdDateTime>,
        /// The moment of the request.
        now: GpdDateTime,
    },
    /// A retention date is given and is *before* the due date.
    #[error(
        "Dates congruence error: retention_date must be >= due_date [retention_date={}; \
         due_date={}] ",
        dial(*.retention_date),
        dial(*.due_date)
    )]
    RetentionDateBeforeDueDate {
        /// The retention date of the option.
        retention_date: GpdDateTime,
        /// The due date of the option.
        due_date: GpdDateTime,
    },
    /// The option has more than five transfers.
    #[error(
        "Number of transfers congruence error: Each payment option must have a maximum of 5 \
         transactions [transactions found={found}]"
    )]
    TooManyTransfers {
        /// How many it has.
        found: usize,
    },
    /// A transfer is not numbered from 1 to 5. That the numbers differ is a matter of uniqueness
    /// ([`crate::AppError::NotUnique`]), not of this rule.
    #[error(
        "Transfer ID congruence error: The transaction id not have a value between those expected \
         [transaction id={id_transfer}; expected values=[1, 2, 3, 4, 5]]"
    )]
    TransferIdOutOfRange {
        /// The number given.
        id_transfer: String,
    },
    /// A transfer has neither an account nor a complete stamp, or both, or a complete stamp and a
    /// postal account. Empty texts count as absent; a postal account alone is not enough. All the
    /// transfers are checked before the sum of their amounts.
    #[error(
        "The Iban may be present (optionally combined with the Postal Iban) or the Stamp. Not all \
         at the same time [iuv={iuv}, transaction id={id_transfer}]."
    )]
    IbanOrStamp {
        /// The IUV of the option.
        iuv: String,
        /// The number of the transfer.
        id_transfer: String,
    },
    /// The amounts of the transfers do not sum up to that of the option: also when it has none.
    #[error(
        "Amounts congruence error: payment option amount must coincide with the total of the \
         transfers amount [payment_option_amount(in cent)={}; total_tranfers_amount(in cent)={}]",
        .option_amount.get(),
        .transfers_total.get()
    )]
    AmountsDiffer {
        /// The amount of the option.
        option_amount: Cents,
        /// The sum of its transfers.
        transfers_total: Cents,
    },
}

/// `yyyy-MM-dd hh:mm:ss`: the hour goes from 01 to 12.
fn dial(date_time: GpdDateTime) -> impl fmt::Display {
    date_time.civil().strftime("%Y-%m-%d %I:%M:%S").to_string()
}

/// What Java prints for an absent value.
struct OrNull<T>(Option<T>);

impl<T: fmt::Display> fmt::Display for OrNull<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(value) => value.fmt(f),
            None => f.write_str("null"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AppError;

    fn at(text: &str) -> GpdDateTime {
        GpdDateTime::parse(text).unwrap()
    }

    fn assert_texts(cases: impl IntoIterator<Item = (DataError, &'static str)>) {
        for (error, text) in cases {
            assert_eq!(error.to_string(), text);
            let problem = AppError::from(error).problem();
            assert_eq!(problem.status, 400);
            assert_eq!(problem.title, "Error in the debt position request data");
            assert_eq!(problem.detail, text);
        }
    }

    #[test]
    fn rules_on_dates_have_the_texts_of_gpd() {
        let now = at("2026-05-28T10:30:15.5");
        assert_texts([
            (
                DataError::ValidityDateNotInTheFuture {
                    validity_date: at("2026-05-27T00:00:00"),
                    now,
                },
                "Dates congruence error: validity_date must be >= current_date \
                 [validity_date=2026-05-27 12:00:00; current_date=2026-05-28 10:30:15] ",
            ),
            (
                DataError::DueDateTooEarly {
                    due_date: at("2026-05-27T23:59:59"),
                    validity_date: None,
                    now,
                },
                "Dates congruence error: due_date must be >= validity_date (if provided) or \
                 due_date must be >= current_date [due_date=2026-05-27 11:59:59; \
                 validity_date=null; current_date=2026-05-28 10:30:15]",
            ),
            (
                DataError::DueDateTooEarly {
                    due_date: at("2026-05-29T12:00:00"),
                    validity_date: Some(at("2026-05-29T13:00:00")),
                    now,
                },
                "Dates congruence error: due_date must be >= validity_date (if provided) or \
                 due_date must be >= current_date [due_date=2026-05-29 12:00:00; \
                 validity_date=2026-05-29 01:00:00; current_date=2026-05-28 10:30:15]",
            ),
            (
                DataError::RetentionDateBeforeDueDate {
                    retention_date: at("2026-06-01T09:00:00"),
                    due_date: at("2026-06-02T09:00:00"),
                },
                "Dates congruence error: retention_date must be >= due_date \
                 [retention_date=2026-06-01 09:00:00; due_date=2026-06-02 09:00:00] ",
            ),
        ]);
    }

    #[test]
    fn the_other_rules_have_the_texts_of_gpd() {
        assert_texts([
            (
                DataError::IupdMismatch { path: "A".to_owned(), body: "B".to_owned() },
                "IUPD mistmatch error: path variable IUPD [A] and request body IUPD [B] must be \
                 the same",
            ),
            (
                DataError::TooManyTransfers { found: 6 },
                "Number of transfers congruence error: Each payment option must have a maximum of \
                 5 transactions [transactions found=6]",
            ),
            (
                DataError::TransferIdOutOfRange { id_transfer: "6".to_owned() },
                "Transfer ID congruence error: The transaction id not have a value between those \
                 expected [transaction id=6; expected values=[1, 2, 3, 4, 5]]",
            ),
            (
                DataError::IbanOrStamp { iuv: "47".to_owned(), id_transfer: "2".to_owned() },
                "The Iban may be present (optionally combined with the Postal Iban) or the Stamp. \
                 Not all at the same time [iuv=47, transaction id=2].",
            ),
            (
                DataError::AmountsDiffer {
                    option_amount: Cents::new(1000),
                    transfers_total: Cents::new(999),
                },
                "Amounts congruence error: payment option amount must coincide with the total of \
                 the transfers amount [payment_option_amount(in cent)=1000; \
                 total_tranfers_amount(in cent)=999]",
            ),
        ]);
    }
}
