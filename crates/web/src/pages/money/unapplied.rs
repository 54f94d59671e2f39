//! Money and credit that are not set against an invoice, customer by customer, the longest first.

use askama::Template;
use dunwell_app::view::page::Page as Part;
use dunwell_app::view::unapplied::{self, Line};
use serde::Deserialize;

use super::age;
use crate::encode::{encode, with_query};
use crate::error::PageResult;
use crate::form::Query;
use crate::locale::{Late, Sum, T};
use crate::page::{BookPage, Page};

/// Which page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    after: String,
}

#[derive(Template)]
#[template(path = "money/unapplied.html")]
struct Unapplied<'a> {
    page: &'a Page,
    t: T,
    total: usize,
    sums: Vec<Sum>,
    rows: Vec<Row>,
    back: String,
    next: String,
}

/// What a customer holds in one currency.
struct Row {
    /// The payments that it is made of.
    href: String,
    name: String,
    customer_href: String,
    iso: String,
    since: String,
    age: Late,
    unapplied: Sum,
    payments: String,
    balance: Sum,
}

/// Shows a page of the list.
pub(crate) async fn show(page: BookPage, Query(asked): Query<Asked>) -> PageResult {
    let after = Some(asked.after.as_str()).filter(|after| !after.is_empty());
    let part = Part { limit: None, after };
    let view = unapplied::unapplied(page.db(), page.book(), &part, page.today()).await?;
    let t = page.t();
    let address = |after: &str| page.href(&with_query("money/unapplied", [("after", after)]));
    page.show(&Unapplied {
        page: &page,
        t,
        total: view.total,
        sums: view.sums.iter().map(|sum| t.sum(sum)).collect(),
        rows: view
            .items
            .iter()
            .map(|line| Row::new(&page, line))
            .collect(),
        back: after
            .map(|_| page.href("money/unapplied"))
            .unwrap_or_default(),
        next: view.next.map(|next| address(&next)).unwrap_or_default(),
    })
}

impl Row {
    fn new(page: &BookPage, line: &Line) -> Row {
        let t = page.t();
        let number = &line.customer.number;
        let payments = [("show", "unapplied"), ("customer", number)];
        Row {
            href: page.href(&with_query("money", payments)),
            name: line.customer.name.clone(),
            customer_href: page.href(&format!("customers/{}", encode(number))),
            iso: line.since.to_string(),
            since: t.day(line.since),
            age: age(t, line.age_days),
            unapplied: t.sum(line.unapplied),
            payments: t.count("money.payments", line.payments).to_string(),
            balance: t.sum(line.balance),
        }
    }
}
