//! What is done with a case, asked once more before it is done.

use std::collections::HashMap;

use askama::Template;
use axum::{
    body::Body,
    extract::{Path, State},
    http::{Request, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use iuvo_app::review_cases::{
    AssignmentRefusal, CaseError, CaseRead, Closed, Decision, Whose, decide_case,
};
use iuvo_domain::{
    Nav,
    access::{Action, Extent},
    debt_position::{DebtPosition, Reason, ReasonDefect},
    receipt::{CaseKind, CaseOutcome, CaseRefusal, CaseStep},
};

use super::{address_of, case, case_name, words};
use crate::{
    Edge,
    backoffice::{Desk, DeskFrame, Refusal, Section, defects::Defect, done::Done, word::Word},
    pages::{PageError, Texts, amount, form::Form, grouped, page},
};

/// A step, as people see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StepShown(pub(super) CaseStep);

impl StepShown {
    /// How it stands in addresses.
    pub(super) const fn code(self) -> &'static str {
        match self.0 {
            CaseStep::Take => "prendi",
            CaseStep::Release => "lascia",
            CaseStep::Close => "chiudi",
            CaseStep::Reopen => "riapri",
        }
    }

    pub(super) fn name(self, t: &Texts) -> String {
        match self.0 {
            CaseStep::Take => t.say("case-step-take"),
            CaseStep::Release => t.say("case-step-release"),
            CaseStep::Close => t.say("case-step-close"),
            CaseStep::Reopen => t.say("case-step-reopen"),
        }
    }

    /// What it means.
    fn consequences(self, t: &Texts) -> String {
        match self.0 {
            CaseStep::Take => t.say("case-step-take-why"),
            CaseStep::Release => t.say("case-step-release-why"),
            CaseStep::Close => t.say("case-step-close-why"),
            CaseStep::Reopen => t.say("case-step-reopen-why"),
        }
    }

    /// What is said when it is done.
    const fn done(self) -> Done {
        match self.0 {
            CaseStep::Take => Done::CaseTaken,
            CaseStep::Release => Done::CaseReleased,
            CaseStep::Close => Done::CaseClosed,
            CaseStep::Reopen => Done::CaseReopened,
        }
    }

    const fn has_reason(self) -> bool {
        matches!(self.0, CaseStep::Close | CaseStep::Reopen)
    }
}

/// How it may end, as it is offered.
struct Ending {
    code: &'static str,
    name: String,
    explanation: String,
    is_chosen: bool,
}

/// A debt of somebody else, as it is shown before the money pays it.
struct AnotherDebt {
    notice: String,
    facts: Vec<(String, String)>,
}

impl AnotherDebt {
    /// The field that confirms it: its value is the notice that was shown.
    const FIELD: &'static str = "altro-debitore";

    fn of(t: &Texts, position: &DebtPosition, notice: &str) -> Option<Self> {
        let (option, installment) = position.find(notice)?;
        let owed = installment.amount_due().unwrap_or(installment.amount);
        let facts = vec![
            (t.say("notice-code"), grouped(notice)),
            (t.say("description"), installment.description.clone()),
            (t.say("debtor"), option.debtor.full_name.clone()),
            (t.say("fiscal-code"), option.debtor.fiscal_code.clone()),
            (t.say("amount"), amount(owed)),
        ];
        Some(Self { notice: notice.to_owned(), facts })
    }
}

#[derive(Template)]
#[template(path = "backoffice/cases/step.html")]
struct StepPage {
    frame: DeskFrame,
    address: String,
    code: &'static str,
    button: String,
    consequences: String,
    what: String,
    notice_code: String,
    amount: String,
    version: i64,
    endings: Vec<Ending>,
    /// Whether the money may pay another debt.
    names_debt: bool,
    has_reason: bool,
    notice: String,
    reason: String,
    /// The debt of somebody else than the receipt names, which the money would pay.
    another: Option<AnotherDebt>,
    /// What is typed before the money pays another debt, where it is real.
    word: Option<Word>,
    typed_word: String,
    defects: Vec<Defect>,
    /// Why it was not done.
    refusal: Option<String>,
}

pub(super) async fn ask(
    desk: Desk,
    State(edge): State<Edge>,
    Path(params): Path<HashMap<String, String>>,
) -> Result<Response, Refusal> {
    let (step, read, _) = asked(&edge, &desk, &params).await?;
    if !read.found.case.allows(step.0) {
        return Ok(Redirect::to(&address_of(&desk, read.found.case.id)).into_response());
    }
    let typed = desk.typed.clone().unwrap_or_default();
    let template = template(&desk, step, &read, &typed);
    Ok(page(StatusCode::OK, &template))
}

/// The step, its case, and how much of the workspace it may be done on.
async fn asked(
    edge: &Edge,
    desk: &Desk,
    params: &HashMap<String, String>,
) -> Result<(StepShown, CaseRead, Extent), Refusal> {
    let code = params.get("step").map_or("", String::as_str);
    let step = CaseStep::ALL.iter().map(|it| StepShown(*it)).find(|it| it.code() == code);
    let step = step.ok_or(PageError::NotFound)?;
    let extent = desk.demand(Action::DecideCases)?;
    let read = case(edge, desk, &extent, params).await?;
    Ok((step, read, extent))
}

pub(super) async fn act(
    desk: Desk,
    State(edge): State<Edge>,
    Path(params): Path<HashMap<String, String>>,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    let form = Form::read(request).await?;
    let (step, read, extent) = asked(&edge, &desk, &params).await?;
    let asked = (step, read.found.case.kind, word(&desk, step));
    let decision = match read_decision(asked, &form) {
        Ok(decision) => decision,
        Err(defects) => {
            let template = StepPage { defects, ..template(&desk, step, &read, &form) };
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &template));
        }
    };
    let version = form.field("versione").parse().unwrap_or(0);
    let who = (desk.operator(), extent);
    match decide_case(&edge.app, who, (&read.found, version), decision).await {
        Ok(()) => Ok(step.done().at(&address_of(&desk, read.found.case.id))),
        Err(error) => refused(&edge, &desk, (step, &params), &form, error).await,
    }
}

