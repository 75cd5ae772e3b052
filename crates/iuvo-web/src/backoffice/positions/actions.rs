//! What changes a position, asked once more before it is done.

mod fields;

pub(super) use fields::last_instant;

use std::collections::HashMap;

use askama::Template;
use axum::{
    body::Body,
    extract::{Path, State},
    http::{Request, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use iuvo_app::debt_positions::{
    Hand, PositionError, Which, delete_debt_position, extend_debt_position,
    invalidate_debt_position, pay_elsewhere, publish_debt_position,
};
use iuvo_domain::{
    access::{Action, Extent},
    debt_position::{
        DebtPosition, ExtensionRefusal, PositionEvent, PositionStatus, PublishRefusal,
    },
};
use jiff::{Timestamp, civil::Date};

use self::fields::{Asked, Field, Kind};
use super::{
    address_of, find_position, position, timeline,
    words::{Badge, State as PositionState},
};
use crate::{
    Edge,
    backoffice::{Desk, DeskFrame, Refusal, Section, done::Done, word::Word},
    pages::{PageError, Texts, amount, form::Form, page},
};

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Publish,
    Extend,
    PayElsewhere,
    Invalidate,
    Delete,
}

impl Step {
    pub(super) const ALL: [Self; 5] =
        [Self::Publish, Self::Extend, Self::PayElsewhere, Self::Invalidate, Self::Delete];

    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Publish => "pubblica",
            Self::Extend => "proroga",
            Self::PayElsewhere => "pagata-altrove",
            Self::Invalidate => "invalida",
            Self::Delete => "elimina",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// What one must be allowed to do.
    pub(super) const fn action(self) -> Action {
        match self {
            Self::Publish | Self::Extend | Self::PayElsewhere => Action::WritePositions,
            Self::Invalidate | Self::Delete => Action::WithdrawPositions,
        }
    }

    /// Whether the tables allow it.
    pub(super) fn is_possible(self, it: &DebtPosition, now: Timestamp) -> bool {
        let status = it.status_at(now);
        let allows = |event| status.apply(event).is_ok();
        match self {
            Self::Publish | Self::Delete => status == PositionStatus::Draft,
            Self::Extend => {
                status != PositionStatus::Draft
                    && allows(PositionEvent::Revise)
                    && fields::has_due_date(it)
            }
            Self::PayElsewhere => allows(PositionEvent::ClosePart),
            Self::Invalidate => allows(PositionEvent::Invalidate),
        }
    }

    /// Whether what was asked is so already: the first of two clicks did it.
    fn is_done(self, form: &Form, it: &DebtPosition, today: Date) -> bool {
        match self {
            Self::Publish => it.status != PositionStatus::Draft,
            Self::Invalidate => it.status == PositionStatus::Invalidated,
            Self::PayElsewhere => fields::is_paid_elsewhere(form, it),
            Self::Extend => fields::is_extended(form, it, today),
            // It would not be there.
            Self::Delete => false,
        }
    }

    pub(super) fn name(self, t: &Texts) -> String {
        match self {
            Self::Publish => t.say("step-publish"),
            Self::Extend => t.say("step-extend"),
            Self::PayElsewhere => t.say("step-pay-elsewhere"),
            Self::Invalidate => t.say("step-invalidate"),
            Self::Delete => t.say("step-delete"),
        }
    }

    /// What is said when it is done.
    const fn done(self) -> Done {
        match self {
            Self::Publish => Done::PositionPublished,
            Self::Extend => Done::PositionExtended,
            Self::PayElsewhere => Done::PaidElsewhere,
            Self::Invalidate => Done::PositionInvalidated,
            Self::Delete => Done::DraftDeleted,
        }
    }

    /// What changes, and what cannot be undone.
    fn consequences(self, t: &Texts) -> String {
        match self {
            Self::Publish => t.say("step-publish-why"),
            Self::Extend => t.say("step-extend-why"),
            Self::PayElsewhere => t.say("step-pay-elsewhere-why"),
            Self::Invalidate => t.say("step-invalidate-why"),
            Self::Delete => t.say("step-delete-why"),
        }
    }

    /// The word to type where money is real, for what cannot be undone.
    fn word(self, desk: &Desk) -> Option<Word> {
        match self {
            Self::PayElsewhere => Word::demanded(desk, "PAGATA"),
            Self::Invalidate => Word::demanded(desk, "INVALIDA"),
            Self::Delete => Word::demanded(desk, "ELIMINA"),
            Self::Publish | Self::Extend => None,
        }
    }
}

#[derive(Template)]
#[template(path = "backoffice/positions/step.html")]
struct StepPage {
    frame: DeskFrame,
    address: String,
    code: &'static str,
    button: String,
    is_destructive: bool,
    consequences: String,
    description: String,
    debtor: String,
    amount: String,
    badge: Badge,
    version: i64,
    fields: Vec<Field>,
    /// Why it was not done.
    refusal: Option<String>,
}

impl StepPage {
    fn has_defects(&self) -> bool {
        self.fields.iter().any(|it| it.error.is_some())
    }

    fn is_wrong(&self) -> bool {
        self.refusal.is_some() || self.has_defects()
    }
}

pub(super) async fn ask(
    desk: Desk,
    State(edge): State<Edge>,
    Path(params): Path<HashMap<String, String>>,
) -> Result<Response, Refusal> {
    let Some((step, found, _)) = asked(&edge, &desk, &params).await? else {
        return Ok(gone(&desk));
    };
    if !step.is_possible(&found, edge.app.now()) {
        return Ok(Redirect::to(&address_of(&desk, found.id)).into_response());
    }
    let typed = desk.typed.as_ref().map(|it| (it, [].as_slice()));
    let fields = fields::fields(step, &found, step.word(&desk), typed);
    Ok(page(StatusCode::OK, &template(&desk, step, &found, fields, None)))
}

/// The step, its position, and how much of the workspace it may be done on; nothing, where there is
/// nothing to delete.
async fn asked(
    edge: &Edge,
    desk: &Desk,
    params: &HashMap<String, String>,
) -> Result<Option<(Step, DebtPosition, Extent)>, Refusal> {
    let param = |name| params.get(name).map_or("", String::as_str);
    let step = Step::from_code(param("step")).ok_or(PageError::NotFound)?;
    let extent = desk.demand(step.action())?;
    match find_position(edge, desk, &extent, param("id")).await? {
        Some(found) => Ok(Some((step, found, extent))),
        None if step == Step::Delete => Ok(None),
        None => Err(PageError::NotFound.into()),
    }
}

/// What is to be deleted is not there, or no longer: the second of two clicks.
fn gone(desk: &Desk) -> Response {
    Done::DraftGone.at(&format!("{}{}", desk.base, super::LIST))
}

pub(super) async fn act(
    desk: Desk,
    State(edge): State<Edge>,
    Path(params): Path<HashMap<String, String>>,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    let form = Form::read(request).await?;
    let Some((step, found, extent)) = asked(&edge, &desk, &params).await? else {
        return Ok(gone(&desk));
    };
    let (version, today) = (fields::version(&form), edge.app.today());
    if version != found.version && step.is_done(&form, &found, today) {
        return Ok(done_before(&desk, &found));
    }
    let word = step.word(&desk);
    let asked = match fields::read(step, (&found, today), word, &form) {
        Ok(asked) => asked,
        Err(defects) => {
            let fields = fields::fields(step, &found, word, Some((&form, &defects)));
            let template = template(&desk, step, &found, fields, None);
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &template));
        }
    };
    let which = Which::Seen(found.id, version);
    let hand = Hand::of(desk.operator(), extent);
    match carry_out(&edge, &desk, &hand, which, asked).await {
        Ok(Some(it)) => Ok(step.done().at(&address_of(&desk, it.id))),
        Ok(None) => Ok(step.done().at(&format!("{}{}", desk.base, super::LIST))),
        Err(error) => refused(&edge, &desk, step, (found, form), error).await,
    }
}

