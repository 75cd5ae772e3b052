//! The journal, only ever added to and, when its time has come, purged.

pub mod questions;

use iuvo_domain::{
    DebtPositionId, EventId, Nav, WorkspaceId,
    journal::{Act, Entry, Event, EventKind, Retention, Subject},
};
use jiff::Timestamp;

use crate::{
    Query, StoreError, Tx,
    column::{ColumnRef, FromColumn, Param, Row, ToParam, only, params},
    statement::statements,
};

statements! {
    INSERT = "
        insert into event
          (workspace_id, subject, happened_at, id, kind, retention, actor, amount_cents, detail,
           former_position_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (workspace_id, subject, happened_at, id) do nothing";
    IS_TOLD = "
        select count(*) from event
        where workspace_id = $1 and subject = $2 and happened_at = $3 and id = $4";
    INSERT_MANY = "
        insert into event
          (workspace_id, subject, happened_at, id, kind, retention, actor, amount_cents, detail,
           former_position_id)
        values $rows
        on conflict (workspace_id, subject, happened_at, id) do nothing" => 32 rows of 10;
    PURGE_END = "
        select happened_at from event
        where workspace_id = $1 and retention = $2 and retention > 1 and happened_at <= $3
        order by happened_at
        limit 1 offset $4";
    PURGE = "
        delete from event
        where workspace_id = $1 and retention = $2 and retention > 1 and happened_at <= $3";
    CHAPTERS = "
        select debt_position_id from installment where workspace_id = $1 and notice_number = $2
        union
        select former_position_id from event
        where workspace_id = $1 and subject = $3 and former_position_id is not null";
    CHAPTER = "
        select subject, happened_at, id, kind, actor, amount_cents, detail, former_position_id
        from event
        where workspace_id = $1 and subject = $2 and (happened_at, id) > ($3, $4)
        order by happened_at, id
        limit $5";
}

/// Writes what an act has done. Called once in a command, at its end.
pub async fn record(tx: &mut Tx<'_>, act: &Act, entries: Vec<Entry>) -> Result<(), StoreError> {
    let events: Vec<_> = act.events(entries).collect();
    insert(tx, &events).await
}

/// Writes events, of any acts and workspaces.
pub async fn insert(tx: &mut Tx<'_>, events: &[Event]) -> Result<(), StoreError> {
    let rows: Vec<_> = events.iter().map(event_params).collect();
    tx.insert_many(&INSERT, &INSERT_MANY, &rows).await
}

/// Whether the first event of an act, about that subject, has been written: a command that is run
/// again learns from it that it has been committed.
pub async fn is_told(tx: &mut Tx<'_>, act: &Act, subject: &Subject) -> Result<bool, StoreError> {
    let first = act.first_event();
    let params = params![act.workspace, subject, act.at, first];
    tx.query_one(&IS_TOLD, params, |row| Ok(row.next::<i64>()? > 0)).await
}

fn event_params(event: &Event) -> [Param<'_>; 10] {
    let entry = &event.entry;
    [
        event.workspace.to_param(),
        entry.subject.to_param(),
        event.at.to_param(),
        event.id.to_param(),
        entry.kind.to_param(),
        Param::Int(retention_class(entry.kind.retention())),
        event.actor.to_param(),
        entry.amount.to_param(),
        entry.detail.to_param(),
        entry.former_position.to_param(),
    ]
}

/// The number of a class. 1 stays that of what is kept for ever: the index of what can be purged
/// leaves it out.
pub(crate) const fn retention_class(retention: Retention) -> i64 {
    match retention {
        Retention::Money => 1,
        Retention::Positions => 2,
        Retention::Questions => 3,
    }
}

/// Forgets about so many of the events of a class that happened until a moment; returns how many.
/// Those of one moment go together.
pub async fn purge(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    class: Retention,
    until: Timestamp,
    limit: i64,
) -> Result<u64, StoreError> {
    let class = retention_class(class);
    let params = params![workspace, class, until, limit];
    let end: Option<Timestamp> = tx.query_opt(&PURGE_END, params, only).await?;
    tx.execute(&PURGE, params![workspace, class, end.unwrap_or(until)]).await
}

/// The story of a notice number, oldest first, a page at a time: what happened to it, and to the
/// positions it belongs or has belonged to.
pub struct Story {
    /// Where.
    pub workspace: WorkspaceId,
    /// Of which number.
    pub notice_number: Nav,
    /// After that event; from the beginning if there is none.
    pub after: Option<(Timestamp, EventId)>,
    /// At most so many.
    pub limit: i64,
}

impl Query for Story {
    type Output = Vec<Event>;

    /// Each chapter is read only as far as the page may reach, and told by its key: a number that
    /// has been asked about a million times costs no more than another.
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let mut events = questions::read(tx, self).await?;
        for subject in self.chapters(tx).await? {
            events.extend(self.read_chapter(tx, &subject).await?);
        }
        events.sort_by_key(|it| (it.at, it.id));
        events.truncate(usize::try_from(self.limit).unwrap_or(0));
        Ok(events)
    }
}

impl Story {
    /// The number, and the positions it belongs or has belonged to.
    async fn chapters(&self, tx: &mut Tx<'_>) -> Result<Vec<Subject>, StoreError> {
        let number = self.number();
        let params = params![self.workspace, self.notice_number, number];
        let positions = tx.query(&CHAPTERS, params, only).await?;
        Ok(std::iter::once(number).chain(positions.into_iter().map(Subject::Position)).collect())
    }

    fn number(&self) -> Subject {
        Subject::Notice(self.notice_number.clone())
    }

    /// After which moment and event.
    fn position(&self) -> (Timestamp, EventId) {
        self.after.unwrap_or((Timestamp::UNIX_EPOCH, EventId::NIL))
    }

    async fn read_chapter(
        &self,
        tx: &mut Tx<'_>,
        subject: &Subject,
    ) -> Result<Vec<Event>, StoreError> {
        let (at, id) = self.position();
        let params = params![self.workspace, subject, at, id, self.limit];
        tx.query(&CHAPTER, params, |row| read(self.workspace, row)).await
    }
}

fn read(workspace: WorkspaceId, row: &mut Row<'_>) -> Result<Event, StoreError> {
    let subject = row.next()?;
    let (at, id) = (row.next()?, row.next()?);
    let (kind, actor): (EventKind, _) = (row.next()?, row.next()?);
    let entry = Entry {
        subject,
        kind,
        amount: row.next()?,
        detail: row.next()?,
        former_position: row.next()?,
    };
    Ok(Event { id, workspace, at, actor, entry })
}

/// The bytes of a position's id, or the characters of a notice number. They cannot meet: a UUIDv7
/// of this age begins with a byte that stands for no character of a number.
impl ToParam for Subject {
    fn to_param(&self) -> Param<'_> {
        match self {
            Self::Position(id) => Param::Bytes(id.as_bytes()),
            Self::Notice(number) => Param::Bytes(number.as_str().as_bytes()),
        }
    }
}

impl FromColumn for Subject {
    fn from_column(value: ColumnRef<'_>) -> Result<Self, String> {
        let ColumnRef::Bytes(bytes) = value else { return Err("it is not bytes".to_owned()) };
        match std::str::from_utf8(bytes).ok().and_then(Nav::parse) {
            Some(number) => Ok(Self::Notice(number)),
            None => DebtPositionId::from_column(value).map(Self::Position),
        }
    }
}
