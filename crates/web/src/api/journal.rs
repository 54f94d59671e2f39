//! All that happened in the book, and whether the record of it is whole.

use dunwell_app::journal_verify::{self, Verified};
use dunwell_app::view::journal::{self, Line, RecordView};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::call::{Call, Nothing};
use super::page::Limit;
use crate::problem::{ApiError, ApiResult, Code};

/// Which records are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Filter {
    /// How many records.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000)]
    limit: Limit,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// The latest records of the book, the newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JournalPage)]
pub(crate) struct Latest {
    /// The records.
    items: Vec<Line>,
    /// What the next page is asked for with; none on the last page.
    next: Option<String>,
}

impl Filter {
    /// The place before which the page begins.
    fn before(&self) -> ApiResult<Option<i64>> {
        let place = |text: &String| {
            text.parse::<i64>().map_err(|_| {
                let detail =
                    "the cursor is no place in this list; give the `next` of the page before";
                ApiError::new(Code::Refused, detail)
            })
        };
        self.cursor.as_ref().map(place).transpose()
    }
}

/// What happened to the book itself, the newest first: its settings, its policy, what two people decided.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JournalOfBookPage)]
pub(crate) struct OfBook {
    /// The records.
    items: Vec<RecordView>,
    /// What the next page is asked for with; none on the last page.
    next: Option<String>,
}

pub(crate) async fn of_book(call: Call<(), Filter>) -> ApiResult<OfBook> {
    let (before, limit) = (call.query.before()?, call.query.limit.lines());
    let found = journal::of_book(call.db(), call.book(), before, limit).await?;
    Ok(OfBook {
        items: found.records,
        next: found.next.map(|next| next.to_string()),
    })
}

pub(crate) async fn latest(call: Call<(), Filter>) -> ApiResult<Latest> {
    let before = call.query.before()?;
    let limit = call.query.limit.lines();
    let latest = journal::latest(call.db(), call.book(), before, limit).await?;
    Ok(Latest {
        items: latest.lines,
        next: latest.next.map(|next| next.to_string()),
    })
}

pub(crate) async fn verification(call: Call<(), Nothing>) -> ApiResult<Verified> {
    Ok(journal_verify::verify(call.db(), call.book()).await?)
}
