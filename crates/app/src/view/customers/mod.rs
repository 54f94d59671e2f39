//! The list of customers: what each owes, how late, how it pays, and what comes next.
//!
//! Any column may put the list in order, so the whole book is gone through to know which customers stand on
//! a page: once for each change, where what was found is kept (`known`) in a compact form (`whole`). What is
//! costly to know (the grade, the next step) is worked out for the lines of the page alone, and for the
//! order of the next step for few more (`by_next`).

mod by_next;
mod cells;
mod key;
mod known;
mod lines;
mod list;
mod names;
mod whole;

use std::collections::BTreeMap;

use dunwell_core::action::Do;
use dunwell_core::currency::Currency;
use dunwell_core::money::Money;
use dunwell_insight::grade::Assessment;
use dunwell_store::Db;
use jiff::civil::Date;
use serde::Serialize;

use self::lines::lines;
use self::list::{rows, totals};
use super::page::Page;
use super::{CustomerName, read};
use crate::book::Book;
use crate::error::{AppError, Result};

pub use self::cells::COLUMNS;
pub use self::known::Known;

/// How many lines are worked out at a time when all are wanted.
const LINES_AT_A_TIME: usize = 200;

/// Which customers are wanted, and in which order.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// The column that puts them in order.
    pub sort: Sort,
    /// The other way round; what is not known still comes last.
    pub reverse: bool,
    /// Only those of this class, whatever its case.
    pub class: Option<&'a str>,
    /// Only what is in this currency.
    pub currency: Option<Currency>,
    /// Only those of whom something is overdue.
    pub overdue: bool,
    /// Only those on whom, or on an invoice of whom, a hold stands.
    pub held: bool,
    /// Only those whom this person looks after; with an empty name, those whom nobody does.
    pub owner: Option<&'a str>,
    /// Those who owe nothing, too.
    pub settled: bool,
    /// Which page.
    pub page: Page<'a>,
}

/// A column that puts customers in order. Amounts are compared at the day's rates, and the largest come
/// first; what is not known comes last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// By what is overdue.
    #[default]
    Overdue,
    /// By what is open.
    Balance,
    /// By how late the oldest open item is.
    Oldest,
    /// By the number.
    Number,
    /// By the name.
    Name,
    /// By the class.
    Class,
    /// By how late the customer pays on average, from which the grade is read first of all.
    Grade,
    /// By who looks after the customer.
    Owner,
    /// By the day of the next step, the nearest first.
    Next,
}

impl Sort {
    /// Every order with its word.
    pub const ALL: [(&'static str, Sort); 9] = [
        ("overdue", Sort::Overdue),
        ("balance", Sort::Balance),
        ("oldest", Sort::Oldest),
        ("number", Sort::Number),
        ("name", Sort::Name),
        ("class", Sort::Class),
        ("grade", Sort::Grade),
        ("owner", Sort::Owner),
        ("next", Sort::Next),
    ];

    /// Reads its word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Sort> {
        let found = Sort::ALL.iter().find(|(word, _)| *word == code);
        found.map(|(_, sort)| *sort)
    }

    /// Its word.
    #[must_use]
    pub fn code(self) -> &'static str {
        let found = Sort::ALL.iter().find(|(_, sort)| *sort == self);
        found.map_or("", |(word, _)| word)
    }

    /// Whether its natural order is the largest first.
    #[must_use]
    pub fn is_largest_first(self) -> bool {
        matches!(
            self,
            Sort::Overdue | Sort::Balance | Sort::Oldest | Sort::Grade
        )
    }
}

/// A page of customers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Customers {
    /// The day from which lateness is counted.
    pub as_of: Date,
    /// How many lines there are on all pages.
    pub total: usize,
    /// What all of them owe, by currency.
    pub sums: Vec<Sums>,
    /// What the list can be narrowed to, whatever it is narrowed to now.
    #[serde(skip)]
    pub choices: Choices,
    /// The lines.
    pub items: Vec<Line>,
    /// What the next page is asked for with; none on the last page.
    pub next: Option<String>,
}

/// What the list can be narrowed to, with how many lines there are of each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// All of them.
    pub all: usize,
    /// Those of whom something is overdue.
    pub overdue: usize,
    /// Those on whom a hold stands.
    pub held: usize,
    /// Those whom nobody looks after.
    pub unowned: usize,
    /// By class.
    pub classes: BTreeMap<String, usize>,
    /// By the code of the currency.
    pub currencies: BTreeMap<&'static str, usize>,
    /// By who looks after them.
    pub owners: BTreeMap<String, usize>,
}

