//! The life of a case: who looks after it, how it ends and why.
//!
//! Invariants: a case changes only through the table of [`CaseState::after`]; it ends with an
//! outcome of its kind and a reason; money that was assigned to a debt is not given back, and the
//! other way round.

use jiff::Timestamp;

use super::{CaseKind, ReviewCase};
use crate::{Nav, OperatorId, coded::coded, debt_position::Reason};

coded! {
    /// Where a case stands.
    CaseState;

    /// Nobody looks after it.
    Open = "open";
    /// Somebody has taken charge of it.
    Taken = "taken";
    /// A person has decided.
    Closed = "closed";
}

coded! {
    /// What a person does with a case.
    CaseStep;

    /// Takes charge of it, also from a colleague.
    Take = "take";
    /// Leaves it to others.
    Release = "release";
    /// Decides.
    Close = "close";
    /// Takes the decision back.
    Reopen = "reopen";
}

coded! {
    /// How a case ends.
    CaseOutcome;

    /// The money pays another debt of the body.
    Assigned = "assigned";
    /// The money was given back to who paid.
    Refunded = "refunded";
    /// The payment is right as it is.
    Accepted = "accepted";
    /// What was wrong has been put right, here, at the PSP or at pagoPA.
    Corrected = "corrected";
    /// There is nothing to do.
    Ignored = "ignored";
}

/// Why something cannot be done with a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseRefusal {
    /// It does not stand so.
    StateForbids,
    /// A case of its kind does not end so.
    OutcomeForbidden,
    /// The money has been assigned to a debt, which cannot be taken back.
    Assigned,
}

/// Who has a case in hand, or how it ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum CaseLife {
    /// Nobody.
    #[default]
    Open,
    /// Somebody, since then.
    Taken(OperatorId, Timestamp),
    /// It has ended.
    Closed(Closing),
}

/// How a case ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// How.
    pub outcome: CaseOutcome,
    /// Why, and what proves it.
    pub reason: Reason,
    /// Who decided.
    pub by: OperatorId,
    /// When.
    pub at: Timestamp,
    /// The notice whose debt the money paid, if it was assigned.
    pub assigned_to: Option<Nav>,
}

impl CaseState {
    /// The table of states and steps: where a step leads; nowhere, if it cannot be made.
    pub const fn after(self, step: CaseStep) -> Option<Self> {
        match (self, step) {
            (Self::Open | Self::Taken, CaseStep::Take) => Some(Self::Taken),
            (Self::Taken, CaseStep::Release) | (Self::Closed, CaseStep::Reopen) => Some(Self::Open),
            (Self::Open | Self::Taken, CaseStep::Close) => Some(Self::Closed),
            (Self::Open, CaseStep::Release | CaseStep::Reopen)
            | (Self::Taken, CaseStep::Reopen)
            | (Self::Closed, CaseStep::Take | CaseStep::Release | CaseStep::Close) => None,
        }
    }
}

impl CaseOutcome {
    /// Whether two cases about one receipt may end so: its money goes one way.
    pub const fn agrees_with(self, other: Self) -> bool {
        !matches!(
            (self, other),
            (Self::Assigned, Self::Assigned | Self::Refunded) | (Self::Refunded, Self::Assigned)
        )
    }

    /// How it ended, as it follows the name of the case.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Assigned => "il denaro è di un’altra posizione",
            Self::Refunded => "denaro restituito",
            Self::Accepted => "il pagamento va bene così",
            Self::Corrected => "la causa è stata corretta",
            Self::Ignored => "niente da fare",
        }
    }
}

impl CaseKind {
    /// How a case of this kind may end.
    pub const fn outcomes(self) -> &'static [CaseOutcome] {
        use CaseOutcome::{Accepted, Assigned, Corrected, Ignored, Refunded};
        match self {
            Self::PositionUnknown | Self::DoublePayment | Self::PaidAfterInvalidation => {
                &[Assigned, Refunded, Ignored]
            }
            Self::PaidWhileDraft | Self::PaidBeforeValidity | Self::PaidAfterExpiry => {
                &[Accepted, Refunded, Ignored]
            }
            Self::AmountDiffers => &[Accepted, Refunded, Corrected, Ignored],
            Self::DebtorDiffers => &[Accepted, Assigned, Refunded, Ignored],
            Self::IbanDiffers => &[Corrected, Accepted, Ignored],
            Self::ReceiptAltered
            | Self::NotPaid
            | Self::StationNotConnected
            | Self::StampUnreadable => &[Corrected, Ignored],
        }
    }
}

impl ReviewCase {
    /// Where it stands.
    pub const fn state(&self) -> CaseState {
        match self.life {
            CaseLife::Open => CaseState::Open,
            CaseLife::Taken(..) => CaseState::Taken,
            CaseLife::Closed(_) => CaseState::Closed,
        }
    }

    /// Whether a step can be made as it stands.
    pub fn allows(&self, step: CaseStep) -> bool {
        let is_assigned =
            matches!(&self.life, CaseLife::Closed(Closing { outcome: CaseOutcome::Assigned, .. }));
        self.state().after(step).is_some() && !(is_assigned && step == CaseStep::Reopen)
    }

    /// Somebody takes charge of it.
    pub fn take(&mut self, by: OperatorId, at: Timestamp) -> Result<(), CaseRefusal> {
        self.step(CaseStep::Take, CaseLife::Taken(by, at))
    }

    /// It is left to others.
    pub fn release(&mut self) -> Result<(), CaseRefusal> {
        self.step(CaseStep::Release, CaseLife::Open)
    }

