//! Exchange rates of a book, by day.

use dunwell_core::currency::Currency;
use dunwell_core::id::BookId;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::bulk::Bulk;
use crate::cell::record;
use crate::sql::Sql;
use crate::value::Value;
use crate::{Result, Uow};

record! {
    /// One unit of `from` is `rate` units of `to` on that day.
    pub struct Rate in "rate" {
        /// The currency that is converted.
        pub from: Currency,
        /// The currency it is converted to.
        pub to: Currency,
        /// The day.
        pub date: Date,
        /// The rate, exact.
        pub rate: Decimal,
    }
}

const ON: Sql = Sql::Both(
    "SELECT r.from_currency, r.to_currency, r.date, r.rate FROM rate r WHERE r.book_id = $1 AND r.date = (\
     SELECT MAX(n.date) FROM rate n WHERE n.book_id = r.book_id AND n.from_currency = r.from_currency \
     AND n.to_currency = r.to_currency AND n.date <= $2) ORDER BY r.from_currency, r.to_currency",
);
const LIST: Sql = Sql::Both(
    "SELECT from_currency, to_currency, date, rate FROM rate WHERE book_id = $1 \
     ORDER BY from_currency, to_currency, date",
);

pub(crate) const SQL: &[Sql] = &[ON, LIST];

const PUT: Bulk = Bulk {
    table: "rate",
    columns: "book_id, from_currency, to_currency, date, rate",
    one: "INSERT INTO rate (book_id, from_currency, to_currency, date, rate) VALUES ($1, $2, $3, $4, $5) \
          ON CONFLICT (book_id, from_currency, to_currency, date) DO UPDATE SET rate = excluded.rate",
    merge: Some(
        "INSERT INTO rate (book_id, from_currency, to_currency, date, rate) \
         SELECT DISTINCT ON (book_id, from_currency, to_currency, date) \
         book_id, from_currency, to_currency, date, rate FROM staging \
         ON CONFLICT (book_id, from_currency, to_currency, date) DO UPDATE SET rate = excluded.rate",
    ),
};

pub(crate) const BULK: &[Bulk] = &[PUT];

/// The rates that hold on `date`: for each pair of currencies the newest up to that day.
///
/// # Errors
/// When the database fails.
pub async fn on(uow: &mut Uow, book: BookId, date: Date) -> Result<Vec<Rate>> {
    uow.all(ON, &[book.into(), date.into()]).await
}

/// All rates, by pair and day.
///
/// # Errors
/// When the database fails.
pub async fn list(uow: &mut Uow, book: BookId) -> Result<Vec<Rate>> {
    uow.all(LIST, &[book.into()]).await
}

/// Adds rates; one for the same pair and day replaces the other.
///
/// # Errors
/// When the database fails.
pub async fn put(uow: &mut Uow, book: BookId, rates: &[Rate]) -> Result<()> {
    let rows = rates.iter().map(|rate| {
        Ok::<[Value<'_>; 5], _>([
            book.into(),
            rate.from.into(),
            rate.to.into(),
            rate.date.into(),
            rate.rate.to_string().into(),
        ])
    });
    uow.bulk(&PUT, rows).await.map(drop)
}
