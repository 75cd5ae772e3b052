//! Every letter that was sent, until there are too many.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;
use mail_parser::{Message, MessageParser, MimeHeaders as _, PartType};

use crate::simulator::Simulator;

/// Letters that are kept.
const LETTERS_KEPT: usize = 200;
/// Bytes of letters that are kept.
const BYTES_KEPT: usize = 64 * 1024 * 1024;

/// A letter as it came.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Its number, from 1.
    pub id: u64,
    /// When it came.
    pub at: Timestamp,
    /// Who sent it, by the envelope.
    pub from: String,
    /// To whom, by the envelope.
    pub to: Vec<String>,
    /// What it is about.
    pub subject: String,
    /// By which name it is known to mail servers.
    pub message_id: String,
    /// To whom answers go, if the letter says so.
    pub reply_to: Option<String>,
    /// What it says in plain text.
    pub text: String,
    /// What it says as a page, if it does.
    pub html: Option<String>,
    /// The files that came with it.
    pub files: Vec<File>,
    size: usize,
}

/// A file that came with a letter.
#[derive(Debug, Clone)]
pub struct File {
    /// Its name.
    pub name: String,
    /// What it is, such as `application/pdf`.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The letters, oldest first.
#[derive(Default)]
pub(crate) struct Mailbox {
    mails: VecDeque<Arc<Mail>>,
    last: u64,
    bytes: usize,
    /// Who was busy once.
    was_busy: HashSet<String>,
}

/// What came over the wire.
pub(super) struct Delivered {
    pub(super) at: Timestamp,
    pub(super) from: String,
    pub(super) to: Vec<String>,
    pub(super) raw: Vec<u8>,
}

impl Mailbox {
    pub(super) fn add(&mut self, delivered: Delivered) {
        self.last = self.last.saturating_add(1);
        let mail = Mail::read(self.last, delivered);
        self.bytes = self.bytes.saturating_add(mail.size);
        self.mails.push_back(Arc::new(mail));
        while self.mails.len() > LETTERS_KEPT || self.bytes > BYTES_KEPT {
            let Some(oldest) = self.mails.pop_front() else { return };
            self.bytes = self.bytes.saturating_sub(oldest.size);
        }
    }

    /// Whether a recipient who is busy the first time is so now.
    pub(super) fn is_busy(&mut self, recipient: &str) -> bool {
        // Bounded like everything else: later ones are never busy.
        self.was_busy.len() < LETTERS_KEPT && self.was_busy.insert(recipient.to_owned())
    }

    pub(crate) fn find(&self, id: u64) -> Option<Arc<Mail>> {
        self.mails.iter().find(|it| it.id == id).map(Arc::clone)
    }

    pub(crate) fn all(&self) -> Vec<Arc<Mail>> {
        self.mails.iter().map(Arc::clone).collect()
    }
}

impl Mail {
    fn read(id: u64, delivered: Delivered) -> Self {
        let message = MessageParser::default().parse(&delivered.raw).unwrap_or_default();
        let files = message.attachments().map(|part| File {
            name: part.attachment_name().unwrap_or("allegato").to_owned(),
            media_type: media_type(part),
            bytes: part.contents().to_vec(),
        });
        Self {
            id,
            at: delivered.at,
            from: delivered.from,
            to: delivered.to,
            subject: message.subject().unwrap_or_default().to_owned(),
            message_id: message.message_id().unwrap_or_default().to_owned(),
            reply_to: reply_to(&message),
            text: text(&message),
            html: html(&message),
            files: files.collect(),
            size: delivered.raw.len(),
        }
    }
}

fn text(message: &Message<'_>) -> String {
    message.body_text(0).map(std::borrow::Cow::into_owned).unwrap_or_default()
}

/// The parser makes a page of plain text too, which nobody wrote.
fn html(message: &Message<'_>) -> Option<String> {
    message.html_bodies().find_map(|part| match &part.body {
        PartType::Html(html) => Some(html.clone().into_owned()),
        _ => None,
    })
}

fn reply_to(message: &Message<'_>) -> Option<String> {
    message.reply_to()?.first()?.address().map(str::to_owned)
}

fn media_type(part: &mail_parser::MessagePart<'_>) -> String {
    let kind = part.content_type();
    let both = kind.and_then(|it| Some(format!("{}/{}", it.ctype(), it.subtype()?)));
    both.unwrap_or_else(|| "application/octet-stream".to_owned())
}

impl Simulator {
    /// The letters that are remembered, oldest first.
    pub fn mails(&self) -> Vec<Arc<Mail>> {
        self.mailbox().all()
    }
}
