//! The journal of a book itself: its settings, its policy, what two people decided. It is a chain like
//! a customer's, and the seals cover it.

use dunwell_core::id::BookId;
use dunwell_core::journal::{Content, GENESIS, Hash, Record as JournalRecord, hash};
use jiff::Timestamp;

use super::{Head, SHARE, lock_key};
use crate::cell::{Cells, Columns, Record};
use crate::error::ensure_rows;
use crate::sql::Sql;
use crate::{Result, Uow};

// Who writes the next record waits for whoever writes one now.
const LOCKED_HEAD: Sql = Sql::Each {
    sqlite: "SELECT journal_seq, journal_hash FROM book WHERE id = $1",
    postgres: "SELECT journal_seq, journal_hash FROM book WHERE id = $1 FOR NO KEY UPDATE",
};
const HEAD: Sql = Sql::Both("SELECT journal_seq, journal_hash FROM book WHERE id = $1");
const INSERT: Sql = Sql::Both(
    "INSERT INTO book_journal (book_id, seq, at, actor, kind, payload, prev_hash, hash) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
);
const SET_HEAD: Sql =
    Sql::Both("UPDATE book SET journal_seq = $2, journal_hash = $3 WHERE id = $1");
const ALL: Sql = Sql::Both(
    "SELECT seq, at, actor, kind, payload, prev_hash, hash FROM book_journal \
     WHERE book_id = $1 ORDER BY seq",
);
const LATEST: Sql = Sql::Both(
    "SELECT seq, at, actor, kind, payload, prev_hash, hash FROM book_journal \
     WHERE book_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3",
);

pub(crate) const SQL: &[Sql] = &[LOCKED_HEAD, HEAD, INSERT, SET_HEAD, ALL, LATEST];

impl Record for Head {
    fn from_cells(row: &dyn Cells) -> Result<Self> {
        let mut columns = Columns::new("book", row);
        Ok(Head {
            seq: columns.next("journal_seq")?,
            hash: columns
                .next::<Option<Hash>>("journal_hash")?
                .unwrap_or(GENESIS),
        })
    }
}

/// Appends a record to the journal of the book itself; `kind` is a stable word, `payload` JSON text.
///
/// # Errors
/// When there is no such book, or the database fails.
pub async fn append_to_book(
    uow: &mut Uow,
    book: BookId,
    at: Timestamp,
    actor: &str,
    kind: &str,
    payload: &str,
) -> Result<()> {
    if uow.has_concurrent_writers() {
        uow.each(SHARE, &[lock_key(book).into()], |_| Ok(()))
            .await?;
    }
    let found: Option<Head> = uow.one(LOCKED_HEAD, &[book.into()]).await?;
    ensure_rows("book", u64::from(found.is_some()), 1)?;
    let head = found.unwrap_or(super::NO_RECORD);
    let content = Content {
        book,
        customer: None,
        seq: head.seq + 1,
        at,
        actor,
        kind,
        payload,
    };
    let hash = hash(&content, &head.hash);
    let params = [
        book.into(),
        content.seq.into(),
        at.into(),
        actor.into(),
        kind.into(),
        payload.into(),
        (&head.hash).into(),
        (&hash).into(),
    ];
    uow.execute(INSERT, &params).await?;
    let set = uow
        .execute(SET_HEAD, &[book.into(), content.seq.into(), (&hash).into()])
        .await?;
    ensure_rows("book", set, 1)
}

/// The end of the book's own chain.
pub(super) async fn head(uow: &mut Uow, book: BookId) -> Result<Head> {
    let found: Option<Head> = uow.one(HEAD, &[book.into()]).await?;
    Ok(found.unwrap_or(super::NO_RECORD))
}

/// The journal of the book itself, from its first record.
///
/// # Errors
/// When the database fails.
pub async fn of_book(uow: &mut Uow, book: BookId) -> Result<Vec<JournalRecord>> {
    uow.all(ALL, &[book.into()]).await
}

/// The newest records of the book itself, the newest first: up to `limit` of those before `before`.
///
/// # Errors
/// When the database fails.
pub async fn latest_of_book(
    uow: &mut Uow,
    book: BookId,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<JournalRecord>> {
    let before = before.unwrap_or(i64::MAX);
    uow.all(LATEST, &[book.into(), before.into(), limit.into()])
        .await
}
