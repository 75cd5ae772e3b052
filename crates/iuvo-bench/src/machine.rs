//! What the kernel says of processes: their time on the processors, their memory.

use std::{
    collections::HashMap,
    fs,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

/// What `/proc` counts time in: Linux reports hundredths of a second on every machine.
const TICK: Duration = Duration::from_millis(10);

/// Whose time is told apart from the rest of the machine's.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Watched {
    /// The server measured.
    pub(crate) server: Option<u32>,
    /// The first process of PostgreSQL.
    pub(crate) postgres: Option<u32>,
}

/// Time spent on the processors so far.
#[derive(Debug, Clone, Copy)]
struct Reading {
    at: Instant,
    server: Duration,
    postgres: Duration,
    driver: Duration,
    machine: Duration,
}

/// Time spent on the processors between two moments.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spent {
    pub(crate) elapsed: Duration,
    pub(crate) server: Duration,
    pub(crate) postgres: Duration,
    /// This process and those it started, but for the server.
    pub(crate) driver: Duration,
    /// The share of all processors that others took, from 0 to 1.
    pub(crate) others: f64,
}

/// A measurement that has begun.
pub(crate) struct Watch {
    watched: Watched,
    from: Reading,
}

impl Watch {
    pub(crate) fn start(watched: Watched) -> Result<Self> {
        Ok(Self { watched, from: watched.read()? })
    }

    pub(crate) fn stop(&self) -> Result<Spent> {
        let to = self.watched.read()?;
        let from = self.from;
        let elapsed = to.at - from.at;
        let server = to.server.saturating_sub(from.server);
        let postgres = to.postgres.saturating_sub(from.postgres);
        let driver = to.driver.saturating_sub(from.driver);
        let machine = to.machine.saturating_sub(from.machine);
        let all = machine.saturating_sub(server + postgres + driver);
        let others = all.as_secs_f64() / (elapsed.as_secs_f64() * processors());
        Ok(Spent { elapsed, server, postgres, driver, others })
    }
}

impl Watched {
    fn read(self) -> Result<Reading> {
        let processes = Processes::read()?;
        let of = |root: Option<u32>| root.map_or(Duration::ZERO, |it| processes.time_of(it));
        let server = of(self.server);
        Ok(Reading {
            at: Instant::now(),
            server,
            postgres: of(self.postgres),
            driver: of(Some(std::process::id())).saturating_sub(server),
            machine: machine()?,
        })
    }
}

/// How many processors there are.
pub(crate) fn processors() -> f64 {
    let count = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    f64::from(u32::try_from(count).unwrap_or(1))
}

/// Bytes of memory that belong to a process alone: no files, no mapped pages of the database.
pub(crate) fn private_memory(process: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|it| it.strip_prefix("RssAnon:")).context("no RssAnon")?;
    let kib: u64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kib * 1024)
}

/// The parent of a process.
pub(crate) fn parent_of(process: u32) -> Result<u32> {
    let processes = Processes::read()?;
    Ok(processes.0.get(&process).context("the process is gone")?.parent)
}

struct Process {
    parent: u32,
    /// Its own time and that of its children that have ended.
    ticks: u32,
}

struct Processes(HashMap<u32, Process>);

impl Processes {
    fn read() -> Result<Self> {
        let mut found = HashMap::new();
        for entry in fs::read_dir("/proc")? {
            let Some(process) = entry?.file_name().to_str().and_then(|it| it.parse().ok()) else {
                continue;
            };
            // A process may end while the list is read.
            if let Ok(line) = fs::read_to_string(format!("/proc/{process}/stat"))
                && let Some(read) = Process::parse(&line)
            {
                found.insert(process, read);
            }
        }
        Ok(Self(found))
    }

    /// The time of a process and of everything that descends from it.
    fn time_of(&self, root: u32) -> Duration {
        let descends = |mut process: u32| {
            while process != root {
                match self.0.get(&process) {
                    Some(it) => process = it.parent,
                    None => return false,
                }
            }
            true
        };
        self.0.iter().filter(|it| descends(*it.0)).map(|it| TICK * it.1.ticks).sum()
    }
}

impl Process {
    /// `pid (name) state ppid …`; the 14th to 17th fields are times. (proc(5))
    fn parse(line: &str) -> Option<Self> {
        let (_, after_name) = line.rsplit_once(')')?;
        let fields: Vec<&str> = after_name.split_ascii_whitespace().collect();
        let number = |index: usize| fields.get(index)?.parse::<u32>().ok();
        let ticks = (11..=14).map(number).sum::<Option<u32>>()?;
        Some(Self { parent: number(1)?, ticks })
    }
}

/// The time all processors have been busy, also for other virtual machines (steal).
fn machine() -> Result<Duration> {
    let stat = fs::read_to_string("/proc/stat")?;
    let line = stat.lines().next().context("/proc/stat is empty")?;
    let ticks: Vec<u32> = line.split_ascii_whitespace().skip(1).flat_map(str::parse).collect();
    let idle = [3, 4];
    let busy = ticks.iter().enumerate().take(8).filter(|it| !idle.contains(&it.0));
    Ok(busy.map(|it| TICK * *it.1).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_a_process_counts_its_children() {
        let watched = Watched { server: Some(std::process::id()), postgres: None };
        let watch = Watch::start(watched).unwrap();
        let busy = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";
        assert!(std::process::Command::new("sh").args(["-c", busy]).status().unwrap().success());
        let spent = watch.stop().unwrap();
        assert!(spent.server >= TICK, "{spent:?}");
        assert!(spent.others <= 1.0, "{spent:?}");
    }

    #[test]
    fn a_name_may_hold_anything() {
        let line = "12 (a b) c) S 7 12 12 0 -1 4194560 1 0 0 0 10 20 30 40 20 0 1 0";
        let process = Process::parse(line).unwrap();
        assert_eq!((process.parent, process.ticks), (7, 100));
    }

    #[test]
    fn our_own_memory_is_more_than_nothing() {
        assert!(private_memory(std::process::id()).unwrap() > 0);
        assert!(parent_of(std::process::id()).unwrap() > 0);
    }
}
