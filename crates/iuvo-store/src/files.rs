//! Files of positions, their items while they wait, and what became of each.

use iuvo_domain::{
    FileId, WorkspaceId,
    file::{File, FileItem, FileState},
};
use jiff::Timestamp;
use pagopa_codes::SegregationCode;

use crate::{
    Query, Reach, StoreError, Tx,
    column::{Row, only, params},
    directory::read_codes,
    packing::Packed,
    statement::statements,
};

/// The columns of a file.
macro_rules! of_file {
    ($condition:literal) => {
        concat!(
            "select id, operation, name, client, segregation_codes, received_at, state, submitted,
                    accepted, rejected, ended_at
             from file
             where workspace_id = $1 ",
            $condition
        )
    };
}

/// Files that are being forgotten, or were left behind while they arrived.
macro_rules! left_behind {
    () => {
        "state = 'partial' and received_at <= $2"
    };
}

statements! {
    INSERT = "
        insert into file
          (workspace_id, id, operation, name, client, segregation_codes, received_at, state,
           submitted, accepted, rejected)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0)
        on conflict (workspace_id, id) do nothing";
    INSERT_PART = "
        insert into file_part (workspace_id, file_id, first_ordinal, encoding, content)
        values ($1, $2, $3, $4, $5)
        on conflict (workspace_id, file_id, first_ordinal) do nothing";
    INSERT_ITEM = "
        insert into file_item (workspace_id, file_id, ordinal, iupd, status, message, content)
        values ($1, $2, $3, $4, $5, $6, $7)";
    TAKE_IN_HAND = "
        update file set state = 'in_hand'
        where workspace_id = $1 and id = $2 and state = 'partial'";
    // The counts say which item is next: one that has been counted is not counted again.
    COUNT_ITEM = "
        update file set accepted = accepted + $4, rejected = rejected + $5
        where workspace_id = $1 and id = $2 and state = 'in_hand' and accepted + rejected = $3";
    END = "
        update file set state = 'ended', ended_at = $3
        where workspace_id = $1 and id = $2 and state = 'in_hand'
          and accepted + rejected = submitted";
    DELETE_PARTS = "delete from file_part where workspace_id = $1 and file_id = $2";
    FIND = of_file!("and id = $2");
    FIND_PART = "
        select first_ordinal, encoding, content from file_part
        where workspace_id = $1 and file_id = $2 and first_ordinal <= $3
        order by first_ordinal desc
        limit 1";
    LIST = of_file!("
        and received_at >= $2 and received_at <= $3 and state <> 'partial' and id < $4
        order by id desc
        limit $5");
    LIST_WITH_REJECTS = of_file!("
        and rejected > 0 and received_at >= $2 and received_at <= $3 and id < $4
        order by id desc
        limit $5");
    LIST_ITEMS = "
        select ordinal, iupd, status, message from file_item
        where workspace_id = $1 and file_id = $2 and ordinal > $3
        order by ordinal
        limit $4";
    LIST_REJECTED = "
        select ordinal, iupd, status, message, content from file_item
        where workspace_id = $1 and file_id = $2 and ordinal > $3 and status >= 400
        order by ordinal
        limit $4";
    COUNT_WITH_REJECTS = "
        select count(*) from file
        where workspace_id = $1 and rejected > 0 and received_at >= $2";
    TAKE_APART = "
        update file set state = 'partial'
        where workspace_id = $1 and received_at <= $2 and state <> 'partial'";
    PURGE_ITEMS = concat!("
        delete from file_item
        where workspace_id = $1 and (file_id, ordinal) in (
          select file_id, ordinal from file_item
          where workspace_id = $1 and file_id in (
            select id from file where workspace_id = $1 and ", left_behind!(), ")
          limit $3)");
    PURGE_PARTS = concat!("
        delete from file_part
        where workspace_id = $1 and file_id in (
            select id from file where workspace_id = $1 and ", left_behind!(), ")");
    PURGE = concat!("
        delete from file
        where workspace_id = $1 and ", left_behind!(), "
          and not exists (
            select 1 from file_item i where i.workspace_id = $1 and i.file_id = file.id)");
}

/// Begins to keep a file, whose parts follow.
pub async fn insert(tx: &mut Tx<'_>, file: &File) -> Result<(), StoreError> {
    let codes: Vec<_> = file.segregation_codes.iter().map(SegregationCode::as_str).collect();
    let codes = codes.join(" ");
    let params = params![
        file.workspace,
        file.id,
        file.operation,
        file.name,
        file.client,
        codes,
        file.received_at,
        FileState::Partial,
        file.submitted
    ];
    tx.execute_any(&INSERT, params).await
}

/// Keeps items that follow each other, as a JSON list.
pub async fn insert_part(
    tx: &mut Tx<'_>,
    (workspace, file): (WorkspaceId, FileId),
    first: i64,
    content: &Packed,
) -> Result<(), StoreError> {
    let params = params![workspace, file, first, content.encoding, content.bytes];
    tx.execute_any(&INSERT_PART, params).await
}

/// Says that all parts are there; `false` if that was said before.
pub async fn take_in_hand(
    tx: &mut Tx<'_>,
    (workspace, file): (WorkspaceId, FileId),
) -> Result<bool, StoreError> {
    Ok(tx.execute(&TAKE_IN_HAND, params![workspace, file]).await? == 1)
}

/// Writes what became of an item, with what it contained if it was refused; `false`, and nothing is
/// written, if it is not the next one of its file: then somebody else was faster.
pub async fn count_item(
    tx: &mut Tx<'_>,
    (workspace, file): (WorkspaceId, FileId),
    item: &FileItem,
    refused: Option<&[u8]>,
) -> Result<bool, StoreError> {
    let rejected = i64::from(refused.is_some());
    let accepted = 1_i64.saturating_sub(rejected);
    let counts = params![workspace, file, item.ordinal, accepted, rejected];
    if tx.execute(&COUNT_ITEM, counts).await? != 1 {
        return Ok(false);
    }
    let status = i64::from(item.status);
    let params = params![workspace, file, item.ordinal, item.iupd, status, item.message, refused];
    tx.execute_one(&INSERT_ITEM, params).await?;
    Ok(true)
}

/// Ends a file, if all its items are counted.
pub async fn end(
    tx: &mut Tx<'_>,
    (workspace, file): (WorkspaceId, FileId),
    at: Timestamp,
) -> Result<(), StoreError> {
    if tx.execute(&END, params![workspace, file, at]).await? == 1 {
        tx.execute(&DELETE_PARTS, params![workspace, file]).await?;
    }
    Ok(())
}

/// Forgets about so many items of files received until a moment, and of those that never finished
/// arriving and began to until another; files without items go whole. Returns how many rows went.
pub async fn purge(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    (until, arriving_until): (Timestamp, Timestamp),
    limit: i64,
) -> Result<u64, StoreError> {
    tx.execute(&TAKE_APART, params![workspace, until]).await?;
    let left_behind = params![workspace, arriving_until];
    let items = tx.execute(&PURGE_ITEMS, params![workspace, arriving_until, limit]).await?;
    tx.execute(&PURGE_PARTS, left_behind).await?;
    let files = tx.execute(&PURGE, left_behind).await?;
    Ok(items.saturating_add(files))
}

fn read(workspace: WorkspaceId, row: &mut Row<'_>) -> Result<File, StoreError> {
    Ok(File {
        id: row.next()?,
        workspace,
        operation: row.next()?,
        name: row.next()?,
        client: row.next()?,
        segregation_codes: read_codes(&row.next::<String>()?)?,
        received_at: row.next()?,
        state: row.next()?,
        submitted: row.next()?,
        accepted: row.next()?,
        rejected: row.next()?,
        ended_at: row.next()?,
    })
}

fn read_item(row: &mut Row<'_>) -> Result<FileItem, StoreError> {
    let (ordinal, iupd, status) = (row.next()?, row.next()?, row.next::<i64>()?);
    let status = u16::try_from(status)
        .map_err(|_| StoreError::Bug(format!("{status} is no status of an item")))?;
    Ok(FileItem { ordinal, iupd, status, message: row.next()? })
}

/// A file.
pub struct FindFile {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Which.
    pub id: FileId,
}

impl Query for FindFile {
    type Output = Option<File>;
    const REACH: Reach = Reach::Point;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let workspace = self.workspace;
        tx.query_opt(&FIND, params![workspace, self.id], |row| read(workspace, row)).await
    }
}

/// The part of a file in which an item is: the place of its first item, and a JSON list.
pub struct FindPart {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Of which file.
    pub file: FileId,
    /// The item's place.
    pub ordinal: i64,
}

impl Query for FindPart {
    type Output = Option<(i64, Vec<u8>)>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let params = params![self.workspace, self.file, self.ordinal];
        let found = tx.query_opt(&FIND_PART, params, |row| {
            let first: i64 = row.next()?;
            Ok((first, Packed { encoding: row.next()?, bytes: row.next()? }))
        });
        let Some((first, packed)) = found.await? else { return Ok(None) };
        Ok(Some((first, packed.unpack()?)))
    }
}

/// The files of a workspace that have arrived, the last first.
pub struct ListFiles {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Received from when until when, both included.
    pub received: (Timestamp, Timestamp),
    /// Only those of which something was refused.
    pub only_with_rejects: bool,
    /// Those before this one.
    pub before: FileId,
    /// At most so many.
    pub limit: i64,
}

impl Query for ListFiles {
    type Output = Vec<File>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let statement = if self.only_with_rejects { &LIST_WITH_REJECTS } else { &LIST };
        let (from, to) = self.received;
        let params = params![self.workspace, from, to, self.before, self.limit];
        tx.query(statement, params, |row| read(self.workspace, row)).await
    }
}

/// What became of the items of a file, in their order.
pub struct ListItems {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Of which file.
    pub file: FileId,
    /// Those after this place.
    pub after: i64,
    /// At most so many.
    pub limit: i64,
}

impl Query for ListItems {
    type Output = Vec<FileItem>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let params = params![self.workspace, self.file, self.after, self.limit];
        tx.query(&LIST_ITEMS, params, read_item).await
    }
}

/// The items of a file that were refused, in their order, as they were sent.
pub struct ListRejected {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Of which file.
    pub file: FileId,
    /// Those after this place.
    pub after: i64,
    /// At most so many.
    pub limit: i64,
}

impl Query for ListRejected {
    type Output = Vec<(FileItem, Vec<u8>)>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let params = params![self.workspace, self.file, self.after, self.limit];
        tx.query(&LIST_REJECTED, params, |row| Ok((read_item(row)?, row.next()?))).await
    }
}

/// How many files received since a moment have items that were refused.
pub(crate) async fn count_with_rejects(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    since: Timestamp,
) -> Result<i64, StoreError> {
    tx.query_one(&COUNT_WITH_REJECTS, params![workspace, since], only).await
}
