//! Planned stops of a station, within the hours and the notice that pagoPA allows.
//!
//! A body may stop for 36 hours a year, told at least 72 hours before through the Back Office;
//! once the hours are used, a stop must leave the Node free to answer in the station's place
//! (SANP, "livelli di servizio degli enti creditori"). The Back Office counts the hours by broker
//! and civil year, every stop of every station alike, and wants stops to begin and end on a
//! quarter of an hour.
//!
//! Invariants: stops of one station do not overlap; the year and its hours are Rome's, so the
//! hour that October repeats counts twice.

use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};
use pagopa_codes::{OrganizationFiscalCode, StationId};

use crate::Environment;

/// How long before its beginning a stop is told.
pub const NOTICE: SignedDuration = SignedDuration::from_hours(72);
/// How much a broker's stations may stop in a civil year.
pub const YEARLY_LIMIT: SignedDuration = SignedDuration::from_hours(36);
/// Stops begin and end at multiples of this many seconds.
const QUARTER: i64 = 15 * 60;

/// A planned stop of a station. Station and beginning identify it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaintenanceWindow {
    /// The environment of the station.
    pub environment: Environment,
    /// The station.
    pub station: StationId,
    /// Its first instant.
    pub starts_at: Timestamp,
    /// The first instant after it.
    pub ends_at: Timestamp,
    /// Whether the Node may answer in the station's place meanwhile.
    pub stand_in: bool,
}

impl MaintenanceWindow {
    /// The broker whose hours it uses.
    pub fn broker(&self) -> OrganizationFiscalCode {
        self.station.broker_fiscal_code()
    }

    /// How it stands at an instant.
    pub fn state_at(&self, now: Timestamp) -> MaintenanceState {
        if now < self.starts_at {
            MaintenanceState::Planned
        } else if now < self.ends_at {
            MaintenanceState::InProgress
        } else {
            MaintenanceState::Finished
        }
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.environment == other.environment
            && self.station == other.station
            && self.starts_at < other.ends_at
            && other.starts_at < self.ends_at
    }

    /// How much of it lies between two instants.
    fn within(&self, from: Timestamp, to: Timestamp) -> SignedDuration {
        let (start, end) = (self.starts_at.max(from), self.ends_at.min(to));
        end.duration_since(start).max(SignedDuration::ZERO)
    }

    /// The civil years it touches.
    fn years(&self, rome: &TimeZone) -> std::ops::RangeInclusive<i16> {
        let year = |it: Timestamp| it.to_zoned(rome.clone()).year();
        // Its last instant is the one before its end.
        let last = self.ends_at.saturating_sub(SignedDuration::from_micros(1));
        year(self.starts_at)..=year(last.unwrap_or(self.ends_at))
    }
}

/// How a stop stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaintenanceState {
    /// It has not begun.
    Planned,
    /// It has begun and not ended.
    InProgress,
    /// It has ended.
    Finished,
}

/// The hours of a broker's stops in a civil year, at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaintenanceHours {
    /// The year.
    pub year: i16,
    /// Stopped already.
    pub used: SignedDuration,
    /// Still to come.
    pub planned: SignedDuration,
}

impl MaintenanceHours {
    /// Counts them: what lies before `now` is used, the rest is planned. A stop across the year's
    /// end counts in each year for its part.
    pub fn of_year(
        windows: &[MaintenanceWindow],
        year: i16,
        now: Timestamp,
        rome: &TimeZone,
    ) -> Self {
        let (first, last) = (begins_at(year, rome), begins_at(year.saturating_add(1), rome));
        let (split, zero) = (now.clamp(first, last), SignedDuration::ZERO);
        let sum = |from, to| {
            let parts = windows.iter().map(|it| it.within(from, to));
            parts.fold(zero, SignedDuration::saturating_add)
        };
        Self { year, used: sum(first, split), planned: sum(split, last) }
    }

    /// What may still be planned without the Node's standing in.
    pub fn left(&self) -> SignedDuration {
        YEARLY_LIMIT.saturating_sub(self.total()).max(SignedDuration::ZERO)
    }

    /// What goes beyond the limit.
    pub fn extra(&self) -> SignedDuration {
        self.total().saturating_sub(YEARLY_LIMIT).max(SignedDuration::ZERO)
    }

    fn total(&self) -> SignedDuration {
        self.used.saturating_add(self.planned)
    }
}

/// The first instant of a civil year in Rome; beyond the calendar, the end of time.
pub fn begins_at(year: i16, rome: &TimeZone) -> Timestamp {
    civil::Date::new(year, 1, 1)
        .and_then(|it| it.to_zoned(rome.clone()))
        .map_or(Timestamp::MAX, |it| it.timestamp())
}

/// Why a stop cannot be planned; the first that applies is returned, in the Back Office's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MaintenanceRefusal {
    /// It begins less than 72 hours from now.
    NoticeTooShort,
    /// It begins or ends between two quarters of an hour.
    NotOnQuarter,
    /// It does not end after its beginning.
    EndsBeforeStart,
    /// The station stops already at that time.
    Overlaps(MaintenanceWindow),
    /// It exceeds the year's hours: the Node must be left free to stand in.
    HoursExhausted(MaintenanceHours),
}

/// Whether a stop may be planned beside those of the same broker and environment.
pub fn plan(
    window: &MaintenanceWindow,
    others: &[MaintenanceWindow],
    now: Timestamp,
    rome: &TimeZone,
) -> Result<(), MaintenanceRefusal> {
    if window.starts_at.duration_since(now) < NOTICE {
        return Err(MaintenanceRefusal::NoticeTooShort);
    }
    let is_on_quarter = |it: Timestamp| {
        it.subsec_nanosecond() == 0 && it.as_second().checked_rem(QUARTER) == Some(0)
    };
    if !is_on_quarter(window.starts_at) || !is_on_quarter(window.ends_at) {
        return Err(MaintenanceRefusal::NotOnQuarter);
    }
    if window.ends_at <= window.starts_at {
        return Err(MaintenanceRefusal::EndsBeforeStart);
    }
    if let Some(other) = others.iter().find(|it| it.overlaps(window)) {
        return Err(MaintenanceRefusal::Overlaps(*other));
    }
    let too_much = |year| {
        let hours = MaintenanceHours::of_year(others, year, now, rome);
        let (first, last) = (begins_at(year, rome), begins_at(year.saturating_add(1), rome));
        (window.within(first, last) > hours.left()).then_some(hours)
    };
    match window.years(rome).find_map(too_much) {
        Some(hours) if !window.stand_in => Err(MaintenanceRefusal::HoursExhausted(hours)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