/// Does what is asked; the position as it is then, unless it is gone.
async fn carry_out(
    edge: &Edge,
    desk: &Desk,
    hand: &Hand,
    which: Which,
    asked: Asked,
) -> Result<Option<DebtPosition>, PositionError> {
    let (app, profile) = (&edge.app, &desk.profile);
    match asked {
        Asked::Publish => publish_debt_position(app, profile, hand, which).await.map(Some),
        Asked::Extend(dates, reason) => {
            let extension = (dates, Some(reason));
            extend_debt_position(app, profile, hand, which, extension).await.map(Some)
        }
        Asked::PayElsewhere(elsewhere) => {
            pay_elsewhere(app, profile, hand, which, elsewhere).await.map(Some)
        }
        Asked::Invalidate(reason) => {
            invalidate_debt_position(app, profile, hand, which, Some(reason)).await.map(Some)
        }
        Asked::Delete(reason) => {
            delete_debt_position(app, profile, hand, which, Some(reason)).await.map(|()| None)
        }
    }
}

/// Says why it was not done; what a first click has done already is no refusal.
async fn refused(
    edge: &Edge,
    desk: &Desk,
    step: Step,
    (found, form): (DebtPosition, Form),
    error: PositionError,
) -> Result<Response, Refusal> {
    let t = Texts::italian();
    let text = match error {
        PositionError::Store(error) => return Err(error.into()),
        PositionError::Unknown if step == Step::Delete => return Ok(gone(desk)),
        PositionError::Unknown => return Err(PageError::NotFound.into()),
        PositionError::ChangedMeanwhile(now) if step.is_done(&form, &now, edge.app.today()) => {
            return Ok(done_before(desk, &now));
        }
        PositionError::ChangedMeanwhile(_) => changed_meanwhile(edge, desk, &found).await?,
        PositionError::AlreadyPaid => t.say("refused-paid"),
        PositionError::NotPublishable(refusal) => not_publishable(t, refusal),
        PositionError::NotExtendable(refusal) => not_extendable(t, refusal),
        other => {
            tracing::info!(?step, refusal = ?other, "a step was refused");
            t.say("refused-state")
        }
    };
    let fields = fields::fields(step, &found, step.word(desk), Some((&form, &[])));
    // As it is now: whoever presses again has seen it.
    let extent = desk.extent(step.action());
    let now = position(edge, desk, &extent, &found.id.to_string()).await?;
    Ok(page(StatusCode::CONFLICT, &template(desk, step, &now, fields, Some(text))))
}

