//! How the income of a service is accounted for, year by year.
//!
//! The words are those of the accounting metadata of a payment, `RC_TIP` `CORRISPETTIVO_DL118`
//! (pagoPA, "dizionario dei metadata"): year `RC_AC`, chapter `RC_CAP`, assessment `RC_ACC`.
//! Absent on purpose: the amount, `RC_IMP`, which is the payment's.

use pagopa_codes::MetadataEntry;

/// Chapter and assessment ("capitolo" and "accertamento") of a service in a year of the budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accounting {
    year: i16,
    chapter: String,
    assessment: Option<String>,
}

/// Why accounting codes are refused; the first that applies is returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountingDefect {
    /// The year does not have four digits.
    Year,
    /// The chapter is empty or longer than the 140 characters of a metadata value.
    Chapter,
    /// The assessment is.
    Assessment,
}

impl Accounting {
    /// Codes that metadata could carry; blanks around them are dropped.
    pub fn new(
        year: i16,
        chapter: &str,
        assessment: Option<&str>,
    ) -> Result<Self, AccountingDefect> {
        let (chapter, assessment) = (chapter.trim(), assessment.map(str::trim));
        if !(1000..=9999).contains(&year) {
            return Err(AccountingDefect::Year);
        }
        if MetadataEntry::new("RC_CAP_1", chapter).is_err() {
            return Err(AccountingDefect::Chapter);
        }
        if assessment.is_some_and(|it| MetadataEntry::new("RC_ACC_1", it).is_err()) {
            return Err(AccountingDefect::Assessment);
        }
        Ok(Self { year, chapter: chapter.to_owned(), assessment: assessment.map(str::to_owned) })
    }

    /// The year of the budget.
    pub fn year(&self) -> i16 {
        self.year
    }

    /// The chapter, 1 to 140 characters.
    pub fn chapter(&self) -> &str {
        &self.chapter
    }

    /// The assessment, 1 to 140 characters.
    pub fn assessment(&self) -> Option<&str> {
        self.assessment.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_what_a_metadata_value_could_carry() {
        use AccountingDefect::{Assessment, Chapter, Year};
        let (longest, too_long) = ("è".repeat(140), "è".repeat(141));
        for (year, chapter, assessment, defect) in [
            (2026, "3010100/1", Some("2026/145"), None),
            (2026, longest.as_str(), Some(longest.as_str()), None),
            (2026, " 3010100 ", None, None),
            (999, "3010100", None, Some(Year)),
            (10_000, "", None, Some(Year)),
            (2026, "", Some(""), Some(Chapter)),
            (2026, "  ", None, Some(Chapter)),
            (2026, &too_long, None, Some(Chapter)),
            (2026, "3010100", Some(" "), Some(Assessment)),
            (2026, "3010100", Some(&too_long), Some(Assessment)),
        ] {
            let made = Accounting::new(year, chapter, assessment);
            assert_eq!(made.err(), defect, "{year} {chapter:?} {assessment:?}");
        }
        assert_eq!(Accounting::new(2026, " 3010100 ", None).unwrap().chapter(), "3010100");
    }
}
