//! The part of the journal that is written in runs: questions, which change nothing.
//!
//! A run begins at a moment and takes in what is asked in the day after it. Who writes goes on with
//! its run until that has become large, so that a batch touches the few pages of the run and not
//! one of the whole journal for each of its rows.
//!
//! Invariant: what is in a run happened when the run began or less than a day later, so that a run
//! is forgotten as a whole and a story need not be read further than its page.

use iuvo_domain::{
    EventId, WorkspaceId,
    journal::{Entry, Event, Subject},
};
use jiff::Timestamp;

use super::Story;
use crate::{
    StoreError, Tx,
    column::{Param, Row, ToParam, only, params},
    statement::statements,
};

statements! {
    INSERT = "
        insert into question
          (workspace_id, run, subject, happened_at, id, kind, actor, amount_cents, detail)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (workspace_id, run, subject, happened_at, id) do nothing";
    INSERT_MANY = "
        insert into question
          (workspace_id, run, subject, happened_at, id, kind, actor, amount_cents, detail)
        values $rows
        on conflict (workspace_id, run, subject, happened_at, id) do nothing" => 32 rows of 9;
    FIRST_RUN = "select min(run) from question where workspace_id = $1 and run >= $2";
    // Run by run, and of each no more than a page may hold. SQLite keeps the order of a `cross
    // join`.
    TOLD = "
        with recursive runs (began) as (
          select min(run) from question where workspace_id = $1 and run >= $2 and run < $3
          union all
          select (select min(run) from question
                  where workspace_id = $1 and run > runs.began and run < $3)
          from runs where runs.began is not null
        )
        select q.happened_at, q.id, q.kind, q.actor, q.amount_cents, q.detail
        from runs cross join question q
        where q.workspace_id = $1 and q.run = runs.began and q.subject = $4
          and (q.happened_at, q.id) > ($5, $6)
          and q.happened_at <= coalesce(
            (select l.happened_at from question l
             where l.workspace_id = $1 and l.run = runs.began and l.subject = $4
               and (l.happened_at, l.id) > ($5, $6)
             order by l.happened_at, l.id
             limit 1 offset $7), 9223372036854775807)";
    PURGE_END = "
        select run, subject, happened_at, id from question
        where workspace_id = $1 and run <= $2
        order by run, subject, happened_at, id
        limit 1 offset $3";
    PURGE = "delete from question where workspace_id = $1 and run <= $2";
    PURGE_SOME = "
        delete from question
        where workspace_id = $1 and (run, subject, happened_at, id) <= ($2, $3, $4, $5)";
}

/// Questions in a run after which another begins: a thousand pages or two, which a batch of a busy
/// writer fills several rows each.
const MOST: usize = 64 * 1024;
/// How long a run lasts, in microseconds.
const DAY: i64 = 86_400_000_000;
/// Days of which the runs are read first; each time that the page is not full they are more.
const FIRST_DAYS: i64 = 2;
const GROWTH: i64 = 8;

/// The run that somebody writes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Run {
    began: Timestamp,
    /// What is in it, as far as its writer knows.
    count: usize,
}

impl Run {
    /// Where a question belongs that was asked at a moment: to this run if it had begun on that
    /// day, else to the day's first, which everybody shares.
    fn of(self, at: Timestamp) -> Timestamp {
        let microseconds = at.as_microsecond();
        let day = microseconds.saturating_sub(microseconds.rem_euclid(DAY));
        let day = Timestamp::from_microsecond(day).unwrap_or(Timestamp::MIN);
        if day <= self.began && self.began <= at { self.began } else { day }
    }

    /// The run to go on with after some more questions.
    #[must_use]
    pub fn after(self, events: &[Event]) -> Self {
        let Some(latest) = events.iter().map(|it| it.at).max() else { return self };
        let began = self.of(latest);
        let before = if began == self.began { self.count } else { 0 };
        match before.saturating_add(events.len()) {
            count if count < MOST => Self { began, count },
            _ => Self { began: latest, count: 0 },
        }
    }
}

/// Writes questions of any workspaces to a run.
pub async fn insert(tx: &mut Tx<'_>, run: Run, events: &[Event]) -> Result<(), StoreError> {
    let runs: Vec<Timestamp> = events.iter().map(|it| run.of(it.at)).collect();
    let rows: Vec<_> = runs.iter().zip(events).map(|(run, event)| params_of(run, event)).collect();
    tx.insert_many(&INSERT, &INSERT_MANY, &rows).await
}

fn params_of<'a>(run: &Timestamp, event: &'a Event) -> [Param<'a>; 9] {
    let entry = &event.entry;
    [
        event.workspace.to_param(),
        Param::Int(run.as_microsecond()),
        entry.subject.to_param(),
        event.at.to_param(),
        event.id.to_param(),
        entry.kind.to_param(),
        event.actor.to_param(),
        entry.amount.to_param(),
        entry.detail.to_param(),
    ]
}

