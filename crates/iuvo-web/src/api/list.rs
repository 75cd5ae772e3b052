//! Lists: a page at a time, continued by a cursor.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use iuvo_domain::EventId;
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use super::problem::{MOST_ITEMS, Problem};

/// Items of a page when the caller does not say.
const ITEMS: u16 = 100;

/// A page of a list.
#[derive(Debug, Serialize)]
pub(super) struct List<T> {
    pub(super) items: Vec<T>,
    /// What to pass as `cursor` for the following page; none after the last one.
    pub(super) next: Option<String>,
}

/// How many items a caller wants.
pub(super) fn limit(given: Option<&str>) -> Result<u16, Problem> {
    let Some(given) = given else { return Ok(ITEMS) };
    let limit = given.parse().map_err(|_| Problem::LimitInvalid)?;
    if (1..=MOST_ITEMS).contains(&limit) { Ok(limit) } else { Err(Problem::LimitInvalid) }
}

/// The place after an event: its instant and its identity, for machines only.
pub(super) fn write_cursor(at: Timestamp, id: EventId) -> String {
    let bytes = [&at.as_microsecond().to_be_bytes()[..], id.as_bytes()].concat();
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads what [`write_cursor`] wrote.
pub(super) fn read_cursor(text: &str) -> Result<(Timestamp, EventId), Problem> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| Problem::CursorInvalid)?;
    let parts = bytes.split_first_chunk::<8>().ok_or(Problem::CursorInvalid)?;
    let at = Timestamp::from_microsecond(i64::from_be_bytes(*parts.0));
    let id = Uuid::from_slice(parts.1);
    match (at, id) {
        (Ok(at), Ok(id)) => Ok((at, EventId::new(id))),
        _ => Err(Problem::CursorInvalid),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_place() {
        let at: Timestamp = "2026-11-22T10:00:00.123456Z".parse().unwrap();
        let id = EventId::new(Uuid::from_u128(7));
        assert_eq!(read_cursor(&write_cursor(at, id)), Ok((at, id)));
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        for text in ["", "a", "%", "AAAA", &"A".repeat(31), &"A".repeat(33), &"/".repeat(32)] {
            assert_eq!(read_cursor(text), Err(Problem::CursorInvalid), "{text}");
        }
        assert_eq!(
            read_cursor(&"_".repeat(32)),
            Ok((Timestamp::from_microsecond(-1).unwrap(), EventId::new(Uuid::max()),))
        );
    }

    #[test]
    fn a_page_has_between_one_and_the_most_items() {
        assert_eq!(limit(None), Ok(ITEMS));
        assert_eq!(limit(Some("1")), Ok(1));
        assert_eq!(limit(Some("500")), Ok(500));
        for text in ["0", "501", "-1", "", "x", "70000"] {
            assert_eq!(limit(Some(text)), Err(Problem::LimitInvalid), "{text}");
        }
    }
}