/// What customers owe in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = CustomerSums)]
pub struct Sums {
    /// What is open.
    pub balance: Money,
    /// What of it is overdue.
    pub overdue: Money,
}

/// One customer in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = CustomerRow)]
pub struct Line {
    /// The customer.
    #[serde(flatten)]
    pub customer: CustomerName,
    /// Who looks after the customer.
    pub owner: Option<String>,
    /// What is open.
    pub balance: Money,
    /// What of it is overdue.
    pub overdue: Money,
    /// Money and credit that are not set against an invoice.
    pub unapplied: Money,
    /// How many invoices are open.
    pub open_invoices: i64,
    /// When the oldest open item was due.
    pub oldest_due: Option<Date>,
    /// Days since then; before it the number is negative.
    pub days_late: Option<i32>,
    /// The class of the last run.
    pub class: Option<String>,
    /// Whether a hold stands on the customer or on an invoice.
    pub held: bool,
    /// How the customer pays.
    #[serde(flatten)]
    pub assessment: Assessment,
    /// What comes next, unless the customer pays, promises or disputes first.
    pub next: Option<Next>,
}

/// The next thing to be done for a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = CustomerNext)]
pub struct Next {
    /// The day.
    pub on: Date,
    /// The step's name.
    pub step: String,
    /// What it does.
    pub kind: Do,
    /// Whether it has been decided and waits to be done.
    pub decided: bool,
}

/// Makes a page of the list.
///
/// # Errors
/// When there is no such place to go on from, or the database fails.
pub async fn customers(
    db: &Db,
    book: &Book,
    request: &Request<'_>,
    today: Date,
) -> Result<Customers> {
    customers_with(db, book, request, today, &Known::default()).await
}

/// The same by somebody who has asked before and asks again: what is known stays known until something
/// happens.
///
/// # Errors
/// As [`customers`].
pub async fn customers_with(
    db: &Db,
    book: &Book,
    request: &Request<'_>,
    today: Date,
    known: &Known,
) -> Result<Customers> {
    read(db, async |uow| {
        let whole = known.whole(uow, book, today).await?;
        let totals = totals(&whole, request);
        let most = request.page.lines();
        let mut shown = rows(uow, book, &whole, request, most.saturating_add(1)).await?;
        let is_more = shown.len() > most;
        shown.truncate(most);
        Ok(Customers {
            as_of: today,
            total: totals.lines,
            sums: totals.sums,
            choices: totals.choices,
            items: lines(uow, book, &whole, &shown).await?,
            next: shown
                .last()
                .filter(|_| is_more)
                .map(|last| last.place(&whole)),
        })
    })
    .await
}

/// Gives every line of the list to `each`, some at a time and in order, whatever page was asked for. What
/// is not taken yet is not worked out yet: a book may have more lines than the memory holds.
///
/// # Errors
/// What `each` gives, or when the database fails.
pub async fn every<E, F>(
    db: &Db,
    book: &Book,
    request: &Request<'_>,
    today: Date,
    each: impl FnMut(Vec<Line>) -> F,
) -> Result<(), E>
where
    E: From<AppError>,
    F: Future<Output = Result<(), E>>,
{
    every_with(db, book, request, today, &Known::default(), each).await
}

/// The same by somebody who has asked before and asks again.
///
/// # Errors
/// As [`every`].
pub async fn every_with<E, F>(
    db: &Db,
    book: &Book,
    request: &Request<'_>,
    today: Date,
    known: &Known,
    mut each: impl FnMut(Vec<Line>) -> F,
) -> Result<(), E>
where
    E: From<AppError>,
    F: Future<Output = Result<(), E>>,
{
    let mut uow = db.read().await.map_err(AppError::from)?;
    let whole = known.whole(&mut uow, book, today).await?;
    let from_the_first = Request {
        page: Page::default(),
        ..*request
    };
    let rows = rows(&mut uow, book, &whole, &from_the_first, usize::MAX).await?;
    for rows in rows.chunks(LINES_AT_A_TIME) {
        each(lines(&mut uow, book, &whole, rows).await?).await?;
    }
    uow.rollback().await.map_err(AppError::from)?;
    Ok(())
}
