//! Stops as tables: hours of Rome, the year's end, notice, order and overlap.

use super::*;

fn rome() -> TimeZone {
    TimeZone::get("Europe/Rome").unwrap()
}

/// An instant as a clock in Rome shows it.
fn at(text: &str) -> Timestamp {
    let civil: civil::DateTime = text.parse().unwrap();
    civil.to_zoned(rome()).unwrap().timestamp()
}

fn stop(start: &str, end: &str) -> MaintenanceWindow {
    MaintenanceWindow {
        environment: Environment::Production,
        station: "99000000002_01".parse().unwrap(),
        starts_at: at(start),
        ends_at: at(end),
        stand_in: false,
    }
}

/// Hours and minutes.
fn shown(duration: SignedDuration) -> String {
    format!("{}:{:02}", duration.as_hours(), duration.as_mins() % 60)
}

#[test]
fn hours_are_counted_in_the_civil_year_of_rome() {
    let new_year = stop("2026-12-31T20:00", "2027-01-01T06:00");
    let october = stop("2026-10-25T00:00", "2026-10-25T06:00");
    let march = stop("2026-03-29T00:00", "2026-03-29T06:00");
    let cases = [
        // (stops, year, now, used, planned, left, extra)
        (vec![], 2026, "2026-06-01T00:00", "0:00", "0:00", "36:00", "0:00"),
        (vec![new_year], 2026, "2026-06-01T00:00", "0:00", "4:00", "32:00", "0:00"),
        (vec![new_year], 2027, "2026-06-01T00:00", "0:00", "6:00", "30:00", "0:00"),
        (vec![new_year], 2025, "2026-06-01T00:00", "0:00", "0:00", "36:00", "0:00"),
        (vec![new_year], 2026, "2026-12-31T21:15", "1:15", "2:45", "32:00", "0:00"),
        (vec![new_year], 2027, "2026-12-31T21:15", "0:00", "6:00", "30:00", "0:00"),
        (vec![new_year], 2026, "2027-06-01T00:00", "4:00", "0:00", "32:00", "0:00"),
        // The clock goes back an hour in October and forward in March.
        (vec![october], 2026, "2026-06-01T00:00", "0:00", "7:00", "29:00", "0:00"),
        (vec![march], 2026, "2026-06-01T00:00", "5:00", "0:00", "31:00", "0:00"),
        (
            vec![stop("2026-07-01T00:00", "2026-07-02T16:00")],
            2026,
            "2026-06-01T00:00",
            "0:00",
            "40:00",
            "0:00",
            "4:00",
        ),
    ];
    for (stops, year, now, used, planned, left, extra) in cases {
        let hours = MaintenanceHours::of_year(&stops, year, at(now), &rome());
        let found = [hours.used, hours.planned, hours.left(), hours.extra()].map(shown);
        assert_eq!(found, [used, planned, left, extra], "{year} {now} {stops:?}");
    }
}

#[test]
fn the_first_rule_that_is_broken_is_named() {
    use MaintenanceRefusal::{EndsBeforeStart, HoursExhausted, NotOnQuarter, NoticeTooShort};
    let now = "2026-12-01T10:00";
    let day = stop("2026-12-10T00:00", "2026-12-11T00:00");
    let hours = |year, planned| {
        HoursExhausted(MaintenanceHours {
            year,
            used: SignedDuration::ZERO,
            planned: SignedDuration::from_hours(planned),
        })
    };
    let cases = [
        // (others, start, end, refusal)
        (vec![], "2026-12-04T10:00", "2026-12-04T11:00", None),
        (vec![], "2026-12-04T09:45", "2026-12-04T11:00", Some(NoticeTooShort)),
        (vec![], "2026-12-04T09:59", "2026-12-04T09:00", Some(NoticeTooShort)),
        (vec![], "2026-12-05T10:10", "2026-12-05T09:00", Some(NotOnQuarter)),
        (vec![], "2026-12-05T10:00:01", "2026-12-05T11:00", Some(NotOnQuarter)),
        (vec![], "2026-12-05T10:00", "2026-12-05T11:20", Some(NotOnQuarter)),
        (vec![], "2026-12-05T10:00", "2026-12-05T10:00", Some(EndsBeforeStart)),
        (vec![], "2026-12-05T10:00", "2026-12-05T09:45", Some(EndsBeforeStart)),
        (vec![day], "2026-12-11T00:00", "2026-12-11T12:00", None),
        (vec![day], "2026-12-09T12:00", "2026-12-10T00:00", None),
        (vec![day], "2026-12-11T00:00", "2026-12-11T12:15", Some(hours(2026, 24))),
        (vec![day], "2026-12-31T12:00", "2027-01-02T12:00", None),
        (vec![day], "2026-12-31T11:45", "2027-01-02T12:00", Some(hours(2026, 24))),
        (vec![day], "2026-12-31T12:00", "2027-01-02T12:15", Some(hours(2027, 0))),
    ];
    for (others, start, end, refusal) in cases {
        let found = plan(&stop(start, end), &others, at(now), &rome());
        assert_eq!(found.err(), refusal, "{start} {end} {others:?}");
    }
}

#[test]
fn stops_of_one_station_do_not_overlap() {
    let there = stop("2026-12-10T10:00", "2026-12-10T12:00");
    let plan =
        |window: &MaintenanceWindow| plan(window, &[there], at("2026-12-01T00:00"), &rome()).err();
    for (start, end, overlaps) in [
        ("2026-12-10T08:00", "2026-12-10T10:00", false),
        ("2026-12-10T08:00", "2026-12-10T10:15", true),
        ("2026-12-10T10:30", "2026-12-10T11:00", true),
        ("2026-12-10T09:00", "2026-12-10T13:00", true),
        ("2026-12-10T11:45", "2026-12-10T13:00", true),
        ("2026-12-10T12:00", "2026-12-10T13:00", false),
    ] {
        let window = stop(start, end);
        let refusal = overlaps.then_some(MaintenanceRefusal::Overlaps(there));
        assert_eq!(plan(&window), refusal, "{start} {end}");
        let station = "99000000002_02".parse().unwrap();
        assert_eq!(plan(&MaintenanceWindow { station, ..window }), None);
        let environment = Environment::Acceptance;
        assert_eq!(plan(&MaintenanceWindow { environment, ..window }), None);
    }
}

#[test]
fn beyond_the_years_hours_the_node_must_be_free_to_stand_in() {
    let used = stop("2026-06-01T00:00", "2026-06-02T12:00");
    let more = stop("2026-12-10T00:00", "2026-12-10T01:00");
    let now = at("2026-12-01T00:00");
    let refused = plan(&more, &[used], now, &rome()).unwrap_err();
    let hours = MaintenanceHours::of_year(&[used], 2026, now, &rome());
    assert_eq!(refused, MaintenanceRefusal::HoursExhausted(hours));
    assert_eq!(shown(hours.used), "36:00");
    let standing_in = MaintenanceWindow { stand_in: true, ..more };
    assert_eq!(plan(&standing_in, &[used], now, &rome()), Ok(()));
}

#[test]
fn a_stop_is_planned_then_in_progress_then_finished() {
    let window = stop("2026-12-10T10:00", "2026-12-10T12:00");
    for (now, state) in [
        ("2026-12-10T09:59:59", MaintenanceState::Planned),
        ("2026-12-10T10:00", MaintenanceState::InProgress),
        ("2026-12-10T11:59:59", MaintenanceState::InProgress),
        ("2026-12-10T12:00", MaintenanceState::Finished),
    ] {
        assert_eq!(window.state_at(at(now)), state, "{now}");
    }
}
