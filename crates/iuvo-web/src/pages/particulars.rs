//! What a body says of itself, in words.

use iuvo_domain::directory::{Particular, Particulars};

use super::Texts;

/// A way to reach a body, as the foot of a page has it.
pub(crate) struct Contact {
    /// What it is.
    pub(crate) name: String,
    pub(crate) text: String,
    /// Where it leads, if one can go there by a click.
    pub(crate) leads_to: Option<String>,
}

/// The ways to reach a body.
pub(crate) fn contacts(t: &Texts, said: &Particulars) -> Vec<Contact> {
    let contact = |(what, text): (Particular, &str)| {
        let leads_to = match what {
            Particular::Cbill | Particular::Accessibility => return None,
            Particular::Address | Particular::Office => None,
            Particular::Phone => Some(format!("tel:{}", dialed(text))),
            Particular::Email | Particular::CertifiedEmail => Some(format!("mailto:{text}")),
            Particular::Website => Some(text.to_owned()),
        };
        Some(Contact { name: particular_name(t, what), text: text.to_owned(), leads_to })
    };
    said.all().filter_map(contact).collect()
}

/// A telephone number without what people write for their eyes (RFC 3966).
fn dialed(text: &str) -> String {
    text.chars().filter(|it| it.is_ascii_digit() || *it == '+').collect()
}

/// What it is called.
pub(crate) fn particular_name(t: &Texts, what: Particular) -> String {
    match what {
        Particular::Cbill => t.say("body-cbill"),
        Particular::Address => t.say("body-address"),
        Particular::Office => t.say("body-office"),
        Particular::Phone => t.say("body-phone"),
        Particular::Email => t.say("body-email"),
        Particular::CertifiedEmail => t.say("body-pec"),
        Particular::Website => t.say("body-website"),
        Particular::Accessibility => t.say("body-accessibility"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_dialed_without_its_signs() {
        assert_eq!(dialed("+39 (0123) 45-67/8"), "+39012345678");
    }
}
