//! How charges were worked out. A charge is an entry of the ledger; this is what explains it.

use dunwell_core::charge::Charge;
use dunwell_core::id::{ActionId, BookId, CustomerId, InvoiceId};

use crate::bulk::Bulk;
use crate::cell::{Cells, Columns, Record};
use crate::sql::{Sql, by_ids};
use crate::value::{Value, json};
use crate::{Result, StoreError, Uow};

/// A charge, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargeRow {
    /// The customer.
    pub customer: CustomerId,
    /// The charge.
    pub charge: Charge,
}

impl Record for ChargeRow {
    fn from_cells(row: &dyn Cells) -> Result<Self> {
        let mut columns = Columns::new("charge", row);
        Ok(ChargeRow {
            customer: columns.next("customer_id")?,
            charge: Charge {
                entry: columns.next("entry_id")?,
                invoice: columns.next("invoice_id")?,
                kind: columns.next("kind")?,
                instalment: instalment(&mut columns)?,
                days: columns
                    .next::<Option<_>>("from_date")?
                    .zip(columns.next::<Option<_>>("to_date")?),
                basis: columns.next("basis")?,
                source: columns.next("source")?,
                law: columns.next("law")?,
                lines: columns.json("lines")?,
                action: columns.next("action_id")?,
            },
        })
    }
}

fn instalment(columns: &mut Columns<'_>) -> Result<u16> {
    let number: i64 = columns.next("instalment")?;
    u16::try_from(number).map_err(|_| {
        columns.bad(
            "instalment",
            format!("{number} is not the number of an instalment"),
        )
    })
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT h.customer_id, h.entry_id, h.invoice_id, h.kind, h.instalment, h.from_date, h.to_date, ",
            "h.basis, h.source, h.law, h.lines, h.action_id FROM charge h WHERE h.book_id = $1 AND ", $rest
        )
    };
}

const OF_INVOICES: Sql = by_ids!(
    select!("h.invoice_id"),
    "ORDER BY h.customer_id, h.entry_id"
);
const OF_ACTIONS: Sql = by_ids!(
    select!("h.action_id IS NOT NULL AND h.action_id"),
    "ORDER BY h.customer_id, h.entry_id"
);
const IN_RANGE: Sql = Sql::Both(select!(
    "h.customer_id BETWEEN $2 AND $3 ORDER BY h.customer_id, h.entry_id"
));

pub(crate) const SQL: &[Sql] = &[OF_INVOICES, OF_ACTIONS, IN_RANGE];

const PUT: Bulk = Bulk {
    table: "charge",
    columns: "book_id, customer_id, entry_id, invoice_id, kind, instalment, from_date, to_date, basis, source, \
              law, lines, action_id",
    one: "INSERT INTO charge (book_id, customer_id, entry_id, invoice_id, kind, instalment, from_date, to_date, \
          basis, source, law, lines, action_id) \
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    merge: None,
};

pub(crate) const BULK: &[Bulk] = &[PUT];

/// All charges on several invoices, undone ones included, in the order in which they were made.
///
/// # Errors
/// When the database fails.
pub async fn of_invoices(uow: &mut Uow, book: BookId, ids: &[InvoiceId]) -> Result<Vec<ChargeRow>> {
    let ids = Value::Ids(ids.iter().map(|id| id.uuid()).collect());
    uow.all(OF_INVOICES, &[book.into(), ids]).await
}

/// The charges that were made for several actions, in the order in which they were made.
///
/// # Errors
/// When the database fails.
pub async fn of_actions(uow: &mut Uow, book: BookId, ids: &[ActionId]) -> Result<Vec<ChargeRow>> {
    let ids = Value::Ids(ids.iter().map(|id| id.uuid()).collect());
    uow.all(OF_ACTIONS, &[book.into(), ids]).await
}

/// The charges of the customers whose ids lie in a range, both ends included.
pub(crate) async fn in_range(
    uow: &mut Uow,
    book: BookId,
    (first, last): (CustomerId, CustomerId),
) -> Result<Vec<ChargeRow>> {
    uow.all(IN_RANGE, &[book.into(), first.into(), last.into()])
        .await
}

/// Keeps how charges were worked out, after their entries were posted.
///
/// # Errors
/// When an entry is not there, or the lines of a charge do not add up to a sum above zero.
pub async fn put(uow: &mut Uow, book: BookId, rows: &[ChargeRow]) -> Result<()> {
    let cells = rows.iter().map(|row| {
        let charge = &row.charge;
        if charge.amount() <= 0 {
            return Err(StoreError::Inconsistent {
                table: "charge",
                row: charge.entry.to_string(),
                column: "lines",
                what: "they do not add up to a sum above zero".to_owned(),
            });
        }
        Ok([
            book.into(),
            row.customer.into(),
            charge.entry.into(),
            charge.invoice.into(),
            charge.kind.into(),
            i64::from(charge.instalment).into(),
            charge.days.map(|(from, _)| from).into(),
            charge.days.map(|(_, to)| to).into(),
            (&charge.basis).into(),
            (&charge.source).into(),
            (&charge.law).into(),
            json("the lines of a charge", &charge.lines)?.into(),
            charge.action.into(),
        ])
    });
    uow.bulk(&PUT, cells).await.map(drop)
}
