//! The arithmetic behind check digits and check letters, shared by the codes that carry them.
//!
//! - remainders of long numbers: notice numbers (mod 93, SACI 3.2.1), IBANs and RF references
//!   (mod 97, ISO 7064);
//! - the control letter of the fiscal codes of persons (decree of the Minister of Finance of
//!   23 December 1976) and of Italian bank accounts (the CIN), which follow the same rule.

use std::num::NonZeroU32;

/// The modulus of ISO 7064 MOD 97-10.
pub(crate) const MOD_97: NonZeroU32 = NonZeroU32::new(97).unwrap();

/// The modulus of the check digits of notice numbers (SACI 3.2.1).
pub(crate) const MOD_93: NonZeroU32 = NonZeroU32::new(93).unwrap();

/// Remainder of the number spelled by `characters`, where `A` stands for 10 … `Z` for 35.
///
/// Characters that are neither digits nor letters count nothing: callers have refused them.
pub(crate) fn remainder(characters: impl IntoIterator<Item = u8>, modulus: NonZeroU32) -> u32 {
    let values = characters.into_iter().filter_map(|it| char::from(it).to_digit(36));
    values.fold(0, |remainder, value| {
        let shift = if value < 10 { 10_u32 } else { 100 };
        // Below 97 × 100 + 35: saturation never happens, it only keeps the arithmetic total.
        remainder.saturating_mul(shift).saturating_add(value) % modulus
    })
}

/// The two characters that ISO 7064 MOD 97-10 puts between a `prefix` and the `body` it protects:
/// 98 minus the remainder of body, prefix and "00".
pub(crate) fn mod_97_check_digits(prefix: &[u8], body: &[u8]) -> String {
    let protected = body.iter().chain(prefix).chain(b"00").copied();
    format!("{:02}", 98_u32.saturating_sub(remainder(protected, MOD_97)))
}

/// The letter that protects `characters`: the values of all of them summed, mod 26.
///
/// Odd places (first, third…) are worth what [`odd_place_value`] says; even places are worth the
/// digit itself or the rank of the letter.
pub(crate) fn control_letter(characters: &[u8]) -> Option<u8> {
    let mut sum = 0_u32;
    for pair in characters.chunks(2) {
        let odd = pair.first().and_then(|it| odd_place_value(*it))?;
        let even = pair.get(1).map_or(Some(0), |it| rank(*it))?;
        sum = sum.saturating_add(odd).saturating_add(even);
    }
    u8::try_from(sum % 26).ok().and_then(|rank| b'A'.checked_add(rank))
}

/// A digit is worth itself, a letter its distance from `A`.
fn rank(character: u8) -> Option<u32> {
    let value = char::from(character).to_digit(36)?;
    Some(value.checked_sub(10).unwrap_or(value))
}

/// The value of a character in an odd place. Digits are worth what the first ten letters are.
fn odd_place_value(character: u8) -> Option<u32> {
    const VALUES: [u32; 26] = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24,
        23,
    ];
    let rank = usize::try_from(rank(character)?).ok()?;
    VALUES.get(rank).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letters_count_from_ten_to_thirty_five() {
        assert_eq!(remainder(*b"7ZA7", MOD_97), 735_107 % 97);
    }

    /// The letters in the order of their values, which the norm lists the other way round.
    #[test]
    fn letters_and_digits_in_odd_places_have_the_values_of_the_norm() {
        let letters_by_value = *b"BAKPLCQDREVOSFTGUHMINJWZYX";
        for (letter, control) in letters_by_value.into_iter().zip(b'A'..=b'Z') {
            assert_eq!(control_letter(&[letter]), Some(control), "{}", char::from(letter));
        }
        for (digit, letter) in (b'0'..=b'9').zip(b'A'..=b'J') {
            assert_eq!(control_letter(&[digit]), control_letter(&[letter]));
        }
    }

    #[test]
    fn letters_and_digits_in_even_places_are_worth_their_rank() {
        // The first B is worth nothing.
        for letter in b'A'..=b'Z' {
            assert_eq!(control_letter(&[b'B', letter]), Some(letter));
        }
        for (digit, letter) in (b'0'..=b'9').zip(b'A'..=b'J') {
            assert_eq!(control_letter(&[b'B', digit]), Some(letter));
        }
    }

    #[test]
    fn characters_of_no_value_call_for_no_letter() {
        assert_eq!(control_letter(b"AB-"), None);
        assert_eq!(control_letter(b"A B"), None);
    }

    proptest! {
        #[test]
        fn the_remainder_of_a_number_is_that_of_its_digits(number: u64) {
            let digits = number.to_string();
            prop_assert_eq!(u64::from(remainder(digits.bytes(), MOD_93)), number % 93);
            prop_assert_eq!(u64::from(remainder(digits.bytes(), MOD_97)), number % 97);
        }

        #[test]
        fn a_protected_text_leaves_one(body in "[0-9A-Z]{1,30}") {
            let check = mod_97_check_digits(b"IT", body.as_bytes());
            prop_assert_eq!(remainder(format!("{body}IT{check}").bytes(), MOD_97), 1);
        }
    }
}
