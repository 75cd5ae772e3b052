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
    let extent = desk.demand(Action::ReadPositions)?;
    let form = Form::read(request).await?;
    let text = form.field("cerca");
    if text.is_empty() {
        return Ok(Redirect::to(&format!("{}{LIST}", desk.base)).into_response());
    }
    let address = match recognize(&edge.app, &desk.profile, &extent, text).await? {
        Meaning::Position(id) => address_of(&desk, id),
        Meaning::Sought(_) | Meaning::Nothing => {
            let sealed = seal_search(&edge.app, &desk.profile, text);
            format!("{}{LIST}?cerca={}", desk.base, sealed.ok_or(PageError::Internal)?)
        }
    };
    Ok(Redirect::to(&address).into_response())
}
