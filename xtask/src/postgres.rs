//! The throwaway PostgreSQL of a test run.
//!
//! Invariants: the server and its files are gone when the value is dropped, and also when this
//! process is interrupted or killed: a guardian script holds a pipe to us and cleans up when the
//! pipe closes. The server listens on the loopback only, and asks for a password made for the run.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::setup;

const GUARDIAN: &str = include_str!("postgres.sh");

/// A running server.
pub(crate) struct Throwaway {
    guardian: Child,
    /// Held open while the server is wanted.
    pipe: Option<ChildStdin>,
    url: String,
}

impl Throwaway {
    /// With the settings that PostgreSQL has out of the box.
    pub(crate) fn start() -> Result<Self> {
        Self::start_with("")
    }

    /// With more lines of `postgresql.conf`.
    pub(crate) fn start_with(settings: &str) -> Result<Self> {
        let binaries = binaries().context("no PostgreSQL server on this machine")?;
        let folder = std::env::temp_dir().join(format!("iuvo-postgres-{}", std::process::id()));
        let port = free_port()?;
        let password = random_password()?;
        let mut guardian = guardian()?
            .arg(&binaries)
            .arg(&folder)
            .arg(port.to_string())
            .arg(settings)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // A folder that every user may enter; the clone might not be one.
            .current_dir(std::env::temp_dir())
            // Outside our process group, so that Ctrl-C does not stop the one who cleans up.
            .process_group(0)
            .spawn()
            .context("starting the guardian of PostgreSQL")?;
        let pipe = guardian.stdin.take();
        let url = format!("postgres://iuvo:{password}@127.0.0.1:{port}/postgres");
        let mut server = Self { guardian, pipe, url };
        server.wait_until_ready(&password)?;
        println!("PostgreSQL of {} listens on 127.0.0.1:{port}", binaries.display());
        Ok(server)
    }

    /// The address of its maintenance database, for a superuser.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn wait_until_ready(&mut self, password: &str) -> Result<()> {
        let pipe = self.pipe.as_mut().context("the guardian has a pipe")?;
        writeln!(pipe, "{password}").context("speaking to the guardian of PostgreSQL")?;
        let words = self.guardian.stdout.take().context("the guardian speaks")?;
        let mut first = String::new();
        BufReader::new(words).read_line(&mut first)?;
        ensure!(first == "ready\n", "PostgreSQL did not start; its log is above");
        Ok(())
    }
}

impl Drop for Throwaway {
    fn drop(&mut self) {
        drop(self.pipe.take());
        if let Err(error) = self.guardian.wait() {
            eprintln!("the guardian of PostgreSQL was lost: {error}");
        }
    }
}

/// The folder of the server's programs: of the one on PATH, else of Debian's newest.
pub(crate) fn binaries() -> Option<PathBuf> {
    let on_path = std::env::var_os("PATH")?;
    std::env::split_paths(&on_path)
        .filter_map(|folder| folder.join("initdb").canonicalize().ok())
        .filter_map(|initdb| initdb.parent().map(Path::to_path_buf))
        .chain(debian_folders())
        .find(|folder| ["initdb", "pg_ctl", "postgres"].iter().all(|it| folder.join(it).exists()))
}

/// `/usr/lib/postgresql/<major>/bin`, newest first.
fn debian_folders() -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir("/usr/lib/postgresql") else {
        return Vec::new();
    };
    let mut majors: Vec<u32> =
        entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect();
    majors.sort_unstable_by(|left, right| right.cmp(left));
    majors.iter().map(|major| format!("/usr/lib/postgresql/{major}/bin").into()).collect()
}

/// The guardian's command. PostgreSQL refuses to run as root: then it runs as Debian's
/// `postgres`, or as `nobody` where that user does not exist.
fn guardian() -> Result<Command> {
    let shell = ["sh", "-c", GUARDIAN, "guardian"];
    if !setup::is_root()? {
        let mut command = Command::new("/usr/bin/env");
        command.args(shell);
        return Ok(command);
    }
    let has_postgres =
        Command::new("id").arg("postgres").output().is_ok_and(|found| found.status.success());
    let user = if has_postgres { "postgres" } else { "nobody" };
    let group = crate::command::output(Command::new("id").args(["-g", user]))?;
    let mut command = Command::new("setpriv");
    command
        .args([&format!("--reuid={user}"), &format!("--regid={}", group.trim())])
        .arg("--clear-groups")
        .args(shell);
    Ok(command)
}

/// A port nobody listens on now. Another program may take it before PostgreSQL does: then
/// PostgreSQL says so and the run fails by name.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port")?;
    Ok(listener.local_addr()?.port())
}

/// Other users of the machine can reach the loopback; they cannot guess this.
fn random_password() -> Result<String> {
    let mut bytes = [0_u8; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn a_server_answers_while_it_is_held_and_leaves_nothing_behind() {
        let server = Throwaway::start().unwrap();
        let address = server.url().split(['@', '/']).nth(3).unwrap().to_owned();
        let folder = std::env::temp_dir().join(format!("iuvo-postgres-{}", std::process::id()));
        assert!(TcpStream::connect(&address).is_ok());
        assert!(folder.exists());

        drop(server);
        assert!(TcpStream::connect(&address).is_err());
        assert!(!folder.exists());
    }
}
