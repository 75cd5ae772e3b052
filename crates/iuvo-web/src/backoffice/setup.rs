//! How a body is set up: its data, accounts, services, stations, keys, people.
//!
//! Every change goes through the use-cases that `iuvo admin` uses, and is told in the audit log by
//! who made it; what cannot be undone has a page that asks first.

mod accounts;
mod body;
mod keys;
mod people;
mod services;
mod stations;

use std::fmt;

use askama::Template;
use axum::response::Response;
use iuvo_app::{
    App,
    directory::{ChangeError, DirectoryChange, change_directory, change_directory_together},
};
use iuvo_domain::audit::Author;
use sha2::{Digest, Sha256};

use super::{Desk, DeskFrame, Refusal, defects::Defect, done::Done, word::Word};
use crate::{pages::PageError, routes::Routes};

pub(super) fn routes() -> Routes {
    // Not nested: whoever must sign in first is led back to the whole address.
    let at = |path| format!("/backoffice/{{body}}/{{environment}}/configurazione{path}");
    Routes::default()
        .get(&at("/ente"), body::show)
        .get(&at("/ente/modifica"), body::edit)
        .post(&at("/ente/modifica"), body::save)
        .get(&at("/iban"), accounts::list)
        .post(&at("/iban"), accounts::add)
        .get(&at("/iban/{iban}/chiudi"), accounts::ask_to_close)
        .post(&at("/iban/{iban}/chiudi"), accounts::close)
        .get(&at("/stazioni"), stations::list)
        .get(&at("/chiavi"), keys::list)
        .post(&at("/chiavi"), keys::create)
        .get(&at("/chiavi/{client}/revoca"), keys::ask_to_revoke)
        .post(&at("/chiavi/{client}/revoca"), keys::revoke)
        .get(&at("/operatori"), people::list)
        .post(&at("/operatori"), people::grant)
        .get(&at("/operatori/{operator}/{role}/togli"), people::ask_to_revoke)
        .post(&at("/operatori/{operator}/{role}/togli"), people::revoke)
        .beside(services::routes())
}

/// What cannot be undone is asked once more.
#[derive(Template)]
#[template(path = "backoffice/confirm.html")]
struct ConfirmPage {
    frame: DeskFrame,
    /// What will happen.
    lead: String,
    /// What that means.
    consequences: Vec<String>,
    /// What is typed before, where money is real.
    word: Option<Word>,
    defects: Vec<Defect>,
    /// The verb of the button.
    verb: String,
    /// Where it leads not to do it.
    back: String,
}

fn author(desk: &Desk) -> Author {
    Author::Operator(desk.operator().id)
}

/// Makes a change; a row that is gone meanwhile is not found.
async fn change(app: &App, desk: &Desk, change: DirectoryChange) -> Result<(), Refusal> {
    match change_directory(app, &author(desk), change).await {
        Ok(_) => Ok(()),
        Err(ChangeError::Store(error)) => Err(error.into()),
        Err(ChangeError::Unknown) => Err(PageError::NotFound.into()),
        Err(
            ChangeError::WorkspaceTaken
            | ChangeError::Maintenance(_)
            | ChangeError::MaintenanceFinished,
        ) => Err(PageError::Internal.into()),
    }
}

/// Makes several changes, all of them or none.
async fn change_together(
    app: &App,
    desk: &Desk,
    changes: Vec<DirectoryChange>,
) -> Result<(), Refusal> {
    match change_directory_together(app, &author(desk), changes).await {
        Ok(()) => Ok(()),
        Err(ChangeError::Store(error)) => Err(error.into()),
        Err(_) => Err(PageError::Internal.into()),
    }
}

/// What tells a thing as it is from what it becomes: whoever writes it says what they have seen.
fn mark(thing: &impl fmt::Debug) -> String {
    let hash = Sha256::digest(format!("{thing:?}"));
    hash.iter().take(8).fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// Back to a list of this workspace, which says what was done.
fn back_to(desk: &Desk, path: &str, done: Done) -> Response {
    done.at(&format!("{}/configurazione/{path}", desk.base))
}
