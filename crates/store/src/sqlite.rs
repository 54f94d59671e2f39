//! Statements on SQLite: rusqlite, on the connection that sqlx's pool and transaction own.
//!
//! sqlx hands every row of SQLite from a worker thread to the caller; for a million rows that costs
//! more than reading them. rusqlite steps through a statement where it stands.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::types::{Null, ValueRef};
use rusqlite::{Connection, Row, Statement};
use sqlx::{Sqlite, Transaction};
use uuid::Uuid;

use crate::bulk::Bulk;
use crate::cell::{Cells, Read};
use crate::value::{Value, iso_date, iso_time};
use crate::{Result, StoreError};

/// The write or read transaction that the statements belong to.
pub(crate) type Tx = Transaction<'static, Sqlite>;

/// Runs `work` on the transaction's connection, on this thread.
///
/// On a runtime with several threads the others are told to take over what else is waiting.
#[expect(unsafe_code, reason = "rusqlite borrows the connection that sqlx owns")]
async fn with<T>(tx: &mut Tx, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    let mut handle = tx
        .lock_handle()
        .await
        .map_err(|e| StoreError::sqlx("taking the connection", e))?;
    // SAFETY: the handle is open and, until `handle` is dropped at the end of this function, nobody
    // else uses it: the lock keeps sqlx's worker thread away. A `Connection` made this way does not
    // own the handle and does not close it, and `work` cannot keep it: it only gets a reference.
    let connection = unsafe { Connection::from_handle(handle.as_raw_handle().as_ptr()) }
        .map_err(|e| StoreError::rusqlite("taking the connection", e))?;
    let on_many_threads = tokio::runtime::Handle::try_current()
        .is_ok_and(|h| h.runtime_flavor() == tokio::runtime::RuntimeFlavor::MultiThread);
    if on_many_threads {
        tokio::task::block_in_place(|| work(&connection))
    } else {
        work(&connection)
    }
}

