//! The metadata keys reserved to accounting, `RC_…_N`, and the families they form.
//!
//! An accounting line, numbered `N`, is spread over several keys: `RC_TIP_N` says which family the
//! line is of, and the family says which other keys describe it (docs.pagopa.it, dizionario dei
//! metadata).

/// A metadata key of an accounting line, such as `RC_IMP_2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountingKey {
    /// What the key says of the line.
    pub field: AccountingField,
    /// Which line, from 1.
    pub line: u8,
}

impl AccountingKey {
    /// The accounting key that a metadata key is, or nothing when it is of another kind.
    pub fn recognize(key: &str) -> Option<Self> {
        let (field, line) = key.strip_prefix("RC_")?.rsplit_once('_')?;
        let field = *AccountingField::ALL.iter().find(|it| it.code() == field)?;
        let is_canonical = !line.starts_with('0') && line.bytes().all(|it| it.is_ascii_digit());
        let line = is_canonical.then(|| line.parse().ok()).flatten()?;
        Some(Self { field, line })
    }
}

impl std::fmt::Display for AccountingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&format!("RC_{}_{}", self.field.code(), self.line))
    }
}

/// What an accounting key says of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountingField {
    /// `TIP`: the [`AccountingFamily`] of the line.
    Family,
    /// `AC`: the year of competence.
    Year,
    /// `CAP`: the budget chapter.
    Chapter,
    /// `ACC`: the assessment (accertamento).
    Assessment,
    /// `IMP`: the amount.
    Amount,
    /// `CU`: the office (codice ufficio).
    Office,
    /// `TI`: the type of collection.
    CollectionType,
    /// `EF`: whether there is an electronic invoice (`SI` or `NO`).
    Invoice,
    /// `ND`: the number of the document.
    Document,
    /// `CON`: the account.
    Account,
    /// `COM`: the job order (commessa).
    JobOrder,
}

impl AccountingField {
    const ALL: [Self; 11] = [
        Self::Family,
        Self::Year,
        Self::Chapter,
        Self::Assessment,
        Self::Amount,
        Self::Office,
        Self::CollectionType,
        Self::Invoice,
        Self::Document,
        Self::Account,
        Self::JobOrder,
    ];

    /// What stands between `RC_` and the line.
    fn code(self) -> &'static str {
        match self {
            Self::Family => "TIP",
            Self::Year => "AC",
            Self::Chapter => "CAP",
            Self::Assessment => "ACC",
            Self::Amount => "IMP",
            Self::Office => "CU",
            Self::CollectionType => "TI",
            Self::Invoice => "EF",
            Self::Document => "ND",
            Self::Account => "CON",
            Self::JobOrder => "COM",
        }
    }
}

/// The kind of accounting that a line follows: the value of its `RC_TIP_N`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountingFamily {
    /// `CORRISPETTIVO_DL118`: harmonized accounting of local bodies (d.lgs. 118/2011).
    HarmonizedBudget,
    /// `INCASSO_TIPICO`: the typical collections of an office.
    TypicalCollection,
    /// `CIVILISTICO`: accrual accounting as in the civil code.
    CivilCode,
}

impl AccountingFamily {
    /// The family that the value of an `RC_TIP_N` key names, if any.
    pub fn recognize(value: &str) -> Option<Self> {
        match value {
            "CORRISPETTIVO_DL118" => Some(Self::HarmonizedBudget),
            "INCASSO_TIPICO" => Some(Self::TypicalCollection),
            "CIVILISTICO" => Some(Self::CivilCode),
            _ => None,
        }
    }

    /// The value of an `RC_TIP_N` key that names the family.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HarmonizedBudget => "CORRISPETTIVO_DL118",
            Self::TypicalCollection => "INCASSO_TIPICO",
            Self::CivilCode => "CIVILISTICO",
        }
    }

    /// The fields that describe a line of this family, besides `TIP`.
    pub fn fields(self) -> &'static [AccountingField] {
        use AccountingField as F;
        match self {
            Self::HarmonizedBudget => &[F::Year, F::Chapter, F::Assessment, F::Amount],
            Self::TypicalCollection => {
                &[F::Year, F::Office, F::CollectionType, F::Invoice, F::Document, F::Amount]
            }
            Self::CivilCode => {
                &[F::Year, F::Office, F::Account, F::JobOrder, F::Document, F::Amount]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_recognized_on_every_line() {
        for field in AccountingField::ALL {
            for line in 1..=u8::MAX {
                let key = AccountingKey { field, line };
                assert_eq!(AccountingKey::recognize(&key.to_string()), Some(key));
            }
        }
    }

    #[test]
    fn the_published_keys_are_the_ones_recognized() {
        use AccountingField as F;
        let cases = [
            ("RC_TIP_1", F::Family),
            ("RC_AC_1", F::Year),
            ("RC_CAP_1", F::Chapter),
            ("RC_ACC_1", F::Assessment),
            ("RC_IMP_1", F::Amount),
            ("RC_CU_1", F::Office),
            ("RC_TI_1", F::CollectionType),
            ("RC_EF_1", F::Invoice),
            ("RC_ND_1", F::Document),
            ("RC_CON_1", F::Account),
            ("RC_COM_1", F::JobOrder),
        ];
        for (text, field) in cases {
            assert_eq!(AccountingKey::recognize(text), Some(AccountingKey { field, line: 1 }));
        }
    }

    #[test]
    fn other_keys_are_not_of_accounting() {
        let cases = [
            "",
            "RC_",
            "RC_IMP",
            "RC_IMP_",
            "RC_IMP_0",
            "RC_IMP_01",
            "RC_IMP_+1",
            "RC_IMP_x",
            "RC_IMP_256",
            "RC_XYZ_1",
            "rc_imp_1",
            "IMP_1",
            "IBANAPPOGGIO",
            "NOTIFICATION_FEE",
        ];
        for text in cases {
            assert_eq!(AccountingKey::recognize(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_family_is_recognized_and_tells_its_fields() {
        let cases = [
            ("CORRISPETTIVO_DL118", "AC CAP ACC IMP"),
            ("INCASSO_TIPICO", "AC CU TI EF ND IMP"),
            ("CIVILISTICO", "AC CU CON COM ND IMP"),
        ];
        for (value, codes) in cases {
            let family = AccountingFamily::recognize(value).unwrap();
            assert_eq!(family.as_str(), value);
            let fields: Vec<&str> = family.fields().iter().map(|it| it.code()).collect();
            assert_eq!(fields.join(" "), codes, "{value}");
        }
        assert_eq!(AccountingFamily::recognize("ALTRO"), None);
    }
}
