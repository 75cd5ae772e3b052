//! A crowd of clients that never come to the point: half-open connections, a byte now and then,
//! bodies of 64 MiB. Beside them somebody asks decently, and is timed.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{
    io::AsyncWriteExt,
    net::TcpStream,
    task::JoinSet,
    time::{sleep, timeout},
};

use super::PATH;

/// A body that is larger than any message.
const HUGE: usize = 64 << 20;
/// Pause between two bytes of a slow client.
const DRIP: Duration = Duration::from_secs(3);
/// How long a decent client waits, as the Node does for a question.
const NODE_PATIENCE: Duration = Duration::from_secs(7);

/// Clients that hold on to a server.
pub struct Crowd {
    stop: Arc<AtomicBool>,
    held: Arc<AtomicUsize>,
    clients: JoinSet<()>,
}

/// How long decent calls took.
#[derive(Debug)]
pub struct Latencies {
    sorted: Vec<Duration>,
}

impl Latencies {
    /// How many calls.
    pub fn count(&self) -> usize {
        self.sorted.len()
    }

    /// What so many percent of the calls did not exceed.
    pub fn percentile(&self, percent: usize) -> Duration {
        let place = (self.sorted.len() * percent).div_ceil(100).saturating_sub(1);
        self.sorted.get(place).copied().unwrap_or_default()
    }
}

impl Crowd {
    /// Lets so many slow clients, and so many that send huge bodies, come to a server.
    pub fn gather(address: SocketAddr, slow: usize, huge: usize) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let held = Arc::new(AtomicUsize::new(0));
        let mut clients = JoinSet::new();
        for number in 0..slow {
            let (stop, held) = (Arc::clone(&stop), Arc::clone(&held));
            clients.spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    // Refused or thrown out, it comes back.
                    drop(dawdle(address, number, &stop, &held).await);
                    sleep(Duration::from_millis(200)).await;
                }
            });
        }
        for _ in 0..huge {
            let stop = Arc::clone(&stop);
            clients.spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    drop(shove(address).await);
                    sleep(Duration::from_millis(20)).await;
                }
            });
        }
        Self { stop, held, clients }
    }

    /// How many slow connections are open now.
    pub fn held(&self) -> usize {
        self.held.load(Ordering::Relaxed)
    }

    /// Sends everybody home.
    pub async fn disperse(mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.clients.shutdown().await;
    }
}

/// Says nothing, half of the headers, or half of the body, a byte at a time.
async fn dawdle(
    address: SocketAddr,
    number: usize,
    stop: &AtomicBool,
    held: &AtomicUsize,
) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    held.fetch_add(1, Ordering::Relaxed);
    let headers = format!("POST {PATH} HTTP/1.1\r\nHost: iuvo\r\nContent-Type: text/xml\r\n");
    let said = match number % 3 {
        0 => Ok(()),
        1 => stream.write_all(headers.as_bytes()).await,
        _ => {
            let whole = format!("{headers}Content-Length: 5000\r\n\r\n<soapenv:Envelope");
            stream.write_all(whole.as_bytes()).await
        }
    };
    let mut dripping = said;
    while dripping.is_ok() && !stop.load(Ordering::Relaxed) {
        sleep(DRIP).await;
        if !number.is_multiple_of(3) {
            dripping = stream.write_all(b"x").await;
        } else if stream.writable().await.is_err() || stream.try_read(&mut [0]).is_ok() {
            break;
        }
    }
    held.fetch_sub(1, Ordering::Relaxed);
    dripping
}

/// Announces a huge body and sends it as long as it is taken.
async fn shove(address: SocketAddr) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    let headers = format!("POST {PATH} HTTP/1.1\r\nHost: iuvo\r\nContent-Length: {HUGE}\r\n\r\n");
    stream.write_all(headers.as_bytes()).await?;
    let piece = vec![b' '; 64 << 10];
    for _ in 0..HUGE / piece.len() {
        stream.write_all(&piece).await?;
    }
    Ok(())
}

/// Asks the same decent question again and again; an answer that is not 200, or none within the
/// Node's patience, is an error.
pub(super) async fn ask_decently(
    url: &str,
    body: &str,
    duration: Duration,
) -> Result<Latencies, String> {
    let http = reqwest::Client::builder().no_proxy().build().map_err(|it| it.to_string())?;
    let (started, mut sorted) = (Instant::now(), Vec::new());
    while started.elapsed() < duration {
        let request = http
            .post(url)
            .header("SOAPAction", "paVerifyPaymentNotice")
            .header("Content-Type", "text/xml")
            .body(body.to_owned());
        let asked = Instant::now();
        let answer = timeout(NODE_PATIENCE, request.send()).await;
        let answer = answer.map_err(|_| "no answer in time".to_owned())?;
        let status = answer.map_err(|error| error.to_string())?.status();
        sorted.push(asked.elapsed());
        if status != 200 {
            return Err(format!("a decent question was answered {status}"));
        }
        sleep(Duration::from_millis(10)).await;
    }
    sorted.sort_unstable();
    Ok(Latencies { sorted })
}

impl Latencies {
    /// Asks a question of the Node at a server for a while.
    pub async fn of(base_url: &str, body: &str, duration: Duration) -> Result<Self, String> {
        ask_decently(&format!("{base_url}{PATH}"), body, duration).await
    }
}
