//! Sessions: who is signed in, since when, and from where. Only the hash of a session's token is
//! kept, so that a copy of the database opens no session.

use dunwell_core::id::{SessionId, UserId};
use jiff::Timestamp;

use crate::cell::record;
use crate::error::ensure_rows;
use crate::sql::Sql;
use crate::{Result, Uow};

record! {
    /// A session.
    pub struct Session in "desk_session" {
        /// The hash of its token.
        pub hash: [u8; 32],
        /// What a list of sessions calls it.
        pub id: SessionId,
        /// Who is signed in.
        pub user: UserId,
        /// Whether the code of the second factor is still asked for.
        pub needs_code: bool,
        /// When it began.
        pub created_at: Timestamp,
        /// When it was last used, to about a minute.
        pub seen_at: Timestamp,
        /// The address it was begun from.
        pub address: String,
        /// What the browser calls itself.
        pub agent: String,
    }
}

macro_rules! select {
    ($rest:literal) => {
        Sql::Both(concat!(
            "SELECT hash, id, user_id, needs_code, created_at, seen_at, address, agent FROM desk_session ",
            $rest
        ))
    };
}

const INSERT: Sql = Sql::Both(
    "INSERT INTO desk_session (hash, id, user_id, needs_code, created_at, seen_at, address, agent) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
);
const BY_HASH: Sql = select!("WHERE hash = $1");
const OF_USER: Sql = select!("WHERE user_id = $1 ORDER BY seen_at DESC, id");
const SEEN: Sql = Sql::Both("UPDATE desk_session SET seen_at = $2 WHERE hash = $1");
const END: Sql = Sql::Both("DELETE FROM desk_session WHERE hash = $1");
const END_BY_ID: Sql = Sql::Both("DELETE FROM desk_session WHERE user_id = $1 AND id = $2");
const END_ALL: Sql = Sql::Both("DELETE FROM desk_session WHERE user_id = $1");
const END_OTHERS: Sql = Sql::Both("DELETE FROM desk_session WHERE user_id = $1 AND hash <> $2");
const END_OLD: Sql = Sql::Both("DELETE FROM desk_session WHERE created_at < $1 OR seen_at < $2");

pub(crate) const SQL: &[Sql] = &[
    INSERT, BY_HASH, OF_USER, SEEN, END, END_BY_ID, END_ALL, END_OTHERS, END_OLD,
];

/// Adds a session.
///
/// # Errors
/// When the person is unknown, or the database fails.
pub async fn insert(uow: &mut Uow, session: &Session) -> Result<()> {
    let params = [
        (&session.hash).into(),
        session.id.into(),
        session.user.into(),
        session.needs_code.into(),
        session.created_at.into(),
        session.seen_at.into(),
        (&session.address).into(),
        (&session.agent).into(),
    ];
    uow.execute(INSERT, &params).await.map(drop)
}

/// The session of that hash, however old.
///
/// # Errors
/// When the database fails.
pub async fn by_hash(uow: &mut Uow, hash: &[u8; 32]) -> Result<Option<Session>> {
    uow.one(BY_HASH, &[hash.into()]).await
}

/// A person's sessions, the last used first, however old.
///
/// # Errors
/// When the database fails.
pub async fn of_user(uow: &mut Uow, user: UserId) -> Result<Vec<Session>> {
    uow.all(OF_USER, &[user.into()]).await
}

/// Notes that a session was used. One that has ended meanwhile stays ended.
///
/// # Errors
/// When the database fails.
pub async fn seen(uow: &mut Uow, hash: &[u8; 32], at: Timestamp) -> Result<()> {
    uow.execute(SEEN, &[hash.into(), at.into()]).await.map(drop)
}

/// Ends a session; one that has ended already stays so.
///
/// # Errors
/// When the database fails.
pub async fn end(uow: &mut Uow, hash: &[u8; 32]) -> Result<()> {
    uow.execute(END, &[hash.into()]).await.map(drop)
}

/// Ends one of a person's sessions.
///
/// # Errors
/// When the person has no such session, or the database fails.
pub async fn end_by_id(uow: &mut Uow, user: UserId, id: SessionId) -> Result<()> {
    let ended = uow.execute(END_BY_ID, &[user.into(), id.into()]).await?;
    ensure_rows("desk_session", ended, 1)
}

/// Ends all of a person's sessions, or all but one.
///
/// # Errors
/// When the database fails.
pub async fn end_of_user(uow: &mut Uow, user: UserId, but: Option<&[u8; 32]>) -> Result<()> {
    match but {
        Some(hash) => uow.execute(END_OTHERS, &[user.into(), hash.into()]).await,
        None => uow.execute(END_ALL, &[user.into()]).await,
    }
    .map(drop)
}

/// Removes the sessions that were begun before the first moment or last used before the second.
///
/// # Errors
/// When the database fails.
pub async fn end_old(uow: &mut Uow, begun: Timestamp, seen: Timestamp) -> Result<()> {
    uow.execute(END_OLD, &[begun.into(), seen.into()])
        .await
        .map(drop)
}
