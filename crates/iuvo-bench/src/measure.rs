//! The measurements: the limit and the program in turns on one archive, each run closed by a look
//! at what is stored.

use std::{path::PathBuf, sync::Arc, time::Duration};

use anyhow::{Context, Result, ensure};

use crate::{
    copies::Archive,
    database::Database,
    limits::{
        gate::Gate,
        pgbench::{self, Pgbench},
        raw_sqlite::{self, Ground},
    },
    load::{Driven, Load, Requests},
    machine::Watched,
    messages::{Receipts, Timelines, Verifications},
    pages::{self, Clerk},
    program::{Program, Server},
    report::{Comparison, Growth, PageRuns, Run, Timeline},
    sample::{self, Sample},
};

/// How much is measured.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) positions: u64,
    pub(crate) bodies: u64,
    /// Events in the archive when timelines are read.
    pub(crate) events: u64,
    pub(crate) rounds: u32,
    pub(crate) seconds: Duration,
    pub(crate) connections: usize,
    pub(crate) pgbench: PathBuf,
}

/// Who reads timelines is a person, or software of a body: few at a time.
const CONNECTIONS_OF_TIMELINES: usize = 8;
/// Clients of pgbench that write receipts.
const WRITERS: u32 = 32;
/// Two people work at the same time.
const CONNECTIONS_OF_PAGES: usize = 2;

/// An archive with the program on it.
pub(crate) struct Scene {
    plan: Plan,
    database: Database,
    program: Program,
    key: String,
    sample: Sample,
    archive: Archive,
    server: Server,
    watched: Watched,
    /// The next receipt's number: no position is paid twice.
    next_receipt: u64,
    /// The same of the limit, from the middle of the archive on.
    next_raw_receipt: u64,
}

impl Scene {
    /// Makes an archive and starts the program on it.
    pub(crate) async fn set(plan: &Plan, database: Database, program: Program) -> Result<Self> {
        program.run(&["migrate"])?;
        let key = sample::open_body(&program)?;
        let sample = sample::make(&program, &database, &key).await?;
        let archive =
            Archive::fill(&database, &sample.position, plan.bodies, plan.positions).await?;
        if let Database::Postgres { .. } = &database {
            database.run("vacuum (analyze)").await?;
            database.run("checkpoint").await?;
        }
        program.run(&["check"])?;
        let server = program.serve().await?;
        let watched =
            Watched { server: Some(server.process()), postgres: database.process().await? };
        let plan = plan.clone();
        let (next_receipt, next_raw_receipt) = (0, 0);
        Ok(Self {
            plan,
            database,
            program,
            key,
            sample,
            archive,
            server,
            watched,
            next_receipt,
            next_raw_receipt,
        })
    }

    /// paVerifyPaymentNotice against the engine's limit.
    pub(crate) async fn verify(&mut self) -> Result<Comparison> {
        let mut comparison = match self.database {
            Database::Sqlite { .. } => {
                Comparison::new("verify, SQLite", "gate without database", 0.70, 0.9)
            }
            Database::Postgres { .. } => {
                Comparison::new("verify, PostgreSQL", "pgbench select -c8", 0.30, 0.5)
            }
        };
        for round in 0..self.plan.rounds {
            comparison.limit.push(match &self.database {
                Database::Sqlite { .. } => self.gate_alone(round).await?,
                Database::Postgres { url, .. } => {
                    self.pgbench(url, 8, &pgbench::reading(&self.archive))?
                }
            });
            comparison.product.push(self.verify_once(round).await?);
        }
        Ok(comparison)
    }

