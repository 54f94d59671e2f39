//! The disputes of a book, one by one and summed up.
//!
//! Where a list is asked for by who settles it, an empty name means those that nobody settles.

use dunwell_core::currency::Currency;
use dunwell_core::id::{BookId, CustomerId, DisputeId, InvoiceId};
use jiff::civil::Date;

use super::{FIRST, LAST, Place};
use crate::cell::record;
use crate::sql::Sql;
use crate::value::Value;
use crate::{Result, Uow};

record! {
    /// A dispute with its invoice.
    pub struct DisputeLine in "dispute" {
        /// Its id.
        pub id: DisputeId,
        /// The customer.
        pub customer: CustomerId,
        /// The invoice.
        pub invoice: InvoiceId,
        /// The invoice's number.
        pub number: String,
        /// The currency of its amounts.
        pub currency: Currency,
        /// The day it was raised.
        pub opened_on: Date,
        /// The disputed part in minor units; none means the whole invoice.
        pub amount: Option<i64>,
        /// What is open on the invoice, in minor units.
        pub open: i64,
        /// The invoice's total, in minor units.
        pub total: i64,
        /// The day it was settled, if it was.
        pub resolved_on: Option<Date>,
        /// What is wrong.
        pub reason: String,
        /// How it was settled.
        pub resolution: Option<String>,
        /// Who is to settle it: the one named for it, or whoever looks after the customer.
        pub owner: Option<String>,
    }
}

record! {
    /// How much is disputed in a currency, by who is to settle it.
    pub struct Disputed in "dispute" {
        /// The currency.
        pub currency: Currency,
        /// Who is to settle it; empty when nobody is.
        pub owner: String,
        /// How many disputes are open.
        pub count: i64,
        /// What they are about, in minor units: the parts that were named as far as they are open, and all
        /// that is open on the invoices of the others.
        pub amount: i64,
    }
}

macro_rules! disputes {
    ($rest:literal) => {
        Sql::Both(concat!(
            "SELECT d.id, d.customer_id, d.invoice_id, i.number, i.currency, d.opened_on, d.amount_minor, ",
            "i.open_minor, i.total_minor, d.resolved_on, d.reason, d.resolution, COALESCE(d.owner, c.owner) ",
            "FROM dispute d ",
            "JOIN customer c ON c.book_id = d.book_id AND c.id = d.customer_id ",
            "JOIN invoice i ON i.book_id = d.book_id AND i.customer_id = d.customer_id AND i.id = d.invoice_id ",
            "WHERE d.book_id = $1 AND ", $rest
        ))
    };
}

const RAISED: Sql = disputes!(
    "(d.opened_on, d.id) > ($2, $3) AND (d.resolved_on IS NULL OR $4) \
     AND (CAST($5 AS TEXT) IS NULL OR COALESCE(d.owner, c.owner, '') = $5) \
     ORDER BY d.opened_on, d.id LIMIT $6"
);
const SETTLED: Sql = disputes!(
    "d.resolved_on IS NOT NULL AND (d.resolved_on, d.id) < ($2, $3) \
     AND (CAST($4 AS TEXT) IS NULL OR COALESCE(d.owner, c.owner, '') = $4) \
     ORDER BY d.resolved_on DESC, d.id DESC LIMIT $5"
);
const DISPUTED: Sql = Sql::Both(
    "SELECT i.currency, COALESCE(d.owner, c.owner, ''), COUNT(*), \
     CAST(SUM(CASE WHEN d.amount_minor < i.open_minor THEN d.amount_minor ELSE i.open_minor END) AS BIGINT) FROM dispute d \
     JOIN customer c ON c.book_id = d.book_id AND c.id = d.customer_id \
     JOIN invoice i ON i.book_id = d.book_id AND i.customer_id = d.customer_id AND i.id = d.invoice_id \
     WHERE d.book_id = $1 AND d.resolved_on IS NULL \
     GROUP BY i.currency, COALESCE(d.owner, c.owner, '') ORDER BY i.currency, COALESCE(d.owner, c.owner, '')",
);

pub(crate) const SQL: &[Sql] = &[RAISED, SETTLED, DISPUTED];

/// Disputes, the oldest first, after a place; with `resolved` those that were settled, too.
///
/// # Errors
/// When the database fails.
pub async fn raised(
    uow: &mut Uow,
    book: BookId,
    resolved: bool,
    owner: Option<&str>,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<DisputeLine>> {
    let Place { on, id } = after.unwrap_or(FIRST);
    let params: [Value<'_>; 6] = [
        book.into(),
        on.into(),
        id.into(),
        resolved.into(),
        owner.into(),
        limit.into(),
    ];
    uow.all(RAISED, &params).await
}

/// Disputes that were settled, the latest first, after a place.
///
/// # Errors
/// When the database fails.
pub async fn settled(
    uow: &mut Uow,
    book: BookId,
    owner: Option<&str>,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<DisputeLine>> {
    let Place { on, id } = after.unwrap_or(LAST);
    let params: [Value<'_>; 5] = [
        book.into(),
        on.into(),
        id.into(),
        owner.into(),
        limit.into(),
    ];
    uow.all(SETTLED, &params).await
}

/// How much is disputed, by currency and by who is to settle it.
///
/// # Errors
/// When the database fails.
pub async fn disputed(uow: &mut Uow, book: BookId) -> Result<Vec<Disputed>> {
    uow.all(DISPUTED, &[book.into()]).await
}
