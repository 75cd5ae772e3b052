//! Whoever has paid asks for the receipt by e-mail, from the page they came back to.

use axum::{
    body::Body,
    extract::{Path, State},
    http::Request,
    response::{IntoResponse, Redirect, Response},
};
use iuvo_app::{
    EmailAddress,
    carts::{MailEnd, mail_receipts},
};

use super::{cart::answer, workspace};
use crate::{
    Edge,
    pages::{PageError, Texts, form::Form},
};

/// What the page is asked with by whoever wants to write an address while it waits.
pub(super) const ASKED: &str = "e-mail=chiedi";
/// What the page is asked with after a request, so that it says so.
pub(super) const REQUESTED: &str = "e-mail=richiesta";

/// How far whoever wants the receipts by e-mail has come.
pub(super) enum Mailing {
    /// Nothing was asked for.
    Offered,
    /// The form is to be filled in.
    Asked,
    /// What was typed is no address: that, and why.
    Wrong(String, String),
    /// The letter is written down.
    Requested,
    /// They have been asked for too often.
    TooMany,
}

impl Mailing {
    /// What the query of the page says.
    pub(super) fn of_query(query: Option<&str>) -> Self {
        match query {
            Some(ASKED) => Self::Asked,
            Some(REQUESTED) => Self::Requested,
            Some(_) | None => Self::Offered,
        }
    }
}

/// Whoever opens the address of the form again finds its page.
pub(super) async fn lead_back(
    State(edge): State<Edge>,
    Path((slug, link)): Path<(String, String)>,
) -> Result<Redirect, PageError> {
    workspace(&edge, &slug)?;
    Ok(Redirect::to(&format!("/{slug}/pagamento/{link}")))
}

pub(super) async fn request(
    State(edge): State<Edge>,
    Path((slug, link)): Path<(String, String)>,
    request: Request<Body>,
) -> Result<Response, PageError> {
    let profile = workspace(&edge, &slug)?;
    let form = Form::read(request).await?;
    let typed = form.field("email");
    let Ok(address) = typed.parse::<EmailAddress>() else {
        let t = Texts::italian();
        let defect = if typed.is_empty() { t.say("mail-missing") } else { t.say("mail-wrong") };
        let mailing = Mailing::Wrong(typed.to_owned(), defect);
        return answer(&edge, &profile, &link, mailing).await;
    };
    let page = format!("/{slug}/pagamento/{link}");
    match mail_receipts(&edge.app, &profile, &link, &address).await? {
        MailEnd::Requested => Ok(Redirect::to(&format!("{page}?{REQUESTED}")).into_response()),
        MailEnd::NotNow => Ok(Redirect::to(&page).into_response()),
        MailEnd::TooMany => answer(&edge, &profile, &link, Mailing::TooMany).await,
    }
}
