//! Accounts, from the Back Office's export of the IBANs of the bodies a broker serves.

use std::borrow::Cow;

use jiff::civil::Date;
use pagopa_codes::{Iban, IbanError, OrganizationFiscalCode};

use crate::{
    Cells, Column, ListRow,
    bodies::{TAX_CODE, fiscal_code},
};

const IBAN: &Column = &Column::required("iban", &["ibanValue"]);
const STATE: &Column = &Column::required("stato", &["isActive", "status"]);
const VALID_FROM: &Column = &Column::required("dataAttivazioneIban", &["validityDate"]);
const DUE_DATE: &Column = &Column::optional("dueDate", &["due_date"]);

/// An account of a body as a list has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// `codiceFiscale`: the body, with a right check digit.
    pub fiscal_code: OrganizationFiscalCode,
    /// `iban`, with right digits.
    pub iban: Iban,
    /// `stato`: whether it is `ATTIVO`.
    pub active: bool,
    /// `dataAttivazioneIban`: its first day.
    pub valid_from: Date,
    /// `due_date`: its last day, in lists that have it.
    pub valid_to: Option<Date>,
}

impl ListRow for AccountRow {
    const COLUMNS: &'static [&'static Column] = &[TAX_CODE, IBAN, STATE, VALID_FROM, DUE_DATE];
    const MOST_ROWS: u64 = 500_000;

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let fiscal_code = cells.required(TAX_CODE, fiscal_code);
        let iban = cells.required(IBAN, iban);
        let active = cells.required_flag(STATE);
        let valid_from = cells.required_date(VALID_FROM);
        let valid_to = cells.date(DUE_DATE);
        if valid_from.zip(valid_to).is_some_and(|(first, last)| last < first) {
            cells.note(DUE_DATE, "viene prima di dataAttivazioneIban");
        }
        Some(Self {
            fiscal_code: fiscal_code?,
            iban: iban?,
            active: active?,
            valid_from: valid_from?,
            valid_to,
        })
    }
}

fn iban(text: &str) -> Result<Iban, Cow<'static, str>> {
    Iban::parse(text).map_err(|error| {
        Cow::Borrowed(match error {
            IbanError::Length => "non ha da 15 a 34 caratteri",
            IbanError::Character => "non ha due lettere, due cifre, poi lettere e cifre",
            IbanError::CheckDigits => "le cifre di controllo non corrispondono",
            IbanError::NationalLength => "un IBAN italiano o di San Marino ha 27 caratteri",
            IbanError::NationalBank => "ABI e CAB sono fatti di cifre",
            IbanError::NationalCheck => "il CIN non corrisponde al conto",
        })
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::{Defect, read};

    use super::*;

    fn rows(file: &str) -> Vec<Result<AccountRow, Vec<Defect>>> {
        let mut found = Vec::new();
        read::<AccountRow>(file.as_bytes(), |_, row| found.push(row)).unwrap();
        found
    }

    #[test]
    fn the_export_is_read_and_each_defect_is_named() {
        let good = "IT60X0542811101000000123456";
        let file = format!(
            "denominazioneEnte;codiceFiscale;iban;stato;dataAttivazioneIban;descrizione;etichetta\n\
             Comune;99000000010;{good};ATTIVO;2023-05-31T22:00:00Z;Tesoreria;CUP\n\
             Comune;99000000010;it60x0542811101000000123456;DISATTIVO;2023-06-01;;\n\
             Comune;99000000011;IT61X0542811101000000123456;BOH;31/05/2023;;\n\
             Comune;99000000010;{good};;;;\n"
        );
        let found = rows(&file);
        let expected = AccountRow {
            fiscal_code: "99000000010".parse().unwrap(),
            iban: good.parse().unwrap(),
            active: true,
            valid_from: date(2023, 6, 1),
            valid_to: None,
        };
        assert_eq!(found[0], Ok(expected.clone()));
        assert_eq!(found[1], Ok(AccountRow { active: false, ..expected }));
        let fields = |row: &Result<AccountRow, Vec<Defect>>| {
            let defects = row.as_ref().unwrap_err().iter();
            defects.map(|it| (it.line, it.field)).collect::<Vec<_>>()
        };
        assert_eq!(
            fields(&found[2]),
            [(4, "taxCode"), (4, "iban"), (4, "stato"), (4, "dataAttivazioneIban")]
        );
        assert_eq!(fields(&found[3]), [(5, "stato"), (5, "dataAttivazioneIban")]);
    }
}
