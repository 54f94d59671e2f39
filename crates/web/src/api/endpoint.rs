//! The ways to make a route of the API. Each takes a handler, which is given the request already read and
//! gives back what is to be answered; headers, statuses and the document follow from the kind of route.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use dunwell_app::access::Permission;
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::{IntoParams, ToSchema};

use super::call::{Body, Call, Change, How, Json, Lines, Nothing};
use super::operation::{Kind, Operation, Shape};
use super::reply::{Reply, written};
use crate::problem::ApiResult;
use crate::router::Route;

/// What a route is called: its id in the document, and what it does in a few words.
pub(crate) type Called = (&'static str, &'static str);

/// Looks something up.
pub(crate) fn get<P, Q, T, F, A>(
    path: &'static str,
    permission: Permission,
    called: Called,
    handler: F,
) -> Route
where
    P: DeserializeOwned + Send + 'static,
    Q: DeserializeOwned + IntoParams + Send + 'static,
    T: Serialize + ToSchema,
    F: Fn(Call<P, Q>) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = ApiResult<T>> + Send,
{
    let operation = Operation::new::<Q, T>(Kind::Read, called, None);
    let answer = move |headers: HeaderMap, call: Call<P, Q>| {
        let asked = handler(call);
        async move {
            match asked.await {
                Ok(found) => looked_up(&headers, &found),
                Err(error) => error.into_response(),
            }
        }
    };
    Route::described(path, permission, operation, answer)
}

/// Asks about something that is sent along; nothing is changed.
pub(crate) fn ask<P, B, T, F, A>(
    path: &'static str,
    permission: Permission,
    called: Called,
    handler: F,
) -> Route
where
    P: DeserializeOwned + Send + 'static,
    B: DeserializeOwned + ToSchema + Send + 'static,
    T: Serialize + ToSchema,
    F: Fn(Call<P, Nothing, Json<B>>) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = ApiResult<T>> + Send,
{
    let body = Some(Shape::json::<B>());
    let operation = Operation::new::<Nothing, T>(Kind::Ask, called, body);
    let status = operation.status;
    let answer = move |call: Call<P, Nothing, Json<B>>| {
        let asked = handler(call);
        async move { answered(status, asked.await) }
    };
    Route::described(path, permission, operation, answer)
}

/// Records something new.
pub(crate) fn create<P, B, T, F, A>(
    path: &'static str,
    permission: Permission,
    called: Called,
    handler: F,
) -> Route
where
    P: DeserializeOwned + Send + 'static,
    B: DeserializeOwned + ToSchema + Send + 'static,
    T: Reply,
    F: Fn(Change<P, Json<B>>) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = ApiResult<T>> + Send,
{
    let body = Some(Shape::json::<B>());
    let operation = Operation {
        status: StatusCode::CREATED,
        ..Operation::new::<How, T>(Kind::Change, called, body)
    };
    change(path, permission, operation, handler)
}

/// Does something with what is there.
pub(crate) fn act<P, B, T, F, A>(
    path: &'static str,
    permission: Permission,
    called: Called,
    handler: F,
) -> Route
where
    P: DeserializeOwned + Send + 'static,
    B: DeserializeOwned + ToSchema + Send + 'static,
    T: Reply,
    F: Fn(Change<P, Json<B>>) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = ApiResult<T>> + Send,
{
    let body = Some(Shape::json::<B>());
    let operation = Operation::new::<How, T>(Kind::Change, called, body);
    change(path, permission, operation, handler)
}

/// Says who may do what.
pub(crate) fn grant<P, B, T, F, A>(
    path: &'static str,
    permission: Permission,
    called: Called,
    handler: F,
) -> Route
where
    P: DeserializeOwned + Send + 'static,
    B: DeserializeOwned + ToSchema + Send + 'static,
    T: Reply,
    F: Fn(Change<P, Json<B>>) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = ApiResult<T>> + Send,
{
    let body = Some(Shape::json::<B>());
    let operation = Operation::new::<Nothing, T>(Kind::Grant, called, body);
    change(path, permission, operation, handler)
}

/// Brings many in, a line of JSON for each.
pub(crate) fn bulk<L, T, F, A>(
    path: &'static str,
    permission: Permission,
    called: Called,
    handler: F,
) -> Route
where
    L: ToSchema,
    T: Reply,
    F: Fn(Change<(), Lines>) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = ApiResult<T>> + Send,
{
    let body = Some(Shape::lines::<L>());
    let operation = Operation::new::<How, T>(Kind::Change, called, body);
    change(path, permission, operation, handler)
}

/// Takes the place of something that has versions.
pub(crate) fn put<P, B, T, F, A>(
    path: &'static str,
    permission: Permission,
    called: Called,
    handler: F,
) -> Route
where
    P: DeserializeOwned + Send + 'static,
    B: DeserializeOwned + ToSchema + Send + 'static,
    T: Reply,
    F: Fn(Change<P, Json<B>>) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = ApiResult<T>> + Send,
{
    let body = Some(Shape::json::<B>());
    let operation = Operation::new::<How, T>(Kind::Replace, called, body);
    change(path, permission, operation, handler)
}

/// Changes something, when the request has what its kind asks for.
fn change<P, B, T, F, A>(
    path: &'static str,
    permission: Permission,
    operation: Operation,
    handler: F,
) -> Route
where
    P: DeserializeOwned + Send + 'static,
    B: Body + 'static,
    T: Reply,
    F: Fn(Change<P, B>) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = ApiResult<T>> + Send,
{
    let (kind, status) = (operation.kind, operation.status);
    let answer = move |change: Change<P, B>| {
        let handler = handler.clone();
        async move {
            let done = match change.can_be(kind) {
                Ok(()) => handler(change).await,
                Err(error) => Err(error),
            };
            answered(status, done)
        }
    };
    Route::described(path, permission, operation, answer)
}

impl Route {
    /// The same route, with more to be known about it.
    #[must_use]
    pub(crate) fn about(self, words: &'static str) -> Route {
        self.described_anew(|operation| operation.about = words)
    }
}

/// What tells one answer from another: a hash of what is written.
pub(crate) fn etag(value: &impl Serialize) -> ApiResult<String> {
    Ok(etag_of(&written(value)?))
}

fn etag_of(body: &[u8]) -> String {
    format!("\"{}\"", &blake3::hash(body).to_hex()[..32])
}

/// The answer to a request that looks: with its ETag, or with nothing when that is known already.
fn looked_up(headers: &HeaderMap, found: &impl Serialize) -> Response {
    let body = match written(found) {
        Ok(body) => body,
        Err(error) => return error.into_response(),
    };
    let etag = etag_of(&body);
    let known = headers.get_all(IF_NONE_MATCH).iter();
    let is_known = known
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|one| one.trim().trim_start_matches("W/"))
        .any(|one| one == etag || one == "*");
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        json(StatusCode::OK, body)
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if let Ok(value) = HeaderValue::from_str(&etag) {
        headers.insert(ETAG, value);
    }
    response
}

fn answered<T: Reply>(usual: StatusCode, done: ApiResult<T>) -> Response {
    match done.and_then(|done| done.write(usual)) {
        Ok((status, body)) => json(status, body),
        Err(error) => error.into_response(),
    }
}

fn json(status: StatusCode, body: Vec<u8>) -> Response {
    let kind = [(CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    (status, kind, body).into_response()
}
