//! Tokens with which programs use the API: each has a name, a book, a role, and perhaps an end. Only
//! their hashes are kept.

use dunwell_core::id::{ApiTokenId, BookId};
use jiff::Timestamp;

use crate::cell::record;
use crate::error::ensure_rows;
use crate::sql::Sql;
use crate::{Result, Uow};

record! {
    /// A token.
    pub struct ApiToken in "api_token" {
        /// Its hash.
        pub hash: [u8; 32],
        /// What a list of tokens calls it.
        pub id: ApiTokenId,
        /// The book that it opens.
        pub book: BookId,
        /// What it is for, in the words of whoever made it.
        pub name: String,
        /// What it may do, as the role's code.
        pub role: String,
        /// Who made it.
        pub created_by: String,
        /// When.
        pub created_at: Timestamp,
        /// From when on it opens nothing.
        pub expires_at: Option<Timestamp>,
        /// When it was last used, to about a minute.
        pub last_used_at: Option<Timestamp>,
        /// When it was taken back.
        pub revoked_at: Option<Timestamp>,
        /// The token with which a program made it; none where a person did.
        pub made_with: Option<ApiTokenId>,
    }
}

macro_rules! select {
    ($rest:literal) => {
        Sql::Both(concat!(
            "SELECT hash, id, book_id, name, role, created_by, created_at, expires_at, last_used_at, \
             revoked_at, made_with FROM api_token ",
            $rest
        ))
    };
}

const INSERT: Sql = Sql::Both(
    "INSERT INTO api_token (hash, id, book_id, name, role, created_by, created_at, expires_at, \
     made_with) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
);
const BY_HASH: Sql = select!("WHERE hash = $1");
const OF_BOOK: Sql = select!("WHERE book_id = $1 ORDER BY created_at, id");
const USED: Sql =
    Sql::Both("UPDATE api_token SET last_used_at = $3 WHERE book_id = $1 AND id = $2");
const REVOKE: Sql = Sql::Both(
    "UPDATE api_token SET revoked_at = $3 WHERE book_id = $1 AND id = $2 AND revoked_at IS NULL",
);

pub(crate) const SQL: &[Sql] = &[INSERT, BY_HASH, OF_BOOK, USED, REVOKE];

/// Adds a token that was not used yet.
///
/// # Errors
/// When the book is unknown, or the database fails.
pub async fn insert(uow: &mut Uow, token: &ApiToken) -> Result<()> {
    let params = [
        (&token.hash).into(),
        token.id.into(),
        token.book.into(),
        (&token.name).into(),
        (&token.role).into(),
        (&token.created_by).into(),
        token.created_at.into(),
        token.expires_at.into(),
        token.made_with.into(),
    ];
    uow.execute(INSERT, &params).await.map(drop)
}

/// The token of that hash, one that is over or was taken back included.
///
/// # Errors
/// When the database fails.
pub async fn by_hash(uow: &mut Uow, hash: &[u8; 32]) -> Result<Option<ApiToken>> {
    uow.one(BY_HASH, &[hash.into()]).await
}

/// A book's tokens, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of_book(uow: &mut Uow, book: BookId) -> Result<Vec<ApiToken>> {
    uow.all(OF_BOOK, &[book.into()]).await
}

/// Notes that a token was used.
///
/// # Errors
/// When the database fails.
pub async fn used(uow: &mut Uow, book: BookId, id: ApiTokenId, at: Timestamp) -> Result<()> {
    uow.execute(USED, &[book.into(), id.into(), at.into()])
        .await
        .map(drop)
}

/// Takes a token back.
///
/// # Errors
/// When the book has no such token or it was taken back before, or the database fails.
pub async fn revoke(uow: &mut Uow, book: BookId, id: ApiTokenId, at: Timestamp) -> Result<()> {
    let revoked = uow
        .execute(REVOKE, &[book.into(), id.into(), at.into()])
        .await?;
    ensure_rows("api_token", revoked, 1)
}
