//! The stories: what the world does to a body, told on both engines.

mod archive;
mod hostile;
mod operations;
mod paying;
mod receipts;
mod refusals;
mod store;
