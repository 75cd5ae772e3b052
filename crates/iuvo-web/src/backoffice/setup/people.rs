//! People who work for the body, and their roles there.

use askama::Template;
use axum::{
    body::Body,
    extract::{Path, State},
    http::{Request, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use iuvo_app::operators::{
    OperatorChange, OperatorError, change_operator, find_operator, list_operators_of,
};
use iuvo_domain::{
    OperatorId,
    access::{Action, Extent, Grant, Operator, Role, Scope},
    one_line,
};

use super::{ConfirmPage, Defect, author, back_to};
use crate::{
    Edge,
    backoffice::{
        Desk, DeskFrame, Refusal, Section,
        done::Done,
        frame::role_name,
        session::HOME,
        table::{Cell, Table},
    },
    pages::{PageError, Texts, form::Form, page},
};

/// The roles that hold in a body.
const ROLES: [Role; 3] = [Role::PaymentsContact, Role::TechnicalContact, Role::Clerk];
/// Longest address (RFC 5321).
const LONGEST: usize = 254;
/// Longest name of somebody.
const LONGEST_NAME: usize = 100;

#[derive(Template)]
#[template(path = "backoffice/setup/people.html")]
struct PeoplePage {
    frame: DeskFrame,
    table: Table,
    may_change: bool,
    roles: Vec<RoleChoice>,
    services: Vec<ServiceChoice>,
    filled: Filled,
    defects: Vec<Defect>,
}

struct RoleChoice {
    code: &'static str,
    name: String,
    explanation: String,
    is_chosen: bool,
}

struct ServiceChoice {
    code: String,
    name: String,
    is_chosen: bool,
}

#[derive(Default)]
struct Filled {
    email: String,
    name: String,
    role: String,
    service: String,
}

pub(super) async fn list(desk: Desk, State(edge): State<Edge>) -> Result<Response, Refusal> {
    desk.demand(Action::ReadSetup)?;
    let filled = desk.typed.as_ref().map_or_else(Filled::default, Filled::of);
    show(&edge, &desk, filled, Vec::new()).await
}

/// Gives a role to somebody, who is written down if they are new.
pub(super) async fn grant(
    desk: Desk,
    State(edge): State<Edge>,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    desk.demand(Action::GrantRoles)?;
    let form = Form::read(request).await?;
    let filled = Filled::of(&form);
    let t = Texts::italian();
    let grant = match filled.grant(&desk) {
        Ok(grant) => grant,
        Err(defects) => return show(&edge, &desk, filled, defects).await,
    };
    let known = find_operator(&edge.app, &filled.email).await?;
    let wrong_name = match filled.name.chars().count() {
        0 => Some(t.say("person-name-missing")),
        count if count > LONGEST_NAME => {
            Some(t.fill("person-name-long", &[("count", &count.to_string())]))
        }
        _ => None,
    };
    if let (None, Some(text)) = (&known, wrong_name) {
        let defects = vec![Defect { field: "nome".into(), text }];
        return show(&edge, &desk, filled, defects).await;
    }
    let is_new = known.is_none();
    let operator = known.unwrap_or_else(|| {
        let id = OperatorId::new(edge.app.ids().new_id());
        Operator::new(id, filled.email.clone(), filled.name.clone())
    });
    if is_new {
        change(&edge, &desk, OperatorChange::Add(operator.clone())).await?;
    }
    change(&edge, &desk, OperatorChange::Grant(operator, grant)).await?;
    Ok(back_to(&desk, "operatori", Done::RoleGranted))
}

impl Filled {
    fn of(form: &Form) -> Self {
        let field = |name| form.field(name).chars().take(LONGEST).collect::<String>();
        Self {
            email: field("email").to_lowercase(),
            name: one_line(form.field("nome")),
            role: field("ruolo"),
            service: field("servizio"),
        }
    }

    fn grant(&self, desk: &Desk) -> Result<Grant, Vec<Defect>> {
        let t = Texts::italian();
        let mut defects = Vec::new();
        let is_address = self.email.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && !host.contains('@')
        });
        let is_plain = self.email.chars().all(|it| !it.is_whitespace() && !it.is_control());
        if !(is_address && is_plain) {
            defects.push(Defect { field: "email".into(), text: t.say("person-email-wrong") });
        }
        let role = Role::from_code(&self.role).filter(|it| ROLES.contains(it));
        if role.is_none() {
            defects.push(Defect { field: "ruolo".into(), text: t.say("role-missing") });
        }
        let id = desk.profile.workspace.id;
        let scope = match self.service.as_str() {
            "" => Some(Scope::Workspace(id)),
            code => {
                let found = desk.profile.services.iter().find(|it| it.code == code);
                found.map(|it| Scope::Service(id, it.id))
            }
        };
        let grant = role.zip(scope).and_then(|(role, scope)| Grant::new(role, scope).ok());
        if grant.is_none() && role.is_some() {
            defects.push(Defect { field: "servizio".into(), text: t.say("service-not-for-role") });
        }
        grant.filter(|_| defects.is_empty()).ok_or(defects)
    }
}

