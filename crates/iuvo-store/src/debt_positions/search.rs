//! Positions as people search them: by debtor, amount, state and dates, in any order, by keyset.
//!
//! SQL narrows, this module decides. A search is answered in one of two ways:
//!
//! - *collected*: one of its criteria leaves few candidates ([`Effort::collected`]), found by an
//!   index of that criterion. All are read, judged by `Selection::takes`, counted, summed and
//!   sorted.
//! - *walked*: every criterion leaves many. The index of the order is walked (state by state where
//!   the order has to do with it), from the cursor on and only so far; what is met is judged in the
//!   same way. If the walk ends before the page is full, the page says so, and the next one goes on
//!   from there.
//!
//! Either way the time is bounded, and no order is wrong. A state is the one the calendar gives at
//! the moment of the search; what the calendar has overtaken is found by its own index, unless it
//! is more than can be collected: then the job that follows the calendar is behind, and for a
//! while states are those it has written.

use std::{cmp::Ordering, collections::HashMap};

use iuvo_domain::{
    DebtPositionId, ServiceId, WorkspaceId,
    debt_position::{DebtPosition, NameKey, PositionStatus},
};
use jiff::Timestamp;
use pagopa_codes::Cents;

use super::page::Standing;
use crate::{
    Query, Reach, StoreError, Tx,
    column::{Param, Row, ToParam, params},
    rows::{self, position_columns, position_joins},
    statement::statements,
    together::{self, TOGETHER, together},
};

pub(crate) mod parts;
pub(crate) mod walk;

/// How much of the archive a search may look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Candidates that are collected at most, and the greatest number that is counted.
    pub collected: usize,
    /// Candidates that a page's walk looks at, about.
    pub walked: usize,
}

impl Default for Effort {
    /// What takes some hundredths of a second.
    fn default() -> Self {
        Self { collected: 5_000, walked: 7_000 }
    }
}

/// The columns a candidate is judged and sorted by.
macro_rules! candidate_columns {
    () => {
        "p.id, p.status, p.reported, p.next_change_at, p.expires_at, p.service_id, p.inserted_at,
         p.paid_at, p.next_due_at, p.listed_cents, p.debtor_key, p.debtor_key_turned, p.debtor_code"
    };
}
pub(crate) use candidate_columns;

statements! {
    FIND_CANDIDATE = concat!(
        "select ", candidate_columns!(), " from debt_position p
         where p.workspace_id = $1 and p.id = $2");
    FIND_BY_ANY_NAME = "
        select p.id, p.service_id from debt_position p
        where p.workspace_id = $1 and p.id in (
          select debt_position_id from installment
          where workspace_id = $1 and notice_number = $2
          union all
          select debt_position_id from installment where workspace_id = $1 and iuv = $2
          union all
          select id from debt_position where workspace_id = $1 and iupd = $3
          union all
          select debt_position_id from receipt where workspace_id = $1 and receipt_id = $3)";
    LIST_WHOLE = concat!(
        "select ", position_columns!(), " from debt_position p ", position_joins!(), "
         where p.workspace_id = $1
           and p.id in ", together!(), "
         order by p.id, o.ordinal, i.ordinal, t.transfer_index");
}

/// By what a list is sorted; ties are broken by identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortBy {
    /// When the position entered.
    Entry,
    /// When its next instalment is due.
    DueDate,
    /// How much it asks for.
    Amount,
    /// The debtor's name as it is searched.
    Name,
}

/// In which direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The least first.
    Ascending,
    /// The greatest first.
    Descending,
}

/// Instants, both bounds included.
pub type Span = (Timestamp, Timestamp);

/// What a person looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    /// The debts of a fiscal code, as [`iuvo_domain::debt_position::searched_code`] writes it.
    Debtor(String),
    /// The debts of whoever's name begins so, with the surname first or last.
    Name(NameKey),
    /// The debts of that amount, both bounds included.
    Amount(Cents, Cents),
}

