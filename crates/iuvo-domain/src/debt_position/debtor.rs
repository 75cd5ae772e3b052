//! Who owes.
//!
//! Invariants: personal data never reach a log, so nothing here prints them.

/// What the Node is told in place of a code that it cannot read (SANP,
/// `entityUniqueIdentifierValue`).
pub const ANONYMOUS: &str = "ANONIMO";

/// Who owes. Texts are kept as given; what does not fit the Node is adapted on the way there.
#[derive(Clone, PartialEq, Eq)]
pub struct Debtor {
    /// A person or an organization.
    pub kind: DebtorKind,
    /// The fiscal code as given, or `ANONIMO`; GPD does not check it.
    pub fiscal_code: String,
    /// Name and surname, or the company's name.
    pub full_name: String,
    /// Where to write to, as far as known.
    pub address: Address,
    /// Electronic mail.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
}

impl std::fmt::Debug for Debtor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Debtor").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Debtor {
    /// Whether the Node can carry the fiscal code: 2 to 16 characters
    /// (`stEntityUniqueIdentifierValue`), none of them a control character.
    pub fn is_known_to_node(&self) -> bool {
        (2..=16).contains(&self.fiscal_code.chars().count())
            && !self.fiscal_code.chars().any(char::is_control)
    }

    /// The code by which the Node knows the debtor: the fiscal code, or [`ANONYMOUS`].
    pub fn code_for_node(&self) -> &str {
        if self.is_known_to_node() { &self.fiscal_code } else { ANONYMOUS }
    }
}

/// Person or organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DebtorKind {
    /// "Persona fisica", `F` on the wire.
    Natural,
    /// "Persona giuridica", `G` on the wire.
    Legal,
}

/// A postal address, as far as known.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// Street, without number.
    pub street: Option<String>,
    /// Civic number.
    pub number: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Province.
    pub province: Option<String>,
    /// Region.
    pub region: Option<String>,
    /// Country, as given; only two letters (ISO 3166) can reach the Node.
    pub country: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_the_node_cannot_carry_becomes_anonymous() {
        let cases = [
            ("RSSMRA80A01H501U", "RSSMRA80A01H501U"),
            ("01234567890", "01234567890"),
            ("ANONIMO", "ANONIMO"),
            ("X1", "X1"),
            ("X", ANONYMOUS),
            ("", ANONYMOUS),
            ("RSSMRA80A01H501UX", ANONYMOUS),
            ("RSSMRA\u{0}80A01", ANONYMOUS),
        ];
        for (fiscal_code, expected) in cases {
            let debtor = Debtor {
                kind: DebtorKind::Natural,
                fiscal_code: fiscal_code.to_owned(),
                full_name: "Mario Rossi".to_owned(),
                address: Address::default(),
                email: None,
                phone: None,
            };
            assert_eq!(debtor.code_for_node(), expected, "{fiscal_code:?}");
        }
    }
}
