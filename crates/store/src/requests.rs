//! What one person asked for and another has to approve. Triggers on both databases keep what was asked
//! for as it was asked, and an answer as it was given.

use dunwell_core::id::{BookId, RequestId};
use jiff::Timestamp;

use crate::cell::record;
use crate::error::ensure_rows;
use crate::sql::Sql;
use crate::{Result, Uow};

record! {
    /// A request.
    pub struct Request in "request" {
        /// Its id; later requests have larger ones.
        pub id: RequestId,
        /// What kind of thing is asked for, as a word of the caller's.
        pub kind: String,
        /// What it would do and the facts it was made against, as JSON text of the caller's.
        pub subject: String,
        /// Why.
        pub why: String,
        /// Who asked.
        pub asked_by: String,
        /// The person behind it: the one who asked, or whose program did.
        pub person: String,
        /// When.
        pub asked_at: Timestamp,
        /// Where it stands: `open`, `approved`, `declined` or `withdrawn`.
        pub state: String,
        /// Who answered.
        pub decided_by: Option<String>,
        /// When.
        pub decided_at: Option<Timestamp>,
        /// What was said with the answer.
        pub answer: Option<String>,
    }
}

/// The answer to a request.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// `approved`, `declined` or `withdrawn`.
    pub state: &'a str,
    /// Who answers.
    pub by: &'a str,
    /// When.
    pub at: Timestamp,
    /// What is said with it.
    pub words: Option<&'a str>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, kind, subject, why, asked_by, person, asked_at, state, decided_by, decided_at, \
             answer FROM request WHERE book_id = $1 ",
            $rest
        )
    };
}

const INSERT: Sql = Sql::Both(
    "INSERT INTO request (book_id, id, kind, subject, why, asked_by, person, asked_at, state) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open')",
);
const FIND: Sql = Sql::Both(select!("AND id = $2"));
// Whoever answers waits for whoever answers now.
const LOCKED: Sql = Sql::Each {
    sqlite: select!("AND id = $2"),
    postgres: select!("AND id = $2 FOR UPDATE"),
};
const OPEN: Sql = Sql::Both(select!("AND state = 'open' ORDER BY id"));
const ANSWERED: Sql = Sql::Both(select!("AND state <> 'open' ORDER BY id DESC LIMIT $2"));
const COUNT_OPEN: Sql =
    Sql::Both("SELECT COUNT(*) FROM request WHERE book_id = $1 AND state = 'open'");
const ANSWER: Sql = Sql::Both(
    "UPDATE request SET state = $3, decided_by = $4, decided_at = $5, answer = $6 \
     WHERE book_id = $1 AND id = $2 AND state = 'open'",
);

pub(crate) const SQL: &[Sql] = &[INSERT, FIND, LOCKED, OPEN, ANSWERED, COUNT_OPEN, ANSWER];

/// Adds an open request.
///
/// # Errors
/// When the book is unknown, or the database fails.
pub async fn insert(uow: &mut Uow, book: BookId, request: &Request) -> Result<()> {
    let params = [
        book.into(),
        request.id.into(),
        (&request.kind).into(),
        (&request.subject).into(),
        (&request.why).into(),
        (&request.asked_by).into(),
        (&request.person).into(),
        request.asked_at.into(),
    ];
    uow.execute(INSERT, &params).await.map(drop)
}

/// The request of that id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(uow: &mut Uow, book: BookId, id: RequestId) -> Result<Option<Request>> {
    uow.one(FIND, &[book.into(), id.into()]).await
}

/// The same, locked until the unit of work ends.
///
/// # Errors
/// When the database fails.
pub async fn locked(uow: &mut Uow, book: BookId, id: RequestId) -> Result<Option<Request>> {
    uow.one(LOCKED, &[book.into(), id.into()]).await
}

/// The requests that wait for an answer, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn open(uow: &mut Uow, book: BookId) -> Result<Vec<Request>> {
    uow.all(OPEN, &[book.into()]).await
}

/// The requests that were answered or withdrawn, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn answered(uow: &mut Uow, book: BookId, limit: i64) -> Result<Vec<Request>> {
    uow.all(ANSWERED, &[book.into(), limit.into()]).await
}

/// How many requests wait for an answer.
///
/// # Errors
/// When the database fails.
pub async fn count_open(uow: &mut Uow, book: BookId) -> Result<i64> {
    Ok(uow
        .cell::<i64>(COUNT_OPEN, &[book.into()])
        .await?
        .unwrap_or_default())
}

/// Answers an open request.
///
/// # Errors
/// When there is no such request or it was answered before, or the database fails.
pub async fn answer(uow: &mut Uow, book: BookId, id: RequestId, answer: Answer<'_>) -> Result<()> {
    let params = [
        book.into(),
        id.into(),
        answer.state.into(),
        answer.by.into(),
        answer.at.into(),
        answer.words.into(),
    ];
    let changed = uow.execute(ANSWER, &params).await?;
    ensure_rows("request", changed, 1)
}
