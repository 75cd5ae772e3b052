//! Logs: what is written, and how.
//!
//! They go to the standard error, so that what commands print stays clean.
//! Absent on purpose: names, fiscal codes, message bodies; nobody hands them to the log.

use tracing_subscriber::EnvFilter;

/// What is logged, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Logs {
    /// Levels, module by module.
    pub(crate) level: String,
    /// The form of a line.
    pub(crate) format: Format,
}

/// The form of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// For a person.
    Text,
    /// For a program.
    Json,
}

impl Format {
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("vale text o json"),
        }
    }
}

/// Checks a level.
pub(crate) fn level(text: &str) -> Result<String, &'static str> {
    match EnvFilter::try_new(text) {
        Ok(_) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err("vale error, warn, info, debug o trace, anche per modulo"),
    }
}

impl Logs {
    /// Lines for a person who looks at a command's answer: problems only.
    pub(crate) fn of_a_command() -> Self {
        Self { level: "warn".to_owned(), format: Format::Text }
    }

    /// Begins to write. A second call changes nothing.
    pub(crate) fn start(&self) {
        let filter = EnvFilter::new(&self.level);
        let builder =
            tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
        let started = match self.format {
            Format::Text => builder.with_ansi(false).try_init(),
            Format::Json => builder.json().flatten_event(true).try_init(),
        };
        drop(started);
    }
}
