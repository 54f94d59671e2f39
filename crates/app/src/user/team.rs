//! The people of a book, as an admin of it looks after them at the desk.
//!
//! An admin says who may do what in the own book, and no more: a link to a new password, keeping
//! somebody out and ending sessions concern a person's whole account, so they take an admin of every book
//! that the person has a role in. Nobody does any of it to oneself; so there is always an admin left. What
//! a program does not do, whatever its role, is said in `admin.rs`.

use dunwell_core::id::UserId;
use dunwell_core::lang::Lang;
use dunwell_core::sentence::Sentence;
use dunwell_store::{Db, sessions, users};
use jiff::Timestamp;

use super::link::Purpose;
use super::manage::{self, Request};
use super::session::{Rules, is_over};
use super::{Admin, Secret, User, events, find, folded_email};
use crate::access::Role;
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::Caller;

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
#[derive(Debug, Clone, Copy)]
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
    New(User),
    /// Somebody who signs in here already, and has the role now; there is no link.
    Known(User),
}

/// Gives somebody a role in the book: a new person is added and gets a link, one who signs in already
/// keeps the account.
///
/// # Errors
/// When the address is none, the name is missing or somebody else's, the person has a role here, or it
/// takes a person to invite somebody with that role.
pub async fn invite(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    admin: Admin<'_>,
    invitation: &Invitation<'_>,
    secret: &Secret,
) -> Result<Invited> {
    admin.refuse_power(Some(invitation.role))?;
    let email = folded_email(invitation.email);
    let mut uow = db.read().await?;
    let known = users::by_email(&mut uow, &email).await?;
    let known = match known {
        Some(row) => find(&mut uow, row.id).await?,
        None => None,
    };
    uow.rollback().await?;
    if let Some(known) = known {
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
        let changed = manage::set_role(db, caller, &email, Some(book), role).await?;
        return Ok(Invited::Known(changed));
    }
    let request = Request {
        email: invitation.email,
        name: invitation.name,
        lang: invitation.lang,
        role: invitation.role,
        book: Some(book),
    };
    manage::add(db, caller, &request, secret)
        .await
        .map(Invited::New)
}

/// Gives somebody another role in the book, or none. The person's sessions end.
///
/// # Errors
/// When the person has no role here, it is the admin oneself, or it takes a person to give that role.
pub async fn set_role(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    admin: Admin<'_>,
    id: UserId,
    role: Option<Role>,
) -> Result<User> {
    let user = member(db, book, admin, id).await?;
    if role > user.role_in(book.id) {
        admin.refuse_power(role)?;
    }
    manage::set_role(db, caller, &user.email, Some(book), role).await
}

/// Keeps somebody from signing in, or lets the person in again.
///
/// # Errors
/// When the person has no role here, has one in a book of others, or it is the admin oneself.
pub async fn set_disabled(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    admin: Admin<'_>,
    id: UserId,
    disabled: bool,
) -> Result<User> {
    let user = ours(db, book, admin, id).await?;
    if !disabled {
        admin.refuse_power(user.role_in(book.id))?;
    }
    manage::set_disabled(db, caller, &user.email, disabled).await
}

/// Makes a link by which somebody chooses a password; `secret` becomes its token.
///
/// # Errors
/// When the person has no role here, has one in a book of others, may not sign in, or it is the admin
/// oneself.
pub async fn reset_link(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    admin: Admin<'_>,
    id: UserId,
    secret: &Secret,
) -> Result<(User, Purpose)> {
    let user = ours(db, book, admin, id).await?;
    admin.refuse_power(user.role_in(book.id))?;
    manage::reset_link(db, caller, &user.email, secret).await
}

/// Ends all sessions of somebody.
///
/// # Errors
/// When the person has no role here, has one in a book of others, or it is the admin oneself.
pub async fn end_sessions(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    admin: Admin<'_>,
    id: UserId,
) -> Result<User> {
    let user = ours(db, book, admin, id).await?;
    let mut uow = db.begin().await?;
    sessions::end_of_user(&mut uow, user.id, None).await?;
    let details = serde_json::json!({ "book": book.name });
    events::note(&mut uow, caller, Some(user.id), "sessions-ended", details).await?;
    uow.commit().await?;
    Ok(user)
}

/// Somebody else with a role in the book.
async fn member(db: &Db, book: &Book, admin: Admin<'_>, id: UserId) -> Result<User> {
    let mut uow = db.read().await?;
    let user = find(&mut uow, id).await?;
    uow.rollback().await?;
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
async fn ours(db: &Db, book: &Book, admin: Admin<'_>, id: UserId) -> Result<User> {
    let user = member(db, book, admin, id).await?;
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