/// What is typed before money pays another debt: that cannot be undone.
fn word(desk: &Desk, step: StepShown) -> Option<Word> {
    (step.0 == CaseStep::Close).then(|| Word::demanded(desk, "COLLEGA"))?
}

/// Reads what was chosen, or says what is wrong with it.
fn read_decision(
    (step, kind, word): (StepShown, CaseKind, Option<Word>),
    form: &Form,
) -> Result<Decision, Vec<Defect>> {
    let t = Texts::italian();
    let mut defects = Vec::new();
    let mut wrong = |field: &'static str, text| defects.push(Defect { field: field.into(), text });
    let reason = Reason::parse(form.field("motivo"));
    if step.has_reason() {
        match &reason {
            Ok(_) => (),
            Err(ReasonDefect::Missing) => wrong("motivo", t.say("reason-missing")),
            Err(ReasonDefect::TooLong) => wrong("motivo", t.say("reason-too-long")),
        }
    }
    let outcome = CaseOutcome::from_code(form.field("esito"));
    let outcome = outcome.filter(|it| kind.outcomes().contains(it));
    let notice = Nav::parse(&typed_notice(form));
    if step.0 == CaseStep::Close {
        if outcome.is_none() {
            wrong("esito", t.say("outcome-missing"));
        }
        if outcome == Some(CaseOutcome::Assigned) && notice.is_none() {
            wrong("avviso", t.say("assigned-notice-missing"));
        }
    }
    if outcome == Some(CaseOutcome::Assigned) {
        defects.extend(word.and_then(|it| it.defect(t, form)));
    }
    if !defects.is_empty() {
        return Err(defects);
    }
    Ok(match (step.0, reason, outcome) {
        (CaseStep::Close, Ok(reason), Some(outcome)) => {
            let notice = notice.filter(|_| outcome == CaseOutcome::Assigned);
            let seen = form.field(AnotherDebt::FIELD);
            let is_seen = notice.as_ref().is_some_and(|it| it.as_str() == seen);
            let whose = if is_seen { Whose::OfAnybody } else { Whose::OfReceipt };
            Decision::Close(Closed { outcome, reason, notice, whose })
        }
        (CaseStep::Reopen, Ok(reason), _) => Decision::Reopen(reason),
        (CaseStep::Release, ..) => Decision::Release,
        _ => Decision::Take,
    })
}

fn typed_notice(form: &Form) -> String {
    form.field("avviso").split_whitespace().collect()
}