/// Runs a statement that gives no rows; returns how many it changed.
pub(crate) async fn execute(tx: &mut Tx, sql: &str, params: &[Value<'_>]) -> Result<u64> {
    let run = |connection: &Connection| {
        let mut statement = connection.prepare(sql)?;
        bind(&mut statement, params)?;
        statement.raw_execute()
    };
    let changed = with(tx, |c| {
        run(c).map_err(|e| StoreError::rusqlite(&context(sql), e))
    })
    .await?;
    Ok(changed as u64)
}

/// Runs a statement and gives each of its rows to `read`.
pub(crate) async fn each(
    tx: &mut Tx,
    sql: &str,
    params: &[Value<'_>],
    mut read: impl FnMut(&dyn Cells) -> Result<()>,
) -> Result<()> {
    with(tx, |connection| {
        let failed = |e| StoreError::rusqlite(&context(sql), e);
        let mut statement = connection.prepare(sql).map_err(failed)?;
        bind(&mut statement, params).map_err(failed)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(failed)? {
            read(row)?;
        }
        Ok(())
    })
    .await
}

/// Runs the statement of a bulk change once for each row; returns how many rows changed.
pub(crate) async fn bulk<'a, const N: usize>(
    tx: &mut Tx,
    bulk: &Bulk,
    rows: impl Iterator<Item = Result<[Value<'a>; N]>>,
) -> Result<u64> {
    with(tx, |connection| {
        let failed = |e| StoreError::rusqlite(&context(bulk.one), e);
        let mut statement = connection.prepare(bulk.one).map_err(failed)?;
        let places = places(&statement, N).map_err(failed)?;
        let mut changed = 0;
        for row in rows {
            let row = row?;
            for (index, &place) in (1..).zip(&places) {
                bind_one(&mut statement, index, &row[place]).map_err(failed)?;
            }
            changed += statement.raw_execute().map_err(failed)? as u64;
        }
        Ok(changed)
    })
    .await
}

/// Asks whether a statement fits the schema.
pub(crate) async fn prepare(tx: &mut Tx, sql: &str) -> Result<()> {
    with(tx, |c| {
        c.prepare(sql)
            .map(drop)
            .map_err(|e| StoreError::rusqlite(&context(sql), e))
    })
    .await
}

/// The beginning of a statement: enough to find it, short enough for a message.
pub(crate) fn context(sql: &str) -> String {
    let words: Vec<&str> = sql.split_whitespace().take(6).collect();
    format!("running \"{} ...\"", words.join(" "))
}

/// For each parameter of the statement, in SQLite's own order, the index of its value. SQLite
/// numbers `$1`, `$2` by where they first appear, not by their digits.
fn places(statement: &Statement<'_>, given: usize) -> rusqlite::Result<Vec<usize>> {
    (1..=statement.parameter_count())
        .map(|index| {
            statement
                .parameter_name(index)
                .and_then(|name| name.strip_prefix('$'))
                .and_then(|digits| digits.parse::<usize>().ok())
                .filter(|number| (1..=given).contains(number))
                .map(|number| number - 1)
                .ok_or(rusqlite::Error::InvalidParameterCount(index, given))
        })
        .collect()
}

fn bind(statement: &mut Statement<'_>, params: &[Value<'_>]) -> rusqlite::Result<()> {
    for (index, place) in (1..).zip(places(statement, params.len())?) {
        bind_one(statement, index, &params[place])?;
    }
    Ok(())
}

fn bind_one(
    statement: &mut Statement<'_>,
    index: usize,
    value: &Value<'_>,
) -> rusqlite::Result<()> {
    match value {
        Value::Int(x) => statement.raw_bind_parameter(index, x),
        Value::Flag(x) => statement.raw_bind_parameter(index, x),
        Value::Text(Some(x)) => statement.raw_bind_parameter(index, x.as_ref()),
        Value::Id(Some(x)) => statement.raw_bind_parameter(index, x.as_bytes().as_slice()),
        Value::Bytes(Some(x)) => statement.raw_bind_parameter(index, *x),
        Value::Date(Some(x)) => statement.raw_bind_parameter(index, iso_date(*x, &mut [0; 10])),
        Value::At(Some(x)) => statement.raw_bind_parameter(index, iso_time(*x)),
        Value::Ids(ids) => {
            let quoted: Vec<String> = ids
                .iter()
                .map(|id| format!("\"{}\"", id.simple()))
                .collect();
            statement.raw_bind_parameter(index, format!("[{}]", quoted.join(",")))
        }
        Value::Texts(texts) => {
            // Writing a list of strings as JSON cannot fail; an empty list would find nothing.
            statement.raw_bind_parameter(index, serde_json::to_string(texts).unwrap_or_default())
        }
        Value::Text(None)
        | Value::Id(None)
        | Value::Bytes(None)
        | Value::Date(None)
        | Value::At(None) => statement.raw_bind_parameter(index, Null),
    }
}

impl Cells for Row<'_> {
    fn int(&self, index: usize) -> Read<i64> {
        match cell(self, index)? {
            ValueRef::Null => Ok(None),
            ValueRef::Integer(x) => Ok(Some(x)),
            other => Err(unlike("a whole number", other)),
        }
    }

    fn flag(&self, index: usize) -> Read<bool> {
        Ok(self.int(index)?.map(|x| x != 0))
    }

    fn text(&self, index: usize) -> Read<&str> {
        match cell(self, index)? {
            ValueRef::Null => Ok(None),
            ValueRef::Text(x) => std::str::from_utf8(x).map(Some).map_err(|e| e.to_string()),
            other => Err(unlike("a text", other)),
        }
    }

    fn id(&self, index: usize) -> Read<Uuid> {
        self.bytes(index)?
            .map(Uuid::from_slice)
            .transpose()
            .map_err(|e| e.to_string())
    }

    fn bytes(&self, index: usize) -> Read<&[u8]> {
        match cell(self, index)? {
            ValueRef::Null => Ok(None),
            ValueRef::Blob(x) => Ok(Some(x)),
            other => Err(unlike("bytes", other)),
        }
    }

    fn date(&self, index: usize) -> Read<Date> {
        let Some(text) = self.text(index)? else {
            return Ok(None);
        };
        parse_date(text)
            .map(Some)
            .ok_or_else(|| format!("\"{text}\" is not a date"))
    }

    fn at(&self, index: usize) -> Read<Timestamp> {
        let Some(text) = self.text(index)? else {
            return Ok(None);
        };
        text.parse()
            .map(Some)
            .map_err(|_| format!("\"{text}\" is not a time"))
    }
}

fn cell<'r>(row: &'r Row<'_>, index: usize) -> Result<ValueRef<'r>, String> {
    row.get_ref(index).map_err(|e| e.to_string())
}

fn unlike(wanted: &str, found: ValueRef<'_>) -> String {
    format!("{wanted} is needed, and {} stands there", found.data_type())
}

/// Reads ten characters of ISO text; a run reads millions of them.
fn parse_date(text: &str) -> Option<Date> {
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    if bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let digits = |range: std::ops::Range<usize>| {
        bytes[range].iter().try_fold(0i16, |sum, &byte| {
            byte.is_ascii_digit()
                .then(|| sum * 10 + i16::from(byte - b'0'))
        })
    };
    let (year, month, day) = (digits(0..4)?, digits(5..7)?, digits(8..10)?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_date_is_read_as_it_was_written() {
        for day in [date(1, 1, 1), date(2024, 2, 29), date(9999, 12, 31)] {
            assert_eq!(parse_date(iso_date(day, &mut [0; 10])), Some(day));
        }
        for text in [
            "2023-02-29",
            "2023/02/28",
            "2023-2-28",
            "",
            "2023-02-28T",
            "20x3-02-28",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }
}
