//! The archive of debts: what a body's software may do with its positions.

mod change;
mod change_ibans;
mod create;
mod delete;
mod extend;
mod hand;
mod invalidate;
mod note_download;
mod pay_elsewhere;
mod publish;
mod read;
mod search;
mod search_links;
mod update;
mod write_by_hand;

use iuvo_domain::{
    debt_position::{
        DebtPosition, DraftDefect, ExtensionRefusal, HandwrittenRefusal, PositionDraft, Refused,
        warnings,
    },
    directory::{Service, WorkspaceProfile, taxonomy::Taxonomy},
};
use iuvo_store::StoreError;
use jiff::civil::Date;
use pagopa_codes::Iuv;

use crate::{
    App,
    numbers::{IssueError, issue_notice_numbers},
};

pub use change::Which;
pub use change_ibans::change_ibans;
pub use create::create_debt_position;
pub use delete::delete_debt_position;
pub use extend::extend_debt_position;
pub(crate) use hand::Errand;
pub use hand::Hand;
pub use invalidate::invalidate_debt_position;
pub use iuvo_store::debt_positions::{
    page::{Order, Page, PageFound, Standing, Window},
    search::{Direction, Effort, Found, Onward, Place, Search, Selection, SortBy, Sought, Tally},
};
pub use note_download::note_download;
pub use pay_elsewhere::{Elsewhere, pay_elsewhere};
pub use publish::publish_debt_position;
pub use read::{find_position_of_notice, list_debt_positions, read_debt_position, read_position};
pub use search::{LONGEST_TEXT, Meaning, amount_in, recognize, search_positions};
pub use search_links::{open_search, seal_search};
pub use update::update_debt_position;
pub use write_by_hand::{create_by_hand, revise_by_hand};

/// Whether a position that is written is published at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Publication {
    /// It is.
    Now,
    /// It stays a draft.
    Later,
}

/// Why a position cannot be written, read or changed; the first that applies is returned.
#[derive(Debug)]
pub enum PositionError {
    /// No position has that IUPD.
    Unknown,
    /// Somebody changed it after it was read: as it is now.
    ChangedMeanwhile(Box<DebtPosition>),
    /// The caller's key may not touch the segregation code of the position.
    SegregationCodeForbidden,
    /// The notice, or the debt in another way, has been paid.
    AlreadyPaid,
    /// The position's state does not allow it.
    StateForbids,
    /// Published too late, or with dates in disorder.
    NotPublishable(iuvo_domain::debt_position::PublishRefusal),
    /// No more time can be given.
    NotExtendable(ExtensionRefusal),
    /// What was written by hand cannot be a position.
    Handwritten(HandwrittenRefusal),
    /// A rule of the data is broken.
    Draft(DraftDefect),
    /// The notification fee finds no transfer of the body to go to.
    NoTransferForNotificationFee,
    /// The IUPD, an IUV, a notice number or a transfer's index is taken.
    Taken,
    /// No notice number could be issued.
    Numbers(IssueError),
    /// No service takes the position, and the workspace has no service for the others.
    NoService,
    /// The database failed.
    Store(StoreError),
}

impl From<StoreError> for PositionError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<IssueError> for PositionError {
    fn from(error: IssueError) -> Self {
        match error {
            IssueError::Store(error) => Self::Store(error),
            other => Self::Numbers(other),
        }
    }
}

impl From<DraftDefect> for PositionError {
    fn from(defect: DraftDefect) -> Self {
        Self::Draft(defect)
    }
}

impl From<Refused> for PositionError {
    fn from(_: Refused) -> Self {
        Self::StateForbids
    }
}

fn given_iuvs(draft: &PositionDraft) -> impl Iterator<Item = &Iuv> {
    draft.options.iter().flat_map(|it| &it.installments).filter_map(|it| it.iuv.as_ref())
}

/// Issues the IUVs that a draft leaves to us; returns how many.
async fn issue_missing(
    app: &App,
    profile: &WorkspaceProfile,
    hand: &Hand,
    draft: &mut PositionDraft,
) -> Result<usize, PositionError> {
    let missing: Vec<_> = draft.installments_without_iuv().collect();
    let count = missing.len();
    if count == 0 {
        return Ok(0);
    }
    let numbers = issue_notice_numbers(app, profile, hand.codes(), count).await?;
    for (installment, number) in missing.into_iter().zip(numbers) {
        installment.iuv = Some(number.iuv());
        installment.notice_number = Some(number.into());
    }
    Ok(count)
}

/// The service of a draft that is written on that day: the one it names, else told by the category
/// of its first transfer.
fn service_of<'a>(
    profile: &'a WorkspaceProfile,
    draft: &PositionDraft,
    day: Date,
) -> Result<&'a Service, PositionError> {
    let mut transfers =
        draft.options.iter().flat_map(|it| &it.installments).flat_map(|it| &it.transfers);
    if let Some(id) = draft.service {
        return profile.services.iter().find(|it| it.id == id).ok_or(PositionError::NoService);
    }
    let found = match transfers.next() {
        Some(first) => profile.service_for(&first.category, day),
        None => profile.services.iter().find(|it| it.code == Service::OTHER),
    };
    found.ok_or(PositionError::NoService)
}

fn note_warnings(
    position: &mut DebtPosition,
    profile: &WorkspaceProfile,
    taxonomy: &Taxonomy,
    today: Date,
) {
    position.warnings = warnings(position, profile, taxonomy, today);
}

/// How many identities a draft needs: its own, and one for each option and instalment.
fn identities(draft: &PositionDraft) -> usize {
    let installments: usize = draft.options.iter().map(|it| it.installments.len()).sum();
    installments.saturating_add(draft.options.len()).saturating_add(1)
}
