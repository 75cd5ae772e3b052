//! What every page shares: how it is made and sent, its texts, its style, how values are written.
//!
//! Invariants: a page runs no script of ours and holds no style of its own, which the policy sent
//! with it forbids; whatever is not ours is escaped; a page with somebody's data is kept nowhere.

pub(crate) mod assets;
mod error_page;
pub(crate) mod form;
mod format;
mod particulars;
mod query;
mod sought_name;
mod texts;

use askama::Template;
use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

pub(crate) use error_page::{PageError, Told, told_by_body, wrong_method};
pub(crate) use format::{
    amount, clock_seconds, due_day, grouped, grouped_iban, local_date, local_day, long_due_day,
    moment, short_date, thousands, weekday_date,
};
pub(crate) use iuvo_app::{clock_time, long_date};
pub(crate) use particulars::{Contact, contacts, particular_name};
pub(crate) use query::Query;
pub(crate) use sought_name::SoughtName;
pub(crate) use texts::Texts;

/// What a page may load and do: its style, fonts and icons, which come from here, and its forms,
/// which come back here. Italia's style holds its small icons as `data:` images.
const POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; \
    img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// What stands around every page.
pub(crate) struct Frame {
    /// The texts, in the reader's language.
    pub(crate) t: &'static Texts,
    /// The title, without the place it is of.
    pub(crate) title: String,
    /// The body whose pages these are.
    pub(crate) body: Option<BodyFrame>,
}

/// The body whose pages are shown.
pub(crate) struct BodyFrame {
    /// Its name.
    pub(crate) name: String,
    /// Its fiscal code.
    pub(crate) fiscal_code: String,
    /// Where its pages are: `/comune-di-esempio`.
    pub(crate) home: String,
    /// Whether nothing here is real.
    pub(crate) is_acceptance: bool,
    /// How it is reached.
    pub(crate) contacts: Vec<Contact>,
    /// Where its declaration of accessibility is.
    pub(crate) accessibility: Option<String>,
    /// The navigation.
    pub(crate) voices: [VoiceFrame; 2],
    /// When payments may not work, if that is soon or now.
    pub(crate) stop: Option<String>,
    /// When a sheet of paper was made.
    pub(crate) printed: String,
}

/// A voice of the navigation.
pub(crate) struct VoiceFrame {
    /// What it says.
    pub(crate) text: String,
    /// Where it leads.
    pub(crate) leads_to: String,
    /// Whether one is there, or where that leads.
    pub(crate) is_here: bool,
}

/// Where an icon is.
pub(crate) fn icon(name: &str) -> String {
    format!("{}#{name}", assets::path_of("icons.svg"))
}

/// Makes a page of its template.
pub(crate) fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => html_page(status, html),
        Err(error) => {
            tracing::error!(%error, "a page cannot be made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A page with a form whose answer leads to those places: browsers ask the policy about them too.
pub(crate) fn page_leading_to(
    status: StatusCode,
    template: &impl Template,
    origins: &[String],
) -> Response {
    let mut response = page(status, template);
    let policy = format!("{POLICY} {}", origins.join(" "));
    if let Ok(policy) = HeaderValue::from_str(policy.trim_end()) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// A document in PDF, shown by the browser.
pub(crate) fn pdf_file(name: &str, pdf: Vec<u8>) -> Response {
    let disposition = format!("inline; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CONTENT_DISPOSITION, disposition.as_str()),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, pdf).into_response()
}

/// A message in XML, to be kept as it is.
pub(crate) fn xml_file(name: &str, xml: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, "application/xml"),
        (header::CONTENT_DISPOSITION, disposition.as_str()),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, xml).into_response()
}

const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_TYPE, "text/html; charset=utf-8"),
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("x-robots-tag"), "noindex"),
];

fn html_page(status: StatusCode, html: String) -> Response {
    let mut response = (status, html).into_response();
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
