//! What the API says when it cannot do what was asked: a problem document (RFC 9457) with a code that
//! does not change.

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use dunwell_app::AppError;
use dunwell_app::request::NotYours;
use dunwell_core::policy::Finding;
use serde::Serialize;
use utoipa::ToSchema;

/// What a handler of the API gives back.
pub type ApiResult<T> = Result<T, ApiError>;

/// The kind of a problem document.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

macro_rules! codes {
    ($($(#[doc = $words:literal])+ $name:ident = $code:literal, $status:ident;)+) => {
        /// Why the API did not do what was asked. A code never changes its meaning, so that programs can
        /// rely on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
        #[serde(rename_all = "kebab-case")]
        #[schema(as = ProblemCode)]
        pub enum Code {
            $($(#[doc = $words])+ $name,)+
        }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &[Code] = &[$(Code::$name),+];

            /// The word.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Code::$name => $code),+ }
            }

            /// The status that it is answered with.
            #[must_use]
            pub const fn status(self) -> StatusCode {
                match self { $(Code::$name => StatusCode::$status),+ }
            }

            /// What it means, in a sentence.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                let words = match self { $(Code::$name => concat!($($words),+)),+ };
                words.trim_ascii()
            }
        }
    };
}

codes! {
    /// What was sent cannot be read; the detail says where.
    Malformed = "malformed", BAD_REQUEST;
    /// A request that changes something came without an `Idempotency-Key`.
    KeyMissing = "key-missing", BAD_REQUEST;
    /// No token was shown, or one that is not in force.
    Unauthorized = "unauthorized", UNAUTHORIZED;
    /// The role of the token does not allow it.
    Forbidden = "forbidden", FORBIDDEN;
    /// Only a person does this, at the desk; no token allows it.
    TakesAPerson = "takes-a-person", FORBIDDEN;
    /// What was named is not there.
    NotFound = "not-found", NOT_FOUND;
    /// The resource does not take this method; `Allow` lists those that it takes.
    MethodNotAllowed = "method-not-allowed", METHOD_NOT_ALLOWED;
    /// The `Idempotency-Key` was used for another request before.
    KeyReused = "key-reused", CONFLICT;
    /// A check found that something is not as it has to be.
    CheckFailed = "check-failed", CONFLICT;
    /// It was changed since it was read: the `If-Match` is not its `ETag` any more.
    ChangedMeanwhile = "changed-meanwhile", PRECONDITION_FAILED;
    /// The body is larger than is taken.
    TooLarge = "too-large", PAYLOAD_TOO_LARGE;
    /// The `Content-Type` is none that is taken.
    UnsupportedType = "unsupported-type", UNSUPPORTED_MEDIA_TYPE;
    /// A rule of the book stands against it; the detail says what would be right.
    Refused = "refused", UNPROCESSABLE_ENTITY;
    /// The policy has errors; `findings` lists them with their places.
    PolicyHasErrors = "policy-has-errors", UNPROCESSABLE_ENTITY;
    /// A change of something that has versions came without an `If-Match`.
    VersionMissing = "version-missing", PRECONDITION_REQUIRED;
    /// Too many requests in a short time; `Retry-After` says for how many seconds to wait.
    TooManyRequests = "too-many-requests", TOO_MANY_REQUESTS;
    /// Something failed on the server; its log says what.
    Failed = "failed", INTERNAL_SERVER_ERROR;
    /// Another process is writing to the database; the same request can be sent again in a moment.
    Busy = "busy", SERVICE_UNAVAILABLE;
}

/// Why the API did not do what was asked, with what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    code: Code,
    detail: String,
    findings: Vec<Finding>,
    retry_after_secs: Option<u64>,
}

