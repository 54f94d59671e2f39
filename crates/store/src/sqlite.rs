//! SQLite through rusqlite: a pool of connections, transactions, and the statements on them.
//!
//! sqlx is not used here. It hands every row of SQLite from a worker thread to the caller, which for
//! a million rows costs more than reading them, and its way to lend the connection out
//! (`lock_handle`) can wait for itself forever when it is used twice in a row.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::types::{Null, ValueRef};
use rusqlite::{Connection, Row, Statement};
use sqlx::migrate::Migrator;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

use crate::bulk::Bulk;
use crate::cell::{Cells, Read};
use crate::db::STATEMENTS_KEPT;
use crate::value::{Value, iso_date, iso_time};
use crate::{Result, StoreError};

/// How long a writer waits for another one before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// How many read at a time in one process; more only take the processor from each other. The others wait
/// in the order in which they came.
const READERS: usize = 8;

/// Connections that stay open when nobody uses them: those of the readers and of a writer or two.
const MAX_IDLE: usize = READERS + 2;

/// What every connection is told. The log is copied into the file when it has 64 MiB of pages and when
/// the last connection closes: copied more often, the pages that a day's run touches here and there are
/// written twice.
const SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; \
                        PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 16384;";

/// How a transaction that reads begins. The cache is in KiB; the minus sign is SQLite's way to say so.
const READ: &str = "PRAGMA cache_size = -4096; BEGIN";

/// How one that writes begins. Runs and imports go through a book in the order of its pages, so a larger
/// cache makes them no faster.
const WRITE: &str = "PRAGMA cache_size = -384; BEGIN IMMEDIATE";

/// The connections to one file.
#[derive(Debug, Clone)]
pub struct Pool {
    path: Arc<PathBuf>,
    idle: Arc<Mutex<Vec<Connection>>>,
    readers: Arc<Semaphore>,
}

impl Pool {
    /// Opens a file, which is made when it is not there.
    pub(crate) fn open(path: &Path) -> Result<Pool> {
        let pool = Pool {
            path: Arc::new(path.to_owned()),
            idle: Arc::default(),
            readers: Arc::new(Semaphore::new(READERS)),
        };
        let first = pool.connect()?;
        pool.give_back(first);
        Ok(pool)
    }

    /// The file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    fn connect(&self) -> Result<Connection> {
        let context = || format!("opening sqlite:{}", self.path.display());
        let open = || -> rusqlite::Result<Connection> {
            let connection = Connection::open(&*self.path)?;
            connection.busy_timeout(BUSY_TIMEOUT)?;
            connection.execute_batch(SETTINGS)?;
            connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
            Ok(connection)
        };
        open().map_err(|e| StoreError::rusqlite(&context(), e))
    }

    fn take(&self) -> Result<Connection> {
        // A thread that panicked left the list as it was, between two whole changes.
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        idle.map_or_else(|| self.connect(), Ok)
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MAX_IDLE {
            idle.push(connection);
        }
    }

    /// Closes the connections that nobody uses.
    pub(crate) fn close(&self) {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    /// Begins a transaction that reads, when it is its turn.
    pub(crate) async fn read(&self) -> Result<Tx> {
        // It fails only when the semaphore is closed, which nobody does.
        let turn = Arc::clone(&self.readers).acquire_owned().await.ok();
        let mut tx = self.begin(READ)?;
        tx.turn = turn;
        Ok(tx)
    }

    /// Begins a transaction that writes.
    pub(crate) fn write(&self) -> Result<Tx> {
        self.begin(WRITE)
    }

    fn begin(&self, begin: &str) -> Result<Tx> {
        let connection = self.take()?;
        let started = blocking(|| connection.execute_batch(begin));
        let tx = Tx {
            connection: Some(connection),
            pool: self.clone(),
            turn: None,
        };
        match started {
            Ok(()) => Ok(tx),
            Err(error) => {
                if let Some(connection) = tx.forget() {
                    self.give_back(connection);
                }
                Err(StoreError::rusqlite("beginning a transaction", error))
            }
        }
    }

    /// Applies the migrations that the file has not seen. They are recorded as sqlx records its own,
    /// so that both databases look the same.
    pub(crate) fn migrate(&self, migrator: &Migrator) -> Result<()> {
        const RECORD: &str = "CREATE TABLE IF NOT EXISTS _sqlx_migrations (version BIGINT PRIMARY KEY, \
            description TEXT NOT NULL, installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, \
            success BOOLEAN NOT NULL, checksum BLOB NOT NULL, execution_time BIGINT NOT NULL)";
        const INSERT: &str = "INSERT INTO _sqlx_migrations \
            (version, description, success, checksum, execution_time) VALUES (?1, ?2, TRUE, ?3, 0)";
        const FOREIGN: &str = "SELECT COUNT(*) FROM sqlite_schema WHERE NOT EXISTS \
            (SELECT 1 FROM sqlite_schema WHERE name = '_sqlx_migrations')";
        const SEEN: &str = "SELECT COUNT(*) FROM _sqlx_migrations WHERE version = ?1";
        // One transaction for all: two processes that start at the same time do not mix.
        let tx = self.write()?;
        let connection = tx.connection()?;
        // A file that holds something else is somebody else's.
        let others: i64 = connection
            .query_row(FOREIGN, [], |row| row.get(0))
            .map_err(|e| StoreError::rusqlite("looking at the schema", e))?;
        if others > 0 {
            return Err(StoreError::NotOurs {
                path: self.path.display().to_string(),
            });
        }
        let apply = || -> rusqlite::Result<()> {
            connection.execute_batch(RECORD)?;
            for migration in migrator.iter() {
                let seen: i64 =
                    connection.query_row(SEEN, [migration.version], |row| row.get(0))?;
                if seen == 0 {
                    connection.execute_batch(migration.sql.as_str())?;
                    let params = (
                        migration.version,
                        &*migration.description,
                        &*migration.checksum,
                    );
                    connection.execute(INSERT, params)?;
                }
            }
            Ok(())
        };
        blocking(apply).map_err(|e| StoreError::rusqlite("migrating the schema", e))?;
        tx.commit()
    }
}

