//! The promises of a book with what came in for them.
//!
//! Where a list is asked for by who looks after the customer, an empty name means those that nobody
//! looks after.

use dunwell_core::currency::Currency;
use dunwell_core::id::{BookId, CustomerId, PromiseId};
use jiff::civil::Date;

use super::{FIRST, Place};
use crate::cell::record;
use crate::sql::Sql;
use crate::value::Value;
use crate::{Result, Uow};

record! {
    /// A promise with what came in for it.
    pub struct PromiseLine in "promise" {
        /// Its id.
        pub id: PromiseId,
        /// The customer.
        pub customer: CustomerId,
        /// The currency of its amounts.
        pub currency: Currency,
        /// The day it was made.
        pub made_on: Date,
        /// The last day on which payment keeps it.
        pub due: Date,
        /// The promised amount in minor units.
        pub amount: i64,
        /// What came in from the day it was made to the day it was due, and any days of grace, in minor
        /// units.
        pub received: i64,
        /// Who looks after the customer, if somebody does.
        pub owner: Option<String>,
    }
}

/// Promises with what came in for each up to a last day.
macro_rules! promise_lines {
    ($until:literal, $rest:literal) => {
        concat!(
            "SELECT p.id, p.customer_id, p.currency, p.made_on, p.due, p.amount_minor, ",
            "CAST(COALESCE((SELECT SUM(e.unapplied_effect + COALESCE((SELECT SUM(r.unapplied_effect) FROM entry r ",
            "WHERE r.book_id = e.book_id AND r.customer_id = e.customer_id AND r.reverses_id = e.id), 0)) ",
            "FROM entry e WHERE e.book_id = p.book_id AND e.customer_id = p.customer_id AND e.currency = p.currency ",
            "AND e.kind = 'payment' AND e.date BETWEEN p.made_on AND ", $until, "), 0) AS BIGINT), c.owner ",
            "FROM promise p JOIN customer c ON c.book_id = p.book_id AND c.id = p.customer_id ",
            "WHERE p.book_id = $1 AND p.withdrawn_on IS NULL ", $rest
        )
    };
}

const STANDING: Sql = Sql::Both(promise_lines!(
    "p.due",
    "AND (p.due, p.id) > ($2, $3) AND (CAST($4 AS TEXT) IS NULL OR COALESCE(c.owner, '') = $4) ORDER BY p.due, p.id LIMIT $5"
));
const DUE: Sql = Sql::Each {
    sqlite: promise_lines!(
        "MIN(date(p.due, '+' || $4 || ' days'), $5)",
        "AND p.due BETWEEN $2 AND $3 ORDER BY p.due, p.id"
    ),
    postgres: promise_lines!(
        "LEAST(p.due + CAST($4 AS INTEGER), $5)",
        "AND p.due BETWEEN $2 AND $3 ORDER BY p.due, p.id"
    ),
};

pub(crate) const SQL: &[Sql] = &[STANDING, DUE];

/// Promises that were not taken back, the soonest due first, after a place.
///
/// # Errors
/// When the database fails.
pub async fn standing(
    uow: &mut Uow,
    book: BookId,
    owner: Option<&str>,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<PromiseLine>> {
    let Place { on, id } = after.unwrap_or(FIRST);
    let params: [Value<'_>; 5] = [
        book.into(),
        on.into(),
        id.into(),
        owner.into(),
        limit.into(),
    ];
    uow.all(STANDING, &params).await
}

/// Promises that were due from the first day to the last, with what came in for them up to so many
/// days of grace later, and up to `known_until`.
///
/// # Errors
/// When the database fails.
pub async fn due(
    uow: &mut Uow,
    book: BookId,
    first: Date,
    last: Date,
    grace_days: u16,
    known_until: Date,
) -> Result<Vec<PromiseLine>> {
    let params: [Value<'_>; 5] = [
        book.into(),
        first.into(),
        last.into(),
        i64::from(grace_days).into(),
        known_until.into(),
    ];
    uow.all(DUE, &params).await
}
