//! Chance that can be repeated: `SplitMix64`, whose outputs are a permutation of its counter.
//!
//! Nobody has to be kept from guessing what comes next, so nothing here is secret.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

/// The step of the counter: odd, so that it visits every number before it repeats one.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// A source of numbers.
#[derive(Clone, Debug)]
pub(crate) struct Chance {
    counter: u64,
}

impl Chance {
    /// The same seed gives the same numbers; no seed gives numbers never seen before.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        // The keys of a new hasher are the randomness of the standard library.
        Self { counter: seed.unwrap_or_else(|| RandomState::new().build_hasher().finish()) }
    }

    pub(crate) fn next(&mut self) -> u64 {
        let counter = self.counter;
        self.counter = counter.wrapping_add(STEP);
        let mixed = (counter ^ (counter >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `below`, not included; 0 when there is none.
    pub(crate) fn below(&mut self, below: usize) -> usize {
        let below = u64::try_from(below).unwrap_or(u64::MAX);
        let drawn = self.next().checked_rem(below).unwrap_or_default();
        usize::try_from(drawn).unwrap_or_default()
    }

    /// Puts things in any order.
    pub(crate) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            let other = self.below(last.saturating_add(1));
            things.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_decides_the_numbers_and_its_absence_does_not_repeat_them() {
        let first = |seed| Chance::new(seed).next();
        assert_eq!(first(Some(7)), first(Some(7)));
        assert_ne!(first(Some(7)), first(Some(8)));
        assert_ne!(first(None), first(None));
    }

    #[test]
    fn a_shuffle_keeps_everything_and_moves_something() {
        let mut chance = Chance::new(Some(1));
        let mut things: Vec<usize> = (0..20).collect();
        chance.shuffle(&mut things);
        let mut sorted = things.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..20).collect::<Vec<_>>());
        assert_ne!(things, sorted);
        assert_eq!(chance.below(0), 0);
    }
}
