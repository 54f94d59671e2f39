//! What was billed and what was posted since a day: what figures over time are made of.

use dunwell_core::currency::Currency;
use dunwell_core::id::{BookId, CustomerId, InvoiceId};
use dunwell_core::invoice::Instalment;
use dunwell_core::ledger::EntryKind;
use jiff::civil::Date;

use crate::cell::{Cells, Columns, Record, record};
use crate::sql::Sql;
use crate::{Result, Uow};

/// An invoice that is open, or was billed, due or settled since a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Billed {
    /// The customer.
    pub customer: CustomerId,
    /// Its id.
    pub id: InvoiceId,
    /// The currency of its amounts.
    pub currency: Currency,
    /// The day it was issued.
    pub issued: Date,
    /// The day on which it, or its first instalment, is due.
    pub due: Date,
    /// Its total, corrections included, in minor units.
    pub total: i64,
    /// What is open on it now, charges included, in minor units.
    pub open: i64,
    /// The day since which nothing is open on it.
    pub settled_on: Option<Date>,
    /// Its instalments, when there is more than one or a discount for paying early.
    pub schedule: Option<Vec<Instalment>>,
}

impl Record for Billed {
    fn from_cells(row: &dyn Cells) -> Result<Self> {
        let mut columns = Columns::new("invoice", row);
        Ok(Billed {
            customer: columns.next("customer_id")?,
            id: columns.next("id")?,
            currency: columns.next("currency")?,
            issued: columns.next("issued")?,
            due: columns.next("due")?,
            total: columns.next("total_minor")?,
            open: columns.next("open_minor")?,
            settled_on: columns.next("settled_on")?,
            schedule: columns.optional_json("schedule")?,
        })
    }
}

record! {
    /// An entry on an invoice, other than the one that opened it.
    pub struct Posted in "entry" {
        /// The invoice.
        pub invoice: InvoiceId,
        /// The currency.
        pub currency: Currency,
        /// What it records.
        pub kind: EntryKind,
        /// The day on which it counts.
        pub date: Date,
        /// What it added to what is open, in minor units.
        pub effect: i64,
        /// The day the invoice was issued.
        pub issued: Date,
        /// The day on which the invoice, or its first instalment, is due.
        pub due: Date,
        /// Whether the invoice is due in instalments.
        pub in_instalments: bool,
    }
}

record! {
    /// Payments or credit notes of a day, less what of them was undone, whenever that was.
    pub struct Received in "entry" {
        /// The currency.
        pub currency: Currency,
        /// `Payment` or `CreditNote`.
        pub kind: EntryKind,
        /// The day.
        pub date: Date,
        /// Their sum in minor units.
        pub amount: i64,
    }
}

const BILLED: Sql = Sql::Both(
    "SELECT customer_id, id, currency, issued, due, total_minor, open_minor, settled_on, schedule \
     FROM invoice WHERE book_id = $1 AND customer_id BETWEEN $2 AND $3 \
     AND (open_minor <> 0 OR issued >= $4 OR due >= $5 OR settled_on >= $5)",
);
const POSTED: Sql = Sql::Both(
    "SELECT e.invoice_id, e.currency, e.kind, e.date, e.invoice_effect, i.issued, i.due, \
     i.schedule IS NOT NULL FROM entry e \
     JOIN invoice i ON i.book_id = e.book_id AND i.customer_id = e.customer_id AND i.id = e.invoice_id \
     WHERE e.book_id = $1 AND e.customer_id BETWEEN $2 AND $3 AND e.kind <> 'invoice' \
     AND e.invoice_effect <> 0 AND e.date > $4",
);
const RECEIVED: Sql = Sql::Both(
    "SELECT currency, kind, date, CAST(SUM(amount) AS BIGINT) FROM (\
     SELECT e.currency, e.kind, e.date, e.unapplied_effect AS amount FROM entry e \
     WHERE e.book_id = $1 AND e.kind IN ('payment', 'credit-note') AND e.date BETWEEN $2 AND $3 \
     UNION ALL \
     SELECT e.currency, e.kind, e.date, r.unapplied_effect FROM entry r \
     JOIN entry e ON e.book_id = r.book_id AND e.customer_id = r.customer_id AND e.id = r.reverses_id \
     WHERE r.book_id = $1 AND r.reverses_id IS NOT NULL \
     AND e.kind IN ('payment', 'credit-note') AND e.date BETWEEN $2 AND $3\
     ) part GROUP BY currency, kind, date ORDER BY currency, kind, date",
);

pub(crate) const SQL: &[Sql] = &[BILLED, POSTED, RECEIVED];

/// Gives the invoices of a range of customers that are open, were issued on `issued_since` or later, or
/// were due or settled on `since` or later to `each`, customer by customer.
///
/// # Errors
/// When the database fails.
pub async fn billed(
    uow: &mut Uow,
    book: BookId,
    (first, last): (CustomerId, CustomerId),
    issued_since: Date,
    since: Date,
    mut each: impl FnMut(Billed) + Send,
) -> Result<()> {
    let params = [
        book.into(),
        first.into(),
        last.into(),
        issued_since.into(),
        since.into(),
    ];
    uow.each(BILLED, &params, |row| {
        each(Billed::from_cells(row)?);
        Ok(())
    })
    .await
}

/// Gives everything that was posted on invoices of a range of customers with a date after `after` to
/// `each`, but for the entries that opened them.
///
/// # Errors
/// When the database fails.
pub async fn posted(
    uow: &mut Uow,
    book: BookId,
    (first, last): (CustomerId, CustomerId),
    after: Date,
    mut each: impl FnMut(Posted) + Send,
) -> Result<()> {
    let params = [book.into(), first.into(), last.into(), after.into()];
    uow.each(POSTED, &params, |row| {
        each(Posted::from_cells(row)?);
        Ok(())
    })
    .await
}

/// Payments and credit notes by day, from the first day to the last.
///
/// # Errors
/// When the database fails.
pub async fn received(
    uow: &mut Uow,
    book: BookId,
    first: Date,
    last: Date,
) -> Result<Vec<Received>> {
    uow.all(RECEIVED, &[book.into(), first.into(), last.into()])
        .await
}