/// Which positions are meant; what is not said leaves none out.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// In one of these states; empty means any.
    pub standings: Vec<Standing>,
    /// Of these services, even if there are none.
    pub services: Option<Vec<ServiceId>>,
    /// What is sought.
    pub sought: Option<Sought>,
    /// What comes next is due then.
    pub due: Option<Span>,
    /// Paid then.
    pub paid: Option<Span>,
    /// Entered then.
    pub entered: Option<Span>,
}

/// A page's place in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The first page.
    First,
    /// What follows that position.
    After(DebtPositionId),
    /// What comes before that position.
    Before(DebtPositionId),
}

/// A page of a search.
#[derive(Debug, Clone)]
pub struct Search {
    /// Whose.
    pub workspace: WorkspaceId,
    /// The moment whose calendar tells the states.
    pub now: Timestamp,
    /// Which.
    pub selection: Selection,
    /// Sorted by what.
    pub by: SortBy,
    /// And how.
    pub direction: Direction,
    /// Where the page is.
    pub place: Place,
    /// How many at most.
    pub limit: usize,
    /// How much of the archive it may look at.
    pub effort: Effort,
}

/// How many positions a search means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tally {
    /// So many, of so much in all.
    Exactly(usize, Cents),
    /// More than are collected.
    Many,
    /// Of more candidates than that, some: nobody has counted.
    Some,
}

/// What a search found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The positions of the page in order, as stored.
    pub positions: Vec<DebtPosition>,
    /// How many there are in all.
    pub tally: Tally,
    /// What comes before the page.
    pub before: Onward,
    /// What comes after it.
    pub next: Onward,
}

/// Whether a list goes on beyond a page, and from which position, which need not be on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onward {
    /// It ends there.
    End,
    /// Something follows that position.
    More(DebtPositionId),
    /// The search came as far as that position, and does not know what follows.
    Perhaps(DebtPositionId),
}

impl Onward {
    /// From where the list goes on, if it does or may.
    pub const fn from(self) -> Option<DebtPositionId> {
        match self {
            Self::End => None,
            Self::More(it) | Self::Perhaps(it) => Some(it),
        }
    }
}

impl Found {
    /// Nothing, and nothing to look for.
    pub const fn nothing() -> Self {
        let tally = Tally::Exactly(0, Cents::ZERO);
        Self { positions: Vec::new(), tally, before: Onward::End, next: Onward::End }
    }
}

impl Query for Search {
    type Output = Found;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let overtaken = parts::overtaken(tx, self).await?;
        // Where the calendar is too far ahead, states are those that are stored.
        let now = overtaken.as_ref().map(|_| self.now);
        let overtaken = overtaken.unwrap_or_default();
        let (mut page, tally) = match parts::collect(tx, self, &overtaken).await? {
            Some(all) => self.cut(tx, all, now).await?,
            None => (walk::page(tx, self, overtaken, now).await?, self.many()),
        };
        if matches!(self.place, Place::Before(_)) {
            page.candidates.reverse();
        }
        let positions = read_whole(tx, self.workspace, &page.candidates).await?;
        let (before, next) = page.ends(self.place);
        Ok(Found { positions, tally, before, next })
    }
}

/// Finds the positions that a text names, with their services: as notice number or IUV, as IUPD,
/// or as the identifier of a receipt, which is the payment token too.
pub struct FindByAnyName {
    /// Whose.
    pub workspace: WorkspaceId,
    /// The text as a number: without blanks.
    pub number: String,
    /// The text as it is.
    pub text: String,
}

impl Query for FindByAnyName {
    type Output = Vec<(DebtPositionId, ServiceId)>;
    const REACH: Reach = Reach::Point;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let params = params![self.workspace, self.number, self.text];
        tx.query(&FIND_BY_ANY_NAME, params, |row| Ok((row.next()?, row.next()?))).await
    }
}

/// The candidates of a page in the direction it was looked for, and where to go on.
pub(crate) struct CandidatePage {
    candidates: Vec<Candidate>,
    /// What is left in the direction of the search.
    rest: Onward,
}

