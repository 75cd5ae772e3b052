//! Which step comes next: drawn, with other weights for each seed, or the next of a plan.

use std::collections::VecDeque;

use iuvo_tests::{Dice, Engine, Fault};
use pagopa_sim::{Alteration, Misbehavior, PrimitiveVersion};

use crate::{
    plans::{self, COLUMNS, ROWS},
    step::{Forgery, Shape, Step, Writing},
};

/// Positions that one run writes at most: the auditor reads every row after each step.
const MOST_POSITIONS: usize = 90;
/// Plans that go on at the same time.
const MOST_PLANS: usize = 3;

pub(crate) struct Workload {
    dice: Dice,
    engine: Engine,
    weights: Vec<usize>,
    plans: VecDeque<VecDeque<Step>>,
    next_slot: usize,
}

type Draw = fn(&mut Workload) -> Step;

/// The kinds of draws, each with its usual weight.
const DRAWS: [(Draw, usize); 29] = [
    (Workload::create, 8),
    (|it| Step::CreateAgain { slot: it.slot() }, 1),
    (|it| Step::CreateWrong { slot: it.slot() }, 1),
    (|it| Step::Update { slot: it.slot(), writing: it.writing() }, 6),
    (|it| Step::UpdateWrong { slot: it.slot() }, 1),
    (|it| Step::Rewrite { slot: it.slot(), writing: it.writing() }, 3),
    (|it| Step::Publish { slot: it.slot() }, 4),
    (|it| Step::Invalidate { slot: it.slot() }, 3),
    (|it| Step::Delete { slot: it.slot() }, 3),
    (|it| Step::Mark { slot: it.slot(), part: it.part() }, 2),
    (Workload::move_accounts, 2),
    (|it| Step::Read { slot: it.slot() }, 2),
    (|it| Step::List { slot: it.slot() }, 1),
    (|it| Step::Trespass { slot: it.slot() }, 1),
    (|it| Step::Verify { slot: it.slot(), part: it.part() }, 5),
    (|it| Step::Copy { slot: it.slot(), part: it.part() }, 3),
    (|it| Step::Pay { slot: it.slot(), part: it.part(), misbehavior: None }, 8),
    (Workload::pay_strangely, 14),
    (Workload::repeat, 4),
    (Workload::speak, 2),
    (|it| Step::OtherVersion { slot: it.slot(), part: it.part() }, 3),
    (|_| Step::Release, 2),
    (|_| Step::Retry, 3),
    (Workload::forge, 4),
    (|it| Step::Unserved { slot: it.slot() }, 1),
    (|it| Step::TimePasses { hours: it.hours() }, 4),
    (|_| Step::Jobs, 3),
    (|_| Step::Restart, 1),
    (Workload::trouble, 4),
];

impl Workload {
    pub(crate) fn new(engine: Engine, seed: u64) -> Self {
        let mut dice = Dice::seeded(seed);
        // Each seed prefers other steps, so that what is rare in one is frequent in another.
        let factor = |dice: &mut Dice| [1, 2, 6][dice.below(3)];
        let weights = DRAWS.iter().map(|(_, weight)| weight * factor(&mut dice)).collect();
        Self { dice, engine, weights, plans: VecDeque::new(), next_slot: 0 }
    }

    pub(crate) fn next(&mut self) -> Step {
        let wants_plan = self.plans.len() < MOST_PLANS && self.dice.below(12) == 0;
        if wants_plan && self.next_slot < MOST_POSITIONS {
            self.begin_plan();
        }
        if !self.plans.is_empty() && self.dice.below(3) > 0 {
            return self.go_on();
        }
        let mut drawn = self.dice.below(self.weights.iter().sum());
        for ((draw, _), weight) in DRAWS.iter().zip(self.weights.clone()) {
            if drawn < weight {
                return draw(self);
            }
            drawn -= weight;
        }
        Step::Jobs
    }

    fn begin_plan(&mut self) {
        let row = ROWS[self.dice.below(ROWS.len())];
        let column = COLUMNS[self.dice.below(COLUMNS.len())];
        let slot = self.new_slot();
        let cents = self.cents();
        self.plans.push_back(plans::plan(row, column, slot, cents).into());
    }

    /// The next step of the oldest plan, mostly.
    fn go_on(&mut self) -> Step {
        let place = if self.dice.below(4) == 0 { self.plans.len() - 1 } else { 0 };
        let step = self.plans[place].pop_front().expect("a plan has steps");
        self.plans.retain(|it| !it.is_empty());
        step
    }

    fn new_slot(&mut self) -> usize {
        self.next_slot += 1;
        self.next_slot - 1
    }

    fn create(&mut self) -> Step {
        if self.next_slot >= MOST_POSITIONS {
            return Step::Verify { slot: self.slot(), part: 0 };
        }
        let shape = Shape::ALL[self.dice.below(Shape::ALL.len())];
        Step::Create { slot: self.new_slot(), shape, writing: self.writing() }
    }

    /// Mostly one of the latest.
    fn slot(&mut self) -> usize {
        let count = self.next_slot.max(1);
        let among = if self.dice.below(4) == 0 { count } else { count.min(12) };
        count - 1 - self.dice.below(among)
    }

    fn part(&mut self) -> usize {
        self.dice.below(3)
    }

    fn cents(&mut self) -> i64 {
        1_000 + i64::try_from(self.dice.below(50_000)).expect("a small number")
    }

    fn hours(&mut self) -> i64 {
        let most = [3, 30, 300][self.dice.below(3)];
        1 + i64::try_from(self.dice.below(most)).expect("a small number")
    }

    fn writing(&mut self) -> Writing {
        let valid_in = if self.dice.below(5) == 0 { Some(self.hours()) } else { None };
        Writing { publish: self.dice.below(4) > 0, valid_in, cents: self.cents() }
    }

    fn pay_strangely(&mut self) -> Step {
        let kind = Misbehavior::ALL[self.dice.below(Misbehavior::ALL.len())];
        Step::Pay { slot: self.slot(), part: self.part(), misbehavior: Some(kind) }
    }

    fn move_accounts(&mut self) -> Step {
        Step::Move { slot: self.slot(), back: self.dice.below(2) == 0 }
    }

    fn speak(&mut self) -> Step {
        let versions = [PrimitiveVersion::V1, PrimitiveVersion::V2];
        Step::Speak { version: versions[self.dice.below(2)] }
    }

    fn repeat(&mut self) -> Step {
        let alterations = [None, Some(Alteration::Amount), Some(Alteration::Content)];
        let alteration = alterations[self.dice.below(3)];
        Step::Repeat { nth: self.dice.below(1_000), alteration }
    }

    fn forge(&mut self) -> Step {
        let all = [
            Forgery::Same,
            Forgery::OtherContent,
            Forgery::OtherReceipt,
            Forgery::Dearer,
            Forgery::Failed,
        ];
        let forgery = all[self.dice.below(all.len())];
        let to_province = self.dice.below(4) == 0;
        Step::Forge { slot: self.slot(), part: self.part(), to_province, forgery }
    }

    fn trouble(&mut self) -> Step {
        match (self.engine, self.dice.below(3)) {
            (Engine::Sqlite, _) => Step::Jobs,
            (Engine::Postgres, 0) => Step::OtherReplica,
            (Engine::Postgres, 1) => Step::DatabaseFails { fault: Fault::CutBefore },
            (Engine::Postgres, _) => Step::DatabaseFails { fault: Fault::AnswerLost },
        }
    }
}
