//! Keys of the body's own software.

use std::num::NonZeroU32;

use askama::Template;
use axum::{
    body::Body,
    extract::{Path, State},
    http::{Request, StatusCode},
    response::Response,
};
use iuvo_app::{
    access::{KeyOffer, offer_key, open_offer},
    directory::{ChangeError, DirectoryChange, change_directory},
};
use iuvo_domain::{
    ApiClientId,
    access::{Action, Extent},
    directory::{ApiClient, ApiScope},
    one_line,
};

use pagopa_codes::SegregationCode;

use super::{ConfirmPage, Defect, author, back_to, change};
use crate::{
    Edge,
    backoffice::{
        Desk, DeskFrame, Refusal, Section,
        done::Done,
        table::{Cell, Table},
        word::Word,
    },
    pages::{PageError, Texts, form::Form, page},
};

/// Places for keys of a client.
const SLOTS: [i64; 2] = [1, 2];
/// Longest name of a program.
const LONGEST_NAME: usize = 100;

#[derive(Template)]
#[template(path = "backoffice/setup/keys.html")]
struct KeysPage {
    frame: DeskFrame,
    table: Table,
    may_change: bool,
    program: String,
    defects: Vec<Defect>,
}

#[derive(Template)]
#[template(path = "backoffice/setup/new_key.html")]
struct NewKeyPage {
    frame: DeskFrame,
    name: String,
    offer: KeyOffer,
    back: String,
}

pub(super) async fn list(desk: Desk) -> Result<Response, Refusal> {
    desk.demand(Action::ReadSetup)?;
    let typed = desk.typed.as_ref().map_or("", |it| it.field("nome"));
    let name = typed.chars().take(LONGEST_NAME).collect();
    Ok(show(&desk, name, Vec::new()))
}

/// The keys of this workspace alone: those of its broker are not its own.
fn clients(desk: &Desk) -> Vec<&ApiClient> {
    let own = ApiScope::Workspace(desk.profile.workspace.id);
    let mut found: Vec<_> = desk.directory.clients().filter(|it| it.scope == own).collect();
    found.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    found
}

fn show(desk: &Desk, program: String, defects: Vec<Defect>) -> Response {
    let t = Texts::italian();
    let may_change = desk.extent(Action::ChangeConnections) == Extent::Everything;
    let row = |it: &&ApiClient| {
        let codes: Vec<_> = it.segregation_codes.iter().map(SegregationCode::as_str).collect();
        let codes = if codes.is_empty() { t.say("all-of-them") } else { codes.join(", ") };
        let limit = it.call_limit.map_or_else(|| t.say("no-limit"), |it| it.to_string());
        let path = format!("{}/configurazione/chiavi/{}/revoca", desk.base, it.id);
        vec![
            Cell::text(it.name.clone()),
            Cell::text(codes),
            Cell::text(limit),
            if may_change { Cell::act(t.say("revoke"), path, &it.name) } else { Cell::text("") },
        ]
    };
    let table = Table {
        caption: t.say("menu-keys"),
        columns: vec![
            t.say("program"),
            t.say("segregation-codes"),
            t.say("call-limit"),
            t.say("actions"),
        ],
        rows: clients(desk).iter().map(row).collect(),
        empty: t.say("keys-none"),
    };
    let status = if defects.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let frame = desk.frame(Section::Keys, t.say("menu-keys"));
    page(status, &KeysPage { frame, table, may_change, program, defects })
}

/// What is wrong with the name of a program.
fn defect(desk: &Desk, name: &str, own: Option<ApiClientId>) -> Option<Defect> {
    let t = Texts::italian();
    let is_taken = |it: &&ApiClient| it.name == name && Some(it.id) != own;
    let text = if name.is_empty() {
        t.say("program-missing")
    } else if clients(desk).iter().any(is_taken) {
        t.say("program-known")
    } else {
        return None;
    };
    Some(Defect { field: "nome".into(), text })
}

/// Offers a key, or writes down the one that has been copied.
pub(super) async fn create(
    desk: Desk,
    State(edge): State<Edge>,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    desk.demand(Action::ChangeConnections)?;
    let form = Form::read(request).await?;
    let name: String = one_line(form.field("nome")).chars().take(LONGEST_NAME).collect();
    match form.field("offerta") {
        "" => offer(&edge, &desk, name),
        sealed => keep(&edge, &desk, name, sealed).await,
    }
}

