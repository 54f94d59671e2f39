//! What the API says when it cannot do what was asked: a problem document (RFC 9457) with a code that
//! does not change.

use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use dunwell_app::AppError;
use serde::Serialize;

/// What a handler of the API gives back.
pub type ApiResult<T> = Result<T, ApiError>;

/// Why the API did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    status: StatusCode,
    code: &'static str,
    detail: String,
}

/// The document.
#[derive(Debug, Serialize)]
struct Document<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'a str,
    status: u16,
    code: &'a str,
    detail: &'a str,
}

impl ApiError {
    /// An error with a code of its own; codes are documented and never change their meaning.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> ApiError {
        ApiError {
            status,
            code,
            detail: detail.into(),
        }
    }

    /// There is no such thing.
    #[must_use]
    pub fn not_found(detail: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::NOT_FOUND, "not-found", detail)
    }

    /// No token was shown, or one that opens nothing.
    #[must_use]
    pub fn unauthorized() -> ApiError {
        ApiError::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "show a token that is in force: Authorization: Bearer dw_...",
        )
    }

    /// The token's role does not allow it.
    #[must_use]
    pub fn forbidden() -> ApiError {
        ApiError::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            "the role of this token does not allow it",
        )
    }

    /// The status that it is answered with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The code that does not change.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }
}

impl From<AppError> for ApiError {
    fn from(error: AppError) -> ApiError {
        if error.is_busy() {
            let detail = "another process is writing to the database; try again in a moment";
            return ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail);
        }
        let (status, code) = match &error {
            AppError::Refused(_) => (StatusCode::UNPROCESSABLE_ENTITY, "refused"),
            AppError::Policy { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "policy-has-errors"),
            AppError::KeyReused { .. } => (StatusCode::CONFLICT, "key-reused"),
            AppError::CheckFailed(_) => (StatusCode::CONFLICT, "check-failed"),
            AppError::Store(_)
            | AppError::Text(_)
            | AppError::File { .. }
            | AppError::Damaged { .. } => {
                tracing::error!(%error, "a request of the API failed");
                let detail = "something failed here; it is in the log of the server";
                return ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "failed", detail);
            }
        };
        ApiError::new(status, code, error.to_string())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let document = Document {
            kind: format!("urn:dunwell:problem:{}", self.code),
            title: self.status.canonical_reason().unwrap_or_default(),
            status: self.status.as_u16(),
            code: self.code,
            detail: &self.detail,
        };
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let kind = [(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        )];
        let mut response = (self.status, kind, body).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(WWW_AUTHENTICATE, scheme);
        }
        response
    }
}
