//! Who may do what in the book: people and programs.

use dunwell_app::user::api_token::{self, ApiToken};
use dunwell_app::user::manage;
use dunwell_core::id::{ApiTokenId, UserId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::call::{Call, Change, Json, Nothing};
use crate::problem::{ApiError, ApiResult};

/// A person with a role in the book.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Person {
    /// The id.
    id: UserId,
    /// The name, as the record shows it.
    name: String,
    /// What the person signs in with.
    email: String,
    /// The role in this book.
    role: &'static str,
    /// Whether the invitation was accepted.
    has_password: bool,
    /// Whether a second factor is asked for.
    has_second_factor: bool,
    /// Since when the person may not sign in.
    disabled_at: Option<Timestamp>,
}

/// Those who may do something in the book.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct People {
    /// The people.
    items: Vec<Person>,
}

pub(crate) async fn list(call: Call<(), Nothing>) -> ApiResult<People> {
    let users = manage::list(call.db()).await?;
    let book = call.book().id;
    let items = users.into_iter().filter_map(|user| {
        Some(Person {
            role: user.role_in(book)?.code(),
            id: user.id,
            name: user.name,
            email: user.email,
            has_password: user.has_password,
            has_second_factor: user.has_two_factor,
            disabled_at: user.disabled_at,
        })
    });
    Ok(People {
        items: items.collect(),
    })
}

/// A token; what it opens the book with was shown once, when it was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Token {
    /// What it is taken back by.
    id: ApiTokenId,
    /// What it is for.
    name: String,
    /// What it may do.
    role: &'static str,
    /// Who made it.
    created_by: String,
    /// When.
    created_at: Timestamp,
    /// From when on it opens nothing.
    expires_at: Option<Timestamp>,
    /// When it was last used, to about a minute.
    last_used_at: Option<Timestamp>,
    /// When it was taken back.
    revoked_at: Option<Timestamp>,
}

impl From<ApiToken> for Token {
    fn from(token: ApiToken) -> Token {
        Token {
            id: token.id,
            name: token.name,
            role: token.role.code(),
            created_by: token.created_by,
            created_at: token.created_at,
            expires_at: token.expires_at,
            last_used_at: token.last_used_at,
            revoked_at: token.revoked_at,
        }
    }
}

/// The tokens of the book, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tokens {
    /// The tokens.
    items: Vec<Token>,
}

async fn all(call: &crate::program::Program) -> ApiResult<Vec<ApiToken>> {
    Ok(api_token::list(call.db(), call.book()).await?)
}

pub(crate) async fn tokens(call: Call<(), Nothing>) -> ApiResult<Tokens> {
    let items = all(&call.program).await?;
    Ok(Tokens {
        items: items.into_iter().map(Token::from).collect(),
    })
}

/// Nothing is to be said besides.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Revocation {}

/// Takes a token back. One that was taken back before stays as it was, so that the same request can be
/// sent again.
pub(crate) async fn revoke(change: Change<ApiTokenId, Json<Revocation>>) -> ApiResult<Token> {
    let find = async || {
        let all = all(&change.program).await?;
        let found = all.into_iter().find(|token| token.id == change.path);
        found.ok_or_else(|| ApiError::not_found(format!("there is no token {}", change.path)))
    };
    if find().await?.revoked_at.is_none() && !change.mode().dry_run {
        let (db, book) = (change.db(), change.book());
        api_token::revoke(db, book, change.caller(), change.path).await?;
    }
    Ok(find().await?.into())
}
