//! A person takes charge of a case, leaves it, closes it or opens it again.
//!
//! All cases of the notice are locked first: of two people who decide at once the second sees what
//! the first has done, and the money of a receipt goes one way.

use iuvo_domain::{
    Nav, ReviewCaseId,
    access::{Extent, Operator},
    debt_position::Reason,
    journal::{Act, CaseDetail, Entry, EventKind},
    receipt::{CaseLife, CaseOutcome, CaseStep, Closing, ReviewCase},
};
use iuvo_store::{Command, Lane, StoreError, Tx, journal, review_cases};

use super::{CaseError, CaseFound, assign::Assignment};
use crate::{App, debt_positions::Hand};

/// How a case is closed.
#[derive(Debug, Clone)]
pub struct Closed {
    /// How.
    pub outcome: CaseOutcome,
    /// Why, and what proves it.
    pub reason: Reason,
    /// The notice whose debt the money pays, if it is assigned.
    pub notice: Option<Nav>,
    /// Whose that debt may be.
    pub whose: Whose,
}

/// Whose debt the money of a receipt may pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Of whom the receipt names.
    OfReceipt,
    /// Of anybody: whoever decides has seen whose it is.
    OfAnybody,
}

/// What somebody does with a case.
#[derive(Debug, Clone)]
pub enum Decision {
    /// Takes charge of it.
    Take,
    /// Leaves it to others.
    Release,
    /// Closes it.
    Close(Closed),
    /// Opens it again, for a reason.
    Reopen(Reason),
}

impl Decision {
    /// The step of the table.
    pub const fn step(&self) -> CaseStep {
        match self {
            Self::Take => CaseStep::Take,
            Self::Release => CaseStep::Release,
            Self::Close(_) => CaseStep::Close,
            Self::Reopen(_) => CaseStep::Reopen,
        }
    }

    /// Whether a case stands already as this person would leave it.
    fn is_done(&self, case: &ReviewCase, operator: &Operator) -> bool {
        match (self, &case.life) {
            (Self::Take, CaseLife::Taken(by, _)) => *by == operator.id,
            (Self::Release | Self::Reopen(_), CaseLife::Open) => true,
            (Self::Close(asked), CaseLife::Closed(it)) => {
                let is_same = it.outcome == asked.outcome && it.reason == asked.reason;
                is_same && it.by == operator.id && it.assigned_to == asked.notice
            }
            _ => false,
        }
    }
}

/// Does it, to a case as it was read in that version. What this person has done already is done.
pub async fn decide_case(
    app: &App,
    (operator, extent): (&Operator, Extent),
    (seen, version): (&CaseFound, i64),
    decision: Decision,
) -> Result<(), CaseError> {
    let command = Decide {
        act: app.act(seen.case.workspace, Some(&operator.name)),
        operator: operator.clone(),
        hand: Hand::of(operator, extent),
        id: seen.case.id,
        notice_number: seen.case.notice_number.clone(),
        version,
        decision,
    };
    match app.store().execute(Lane::Interactive, command).await? {
        Err(CaseError::ChangedMeanwhile(_)) => {
            let query = review_cases::FindCase { workspace: seen.case.workspace, id: seen.case.id };
            let now = app.store().read(query).await?.ok_or(CaseError::Unknown)?;
            Err(CaseError::ChangedMeanwhile(Box::new(now)))
        }
        other => other,
    }
}

struct Decide {
    act: Act,
    operator: Operator,
    hand: Hand,
    id: ReviewCaseId,
    notice_number: Nav,
    version: i64,
    decision: Decision,
}

impl Command for Decide {
    type Output = Result<(), CaseError>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let workspace = self.act.workspace;
        let locked = review_cases::lock_of_notice(tx, workspace, &self.notice_number).await?;
        let decided = match self.decide(tx, locked).await? {
            Ok(Some(decided)) => decided,
            Ok(None) => {
                tx.undo();
                return Ok(Ok(()));
            }
            Err(refusal) => {
                tx.undo();
                return Ok(Err(refusal));
            }
        };
        let Decided { case, mut entries } = decided;
        review_cases::save(tx, &case).await?;
        entries.insert(0, self.told(&case));
        journal::record(tx, &self.act, entries).await?;
        Ok(Ok(()))
    }
}

