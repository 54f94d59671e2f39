//! Adding people and saying what they may do: an admin at the desk, or whoever runs the installation.

use dunwell_core::lang::Lang;
use dunwell_core::sentence::Sentence;
use dunwell_store::{Db, Uow, customers, sessions, users};

use super::link::{self, Purpose};
use super::{Appearance, Secret, User, events, find, folded_email};
use crate::access::{Permission, Role};
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::{Caller, to_json};
use crate::ids::Ids;

/// The name of whoever plays the demonstration.
pub const DEMO_NAME: &str = "Demo Controller";

/// Somebody to be added.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The address to sign in with.
    pub email: &'a str,
    /// The name, as the record shows it.
    pub name: &'a str,
    /// The language of the pages.
    pub lang: Lang,
    /// The role.
    pub role: Role,
    /// The book in which it is the role; every book when none is given.
    pub book: Option<&'a Book>,
}

/// Adds a person; `secret` becomes the token of the invitation.
///
/// # Errors
/// When the address is none, or the address or the name is somebody's already.
pub async fn add(
    db: &Db,
    caller: Caller<'_>,
    request: &Request<'_>,
    secret: &Secret,
) -> Result<User> {
    let mut uow = db.begin().await?;
    let added = add_in(&mut uow, caller, request, secret).await?;
    uow.commit().await?;
    Ok(added)
}

/// The same in a unit of work that somebody else ends.
pub(super) async fn add_in(
    uow: &mut Uow,
    caller: Caller<'_>,
    request: &Request<'_>,
    secret: &Secret,
) -> Result<User> {
    let row = row(caller, request)?;
    if users::by_email(uow, &row.email).await?.is_some() {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.user.email-taken",
                "there is somebody who signs in as {email} already",
            )
            .with("email", &row.email),
        ));
    }
    if users::by_name(uow, &row.name_folded).await?.is_some() {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.user.name-taken",
                "there is somebody called {name} already; the record has to tell two people apart, so add an initial",
            )
            .with("name", &row.name),
        ));
    }
    users::insert(uow, &row).await?;
    if let Some(book) = request.book {
        users::set_role(uow, row.id, book.id, Some(request.role.code())).await?;
    }
    let details = serde_json::json!({
        "email": row.email, "role": request.role, "book": request.book.map(|book| &book.name),
    });
    events::note(uow, caller, Some(row.id), "user-added", details).await?;
    link::make(uow, caller, row.id, Purpose::Invitation, secret).await?;
    required(uow, &row.email).await
}

/// A new person as a row.
pub(super) fn row(caller: Caller<'_>, request: &Request<'_>) -> Result<users::User> {
    let email = folded_email(request.email);
    let is_address = email
        .split_once('@')
        .is_some_and(|(who, host)| !who.is_empty() && host.contains('.'))
        && !email.contains(char::is_whitespace);
    if !is_address {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.user.no-email",
                "\"{email}\" is no e-mail address; one looks like anna@example.com",
            )
            .with("email", request.email.trim()),
        ));
    }
    let name = request
        .name
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    if name.is_empty() {
        return Err(AppError::refused(Sentence::new(
            "refusal.user.no-name",
            "the name is missing: the record shows who did what",
        )));
    }
    let everywhere = request
        .book
        .is_none()
        .then(|| request.role.code().to_owned());
    Ok(users::User {
        id: Ids::new(caller.at, caller.seed).user(),
        name_folded: customers::fold(&name),
        name,
        email,
        lang: request.lang.code().to_owned(),
        appearance: to_json(&Appearance::default())?,
        everywhere,
        password: None,
        totp_secret: None,
        totp_step: None,
        disabled_at: None,
        created_at: caller.at,
    })
}

/// Everybody, by name.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &Db) -> Result<Vec<User>> {
    let mut uow = db.read().await?;
    let (rows, roles) = (users::list(&mut uow).await?, users::roles(&mut uow).await?);
    uow.rollback().await?;
    let with_roles = |row: users::User| {
        let own = roles
            .iter()
            .filter(|role| role.user == row.id)
            .cloned()
            .collect();
        User::read(row, own)
    };
    rows.into_iter().map(with_roles).collect()
}

/// The names of those who work in a book: who may be given a customer to look after.
///
/// # Errors
/// When the database fails.
pub async fn colleagues(db: &Db, book: &Book) -> Result<Vec<String>> {
    let users = list(db).await?.into_iter();
    let mut names: Vec<String> = users
        .filter(|user| user.disabled_at.is_none() && user.may(Permission::Work, book.id))
        .map(|user| user.name)
        .collect();
    names.sort();
    names.dedup();
    Ok(names)
}

/// Whether there is anybody at all.
///
/// # Errors
/// When the database fails.
pub async fn is_anybody_there(db: &Db) -> Result<bool> {
    let mut uow = db.read().await?;
    let count = users::count(&mut uow).await?;
    uow.rollback().await?;
    Ok(count > 0)
}

async fn required(uow: &mut Uow, email: &str) -> Result<User> {
    let email = folded_email(email);
    let user = match users::by_email(uow, &email).await? {
        Some(row) => find(uow, row.id).await?,
        None => None,
    };
    user.ok_or_else(|| {
        AppError::refused(
            Sentence::new(
                "refusal.user.unknown",
                "nobody signs in as {email}; \"dunwell user list\" shows who does",
            )
            .with("email", email),
        )
    })
}

