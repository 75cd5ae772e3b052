//! Which letters each subset has.

/// Digits, capitals and signs: fiscal codes, amounts, notice numbers, accounts.
pub(crate) fn codes() -> Vec<char> {
    ('0'..='9').chain('A'..='Z').chain([' ', '.', ',', '-']).collect()
}

/// What Italian texts are written with, typographic signs included.
pub(crate) fn italian() -> Vec<char> {
    (' '..='~').chain("ÀÈÉÌÒÙàèéìòù‘’“”–—·€º°ª«»…".chars()).collect()
}

/// Every letter the faces may have: Latin with its extensions, and typographic signs.
/// What a face lacks of these is left out when it is prepared.
pub(crate) fn latin() -> Vec<char> {
    (' '..='~')
        .chain('\u{a1}'..='\u{24f}')
        .chain('\u{1e00}'..='\u{1eff}')
        .chain('\u{2010}'..='\u{2044}')
        .chain("€™".chars())
        .filter(|letter| !letter.is_control() && *letter != '\u{ad}')
        .collect()
}
