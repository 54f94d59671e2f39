//! Statements on PostgreSQL, by sqlx.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::{
    Arguments as _, AssertSqlSafe, Executor as _, Postgres, Row as _, SqlSafeStr as _, Transaction,
};
use uuid::Uuid;

use crate::bulk::Bulk;
use crate::cell::{Cells, Read};
use crate::sqlite::context;
use crate::value::{Value, iso_date, iso_time};
use crate::{Result, StoreError};

/// The write or read transaction that the statements belong to.
pub(crate) type Tx = Transaction<'static, Postgres>;

/// How many bytes of a COPY are gathered before they are sent.
const COPY_CHUNK_BYTES: usize = 256 * 1024;

/// Up to this many rows are changed one by one: a staging table for them would cost more.
const FEW_ROWS: usize = 16;

/// Runs a statement that gives no rows; returns how many it changed.
pub(crate) async fn execute(tx: &mut Tx, sql: &'static str, params: &[Value<'_>]) -> Result<u64> {
    sqlx::query_with(sql, arguments(params)?)
        .execute(&mut **tx)
        .await
        .map(|done| done.rows_affected())
        .map_err(|e| StoreError::sqlx(&context(sql), e))
}

/// Runs a statement and gives each of its rows to `read`.
pub(crate) async fn each(
    tx: &mut Tx,
    sql: &'static str,
    params: &[Value<'_>],
    mut read: impl FnMut(&dyn Cells) -> Result<()>,
) -> Result<()> {
    let rows = sqlx::query_with(sql, arguments(params)?)
        .fetch_all(&mut **tx)
        .await
        .map_err(|e| StoreError::sqlx(&context(sql), e))?;
    rows.iter().try_for_each(|row| read(row))
}

/// Copies rows into the table, or into a staging table that is then merged into it; returns how
/// many rows of the table changed.
pub(crate) async fn bulk<'a, const N: usize>(
    tx: &mut Tx,
    bulk: &Bulk,
    mut rows: impl Iterator<Item = Result<[Value<'a>; N]>>,
) -> Result<u64> {
    let first: Vec<[Value<'a>; N]> = rows.by_ref().take(FEW_ROWS + 1).collect::<Result<_>>()?;
    if first.len() <= FEW_ROWS {
        let mut changed = 0;
        for row in &first {
            changed += execute(tx, bulk.one, row).await?;
        }
        return Ok(changed);
    }
    let rows = first.into_iter().map(Ok).chain(rows);
    let Some(merge) = bulk.merge else {
        return copy(tx, bulk.table, bulk.columns, rows).await;
    };
    stage(tx, bulk).await?;
    copy(tx, "staging", bulk.columns, rows).await?;
    let changed = run(tx, merge).await?;
    run(tx, "DROP TABLE staging").await?;
    Ok(changed)
}

/// Makes the staging table: the columns of the bulk change with their types and nothing else.
pub(crate) async fn stage(tx: &mut Tx, bulk: &Bulk) -> Result<()> {
    let sql = format!(
        "CREATE TEMP TABLE staging ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA",
        bulk.columns, bulk.table
    );
    run(tx, &sql).await.map(drop)
}

/// Runs a statement made of this crate's own constants, without parameters and without keeping it
/// prepared: the staging table it speaks of is another one each time.
pub(crate) async fn run(tx: &mut Tx, sql: &str) -> Result<u64> {
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(&mut **tx)
        .await
        .map(|done| done.rows_affected())
        .map_err(|e| StoreError::sqlx(&context(sql), e))
}

async fn copy<'a, const N: usize>(
    tx: &mut Tx,
    table: &str,
    columns: &str,
    rows: impl Iterator<Item = Result<[Value<'a>; N]>>,
) -> Result<u64> {
    let sql = format!("COPY {table} ({columns}) FROM STDIN");
    let failed = |e| StoreError::sqlx(&context(&sql), e);
    let mut copy = tx.copy_in_raw(&sql).await.map_err(failed)?;
    let mut buffer = String::with_capacity(COPY_CHUNK_BYTES + 4096);
    for row in rows {
        match row {
            Ok(cells) => write_row(&mut buffer, &cells),
            Err(error) => {
                copy.abort("a row could not be written")
                    .await
                    .map_err(failed)?;
                return Err(error);
            }
        }
        if buffer.len() >= COPY_CHUNK_BYTES {
            copy.send(buffer.as_bytes()).await.map_err(failed)?;
            buffer.clear();
        }
    }
    copy.send(buffer.as_bytes()).await.map_err(failed)?;
    copy.finish().await.map_err(failed)
}

/// Asks whether a statement fits the schema.
pub(crate) async fn prepare(tx: &mut Tx, sql: &str) -> Result<()> {
    (&mut **tx)
        .prepare(AssertSqlSafe(sql).into_sql_str())
        .await
        .map(drop)
        .map_err(|e| StoreError::sqlx(&context(sql), e))
}

fn arguments(params: &[Value<'_>]) -> Result<PgArguments> {
    let mut arguments = PgArguments::default();
    for value in params {
        match value {
            Value::Int(x) => arguments.add(x),
            Value::Flag(x) => arguments.add(x),
            Value::Text(x) => arguments.add(x.as_deref()),
            Value::Id(x) => arguments.add(x),
            Value::Bytes(x) => arguments.add(*x),
            Value::Date(x) => arguments.add(x.map(|date| date.to_sqlx())),
            Value::At(x) => arguments.add(x.map(|at| at.to_sqlx())),
            Value::Ids(x) => arguments.add(x.as_slice()),
            Value::Texts(x) => arguments.add(x.as_slice()),
        }
        .map_err(|e| StoreError::database("passing a parameter", e))?;
    }
    Ok(arguments)
}

/// One line of COPY's text format.
fn write_row(line: &mut String, cells: &[Value<'_>]) {
    for (index, value) in cells.iter().enumerate() {
        if index > 0 {
            line.push('\t');
        }
        match value {
            Value::Int(Some(x)) => put(line, format_args!("{x}")),
            Value::Flag(x) => line.push(if *x { 't' } else { 'f' }),
            Value::Text(Some(x)) => escape(line, x),
            Value::Id(Some(x)) => put(line, format_args!("{}", x.hyphenated())),
            Value::Bytes(Some(x)) => {
                line.push_str("\\\\x");
                x.iter()
                    .for_each(|byte| put(line, format_args!("{byte:02x}")));
            }
            Value::Date(Some(x)) => line.push_str(iso_date(*x, &mut [0; 10])),
            Value::At(Some(x)) => line.push_str(&iso_time(*x)),
            // Lists are parameters, never cells; they and NULL are written alike.
            _ => line.push_str("\\N"),
        }
    }
    line.push('\n');
}

fn put(line: &mut String, text: std::fmt::Arguments<'_>) {
    let result = line.write_fmt(text);
    debug_assert!(result.is_ok(), "writing to a String cannot fail");
}

fn escape(line: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '\\' => line.push_str("\\\\"),
            '\t' => line.push_str("\\t"),
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            other => line.push(other),
        }
    }
}

impl Cells for PgRow {
    fn int(&self, index: usize) -> Read<i64> {
        self.try_get(index).map_err(|e| e.to_string())
    }

    fn flag(&self, index: usize) -> Read<bool> {
        self.try_get(index).map_err(|e| e.to_string())
    }

    fn text(&self, index: usize) -> Read<&str> {
        self.try_get(index).map_err(|e| e.to_string())
    }

    fn id(&self, index: usize) -> Read<Uuid> {
        self.try_get(index).map_err(|e| e.to_string())
    }

    fn bytes(&self, index: usize) -> Read<&[u8]> {
        self.try_get(index).map_err(|e| e.to_string())
    }

    fn date(&self, index: usize) -> Read<Date> {
        let date: Option<jiff_sqlx::Date> = self.try_get(index).map_err(|e| e.to_string())?;
        Ok(date.map(jiff_sqlx::Date::to_jiff))
    }

    fn at(&self, index: usize) -> Read<Timestamp> {
        let at: Option<jiff_sqlx::Timestamp> = self.try_get(index).map_err(|e| e.to_string())?;
        Ok(at.map(jiff_sqlx::Timestamp::to_jiff))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_copy_keeps_every_character_apart() {
        let mut line = String::new();
        let cells = [
            Value::from("a\tb\\c\nd"),
            Value::Text(None),
            Value::from(-5),
            Value::Bytes(Some(&[0, 255])),
            Value::from(jiff::civil::date(2026, 1, 2)),
        ];
        write_row(&mut line, &cells);
        assert_eq!(line, "a\\tb\\\\c\\nd\t\\N\t-5\t\\\\x00ff\t2026-01-02\n");
    }
}
