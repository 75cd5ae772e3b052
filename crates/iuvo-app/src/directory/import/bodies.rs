//! Bodies from the Back Office's export: those that are new are opened, names and CBILL codes are
//! corrected.

use std::{
    collections::{BTreeSet, HashMap, hash_map::Entry},
    io::Read,
};

use iuvo_domain::directory::{Organization, Particulars, Slug};
use pagopa_codes::OrganizationFiscalCode;
use pagopa_lists::{BodyRow, Unreadable};

use super::Ground;
use crate::directory::{DirectoryChange, Plan, StepKind};

/// Plans the bodies of a file; the rows of a body's further links say at most the CBILL code, if
/// the first one does not.
pub fn plan_bodies(ground: Ground<'_>, file: impl Read) -> Result<Plan, Unreadable> {
    let mut plan = Plan::default();
    let mut bodies: Vec<(u64, BodyRow)> = Vec::new();
    let mut seen: HashMap<OrganizationFiscalCode, usize> = HashMap::new();
    pagopa_lists::read::<BodyRow>(file, |line, row| match row {
        Err(defects) => plan.reject(defects),
        Ok(row) => match seen.entry(row.fiscal_code) {
            Entry::Vacant(place) => {
                place.insert(bodies.len());
                bodies.push((line, row));
            }
            Entry::Occupied(place) => {
                let Some(first) = bodies.get_mut(*place.get()) else { return };
                if let Err((field, reason)) = joins(first, &row) {
                    plan.refuse(line, field, reason);
                }
            }
        },
    })?;
    let mut slugs: BTreeSet<String> =
        ground.directory.workspaces().map(|it| it.workspace.slug.clone()).collect();
    for (line, row) in bodies {
        plan_body(&mut plan, ground, line, row, &mut slugs);
    }
    Ok(plan)
}

/// Takes what another row of the same body says, which must not be something else.
fn joins(
    (line, first): &mut (u64, BodyRow),
    other: &BodyRow,
) -> Result<(), (&'static str, String)> {
    if first.name != other.name {
        return Err(("companyName", format!("il nome non è quello della riga {line}")));
    }
    match (first.cbill, other.cbill) {
        (Some(own), Some(code)) if own != code => {
            Err(("cbillCode", format!("il codice non è quello della riga {line}")))
        }
        _ => {
            first.cbill = first.cbill.or(other.cbill);
            Ok(())
        }
    }
}

fn plan_body(
    plan: &mut Plan,
    ground: Ground<'_>,
    line: u64,
    row: BodyRow,
    slugs: &mut BTreeSet<String>,
) {
    let Ground { directory, environment, .. } = ground;
    let BodyRow { fiscal_code, name, cbill } = row;
    let subject = format!("ente {fiscal_code}  {name}");
    let organization = Organization { fiscal_code, name };
    if let Some(profile) = directory.workspace_of(environment, fiscal_code) {
        let change = DirectoryChange::SaveOrganization(organization.clone());
        let pair = (Some(&profile.organization), &organization);
        plan.toward(line, pair, subject, change);
        let said = cbill.map(|it| profile.particulars.with_cbill(it));
        if let Some(said) = said.filter(|it| *it != profile.particulars) {
            let subject = format!("codice CBILL dell'ente {fiscal_code}");
            let change = DirectoryChange::SaveParticulars(profile.workspace.id, said);
            plan.step(line, StepKind::Update, subject, change);
        }
        return;
    }
    let others = [environment.slug(), fiscal_code.as_str()];
    let slug = Slug::of_name(&organization.name, &others, |it| !slugs.contains(it));
    let slug = slug.to_string();
    slugs.insert(slug.clone());
    let said = Particulars::default();
    let particulars = cbill.map_or_else(|| said.clone(), |it| said.with_cbill(it));
    let change = DirectoryChange::OpenWorkspace { organization, environment, slug, particulars };
    plan.step(line, StepKind::Create, subject, change);
}
