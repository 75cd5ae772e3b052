//! Whoever has paid asks for the receipts by e-mail: a letter is written down, and a job sends it
//! when they have come.
//!
//! Invariants: where it goes is sealed, and forgotten when it has left; a cart has a few letters
//! and no more, so that nobody's mailbox is filled by somebody who holds a link.

use iuvo_domain::{CartId, JobId, WorkspaceId, cart::CartStanding, directory::WorkspaceProfile};
use iuvo_mail::EmailAddress;
use iuvo_store::{
    Command, Lane, StoreError, Tx, carts,
    jobs::{self, Job},
    receipt_mails::{self, MailFingerprint, ReceiptMailId, WaitingMail},
};
use sha2::{Digest, Sha256};

use super::{CartSeen, NoticePaid, NoticeSeen, read_cart};
use crate::{
    App,
    jobs::JobKind,
    letters::{mail_place, subject},
    portal::PortalError,
};

/// Letters of one cart: the payer's own, one more for a typing mistake, one for somebody else.
const MOST_LETTERS: usize = 3;

/// How a request for a letter ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailEnd {
    /// It is written down, perhaps since an earlier click.
    Requested,
    /// The cart has had its letters.
    TooMany,
    /// There is nothing to send: the page of the cart says why.
    NotNow,
}

/// When a letter that is asked for leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailLeaves {
    /// At once.
    Now,
    /// When the receipts have come.
    WithReceipts,
}

/// When a letter with the receipts of a cart would leave; `None` where there is nothing to send,
/// or no server to send it by.
pub fn mail_leaves(app: &App, seen: &CartSeen) -> Option<MailLeaves> {
    app.mail()?;
    let is_receipted = |it: &NoticeSeen| matches!(it.paid, Some(NoticePaid::Receipt { .. }));
    match seen.standing {
        CartStanding::Confirmed => seen.notices.iter().any(is_receipted).then_some(MailLeaves::Now),
        CartStanding::Waiting | CartStanding::Unknown => Some(MailLeaves::WithReceipts),
        CartStanding::Cancelled | CartStanding::Failed => None,
    }
}

/// Asks for the receipts of the cart to which a link leads.
pub async fn mail_receipts(
    app: &App,
    profile: &WorkspaceProfile,
    link: &str,
    to: &EmailAddress,
) -> Result<MailEnd, PortalError> {
    let Some((_, sealer)) = app.mail() else { return Ok(MailEnd::NotNow) };
    let Some(seen) = read_cart(app, profile, link).await? else { return Ok(MailEnd::NotNow) };
    if mail_leaves(app, &seen).is_none() {
        return Ok(MailEnd::NotNow);
    }
    let (workspace, cart, requested_at) = (profile.workspace.id, seen.cart.id, app.now());
    let address = sealer.seal(mail_place(workspace, cart), to.as_str().as_bytes())?;
    let job = JobId::new(app.ids().new_id());
    let mail = WaitingMail { requested_at, address };
    let fingerprint = fingerprint(cart, to);
    let command = RequestMail { workspace, cart, job, mail, fingerprint };
    Ok(app.store.execute(Lane::Interactive, command).await?)
}

fn fingerprint(cart: CartId, to: &EmailAddress) -> MailFingerprint {
    let mut hash = Sha256::new();
    hash.update(b"receipt mail\0");
    hash.update(cart.as_bytes());
    hash.update(to.as_str().to_lowercase());
    hash.finalize().into()
}

struct RequestMail {
    workspace: WorkspaceId,
    cart: CartId,
    job: JobId,
    mail: WaitingMail,
    fingerprint: MailFingerprint,
}

impl Command for RequestMail {
    type Output = MailEnd;

    /// The cart is locked, so that two clicks are one after the other.
    async fn run(&self, tx: &mut Tx<'_>) -> Result<MailEnd, StoreError> {
        let (workspace, cart, at) = (self.workspace, self.cart, self.mail.requested_at);
        if carts::lock_return(tx, workspace, cart).await?.is_none() {
            return Ok(MailEnd::NotNow);
        }
        let before = receipt_mails::list(tx, workspace, cart).await?;
        let is_waiting = before.iter().flatten().any(|it| it[..] == self.fingerprint);
        if is_waiting || before.len() >= MOST_LETTERS {
            tx.undo();
            return Ok(if is_waiting { MailEnd::Requested } else { MailEnd::TooMany });
        }
        let ordinal = i64::try_from(before.len()).unwrap_or(0).saturating_add(1);
        let id = ReceiptMailId { workspace, cart, ordinal };
        receipt_mails::insert(tx, id, &self.mail, &self.fingerprint).await?;
        let kind = JobKind::ReceiptsByMail.code().to_owned();
        let subject = subject(id);
        let job = Job { id: self.job, workspace, kind, subject, due_at: at };
        jobs::insert(tx, &job, at).await?;
        Ok(MailEnd::Requested)
    }
}
