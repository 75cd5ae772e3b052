//! The documents of a debt: the notice while it is to be paid, then its receipt.
//!
//! Whoever cannot have one is led back to the page that says why.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use iuvo_app::{
    documents::{DocumentError, Slip, print_notice, read_receipt_message, receipt_pdf},
    portal::linked_notice,
};
use iuvo_domain::{Nav, directory::WorkspaceProfile};

use super::workspace;
use crate::{
    Edge,
    pages::{PageError, pdf_file, xml_file},
};

/// Slug and link.
type Named = Path<(String, String)>;

/// The notice, to be printed or kept.
pub(super) async fn notice(State(edge): State<Edge>, named: Named) -> Result<Response, PageError> {
    let Some((profile, number)) = linked(&edge, &named)? else { return Ok(back(&named)) };
    let printed = print_notice(&edge.app, &profile, &number, Slip::Absent).await;
    or_back(&named, printed.map(|it| pdf_file(&format!("avviso-{number}.pdf"), it)))
}

/// The receipt, as people read it.
pub(super) async fn receipt(State(edge): State<Edge>, named: Named) -> Result<Response, PageError> {
    let Some((profile, number)) = linked(&edge, &named)? else { return Ok(back(&named)) };
    let printed = receipt_pdf(&edge.app, &profile, &number).await;
    or_back(&named, printed.map(|it| pdf_file(&format!("quietanza-{number}.pdf"), it)))
}

/// The receipt, as pagoPA sent it.
pub(super) async fn receipt_message(
    State(edge): State<Edge>,
    named: Named,
) -> Result<Response, PageError> {
    let Some((profile, number)) = linked(&edge, &named)? else { return Ok(back(&named)) };
    let message = read_receipt_message(&edge.app, &profile, &number).await;
    or_back(&named, message.map(|it| xml_file(&format!("ricevuta-{number}.xml"), it)))
}

type Linked = (Arc<WorkspaceProfile>, Nav);

fn linked(edge: &Edge, Path((slug, link)): &Named) -> Result<Option<Linked>, PageError> {
    let profile = workspace(edge, slug)?;
    let number = linked_notice(&edge.app, &profile, link);
    Ok(number.map(|it| (profile, it)))
}

fn back(Path((slug, link)): &Named) -> Response {
    Redirect::to(&format!("/{slug}/pratica/{link}")).into_response()
}

fn or_back(
    named: &Named,
    document: Result<Response, DocumentError>,
) -> Result<Response, PageError> {
    match document.map_err(PageError::from) {
        Err(PageError::NotFound) => Ok(back(named)),
        other => other,
    }
}
