//! Two versions of the policy: what the newer one does differently, in words.

use askama::Template;
use dunwell_app::policy;
use serde::Deserialize;

use crate::error::{PageError, PageResult};
use crate::form::Query;
use crate::locale::T;
use crate::page::{BookPage, Page};

/// Which two.
#[derive(Debug, Deserialize)]
pub(crate) struct Which {
    older: i64,
    newer: i64,
}

#[derive(Template)]
#[template(path = "policies/compare.html")]
struct Compared<'a> {
    page: &'a Page,
    t: T,
    older: i64,
    newer: i64,
    by: String,
    sentences: Vec<String>,
}

/// Shows what is different. The order of the two does not matter.
pub(crate) async fn show(page: BookPage, Query(which): Query<Which>) -> PageResult {
    let versions = policy::versions(page.db(), page.book()).await?;
    let find = |seq: i64| {
        let found = versions.iter().find(|version| version.seq == seq);
        found.ok_or(PageError::NotFound)
    };
    let older = find(which.older.min(which.newer))?;
    let newer = find(which.older.max(which.newer))?;
    let t = page.t();
    let changes = policy::compare((&older.name, &older.text), (&newer.name, &newer.text))?;
    page.show(&Compared {
        page: &page,
        t,
        older: older.seq,
        newer: newer.seq,
        by: t
            .say("policy.since-by")
            .with("since", page.moment(newer.activated_at))
            .with("name", &newer.actor)
            .to_string(),
        sentences: changes.iter().map(|change| t.sentence(change)).collect(),
    })
}
