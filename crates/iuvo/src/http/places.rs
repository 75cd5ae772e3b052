//! Places for connections: as many as there is memory for. Who comes to a full house is told so and
//! sent away at once, so that those inside are served.

use std::{
    future::Future,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum_server::accept::Accept;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};
use tower::Service;

/// What a client is told for whom there is no place.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\n\
    content-type: text/plain; charset=utf-8\r\ncontent-length: 23\r\n\r\ntroppe connessioni ora\n";
/// How long it may take to hear that.
const HEARING: Duration = Duration::from_secs(1);

/// Lets connections in as long as there are places. Under TLS, in whose language it could not yet
/// answer, it only closes the others.
#[derive(Clone)]
pub(super) struct Places<A> {
    inner: A,
    free: Arc<Semaphore>,
    answer: &'static [u8],
}

impl<A> Places<A> {
    pub(super) fn in_clear(inner: A, count: usize) -> Self {
        Self { inner, free: Arc::new(Semaphore::new(count)), answer: FULL }
    }

    pub(super) fn under_tls(inner: A, count: usize) -> Self {
        Self { answer: b"", ..Self::in_clear(inner, count) }
    }
}

impl<A, S> Accept<TcpStream, S> for Places<A>
where
    A: Accept<TcpStream, S>,
    A::Future: Send + 'static,
    A::Stream: Send,
    A::Service: Send,
{
    type Stream = A::Stream;
    type Service = Seated<A::Service>;
    type Future = Pin<Box<dyn Future<Output = io::Result<(A::Stream, Self::Service)>> + Send>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let Ok(place) = Arc::clone(&self.free).try_acquire_owned() else {
            let answer = self.answer;
            return Box::pin(async move {
                // It has gone, or had its time.
                drop(timeout(HEARING, turn_away(stream, answer)).await);
                Err(io::Error::other("there is no place for another connection"))
            });
        };
        let accepted = self.inner.accept(stream, service);
        Box::pin(async move {
            let (stream, service) = accepted.await?;
            Ok((stream, Seated { service, _place: Arc::new(place) }))
        })
    }
}

/// Answers and waits for the client to close: closing on what it still says would take the answer
/// back.
async fn turn_away(mut stream: TcpStream, answer: &[u8]) -> io::Result<()> {
    stream.write_all(answer).await?;
    stream.shutdown().await?;
    let mut unread = [0; 512];
    while stream.read(&mut unread).await? > 0 {}
    Ok(())
}

/// The service of a connection, which gives its place back with it.
#[derive(Clone)]
pub(super) struct Seated<S> {
    service: S,
    _place: Arc<OwnedSemaphorePermit>,
}

impl<S: Service<R>, R> Service<R> for Seated<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        self.service.call(request)
    }
}
