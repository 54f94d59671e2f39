//! What a handler gives back, and how it is answered: done, or asked for where it takes two people.

use axum::http::StatusCode;
use dunwell_app::request::Outcome;
use dunwell_core::id::RequestId;
use serde::Serialize;
use utoipa::ToSchema;

use super::operation::Shape;
use crate::problem::{ApiError, ApiResult, Code};

/// What a route answers with.
pub(crate) trait Reply {
    /// What it is when all is well.
    fn done() -> Shape;

    /// What it is where somebody else has to agree first; none for a route that one may always use alone.
    fn asked() -> Option<Shape> {
        None
    }

    /// The status and the body; `usual` is the status of a route that did what it was asked to.
    ///
    /// # Errors
    /// When it cannot be written.
    fn write(&self, usual: StatusCode) -> ApiResult<(StatusCode, Vec<u8>)>;
}

impl<T: Serialize + ToSchema> Reply for T {
    fn done() -> Shape {
        Shape::json::<T>()
    }

    fn write(&self, usual: StatusCode) -> ApiResult<(StatusCode, Vec<u8>)> {
        Ok((usual, written(self)?))
    }
}

/// What came of a change that may take two people.
#[derive(Debug)]
pub(crate) struct MayAsk<T>(Outcome<T>);

impl<T> From<Outcome<T>> for MayAsk<T> {
    fn from(outcome: Outcome<T>) -> MayAsk<T> {
        MayAsk(outcome)
    }
}

/// It takes two people: nothing was done yet, and somebody else decides on it.
#[derive(Debug, Serialize, ToSchema)]
struct Asked {
    /// The request that was made; `/api/v1/requests/{request}` shows where it stands.
    request: RequestId,
}

impl<T: Serialize + ToSchema> Reply for MayAsk<T> {
    fn done() -> Shape {
        Shape::json::<T>()
    }

    fn asked() -> Option<Shape> {
        Some(Shape::json::<Asked>())
    }

    fn write(&self, usual: StatusCode) -> ApiResult<(StatusCode, Vec<u8>)> {
        match &self.0 {
            Outcome::Done(done) => Ok((usual, written(done)?)),
            Outcome::Asked(request) => {
                let asked = Asked { request: *request };
                Ok((StatusCode::ACCEPTED, written(&asked)?))
            }
        }
    }
}

/// A value as JSON.
///
/// # Errors
/// When it has a form that JSON does not know; the log says which.
pub(super) fn written(value: &impl Serialize) -> ApiResult<Vec<u8>> {
    serde_json::to_vec(value).map_err(|error| {
        tracing::error!(%error, "an answer of the API could not be written");
        ApiError::new(
            Code::Failed,
            "something failed here; it is in the log of the server",
        )
    })
}
