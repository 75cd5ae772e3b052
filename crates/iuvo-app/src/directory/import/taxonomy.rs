//! The taxonomy that pagoPA publishes. Codes that are not in the file stay as they are: lists are
//! also published in parts, and a code ends by its date.

use std::{
    collections::{BTreeMap, HashMap, hash_map::Entry},
    io::Read,
};

use iuvo_domain::directory::taxonomy::TaxonomyEntry;
use jiff::civil::Date;
use pagopa_lists::{TaxonomyRow, Unreadable};

use crate::directory::{DirectoryChange, Plan};

/// Plans the codes of a file, beside those that are there.
pub fn plan_taxonomy(
    known: &BTreeMap<(String, Date), TaxonomyEntry>,
    file: impl Read,
) -> Result<Plan, Unreadable> {
    let mut plan = Plan::default();
    let mut seen: HashMap<(String, Date), (u64, TaxonomyEntry)> = HashMap::new();
    pagopa_lists::read::<TaxonomyRow>(file, |line, row| {
        let entry = match row {
            Ok(row) => entry(row),
            Err(defects) => return plan.reject(defects),
        };
        let key = (entry.code.clone(), entry.valid_from);
        match seen.entry(key.clone()) {
            Entry::Occupied(first) if first.get().1 == entry => (),
            Entry::Occupied(first) => {
                let reason = format!("il codice contraddice la riga {}", first.get().0);
                plan.refuse(line, "DATI SPECIFICI DI INCASSO", reason);
            }
            Entry::Vacant(place) => {
                place.insert((line, entry.clone()));
                let subject = format!("codice {}  {}", entry.code, entry.service);
                let change = DirectoryChange::SaveTaxonomy(entry.clone());
                plan.toward(line, (known.get(&key), &entry), subject, change);
            }
        }
    })?;
    Ok(plan)
}

fn entry(row: TaxonomyRow) -> TaxonomyEntry {
    let TaxonomyRow { code, organization_type, area, service, valid_from, valid_to } = row;
    TaxonomyEntry { code, valid_from, valid_to, organization_type, area, service }
}
