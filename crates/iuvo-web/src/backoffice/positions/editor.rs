//! A position written by hand, and corrected.

mod filled;

use std::collections::HashMap;

use askama::Template;
use axum::{
    body::Body,
    extract::{Path, State},
    http::{Request, StatusCode},
    response::Response,
};
use iuvo_app::debt_positions::{
    Hand, PositionError, Publication, create_by_hand, read_debt_position, revise_by_hand,
};
use iuvo_domain::{
    access::{Action, Extent},
    debt_position::{DebtPosition, Handwritten, HandwrittenRefusal, PositionStatus},
    directory::Service,
};
use uuid::Uuid;

use self::filled::Filled;
use super::{actions::changed_meanwhile, address_of, detail::is_editable, position};
use crate::{
    Edge,
    backoffice::{Desk, DeskFrame, Refusal, Section, defects::Defect, done::Done},
    pages::{PageError, Texts, form::Form, page},
};

#[derive(Template)]
#[template(path = "backoffice/positions/editor.html")]
struct EditorPage {
    frame: DeskFrame,
    /// Where to go back to.
    back: String,
    filled: Filled,
    defects: Vec<Defect>,
    contacts: Vec<(&'static str, String)>,
    services: Vec<(String, String)>,
    /// Why nothing was written, if it is no field's fault.
    refusal: Option<String>,
    /// Whether it is not published yet, so that it can be.
    is_draft: bool,
}

impl EditorPage {
    /// The texts that belong to a field, by their ids.
    fn described_by(&self, field: &str) -> String {
        let is_wrong = self.defects.iter().any(|it| it.is_of(field));
        let texts = [
            (field == "causale", "hint"),
            (is_wrong, "error"),
            (self.filled.theirs(field).is_some(), "theirs"),
        ];
        let ids = texts.iter().filter(|it| it.0).map(|it| format!("{field}-{}", it.1));
        ids.collect::<Vec<_>>().join(" ")
    }