async fn change(edge: &Edge, desk: &Desk, change: OperatorChange) -> Result<(), Refusal> {
    change_operator(&edge.app, &author(desk), change).await.map_err(|error| match error {
        // Somebody else has written them down at the same instant: the form may be sent again.
        OperatorError::EmailTaken => PageError::Unavailable.into(),
        OperatorError::Store(error) => error.into(),
    })
}

async fn show(
    edge: &Edge,
    desk: &Desk,
    filled: Filled,
    defects: Vec<Defect>,
) -> Result<Response, Refusal> {
    let t = Texts::italian();
    let may_change = desk.extent(Action::GrantRoles) == Extent::Everything;
    let people = list_operators_of(&edge.app, desk.profile.workspace.id).await?;
    let choice = |it: Role| RoleChoice {
        code: it.code(),
        name: role_name(t, it),
        explanation: role_explained(t, it),
        is_chosen: filled.role == it.code(),
    };
    let services = desk.profile.services.iter().map(|it| ServiceChoice {
        code: it.code.clone(),
        name: it.name.clone(),
        is_chosen: filled.service == it.code,
    });
    let template = PeoplePage {
        frame: desk.frame(Section::People, t.say("menu-people")),
        table: table(t, desk, &people, may_change),
        may_change,
        roles: ROLES.map(choice).into(),
        services: services.collect(),
        filled,
        defects,
    };
    let status =
        if template.defects.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page(status, &template))
}

/// A row for each role of each person.
fn table(t: &Texts, desk: &Desk, people: &[Operator], may_change: bool) -> Table {
    let mut rows = Vec::new();
    for person in people {
        for role in ROLES {
            let of_role: Vec<_> = person.grants().iter().filter(|it| it.role() == role).collect();
            if of_role.is_empty() {
                continue;
            }
            let path = format!(
                "{}/configurazione/operatori/{}/{}/togli",
                desk.base,
                person.id,
                role.code()
            );
            rows.push(vec![
                Cell::text(person.name.clone()),
                Cell::text(person.email.clone()),
                Cell::text(role_name(t, role)),
                Cell::text(services_of(t, desk, &of_role)),
                Cell::text(if person.enabled { t.say("person-let-in") } else { t.say("kept-out") }),
                if !may_change {
                    Cell::text("")
                } else if is_last_of_all(desk, people, (person, role)) {
                    Cell::text(t.say("revoke-role-last-of-all"))
                } else {
                    let about = format!("{}, {}", role_name(t, role), person.name);
                    Cell::act(t.say("revoke-role"), path, &about)
                },
            ]);
        }
    }
    Table {
        caption: t.say("menu-people"),
        columns: vec![
            t.say("full-name"),
            t.say("email"),
            t.say("role"),
            t.say("services"),
            t.say("state"),
            t.say("actions"),
        ],
        rows,
        empty: t.say("people-none"),
    }
}

fn services_of(t: &Texts, desk: &Desk, grants: &[&Grant]) -> String {
    let names = grants.iter().map(|it| match it.scope() {
        Scope::Service(_, id) => {
            let found = desk.profile.services.iter().find(|it| it.id == *id);
            found.map_or_else(String::new, |it| it.name.clone())
        }
        Scope::Broker(_) | Scope::Workspace(_) => t.say("all-of-them"),
    });
    names.collect::<Vec<_>>().join(", ")
}

