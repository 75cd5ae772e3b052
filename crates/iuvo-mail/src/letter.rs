//! What is sent.

use std::fmt;

use lettre::{
    Message,
    message::{Attachment as Part, Mailbox, MultiPart, header::ContentType},
};

use crate::EmailAddress;

/// A letter in plain text and as a page, with files.
pub struct Letter {
    /// To whom.
    pub to: EmailAddress,
    /// To whom answers go, if not to the sender.
    pub reply_to: Option<EmailAddress>,
    /// In whose name it is written: shown beside the sender's address.
    pub from_name: String,
    /// What it is about; line breaks become blanks.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// The same as a page, for who reads it so: it must load nothing.
    pub html: String,
    /// Its identity: the same letter sent twice has the same, so that it can be told.
    pub id: String,
    /// The files.
    pub attachments: Vec<Attachment>,
}

/// A PDF that goes with a letter.
pub struct Attachment {
    /// The name of the file: letters, digits, dots and hyphens.
    pub name: String,
    /// Its bytes.
    pub pdf: Vec<u8>,
}

impl fmt::Debug for Letter {
    /// Only its identity: the rest concerns somebody.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Letter {
    /// The message as it travels; `None` if something of it cannot be written so.
    pub(crate) fn into_message(self, sender: &Mailbox) -> Option<Message> {
        let domain = sender.email.domain();
        let from_name = Some(in_a_line(&self.from_name)).filter(|it| !it.is_empty());
        let from = Mailbox::new(from_name, sender.email.clone());
        let pdf = ContentType::parse("application/pdf").ok()?;
        let words = MultiPart::alternative_plain_html(self.text, self.html);
        let mut parts = MultiPart::mixed().multipart(words);
        for attachment in self.attachments {
            let part = Part::new(attachment.name).body(attachment.pdf, pdf.clone());
            parts = parts.singlepart(part);
        }
        let mut message = Message::builder();
        if let Some(address) = self.reply_to {
            message = message.reply_to(Mailbox::new(None, address.to_lettre()));
        }
        message
            .message_id(Some(format!("<{}@{domain}>", self.id)))
            .from(from)
            .to(Mailbox::new(None, self.to.to_lettre()))
            .subject(in_a_line(&self.subject))
            .multipart(parts)
            .ok()
    }
}

fn in_a_line(text: &str) -> String {
    text.split(char::is_control).collect::<Vec<_>>().join(" ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_has_one_subject_and_one_recipient_whatever_it_is_about() {
        let letter = Letter {
            to: "mario@example.org".parse().unwrap(),
            from_name: "Comune\r\nBcc: altri@example.org".to_owned(),
            subject: "Quietanza\r\nBcc: altri@example.org".to_owned(),
            reply_to: Some("tributi@comune.example".parse().unwrap()),
            text: "Città\n.\nQUIT".to_owned(),
            html: "<!doctype html><p>Città".to_owned(),
            id: "1".to_owned(),
            attachments: vec![Attachment { name: "a.pdf".to_owned(), pdf: b"%PDF".to_vec() }],
        };
        let message = letter.into_message(&"a@example.org".parse().unwrap()).unwrap();
        let text = String::from_utf8(message.formatted()).unwrap();
        assert!(!text.lines().any(|it| it.starts_with("Bcc")), "{text}");
        assert_eq!(message.envelope().to().len(), 1);
        assert!(text.contains("Message-ID: <1@example.org>"), "{text}");
        assert!(text.contains("filename=\"a.pdf\""), "{text}");
        assert!(text.contains("Reply-To: tributi@comune.example"), "{text}");
        // Either of the two says all: the last is what is preferred (RFC 2046, 5.1.4).
        let places = ["multipart/mixed", "multipart/alternative", "text/plain", "text/html"];
        let places: Vec<_> = places.iter().map(|it| text.find(it).unwrap()).collect();
        assert!(places.is_sorted(), "{text}");
    }
}
