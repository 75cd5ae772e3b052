//! Chance that can be repeated: the seed is printed, and taken from `IUVO_TEST_SEED` if given.

use uuid::Uuid;

/// A source of numbers (`SplitMix64`).
pub struct Dice {
    state: u64,
}

impl Dice {
    /// New dice, for the story of that name.
    #[expect(clippy::print_stderr, reason = "shown with the failure that it repeats")]
    pub fn new(story: &str) -> Self {
        #[expect(clippy::disallowed_methods, reason = "how a person repeats a run")]
        let given = std::env::var("IUVO_TEST_SEED").ok();
        let state = given.map_or_else(
            || Uuid::new_v4().as_u64_pair().0,
            |it| it.parse().expect("IUVO_TEST_SEED is a number"),
        );
        eprintln!("{story}: IUVO_TEST_SEED={state}");
        Self { state }
    }

    /// Dice that always fall the same way for the same seed.
    pub fn seeded(seed: u64) -> Self {
        Self { state: seed }
    }

    /// A number from 0 to `below`, not included.
    pub fn below(&mut self, below: usize) -> usize {
        let below = u64::try_from(below).expect("a small number");
        usize::try_from(self.next() % below).expect("a small number")
    }

    /// Puts things in any order.
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for index in (1..things.len()).rev() {
            things.swap(index, self.below(index + 1));
        }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
