//! Bodies, from the Back Office's export of the bodies a broker serves: a row for each link.

use std::borrow::Cow;

use pagopa_codes::{CbillCode, OrganizationFiscalCode};

use crate::{Cells, Column, ListRow};

pub(crate) const TAX_CODE: &Column = &Column::required(
    "taxCode",
    &["creditorInstitutionCode", "ciTaxCode", "codiceFiscale", "creditorInstitutionTaxCode"],
);
const CBILL: &Column = &Column::optional("cbillCode", &["codiceCbill", "cbill"]);
const NAME: &Column =
    &Column::required("companyName", &["businessName", "denominazioneEnte", "ciName"]);

/// Longest name of a body (paForNode `companyName`).
pub(crate) const LONGEST_NAME: usize = 140;

/// A body as a list has it; a body with several links has several rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyRow {
    /// `taxCode`: the body, with a right check digit.
    pub fiscal_code: OrganizationFiscalCode,
    /// `companyName`: its name, 1 to 140 characters.
    pub name: String,
    /// `cbillCode`: its interbank code, if the file says it.
    pub cbill: Option<CbillCode>,
}

impl ListRow for BodyRow {
    const COLUMNS: &'static [&'static Column] = &[TAX_CODE, NAME, CBILL];
    const MOST_ROWS: u64 = 200_000;

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let fiscal_code = cells.required(TAX_CODE, fiscal_code);
        let name = cells.name(NAME, LONGEST_NAME);
        let cbill = cells.optional(CBILL, |text| {
            CbillCode::parse(text).map_err(|_| "non ha cinque lettere o cifre".into())
        });
        Some(Self { fiscal_code: fiscal_code?, name: name?, cbill })
    }
}

/// A spreadsheet drops the zeros with which a code begins: they are not guessed.
pub(crate) fn fiscal_code(text: &str) -> Result<OrganizationFiscalCode, Cow<'static, str>> {
    let code = OrganizationFiscalCode::parse(text)
        .map_err(|_| "non ha 11 cifre (un foglio di calcolo può aver tolto gli zeri iniziali)")?;
    if code.has_valid_check_digit() {
        Ok(code)
    } else {
        Err("l'ultima cifra non corrisponde alle altre".into())
    }
}
