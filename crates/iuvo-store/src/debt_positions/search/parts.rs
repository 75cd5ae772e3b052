//! Candidates by one criterion, each part by its own index: how many, and which.

use std::collections::HashSet;

use iuvo_domain::debt_position::PositionStatus;
use jiff::Timestamp;

use super::{Candidate, Search, Selection, Sought, candidate_columns};
use crate::{
    StoreError, Tx,
    column::{Param, ToParam, only},
    statement::{Statement, statements},
};

/// How many rows meet a condition, counted up to a bound.
macro_rules! count {
    ($condition:literal, $limit:literal) => {
        concat!(
            "select count(*) from (
               select 1 from debt_position p where p.workspace_id = $1 ",
            $condition,
            " limit ",
            $limit,
            ") counted"
        )
    };
}

/// Rows that meet a condition.
macro_rules! list {
    ($condition:literal, $limit:literal) => {
        concat!(
            "select ",
            candidate_columns!(),
            " from debt_position p where p.workspace_id = $1 ",
            $condition,
            " limit ",
            $limit
        )
    };
}

statements! {
    COUNT_ALL = count!("", "$2");
    LIST_ALL = list!("", "$2");
    COUNT_BY_DEBTOR = count!("and p.debtor_code = $2", "$3");
    LIST_BY_DEBTOR = list!("and p.debtor_code = $2", "$3");
    COUNT_BY_NAME = count!(
        "and p.debtor_key >= $2 and p.debtor_key < $3", "$4");
    LIST_BY_NAME = list!(
        "and p.debtor_key >= $2 and p.debtor_key < $3", "$4");
    COUNT_BY_TURNED_NAME = count!(
        "and p.debtor_key_turned >= $2 and p.debtor_key_turned < $3", "$4");
    LIST_BY_TURNED_NAME = list!(
        "and p.debtor_key_turned >= $2 and p.debtor_key_turned < $3", "$4");
    COUNT_BY_AMOUNT = count!(
        "and p.listed_cents >= $2 and p.listed_cents <= $3",
        "$4");
    LIST_BY_AMOUNT = list!(
        "and p.listed_cents >= $2 and p.listed_cents <= $3",
        "$4");
    COUNT_BY_DUE_DATE = count!(
        "and p.status in (1, 2, 3, 4, 5, 6, 7) and p.next_due_at >= $2 and p.next_due_at <= $3",
        "$4");
    LIST_BY_DUE_DATE = list!(
        "and p.status in (1, 2, 3, 4, 5, 6, 7) and p.next_due_at >= $2 and p.next_due_at <= $3",
        "$4");
    COUNT_BY_PAYMENT = count!("and p.paid_at >= $2 and p.paid_at <= $3", "$4");
    LIST_BY_PAYMENT = list!("and p.paid_at >= $2 and p.paid_at <= $3", "$4");
    COUNT_BY_ENTRY = count!("and p.inserted_at >= $2 and p.inserted_at <= $3", "$4");
    LIST_BY_ENTRY = list!("and p.inserted_at >= $2 and p.inserted_at <= $3", "$4");
    COUNT_BY_STATUS = count!("and p.status = $2", "$3");
    LIST_BY_STATUS = list!("and p.status = $2", "$3");
    COUNT_BY_SERVICE_AND_STATUS = count!(
        "and p.service_id = $2 and p.status = $3 and p.status in (2, 3, 4, 6)", "$4");
    LIST_BY_SERVICE_AND_STATUS = list!(
        "and p.service_id = $2 and p.status = $3 and p.status in (2, 3, 4, 6)", "$4");
    COUNT_BY_SERVICE = count!("and p.service_id = $2", "$3");
    LIST_BY_SERVICE = list!("and p.service_id = $2", "$3");
    LIST_OVERTAKEN = list!("and p.next_change_at <= $2", "$3");
}

/// What can still be paid, and has an index by service.
const UNPAID: [PositionStatus; 4] = [
    PositionStatus::Published,
    PositionStatus::Valid,
    PositionStatus::PartiallyPaid,
    PositionStatus::Expired,
];

/// Some of the candidates of a criterion.
struct Part<'a> {
    count: &'static Statement,
    list: &'static Statement,
    params: Vec<Param<'a>>,
}

