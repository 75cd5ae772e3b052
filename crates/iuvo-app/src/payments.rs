//! What the Node asks before a payment. Nothing here changes anything.

mod demand_notice;
mod list_options;
mod prepare_payment;
mod verify_notice;

use iuvo_domain::{
    debt_position::DebtPosition,
    directory::WorkspaceProfile,
    journal::{Entry, EventKind},
    payment::PaymentRefusal,
};
use iuvo_store::{StoreError, debt_positions::FindByNotice};
use pagopa_codes::{Cents, NoticeNumber};

use crate::{App, journal};

pub use demand_notice::{DemandError, demand_notice};
pub use list_options::{OfferedNotice, list_options};
pub use prepare_payment::{PaymentOrder, TransferOrder, prepare_payment};
pub use verify_notice::{NoticeSummary, verify_notice};

/// Why the Node cannot be told what to pay.
#[derive(Debug)]
pub enum PaymentError {
    /// The notice cannot be paid now.
    Refused(PaymentRefusal),
    /// The position does not make sense: its amounts leave their range.
    Inconsistent,
    /// The database failed: the Node must try again.
    Store(StoreError),
}

async fn find_position(
    app: &App,
    profile: &WorkspaceProfile,
    notice_number: NoticeNumber,
) -> Result<DebtPosition, PaymentError> {
    let query =
        FindByNotice { workspace: profile.workspace.id, notice_number: notice_number.to_string() };
    let found = app.store.read(query).await.map_err(PaymentError::Store)?;
    found.ok_or(PaymentError::Refused(PaymentRefusal::NoticeUnknown))
}

/// What the journal calls the two ends of a question.
struct Told {
    answered: EventKind,
    refused: EventKind,
}

/// Tells the journal how a question ended: with an answer, which may be one amount, or a refusal. A
/// failure of ours is no answer, and is not told.
fn tell(
    app: &App,
    profile: &WorkspaceProfile,
    notice_number: NoticeNumber,
    told: &Told,
    end: Result<Option<Cents>, &PaymentError>,
) {
    let about = |kind| Entry::of_notice(notice_number, kind);
    let entry = match end {
        Ok(Some(amount)) => about(told.answered).with_amount(amount),
        Ok(None) => about(told.answered),
        Err(PaymentError::Refused(why)) => about(told.refused).with_detail(why.code()),
        Err(PaymentError::Inconsistent) => about(told.refused),
        Err(PaymentError::Store(_)) => return,
    };
    journal::note(app, profile.workspace.id, None, entry);
}
