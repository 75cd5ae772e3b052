//! A person looks for positions: one by what is written on paper, or all that meet some criteria.

use iuvo_domain::{
    DebtPositionId, Nav, ServiceId,
    access::Extent,
    debt_position::{NameKey, searched_code},
    directory::WorkspaceProfile,
};
use iuvo_store::{
    StoreError,
    debt_positions::search::{FindByAnyName, Found, Search, Sought},
};
use pagopa_codes::{Cents, FiscalCode};

use crate::App;

/// Longest text that is looked for. A payment's code on paper has some 50 characters.
pub const LONGEST_TEXT: usize = 140;

/// What somebody who typed a text means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// That position, which has the text for a name: notice number, IUV, IUPD or receipt.
    Position(DebtPositionId),
    /// All that meet a criterion.
    Sought(Sought),
    /// Nothing that can be looked for.
    Nothing,
}

/// Tells what is meant by a text: a position that it names, else a fiscal code, an amount or the
/// beginning of a name. A position out of reach is not told.
pub async fn recognize(
    app: &App,
    profile: &WorkspaceProfile,
    extent: &Extent,
    text: &str,
) -> Result<Meaning, StoreError> {
    let text: String = text.trim().chars().take(LONGEST_TEXT).collect();
    if text.is_empty() || text.contains('\0') {
        return Ok(Meaning::Nothing);
    }
    let named = FindByAnyName {
        workspace: profile.workspace.id,
        number: number_in(&text),
        text: text.clone(),
    };
    let found = app.store().read(named).await?;
    if let Some((id, _)) = found.into_iter().find(|(_, service)| extent.covers(*service)) {
        return Ok(Meaning::Position(id));
    }
    Ok(sought_in(&text).map_or(Meaning::Nothing, Meaning::Sought))
}

/// Finds a page of positions, as the calendar has them, among those in reach.
pub async fn search_positions(
    app: &App,
    extent: &Extent,
    mut search: Search,
) -> Result<Found, StoreError> {
    let reached: &[ServiceId] = match extent {
        Extent::Everything => &[],
        Extent::Services(reached) => reached,
        Extent::Nothing => return Ok(Found::nothing()),
    };
    if *extent != Extent::Everything {
        let asked = search.selection.services.take();
        let is_asked = |it: &&_| asked.as_ref().is_none_or(|asked| asked.contains(it));
        search.selection.services = Some(reached.iter().filter(is_asked).copied().collect());
    }
    let now = search.now;
    let mut found = app.store().read(search).await?;
    for position in &mut found.positions {
        position.follow_calendar(now);
    }
    Ok(found)
}

/// The number in a text: of a notice, also as its QR code says it (`PAGOPA|002|…`), or an IUV;
/// without the blanks, dots and dashes with which people group it.
fn number_in(text: &str) -> String {
    let mut code = text.split('|');
    let number = match (code.next(), code.nth(1)) {
        (Some("PAGOPA"), Some(number)) => number,
        _ => text,
    };
    let is_separator = |it: char| it.is_whitespace() || matches!(it, '.' | '-' | '–' | '/');
    let compact: String = number.chars().filter(|it| !is_separator(*it)).collect();
    let is_number = compact.len() <= Nav::MAX_LENGTH && compact.is_ascii();
    if is_number { compact.to_ascii_uppercase() } else { String::new() }
}

fn sought_in(text: &str) -> Option<Sought> {
    let compact: String = text.chars().filter(|it| !it.is_whitespace()).collect();
    let code = searched_code(&compact);
    if FiscalCode::parse(&code).is_ok() || has_form_of_code(&code) {
        return Some(Sought::Debtor(code));
    }
    if let Some((from, to)) = amounts_in(text) {
        return Some(Sought::Amount(from, to));
    }
    let name = NameKey::of(text);
    let has_letter = text.chars().any(char::is_alphabetic);
    (has_letter && !name.is_empty()).then_some(Sought::Name(name))
}

