//! The record of what happened to the people who sign in, and who did it.

use dunwell_core::id::UserId;
use dunwell_store::user_events::{self, UserEvent};
use dunwell_store::{Db, Uow};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::error::Result;
use crate::funnel::{Caller, from_json, to_json};
use crate::ids::Ids;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub actor: String,
    /// Whom it concerns.
    pub user: Option<UserId>,
    /// What: `signed-in`, `password-changed`.
    pub kind: String,
    /// More about it.
    pub details: Value,
}

/// Puts something on record.
pub(crate) async fn note(
    uow: &mut Uow,
    caller: Caller<'_>,
    user: Option<UserId>,
    kind: &str,
    details: Value,
) -> Result<()> {
    // Several things may happen to a person in the same moment.
    let seed = caller.seed
        ^ kind
            .bytes()
            .fold(0, |sum, byte| (sum << 5) ^ u64::from(byte));
    let event = UserEvent {
        id: Ids::new(caller.at, seed).next(),
        at: caller.at,
        actor: caller.actor.to_owned(),
        user,
        kind: kind.to_owned(),
        details: to_json(&details)?,
    };
    Ok(user_events::insert(uow, &event).await?)
}

/// The latest events, newest first: those of one person, or all.
///
/// # Errors
/// When the database fails.
pub async fn latest(db: &Db, user: Option<UserId>, limit: u32) -> Result<Vec<Event>> {
    let mut uow = db.read().await?;
    let rows = user_events::latest(&mut uow, user, i64::from(limit)).await?;
    uow.rollback().await?;
    let read = |row: UserEvent| {
        Ok(Event {
            at: row.at,
            actor: row.actor,
            user: row.user,
            kind: row.kind,
            details: from_json(&row.details, "the details of a user's event")?,
        })
    };
    rows.into_iter().map(read).collect()
}