/// The write or read transaction that the statements belong to. Dropped without a commit, it is
/// rolled back.
#[derive(Debug)]
pub(crate) struct Tx {
    /// There until the transaction ends.
    connection: Option<Connection>,
    pool: Pool,
    /// The place of a reader, which somebody else takes when the transaction has ended.
    turn: Option<OwnedSemaphorePermit>,
}

impl Tx {
    fn connection(&self) -> Result<&Connection> {
        self.connection
            .as_ref()
            .ok_or_else(|| StoreError::database("using a transaction", "it has ended"))
    }

    /// Keeps what was written.
    pub(crate) fn commit(self) -> Result<()> {
        self.end("COMMIT", "committing")
    }

    /// Keeps nothing.
    pub(crate) fn rollback(self) -> Result<()> {
        self.end("ROLLBACK", "rolling back")
    }

    fn end(self, statement: &str, context: &str) -> Result<()> {
        blocking(|| {
            self.connection()?
                .execute_batch(statement)
                .map_err(|e| StoreError::rusqlite(context, e))
        })?;
        let pool = self.pool.clone();
        if let Some(connection) = self.forget() {
            pool.give_back(connection);
        }
        Ok(())
    }

    /// Takes the connection out, so that dropping the rest rolls nothing back.
    fn forget(mut self) -> Option<Connection> {
        self.connection.take()
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        // A connection that cannot roll back is closed instead, which does the same.
        if let Some(connection) = self.connection.take()
            && connection.execute_batch("ROLLBACK").is_ok()
        {
            self.pool.give_back(connection);
        }
    }
}

/// Runs work that waits for the disk. On a runtime with several threads the others are told to take
/// over what else is waiting.
fn blocking<T>(work: impl FnOnce() -> T) -> T {
    let on_many_threads = tokio::runtime::Handle::try_current()
        .is_ok_and(|h| h.runtime_flavor() == tokio::runtime::RuntimeFlavor::MultiThread);
    if on_many_threads {
        tokio::task::block_in_place(work)
    } else {
        work()
    }
}

/// Runs `work` on the transaction's connection, on this thread.
fn with<T>(tx: &mut Tx, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    let connection = tx.connection()?;
    blocking(|| work(connection))
}

/// Runs a statement that gives no rows; returns how many it changed.
pub(crate) fn execute(tx: &mut Tx, sql: &str, params: &[Value<'_>]) -> Result<u64> {
    let run = |connection: &Connection| {
        let mut statement = connection.prepare_cached(sql)?;
        bind(&mut statement, params)?;
        statement.raw_execute()
    };
    let changed = with(tx, |c| {
        run(c).map_err(|e| StoreError::rusqlite(&context(sql), e))
    })?;
    Ok(changed as u64)
}

/// Runs a statement and gives each of its rows to `read`.
pub(crate) fn each(
    tx: &mut Tx,
    sql: &str,
    params: &[Value<'_>],
    mut read: impl FnMut(&dyn Cells) -> Result<()>,
) -> Result<()> {
    with(tx, |connection| {
        let failed = |e| StoreError::rusqlite(&context(sql), e);
        let mut statement = connection.prepare_cached(sql).map_err(failed)?;
        bind(&mut statement, params).map_err(failed)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(failed)? {
            read(row)?;
        }
        Ok(())
    })
}

/// Runs the statement of a bulk change once for each row; returns how many rows changed.
pub(crate) fn bulk<'a, const N: usize>(
    tx: &mut Tx,
    bulk: &Bulk,
    rows: impl Iterator<Item = Result<[Value<'a>; N]>>,
) -> Result<u64> {
    with(tx, |connection| {
        let failed = |e| StoreError::rusqlite(&context(bulk.one), e);
        let mut statement = connection.prepare_cached(bulk.one).map_err(failed)?;
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
}

/// Asks whether a statement fits the schema.
pub(crate) fn prepare(tx: &mut Tx, sql: &str) -> Result<()> {
    with(tx, |c| {
        c.prepare(sql)
            .map(drop)
            .map_err(|e| StoreError::rusqlite(&context(sql), e))
    })
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
