//! The real program in a process of its own, which a story may kill.

use std::{path::PathBuf, process::Stdio};

use pagopa_node::{Receipt, Request, encode_request};
use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, ChildStderr, Command},
    sync::{Mutex, mpsc},
    time::timeout,
};

use crate::{Database, PATIENCE, Reply, SoapAnswer, ids, messages, soap};

/// `iuvo serve` on a database, with "collaudo" open.
pub struct Program {
    child: Mutex<Child>,
    base_url: String,
    http: reqwest::Client,
    /// Empty, so that no configuration file is found there.
    _folder: TempDir,
}

impl Program {
    /// Starts it and waits until it serves.
    pub async fn start(database: &Database) -> Self {
        Self::launch(Command::new(binary()), database).await
    }

    /// Starts it where no file can grow beyond so many KiB, as on a full disk.
    pub async fn start_with_file_limit(database: &Database, kib: u64) -> Self {
        let mut shell = Command::new("bash");
        let script = format!("trap '' XFSZ; ulimit -f {kib}; exec \"$0\" \"$@\"");
        shell.arg("-c").arg(script).arg(binary());
        Self::launch(shell, database).await
    }

    async fn launch(mut command: Command, database: &Database) -> Self {
        let folder = tempfile::tempdir().expect("a folder to run in");
        command
            .args(["serve", "--database-url", database.url(), "--listen", "127.0.0.1:0"])
            .args(["--node-collaudo-enabled", "true", "--default-environment", "collaudo"])
            .args(["--log-level", "info", "--log-format", "json"])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn().expect("the program starts");
        let address = address(child.stderr.take().expect("its log")).await;
        let http = reqwest::Client::builder().no_proxy().build().expect("an HTTP client");
        Self {
            child: Mutex::new(child),
            base_url: format!("http://{address}"),
            http,
            _folder: folder,
        }
    }

    /// Ends it as a power cut would: SIGKILL.
    pub async fn kill(&self) {
        self.child.lock().await.kill().await.expect("it was running");
    }

    /// Sends a request of the Node; `None` says that no answer came.
    pub async fn ask(&self, request: &Request) -> Option<SoapAnswer> {
        let url = format!("{}/node/collaudo/pa-for-node", self.base_url);
        let action = request.operation().soap_action();
        soap::send(&self.http, &url, action, encode_request(request)).await.ok()
    }

    /// Delivers a receipt to the town; `None` says that no answer came.
    pub async fn deliver(&self, receipt: Receipt) -> Option<SoapAnswer> {
        self.ask(&messages::delivery(ids::TOWN, receipt)).await
    }

    /// Reads any path, with the key of the town's software.
    pub async fn get(&self, path: &str) -> Reply {
        let request = self.http.get(format!("{}{path}", self.base_url));
        let request = request.header("Ocp-Apim-Subscription-Key", ids::KEY);
        Reply::read(request.send().await.expect("the server answers")).await
    }
}

/// Built beside the stories: `target/debug/deps/stories-…` and `target/debug/iuvo`.
fn binary() -> PathBuf {
    let stories = std::env::current_exe().expect("where the stories are");
    let binary = stories.ancestors().nth(2).expect("a folder two levels up").join("iuvo");
    let hint = "run `cargo xtask test`, which builds it";
    assert!(binary.exists(), "there is no {}: {hint}", binary.display());
    binary
}

/// The address it says it serves on. Its log is read to the end of its life: a full pipe would
/// make it wait.
async fn address(log: ChildStderr) -> String {
    let (sender, mut lines) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut log = BufReader::new(log).lines();
        while let Ok(Some(line)) = log.next_line().await {
            // Nobody listens once it serves.
            drop(sender.send(line));
        }
    });
    let mut told = String::new();
    while let Ok(Some(line)) = timeout(PATIENCE, lines.recv()).await {
        let event: Value = serde_json::from_str(&line).unwrap_or(Value::Null);
        if let ("serving", Some(address)) =
            (event["message"].as_str().unwrap_or_default(), event["address"].as_str())
        {
            return address.to_owned();
        }
        told.push_str(&line);
        told.push('\n');
    }
    panic!("the program does not serve:\n{told}");
}
