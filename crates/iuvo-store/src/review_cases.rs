//! Cases opened for a person, and what people decide about them.
//!
//! A case names the service of the position that has its notice, so that whoever works on some
//! services only is shown a page of cases by an index of their own. Whatever writes the notices of
//! a position writes it; what was opened without is named by the job that finds positions for
//! receipts.

use std::cmp::Reverse;

use iuvo_domain::{
    DebtPositionId, Nav, OperatorId, ReviewCaseId, ServiceId, WorkspaceId,
    debt_position::{DebtPosition, Reason},
    receipt::{CaseLife, CaseOutcome, Closing, ReviewCase},
};
use jiff::Timestamp;
use pagopa_codes::Cents;

use crate::{
    Query, Reach, StoreError, Tx,
    column::{Row, only, params},
    statement::statements,
    together::{self, TOGETHER, together},
};

/// The columns of a case.
macro_rules! of_case {
    () => {
        "c.id, c.kind, c.notice_number, c.receipt_id, c.opened_at, c.version, c.closed,
         c.operator_id, c.changed_at, c.outcome, c.reason, c.assigned_notice"
    };
}

/// A case with what is known of it elsewhere: who has it in hand, what was paid, the position that
/// has its notice now.
macro_rules! found {
    ($condition:literal) => {
        concat!(
            "select ",
            of_case!(),
            ", o.name, r.amount_cents, p.id, p.service_id
             from review_case c
             left join operator o on o.id = c.operator_id
             left join receipt r
               on r.workspace_id = c.workspace_id and r.receipt_id = c.receipt_id
             left join installment i
               on i.workspace_id = c.workspace_id and i.notice_number = c.notice_number
             left join debt_position p
               on p.workspace_id = i.workspace_id and p.id = i.debt_position_id
             where c.workspace_id = $1 ",
            $condition
        )
    };
}

statements! {
    INSERT = "
        insert into review_case
          (workspace_id, id, kind, notice_number, receipt_id, content_hash, opened_at, service_id)
        values ($1, $2, $3, $4, $5, $6, $7, (
          select p.service_id from installment i
          join debt_position p on p.workspace_id = i.workspace_id and p.id = i.debt_position_id
          where i.workspace_id = $1 and i.notice_number = $4))
        on conflict (workspace_id, kind, receipt_id, content_hash) do nothing";
    NAME_SERVICE = "
        update review_case set service_id = $3
        where workspace_id = $1 and (service_id is null or service_id <> $3)
          and notice_number in (
            select notice_number from installment
            where workspace_id = $1 and debt_position_id = $2)";
    FORGET_SERVICE = "
        update review_case set service_id = null
        where workspace_id = $1 and notice_number in (
          select notice_number from installment
          where workspace_id = $1 and debt_position_id = $2)";
    FIND_NAMELESS = "
        select c.id from review_case c
        join installment i
          on i.workspace_id = c.workspace_id and i.notice_number = c.notice_number
        where c.workspace_id = $1 and c.service_id is null
        limit 1";
    NAME_SERVICES = "
        update review_case set service_id = (
          select p.service_id from installment i
          join debt_position p on p.workspace_id = i.workspace_id and p.id = i.debt_position_id
          where i.workspace_id = $1 and i.notice_number = review_case.notice_number)
        where workspace_id = $1 and id in (
          select c.id from review_case c
          join installment i
            on i.workspace_id = c.workspace_id and i.notice_number = c.notice_number
          where c.workspace_id = $1 and c.service_id is null
          limit $2)";
    FIND = found!("and c.id = $2");
    LIST_OF_NOTICE = found!("and c.notice_number = $2 order by c.opened_at, c.kind");
    LIST_OF_POSITION = found!(
        "and c.notice_number in (
           select notice_number from installment
           where workspace_id = $1 and debt_position_id = $2)
         order by c.opened_at, c.kind");
    LIST_OPEN = found!("and c.closed = 0 and c.id < $2 order by c.id desc limit $3");
    LIST_CLOSED = found!("and c.closed = 1 and c.id < $2 order by c.id desc limit $3");
    LIST_OF_SERVICE = found!(
        "and c.service_id = $4 and c.closed = $5 and c.id < $2 order by c.id desc limit $3");
    COUNT_OPEN = "select count(*) from review_case where workspace_id = $1 and closed = 0";
    COUNT_OPEN_OF_SERVICES = concat!(
        "select count(*) from review_case
         where workspace_id = $1 and closed = 0 and service_id in ", together!());
    // Every case of a notice, so that two about one receipt are decided one after the other.
    LOCK_OF_NOTICE = "
        update review_case set version = version
        where workspace_id = $1 and notice_number = $2
        returning id, kind, notice_number, receipt_id, opened_at, version, closed, operator_id,
                  changed_at, outcome, reason, assigned_notice";
    SAVE = "
        update review_case
        set version = $3, closed = $4, operator_id = $5, changed_at = $6, outcome = $7,
            reason = $8, assigned_notice = $9
        where workspace_id = $1 and id = $2";
}

/// Opens a case; `false` if the same content of the same receipt has opened it before.
pub async fn insert(
    tx: &mut Tx<'_>,
    case: &ReviewCase,
    content_hash: &[u8; 32],
) -> Result<bool, StoreError> {
    let params = params![
        case.workspace,
        case.id,
        case.kind,
        case.notice_number,
        case.receipt_id,
        content_hash,
        case.opened_at
    ];
    Ok(tx.execute(&INSERT, params).await? == 1)
}

/// Locks the cases of a notice number.
pub async fn lock_of_notice(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    notice_number: &Nav,
) -> Result<Vec<ReviewCase>, StoreError> {
    let params = params![workspace, notice_number];
    tx.query(&LOCK_OF_NOTICE, params, |row| read(workspace, row)).await
}

/// Writes what became of a case.
pub async fn save(tx: &mut Tx<'_>, case: &ReviewCase) -> Result<(), StoreError> {
    let (by, at, closing) = match &case.life {
        CaseLife::Open => (None, None, None),
        CaseLife::Taken(by, at) => (Some(*by), Some(*at), None),
        CaseLife::Closed(it) => (Some(it.by), Some(it.at), Some(it)),
    };
    let outcome = closing.map(|it| it.outcome);
    let reason = closing.map(|it| &it.reason);
    let assigned = closing.and_then(|it| it.assigned_to.as_ref());
    let closed = closing.is_some();
    let params =
        params![case.workspace, case.id, case.version, closed, by, at, outcome, reason, assigned];
    tx.execute_one(&SAVE, params).await
}

/// A case with what is known of it elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFound {
    /// The case.
    pub case: ReviewCase,
    /// The name of who has it in hand, or has decided.
    pub by: Option<String>,
    /// What its receipt says was paid.
    pub amount: Option<Cents>,
    /// The position that has its notice number now, and the service of that.
    pub position: Option<(DebtPositionId, ServiceId)>,
}

