//! The letter with receipts, in words.

use std::{fmt::Write, sync::Arc};

use iuvo_domain::{Environment, Nav, directory::WorkspaceProfile, journal::euros};
use iuvo_mail::{Attachment, EmailAddress, Letter};
use iuvo_store::receipt_mails::ReceiptMailId;
use jiff::Timestamp;
use pagopa_codes::Cents;

use crate::{App, in_italy};

/// Characters of what was paid in a subject: mailboxes show some sixty.
const LONGEST_IN_SUBJECT: usize = 60;
const MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];

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
) -> Letter {
    let body = app.directory().workspace(id.workspace).map(Arc::clone);
    let name = body.as_ref().map_or_else(String::new, |it| it.organization.name.clone());
    let environment = body.map_or(Environment::Acceptance, |it| it.workspace.environment);
    let prefix = match environment {
        Environment::Acceptance => "[COLLAUDO] ",
        Environment::Production => "",
    };
    Letter {
        to,
        subject: format!("{prefix}{name}: {}", subject(paid)),
        text: text(&name, environment, paid),
        from_name: name,
        id: format!("quietanza.{}.{}", id.cart, id.ordinal),
        attachments: paid.iter_mut().filter_map(|it| it.receipt.take()).collect(),
    }
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

fn text(name: &str, environment: Environment, paid: &[PaidNotice]) -> String {
    let mut text = String::new();
    if environment == Environment::Acceptance {
        text.push_str("COLLAUDO: è una prova, non c'è stato nessun pagamento vero.\n\n");
    }
    text.push_str(match paid {
        [_] => {
            "Abbiamo ricevuto il tuo pagamento. Trovi la quietanza, in PDF, allegata a questa \
                e-mail.\n"
        }
        _ => {
            "Abbiamo ricevuto i tuoi pagamenti. Trovi le quietanze, in PDF, allegate a questa \
              e-mail.\n"
        }
    });
    for notice in paid {
        // Writing to a text cannot fail.
        describe(notice, &mut text).ok();
    }
    text.push_str(
        "\nConserva questa e-mail: la quietanza è la prova del pagamento.\n\n\
         Qualcuno ha scritto questo indirizzo nella pagina del pagamento. Se non sei stato tu, \
         ignora l'e-mail: l'indirizzo non lo conserviamo.\n\n",
    );
    text.push_str(name);
    text.push_str("\nPagamenti online\n");
    text
}

fn describe(notice: &PaidNotice, text: &mut String) -> std::fmt::Result {
    let at = in_italy(notice.paid_at);
    let month = usize::try_from(at.month()).ok().and_then(|it| MONTHS.get(it.checked_sub(1)?));
    writeln!(text, "\n{}", notice.description)?;
    writeln!(text, "- Importo: {}", euros(notice.amount))?;
    let (day, year, time) = (at.day(), at.year(), at.strftime("%H:%M"));
    writeln!(text, "- Pagato il {day} {} {year} alle {time}", month.unwrap_or(&""))?;
    writeln!(text, "- Codice avviso: {}", in_fours(notice.number.as_str()))?;
    if !notice.psp_name.trim().is_empty() {
        writeln!(text, "- Pagato con: {}", notice.psp_name.trim())?;
    }
    writeln!(text, "- Ente: {}", notice.profile.organization.name)
}

/// `3470 0000 0001 2345 67`.
fn in_fours(code: &str) -> String {
    let digits: Vec<char> = code.chars().collect();
    digits.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}
