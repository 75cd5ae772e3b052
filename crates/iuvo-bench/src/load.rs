//! The load: so many connections, each with one question open at a time.
//!
//! Invariants: a request is never sent twice; whoever asked before the end is waited for, so that
//! what was answered can be compared with what is stored; an answer other than OK ends the run.

use std::{
    cell::Cell,
    net::SocketAddr,
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Result, anyhow, ensure};
use tokio::task::{JoinSet, LocalSet};

use crate::{
    http::{Connection, find},
    machine::{Spent, Watch, Watched},
};

/// What is asked.
pub(crate) trait Requests: Send + Sync {
    /// Writes request number `n` over what the buffer held.
    fn write(&self, number: u64, buffer: &mut Vec<u8>);

    /// What every answer must say.
    fn expected(&self) -> &'static [u8] {
        b"<outcome>OK</outcome>"
    }
}

/// How hard and how long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    pub(crate) connections: usize,
    pub(crate) warm_up: Duration,
    pub(crate) measured: Duration,
}

/// What came of it.
pub(crate) struct Driven {
    /// Calls answered OK, those of the warm-up and of the end included.
    pub(crate) answered: u64,
    /// The number of the next request never sent.
    pub(crate) next: u64,
    pub(crate) spent: Spent,
    /// Microseconds of each call answered in the time measured, the fastest first.
    pub(crate) latencies: Vec<u32>,
}

impl Driven {
    /// The latency that this share of the calls stayed under, in microseconds.
    pub(crate) fn latency(&self, percent: usize) -> u32 {
        let index = self.latencies.len() * percent / 100;
        self.latencies.get(index).or(self.latencies.last()).copied().unwrap_or_default()
    }
}

impl Load {
    /// Drives a server with requests from number `first` on, from a thread of its own.
    pub(crate) fn drive(
        self,
        address: SocketAddr,
        watched: Watched,
        first: u64,
        requests: Arc<dyn Requests>,
    ) -> Result<Driven> {
        let driver = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            LocalSet::new().block_on(&runtime, self.run(address, watched, first, requests))
        });
        driver.join().map_err(|_| anyhow!("the load generator panicked"))?
    }

    async fn run(
        self,
        address: SocketAddr,
        watched: Watched,
        first: u64,
        requests: Arc<dyn Requests>,
    ) -> Result<Driven> {
        let begin = Instant::now() + self.warm_up;
        let end = begin + self.measured;
        let next = Rc::new(Cell::new(first));
        let mut callers = JoinSet::new();
        for _ in 0..self.connections {
            let connection = Connection::open(address).await?;
            let (next, requests) = (Rc::clone(&next), Arc::clone(&requests));
            callers.spawn_local(call(connection, next, requests, begin, end));
        }
        tokio::time::sleep_until(begin.into()).await;
        let watch = Watch::start(watched)?;
        tokio::time::sleep_until(end.into()).await;
        let spent = watch.stop()?;
        let (mut answered, mut latencies) = (0, Vec::new());
        while let Some(calls) = callers.join_next().await {
            let calls = calls??;
            answered += calls.answered;
            latencies.extend(calls.latencies);
        }
        latencies.sort_unstable();
        Ok(Driven { answered, next: next.get(), spent, latencies })
    }
}

#[derive(Default)]
struct Calls {
    answered: u64,
    latencies: Vec<u32>,
}

/// One caller: asks, waits, asks again.
async fn call(
    mut connection: Connection,
    next: Rc<Cell<u64>>,
    requests: Arc<dyn Requests>,
    begin: Instant,
    end: Instant,
) -> Result<Calls> {
    let mut calls = Calls::default();
    let mut request = Vec::with_capacity(8192);
    loop {
        let sent = Instant::now();
        if sent >= end {
            return Ok(calls);
        }
        requests.write(next.replace(next.get() + 1), &mut request);
        let answer = connection.exchange(&request).await?;
        let is_ok = answer.status == 200 && find(answer.body, requests.expected()).is_some();
        ensure!(is_ok, "HTTP {}: {}", answer.status, String::from_utf8_lossy(answer.body));
        calls.answered += 1;
        let answered = Instant::now();
        if answered >= begin && answered < end {
            calls.latencies.push(u32::try_from((answered - sent).as_micros())?);
        }
    }
}