/// Forgets about so many of the questions that were asked until a moment, by whole runs; returns
/// how many.
pub async fn purge(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    until: Timestamp,
    limit: i64,
) -> Result<u64, StoreError> {
    let began = a_day_before(until);
    let key = |row: &mut Row<'_>| {
        let (run, subject): (Timestamp, _) = (row.next()?, row.next::<Subject>()?);
        Ok((run, subject, row.next::<Timestamp>()?, row.next::<EventId>()?))
    };
    let end = tx.query_opt(&PURGE_END, params![workspace, began, limit], key).await?;
    match end {
        Some((run, subject, at, id)) => {
            tx.execute(&PURGE_SOME, params![workspace, run, subject, at, id]).await
        }
        None => tx.execute(&PURGE, params![workspace, began]).await,
    }
}

/// The earliest questions of a story's page. The runs of some days are read together; those that
/// began after the last event of a full page hold nothing that belongs to it.
pub(super) async fn read(tx: &mut Tx<'_>, story: &Story) -> Result<Vec<Event>, StoreError> {
    let mut events = Vec::new();
    let mut days = FIRST_DAYS;
    let mut next = first_run(tx, story.workspace, a_day_before(story.position().0)).await?;
    while let Some(from) = next {
        let until = later(from, days);
        events.extend(read_runs(tx, story, (from, until)).await?);
        if is_full(&mut events, story.limit, until) {
            break;
        }
        days = days.saturating_mul(GROWTH);
        next = first_run(tx, story.workspace, until).await?;
    }
    Ok(events)
}

/// Whether nothing that happened at that moment or later belongs to the page.
fn is_full(events: &mut [Event], limit: i64, until: Timestamp) -> bool {
    events.sort_by_key(|it| (it.at, it.id));
    let last = usize::try_from(limit).ok().and_then(|it| it.checked_sub(1));
    last.is_none_or(|it| events.get(it).is_some_and(|it| it.at < until))
}

/// The first run that began at that moment or later.
async fn first_run(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    from: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    tx.query_one(&FIRST_RUN, params![workspace, from], only).await
}

/// The questions of the runs that began between two moments.
async fn read_runs(
    tx: &mut Tx<'_>,
    story: &Story,
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<Event>, StoreError> {
    let (at, id) = story.position();
    let number = story.number();
    let params = params![story.workspace, from, until, number, at, id, story.limit];
    tx.query(&TOLD, params, |row| {
        let (at, id) = (row.next()?, row.next()?);
        let (kind, actor) = (row.next()?, row.next()?);
        let (amount, detail) = (row.next()?, row.next()?);
        let entry = Entry { subject: number.clone(), kind, amount, detail, former_position: None };
        Ok(Event { id, workspace: story.workspace, at, actor, entry })
    })
    .await
}

fn a_day_before(at: Timestamp) -> Timestamp {
    later(at, -1)
}

fn later(at: Timestamp, days: i64) -> Timestamp {
    let moment = at.as_microsecond().saturating_add(days.saturating_mul(DAY));
    let end = if days < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_microsecond(moment).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use iuvo_domain::{
        Nav,
        journal::{Act, EventKind},
    };
    use uuid::Uuid;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// So many questions of one moment.
    fn asked(moment: &str, count: usize) -> Vec<Event> {
        let notice = Nav::parse("302000000000000099").unwrap();
        let entry = Entry::of_notice(notice, EventKind::NoticeVerified);
        let id = Uuid::nil();
        let act = Act { id, workspace: WorkspaceId::new(1), at: at(moment), actor: None };
        (0..count).flat_map(|_| act.events(vec![entry.clone()])).collect()
    }

    const MIDNIGHT: &str = "2026-11-22T00:00:00Z";
    const MORNING: &str = "2026-11-22T08:00:00Z";
    const NOON: &str = "2026-11-22T12:00:00Z";
    const NEXT_DAY: &str = "2026-11-23T00:00:00.000001Z";

    #[test]
    fn a_run_begins_with_its_day() {
        let run = Run::default().after(&asked(NOON, 1));
        for moment in [MIDNIGHT, NOON, "2026-11-22T23:59:59.999999Z"] {
            assert_eq!(run.of(at(moment)), at(MIDNIGHT), "{moment}");
        }
        assert_eq!(run.of(at(NEXT_DAY)), at("2026-11-23T00:00:00Z"));
        assert_eq!(run.of(at("1969-12-31T23:00:00Z")), at("1969-12-31T00:00:00Z"));
    }

    #[test]
    fn a_large_run_is_followed_by_another_of_the_same_day() {
        let run = Run::default().after(&asked(MORNING, MOST - 1));
        assert_eq!(run.of(at(NOON)), at(MIDNIGHT));
        let run = run.after(&asked(NOON, 1));
        assert_eq!(run.of(at(NOON)), at(NOON));
        assert_eq!(run.after(&asked(NOON, MOST - 1)).of(at(NOON)), at(NOON));
        // What was asked before it began is in it no more than what is asked on another day.
        assert_eq!(run.of(at(MORNING)), at(MIDNIGHT));
        let next = run.after(&asked(NEXT_DAY, 1));
        assert_eq!(next, Run { began: at("2026-11-23T00:00:00Z"), count: 1 });
    }
}