/// A case as it will stand, and what else there is to tell.
struct Decided {
    case: ReviewCase,
    entries: Vec<Entry>,
}

impl Decide {
    /// What becomes of the case; nothing, if it stands so already, as after a second click or a
    /// commit whose answer was lost.
    async fn decide(
        &self,
        tx: &mut Tx<'_>,
        mut locked: Vec<ReviewCase>,
    ) -> Result<Result<Option<Decided>, CaseError>, StoreError> {
        let Some(place) = locked.iter().position(|it| it.id == self.id) else {
            return Ok(Err(CaseError::Unknown));
        };
        let mut case = locked.swap_remove(place);
        if case.version != self.version {
            let is_done = self.decision.is_done(&case, &self.operator);
            let seen = CaseFound { case, by: None, amount: None, position: None };
            let meanwhile = || CaseError::ChangedMeanwhile(Box::new(seen));
            return Ok(if is_done { Ok(None) } else { Err(meanwhile()) });
        }
        if let Err(refusal) = self.apply(&mut case) {
            return Ok(Err(refusal.into()));
        }
        case.version = case.version.saturating_add(1);
        let Decision::Close(closed) = &self.decision else {
            return Ok(Ok(Some(Decided { case, entries: Vec::new() })));
        };
        if !locked.iter().all(|other| agrees(&case, other, closed.outcome)) {
            return Ok(Err(CaseError::MoneyElsewhere));
        }
        let mut entries = Vec::new();
        if let Some(notice) = &closed.notice {
            let (act, hand, whose) = (&self.act, &self.hand, closed.whose);
            let assignment = Assignment { act, hand, case: &case, notice, whose };
            match assignment.run(tx).await? {
                Ok(told) => entries.extend(told),
                Err(refusal) => return Ok(Err(refusal.into())),
            }
        }
        Ok(Ok(Some(Decided { case, entries })))
    }

    fn apply(&self, case: &mut ReviewCase) -> Result<(), iuvo_domain::receipt::CaseRefusal> {
        let (by, at) = (self.operator.id, self.act.at);
        match &self.decision {
            Decision::Take => case.take(by, at),
            Decision::Release => case.release(),
            Decision::Reopen(_) => case.reopen(),
            Decision::Close(Closed { outcome, reason, notice, .. }) => case.close(Closing {
                outcome: *outcome,
                reason: reason.clone(),
                by,
                at,
                assigned_to: notice.clone(),
            }),
        }
    }

    /// What the journal tells of it.
    fn told(&self, case: &ReviewCase) -> Entry {
        let (kind, outcome, reason) = match &self.decision {
            Decision::Take => (EventKind::CaseTaken, None, None),
            Decision::Release => (EventKind::CaseReleased, None, None),
            Decision::Close(it) => (EventKind::CaseClosed, Some(it.outcome), Some(&it.reason)),
            Decision::Reopen(reason) => (EventKind::CaseReopened, None, Some(reason)),
        };
        let detail =
            CaseDetail { kind: Some(case.kind), outcome, reason: reason.map(Reason::as_str) };
        Entry::of_notice(case.notice_number.clone(), kind).with_detail(detail.written())
    }
}

/// Whether another case lets this one end so.
fn agrees(case: &ReviewCase, other: &ReviewCase, outcome: CaseOutcome) -> bool {
    match &other.life {
        CaseLife::Closed(it) if other.receipt_id == case.receipt_id => {
            outcome.agrees_with(it.outcome)
        }
        CaseLife::Open | CaseLife::Taken(..) | CaseLife::Closed(_) => true,
    }
}
