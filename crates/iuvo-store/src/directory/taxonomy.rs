//! The taxonomy of collections, and the positions whose codes it no longer knows.

use std::collections::BTreeMap;

use iuvo_domain::{
    WorkspaceId,
    directory::taxonomy::{Taxonomy, TaxonomyEntry},
};
use jiff::civil::Date;
use pagopa_codes::TransferCategory;

use crate::{
    Query, StoreError, Tx,
    column::{Row, only, params},
    statement::statements,
};

statements! {
    CHANGES = "select count(*) from taxonomy_code where version > $1";
    SPANS = "select code, valid_from, valid_to from taxonomy_code order by code, valid_from";
    ENTRIES = "
        select code, valid_from, valid_to, organization_type, area, service from taxonomy_code";
    SAVE = "
        insert into taxonomy_code
          (code, valid_from, valid_to, organization_type, area, service, version)
        values ($1, $2, $3, $4, $5, $6, (select version from directory_version where id = 1))
        on conflict (code, valid_from)
        do update set version = excluded.version, valid_to = excluded.valid_to,
                      organization_type = excluded.organization_type,
                      area = excluded.area, service = excluded.service";
    UNPAID_CATEGORIES = "
        select p.iupd, i.notice_number, t.transfer_index, t.category
        from debt_position p
        join installment i on i.workspace_id = p.workspace_id and i.debt_position_id = p.id
        join transfer t on t.workspace_id = i.workspace_id and t.installment_id = i.id
        where p.workspace_id = $1 and i.workspace_id = $1 and t.workspace_id = $1
          and (p.iupd, i.notice_number, t.transfer_index) > ($2, $3, $4)
          and p.status in (1, 2, 3, 4) and i.status = 1
        order by p.iupd, i.notice_number, t.transfer_index
        limit $5";
}

/// The codes with their days, all of them, if one was written after a version.
pub(super) async fn read_after(
    tx: &mut Tx<'_>,
    known: i64,
) -> Result<Option<Taxonomy>, StoreError> {
    let changes: i64 = tx.query_one(&CHANGES, params![known], only).await?;
    if changes == 0 {
        return Ok(None);
    }
    let read = |row: &mut Row<'_>| Ok((row.next()?, row.next()?, row.next()?));
    Ok(Some(Taxonomy::new(tx.query(&SPANS, params![], read).await?)))
}

/// All entries, by code and first day.
pub struct Entries;

impl Query for Entries {
    type Output = BTreeMap<(String, Date), TaxonomyEntry>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let entries = tx.query(&ENTRIES, params![], read_entry).await?;
        Ok(entries.into_iter().map(|it| ((it.code.clone(), it.valid_from), it)).collect())
    }
}

fn read_entry(row: &mut Row<'_>) -> Result<TaxonomyEntry, StoreError> {
    Ok(TaxonomyEntry {
        code: row.next()?,
        valid_from: row.next()?,
        valid_to: row.next()?,
        organization_type: row.next()?,
        area: row.next()?,
        service: row.next()?,
    })
}

/// Writes an entry.
pub async fn save(tx: &mut Tx<'_>, entry: &TaxonomyEntry) -> Result<(), StoreError> {
    let TaxonomyEntry { code, organization_type, area, service, .. } = entry;
    let (from, to) = (entry.valid_from.to_string(), entry.valid_to.to_string());
    tx.execute_one(&SAVE, params![code, from, to, organization_type, area, service]).await
}

/// A share of an instalment that may still be paid, with its category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnpaidCategory {
    /// The position's key at its body.
    pub iupd: String,
    /// The instalment's notice number, as it is written.
    pub notice_number: String,
    /// The share's place in the instalment, from 1.
    pub transfer_index: i64,
    /// Its category.
    pub category: TransferCategory,
}

/// A page of the shares of a workspace that may still be paid: those after a given one, by IUPD,
/// notice number and place.
pub struct UnpaidCategories {
    /// Whose.
    pub workspace: WorkspaceId,
    /// The last of the page before.
    pub after: Option<UnpaidCategory>,
    /// How many at most.
    pub limit: i64,
}

impl Query for UnpaidCategories {
    type Output = Vec<UnpaidCategory>;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let (iupd, number, index) = self.after.as_ref().map_or(("", "", 0), |it| {
            (it.iupd.as_str(), it.notice_number.as_str(), it.transfer_index)
        });
        let params = params![self.workspace, iupd, number, index, self.limit];
        tx.query(&UNPAID_CATEGORIES, params, read_category).await
    }
}

fn read_category(row: &mut Row<'_>) -> Result<UnpaidCategory, StoreError> {
    Ok(UnpaidCategory {
        iupd: row.next()?,
        notice_number: row.next()?,
        transfer_index: row.next()?,
        category: row.next()?,
    })
}