/// A case.
pub struct FindCase {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Which.
    pub id: ReviewCaseId,
}

impl Query for FindCase {
    type Output = Option<CaseFound>;
    const REACH: Reach = Reach::Point;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let workspace = self.workspace;
        tx.query_opt(&FIND, params![workspace, self.id], |row| read_found(workspace, row)).await
    }
}

/// The cases about a notice number, oldest first.
pub struct ListOfNotice {
    /// Whose cases.
    pub workspace: WorkspaceId,
    /// About which notice.
    pub notice_number: Nav,
}

impl Query for ListOfNotice {
    type Output = Vec<CaseFound>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let workspace = self.workspace;
        let params = params![workspace, self.notice_number];
        tx.query(&LIST_OF_NOTICE, params, |row| read_found(workspace, row)).await
    }
}

/// The cases about the notice numbers of a position, oldest first.
pub struct ListOfPosition {
    /// Whose cases.
    pub workspace: WorkspaceId,
    /// About which position.
    pub position: DebtPositionId,
}

impl Query for ListOfPosition {
    type Output = Vec<CaseFound>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let workspace = self.workspace;
        let params = params![workspace, self.position];
        tx.query(&LIST_OF_POSITION, params, |row| read_found(workspace, row)).await
    }
}

/// Which cases a list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CasesShown {
    /// Those that wait for a person.
    #[default]
    Open,
    /// Those that have ended.
    Closed,
}

/// The cases of a workspace, the last first.
pub struct CasesPage {
    /// Whose.
    pub workspace: WorkspaceId,
    /// About positions of these services; all of them, if none are named.
    pub services: Option<Vec<ServiceId>>,
    /// Which.
    pub shown: CasesShown,
    /// Those before this one.
    pub before: ReviewCaseId,
    /// At most so many.
    pub limit: i64,
}

