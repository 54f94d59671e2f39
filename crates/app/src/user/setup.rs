//! The first person of an installation. A link that the server prints when it starts lets one person
//! in, who then may do everything; from then on people are added by people.

use dunwell_core::lang::Lang;
use dunwell_core::sentence::Sentence;
use dunwell_store::{Db, Uow, one_time_links, users};
use jiff::{SignedDuration, Timestamp};

use super::session::{self, Origin};
use super::{Secret, User, after, events, find, manage, password, weakness};
use crate::access::Role;
use crate::error::{AppError, Result};
use crate::funnel::Caller;

/// How long the link can be used; a server that is started again prints another.
pub const LASTS: SignedDuration = SignedDuration::from_hours(24);

/// What the first person says.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The address to sign in with.
    pub email: &'a str,
    /// The name, as the record shows it.
    pub name: &'a str,
    /// The language of the pages.
    pub lang: Lang,
    /// The password.
    pub password: &'a str,
}

/// Makes a link by which the first person is set up; `secret` becomes its token. Says whether it did:
/// once there is somebody, no such link is made.
///
/// # Errors
/// When the database fails.
pub async fn make_link(db: &Db, caller: Caller<'_>, secret: &Secret) -> Result<bool> {
    let mut uow = db.begin().await?;
    if users::count(&mut uow).await? > 0 {
        return Ok(false);
    }
    one_time_links::drop_setup(&mut uow, caller.at).await?;
    one_time_links::insert_setup(&mut uow, &secret.hash(), after(caller.at, LASTS)).await?;
    uow.commit().await?;
    Ok(true)
}

/// Whether a link can be used. It cannot once there is somebody.
///
/// # Errors
/// When the database fails.
pub async fn is_open(db: &Db, caller: Caller<'_>, link: &Secret) -> Result<bool> {
    let mut uow = db.read().await?;
    let is_open = opens(&mut uow, caller.at, link).await?;
    uow.rollback().await?;
    Ok(is_open)
}

async fn opens(uow: &mut Uow, at: Timestamp, link: &Secret) -> Result<bool> {
    Ok(one_time_links::is_setup(uow, &link.hash(), at).await? && users::count(uow).await? == 0)
}

/// Adds the first person by a link, as an admin of every book, and signs the person in; `secret`
/// becomes the token of the session. All such links are useless from then on.
///
/// # Errors
/// When the link opens nothing, the address or the name is none, or the password is weak; the link can
/// still be used then.
pub async fn first_person(
    db: &Db,
    caller: Caller<'_>,
    origin: Origin<'_>,
    link: &Secret,
    request: &Request<'_>,
    (salt, secret): (&Secret, &Secret),
) -> Result<User> {
    let useless = || {
        AppError::refused(Sentence::new(
            "refusal.user.useless-setup-link",
            "this link was used already or is too old; start the server again for another",
        ))
    };
    if !is_open(db, caller, link).await? {
        return Err(useless());
    }
    let person = manage::Request {
        email: request.email,
        name: request.name,
        lang: request.lang,
        role: Role::Admin,
        book: None,
    };
    let row = manage::row(caller, &person)?;
    if let Some(weakness) = weakness(request.password, &row.email, &row.name) {
        return Err(AppError::refused(weakness));
    }
    let hash = password::hash(request.password, salt).await?;
    let mut uow = db.begin().await?;
    // Whoever removes the links is the first; anybody else who waited for that finds none.
    let is_open = opens(&mut uow, caller.at, link).await?;
    if !is_open || one_time_links::drop_setup(&mut uow, Timestamp::MAX).await? == 0 {
        uow.rollback().await?;
        return Err(useless());
    }
    users::insert(&mut uow, &row).await?;
    users::set_password(&mut uow, row.id, &hash).await?;
    let caller = Caller {
        actor: &row.name,
        ..caller
    };
    let details = serde_json::json!({ "email": row.email, "role": Role::Admin });
    events::note(
        &mut uow,
        caller,
        Some(row.id),
        "first-person-added",
        details,
    )
    .await?;
    session::begin(&mut uow, caller, row.id, origin, false, secret).await?;
    let added = find(&mut uow, row.id).await?.ok_or_else(useless)?;
    uow.commit().await?;
    Ok(added)
}
