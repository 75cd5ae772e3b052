//! The server proper: the router on its port, and the work that happens by itself.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum_server::Handle;
use iuvo_app::{App, documents, jobs, journal};
use iuvo_domain::Environment;
use iuvo_web::{Fittings, Guards, Metrics, Stopping, router};
use jiff::Timestamp;
use rustls::ServerConfig;
use tokio::time::timeout;

use crate::{
    failure::Failure,
    http::{Port, StopSignal, asked_to_stop, stop},
};

/// How long the journal may take to be written when we stop.
const LAST_WORDS: Duration = Duration::from_secs(10);

/// How the router is reached.
pub(crate) struct Entrance {
    pub(crate) port: Port,
    pub(crate) tls: Option<Arc<ServerConfig>>,
    pub(crate) guards: Guards,
    pub(crate) default_environment: Environment,
    /// The address others know; `None` means that of the port.
    pub(crate) public_url: Option<String>,
    /// When the first of its certificates ends.
    pub(crate) certificate_ends_at: Option<Timestamp>,
    /// Told when the server is about to stop.
    pub(crate) stopping: Stopping,
}

impl Entrance {
    fn public_url(&self) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        self.public_url.clone().unwrap_or_else(|| format!("{scheme}://{}", self.port.address))
    }
}

/// Serves until the handle says to stop; work that is due goes on meanwhile.
pub(crate) async fn serve(
    app: Arc<App>,
    entrance: Entrance,
    handle: Handle<SocketAddr>,
) -> Result<(), Failure> {
    let public_url = entrance.public_url();
    let fittings = Fittings {
        app: Arc::clone(&app),
        guards: Arc::new(entrance.guards),
        default_environment: entrance.default_environment,
        metrics: Arc::new(Metrics::default()),
        public_url: public_url.into(),
        certificate_ends_at: entrance.certificate_ends_at,
        stopping: entrance.stopping,
    };
    let printer = Arc::clone(&app);
    // What goes wrong is in the log; whoever wants a document is told then.
    drop(tokio::task::spawn_blocking(move || documents::prepare(&printer)));
    let work = tokio::spawn(jobs::work(Arc::clone(&app)));
    let served = entrance.port.serve(router(fittings.into()), entrance.tls, handle).await;
    // A job that is cut short is taken up again when its lease ends.
    work.abort();
    if timeout(LAST_WORDS, journal::flush(&app)).await.is_err() {
        tracing::error!("the last events of the journal could not be written");
    }
    app.store().close();
    served.map_err(Failure::while_doing("Il server si è fermato"))
}

/// Stops a server when the operator or the system asks for it: the latter is told by
/// `/health/ready` for a while before the listener closes, unless somebody interrupts that.
pub(crate) async fn stop_when_asked(
    handle: Handle<SocketAddr>,
    stopping: Stopping,
    drain: Duration,
) {
    match asked_to_stop().await {
        Err(error) => {
            tracing::error!(%error, "signals cannot be received");
            return;
        }
        Ok(StopSignal::Terminated) if !drain.is_zero() => {
            tracing::info!(seconds = drain.as_secs(), "draining: not ready any more");
            stopping.begin();
            drop(timeout(drain, asked_to_stop()).await);
        }
        Ok(_) => stopping.begin(),
    }
    tracing::info!("stopping: requests in flight may end");
    stop(&handle);
}