impl Query for CasesPage {
    type Output = Vec<CaseFound>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let workspace = self.workspace;
        let read = |row: &mut Row<'_>| read_found(workspace, row);
        let Some(services) = &self.services else {
            let params = params![workspace, self.before, self.limit];
            let list = match self.shown {
                CasesShown::Open => &LIST_OPEN,
                CasesShown::Closed => &LIST_CLOSED,
            };
            return tx.query(list, params, read).await;
        };
        // Each service has its index, which ends at the limit; together they would be sorted.
        let is_closed = self.shown == CasesShown::Closed;
        let mut found = Vec::new();
        for service in services {
            let params = params![workspace, self.before, self.limit, service, is_closed];
            found.extend(tx.query(&LIST_OF_SERVICE, params, read).await?);
        }
        found.sort_by_key(|it| Reverse(it.case.id));
        found.truncate(usize::try_from(self.limit).unwrap_or_default());
        Ok(found)
    }
}

/// How many cases wait for a person, about positions of some services; in all, if none are named.
pub async fn count_open(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    services: Option<&[ServiceId]>,
) -> Result<i64, StoreError> {
    let Some(services) = services else {
        return tx.query_one(&COUNT_OPEN, params![workspace], only).await;
    };
    let mut count: i64 = 0;
    for some in services.chunks(TOGETHER) {
        let params = together::params(&workspace, some, params![]);
        let found: i64 = tx.query_one(&COUNT_OPEN_OF_SERVICES, &params, only).await?;
        count = count.saturating_add(found);
    }
    Ok(count)
}

/// Names the service of a position in the cases about its notices.
pub(crate) async fn name_service(
    tx: &mut Tx<'_>,
    position: &DebtPosition,
) -> Result<(), StoreError> {
    let params = params![position.workspace, position.id, position.service];
    tx.execute_any(&NAME_SERVICE, params).await?;
    Ok(())
}

/// Leaves the cases about the notices of a position without a service: it is about to lose them.
pub(crate) async fn forget_service(
    tx: &mut Tx<'_>,
    position: &DebtPosition,
) -> Result<(), StoreError> {
    tx.execute_any(&FORGET_SERVICE, params![position.workspace, position.id]).await?;
    Ok(())
}

/// Whether a case does not name the service of its position.
pub struct HasNameless(pub WorkspaceId);

impl Query for HasNameless {
    type Output = bool;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let found: Option<ReviewCaseId> =
            tx.query_opt(&FIND_NAMELESS, params![self.0], only).await?;
        Ok(found.is_some())
    }
}

/// Names the services of some cases that were written without; returns how many.
pub async fn name_services(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<u64, StoreError> {
    tx.execute(&NAME_SERVICES, params![workspace, limit]).await
}

fn read_found(workspace: WorkspaceId, row: &mut Row<'_>) -> Result<CaseFound, StoreError> {
    let case = read(workspace, row)?;
    let (by, amount) = (row.next()?, row.next()?);
    let position: Option<DebtPositionId> = row.next()?;
    let service: Option<ServiceId> = row.next()?;
    Ok(CaseFound { case, by, amount, position: position.zip(service) })
}

fn read(workspace: WorkspaceId, row: &mut Row<'_>) -> Result<ReviewCase, StoreError> {
    Ok(ReviewCase {
        id: row.next()?,
        workspace,
        kind: row.next()?,
        notice_number: row.next()?,
        receipt_id: row.next()?,
        opened_at: row.next()?,
        version: row.next()?,
        life: read_life(row)?,
    })
}

fn read_life(row: &mut Row<'_>) -> Result<CaseLife, StoreError> {
    let closed: bool = row.next()?;
    let (by, at): (Option<OperatorId>, Option<Timestamp>) = (row.next()?, row.next()?);
    let (outcome, reason): (Option<CaseOutcome>, Option<Reason>) = (row.next()?, row.next()?);
    let assigned_to = row.next()?;
    let in_hand = by.zip(at);
    match (closed, in_hand, outcome.zip(reason)) {
        (false, None, _) => Ok(CaseLife::Open),
        (false, Some((by, at)), _) => Ok(CaseLife::Taken(by, at)),
        (true, Some((by, at)), Some((outcome, reason))) => {
            Ok(CaseLife::Closed(Closing { outcome, reason, by, at, assigned_to }))
        }
        (true, ..) => Err(StoreError::Bug("a case has ended and does not say how".to_owned())),
    }
}
