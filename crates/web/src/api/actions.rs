//! What a run decided: reading it and its text, approving it, leaving it out, opening it again.

use dunwell_app::approve::{self, Approved};
use dunwell_app::preview::{self, Preview};
use dunwell_app::reopen::{self, Reopened};
use dunwell_app::skip::{self, Skipped};
use dunwell_app::view::worklist::{self, Item};
use serde::Deserialize;
use utoipa::ToSchema;

use super::Why;
use super::call::{Call, Change, Json, Nothing};
use crate::problem::{ApiError, ApiResult};
use crate::program::Program;

/// The open action of an id, if it is open.
async fn find(program: &Program, action: &str) -> ApiResult<Option<Item>> {
    let request = worklist::Request {
        action: Some(action),
        ..worklist::Request::default()
    };
    let list = worklist::worklist(program.db(), program.book(), &request, program.today()).await?;
    Ok(list.items.into_iter().next())
}

async fn open(program: &Program, action: &str) -> ApiResult<Item> {
    let found = find(program, action).await?;
    found.ok_or_else(|| ApiError::not_found(format!("there is no open action \"{action}\"")))
}

pub(crate) async fn show(call: Call<String, Nothing>) -> ApiResult<Item> {
    open(&call.program, &call.path).await
}

pub(crate) async fn text(call: Call<String, Nothing>) -> ApiResult<Preview> {
    let templates = call.program.desk().templates();
    let today = call.program.today();
    Ok(preview::of_action(call.db(), call.book(), templates, &call.path, today).await?)
}

/// What goes with an approval.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Approval {
    /// What there is to say about it.
    note: Option<String>,
}

/// Approves an action, in the role that the policy names; the token's has to be that or a higher one.
pub(crate) async fn approve(change: Change<String, Json<Approval>>) -> ApiResult<Approved> {
    let item = find(&change.program, &change.path).await?;
    let named = item.as_ref().and_then(|item| item.approve.as_deref());
    if named.is_some_and(|named| !change.program.role().acts_as(named)) {
        return Err(ApiError::forbidden());
    }
    let request = approve::Request {
        action: change.path.clone(),
        role: None,
        note: change.body.0.note.clone(),
    };
    let (db, book) = (change.db(), change.book());
    Ok(approve::approve(db, book, change.caller(), change.mode(), &request).await?)
}

pub(crate) async fn skip(change: Change<String, Json<Why>>) -> ApiResult<Skipped> {
    let request = skip::Request {
        action: change.path.clone(),
        reason: change.body.0.reason.clone(),
    };
    let (db, book) = (change.db(), change.book());
    Ok(skip::skip(db, book, change.caller(), change.mode(), &request).await?)
}

pub(crate) async fn reopen(change: Change<String, Json<Why>>) -> ApiResult<Reopened> {
    let request = reopen::Request {
        action: change.path.clone(),
        reason: change.body.0.reason.clone(),
    };
    let (db, book) = (change.db(), change.book());
    Ok(reopen::reopen(db, book, change.caller(), change.mode(), &request).await?)
}