    /// paSendRTV2 against the engine's limit.
    pub(crate) async fn receive(&mut self) -> Result<Comparison> {
        let mut comparison = match self.database {
            Database::Sqlite { .. } => Comparison::new(
                "paSendRTV2, SQLite",
                "raw rusqlite, same rows and groups",
                0.6,
                0.9,
            ),
            Database::Postgres { .. } => {
                Comparison::new("paSendRTV2, PostgreSQL", "pgbench -c32, same rows", 0.45, 1.0)
            }
        };
        self.let_receipts_be_known().await?;
        for _ in 0..self.plan.rounds {
            let product = self.receive_once().await?;
            comparison.limit.push(match &self.database {
                Database::Sqlite { path, .. } => {
                    let path = path.clone();
                    self.raw_sqlite(&path, product.group)?
                }
                Database::Postgres { url, .. } => {
                    let url = url.clone();
                    self.raw_postgres(&url).await?
                }
            });
            comparison.product.push(product);
        }
        Ok(comparison)
    }

    /// The timeline of a notice number through the API, when so much has happened; the program is
    /// started again.
    pub(crate) async fn timeline(self) -> Result<(Self, Timeline)> {
        self.server.stop()?;
        let (told, names) = &self.sample.verification;
        let table = &told.0.name;
        let counted = format!("select count(*) from {table}");
        let count = async || self.database.number(&counted).await;
        let wanted = i64::try_from(self.plan.events)?;
        let missing = u64::try_from((wanted - count().await?).max(0))?;
        self.archive.tell(&self.database, told, names, missing).await?;
        if let Database::Postgres { .. } = &self.database {
            self.database.run(&format!("vacuum (analyze) {table}")).await?;
        }
        let events = count().await?;
        ensure!(events >= wanted, "{events} events were made of {wanted}");
        let server = self.program.serve().await?;
        let scene = Self {
            watched: Watched { server: Some(server.process()), ..self.watched },
            server,
            ..self
        };
        let requests: Arc<dyn Requests> = Arc::new(Timelines {
            key: scene.key.clone(),
            bodies: scene.plan.bodies,
            positions: scene.plan.positions,
        });
        let load = Load { connections: CONNECTIONS_OF_TIMELINES, ..scene.load() };
        let stored = Stored::read(&scene.database).await?;
        let mut runs = Vec::new();
        for round in 0..scene.plan.rounds {
            let first = u64::from(round) << 32;
            let driven =
                load.drive(scene.server.address, scene.watched, first, Arc::clone(&requests))?;
            runs.push(Run::of_calls(&driven, 0.0));
        }
        scene.ensure_unchanged(&stored).await?;
        let timeline = Timeline { engine: scene.engine(), events, runs };
        Ok((scene, timeline))
    }

    /// Pages of the back office, once some thousand receipts have come.
    pub(crate) async fn pages(&mut self) -> Result<Vec<PageRuns>> {
        self.receive_once().await?;
        pages::hire(&self.program)?;
        let clerk = Clerk::sign_in(&self.server).await?;
        let position = clerk.position(&self.server).await?;
        let load = Load { connections: CONNECTIONS_OF_PAGES, ..self.load() };
        let stored = Stored::read(&self.database).await?;
        let mut all = Vec::new();
        for (page, path) in pages::PAGES.into_iter().chain([("a position", position.as_str())]) {
            let mut runs = Vec::new();
            for _ in 0..self.plan.rounds {
                let asks = clerk.asks(path);
                let driven = load.drive(self.server.address, self.watched, 0, asks)?;
                runs.push(Run::of_calls(&driven, 0.0));
            }
            let (engine, plan) = (self.engine(), &self.plan);
            let (bodies, positions) = (plan.bodies, plan.positions);
            all.push(PageRuns { engine, bodies, positions, page, runs });
        }
        self.ensure_unchanged(&stored).await?;
        Ok(all)
    }

    /// What the program costs on this archive, without a limit beside it.
    pub(crate) async fn growth(&mut self) -> Result<Growth> {
        let idle = self.server.private_memory()?;
        let (mut verify, mut receipt) = (Vec::new(), Vec::new());
        for round in 0..self.plan.rounds {
            verify.push(self.verify_once(round).await?);
        }
        // What is paid cannot be verified any more.
        self.let_receipts_be_known().await?;
        for _ in 0..self.plan.rounds {
            receipt.push(self.receive_once().await?);
        }
        Ok(Growth {
            engine: self.engine(),
            bodies: self.plan.bodies,
            positions: self.plan.positions,
            gibibytes: crate::report::gibibytes(self.database.size().await?),
            ready: self.server.ready_after,
            idle,
            loaded: self.server.private_memory()?,
            verify,
            receipt,
        })
    }

