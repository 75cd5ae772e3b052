//! The stories: what the world does to a body, told on both engines.

mod archive;
mod audit;
mod authorization;
mod call_limits;
mod copies;
mod crashes;
mod demands;
mod directory;
mod elsewhere;
mod hostile;
mod ibans;
mod invariants;
mod journal;
mod lists;
mod operations;
mod operators;
mod paying;
mod receipts;
mod refusals;
mod replicas;
mod siege;
mod stamps;
mod store;
mod tenancy;
mod upgrade;
mod version_1;
