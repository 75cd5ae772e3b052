//! Drawings of our own, in a square of 100 units: what stands where the operator gave no pictogram.
//!
//! They are neutral on purpose: nobody's mark is drawn here.

/// A letter i in a circle.
pub(super) const INFORMATION: &str = "9 w 50 94 m 74.3 94 94 74.3 94 50 c 94 25.7 74.3 6 50 6 c \
25.7 6 6 25.7 6 50 c 6 74.3 25.7 94 50 94 c s 45 24 10 34 re 45 66 10 11 re f";

/// A screen and a telephone.
pub(super) const DEVICES: &str = "5 w 1 J 1 j 12 30 m 12 84 l 84 84 l 84 62 l S \
2 18 m 56 18 l S 62 10 32 52 re S 74 18 m 82 18 l S";

/// Three places, joined.
pub(super) const PLACES: &str = "5 w 1 J 50 96 m 60 96 67 89 67 79 c 67 66 50 52 50 52 c \
50 52 33 66 33 79 c 33 89 40 96 50 96 c s 5 5 26 26 re S 69 5 26 26 re S \
50 44 m 50 18 l S 31 18 m 69 18 l S";

/// Two blades and their line.
pub(super) const SCISSORS: &str = "7 w 4 20 m 96 74 l S 4 80 m 96 26 l S \
20 12 m 28 12 28 28 20 28 c 12 28 12 12 20 12 c s 20 72 m 28 72 28 88 20 88 c 12 88 12 72 20 72 c s";
