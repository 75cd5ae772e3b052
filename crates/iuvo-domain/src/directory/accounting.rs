//! How the income of a service is accounted for, year by year.
//!
//! The words are those of the accounting metadata of a payment, `RC_TIP` `CORRISPETTIVO_DL118`
//! (pagoPA, "dizionario dei metadata"): year `RC_AC`, chapter `RC_CAP`, assessment `RC_ACC`.
//! Absent on purpose: the amount, `RC_IMP`, which is the payment's.

use pagopa_codes::{
    AccountingFamily, AccountingField, AccountingKey, Cents, Metadata, MetadataEntry, MetadataError,
};

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

    /// What a share of a payment says of itself, and how it is accounted for: an amount of euros
    /// with two decimals, as the dictionary has it.
    ///
    /// Metadata that speak of accounting already stay as they are, and so do those that have no
    /// room: a payment is worth more than its annotations.
    pub fn annotate(&self, metadata: &Metadata, amount: Cents) -> Metadata {
        let own = metadata.entries();
        let is_accounted = own.iter().any(|it| AccountingKey::recognize(it.key()).is_some());
        let added = if is_accounted { None } else { self.entries(amount).ok() };
        let entries = added.map(|it| [own, &it].concat());
        // One more may follow: the supporting account.
        let entries = entries.filter(|it| it.len() < Metadata::MAX_ENTRIES);
        entries.and_then(|it| Metadata::new(it).ok()).unwrap_or_else(|| metadata.clone())
    }

    fn entries(&self, amount: Cents) -> Result<Vec<MetadataEntry>, MetadataError> {
        let year = self.year.to_string();
        let amount = amount.to_decimal();
        let said = [
            (AccountingField::Family, Some(AccountingFamily::HarmonizedBudget.as_str())),
            (AccountingField::Year, Some(year.as_str())),
            (AccountingField::Chapter, Some(self.chapter())),
            (AccountingField::Assessment, self.assessment()),
            (AccountingField::Amount, Some(amount.as_str())),
        ];
        let said = said.into_iter().filter_map(|(field, value)| Some((field, value?)));
        let entry = |(field, value)| {
            MetadataEntry::new(&AccountingKey { field, line: 1 }.to_string(), value)
        };
        said.map(entry).collect()
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

    fn metadata(keys: &[&str]) -> Metadata {
        let entries = keys.iter().map(|it| MetadataEntry::new(it, "v").unwrap());
        Metadata::new(entries.collect()).unwrap()
    }

    #[test]
    fn a_share_says_how_it_is_accounted_for() {
        let codes = Accounting::new(2026, "3010100", Some("2026/145")).unwrap();
        let annotated = codes.annotate(&metadata(&["pratica"]), Cents::new(12_050));
        let told: Vec<_> = annotated.entries().iter().map(|it| (it.key(), it.value())).collect();
        let expected = [
            ("pratica", "v"),
            ("RC_TIP_1", "CORRISPETTIVO_DL118"),
            ("RC_AC_1", "2026"),
            ("RC_CAP_1", "3010100"),
            ("RC_ACC_1", "2026/145"),
            ("RC_IMP_1", "120.50"),
        ];
        assert_eq!(told, expected);
        let chapter = Accounting::new(2026, "3010100", None).unwrap();
        let annotated = chapter.annotate(&Metadata::default(), Cents::new(1));
        assert_eq!(annotated.entries().len(), 4);
        assert_eq!(annotated.get("RC_IMP_1"), Some("0.01"));
    }

    #[test]
    fn what_is_accounted_for_or_full_stays_as_it_is() {
        let codes = Accounting::new(2026, "3010100", Some("2026/145")).unwrap();
        let keys = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "l"];
        for (given, is_changed) in [
            (metadata(&["RC_CON_2"]), false),
            (metadata(&keys), false),
            (metadata(&keys[..9]), true),
        ] {
            assert_eq!(codes.annotate(&given, Cents::new(1)) != given, is_changed, "{given:?}");
        }
    }

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
