//! The invoices of a book in the order of their numbers, in pages.

use dunwell_core::currency::Currency;
use dunwell_core::id::{BookId, CustomerId, InvoiceId};
use jiff::civil::Date;

use crate::cell::record;
use crate::sql::Sql;
use crate::value::Value;
use crate::{Result, Uow};

record! {
    /// An invoice, as a list shows it.
    pub struct InvoiceLine in "invoice" {
        /// The customer.
        pub customer: CustomerId,
        /// Its id.
        pub id: InvoiceId,
        /// Its number.
        pub number: String,
        /// The currency of its amounts.
        pub currency: Currency,
        /// The day it was issued.
        pub issued: Date,
        /// The day on which it, or its first instalment, is due.
        pub due: Date,
        /// Its total in minor units.
        pub total: i64,
        /// What is open on it, charges included, in minor units.
        pub open: i64,
        /// The customer's reference.
        pub reference: Option<String>,
        /// The day since which nothing is open on it.
        pub settled_on: Option<Date>,
    }
}

/// Which invoices are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Filter<'a> {
    /// Only this customer's.
    pub customer: Option<CustomerId>,
    /// Only those in this currency.
    pub currency: Option<&'a str>,
    /// Those on which nothing is open, too.
    pub settled: bool,
    /// Only those due on this day or later.
    pub due_from: Date,
    /// Only those due on this day or earlier.
    pub due_until: Date,
}

macro_rules! invoices {
    ($and:literal) => {
        Sql::Both(concat!(
            "SELECT customer_id, id, number, currency, issued, due, total_minor, open_minor, reference, settled_on ",
            "FROM invoice WHERE book_id = $1 AND number > $2 AND (CAST($3 AS TEXT) IS NULL OR currency = $3) ",
            "AND (open_minor <> 0 OR $4) AND due BETWEEN $5 AND $6 ", $and, "ORDER BY number LIMIT $7"
        ))
    };
}

const ALL: Sql = invoices!("");
const OF_CUSTOMER: Sql = invoices!("AND customer_id = $8 ");

pub(crate) const SQL: &[Sql] = &[ALL, OF_CUSTOMER];

/// The invoices whose numbers follow one, in the order of their numbers.
///
/// # Errors
/// When the database fails.
pub async fn list(
    uow: &mut Uow,
    book: BookId,
    filter: &Filter<'_>,
    after: &str,
    limit: i64,
) -> Result<Vec<InvoiceLine>> {
    let mut params: Vec<Value<'_>> = vec![
        book.into(),
        after.into(),
        filter.currency.into(),
        filter.settled.into(),
        filter.due_from.into(),
        filter.due_until.into(),
        limit.into(),
    ];
    match filter.customer {
        Some(customer) => {
            params.push(customer.into());
            uow.all(OF_CUSTOMER, &params).await
        }
        None => uow.all(ALL, &params).await,
    }
}
