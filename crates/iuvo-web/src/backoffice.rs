//! The back office: what a body's people and its broker's do, once they have signed in.
//!
//! In reading order: `session` says who asks, `desk` where they work and whether they may;
//! `frame` is what stands around every page, `refusal` what is answered instead of one; the others
//! are pages. A page of a workspace takes a [`Desk`] and demands the action it is about; it answers
//! [`Refusal`] if that is not allowed:
//!
//! ```text
//! pub(super) async fn show(desk: Desk, State(edge): State<Edge>) -> Result<Response, Refusal> {
//!     let extent = desk.demand(Action::ReadPositions)?;
//!     let frame = desk.frame(Section::Home, Texts::italian().say("menu-home"));
//! ```
//!
//! Invariants: whoever has not signed in is led to do so, and then back; a body in which somebody
//! has nothing to do is to them as if there were none; forms of other sites are turned away.

mod audit;
mod brokers;
mod cases;
mod chart;
mod choose_body;
mod cookie;
mod csv;
mod days;
mod defects;
mod desk;
mod done;
mod drafts;
mod files;
mod first_steps;
mod frame;
mod home;
mod menu;
mod password;
mod positions;
mod profile;
mod recent;
mod refusal;
mod second_factor;
mod session;
mod setup;
mod sign_in;
mod table;
mod takings;
mod watch;
mod word;

use axum::{middleware::from_fn, response::IntoResponse};
use tower_http::csrf::CsrfLayer;

pub(crate) use desk::Desk;
pub(crate) use frame::DeskFrame;
pub(crate) use menu::Section;
use refusal::Refusal;
pub(crate) use refusal::nowhere;

use crate::{pages::PageError, routes::Routes};

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/backoffice", choose_body::show)
        .get("/backoffice/enti", brokers::show)
        .get("/backoffice/accedi", sign_in::show)
        .post("/backoffice/accedi", sign_in::enter)
        .post("/backoffice/esci", sign_in::leave)
        .post("/backoffice/esci-ovunque", sign_in::leave_everywhere)
        .get("/backoffice/accedi/codice", second_factor::ask)
        .post("/backoffice/accedi/codice", second_factor::take)
        .get("/backoffice/profilo", profile::show)
        .get("/backoffice/profilo/password", password::show)
        .post("/backoffice/profilo/password", password::change)
        .get("/backoffice/profilo/secondo-fattore", second_factor::offer)
        .post("/backoffice/profilo/secondo-fattore", second_factor::confirm)
        .get("/backoffice/{body}/{environment}", home::show)
        .get("/backoffice/{body}/{environment}/incassi", takings::show)
        .get("/backoffice/{body}/{environment}/esercizio/lavori", watch::jobs)
        .beside(audit::routes())
        .beside(cases::routes())
        .beside(files::routes())
        .beside(setup::routes())
        .beside(positions::routes())
        .dress(|router| {
            let forged = |_| Refusal::from(PageError::Forged).into_response();
            let csrf = CsrfLayer::new().with_rejection_response(forged);
            let wrong_method = async || Refusal::from(PageError::WrongMethod);
            let router = router.method_not_allowed_fallback(wrong_method);
            router.layer(from_fn(drafts::hold)).layer(csrf).layer(from_fn(refusal::tell))
        })
}

/// Whether an address is one of the back office, although nothing may be served there.
pub(crate) fn is_ours(path: &str) -> bool {
    path.strip_prefix("/backoffice").is_some_and(|it| it.is_empty() || it.starts_with('/'))
}

#[cfg(test)]
mod tests {
    /// Of which the session may have ended before: they lead elsewhere then.
    const ENDINGS: [&str; 2] = ["/backoffice/esci", "/backoffice/esci-ovunque"];

    #[test]
    fn whoever_is_led_back_to_a_form_after_the_sign_in_finds_a_page_there() {
        let endpoints = super::routes().into_endpoints();
        let opened = |path: &str| endpoints.iter().any(|it| it.path == path && it.method == "GET");
        let sent = endpoints.iter().filter(|it| it.method == "POST");
        let lost: Vec<_> = sent.map(|it| it.path.as_str()).filter(|it| !opened(it)).collect();
        assert_eq!(lost, ENDINGS);
    }
}