impl CandidatePage {
    /// What comes before and after the page, whose candidates stand as they are shown.
    fn ends(&self, place: Place) -> (Onward, Onward) {
        let or = |found: Option<&Candidate>, from| Onward::More(found.map_or(from, |it| it.id));
        match place {
            Place::First => (Onward::End, self.rest),
            Place::After(from) => (or(self.candidates.first(), from), self.rest),
            Place::Before(from) => (self.rest, or(self.candidates.last(), from)),
        }
    }
}

impl Search {
    /// Whether the page is looked for from greater to less: backwards is the other way round.
    fn descends(&self) -> bool {
        (self.direction == Direction::Descending) != matches!(self.place, Place::Before(_))
    }

    /// Which of two keys is met first.
    fn compare(&self, one: &SortKey, other: &SortKey) -> Ordering {
        if self.descends() { other.cmp(one) } else { one.cmp(other) }
    }

    /// The key from which the page goes on. A position that is gone begins the list anew.
    async fn start(&self, tx: &mut Tx<'_>) -> Result<Option<SortKey>, StoreError> {
        let (Place::After(id) | Place::Before(id)) = self.place else { return Ok(None) };
        let params = params![self.workspace, id];
        let found = tx.query_opt(&FIND_CANDIDATE, params, Candidate::read).await?;
        Ok(found.map(|it| it.key(self.by)))
    }

    /// A page of all that was collected.
    async fn cut(
        &self,
        tx: &mut Tx<'_>,
        all: Vec<Candidate>,
        now: Option<Timestamp>,
    ) -> Result<(CandidatePage, Tally), StoreError> {
        let taken = all.into_iter().filter(|it| self.selection.takes(it, now));
        let mut keyed: Vec<(SortKey, Candidate)> = taken.map(|it| (it.key(self.by), it)).collect();
        let amounts = keyed.iter().map(|(_, it)| Cents::new(it.cents));
        let sum = Cents::checked_sum(amounts).unwrap_or(Cents::new(i64::MAX));
        let tally = Tally::Exactly(keyed.len(), sum);
        if let Some(start) = self.start(tx).await? {
            keyed.retain(|(key, _)| self.compare(&start, key).is_lt());
        }
        Ok((self.page_of(keyed, None), tally))
    }

    /// The first of what was found, if nothing beyond the frontier was looked at.
    fn page_of(
        &self,
        mut keyed: Vec<(SortKey, Candidate)>,
        frontier: Option<SortKey>,
    ) -> CandidatePage {
        if let Some(frontier) = &frontier {
            keyed.retain(|(it, _)| self.compare(it, frontier).is_le());
        }
        keyed.sort_by(|(one, _), (other, _)| self.compare(one, other));
        let has_more = keyed.len() > self.limit;
        keyed.truncate(self.limit);
        let candidates: Vec<Candidate> = keyed.into_iter().map(|it| it.1).collect();
        let rest = match (candidates.last().filter(|_| has_more), frontier) {
            (Some(last), _) => Onward::More(last.id),
            (None, Some(frontier)) => Onward::Perhaps(frontier.id),
            (None, None) => Onward::End,
        };
        CandidatePage { candidates, rest }
    }

    /// How many there are of what was not collected.
    fn many(&self) -> Tally {
        if self.selection.criteria() > 1 { Tally::Some } else { Tally::Many }
    }
}

impl Selection {
    /// How many criteria narrow it.
    fn criteria(&self) -> usize {
        [
            !self.standings.is_empty(),
            self.services.is_some(),
            self.sought.is_some(),
            self.due.is_some(),
            self.paid.is_some(),
            self.entered.is_some(),
        ]
        .into_iter()
        .filter(|it| *it)
        .count()
    }

    /// Whether a candidate is meant. Without a moment its state is the one that is stored.
    fn takes(&self, it: &Candidate, now: Option<Timestamp>) -> bool {
        let is_within = |span: Option<Span>, at: Option<Timestamp>| {
            span.is_none_or(|(from, to)| at.is_some_and(|at| from <= at && at <= to))
        };
        (self.standings.is_empty() || self.standings.contains(&it.standing(now)))
            && self.services.as_ref().is_none_or(|all| all.contains(&it.service))
            && is_within(self.due, Some(it.next_due_at))
            && is_within(self.paid, it.paid_at)
            && is_within(self.entered, Some(it.inserted_at))
            && self.sought.as_ref().is_none_or(|sought| it.is(sought))
    }
}

