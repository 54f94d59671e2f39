//! Today: what is to be done, the most valuable first, and why.
//!
//! It is also the pattern of a page: the handler takes the page and what stands in the address, asks a
//! view, and draws the template of the same name.

use askama::Template;
use dunwell_app::Do;
use dunwell_app::view::worklist::{self, Item, Request};
use serde::Deserialize;

use crate::error::PageResult;
use crate::form::Query;
use crate::locale::{Late, Sum, T};
use crate::page::{BookPage, Page};

/// How much of the list is shown at first.
const SHOWN: usize = 25;

/// What the list is narrowed to.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Filter {
    #[serde(default)]
    kind: String,
}

#[derive(Template)]
#[template(path = "today.html")]
struct Today<'a> {
    page: &'a Page,
    t: T,
    total: usize,
    sums: Vec<Sum>,
    rows: Vec<Row>,
}

/// A row of the list.
struct Row {
    rank: usize,
    href: String,
    name: String,
    sum: Sum,
    late: Late,
    class: String,
    why: String,
    to_do: &'static str,
    icon: &'static str,
}

/// Shows the list.
pub(crate) async fn show(page: BookPage, Query(filter): Query<Filter>) -> PageResult {
    let request = Request {
        kind: Do::from_code(&filter.kind),
        limit: Some(SHOWN),
        ..Request::default()
    };
    let list = worklist::worklist(page.db(), page.book(), &request, page.today()).await?;
    let t = page.t();
    page.show(&Today {
        page: &page,
        t,
        total: list.total,
        sums: list.amounts.iter().map(|sum| t.sum(*sum)).collect(),
        rows: list
            .items
            .into_iter()
            .map(|item| row(&page, item))
            .collect(),
    })
}

fn row(page: &BookPage, item: Item) -> Row {
    let t = page.t();
    Row {
        rank: item.rank,
        href: page.href(&format!("customers/{}", item.customer.number)),
        name: item.customer.name,
        sum: t.sum(item.amount),
        late: t.late(item.days_late),
        class: item.class,
        why: item.why,
        to_do: item.to_do,
        icon: icon(item.kind, item.needs_approval),
    }
}

fn icon(kind: Do, needs_approval: bool) -> &'static str {
    match kind {
        _ if needs_approval => "approve",
        Do::Call => "call",
        Do::Email | Do::Sms => "mail",
        Do::Letter => "letter",
        Do::Hold => "hold",
        Do::Escalate | Do::WriteOff => "next",
    }
}
