//! The journal: what happened, told to whoever may know.

mod read_timeline;

pub use read_timeline::{Timeline, TimelineError, read_timeline};
