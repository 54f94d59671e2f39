//! Sessions: a signed-in browser. Its token changes whenever what it may do changes.

use dunwell_core::id::{SessionId, UserId};
use dunwell_core::sentence::Sentence;
use dunwell_store::{Db, Uow, sessions};
use jiff::{SignedDuration, Timestamp};

use super::{Secret, User, before, find as find_user};
use crate::error::{AppError, Result};
use crate::funnel::Caller;
use crate::ids::Ids;

/// How long a session lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Unused for so long, it ends.
    pub idle: SignedDuration,
    /// After so long, it ends whatever happens.
    pub absolute: SignedDuration,
}

impl Default for Rules {
    /// Half an hour without use, and a working day with overtime.
    fn default() -> Rules {
        Rules {
            idle: SignedDuration::from_mins(30),
            absolute: SignedDuration::from_hours(12),
        }
    }
}

/// The time in which the code of the second factor has to be given.
const CODE_WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// Use is noted at most so often.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// Where a session is begun from.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The address.
    pub address: &'a str,
    /// What the browser calls itself.
    pub agent: &'a str,
}

/// A session that is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// What a list of sessions calls it.
    pub id: SessionId,
    /// Who is signed in.
    pub user: User,
    /// The password was right and the code of the second factor is still asked for: the session opens
    /// nothing else yet.
    pub needs_code: bool,
    /// Whether its use was not noted for a minute; see [`note_use`].
    pub is_to_be_noted: bool,
    hash: [u8; 32],
}

/// A session as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What to end it by.
    pub id: SessionId,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last used, to about a minute.
    pub seen_at: Timestamp,
    /// The address it was begun from.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
    /// Whether it is the one that looks.
    pub is_this: bool,
}

/// A row that is long enough for any browser's name and short enough to be shown.
const AGENT_LENGTH: usize = 200;

/// Begins a session; `secret` becomes its token.
pub(super) async fn begin(
    uow: &mut Uow,
    caller: Caller<'_>,
    user: UserId,
    origin: Origin<'_>,
    needs_code: bool,
    secret: &Secret,
) -> Result<()> {
    let session = sessions::Session {
        hash: secret.hash(),
        id: SessionId::new(Ids::new(caller.at, secret.seed()).next()),
        user,
        needs_code,
        created_at: caller.at,
        seen_at: caller.at,
        address: origin.address.to_owned(),
        agent: origin.agent.chars().take(AGENT_LENGTH).collect(),
    };
    Ok(sessions::insert(uow, &session).await?)
}

pub(super) fn is_over(session: &sessions::Session, rules: Rules, at: Timestamp) -> bool {
    let (age, unused) = (
        at.duration_since(session.created_at),
        at.duration_since(session.seen_at),
    );
    age >= rules.absolute || unused >= rules.idle || (session.needs_code && age >= CODE_WITHIN)
}

/// The session of a token, if it is in force. Nothing is written: whoever looks at a page never waits
/// for whoever writes. [`note_use`] is for afterwards.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &Db, token: &Secret, rules: Rules, at: Timestamp) -> Result<Option<Session>> {
    let hash = token.hash();
    let mut uow = db.read().await?;
    let row = sessions::by_hash(&mut uow, &hash).await?;
    let user = match &row {
        Some(row) => find_user(&mut uow, row.user).await?,
        None => None,
    };
    uow.rollback().await?;
    let (Some(row), Some(user)) = (row, user) else {
        return Ok(None);
    };
    if is_over(&row, rules, at) || user.disabled_at.is_some() {
        return Ok(None);
    }
    Ok(Some(Session {
        id: row.id,
        user,
        needs_code: row.needs_code,
        is_to_be_noted: at.duration_since(row.seen_at) >= NOTED_EVERY,
        hash,
    }))
}

/// Notes that a session is used, so that it goes on.
///
/// # Errors
/// When the database fails; then it counts as unused.
pub async fn note_use(db: &Db, session: &Session, at: Timestamp) -> Result<()> {
    let mut uow = db.begin().await?;
    sessions::seen(&mut uow, &session.hash, at).await?;
    Ok(uow.commit().await?)
}

/// Ends a session: signing out.
///
/// # Errors
/// When the database fails.
pub async fn end(db: &Db, caller: Caller<'_>, session: &Session) -> Result<()> {
    let mut uow = db.begin().await?;
    sessions::end(&mut uow, &session.hash).await?;
    let details = serde_json::json!({ "session": session.id });
    super::events::note(
        &mut uow,
        caller,
        Some(session.user.id),
        "signed-out",
        details,
    )
    .await?;
    Ok(uow.commit().await?)
}

/// The sessions of whoever is signed in, the last used first.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &Db, session: &Session, rules: Rules, at: Timestamp) -> Result<Vec<Listed>> {
    let mut uow = db.read().await?;
    let rows = sessions::of_user(&mut uow, session.user.id).await?;
    uow.rollback().await?;
    let in_force = rows
        .into_iter()
        .filter(|row| !row.needs_code && !is_over(row, rules, at));
    Ok(in_force
        .map(|row| Listed {
            is_this: row.id == session.id,
            id: row.id,
            created_at: row.created_at,
            seen_at: row.seen_at,
            address: row.address,
            agent: row.agent,
        })
        .collect())
}

/// Which of one's own sessions are to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// This one.
    One(SessionId),
    /// All but the one that asks.
    Others,
}

/// Ends some of one's own sessions.
///
/// # Errors
/// When there is no such session any more, or the database fails.
pub async fn end_own(db: &Db, caller: Caller<'_>, session: &Session, which: Which) -> Result<()> {
    let mut uow = db.begin().await?;
    let user = session.user.id;
    match which {
        Which::Others => sessions::end_of_user(&mut uow, user, Some(&session.hash)).await?,
        Which::One(id) => match sessions::end_by_id(&mut uow, user, id).await {
            Err(dunwell_store::StoreError::RowsAffected { .. }) => {
                return Err(AppError::refused(Sentence::new(
                    "refusal.user.session-over",
                    "that session has ended already",
                )));
            }
            done => done?,
        },
    }
    let details = match which {
        Which::One(id) => serde_json::json!({ "session": id }),
        Which::Others => serde_json::json!({ "but": session.id }),
    };
    super::events::note(&mut uow, caller, Some(user), "sessions-ended", details).await?;
    Ok(uow.commit().await?)
}

/// Replaces the token of a session, because what it may do changed; the old one opens nothing any
/// more. The time limits go on from now.
pub(super) async fn rotate(
    uow: &mut Uow,
    caller: Caller<'_>,
    session: &Session,
    origin: Origin<'_>,
    secret: &Secret,
) -> Result<()> {
    sessions::end(uow, &session.hash).await?;
    begin(uow, caller, session.user.id, origin, false, secret).await
}

/// Removes the sessions whose time is over: the work of a quiet hour.
///
/// # Errors
/// When the database fails.
pub async fn forget_old(db: &Db, rules: Rules, at: Timestamp) -> Result<()> {
    let mut uow = db.begin().await?;
    sessions::end_old(&mut uow, before(at, rules.absolute), before(at, rules.idle)).await?;
    Ok(uow.commit().await?)
}
