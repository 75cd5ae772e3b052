//! Writing to the terminal.
//!
//! Whoever reads us may stop reading (`iuvo … | head`): that is not an error of ours.

use std::io::{self, Write};

use serde::Serialize;

use crate::failure::Failure;

/// Writes a line to the standard output.
pub(crate) fn say(text: &str) {
    drop(writeln!(io::stdout().lock(), "{text}"));
}

/// Writes a value to the standard output as JSON.
pub(crate) fn say_json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(Failure::while_doing("Il risultato non si scrive in JSON"))?;
    say(&text);
    Ok(())
}

/// Writes a line to the standard error.
pub(crate) fn complain(text: &str) {
    drop(writeln!(io::stderr().lock(), "{text}"));
}
