//! B21: how a body is set up.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use iuvo_domain::access::Action;

use super::{Desk, DeskFrame, Refusal, Section};
use crate::pages::{Texts, page};

#[derive(Template)]
#[template(path = "backoffice/setup/body.html")]
struct BodyPage {
    frame: DeskFrame,
    name: String,
    fiscal_code: String,
    portal: String,
}

/// The body's own data.
pub(super) async fn body(desk: Desk) -> Result<Response, Refusal> {
    desk.demand(Action::ReadSetup)?;
    let t = Texts::italian();
    let template = BodyPage {
        frame: desk.frame(Section::Body, t.say("menu-body")),
        name: desk.profile.organization.name.clone(),
        fiscal_code: desk.profile.organization.fiscal_code.to_string(),
        portal: format!("/{}", desk.profile.workspace.slug),
    };
    Ok(page(StatusCode::OK, &template))
}
