//! What was filled in, and what is wrong with it.

use iuvo_app::portal::DebtCode;
use pagopa_codes::{FiscalCode, Iuv, NoticeNumber, OrganizationFiscalCode};

use crate::{
    pages::{Texts, form::Form, grouped},
    portal::{Defect, copied::bare, notice_code},
};

/// Longest text that is shown again.
const LONGEST: usize = 300;

/// What was filled in, as it is shown again.
#[derive(Default)]
pub(super) struct Filled {
    pub(super) fiscal_code: String,
    pub(super) notice_code: String,
    pub(super) iuv: String,
}

impl Filled {
    /// What somebody who holds a notice need not write.
    pub(super) fn with_notice(number: &NoticeNumber) -> Self {
        Self { notice_code: grouped(number.as_str()), ..<_>::default() }
    }

    /// Takes the fields of the form.
    pub(super) fn of(form: &Form) -> Self {
        let field = |name| form.field(name).chars().take(LONGEST).collect();
        Self {
            fiscal_code: field("codice-fiscale"),
            notice_code: field("codice-avviso"),
            iuv: field("iuv"),
        }
    }

    /// Reads all fields, for a search among a body's debts; every one that is wrong is named.
    pub(super) fn read(
        &self,
        body: OrganizationFiscalCode,
    ) -> Result<(FiscalCode, DebtCode), Vec<Defect>> {
        let t = Texts::italian();
        let (fiscal_code, code) = (self.read_fiscal_code(t), self.read_code(t, body));
        match (fiscal_code, code) {
            (Ok(fiscal_code), Ok(code)) => Ok((fiscal_code, code)),
            (fiscal_code, code) => {
                let defects = [
                    fiscal_code.err().map(|text| Defect { field: "codice-fiscale", text }),
                    code.err(),
                ];
                Err(defects.into_iter().flatten().collect())
            }
        }
    }

    fn read_fiscal_code(&self, t: &Texts) -> Result<FiscalCode, String> {
        let code = bare(&self.fiscal_code);
        match (code.chars().count(), FiscalCode::parse(&code.to_uppercase())) {
            (_, Ok(code)) => Ok(code),
            (0, _) => Err(t.say("fiscal-code-missing")),
            (11, _) => Err(t.say("fiscal-code-of-company-wrong")),
            (16, _) => Err(t.say("fiscal-code-wrong")),
            (count, _) => Err(t.fill("fiscal-code-length", &[("count", &count.to_string())])),
        }
    }

    fn read_code(&self, t: &Texts, body: OrganizationFiscalCode) -> Result<DebtCode, Defect> {
        let notice = |text| Defect { field: "codice-avviso", text };
        match (self.notice_code.is_empty(), self.iuv.is_empty()) {
            (true, true) => Err(notice(t.say("code-missing"))),
            (false, false) => Err(notice(t.say("codes-both"))),
            (false, true) => {
                if let Some(other) = notice_code::organization_in(&self.notice_code)
                    && other != body
                {
                    let code = other.to_string();
                    return Err(notice(t.fill("notice-code-elsewhere", &[("code", &code)])));
                }
                let number = notice_code::read(&self.notice_code, t);
                number.map(DebtCode::Notice).map_err(notice)
            }
            (true, false) => {
                let iuv = bare(&self.iuv);
                // No IUV of a notice is as long as its code, which many copy into either field.
                if let Ok(number) = NoticeNumber::parse(&iuv) {
                    return Ok(DebtCode::Notice(number));
                }
                let text = |_| Defect { field: "iuv", text: t.say("iuv-wrong") };
                Iuv::parse(&iuv).map(DebtCode::Iuv).map_err(text)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn defects(fiscal_code: &str, notice_code: &str, iuv: &str) -> Vec<(&'static str, String)> {
        let [fiscal_code, notice_code, iuv] = [fiscal_code, notice_code, iuv].map(str::to_owned);
        let filled = Filled { fiscal_code, notice_code, iuv };
        let body = "99000000010".parse().unwrap();
        let defects = filled.read(body).err().unwrap_or_default();
        defects.into_iter().map(|it| (it.field, it.text)).collect()
    }

    #[test]
    fn codes_are_read_as_people_copy_them() {
        assert_eq!(defects("rssmra80a01h501u", " 3020 0000 0000 0001 49 ", ""), []);
        assert_eq!(defects("RSS MRA 80A01 H501U", "", "02000000000000149"), []);
        assert_eq!(defects("99000000010", "", "RF18539007547034"), []);
        assert_eq!(defects("RSS\u{2011}MRA\u{200b}80A01H501U", "", "RF18 5390 0754 7034"), []);
        let filled = Filled {
            fiscal_code: "RSSMRA80A01H501U".to_owned(),
            notice_code: String::new(),
            iuv: "3020 0000 0000 0001 49".to_owned(),
        };
        let read = filled.read("99000000010".parse().unwrap());
        assert!(matches!(read, Ok((_, DebtCode::Notice(_)))));
        let whole = "PAGOPA|002|302000000000000149|99000000010|12345";
        assert_eq!(defects("RSSMRA80A01H501U", whole, ""), []);
    }

    #[test]
    fn every_wrong_field_is_named_with_what_to_do() {
        let found = defects("", "", "");
        assert_eq!(found[0], ("codice-fiscale", "Inserisci il codice fiscale.".to_owned()));
        assert_eq!(found[1].0, "codice-avviso");
        for (fiscal_code, notice_code, iuv, field, text) in [
            ("RSSMRA80A01H501X", "302000000000000149", "", "codice-fiscale", "lettera finale"),
            ("99000000011", "302000000000000149", "", "codice-fiscale", "11 cifre"),
            ("RSSMRA", "302000000000000149", "", "codice-fiscale", "ne hai scritti 6"),
            ("RSSMRA80A01H501U", "30200000000000014", "", "codice-avviso", "ne hai scritte 17"),
            ("RSSMRA80A01H501U", "3O2000000000000149", "", "codice-avviso", "solo cifre"),
            ("RSSMRA80A01H501U", "302000000000000149", "1", "codice-avviso", "uno solo"),
            ("RSSMRA80A01H501U", "", "è12", "iuv", "IUV"),
            (
                "RSSMRA80A01H501U",
                "PAGOPA|002|302000000000000149|99000000028|12345",
                "",
                "codice-avviso",
                "di un altro ente, con codice fiscale 99000000028",
            ),
        ] {
            let found = defects(fiscal_code, notice_code, iuv);
            assert_eq!(found.len(), 1, "{field} {text} {found:?}");
            assert_eq!(found[0].0, field, "{found:?}");
            assert!(found[0].1.contains(text), "{found:?}");
        }
    }
}
