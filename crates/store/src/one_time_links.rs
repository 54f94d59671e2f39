//! Links that open once: an invitation, a new password, a way in. Only their hashes are kept.

use dunwell_core::id::UserId;
use jiff::Timestamp;

use crate::cell::record;
use crate::sql::Sql;
use crate::{Result, Uow};

record! {
    /// A link that has not been used.
    pub struct OneTimeLink in "one_time_link" {
        /// The hash of its token.
        pub hash: [u8; 32],
        /// Whom it is for.
        pub user: UserId,
        /// What it is for, as a word of the caller's.
        pub purpose: String,
        /// From when on it opens nothing.
        pub expires_at: Timestamp,
    }
}

const INSERT: Sql = Sql::Both(
    "INSERT INTO one_time_link (hash, user_id, purpose, expires_at) VALUES ($1, $2, $3, $4)",
);
const BY_HASH: Sql = Sql::Both(
    "SELECT hash, user_id, purpose, expires_at FROM one_time_link WHERE hash = $1 AND expires_at > $2",
);
const USE: Sql = Sql::Both("DELETE FROM one_time_link WHERE hash = $1");
const DROP_OF_USER: Sql = Sql::Both("DELETE FROM one_time_link WHERE user_id = $1");

const INSERT_SETUP: Sql = Sql::Both("INSERT INTO setup_link (hash, expires_at) VALUES ($1, $2)");
const FIND_SETUP: Sql =
    Sql::Both("SELECT COUNT(*) FROM setup_link WHERE hash = $1 AND expires_at > $2");
// There is hardly ever more than one.
const DROP_SETUP: Sql = Sql::Both("DELETE FROM setup_link WHERE expires_at <= $1");

pub(crate) const SQL: &[Sql] = &[
    INSERT,
    BY_HASH,
    USE,
    DROP_OF_USER,
    INSERT_SETUP,
    FIND_SETUP,
    DROP_SETUP,
];

/// Adds a link.
///
/// # Errors
/// When the person is unknown, or the database fails.
pub async fn insert(uow: &mut Uow, link: &OneTimeLink) -> Result<()> {
    let params = [
        (&link.hash).into(),
        link.user.into(),
        (&link.purpose).into(),
        link.expires_at.into(),
    ];
    uow.execute(INSERT, &params).await.map(drop)
}

/// The link of that hash, if it still opens something at that moment.
///
/// # Errors
/// When the database fails.
pub async fn find(uow: &mut Uow, hash: &[u8; 32], at: Timestamp) -> Result<Option<OneTimeLink>> {
    uow.one(BY_HASH, &[hash.into(), at.into()]).await
}

/// Uses a link up. Gives false when somebody else was quicker.
///
/// # Errors
/// When the database fails.
pub async fn take(uow: &mut Uow, hash: &[u8; 32]) -> Result<bool> {
    Ok(uow.execute(USE, &[hash.into()]).await? == 1)
}

/// Makes all links of a person useless.
///
/// # Errors
/// When the database fails.
pub async fn drop_of_user(uow: &mut Uow, user: UserId) -> Result<()> {
    uow.execute(DROP_OF_USER, &[user.into()]).await.map(drop)
}

/// Adds a link by which the first person of an installation is set up.
///
/// # Errors
/// When there is one of that hash, or the database fails.
pub async fn insert_setup(uow: &mut Uow, hash: &[u8; 32], expires_at: Timestamp) -> Result<()> {
    let params = [hash.into(), expires_at.into()];
    uow.execute(INSERT_SETUP, &params).await.map(drop)
}

/// Whether that link for the first person opens something at that moment.
///
/// # Errors
/// When the database fails.
pub async fn is_setup(uow: &mut Uow, hash: &[u8; 32], at: Timestamp) -> Result<bool> {
    let found: Option<i64> = uow.cell(FIND_SETUP, &[hash.into(), at.into()]).await?;
    Ok(found == Some(1))
}

/// Removes the links for a first person that end up to that moment; gives how many there were.
///
/// # Errors
/// When the database fails.
pub async fn drop_setup(uow: &mut Uow, until: Timestamp) -> Result<u64> {
    uow.execute(DROP_SETUP, &[until.into()]).await
}
