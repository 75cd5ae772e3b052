//! What a body says of itself: printed on its notices, shown in its portal, told in its letters.
//!
//! Invariants: what is said is well formed and bounded; texts hold only letters that a notice can
//! print; addresses can stand in a link as they are.

use pagopa_codes::CbillCode;

use crate::coded::coded;

coded! {
    /// Something that a body says of itself.
    Particular;

    /// The code by which home banking knows it (CBILL).
    Cbill = "cbill";
    /// Where it is: street and number, postal code, town, province.
    Address = "address";
    /// Which office answers questions, and when: `Ufficio Tributi, lun-ven 9-12`.
    Office = "office";
    /// The number of that office.
    Phone = "phone";
    /// The address of that office, which letters are answered to.
    Email = "email";
    /// Its certified address ("PEC").
    CertifiedEmail = "pec";
    /// Its site.
    Website = "website";
    /// Its declaration of accessibility ("dichiarazione di accessibilità", law 4/2004).
    Accessibility = "accessibility";
}

/// What a body says of itself in one environment.
///
/// Thousands of bodies are kept in memory: it is one text with a line for each [`Particular`], in
/// their order, and nothing for whoever says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Particulars(Option<Box<str>>);

/// It cannot be said so; its rule is that of [`Particulars::with`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the {} of a body cannot be that", .0.code())]
pub struct ParticularDefect(pub Particular);

impl Particular {
    /// Most characters of it. The address is as long as that of a debtor on a notice, the office
    /// as all contacts there (Guida tecnica avvisi 3.5.1, §2).
    pub const fn longest(self) -> usize {
        match self {
            Self::Cbill => 5,
            Self::Phone => 30,
            Self::Office => 100,
            Self::Address => 140,
            Self::Email | Self::CertifiedEmail | Self::Website | Self::Accessibility => 250,
        }
    }

    fn allows(self, text: &str) -> bool {
        // Before anything is looked at, so that the work is bounded too.
        text.len() <= self.longest().saturating_mul(2)
            && text.chars().count() <= self.longest()
            && match self {
                Self::Cbill => CbillCode::parse(text).is_ok(),
                Self::Address | Self::Office => text.chars().all(is_printable),
                Self::Phone => is_phone(text),
                Self::Email | Self::CertifiedEmail => is_email(text),
                Self::Website | Self::Accessibility => is_web_address(text),
            }
    }
}

impl Particulars {
    /// What is said, if it is.
    pub fn get(&self, what: Particular) -> Option<&str> {
        self.all().find(|(it, _)| *it == what).map(|it| it.1)
    }

    /// Everything that is said, in order.
    pub fn all(&self) -> impl Iterator<Item = (Particular, &str)> {
        let lines = self.0.as_deref().unwrap_or_default().split('\n');
        Particular::ALL.iter().copied().zip(lines).filter(|it| !it.1.is_empty())
    }

    /// Whether nothing is said.
    pub const fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The same, with one thing said differently; no more, if the text is empty. White space
    /// becomes single blanks, and a CBILL code is written in capitals.
    ///
    /// Refused: what is longer than [`Particular::longest`]; letters that the typefaces of notices
    /// lack; telephone numbers with other signs than digits, blanks and `+()/.-`, or with fewer
    /// than three digits; addresses that are no mailbox at a public domain, or not `https://`.
    pub fn with(&self, what: Particular, text: &str) -> Result<Self, ParticularDefect> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() && !what.allows(&text) {
            return Err(ParticularDefect(what));
        }
        let text = if what == Particular::Cbill { text.to_ascii_uppercase() } else { text };
        Ok(self.with_line(what, &text))
    }

    /// The same, with another CBILL code.
    #[must_use]
    pub fn with_cbill(&self, code: CbillCode) -> Self {
        self.with_line(Particular::Cbill, code.as_str())
    }

    fn with_line(&self, what: Particular, text: &str) -> Self {
        let line = |it: &Particular| {
            if *it == what { text } else { self.get(*it).unwrap_or_default() }
        };
        let lines: Vec<&str> = Particular::ALL.iter().map(line).collect();
        let is_empty = lines.iter().all(|it| it.is_empty());
        Self((!is_empty).then(|| lines.join("\n").into_boxed_str()))
    }

    /// Whom to ask, in a line with at most so many characters: `Ufficio Tributi · tel. 0123 45678`.
    /// What finds no room is left out; nothing if there is nobody to ask.
    pub fn contacts(&self, longest: usize) -> Option<String> {
        const ASKED: &[Particular] = &[
            Particular::Office,
            Particular::Phone,
            Particular::Email,
            Particular::Website,
            Particular::CertifiedEmail,
        ];
        let mut line = String::new();
        for what in ASKED {
            let Some(text) = self.get(*what) else { continue };
            let separator = if line.is_empty() { "" } else { " · " };
            let label = match what {
                Particular::Phone => "tel. ",
                Particular::CertifiedEmail => "PEC ",
                _ => "",
            };
            let item = format!("{separator}{label}{}", text.trim_start_matches("https://"));
            if line.chars().chain(item.chars()).count() <= longest {
                line.push_str(&item);
            }
        }
        Some(line).filter(|it| !it.is_empty())
    }
}

