//! The numbers a body may still issue.

use iuvo_domain::{WorkspaceId, number_space::NumberSpace};
use pagopa_codes::SegregationCode;

use crate::{StoreError, Tx, column::params, statement::statements};

statements! {
    INSERT = "
        insert into number_space (workspace_id, segregation_code, next_base, end_base, version)
        values ($1, $2, $3, $4, 1)
        on conflict (workspace_id, segregation_code) do nothing";
    LOCK = "
        update number_space set version = version + 1
        where workspace_id = $1 and segregation_code = $2
        returning next_base, end_base";
    SAVE = "
        update number_space set next_base = $3
        where workspace_id = $1 and segregation_code = $2";
    INSERT_RESERVED = "
        insert into reserved_number_range
          (workspace_id, segregation_code, first_base, last_base)
        values ($1, $2, $3, $4)
        on conflict (workspace_id, segregation_code, first_base) do nothing";
    LIST_RESERVED = "
        select first_base, last_base from reserved_number_range
        where workspace_id = $1 and segregation_code = $2
        order by first_base";
}

/// A range of bases, first and last included.
pub type BaseRange = std::ops::RangeInclusive<u64>;

/// Opens a space; `false` if it is open already.
pub async fn insert(tx: &mut Tx<'_>, space: &NumberSpace) -> Result<bool, StoreError> {
    let (next, end) = (column(space.next)?, column(space.end)?);
    let params = params![space.workspace, space.segregation_code, next, end];
    Ok(tx.execute(&INSERT, params).await? == 1)
}

/// Finds a space and keeps others from taking numbers until the transaction ends.
pub async fn lock(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    segregation_code: SegregationCode,
) -> Result<Option<NumberSpace>, StoreError> {
    let row = tx
        .query_opt(&LOCK, params![workspace, segregation_code], |row| {
            Ok((row.next::<i64>()?, row.next::<i64>()?))
        })
        .await?;
    row.map(|(next, end)| {
        Ok(NumberSpace { workspace, segregation_code, next: base(next)?, end: base(end)? })
    })
    .transpose()
}

/// Writes down how far a locked space has been used.
pub async fn save(tx: &mut Tx<'_>, space: &NumberSpace) -> Result<(), StoreError> {
    let next = column(space.next)?;
    tx.execute_one(&SAVE, params![space.workspace, space.segregation_code, next]).await
}

/// Reserves a range for the body's own software; `false` if one begins there already.
pub async fn insert_reserved(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    segregation_code: SegregationCode,
    range: &BaseRange,
) -> Result<bool, StoreError> {
    let (first, last) = (column(*range.start())?, column(*range.end())?);
    let params = params![workspace, segregation_code, first, last];
    Ok(tx.execute(&INSERT_RESERVED, params).await? == 1)
}

/// The ranges reserved for the body's own software.
pub async fn list_reserved(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    segregation_code: SegregationCode,
) -> Result<Vec<BaseRange>, StoreError> {
    let rows = tx
        .query(&LIST_RESERVED, params![workspace, segregation_code], |row| {
            Ok((row.next::<i64>()?, row.next::<i64>()?))
        })
        .await?;
    rows.into_iter().map(|(first, last)| Ok(base(first)?..=base(last)?)).collect()
}

fn column(base: u64) -> Result<i64, StoreError> {
    i64::try_from(base).map_err(|_| StoreError::Bug("a base is out of range".to_owned()))
}

fn base(column: i64) -> Result<u64, StoreError> {
    u64::try_from(column).map_err(|_| StoreError::Bug("a base is negative".to_owned()))
}
