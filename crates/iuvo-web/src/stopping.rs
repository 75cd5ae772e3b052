//! The time between being asked to stop and stopping.
//!
//! A process that will stop says so on `/health/ready` while it still serves, and asks its clients
//! to come back on another connection: whoever distributes the requests sends them elsewhere, and
//! none is lost when the listener closes.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    http::{HeaderValue, header},
    response::Response,
};
use tower_http::set_header::SetResponseHeaderLayer;

/// Whether the process has been asked to stop; clones know of each other.
#[derive(Debug, Clone, Default)]
pub struct Stopping(Arc<AtomicBool>);

impl Stopping {
    /// From now on.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it has begun.
    pub fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Ends the connection with each answer from then on, so that the client opens its next one where
/// it is wanted.
pub(crate) fn close_connections(
    stopping: Stopping,
) -> SetResponseHeaderLayer<impl FnMut(&Response) -> Option<HeaderValue> + Clone> {
    let close = move |_: &Response| {
        stopping.has_begun().then_some(const { HeaderValue::from_static("close") })
    };
    SetResponseHeaderLayer::overriding(header::CONNECTION, close)
}
