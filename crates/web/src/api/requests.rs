//! What takes two people: one asked, and another decides. A program asks and takes back; it never decides.

use dunwell_app::request::{self, Decided, Request, Requests};
use dunwell_core::id::RequestId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::Why;
use super::call::{Call, Change, Json, Nothing};
use crate::problem::{ApiError, ApiResult};
use crate::program::Program;

pub(crate) async fn list(call: Call<(), Nothing>) -> ApiResult<Requests> {
    Ok(request::list(call.db(), call.book()).await?)
}

async fn find(program: &Program, id: RequestId) -> ApiResult<Request> {
    let found = request::find(program.db(), program.book(), id).await?;
    found.ok_or_else(|| ApiError::not_found(format!("there is no request {id}")))
}

pub(crate) async fn show(call: Call<RequestId, Nothing>) -> ApiResult<Request> {
    find(&call.program, call.path).await
}

/// Nothing is to be said besides.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Withdrawal {}

pub(crate) async fn withdraw(change: Change<RequestId, Json<Withdrawal>>) -> ApiResult<Decided> {
    find(&change.program, change.path).await?;
    let (db, book, caller) = (change.db(), change.book(), change.caller());
    Ok(request::withdraw(db, book, caller, change.mode(), change.path).await?)
}

/// Nothing is to be said besides.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Consent {}

/// Whoever asks for it is told that it takes a person, rather than that there is no such route.
pub(crate) async fn approve(change: Change<RequestId, Json<Consent>>) -> ApiResult<Decided> {
    decidable(&change).await?;
    let (db, book, caller) = (change.db(), change.book(), change.caller());
    let templates = change.program.desk().templates();
    Ok(request::approve(db, book, caller, change.mode(), change.path, templates).await?)
}

pub(crate) async fn decline(change: Change<RequestId, Json<Why>>) -> ApiResult<Decided> {
    decidable(&change).await?;
    let (db, book, caller) = (change.db(), change.book(), change.caller());
    let reason = &change.body.0.reason;
    Ok(request::decline(db, book, caller, change.mode(), change.path, reason).await?)
}

/// Refuses what the use case would refuse, with the code that says why.
async fn decidable<B>(change: &Change<RequestId, B>) -> ApiResult<()> {
    let request = find(&change.program, change.path).await?;
    Ok(request.may_be_decided_by(change.caller())?)
}
