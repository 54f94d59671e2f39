//! Holds on contact or on supply.

use dunwell_core::hold::Hold;
use dunwell_core::id::{BookId, CustomerId, HoldId};
use jiff::civil::Date;

use crate::cell::{Cells, Columns, Record};
use crate::error::ensure_rows;
use crate::sql::{Sql, by_ids};
use crate::{Result, Uow, accounts};

/// A hold, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldRow {
    /// The customer.
    pub customer: CustomerId,
    /// The hold.
    pub hold: Hold,
}

impl Record for HoldRow {
    fn from_cells(row: &dyn Cells) -> Result<Self> {
        let mut columns = Columns::new("hold", row);
        Ok(HoldRow {
            customer: columns.next("customer_id")?,
            hold: Hold {
                id: columns.next("id")?,
                kind: columns.next("kind")?,
                invoice: columns.next("invoice_id")?,
                from: columns.next("from_date")?,
                until: columns.next("until_date")?,
                reason: columns.next("reason")?,
            },
        })
    }
}

macro_rules! text {
    ($rest:literal) => {
        concat!(
            "SELECT h.customer_id, h.id, h.kind, h.invoice_id, h.from_date, h.until_date, h.reason FROM hold h ",
            $rest
        )
    };
}

macro_rules! select {
    ($rest:literal) => {
        Sql::Both(text!($rest))
    };
}

const OF_CUSTOMER: Sql =
    select!("WHERE h.book_id = $1 AND h.customer_id = $2 ORDER BY h.from_date, h.id");
pub(crate) const IN_RANGE: Sql = select!(
    "WHERE h.book_id = $1 AND h.customer_id BETWEEN $2 AND $3 ORDER BY h.customer_id, h.id"
);
pub(crate) const OF_CUSTOMERS: Sql = by_ids!(
    text!("WHERE h.book_id = $1 AND h.customer_id"),
    "ORDER BY h.customer_id, h.id"
);
const BY_ID: Sql = select!("WHERE h.book_id = $1 AND h.id = $2");
const INSERT: Sql = Sql::Both(
    "INSERT INTO hold (book_id, customer_id, id, kind, invoice_id, from_date, until_date, reason) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
);
const END: Sql = Sql::Both(
    "UPDATE hold SET until_date = $4 WHERE book_id = $1 AND customer_id = $2 AND id = $3",
);

pub(crate) const SQL: &[Sql] = &[OF_CUSTOMER, OF_CUSTOMERS, IN_RANGE, BY_ID, INSERT, END];

/// A customer's holds, oldest first, ended ones included.
///
/// # Errors
/// When the database fails.
pub async fn of_customer(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
) -> Result<Vec<HoldRow>> {
    uow.all(OF_CUSTOMER, &[book.into(), customer.into()]).await
}

/// The hold of that id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(uow: &mut Uow, book: BookId, id: HoldId) -> Result<Option<HoldRow>> {
    uow.one(BY_ID, &[book.into(), id.into()]).await
}

/// Adds a hold and has the next run look at the customer.
///
/// # Errors
/// When the customer or the invoice is unknown, or the database fails.
pub async fn insert(uow: &mut Uow, book: BookId, row: &HoldRow) -> Result<()> {
    accounts::touch(uow, book, row.customer, None).await?;
    let hold = &row.hold;
    uow.execute(
        INSERT,
        &[
            book.into(),
            row.customer.into(),
            hold.id.into(),
            hold.kind.into(),
            hold.invoice.into(),
            hold.from.into(),
            hold.until.into(),
            (&hold.reason).into(),
        ],
    )
    .await
    .map(drop)
}

/// Sets a hold's last day, or (with `None`) lets it last until it is lifted, and has the next run
/// look at the customer. A last day before its first one undoes the hold.
///
/// # Errors
/// When there is no such hold, or the database fails.
pub async fn end(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
    id: HoldId,
    until: Option<Date>,
) -> Result<()> {
    accounts::touch(uow, book, customer, None).await?;
    let params = [book.into(), customer.into(), id.into(), until.into()];
    ensure_rows("hold", uow.execute(END, &params).await?, 1)
}
