//! Which letters each subset has.

/// Digits, and the letter of the slip's kind: amounts, notice numbers, accounts.
pub(crate) fn digits() -> Vec<char> {
    ('0'..='9').chain([' ', '.', ',', 'P']).collect()
}

/// Digits and capitals: fiscal codes, IBANs, interbank codes.
pub(crate) fn codes() -> Vec<char> {
    ('0'..='9').chain('A'..='Z').chain([' ', '.', ',', '-']).collect()
}

/// What nearly every name, address and subject is written with, and every text of ours.
pub(crate) fn plain() -> Vec<char> {
    let signs = " .,:;?'’()/-–&+%€àèéìòù";
    ('0'..='9').chain('A'..='Z').chain('a'..='z').chain(signs.chars()).collect()
}
