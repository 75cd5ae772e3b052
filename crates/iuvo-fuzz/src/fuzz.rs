//! The driver: mutates, asks the target, keeps what draws a new answer, stops at what must not be.

use std::{
    collections::HashSet,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use crate::{Mutator, Random, samples, schema::Schema, targets::Target};

/// An input is kept for further mutation only if it is not longer than this.
const LONGEST_KEPT: usize = 64 << 10;
/// Inputs kept at most; then each new one takes the place of another.
const MOST_KEPT: usize = 4_096;
/// Answers told apart at most; beyond them none is new.
const MOST_ANSWERS: usize = 1 << 20;
/// No input of this size may keep a parser longer: so much per MiB, in a build without optimizer.
const PATIENCE_PER_MIB: Duration = Duration::from_secs(10);

/// How a run ended.
#[derive(Debug)]
pub struct Report {
    /// Inputs tried.
    pub tried: u64,
    /// Inputs the target accepted.
    pub accepted: u64,
    /// Answers that had never been drawn before.
    pub answers: usize,
}

/// What must not be, and the input that brought it about.
#[derive(Debug)]
pub struct Failure {
    /// What happened.
    pub reason: String,
    /// The input.
    pub input: Vec<u8>,
}

/// Runs a target for a while. The same seed draws the same inputs.
pub fn run(
    target: &Target,
    seed: u64,
    duration: Duration,
    schema: Option<&Schema>,
) -> Result<Report, Failure> {
    let started = Instant::now();
    let mut mutator = Mutator::new(seed);
    // What drew a new answer, and of that what was accepted.
    let mut kept = Pool(samples::of(target.name));
    let mut good = Pool(samples::of(target.name));
    let mut answers = HashSet::new();
    let mut report = Report { tried: 0, accepted: 0, answers: 0 };
    for sample in &good.0 {
        if !look(target, sample, schema, &mut answers, &mut report)?.accepted {
            let reason = "a sample of the corpus is refused".to_owned();
            return Err(Failure { reason, input: sample.clone() });
        }
    }
    while started.elapsed() < duration {
        let input = if mutator.random().below(2) == 0 {
            let sample = good.pick(mutator.random());
            mutator.vary(sample)
        } else {
            let (sample, other) = (kept.pick(mutator.random()), kept.pick(mutator.random()));
            mutator.mutate(sample, other)
        };
        let looked = look(target, &input, schema, &mut answers, &mut report)?;
        if looked.is_new && input.len() <= LONGEST_KEPT {
            if looked.accepted {
                good.keep(input.clone(), mutator.random());
            }
            kept.keep(input, mutator.random());
        }
    }
    report.answers = answers.len();
    Ok(report)
}

/// Inputs from which others are made.
struct Pool(Vec<Vec<u8>>);

impl Pool {
    fn pick(&self, random: &mut Random) -> &[u8] {
        &self.0[random.below(self.0.len())]
    }

    /// Keeps one more; in a full pool it takes the place of another.
    fn keep(&mut self, input: Vec<u8>, random: &mut Random) {
        if self.0.len() < MOST_KEPT {
            self.0.push(input);
        } else {
            let place = random.below(self.0.len());
            self.0[place] = input;
        }
    }
}

struct Looked {
    accepted: bool,
    is_new: bool,
}

fn look(
    target: &Target,
    input: &[u8],
    schema: Option<&Schema>,
    answers: &mut HashSet<u64>,
    report: &mut Report,
) -> Result<Looked, Failure> {
    let fail = |reason: String| Failure { reason, input: input.to_vec() };
    let started = Instant::now();
    let asked = catch_unwind(AssertUnwindSafe(|| (target.ask)(input, schema)));
    let took = started.elapsed();
    let mib = u32::try_from(input.len() >> 20).unwrap_or(u32::MAX).saturating_add(1);
    if took > PATIENCE_PER_MIB * mib {
        return Err(fail(format!("it took {took:?}")));
    }
    let verdict = asked.map_err(|_| fail("it panicked".to_owned()))?.map_err(fail)?;
    report.tried += 1;
    report.accepted += u64::from(verdict.accepted);
    let answer = fingerprint(verdict.answer.as_bytes());
    let is_new = answers.len() < MOST_ANSWERS && answers.insert(answer);
    Ok(Looked { accepted: verdict.accepted, is_new })
}

/// Where the input of a failure is left.
pub fn keep(folder: &Path, target: &str, failure: &Failure) -> std::io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join(format!("{target}-{:016x}", fingerprint(&failure.input)));
    std::fs::write(&path, &failure.input)?;
    Ok(path)
}

/// FNV-1a: tells inputs apart, and no more.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
