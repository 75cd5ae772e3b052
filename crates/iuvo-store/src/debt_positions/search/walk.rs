//! A page of a long list: the index of its order, walked state by state.

use iuvo_domain::{DebtPositionId, debt_position::PositionStatus};
use jiff::Timestamp;
use uuid::Uuid;

use super::{Candidate, CandidatePage, Search, SortBy, SortKey, SortValue, Tx, candidate_columns};
use crate::{
    StoreError,
    column::params,
    statement::{Statement, statements},
};

/// Candidates looked at at once where most are not meant.
const STRIDE: usize = 500;

/// A section from a key on, in one direction. `$3` says whether it was reported, where the index
/// knows.
macro_rules! walk {
    ($key:literal, $comparison:literal, $direction:literal, $condition:literal) => {
        concat!(
            "select ",
            candidate_columns!(),
            " from debt_position p
             where p.workspace_id = $1 and p.status = $2 ",
            $condition,
            " and (p.",
            $key,
            ", p.id) ",
            $comparison,
            " ($4, $5)
             order by p.",
            $key,
            " ",
            $direction,
            ", p.id ",
            $direction,
            "
             limit $6"
        )
    };
}

statements! {
    BY_ENTRY = walk!("inserted_at", ">", "asc", "and p.reported = $3");
    BY_ENTRY_REVERSED = walk!("inserted_at", "<", "desc", "and p.reported = $3");
    BY_DUE_DATE = walk!("next_due_at", ">", "asc", "and cast($3 as bigint) >= 0");
    BY_DUE_DATE_REVERSED = walk!("next_due_at", "<", "desc", "and cast($3 as bigint) >= 0");
    BY_AMOUNT = walk!("listed_cents", ">", "asc", "and cast($3 as bigint) >= 0");
    BY_AMOUNT_REVERSED = walk!("listed_cents", "<", "desc", "and cast($3 as bigint) >= 0");
    BY_NAME = walk!("debtor_key", ">", "asc", "and cast($3 as bigint) >= 0");
    BY_NAME_REVERSED = walk!("debtor_key", "<", "desc", "and cast($3 as bigint) >= 0");
}

/// Where rows of one status are, in the order of the list.
#[derive(Debug, Clone, Copy)]
struct Section {
    status: PositionStatus,
    is_reported: bool,
}

/// What was met in a section.
struct Met {
    taken: Vec<(SortKey, Candidate)>,
    /// The last one looked at, if there may be more beyond.
    frontier: Option<SortKey>,
}

/// The page of a search, which is empty but not the last if nothing meant was met so far.
pub(super) async fn page(
    tx: &mut Tx<'_>,
    search: &Search,
    overtaken: Vec<Candidate>,
    now: Option<Timestamp>,
) -> Result<CandidatePage, StoreError> {
    let start = search.start(tx).await?;
    let mut keyed = Vec::new();
    for it in overtaken.into_iter().filter(|it| search.selection.takes(it, now)) {
        let key = it.key(search.by);
        let is_ahead = start
            .as_ref()
            .is_none_or(|start| if search.descends() { key < *start } else { key > *start });
        if is_ahead {
            keyed.push((key, it));
        }
    }
    let sections = sections(search);
    let each = search.effort.walked.checked_div(sections.len()).unwrap_or(0).max(search.limit);
    let mut frontier: Option<SortKey> = None;
    for section in sections {
        let met = walk(tx, search, section, (start.as_ref(), now, each)).await?;
        keyed.extend(met.taken);
        frontier = nearest(search, frontier, met.frontier);
    }
    Ok(search.page_of(keyed, frontier))
}

/// The sections that hold what is meant: an index by entry tells what was reported.
fn sections(search: &Search) -> Vec<Section> {
    let is_meant = |status: PositionStatus| {
        let standings = &search.selection.standings;
        standings.is_empty() || standings.iter().any(|it| it.status == status)
    };
    let statuses = PositionStatus::ALL.iter().copied().filter(|it| is_meant(*it));
    let reported: &[bool] = if search.by == SortBy::Entry { &[false, true] } else { &[false] };
    statuses
        .flat_map(|status| reported.iter().map(move |it| Section { status, is_reported: *it }))
        .collect()
}

async fn walk(
    tx: &mut Tx<'_>,
    search: &Search,
    section: Section,
    (start, now, farthest): (Option<&SortKey>, Option<Timestamp>, usize),
) -> Result<Met, StoreError> {
    let wanted = search.limit.saturating_add(1);
    let mut met = Met { taken: Vec::new(), frontier: None };
    let mut from = start.cloned().unwrap_or_else(|| beginning(search));
    let mut looked_at: usize = 0;
    let mut stride = wanted;
    loop {
        let found = step(tx, search, section, &from, stride).await?;
        let is_last = found.len() < stride;
        looked_at = looked_at.saturating_add(found.len());
        for it in found {
            from = it.key(search.by);
            let is_elsewhere = now.is_some_and(|now| it.is_overtaken(now));
            if !is_elsewhere && search.selection.takes(&it, now) {
                met.taken.push((from.clone(), it));
            }
        }
        if is_last {
            return Ok(met);
        }
        if met.taken.len() >= wanted || looked_at >= farthest {
            met.frontier = Some(from);
            return Ok(met);
        }
        stride = STRIDE.max(wanted);
    }
}

async fn step(
    tx: &mut Tx<'_>,
    search: &Search,
    section: Section,
    from: &SortKey,
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
    let Section { status, is_reported } = section;
    let params = params![search.workspace, status, is_reported, from.value, from.id, limit];
    tx.query(statement, params, Candidate::read).await
}

/// A key before all others.
fn beginning(search: &Search) -> SortKey {
    let descends = search.descends();
    let moment = if descends { Timestamp::MAX } else { Timestamp::MIN };
    let value = match search.by {
        SortBy::Entry | SortBy::DueDate => SortValue::Moment(moment),
        SortBy::Amount => SortValue::Number(if descends { i64::MAX } else { i64::MIN }),
        SortBy::Name => SortValue::Bytes(if descends { vec![0xff; 4] } else { Vec::new() }),
    };
    let id = if descends { Uuid::max() } else { Uuid::nil() };
    SortKey { value, id: DebtPositionId::new(id) }
}

/// The frontier that comes first: beyond it nothing is known of one of the sections.
fn nearest(search: &Search, one: Option<SortKey>, other: Option<SortKey>) -> Option<SortKey> {
    match (one, other) {
        (Some(one), Some(other)) if search.descends() => Some(one.max(other)),
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
