//! The log in words.

use std::collections::BTreeMap;

use iuvo_app::audit::{DOWNLOADED_LOG, DOWNLOADED_POSITIONS, DOWNLOADED_REJECTS, Followed};
use iuvo_domain::{
    OperatorId,
    audit::{Act, Author, Break, ChainFault, Entry},
    directory::Directory,
};
use jiff::Timestamp;

use crate::{
    backoffice::Desk,
    pages::{Texts, clock_seconds, local_day, moment, thousands},
};

pub(super) fn columns(t: &Texts) -> Vec<String> {
    vec![
        t.say("audit-number"),
        t.say("audit-when"),
        t.say("audit-who"),
        t.say("audit-what"),
        t.say("audit-on-what"),
        t.say("audit-content"),
    ]
}

/// A moment, to the second.
pub(super) fn at(instant: Timestamp) -> String {
    format!("{} {}", local_day(instant), clock_seconds(instant))
}

/// Who did it: a person by name, a program by the name of its key.
pub(super) fn author(
    t: &Texts,
    directory: &Directory,
    names: &BTreeMap<OperatorId, String>,
    text: &str,
) -> String {
    let name = match Author::parse(text) {
        Some(Author::Operator(id)) => names.get(&id).cloned(),
        Some(Author::Client(id)) => {
            let client = directory.clients().find(|it| it.id == id);
            client.map(|it| t.fill("audit-by-client", &[("name", &it.name)]))
        }
        Some(Author::Console(account)) => Some(t.fill("audit-by-console", &[("name", &account)])),
        Some(Author::Program) => Some(t.say("audit-by-program")),
        None => None,
    };
    name.unwrap_or_else(|| text.to_owned())
}

/// What was done; a code that this program does not know is shown as it is.
pub(super) fn act_of(t: &Texts, entry: &Entry) -> String {
    Act::from_code(&entry.act).map_or_else(|| entry.act.clone(), |it| act(t, it))
}

pub(super) fn act(t: &Texts, act: Act) -> String {
    match act {
        Act::BrokerSaved => t.say("audit-broker-saved"),
        Act::StationSaved => t.say("audit-station-saved"),
        Act::OrganizationSaved => t.say("audit-organization-saved"),
        Act::WorkspaceOpened => t.say("audit-workspace-opened"),
        Act::LinkSaved => t.say("audit-link-saved"),
        Act::AccountSaved => t.say("audit-account-saved"),
        Act::ServiceSaved => t.say("audit-service-saved"),
        Act::AccountingSaved => t.say("audit-accounting-saved"),
        Act::AccountingDeleted => t.say("audit-accounting-deleted"),
        Act::ParticularsSaved => t.say("audit-particulars-saved"),
        Act::TaxonomySaved => t.say("audit-taxonomy-saved"),
        Act::MaintenancePlanned => t.say("audit-maintenance-planned"),
        Act::MaintenanceCancelled => t.say("audit-maintenance-cancelled"),
        Act::ClientAdded => t.say("audit-client-added"),
        Act::CallsLimited => t.say("audit-calls-limited"),
        Act::KeySaved => t.say("audit-key-saved"),
        Act::KeyDeleted => t.say("audit-key-deleted"),
        Act::NumbersReserved => t.say("audit-numbers-reserved"),
        Act::OperatorAdded => t.say("audit-operator-added"),
        Act::OperatorDisabled => t.say("audit-operator-disabled"),
        Act::OperatorEnabled => t.say("audit-operator-enabled"),
        Act::PasswordSet => t.say("audit-operator-password-set"),
        Act::SignedIn => t.say("audit-operator-signed-in"),
        Act::SignInRefused => t.say("audit-operator-sign-in-refused"),
        Act::SignedOut => t.say("audit-operator-signed-out"),
        Act::SecondFactorSet => t.say("audit-operator-second-factor-set"),
        Act::SecondFactorProved => t.say("audit-operator-second-factor-proved"),
        Act::SecondFactorRemoved => t.say("audit-operator-second-factor-removed"),
        Act::RoleGranted => t.say("audit-role-granted"),
        Act::RoleRevoked => t.say("audit-role-revoked"),
        Act::MessageRead => t.say("audit-message-read"),
        Act::ListDownloaded => t.say("audit-list-downloaded"),
    }
}

/// On what: the body, services, programs, people and lists by their names, else as the log has it.
pub(super) fn subject(
    t: &Texts,
    desk: &Desk,
    names: &BTreeMap<OperatorId, String>,
    entry: &Entry,
) -> String {
    let text = &entry.subject;
    if entry.act == Act::ParticularsSaved.code() {
        return desk.profile.organization.name.clone();
    }
    let is_it = |id: String| id == *text;
    let service = desk.profile.services.iter().find(|it| is_it(it.id.to_string()));
    let client = || desk.directory.clients().find(|it| is_it(it.id.to_string()));
    let person = || names.iter().find(|it| is_it(it.0.to_string()));
    let name = service.map(|it| it.name.clone());
    let name = name.or_else(|| client().map(|it| it.name.clone()));
    let name = name.or_else(|| person().map(|it| it.1.clone()));
    name.or_else(|| downloaded(t, text)).unwrap_or_else(|| text.clone())
}

fn downloaded(t: &Texts, text: &str) -> Option<String> {
    match text {
        DOWNLOADED_LOG => Some(t.say("audit-title")),
        DOWNLOADED_POSITIONS => Some(t.say("positions-title")),
        DOWNLOADED_REJECTS => Some(t.say("rejected-rows")),
        _ => None,
    }
}

/// How far the chain holds.
pub(super) fn followed(t: &Texts, followed: &Followed) -> String {
    let Followed { entries, last_at, broken, .. } = followed;
    let count = thousands(usize::try_from(*entries).unwrap_or_default());
    match (broken, last_at) {
        (Some(found), _) => {
            let number = found.number.to_string();
            t.fill("chain-broken", &[("number", &number), ("why", &fault(t, *found))])
        }
        (None, None) => t.say("chain-empty"),
        (None, Some(at)) => t.fill("chain-holds", &[("count", &count), ("at", &moment(*at))]),
    }
}

fn fault(t: &Texts, found: Break) -> String {
    match found.fault {
        ChainFault::Missing => t.say("chain-missing"),
        ChainFault::Unreadable => t.say("chain-unreadable"),
        ChainFault::Altered => t.say("chain-altered"),
        ChainFault::Unlinked => t.say("chain-unlinked"),
        ChainFault::NotAnchored => t.say("chain-not-anchored"),
        ChainFault::HeadAltered => t.say("chain-head-altered"),
        ChainFault::Surplus => t.say("chain-surplus"),
        ChainFault::Headless => t.say("chain-headless"),
    }
}
