//! B1: "Panoramica", the state of a workspace at a glance.

use askama::Template;
use axum::{http::StatusCode, response::Response};

use super::{Desk, DeskFrame, Section};
use crate::pages::{Texts, page};

#[derive(Template)]
#[template(path = "backoffice/home.html")]
struct Home {
    frame: DeskFrame,
}

pub(super) async fn show(desk: Desk) -> Response {
    let frame = desk.frame(Section::Home, Texts::italian().say("menu-home"));
    page(StatusCode::OK, &Home { frame })
}
