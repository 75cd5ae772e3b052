//! Numbers as a content stream has them: no exponent, no zeros that say nothing.

use std::fmt::{self, Write as _};

use crate::length::Length;

pub(crate) fn write_integer(out: &mut Vec<u8>, number: i32) {
    if number < 0 {
        out.push(b'-');
    }
    write_unsigned(out, number.unsigned_abs());
}

fn write_unsigned(out: &mut Vec<u8>, mut number: u32) {
    let mut digits = [0_u8; 10];
    for (used, slot) in (1_usize..).zip(digits.iter_mut().rev()) {
        *slot = b'0'.saturating_add(u8::try_from(number % 10).unwrap_or(0));
        number /= 10;
        if number == 0 {
            let start = 10_usize.saturating_sub(used);
            out.extend_from_slice(digits.get(start..).unwrap_or_default());
            return;
        }
    }
}

/// A length in points, with at most two decimals.
pub(crate) fn write_length(out: &mut Vec<u8>, length: Length) {
    let hundredths = length.hundredths();
    if hundredths < 0 {
        out.push(b'-');
    }
    let hundredths = hundredths.unsigned_abs();
    write_unsigned(out, hundredths / 100);
    let rest = hundredths % 100;
    if rest != 0 {
        out.push(b'.');
        write_unsigned(out, rest / 10);
        if !rest.is_multiple_of(10) {
            write_unsigned(out, rest % 10);
        }
    }
}

/// Writes into a text, which cannot fail.
pub(crate) fn append(text: &mut String, more: fmt::Arguments<'_>) {
    text.write_fmt(more).unwrap_or_default();
}

/// Bytes as hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |digits, byte| digits + &format!("{byte:02X}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::length::hpt;

    #[test]
    fn lengths_are_written_as_short_as_they_can_be() {
        for (hundredths, text) in
            [(0, "0"), (2834, "28.34"), (1200, "12"), (1250, "12.5"), (5, "0.05"), (-75, "-0.75")]
        {
            let mut out = Vec::new();
            write_length(&mut out, hpt(hundredths));
            assert_eq!(String::from_utf8(out).unwrap(), text);
        }
        let mut out = Vec::new();
        write_integer(&mut out, i32::MIN);
        assert_eq!(out, b"-2147483648");
    }
}
