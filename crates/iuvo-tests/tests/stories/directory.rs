//! Who is served, as an operator configures it at the command line.

mod clones;
mod imports;
mod services;
mod snapshots;
mod stops;
mod taxonomy;
