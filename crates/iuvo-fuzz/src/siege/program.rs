//! The program under siege: the demonstration, in a folder of its own.

use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use tokio::process::{Child, Command};

/// How long it may take to be ready.
const START: Duration = Duration::from_mins(1);

/// `iuvo demo`, gone when it is dropped.
pub struct Besieged {
    child: Child,
    folder: PathBuf,
    address: SocketAddr,
}

impl Besieged {
    /// Starts a program and waits until it is ready.
    pub async fn start(program: &Path) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("iuvo-siege-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let address = free_address()?;
        let log = std::fs::File::create(folder.join("log"))?;
        let child = Command::new(program)
            .args(["demo", "--listen", &address.to_string(), "--sim-listen", "127.0.0.1:0"])
            .arg("--data")
            .arg(folder.join("data"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let besieged = Self { child, folder, address };
        besieged.wait().await?;
        Ok(besieged)
    }

    async fn wait(&self) -> Result<()> {
        let started = Instant::now();
        let http = reqwest::Client::builder().no_proxy().build()?;
        let url = format!("{}/health/ready", self.base_url());
        while !http.get(&url).send().await.is_ok_and(|it| it.status() == 200) {
            ensure!(started.elapsed() < START, "the program does not get ready");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same, as a URL.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The memory it has taken for itself (`RssAnon`), in KiB.
    pub fn memory_kib(&self) -> Result<u64> {
        let id = self.child.id().context("it runs")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|it| it.strip_prefix("RssAnon:"));
        let number = line.context("RssAnon")?.trim().trim_end_matches(" kB").parse()?;
        Ok(number)
    }

    /// Lines of its log that tell of a panic or of a defect.
    pub fn accidents(&self) -> Result<Vec<String>> {
        let log = std::fs::read_to_string(self.folder.join("log"))?;
        let tells = |it: &&str| it.contains("panicked") || it.contains("defect");
        Ok(log.lines().filter(tells).map(str::to_owned).collect())
    }
}

impl Drop for Besieged {
    fn drop(&mut self) {
        drop(self.child.start_kill());
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
