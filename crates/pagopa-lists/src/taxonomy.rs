//! The taxonomy of collections ("tassonomia dei servizi di incasso"), as pagoPA publishes it.

use jiff::civil::Date;
use pagopa_codes::TransferCategory;

use crate::{Cells, Column, ListRow};

const CODE: &Column = &Column::required("DATI SPECIFICI DI INCASSO", &["DATI SPECIFICI INCASSO"]);
const ORGANIZATION_TYPE: &Column = &Column::required("TIPO ENTE CREDITORE", &[]);
const AREA: &Column = &Column::required("NOME MACRO AREA", &[]);
const SERVICE: &Column = &Column::required("TIPO SERVIZIO", &[]);
const VALID_FROM: &Column = &Column::required("DATA INIZIO VALIDITA", &[]);
const VALID_TO: &Column = &Column::required("DATA FINE VALIDITA", &[]);

/// Longest text that is kept of a row.
const LONGEST_TEXT: usize = 500;

/// A code of the taxonomy in a span of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxonomyRow {
    /// The bare code: `0101101IM`.
    pub code: String,
    /// For which kind of body.
    pub organization_type: String,
    /// In which area.
    pub area: String,
    /// What is collected.
    pub service: String,
    /// Its first day.
    pub valid_from: Date,
    /// Its last day; pagoPA writes 2080 where there is none.
    pub valid_to: Date,
}

impl ListRow for TaxonomyRow {
    const COLUMNS: &'static [&'static Column] =
        &[CODE, ORGANIZATION_TYPE, AREA, SERVICE, VALID_FROM, VALID_TO];
    const MOST_ROWS: u64 = 20_000;

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let code = cells.required(CODE, |text| {
            TransferCategory::parse(text)
                .ok()
                .filter(TransferCategory::is_well_formed)
                .map(|it| it.code().to_owned())
                .ok_or_else(|| "non è un codice come 9/0101101IM/".into())
        });
        let organization_type = cells.name(ORGANIZATION_TYPE, LONGEST_TEXT);
        let area = cells.name(AREA, LONGEST_TEXT);
        let service = cells.name(SERVICE, LONGEST_TEXT);
        let valid_from = cells.required_date(VALID_FROM);
        let valid_to = cells.required_date(VALID_TO);
        if valid_from.zip(valid_to).is_some_and(|(first, last)| last < first) {
            cells.note(VALID_TO, "viene prima di DATA INIZIO VALIDITA");
        }
        Some(Self {
            code: code?,
            organization_type: organization_type?,
            area: area?,
            service: service?,
            valid_from: valid_from?,
            valid_to: valid_to?,
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::read;

    use super::*;

    const HEADER: &str = "CODICE TIPO ENTE CREDITORE;TIPO ENTE CREDITORE;\
        # Progressivo Macro Area per Ente Creditore;NOME MACRO AREA;DESCRIZIONE MACRO AREA;\
        CODICE TIPOLOGIA SERVIZIO;TIPO SERVIZIO;Motivo Giuridico della riscossione;\
        DESCRIZIONE TIPO SERVIZIO;# VERSIONE TASSONOMIA;DATI SPECIFICI DI INCASSO;\
        DATA INIZIO VALIDITA (mm/gg/aaaa);DATA FINE VALIDITA (mm/gg/aaaa);\
        combinazione topic&subtopic;Flag_Nuova_Combinazione\n";

    #[test]
    fn the_published_list_is_read() {
        let file = format!(
            "{HEADER}1;COMUNE;1;TRIBUTI;\"Testo; con \"\"virgolette\"\"\";101;TARI;IM;Testo;31;\
             9/0101101IM/;02/01/2021;01/01/2080;Casa + Rifiuti;1\n\
             1;COMUNE;1;TRIBUTI;Testo;101;TARI;IM;Testo;31;TARI;13/13/2021;01/01/2020;Casa;1\n\
             1;;1;TRIBUTI;Testo;101;TARI;IM;Testo;31;9/0101101IM/;02/01/2021;01/01/2021;Casa;1\n"
        );
        let mut found = Vec::new();
        read::<TaxonomyRow>(file.as_bytes(), |_, row| found.push(row)).unwrap();
        let expected = TaxonomyRow {
            code: "0101101IM".to_owned(),
            organization_type: "COMUNE".to_owned(),
            area: "TRIBUTI".to_owned(),
            service: "TARI".to_owned(),
            valid_from: date(2021, 2, 1),
            valid_to: date(2080, 1, 1),
        };
        assert_eq!(found[0], Ok(expected));
        let texts: Vec<String> = found
            .iter()
            .skip(1)
            .flat_map(|it| it.as_ref().unwrap_err())
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            texts,
            [
                "riga 3, DATI SPECIFICI DI INCASSO: non è un codice come 9/0101101IM/",
                "riga 3, DATA INIZIO VALIDITA: non è una data come 12/31/2026 o 2026-12-31",
                "riga 4, TIPO ENTE CREDITORE: manca",
                "riga 4, DATA FINE VALIDITA: viene prima di DATA INIZIO VALIDITA",
            ]
        );
    }
}
