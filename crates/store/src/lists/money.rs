//! Money and credit that came in, and what of it is not set against an invoice.

use dunwell_core::currency::Currency;
use dunwell_core::id::{BookId, CustomerId, EntryId};
use dunwell_core::ledger::EntryKind;
use jiff::civil::Date;

use super::{FIRST, LAST, Place};
use crate::cell::record;
use crate::sql::Sql;
use crate::value::Value;
use crate::{Result, Uow};

record! {
    /// A payment or a credit note, with what became of it.
    pub struct ReceivedLine in "entry" {
        /// Its id.
        pub id: EntryId,
        /// The customer.
        pub customer: CustomerId,
        /// `Payment` or `CreditNote`.
        pub kind: EntryKind,
        /// The currency of its amounts.
        pub currency: Currency,
        /// The day on which it counts.
        pub date: Date,
        /// What came in, in minor units.
        pub amount: i64,
        /// What of it was undone, in minor units.
        pub undone: i64,
        /// What of it is set against invoices, in minor units.
        pub applied: i64,
        /// Its number in the system it came from.
        pub document: Option<String>,
        /// The payer's reference.
        pub reference: Option<String>,
        /// Who recorded it.
        pub actor: String,
    }
}

record! {
    /// Money and credit of an account that are not set against an invoice.
    pub struct UnappliedLine in "account" {
        /// The customer.
        pub customer: CustomerId,
        /// The currency of its amounts.
        pub currency: Currency,
        /// The day on which the oldest of it counts.
        pub since: Date,
        /// How many payments and credit notes have something left.
        pub payments: i64,
        /// How much is left of them, in minor units.
        pub unapplied: i64,
        /// What is open on the account's invoices, in minor units.
        pub balance: i64,
    }
}

/// Payments and credit notes with what became of them; the first six arguments are the same.
macro_rules! received {
    ($whose:literal) => {
        Sql::Both(concat!(
            "SELECT e.id, e.customer_id, e.kind, e.currency, e.date, e.unapplied_effect, ",
            "CAST(COALESCE((SELECT -SUM(r.unapplied_effect) FROM entry r WHERE r.book_id = e.book_id ",
            "AND r.customer_id = e.customer_id AND r.reverses_id = e.id), 0) AS BIGINT), ",
            "CAST(COALESCE((SELECT -SUM(a.unapplied_effect) FROM entry a WHERE a.book_id = e.book_id ",
            "AND a.customer_id = e.customer_id AND a.source_id = e.id), 0) AS BIGINT), ",
            "e.document, e.reference, e.actor FROM entry e ",
            "WHERE e.book_id = $1 AND e.kind IN ('payment', 'credit-note') AND (e.date, e.id) < ($2, $3) ",
            "AND (CAST($4 AS TEXT) IS NULL OR e.kind = $4) AND e.date >= $5 ", $whose,
            "ORDER BY e.date DESC, e.id DESC LIMIT $6"
        ))
    };
}

const RECEIVED: Sql = received!("");
const RECEIVED_FROM: Sql = received!("AND e.customer_id = $7 ");

// Account by account, because few accounts hold any. SQLite reads the tables of a CROSS JOIN in the
// order written.
const UNAPPLIED: Sql = Sql::Both(
    "SELECT m.customer_id, m.currency, MIN(m.date), COUNT(*), CAST(SUM(m.amount) AS BIGINT), MAX(m.balance) \
     FROM (SELECT e.customer_id, e.currency, e.date, a.balance_minor AS balance, e.unapplied_effect \
       + COALESCE((SELECT SUM(o.unapplied_effect) FROM entry o WHERE o.book_id = e.book_id \
         AND o.customer_id = e.customer_id AND o.source_id = e.id), 0) \
       + COALESCE((SELECT SUM(r.unapplied_effect) FROM entry r WHERE r.book_id = e.book_id \
         AND r.customer_id = e.customer_id AND r.reverses_id = e.id), 0) AS amount \
       FROM account a CROSS JOIN entry e WHERE a.book_id = $1 AND a.unapplied_minor > 0 \
       AND e.book_id = a.book_id AND e.customer_id = a.customer_id AND e.currency = a.currency \
       AND e.kind IN ('payment', 'credit-note')) m \
     WHERE m.amount > 0 GROUP BY m.customer_id, m.currency ORDER BY MIN(m.date), m.customer_id, m.currency",
);

pub(crate) const SQL: &[Sql] = &[RECEIVED, RECEIVED_FROM, UNAPPLIED];

/// Which payments and credit notes are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Received {
    /// Only those of one kind.
    pub kind: Option<EntryKind>,
    /// Only those of one customer.
    pub customer: Option<CustomerId>,
    /// Only those that count from this day or later.
    pub from: Option<Date>,
}

/// Payments and credit notes, the newest first, after a place.
///
/// # Errors
/// When the database fails.
pub async fn received(
    uow: &mut Uow,
    book: BookId,
    wanted: &Received,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<ReceivedLine>> {
    let Place { on, id } = after.unwrap_or(LAST);
    let mut params: Vec<Value<'_>> = vec![
        book.into(),
        on.into(),
        id.into(),
        wanted.kind.into(),
        wanted.from.unwrap_or(FIRST.on).into(),
        limit.into(),
    ];
    match wanted.customer {
        None => uow.all(RECEIVED, &params).await,
        Some(customer) => {
            params.push(customer.into());
            uow.all(RECEIVED_FROM, &params).await
        }
    }
}

/// Every account that holds money or credit that is not set against an invoice, the longest first.
///
/// # Errors
/// When the database fails.
pub async fn unapplied(uow: &mut Uow, book: BookId) -> Result<Vec<UnappliedLine>> {
    uow.all(UNAPPLIED, &[book.into()]).await
}