    /// Starts the program again and again on the archive: how long until it is ready.
    pub(crate) async fn start_again(self) -> Result<Vec<Duration>> {
        let mut server = self.server;
        let mut times = Vec::new();
        for _ in 0..self.plan.rounds {
            server.stop()?;
            server = self.program.serve().await?;
            times.push(server.ready_after);
        }
        server.stop()?;
        Ok(times)
    }

    /// Memory that is the server's alone, now.
    pub(crate) fn private_memory(&self) -> Result<u64> {
        self.server.private_memory()
    }

    pub(crate) fn engine(&self) -> &'static str {
        match self.database {
            Database::Sqlite { .. } => "SQLite",
            Database::Postgres { .. } => "PostgreSQL",
        }
    }

    /// The program may pay the first half of the positions, the limit the rest.
    fn payable(&self) -> u64 {
        self.plan.positions / 2
    }

    fn load(&self) -> Load {
        let warm_up = self.plan.seconds / 5;
        Load { connections: self.plan.connections, warm_up, measured: self.plan.seconds }
    }

    fn drive(&self, first: u64, requests: Arc<dyn Requests>) -> Result<Driven> {
        self.load().drive(self.server.address, self.watched, first, requests)
    }

    async fn verify_once(&self, round: u32) -> Result<Run> {
        let counted = async || {
            self.server
                .counter("iuvo_node_calls_total", "operation=\"paVerifyPaymentNotice\"")
                .await
        };
        let dropped = async || self.server.counter("iuvo_journal_dropped_total", "").await;
        let (calls, stored) = (counted().await?, Stored::read(&self.database).await?);
        let lost = dropped().await?;
        let requests = Verifications::new(self.archive.bodies.clone(), self.archive.positions)?;
        let driven = self.drive(u64::from(round) << 32, Arc::new(requests))?;
        let calls = counted().await? - calls;
        ensure!(calls == driven.answered, "{calls} calls counted of {}", driven.answered);
        self.ensure_unchanged(&stored).await?;
        Ok(Run { dropped: dropped().await? - lost, ..Run::of_calls(&driven, 0.0) })
    }

    /// PostgreSQL plans with what it last saw of a table. It saw those of receipts empty, and would
    /// look for one among all of its body; in production it looks again within a minute
    /// (`autovacuum_naptime`), but a measurement is over by then.
    async fn let_receipts_be_known(&mut self) -> Result<()> {
        if let Database::Postgres { .. } = &self.database {
            self.receive_once().await?;
            self.database.run("analyze").await?;
        }
        Ok(())
    }

    async fn receive_once(&mut self) -> Result<Run> {
        let stored = Stored::read(&self.database).await?;
        let grouped = async |name| self.server.counter(name, "").await;
        let commits = grouped("iuvo_store_commits_total").await?;
        let commands = grouped("iuvo_store_commands_total").await?;
        let requests = Receipts::new(self.archive.bodies.clone(), self.payable())?;
        let driven = self.drive(self.next_receipt, Arc::new(requests))?;
        self.next_receipt = driven.next;
        ensure!(driven.next <= self.payable(), "there are too few positions for so many receipts");
        let changed = Stored::read(&self.database).await?.since(&stored);
        ensure!(
            changed == Stored::receipts(i64::try_from(driven.answered)?),
            "{} receipts were answered OK, and stored: {changed:?}",
            driven.answered
        );
        let grouped = async |name| self.server.counter(name, "").await;
        let commits = grouped("iuvo_store_commits_total").await? - commits;
        let commands = grouped("iuvo_store_commands_total").await? - commands;
        Ok(Run::of_calls(&driven, crate::report::ratio(commands, commits)))
    }

    async fn gate_alone(&self, round: u32) -> Result<Run> {
        let gate = Gate::start().await?;
        let watched = Watched { server: Some(gate.process()), postgres: None };
        let requests = Verifications::new(self.archive.bodies.clone(), self.archive.positions)?;
        let first = u64::from(round) << 32;
        let driven = self.load().drive(gate.address, watched, first, Arc::new(requests))?;
        Ok(Run::of_calls(&driven, 0.0))
    }

    /// Whoever only asks changes nothing.
    async fn ensure_unchanged(&self, before: &Stored) -> Result<()> {
        let changed = Stored::read(&self.database).await?.since(before);
        ensure!(changed == Stored::default(), "asking changed the archive: {changed:?}");
        Ok(())
    }

    fn pgbench(&self, url: &str, clients: u32, script: &str) -> Result<Run> {
        let done = Pgbench {
            program: &self.plan.pgbench,
            url,
            clients,
            duration: self.plan.seconds,
            watched: self.watched,
        }
        .run(script)?;
        Ok(Run::of_limit(done.transactions, Some(done.per_second), &done.spent))
    }

    async fn raw_postgres(&mut self, url: &str) -> Result<Run> {
        let stored = Stored::read(&self.database).await?;
        let (from, written) = (self.payable() + self.next_raw_receipt, &self.sample.receipt);
        let script = pgbench::writing(&self.archive, from, WRITERS, written)?;
        let run = self.pgbench(url, WRITERS, &script)?;
        // A share for each round: were it too small for a client, what is stored would tell.
        self.next_raw_receipt +=
            (self.archive.positions - self.payable()) / u64::from(self.plan.rounds.max(1));
        let changed = Stored::read(&self.database).await?.since(&stored);
        ensure!(
            changed == Stored::receipts(i64::try_from(run.answered)?),
            "pgbench wrote {} receipts, and stored: {changed:?}",
            run.answered
        );
        Ok(run)
    }

    fn raw_sqlite(&mut self, path: &std::path::Path, group: f64) -> Result<Run> {
        let (from, next) = (self.payable(), self.next_raw_receipt);
        let mut ground = Ground { archive: &self.archive, from, next };
        let group = crate::report::rounded(group);
        let written = &self.sample.receipt;
        let done = raw_sqlite::run(path, &mut ground, written, group, self.plan.seconds)?;
        self.next_raw_receipt = ground.next;
        ensure!(ground.next <= self.archive.positions - from, "there are too few positions");
        Ok(Run::of_limit(done.receipts, None, &done.spent))
    }
}