    /// Whether something was written that is not shown at first.
    fn has_contacts(&self) -> bool {
        let is_filled =
            |it: &str| !self.filled.value(it).is_empty() || self.filled.theirs(it).is_some();
        self.contacts.iter().any(|it| is_filled(it.0))
    }
}

pub(super) async fn show_new(desk: Desk, State(edge): State<Edge>) -> Result<Response, Refusal> {
    let extent = desk.demand(Action::WritePositions)?;
    let empty = || Filled::new(&edge.app.ids().new_id().simple().to_string());
    let filled = desk.typed.as_ref().map_or_else(empty, Filled::of);
    Ok(answer(&desk, &extent, None, filled, Vec::new(), None))
}

pub(super) async fn create(
    desk: Desk,
    State(edge): State<Edge>,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    let extent = desk.demand(Action::WritePositions)?;
    let form = Form::read(request).await?;
    let filled = Filled::of(&form);
    if filled.wants_more_rows() {
        return Ok(answer(&desk, &extent, None, filled, Vec::new(), None));
    }
    let written = match filled.read(&desk, &extent, edge.app.today()) {
        Ok(written) => written,
        Err(defects) => return Ok(answer(&desk, &extent, None, filled, defects, None)),
    };
    let key = Uuid::parse_str(filled.key()).map_err(|_| PageError::Unreadable)?;
    let iupd = format!("BO-{}", key.simple());
    let hand = Hand::of(desk.operator(), extent.clone());
    let (app, profile) = (&edge.app, &desk.profile);
    let done = create_by_hand(app, profile, &hand, (iupd.clone(), written), filled.publication());
    let refused = match done.await {
        Ok(it) => return Ok(to(&desk, &it, Done::PositionCreated)),
        // The second of two clicks: what the first one wrote is there.
        Err(PositionError::Taken) => match read_debt_position(app, profile, &hand, &iupd).await {
            Ok(it) => return Ok(to(&desk, &it, Done::PositionBefore)),
            Err(error) => error,
        },
        Err(error) => error,
    };
    let text = refusal(refused)?;
    Ok(conflict(answer(&desk, &extent, None, filled, Vec::new(), Some(text))))
}

/// The position of an address that may be written by hand, and what it says.
async fn editable(
    edge: &Edge,
    desk: &Desk,
    params: &HashMap<String, String>,
) -> Result<(Extent, DebtPosition, Option<Handwritten>), Refusal> {
    let extent = desk.demand(Action::WritePositions)?;
    let id = params.get("id").map_or("", String::as_str);
    let found = position(edge, desk, &extent, id).await?;
    let written = Handwritten::of(&found, desk.profile.organization.fiscal_code);
    let written = written.filter(|_| is_editable(&found));
    Ok((extent, found, written))
}

pub(super) async fn show(
    desk: Desk,
    State(edge): State<Edge>,
    Path(params): Path<HashMap<String, String>>,
) -> Result<Response, Refusal> {
    let (extent, found, written) = editable(&edge, &desk, &params).await?;
    Ok(match written {
        Some(written) => {
            let stored = || Filled::from(&written, &found, &desk.profile);
            let filled = desk.typed.as_ref().map_or_else(stored, Filled::of);
            answer(&desk, &extent, Some(&found), filled, Vec::new(), None)
        }
        None => not_editable(&desk, &extent, &found),
    })
}

/// Its state forbids it, or what the form cannot hold would be lost by it.
fn not_editable(desk: &Desk, extent: &Extent, found: &DebtPosition) -> Response {
    let t = Texts::italian();
    let text = if is_editable(found) { t.say("editor-too-rich") } else { t.say("editor-too-late") };
    answer(desk, extent, Some(found), Filled::default(), Vec::new(), Some(text))
}

pub(super) async fn revise(
    desk: Desk,
    State(edge): State<Edge>,
    Path(params): Path<HashMap<String, String>>,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    let form = Form::read(request).await?;
    let (extent, mut found, before) = editable(&edge, &desk, &params).await?;
    if before.is_none() {
        return Ok(not_editable(&desk, &extent, &found));
    }
    let mut filled = Filled::of(&form);
    if filled.wants_more_rows() {
        return Ok(answer(&desk, &extent, Some(&found), filled, Vec::new(), None));
    }
    let written = match filled.read(&desk, &extent, edge.app.today()) {
        Ok(written) => written,
        Err(defects) => return Ok(answer(&desk, &extent, Some(&found), filled, defects, None)),
    };
    let is_draft = found.status == PositionStatus::Draft;
    let publication = if is_draft { filled.publication() } else { Publication::Now };
    let hand = Hand::of(desk.operator(), extent.clone());
    let stored = found.version;
    found.version = filled.version();
    let (app, profile) = (&edge.app, &desk.profile);
    match revise_by_hand(app, profile, &hand, (&found, written.clone()), publication).await {
        Ok(it) => Ok(to(&desk, &it, Done::PositionRevised)),
        Err(PositionError::ChangedMeanwhile(now)) => {
            let body = profile.organization.fiscal_code;
            if Handwritten::of(&now, body).as_ref() == Some(&written) {
                return Ok(to(&desk, &now, Done::PositionBefore));
            }
            let text = changed_meanwhile(&edge, &desk, &now).await?;
            let theirs = Handwritten::of(&now, body);
            filled.compare(theirs.as_ref(), &now, profile);
            filled.set_version(stored);
            Ok(conflict(answer(&desk, &extent, Some(&now), filled, Vec::new(), Some(text))))
        }
        Err(error) => {
            let text = refusal(error)?;
            Ok(conflict(answer(&desk, &extent, Some(&found), filled, Vec::new(), Some(text))))
        }
    }
}

fn conflict(mut response: Response) -> Response {
    *response.status_mut() = StatusCode::CONFLICT;
    response
}

fn to(desk: &Desk, it: &DebtPosition, done: Done) -> Response {
    done.at(&address_of(desk, it.id))
}

/// Why nothing was written, in a sentence.
fn refusal(error: PositionError) -> Result<String, Refusal> {
    let t = Texts::italian();
    Ok(match error {
        PositionError::Store(error) => return Err(error.into()),
        PositionError::Unknown => return Err(PageError::NotFound.into()),
        PositionError::Handwritten(HandwrittenRefusal::ServiceNotValid)
        | PositionError::NoService => t.say("editor-service-closed"),
        PositionError::Handwritten(HandwrittenRefusal::CategoryMissing) => {
            t.say("editor-category-missing")
        }
        PositionError::Handwritten(HandwrittenRefusal::AccountMissing) => {
            t.say("editor-account-missing")
        }
        PositionError::Numbers(error) => {
            tracing::warn!(?error, "no number could be issued");
            t.say("editor-no-numbers")
        }
        PositionError::StateForbids | PositionError::AlreadyPaid => t.say("refused-state"),
        other => {
            tracing::info!(refusal = ?other, "a position written by hand was refused");
            t.say("editor-refused")
        }
    })
}

/// The fields that are not shown at first.
fn contacts(t: &Texts) -> Vec<(&'static str, String)> {
    vec![
        ("email", t.say("email")),
        ("via", t.say("street")),
        ("numero", t.say("street-number")),
        ("cap", t.say("postal-code")),
        ("citta", t.say("city")),
        ("provincia", t.say("province")),
    ]
}

/// A service as it is offered: for what has no taxonomy code nothing can be asked.
fn offered(t: &Texts, service: &Service) -> String {
    match service.transfer_category {
        Some(_) => service.name.clone(),
        None => t.fill("editor-service-uncoded", &[("service", &service.name)]),
    }
}

fn answer(
    desk: &Desk,
    extent: &Extent,
    found: Option<&DebtPosition>,
    filled: Filled,
    defects: Vec<Defect>,
    refusal: Option<String>,
) -> Response {
    let t = Texts::italian();
    let status = if defects.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let services = desk.profile.services.iter().filter(|it| extent.covers(it.id));
    let title = if found.is_some() { t.say("editor-title") } else { t.say("editor-title-new") };
    let template = EditorPage {
        frame: desk.frame(Section::Positions, title),
        back: found
            .map_or_else(|| format!("{}{}", desk.base, super::LIST), |it| address_of(desk, it.id)),
        contacts: contacts(t),
        services: services.map(|it| (it.code.clone(), offered(t, it))).collect(),
        is_draft: found.is_none_or(|it| it.status == PositionStatus::Draft),
        filled,
        defects,
        refusal,
    };
    page(status, &template)
}
