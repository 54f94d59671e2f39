//! Disputes about invoices.

use dunwell_core::dispute::Dispute;
use dunwell_core::id::{BookId, CustomerId, DisputeId};
use jiff::civil::Date;

use crate::cell::{Cells, Columns, Record};
use crate::error::ensure_rows;
use crate::sql::{Sql, by_ids};
use crate::value::Value;
use crate::{Result, Uow, accounts};

/// A dispute, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeRow {
    /// The customer.
    pub customer: CustomerId,
    /// The dispute.
    pub dispute: Dispute,
    /// How it was settled.
    pub resolution: Option<String>,
}

impl Record for DisputeRow {
    fn from_cells(row: &dyn Cells) -> Result<Self> {
        let mut columns = Columns::new("dispute", row);
        Ok(DisputeRow {
            customer: columns.next("customer_id")?,
            dispute: Dispute {
                id: columns.next("id")?,
                invoice: columns.next("invoice_id")?,
                opened_on: columns.next("opened_on")?,
                amount: columns.next("amount_minor")?,
                resolved_on: columns.next("resolved_on")?,
                reason: columns.next("reason")?,
            },
            resolution: columns.next("resolution")?,
        })
    }
}

macro_rules! text {
    ($rest:literal) => {
        concat!(
            "SELECT d.customer_id, d.id, d.invoice_id, d.opened_on, d.amount_minor, d.resolved_on, d.reason, ",
            "d.resolution FROM dispute d ", $rest
        )
    };
}

macro_rules! select {
    ($rest:literal) => {
        Sql::Both(text!($rest))
    };
}

const OF_CUSTOMER: Sql =
    select!("WHERE d.book_id = $1 AND d.customer_id = $2 ORDER BY d.opened_on, d.id");
pub(crate) const IN_RANGE: Sql = select!(
    "WHERE d.book_id = $1 AND d.customer_id BETWEEN $2 AND $3 ORDER BY d.customer_id, d.id"
);
pub(crate) const OF_CUSTOMERS: Sql = by_ids!(
    text!("WHERE d.book_id = $1 AND d.customer_id"),
    "ORDER BY d.customer_id, d.id"
);
const BY_ID: Sql = select!("WHERE d.book_id = $1 AND d.id = $2");
const INSERT: Sql = Sql::Both(
    "INSERT INTO dispute (book_id, customer_id, id, invoice_id, opened_on, amount_minor, resolved_on, reason, \
     resolution) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
);
const UPDATE: Sql = Sql::Both(
    "UPDATE dispute SET resolved_on = $4, resolution = $5 \
     WHERE book_id = $1 AND customer_id = $2 AND id = $3",
);

pub(crate) const SQL: &[Sql] = &[OF_CUSTOMER, OF_CUSTOMERS, IN_RANGE, BY_ID, INSERT, UPDATE];

/// The disputes of several customers, by customer, resolved ones included.
///
/// # Errors
/// When the database fails.
pub async fn of_customers(
    uow: &mut Uow,
    book: BookId,
    ids: &[CustomerId],
) -> Result<Vec<DisputeRow>> {
    let ids = Value::Ids(ids.iter().map(|id| id.uuid()).collect());
    uow.all(OF_CUSTOMERS, &[book.into(), ids]).await
}

/// A customer's disputes, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of_customer(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
) -> Result<Vec<DisputeRow>> {
    uow.all(OF_CUSTOMER, &[book.into(), customer.into()]).await
}

/// The dispute of that id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(uow: &mut Uow, book: BookId, id: DisputeId) -> Result<Option<DisputeRow>> {
    uow.one(BY_ID, &[book.into(), id.into()]).await
}

/// Adds a dispute and has the next run look at the customer.
///
/// # Errors
/// When the invoice is not the customer's, or the database fails.
pub async fn insert(uow: &mut Uow, book: BookId, row: &DisputeRow) -> Result<()> {
    accounts::touch(uow, book, row.customer, None).await?;
    let dispute = &row.dispute;
    uow.execute(
        INSERT,
        &[
            book.into(),
            row.customer.into(),
            dispute.id.into(),
            dispute.invoice.into(),
            dispute.opened_on.into(),
            dispute.amount.into(),
            dispute.resolved_on.into(),
            (&dispute.reason).into(),
            (&row.resolution).into(),
        ],
    )
    .await
    .map(drop)
}

/// Records the day a dispute was settled and how, or (with `None`) that it is open again, and has
/// the next run look at the customer.
///
/// # Errors
/// When there is no such dispute, or the database fails.
pub async fn resolve(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
    id: DisputeId,
    resolved: Option<(Date, &str)>,
) -> Result<()> {
    accounts::touch(uow, book, customer, None).await?;
    let params = [
        book.into(),
        customer.into(),
        id.into(),
        resolved.map(|(day, _)| day).into(),
        resolved.map(|(_, how)| how).into(),
    ];
    ensure_rows("dispute", uow.execute(UPDATE, &params).await?, 1)
}
