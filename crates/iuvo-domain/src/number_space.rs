//! The numbers a body may still issue under one segregation code.
//!
//! Invariants: a number is handed out once; gaps are fine, reuse is not; ranges reserved for the
//! body's own software are stepped over.

use std::ops::RangeInclusive;

use pagopa_codes::SegregationCode;

use crate::WorkspaceId;

/// The numbers of a workspace under one segregation code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberSpace {
    /// Whose numbers.
    pub workspace: WorkspaceId,
    /// Under which code.
    pub segregation_code: SegregationCode,
    /// The next base to hand out.
    pub next: u64,
    /// The last base that may be handed out; beyond [`NumberSpace::LAST_BASE`] there is none.
    pub end: u64,
}

/// The numbers are used up: another segregation code must be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the numbers under this segregation code are used up")]
pub struct Exhausted;

impl NumberSpace {
    /// The last base that 13 digits can write (SANP, "generazione IUV").
    pub const LAST_BASE: u64 = 9_999_999_999_999;

    /// Takes `count` bases, moving `next` past them. Too few are as good as none: nothing is taken.
    pub fn take(
        &mut self,
        count: usize,
        reserved: &[RangeInclusive<u64>],
    ) -> Result<Vec<u64>, Exhausted> {
        let mut taken = Vec::with_capacity(count);
        let end = self.end.min(Self::LAST_BASE);
        let mut candidate = self.next;
        while taken.len() < count {
            if candidate > end {
                return Err(Exhausted);
            }
            if let Some(range) = reserved.iter().find(|it| it.contains(&candidate)) {
                candidate = range.end().saturating_add(1);
                continue;
            }
            taken.push(candidate);
            candidate = candidate.saturating_add(1);
        }
        self.next = candidate;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn space(next: u64, end: u64) -> NumberSpace {
        NumberSpace {
            workspace: WorkspaceId::new(1),
            segregation_code: SegregationCode::parse("02").unwrap(),
            next,
            end,
        }
    }

    #[test]
    fn numbers_are_handed_out_once_and_in_order() {
        let mut space = space(1, 100);
        assert_eq!(space.take(3, &[]).unwrap(), [1, 2, 3]);
        assert_eq!(space.take(2, &[]).unwrap(), [4, 5]);
    }

    #[test]
    fn reserved_ranges_are_stepped_over() {
        let mut space = space(1, 100);
        assert_eq!(space.take(4, &[2..=3, 5..=9]).unwrap(), [1, 4, 10, 11]);
        assert_eq!(space.next, 12);
    }

    #[test]
    fn an_exhausted_space_hands_out_nothing() {
        let mut space = space(99, 100);
        assert_eq!(space.take(3, &[]), Err(Exhausted));
        assert_eq!(space.next, 99);
    }

    #[test]
    fn the_last_number_is_handed_out_too() {
        let mut space = space(99, 100);
        assert_eq!(space.take(2, &[]).unwrap(), [99, 100]);
        assert_eq!(space.take(0, &[]).unwrap(), []);
        assert_eq!(space.take(1, &[]), Err(Exhausted));
    }

    #[test]
    fn thirteen_digits_are_the_end_of_every_space() {
        let mut space = space(NumberSpace::LAST_BASE, u64::MAX);
        assert_eq!(space.take(1, &[]).unwrap(), [NumberSpace::LAST_BASE]);
        assert_eq!(space.take(1, &[]), Err(Exhausted));
        assert_eq!(space.take(1, &[0..=u64::MAX]), Err(Exhausted));
    }

    #[test]
    fn reserved_ranges_may_overlap_and_reach_beyond_the_end() {
        let mut space = space(1, 10);
        assert_eq!(space.take(2, &[5..=8, 1..=5, 7..=8]).unwrap(), [9, 10]);
        let mut space = self::space(1, 10);
        assert_eq!(space.take(1, &[1..=99]), Err(Exhausted));
        assert_eq!(space.next, 1);
    }

    proptest! {
        /// Whatever is reserved and however the blocks are cut, the numbers handed out are the
        /// free ones, each once, in order.
        #[test]
        fn blocks_are_the_free_numbers_in_order(
            blocks in proptest::collection::vec(0..8_usize, 1..8),
            reserved in proptest::collection::vec((1..60_u64, 0..9_u64), 0..4),
        ) {
            let reserved: Vec<_> =
                reserved.into_iter().map(|(from, more)| from..=from.saturating_add(more)).collect();
            let mut space = space(1, 60);
            let mut taken = Vec::new();
            for count in blocks {
                let before = space.clone();
                if let Ok(block) = space.take(count, &reserved) {
                    taken.extend(block);
                } else {
                    prop_assert_eq!(&space, &before);
                }
            }
            let free = (1..=60).filter(|it| !reserved.iter().any(|range| range.contains(it)));
            let expected: Vec<_> = free.take(taken.len()).collect();
            prop_assert_eq!(taken, expected);
        }
    }
}
