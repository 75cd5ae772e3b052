//! Lists of positions, a page at a time.
//!
//! A status is the one the calendar gives at the moment asked about, whatever is stored: the few
//! positions that the calendar has overtaken are found by their own index.

use iuvo_domain::{
    WorkspaceId,
    debt_position::{DebtPosition, PositionStatus},
};
use jiff::Timestamp;
use pagopa_codes::SegregationCode;

use super::between_commas;
use crate::{
    Query, StoreError, Tx,
    column::{Param, ToParam, only, params},
    rows,
};

pub(crate) mod listing;

use listing::Listing;

/// By what a list is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// When the position entered; ties are broken by its identity.
    Insertion,
    /// The IUPD.
    Iupd,
    /// The status, in the order of the sections of the list; ties are broken by IUPD.
    Status,
    /// The body's name as written; ties are broken by IUPD.
    CompanyName,
}

/// Where positions of a list stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// In this status.
    pub status: PositionStatus,
    /// And a whole option has been paid and reported, or none has.
    pub is_reported: bool,
}

impl From<PositionStatus> for Standing {
    fn from(status: PositionStatus) -> Self {
        Self { status, is_reported: false }
    }
}

/// Which instants a list is limited to, both bounds included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// Only positions with an instalment due then.
    Due(Timestamp, Timestamp),
    /// Only positions paid then.
    Paid(Timestamp, Timestamp),
}

/// A page of positions.
#[derive(Debug, Clone)]
pub struct Page {
    /// Whose.
    pub workspace: WorkspaceId,
    /// The moment whose calendar tells the statuses.
    pub now: Timestamp,
    /// Only those that stand so at that moment.
    pub standing: Option<Standing>,
    /// Only those of some days.
    pub window: Option<Window>,
    /// Only those with an IUV of these codes (in a window of due dates, one that is due then);
    /// empty means all.
    pub segregation_codes: Vec<SegregationCode>,
    /// By what to order.
    pub order: Order,
    /// Whether the last comes first.
    pub last_first: bool,
    /// How many at most.
    pub limit: i64,
    /// How many to leave out before.
    pub offset: i64,
}

/// What a page holds.
#[derive(Debug, Clone, Default)]
pub struct PageFound {
    /// The positions of the page, as stored.
    pub positions: Vec<DebtPosition>,
    /// How many match in all.
    pub total: i64,
}

/// What a list ordered by status is made of, one part after the other: the alphabetical order of
/// GPD's words `DRAFT`, `EXPIRED`, `INVALID`, `PAID`, `PARTIALLY_PAID`, `PUBLISHED`, `REPORTED`,
/// `VALID`.
const SECTIONS: [(PositionStatus, bool); 8] = [
    (PositionStatus::Draft, false),
    (PositionStatus::Expired, false),
    (PositionStatus::Invalidated, false),
    (PositionStatus::Paid, false),
    (PositionStatus::PartiallyPaid, false),
    (PositionStatus::Published, false),
    (PositionStatus::Paid, true),
    (PositionStatus::Valid, false),
];

impl Query for Page {
    type Output = PageFound;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        match (self.order, self.standing) {
            (Order::Status, None) => self.find_by_sections(tx).await,
            _ => self.find(tx).await,
        }
    }
}

impl Page {
    /// No index orders by a status that depends on the moment: the list is put together from the
    /// lists of each status, of which only those that the page touches are read.
    async fn find_by_sections(&self, tx: &mut Tx<'_>) -> Result<PageFound, StoreError> {
        let mut sections = SECTIONS;
        if self.last_first {
            sections.reverse();
        }
        let mut page = PageFound::default();
        for (status, is_reported) in sections {
            let read = i64::try_from(page.positions.len()).unwrap_or(i64::MAX);
            let section = Self {
                standing: Some(Standing { status, is_reported }),
                limit: self.limit.saturating_sub(read),
                offset: self.offset.saturating_sub(page.total).max(0),
                ..self.clone()
            };
            let found = section.find(tx).await?;
            page.positions.extend(found.positions);
            page.total = page.total.saturating_add(found.total);
        }
        Ok(page)
    }

    async fn find(&self, tx: &mut Tx<'_>) -> Result<PageFound, StoreError> {
        let (listing, codes) = (self.listing(), between_commas(&self.segregation_codes));
        let filter = self.filter(codes.to_param());
        let cut = params![self.limit, self.offset];
        let params = [filter.as_slice(), cut.as_slice()].concat();
        let rows = tx.query(listing.page(self.order, self.last_first), &params, rows::read).await?;
        let positions = rows::assemble(rows);
        let total = match self.known_total(positions.len()) {
            Some(total) => total,
            None => tx.query_one(listing.count, &filter, only).await?,
        };
        Ok(PageFound { positions, total })
    }

    /// The last page tells how many there are: nothing has to be counted.
    fn known_total(&self, found: usize) -> Option<i64> {
        let found = i64::try_from(found).ok()?;
        let is_last = found < self.limit && (found > 0 || self.offset == 0);
        is_last.then(|| self.offset.saturating_add(found))
    }

    fn listing(&self) -> &'static Listing {
        match (self.window, self.standing) {
            (Some(Window::Due(..)), _) => listing::DUE,
            (Some(Window::Paid(..)), _) => listing::PAID,
            (None, Some(_)) => listing::IN_STATUS,
            (None, None) => listing::ALL,
        }
    }

    /// What the statements of the listing take before the cut.
    fn filter<'a>(&'a self, codes: Param<'a>) -> Vec<Param<'a>> {
        let mut filter = vec![self.workspace.to_param(), codes];
        if self.standing.is_some() || self.window.is_some() {
            let status = self.standing.as_ref().map_or(Param::Null, |it| it.status.to_param());
            let is_reported = self.standing.is_some_and(|it| it.is_reported);
            filter.extend([self.now.to_param(), status, Param::Int(i64::from(is_reported))]);
        }
        if let Some(Window::Due(from, to) | Window::Paid(from, to)) = &self.window {
            filter.extend([from.to_param(), to.to_param()]);
        }
        filter
    }
}