/// Says why it was not done, beside the case as it is now.
async fn refused(
    edge: &Edge,
    desk: &Desk,
    (step, params): (StepShown, &HashMap<String, String>),
    form: &Form,
    error: CaseError,
) -> Result<Response, Refusal> {
    let t = Texts::italian();
    let mut defects = Vec::new();
    let mut refusal = None;
    let mut another = None;
    match error {
        CaseError::Store(error) => return Err(error.into()),
        CaseError::Unknown => return Err(PageError::NotFound.into()),
        CaseError::ChangedMeanwhile(now) => refusal = Some(words::done_meanwhile(t, &now)),
        CaseError::MoneyElsewhere => refusal = Some(t.say("money-elsewhere")),
        CaseError::Refused(CaseRefusal::Assigned) => refusal = Some(t.say("case-is-assigned")),
        CaseError::Refused(CaseRefusal::StateForbids | CaseRefusal::OutcomeForbidden) => {
            refusal = Some(t.say("case-state-forbids"));
        }
        CaseError::NotAssigned(AssignmentRefusal::NoMoney) => refusal = Some(t.say("no-money")),
        CaseError::NotAssigned(AssignmentRefusal::AnotherDebtor(position)) => {
            another = AnotherDebt::of(t, &position, &typed_notice(form));
            let field = AnotherDebt::FIELD.into();
            defects.push(Defect { field, text: t.say("assigned-another-debtor") });
        }
        CaseError::NotAssigned(why) => {
            defects.push(Defect { field: "avviso".into(), text: not_assigned(t, &why) });
        }
    }
    let read = case(edge, desk, &desk.extent(Action::DecideCases), params).await?;
    let status =
        if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let template = StepPage { another, defects, refusal, ..template(desk, step, &read, form) };
    Ok(page(status, &template))
}

fn not_assigned(t: &Texts, why: &AssignmentRefusal) -> String {
    match why {
        AssignmentRefusal::NoMoney => t.say("no-money"),
        AssignmentRefusal::NoticeUnknown => t.say("assigned-notice-unknown"),
        AssignmentRefusal::NotAnother => t.say("assigned-notice-own"),
        AssignmentRefusal::AlreadyPaid => t.say("assigned-notice-paid"),
        AssignmentRefusal::NotPayable => t.say("assigned-notice-not-payable"),
        AssignmentRefusal::AnotherDebtor(_) => t.say("assigned-another-debtor"),
        AssignmentRefusal::AmountDiffers(paid, owed) => {
            let values = [("paid", &*amount(*paid)), ("owed", &*amount(*owed))];
            t.fill("assigned-amount-differs", &values)
        }
    }
}

fn template(desk: &Desk, step: StepShown, read: &CaseRead, form: &Form) -> StepPage {
    let t = Texts::italian();
    let case = &read.found.case;
    let ending = |it: &CaseOutcome| {
        let (name, explanation) = words::outcome(t, *it);
        Ending { code: it.code(), name, explanation, is_chosen: form.field("esito") == it.code() }
    };
    let outcomes = if step.0 == CaseStep::Close { case.kind.outcomes() } else { &[] };
    let typed = |name: &str| form.field(name).chars().take(Reason::LONGEST.saturating_mul(2));
    StepPage {
        frame: desk.frame(Section::Cases, step.name(t)),
        address: address_of(desk, case.id),
        code: step.code(),
        button: step.name(t),
        consequences: step.consequences(t),
        what: case_name(t, case.kind),
        notice_code: grouped(case.notice_number.as_str()),
        amount: read.found.amount.map(amount).unwrap_or_default(),
        version: case.version,
        endings: outcomes.iter().map(ending).collect(),
        names_debt: outcomes.contains(&CaseOutcome::Assigned),
        has_reason: step.has_reason(),
        notice: typed("avviso").collect(),
        reason: typed("motivo").collect(),
        another: None,
        word: word(desk, step).filter(|_| outcomes.contains(&CaseOutcome::Assigned)),
        typed_word: typed(Word::FIELD).collect(),
        defects: Vec::new(),
        refusal: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_asked_only_for_what_cannot_be_undone() {
        let read = |outcome: &str, word: &str| {
            let form =
                format!("esito={outcome}&motivo=a&avviso=302000000000000149&conferma={word}");
            let form = Form::parse(form.as_bytes()).unwrap();
            let close = StepShown(CaseStep::Close);
            let asked = (close, CaseKind::DoublePayment, Some(Word::test("COLLEGA")));
            read_decision(asked, &form).map_err(|it| it[0].field.to_string()).err()
        };
        let assigned = CaseOutcome::Assigned.code();
        assert_eq!(read(assigned, "collega").as_deref(), Some(Word::FIELD));
        assert_eq!(read(assigned, "COLLEGA"), None);
        assert_eq!(read(CaseOutcome::Refunded.code(), ""), None);
    }
}
