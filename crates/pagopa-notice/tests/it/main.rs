//! The finished files: their geometry, their codes, their conformance, and what is refused.

#![expect(clippy::arithmetic_side_effects, reason = "the numbers of pages that we drew")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "what helps a test may fail as the test may"
)]

mod codes;
mod conformance;
mod geometry;
mod hostile;
mod images;
mod mutation;
mod oracle;
mod programs;
mod reading;
mod receipts;
mod samples;
