//! What a page says when it cannot do what was asked: calmly, in the reader's language, with a way on.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use dunwell_app::AppError;
use dunwell_core::sentence::Sentence;

/// What a handler of a page gives back.
pub type PageResult<T = Response> = Result<T, PageError>;

/// Why a page was not shown. A form that was filled in wrongly is no error: it is drawn again with the
/// message beside the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// There is no such page, or not for this person.
    #[error("there is no such page")]
    NotFound,
    /// The person's role does not allow it.
    #[error("the role does not allow it")]
    Forbidden,
    /// The form was not sent by a page of ours, or by one of an earlier session.
    #[error("the form was not sent by a page of this session")]
    ForeignForm,
    /// What was sent cannot be read.
    #[error("what was sent cannot be read")]
    Unreadable,
    /// What was sent is larger than is taken.
    #[error("what was sent is too large")]
    TooLarge,
    /// A use case refused; the text says what would be right.
    #[error("{0}")]
    Refused(Sentence),
    /// The database is busy with something long.
    #[error("the database is busy")]
    Busy,
    /// Something failed. The person is told no more than that; the text is for the log.
    #[error("{0}")]
    Failed(String),
}

impl PageError {
    /// The status that it is answered with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            PageError::NotFound => StatusCode::NOT_FOUND,
            PageError::Forbidden | PageError::ForeignForm => StatusCode::FORBIDDEN,
            PageError::Unreadable => StatusCode::BAD_REQUEST,
            PageError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            PageError::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            PageError::Busy => StatusCode::SERVICE_UNAVAILABLE,
            PageError::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<AppError> for PageError {
    fn from(error: AppError) -> PageError {
        if error.is_busy() {
            return PageError::Busy;
        }
        match error {
            AppError::Refused(why) | AppError::NotFound(why) | AppError::TakesAPerson(why) => {
                PageError::Refused(why)
            }
            AppError::KeyReused { key } => PageError::Refused(
                Sentence::new(
                    "refusal.key-reused",
                    "the key \"{key}\" was already used for another command; use a new key, or give the same command again",
                )
                .with("key", key),
            ),
            AppError::Policy { .. } | AppError::CheckFailed(_) => {
                PageError::Refused(error.to_string().into())
            }
            AppError::Store(_)
            | AppError::Text(_)
            | AppError::File { .. }
            | AppError::Damaged { .. } => PageError::Failed(error.to_string()),
        }
    }
}

impl From<askama::Error> for PageError {
    fn from(error: askama::Error) -> PageError {
        PageError::Failed(format!("drawing a page: {error}"))
    }
}

/// The page is drawn by the guard, which knows who reads it; until then the error travels with the
/// response.
impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
