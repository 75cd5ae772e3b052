//! Serving a router: binding, bounding slow clients, stopping gracefully.

mod places;

use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use axum::Router;
use axum_server::{Handle, accept::DefaultAcceptor};
use hyper_util::rt::TokioTimer;
use rustls::ServerConfig;

use crate::tls::Acceptor;
use places::Places;

/// Longest time for a request's headers to arrive. Bodies are bounded by the router.
const HEADERS: Duration = Duration::from_secs(15);
/// Connections served at a time: a slow client costs some 30 kB, so these cost half a gigabyte.
const CONNECTIONS: usize = 16_000;
/// Bytes of a request that are read ahead. It bounds the headers; a body is read piece by piece.
const READ_AHEAD: usize = 32 * 1024;
/// Longest time requests have to end once we stop.
const GRACE: Duration = Duration::from_secs(30);

/// A bound address.
pub(crate) struct Port {
    listener: TcpListener,
    /// Connections served at a time; more are told that there is no place.
    places: usize,
    /// The address, with the port really taken.
    pub(crate) address: SocketAddr,
}

impl Port {
    /// Takes an address; port 0 takes a free one.
    pub(crate) fn bind(address: SocketAddr) -> Result<Self, String> {
        let bind = || {
            let listener = TcpListener::bind(address)?;
            listener.set_nonblocking(true)?;
            Ok(Self { address: listener.local_addr()?, listener, places: CONNECTIONS })
        };
        bind().map_err(|error: io::Error| format!("Non si può ascoltare su {address}: {error}"))
    }

    /// Serves until the handle says to stop, then lets requests end.
    pub(crate) async fn serve(
        self,
        router: Router,
        tls: Option<Arc<ServerConfig>>,
        handle: Handle<SocketAddr>,
    ) -> io::Result<()> {
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let mut server = axum_server::from_tcp(self.listener)?.handle(handle);
        let connections = server.http_builder();
        connections.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS);
        connections.http1().max_buf_size(READ_AHEAD);
        let server = server.http1_only();
        match tls {
            None => {
                let places = Places::in_clear(DefaultAcceptor::new(), self.places);
                server.acceptor(places).serve(service).await
            }
            Some(it) => {
                let places = Places::under_tls(Acceptor::new(it), self.places);
                server.acceptor(places).serve(service).await
            }
        }
    }
}

/// Tells servers to stop, at once for new connections.
pub(crate) fn stop(handle: &Handle<SocketAddr>) {
    handle.graceful_shutdown(Some(GRACE));
}

/// Who ends the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StopSignal {
    /// A person at the terminal (Ctrl-C), who does not want to wait.
    Interrupted,
    /// The system (SIGTERM), behind which others serve.
    Terminated,
}

/// Waits for somebody to end the program.
pub(crate) async fn asked_to_stop() -> io::Result<StopSignal> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted.map(|()| StopSignal::Interrupted),
        _ = terminate.recv() => Ok(StopSignal::Terminated),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use axum::{Extension, routing::get};
    use iuvo_web::PeerCertificate;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;
    use crate::{certificates, tls};

    /// Writes a certificate and its key, one file each, and returns both as PEM.
    fn certificate(folder: &Path, name: &str) -> String {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
        std::fs::write(folder.join(format!("{name}.pem")), &certificate).unwrap();
        std::fs::write(folder.join(format!("{name}.key")), &key).unwrap();
        certificate + &key
    }

    /// Says who the router believes to be talking to.
    fn router() -> Router {
        let told = async |peer: Option<Extension<PeerCertificate>>| {
            if peer.is_some() { "known" } else { "anonymous" }
        };
        Router::new().route("/", get(told))
    }

    async fn ask(port: u16, server: &str, shown: Option<&str>) -> Option<String> {
        let root = reqwest::Certificate::from_pem(server.as_bytes()).unwrap();
        let mut client = reqwest::Client::builder().tls_certs_only([root]);
        if let Some(pem) = shown {
            client = client.identity(reqwest::Identity::from_pem(pem.as_bytes()).unwrap());
        }
        let request = client.build().unwrap().get(format!("https://localhost:{port}/"));
        request.send().await.ok()?.text().await.ok()
    }

    #[tokio::test]
    async fn who_finds_no_place_is_told_so_until_somebody_leaves() {
        let bound = Port::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let (address, port) = (bound.address, Port { places: 1, ..bound });
        let handle = Handle::new();
        let serving = tokio::spawn(port.serve(router(), None, handle.clone()));
        let ask = async || {
            let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
            let mut answer = vec![0; 12];
            stream.read_exact(&mut answer).await.unwrap();
            (stream, String::from_utf8(answer).unwrap())
        };
        let (seated, answer) = ask().await;
        assert_eq!(answer, "HTTP/1.1 200");
        assert_eq!(ask().await.1, "HTTP/1.1 503");
        drop(seated);
        while ask().await.1 != "HTTP/1.1 200" {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        stop(&handle);
        serving.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn the_router_learns_of_pinned_certificates_only() {
        tls::install_provider();
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let [server, known, stranger] =
            ["server", "known", "stranger"].map(|it| certificate(folder.path(), it));
        let identity = tls::Identity::read(&path("server.pem"), &path("server.key")).unwrap();
        let pinned = certificates::read(&path("known.pem")).unwrap();
        let config = identity.server_config(vec![certificates::hash(&pinned[0])]).unwrap();

        let port = Port::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let number = port.address.port();
        let handle = Handle::new();
        let serving = tokio::spawn(port.serve(router(), Some(config), handle.clone()));
        assert_eq!(ask(number, &server, None).await.as_deref(), Some("anonymous"));
        assert_eq!(ask(number, &server, Some(&known)).await.as_deref(), Some("known"));
        assert_eq!(ask(number, &server, Some(&stranger)).await, None);

        stop(&handle);
        serving.await.unwrap().unwrap();
        assert_eq!(ask(number, &server, None).await, None);
    }
}
