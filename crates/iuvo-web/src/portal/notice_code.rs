//! The notice code, as people copy it from the notice.

use pagopa_codes::{NoticeNumber, OrganizationFiscalCode};

use super::copied::bare;
use crate::pages::Texts;

/// Its digits.
const DIGITS: usize = 18;

/// Reads a code as it was copied, or all that the QR code of the notice holds.
pub(super) fn read(text: &str, t: &Texts) -> Result<NoticeNumber, String> {
    let text = in_qr_code(text).map_or(text, |it| it.0);
    let code = bare(text);
    let count = code.chars().count();
    if !code.bytes().all(|it| it.is_ascii_digit()) {
        return Err(t.say("notice-code-digits"));
    }
    if count != DIGITS {
        return Err(t.fill("notice-code-length", &[("count", &count.to_string())]));
    }
    NoticeNumber::parse(&code).map_err(|_| t.say("notice-code-wrong"))
}

/// The body that the QR code of a notice names.
pub(super) fn organization_in(text: &str) -> Option<OrganizationFiscalCode> {
    bare(in_qr_code(text)?.1).parse().ok()
}

/// Notice code and fiscal code of the body in `PAGOPA|002|code|body|amount`.
fn in_qr_code(text: &str) -> Option<(&str, &str)> {
    let mut parts = text.trim().split('|').map(str::trim);
    let is_ours = parts.next() == Some("PAGOPA") && parts.next() == Some("002");
    let code = parts.next().filter(|_| is_ours)?;
    Some((code, parts.next().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_copy_them() {
        for text in [
            "302000000000000149",
            " 3020 0000 0000 0001 49 ",
            "3020.0000.0000.0001.49",
            "3020\u{2011}0000\u{2011}0000\u{200b}0001\u{ff14}\u{ff19}",
            "PAGOPA|002|302000000000000149|99000000010|12345",
            " PAGOPA|002|302000000000000149 ",
        ] {
            let read = read(text, Texts::italian());
            assert_eq!(read.map(|it| it.to_string()).as_deref(), Ok("302000000000000149"));
        }
    }

    #[test]
    fn only_the_qr_code_names_the_body() {
        for (text, body) in [
            ("PAGOPA|002|302000000000000149|99000000010|12345", Some("99000000010")),
            ("PAGOPA|002|302000000000000149| 99000000010", Some("99000000010")),
            ("PAGOPA|002|302000000000000149|9900000001|12345", None),
            ("PAGOPA|002|302000000000000149", None),
            ("PAGOPA|001|302000000000000149|99000000010|12345", None),
            ("302000000000000149", None),
        ] {
            let found = organization_in(text).map(|it| it.to_string());
            assert_eq!(found.as_deref(), body, "{text}");
        }
    }
}
