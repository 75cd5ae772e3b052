//! The documents of a debt: the notice while it is to be paid, then its receipt.
//!
//! Whoever cannot have one is led back to the page that says why.
//!
//! Absent on purpose: the receipt as pagoPA sent it. Fiscal code and notice number stand on the
//! notice, and whoever holds that paper is given what attests the payment (SANP, "attestazione di
//! pagamento"). The message holds more, addresses and e-mails of debtor and payer, who may be
//! others: so it is for whoever has shown who they are. Until citizens can, the body gives it, from
//! the back office, which writes down to whom it showed it, or by its software.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use iuvo_app::{
    documents::{DocumentError, Slip, print_notice, receipt_pdf},
    portal::linked_notice,
};
use iuvo_domain::{Nav, directory::WorkspaceProfile};

use super::{Voice, frame, workspace};
use crate::{
    Edge,
    pages::{Frame, PageError, Texts, page, pdf_file},
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
    match printed {
        Err(DocumentError::Unprintable(reason)) => {
            tracing::warn!(%reason, "a receipt cannot be printed");
            Ok(unprintable(&edge, &profile, &named))
        }
        other => or_back(&named, other.map(|it| pdf_file(&format!("quietanza-{number}.pdf"), it))),
    }
}

/// Whoever has paid and cannot be given the paper.
#[derive(Template)]
#[template(path = "portal/receipt_unprintable.html")]
struct ReceiptUnprintable {
    frame: Frame,
    /// The page of the debt.
    debt: String,
}

fn unprintable(edge: &Edge, profile: &WorkspaceProfile, named: &Named) -> Response {
    let title = Texts::italian().say("receipt-unprintable");
    let frame = frame(edge, profile, Voice::Search, title);
    page(StatusCode::UNPROCESSABLE_ENTITY, &ReceiptUnprintable { frame, debt: debt_page(named) })
}

type Linked = (Arc<WorkspaceProfile>, Nav);

fn linked(edge: &Edge, Path((slug, link)): &Named) -> Result<Option<Linked>, PageError> {
    let profile = workspace(edge, slug)?;
    let number = linked_notice(&edge.app, &profile, link);
    Ok(number.map(|it| (profile, it)))
}

fn debt_page(Path((slug, link)): &Named) -> String {
    format!("/{slug}/pratica/{link}")
}

fn back(named: &Named) -> Response {
    Redirect::to(&debt_page(named)).into_response()
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
