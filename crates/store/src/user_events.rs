//! What happened to the people who sign in, and who did it. Triggers on both databases refuse changes.

use dunwell_core::id::UserId;
use jiff::Timestamp;
use uuid::Uuid;

use crate::cell::record;
use crate::sql::Sql;
use crate::{Result, Uow};

record! {
    /// Something that happened.
    pub struct UserEvent in "user_event" {
        /// Its id; later events have larger ones.
        pub id: Uuid,
        /// When it happened.
        pub at: Timestamp,
        /// Who did it.
        pub actor: String,
        /// Whom it concerns, if anybody.
        pub user: Option<UserId>,
        /// What happened, as a word of the caller's.
        pub kind: String,
        /// More about it, as JSON text; never a secret.
        pub details: String,
    }
}

const INSERT: Sql = Sql::Both(
    "INSERT INTO user_event (id, at, actor, user_id, kind, details) VALUES ($1, $2, $3, $4, $5, $6)",
);
const OF_USER: Sql = Sql::Both(
    "SELECT id, at, actor, user_id, kind, details FROM user_event WHERE user_id = $1 \
     ORDER BY id DESC LIMIT $2",
);
const LATEST: Sql = Sql::Both(
    "SELECT id, at, actor, user_id, kind, details FROM user_event ORDER BY id DESC LIMIT $1",
);

pub(crate) const SQL: &[Sql] = &[INSERT, OF_USER, LATEST];

/// Adds an event.
///
/// # Errors
/// When the database fails.
pub async fn insert(uow: &mut Uow, event: &UserEvent) -> Result<()> {
    let params = [
        event.id.into(),
        event.at.into(),
        (&event.actor).into(),
        event.user.into(),
        (&event.kind).into(),
        (&event.details).into(),
    ];
    uow.execute(INSERT, &params).await.map(drop)
}

/// The latest events, newest first: those of one person, or all.
///
/// # Errors
/// When the database fails.
pub async fn latest(uow: &mut Uow, user: Option<UserId>, limit: i64) -> Result<Vec<UserEvent>> {
    match user {
        Some(user) => uow.all(OF_USER, &[user.into(), limit.into()]).await,
        None => uow.all(LATEST, &[limit.into()]).await,
    }
}
