//! The job that sends the receipts of a cart.

use std::{str::FromStr, sync::Arc};

use iuvo_domain::{
    Nav, WorkspaceId,
    cart::Cart,
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
use jiff::SignedDuration;

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

/// Sends the letter that a job names. Whatever can never be sent ends here, too.
pub(crate) async fn send_receipts(
    app: &App,
    workspace: WorkspaceId,
    subject: &str,
) -> Result<(), LetterError> {
    let Some(id) = read_subject(workspace, subject) else { return Ok(()) };
    let Some(waiting) = app.store.read(FindWaiting(id)).await? else { return Ok(()) };
    let is_too_late = app.now().duration_since(waiting.requested_at) > TRIED_FOR;
    let to = address(app, id, &waiting.address);
    let (Some(to), false) = (to, is_too_late) else {
        tracing::warn!(cart = %id.cart, "a letter with receipts never left");
        return end(app, id, Vec::new()).await;
    };
    let (post, _) = app.mail().ok_or(LetterError::NoPost)?;
    let mut notices = paid_notices(app, id).await?;
    if notices.is_empty() {
        return end(app, id, Vec::new()).await;
    }
    // A body that is no longer served writes no letters.
    let Some(letter) = write(app, id, to, &mut notices) else {
        return end(app, id, Vec::new()).await;
    };
    match post.send(letter, app.now()).await {
        Ok(()) => end(app, id, notices).await,
        Err(error @ (MailError::Refused(_) | MailError::Unwritable)) => {
            tracing::info!(%error, cart = %id.cart, "a letter with receipts was refused for good");
            end(app, id, Vec::new()).await
        }
        Err(error @ (MailError::NotNow(_) | MailError::Unreachable)) => Err(error.into()),
    }
}

/// Where it goes; nothing if it was sealed with a key that is gone.
fn address(app: &App, id: ReceiptMailId, bytes: &[u8]) -> Option<EmailAddress> {
    let (_, sealer) = app.mail()?;
    let opened = sealer.open(mail_place(id.workspace, id.cart), bytes).ok()?;
    EmailAddress::from_str(std::str::from_utf8(&opened).ok()?).ok()
}

/// The notices of the cart that pagoPA has receipted, with their receipts.
async fn paid_notices(app: &App, id: ReceiptMailId) -> Result<Vec<PaidNotice>, LetterError> {
    let query = FindCart { workspace: id.workspace, id: id.cart };
    let Some(cart) = app.store.read(query).await? else { return Ok(Vec::new()) };
    let mut paid = Vec::new();
    for number in numbers(app, &cart) {
        paid.extend(paid_notice(app, number).await?);
    }
    Ok(paid)
}

type Number = (Arc<WorkspaceProfile>, Nav);

fn numbers(app: &App, cart: &Cart) -> Vec<Number> {
    let directory = app.directory();
    let profile = |it| directory.workspace(it).map(Arc::clone);
    let numbers = cart
        .notices
        .iter()
        .filter_map(|it| Some((profile(it.workspace)?, Nav::from(it.notice_number))));
    numbers.collect()
}

async fn paid_notice(
    app: &App,
    (profile, number): Number,
) -> Result<Option<PaidNotice>, LetterError> {
    let query = FindByNotice { workspace: profile.workspace.id, notice_number: number.to_string() };
    let Some(position) = app.store.read(query).await? else { return Ok(None) };
    let Some((_, installment)) = position.find(number.as_str()) else { return Ok(None) };
    let Some(payment) = installment.payment.as_ref().filter(|it| !it.is_elsewhere()) else {
        return Ok(None);
    };
    let pdf = receipt_pdf(app, &profile, &number).await?;
    let receipt = Attachment { name: format!("quietanza-{number}.pdf"), pdf };
    Ok(Some(PaidNotice {
        description: installment.description.clone(),
        amount: installment.amount,
        paid_at: payment.paid_at,
        psp_name: payment.psp_name.clone(),
        profile,
        number,
        receipt: Some(receipt),
    }))
}

/// Forgets where the letter went, and tells of it if it left.
async fn end(app: &App, id: ReceiptMailId, sent: Vec<PaidNotice>) -> Result<(), LetterError> {
    let act = app.act(id.workspace, None);
    let of_body = sent.iter().filter(|it| it.profile.workspace.id == id.workspace);
    let entries = of_body.filter_map(|it| it.number.notice_number());
    let entries = entries.map(|it| Entry::of_notice(it, EventKind::ReceiptMailed)).collect();
    Ok(app.store.execute(Lane::Bulk, EndMail { act, id, entries }).await?)
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