/// A problem, as RFC 9457 has it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// `urn:dunwell:problem:` and the code.
    #[serde(rename = "type")]
    kind: String,
    /// The status in words.
    title: String,
    /// The status.
    status: u16,
    /// What programs tell problems apart by.
    code: Code,
    /// What was wrong here, and what would be right, for a person.
    detail: String,
    /// What is wrong with a policy, with the places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<Finding>,
}

impl ApiError {
    /// An error; `detail` is for a person.
    #[must_use]
    pub fn new(code: Code, detail: impl Into<String>) -> ApiError {
        ApiError {
            code,
            detail: detail.into(),
            findings: Vec::new(),
            retry_after_secs: None,
        }
    }

    /// There is no such thing.
    #[must_use]
    pub fn not_found(detail: impl Into<String>) -> ApiError {
        ApiError::new(Code::NotFound, detail)
    }

    /// No token was shown, or one that opens nothing.
    #[must_use]
    pub fn unauthorized() -> ApiError {
        ApiError::new(
            Code::Unauthorized,
            "show a token that is in force: Authorization: Bearer dw_...",
        )
    }

    /// The token's role does not allow it.
    #[must_use]
    pub fn forbidden() -> ApiError {
        ApiError::new(Code::Forbidden, "the role of this token does not allow it")
    }

    /// It was changed since whoever asks has read it.
    #[must_use]
    pub fn changed_meanwhile(detail: impl Into<String>) -> ApiError {
        ApiError::new(Code::ChangedMeanwhile, detail)
    }

    /// Too many requests; another one is answered after so many seconds.
    #[must_use]
    pub fn too_many(retry_after_secs: u64) -> ApiError {
        ApiError {
            retry_after_secs: Some(retry_after_secs),
            ..ApiError::new(
                Code::TooManyRequests,
                format!("too many requests; the next one is answered in {retry_after_secs} s"),
            )
        }
    }

    /// The status that it is answered with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.code.status()
    }

    /// The code that does not change.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }
}

impl From<NotYours> for ApiError {
    fn from(why: NotYours) -> ApiError {
        let code = match why {
            NotYours::Program => Code::TakesAPerson,
            NotYours::Role(_) => Code::Forbidden,
            NotYours::Own => Code::Refused,
        };
        ApiError::new(code, why.to_string())
    }
}

impl From<AppError> for ApiError {
    fn from(error: AppError) -> ApiError {
        if error.is_busy() {
            let detail = "another process is writing to the database; try again in a moment";
            return ApiError {
                retry_after_secs: Some(1),
                ..ApiError::new(Code::Busy, detail)
            };
        }
        let code = match &error {
            AppError::Refused(_) | AppError::Text(_) => Code::Refused,
            AppError::NotFound(_) => Code::NotFound,
            AppError::TakesAPerson(_) => Code::TakesAPerson,
            AppError::Policy { .. } => Code::PolicyHasErrors,
            AppError::KeyReused { .. } => {
                let detail = "this Idempotency-Key was used for another request; use a new one, or send the same request again";
                return ApiError::new(Code::KeyReused, detail);
            }
            AppError::CheckFailed(_) => Code::CheckFailed,
            AppError::Store(_) | AppError::File { .. } | AppError::Damaged { .. } => {
                tracing::error!(%error, "a request of the API failed");
                let detail = "something failed here; it is in the log of the server";
                return ApiError::new(Code::Failed, detail);
            }
        };
        let detail = error.to_string();
        let findings = match error {
            AppError::Policy { findings, .. } => findings,
            _ => Vec::new(),
        };
        ApiError {
            findings,
            ..ApiError::new(code, detail)
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = self.status();
        let problem = Problem {
            kind: format!("urn:dunwell:problem:{}", self.code.word()),
            title: status.canonical_reason().unwrap_or_default().to_owned(),
            status: status.as_u16(),
            code: self.code,
            detail: self.detail,
            findings: self.findings,
        };
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let kind = [(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON))];
        let mut response = (status, kind, body).into_response();
        let headers = response.headers_mut();
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after_secs {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
