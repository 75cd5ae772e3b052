//! Hostile messages, slow clients and large bodies against a running server.
//!
//! What must hold: every answer is a valid one, nothing panics, memory does not grow, and whoever
//! asks decently is answered in time.

mod answers;
mod crowd;
mod program;

pub use answers::{Answers, Storm};
pub use crowd::{Crowd, Latencies};
pub use program::Besieged;

/// The path under fire.
pub const PATH: &str = "/node/collaudo/pa-for-node";
