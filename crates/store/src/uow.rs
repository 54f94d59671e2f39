//! The unit of work: one transaction, in which everything that belongs together is read and written.

use crate::bulk::Bulk;
use crate::cell::{Cells, Column, Columns, Record};
use crate::sql::Sql;
use crate::value::Value;
use crate::{Result, StoreError, postgres, sqlite};

/// A transaction. Dropped without [`Uow::commit`], it is rolled back.
///
/// Made by [`Db::begin`](crate::Db::begin) to write or by [`Db::read`](crate::Db::read) to read; the
/// second refuses every change. On SQLite statements run on the calling thread.
pub struct Uow {
    tx: Tx,
    writes: bool,
}

enum Tx {
    Sqlite(sqlite::Tx),
    Postgres(postgres::Tx),
}

impl std::fmt::Debug for Uow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Uow")
            .field("writes", &self.writes)
            .finish_non_exhaustive()
    }
}

impl Uow {
    pub(crate) fn on_sqlite(tx: sqlite::Tx, writes: bool) -> Uow {
        Uow {
            tx: Tx::Sqlite(tx),
            writes,
        }
    }

    pub(crate) fn on_postgres(tx: postgres::Tx, writes: bool) -> Uow {
        Uow {
            tx: Tx::Postgres(tx),
            writes,
        }
    }

    /// Keeps everything that was written.
    ///
    /// # Errors
    /// When the database fails; then nothing is kept.
    pub async fn commit(self) -> Result<()> {
        match self.tx {
            Tx::Sqlite(tx) => tx.commit(),
            Tx::Postgres(tx) => tx
                .commit()
                .await
                .map_err(|e| StoreError::sqlx("committing", e)),
        }
    }

    /// Keeps nothing: the end of a dry run.
    ///
    /// # Errors
    /// When the database fails; nothing is kept then either.
    pub async fn rollback(self) -> Result<()> {
        match self.tx {
            Tx::Sqlite(tx) => tx.rollback(),
            Tx::Postgres(tx) => tx
                .rollback()
                .await
                .map_err(|e| StoreError::sqlx("rolling back", e)),
        }
    }

    /// Whether other processes can write at the same time. SQLite has one writer at a time.
    pub(crate) fn has_concurrent_writers(&self) -> bool {
        matches!(self.tx, Tx::Postgres(_))
    }

    /// Whether changes are allowed.
    pub(crate) fn writes(&self) -> bool {
        self.writes
    }

    /// Runs a statement that changes rows; returns how many it changed.
    pub(crate) async fn execute(&mut self, sql: Sql, params: &[Value<'_>]) -> Result<u64> {
        self.refuse_unless_writing()?;
        match &mut self.tx {
            Tx::Sqlite(tx) => sqlite::execute(tx, sql.sqlite(), params),
            Tx::Postgres(tx) => postgres::execute(tx, sql.postgres(), params).await,
        }
    }

    /// Runs a query and gives each row to `read`.
    pub(crate) async fn each(
        &mut self,
        sql: Sql,
        params: &[Value<'_>],
        read: impl FnMut(&dyn Cells) -> Result<()> + Send,
    ) -> Result<()> {
        match &mut self.tx {
            Tx::Sqlite(tx) => sqlite::each(tx, sql.sqlite(), params, read),
            Tx::Postgres(tx) => postgres::each(tx, sql.postgres(), params, read).await,
        }
    }

    /// Runs a query and reads each row as a record.
    pub(crate) async fn all<R: Record>(
        &mut self,
        sql: Sql,
        params: &[Value<'_>],
    ) -> Result<Vec<R>> {
        let mut records = Vec::new();
        self.each(sql, params, |row| {
            records.push(R::from_cells(row)?);
            Ok(())
        })
        .await?;
        Ok(records)
    }

    /// Runs a query and reads its first row, if it has one.
    pub(crate) async fn one<R: Record>(
        &mut self,
        sql: Sql,
        params: &[Value<'_>],
    ) -> Result<Option<R>> {
        Ok(self.all(sql, params).await?.into_iter().next())
    }

    /// Runs a query of one column and reads it from the first row, if there is one.
    pub(crate) async fn cell<T: Column + Send>(
        &mut self,
        sql: Sql,
        params: &[Value<'_>],
    ) -> Result<Option<T>> {
        let mut first = None;
        self.each(sql, params, |row| {
            if first.is_none() {
                first = Some(Columns::new("a query", row).next("1")?);
            }
            Ok(())
        })
        .await?;
        Ok(first)
    }

    /// Makes a change for many rows; returns how many rows it changed.
    pub(crate) async fn bulk<'a, const N: usize>(
        &mut self,
        bulk: &Bulk,
        rows: impl Iterator<Item = Result<[Value<'a>; N]>> + Send,
    ) -> Result<u64> {
        self.refuse_unless_writing()?;
        match &mut self.tx {
            Tx::Sqlite(tx) => sqlite::bulk(tx, bulk, rows),
            Tx::Postgres(tx) => postgres::bulk(tx, bulk, rows).await,
        }
    }

    /// Asks the database whether a statement fits its schema.
    pub(crate) async fn prepare(&mut self, sql: Sql) -> Result<()> {
        match &mut self.tx {
            Tx::Sqlite(tx) => sqlite::prepare(tx, sql.sqlite()),
            Tx::Postgres(tx) => postgres::prepare(tx, sql.postgres()).await,
        }
    }

    /// Asks the database whether a bulk change fits its schema.
    pub(crate) async fn prepare_bulk(&mut self, bulk: &Bulk) -> Result<()> {
        match &mut self.tx {
            Tx::Sqlite(tx) => sqlite::prepare(tx, bulk.one),
            Tx::Postgres(tx) => {
                postgres::prepare(tx, bulk.one).await?;
                postgres::stage(tx, bulk).await?;
                if let Some(merge) = bulk.merge {
                    postgres::prepare(tx, merge).await?;
                }
                postgres::run(tx, "DROP TABLE staging").await.map(drop)
            }
        }
    }

    /// Counts the tables that an import fills, after so many new rows that plans made for the old
    /// counts would be slow ones. PostgreSQL counts by itself only minutes later; SQLite's planner was
    /// told the shape of a large book with the schema.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_after_bulk_load(&mut self) -> Result<()> {
        const TABLES: &str = "ANALYZE customer, customer_name, account, invoice, entry, journal";
        self.refuse_unless_writing()?;
        match &mut self.tx {
            Tx::Sqlite(_) => Ok(()),
            Tx::Postgres(tx) => postgres::run(tx, TABLES).await.map(drop),
        }
    }

    fn refuse_unless_writing(&self) -> Result<()> {
        if self.writes {
            Ok(())
        } else {
            Err(StoreError::ReadOnly)
        }
    }
}
