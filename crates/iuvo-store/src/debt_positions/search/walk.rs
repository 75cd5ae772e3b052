//! A page of a long list: the index of its order, walked by sections, side by side.
//!
//! By entry and by due date a section is a state, since what is old is mostly paid: without its own
//! walk, what is rare would be far. Names and amounts have nothing to do with the state: one walk
//! meets all of them, and their indexes do not move with it.

use iuvo_domain::{DebtPositionId, debt_position::PositionStatus};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    Candidate, CandidatePage, Search, SortBy, SortKey, SortValue, Sought, Span, candidate_columns,
};
use crate::{
    StoreError, Tx,
    column::{ToParam, params},
    statement::{Statement, statements},
};

/// Candidates looked at at once where most are not meant.
const STRIDE: usize = 500;

/// A section from a key on, in one direction.
macro_rules! walk {
    ($key:literal, $comparison:literal, $direction:literal, $section:literal) => {
        concat!(
            "select ",
            candidate_columns!(),
            " from debt_position p
             where p.workspace_id = $1 and (p.",
            $key,
            ", p.id) ",
            $comparison,
            " ($2, $3) ",
            $section,
            " order by p.",
            $key,
            " ",
            $direction,
            ", p.id ",
            $direction,
            "
             limit $4"
        )
    };
}

statements! {
    BY_ENTRY = walk!("inserted_at", ">", "asc", "and p.status = $5 and p.reported = $6");
    BY_ENTRY_REVERSED = walk!("inserted_at", "<", "desc", "and p.status = $5 and p.reported = $6");
    BY_DUE_DATE = walk!("next_due_at", ">", "asc", "and p.status = $5");
    BY_DUE_DATE_REVERSED = walk!("next_due_at", "<", "desc", "and p.status = $5");
    BY_AMOUNT = walk!("listed_cents", ">", "asc", "");
    BY_AMOUNT_REVERSED = walk!("listed_cents", "<", "desc", "");
    BY_NAME = walk!("debtor_key", ">", "asc", "");
    BY_NAME_REVERSED = walk!("debtor_key", "<", "desc", "");
}

/// What a walk meets, as far as the index of its order tells one from another.
#[derive(Debug, Clone, Copy)]
enum Section {
    Everything,
    Status(PositionStatus),
    /// And whether it was reported.
    Reported(PositionStatus, bool),
}

/// Where the rows of a section are, in the order of the list, and how far they were looked at.
struct Walk {
    section: Section,
    /// The last one looked at.
    from: SortKey,
    /// Whether nothing is left beyond it.
    is_over: bool,
}

/// What is looked for, and what was met so far.
struct Errand<'a> {
    search: &'a Search,
    /// The moment whose calendar tells the states; none if they are those that are stored.
    now: Option<Timestamp>,
    /// The values between which the order is of interest, if the search says so.
    bounds: Option<[SortValue; 2]>,
    met: Vec<(SortKey, Candidate)>,
    looked_at: usize,
}

/// The page of a search, which is empty but not the last if nothing meant was met so far. The walk
/// that is least far goes on, until enough was met before the place that all have reached.
pub(super) async fn page(
    tx: &mut Tx<'_>,
    search: &Search,
    overtaken: Vec<Candidate>,
    now: Option<Timestamp>,
) -> Result<CandidatePage, StoreError> {
    let start = search.start(tx).await?;
    let bounds = bounds(search);
    let mut errand = Errand { search, now, bounds, met: Vec::new(), looked_at: 0 };
    errand.take_overtaken(overtaken, start.as_ref());
    let from = start.unwrap_or_else(|| beginning(search, errand.bounds.as_ref()));
    let wanted = search.limit.saturating_add(1);
    let mut walks = walks(search, &from);
    for walk in &mut walks {
        errand.step(tx, walk, wanted).await?;
    }
    loop {
        let open = walks.iter_mut().filter(|it| !it.is_over);
        let Some(nearest) = open.min_by(|one, other| search.compare(&one.from, &other.from)) else {
            return Ok(search.page_of(errand.met, None));
        };
        let is_settled = |key: &SortKey| search.compare(key, &nearest.from).is_le();
        let settled = errand.met.iter().filter(|it| is_settled(&it.0)).count();
        if settled >= wanted || errand.looked_at >= search.effort.walked {
            return Ok(search.page_of(errand.met, Some(nearest.from.clone())));
        }
        errand.step(tx, nearest, STRIDE.max(wanted)).await?;
    }
}

