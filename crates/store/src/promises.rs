//! Promises to pay, and what has arrived towards each.

use dunwell_core::currency::Currency;
use dunwell_core::id::{BookId, CustomerId, PromiseId};
use dunwell_core::promise::Promise;
use jiff::civil::Date;

use crate::cell::{Cells, Columns, Record};
use crate::error::ensure_rows;
use crate::sql::{Sql, by_ids};
use crate::value::json;
use crate::{Result, Uow, accounts};

/// A promise, as it is kept; what has arrived towards it is summed when it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseRow {
    /// The customer.
    pub customer: CustomerId,
    /// The currency of its amount.
    pub currency: Currency,
    /// The promise.
    pub promise: Promise,
    /// The day on which it was taken back as recorded in error.
    pub withdrawn_on: Option<Date>,
    /// Why it was made or taken back, in the words of whoever recorded it.
    pub reason: Option<String>,
}

impl Record for PromiseRow {
    fn from_cells(row: &dyn Cells) -> Result<Self> {
        let mut columns = Columns::new("promise", row);
        Ok(PromiseRow {
            customer: columns.next("customer_id")?,
            currency: columns.next("currency")?,
            promise: Promise {
                id: columns.next("id")?,
                made_on: columns.next("made_on")?,
                due: columns.next("due")?,
                amount: columns.next("amount_minor")?,
                invoices: columns.json("invoices")?,
                received: columns.next("received")?,
            },
            withdrawn_on: columns.next("withdrawn_on")?,
            reason: columns.next("reason")?,
        })
    }
}

/// What has arrived towards a promise: the payments of its account dated from the day it was made
/// to the day it was due, each less what of it was undone, whenever that was.
macro_rules! text {
    ($rest:literal) => {
        concat!(
            "SELECT p.customer_id, p.currency, p.id, p.made_on, p.due, p.amount_minor, p.invoices, ",
            "CAST(COALESCE((SELECT SUM(e.unapplied_effect + COALESCE((SELECT SUM(r.unapplied_effect) FROM entry r ",
            "WHERE r.book_id = e.book_id AND r.customer_id = e.customer_id AND r.reverses_id = e.id), 0)) ",
            "FROM entry e WHERE e.book_id = p.book_id AND e.customer_id = p.customer_id AND e.currency = p.currency ",
            "AND e.kind = 'payment' AND e.date BETWEEN p.made_on AND p.due), 0) AS BIGINT), ",
            "p.withdrawn_on, p.reason FROM promise p ", $rest
        )
    };
}

macro_rules! select {
    ($rest:literal) => {
        Sql::Both(text!($rest))
    };
}

const OF_CUSTOMER: Sql =
    select!("WHERE p.book_id = $1 AND p.customer_id = $2 ORDER BY p.made_on, p.id");
pub(crate) const IN_RANGE: Sql = select!(
    "WHERE p.book_id = $1 AND p.customer_id BETWEEN $2 AND $3 AND p.withdrawn_on IS NULL \
     ORDER BY p.customer_id, p.id"
);
pub(crate) const STANDING_OF_CUSTOMERS: Sql = by_ids!(
    text!("WHERE p.book_id = $1 AND p.withdrawn_on IS NULL AND p.customer_id"),
    "ORDER BY p.customer_id, p.id"
);
const BY_ID: Sql = select!("WHERE p.book_id = $1 AND p.id = $2");
const INSERT: Sql = Sql::Both(
    "INSERT INTO promise (book_id, customer_id, id, currency, made_on, due, amount_minor, invoices, \
     withdrawn_on, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
);
const WITHDRAW: Sql = Sql::Both(
    "UPDATE promise SET withdrawn_on = $4, reason = $5 \
     WHERE book_id = $1 AND customer_id = $2 AND id = $3 AND withdrawn_on IS NULL",
);

pub(crate) const SQL: &[Sql] = &[
    OF_CUSTOMER,
    IN_RANGE,
    STANDING_OF_CUSTOMERS,
    BY_ID,
    INSERT,
    WITHDRAW,
];

/// A customer's promises, oldest first, those that were taken back included.
///
/// # Errors
/// When the database fails.
pub async fn of_customer(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
) -> Result<Vec<PromiseRow>> {
    uow.all(OF_CUSTOMER, &[book.into(), customer.into()]).await
}

/// The promise of that id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(uow: &mut Uow, book: BookId, id: PromiseId) -> Result<Option<PromiseRow>> {
    uow.one(BY_ID, &[book.into(), id.into()]).await
}

/// Adds a promise and has the next run look at the customer.
///
/// # Errors
/// When the customer is unknown, or the database fails.
pub async fn insert(uow: &mut Uow, book: BookId, row: &PromiseRow) -> Result<()> {
    accounts::touch(uow, book, row.customer, None).await?;
    let promise = &row.promise;
    uow.execute(
        INSERT,
        &[
            book.into(),
            row.customer.into(),
            promise.id.into(),
            row.currency.into(),
            promise.made_on.into(),
            promise.due.into(),
            promise.amount.into(),
            json("the invoices of a promise", &promise.invoices)?.into(),
            row.withdrawn_on.into(),
            (&row.reason).into(),
        ],
    )
    .await
    .map(drop)
}

/// Takes back a promise that was recorded in error, and has the next run look at the customer.
///
/// # Errors
/// When there is no such promise or it was taken back before, or the database fails.
pub async fn withdraw(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
    id: PromiseId,
    on: Date,
    reason: &str,
) -> Result<()> {
    accounts::touch(uow, book, customer, None).await?;
    let params = [
        book.into(),
        customer.into(),
        id.into(),
        on.into(),
        reason.into(),
    ];
    ensure_rows("promise", uow.execute(WITHDRAW, &params).await?, 1)
}
