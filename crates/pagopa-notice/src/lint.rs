//! Whether a file keeps what it promises: the rules of PDF/A-2a and PDF/UA-1 that a program can
//! check and that our files rely on.
//!
//! It shares no code with the writer but the reading of a font's advances, and reads the finished
//! bytes. It knows the constructs that our files have; what it does not know is a finding, so a
//! file that passes has nothing unexpected in it. It does not replace a full validator such as
//! veraPDF: it is the part of one that every test can afford.

mod content;
mod document;
mod font;
mod object;
mod rules;
mod tokens;

pub use content::{Belonging, Content, Shown};
pub use document::{Document, Unreadable, expand};
pub use font::Font;
pub use object::Object;
pub use rules::{Finding, Rule};

/// Every rule that a file breaks.
pub fn examine(bytes: &[u8]) -> Vec<Finding> {
    rules::examine(bytes)
}
