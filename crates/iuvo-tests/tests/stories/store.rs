//! What the rest of the house relies on when it hands a command to the store.

mod faults;
mod jobs;
mod lanes;
mod numbers;
mod panics;
mod schema;
mod transactions;
mod writing;
