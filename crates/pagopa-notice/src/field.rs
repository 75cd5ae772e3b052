//! The texts of a notice: which they are, and when one may be printed.

use std::fmt;

use unicode_normalization::UnicodeNormalization as _;

use crate::error::NoticeError;

/// Which text of a notice or a receipt an error speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// What is being paid.
    Subject,
    /// The body's name.
    CreditorName,
    /// The body's department.
    Department,
    /// The body's contacts.
    Contacts,
    /// The body's interbank code.
    Cbill,
    /// The debtor's fiscal code.
    DebtorCode,
    /// The debtor's name.
    DebtorName,
    /// Street and number.
    Street,
    /// Postal code, town and province.
    Town,
    /// The postal account.
    PostalAccount,
    /// Who holds the postal account.
    PostalHolder,
    /// The authorization to print slips.
    PostalAuthorization,
    /// A text of the receipt.
    Receipt(&'static str),
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Subject => "oggetto",
            Self::CreditorName => "nome dell'ente",
            Self::Department => "settore dell'ente",
            Self::Contacts => "informazioni sull'ente",
            Self::Cbill => "codice CBILL",
            Self::DebtorCode => "codice fiscale del destinatario",
            Self::DebtorName => "nome del destinatario",
            Self::Street => "indirizzo del destinatario",
            Self::Town => "località del destinatario",
            Self::PostalAccount => "conto corrente postale",
            Self::PostalHolder => "intestatario del conto postale",
            Self::PostalAuthorization => "autorizzazione alla stampa del bollettino",
            Self::Receipt(name) => name,
        })
    }
}

/// A text of at most `MAX` characters that can stand on a page: composed letters, single spaces,
/// no control characters, never empty.
#[derive(Clone, PartialEq, Eq)]
pub struct Text<const MAX: usize>(String);

impl<const MAX: usize> Text<MAX> {
    /// Parses a text: letters are composed (NFC), white space becomes single spaces.
    pub fn parse(field: Field, text: &str) -> Result<Self, NoticeError> {
        // Bound the work before doing any: composing never makes more than it is given here.
        let length = text.chars().take(MAX.saturating_mul(4).saturating_add(1)).count();
        if length > MAX.saturating_mul(4) {
            return Err(NoticeError::TooLong { field, length: text.chars().count(), max: MAX });
        }
        let text = composed(text);
        if let Some(control) = text.chars().find(|letter| letter.is_control()) {
            return Err(NoticeError::ControlCharacter { field, code_point: u32::from(control) });
        }
        let length = text.chars().count();
        match length {
            0 => Err(NoticeError::Missing { field }),
            _ if length > MAX => Err(NoticeError::TooLong { field, length, max: MAX }),
            _ => Ok(Self(text)),
        }
    }

    /// Parses as much of a text as fits: what is too long ends in "…".
    pub fn shortened(field: Field, text: &str) -> Result<Self, NoticeError> {
        let bound = MAX.saturating_mul(4);
        let start = composed(&text.chars().take(bound).collect::<String>());
        if start.chars().count() <= MAX && text.chars().nth(bound).is_none() {
            return Self::parse(field, &start);
        }
        let kept: String = start.chars().take(MAX.saturating_sub(1)).collect();
        Self::parse(field, &format!("{}…", kept.trim_end()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Letters composed, white space single. Romanian names written with a cedilla, as keyboards long
/// did, get the comma that Romanian has: the prescribed typeface does not draw `Ţ`.
fn composed(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words
        .nfc()
        .map(|letter| match letter {
            'Ţ' => 'Ț',
            'ţ' => 'ț',
            other => other,
        })
        .collect()
}

/// Names and addresses are nobody's business in a log.
impl<const MAX: usize> fmt::Debug for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<String, NoticeError> {
        Text::<10>::parse(Field::Subject, text).map(|text| text.as_str().to_owned())
    }

    #[test]
    fn a_text_is_composed_and_its_spaces_single() {
        assert_eq!(parse("  due\n\t voci  ").unwrap(), "due voci");
        assert_eq!(parse("perche\u{301}").unwrap(), "perché");
        assert_eq!(parse("Ţepeş T\u{327}").unwrap(), "Țepeş Ț");
    }

    #[test]
    fn what_is_too_long_for_its_field_is_cut_visibly() {
        let start = |text: &str| {
            Text::<10>::shortened(Field::Subject, text).map(|it| it.as_str().to_owned())
        };
        assert_eq!(start("dieci lett").unwrap(), "dieci lett");
        assert_eq!(start("undici lett").unwrap(), "undici le…");
        assert_eq!(start(&"è ".repeat(200)).unwrap(), "è è è è è…");
        // As long as it is only before it is composed.
        assert_eq!(start("  due \t  \n  voci     ").unwrap(), "due voci");
        assert_eq!(start(&"e\u{301}".repeat(10)).unwrap(), "é".repeat(10));
        assert_eq!(start(&"e\u{301}".repeat(11)).unwrap(), format!("{}…", "é".repeat(9)));
        assert_eq!(start(&format!("uno{}due", " ".repeat(60))).unwrap(), "uno…");
    }

    #[test]
    fn what_cannot_stand_on_a_page_is_named() {
        assert_eq!(parse(" \t ").unwrap_err().to_string(), "oggetto: manca");
        assert_eq!(
            parse("undici carat").unwrap_err().to_string(),
            "oggetto: 12 caratteri, il massimo è 10"
        );
        assert_eq!(
            parse(&"x".repeat(10_000)).unwrap_err().to_string(),
            "oggetto: 10000 caratteri, il massimo è 10"
        );
        assert_eq!(
            parse("a\u{0}b").unwrap_err().to_string(),
            "oggetto: contiene un carattere di controllo (U+0000)"
        );
    }
}
