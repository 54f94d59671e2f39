//! A book's policy, version by version. The newest is in force.

use dunwell_core::id::BookId;
use jiff::Timestamp;

use crate::cell::record;
use crate::sql::Sql;
use crate::{Result, Uow, accounts};

record! {
    /// A version of a book's policy.
    pub struct PolicyVersion in "policy" {
        /// Its place among the book's versions, from 1.
        pub seq: i64,
        /// The hash of its content.
        pub hash: String,
        /// Its name.
        pub name: String,
        /// The document.
        pub text: String,
        /// When it came into force.
        pub activated_at: Timestamp,
        /// Who put it into force.
        pub actor: String,
    }
}

macro_rules! select {
    ($rest:literal) => {
        Sql::Both(concat!(
            "SELECT seq, hash, name, text, activated_at, actor FROM policy WHERE book_id = $1 ",
            $rest
        ))
    };
}

const ACTIVE: Sql = select!("ORDER BY seq DESC LIMIT 1");
const BY_SEQ: Sql = select!("AND seq = $2");
const BY_HASH: Sql = select!("AND hash = $2 ORDER BY seq DESC LIMIT 1");
const LIST: Sql = select!("ORDER BY seq");
const INSERT: Sql = Sql::Both(
    "INSERT INTO policy (book_id, seq, hash, name, text, activated_at, actor) \
     VALUES ($1, (SELECT COALESCE(MAX(seq), 0) + 1 FROM policy WHERE book_id = $1), $2, $3, $4, $5, $6)",
);

pub(crate) const SQL: &[Sql] = &[ACTIVE, BY_SEQ, BY_HASH, LIST, INSERT];

/// The policy in force.
///
/// # Errors
/// When the database fails.
pub async fn active(uow: &mut Uow, book: BookId) -> Result<Option<PolicyVersion>> {
    uow.one(ACTIVE, &[book.into()]).await
}

/// A version by its place among the book's versions.
///
/// # Errors
/// When the database fails.
pub async fn by_seq(uow: &mut Uow, book: BookId, seq: i64) -> Result<Option<PolicyVersion>> {
    uow.one(BY_SEQ, &[book.into(), seq.into()]).await
}

/// The newest version with that content.
///
/// # Errors
/// When the database fails.
pub async fn by_hash(uow: &mut Uow, book: BookId, hash: &str) -> Result<Option<PolicyVersion>> {
    uow.one(BY_HASH, &[book.into(), hash.into()]).await
}

/// All versions, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list(uow: &mut Uow, book: BookId) -> Result<Vec<PolicyVersion>> {
    uow.all(LIST, &[book.into()]).await
}

/// Puts a policy into force, as the newest version (its `seq` is given by the database), and has
/// the next run look at every account.
///
/// # Errors
/// When the database fails.
pub async fn activate(uow: &mut Uow, book: BookId, version: &PolicyVersion) -> Result<()> {
    accounts::touch_all(uow, book).await?;
    uow.execute(
        INSERT,
        &[
            book.into(),
            (&version.hash).into(),
            (&version.name).into(),
            (&version.text).into(),
            version.activated_at.into(),
            (&version.actor).into(),
        ],
    )
    .await
    .map(drop)
}
