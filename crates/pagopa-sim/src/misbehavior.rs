//! How a payment goes otherwise than planned, all of it within what the Node really does.
//!
//! A [`Misbehavior`] is chosen for one payment; a [`Temper`] draws one for each, from its seed, so
//! that the same seed and the same answers of the stations give the same messages.

use crate::chance::Chance;

/// What is unusual about a payment or the delivery of its receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Misbehavior {
    /// Each copy of the receipt is delivered twice, at the same time.
    Duplicate,
    /// The receipt comes while the answer to a repeated activation is still held back.
    Early,
    /// The receipt waits until it is released, in any order, while the debt may change.
    Held,
    /// The first attempt is made hours later.
    Late,
    /// The first attempt arrives damaged; the whole message follows an hour later.
    Garbled,
    /// Two PSPs activate the notice, and both take the money.
    TwoPsps,
    /// pagoPA answers for the station from its copy of the debt, which may be old.
    StandIn,
    /// The receipt says that the payment failed. The Node is not known to send such a one.
    NotPaid,
}

impl Misbehavior {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Duplicate,
        Self::Early,
        Self::Held,
        Self::Late,
        Self::Garbled,
        Self::TwoPsps,
        Self::StandIn,
        Self::NotPaid,
    ];

    /// The word the console uses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Duplicate => "duplicate",
            Self::Early => "early",
            Self::Held => "held",
            Self::Late => "late",
            Self::Garbled => "garbled",
            Self::TwoPsps => "twoPsps",
            Self::StandIn => "standIn",
            Self::NotPaid => "notPaid",
        }
    }

    /// The kind of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == word)
    }
}

/// How often a Node misbehaves by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Temper {
    /// Decides everything that is drawn.
    pub seed: u64,
    /// Of a hundred payments, how many go wrong in which way; together at most a hundred.
    pub percent: Vec<(Misbehavior, u8)>,
}

impl Temper {
    /// Every way alike, and some payments that go well.
    pub fn capricious(seed: u64) -> Self {
        Self { seed, percent: Misbehavior::ALL.map(|it| (it, 10)).to_vec() }
    }

    /// The hundredth of chance that all ways take together.
    pub fn total(&self) -> u32 {
        self.percent.iter().map(|(_, percent)| u32::from(*percent)).sum()
    }

    pub(crate) fn draw(&self, chance: &mut Chance) -> Option<Misbehavior> {
        let mut drawn = chance.below(100);
        for (misbehavior, percent) in &self.percent {
            let Some(left) = drawn.checked_sub(usize::from(*percent)) else {
                return Some(*misbehavior);
            };
            drawn = left;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_back() {
        for misbehavior in Misbehavior::ALL {
            assert_eq!(Misbehavior::from_word(misbehavior.as_str()), Some(misbehavior));
        }
        assert_eq!(Misbehavior::from_word("Duplicate"), None);
    }

    #[test]
    fn a_temper_draws_as_often_as_it_says() {
        let temper =
            Temper { seed: 1, percent: vec![(Misbehavior::Late, 20), (Misbehavior::Early, 5)] };
        let mut chance = Chance::new(Some(temper.seed));
        let drawn: Vec<_> = (0..10_000).map(|_| temper.draw(&mut chance)).collect();
        let share = |it| drawn.iter().filter(|drawn| **drawn == it).count();
        assert!((1_800..2_200).contains(&share(Some(Misbehavior::Late))));
        assert!((400..600).contains(&share(Some(Misbehavior::Early))));
        assert!((7_200..7_800).contains(&share(None)));
        assert_eq!(Temper::capricious(1).total(), 80);
    }
}
