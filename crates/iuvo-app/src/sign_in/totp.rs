//! Codes that a telephone makes of the time and a shared secret (RFC 6238: HMAC-SHA-1, six digits,
//! thirty seconds, which is what every application knows).

use jiff::Timestamp;
use ring::{
    hmac,
    rand::{SecureRandom, SystemRandom},
};

/// Bytes of a secret, as RFC 4226 recommends for SHA-1.
pub(super) const SECRET_LENGTH: usize = 20;
/// Seconds of a step.
const STEP_S: i64 = 30;
/// Steps before and after the present one whose codes are taken: clocks differ.
const SKEW: i64 = 1;

/// What a telephone and we know, and nobody else.
#[derive(Clone)]
pub(super) struct Secret(pub(super) [u8; SECRET_LENGTH]);

impl Secret {
    /// A new one. `None` only if the system has no randomness.
    pub(super) fn new() -> Option<Self> {
        let mut bytes = [0; SECRET_LENGTH];
        SystemRandom::new().fill(&mut bytes).ok()?;
        Some(Self(bytes))
    }

    /// In Base32, as people copy it into their telephone.
    pub(super) fn written(&self) -> String {
        const SIGNS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let bits = self.0.chunks(5).map(|chunk| {
            let value = chunk.iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
            (0..8_u32).rev().map(move |place| (value >> place.saturating_mul(5)) & 31)
        });
        let sign = |it: u64| {
            let index = usize::try_from(it).unwrap_or_default();
            char::from(SIGNS.get(index).copied().unwrap_or(b'A'))
        };
        bits.flatten().map(sign).collect()
    }

    /// The step of which a code is, if it is one of the present or of its neighbours.
    pub(super) fn step_of(&self, code: &str, now: Timestamp) -> Option<i64> {
        let present = now.as_second().div_euclid(STEP_S);
        let steps = present.saturating_sub(SKEW)..=present.saturating_add(SKEW);
        steps.into_iter().find(|it| self.code_at(*it) == code)
    }

    fn code_at(&self, step: i64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let bytes = tag.as_ref();
        let offset = bytes.last().map_or(0, |it| usize::from(it & 15));
        let word = bytes.get(offset..).and_then(|it| it.first_chunk()).copied();
        let number = u32::from_be_bytes(word.unwrap_or_default()) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, of whose eight digits ours are the last six.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = Secret(*b"12345678901234567890");
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let now = Timestamp::from_second(second).unwrap();
            assert_eq!(secret.step_of(code, now), Some(second / 30), "{second}");
        }
        assert_eq!(secret.written(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn clocks_may_differ_by_a_step() {
        let secret = Secret(*b"12345678901234567890");
        // The step of 287082 is from second 30 to 59.
        for (second, is_taken) in [(0, true), (30, true), (89, true), (90, false)] {
            let now = Timestamp::from_second(second).unwrap();
            assert_eq!(secret.step_of("287082", now).is_some(), is_taken, "{second}");
        }
    }
}
