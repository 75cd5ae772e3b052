//! What GPD's words mean to the archive, and the archive's refusals in GPD's words: for whoever
//! calls the archive, and for the files that are sent to it.

mod draft;
mod refusal;

pub use draft::{draft, instant};
pub use refusal::{Attempt, Verb};
