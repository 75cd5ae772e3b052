//! The taxonomy code of a transfer: what the money is for.

use crate::ascii::text_value;

/// The category of a transfer (`transferCategory`, `category`): 1 to 140 characters.
///
/// pagoPA publishes a taxonomy of codes such as `0101101IM`: type of organization (2 digits),
/// area (2), service (3), legal reason of the collection (2 letters). The same code also travels
/// in its older dress, `9/0101101IM/`, and without the last slash. All three are read, kept as
/// they came, and equal in [`TransferCategory::code`].
///
/// Parsing is lenient because old positions carry codes of other kinds, which pagoPA still
/// transports; [`TransferCategory::is_well_formed`] is for those we create. Whether the code is
/// published, and on which days, is a matter of the taxonomy list, not of the text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransferCategory(Box<str>);

impl TransferCategory {
    /// Reads 1 to 140 characters, whatever they are (`stText140`).
    pub fn parse(text: &str) -> Result<Self, TransferCategoryError> {
        if !(1..=140).contains(&text.chars().count()) {
            return Err(TransferCategoryError);
        }
        Ok(Self(text.into()))
    }

    /// The text as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The bare code: what precedes the second slash, without the leading `9/`.
    pub fn code(&self) -> &str {
        let without_prefix = self.0.strip_prefix("9/").unwrap_or(&self.0);
        without_prefix.split_once('/').map_or(without_prefix, |(code, _)| code)
    }

    /// The code in its older dress: `9/0101101IM/`.
    pub fn to_slash_form(&self) -> String {
        format!("9/{}/", self.code())
    }

    /// Whether the text is a code of the taxonomy (7 digits and 2 upper-case letters), bare or in
    /// its older dress, and nothing more.
    pub fn is_well_formed(&self) -> bool {
        let code = self.code();
        let (digits, letters) = code.split_at_checked(7).unwrap_or_default();
        let is_code = letters.len() == 2
            && digits.bytes().all(|it| it.is_ascii_digit())
            && letters.bytes().all(|it| it.is_ascii_uppercase());
        let slash_form = self.to_slash_form();
        let dresses = [Some(code), Some(&slash_form), slash_form.strip_suffix('/')];
        is_code && dresses.contains(&Some(self.as_str()))
    }
}

text_value!(TransferCategory, TransferCategoryError);

/// A transfer category is empty or too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a transfer category has from 1 to 140 characters")]
pub struct TransferCategoryError;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_three_dresses_carry_the_same_code() {
        for text in ["9/0101101IM/", "9/0101101IM", "0101101IM"] {
            let category = TransferCategory::parse(text).unwrap();
            assert_eq!(category.as_str(), text);
            assert_eq!(category.code(), "0101101IM");
            assert_eq!(category.to_slash_form(), "9/0101101IM/");
            assert!(category.is_well_formed(), "{text}");
        }
    }

    #[test]
    fn other_texts_are_read_but_are_not_well_formed() {
        let cases = [
            ("9/0101101IM/TARI", "0101101IM"),
            ("0101101IM/", "0101101IM"),
            ("0/0101101IM/", "0"),
            ("0101101im", "0101101im"),
            ("010110IM", "010110IM"),
            ("01011011M", "01011011M"),
            ("0101101IMX", "0101101IMX"),
            ("città di Roma", "città di Roma"),
            ("9//", ""),
            ("/", ""),
        ];
        for (text, code) in cases {
            let category = TransferCategory::parse(text).unwrap();
            assert_eq!(category.code(), code, "{text}");
            assert!(!category.is_well_formed(), "{text}");
        }
    }

    #[test]
    fn characters_are_counted_and_not_bytes() {
        assert!(TransferCategory::parse(&"è".repeat(140)).is_ok());
        for text in [String::new(), "è".repeat(141)] {
            assert_eq!(TransferCategory::parse(&text), Err(TransferCategoryError));
        }
    }

    proptest! {
        #[test]
        fn putting_on_the_older_dress_keeps_the_code(code in "[0-9]{7}[A-Z]{2}") {
            let bare: TransferCategory = code.parse().unwrap();
            let dressed = TransferCategory::parse(&bare.to_slash_form()).unwrap();
            prop_assert_eq!(dressed.code(), code);
            prop_assert!(bare.is_well_formed() && dressed.is_well_formed());
        }

        #[test]
        fn any_text_that_fits_is_written_as_it_was_read(text in "([0-9]/)?.{1,138}") {
            let category = TransferCategory::parse(&text).unwrap();
            prop_assert!(text.contains(category.code()));
            prop_assert_eq!(category.to_string(), text);
        }
    }
}
