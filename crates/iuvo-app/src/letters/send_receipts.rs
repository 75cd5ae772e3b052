//! The job that sends the receipts of a cart.

use std::{str::FromStr, sync::Arc};

use iuvo_domain::{
    Nav, WorkspaceId,
    cart::Cart,
    debt_position::Installment,
    directory::WorkspaceProfile,
    journal::{Act, Entry, EventKind},
};
use iuvo_mail::{Attachment, EmailAddress, MailError};
use iuvo_store::{
    Command, Lane, StoreError, Tx,
    carts::FindCart,
    debt_positions::FindByNotice,
    journal,
    receipt_mails::{self, FindWaiting, ReceiptMailId},
};
use jiff::{SignedDuration, Timestamp};

use super::{
    mail_place, read_subject,
    receipt_letter::{PaidNotice, write},
};
use crate::{
    App,
    documents::{DocumentError, receipt_pdf},
};

/// How long a letter is tried: whoever waits longer asks again, or downloads the receipt.
const TRIED_FOR: SignedDuration = SignedDuration::from_hours(48);
/// How long a letter waits for the other receipts; then it leaves with those that have come. As
/// long as none has, it waits until it is not tried any more.
const AWAITED_FOR: SignedDuration = SignedDuration::from_hours(24);
const SHORTEST_LOOK: SignedDuration = SignedDuration::from_secs(15);
const LONGEST_LOOK: SignedDuration = SignedDuration::from_hours(1);

/// Why a letter has not left, and is to be tried again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LetterError {
    /// The server did not take it.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// A receipt cannot be printed.
    #[error("a receipt cannot be printed")]
    Document(#[from] DocumentError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No server is configured any more.
    #[error("no mail server is configured")]
    NoPost,
}

/// What became of a letter.
pub(crate) enum Sending {
    /// It has left, or never will.
    Ended,
    /// Not every receipt has come: it is to be looked at again at that moment.
    Waits(Timestamp),
}

/// Sends the letter that a job names. Whatever can never be sent ends here, too.
pub(crate) async fn send_receipts(
    app: &App,
    workspace: WorkspaceId,
    subject: &str,
) -> Result<Sending, LetterError> {
    let Some(id) = read_subject(workspace, subject) else { return Ok(Sending::Ended) };
    let Some(waiting) = app.store.read(FindWaiting(id)).await? else { return Ok(Sending::Ended) };
    let now = app.now();
    let age = now.duration_since(waiting.requested_at);
    let to = address(app, id, &waiting.address);
    let (Some(to), false) = (to, age > TRIED_FOR) else {
        tracing::warn!(cart = %id.cart, "a letter with receipts never left");
        return end(app, id, Vec::new()).await;
    };
    let (post, _) = app.mail().ok_or(LetterError::NoPost)?;
    let found = find_notices(app, id).await?;
    if age < patience(&found) && found.iter().any(|it| it.installment.payment.is_none()) {
        return Ok(Sending::Waits(now.checked_add(next_look(age)).unwrap_or(Timestamp::MAX)));
    }
    let mut notices = receipted(app, found).await?;
    if notices.is_empty() {
        return end(app, id, Vec::new()).await;
    }
    // A body that is no longer served writes no letters.
    let Some(letter) = write(app, id, to, &mut notices) else {
        return end(app, id, Vec::new()).await;
    };
    match post.send(letter, now).await {
        Ok(()) => end(app, id, notices).await,
        Err(error @ (MailError::Refused(_) | MailError::Unwritable)) => {
            tracing::info!(%error, cart = %id.cart, "a letter with receipts was refused for good");
            end(app, id, Vec::new()).await
        }
        Err(error @ (MailError::NotNow(_) | MailError::Unreachable)) => Err(error.into()),
    }
}

