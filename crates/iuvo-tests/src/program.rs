//! The real program in a process of its own, which a story may kill.

use std::{path::PathBuf, process::Stdio, sync::Arc, time::Duration};

use pagopa_node::{Receipt, Request};
use reqwest::{Method, redirect::Policy};
use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, ChildStderr, Command},
    sync::Mutex,
    time::timeout,
};

use crate::{
    Database, Reply, SoapAnswer, TownCheckout, TownPost, ask_at, eventually, ids, messages,
    town::MASTER_KEY,
};

/// `iuvo serve` on a database, with "collaudo" open.
pub struct Program {
    child: Mutex<Child>,
    base_url: String,
    http: reqwest::Client,
    log: Log,
    /// Without a configuration file.
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

    /// Starts it with one thread for its answers, so that what a thread does hardly varies.
    pub async fn start_on_one_thread(database: &Database) -> Self {
        let mut program = Command::new(binary());
        program.env("TOKIO_WORKER_THREADS", "1");
        Self::launch(program, database).await
    }

    /// Starts it with that Checkout, on one thread as above.
    pub async fn start_paying_at(database: &Database, checkout: &TownCheckout) -> Self {
        let mut program = Command::new(binary());
        program
            .env("TOKIO_WORKER_THREADS", "1")
            .env("IUVO_CHECKOUT_COLLAUDO_URL", format!("{}/checkout/ec", checkout.base_url()))
            .env("IUVO_CHECKOUT_COLLAUDO_KEY", "checkout-key");
        Self::launch(program, database).await
    }

    /// Starts it with that mail server, on one thread as above, and with the key that seals in
    /// every town.
    pub async fn start_mailing_by(database: &Database, post: &TownPost) -> Self {
        let folder = tempfile::tempdir().expect("a folder to run in");
        let key = folder.path().join("master.key");
        std::fs::write(&key, MASTER_KEY).expect("the key is written");
        let mut program = Command::new(binary());
        program
            .env("TOKIO_WORKER_THREADS", "1")
            .env("IUVO_MASTER_KEY_FILE", key)
            .env("IUVO_MAIL_SERVER", post.url())
            .env("IUVO_MAIL_SENDER", TownPost::SENDER);
        Self::launch_in(folder, program, database).await
    }

    async fn launch(command: Command, database: &Database) -> Self {
        let folder = tempfile::tempdir().expect("a folder to run in");
        Self::launch_in(folder, command, database).await
    }

    async fn launch_in(folder: TempDir, mut command: Command, database: &Database) -> Self {
        command
            .args(["serve", "--database-url", database.url(), "--listen", "127.0.0.1:0"])
            .args(["--node-collaudo-enabled", "true", "--default-environment", "collaudo"])
            .args([
                "--log-level",
                "info,iuvo_web=debug",
                "--log-format",
                "json",
                "--drain-seconds",
                "2",
            ])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn().expect("the program starts");
        let log = Log::default();
        let address = log.read(child.stderr.take().expect("its log")).await;
        let http = reqwest::Client::builder().no_proxy().redirect(Policy::none()).build();
        let http = http.expect("an HTTP client");
        Self {
            child: Mutex::new(child),
            base_url: format!("http://{address}"),
            http,
            log,
            _folder: folder,
        }
    }

    /// Ends it as a power cut would: SIGKILL.
    pub async fn kill(&self) {
        self.child.lock().await.kill().await.expect("it was running");
    }

    /// Whether it has ended by itself, or is about to: a killed thread takes the others with it.
    pub async fn has_died(&self) -> bool {
        let mut child = self.child.lock().await;
        timeout(Duration::from_millis(300), child.wait()).await.is_ok()
    }

    /// Whether it has ended by itself.
    pub async fn is_dead(&self) -> bool {
        let ended = self.child.lock().await.try_wait().expect("it was started");
        ended.is_some()
    }

    /// Asks it to end, as the system does: SIGTERM.
    pub async fn terminate(&self) {
        let id = self.id().await;
        let sent = Command::new("kill").args(["-TERM", &id]).status().await.expect("a signal");
        assert!(sent.success(), "it was running");
    }

    /// Waits until it has ended; its exit code.
    pub async fn ended(&self) -> Option<i32> {
        self.child.lock().await.wait().await.expect("it was started").code()
    }

    /// The number of its process.
    pub(crate) async fn id(&self) -> String {
        self.child.lock().await.id().expect("it runs").to_string()
    }

    /// Where it listens.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// What it has written in its log.
    pub fn log(&self) -> Vec<String> {
        self.log.lines()
    }