/// What was asked is so already.
fn done_before(desk: &Desk, it: &DebtPosition) -> Response {
    Done::PositionBefore.at(&address_of(desk, it.id))
}

/// Who changed a position while somebody looked at it, and how.
pub(super) async fn changed_meanwhile(
    edge: &Edge,
    desk: &Desk,
    found: &DebtPosition,
) -> Result<String, Refusal> {
    let t = Texts::italian();
    let query = super::filters::Filters::default();
    let last = match found.listed() {
        Some(listed) => {
            let number = listed.installment.notice_number.clone();
            let asked =
                timeline::Asked { number, address: String::new(), messages: None, query: &query };
            timeline::read(edge, desk, asked).await?.and_then(|it| it.last)
        }
        None => None,
    };
    let (who, what) = last.unwrap_or_default();
    let who = who.unwrap_or_else(|| t.say("somebody"));
    Ok(t.fill("changed-meanwhile", &[("who", &who), ("what", &what)]))
}

fn not_publishable(t: &Texts, refusal: PublishRefusal) -> String {
    match refusal {
        PublishRefusal::NotDraft => t.say("refused-state"),
        PublishRefusal::DueDatePassed => t.say("refused-due-date-passed"),
        PublishRefusal::DueDateBeforeValidityDate | PublishRefusal::ValidityDatePassed => {
            t.say("refused-validity-date")
        }
    }
}

fn not_extendable(t: &Texts, refusal: ExtensionRefusal) -> String {
    match refusal {
        ExtensionRefusal::StateForbids => t.say("refused-state"),
        ExtensionRefusal::NothingChanges => t.say("refused-same-date"),
        ExtensionRefusal::Earlier(_) => t.say("refused-earlier"),
        ExtensionRefusal::Passed(_) => t.say("refused-due-date-passed"),
    }
}

fn template(
    desk: &Desk,
    step: Step,
    found: &DebtPosition,
    fields: Vec<Field>,
    refusal: Option<String>,
) -> StepPage {
    let t = Texts::italian();
    let listed = found.listed();
    StepPage {
        frame: desk.frame(Section::Positions, step.name(t)),
        address: address_of(desk, found.id),
        code: step.code(),
        button: step.name(t),
        is_destructive: matches!(step, Step::Invalidate | Step::Delete),
        consequences: step.consequences(t),
        description: listed
            .map_or_else(|| found.iupd.clone(), |it| it.installment.description.clone()),
        debtor: listed.map_or_else(String::new, |it| it.option.debtor.full_name.clone()),
        amount: listed.map_or_else(String::new, |it| amount(it.amount())),
        badge: Badge::of(t, PositionState::of(found)),
        version: found.version,
        fields,
        refusal,
    }
}
