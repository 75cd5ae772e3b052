//! Whether two receipts say the same.
//!
//! A receipt comes in the first or in the second version of its message, and may come in both: a
//! station changes its version between two deliveries, or two stations of one body have different
//! ones. The first version says less, so they are compared by what it can carry.

use super::Arrival;

/// SHA-256 of the canonical form of a receipt's parsed content.
pub type ContentHash = [u8; 32];

/// What a receipt says, as far as it has to be told from what another says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content {
    /// Of all that the message says, in the version in which it came.
    pub hash: ContentHash,
    /// Of what the first version can carry of it: the same hash if it came in that version, none
    /// if that version cannot carry it.
    pub first_version_hash: Option<ContentHash>,
}

impl Content {
    /// How a receipt relates to the one that was accepted under the same identifier.
    pub fn compare(&self, accepted: &Self) -> Arrival {
        if self.hash == accepted.hash {
            Arrival::SameContent
        } else if self.first_version_hash == Some(accepted.hash)
            || accepted.first_version_hash == Some(self.hash)
        {
            Arrival::OtherVersion
        } else {
            Arrival::OtherContent
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(said: u8) -> Content {
        Content { hash: [said; 32], first_version_hash: Some([said; 32]) }
    }

    fn second(said: u8, carried: Option<u8>) -> Content {
        Content { hash: [said; 32], first_version_hash: carried.map(|it| [it; 32]) }
    }

    #[test]
    fn two_versions_are_compared_by_what_the_first_can_carry() {
        use Arrival::{OtherContent, OtherVersion, SameContent};
        let table = [
            (first(1), first(1), SameContent),
            (first(1), first(2), OtherContent),
            (second(3, Some(1)), second(3, Some(1)), SameContent),
            (second(3, Some(1)), first(1), OtherVersion),
            (second(3, Some(1)), first(2), OtherContent),
            // Nothing is left out between two messages of the second version.
            (second(3, Some(1)), second(4, Some(1)), OtherContent),
            (second(3, None), second(4, None), OtherContent),
            (second(3, None), first(1), OtherContent),
        ];
        for (one, other, expected) in table {
            assert_eq!(one.compare(&other), expected, "{one:?} {other:?}");
            assert_eq!(other.compare(&one), expected, "{other:?} {one:?}");
        }
    }
}