/// Gives a person another role, in a book or in every book, or takes it away. The person's sessions
/// end, so that nothing goes on with what the old role allowed.
///
/// # Errors
/// When there is no such person, or nobody would be left who may manage users.
pub async fn set_role(
    db: &Db,
    caller: Caller<'_>,
    email: &str,
    book: Option<&Book>,
    role: Option<Role>,
) -> Result<User> {
    let mut uow = db.begin().await?;
    let changed = set_role_in(&mut uow, caller, email, book, role).await?;
    uow.commit().await?;
    Ok(changed)
}

/// The same in a unit of work that somebody else ends.
pub(super) async fn set_role_in(
    uow: &mut Uow,
    caller: Caller<'_>,
    email: &str,
    book: Option<&Book>,
    role: Option<Role>,
) -> Result<User> {
    let user = required(uow, email).await?;
    let code = role.map(Role::code);
    match book {
        Some(book) => users::set_role(uow, user.id, book.id, code).await?,
        None => users::set_everywhere(uow, user.id, code).await?,
    }
    sessions::end_of_user(uow, user.id, None).await?;
    let details = serde_json::json!({ "role": role, "book": book.map(|book| &book.name) });
    events::note(uow, caller, Some(user.id), "role-changed", details).await?;
    refuse_without_admin(uow).await?;
    required(uow, email).await
}

/// Keeps a person from signing in, at once and for every session, or lets the person in again. What
/// the person did stays on record under the name.
///
/// # Errors
/// When there is no such person, or nobody would be left who may manage users.
pub async fn set_disabled(
    db: &Db,
    caller: Caller<'_>,
    email: &str,
    disabled: bool,
) -> Result<User> {
    let mut uow = db.begin().await?;
    let changed = set_disabled_in(&mut uow, caller, email, disabled).await?;
    uow.commit().await?;
    Ok(changed)
}

/// The same in a unit of work that somebody else ends.
pub(super) async fn set_disabled_in(
    uow: &mut Uow,
    caller: Caller<'_>,
    email: &str,
    disabled: bool,
) -> Result<User> {
    let user = required(uow, email).await?;
    users::set_disabled(uow, user.id, disabled.then_some(caller.at)).await?;
    sessions::end_of_user(uow, user.id, None).await?;
    let kind = if disabled {
        "user-disabled"
    } else {
        "user-enabled"
    };
    events::note(uow, caller, Some(user.id), kind, serde_json::json!({})).await?;
    refuse_without_admin(uow).await?;
    required(uow, email).await
}

/// An installation always has somebody who can put things right at the desk.
async fn refuse_without_admin(uow: &mut Uow) -> Result<()> {
    let admin = Some(Role::Admin.code());
    let roles = users::roles(uow).await?;
    let is_admin = |user: &users::User| {
        let in_a_book =
            |role: &users::Role| role.user == user.id && Some(role.role.as_str()) == admin;
        user.disabled_at.is_none()
            && (user.everywhere.as_deref() == admin || roles.iter().any(in_a_book))
    };
    if users::list(uow).await?.iter().any(is_admin) {
        return Ok(());
    }
    Err(AppError::refused(Sentence::new(
        "refusal.user.last-admin",
        "nobody would be left who may manage users; make somebody else an admin first",
    )))
}

/// Makes a link by which a person chooses a password: the first one or another one. `secret` becomes
/// its token.
///
/// # Errors
/// When there is no such person, or the person may not sign in.
pub async fn reset_link(
    db: &Db,
    caller: Caller<'_>,
    email: &str,
    secret: &Secret,
) -> Result<(User, Purpose)> {
    let mut uow = db.begin().await?;
    let made = reset_link_in(&mut uow, caller, email, secret).await?;
    uow.commit().await?;
    Ok(made)
}

/// The same in a unit of work that somebody else ends.
pub(super) async fn reset_link_in(
    uow: &mut Uow,
    caller: Caller<'_>,
    email: &str,
    secret: &Secret,
) -> Result<(User, Purpose)> {
    let user = required(uow, email).await?;
    if user.disabled_at.is_some() {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.user.shut-out",
                "{name} may not sign in; let the person in again first: dunwell user enable {email}",
            )
            .with("name", &user.name)
            .with("email", &user.email),
        ));
    }
    let purpose = if user.has_password {
        Purpose::Reset
    } else {
        Purpose::Invitation
    };
    link::make(uow, caller, user.id, purpose, secret).await?;
    Ok((user, purpose))
}

/// Makes a link that signs in at once, as whoever plays the demonstration; the person is added when
/// needed. Only the demonstration makes such links.
///
/// # Errors
/// When the database fails.
pub async fn demo_link(db: &Db, caller: Caller<'_>, secret: &Secret) -> Result<()> {
    const EMAIL: &str = "demo@example.com";
    let request = Request {
        email: EMAIL,
        name: DEMO_NAME,
        lang: Lang::En,
        role: Role::Admin,
        book: None,
    };
    let mut uow = db.begin().await?;
    let user = match users::by_email(&mut uow, EMAIL).await? {
        Some(row) => row,
        None => {
            let row = row(caller, &request)?;
            users::insert(&mut uow, &row).await?;
            row
        }
    };
    link::make(&mut uow, caller, user.id, Purpose::SignIn, secret).await?;
    Ok(uow.commit().await?)
}
