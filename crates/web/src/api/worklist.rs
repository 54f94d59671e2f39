//! What is to be done now.

use std::sync::Arc;

use dunwell_app::view::worklist::{self, Worklist};
use dunwell_app::{Currency, Do};
use serde::Deserialize;
use utoipa::IntoParams;

use super::call::Call;
use super::page::Limit;
use crate::problem::ApiResult;

/// Which part of it is wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Filter {
    /// Only what does this.
    kind: Option<Do>,
    /// Only customers of this class.
    class: Option<String>,
    /// Only amounts in this currency.
    currency: Option<Currency>,
    /// Only what waits for approval.
    awaiting_approval: bool,
    /// Only customers that this person looks after.
    owner: Option<String>,
    /// How many lines.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000)]
    limit: Limit,
    /// The `next` of the page before.
    cursor: Option<String>,
}

pub(crate) async fn list(call: Call<(), Filter>) -> ApiResult<Worklist> {
    let filter = &call.query;
    let request = worklist::Request {
        kind: filter.kind,
        class: filter.class.as_deref(),
        currency: filter.currency,
        awaiting_approval: filter.awaiting_approval,
        action: None,
        owner: filter.owner.as_deref(),
        limit: Some(filter.limit.lines()),
        after: filter.cursor.as_deref(),
    };
    let (today, known) = (call.program.today(), call.program.desk().worklists());
    let list = worklist::worklist_with(call.db(), call.book(), &request, today, known).await?;
    Ok(Arc::unwrap_or_clone(list))
}
