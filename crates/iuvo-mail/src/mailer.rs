//! Who hands letters to the configured server.

use std::{fmt, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    message::Mailbox,
    transport::smtp::{Error, extension::ClientId},
};
use rustls::crypto::{CryptoProvider, ring};

use crate::Letter;

/// Why there is no mailer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailerError {
    /// The address of the server is none.
    #[error("non è un indirizzo smtp:// o smtps:// con il nome di un server")]
    Server,
    /// Letters and the password would travel in the clear.
    #[error("senza TLS si spedisce solo a un indirizzo locale: serve smtps:// o ?tls=required")]
    InTheClear,
    /// The sender's address is none.
    #[error("non è un indirizzo e-mail")]
    Sender,
}

/// Why a letter was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The server will never take it.
    #[error("the mail server refuses the letter for good ({0})")]
    Refused(u16),
    /// The server does not take it now.
    #[error("the mail server does not take the letter now ({0})")]
    NotNow(u16),
    /// The server cannot be reached, does not speak SMTP, or breaks off.
    #[error("the mail server cannot be reached")]
    Unreachable,
    /// Something of the letter cannot be written as a message.
    #[error("the letter cannot be written as a message")]
    Unwritable,
}

/// The configured server, and in whose name letters are sent.
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Mailbox,
}

impl fmt::Debug for Mailer {
    /// Without the server's password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sender: &str = self.sender.email.as_ref();
        f.debug_struct("Mailer").field("sender", &sender).finish_non_exhaustive()
    }
}

impl Mailer {
    /// A mailer for a server, given as `smtps://user:password@host`, `smtp://host:587?tls=required`
    /// or, on this machine alone, `smtp://127.0.0.1:25`. No command is waited for longer than the
    /// given time.
    pub fn new(server: &str, sender: &str, timeout: Duration) -> Result<Self, MailerError> {
        if !is_encrypted(server)? && !is_local(server) {
            return Err(MailerError::InTheClear);
        }
        let sender: Mailbox = sender.parse().map_err(|_| MailerError::Sender)?;
        // TLS asks for a provider of cryptography; where the program has installed the one of the
        // house already, the second attempt is refused: harmless.
        if CryptoProvider::get_default().is_none() {
            ring::default_provider().install_default().ok();
        }
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(server)
            .map_err(|_| MailerError::Server)?
            .hello_name(ClientId::Domain(sender.email.domain().to_owned()))
            .timeout(Some(timeout))
            .build();
        Ok(Self { transport, sender })
    }

    /// Hands a letter over. When this fails the server may have taken it all the same: whoever
    /// sends it again sends the same one.
    pub async fn send(&self, letter: Letter) -> Result<(), MailError> {
        let message = letter.into_message(&self.sender).ok_or(MailError::Unwritable)?;
        self.transport.send(message).await.map(drop).map_err(|error| told(&error))
    }
}

fn is_encrypted(server: &str) -> Result<bool, MailerError> {
    match server.split_once("://") {
        Some(("smtps", _)) => Ok(true),
        Some(("smtp", rest)) => Ok(rest.split_once('?').is_some_and(|it| it.1 == "tls=required")),
        _ => Err(MailerError::Server),
    }
}

/// Whether the server is on this machine, by its number: a name could lead elsewhere.
fn is_local(server: &str) -> bool {
    let rest = server.split_once("://").map_or("", |it| it.1);
    let host = rest.rsplit_once('@').map_or(rest, |it| it.1);
    let host = host.split(['/', '?']).next().unwrap_or_default();
    host.parse::<std::net::SocketAddr>()
        .map(|it| it.ip())
        .or_else(|_| host.parse())
        .is_ok_and(|it: std::net::IpAddr| it.is_loopback())
}

/// An error by its code alone.
fn told(error: &Error) -> MailError {
    let code = error.status().map(u16::from);
    match code {
        Some(code) if error.is_permanent() => MailError::Refused(code),
        Some(code) => MailError::NotNow(code),
        None => MailError::Unreachable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailer(server: &str) -> Result<(), MailerError> {
        Mailer::new(server, "Pagamenti <a@example.org>", Duration::from_secs(1)).map(drop)
    }

    #[test]
    fn nothing_travels_in_the_clear_beyond_this_machine() {
        for (server, expected) in [
            ("smtps://u:p@posta.example.org", Ok(())),
            ("smtp://u:p@posta.example.org:587?tls=required", Ok(())),
            ("smtp://127.0.0.1:2525", Ok(())),
            ("smtp://[::1]:2525", Ok(())),
            ("smtp://posta.example.org", Err(MailerError::InTheClear)),
            ("smtp://posta.example.org:587?tls=opportunistic", Err(MailerError::InTheClear)),
            ("smtp://127.0.0.1.example.org:25", Err(MailerError::InTheClear)),
            ("smtp://127.0.0.1@posta.example.org:25", Err(MailerError::InTheClear)),
            ("http://posta.example.org", Err(MailerError::Server)),
            ("posta", Err(MailerError::Server)),
        ] {
            assert_eq!(mailer(server), expected, "{server}");
        }
        let refused = Mailer::new("smtp://127.0.0.1", "nessuno", Duration::from_secs(1));
        assert_eq!(refused.unwrap_err(), MailerError::Sender);
    }

    #[test]
    fn a_mailer_says_nothing_of_its_password() {
        let server = "smtps://utente:segreto@posta.example.org";
        let mailer = Mailer::new(server, "a@example.org", Duration::from_secs(1)).unwrap();
        assert!(!format!("{mailer:?}").contains("segreto"));
    }
}
