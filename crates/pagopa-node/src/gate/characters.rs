//! What XML 1.0 says about single characters (productions 2, 3, 66 and 68), and nothing more.

use std::borrow::Cow;

use super::refusal::XmlReason;

/// Production 2, `Char`. Surrogates cannot occur in a Rust `char`.
pub(crate) fn is_xml_char(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => true,
        '\u{FFFE}' | '\u{FFFF}' => false,
        _ => character >= ' ',
    }
}

pub(super) fn is_xml_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Bytes that can begin a forbidden character: controls, and the lead byte of U+FFFE and U+FFFF.
/// Text without any (nearly all of it) is cleared without decoding.
fn may_be_illegal(byte: u8) -> bool {
    byte < b' ' || byte == 0xEF
}

pub(super) fn refuse_illegal_characters(text: &str) -> Result<(), XmlReason> {
    if !text.bytes().any(may_be_illegal) {
        return Ok(());
    }
    match text.chars().find(|it| !is_xml_char(*it)) {
        Some(character) => Err(XmlReason::Character(u32::from(character))),
        None => Ok(()),
    }
}

/// The character a reference stands for. `reference` is what is between `&` and `;`.
pub(super) fn resolve_reference(reference: &str) -> Result<char, XmlReason> {
    if let Some(number) = reference.strip_prefix('#') {
        return numbered_character(number).ok_or(XmlReason::CharacterReference);
    }
    match reference {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(XmlReason::Entity),
    }
}

fn numbered_character(number: &str) -> Option<char> {
    let (digits, radix) = match number.strip_prefix('x') {
        Some(hexadecimal) => (hexadecimal, 16),
        None => (number, 10),
    };
    // `from_str_radix` alone would admit a sign.
    if !digits.bytes().all(|it| it.is_ascii_hexdigit()) {
        return None;
    }
    let code_point = u32::from_str_radix(digits, radix).ok()?;
    char::from_u32(code_point).filter(|it| is_xml_char(*it))
}

/// The value of an attribute: references resolved, blanks turned into spaces (XML 1.0 §3.3.3).
pub(super) fn attribute_value(raw: &str) -> Result<Cow<'_, str>, XmlReason> {
    refuse_illegal_characters(raw)?;
    if raw.contains('<') {
        return Err(XmlReason::LessThanInAttribute);
    }
    if !raw.bytes().any(|it| it == b'&' || (it != b' ' && is_xml_space(it))) {
        return Ok(Cow::Borrowed(raw));
    }
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        value.extend(before.chars().map(blank_to_space));
        let (reference, next) = after.split_once(';').ok_or(XmlReason::LoneAmpersand)?;
        value.push(resolve_reference(reference)?);
        rest = next;
    }
    value.extend(rest.chars().map(blank_to_space));
    Ok(Cow::Owned(value))
}

fn blank_to_space(character: char) -> char {
    if matches!(character, '\t' | '\n' | '\r') { ' ' } else { character }
}