/// A position as far as it is needed to judge it.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    id: DebtPositionId,
    status: PositionStatus,
    is_reported: bool,
    next_change_at: Option<Timestamp>,
    expires_at: Option<Timestamp>,
    service: ServiceId,
    inserted_at: Timestamp,
    paid_at: Option<Timestamp>,
    next_due_at: Timestamp,
    cents: i64,
    debtor_key: Vec<u8>,
    debtor_key_turned: Vec<u8>,
    debtor_code: Option<String>,
}

/// What candidates are sorted by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SortKey {
    value: SortValue,
    id: DebtPositionId,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum SortValue {
    Moment(Timestamp),
    Number(i64),
    Bytes(Vec<u8>),
}

impl ToParam for SortValue {
    fn to_param(&self) -> Param<'_> {
        match self {
            Self::Moment(it) => it.to_param(),
            Self::Number(it) => it.to_param(),
            Self::Bytes(it) => it.to_param(),
        }
    }
}

impl Candidate {
    pub(crate) fn read(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.next()?,
            status: row.next()?,
            is_reported: row.next()?,
            next_change_at: row.next()?,
            expires_at: row.next()?,
            service: row.next()?,
            inserted_at: row.next()?,
            paid_at: row.next()?,
            next_due_at: row.next()?,
            cents: row.next()?,
            debtor_key: row.next::<Option<_>>()?.unwrap_or_default(),
            debtor_key_turned: row.next::<Option<_>>()?.unwrap_or_default(),
            debtor_code: row.next()?,
        })
    }

    fn key(&self, by: SortBy) -> SortKey {
        let value = match by {
            SortBy::Entry => SortValue::Moment(self.inserted_at),
            SortBy::DueDate => SortValue::Moment(self.next_due_at),
            SortBy::Amount => SortValue::Number(self.cents),
            SortBy::Name => SortValue::Bytes(self.debtor_key.clone()),
        };
        SortKey { value, id: self.id }
    }

    /// Whether the calendar has made something else of it than what is stored.
    fn is_overtaken(&self, now: Timestamp) -> bool {
        self.next_change_at.is_some_and(|it| it <= now)
    }

    /// Where it stands, as [`DebtPosition::status_at`] has it.
    fn standing(&self, now: Option<Timestamp>) -> Standing {
        let status = match now {
            Some(now) if self.is_overtaken(now) => {
                let has_expired = self.expires_at.is_some_and(|it| it <= now);
                if self.status == PositionStatus::Published && !has_expired {
                    PositionStatus::Valid
                } else {
                    PositionStatus::Expired
                }
            }
            _ => self.status,
        };
        Standing { status, is_reported: self.is_reported }
    }

    fn is(&self, sought: &Sought) -> bool {
        match sought {
            Sought::Debtor(code) => self.debtor_code.as_ref() == Some(code),
            Sought::Name(prefix) => [&self.debtor_key, &self.debtor_key_turned]
                .iter()
                .any(|it| it.starts_with(prefix.as_bytes())),
            Sought::Amount(from, to) => (from.get()..=to.get()).contains(&self.cents),
        }
    }
}

/// Reads the positions of a page, in its order.
async fn read_whole(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    candidates: &[Candidate],
) -> Result<Vec<DebtPosition>, StoreError> {
    let mut found: HashMap<DebtPositionId, DebtPosition> = HashMap::new();
    for some in candidates.chunks(TOGETHER) {
        let ids: Vec<DebtPositionId> = some.iter().map(|it| it.id).collect();
        let params = together::params(&workspace, &ids, params![]);
        let rows = tx.query(&LIST_WHOLE, &params, rows::read).await?;
        found.extend(rows::assemble(rows).into_iter().map(|it| (it.id, it)));
    }
    // What was deleted meanwhile is left out.
    Ok(candidates.iter().filter_map(|it| found.remove(&it.id)).collect())
}
