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

/// What texts in Italy are written with: every typographic sign, and the letters of the minorities
/// that the guide to notices names, of French and of Spanish.
pub(crate) fn italian() -> Vec<char> {
    let signs = "‘’“”–—·€º°ª«»…";
    let letters = "ÀÈÉÌÒÙàèéìòùÄÖÜäöüßČŠŽčšžĆćĐđÂÇÊËÎÏÔÛŒâçêëîïôûœÁÍÓÚÑáíóúñ";
    (' '..='~').chain(signs.chars()).chain(letters.chars()).collect()
}

/// What names of the neighbours in Europe are written with: the plain letters, and those with the
/// marks of each language.
pub(crate) fn european() -> Vec<char> {
    let albanian_french_german = "ÄÖÜäöüßÂÇÊËÎÏÔÛâçêëîïôû";
    let iberian_nordic = "ÁÍÓÚÑÃÕáíóúñãõÅÆØåæøÝýÐðÞþ";
    let slavic = "ČŠŽčšžĆćĐđŁłĄąĘęŃńŚśŹźŻżĚěŘřŮůŤťĎďŇňĽľŔŕ";
    let others = "ĂăȘșȚțŞşŢţŐőŰűĞğİı";
    [albanian_french_german, iberian_nordic, slavic, others]
        .into_iter()
        .flat_map(str::chars)
        .chain(plain())
        .chain("ÀÈÉÌÒÙ·".chars())
        .collect()
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
