//! The journal: the latest records of all customers, all of a customer's, or those of the book itself, and
//! the check that it is whole.

use askama::Template;
use dunwell_app::AppError;
use dunwell_app::journal_verify::{self, Verified};
use dunwell_app::view::journal::{self, Line, RecordView};
use dunwell_app::view::{CustomerName, Event};
use serde::Deserialize;

use crate::error::PageResult;
use crate::form::{Errors, Query};
use crate::locale::T;
use crate::page::{BookPage, Page};

/// How many records a page of the book's journal has.
const SHOWN: usize = 50;

/// How many digits of a hash are shown; the whole of it is in what is exported.
const HASH_DIGITS: usize = 12;

/// Whose journal, and up to where.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    customer: String,
    /// `book` for the records of the book itself.
    #[serde(default)]
    of: String,
    before: Option<i64>,
}

#[derive(Template)]
#[template(path = "journal.html")]
struct Journal<'a> {
    page: &'a Page,
    t: T,
    typed: &'a str,
    errors: &'a Errors,
    customer: Option<CustomerName>,
    /// Whether the records are those of the book itself.
    is_of_book: bool,
    rows: Vec<Row>,
    next: String,
    verified: Option<Verified>,
    checked: String,
}

/// A record.
struct Row {
    iso: String,
    at: String,
    seq: i64,
    customer: Option<(String, String)>,
    by: String,
    text: String,
    hash: String,
}

/// Shows the latest records of the book, or a customer's.
pub(crate) async fn show(page: BookPage, Query(asked): Query<Asked>) -> PageResult {
    let typed = asked.customer.trim();
    if asked.of == "book" {
        return draw_of_book(&page, asked.before).await;
    }
    if typed.is_empty() {
        return draw_latest(&page, asked.before, "", &Errors::none(), None).await;
    }
    match journal::journal(page.db(), page.book(), typed).await {
        Ok(view) => {
            let records = view.records.iter().rev();
            let rows = records.map(|record| with_hash(&page, record)).collect();
            page.show(&Journal {
                page: &page,
                t: page.t(),
                typed,
                errors: &Errors::none(),
                customer: Some(view.customer),
                is_of_book: false,
                rows,
                next: String::new(),
                verified: None,
                checked: String::new(),
            })
        }
        Err(AppError::Refused(why) | AppError::NotFound(why)) => {
            let errors = Errors::one("customer", page.t().sentence(&why));
            draw_latest(&page, None, typed, &errors, None).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Shows what happened to the book itself: its settings, its policy, what two people decided.
async fn draw_of_book(page: &BookPage, before: Option<i64>) -> PageResult {
    let found = journal::of_book(page.db(), page.book(), before, SHOWN).await?;
    let next = found.next;
    let records = found.records.iter();
    page.show(&Journal {
        page,
        t: page.t(),
        typed: "",
        errors: &Errors::none(),
        customer: None,
        is_of_book: true,
        rows: records.map(|record| with_hash(page, record)).collect(),
        next: next
            .map(|next| page.href(&format!("journal?of=book&before={next}")))
            .unwrap_or_default(),
        verified: None,
        checked: String::new(),
    })
}

/// Checks the whole journal and says what was found.
pub(crate) async fn verify(page: BookPage) -> PageResult {
    let verified = journal_verify::verify(page.db(), page.book()).await?;
    draw_latest(&page, None, "", &Errors::none(), Some(verified)).await
}

async fn draw_latest(
    page: &BookPage,
    before: Option<i64>,
    typed: &str,
    errors: &Errors,
    verified: Option<Verified>,
) -> PageResult {
    let latest = journal::latest(page.db(), page.book(), before, SHOWN).await?;
    let next = latest
        .next
        .map(|next| page.href(&format!("journal?before={next}")))
        .unwrap_or_default();
    let rows = latest.lines.into_iter();
    let journal = Journal {
        page,
        t: page.t(),
        typed,
        errors,
        customer: None,
        is_of_book: false,
        rows: rows.map(|line| of_the_book(page, line)).collect(),
        next,
        checked: verified
            .as_ref()
            .map(|verified| checked(page.t(), verified))
            .unwrap_or_default(),
        verified,
    };
    page.show_with(errors.status(), &journal)
}

/// "1,204 records of 17 customers, 5 records of the book itself and 3 seals were checked."
fn checked(t: T, verified: &Verified) -> String {
    t.say("journal.checked")
        .with("records", t.count("journal.records", verified.records))
        .with(
            "customers",
            t.count("journal.customers", verified.customers),
        )
        .with("book", t.count("journal.records", verified.of_book))
        .with("seals", t.count("journal.seals", verified.seals))
        .to_string()
}

fn of_the_book(page: &BookPage, line: Line) -> Row {
    let customer = line.customer.map(|customer| {
        let href = page.href(&format!("customers/{}", customer.number));
        (href, customer.name)
    });
    Row {
        customer,
        ..row(page, &line.event)
    }
}

fn with_hash(page: &Page, record: &RecordView) -> Row {
    Row {
        hash: record.hash.chars().take(HASH_DIGITS).collect(),
        ..row(page, &record.event)
    }
}

fn row(page: &Page, event: &Event) -> Row {
    Row {
        iso: event.at.to_string(),
        at: page.moment(event.at),
        seq: event.seq,
        customer: None,
        by: event.actor.clone(),
        text: match &event.of_book {
            Some(said) => page.t().sentence(said),
            None => page.t().told(&event.told),
        },
        hash: String::new(),
    }
}
