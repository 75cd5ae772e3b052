//! The server that sends letters.

use std::time::Duration;

use iuvo_mail::{Mailer, MailerError};

use super::{keys, reader::Reader};

/// How long a mail server is waited for: other jobs wait behind it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Reads where letters are sent; `None` without a server.
pub(super) fn read(reader: &mut Reader) -> Option<Mailer> {
    let server = reader.optional(keys::MAIL_SERVER, |it| Ok::<_, &str>(it.to_owned()))?;
    if !reader.is_given(keys::MASTER_KEY_FILE) {
        reader.refuse(keys::MASTER_KEY_FILE, "manca: serve per mandare e-mail");
    }
    let sender = reader.required(keys::MAIL_SENDER, |it| Ok::<_, &str>(it.to_owned()))?;
    match Mailer::new(&server, &sender, PATIENCE) {
        Ok(mailer) => Some(mailer),
        Err(error) => {
            let place = match error {
                MailerError::Server | MailerError::InTheClear => keys::MAIL_SERVER,
                MailerError::Sender => keys::MAIL_SENDER,
            };
            reader.refuse(place, error.to_string());
            None
        }
    }
}
