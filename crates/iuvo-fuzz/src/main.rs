//! The tool: `cargo xtask fuzz` and `cargo xtask siege` call it.

use std::{
    path::PathBuf,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};

use anyhow::{Context, Result, ensure};
use clap::Parser;
use iuvo_fuzz::{
    fuzz, samples,
    schema::Schema,
    siege::{Besieged, Crowd, Latencies, Storm},
    targets::{TARGETS, Target},
};

/// Where inputs that brought something to light are left.
const FINDINGS: &str = "target/fuzz";
/// Growth of memory that a siege may cause, in KiB.
const GROWTH_KIB: u64 = 50 << 10;
/// What is asked decently.
const QUESTION: &str = "paVerifyPaymentNoticeReq";
/// The Node's service level.
const SERVICE_LEVEL: Duration = Duration::from_secs(2);

#[derive(Parser)]
enum Tool {
    /// Mutates samples and gives them to parsers.
    Fuzz {
        /// Which parser; all, one after the other, if none is named.
        target: Option<String>,
        /// Seconds in all.
        #[arg(long, default_value_t = 60)]
        seconds: u64,
        /// Repeats a run.
        #[arg(long)]
        seed: Option<u64>,
        /// The folder of the official files: what is accepted is held against the schemas.
        #[arg(long)]
        specs: Option<PathBuf>,
    },
    /// Besieges a running program.
    Siege {
        /// The program.
        #[arg(long)]
        program: PathBuf,
        /// Mutated messages.
        #[arg(long, default_value_t = 1_000_000)]
        messages: u64,
        /// Slow connections, for a minute, beside eight clients that send 64 MiB.
        #[arg(long, default_value_t = 10_000)]
        slow: usize,
        /// Repeats a run.
        #[arg(long)]
        seed: Option<u64>,
    },
}

fn main() -> ExitCode {
    // The first of the process, so it cannot be refused.
    drop(rustls::crypto::ring::default_provider().install_default());
    let done = match Tool::parse() {
        Tool::Fuzz { target, seconds, seed, specs } => {
            fuzz_targets(target.as_deref(), seconds, seed, specs.as_deref())
        }
        Tool::Siege { program, messages, slow, seed } => {
            tokio::runtime::Runtime::new().map_err(Into::into).and_then(|runtime| {
                runtime.block_on(besiege(&program, messages, slow, seed.unwrap_or_else(chance)))
            })
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nfuzz: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// A seed nobody has chosen; it is printed, so that the run can be repeated.
fn chance() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "a tool at a terminal has no clock to be given")]
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.map_or(1, |it| u64::from(it.subsec_nanos()) ^ it.as_secs())
}

fn fuzz_targets(
    name: Option<&str>,
    seconds: u64,
    seed: Option<u64>,
    specs: Option<&std::path::Path>,
) -> Result<()> {
    let targets: Vec<&Target> =
        TARGETS.iter().filter(|it| name.is_none_or(|name| it.name == name)).collect();
    let known: Vec<&str> = TARGETS.iter().map(|it| it.name).collect();
    ensure!(!targets.is_empty(), "no such target; there are {}", known.join(", "));
    let schema = specs.map(Schema::load).transpose()?;
    let seed = seed.unwrap_or_else(chance);
    let share = Duration::from_secs(seconds) / u32::try_from(targets.len())?;
    println!(
        "seed {seed}, {share:?} each, schemas {}",
        if schema.is_some() { "held" } else { "not given" }
    );
    // What panics is caught and reported with its input; the trace would only hide it.
    std::panic::set_hook(Box::new(|panic| eprintln!("{panic}")));
    println!("{:<16}{:>12}{:>12}{:>10}", "target", "tried", "accepted", "answers");
    for target in targets {
        match fuzz::run(target, seed, share, schema.as_ref()) {
            Ok(fuzz::Report { tried, accepted, answers }) => {
                println!("{:<16}{tried:>12}{accepted:>12}{answers:>10}", target.name);
            }
            Err(failure) => {
                let path = fuzz::keep(FINDINGS.as_ref(), target.name, &failure)?;
                anyhow::bail!(
                    "{}: {}; its input is {}",
                    target.name,
                    failure.reason,
                    path.display()
                );
            }
        }
    }
    Ok(())
}

async fn besiege(program: &std::path::Path, messages: u64, slow: usize, seed: u64) -> Result<()> {
    let besieged = Besieged::start(program).await?;
    println!("seed {seed}, {}", besieged.base_url());
    storm(&besieged, messages, seed).await?;
    crowd(&besieged, slow).await?;
    let accidents = besieged.accidents()?;
    ensure!(accidents.is_empty(), "accidents: {accidents:#?}");
    println!("no panic, no defect");
    Ok(())
}

async fn storm(besieged: &Besieged, messages: u64, seed: u64) -> Result<()> {
    let storm =
        |messages, seed| Storm { base_url: besieged.base_url(), messages, clients: 64, seed };
    // What is allocated once is no growth.
    storm(messages / 20, seed.wrapping_add(1)).rage(&Arc::default()).await;
    let before = besieged.memory_kib()?;
    let (started, sent) = (Instant::now(), Arc::new(AtomicU64::new(0)));
    let watched = Arc::clone(&sent);
    let watch = tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(10)).await;
            println!("{} sent after {:?}", watched.load(Ordering::Relaxed), started.elapsed());
        }
    });
    let answers = storm(messages, seed).rage(&sent).await;
    watch.abort();
    let after = besieged.memory_kib()?;
    for (kind, count) in &answers.by_kind {
        println!("{kind:<40}{count:>10}");
    }
    println!("{messages} messages in {:?}, {before} → {after} KiB", started.elapsed());
    for (reason, message) in &answers.invalid {
        println!("--- {reason}\n{message}");
    }
    ensure!(answers.invalid_count == 0, "{} invalid answers", answers.invalid_count);
    ensure!(after < before + GROWTH_KIB, "memory has grown");
    Ok(())
}

async fn crowd(besieged: &Besieged, slow: usize) -> Result<()> {
    let questions = samples::of("node-request").into_iter().map(String::from_utf8);
    let question = questions.filter_map(Result::ok).find(|it| it.contains(QUESTION));
    let question = question.context("the corpus has a question")?;
    let crowd = Crowd::gather(besieged.address(), slow, 8);
    tokio::time::sleep(Duration::from_secs(10)).await;
    println!("{} slow connections open", crowd.held());
    let asked = Latencies::of(&besieged.base_url(), &question, Duration::from_secs(50)).await;
    println!("{} slow connections open, {} KiB", crowd.held(), besieged.memory_kib()?);
    crowd.disperse().await;
    let asked = asked.map_err(anyhow::Error::msg)?;
    let [p50, p98, worst] = [50, 98, 100].map(|it| asked.percentile(it));
    println!("{} decent questions: p50 {p50:?}, p98 {p98:?}, worst {worst:?}", asked.count());
    ensure!(worst < SERVICE_LEVEL, "a decent question took {worst:?}");
    Ok(())
}
