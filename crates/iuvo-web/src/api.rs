//! Iuvo's own API, `/api/v1`: what the national contracts have no words for.
//!
//! A key goes as Bearer; what goes wrong is told as problem+json with a stable code; lists are
//! `{"items":[…],"next":cursor|null}`. What a caller may not see is answered as if it did not
//! exist.

mod caller;
mod documents;
mod list;
mod problem;
mod timeline;

use axum::middleware;

use crate::{request_id::with_request_id, routes::Routes};
use problem::Problem;

/// The paths below `/api/v1`.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/notices/{nav}/codes", documents::read_codes)
        .get("/notices/{nav}/notice.pdf", documents::print_notice)
        .get("/notices/{nav}/receipt.pdf", documents::print_receipt)
        .get("/notices/{nav}/receipt.xml", documents::read_receipt)
        .get("/notices/{nav}/timeline", timeline::read_timeline)
        .dress(|router| {
            router
                .fallback(async || Problem::PathUnknown)
                .method_not_allowed_fallback(async || Problem::MethodNotAllowed)
                .layer(middleware::from_fn(with_request_id))
        })
}
