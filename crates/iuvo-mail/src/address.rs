//! Where a letter goes.

use std::{fmt, str::FromStr};

use lettre::Address;

/// Longest address (RFC 5321, 4.5.3.1.3, without the brackets).
const LONGEST: usize = 254;

/// An address of somebody, as SMTP takes it.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress(Address);

/// It is not an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not an e-mail address")]
pub struct NoAddress;

impl FromStr for EmailAddress {
    type Err = NoAddress;

    /// A mailbox at a domain with at least one dot: nobody types those of his own machine.
    fn from_str(text: &str) -> Result<Self, NoAddress> {
        let text = text.trim();
        let address = Address::from_str(text).map_err(|_| NoAddress)?;
        let is_public = address.domain().contains('.') && !address.domain().starts_with('[');
        if text.len() <= LONGEST && text.is_ascii() && is_public {
            Ok(Self(address))
        } else {
            Err(NoAddress)
        }
    }
}

impl EmailAddress {
    /// The address itself.
    pub fn as_str(&self) -> &str {
        self.0.as_ref()
    }

    pub(crate) fn to_lettre(&self) -> Address {
        self.0.clone()
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(•••)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_mailbox_at_a_public_domain() {
        for (text, is_address) in [
            ("mario.rossi@example.org", true),
            (" mario+tasse@posta.example.org ", true),
            ("mario", false),
            ("", false),
            ("mario@localhost", false),
            ("mario@[127.0.0.1]", false),
            ("mario@@example.org", false),
            ("mario rossi@example.org", false),
            ("mario@example.org\r\nRCPT TO:<altri@example.org>", false),
            ("mario@example.org,anna@example.org", false),
            ("màrio@example.org", false),
            (&format!("{}@example.org", "a".repeat(250)), false),
        ] {
            assert_eq!(EmailAddress::from_str(text).is_ok(), is_address, "{text}");
        }
    }

    #[test]
    fn an_address_is_not_shown() {
        let shown = format!("{:?}", EmailAddress::from_str("mario@example.org").unwrap());
        assert!(!shown.contains("mario"), "{shown}");
    }
}
