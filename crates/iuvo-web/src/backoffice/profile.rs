//! One's own account.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::Response,
};
use iuvo_app::sign_in::has_master_key;
use iuvo_domain::{
    access::{Grant, Scope, SecondFactorState},
    directory::Directory,
};

use super::{
    DeskFrame,
    done::Done,
    frame::{environment_name, role_name},
    session::SignedIn,
};
use crate::{
    Edge,
    pages::{Texts, page},
};

#[derive(Template)]
#[template(path = "backoffice/profile.html")]
struct Profile {
    frame: DeskFrame,
    name: String,
    email: String,
    roles: Vec<(String, String)>,
    second_factor: SecondFactor,
}

/// Whether one has a second factor, and may have one.
struct SecondFactor {
    is_set: bool,
    is_possible: bool,
}

pub(super) async fn show(
    State(edge): State<Edge>,
    signed_in: SignedIn,
    RawQuery(query): RawQuery,
) -> Response {
    let t = Texts::italian();
    let operator = &signed_in.session.operator;
    let grants = operator.grants().iter();
    let done = Done::read(query.as_deref()).map(|it| it.text(t));
    let template = Profile {
        frame: DeskFrame { done, ..DeskFrame::plain(Some(operator), t.say("profile-title")) },
        name: operator.name.clone(),
        email: operator.email.clone(),
        roles: grants
            .map(|it| (role_name(t, it.role()), holds(t, &signed_in.directory, it)))
            .collect(),
        second_factor: SecondFactor {
            is_set: signed_in.session.second_factor != SecondFactorState::Absent,
            is_possible: has_master_key(&edge.app),
        },
    };
    page(StatusCode::OK, &template)
}

/// Where a role holds, in words.
fn holds(t: &Texts, directory: &Directory, grant: &Grant) -> String {
    let body = |id| {
        directory.workspace(id).map_or_else(String::new, |it| {
            let environment = environment_name(t, it.workspace.environment);
            format!("{} ({environment})", it.organization.name)
        })
    };
    match grant.scope() {
        Scope::Broker(code) => {
            let broker = directory.brokers().find(|it| it.fiscal_code == *code);
            broker.map_or_else(|| code.to_string(), |it| it.name.clone())
        }
        Scope::Workspace(id) => body(*id),
        Scope::Service(id, service) => {
            let services = directory.workspace(*id).map(|it| &it.services);
            let found = services.and_then(|all| all.iter().find(|it| it.id == *service));
            let service = found.map_or_else(String::new, |it| it.name.clone());
            t.fill("role-for-service", &[("body", &body(*id)), ("service", &service)])
        }
    }
}
