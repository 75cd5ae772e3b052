//! The source of payment tokens, which receipts call `receiptId` and reporting flows IUR.
//!
//! Invariant: no token is given twice by one source.

use std::sync::Mutex;

use crate::chance::Chance;
use crate::lock::locked;

pub(crate) struct Tokens {
    chance: Mutex<Chance>,
}

impl Tokens {
    /// The same seed gives the same tokens; no seed gives tokens never seen before.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        Self { chance: Mutex::new(Chance::new(seed)) }
    }

    /// 32 hexadecimal digits, the form the Node gives its tokens.
    pub(crate) fn next(&self) -> String {
        let mut chance = locked(&self.chance);
        format!("{:016x}{:016x}", chance.next(), chance.next())
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
}
