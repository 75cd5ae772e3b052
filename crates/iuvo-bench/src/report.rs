//! What is said of the measurements: medians and their ratio, as a table and as JSON.

use std::time::Duration;

use serde::Serialize;

use crate::{load::Driven, machine::Spent};

/// One run of the program or of a limit.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Run {
    /// Calls answered: of the program also those of the warm-up and of the end.
    pub(crate) answered: u64,
    pub(crate) per_second: f64,
    /// Microseconds of processor per call.
    pub(crate) server_us: f64,
    pub(crate) postgres_us: f64,
    pub(crate) driver_us: f64,
    /// The share of the processors that others took, in percent.
    pub(crate) others_percent: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    /// Commands per commit, where the store groups them.
    pub(crate) group: f64,
    /// Events that the journal could not take in.
    pub(crate) dropped: u64,
}

/// A limit and the program, measured in turns.
#[derive(Debug, Serialize)]
pub(crate) struct Comparison {
    pub(crate) name: &'static str,
    pub(crate) of: &'static str,
    pub(crate) floor: f64,
    pub(crate) aim: f64,
    pub(crate) limit: Vec<Run>,
    pub(crate) product: Vec<Run>,
}

/// Timelines read from an archive in which much has happened.
#[derive(Debug, Serialize)]
pub(crate) struct Timeline {
    pub(crate) engine: &'static str,
    pub(crate) events: i64,
    pub(crate) runs: Vec<Run>,
}

/// The longest that 99 timelines of 100 may take, in milliseconds.
const TIMELINE_P99: f64 = 50.0;

/// A page of the back office, asked for again and again.
#[derive(Debug, Serialize)]
pub(crate) struct PageRuns {
    pub(crate) engine: &'static str,
    pub(crate) bodies: u64,
    pub(crate) positions: u64,
    pub(crate) page: &'static str,
    pub(crate) runs: Vec<Run>,
}

/// The longest that 99 pages of 100 may take, in milliseconds.
const PAGE_P99: f64 = 50.0;

/// What the program costs at one size of the archive.
#[derive(Debug, Serialize)]
pub(crate) struct Growth {
    pub(crate) engine: &'static str,
    pub(crate) bodies: u64,
    pub(crate) positions: u64,
    pub(crate) gibibytes: f64,
    pub(crate) ready: Duration,
    /// Bytes of private memory before any call, and after them.
    pub(crate) idle: u64,
    pub(crate) loaded: u64,
    pub(crate) verify: Vec<Run>,
    pub(crate) receipt: Vec<Run>,
}

/// Memory and start of the program on one engine.
#[derive(Debug, Serialize)]
pub(crate) struct Footprint {
    pub(crate) engine: &'static str,
    pub(crate) idle: u64,
    pub(crate) loaded: u64,
    pub(crate) ready: Vec<Duration>,
}

/// Everything measured.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    pub(crate) comparisons: Vec<Comparison>,
    pub(crate) footprints: Vec<Footprint>,
    pub(crate) timelines: Vec<Timeline>,
    pub(crate) growth: Vec<Growth>,
    pub(crate) pages: Vec<PageRuns>,
}

impl Run {
    /// Of calls driven by us.
    pub(crate) fn of_calls(driven: &Driven, group: f64) -> Self {
        let calls = u64::try_from(driven.latencies.len()).unwrap_or_default();
        let milliseconds = |percent| f64::from(driven.latency(percent)) / 1000.0;
        Self {
            p50_ms: milliseconds(50),
            p99_ms: milliseconds(99),
            group,
            answered: driven.answered,
            ..Self::of_limit(calls, None, &driven.spent)
        }
    }

    /// Of a limit, that says itself how fast it was or is told by its count.
    pub(crate) fn of_limit(count: u64, per_second: Option<f64>, spent: &Spent) -> Self {
        let each = |time: Duration| ratio(u64::try_from(time.as_micros()).unwrap_or(0), count);
        let counted = fraction(count) / spent.elapsed.as_secs_f64();
        Self {
            answered: count,
            per_second: per_second.unwrap_or(counted),
            server_us: each(spent.server),
            postgres_us: each(spent.postgres),
            driver_us: each(spent.driver),
            others_percent: spent.others * 100.0,
            ..Self::default()
        }
    }
}

impl Comparison {
    pub(crate) fn new(name: &'static str, of: &'static str, floor: f64, aim: f64) -> Self {
        Self { name, of, floor, aim, limit: Vec::new(), product: Vec::new() }
    }

    fn ratio(&self) -> f64 {
        median(&self.product, |it| it.per_second) / median(&self.limit, |it| it.per_second)
    }
}

