//! The audit log, appended in the transaction of what it tells.

use std::collections::BTreeMap;

use iuvo_domain::audit::{Act, Chain, Entry, Head, Record};
use jiff::Timestamp;

use crate::{
    Query, StoreError, Tx,
    column::{Param, Row, ToParam, only, params},
    statement::statements,
};

/// The entries of a chain in a time, the last first.
macro_rules! last_first {
    ($condition:literal) => {
        concat!(
            "select number, id, recorded_at, author, act, subject, content, previous_hash, hash
             from audit_entry
             where chain = $1 and recorded_at >= $2 and (recorded_at, number) < ($3, $4) ",
            $condition,
            " order by recorded_at desc, number desc
             limit $5"
        )
    };
}

statements! {
    OPEN = "
        insert into audit_head (chain, version, entries) values ($1, 1, 0)
        on conflict (chain) do nothing";
    LOCK = "
        update audit_head set version = version + 1
        where chain = $1
        returning entries, hash,
                  (select count(*) from audit_entry where chain = $1 and id = $2)";
    INSERT = "
        insert into audit_entry
          (chain, number, id, recorded_at, author, act, subject, content, previous_hash,
           hash)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    SAVE = "update audit_head set entries = $2, hash = $3 where chain = $1";
    HEAD = "select entries, hash from audit_head where chain = $1";
    PAGE = "
        select number, id, recorded_at, author, act, subject, content, previous_hash, hash
        from audit_entry
        where chain = $1 and number > $2
        order by number
        limit $3";
    LAST_FIRST = last_first!("");
    LAST_FIRST_OF_AUTHOR = last_first!("and author = $6");
    LAST_FIRST_OF_ACT = last_first!("and act = $6");
    LAST_FIRST_OF_BOTH = last_first!("and author = $6 and act = $7");
    // One after the other along their index, however much each of them did.
    AUTHORS = "
        with recursive found (author) as (
          select min(author) from audit_entry where chain = $1
          union all
          select (select min(e.author) from audit_entry e
                  where e.chain = $1 and e.author > found.author)
          from found where found.author is not null)
        select author from found where author is not null limit $2";
}

impl ToParam for Chain {
    fn to_param(&self) -> Param<'_> {
        Param::Int(self.number())
    }
}

/// Opens the chain of a new workspace.
pub async fn open(tx: &mut Tx<'_>, chain: Chain) -> Result<(), StoreError> {
    tx.execute_any(&OPEN, params![chain]).await
}

/// Appends an act to its chain. Others who append to it wait for the end of this transaction, so
/// that numbers have no gaps. A record that is there already, because the answer to an earlier
/// commit was lost, is not written twice.
pub async fn append(tx: &mut Tx<'_>, record: &Record) -> Result<(), StoreError> {
    append_to(tx, record.chain, &[record]).await
}

/// Appends the acts of one transaction to their chains, in their order: each head is looked at and
/// written once. They are there already all together, or none of them.
pub async fn append_all(
    tx: &mut Tx<'_>,
    records: impl IntoIterator<Item = &Record>,
) -> Result<(), StoreError> {
    let mut of_chains = BTreeMap::<Chain, Vec<&Record>>::new();
    for record in records {
        of_chains.entry(record.chain).or_default().push(record);
    }
    for (chain, records) in of_chains {
        append_to(tx, chain, &records).await?;
    }
    Ok(())
}

async fn append_to(tx: &mut Tx<'_>, chain: Chain, records: &[&Record]) -> Result<(), StoreError> {
    let Some(first) = records.first() else { return Ok(()) };
    let read = |row: &mut Row<'_>| Ok((read_head(row)?, row.next::<i64>()? > 0));
    let (mut head, is_there) = tx.query_one(&LOCK, params![chain, first.id], read).await?;
    if is_there {
        return Ok(());
    }
    for record in records {
        let entry = entry_of(record, head)?;
        insert(tx, &entry).await?;
        head = Head { entries: entry.number, hash: Some(entry.hash) };
    }
    tx.execute_one(&SAVE, params![chain, head.entries, head.hash]).await
}

