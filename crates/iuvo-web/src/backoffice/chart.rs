//! The takings of the last days as bars, with the table they are drawn from.

use iuvo_app::overview::Takings;
use jiff::civil::Date;

use super::table::count;
use crate::pages::{amount, short_date};

/// Width of a bar with the space beside it, height of the tallest.
const STEP: usize = 32;
const BAR: usize = 24;
const HEIGHT: i64 = 160;

/// The bars, and the rows of the table behind.
pub(super) struct Chart {
    pub(super) bars: Vec<Bar>,
    /// Of the whole drawing.
    pub(super) width: usize,
    /// The greatest amount, which is the height of the drawing.
    pub(super) most: String,
    /// Whether nothing was taken at all: there is nothing to draw.
    pub(super) is_flat: bool,
    pub(super) first: String,
    pub(super) last: String,
    pub(super) total: String,
}

/// A day.
pub(super) struct Bar {
    pub(super) x: usize,
    pub(super) y: i64,
    pub(super) width: usize,
    pub(super) height: i64,
    pub(super) day: String,
    pub(super) amount: String,
    pub(super) receipts: String,
    pub(super) leads_to: String,
}

impl Chart {
    pub(super) fn of(base: &str, days: &[(Date, Takings)]) -> Self {
        let most = days.iter().map(|it| it.1.amount.get()).max().unwrap_or_default();
        let total = days.iter().fold(0_i64, |sum, it| sum.saturating_add(it.1.amount.get()));
        let bar = |(place, (day, takings)): (usize, &(Date, Takings))| {
            let scaled = i128::from(takings.amount.get()).saturating_mul(HEIGHT.into());
            let height =
                scaled.checked_div(most.max(1).into()).and_then(|it| i64::try_from(it).ok());
            let height = height.unwrap_or(HEIGHT).clamp(0, HEIGHT);
            let day_text = day_of(*day);
            Bar {
                x: place.saturating_mul(STEP),
                y: HEIGHT.saturating_sub(height),
                width: BAR,
                height,
                day: short_date(*day),
                amount: amount(takings.amount),
                receipts: count(takings.receipts),
                leads_to: format!("{base}/incassi?dal={day_text}&al={day_text}"),
            }
        };
        let date =
            |it: Option<&(Date, Takings)>| it.map_or_else(String::new, |it| short_date(it.0));
        Self {
            bars: days.iter().enumerate().map(bar).collect(),
            width: days.len().saturating_mul(STEP),
            most: amount(pagopa_codes::Cents::new(most)),
            is_flat: most == 0,
            first: date(days.first()),
            last: date(days.last()),
            total: amount(pagopa_codes::Cents::new(total)),
        }
    }
}

/// A day as it stands in an address: `2026-11-22`.
pub(super) fn day_of(day: Date) -> String {
    day.to_string()
}
