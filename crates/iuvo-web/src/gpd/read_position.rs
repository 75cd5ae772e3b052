//! From the words of GPD's questions to ours.

use iuvo_app::{
    debt_positions::{Order, Page, Standing, Window},
    gpd::instant,
};
use iuvo_domain::{
    debt_position::{NEVER, PositionStatus},
    directory::{ApiClient, WorkspaceProfile},
};
use jiff::{SignedDuration, Timestamp};
use pagopa_gpd::{
    GpdDateTime, ProblemJson,
    query::{ListQuery, OrderBy, Ordering},
    v1,
};

/// When something was paid, which cannot lie ahead; a day's grace forgives the writing of a zone.
pub(super) fn past(
    date_time: Option<GpdDateTime>,
    now: Timestamp,
) -> Result<Option<Timestamp>, ProblemJson> {
    let at = date_time.map(instant);
    let latest = now.saturating_add(SignedDuration::from_hours(24)).unwrap_or(NEVER);
    if at.is_some_and(|it| it > latest) {
        return Err(ProblemJson::bad_request("paymentDate: must not be in the future"));
    }
    Ok(at)
}

/// The page that a list asks for.
pub(super) fn page(
    query: &ListQuery,
    profile: &WorkspaceProfile,
    client: &ApiClient,
    now: Timestamp,
) -> Page {
    Page {
        workspace: profile.workspace.id,
        now,
        standing: query.status.map(standing),
        window: window(query),
        segregation_codes: client.segregation_codes.clone(),
        order: match query.order_by {
            OrderBy::InsertedDate => Order::Insertion,
            OrderBy::Iupd => Order::Iupd,
            OrderBy::Status => Order::Status,
            OrderBy::CompanyName => Order::CompanyName,
        },
        last_first: query.ordering == Ordering::Descending,
        limit: i64::from(query.limit),
        offset: i64::from(query.page).saturating_mul(i64::from(query.limit)),
    }
}

/// The two kinds of dates exclude each other.
fn window(query: &ListQuery) -> Option<Window> {
    let due = query.due.map(|it| Window::Due(instant(it.from), instant(it.to)));
    due.or_else(|| query.paid.map(|it| Window::Paid(instant(it.from), instant(it.to))))
}

/// What a word of GPD's is in ours; reported positions are paid ones.
fn standing(status: v1::PositionStatus) -> Standing {
    match status {
        v1::PositionStatus::Draft => PositionStatus::Draft.into(),
        v1::PositionStatus::Published => PositionStatus::Published.into(),
        v1::PositionStatus::Valid => PositionStatus::Valid.into(),
        v1::PositionStatus::Invalid => PositionStatus::Invalidated.into(),
        v1::PositionStatus::Expired => PositionStatus::Expired.into(),
        v1::PositionStatus::PartiallyPaid => PositionStatus::PartiallyPaid.into(),
        v1::PositionStatus::Paid => PositionStatus::Paid.into(),
        v1::PositionStatus::Reported => {
            Standing { status: PositionStatus::Paid, is_reported: true }
        }
    }
}
