//! The wire: as much of SMTP (RFC 5321) as a client needs to hand a letter over.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::mailbox::Delivered;
use crate::simulator::Simulator;

/// Sessions at a time; more of them wait.
const SESSIONS: usize = 32;
/// Longest line of a command or a letter.
const LONGEST_LINE: u64 = 4 * 1024;
/// Largest letter.
const LARGEST: usize = 16 * 1024 * 1024;
/// Recipients of a letter.
const MOST_RECIPIENTS: usize = 20;
/// How long a client may say nothing.
const SILENCE: Duration = Duration::from_mins(1);

impl Simulator {
    /// Takes letters until it is dropped.
    pub async fn serve_mail(&self, listener: TcpListener) {
        let room = std::sync::Arc::new(Semaphore::new(SESSIONS));
        loop {
            let Ok(place) = std::sync::Arc::clone(&room).acquire_owned().await else { return };
            let Ok((stream, _)) = listener.accept().await else { continue };
            let simulator = self.clone();
            tokio::spawn(async move {
                if let Err(error) = Session::of(stream).run(&simulator).await {
                    tracing::debug!(%error, "a mail session broke off");
                }
                drop(place);
            });
        }
    }
}

struct Session {
    lines: BufReader<OwnedReadHalf>,
    answers: OwnedWriteHalf,
    from: Option<String>,
    to: Vec<String>,
}

impl Session {
    fn of(stream: TcpStream) -> Self {
        let (lines, answers) = stream.into_split();
        Self { lines: BufReader::new(lines), answers, from: None, to: Vec::new() }
    }

    async fn run(mut self, simulator: &Simulator) -> io::Result<()> {
        self.say("220 simulatore ESMTP").await?;
        while let Some(line) = self.line().await? {
            let line = String::from_utf8_lossy(&line).into_owned();
            let (verb, rest) = line.split_once([' ', ':']).unwrap_or((&line, ""));
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" => {
                    let size = format!("250 SIZE {LARGEST}");
                    self.say(&format!("250-simulatore\r\n250-8BITMIME\r\n{size}")).await?;
                }
                "HELO" | "NOOP" => self.say("250 OK").await?,
                "MAIL" => {
                    (self.from, self.to) = (Some(address(rest)), Vec::new());
                    self.say("250 OK").await?;
                }
                "RCPT" => self.recipient(simulator, &address(rest)).await?,
                "DATA" => self.letter(simulator).await?,
                "RSET" => {
                    (self.from, self.to) = (None, Vec::new());
                    self.say("250 OK").await?;
                }
                "QUIT" => return self.say("221 a presto").await,
                _ => self.say("502 comando non previsto").await?,
            }
        }
        Ok(())
    }

    async fn recipient(&mut self, simulator: &Simulator, to: &str) -> io::Result<()> {
        let mailbox = to.split('@').next().unwrap_or_default();
        if self.from.is_none() {
            return self.say("503 prima MAIL FROM").await;
        }
        if !to.contains('@') || mailbox == "rifiutata" {
            return self.say(&format!("550 5.1.1 <{to}> non esiste")).await;
        }
        if mailbox == "occupata" && simulator.mailbox().is_busy(to) {
            return self.say(&format!("451 4.2.0 <{to}> non riceve ora")).await;
        }
        if self.to.len() >= MOST_RECIPIENTS {
            return self.say("452 troppi destinatari").await;
        }
        self.to.push(to.to_owned());
        self.say("250 OK").await
    }

    async fn letter(&mut self, simulator: &Simulator) -> io::Result<()> {
        let (Some(from), false) = (self.from.take(), self.to.is_empty()) else {
            return self.say("503 prima MAIL FROM e RCPT TO").await;
        };
        self.say("354 finisci con una riga di un solo punto").await?;
        let mut raw = Vec::new();
        loop {
            let Some(line) = self.line().await? else { return Ok(()) };
            match line.as_slice() {
                b"." => break,
                line if raw.len() <= LARGEST => {
                    // A dot more protects lines that begin with one (RFC 5321, 4.5.2).
                    raw.extend_from_slice(line.strip_prefix(b".").unwrap_or(line));
                    raw.extend_from_slice(b"\r\n");
                }
                _ => (),
            }
        }
        if raw.len() > LARGEST {
            return self.say("552 lettera troppo grande").await;
        }
        let (at, to) = (simulator.clock().now(), std::mem::take(&mut self.to));
        simulator.mailbox().add(Delivered { at, from, to, raw });
        self.say("250 OK, nella casella").await
    }

    async fn say(&mut self, text: &str) -> io::Result<()> {
        self.answers.write_all(format!("{text}\r\n").as_bytes()).await
    }

    /// The next line, without its end; nothing when the client is gone. A line that is too long
    /// breaks the session off.
    async fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let mut bounded = (&mut self.lines).take(LONGEST_LINE);
        let read = timeout(SILENCE, bounded.read_until(b'\n', &mut line)).await??;
        if read == 0 {
            return Ok(None);
        }
        if line.pop() != Some(b'\n') {
            return Err(io::ErrorKind::InvalidData.into());
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(Some(line))
    }
}

/// `mario@example.org` of `FROM:<mario@example.org> SIZE=1`.
fn address(text: &str) -> String {
    let inside = text.split_once('<').map_or(text, |it| it.1);
    inside.split('>').next().unwrap_or_default().trim().to_owned()
}
