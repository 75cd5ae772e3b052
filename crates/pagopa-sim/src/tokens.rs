//! The source of payment tokens, which receipts call `receiptId` and reporting flows IUR.
//!
//! Invariant: no token is given twice by one source. Nobody has to guess one or be kept from it,
//! so nothing here is secret: `SplitMix64`, whose outputs are a permutation of its counter.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

/// The step of the counter: odd, so that it visits every number before it repeats one.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

pub(crate) struct Tokens {
    counter: AtomicU64,
}

impl Tokens {
    /// The same seed gives the same tokens; no seed gives tokens never seen before.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        // The keys of a new hasher are the randomness of the standard library.
        let start = seed.unwrap_or_else(|| RandomState::new().build_hasher().finish());
        Self { counter: AtomicU64::new(start) }
    }

    /// 32 hexadecimal digits, the form the Node gives its tokens.
    pub(crate) fn next(&self) -> String {
        format!("{:016x}{:016x}", self.word(), self.word())
    }

    fn word(&self) -> u64 {
        let counter = self.counter.fetch_add(STEP, Ordering::Relaxed);
        let mixed = (counter ^ (counter >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn tokens_are_32_hexadecimal_digits_and_differ() {
        let tokens = Tokens::new(None);
        let given: HashSet<String> = (0..1000).map(|_| tokens.next()).collect();
        assert_eq!(given.len(), 1000);
        assert!(given.iter().all(|it| it.len() == 32));
        assert!(given.iter().flat_map(|it| it.bytes()).all(|it| it.is_ascii_hexdigit()));
    }

    #[test]
    fn a_seed_decides_the_tokens_and_its_absence_does_not_repeat_them() {
        let first = |seed| Tokens::new(seed).next();
        assert_eq!(first(Some(7)), first(Some(7)));
        assert_ne!(first(Some(7)), first(Some(8)));
        assert_ne!(first(None), first(None));
    }
}
