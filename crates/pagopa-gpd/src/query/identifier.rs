//! The path parameters that GPD constrains.

use crate::problem::ProblemJson;

/// An operation whose path GPD checks: the other ones look for what they are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// GET of one position.
    GetPosition,
    /// DELETE of one position.
    DeletePosition,
}

impl Operation {
    /// The name that GPD puts before the parameter in its refusals.
    const fn name(self) -> &'static str {
        match self {
            Self::GetPosition => "getOrganizationDebtPositionByIUPD",
            Self::DeletePosition => "deleteDebtPosition",
        }
    }
}

/// Checks the two identifiers of the path, already percent-decoded: letters, digits, underscores,
/// hyphens, asterisks and horizontal spaces, at least one.
pub fn check_identifiers(
    operation: Operation,
    organization_fiscal_code: &str,
    iupd: &str,
) -> Result<(), ProblemJson> {
    let named = [("organizationFiscalCode", organization_fiscal_code), ("iupd", iupd)];
    let refusals: Vec<String> = named
        .into_iter()
        .filter(|(_, value)| value.is_empty() || !value.chars().all(is_allowed))
        .map(|(name, _)| format!(r#"{}.{name}: must match "[\w*\h-]+""#, operation.name()))
        .collect();
    if refusals.is_empty() { Ok(()) } else { Err(ProblemJson::bad_request(refusals.join(", "))) }
}

/// The class `[\w*\h-]` of Java's regular expressions.
fn is_allowed(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || matches!(
            character,
            '_' | '*' | '-' | ' ' | '\t' | '\u{a0}' | '\u{1680}' | '\u{180e}' | '\u{2000}'
                ..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_identifiers_pass() {
        for iupd in ["IUPD-1", "a b*_", "\u{a0}"] {
            assert_eq!(check_identifiers(Operation::GetPosition, "01234567890", iupd), Ok(()));
        }
    }

    #[test]
    fn other_characters_are_refused_with_the_operation_and_the_parameter() {
        let refused = check_identifiers(Operation::GetPosition, "01234567890", "a/b").unwrap_err();
        assert_eq!(
            refused.detail,
            r#"getOrganizationDebtPositionByIUPD.iupd: must match "[\w*\h-]+""#
        );
        let refused = check_identifiers(Operation::DeletePosition, "è", "").unwrap_err();
        assert_eq!(
            refused.detail,
            concat!(
                r#"deleteDebtPosition.organizationFiscalCode: must match "[\w*\h-]+", "#,
                r#"deleteDebtPosition.iupd: must match "[\w*\h-]+""#
            )
        );
    }
}
