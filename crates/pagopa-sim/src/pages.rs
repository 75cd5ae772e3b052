//! Pages for people: Italia's style under a band that says what this is.
//!
//! Invariants: nothing looks like pagoPA; no script runs; what is not ours is escaped.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use pagopa_codes::Cents;

/// What Italia's style lacks here.
const STYLE: &str = include_str!("../style/sim.css");
/// The name of our own style: it changes with the program.
const STYLE_NAME: &str = concat!("sim-", env!("CARGO_PKG_VERSION"), ".css");

/// What a page may load. Forms may lead anywhere: Checkout sends payers back to bodies' portals.
const POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; \
    img-src 'self' data:; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_TYPE, "text/html; charset=utf-8"),
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// Makes a page of its template.
pub(crate) fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, HEADERS, html).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page cannot be made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A page that says why there is no other.
#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    title: &'a str,
    text: &'a str,
}

pub(crate) fn problem_page(status: StatusCode, title: &str, text: &str) -> Response {
    page(status, &ProblemPage { title, text })
}

/// Where a file is served.
pub(crate) fn path_of(logical: &str) -> String {
    let name = match logical {
        "sim.css" => STYLE_NAME,
        other => italia_assets::name_of(other).unwrap_or(other),
    };
    format!("/assets/{name}")
}

/// Style, fonts and icons.
pub(crate) async fn asset(Path(name): Path<String>) -> Response {
    if name == STYLE_NAME {
        let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8")];
        return (headers, STYLE).into_response();
    }
    match italia_assets::find(&name) {
        Some(asset) => {
            let headers = [
                (header::CONTENT_TYPE, asset.media_type),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            (headers, asset.plain).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `1.234,56 €`.
pub(crate) fn euros(amount: Cents) -> String {
    format!("{}\u{a0}€", amount.to_italian())
}
