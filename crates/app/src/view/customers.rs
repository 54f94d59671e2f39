//! The list of customers: what each owes, how late, how it pays, and what comes next.
//!
//! The whole book is gone through for every page, because any column may put it in order; what is
//! costly to know (the grade, the next step) is worked out for the lines of the page alone.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use dunwell_core::action::Do;
use dunwell_core::currency::Currency;
use dunwell_core::dates::days_between;
use dunwell_core::id::CustomerId;
use dunwell_core::invoice::open_by_instalment;
use dunwell_core::money::Money;
use dunwell_core::rates::{Comparison, Rates};
use dunwell_insight::grade::Assessment;
use dunwell_store::standing::{self, Standing};
use dunwell_store::{Db, Uow};
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use super::assessed::{UNKNOWN, assessments};
use super::page::{Page, not_a_place};
use super::upcoming::upcoming;
use super::{CustomerName, read};
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::policy;
use crate::setting::{Day, accounts_of, known_rates};

/// How many lines are worked out at a time when all are wanted.
const LINES_AT_A_TIME: usize = 200;

/// Which customers are wanted, and in which order.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// The column that puts them in order.
    pub sort: Sort,
    /// Only those of this class, whatever its case.
    pub class: Option<&'a str>,
    /// Only what is in this currency.
    pub currency: Option<Currency>,
    /// Only those of whom something is overdue.
    pub overdue: bool,
    /// Only those on whom, or on an invoice of whom, a hold stands.
    pub held: bool,
    /// Only those whom this person looks after.
    pub owner: Option<&'a str>,
    /// Those who owe nothing, too.
    pub settled: bool,
    /// Which page.
    pub page: Page<'a>,
}

/// A column that puts customers in order. Amounts are compared at the day's rates, and the largest come
/// first; what is not known comes last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
}

impl Sort {
    /// Every order with its word.
    pub const ALL: [(&'static str, Sort); 7] = [
        ("overdue", Sort::Overdue),
        ("balance", Sort::Balance),
        ("oldest", Sort::Oldest),
        ("number", Sort::Number),
        ("name", Sort::Name),
        ("class", Sort::Class),
        ("grade", Sort::Grade),
    ];

    /// Reads its word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Sort> {
        let found = Sort::ALL.iter().find(|(word, _)| *word == code);
        found.map(|(_, sort)| *sort)
    }
}

/// A page of customers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Customers {
    /// The day from which lateness is counted.
    pub as_of: Date,
    /// How many lines there are on all pages.
    pub total: usize,
    /// What all of them owe, by currency.
    pub sums: Vec<Sums>,
    /// The lines.
    pub items: Vec<Line>,
    /// What the next page is asked for with; none on the last page.
    pub next: Option<String>,
}

/// What customers owe in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sums {
    /// What is open.
    pub balance: Money,
    /// What of it is overdue.
    pub overdue: Money,
}

/// One customer in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    read(db, async |uow| {
        let list = List::load(uow, book, request, today).await?;
        let from = list.position(request)?;
        let rest = &list.rows[from..];
        let shown = &rest[..rest.len().min(request.page.lines())];
        let is_more = rest.len() > shown.len();
        Ok(Customers {
            as_of: today,
            total: list.rows.len(),
            sums: list.sums(),
            items: lines(uow, book, shown, today).await?,
            next: shown.last().filter(|_| is_more).map(Row::place),
        })
    })
    .await
}

/// Gives every line of the list to `each`, a few at a time and in order, whatever page was asked for.
///
/// # Errors
/// What `each` gives, or when the database fails.
pub async fn every<E: From<AppError>>(
    db: &Db,
    book: &Book,
    request: &Request<'_>,
    today: Date,
    mut each: impl FnMut(&Line) -> Result<(), E>,
) -> Result<(), E> {
    let mut uow = db.read().await.map_err(AppError::from)?;
    let list = List::load(&mut uow, book, request, today).await?;
    for rows in list.rows.chunks(LINES_AT_A_TIME) {
        for line in lines(&mut uow, book, rows, today).await? {
            each(&line)?;
        }
    }
    uow.rollback().await.map_err(AppError::from)?;
    Ok(())
}

/// A line before what is costly to know about it.
#[derive(Debug)]
struct Row {
    account: Standing,
    overdue: i64,
    oldest_due: Option<Date>,
    open_invoices: i64,
    held: bool,
    key: Key,
}

/// What puts a line in order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// Smaller comes first.
    Number(i128),
    /// In the order of the letters.
    Text(String),
    /// Not known.
    Last,
}

impl Row {
    fn order(&self, key: &Key, customer: CustomerId, currency: &str) -> Ordering {
        let own = (
            &self.key,
            self.account.customer,
            self.account.currency.code(),
        );
        own.cmp(&(key, customer, currency))
    }

