//! Texts that are to leave, and those that left.

use dunwell_app::outbox_export::{self, Left};
use dunwell_app::view::outbox::{self, Part, TextLine};
use dunwell_app::view::page::Paged;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::call::{Call, Change, Json};
use super::page::Limit;
use crate::problem::ApiResult;

/// A part of the outbox.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Wanted {
    Drafts,
    #[default]
    Ready,
    Exported,
}

/// Which texts are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Filter {
    /// Drafts that wait for approval, texts that are ready, or those that left.
    #[param(inline)]
    part: Wanted,
    /// How many lines.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000)]
    limit: Limit,
    /// The `next` of the page before.
    cursor: Option<String>,
}

pub(crate) async fn list(call: Call<(), Filter>) -> ApiResult<Paged<TextLine>> {
    let part = match call.query.part {
        Wanted::Drafts => Part::Drafts,
        Wanted::Ready => Part::Ready,
        Wanted::Exported => Part::Exported,
    };
    let page = call.query.limit.after(call.query.cursor.as_deref());
    Ok(outbox::outbox(call.db(), call.book(), part, &page, call.program.today()).await?)
}

/// Nothing is to be said besides.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Leave {}

pub(crate) async fn leave(change: Change<(), Json<Leave>>) -> ApiResult<Left> {
    let templates = change.program.desk().templates();
    let (db, book) = (change.db(), change.book());
    Ok(outbox_export::leave(db, book, change.caller(), change.mode(), templates).await?)
}