/// Whether a text looks like a person's code, if with wrong digits: archives hold such ones.
fn has_form_of_code(code: &str) -> bool {
    let is_letter = |place: usize| matches!(place, 0..=5 | 8 | 11 | 15);
    let fits = |(place, byte): (usize, u8)| {
        if is_letter(place) { byte.is_ascii_uppercase() } else { byte.is_ascii_alphanumeric() }
    };
    let has_digit = code.bytes().any(|it| it.is_ascii_digit());
    code == "ANONIMO" || (code.len() == 16 && has_digit && code.bytes().enumerate().all(fits))
}

/// An amount, or from which to which: `120,00`, `1.234,56 €`, `100-200`, `da 100 a 200`.
fn amounts_in(text: &str) -> Option<(Cents, Cents)> {
    let text = text.to_lowercase().replace("euro", "").replace('€', "").replace("..", "-");
    let text = text.replace(" a ", "-").replace(" e ", "-").replace('–', "-");
    let text = text.trim().trim_start_matches("da ").trim_start_matches("tra ");
    let text: String = text.chars().filter(|it| !it.is_whitespace()).collect();
    match text.split_once('-') {
        None => amount_in(&text).map(|it| (it, it)),
        Some((from, to)) => {
            let (from, to) = (amount_in(from)?, amount_in(to)?);
            Some((from.min(to), from.max(to)))
        }
    }
}

/// An amount in euros as Italians write it, or with a single point before two digits of cents: any
/// other point stands before thousands.
pub fn amount_in(text: &str) -> Option<Cents> {
    let (whole, cents) = match (text.rsplit_once(','), text.split_once('.')) {
        (Some(parts), _) => parts,
        (None, Some((whole, cents))) if cents.len() == 2 => (whole, cents),
        (None, _) => (text, ""),
    };
    let groups: Vec<&str> = whole.split('.').collect();
    let is_grouped = groups.iter().skip(1).all(|it| it.len() == 3)
        && (groups.len() == 1 || groups.first().is_some_and(|it| it.len() <= 3));
    let digits = groups.concat();
    let is_digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    if digits.is_empty() || digits.len() > 12 || !is_grouped || cents.len() > 2 {
        return None;
    }
    if !is_digits(&digits) || !is_digits(cents) {
        return None;
    }
    Cents::parse_decimal(&format!("{digits}.{cents:0<2}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_recognized_however_they_are_spelled() {
        let number = "302000000000000149";
        for spelled in [
            "302000000000000149",
            "3020 0000 0000 0001 49",
            "3020.0000.0000.0001.49",
            "PAGOPA|002|302000000000000149|99000000010|12000",
            "3020-0000-0000-0001-49",
            "3020\u{a0}0000\u{a0}0000\u{a0}0001\u{a0}49",
        ] {
            assert_eq!(number_in(spelled), number, "{spelled}");
        }
        assert_eq!(number_in("rf18 5390 0754 7034"), "RF18539007547034");
        assert_eq!(number_in(&"9".repeat(10_000)), "");
    }

    #[test]
    fn a_text_is_told_by_its_form() {
        let cents = Cents::new;
        let name = |it: &str| Some(Sought::Name(NameKey::of(it)));
        let debtor = |it: &str| Some(Sought::Debtor(it.to_owned()));
        let amount = |from, to| Some(Sought::Amount(cents(from), cents(to)));
        for (text, expected) in [
            ("rssmra80a01h501u", debtor("RSSMRA80A01H501U")),
            ("RSS MRA 80A01 H501X", debtor("RSSMRA80A01H501X")),
            ("anonimo", debtor("ANONIMO")),
            ("120,00", amount(12_000, 12_000)),
            ("120", amount(12_000, 12_000)),
            ("1.234,5 €", amount(123_450, 123_450)),
            ("1234.56", amount(123_456, 123_456)),
            ("100-200", amount(10_000, 20_000)),
            ("da 200 a 100,50", amount(10_050, 20_000)),
            ("10..20 euro", amount(1_000, 2_000)),
            ("rossi", name("rossi")),
            ("3F S.r.l.", name("3f s r l")),
            ("1.23,45", None),
            ("12.345.6", None),
            ("1.2", None),
            ("1.234", amount(123_400, 123_400)),
            ("12,345", None),
            ("€", None),
            ("----", None),
            ("1-2-3", None),
            ("99999999999999999", None),
            ("'; drop table --", name("drop table")),
        ] {
            assert_eq!(sought_in(text), expected, "{text:?}");
        }
    }
}
