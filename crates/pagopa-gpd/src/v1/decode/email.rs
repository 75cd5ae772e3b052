//! E-mail addresses, as strictly as Hibernate Validator takes them.
//!
//! An empty text passes. Absent on purpose: quoted local parts and literal IP addresses, which
//! Hibernate takes and no debtor has.

/// Whether a text is an e-mail address.
pub(super) fn is_email(text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    text.rsplit_once('@').is_some_and(|(local, domain)| is_local(local) && is_domain(domain))
}

/// Atoms separated by single dots, at most 64 characters.
fn is_local(local: &str) -> bool {
    local.encode_utf16().count() <= 64
        && local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom))
}

/// Labels separated by single dots, none of which begins or ends with a hyphen.
fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(is_atom)
    };
    domain.len() <= 255 && domain.split('.').all(is_label)
}

fn is_atom(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || "!#$%&'*+/=?^_`{|}~-".contains(character)
        || character >= '\u{80}'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_pass() {
        for address in ["", "email@domain.com", "a.b+c@x", "a@x-y.it", "nicolò@comune.it"] {
            assert!(is_email(address), "{address}");
        }
    }

    #[test]
    fn other_texts_do_not() {
        let cases = [
            "a",
            "@",
            "a@",
            "@x.it",
            "a b@x.it",
            "a..b@x.it",
            ".a@x.it",
            "a@x..it",
            "a@-x.it",
            "a@x-.it",
            "a@x.it.",
            "a@b@x.it",
            "a@x it",
            " a@x.it",
        ];
        for text in cases {
            assert!(!is_email(text), "{text}");
        }
        assert!(!is_email(&format!("{}@x.it", "a".repeat(65))));
        assert!(is_email(&format!("{}@x.it", "a".repeat(64))));
        assert!(!is_email(&format!("a@{}", "x".repeat(256))));
    }
}