    /// Where it stands in the list.
    fn place(&self) -> String {
        let id = self.account.customer.uuid().simple();
        let currency = self.account.currency;
        match &self.key {
            Key::Number(number) => format!("{currency}.{id}.n{number}"),
            Key::Text(text) => format!("{currency}.{id}.t{text}"),
            Key::Last => format!("{currency}.{id}.l"),
        }
    }
}

/// Every line that was asked for, in order.
struct List {
    rows: Vec<Row>,
}

/// What is open and overdue on an account's invoices.
#[derive(Debug, Clone, Copy, Default)]
struct Open {
    overdue: i64,
    oldest_due: Option<Date>,
    invoices: i64,
}

impl List {
    async fn load(uow: &mut Uow, book: &Book, request: &Request<'_>, today: Date) -> Result<List> {
        let open = open(uow, book, today).await?;
        let held: HashSet<CustomerId> = standing::held(uow, book.id, today)
            .await?
            .into_iter()
            .collect();
        let rates = known_rates(uow, book, today).await?;
        let mut rows = Vec::new();
        standing::all(uow, book.id, |account| {
            let open = open
                .get(&(account.customer, account.currency))
                .copied()
                .unwrap_or_default();
            let is_class = |class: &str| {
                let own = account.class.as_deref();
                own.is_some_and(|own| own.eq_ignore_ascii_case(class))
            };
            let held = held.contains(&account.customer);
            let wanted = request.class.is_none_or(is_class)
                && request.currency.is_none_or(|only| only == account.currency)
                && (!request.overdue || open.overdue > 0)
                && (!request.held || held)
                && request
                    .owner
                    .is_none_or(|only| account.owner.as_deref() == Some(only))
                && (request.settled || account.balance != 0 || account.unapplied != 0);
            if wanted {
                let key = key(request.sort, &account, &open, book, &rates, today);
                rows.push(Row {
                    account,
                    overdue: open.overdue,
                    oldest_due: open.oldest_due,
                    open_invoices: open.invoices,
                    held,
                    key,
                });
            }
        })
        .await?;
        rows.sort_unstable_by(|a, b| {
            a.order(&b.key, b.account.customer, b.account.currency.code())
        });
        Ok(List { rows })
    }

    /// Where the page begins.
    fn position(&self, request: &Request<'_>) -> Result<usize> {
        let Some(after) = request.page.after else {
            return Ok(0);
        };
        let (key, customer, currency) = place(after).ok_or_else(|| not_a_place(after))?;
        let is_before = |row: &Row| row.order(&key, customer, currency) != Ordering::Greater;
        Ok(self.rows.partition_point(is_before))
    }

    fn sums(&self) -> Vec<Sums> {
        let mut sums: HashMap<Currency, (i64, i64)> = HashMap::new();
        for row in &self.rows {
            let sum = sums.entry(row.account.currency).or_default();
            // A sum too large to be shown stays at the largest that can be.
            sum.0 = sum.0.saturating_add(row.account.balance);
            sum.1 = sum.1.saturating_add(row.overdue);
        }
        let mut sums: Vec<Sums> = sums
            .into_iter()
            .map(|(currency, (balance, overdue))| Sums {
                balance: Money::new(balance, currency),
                overdue: Money::new(overdue, currency),
            })
            .collect();
        sums.sort_by_key(|sum| sum.balance.currency().code());
        sums
    }
}

/// Reads a [`Row::place`].
fn place(text: &str) -> Option<(Key, CustomerId, &str)> {
    let (currency, rest) = text.split_once('.')?;
    let (id, key) = rest.split_once('.')?;
    let key = match (key.get(..1)?, key.get(1..)?) {
        ("n", number) => Key::Number(number.parse().ok()?),
        ("t", text) => Key::Text(text.to_owned()),
        ("l", "") => Key::Last,
        _ => return None,
    };
    Some((key, CustomerId::new(Uuid::try_parse(id).ok()?), currency))
}

fn key(
    sort: Sort,
    account: &Standing,
    open: &Open,
    book: &Book,
    rates: &Rates,
    today: Date,
) -> Key {
    let largest_first = |minor: i64| {
        let comparison = Comparison::between(account.currency, book.currency, rates);
        Key::Number(-comparison.scaled(minor, account.currency))
    };
    match sort {
        Sort::Overdue => largest_first(open.overdue),
        Sort::Balance => largest_first(account.balance),
        Sort::Oldest => open.oldest_due.map_or(Key::Last, |due| {
            Key::Number(-i128::from(days_between(due, today)))
        }),
        Sort::Number => Key::Text(account.number.clone()),
        Sort::Name => Key::Text(dunwell_store::search::fold(&account.name)),
        Sort::Class => account.class.clone().map_or(Key::Last, Key::Text),
        Sort::Grade => {
            let figures = dunwell_core::account::PayerFigures {
                paid_invoices: account.paid_invoices,
                days_late_sum: account.days_late_sum,
                written_off_invoices: 0,
            };
            let mean = figures.mean_days_late_milli();
            mean.map_or(Key::Last, |mean| Key::Number(-i128::from(mean)))
        }
    }
}