/// Letters that the typefaces of notices have: Western and Central European ones, and the signs of
/// a printed text.
fn is_printable(letter: char) -> bool {
    match letter {
        '\u{ad}' | 'Ĳ' | 'ĳ' | 'ĸ' | 'Ŀ' | 'ŀ' | 'ŉ' => false,
        ' '..='~' | '\u{a1}'..='\u{17e}' => true,
        _ => "–—‘’“”•…€".contains(letter),
    }
}

fn is_phone(text: &str) -> bool {
    let is_sign = |it: char| matches!(it, ' ' | '+' | '(' | ')' | '/' | '.' | '-');
    text.chars().all(|it| it.is_ascii_digit() || is_sign(it))
        && text.chars().filter(char::is_ascii_digit).count() >= 3
}

/// A mailbox at a public domain, of the letters that need no quoting anywhere.
fn is_email(text: &str) -> bool {
    let is_plain = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'_' | b'+' | b'-');
    text.split_once('@').is_some_and(|(mailbox, host)| {
        (1..=64).contains(&mailbox.len())
            && mailbox.split('.').all(|it| !it.is_empty())
            && mailbox.bytes().all(is_plain)
            && is_host(host)
    })
}

fn is_web_address(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_plain = |it: u8| {
        it.is_ascii_graphic()
            && !matches!(it, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
    };
    is_host(host) && rest.bytes().all(is_plain)
}

/// A name of the public internet: at least two labels, the last with a letter.
fn is_host(text: &str) -> bool {
    let is_label = |it: &str| {
        (1..=63).contains(&it.len())
            && it.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-')
            && !it.starts_with('-')
            && !it.ends_with('-')
    };
    text.contains('.')
        && text.split('.').all(is_label)
        && text.rsplit('.').next().is_some_and(|it| it.bytes().any(|it| it.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(all: &[(Particular, &str)]) -> Particulars {
        let with = |said: Particulars, (what, text): &(_, &str)| said.with(*what, text).unwrap();
        all.iter().fold(Particulars::default(), with)
    }

    #[test]
    fn what_is_well_formed_is_taken_and_nothing_else() {
        use Particular::{
            Accessibility, Address, Cbill, CertifiedEmail, Email, Office, Phone, Website,
        };
        let full = |length: usize| "è".repeat(length);
        let url = |length: usize| format!("https://comune.it/{}", "a".repeat(length - 18));
        let host = "a".repeat(60);
        let mailbox = format!("{}@{host}.{host}.{host}.it", "a".repeat(64));
        for (what, text, is_taken) in [
            (Cbill, "AB12C", true),
            (Cbill, "ab12c", true),
            (Cbill, "AB12", false),
            (Cbill, "AB12CD", false),
            (Cbill, "AB-2C", false),
            (Address, "Piazza della Libertà 1, 00100 Esempio (EE)", true),
            (Address, full(140).as_str(), true),
            (Address, full(141).as_str(), false),
            (Address, "via 中 1", false),
            (Address, "via\u{0}Roma", false),
            (Address, "via\u{ad}Roma", false),
            (Office, "Ufficio Tributi, lun–ven 9:00–12:30 · “sportello”", true),
            (Office, full(100).as_str(), true),
            (Office, full(101).as_str(), false),
            (Phone, "+39 (0123) 456-789", true),
            (Phone, "112", true),
            (Phone, "12", false),
            (Phone, "0123 int. 4", false),
            (Phone, "0123456789012345678901234567890", false),
            (Email, "tributi@comune-di-esempio.example", true),
            (Email, "ufficio.tributi+1@comune.it", true),
            (Email, mailbox.as_str(), true),
            (Email, "tributi", false),
            (Email, "tributi@comune", false),
            (Email, "tributi@comune.1", false),
            (Email, ".tributi@comune.it", false),
            (Email, "tri..buti@comune.it", false),
            (Email, "tributi@-comune.it", false),
            (Email, "tributi@comune.it?bcc=a@b.it", false),
            (Email, "tributi@comune.it,a@b.it", false),
            (Email, "tri buti@comune.it", false),
            (Email, "<tributi@comune.it>", false),
            (Email, "tribùti@comune.it", false),
            (CertifiedEmail, "protocollo@pec.comune.it", true),
            (CertifiedEmail, "protocollo", false),
            (Website, "https://www.comune.it", true),
            (Website, "https://www.comune.it/pagare?da=avviso#come", true),
            (Website, url(250).as_str(), true),
            (Website, url(251).as_str(), false),
            (Website, "http://www.comune.it", false),
            (Website, "https://localhost", false),
            (Website, "https://utente@comune.it", false),
            (Website, "https://comune.it:8443/", false),
            (Website, "https://comune.it/\"onclick", false),
            (Website, "javascript:alert(1)", false),
            (Accessibility, "https://form.agid.gov.it/view/1b2c", true),
            (Accessibility, "form.agid.gov.it", false),
        ] {
            let found = Particulars::default().with(what, text);
            assert_eq!(found.is_ok(), is_taken, "{what:?} {text}");
            if !is_taken {
                assert_eq!(found, Err(ParticularDefect(what)));
            }
        }
    }

    #[test]
    fn a_text_is_written_as_it_is_shown() {
        let all = said(&[(Particular::Cbill, " ab12c "), (Particular::Office, "Ufficio\n  unico")]);
        assert_eq!(all.get(Particular::Cbill), Some("AB12C"));
        assert_eq!(all.get(Particular::Office), Some("Ufficio unico"));
        let none = all.with(Particular::Cbill, " ").unwrap().with(Particular::Office, "").unwrap();
        assert_eq!((none.is_empty(), none), (true, Particulars::default()));
    }

    #[test]
    fn contacts_are_as_many_as_there_is_room_for() {
        let all = said(&[
            (Particular::Website, "https://comune.it"),
            (Particular::Office, "Ufficio Tributi"),
            (Particular::Phone, "0123 456"),
            (Particular::Email, "tributi@ufficio.comune.it"),
            (Particular::Address, "via Roma 1"),
        ]);
        for (room, expected) in [
            (100, "Ufficio Tributi · tel. 0123 456 · tributi@ufficio.comune.it · comune.it"),
            (58, "Ufficio Tributi · tel. 0123 456 · comune.it"),
            (20, "Ufficio Tributi"),
            (14, "tel. 0123 456"),
        ] {
            assert_eq!(all.contacts(room).as_deref(), Some(expected), "{room}");
        }
        assert_eq!(all.contacts(3), None);
        assert_eq!(said(&[(Particular::Address, "via Roma 1")]).contacts(100), None);
        let certified = said(&[(Particular::CertifiedEmail, "a@pec.it")]);
        assert_eq!(certified.contacts(100).as_deref(), Some("PEC a@pec.it"));
    }

    proptest! {
        #[test]
        fn one_thing_said_leaves_the_others(
            texts in proptest::collection::vec("[a-z]{0,9}", 2), first in 0_usize..2,
        ) {
            let places = [Particular::Address, Particular::Office];
            let mut all = Particulars::default();
            for place in [first, usize::from(first == 0)] {
                all = all.with(places[place], &texts[place]).unwrap();
            }
            for (what, text) in places.iter().zip(&texts) {
                prop_assert_eq!(all.get(*what).unwrap_or_default(), text.as_str());
            }
            prop_assert_eq!(all.all().count(), texts.iter().filter(|it| !it.is_empty()).count());
        }
    }
}
