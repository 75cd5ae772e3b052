//! May this notice be paid, and how much is it? (paVerifyPaymentNotice)

use iuvo_domain::{debt_position::DebtPosition, directory::WorkspaceProfile, journal::EventKind};
use iuvo_store::debt_positions::openings::{FindOpenNotice, OpenNotice};
use jiff::Timestamp;
use pagopa_codes::{Cents, NoticeNumber};

use super::{PaymentError, Told, find_position, tell};
use crate::App;

/// What a payer is shown before paying.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeSummary {
    /// What is asked for, the notification fee included.
    pub amount: Cents,
    /// By when to pay.
    pub due_date: Timestamp,
    /// The reason of the payment.
    pub description: String,
    /// The body's name.
    pub company_name: String,
    /// The office, if one is named.
    pub office_name: Option<String>,
    /// Whether everything can be credited to postal accounts.
    pub is_all_postal: bool,
}

/// Looks a notice up, as it may be paid now.
pub async fn verify_notice(
    app: &App,
    profile: &WorkspaceProfile,
    notice_number: NoticeNumber,
) -> Result<NoticeSummary, PaymentError> {
    let found = find_payable(app, profile, notice_number).await;
    let told =
        Told { answered: EventKind::NoticeVerified, refused: EventKind::VerificationRefused };
    tell(app, profile, notice_number, &told, found.as_ref().map(|it| Some(it.amount)));
    found
}

/// Looks a notice up, as it may be paid now, without telling the journal.
pub(super) async fn find_payable(
    app: &App,
    profile: &WorkspaceProfile,
    notice_number: NoticeNumber,
) -> Result<NoticeSummary, PaymentError> {
    let (workspace, at) = (profile.workspace.id, app.now());
    let open = app.store.read(FindOpenNotice { workspace, notice_number, at }).await;
    if let Some(open) = open.map_err(PaymentError::Store)? {
        return Ok(open.into());
    }
    let position = find_position(app, profile, notice_number).await?;
    summarize(&position, notice_number, at)
}

impl From<OpenNotice> for NoticeSummary {
    fn from(open: OpenNotice) -> Self {
        Self {
            amount: open.amount,
            due_date: open.due_date,
            description: open.description,
            company_name: open.company_name,
            office_name: open.office_name,
            is_all_postal: open.is_all_postal,
        }
    }
}

/// What a payer is shown of a notice that may be paid at that moment.
pub(crate) fn summarize(
    position: &DebtPosition,
    notice_number: NoticeNumber,
    now: Timestamp,
) -> Result<NoticeSummary, PaymentError> {
    let payable = position.payable(notice_number, now).map_err(PaymentError::Refused)?;
    Ok(NoticeSummary {
        amount: payable.amount().ok_or(PaymentError::Inconsistent)?,
        due_date: payable.installment.due_date,
        description: payable.installment.description.clone(),
        company_name: position.company_name.clone(),
        office_name: position.office_name.clone(),
        is_all_postal: payable.is_all_postal(),
    })
}