/// What the archive holds of receipts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Stored {
    receipts: i64,
    transfers: i64,
    messages: i64,
    paid_installments: i64,
    paid_positions: i64,
    cases: i64,
}

impl Stored {
    /// So many receipts, each of a position of its own.
    fn receipts(count: i64) -> Self {
        Self {
            receipts: count,
            transfers: count,
            messages: count,
            paid_installments: count,
            paid_positions: count,
            cases: 0,
        }
    }

    async fn read(database: &Database) -> Result<Self> {
        let count = async |what: &str| {
            let sql = format!("select count(*) from {what}");
            database.number(&sql).await.context(sql)
        };
        Ok(Self {
            receipts: count("receipt").await?,
            transfers: count("receipt_transfer").await?,
            messages: count("receipt_message").await?,
            paid_installments: count("installment where status = 2").await?,
            paid_positions: count("debt_position where paid_at is not null").await?,
            cases: count("review_case").await?,
        })
    }

    fn since(&self, before: &Self) -> Self {
        Self {
            receipts: self.receipts - before.receipts,
            transfers: self.transfers - before.transfers,
            messages: self.messages - before.messages,
            paid_installments: self.paid_installments - before.paid_installments,
            paid_positions: self.paid_positions - before.paid_positions,
            cases: self.cases - before.cases,
        }
    }
}
