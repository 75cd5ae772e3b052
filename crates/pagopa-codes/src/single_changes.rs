//! The slips of the pen that check digits are there to reveal, for the tests of every code.

/// Every text that differs from `text` in exactly one place, the new character being of `alphabet`.
pub(crate) fn single_changes(text: &str, alphabet: &str) -> Vec<String> {
    let changed = |place: usize, new: char| {
        text.char_indices().map(|(i, old)| if i == place { new } else { old }).collect()
    };
    text.char_indices()
        .flat_map(|(place, old)| alphabet.chars().map(move |new| (place, old, new)))
        .filter(|(_, old, new)| old != new)
        .map(|(place, _, new)| changed(place, new))
        .collect()
}

/// Every text that differs from `text` in exactly one digit, letters being left alone.
pub(crate) fn single_digit_changes(text: &str) -> Vec<String> {
    let digits_of = |it: &str| it.chars().filter(char::is_ascii_digit).count();
    let changes = single_changes(text, "0123456789");
    changes.into_iter().filter(|it| digits_of(it) == digits_of(text)).collect()
}

mod tests {
    use super::*;

    #[test]
    fn each_place_takes_every_other_character() {
        assert_eq!(single_changes("aB", "ABa"), ["AB", "BB", "aA", "aa"]);
    }

    #[test]
    fn letters_are_left_alone_when_digits_change() {
        let changes = single_digit_changes("I1");
        assert_eq!(changes, ["I0", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9"]);
    }
}
