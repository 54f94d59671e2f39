//! Links that open once: an invitation, a new password, a way into the sample book. Who has the link
//! is the person it was made for, so it is short-lived, and one that was made before is useless.

use dunwell_core::id::UserId;
use dunwell_core::sentence::Sentence;
use dunwell_store::one_time_links::{self, OneTimeLink};
use dunwell_store::{Db, Uow, sessions, users};
use jiff::{SignedDuration, Timestamp};

use super::session::{self, Origin};
use super::{Secret, User, after, events, find as find_user, password, weakness};
use crate::error::{AppError, Result};
use crate::funnel::Caller;

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To choose the first password.
    Invitation,
    /// To choose another password.
    Reset,
    /// To be signed in at once: for a demonstration on one's own machine.
    SignIn,
}

impl Purpose {
    const ALL: [Purpose; 3] = [Purpose::Invitation, Purpose::Reset, Purpose::SignIn];

    const fn code(self) -> &'static str {
        match self {
            Purpose::Invitation => "invitation",
            Purpose::Reset => "reset",
            Purpose::SignIn => "sign-in",
        }
    }

    /// How long the link can be used.
    #[must_use]
    pub const fn lasts(self) -> SignedDuration {
        match self {
            Purpose::Invitation => SignedDuration::from_hours(72),
            Purpose::Reset => SignedDuration::from_hours(2),
            Purpose::SignIn => SignedDuration::from_mins(30),
        }
    }
}

/// A link that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// What it is for.
    pub purpose: Purpose,
    /// From when on it opens nothing.
    pub expires_at: Timestamp,
}

/// Makes a link; those made for the person before are useless from now on. `secret` becomes its token.
pub(super) async fn make(
    uow: &mut Uow,
    caller: Caller<'_>,
    user: UserId,
    purpose: Purpose,
    secret: &Secret,
) -> Result<()> {
    one_time_links::drop_of_user(uow, user).await?;
    let link = OneTimeLink {
        hash: secret.hash(),
        user,
        purpose: purpose.code().to_owned(),
        expires_at: after(caller.at, purpose.lasts()),
    };
    one_time_links::insert(uow, &link).await?;
    let details = serde_json::json!({ "purpose": purpose.code() });
    events::note(uow, caller, Some(user), "link-made", details).await
}

async fn open(uow: &mut Uow, caller: Caller<'_>, secret: &Secret) -> Result<Option<(User, Link)>> {
    let Some(link) = one_time_links::find(uow, &secret.hash(), caller.at).await? else {
        return Ok(None);
    };
    let user = find_user(uow, link.user).await?;
    let opens = Purpose::ALL
        .into_iter()
        .find(|purpose| purpose.code() == link.purpose)
        .map(|purpose| Link {
            purpose,
            expires_at: link.expires_at,
        });
    Ok(user.filter(|user| user.disabled_at.is_none()).zip(opens))
}

/// The link that was made of `secret`, as whoever made it is shown: when the same request is sent again,
/// it may have been used meanwhile.
///
/// # Errors
/// When it opens nothing any more.
pub(super) async fn made(db: &Db, caller: Caller<'_>, secret: &Secret) -> Result<(User, Link)> {
    let mut uow = db.read().await?;
    let found = open(&mut uow, caller, secret).await?;
    uow.rollback().await?;
    found.ok_or_else(useless)
}

/// Whom a link is for and what it opens; it can still be used afterwards. None when it is too old,
/// was used, or never was.
///
/// # Errors
/// When the database fails.
pub async fn look(db: &Db, caller: Caller<'_>, secret: &Secret) -> Result<Option<(User, Purpose)>> {
    let mut uow = db.read().await?;
    let found = open(&mut uow, caller, secret).await?;
    uow.rollback().await?;
    Ok(found.map(|(user, link)| (user, link.purpose)))
}

fn useless() -> AppError {
    AppError::refused(Sentence::new(
        "refusal.user.useless-link",
        "this link was used already or is too old; ask for another one",
    ))
}

/// Sets a password by a link. All sessions of the person end. The second factor stays as it is: a link
/// takes the place of the password alone.
///
/// # Errors
/// When the link opens nothing, or the password is weak; the link can still be used then.
pub async fn set_password(
    db: &Db,
    caller: Caller<'_>,
    link: &Secret,
    new: &str,
    salt: &Secret,
) -> Result<User> {
    let found = look(db, caller, link).await?;
    let Some((user, Purpose::Invitation | Purpose::Reset)) = found else {
        return Err(useless());
    };
    if let Some(weakness) = weakness(new, &user.email, &user.name) {
        return Err(AppError::refused(weakness));
    }
    let hash = password::hash(new, salt).await?;
    let mut uow = db.begin().await?;
    if !one_time_links::take(&mut uow, &link.hash()).await? {
        return Err(useless());
    }
    users::set_password(&mut uow, user.id, &hash).await?;
    sessions::end_of_user(&mut uow, user.id, None).await?;
    let caller = Caller {
        actor: &user.name,
        ..caller
    };
    events::note(
        &mut uow,
        caller,
        Some(user.id),
        "password-set-by-link",
        serde_json::json!({}),
    )
    .await?;
    uow.commit().await?;
    Ok(user)
}

/// Signs in by a link that was made for it; `secret` becomes the token of the session.
///
/// # Errors
/// When the link opens nothing, or the database fails.
pub async fn sign_in(
    db: &Db,
    caller: Caller<'_>,
    origin: Origin<'_>,
    link: &Secret,
    secret: &Secret,
) -> Result<User> {
    let mut uow = db.begin().await?;
    let found = open(&mut uow, caller, link).await?;
    let for_this = found.filter(|(_, link)| link.purpose == Purpose::SignIn);
    let Some((user, _)) = for_this else {
        return Err(useless());
    };
    if !one_time_links::take(&mut uow, &link.hash()).await? {
        return Err(useless());
    }
    let caller = Caller {
        actor: &user.name,
        ..caller
    };
    session::begin(
        &mut uow,
        caller,
        user.id,
        origin,
        user.has_two_factor,
        secret,
    )
    .await?;
    events::note(
        &mut uow,
        caller,
        Some(user.id),
        "signed-in-by-link",
        serde_json::json!({}),
    )
    .await?;
    uow.commit().await?;
    Ok(user)
}
