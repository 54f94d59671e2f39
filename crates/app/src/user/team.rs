//! The people of a book, as an admin of it looks after them at the desk.
//!
//! An admin says who may do what in the own book, and no more: a link to a new password, keeping
//! somebody out and ending sessions concern a person's whole account, so they take an admin of every book
//! that the person has a role in. Nobody does any of it to oneself; so there is always an admin left. What
//! a program does not do, whatever its role, is said in `admin.rs`.
//!
//! All of it goes through the funnel, so that a form that is sent twice does the thing once. What makes a
//! link does so once for each secret: the same request brings the same one, and is shown the same link.

use dunwell_core::id::UserId;
use dunwell_core::lang::Lang;
use dunwell_core::sentence::Sentence;
use dunwell_store::{Db, Uow, sessions, users};
use jiff::Timestamp;
use serde::Serialize;

use super::link::{self, Link};
use super::manage::{self, Request};
use super::session::{Rules, is_over};
use super::{Admin, Secret, User, events, find, folded_email, spend};
use crate::access::Role;
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::{self, Caller, Mode, Work};

/// Somebody with a role in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The person.
    pub user: User,
    /// What the person may do here.
    pub role: Role,
    /// The role in this book alone; the one in every book may do more.
    pub role_here: Option<Role>,
    /// Whether it is the admin who looks.
    pub is_self: bool,
    /// Whether the admin may do what concerns the whole account.
    pub is_ours: bool,
    /// How many sessions are open.
    pub sessions: usize,
}

/// Everybody with a role in the book, by name, as one of its admins sees them.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &Db,
    book: &Book,
    admin: Admin<'_>,
    rules: Rules,
    at: Timestamp,
) -> Result<Vec<Member>> {
    let everybody = manage::list(db).await?;
    let mut uow = db.read().await?;
    let mut members = Vec::new();
    for user in everybody {
        let Some(role) = user.role_in(book.id) else {
            continue;
        };
        let mut open = sessions::of_user(&mut uow, user.id).await?;
        open.retain(|session| !is_over(session, rules, at));
        members.push(Member {
            role,
            role_here: here(&user, book),
            is_self: admin.is(&user),
            is_ours: admin.looks_after_all_of(&user, book),
            sessions: open.len(),
            user,
        });
    }
    uow.rollback().await?;
    Ok(members)
}

fn here(user: &User, book: &Book) -> Option<Role> {
    let mut roles = user.roles.iter();
    roles.find(|(of, _)| *of == book.id).map(|(_, role)| *role)
}

/// Somebody to be invited.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Invitation<'a> {
    /// The address to sign in with.
    pub email: &'a str,
    /// The name, as the record shows it.
    pub name: &'a str,
    /// The language of the pages.
    pub lang: Lang,
    /// The role in the book.
    pub role: Role,
}

/// Whom an invitation reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invited {
    /// Somebody new: the link of the invitation, whose token is the secret that was given, is passed on.
    New(User, Link),
    /// Somebody who signs in here already, and has the role now; there is no link.
    Known(User),
}

/// Gives somebody a role in the book: a new person is added and gets a link, one who signs in already
/// keeps the account. The same invitation with the same secret is given once, and its link is the same.
///
/// # Errors
/// When the address is none, the name is missing or somebody else's, the person has a role here, it takes
/// a person to invite somebody with that role, or the link that the same secret made is of no use any more.
pub async fn invite(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    admin: Admin<'_>,
    invitation: &Invitation<'_>,
    secret: &Secret,
) -> Result<Invited> {
    admin.refuse_power(Some(invitation.role))?;
    let input = ("invite", invitation);
    let (id, is_new) = spend(db, book, caller, secret, &input, async |work| {
        let uow = &mut work.uow;
        let email = folded_email(invitation.email);
        let known = match users::by_email(uow, &email).await? {
            Some(row) => find(uow, row.id).await?,
            None => None,
        };
        let Some(known) = known else {
            let request = Request {
                email: invitation.email,
                name: invitation.name,
                lang: invitation.lang,
                role: invitation.role,
                book: Some(book),
            };
            let added = manage::add_in(uow, caller, &request, secret).await?;
            return Ok((added.id, true));
        };
        if known.role_in(book.id).is_some() {
            return Err(AppError::refused(
                Sentence::new(
                    "refusal.user.in-book-already",
                    "{name} has a role in this book already; change it in the list",
                )
                .with("name", &known.name),
            ));
        }
        let role = Some(invitation.role);
        manage::set_role_in(uow, caller, &email, Some(book), role).await?;
        Ok((known.id, false))
    })
    .await?;
    if is_new {
        let (user, link) = link::made(db, caller, secret).await?;
        return Ok(Invited::New(user, link));
    }
    now(db, id).await.map(Invited::Known)
}

