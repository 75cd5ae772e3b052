//! How many calls each client has made lately, so that none takes the service from the others.
//!
//! Calls are counted in windows of ten seconds, as pagoPA's gateway in front of GPD does; a window
//! begins with the first call after the last one has ended.
//!
//! Invariants: only clients of the directory are counted, so their number bounds the memory.
//! Absent on purpose: a count shared by several replicas. Each counts by itself, so that a call
//! costs no write; with two replicas a client may make up to twice as many calls.

use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{Mutex, PoisonError},
};

use iuvo_domain::{ApiClientId, directory::ApiClient};
use jiff::{SignedDuration, Timestamp};

/// How long calls are counted together.
const WINDOW: SignedDuration = SignedDuration::from_secs(10);

/// Whether a call may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// The client may call as often as it likes.
    Unlimited,
    /// It may make this call, and so many others before the window ends.
    Admitted { remaining: u32 },
    /// It has made all its calls; the window ends after so many seconds, from 1 to 10.
    Refused { retry_after_s: i64 },
}

/// The calls of each client in its present window.
#[derive(Debug, Default)]
pub(crate) struct CallCounts(Mutex<HashMap<ApiClientId, Window>>);

#[derive(Debug, Clone, Copy)]
struct Window {
    since: Timestamp,
    calls: u32,
}

impl Window {
    /// How long it still lasts; `None` once it has ended, or if the clock was moved back before it.
    fn rest(&self, now: Timestamp) -> Option<SignedDuration> {
        let age = now.duration_since(self.since);
        (SignedDuration::ZERO..WINDOW).contains(&age).then(|| WINDOW.saturating_sub(age))
    }
}

impl CallCounts {
    /// Counts a call, unless it is one too many.
    pub(crate) fn admit(&self, client: &ApiClient, now: Timestamp) -> Admission {
        client.call_limit.map_or(Admission::Unlimited, |limit| self.count(client.id, limit, now))
    }

    fn count(&self, client: ApiClientId, limit: NonZeroU32, now: Timestamp) -> Admission {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let window = windows.entry(client).or_insert(Window { since: now, calls: 0 });
        let rest = window.rest(now).unwrap_or_else(|| {
            *window = Window { since: now, calls: 0 };
            WINDOW
        });
        if window.calls >= limit.get() {
            let whole = rest.saturating_add(SignedDuration::from_nanos(999_999_999));
            return Admission::Refused { retry_after_s: whole.as_secs() };
        }
        window.calls = window.calls.saturating_add(1);
        Admission::Admitted { remaining: limit.get().saturating_sub(window.calls) }
    }
}

#[cfg(test)]
mod tests {
    use iuvo_domain::{WorkspaceId, directory::ApiScope};
    use uuid::Uuid;

    use super::*;

    fn client(number: u128, limit: Option<u32>) -> ApiClient {
        ApiClient {
            id: ApiClientId::new(Uuid::from_u128(number)),
            name: "gestionale".to_owned(),
            scope: ApiScope::Workspace(WorkspaceId::new(1)),
            segregation_codes: Vec::new(),
            call_limit: limit.and_then(NonZeroU32::new),
        }
    }

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::from_millisecond(milliseconds).unwrap()
    }

    #[test]
    fn a_window_takes_as_many_calls_as_the_limit_says() {
        use Admission::{Admitted, Refused};
        let counts = CallCounts::default();
        let client = client(1, Some(2));
        let table = [
            (0, Admitted { remaining: 1 }),
            (1, Admitted { remaining: 0 }),
            (2, Refused { retry_after_s: 10 }),
            (5_000, Refused { retry_after_s: 5 }),
            (9_999, Refused { retry_after_s: 1 }),
            (10_000, Admitted { remaining: 1 }),
            // The window began with that call.
            (19_999, Admitted { remaining: 0 }),
            (20_000, Admitted { remaining: 1 }),
            // A clock that is moved back refuses nobody for long.
            (-1, Admitted { remaining: 1 }),
        ];
        for (when, admission) in table {
            assert_eq!(counts.admit(&client, at(when)), admission, "{when} ms");
        }
    }

    #[test]
    fn clients_are_counted_apart_and_only_those_with_a_limit() {
        let counts = CallCounts::default();
        assert_eq!(counts.admit(&client(1, Some(1)), at(0)), Admission::Admitted { remaining: 0 });
        assert_eq!(counts.admit(&client(2, Some(1)), at(0)), Admission::Admitted { remaining: 0 });
        for _ in 0..1_000 {
            assert_eq!(counts.admit(&client(3, None), at(0)), Admission::Unlimited);
        }
    }
}
