//! The server engine: a transaction per command, repeated when the server says so; point reads
//! share connections (`shared`).
//!
//! Commit conflicts, failovers and answers to COMMIT that never arrive are all met in the same
//! way: the command runs again on a fresh connection.

mod ahead;
mod shared;

use std::{sync::Arc, time::Duration};

use deadpool_postgres::{
    Client, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime, Timeouts,
};
use tokio::sync::Semaphore;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::{
    Command, Lane, OpenError, Query, Reach, StoreError, Tx, commits,
    defects::{self, caught},
    error::DriverError,
};
pub(crate) use ahead::Ahead;
use shared::SharedConnections;

/// How often a command is run before its failure is given back.
const ATTEMPTS: u32 = 5;
/// How long a command is kept trying. The Node waits 7 seconds for an answer, 15 for a receipt's.
const PATIENCE: Duration = Duration::from_secs(4);
/// Pause before the first repetition; it doubles each time.
const FIRST_PAUSE: Duration = Duration::from_millis(20);
/// How long a command waits for a connection.
const CONNECTION_WAIT: Duration = Duration::from_secs(2);
/// How long a server may leave what we send without a sign of having got it.
const SILENCE: Duration = Duration::from_secs(10);
/// Commands of the interactive lane that may run or wait; more are refused.
const INTERACTIVE_CAPACITY: usize = 4096;
/// Commands of the bulk lane that may run or wait; more are refused. Few, so that they never take
/// all connections.
const BULK_CAPACITY: usize = 4;

pub(crate) struct Postgres {
    pool: Pool,
    shared: SharedConnections,
    interactive: Arc<Semaphore>,
    bulk: Arc<Semaphore>,
}

impl Postgres {
    pub(crate) fn open(url: &str, connections: usize) -> Result<Self, OpenError> {
        let mut config: tokio_postgres::Config =
            url.parse().map_err(|error| OpenError::Url(format!("{error}")))?;
        config.application_name("iuvo").connect_timeout(CONNECTION_WAIT);
        // A server that vanishes without a word (a machine lost, a cable) is noticed too.
        config.keepalives_idle(SILENCE).tcp_user_timeout(SILENCE);
        let fast = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let timeouts = Timeouts {
            wait: Some(CONNECTION_WAIT),
            create: Some(CONNECTION_WAIT),
            recycle: Some(CONNECTION_WAIT),
        };
        let pool = Pool::builder(Manager::from_config(config, tls_connector(), fast))
            .max_size(connections)
            .timeouts(timeouts)
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| OpenError::Url(format!("{error}")))?;
        Ok(Self {
            pool,
            shared: SharedConnections::default(),
            interactive: Arc::new(Semaphore::new(INTERACTIVE_CAPACITY)),
            bulk: Arc::new(Semaphore::new(BULK_CAPACITY)),
        })
    }

    pub(crate) async fn execute<C: Command>(
        &self,
        lane: Lane,
        command: C,
    ) -> Result<C::Output, StoreError> {
        let lane = match lane {
            Lane::Interactive => &self.interactive,
            Lane::Bulk => &self.bulk,
        };
        let place = Arc::clone(lane).try_acquire_owned().map_err(|_| StoreError::Busy)?;
        let pool = self.pool.clone();
        // Detached: a client that hangs up cannot stop a transaction half way.
        let task = tokio::spawn(async move {
            let result = caught(repeat(&pool, &command)).await;
            defects::note(&result);
            drop(place);
            result
        });
        task.await.unwrap_or_else(|error| Err(StoreError::Bug(error.to_string())))
    }

    /// Asks once more if the connection turns out to be dead: those in the pool die together
    /// when the server restarts.
    pub(crate) async fn read<Q: Query>(&self, query: Q) -> Result<Q::Output, StoreError> {
        match self.ask(&query).await {
            Err(error) if error.is_transient() => self.ask(&query).await,
            done => done,
        }
    }

    async fn ask<Q: Query>(&self, query: &Q) -> Result<Q::Output, StoreError> {
        match Q::REACH {
            Reach::Point => self.shared.ask(&self.pool, query).await,
            Reach::Wide => ask(&self.pool, query).await,
        }
    }

    /// For texts outside of the registry, and for who keeps the connection.
    pub(crate) async fn connection(&self) -> Result<Object, StoreError> {
        connection(&self.pool).await
    }
}

async fn ask<Q: Query>(pool: &Pool, query: &Q) -> Result<Q::Output, StoreError> {
    let lease = Lease::take(pool).await?;
    let result = caught(query.run(&mut Tx::postgres(lease.client()?))).await;
    defects::note(&result);
    if result.is_ok() {
        lease.give_back();
    }
    result
}

async fn repeat<C: Command>(pool: &Pool, command: &C) -> Result<C::Output, StoreError> {
    let mut pause = FIRST_PAUSE;
    let mut attempt: u32 = 1;
    let started = tokio::time::Instant::now();
    loop {
        match run_once(pool, command).await {
            Err(error)
                if error.is_transient() && attempt < ATTEMPTS && started.elapsed() < PATIENCE =>
            {
                tracing::warn!(%error, attempt, "a command is run again");
            }
            done => return done,
        }
        tokio::time::sleep(pause).await;
        pause = pause.saturating_mul(2);
        attempt = attempt.saturating_add(1);
    }
}

async fn run_once<C: Command>(pool: &Pool, command: &C) -> Result<C::Output, StoreError> {
    let lease = Lease::take(pool).await?;
    lease.client()?.batch_execute("begin isolation level read committed").await?;
    let mut tx = Tx::postgres(lease.client()?);
    let result = command.run(&mut tx).await;
    let result = tx.settle(result).await;
    let (keep, result) = tx.keeps(result);
    // With answers that nobody waits for any more.
    drop(tx);
    let ended = lease.client()?.batch_execute(if keep { "commit" } else { "rollback" }).await;
    match ended {
        Ok(()) => {
            commits::count(usize::from(keep));
            lease.give_back();
        }
        Err(error) if keep => return Err(error.into()),
        Err(_) => (),
    }
    result
}

async fn connection(pool: &Pool) -> Result<Object, StoreError> {
    pool.get().await.map_err(|error| match error {
        deadpool_postgres::PoolError::Backend(error) => {
            StoreError::Unavailable(DriverError::Postgres(error))
        }
        other => StoreError::Unavailable(DriverError::Pool(other.to_string())),
    })
}

/// A connection that goes back to the pool only when its transaction ended well. Dropped on any
/// other way out (an error, a panic), it is closed, and the server rolls back.
struct Lease(Option<Object>);

impl Lease {
    async fn take(pool: &Pool) -> Result<Self, StoreError> {
        Ok(Self(Some(connection(pool).await?)))
    }

    fn client(&self) -> Result<&Client, StoreError> {
        self.0.as_ref().ok_or_else(|| StoreError::Bug("a connection is used after its end".into()))
    }

    fn is_open(&self) -> bool {
        self.0.as_ref().is_some_and(|it| !it.is_closed())
    }

    fn give_back(mut self) {
        drop(self.0.take());
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            drop(Object::take(connection));
        }
    }
}

/// TLS with the machine's trusted authorities, used when the address asks for it (`sslmode`).
fn tls_connector() -> MakeRustlsConnect {
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config =
        rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    MakeRustlsConnect::new(config)
}
