//! Bodies from the Back Office's export: those that are new are opened, names are corrected.

use std::{
    collections::{BTreeSet, HashMap, hash_map::Entry},
    io::Read,
};

use iuvo_domain::directory::{Organization, Slug};
use pagopa_codes::OrganizationFiscalCode;
use pagopa_lists::{BodyRow, Unreadable};

use super::Ground;
use crate::directory::{DirectoryChange, Plan, StepKind};

/// Plans the bodies of a file; the rows of a body's further links say nothing new.
pub fn plan_bodies(ground: Ground<'_>, file: impl Read) -> Result<Plan, Unreadable> {
    let mut plan = Plan::default();
    let mut slugs: BTreeSet<String> =
        ground.directory.workspaces().map(|it| it.workspace.slug.clone()).collect();
    let mut seen: HashMap<OrganizationFiscalCode, (u64, String)> = HashMap::new();
    pagopa_lists::read::<BodyRow>(file, |line, row| match row {
        Err(defects) => plan.reject(defects),
        Ok(row) => match seen.entry(row.fiscal_code) {
            Entry::Occupied(first) if first.get().1 == row.name => (),
            Entry::Occupied(first) => {
                let reason = format!("il nome non è quello della riga {}", first.get().0);
                plan.refuse(line, "companyName", reason);
            }
            Entry::Vacant(place) => {
                place.insert((line, row.name.clone()));
                plan_body(&mut plan, ground, line, row, &mut slugs);
            }
        },
    })?;
    Ok(plan)
}

fn plan_body(
    plan: &mut Plan,
    ground: Ground<'_>,
    line: u64,
    row: BodyRow,
    slugs: &mut BTreeSet<String>,
) {
    let Ground { directory, environment, .. } = ground;
    let subject = format!("ente {}  {}", row.fiscal_code, row.name);
    let organization = Organization { fiscal_code: row.fiscal_code, name: row.name };
    if let Some(profile) = directory.workspace_of(environment, organization.fiscal_code) {
        let change = DirectoryChange::SaveOrganization(organization.clone());
        let pair = (Some(&profile.organization), &organization);
        return plan.toward(line, pair, subject, change);
    }
    let others = [environment.slug(), organization.fiscal_code.as_str()];
    let slug = Slug::of_name(&organization.name, &others, |it| !slugs.contains(it));
    let slug = slug.to_string();
    slugs.insert(slug.clone());
    let change = DirectoryChange::OpenWorkspace { organization, environment, slug };
    plan.step(line, StepKind::Create, subject, change);
}
