//! "Primi passi": what a body still lacks to be paid and asked, each with where it is set up. Gone
//! once nothing is missing.

use iuvo_domain::{
    access::{Action, Extent},
    directory::{ApiScope, Particular, Service},
};
use jiff::civil::Date;

use super::Desk;
use crate::pages::Texts;

/// Something that every body needs.
pub(super) struct Step {
    pub(super) text: String,
    /// What it is for.
    pub(super) why: String,
    pub(super) leads_to: String,
    pub(super) is_done: bool,
}

/// The steps of a body that is not set up yet, for whoever may see how it is; else none.
pub(super) fn of_desk(t: &Texts, desk: &Desk, today: Date) -> Vec<Step> {
    if desk.extent(Action::ReadSetup) == Extent::Nothing {
        return Vec::new();
    }
    let steps = steps(t, desk, today);
    if steps.iter().all(|it| it.is_done) { Vec::new() } else { steps.into() }
}

fn steps(t: &Texts, desk: &Desk, today: Date) -> [Step; 5] {
    let profile = &desk.profile;
    let step = |text, why, path: &str, is_done| {
        let leads_to = format!("{}/configurazione/{path}", desk.base);
        Step { text, why, leads_to, is_done }
    };
    let has_station = !profile.links.is_empty();
    let has_account = profile.accounts.iter().any(|it| it.is_valid_on(today));
    let own_services = profile.services.iter().filter(|it| it.code != Service::OTHER);
    let has_service = own_services.clone().any(|it| it.is_valid_on(today));
    let reached = [Particular::Phone, Particular::Email, Particular::CertifiedEmail];
    let has_contacts = reached.iter().any(|it| profile.particulars.get(*it).is_some());
    [
        step(t.say("step-station"), t.say("step-station-why"), "stazioni", has_station),
        step(t.say("step-account"), t.say("step-account-why"), "iban", has_account),
        step(t.say("step-service"), t.say("step-service-why"), "servizi", has_service),
        step(t.say("step-key"), t.say("step-key-why"), "chiavi", has_key(desk)),
        step(t.say("step-contacts"), t.say("step-contacts-why"), "ente", has_contacts),
    ]
}

/// A key of its own, or of a broker whose stations speak for it.
fn has_key(desk: &Desk) -> bool {
    let own = ApiScope::Workspace(desk.profile.workspace.id);
    let environment = desk.profile.workspace.environment;
    let links = desk.profile.links.iter();
    let stations = links.filter_map(|it| desk.directory.station(environment, it.station));
    let brokers: Vec<_> = stations.map(|it| ApiScope::Broker(it.broker, environment)).collect();
    desk.directory.clients().any(|it| it.scope == own || brokers.contains(&it.scope))
}
