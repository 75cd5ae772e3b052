//! Positions. Find them, read one with all that happened to it, write and change them.
//!
//! In reading order: `filters` is what a list is asked for, by its address; `list` and `export`
//! show it; `search_box` takes what somebody typed; `detail` is one position, `timeline` what
//! happened to it; `actions` change it after asking once more, `editor` writes it.
//!
//! Invariants: what is personal never stands in an address; every change is asked of the operator's
//! roles, for the service of the position, and names the version that was read.

mod actions;
mod detail;
mod editor;
mod export;
mod filters;
mod list;
mod search_box;
mod timeline;
pub(super) mod words;

use iuvo_app::debt_positions::{PositionError, read_position};
use iuvo_domain::{DebtPositionId, access::Extent, debt_position::DebtPosition};
use uuid::Uuid;

use super::{Desk, Refusal};
use crate::{Edge, pages::PageError, routes::Routes};

/// Below `/backoffice/{body}/{environment}`.
const LIST: &str = "/posizioni";

pub(super) fn routes() -> Routes {
    let at = |path: &str| format!("/backoffice/{{body}}/{{environment}}{path}");
    Routes::default()
        .get(&at(LIST), list::show)
        .get(&at("/posizioni/cerca"), search_box::go_on)
        .post(&at("/posizioni/cerca"), search_box::look)
        .get(&at("/posizioni/elenco.csv"), export::show)
        .get(&at("/posizioni/nuova"), editor::show_new)
        .post(&at("/posizioni/nuova"), editor::create)
        .get(&at("/posizioni/{id}"), detail::show)
        .get(&at("/posizioni/{id}/modifica"), editor::show)
        .post(&at("/posizioni/{id}/modifica"), editor::revise)
        .get(&at("/posizioni/{id}/come-il-cittadino"), detail::as_citizen)
        .get(&at("/posizioni/{id}/documenti/{document}"), detail::document)
        .get(&at("/posizioni/{id}/{step}"), actions::ask)
        .post(&at("/posizioni/{id}/{step}"), actions::act)
        .get(&at("/avvisi"), timeline::look)
        .get(&at("/avvisi/{nav}"), timeline::of_notice)
}

/// The position of an address, which must be within reach.
async fn position(
    edge: &Edge,
    desk: &Desk,
    extent: &Extent,
    id: &str,
) -> Result<DebtPosition, Refusal> {
    let found = find_position(edge, desk, extent, id).await?;
    Ok(found.ok_or(PageError::NotFound)?)
}

/// The position of an address, if there is one within reach.
async fn find_position(
    edge: &Edge,
    desk: &Desk,
    extent: &Extent,
    id: &str,
) -> Result<Option<DebtPosition>, Refusal> {
    let id = Uuid::parse_str(id).map_err(|_| PageError::NotFound)?;
    let found = read_position(&edge.app, &desk.profile, extent, DebtPositionId::new(id)).await;
    match found {
        Ok(position) => Ok(Some(position)),
        Err(PositionError::Store(error)) => Err(error.into()),
        Err(_) => Ok(None),
    }
}

/// Where the page of a position is.
fn address_of(desk: &Desk, id: DebtPositionId) -> String {
    format!("{}{LIST}/{id}", desk.base)
}