fn role_explained(t: &Texts, role: Role) -> String {
    match role {
        Role::PaymentsContact => t.say("role-payments-contact-why"),
        Role::TechnicalContact => t.say("role-technical-contact-why"),
        Role::Clerk => t.say("role-clerk-why"),
        Role::BrokerAdministrator => String::new(),
    }
}

/// Who has a role that they may lose, as an address names them.
fn find<'a>(
    people: &'a [Operator],
    (id, role): (&str, &str),
) -> Result<Option<(&'a Operator, Role)>, Refusal> {
    let role = Role::from_code(role).ok_or(PageError::NotFound)?;
    let found = people.iter().find(|it| it.id.to_string() == id);
    let found = found.filter(|it| it.grants().iter().any(|grant| grant.role() == role));
    Ok(found.map(|it| (it, role)))
}

fn is_own(desk: &Desk, person: &Operator) -> bool {
    person.id == desk.operator().id
}

/// Whether somebody would take from themselves the role of the last who decides on payments here:
/// nobody of the body could give it again.
fn is_last_of_all(desk: &Desk, people: &[Operator], (person, role): (&Operator, Role)) -> bool {
    let decides = |it: &Operator| it.grants().iter().any(|grant| grant.role() == role);
    let mut others = people.iter().filter(|it| it.id != person.id && it.enabled);
    role == Role::PaymentsContact && is_own(desk, person) && !others.any(decides)
}

/// The page where another is named.
async fn successor_first(edge: &Edge, desk: &Desk) -> Result<Response, Refusal> {
    let text = Texts::italian().say("revoke-role-last");
    show(edge, desk, Filled::default(), vec![Defect { field: "email".into(), text }]).await
}

pub(super) async fn ask_to_revoke(
    desk: Desk,
    State(edge): State<Edge>,
    Path((_, _, id, role)): Path<(String, String, String, String)>,
) -> Result<Response, Refusal> {
    desk.demand(Action::GrantRoles)?;
    let people = list_operators_of(&edge.app, desk.profile.workspace.id).await?;
    let (person, role) = find(&people, (&id, &role))?.ok_or(PageError::NotFound)?;
    if is_last_of_all(&desk, &people, (person, role)) {
        return successor_first(&edge, &desk).await;
    }
    let t = Texts::italian();
    let mut consequences = vec![t.say("revoke-role-now")];
    if is_own(&desk, person) {
        consequences.push(t.say("revoke-role-own"));
    }
    let values = [("name", person.name.as_str()), ("role", &role_name(t, role))];
    let template = ConfirmPage {
        frame: desk.frame(Section::People, t.say("revoke-role-title")),
        lead: t.fill("revoke-role-lead", &values),
        consequences,
        word: None,
        defects: Vec::new(),
        verb: t.say("revoke-role"),
        back: format!("{}/configurazione/operatori", desk.base),
    };
    Ok(page(StatusCode::OK, &template))
}

pub(super) async fn revoke(
    desk: Desk,
    State(edge): State<Edge>,
    Path((_, _, id, role)): Path<(String, String, String, String)>,
) -> Result<Response, Refusal> {
    desk.demand(Action::GrantRoles)?;
    let people = list_operators_of(&edge.app, desk.profile.workspace.id).await?;
    // The second of two clicks finds it gone, as was asked.
    let Some((person, role)) = find(&people, (&id, &role))? else {
        return Ok(back_to(&desk, "operatori", Done::RoleRevoked));
    };
    if is_last_of_all(&desk, &people, (person, role)) {
        return successor_first(&edge, &desk).await;
    }
    for grant in person.grants().iter().filter(|it| it.role() == role) {
        change(&edge, &desk, OperatorChange::Revoke(person.clone(), *grant)).await?;
    }
    if is_own(&desk, person) {
        // This page may not be theirs any more.
        return Ok(Redirect::to(HOME).into_response());
    }
    Ok(back_to(&desk, "operatori", Done::RoleRevoked))
}
