//! How a command ends when it does not do what was asked.

use std::{error::Error, io, process::ExitCode};

use crate::{config::Defect, demo};

/// Why a command has failed; its text is Italian, for the operator.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// What the operator wrote cannot be used.
    #[error("La configurazione non va bene:{}", list(.0))]
    Configuration(Vec<Defect>),
    /// What the operator asked for cannot be done.
    #[error("{0}")]
    Refused(String),
    /// Something the program relies on has failed.
    #[error("{what}: {cause}")]
    Broken {
        /// What was being done.
        what: String,
        /// The chain of causes.
        cause: String,
    },
}

impl Failure {
    pub(crate) fn refused(text: impl Into<String>) -> Self {
        Self::Refused(text.into())
    }

    /// Something failed while `what` was being done.
    pub(crate) fn while_doing<E: Error>(what: &str) -> impl FnOnce(E) -> Self {
        move |error| Self::Broken { what: what.to_owned(), cause: causes(&error) }
    }

    /// 1 for what failed, 2 for what was asked wrongly.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Configuration(_) => ExitCode::from(2),
            Self::Refused(_) | Self::Broken { .. } => ExitCode::FAILURE,
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::while_doing("Errore di sistema")(error)
    }
}

impl From<demo::Invalid> for Failure {
    fn from(invalid: demo::Invalid) -> Self {
        Self::Refused(invalid.to_string())
    }
}

impl From<Vec<Defect>> for Failure {
    fn from(defects: Vec<Defect>) -> Self {
        Self::Configuration(defects)
    }
}

fn list(defects: &[Defect]) -> String {
    let lines = defects.iter().map(|it| format!("\n  {}: {}", it.key, it.reason));
    lines.collect::<Vec<_>>().concat()
}

/// An error with everything that caused it.
pub(crate) fn causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