/// How long until it is looked again whether the receipts have come: most come within a minute,
/// those that do not may take hours.
fn next_look(age: SignedDuration) -> SignedDuration {
    age.checked_div(4).unwrap_or_default().clamp(SHORTEST_LOOK, LONGEST_LOOK)
}

/// How long what is still missing is waited for.
fn patience(found: &[Found]) -> SignedDuration {
    let has_come = found.iter().any(Found::is_receipted);
    if has_come { AWAITED_FOR } else { TRIED_FOR }
}

/// Where it goes; nothing if it was sealed with a key that is gone.
fn address(app: &App, id: ReceiptMailId, bytes: &[u8]) -> Option<EmailAddress> {
    let (_, sealer) = app.mail()?;
    let opened = sealer.open(mail_place(id.workspace, id.cart), bytes).ok()?;
    EmailAddress::from_str(std::str::from_utf8(&opened).ok()?).ok()
}

/// A notice of the cart, and what is known of it.
struct Found {
    profile: Arc<WorkspaceProfile>,
    number: Nav,
    installment: Installment,
}

impl Found {
    fn is_receipted(&self) -> bool {
        self.installment.payment.as_ref().is_some_and(|it| !it.is_elsewhere())
    }
}

/// The notices of the cart that are still in the archive.
async fn find_notices(app: &App, id: ReceiptMailId) -> Result<Vec<Found>, LetterError> {
    let query = FindCart { workspace: id.workspace, id: id.cart };
    let Some(cart) = app.store.read(query).await? else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for (profile, number) in numbers(app, &cart) {
        let notice_number = number.to_string();
        let query = FindByNotice { workspace: profile.workspace.id, notice_number };
        let Some(position) = app.store.read(query).await? else { continue };
        let Some((_, installment)) = position.find(number.as_str()) else { continue };
        all.push(Found { installment: installment.clone(), profile, number });
    }
    Ok(all)
}

fn numbers(app: &App, cart: &Cart) -> Vec<(Arc<WorkspaceProfile>, Nav)> {
    let directory = app.directory();
    let profile = |it| directory.workspace(it).map(Arc::clone);
    let numbers = cart
        .notices
        .iter()
        .filter_map(|it| Some((profile(it.workspace)?, Nav::from(it.notice_number))));
    numbers.collect()
}

/// Those that pagoPA has receipted, with their receipts.
async fn receipted(app: &App, found: Vec<Found>) -> Result<Vec<PaidNotice>, LetterError> {
    let mut paid = Vec::new();
    for Found { profile, number, installment } in found {
        let Some(payment) = installment.payment.filter(|it| !it.is_elsewhere()) else { continue };
        let pdf = receipt_pdf(app, &profile, &number).await?;
        let receipt = Attachment { name: format!("quietanza-{number}.pdf"), pdf };
        paid.push(PaidNotice {
            description: installment.description,
            amount: installment.amount,
            paid_at: payment.paid_at,
            psp_name: payment.psp_name,
            profile,
            number,
            receipt: Some(receipt),
        });
    }
    Ok(paid)
}

/// Forgets where the letter went, and tells of it if it left.
async fn end(app: &App, id: ReceiptMailId, sent: Vec<PaidNotice>) -> Result<Sending, LetterError> {
    let act = app.act(id.workspace, None);
    let of_body = sent.iter().filter(|it| it.profile.workspace.id == id.workspace);
    let entries = of_body.filter_map(|it| it.number.notice_number());
    let entries = entries.map(|it| Entry::of_notice(it, EventKind::ReceiptMailed)).collect();
    app.store.execute(Lane::Bulk, EndMail { act, id, entries }).await?;
    Ok(Sending::Ended)
}

struct EndMail {
    act: Act,
    id: ReceiptMailId,
    entries: Vec<Entry>,
}

impl Command for EndMail {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        if receipt_mails::end(tx, self.id, self.act.at).await? {
            journal::record(tx, &self.act, self.entries.clone()).await?;
        }
        Ok(())
    }
}
