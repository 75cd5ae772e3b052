//! Who looks for debts that are not theirs is slowed down, so that codes cannot be guessed.
//!
//! Searches that found nothing are counted by address (of IPv6 the network that one client has,
//! /64) and by fiscal code. The first few cost nothing; each further one doubles the wait until the
//! next search, up to some minutes. Whoever waits is told so whether the search would have found
//! something or not. The count is forgotten a while after the last search.
//!
//! Invariants: memory is bounded, whoever asks.
//! Absent on purpose: a count shared by several replicas: each counts by itself, so that a search
//! costs no write.

use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::BuildHasher,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};

/// Searches without result that cost nothing.
const FREE: u32 = 5;
/// The wait after the first that is too many.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(8);
/// The longest wait.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(4);
/// How long a search is remembered.
const MEMORY: SignedDuration = SignedDuration::from_mins(30);
/// Searchers remembered at most.
const MOST: usize = 50_000;

/// The searches without result, lately.
#[derive(Debug, Default)]
pub(crate) struct SearchLimits {
    counts: Mutex<HashMap<Searcher, Count>>,
    /// A fiscal code is known only by its hash, with a key of this process.
    hasher: RandomState,
}

/// What searches are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Searcher {
    Address(IpAddr),
    FiscalCode(u64),
}

#[derive(Debug, Clone, Copy)]
struct Count {
    searches: u32,
    last: Timestamp,
}

impl Count {
    fn is_forgotten(&self, now: Timestamp) -> bool {
        now.duration_since(self.last) >= MEMORY
    }

    /// How long to wait still.
    fn wait(&self, now: Timestamp) -> SignedDuration {
        let Some(too_many) = self.searches.checked_sub(FREE.saturating_add(1)) else {
            return SignedDuration::ZERO;
        };
        let doublings = 1_i32.checked_shl(too_many.min(10)).unwrap_or(i32::MAX);
        let wait = FIRST_WAIT.checked_mul(doublings).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
        // A clock that was moved back keeps nobody waiting for longer.
        wait.saturating_sub(now.duration_since(self.last).max(SignedDuration::ZERO))
    }
}

impl SearchLimits {
    /// What a search is counted by.
    pub(super) fn of(&self, address: Option<IpAddr>, fiscal_code: &str) -> Vec<Searcher> {
        let address = address.map(|it| Searcher::Address(network(it)));
        let fiscal_code = Searcher::FiscalCode(self.hasher.hash_one(fiscal_code));
        address.into_iter().chain([fiscal_code]).collect()
    }

    /// In how many whole seconds a search may be made; `None` if it may be made now.
    pub(super) fn wait(&self, searchers: &[Searcher], now: Timestamp) -> Option<i64> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let known = searchers.iter().filter_map(|it| counts.get(it));
        let longest = known.filter(|it| !it.is_forgotten(now)).map(|it| it.wait(now)).max()?;
        let whole = longest.saturating_add(SignedDuration::from_nanos(999_999_999)).as_secs();
        (longest > SignedDuration::ZERO).then_some(whole)
    }

    /// Counts a search that found nothing.
    pub(super) fn count(&self, searchers: &[Searcher], now: Timestamp) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        for searcher in searchers {
            if counts.len() >= MOST && !counts.contains_key(searcher) {
                make_room(&mut counts, now);
            }
            let count = counts.entry(*searcher).or_insert(Count { searches: 0, last: now });
            if count.is_forgotten(now) {
                count.searches = 0;
            }
            *count = Count { searches: count.searches.saturating_add(1), last: now };
        }
    }
}

/// Forgets what is old; if nothing is, whoever searched least.
fn make_room(counts: &mut HashMap<Searcher, Count>, now: Timestamp) {
    counts.retain(|_, it| !it.is_forgotten(now));
    if counts.len() >= MOST {
        counts.retain(|_, it| it.searches > FREE);
    }
    if counts.len() >= MOST {
        counts.clear();
    }
}

/// The addresses that one client has at its choice.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(it) => IpAddr::V4(it),
        IpAddr::V6(it) => {
            let network = u128::from(it) >> 64 << 64;
            IpAddr::V6(Ipv6Addr::from(network))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH.saturating_add(SignedDuration::from_secs(seconds)).unwrap()
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn five_searches_are_free_and_then_each_wait_is_twice_as_long() {
        let limits = SearchLimits::default();
        let who = limits.of(Some(address("192.0.2.1")), "RSSMRA80A01H501U");
        let mut now = 0;
        let mut waits = Vec::new();
        for _ in 0..14 {
            let wait = limits.wait(&who, at(now)).unwrap_or(0);
            waits.push(wait);
            now = now.saturating_add(wait);
            assert_eq!(limits.wait(&who, at(now)), None);
            limits.count(&who, at(now));
        }
        assert_eq!(waits, [0, 0, 0, 0, 0, 0, 8, 16, 32, 64, 128, 240, 240, 240]);
        assert_eq!(limits.wait(&who, at(now.saturating_add(1))), Some(239));
        assert_eq!(limits.wait(&who, at(now.saturating_add(1_800))), None);
    }

    #[test]
    fn address_and_fiscal_code_are_counted_apart() {
        let limits = SearchLimits::default();
        for number in 0..6 {
            let who = limits.of(Some(address("2001:db8::1")), &format!("CODE{number}"));
            limits.count(&who, at(0));
        }
        let neighbour = limits.of(Some(address("2001:db8::2")), "OTHER");
        assert_eq!(limits.wait(&neighbour, at(0)), Some(8));
        assert_eq!(limits.wait(&limits.of(Some(address("2001:db8:0:1::1")), "CODE1"), at(0)), None);
        for number in 0..6 {
            let who = limits.of(Some(address(&format!("192.0.2.{number}"))), "RSSMRA80A01H501U");
            limits.count(&who, at(0));
        }
        let who = limits.of(None, "RSSMRA80A01H501U");
        assert_eq!(limits.wait(&who, at(0)), Some(8));
    }

    #[test]
    fn whoever_asks_memory_is_bounded_and_the_worst_are_remembered() {
        let limits = SearchLimits::default();
        let worst = limits.of(None, "WORST");
        for _ in 0..7 {
            limits.count(&worst, at(0));
        }
        for number in 0..MOST.saturating_add(10) {
            limits.count(&limits.of(None, &number.to_string()), at(0));
        }
        assert!(limits.counts.lock().unwrap().len() <= MOST);
        assert_eq!(limits.wait(&worst, at(0)), Some(16));
    }
}