/// Gives somebody another role in the book, or none. The person's sessions end.
///
/// # Errors
/// When the person has no role here, it is the admin oneself, or it takes a person to give that role.
pub async fn set_role(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    admin: Admin<'_>,
    id: UserId,
    role: Option<Role>,
) -> Result<User> {
    let input = ("set-role", id, role);
    change(db, book, caller, mode, &input, async |work| {
        let user = member(&mut work.uow, book, admin, id).await?;
        if role > user.role_in(book.id) {
            admin.refuse_power(role)?;
        }
        manage::set_role_in(&mut work.uow, caller, &user.email, Some(book), role).await
    })
    .await
}

/// Keeps somebody from signing in, or lets the person in again.
///
/// # Errors
/// When the person has no role here, has one in a book of others, or it is the admin oneself.
pub async fn set_disabled(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    admin: Admin<'_>,
    id: UserId,
    disabled: bool,
) -> Result<User> {
    let input = ("set-disabled", id, disabled);
    change(db, book, caller, mode, &input, async |work| {
        let user = ours(&mut work.uow, book, admin, id).await?;
        if !disabled {
            admin.refuse_power(user.role_in(book.id))?;
        }
        manage::set_disabled_in(&mut work.uow, caller, &user.email, disabled).await
    })
    .await
}

/// Makes a link by which somebody chooses a password; `secret` becomes its token. The same secret makes
/// one link for the person, and gives it again.
///
/// # Errors
/// When the person has no role here, has one in a book of others, may not sign in, it is the admin
/// oneself, or the link that the same secret made is of no use any more.
pub async fn reset_link(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    admin: Admin<'_>,
    id: UserId,
    secret: &Secret,
) -> Result<(User, Link)> {
    let input = ("reset-link", id);
    spend(db, book, caller, secret, &input, async |work| {
        let user = ours(&mut work.uow, book, admin, id).await?;
        admin.refuse_power(user.role_in(book.id))?;
        let made = manage::reset_link_in(&mut work.uow, caller, &user.email, secret);
        made.await.map(drop)
    })
    .await?;
    link::made(db, caller, secret).await
}

/// Ends all sessions of somebody.
///
/// # Errors
/// When the person has no role here, has one in a book of others, or it is the admin oneself.
pub async fn end_sessions(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    admin: Admin<'_>,
    id: UserId,
) -> Result<User> {
    let input = ("end-sessions", id);
    change(db, book, caller, mode, &input, async |work| {
        let uow = &mut work.uow;
        let user = ours(uow, book, admin, id).await?;
        sessions::end_of_user(uow, user.id, None).await?;
        let details = serde_json::json!({ "book": book.name });
        events::note(uow, caller, Some(user.id), "sessions-ended", details).await?;
        Ok(user)
    })
    .await
}

/// Changes something about somebody. What is kept of it is the person's id alone: sent again, it gives
/// the person as the person is by then.
async fn change(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    input: &impl Serialize,
    work: impl AsyncFnOnce(&mut Work) -> Result<User>,
) -> Result<User> {
    let mut changed = None;
    let id = funnel::change(db, book.id, caller, mode, input, async |unit| {
        let user = work(unit).await?;
        let id = user.id;
        changed = Some(user);
        Ok(id)
    })
    .await?;
    match changed {
        Some(user) => Ok(user),
        None => now(db, id).await,
    }
}

/// Somebody as the person is now.
async fn now(db: &Db, id: UserId) -> Result<User> {
    let mut uow = db.read().await?;
    let user = find(&mut uow, id).await?;
    uow.rollback().await?;
    user.ok_or_else(|| AppError::Damaged {
        what: format!("the user {id}"),
        why: "is not there any more".to_owned(),
    })
}

/// Somebody else with a role in the book.
async fn member(uow: &mut Uow, book: &Book, admin: Admin<'_>, id: UserId) -> Result<User> {
    let user = find(uow, id).await?;
    let user = user
        .filter(|user| user.role_in(book.id).is_some())
        .ok_or_else(|| {
            AppError::refused(Sentence::new(
                "refusal.user.not-in-book",
                "nobody with that id has a role in this book",
            ))
        })?;
    if admin.is(&user) {
        return Err(AppError::refused(Sentence::new(
            "refusal.user.own-role",
            "nobody changes the own role or access; another admin does",
        )));
    }
    Ok(user)
}

/// Somebody whose every book the admin looks after.
async fn ours(uow: &mut Uow, book: &Book, admin: Admin<'_>, id: UserId) -> Result<User> {
    let user = member(uow, book, admin, id).await?;
    if admin.looks_after_all_of(&user, book) {
        return Ok(user);
    }
    Err(AppError::refused(
        Sentence::new(
            "refusal.user.other-books",
            "{name} has a role in other books too; that takes an admin of all of them, or the operator of the installation",
        )
        .with("name", &user.name),
    ))
}
