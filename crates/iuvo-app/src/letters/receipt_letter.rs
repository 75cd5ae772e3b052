//! The letter with receipts, in words.

use std::sync::Arc;

use askama::Template;
use iuvo_domain::{
    Environment, Nav,
    directory::{Particular, Particulars, WorkspaceProfile},
    journal::euros,
};
use iuvo_mail::{Attachment, EmailAddress, Letter};
use iuvo_store::receipt_mails::ReceiptMailId;
use jiff::Timestamp;
use pagopa_codes::{Cents, in_fours};

use crate::{App, clock_time, in_italy, long_date};

/// Characters of what was paid in a subject: mailboxes show some sixty.
const LONGEST_IN_SUBJECT: usize = 60;

/// A notice that was paid, with its receipt.
pub(super) struct PaidNotice {
    pub(super) profile: Arc<WorkspaceProfile>,
    pub(super) number: Nav,
    pub(super) description: String,
    pub(super) amount: Cents,
    pub(super) paid_at: Timestamp,
    pub(super) psp_name: String,
    /// Taken when the letter is written.
    pub(super) receipt: Option<Attachment>,
}

/// Writes the letter; its identity is that of the request, however often it is written.
pub(super) fn write(
    app: &App,
    id: ReceiptMailId,
    to: EmailAddress,
    paid: &mut [PaidNotice],
) -> Option<Letter> {
    let body = app.directory().workspace(id.workspace).map(Arc::clone)?;
    let is_trial = body.workspace.environment == Environment::Acceptance;
    let name = body.organization.name.as_str();
    let prefix = if is_trial { "[COLLAUDO] " } else { "" };
    let subject = format!("{prefix}{name}: {}", subject(paid));
    let words = Words {
        trial: is_trial.then_some("COLLAUDO: è una prova, non c'è stato nessun pagamento vero."),
        name,
        lead: match paid {
            [_] => {
                "Abbiamo ricevuto il tuo pagamento. Trovi la quietanza, in PDF, allegata a questa \
                 e-mail."
            }
            _ => {
                "Abbiamo ricevuto i tuoi pagamenti. Trovi le quietanze, in PDF, allegate a questa \
                 e-mail."
            }
        },
        notices: paid.iter().map(NoticeWords::of).collect(),
        closing: [
            "Conserva questa e-mail: la quietanza è la prova del pagamento.",
            "Qualcuno ha scritto questo indirizzo nella pagina del pagamento. Se non sei stato \
             tu, ignora l'e-mail: l'indirizzo non lo conserviamo.",
        ],
        contacts: contacts(&body.particulars),
    };
    Some(Letter {
        to,
        reply_to: body.particulars.get(Particular::Email).and_then(|it| it.parse().ok()),
        text: words.in_plain_text(),
        html: Html { subject: &subject, words: &words }.render().ok()?,
        from_name: name.to_owned(),
        subject,
        id: format!("quietanza.{}.{}", id.cart, id.ordinal),
        attachments: paid.iter_mut().filter_map(|it| it.receipt.take()).collect(),
    })
}

fn subject(paid: &[PaidNotice]) -> String {
    match paid {
        [one] => {
            let what: String = one.description.chars().take(LONGEST_IN_SUBJECT).collect();
            format!("quietanza di {what}, {}", euros(one.amount))
        }
        several => {
            let total = Cents::checked_sum(several.iter().map(|it| it.amount));
            let total = total.map(|it| format!(", {}", euros(it))).unwrap_or_default();
            format!("quietanze di {} pagamenti{total}", several.len())
        }
    }
}

/// What the letter says, whether in plain text or as a page.
struct Words<'a> {
    /// That nothing is real, if it is not.
    trial: Option<&'static str>,
    /// Whose letter it is.
    name: &'a str,
    lead: &'static str,
    notices: Vec<NoticeWords>,
    closing: [&'static str; 2],
    /// Whom to ask.
    contacts: Vec<String>,
}

/// A notice that was paid, in words.
struct NoticeWords {
    description: String,
    facts: Vec<(&'static str, String)>,
}

/// The letter as a page: 600 pixels wide at most, nothing to load, no link.
#[derive(Template)]
#[template(path = "receipt_letter.html")]
struct Html<'a> {
    subject: &'a str,
    words: &'a Words<'a>,
}

impl Words<'_> {
    fn in_plain_text(&self) -> String {
        let mut lines: Vec<String> = Vec::new();
        if let Some(trial) = self.trial {
            lines.extend([trial.to_owned(), String::new()]);
        }
        lines.push(self.lead.to_owned());
        for NoticeWords { description, facts } in &self.notices {
            lines.extend([String::new(), description.clone()]);
            lines.extend(facts.iter().map(|(what, is)| format!("- {what}: {is}")));
        }
        for line in self.closing {
            lines.extend([String::new(), line.to_owned()]);
        }
        lines.extend([String::new(), self.name.to_owned(), "Pagamenti online".to_owned()]);
        lines.extend(self.contacts.iter().cloned());
        lines.push(String::new());
        lines.join("\n")
    }
}

impl NoticeWords {
    fn of(notice: &PaidNotice) -> Self {
        let at = in_italy(notice.paid_at);
        let psp = notice.psp_name.trim();
        let mut facts = vec![
            ("Importo", euros(notice.amount)),
            ("Pagato il", format!("{} alle {}", long_date(at.date()), clock_time(at))),
            ("Codice avviso", in_fours(notice.number.as_str(), " ")),
        ];
        if !psp.is_empty() {
            facts.push(("Pagato con", psp.to_owned()));
        }
        facts.push(("Ente", notice.profile.organization.name.clone()));
        Self { description: notice.description.clone(), facts }
    }
}

/// Whom to ask, a line each.
fn contacts(said: &Particulars) -> Vec<String> {
    let line = |(what, text): (Particular, &str)| match what {
        Particular::Cbill | Particular::Accessibility => None,
        Particular::Address | Particular::Office | Particular::Website => Some(text.to_owned()),
        Particular::Phone => Some(format!("Telefono: {text}")),
        Particular::Email => Some(format!("E-mail: {text}")),
        Particular::CertifiedEmail => Some(format!("PEC: {text}")),
    };
    said.all().filter_map(line).collect()
}