impl<'a> Part<'a> {
    fn new(statements: [&'static Statement; 2], params: Vec<Param<'a>>) -> Self {
        let [count, list] = statements;
        Self { count, list, params }
    }
}

/// One criterion: the parts in which its candidates are, all of them.
type Criterion<'a> = Vec<Part<'a>>;

/// Everything that meets the first criterion that leaves few enough; none if none does.
pub(super) async fn collect(
    tx: &mut Tx<'_>,
    search: &Search,
    overtaken: &[Candidate],
) -> Result<Option<Vec<Candidate>>, StoreError> {
    let bounds = Bounds::of(&search.selection);
    for criterion in bounds.criteria(&search.selection) {
        if is_small(tx, search, &criterion).await? {
            let mut seen = HashSet::new();
            let mut all = Vec::new();
            for part in &criterion {
                let found = list(tx, search, part).await?;
                all.extend(found.into_iter().filter(|it| seen.insert(it.id)));
            }
            all.extend(overtaken.iter().filter(|it| seen.insert(it.id)).cloned());
            return Ok(Some(all));
        }
    }
    Ok(None)
}

/// What the calendar has overtaken; none if that is more than can be collected.
pub(super) async fn overtaken(
    tx: &mut Tx<'_>,
    search: &Search,
) -> Result<Option<Vec<Candidate>>, StoreError> {
    let part = Part::new([&COUNT_ALL, &LIST_OVERTAKEN], vec![search.now.to_param()]);
    let found = list(tx, search, &part).await?;
    Ok(Some(found).filter(|it| it.len() <= search.effort.collected))
}

async fn is_small(
    tx: &mut Tx<'_>,
    search: &Search,
    criterion: &[Part<'_>],
) -> Result<bool, StoreError> {
    let mut left = limit(search);
    for part in criterion {
        let params = with_frame(search, part, left);
        let count: i64 = tx.query_one(part.count, &params, only).await?;
        left = left.saturating_sub(count);
        if left <= 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn list(
    tx: &mut Tx<'_>,
    search: &Search,
    part: &Part<'_>,
) -> Result<Vec<Candidate>, StoreError> {
    tx.query(part.list, &with_frame(search, part, limit(search)), Candidate::read).await
}

/// One more than is collected says that there are more.
fn limit(search: &Search) -> i64 {
    i64::try_from(search.effort.collected.saturating_add(1)).unwrap_or(i64::MAX)
}

fn with_frame<'a>(search: &'a Search, part: &Part<'a>, limit: i64) -> Vec<Param<'a>> {
    let framed = [search.workspace.to_param()].into_iter().chain(part.params.iter().copied());
    framed.chain([Param::Int(limit)]).collect()
}

/// The bounds of a name, kept while they are asked for.
struct Bounds {
    name: Option<[Vec<u8>; 2]>,
}

impl Bounds {
    fn of(selection: &Selection) -> Self {
        let Some(Sought::Name(prefix)) = &selection.sought else { return Self { name: None } };
        // Keys are small letters, digits and blanks, in UTF-8: none has a byte so great.
        let end = [prefix.as_bytes(), &[0xff]].concat();
        Self { name: Some([prefix.as_bytes().to_owned(), end]) }
    }

    /// The criteria of a selection, those that mostly leave least first.
    fn criteria<'a>(&'a self, selection: &'a Selection) -> Vec<Criterion<'a>> {
        let span = |statements, (from, to): &'a (Timestamp, Timestamp)| {
            vec![Part::new(statements, vec![from.to_param(), to.to_param()])]
        };
        let mut criteria: Vec<Criterion<'a>> = Vec::new();
        criteria.extend(selection.sought.as_ref().map(|it| self.sought(it)));
        let paid = selection.paid.as_ref();
        criteria.extend(paid.map(|it| span([&COUNT_BY_PAYMENT, &LIST_BY_PAYMENT], it)));
        let due = selection.due.as_ref();
        criteria.extend(due.map(|it| span([&COUNT_BY_DUE_DATE, &LIST_BY_DUE_DATE], it)));
        let entered = selection.entered.as_ref();
        criteria.extend(entered.map(|it| span([&COUNT_BY_ENTRY, &LIST_BY_ENTRY], it)));
        if !selection.standings.is_empty() {
            criteria.push(statuses(selection));
        }
        criteria.extend(unpaid_of_services(selection));
        criteria.extend(selection.services.as_ref().map(|services| {
            let part = |it: &'a _| {
                Part::new([&COUNT_BY_SERVICE, &LIST_BY_SERVICE], vec![ToParam::to_param(it)])
            };
            services.iter().map(part).collect()
        }));
        if criteria.is_empty() {
            criteria.push(vec![Part::new([&COUNT_ALL, &LIST_ALL], Vec::new())]);
        }
        criteria
    }

    fn sought<'a>(&'a self, sought: &'a Sought) -> Criterion<'a> {
        match (sought, &self.name) {
            (Sought::Debtor(code), _) => {
                vec![Part::new([&COUNT_BY_DEBTOR, &LIST_BY_DEBTOR], vec![code.to_param()])]
            }
            (Sought::Amount(from, to), _) => {
                let bounds = vec![from.to_param(), to.to_param()];
                vec![Part::new([&COUNT_BY_AMOUNT, &LIST_BY_AMOUNT], bounds)]
            }
            (Sought::Name(_), Some([from, to])) => {
                [[&COUNT_BY_NAME, &LIST_BY_NAME], [&COUNT_BY_TURNED_NAME, &LIST_BY_TURNED_NAME]]
                    .map(|it| Part::new(it, vec![from.to_param(), to.to_param()]))
                    .into()
            }
            (Sought::Name(_), None) => Vec::new(),
        }
    }
}

/// The stored statuses of the states asked for. What the calendar has overtaken comes by itself.
fn statuses(selection: &Selection) -> Criterion<'_> {
    let statements = [&COUNT_BY_STATUS, &LIST_BY_STATUS];
    let statuses = stored_statuses(selection).into_iter();
    statuses.map(|it| Part::new(statements, vec![it.to_param()])).collect()
}

/// What is not paid yet of some services: a state may be rare in a service although both are
/// frequent. An index of its own knows no more than what can still be paid.
fn unpaid_of_services(selection: &Selection) -> Option<Criterion<'_>> {
    let statuses = stored_statuses(selection);
    let is_known = statuses.iter().all(|it| UNPAID.contains(it));
    let services = selection.services.as_ref().filter(|_| is_known && !statuses.is_empty())?;
    let statements = [&COUNT_BY_SERVICE_AND_STATUS, &LIST_BY_SERVICE_AND_STATUS];
    let mut parts = Vec::new();
    for service in services {
        for status in &statuses {
            parts.push(Part::new(statements, vec![service.to_param(), (*status).to_param()]));
        }
    }
    Some(parts)
}

fn stored_statuses(selection: &Selection) -> Vec<&PositionStatus> {
    let mut statuses: Vec<&PositionStatus> = Vec::new();
    for standing in &selection.standings {
        if !statuses.contains(&&standing.status) {
            statuses.push(&standing.status);
        }
    }
    statuses
}