/// Shows a key that opens nothing yet. This answer knows it, and nobody else.
fn offer(edge: &Edge, desk: &Desk, name: String) -> Result<Response, Refusal> {
    if let Some(defect) = defect(desk, &name, None) {
        return Ok(show(desk, name, vec![defect]));
    }
    let offer = offer_key(&edge.app, &desk.profile).ok_or(PageError::Internal)?;
    let frame = desk.frame(Section::Keys, Texts::italian().say("new-key-title"));
    let back = format!("{}/configurazione/chiavi", desk.base);
    Ok(page(StatusCode::OK, &NewKeyPage { frame, name, offer, back }))
}

/// From now on the key opens what the program may do. Pressed twice it does so once.
async fn keep(edge: &Edge, desk: &Desk, name: String, sealed: &str) -> Result<Response, Refusal> {
    let Some((id, hash)) = open_offer(&edge.app, &desk.profile, sealed) else {
        let text = Texts::italian().say("key-offer-ended");
        return Ok(show(desk, name, vec![Defect { field: "nome".into(), text }]));
    };
    if let Some(defect) = defect(desk, &name, Some(id)) {
        return Ok(show(desk, name, vec![defect]));
    }
    let client = ApiClient {
        id,
        name,
        scope: ApiScope::Workspace(desk.profile.workspace.id),
        segregation_codes: Vec::new(),
        call_limit: NonZeroU32::new(ApiClient::GPD_CALLS),
    };
    if clients(desk).iter().all(|it| it.id != id) {
        change(&edge.app, desk, DirectoryChange::AddClient(client, hash)).await?;
    }
    Ok(back_to(desk, "chiavi", Done::KeyAdded))
}

fn find<'a>(desk: &'a Desk, id: &str) -> Option<&'a ApiClient> {
    clients(desk).into_iter().find(|it| it.id.to_string() == id)
}

pub(super) async fn ask_to_revoke(
    desk: Desk,
    Path((_, _, id)): Path<(String, String, String)>,
) -> Result<Response, Refusal> {
    desk.demand(Action::ChangeConnections)?;
    let client = find(&desk, &id).ok_or(PageError::NotFound)?;
    Ok(page(StatusCode::OK, &revocation(&desk, client, Vec::new())))
}

/// Asks once more before the keys of a program are taken away.
fn revocation(desk: &Desk, client: &ApiClient, defects: Vec<Defect>) -> ConfirmPage {
    let t = Texts::italian();
    ConfirmPage {
        frame: desk.frame(Section::Keys, t.say("revoke-key-title")),
        lead: t.fill("revoke-key-lead", &[("name", &client.name)]),
        consequences: vec![t.say("revoke-key-calls"), t.say("revoke-key-for-ever")],
        word: word_to_revoke(desk),
        defects,
        verb: t.say("revoke"),
        back: format!("{}/configurazione/chiavi", desk.base),
    }
}

fn word_to_revoke(desk: &Desk) -> Option<Word> {
    Word::demanded(desk, "REVOCA")
}

/// Takes both keys of a program away.
pub(super) async fn revoke(
    desk: Desk,
    State(edge): State<Edge>,
    Path((_, _, id)): Path<(String, String, String)>,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    desk.demand(Action::ChangeConnections)?;
    let form = Form::read(request).await?;
    // The second of two clicks finds it gone, as was asked.
    let Some(client) = find(&desk, &id) else {
        return Ok(back_to(&desk, "chiavi", Done::KeyRevoked));
    };
    let t = Texts::italian();
    if let Some(defect) = word_to_revoke(&desk).and_then(|it| it.defect(t, &form)) {
        let template = revocation(&desk, client, vec![defect]);
        return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &template));
    }
    for slot in SLOTS {
        let change = DirectoryChange::DeleteKey(client.clone(), slot);
        match change_directory(&edge.app, &author(&desk), change).await {
            // Few programs have two.
            Ok(_) | Err(ChangeError::Unknown) => (),
            Err(ChangeError::Store(error)) => return Err(error.into()),
            Err(
                ChangeError::WorkspaceTaken
                | ChangeError::Maintenance(_)
                | ChangeError::MaintenanceFinished,
            ) => return Err(PageError::Internal.into()),
        }
    }
    Ok(back_to(&desk, "chiavi", Done::KeyRevoked))
}
