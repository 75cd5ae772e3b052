//! A run: the steps of a seed, each performed, written down and audited.

mod bodies;
mod messages;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write as _,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use iuvo_app::jobs;
use iuvo_auditor::Jobs;
use iuvo_tests::Engine;
use pagopa_sim::{PayOptions, PrimitiveVersion};

use crate::{
    plans::{COLUMNS, ROWS, UNREACHABLE},
    step::Step,
    workload::Workload,
    world::{HOUR_US, World, body, element, is_first_version},
};

/// What a run has met.
#[derive(Default)]
pub(crate) struct Met {
    pub(crate) steps: u64,
    pub(crate) kinds: BTreeMap<&'static str, u64>,
    pub(crate) cells: BTreeSet<(String, &'static str)>,
}

/// What is left of a run.
pub(crate) struct Run {
    pub(crate) met: Met,
    pub(crate) log: String,
    pub(crate) rows: String,
}

/// Runs the steps of a seed; an error tells what the auditor found, and after which steps.
pub(crate) async fn run(engine: Engine, seed: u64, steps: u64) -> Result<Run, String> {
    let mut world = World::new(engine, seed).await;
    let mut workload = Workload::new(engine, seed);
    let mut met = Met::default();
    let mut latest = Vec::new();
    for number in 1..=steps {
        let step = workload.next();
        latest.push(format!("{number}: {step:?}"));
        perform(&mut world, step).await;
        *met.kinds.entry(step.kind()).or_default() += 1;
        met.steps += 1;
        if number == steps {
            world.write_what_waits().await;
        }
        let findings = world.audit().await;
        if !findings.is_empty() {
            let last: Vec<_> = latest.iter().rev().take(12).rev().cloned().collect();
            let findings: Vec<_> = findings.iter().map(ToString::to_string).collect();
            return Err(format!(
                "{engine:?}, seed {seed}, step {number}:\n{}\nafter\n{}\nreplay: cargo xtask \
                 simulate --engine {} --seed {seed} --steps {number}",
                findings.join("\n"),
                last.join("\n"),
                format!("{engine:?}").to_lowercase(),
            ));
        }
    }
    for operation in &world.spoken {
        *met.kinds.entry(operation).or_default() += 1;
    }
    met.cells = world.auditor.cells().iter().map(|it| (it.notice.clone(), it.arrival)).collect();
    let rows = world.auditor.rows().without_chance();
    Ok(Run { met, log: world.log, rows })
}

pub(crate) async fn perform(world: &mut World, step: Step) {
    match step {
        Step::Copy { slot, part } => {
            if let Some((organization, notice)) = world.notice(slot, part) {
                let copy = world.simulator.copy_for_stand_in(organization, notice);
                copy.await.ok();
            }
        }
        Step::Verify { slot, part } => {
            if let Some((organization, notice)) = world.notice(slot, part) {
                world.simulator.verify(organization, notice).await.ok();
            }
        }
        Step::Pay { slot, part, misbehavior } => {
            if let Some((organization, notice)) = world.notice(slot, part) {
                let options = PayOptions { misbehavior, ..PayOptions::default() };
                world.simulator.pay(organization, notice, options).await.ok();
            }
        }
        Step::Repeat { nth, alteration } => {
            let receipts = world.simulator.receipts();
            if !receipts.is_empty() {
                let receipt_id = &receipts[nth % receipts.len()].receipt.receipt_id;
                world.simulator.repeat(receipt_id.as_str(), alteration).await.ok();
            }
        }
        Step::Speak { version } => {
            world.version = version;
            world.speak(version);
        }
        Step::OtherVersion { slot, part } => repeat_in_other_version(world, slot, part).await,
        Step::Release => drop(world.simulator.release().await),
        Step::Retry => {
            world.advance(HOUR_US);
            world.simulator.deliver_due().await;
        }
        Step::TimePasses { hours } => world.advance(hours * HOUR_US),
        Step::Jobs => run_jobs(world).await,
        Step::Restart => world.restart().await,
        Step::OtherReplica => world.speak_to_another().await,
        Step::DatabaseFails { fault } => {
            world.proxy.as_ref().expect("only PostgreSQL has a wire").at_next_commit(fault);
        }
        Step::Forge { .. } | Step::Unserved { .. } => messages::perform(world, step).await,
        _ => bodies::perform(world, step).await,
    }
}

/// Sends the first receipt of a notice once more, in the version in which it did not come first.
async fn repeat_in_other_version(world: &mut World, slot: usize, part: usize) {
    let Some((organization, notice)) = world.notice(slot, part) else { return };
    let first = world.sent.get(&(organization.to_string(), notice.to_string()));
    let Some(first) = first.and_then(|it| element(it, "receiptId").zip(Some(it))) else { return };
    let (receipt_id, message) = first;
    world.speak(if is_first_version(message) {
        PrimitiveVersion::V2
    } else {
        PrimitiveVersion::V1
    });
    world.simulator.repeat(&receipt_id, None).await.ok();
    world.speak(world.version);
}

/// Runs what is due until nothing is; a fault of the database ends it before.
async fn run_jobs(world: &mut World) {
    world.advance(HOUR_US + HOUR_US / 60);
    world.step.jobs = Jobs::Begun;
    let app = world.server().app().clone();
    let defects = world.proxy.as_ref().map(iuvo_tests::FaultProxy::faults);
    for _ in 0..100 {
        match jobs::run_due_jobs(&app).await {
            Ok(0) => {
                let undisturbed = world.proxy.as_ref().map(iuvo_tests::FaultProxy::faults);
                if defects == undisturbed {
                    world.step.jobs = Jobs::Done;
                }
                return;
            }
            Ok(_) => (),
            Err(_) => return,
        }
    }
    panic!("jobs come to no end");
}

impl World {
    /// An instalment of a position that was once written.
    fn notice(
        &self,
        slot: usize,
        part: usize,
    ) -> Option<(pagopa_codes::OrganizationFiscalCode, pagopa_codes::NoticeNumber)> {
        let known = self.known.get(&slot)?;
        let notice = known.notices.get(part % known.notices.len())?;
        let organization = body(slot).0.parse().expect("a fiscal code");
        Some((organization, notice.parse().expect("a notice number")))
    }
}

/// Runs many seeds, as many at a time as there are cores; returns all that was met.
pub(crate) fn run_seeds(engine: Engine, first: u64, seeds: u64, steps: u64) -> Met {
    let started = Instant::now();
    let next = AtomicU64::new(first);
    let all = Mutex::new((Met::default(), Vec::new()));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    let failed = !all.lock().expect("nobody panicked").1.is_empty();
                    if seed >= first + seeds || failed {
                        return;
                    }
                    let runtime =
                        tokio::runtime::Builder::new_current_thread().enable_all().build();
                    let result = runtime.expect("a runtime").block_on(run(engine, seed, steps));
                    let mut all = all.lock().expect("nobody panicked");
                    match result {
                        Ok(run) => all.0.add(run.met),
                        Err(error) => all.1.push(error),
                    }
                }
            });
        }
    });
    let (met, errors) = all.into_inner().expect("nobody panicked");
    assert!(errors.is_empty(), "{}", errors.join("\n\n"));
    let seconds = started.elapsed().as_secs().max(1);
    tell(&format!("{engine:?}: {} steps, {} a second", met.steps, met.steps / seconds));
    met
}

/// Shown also when a test passes, whose prints the test runner keeps to itself.
pub(crate) fn tell(what: &str) {
    writeln!(std::io::stderr(), "{what}").expect("somebody listens");
}

impl Met {
    fn add(&mut self, other: Self) {
        self.steps += other.steps;
        for (kind, count) in other.kinds {
            *self.kinds.entry(kind).or_default() += count;
        }
        self.cells.extend(other.cells);
    }

    /// Of these kinds and of the cells of the table, those that no run has met.
    pub(crate) fn missing(&self, kinds: &[&'static str]) -> (Vec<&'static str>, Vec<String>) {
        let kinds = kinds.iter().copied().filter(|it| !self.kinds.contains_key(it));
        let cells = ROWS.iter().flat_map(|row| COLUMNS.map(|column| (*row, column)));
        let cells = cells
            .filter(|it| !UNREACHABLE.contains(it))
            .filter(|(row, column)| !self.cells.contains(&((*row).to_owned(), *column)))
            .map(|(row, column)| format!("{row} / {column}"));
        (kinds.collect(), cells.collect())
    }
}
