//! A program that uses the API.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use dunwell_app::Db;
use dunwell_app::access::{Permission, Role};
use dunwell_app::book::Book;
use dunwell_app::funnel::{Authority, Caller};
use dunwell_app::user::api_token::ApiToken;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::desk::Desk;
use crate::problem::ApiError;

/// Who calls the API: a handler takes it as its first argument. The token says which book is meant.
#[derive(Debug, Clone)]
pub struct Program {
    desk: Desk,
    book: Book,
    token: ApiToken,
    actor: String,
    at: Timestamp,
    today: Date,
    seed: u64,
}

impl Program {
    pub(crate) fn new(desk: &Desk, book: Book, token: ApiToken) -> Program {
        Program {
            desk: desk.clone(),
            today: desk.today(Some(&book)),
            book,
            actor: format!("{} (API)", token.name),
            token,
            at: desk.now(),
            seed: desk.secret().seed(),
        }
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        self.desk.db()
    }

    /// What every request works with.
    #[must_use]
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// The book of the token.
    #[must_use]
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// The day it is.
    #[must_use]
    pub fn today(&self) -> Date {
        self.today
    }

    /// The token.
    #[must_use]
    pub fn token(&self) -> &ApiToken {
        &self.token
    }

    /// What the token may do.
    #[must_use]
    pub fn role(&self) -> Role {
        self.token.role
    }

    /// Whether the token's role allows more than the route asks for.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        permission.is_given_to(self.role())
    }

    /// Who gives the command, for a use case.
    #[must_use]
    pub fn caller(&self) -> Caller<'_> {
        Caller {
            actor: &self.actor,
            authority: Authority::Program(self.role(), &self.token.created_by),
            at: self.at,
            today: self.today,
            seed: self.seed,
        }
    }
}

impl FromRequestParts<Desk> for Program {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Program, ApiError> {
        // The gate puts it there on every route that is not public.
        parts
            .extensions
            .get::<Program>()
            .cloned()
            .ok_or_else(ApiError::unauthorized)
    }
}