async fn insert(tx: &mut Tx<'_>, entry: &Entry) -> Result<(), StoreError> {
    let params = params![
        entry.chain,
        entry.number,
        entry.id,
        entry.at,
        entry.author,
        entry.act,
        entry.subject,
        entry.content,
        entry.previous_hash,
        entry.hash
    ];
    tx.execute_one(&INSERT, params).await
}

fn entry_of(record: &Record, head: Head) -> Result<Entry, StoreError> {
    let number = head.entries.checked_add(1);
    let entry = Entry {
        chain: record.chain,
        number: number.ok_or_else(|| StoreError::Bug("a chain is full".to_owned()))?,
        id: record.id.as_bytes().to_vec(),
        at: record.at,
        author: record.author.to_string(),
        act: record.act.code().to_owned(),
        subject: record.subject.clone(),
        content: serde_json::to_string(record.content.fields())
            .map_err(|error| StoreError::Bug(error.to_string()))?,
        previous_hash: head.hash,
        hash: Vec::new(),
    };
    Ok(entry.sealed())
}

/// How far a chain goes; `None` if it was never opened.
pub struct HeadOf(pub Chain);

impl Query for HeadOf {
    type Output = Option<Head>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        tx.query_opt(&HEAD, params![self.0], read_head).await
    }
}

/// Some entries of a chain, in their order.
pub struct Page {
    /// Of which chain.
    pub chain: Chain,
    /// Those that follow this number.
    pub after: i64,
    /// At most so many.
    pub limit: i64,
}

impl Query for Page {
    type Output = Vec<Entry>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let chain = self.chain;
        let read = |row: &mut Row<'_>| read_entry(chain, row);
        tx.query(&PAGE, params![chain, self.after, self.limit], read).await
    }
}

/// Some entries of a chain, the last first.
pub struct LastFirst {
    /// Of which chain.
    pub chain: Chain,
    /// From then on.
    pub from: Timestamp,
    /// Before that moment, and of that moment only entries with a lesser number.
    pub before: (Timestamp, i64),
    /// Of one author, as the log writes them.
    pub author: Option<String>,
    /// Of one kind.
    pub act: Option<Act>,
    /// At most so many.
    pub limit: i64,
}

impl Query for LastFirst {
    type Output = Vec<Entry>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let chain = self.chain;
        let read = |row: &mut Row<'_>| read_entry(chain, row);
        let (before, number) = self.before;
        let act = self.act.map(Act::code);
        let mut params = params![chain, self.from, before, number, self.limit].to_vec();
        params.extend(self.author.as_ref().map(ToParam::to_param));
        params.extend(act.map(Param::Text));
        let statement = match (&self.author, act) {
            (None, None) => &LAST_FIRST,
            (Some(_), None) => &LAST_FIRST_OF_AUTHOR,
            (None, Some(_)) => &LAST_FIRST_OF_ACT,
            (Some(_), Some(_)) => &LAST_FIRST_OF_BOTH,
        };
        tx.query(statement, &params, read).await
    }
}

/// Whoever appears in a chain, as the log writes them, in the order of their names there.
pub struct Authors {
    /// In which chain.
    pub chain: Chain,
    /// At most so many.
    pub limit: i64,
}

impl Query for Authors {
    type Output = Vec<String>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        tx.query(&AUTHORS, params![self.chain, self.limit], only).await
    }
}

fn read_head(row: &mut Row<'_>) -> Result<Head, StoreError> {
    Ok(Head { entries: row.next()?, hash: row.next()? })
}

fn read_entry(chain: Chain, row: &mut Row<'_>) -> Result<Entry, StoreError> {
    Ok(Entry {
        chain,
        number: row.next()?,
        id: row.next()?,
        at: row.next()?,
        author: row.next()?,
        act: row.next()?,
        subject: row.next()?,
        content: row.next()?,
        previous_hash: row.next()?,
        hash: row.next()?,
    })
}
