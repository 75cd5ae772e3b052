//! Following a chain from its first entry to its head.

use jiff::Timestamp;

use super::{Anchor, Chain, Entry, Head};
use crate::coded::coded;

coded! {
    /// What is wrong with a chain at some entry; the first that applies is reported.
    ChainFault;

    /// There is no entry of that number, where one must be.
    Missing = "missing";
    /// What is stored there cannot be read.
    Unreadable = "unreadable";
    /// The entry does not say what its hash was taken over.
    Altered = "altered";
    /// The entry does not follow the one before it.
    Unlinked = "unlinked";
    /// The entry is not the one that the anchor names: the chain was written anew.
    NotAnchored = "not_anchored";
    /// The head names another hash than the last entry's.
    HeadAltered = "head_altered";
    /// The entry is beyond what the head counts.
    Surplus = "surplus";
    /// The chain has no head.
    Headless = "headless";
}

/// Where a chain is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Break {
    /// At which entry.
    pub number: i64,
    /// How.
    pub fault: ChainFault,
}

/// A chain as far as it has been followed.
#[derive(Debug, Clone)]
pub struct Verification {
    chain: Chain,
    anchor: Option<Head>,
    reached: Head,
    last_at: Option<Timestamp>,
}

impl Verification {
    /// At the beginning of a chain, which must pass through the anchor if there is one.
    pub fn new(chain: Chain, anchor: Option<&Anchor>) -> Self {
        let anchor = anchor.map(|it| it.head.clone());
        Self { chain, anchor, reached: Head::default(), last_at: None }
    }

    /// How many entries have been followed.
    pub fn entries(&self) -> i64 {
        self.reached.entries
    }

    /// When the last of them was written.
    pub fn last_at(&self) -> Option<Timestamp> {
        self.last_at
    }

    /// A break at the next entry.
    pub fn broken(&self, fault: ChainFault) -> Break {
        Break { number: self.reached.entries.saturating_add(1), fault }
    }

    /// Follows the next entry.
    pub fn follow(&mut self, entry: &Entry) -> Result<(), Break> {
        let next = self.broken(ChainFault::Missing);
        let refuse = |fault| Err(Break { fault, ..next });
        if entry.number != next.number || entry.chain != self.chain {
            return refuse(ChainFault::Missing);
        }
        if entry.digest() != *entry.hash {
            return refuse(ChainFault::Altered);
        }
        if entry.previous_hash != self.reached.hash {
            return refuse(ChainFault::Unlinked);
        }
        let reached = Head { entries: entry.number, hash: Some(entry.hash.clone()) };
        if self.anchor.as_ref().is_some_and(|it| it.entries == entry.number && *it != reached) {
            return refuse(ChainFault::NotAnchored);
        }
        (self.reached, self.last_at) = (reached, Some(entry.at));
        Ok(())
    }

    /// Compares the end with the head and the anchor.
    pub fn conclude(&self, head: &Head) -> Result<(), Break> {
        let anchored = self.anchor.as_ref().map_or(0, |it| it.entries);
        if self.reached.entries < head.entries.max(anchored) {
            return Err(self.broken(ChainFault::Missing));
        }
        if self.reached.entries > head.entries {
            let number = head.entries.saturating_add(1);
            return Err(Break { number, fault: ChainFault::Surplus });
        }
        if self.reached.hash != head.hash {
            return Err(Break { number: head.entries, fault: ChainFault::HeadAltered });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
