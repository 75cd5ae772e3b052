//! Digits and signs in groups, as people in Italy read them.

/// A code in groups of four signs: `3470 0000 0001 2345 67`.
pub fn in_fours(code: &str, separator: &str) -> String {
    let signs: Vec<char> = code.chars().collect();
    signs.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(separator)
}

/// A count with its thousands set apart: `1.234`.
pub fn in_thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && digits.len().saturating_sub(place).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_grouped_by_four() {
        for (code, separator, written) in [
            ("470000008800999051", " ", "4700 0000 8800 9990 51"),
            ("ABCDEFGH", "-", "ABCD-EFGH"),
            ("123", " ", "123"),
            ("", " ", ""),
        ] {
            assert_eq!(in_fours(code, separator), written);
        }
    }

    #[test]
    fn counts_are_grouped_by_thousands() {
        for (count, written) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1.000"),
            (12_345, "12.345"),
            (1_234_567, "1.234.567"),
            (u64::MAX, "18.446.744.073.709.551.615"),
        ] {
            assert_eq!(in_thousands(count), written);
        }
    }
}
