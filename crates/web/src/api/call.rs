//! A request to the API, read: who asks, what the path names, what is asked for. What cannot be read is
//! refused here, for all routes in the same words.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::header::{CONTENT_TYPE, IF_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use dunwell_app::Db;
use dunwell_app::book::Book;
use dunwell_app::funnel::{Caller, Mode};
use dunwell_app::user::Secret;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use super::operation::Kind;
use crate::desk::Desk;
use crate::problem::{ApiError, ApiResult, Code};
use crate::program::Program;

/// The header that tells one request from the same one sent again.
pub(crate) const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// The longest key, in bytes.
pub(crate) const LONGEST_KEY: usize = 200;

/// What a route without parameters behind the question mark takes.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// How a change is made.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct How {
    /// Do everything, say what it came to, and keep nothing.
    pub(crate) dry_run: bool,
}

/// A request that changes nothing.
#[derive(Debug)]
pub(crate) struct Call<P, Q, B = ()> {
    pub(crate) program: Program,
    pub(crate) path: P,
    pub(crate) query: Q,
    pub(crate) body: B,
}

/// A request that changes something.
#[derive(Debug)]
pub(crate) struct Change<P, B> {
    pub(crate) program: Program,
    pub(crate) path: P,
    pub(crate) body: B,
    /// The key, made the token's own: two programs may use the same.
    key: Option<String>,
    dry_run: bool,
    /// The version that is known to whoever asks.
    if_match: Option<String>,
}

impl<P, Q, B> Call<P, Q, B> {
    pub(crate) fn db(&self) -> &Db {
        self.program.db()
    }

    pub(crate) fn book(&self) -> &Book {
        self.program.book()
    }
}

impl<P, B> Change<P, B> {
    pub(crate) fn db(&self) -> &Db {
        self.program.db()
    }

    pub(crate) fn book(&self) -> &Book {
        self.program.book()
    }

    pub(crate) fn caller(&self) -> Caller<'_> {
        self.program.caller()
    }

    /// How the use case is to make the change.
    pub(crate) fn mode(&self) -> Mode<'_> {
        Mode {
            key: self.key.as_deref(),
            dry_run: self.dry_run,
        }
    }

    /// The secret that the request spends. The same request with the same key spends the same one, so that
    /// a program that lost the answer is given the link or the token again, and leaves none behind.
    pub(crate) fn secret(&self) -> Secret {
        let desk = self.program.desk();
        match &self.key {
            Some(key) => desk.sealing_key().secret_of(key),
            None => desk.secret(),
        }
    }

    /// Refuses a change of something that is not any more what whoever asks has seen.
    pub(crate) fn knows(&self, etag: &str) -> ApiResult<()> {
        let known = self.if_match.as_deref().unwrap_or_default();
        if known == "*" || known.split(',').any(|one| one.trim() == etag) {
            return Ok(());
        }
        Err(ApiError::changed_meanwhile(
            "it was changed since you read it; read it again, and send the change with its new ETag",
        ))
    }
}

/// A body: none, JSON, or raw bytes.
pub(crate) trait Body: Sized + Send {
    /// Reads what was sent.
    fn read(headers: &HeaderMap, bytes: Bytes) -> ApiResult<Self>;
}

impl Body for () {
    fn read(_: &HeaderMap, _: Bytes) -> ApiResult<()> {
        Ok(())
    }
}

/// A body that is JSON of a type.
#[derive(Debug)]
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> Body for Json<T> {
    fn read(headers: &HeaderMap, bytes: Bytes) -> ApiResult<Json<T>> {
        takes(headers, "application/json")?;
        let read = serde_json::from_slice(&bytes);
        let read = read.map_err(|error| malformed(format!("the body: {error}")))?;
        match holds_nul(&bytes) {
            true => Err(malformed(
                "the body: a text holds U+0000, which cannot be kept",
            )),
            false => Ok(Json(read)),
        }
    }
}

/// Whether a text of the body holds the one character that not every database can keep.
fn holds_nul(json: &[u8]) -> bool {
    fn is_in(value: &serde_json::Value) -> bool {
        match value {
            serde_json::Value::String(text) => text.contains('\0'),
            serde_json::Value::Array(items) => items.iter().any(is_in),
            serde_json::Value::Object(fields) => fields
                .iter()
                .any(|(name, value)| name.contains('\0') || is_in(value)),
            _ => false,
        }
    }
    let may = json.windows(6).any(|part| part == b"\\u0000");
    may && serde_json::from_slice(json).is_ok_and(|value| is_in(&value))
}

/// A body that is a line of JSON for each of many.
#[derive(Debug)]
pub(crate) struct Lines(pub(crate) Bytes);

impl Body for Lines {
    fn read(headers: &HeaderMap, bytes: Bytes) -> ApiResult<Lines> {
        takes(headers, "application/x-ndjson")?;
        Ok(Lines(bytes))
    }
}

