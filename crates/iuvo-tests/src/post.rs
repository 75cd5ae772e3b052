//! The mail server of the town: the simulator's, which a story may stop.

use std::{sync::Arc, time::Duration};

use iuvo_mail::Mailer;
use pagopa_sim::{Mail, Simulator};
use tokio::{net::TcpListener, task::JoinHandle};

/// How long the town waits for its mail server.
const PATIENCE: Duration = Duration::from_secs(5);

/// A mail server, on a port of its own.
pub struct TownPost {
    address: String,
    simulator: Arc<Simulator>,
    server: JoinHandle<()>,
}

impl TownPost {
    pub(crate) const SENDER: &str = "pagamenti@comune.example";

    pub(crate) async fn start(simulator: &Arc<Simulator>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let simulator = Arc::clone(simulator);
        let postman = Arc::clone(&simulator);
        let server = tokio::spawn(async move { postman.serve_mail(listener).await });
        Self { address, simulator, server }
    }

    pub(crate) fn mailer(&self) -> Mailer {
        Mailer::new(&self.url(), Self::SENDER, PATIENCE).expect("a mailer")
    }

    /// Its address, as the configuration writes it.
    pub(crate) fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// The letters it has taken, oldest first.
    pub fn letters(&self) -> Vec<Arc<Mail>> {
        self.simulator.mails()
    }

    /// Nobody listens any more.
    pub async fn stop(&self) {
        self.server.abort();
        while !self.server.is_finished() {
            tokio::task::yield_now().await;
        }
    }
}

impl Drop for TownPost {
    fn drop(&mut self) {
        self.server.abort();
    }
}
