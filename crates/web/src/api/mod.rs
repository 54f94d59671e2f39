//! The JSON API: what programs do at the desk.
//!
//! [`table()`] lists its routes, each with its permission, its id and its handler. A handler is given a
//! request that is read already (`call.rs`), calls a use case or a view, and gives back what that gives;
//! `endpoint.rs` writes the answer, and `document.rs` describes it all from the same table.

mod actions;
mod book;
mod bulk;
mod call;
mod calls;
mod customers;
mod disputes;
pub(crate) mod document;
mod endpoint;
mod figures;
mod holds;
mod imports;
mod invoices;
mod journal;
mod law;
pub(crate) mod operation;
mod outbox;
mod page;
mod payments;
mod people;
mod policies;
mod promises;
mod rates;
mod reply;
mod requests;
mod runs;
mod settings;
mod table;
mod terms;
mod tokens;
mod worklist;

use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use utoipa::ToSchema;

pub(crate) use table::table;

/// Why something is done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Why {
    /// Why.
    pub(crate) reason: String,
}

/// The document of the API.
async fn document() -> Response {
    let kind = [(axum::http::header::CONTENT_TYPE, "application/json")];
    (kind, document::text()).into_response()
}
