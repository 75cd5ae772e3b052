//! Hostile input: samples of everything that is read, mutated without end.
//!
//! In reading order: [`Mutator`] makes bad input of good; `targets` are the parsers and what must
//! hold of them whatever they are given; `fuzz` drives them; `siege` sends the same to a running
//! server.
//!
//! Absent on purpose: coverage by instrumentation, which needs another compiler. What a parser
//! answers takes its place: an input that draws an answer never seen is kept and mutated further.

pub mod fuzz;
mod mutator;
mod random;
pub mod samples;
pub mod schema;
pub mod siege;
pub mod targets;

pub use mutator::Mutator;
pub use random::Random;
