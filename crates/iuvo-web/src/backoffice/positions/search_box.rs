//! The one box "Cerca": what is typed names a position, or becomes a criterion that no address
//! shows.

use axum::{
    body::Body,
    extract::State,
    http::Request,
    response::{IntoResponse, Redirect, Response},
};
use iuvo_app::debt_positions::{Meaning, recognize, seal_search};
use iuvo_domain::access::Action;

use super::{LIST, address_of};
use crate::{
    Edge,
    backoffice::{Desk, Refusal},
    pages::{PageError, form::Form},
};

pub(super) async fn look(
    desk: Desk,
    State(edge): State<Edge>,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    let form = Form::read(request).await?;
    search(&edge, &desk, form.field("cerca")).await
}

/// The search of whose session had ended goes on after the sign-in.
pub(super) async fn go_on(desk: Desk, State(edge): State<Edge>) -> Result<Response, Refusal> {
    let text = desk.typed.as_ref().map_or("", |it| it.field("cerca"));
    search(&edge, &desk, text).await
}

async fn search(edge: &Edge, desk: &Desk, text: &str) -> Result<Response, Refusal> {
    let extent = desk.demand(Action::ReadPositions)?;
    if text.is_empty() {
        return Ok(Redirect::to(&format!("{}{LIST}", desk.base)).into_response());
    }
    let address = match recognize(&edge.app, &desk.profile, &extent, text).await? {
        Meaning::Position(id) => address_of(desk, id),
        Meaning::Sought(_) | Meaning::Nothing => {
            let sealed = seal_search(&edge.app, &desk.profile, text);
            format!("{}{LIST}?cerca={}", desk.base, sealed.ok_or(PageError::Internal)?)
        }
    };
    Ok(Redirect::to(&address).into_response())
}
