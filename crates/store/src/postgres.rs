//! Statements on PostgreSQL, by sqlx.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::{
    Arguments as _, AssertSqlSafe, Executor as _, Postgres, Row as _, SqlSafeStr as _, Transaction,
};
use uuid::Uuid;

use crate::bulk::Bulk;
use crate::cell::{Cells, Read};
use crate::sqlite::context;
use crate::value::Value;
use crate::{Result, StoreError};

/// The write or read transaction that the statements belong to.
pub(crate) type Tx = Transaction<'static, Postgres>;

/// How many rows of a bulk change go into one statement.
const BULK_ROWS: usize = 2_000;

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

/// Sends rows as one array for each column, which the database unnests straight into the table or
/// merges into it under the name `staging`; returns how many rows of the table changed.
///
/// COPY would need two small messages in a row to end, and sqlx leaves Nagle's algorithm on, which
/// holds the second one back for 40 ms.
pub(crate) async fn bulk<'a, const N: usize>(
    tx: &mut Tx,
    bulk: &Bulk,
    mut rows: impl Iterator<Item = Result<[Value<'a>; N]>>,
) -> Result<u64> {
    let sql = unnest(bulk, N);
    let mut changed = 0;
    loop {
        let chunk: Vec<[Value<'a>; N]> = rows.by_ref().take(BULK_ROWS).collect::<Result<_>>()?;
        if chunk.is_empty() {
            return Ok(changed);
        }
        let mut arguments = PgArguments::default();
        for column in 0..N {
            add_column(&mut arguments, &chunk, column)
                .map_err(|e| StoreError::database(context(&sql), e))?;
        }
        changed += sqlx::query_with(AssertSqlSafe(sql.as_str()), arguments)
            .execute(&mut **tx)
            .await
            .map_err(|e| StoreError::sqlx(&context(&sql), e))?
            .rows_affected();
    }
}

/// The statement of a bulk change of `count` columns.
fn unnest(bulk: &Bulk, count: usize) -> String {
    let Bulk { table, columns, .. } = bulk;
    let arrays: Vec<String> = (1..=count).map(|number| format!("${number}")).collect();
    let rows = format!("SELECT * FROM UNNEST({})", arrays.join(", "));
    match bulk.merge {
        None => format!("INSERT INTO {table} ({columns}) {rows}"),
        Some(merge) => format!("WITH staging ({columns}) AS ({rows}) {merge}"),
    }
}

/// Passes one column of the rows as an array. The cells of a column are all of one kind; a column
/// of which that does not hold is refused.
fn add_column<const N: usize>(
    arguments: &mut PgArguments,
    rows: &[[Value<'_>; N]],
    column: usize,
) -> Result<(), BoxDynError> {
    macro_rules! array {
        ($($variant:ident => |$cell:ident| $convert:expr),+ $(,)?) => {
            match rows.first().map(|row| &row[column]) {
                $(Some(Value::$variant(_)) => {
                    let mut cells = Vec::with_capacity(rows.len());
                    for row in rows {
                        let Value::$variant($cell) = &row[column] else {
                            return Err("the cells of a column are of two kinds".into());
                        };
                        cells.push($convert);
                    }
                    arguments.add(cells)
                })+
                Some(Value::Ids(_) | Value::Texts(_)) => Err("a list is no cell".into()),
                None => Ok(()),
            }
        };
    }
    array! {
        Int => |x| *x,
        Flag => |x| *x,
        Text => |x| x.as_deref(),
        Id => |x| *x,
        Bytes => |x| *x,
        Date => |x| x.map(|date| date.to_sqlx()),
        At => |x| x.map(|at| at.to_sqlx()),
    }
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