    /// Sends a request of the Node; `None` says that no answer came.
    pub async fn ask(&self, request: &Request) -> Option<SoapAnswer> {
        ask_at(&self.http, &self.base_url, request).await
    }

    /// Delivers a receipt to the town; `None` says that no answer came.
    pub async fn deliver(&self, receipt: Receipt) -> Option<SoapAnswer> {
        self.ask(&messages::delivery(ids::TOWN, receipt)).await
    }

    /// Posts a cart with the key of the town's software; where it leads, unless no answer came or
    /// another one.
    pub async fn cart(&self, cart: &Value) -> Option<String> {
        let request = self.http.post(format!("{}/checkout/ec/v2/carts", self.base_url));
        let request = request.header("Ocp-Apim-Subscription-Key", ids::KEY).json(cart);
        let response = request.send().await.ok()?;
        let location = response.headers().get("location")?.to_str();
        Some(location.expect("an address").to_owned())
    }

    /// Sends a form to one of its pages; the status, unless no answer came.
    pub async fn send(&self, path: &str, form: &[(&str, &str)]) -> Option<u16> {
        let request = self.http.post(format!("{}{path}", self.base_url)).form(form);
        request.send().await.ok().map(|it| it.status().as_u16())
    }

    /// Calls the GPD API with the key of the town's software; the status, unless no whole answer
    /// came. `path` follows `/organizations/{town}`.
    pub async fn gpd(&self, method: Method, path: &str, body: &Value) -> Option<u16> {
        let town = ids::TOWN;
        let path = format!("/gpd/debt-positions-service/v1/organizations/{town}{path}");
        let request = self.http.request(method, format!("{}{path}", self.base_url));
        let request = request.header("Ocp-Apim-Subscription-Key", ids::KEY).json(body);
        let response = request.send().await.ok()?;
        let status = response.status().as_u16();
        response.bytes().await.ok()?;
        Some(status)
    }

    /// Reads any path, with the key of the town's software.
    pub async fn get(&self, path: &str) -> Reply {
        let request = self.http.get(format!("{}{path}", self.base_url));
        let request = request.header("Ocp-Apim-Subscription-Key", ids::KEY);
        Reply::read(request.send().await.expect("the server answers")).await
    }
}

/// What a command of the program said, and whether it was satisfied.
pub struct Said {
    /// Exit code 0.
    pub ok: bool,
    /// What it wrote on its standard output.
    pub text: String,
    /// What it wrote there, as JSON when it is.
    pub json: Value,
    /// What it complained of.
    pub complaint: String,
}

/// Runs a command of the program on a database, to its end: `iuvo admin audit verify`.
pub async fn run_command(database: &Database, words: &str) -> Said {
    let folder = tempfile::tempdir().expect("a folder to run in");
    let output = Command::new(binary())
        .args(words.split_whitespace())
        .env("IUVO_DATABASE_URL", database.url())
        .env("SUDO_USER", "anna")
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .await
        .expect("the program runs");
    let text = String::from_utf8(output.stdout).expect("it writes text");
    Said {
        ok: output.status.success(),
        json: serde_json::from_str(&text).unwrap_or(Value::Null),
        text,
        complaint: String::from_utf8(output.stderr).expect("it writes text"),
    }
}

/// Built beside the stories: `target/debug/deps/stories-…` and `target/debug/iuvo`.
pub(crate) fn binary() -> PathBuf {
    let stories = std::env::current_exe().expect("where the stories are");
    let binary = stories.ancestors().nth(2).expect("a folder two levels up").join("iuvo");
    let hint = "run `cargo xtask test`, which builds it";
    assert!(binary.exists(), "there is no {}: {hint}", binary.display());
    binary
}

/// What the program writes in its log, read to the end of its life: a full pipe would make it
/// wait.
#[derive(Clone, Default)]
struct Log {
    lines: Arc<std::sync::Mutex<Vec<String>>>,
}

impl Log {
    fn lines(&self) -> Vec<String> {
        self.lines.lock().expect("nobody panics under the lock").clone()
    }

    /// Begins to read; gives the address the program says it serves on.
    async fn read(&self, stderr: ChildStderr) -> String {
        let log = self.clone();
        tokio::spawn(async move {
            let mut lines = BufReader::new(stderr).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                log.lines.lock().expect("nobody panics under the lock").push(line);
            }
        });
        eventually("the program serves", async || self.address().is_some()).await;
        self.address().expect("it serves")
    }

    fn address(&self) -> Option<String> {
        self.lines().iter().find_map(|line| {
            let event: Value = serde_json::from_str(line).ok()?;
            let serves = event["message"] == "serving";
            serves.then(|| event["address"].as_str().map(str::to_owned)).flatten()
        })
    }
}