impl Errand<'_> {
    fn take_overtaken(&mut self, overtaken: Vec<Candidate>, start: Option<&SortKey>) {
        for it in overtaken {
            let key = it.key(self.search.by);
            let is_ahead = start.is_none_or(|start| self.search.compare(start, &key).is_lt());
            if is_ahead && self.search.selection.takes(&it, self.now) {
                self.met.push((key, it));
            }
        }
    }

    /// Goes on with a walk by some rows.
    async fn step(
        &mut self,
        tx: &mut Tx<'_>,
        walk: &mut Walk,
        stride: usize,
    ) -> Result<(), StoreError> {
        let found = walk.read(tx, self.search, stride).await?;
        walk.is_over = found.len() < stride;
        self.looked_at = self.looked_at.saturating_add(found.len());
        for it in found {
            walk.from = it.key(self.search.by);
            if self.is_beyond(&walk.from) {
                walk.is_over = true;
                return Ok(());
            }
            // What the calendar has overtaken was met by itself.
            let is_elsewhere = self.now.is_some_and(|now| it.is_overtaken(now));
            if !is_elsewhere && self.search.selection.takes(&it, self.now) {
                self.met.push((walk.from.clone(), it));
            }
        }
        Ok(())
    }

    /// Whether nothing meant comes from there on.
    fn is_beyond(&self, key: &SortKey) -> bool {
        self.bounds.as_ref().is_some_and(|[least, greatest]| {
            if self.search.descends() { key.value < *least } else { key.value > *greatest }
        })
    }
}

impl Walk {
    async fn read(
        &self,
        tx: &mut Tx<'_>,
        search: &Search,
        stride: usize,
    ) -> Result<Vec<Candidate>, StoreError> {
        let [ascending, descending]: [&Statement; 2] = match search.by {
            SortBy::Entry => [&BY_ENTRY, &BY_ENTRY_REVERSED],
            SortBy::DueDate => [&BY_DUE_DATE, &BY_DUE_DATE_REVERSED],
            SortBy::Amount => [&BY_AMOUNT, &BY_AMOUNT_REVERSED],
            SortBy::Name => [&BY_NAME, &BY_NAME_REVERSED],
        };
        let statement = if search.descends() { descending } else { ascending };
        let limit = i64::try_from(stride).unwrap_or(i64::MAX);
        let Self { section, from, .. } = self;
        let mut params = params![search.workspace, from.value, from.id, limit].to_vec();
        match section {
            Section::Everything => (),
            Section::Status(status) => params.push(status.to_param()),
            Section::Reported(status, is_reported) => {
                params.extend([status.to_param(), is_reported.to_param()]);
            }
        }
        tx.query(statement, &params, Candidate::read).await
    }
}

/// The walks that meet what is meant.
fn walks(search: &Search, from: &SortKey) -> Vec<Walk> {
    let walk = |section| Walk { section, from: from.clone(), is_over: false };
    let is_meant = |status: PositionStatus| {
        let standings = &search.selection.standings;
        standings.is_empty() || standings.iter().any(|it| it.status == status)
    };
    let statuses = PositionStatus::ALL.iter().copied().filter(|it| is_meant(*it));
    match search.by {
        SortBy::Amount | SortBy::Name => vec![walk(Section::Everything)],
        SortBy::DueDate => statuses.map(|it| walk(Section::Status(it))).collect(),
        SortBy::Entry => statuses
            .flat_map(|it| [false, true].map(|reported| walk(Section::Reported(it, reported))))
            .collect(),
    }
}

/// The least and the greatest value of interest, where what narrows the list also sorts it.
fn bounds(search: &Search) -> Option<[SortValue; 2]> {
    let selection = &search.selection;
    let moments = |span: Option<Span>| span.map(|(from, to)| [from, to].map(SortValue::Moment));
    match (search.by, &selection.sought) {
        (SortBy::Entry, _) => moments(selection.entered),
        (SortBy::DueDate, _) => moments(selection.due),
        (SortBy::Amount, Some(Sought::Amount(from, to))) => {
            Some([from, to].map(|it| SortValue::Number(it.get())))
        }
        // Whoever's name begins so with the surname is anywhere in the order of names.
        (SortBy::Amount | SortBy::Name, _) => None,
    }
}

/// A key before all that are of interest.
fn beginning(search: &Search, bounds: Option<&[SortValue; 2]>) -> SortKey {
    let descends = search.descends();
    let moment = if descends { Timestamp::MAX } else { Timestamp::MIN };
    let extreme = match search.by {
        SortBy::Entry | SortBy::DueDate => SortValue::Moment(moment),
        SortBy::Amount => SortValue::Number(if descends { i64::MAX } else { i64::MIN }),
        SortBy::Name => SortValue::Bytes(if descends { vec![0xff; 4] } else { Vec::new() }),
    };
    let bound = bounds.map(|[least, greatest]| if descends { greatest } else { least }.clone());
    let id = if descends { Uuid::max() } else { Uuid::nil() };
    SortKey { value: bound.unwrap_or(extreme), id: DebtPositionId::new(id) }
}