    /// It ends; it names a debt if the money was assigned to one, and only then.
    pub fn close(&mut self, closing: Closing) -> Result<(), CaseRefusal> {
        let is_assigned = closing.outcome == CaseOutcome::Assigned;
        let names_debt = closing.assigned_to.is_some();
        if !self.kind.outcomes().contains(&closing.outcome) || is_assigned != names_debt {
            return Err(CaseRefusal::OutcomeForbidden);
        }
        self.step(CaseStep::Close, CaseLife::Closed(closing))
    }

    /// It has not ended after all. What was done with assigned money stays done.
    pub fn reopen(&mut self) -> Result<(), CaseRefusal> {
        self.step(CaseStep::Reopen, CaseLife::Open)
    }

    fn step(&mut self, step: CaseStep, life: CaseLife) -> Result<(), CaseRefusal> {
        if self.allows(step) {
            self.life = life;
            Ok(())
        } else if self.state().after(step).is_some() {
            Err(CaseRefusal::Assigned)
        } else {
            Err(CaseRefusal::StateForbids)
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{ReviewCaseId, WorkspaceId, sample::now};

    const ANNA: OperatorId = OperatorId::NIL;

    fn case(kind: CaseKind) -> ReviewCase {
        ReviewCase {
            id: ReviewCaseId::new(Uuid::nil()),
            workspace: WorkspaceId::new(1),
            kind,
            notice_number: Nav::parse("302000000000000149").unwrap(),
            receipt_id: "R1".to_owned(),
            opened_at: now(),
            version: 1,
            life: CaseLife::Open,
        }
    }

    fn closing(outcome: CaseOutcome) -> Closing {
        let reason = Reason::parse("mandato 12").unwrap();
        let is_assigned = outcome == CaseOutcome::Assigned;
        let assigned_to = is_assigned.then(|| Nav::parse("302000000000000246").unwrap());
        Closing { outcome, reason, by: ANNA, at: now(), assigned_to }
    }

    fn page() -> Vec<Vec<String>> {
        let page = include_str!("../../../../docs/receipts.md");
        let cells = |line: &str| -> Vec<String> {
            line.trim_matches('|').split('|').map(|it| it.trim().replace('`', "")).collect()
        };
        page.lines().filter(|it| it.starts_with("| `")).map(cells).collect()
    }

    /// The page operators read has a row for every state, with where each step leads.
    #[test]
    fn the_page_tells_where_every_step_leads() {
        let told: Vec<_> = page().into_iter().filter(|row| row.len() == 5).collect();
        let leads = |state: CaseState, step: &CaseStep| {
            state.after(*step).map_or("–".to_owned(), |it| it.code().to_owned())
        };
        let made = CaseState::ALL.iter().map(|state| {
            let steps = CaseStep::ALL.iter().map(|step| leads(*state, step));
            std::iter::once(state.code().to_owned()).chain(steps).collect::<Vec<_>>()
        });
        assert_eq!(told, made.collect::<Vec<_>>());
    }

    /// And a row for every kind, with how it may end.
    #[test]
    fn the_page_tells_how_every_kind_may_end() {
        let told = page().into_iter().filter(|row| row.len() == 4);
        let told: Vec<_> = told.map(|row| (row[0].clone(), row[3].clone())).collect();
        let made = CaseKind::ALL.iter().map(|kind| {
            let outcomes: Vec<_> = kind.outcomes().iter().map(|it| it.code()).collect();
            (kind.code().to_owned(), outcomes.join(", "))
        });
        assert_eq!(told, made.collect::<Vec<_>>());
    }

    #[test]
    fn a_case_ends_only_as_its_kind_may() {
        for kind in CaseKind::ALL {
            for outcome in CaseOutcome::ALL {
                let mut it = case(*kind);
                let ends = kind.outcomes().contains(outcome);
                let expected = if ends { Ok(()) } else { Err(CaseRefusal::OutcomeForbidden) };
                assert_eq!(it.close(closing(*outcome)), expected, "{kind:?} {outcome:?}");
                assert_eq!(it.state() == CaseState::Closed, ends);
            }
        }
    }

    #[test]
    fn a_case_is_taken_left_closed_and_opened_again() {
        let mut it = case(CaseKind::DoublePayment);
        assert_eq!(it.release(), Err(CaseRefusal::StateForbids));
        it.take(ANNA, now()).unwrap();
        it.take(OperatorId::new(Uuid::max()), now()).unwrap();
        it.release().unwrap();
        assert_eq!(it.life, CaseLife::Open);
        it.close(closing(CaseOutcome::Refunded)).unwrap();
        assert_eq!(it.take(ANNA, now()), Err(CaseRefusal::StateForbids));
        assert_eq!(it.close(closing(CaseOutcome::Refunded)), Err(CaseRefusal::StateForbids));
        it.reopen().unwrap();
        assert_eq!(it.reopen(), Err(CaseRefusal::StateForbids));
        it.close(closing(CaseOutcome::Assigned)).unwrap();
        assert!(!it.allows(CaseStep::Reopen));
        assert_eq!(it.reopen(), Err(CaseRefusal::Assigned));
    }

    #[test]
    fn the_money_of_a_receipt_goes_one_way() {
        use CaseOutcome::{Accepted, Assigned, Corrected, Ignored, Refunded};
        for (one, other, agrees) in [
            (Assigned, Assigned, false),
            (Assigned, Refunded, false),
            (Refunded, Assigned, false),
            (Refunded, Refunded, true),
            (Assigned, Ignored, true),
            (Corrected, Accepted, true),
        ] {
            assert_eq!(one.agrees_with(other), agrees, "{one:?} {other:?}");
        }
    }
}
