//! Whether the server answers and its database too: for whatever watches over it.

use axum::extract::State;
use axum::http::StatusCode;
use dunwell_app::book;

use crate::desk::Desk;

/// Answers `ok`, or that the database does not.
pub(crate) async fn show(State(desk): State<Desk>) -> (StatusCode, &'static str) {
    match book::list(desk.db()).await {
        Ok(_) => (StatusCode::OK, "ok\n"),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer\n",
            )
        }
    }
}
