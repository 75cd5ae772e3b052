//! Where the rows go: a new SQLite file, or a PostgreSQL database that holds nothing of ours yet.

use std::{path::Path, pin::pin};

use deadpool_postgres::Client;
use tokio_postgres::{binary_copy::BinaryCopyInWriter, types::Type};

use super::{CopyError, Existing, digest::Digests, encoding, stream::Rows};
use crate::{
    StoreError,
    catalog::{Catalog, Table},
    migration,
    postgres::Postgres,
    sqlite,
};

/// Writes the rows into a new file, in one transaction.
pub(super) async fn write_sqlite(
    path: &Path,
    mut rows: Rows,
    catalog: &Catalog,
    digests: &mut Digests<'_>,
) -> Result<(), CopyError> {
    migration::migrate_sqlite(path, &[])?;
    let connection = sqlite::connect(path)?;
    let run = |sql: &str| connection.execute_batch(sql).map_err(StoreError::from);
    run("begin immediate")?;
    // What the migrations have put there comes again with the rows.
    for table in catalog.tables.iter().rev() {
        run(&format!("delete from {}", table.name))?;
    }
    for (index, table) in catalog.tables.iter().enumerate() {
        let sql = table.insert_sqlite();
        while let Some(batch) = rows.next_of(index).await? {
            digests.add(&batch);
            let mut statement = connection.prepare_cached(&sql).map_err(StoreError::from)?;
            for row in batch.rows() {
                let mut values = Vec::with_capacity(table.columns.len());
                encoding::decode(row, &mut values)?;
                statement.execute(rusqlite::params_from_iter(&values)).map_err(StoreError::from)?;
            }
        }
    }
    Ok(run("commit")?)
}

/// A server's database with our schema, in a transaction that holds every table.
pub(super) struct PostgresTarget {
    client: Client,
}

const OTHERS: &str = "select count(*) from pg_stat_activity
    where datname = current_database() and application_name = 'iuvo' and pid <> pg_backend_pid()";

impl PostgresTarget {
    pub(super) async fn open(
        url: &str,
        catalog: &Catalog,
        existing: Existing,
    ) -> Result<Self, CopyError> {
        let postgres = Postgres::open(url, 1)?;
        migration::migrate_postgres(&postgres, &[]).await?;
        let target = Self { client: postgres.connection().await? };
        if existing == Existing::Replaced && target.number(OTHERS).await? > 0 {
            return Err(CopyError::InUse);
        }
        target.run("begin").await?;
        let names: Vec<_> = catalog.tables.iter().map(|it| it.name.as_str()).collect();
        let names = names.join(", ");
        target.run(&format!("lock table {names} in access exclusive mode")).await?;
        if existing == Existing::Kept {
            target.refuse_rows(catalog).await?;
        }
        target.run(&format!("truncate {names}")).await?;
        Ok(target)
    }

    /// Rows that the migrations have put there belong to nobody.
    async fn refuse_rows(&self, catalog: &Catalog) -> Result<(), CopyError> {
        for table in catalog.tables.iter().filter(|it| !it.is_seeded) {
            let sql = format!("select count(*) from (select 1 from {} limit 1) t", table.name);
            if self.number(&sql).await? > 0 {
                return Err(CopyError::NotEmpty(table.name.clone()));
            }
        }
        Ok(())
    }

    pub(super) async fn write(
        self,
        mut rows: Rows,
        catalog: &Catalog,
        digests: &mut Digests<'_>,
    ) -> Result<(), CopyError> {
        for (index, table) in catalog.tables.iter().enumerate() {
            let types = self.types(table).await?;
            let copy = table.copy_postgres();
            let sink = self.client.copy_in(&copy).await.map_err(StoreError::from)?;
            let mut writer = pin!(BinaryCopyInWriter::new(sink, &types));
            while let Some(batch) = rows.next_of(index).await? {
                digests.add(&batch);
                for row in batch.rows() {
                    let mut values = Vec::with_capacity(types.len());
                    encoding::decode(row, &mut values)?;
                    writer.as_mut().write_raw(&values).await.map_err(StoreError::from)?;
                }
            }
            writer.finish().await.map_err(StoreError::from)?;
        }
        self.run("commit").await?;
        Ok(self.run("analyze").await?)
    }

    /// The server's types of a table's columns.
    async fn types(&self, table: &Table) -> Result<Vec<Type>, StoreError> {
        let statement = self.client.prepare(&table.select()).await?;
        Ok(statement.columns().iter().map(|it| it.type_().clone()).collect())
    }

    async fn run(&self, sql: &str) -> Result<(), StoreError> {
        Ok(self.client.batch_execute(sql).await?)
    }

    async fn number(&self, sql: &str) -> Result<i64, StoreError> {
        Ok(self.client.query_one(sql, &[]).await?.try_get(0)?)
    }
}
