//! A wire between the store and PostgreSQL that can be cut at a chosen moment.
//!
//! It relays on loopback and knows just enough of the protocol to recognize COMMIT: the first
//! message of a client has no type, every other one is a type, a length and its contents.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::{Notify, watch},
    task::JoinHandle,
};

use crate::Database;

/// What happens at a COMMIT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The server never sees it.
    CutBefore,
    /// The server does it, and nobody hears of it.
    AnswerLost,
}

/// Stands before a PostgreSQL server.
pub struct FaultProxy {
    behind: String,
    address: SocketAddr,
    wire: Arc<Wire>,
    relay: JoinHandle<()>,
}

struct Wire {
    server: String,
    next_fault: Mutex<Option<Fault>>,
    faults: AtomicU64,
    is_up: watch::Sender<bool>,
}

impl FaultProxy {
    /// Before the server of a database.
    pub async fn before(database: &Database) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (_, server, _) = parts(database.url());
        let wire = Arc::new(Wire {
            server: server.to_owned(),
            next_fault: Mutex::default(),
            faults: AtomicU64::new(0),
            is_up: watch::Sender::new(true),
        });
        let relay = tokio::spawn(accept(listener, Arc::clone(&wire)));
        Self { behind: database.url().to_owned(), address, wire, relay }
    }

    /// The same database, reached through the proxy.
    pub fn database(&self) -> Database {
        let (user, _, name) = parts(&self.behind);
        Database::at(&format!("{user}@{}/{name}?sslmode=disable", self.address))
    }

    /// Does this at the next COMMIT, once.
    pub fn at_next_commit(&self, fault: Fault) {
        *self.wire.next_fault.lock().expect("nobody panicked") = Some(fault);
    }

    /// A fault that no commit has met does not happen.
    pub fn forget_fault(&self) {
        *self.wire.next_fault.lock().expect("nobody panicked") = None;
    }

    /// How many faults have happened.
    pub fn faults(&self) -> u64 {
        self.wire.faults.load(Ordering::SeqCst)
    }

    /// The server is gone: connections are cut, and new ones end at once.
    pub fn take_down(&self) {
        self.wire.is_up.send_replace(false);
    }

    /// The server is back.
    pub fn bring_up(&self) {
        self.wire.is_up.send_replace(true);
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.relay.abort();
    }
}

/// `postgres://user@host:port/name` in three: what comes before `@`, the server, the name.
fn parts(url: &str) -> (&str, &str, &str) {
    let (user, rest) = url.split_once('@').expect("an address with a user");
    let (server, name) = rest.split_once('/').expect("an address with a database");
    (user, server, name.split_once('?').map_or(name, |(name, _)| name))
}

async fn accept(listener: TcpListener, wire: Arc<Wire>) {
    let mut relays = tokio::task::JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        if *wire.is_up.borrow() {
            relays.spawn(relay(client, Arc::clone(&wire)));
        }
    }
}

/// Ends, and cuts both sides, as soon as either ends, a fault happens or the server is gone.
async fn relay(client: TcpStream, wire: Arc<Wire>) {
    let Ok(server) = TcpStream::connect(&wire.server).await else { return };
    for side in [&client, &server] {
        side.set_nodelay(true).expect("small messages leave at once");
    }
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let lost = Notify::new();
    let mut is_up = wire.is_up.subscribe();
    tokio::select! {
        _ = upstream(from_client, to_server, &wire, &lost) => (),
        _ = downstream(from_server, to_client, &lost) => (),
        _ = is_up.wait_for(|is_up| !is_up) => (),
    }
}

async fn upstream(
    mut client: OwnedReadHalf,
    mut server: OwnedWriteHalf,
    wire: &Wire,
    lost: &Notify,
) -> io::Result<()> {
    let mut message = Vec::new();
    read_message(&mut client, &mut message, 0).await?;
    loop {
        server.write_all(&message).await?;
        message.clear();
        read_message(&mut client, &mut message, 1).await?;
        if message.starts_with(b"Q") && message.ends_with(b"commit\0") {
            let fault = wire.next_fault.lock().expect("nobody panicked").take();
            wire.faults.fetch_add(u64::from(fault.is_some()), Ordering::SeqCst);
            match fault {
                None => (),
                Some(Fault::CutBefore) => return Ok(()),
                Some(Fault::AnswerLost) => lost.notify_one(),
            }
        }
    }
}

/// Adds one message: `prefix` bytes of type, four of length (which counts itself), contents.
async fn read_message(
    client: &mut OwnedReadHalf,
    message: &mut Vec<u8>,
    prefix: usize,
) -> io::Result<()> {
    message.resize(prefix + 4, 0);
    client.read_exact(message).await?;
    let length = message[prefix..].try_into().map(u32::from_be_bytes).expect("four bytes");
    message.resize(prefix + usize::try_from(length).expect("a length"), 0);
    client.read_exact(&mut message[prefix + 4..]).await?;
    Ok(())
}

/// The client has heard everything before it says COMMIT, so what the server says next is its
/// answer, given once the commit is durable.
async fn downstream(
    mut server: OwnedReadHalf,
    mut client: OwnedWriteHalf,
    lost: &Notify,
) -> io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    let mut is_lost = false;
    loop {
        tokio::select! {
            biased;
            () = lost.notified(), if !is_lost => is_lost = true,
            count = server.read(&mut buffer) => match count? {
                0 => return Ok(()),
                _ if is_lost => return Ok(()),
                count => client.write_all(&buffer[..count]).await?,
            }
        }
    }
}
