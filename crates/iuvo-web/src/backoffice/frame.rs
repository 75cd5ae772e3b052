//! What stands around every page of the back office: the bar, the environment, the menu.

use iuvo_domain::{
    Environment,
    access::{Action, Extent, Operator, Role, works_in, workspaces_of},
};

use super::{
    Desk,
    menu::{self, Group, Section},
    recent,
};
use crate::pages::{Texts, moment};

/// What stands around a page.
pub(crate) struct DeskFrame {
    /// The texts.
    pub(crate) t: &'static Texts,
    /// The title, without the place it is of.
    pub(crate) title: String,
    /// The name of who has signed in; none where they have not yet.
    pub(crate) operator: Option<String>,
    /// The workspace, where there is one.
    pub(crate) place: Option<PlaceFrame>,
    /// Whether the form holds what was typed before the session ended.
    pub(crate) is_resumed: bool,
    /// What has just been done.
    pub(crate) done: Option<String>,
}

/// The workspace in which somebody works.
pub(crate) struct PlaceFrame {
    /// The name of the body.
    pub(crate) name: String,
    /// Where its pages are.
    pub(crate) base: String,
    /// Whether nothing here is real.
    pub(crate) is_acceptance: bool,
    /// Whether the operator works elsewhere too.
    pub(crate) has_others: bool,
    /// The environments of the body in which the operator works.
    pub(crate) environments: Vec<Choice>,
    /// The bodies in which they worked last, but for this one.
    pub(crate) recent: Vec<Choice>,
    /// The menu: the sections that the operator may see.
    pub(crate) menu: Vec<Group>,
    /// The section one is in, as the menu calls it.
    pub(crate) section: Option<String>,
    /// Where the search of the bar goes; none if the operator may see no position.
    pub(crate) search: Option<String>,
    /// When and by whom a sheet of paper was made.
    pub(crate) printed: String,
}

/// One of several links.
pub(crate) struct Choice {
    /// What it says.
    pub(crate) text: String,
    /// Where it leads.
    pub(crate) leads_to: String,
    /// Whether it is where one is.
    pub(crate) is_here: bool,
}

/// Where the search of the bar goes, below the workspace: a POST with the field `cerca`.
const SEARCH: &str = "/posizioni/cerca";

impl DeskFrame {
    /// Around a page of no workspace.
    pub(super) fn plain(operator: Option<&Operator>, title: String) -> Self {
        let operator = operator.map(|it| it.name.clone());
        Self { t: Texts::italian(), title, operator, place: None, is_resumed: false, done: None }
    }

    /// Around a page of a workspace.
    pub(super) fn of_desk(desk: &Desk, section: Section, title: String) -> Self {
        let t = Texts::italian();
        let may = |it: Action| desk.extent(it) != Extent::Nothing;
        let menu = menu::of_desk(t, desk, section);
        let here = menu.iter().flat_map(|it| &it.voices).find(|it| it.is_here);
        let at = moment(desk.asked_at);
        let place = PlaceFrame {
            name: desk.profile.organization.name.clone(),
            is_acceptance: desk.profile.workspace.environment == Environment::Acceptance,
            has_others: workspaces_of(&desk.directory, desk.operator()).nth(1).is_some(),
            environments: environments(t, desk, section),
            recent: recent::choices(t, desk),
            section: here.map(|it| it.text.clone()),
            menu,
            search: may(Action::ReadPositions).then(|| format!("{}{SEARCH}", desk.base)),
            printed: t.fill("printed-by", &[("at", &at), ("who", &desk.operator().name)]),
            base: desk.base.clone(),
        };
        let is_resumed = desk.typed.is_some();
        let done = desk.done.map(|it| it.text(t));
        Self { place: Some(place), is_resumed, done, ..Self::plain(Some(desk.operator()), title) }
    }
}

/// Another environment keeps the section, never the object.
fn environments(t: &Texts, desk: &Desk, section: Section) -> Vec<Choice> {
    let path = menu::path_of(section);
    let own = &desk.profile.workspace;
    let body = desk.base.rsplit_once('/').map_or("", |it| it.0);
    let theirs = |it: &Environment| {
        let found = desk.directory.workspace_of(*it, own.organization);
        found.is_some_and(|it| works_in(&desk.directory, desk.operator(), it))
    };
    let choice = |it: Environment| Choice {
        text: environment_name(t, it),
        leads_to: format!("{body}/{it}{path}"),
        is_here: it == own.environment,
    };
    Environment::ALL.into_iter().filter(theirs).map(choice).collect()
}

/// An environment, as people call it.
pub(crate) fn environment_name(t: &Texts, environment: Environment) -> String {
    match environment {
        Environment::Acceptance => t.say("acceptance"),
        Environment::Production => t.say("production"),
    }
}

/// A role, as people call it.
pub(crate) fn role_name(t: &Texts, role: Role) -> String {
    match role {
        Role::BrokerAdministrator => t.say("role-broker-administrator"),
        Role::PaymentsContact => t.say("role-payments-contact"),
        Role::TechnicalContact => t.say("role-technical-contact"),
        Role::Clerk => t.say("role-clerk"),
    }
}

/// An action, as it follows "non può".
pub(super) fn action_name(t: &Texts, action: Action) -> String {
    match action {
        Action::ReadPositions => t.say("action-read-positions"),
        Action::WritePositions => t.say("action-write-positions"),
        Action::WithdrawPositions => t.say("action-withdraw-positions"),
        Action::DecideCases => t.say("action-decide-cases"),
        Action::ReadTimeline => t.say("action-read-timeline"),
        Action::ReadSetup => t.say("action-read-setup"),
        Action::ChangeBody => t.say("action-change-body"),
        Action::ChangePayments => t.say("action-change-payments"),
        Action::ChangeConnections => t.say("action-change-connections"),
        Action::ReadOperationsDesk => t.say("action-read-operations-desk"),
        Action::ChangeOperationsDesk => t.say("action-change-operations-desk"),
        Action::GrantRoles => t.say("action-grant-roles"),
        Action::ReadAudit => t.say("action-read-audit"),
        Action::ChangeBroker => t.say("action-change-broker"),
    }
}