impl Report {
    /// Prints the tables.
    pub(crate) fn print(&self) {
        for comparison in &self.comparisons {
            let (ratio, floor, aim) = (comparison.ratio(), comparison.floor, comparison.aim);
            println!(
                "\n{}: {ratio:.2} of {} (floor {floor:.2} {}, aim {aim:.2} {})",
                comparison.name,
                comparison.of,
                reached(ratio >= floor),
                reached(ratio >= aim)
            );
            heading();
            for (who, runs) in [("limit", &comparison.limit), ("program", &comparison.product)] {
                for run in runs {
                    line(who, run);
                }
                line(&format!("{who}, median"), &median_run(runs));
            }
        }
        for footprint in &self.footprints {
            let Footprint { engine, idle, loaded, ready } = footprint;
            let mut ready = ready.clone();
            ready.sort();
            let ready = ready.get(ready.len() / 2).map_or(0.0, Duration::as_secs_f64);
            let (idle, loaded) = (mebibytes(*idle), mebibytes(*loaded));
            println!(
                "\n{engine}: RssAnon idle {idle:.1} MB, loaded {loaded:.1} MB; ready after {ready:.3} s"
            );
        }
        self.timelines.iter().for_each(Timeline::print);
        self.growth.iter().for_each(Growth::print);
        self.pages.iter().for_each(PageRuns::print);
    }
}

impl Timeline {
    fn print(&self) {
        let median = median_run(&self.runs);
        println!(
            "\ntimeline, {}, {} events: p99 {:.1} ms (floor {TIMELINE_P99:.0} ms {})",
            self.engine,
            self.events,
            median.p99_ms,
            reached(median.p99_ms <= TIMELINE_P99)
        );
        heading();
        self.runs.iter().for_each(|it| line("program", it));
        line("program, median", &median);
    }
}

impl PageRuns {
    fn print(&self) {
        let Self { engine, bodies, positions, page, runs } = self;
        let median = median_run(runs);
        println!(
            "{engine}, {bodies} bodies, {positions} positions, {page}: p50 {:.1} ms, p99 {:.1} ms \
             (floor {PAGE_P99:.0} ms {}), {:.1} + {:.1} ms of processor",
            median.p50_ms,
            median.p99_ms,
            reached(median.p99_ms <= PAGE_P99),
            median.server_us / 1000.0,
            median.postgres_us / 1000.0
        );
    }
}

impl Growth {
    fn print(&self) {
        let (idle, loaded) = (mebibytes(self.idle), mebibytes(self.loaded));
        println!(
            "\n{}, {} bodies, {} positions ({:.1} GB): RssAnon idle {idle:.1} MB, loaded \
             {loaded:.1} MB; ready after {:.3} s",
            self.engine,
            self.bodies,
            self.positions,
            self.gibibytes,
            self.ready.as_secs_f64()
        );
        heading();
        line("verify", &median_run(&self.verify));
        line("paSendRTV2", &median_run(&self.receipt));
    }
}

fn heading() {
    println!(
        "{:<18}{:>10}{:>9}{:>9}{:>10}{:>10}{:>10}{:>9}{:>8}{:>9}",
        "",
        "calls/s",
        "p50 ms",
        "p99 ms",
        "server us",
        "pgsql us",
        "driver us",
        "others %",
        "group",
        "dropped"
    );
}

fn line(who: &str, run: &Run) {
    println!(
        "{who:<18}{:>10.0}{:>9.2}{:>9.2}{:>10.1}{:>10.1}{:>10.1}{:>9.1}{:>8.1}{:>9}",
        run.per_second,
        run.p50_ms,
        run.p99_ms,
        run.server_us,
        run.postgres_us,
        run.driver_us,
        run.others_percent,
        run.group,
        run.dropped
    );
}

fn reached(is_reached: bool) -> &'static str {
    if is_reached { "reached" } else { "MISSED" }
}

/// Each figure's own median; of what was answered or dropped, the sum.
fn median_run(runs: &[Run]) -> Run {
    Run {
        answered: runs.iter().map(|it| it.answered).sum(),
        per_second: median(runs, |it| it.per_second),
        server_us: median(runs, |it| it.server_us),
        postgres_us: median(runs, |it| it.postgres_us),
        driver_us: median(runs, |it| it.driver_us),
        others_percent: median(runs, |it| it.others_percent),
        p50_ms: median(runs, |it| it.p50_ms),
        p99_ms: median(runs, |it| it.p99_ms),
        group: median(runs, |it| it.group),
        dropped: runs.iter().map(|it| it.dropped).sum(),
    }
}

fn median(runs: &[Run], figure: impl Fn(&Run) -> f64) -> f64 {
    let mut figures: Vec<f64> = runs.iter().map(figure).collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// One count by another; nothing by nothing is nothing.
pub(crate) fn ratio(count: u64, by: u64) -> f64 {
    if by == 0 { 0.0 } else { fraction(count) / fraction(by) }
}

#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "counts stay under 2^52")]
fn fraction(count: u64) -> f64 {
    count as f64
}

/// The nearest whole number, at least one.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is bounded before"
)]
pub(crate) fn rounded(number: f64) -> u64 {
    number.clamp(1.0, 1e6).round() as u64
}

fn mebibytes(bytes: u64) -> f64 {
    ratio(bytes, 1 << 20)
}

pub(crate) fn gibibytes(bytes: i64) -> f64 {
    ratio(u64::try_from(bytes).unwrap_or_default(), 1 << 30)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_not_moved_by_one_bad_run() {
        let runs: Vec<Run> =
            [5.0, 1000.0, 4.0].map(|per_second| Run { per_second, ..Run::default() }).into();
        assert!((median(&runs, |it| it.per_second) - 5.0).abs() < f64::EPSILON);
        assert_eq!(rounded(median(&runs, |it| it.per_second)), 5);
    }
}
