//! Money and credit that are not set against an invoice, customer by customer, the longest first: they
//! hold contact for what they may cover.

use std::collections::BTreeMap;

use dunwell_core::currency::Currency;
use dunwell_core::dates::days_between;
use dunwell_core::money::Money;
use dunwell_store::Db;
use dunwell_store::lists::money::{self, UnappliedLine};
use jiff::civil::Date;
use serde::Serialize;

use super::page::{Page, not_a_place};
use super::{CustomerName, names, read};
use crate::book::Book;
use crate::error::{AppError, Result};

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Unapplied {
    /// The day from which the age is counted.
    pub as_of: Date,
    /// How many lines there are on all pages.
    pub total: usize,
    /// What all of them hold, by currency.
    pub sums: Vec<Money>,
    /// The lines.
    pub items: Vec<Line>,
    /// What the next page is asked for with; none on the last page.
    pub next: Option<String>,
}

/// What one customer holds in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = UnappliedLine)]
pub struct Line {
    /// The customer.
    #[serde(flatten)]
    pub customer: CustomerName,
    /// How much is not set against an invoice.
    pub unapplied: Money,
    /// Of how many payments and credit notes something is left.
    pub payments: i64,
    /// The day on which the oldest of it counts.
    pub since: Date,
    /// How many days ago that was.
    pub age_days: i32,
    /// What is open on the customer's invoices in this currency.
    pub balance: Money,
}

/// Makes a page of the list.
///
/// # Errors
/// When there is no such place to go on from, a sum is too large to be kept, or the database fails.
pub async fn unapplied(db: &Db, book: &Book, page: &Page<'_>, today: Date) -> Result<Unapplied> {
    read(db, async |uow| {
        let rows = money::unapplied(uow, book.id).await?;
        let from = match page.after {
            None => 0,
            Some(after) => position(&rows, after).ok_or_else(|| not_a_place(after))?,
        };
        let rest = &rows[from..];
        let shown = &rest[..rest.len().min(page.lines())];
        let names = names(uow, book, shown.iter().map(|row| row.customer)).await?;
        let line = |row: &UnappliedLine| {
            let money = |minor| Money::new(minor, row.currency);
            Some(Line {
                customer: names.get(&row.customer)?.clone(),
                unapplied: money(row.unapplied),
                payments: row.payments,
                since: row.since,
                age_days: days_between(row.since, today),
                balance: money(row.balance),
            })
        };
        Ok(Unapplied {
            as_of: today,
            total: rows.len(),
            sums: sums(&rows)?,
            items: shown.iter().filter_map(line).collect(),
            next: shown.last().filter(|_| rest.len() > shown.len()).map(place),
        })
    })
    .await
}

fn sums(rows: &[UnappliedLine]) -> Result<Vec<Money>> {
    let mut sums: BTreeMap<&str, Money> = BTreeMap::new();
    for row in rows {
        let own = Money::new(row.unapplied, row.currency);
        let sum = sums
            .entry(row.currency.code())
            .or_insert(Money::new(0, row.currency));
        *sum = sum.checked_add(own).map_err(AppError::refused)?;
    }
    Ok(sums.into_values().collect())
}

/// Where a line stands in the list.
fn place(row: &UnappliedLine) -> String {
    let customer = row.customer.uuid().simple();
    format!("{}.{customer}.{}", row.since, row.currency)
}

/// Where the page after a place begins.
fn position(rows: &[UnappliedLine], after: &str) -> Option<usize> {
    let mut parts = after.split('.');
    let (since, customer, currency) = (parts.next()?, parts.next()?, parts.next()?);
    let since: Date = since.parse().ok()?;
    let customer = uuid::Uuid::try_parse(customer).ok()?;
    let currency = Currency::from_code(currency).ok()?.code();
    let key = (since, customer, currency);
    Some(rows.partition_point(|row| (row.since, row.customer.uuid(), row.currency.code()) <= key))
}
