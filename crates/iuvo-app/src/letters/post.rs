//! The configured mail server, which is left alone for a while when it does not answer.
//!
//! Jobs run one after the other: a server that lets each of them wait would hold up all others.

use std::sync::atomic::{AtomicI64, Ordering};

use iuvo_mail::{Letter, MailError, Mailer};
use jiff::Timestamp;

/// Seconds for which a server that did not answer is left alone.
const REST_S: i64 = 60;

/// A mailer, and since when it has rested.
#[derive(Debug)]
pub(crate) struct Post {
    mailer: Mailer,
    /// In seconds since 1970.
    silent_since: AtomicI64,
}

impl Post {
    pub(crate) const fn new(mailer: Mailer) -> Self {
        Self { mailer, silent_since: AtomicI64::new(i64::MIN) }
    }

    /// Sends a letter, unless the server has just not answered.
    pub(super) async fn send(&self, letter: Letter, now: Timestamp) -> Result<(), MailError> {
        let now = now.as_second();
        let silent_since = self.silent_since.load(Ordering::Relaxed);
        if now.saturating_sub(silent_since) < REST_S {
            return Err(MailError::Unreachable);
        }
        let sent = self.mailer.send(letter).await;
        if sent == Err(MailError::Unreachable) {
            self.silent_since.store(now, Ordering::Relaxed);
        }
        sent
    }
}
