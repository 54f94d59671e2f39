//! Tries to get in, counted by subject, so that all processes of an installation count together. A
//! subject is a hash: the table tells nobody who was tried.

use jiff::Timestamp;

use crate::cell::record;
use crate::sql::Sql;
use crate::{Result, Uow};

record! {
    /// A row of tries.
    pub struct Attempts in "attempt" {
        /// How many there were.
        pub tries: i64,
        /// When the first was.
        pub since: Timestamp,
        /// When the last was.
        pub last_at: Timestamp,
    }
}

const GET: Sql =
    Sql::Both("SELECT tries, since, last_at FROM attempt WHERE scope = $1 AND subject = $2");
const PUT: Sql = Sql::Both(
    "INSERT INTO attempt (scope, subject, tries, since, last_at) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (scope, subject) DO UPDATE SET tries = excluded.tries, since = excluded.since, \
     last_at = excluded.last_at",
);
const FORGET: Sql = Sql::Both("DELETE FROM attempt WHERE scope = $1 AND subject = $2");
const FORGET_OLD: Sql = Sql::Both("DELETE FROM attempt WHERE last_at < $1");

// Two tries at the same moment: the second one waits until the first is counted. SQLite has one
// writer at a time.
const ALONE: Sql = Sql::Each {
    sqlite: "SELECT $1",
    postgres: "SELECT CAST(pg_advisory_xact_lock(hashtextextended($1, 0)) AS TEXT)",
};

pub(crate) const SQL: &[Sql] = &[GET, PUT, FORGET, FORGET_OLD, ALONE];

/// The tries of a subject; nobody else counts tries of this scope until the unit of work ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(uow: &mut Uow, scope: &str, subject: &[u8; 32]) -> Result<Option<Attempts>> {
    if uow.has_concurrent_writers() {
        let name = format!("attempts by {scope}");
        uow.each(ALONE, &[name.as_str().into()], |_| Ok(())).await?;
    }
    uow.one(GET, &[scope.into(), subject.into()]).await
}

/// Replaces the tries of a subject.
///
/// # Errors
/// When the database fails.
pub async fn put(
    uow: &mut Uow,
    scope: &str,
    subject: &[u8; 32],
    attempts: &Attempts,
) -> Result<()> {
    let params = [
        scope.into(),
        subject.into(),
        attempts.tries.into(),
        attempts.since.into(),
        attempts.last_at.into(),
    ];
    uow.execute(PUT, &params).await.map(drop)
}

/// Forgets the tries of a subject.
///
/// # Errors
/// When the database fails.
pub async fn forget(uow: &mut Uow, scope: &str, subject: &[u8; 32]) -> Result<()> {
    uow.execute(FORGET, &[scope.into(), subject.into()])
        .await
        .map(drop)
}

/// Forgets rows of tries that ended before a moment.
///
/// # Errors
/// When the database fails.
pub async fn forget_old(uow: &mut Uow, before: Timestamp) -> Result<()> {
    uow.execute(FORGET_OLD, &[before.into()]).await.map(drop)
}
