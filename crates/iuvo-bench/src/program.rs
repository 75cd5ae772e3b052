//! The program measured: the real one, in a process of its own, as an operator runs it.

use std::{
    fs::File,
    io::Write as _,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{http, machine};

/// How long a server may take to be ready.
const PATIENCE: Duration = Duration::from_mins(2);

/// The program and the database it works on.
pub(crate) struct Program {
    pub(crate) binary: PathBuf,
    pub(crate) database_url: String,
    /// Where its log goes.
    pub(crate) folder: PathBuf,
}

/// `iuvo serve`, killed when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    /// From its start until it said that it is ready.
    pub(crate) ready_after: Duration,
}

impl Program {
    /// Runs a command to its end and gives what it says.
    pub(crate) fn run(&self, arguments: &[&str]) -> Result<String> {
        let done = self.command().args(arguments).output().context("starting iuvo")?;
        let said = String::from_utf8(done.stdout)?;
        let complaint = String::from_utf8_lossy(&done.stderr);
        ensure!(done.status.success(), "iuvo {}: {said}{complaint}", arguments.join(" "));
        Ok(said)
    }

    /// Runs `iuvo admin …`.
    pub(crate) fn admin(&self, words: &str, values: &[&str]) -> Result<String> {
        let words = ["admin"].into_iter().chain(words.split(' '));
        let arguments: Vec<&str> = words.chain(values.iter().copied()).collect();
        self.run(&arguments)
    }

    /// Runs `iuvo admin …` and tells it a line.
    pub(crate) fn admin_told(&self, words: &str, values: &[&str], line: &str) -> Result<()> {
        let words = ["admin"].into_iter().chain(words.split(' '));
        let mut command = self.command();
        command.args(words.chain(values.iter().copied()));
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().context("starting iuvo admin")?;
        let mut input = child.stdin.take().context("a standard input")?;
        writeln!(input, "{line}")?;
        drop(input);
        let done = child.wait_with_output()?;
        let complaint = String::from_utf8_lossy(&done.stderr);
        ensure!(done.status.success(), "iuvo admin: {complaint}");
        Ok(())
    }

    /// Starts a server as it is configured for production, but for who may call it.
    pub(crate) async fn serve(&self) -> Result<Server> {
        let address = free_address()?;
        let log = File::create(self.folder.join("iuvo.log"))?;
        let mut command = self.command();
        command
            .args(["serve", "--listen", &address.to_string(), "--log-format", "json"])
            .args(["--node-collaudo-enabled", "true", "--default-environment", "collaudo"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        let started = Instant::now();
        let mut child = command.spawn().context("starting iuvo serve")?;
        while !is_ready(address).await {
            if let Some(status) = child.try_wait()? {
                let log = std::fs::read_to_string(self.folder.join("iuvo.log"))?;
                bail!("iuvo serve ended ({status}): {log}");
            }
            ensure!(started.elapsed() < PATIENCE, "iuvo serve is not ready");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok(Server { child, address, ready_after: started.elapsed() })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        command.current_dir(&self.folder).env("IUVO_DATABASE_URL", &self.database_url);
        command
    }
}

impl Server {
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Bytes that are its alone.
    pub(crate) fn private_memory(&self) -> Result<u64> {
        machine::private_memory(self.process())
    }

    /// The sum of a counter over its labels, those that match.
    pub(crate) async fn counter(&self, name: &str, label: &str) -> Result<u64> {
        let (_, text) = http::get(self.address, "/metrics").await?;
        let lines = text.lines().filter(|it| it.starts_with(name) && it.contains(label));
        Ok(lines.filter_map(|it| it.rsplit(' ').next()?.parse::<u64>().ok()).sum())
    }

    /// Ends it as an operator would, and waits for its end.
    pub(crate) fn stop(mut self) -> Result<()> {
        let process = self.child.id().to_string();
        ensure!(Command::new("kill").arg(process).status()?.success(), "iuvo serve was gone");
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have been stopped before.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

async fn is_ready(address: SocketAddr) -> bool {
    http::get(address, "/health/ready").await.is_ok_and(|it| it.0 == 200)
}

/// An address nobody listens on now.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

/// The program built beside this one.
pub(crate) fn beside_us() -> Result<PathBuf> {
    let us = std::env::current_exe()?;
    let binary = us.parent().unwrap_or(Path::new(".")).join("iuvo");
    ensure!(binary.exists(), "there is no {}: `cargo xtask bench` builds it", binary.display());
    Ok(binary)
}
