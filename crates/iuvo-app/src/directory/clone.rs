//! The configuration of a workspace taken over by another: of the same body in the other
//! environment, or of another body.
//!
//! Taken over: services, their accounting codes, the flags of links, and what a body says of itself
//! in its other environment.
//! Absent on purpose: keys and positions, which are one workspace's; accounts, which pagoPA
//! registers for one body in one environment; stations and segregation codes, which it assigns.

use std::collections::HashMap;

use iuvo_domain::{
    ServiceId,
    directory::{Accounting, Service, StationLink, WorkspaceProfile},
};
use iuvo_store::StoreError;

use super::{AccountingOf, DirectoryChange, Plan};
use crate::App;

/// Plans what a workspace takes over from another. What it has besides stays.
pub async fn plan_clone(
    app: &App,
    from: &WorkspaceProfile,
    to: &WorkspaceProfile,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::default();
    let ids = plan_services(app, &mut plan, from, to);
    let theirs = app.store().read(AccountingOf(from.workspace.id)).await?;
    let ours = app.store().read(AccountingOf(to.workspace.id)).await?;
    plan_accounting(&mut plan, (from, to), &ids, (&theirs, &ours));
    plan_links(&mut plan, from, to);
    plan_particulars(&mut plan, from, to);
    Ok(plan)
}

/// Returns the service here of each service there. Every workspace has `ALTRO` of its own.
fn plan_services(
    app: &App,
    plan: &mut Plan,
    from: &WorkspaceProfile,
    to: &WorkspaceProfile,
) -> HashMap<ServiceId, ServiceId> {
    let mut ids = HashMap::new();
    for theirs in &from.services {
        let ours = to.services.iter().find(|it| it.code == theirs.code);
        let id = ours.map_or_else(|| ServiceId::new(app.ids().new_id()), |it| it.id);
        ids.insert(theirs.id, id);
        if theirs.code == Service::OTHER {
            continue;
        }
        let wanted = Service { id, ..theirs.clone() };
        let subject = format!("servizio {}  {}", wanted.code, wanted.name);
        let change = DirectoryChange::SaveService(to.workspace.id, wanted.clone());
        plan.toward(None::<u64>, (ours, &wanted), subject, change);
    }
    ids
}

/// What another body says of itself is not true of this one.
fn plan_particulars(plan: &mut Plan, from: &WorkspaceProfile, to: &WorkspaceProfile) {
    if from.workspace.organization != to.workspace.organization || from.particulars.is_empty() {
        return;
    }
    let subject = format!("dati e recapiti dell'ente {}", to.workspace.organization);
    let current = Some(&to.particulars).filter(|it| !it.is_empty());
    let wanted = from.particulars.clone();
    let change = DirectoryChange::SaveParticulars(to.workspace.id, wanted);
    plan.toward(None::<u64>, (current, &from.particulars), subject, change);
}

type Codes = [(ServiceId, Accounting)];

fn plan_accounting(
    plan: &mut Plan,
    (from, to): (&WorkspaceProfile, &WorkspaceProfile),
    ids: &HashMap<ServiceId, ServiceId>,
    (theirs, ours): (&Codes, &Codes),
) {
    for (service, codes) in theirs {
        let Some(id) = ids.get(service) else { continue };
        let same = |it: &&(ServiceId, Accounting)| it.0 == *id && it.1.year() == codes.year();
        let current = ours.iter().find(same).map(|(_, it)| it);
        let code = from.services.iter().find(|it| it.id == *service).map(|it| it.code.as_str());
        let subject = format!("capitolo di {}, anno {}", code.unwrap_or_default(), codes.year());
        let change = DirectoryChange::SaveAccounting(to.workspace.id, *id, codes.clone());
        plan.toward(None::<u64>, (current, codes), subject, change);
    }
}

/// A link takes the flags of the link with its segregation code, if the body is the same, else of
/// the one to its station.
fn plan_links(plan: &mut Plan, from: &WorkspaceProfile, to: &WorkspaceProfile) {
    let is_same_body = from.workspace.organization == to.workspace.organization;
    for ours in &to.links {
        let resembles = |it: &&StationLink| {
            if is_same_body {
                it.segregation_code == ours.segregation_code
            } else {
                it.station == ours.station
            }
        };
        let Some(theirs) = from.links.iter().find(resembles) else { continue };
        let StationLink { broadcast, stand_in, spontaneous, .. } = *theirs;
        let wanted = StationLink { broadcast, stand_in, spontaneous, ..ours.clone() };
        let subject = format!("stazione {}, codice {}", ours.station, ours.segregation_code);
        let change = DirectoryChange::SaveLink(wanted.clone());
        plan.toward(None::<u64>, (Some(ours), &wanted), subject, change);
    }
}