fn takes(headers: &HeaderMap, media: &str) -> ApiResult<()> {
    let given = headers.get(CONTENT_TYPE);
    let given = given.and_then(|value| value.to_str().ok()).unwrap_or("");
    let given = given.split(';').next().unwrap_or_default().trim();
    if given.eq_ignore_ascii_case(media) {
        return Ok(());
    }
    let detail = format!("send the body with Content-Type: {media}");
    Err(ApiError::new(Code::UnsupportedType, detail))
}

fn malformed(detail: impl Into<String>) -> ApiError {
    ApiError::new(Code::Malformed, detail)
}

/// What the path names. A name that cannot be one names nothing.
async fn path<P: DeserializeOwned + Send>(parts: &mut Parts, desk: &Desk) -> ApiResult<P> {
    if parts.uri.path().contains("%00") {
        return Err(ApiError::not_found("nothing has a name with U+0000 in it"));
    }
    let read = Path::<P>::from_request_parts(parts, desk).await;
    read.map(|Path(path)| path)
        .map_err(|error| ApiError::not_found(error.body_text()))
}

async fn query<Q: DeserializeOwned>(parts: &mut Parts, desk: &Desk) -> ApiResult<Q> {
    if parts.uri.query().is_some_and(|query| query.contains("%00")) {
        return Err(malformed("the query holds U+0000, which nothing has in it"));
    }
    let read = Query::<Q>::from_request_parts(parts, desk).await;
    read.map(|Query(query)| query)
        .map_err(|error| malformed(error.body_text()))
}

async fn body<B: Body>(headers: &HeaderMap, request: Request, desk: &Desk) -> ApiResult<B> {
    let bytes = Bytes::from_request(request, desk).await;
    let bytes = bytes.map_err(|error: BytesRejection| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::new(
            Code::TooLarge,
            "the body is larger than is taken here; send it in parts",
        ),
        _ => malformed(error.body_text()),
    })?;
    B::read(headers, bytes)
}

impl<P, Q, B> FromRequest<Desk> for Call<P, Q, B>
where
    P: DeserializeOwned + Send,
    Q: DeserializeOwned + Send,
    B: Body,
{
    type Rejection = ApiError;

    async fn from_request(request: Request, desk: &Desk) -> ApiResult<Call<P, Q, B>> {
        let (mut parts, content) = request.into_parts();
        let program = Program::from_request_parts(&mut parts, desk).await?;
        let path = path(&mut parts, desk).await?;
        let query = query(&mut parts, desk).await?;
        let headers = parts.headers.clone();
        let body = body(&headers, Request::from_parts(parts, content), desk).await?;
        Ok(Call {
            program,
            path,
            query,
            body,
        })
    }
}

impl<P, B> FromRequest<Desk> for Change<P, B>
where
    P: DeserializeOwned + Send,
    B: Body,
{
    type Rejection = ApiError;

    async fn from_request(request: Request, desk: &Desk) -> ApiResult<Change<P, B>> {
        let (mut parts, content) = request.into_parts();
        let program = Program::from_request_parts(&mut parts, desk).await?;
        let path = path(&mut parts, desk).await?;
        let how: How = query(&mut parts, desk).await?;
        let headers = parts.headers.clone();
        let key = key(&headers)?.map(|key| format!("{}/{key}", program.token().id));
        let if_match = headers.get(IF_MATCH);
        let if_match = if_match.and_then(|value| value.to_str().ok());
        let body = body(&headers, Request::from_parts(parts, content), desk).await?;
        Ok(Change {
            program,
            path,
            body,
            key,
            dry_run: how.dry_run,
            if_match: if_match.map(str::to_owned),
        })
    }
}

/// The key of a request, if it has one that can be used.
fn key(headers: &HeaderMap) -> ApiResult<Option<&str>> {
    let Some(given) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    match given.to_str().map(str::trim) {
        Ok(key) if !key.is_empty() && key.len() <= LONGEST_KEY => Ok(Some(key)),
        _ => Err(malformed(format!(
            "Idempotency-Key: give 1 to {LONGEST_KEY} plain characters, such as a UUID"
        ))),
    }
}

impl<P, B> Change<P, B> {
    /// Refuses a request without the header that its kind of change asks for, or one that cannot be tried
    /// out and is to be.
    pub(crate) fn can_be(&self, kind: Kind) -> ApiResult<()> {
        match kind {
            Kind::Change | Kind::Grant if self.key.is_none() => Err(ApiError::new(
                Code::KeyMissing,
                "send an Idempotency-Key, such as a UUID: the same request with the same key is carried out once",
            )),
            Kind::Replace if self.if_match.is_none() => Err(ApiError::new(
                Code::VersionMissing,
                "send If-Match with the ETag of what you read, so that nobody's change is written over unseen",
            )),
            Kind::Grant if self.dry_run => Err(malformed("dry_run: this cannot be tried out")),
            _ => Ok(()),
        }
    }
}
