//! The tokens of the book. A program makes none that is stronger than its own.

use dunwell_app::access::Role;
use dunwell_app::user::api_token::{self, ApiToken, Maker, Request};
use dunwell_core::id::ApiTokenId;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::call::{Call, Change, Json, Nothing};
use crate::problem::{ApiError, ApiResult};
use crate::program::Program;

/// A token; what it opens the book with was shown once, when it was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Token {
    /// What it is taken back by.
    id: ApiTokenId,
    /// What it is for.
    name: String,
    /// What it may do.
    role: &'static str,
    /// Who made it; of one that a program made, the person behind the program.
    created_by: String,
    /// When.
    created_at: Timestamp,
    /// The token with which a program made it, and with which it is taken back.
    made_with: Option<ApiTokenId>,
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
            made_with: token.made_with,
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

async fn all(program: &Program) -> ApiResult<Vec<ApiToken>> {
    Ok(api_token::list(program.db(), program.book()).await?)
}

pub(crate) async fn list(call: Call<(), Nothing>) -> ApiResult<Tokens> {
    let items = all(&call.program).await?;
    Ok(Tokens {
        items: items.into_iter().map(Token::from).collect(),
    })
}

/// A token to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewToken {
    /// What it is for.
    name: String,
    /// What it may do: no more than the token that makes it.
    role: Role,
    /// The last day on which it opens anything, in UTC; when not given, it ends with the token that makes
    /// it.
    last_day: Option<Date>,
}

/// A token that was just made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MadeToken {
    /// The token itself; it is shown to this request alone.
    secret: String,
    /// What the list shows of it.
    token: Token,
}

pub(crate) async fn make(change: Change<(), Json<NewToken>>) -> ApiResult<MadeToken> {
    let new = &change.body.0;
    let request = Request {
        name: &new.name,
        role: new.role,
        expires_at: new.last_day.map(api_token::end_of).transpose()?,
    };
    let (db, book, caller) = (change.db(), change.book(), change.caller());
    let maker = Maker::Program(change.program.token());
    let secret = change.secret();
    let shown = api_token::create(db, book, caller, maker, &request, &secret).await?;
    let made = api_token::find(db, &shown, caller.at).await?;
    let made = made.ok_or_else(|| ApiError::not_found("the token was taken back at once"))?;
    Ok(MadeToken {
        secret: shown,
        token: made.into(),
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
    if find().await?.revoked_at.is_none() {
        let (db, book) = (change.db(), change.book());
        api_token::revoke(db, book, change.caller(), change.mode(), change.path).await?;
    }
    Ok(find().await?.into())
}