/// What is open and overdue on each account, the instalments of an invoice each for itself.
async fn open(
    uow: &mut Uow,
    book: &Book,
    today: Date,
) -> Result<HashMap<(CustomerId, Currency), Open>> {
    let mut open: HashMap<(CustomerId, Currency), Open> = HashMap::new();
    for sum in standing::open(uow, book.id, today).await? {
        let known = Open {
            overdue: sum.overdue,
            oldest_due: sum.oldest_due,
            invoices: sum.invoices,
        };
        open.insert((sum.customer, sum.currency), known);
    }
    standing::in_instalments(uow, book.id, |invoice| {
        let known = open
            .entry((invoice.customer, invoice.currency))
            .or_default();
        known.invoices += 1;
        let parts = open_by_instalment(&invoice.schedule, invoice.open);
        for (part, open) in invoice.schedule.iter().zip(parts) {
            if open > 0 {
                let oldest = [known.oldest_due, Some(part.due)]
                    .into_iter()
                    .flatten()
                    .min();
                known.oldest_due = oldest;
            }
            if part.due < today {
                known.overdue = known.overdue.saturating_add(open);
            }
        }
    })
    .await?;
    Ok(open)
}

/// The lines of these rows, with what is costly to know.
async fn lines(uow: &mut Uow, book: &Book, rows: &[Row], today: Date) -> Result<Vec<Line>> {
    let mut ids: Vec<CustomerId> = rows.iter().map(|row| row.account.customer).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut assessed = assessments(uow, book, &ids).await?;
    let mut next = next_steps(uow, book, rows, &ids, today).await?;
    let line = |row: &Row| {
        let account = &row.account;
        let key = (account.customer, account.currency);
        let money = |minor| Money::new(minor, account.currency);
        Line {
            customer: CustomerName {
                number: account.number.clone(),
                name: account.name.clone(),
            },
            owner: account.owner.clone(),
            balance: money(account.balance),
            overdue: money(row.overdue),
            unapplied: money(account.unapplied),
            open_invoices: row.open_invoices,
            oldest_due: row.oldest_due,
            days_late: row.oldest_due.map(|due| days_between(due, today)),
            class: account.class.clone(),
            held: row.held,
            assessment: assessed.remove(&key).unwrap_or(UNKNOWN),
            next: next.remove(&key),
        }
    };
    Ok(rows.iter().map(line).collect())
}

/// What comes next for each account: what was decided and waits, or what the rules say will be.
async fn next_steps(
    uow: &mut Uow,
    book: &Book,
    rows: &[Row],
    ids: &[CustomerId],
    today: Date,
) -> Result<HashMap<(CustomerId, Currency), Next>> {
    let mut next: HashMap<(CustomerId, Currency), Next> = HashMap::new();
    for to_do in standing::to_do(uow, book.id, ids).await? {
        next.entry((to_do.customer, to_do.currency))
            .or_insert(Next {
                on: today,
                step: to_do.step,
                kind: to_do.kind,
                decided: true,
            });
    }
    if policy::active(uow, book).await?.is_none() {
        return Ok(next);
    }
    let day = Day::load(uow, book, today).await?;
    for row in rows {
        let key = (row.account.customer, row.account.currency);
        if row.account.balance <= 0 || next.contains_key(&key) {
            continue;
        }
        for account in accounts_of(uow, book, row.account.customer).await? {
            let first = upcoming(&day.setting(false), &account, today, 1).pop();
            if let (Some(first), true) = (first, account.currency == key.1) {
                let step = Next {
                    on: first.on,
                    step: first.step,
                    kind: first.kind,
                    decided: first.decided,
                };
                next.insert(key, step);
            }
        }
    }
    Ok(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written() {
        let id = CustomerId::new(Uuid::from_u128(7));
        for (key, written) in [
            (Key::Number(-12), "n-12"),
            (Key::Text("a.b c".to_owned()), "ta.b c"),
            (Key::Text(String::new()), "t"),
            (Key::Last, "l"),
        ] {
            let text = format!("EUR.{}.{written}", id.uuid().simple());
            assert_eq!(place(&text), Some((key, id, "EUR")));
        }
        for text in [
            "",
            "EUR",
            "EUR.7.n1",
            "EUR.00000000000000000000000000000007.x",
        ] {
            assert_eq!(place(text), None, "{text}");
        }
    }
}
