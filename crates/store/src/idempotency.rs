//! The same command given twice does the thing once: a key, the hash of the input, and the result.

use dunwell_core::id::BookId;
use jiff::Timestamp;

use crate::cell::Columns;
use crate::sql::Sql;
use crate::{Result, Uow};

/// What is known about a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// The command was never given: do it, and [`save`] its result in the same unit of work.
    New,
    /// It was given with the same input and did what it had to; this is its result as JSON text.
    Done(String),
    /// The key was used with another input.
    Mismatch,
}

const BY_KEY: Sql =
    Sql::Both("SELECT input_hash, result FROM idempotency WHERE book_id = $1 AND key = $2");
const INSERT: Sql = Sql::Both(
    "INSERT INTO idempotency (book_id, key, input_hash, result, at) VALUES ($1, $2, $3, $4, $5)",
);

// The same command given twice at the same moment: the second one waits for the end of the first, and
// then finds what it did. SQLite has one writer at a time.
const ALONE: Sql = Sql::Each {
    sqlite: "SELECT $1",
    postgres: "SELECT CAST(pg_advisory_xact_lock(hashtextextended($1, 0)) AS TEXT)",
};

pub(crate) const SQL: &[Sql] = &[BY_KEY, INSERT, ALONE];

/// Looks a key up, and keeps others from using it until the unit of work ends.
///
/// # Errors
/// When the database fails.
pub async fn check(uow: &mut Uow, book: BookId, key: &str, input_hash: &[u8; 32]) -> Result<Seen> {
    if uow.has_concurrent_writers() {
        let name = format!("{book} {key}");
        uow.each(ALONE, &[name.as_str().into()], |_| Ok(())).await?;
    }
    let mut seen = Seen::New;
    uow.each(BY_KEY, &[book.into(), key.into()], |row| {
        let mut columns = Columns::new("idempotency", row);
        let done: [u8; 32] = columns.next("input_hash")?;
        let result = columns.next("result")?;
        seen = if done == *input_hash {
            Seen::Done(result)
        } else {
            Seen::Mismatch
        };
        Ok(())
    })
    .await?;
    Ok(seen)
}

/// Keeps the result of a command (JSON text) under its key.
///
/// # Errors
/// A duplicate when the key is there already.
pub async fn save(
    uow: &mut Uow,
    book: BookId,
    key: &str,
    input_hash: &[u8; 32],
    result: &str,
    at: Timestamp,
) -> Result<()> {
    let params = [
        book.into(),
        key.into(),
        input_hash.into(),
        result.into(),
        at.into(),
    ];
    uow.execute(INSERT, &params).await.map(drop)
}
