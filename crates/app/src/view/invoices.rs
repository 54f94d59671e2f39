//! The invoices of a book, in the order of their numbers.

use dunwell_core::currency::Currency;
use dunwell_core::dates::days_between;
use dunwell_core::money::Money;
use dunwell_core::sentence::Sentence;
use dunwell_store::invoice_list::{self, Filter};
use dunwell_store::{Db, customers};
use jiff::civil::{Date, date};
use serde::Serialize;

use super::page::{Page, Paged};
use super::{CustomerName, names, read};
use crate::book::Book;
use crate::error::{AppError, Result};

/// The first and the last day that an invoice can be due on.
const EVER: (Date, Date) = (date(1, 1, 1), date(9999, 12, 31));

/// Which invoices are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// Only those of the customer of this number.
    pub customer: Option<&'a str>,
    /// Only those in this currency.
    pub currency: Option<Currency>,
    /// Only those that were due before today and are not settled.
    pub overdue: bool,
    /// Those that are settled, too.
    pub settled: bool,
    /// Only those due on this day or later.
    pub due_from: Option<Date>,
    /// Only those due on this day or earlier.
    pub due_until: Option<Date>,
    /// Which page.
    pub page: Page<'a>,
}

/// An invoice, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct InvoiceRow {
    /// Its number.
    pub number: String,
    /// The customer.
    pub customer: CustomerName,
    /// The day it was issued.
    pub issued: Date,
    /// The day on which it, or its first instalment, is due.
    pub due: Date,
    /// How late it is; before its due date the number is negative. None once it is settled.
    pub days_late: Option<i32>,
    /// Its total.
    pub total: Money,
    /// What is open on it, charges included.
    pub open: Money,
    /// The customer's reference.
    pub reference: Option<String>,
    /// The day since which nothing is open on it.
    pub settled_on: Option<Date>,
}

/// Lists invoices.
///
/// # Errors
/// When there is no such customer, or the database fails.
pub async fn invoices(
    db: &Db,
    book: &Book,
    request: &Request<'_>,
    today: Date,
) -> Result<Paged<InvoiceRow>> {
    read(db, async |uow| {
        let customer = match request.customer {
            None => None,
            Some(number) => {
                let found = customers::by_number(uow, book.id, number).await?;
                let missing = || {
                    AppError::refused(
                        Sentence::new(
                            "refusal.view.no-customer",
                            "there is no customer \"{number}\"",
                        )
                        .with("number", number),
                    )
                };
                Some(found.ok_or_else(missing)?.id)
            }
        };
        let until = request.due_until.unwrap_or(EVER.1);
        let yesterday = today.yesterday().unwrap_or(today);
        let filter = Filter {
            customer,
            currency: request.currency.map(Currency::code),
            settled: request.settled && !request.overdue,
            due_from: request.due_from.unwrap_or(EVER.0),
            due_until: if request.overdue {
                until.min(yesterday)
            } else {
                until
            },
        };
        let page = &request.page;
        let after = page.after.unwrap_or_default();
        let mut rows =
            invoice_list::list(uow, book.id, &filter, after, page.lines_and_one()).await?;
        let is_more = rows.len() > page.lines();
        rows.truncate(page.lines());
        let names = names(uow, book, rows.iter().map(|row| row.customer)).await?;
        let line = |row: invoice_list::InvoiceLine| {
            let money = |minor| Money::new(minor, row.currency);
            let is_open = row.open != 0;
            Some(InvoiceRow {
                customer: names.get(&row.customer)?.clone(),
                days_late: is_open.then(|| days_between(row.due, today)),
                total: money(row.total),
                open: money(row.open),
                number: row.number,
                issued: row.issued,
                due: row.due,
                reference: row.reference,
                settled_on: row.settled_on,
            })
        };
        Ok(Paged {
            next: rows
                .last()
                .filter(|_| is_more)
                .map(|row| row.number.clone()),
            items: rows.into_iter().filter_map(line).collect(),
        })
    })
    .await
}
