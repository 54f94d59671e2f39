//! The people who sign in: who they are, how they prove it, and what they may do.
//!
//! Nothing here asks a clock or rolls dice: a use case is given the moment, and the [`Secret`] that it
//! may spend. What opens a door (a session, a link, a token of the API) is kept as a hash, so that a
//! copy of the database opens none; the secret of a second factor, which has to be read again, is kept
//! encrypted. Every change is put on record with whoever made it.

pub mod account;
mod admin;
pub mod api_token;
pub(crate) mod events;
mod limits;
pub mod link;
pub mod manage;
mod password;
mod sealing;
mod secret;
pub mod session;
pub mod setup;
pub mod sign_in;
pub mod team;
pub mod two_factor;

use dunwell_core::id::{BookId, UserId};
use dunwell_core::lang::Lang;
use dunwell_store::{Db, Uow, users};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::access::{Permission, Role};
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::{self, Caller, Mode, Work, from_json};

pub use account::{Appearance, Density, Keys, Theme};
pub use admin::Admin;
pub use events::{Event, latest};
pub use password::{MAX_PASSWORD, MIN_PASSWORD, Weakness, weakness};
pub use sealing::SealingKey;
pub use secret::{Entropy, Secret};

/// A person who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// What the person signs in with.
    pub email: String,
    /// The name, as the record shows it.
    pub name: String,
    /// The language of the pages.
    pub lang: Lang,
    /// How they look.
    pub appearance: Appearance,
    /// The role in every book, if there is one.
    pub everywhere: Option<Role>,
    /// The roles in single books.
    pub roles: Vec<(BookId, Role)>,
    /// Whether there is a password; without one the invitation was not accepted yet.
    pub has_password: bool,
    /// Whether a second factor is asked for.
    pub has_two_factor: bool,
    /// Since when the person may not sign in.
    pub disabled_at: Option<Timestamp>,
}

impl User {
    /// The role in a book: that of the book or that of every book, whichever may do more.
    #[must_use]
    pub fn role_in(&self, book: BookId) -> Option<Role> {
        let of_book = self.roles.iter().find(|(of, _)| *of == book);
        of_book.map(|(_, role)| *role).max(self.everywhere)
    }

    /// Whether the person may do this in a book.
    #[must_use]
    pub fn may(&self, permission: Permission, book: BookId) -> bool {
        self.role_in(book)
            .is_some_and(|role| permission.is_given_to(role))
    }

    /// Whether the person may do this in every book.
    #[must_use]
    pub fn may_everywhere(&self, permission: Permission) -> bool {
        self.everywhere
            .is_some_and(|role| permission.is_given_to(role))
    }

    fn read(row: users::User, roles: Vec<users::Role>) -> Result<User> {
        let damaged = |why: String| AppError::Damaged {
            what: format!("the user {}", row.id),
            why,
        };
        let role = |code: &str| {
            code.parse::<Role>()
                .map_err(|error| damaged(error.to_string()))
        };
        Ok(User {
            everywhere: row.everywhere.as_deref().map(role).transpose()?,
            roles: roles
                .iter()
                .map(|of| Ok((of.book, role(&of.role)?)))
                .collect::<Result<_>>()?,
            appearance: from_json(&row.appearance, "how the pages look for a user")?,
            lang: Lang::from_code(&row.lang).unwrap_or_default(),
            has_password: row.password.is_some(),
            has_two_factor: row.totp_secret.is_some(),
            disabled_at: row.disabled_at,
            id: row.id,
            email: row.email,
            name: row.name,
        })
    }
}

/// Makes something of a secret, once: the secret is what tells the request from any other, so that the
/// same one sent again makes nothing more and can be shown what it made. It cannot be tried out, for what
/// it is about is the secret.
async fn spend<T: Serialize + DeserializeOwned>(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    secret: &Secret,
    input: &impl Serialize,
    work: impl AsyncFnOnce(&mut Work) -> Result<T>,
) -> Result<T> {
    let key = secret.key();
    let mode = Mode {
        key: Some(&key),
        dry_run: false,
    };
    funnel::change(db, book.id, caller, mode, input, work).await
}

/// The person of that id with all roles.
async fn find(uow: &mut Uow, id: UserId) -> Result<Option<User>> {
    let Some(row) = users::by_id(uow, id).await? else {
        return Ok(None);
    };
    let roles = users::roles_of(uow, id).await?;
    User::read(row, roles).map(Some)
}

/// What a person signs in with, as it is kept.
fn folded_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// So much later; the end of time when there is no such moment.
fn after(at: Timestamp, duration: SignedDuration) -> Timestamp {
    at.checked_add(duration).unwrap_or(Timestamp::MAX)
}

/// So much earlier; the beginning of time when there is no such moment.
fn before(at: Timestamp, duration: SignedDuration) -> Timestamp {
    at.checked_sub(duration).unwrap_or(Timestamp::MIN)
}
