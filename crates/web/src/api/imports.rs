//! What was brought in, by whichever way.

use dunwell_app::import::ImportId;
use dunwell_app::import::history::{self, Made};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::call::Call;
use super::page::Limit;
use crate::problem::{ApiError, ApiResult, Code};

/// Which imports are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Filter {
    /// How many lines.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000)]
    limit: Limit,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// What was brought in, the latest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportsPage)]
pub(crate) struct Imports {
    /// The imports.
    items: Vec<Made>,
    /// What the next page is asked for with; none on the last page.
    next: Option<String>,
}

pub(crate) async fn list(call: Call<(), Filter>) -> ApiResult<Imports> {
    let place = |text: &String| {
        text.parse::<ImportId>().map_err(|_| {
            let detail = "the cursor is no place in this list; give the `next` of the page before";
            ApiError::new(Code::Refused, detail)
        })
    };
    let before = call.query.cursor.as_ref().map(place).transpose()?;
    let limit = call.query.limit.lines();
    // One more than is shown tells whether there are earlier ones.
    let mut items = history::list(call.db(), call.book(), before, limit + 1).await?;
    let has_more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| has_more);
    Ok(Imports {
        next: next.map(|import| import.id.to_string()),
        items,
    })
}
