//! The people of the book. A program takes power away and gives none: see `docs/security.md`.

use dunwell_app::access::Role;
use dunwell_app::user::team::{self, Invitation, Invited};
use dunwell_app::user::{Admin, Secret, User, manage};
use dunwell_core::id::{BookId, UserId};
use dunwell_core::lang::Lang;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::call::{Call, Change, Json, Nothing};
use crate::problem::{ApiError, ApiResult};
use crate::program::Program;

/// A person with a role in the book.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Person {
    /// The id.
    id: UserId,
    /// The name, as the record shows it.
    name: String,
    /// What the person signs in with.
    email: String,
    /// The role in this book; none for somebody from whom it was just taken.
    role: Option<&'static str>,
    /// Whether the invitation was accepted.
    has_password: bool,
    /// Whether a second factor is asked for.
    has_second_factor: bool,
    /// Since when the person may not sign in.
    disabled_at: Option<Timestamp>,
}

impl Person {
    fn new(user: User, book: BookId) -> Person {
        Person {
            role: user.role_in(book).map(Role::code),
            id: user.id,
            name: user.name,
            email: user.email,
            has_password: user.has_password,
            has_second_factor: user.has_two_factor,
            disabled_at: user.disabled_at,
        }
    }
}

/// Those who may do something in the book.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct People {
    /// The people.
    items: Vec<Person>,
}

async fn all(program: &Program) -> ApiResult<Vec<User>> {
    let mut users = manage::list(program.db()).await?;
    users.retain(|user| user.role_in(program.book().id).is_some());
    Ok(users)
}

pub(crate) async fn list(call: Call<(), Nothing>) -> ApiResult<People> {
    let users = all(&call.program).await?.into_iter();
    let book = call.book().id;
    Ok(People {
        items: users.map(|user| Person::new(user, book)).collect(),
    })
}

/// A link that opens once, for the person whom it is about; it is shown to this request alone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Link {
    /// Where the person chooses a password.
    address: String,
    /// Until when.
    expires_at: Timestamp,
}

impl Link {
    fn new(program: &Program, secret: &Secret, expires_at: Timestamp) -> Link {
        let url = &program.desk().settings().public_url;
        Link {
            address: url.join(&format!("/link/{}", secret.token())),
            expires_at,
        }
    }
}

/// Somebody to be let in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPerson {
    /// What the person signs in with.
    email: String,
    /// The name, as the record shows it.
    name: String,
    /// What the person may do in this book.
    role: Role,
    /// The language of the pages; that of the book when not given.
    language: Option<Lang>,
}

/// Somebody who was let in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LetIn {
    /// The person.
    person: Person,
    /// What is passed on to the person; none for somebody who signs in here already.
    link: Option<Link>,
}

/// Who looks after people here: the program.
fn admin(program: &Program) -> Admin<'_> {
    Admin::Program(&program.token().created_by)
}

pub(crate) async fn invite(change: Change<(), Json<NewPerson>>) -> ApiResult<LetIn> {
    let (program, new) = (&change.program, &change.body.0);
    let (db, book, caller) = (change.db(), change.book(), change.caller());
    let invitation = Invitation {
        email: &new.email,
        name: &new.name,
        lang: new.language.unwrap_or(book.settings.language),
        role: new.role,
    };
    let secret = change.secret();
    let invited = team::invite(db, book, caller, admin(program), &invitation, &secret).await?;
    Ok(match invited {
        Invited::New(user, made) => LetIn {
            person: Person::new(user, book.id),
            link: Some(Link::new(program, &secret, made.expires_at)),
        },
        Invited::Known(user) => LetIn {
            person: Person::new(user, book.id),
            link: None,
        },
    })
}

/// Refuses an id that nobody in the book has.
async fn is_there<B>(change: &Change<UserId, B>) -> ApiResult<()> {
    let users = all(&change.program).await?;
    if users.iter().any(|user| user.id == change.path) {
        return Ok(());
    }
    let detail = format!("nobody with a role in this book has the id {}", change.path);
    Err(ApiError::not_found(detail))
}

/// What somebody may do from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRole {
    /// The role in this book; null takes it away.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required = true)]
    role: Option<Role>,
}

pub(crate) async fn set_role(change: Change<UserId, Json<NewRole>>) -> ApiResult<Person> {
    is_there(&change).await?;
    let (db, book, caller) = (change.db(), change.book(), change.caller());
    let (admin, role) = (admin(&change.program), change.body.0.role);
    let user = team::set_role(db, book, caller, change.mode(), admin, change.path, role).await?;
    Ok(Person::new(user, book.id))
}

/// Whether somebody may sign in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAccess {
    /// Whether the person is kept from signing in.
    disabled: bool,
}

pub(crate) async fn set_access(change: Change<UserId, Json<NewAccess>>) -> ApiResult<Person> {
    is_there(&change).await?;
    let (db, book, caller) = (change.db(), change.book(), change.caller());
    let (admin, disabled) = (admin(&change.program), change.body.0.disabled);
    let user = team::set_disabled(
        db,
        book,
        caller,
        change.mode(),
        admin,
        change.path,
        disabled,
    )
    .await?;
    Ok(Person::new(user, book.id))
}

/// Nothing is to be said besides.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SessionsEnd {}

pub(crate) async fn end_sessions(change: Change<UserId, Json<SessionsEnd>>) -> ApiResult<Person> {
    is_there(&change).await?;
    let (db, book, caller) = (change.db(), change.book(), change.caller());
    let (admin, mode) = (admin(&change.program), change.mode());
    let user = team::end_sessions(db, book, caller, mode, admin, change.path).await?;
    Ok(Person::new(user, book.id))
}

/// Nothing is to be said besides.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLink {}

pub(crate) async fn make_link(change: Change<UserId, Json<NewLink>>) -> ApiResult<Link> {
    is_there(&change).await?;
    let (db, book, caller) = (change.db(), change.book(), change.caller());
    let (admin, secret) = (admin(&change.program), change.secret());
    let made = team::reset_link(db, book, caller, admin, change.path, &secret).await?;
    Ok(Link::new(&change.program, &secret, made.1.expires_at))
}
