//! How accounts stand, for lists over a whole book: light rows, read in ranges of customers or added up
//! by the database, so that a million invoices are never held at once.

use dunwell_core::action::Do;
use dunwell_core::currency::Currency;
use dunwell_core::id::{BookId, CustomerId};
use dunwell_core::invoice::Instalment;
use jiff::civil::Date;

use crate::cell::{Cells, Columns, Record, record};
use crate::sql::{Sql, by_ids};
use crate::value::Value;
use crate::{Result, Uow};

record! {
    /// One customer in one currency, with the customer's name.
    pub struct Standing in "account" {
        /// The customer.
        pub customer: CustomerId,
        /// The currency of every amount here.
        pub currency: Currency,
        /// The customer's number.
        pub number: String,
        /// The customer's name.
        pub name: String,
        /// Who looks after the customer, if somebody does.
        pub owner: Option<String>,
        /// What is open on its invoices, in minor units.
        pub balance: i64,
        /// Money and credit that are not set against an invoice, in minor units.
        pub unapplied: i64,
        /// Invoices that were settled in full, by any means but a write-off.
        pub paid_invoices: i64,
        /// Sum of the days from due date to settlement over those.
        pub days_late_sum: i64,
        /// The class of the last decision.
        pub class: Option<String>,
        /// The first day on which the rules may want something else; none when that never comes by itself.
        pub next_review: Option<Date>,
    }
}

record! {
    /// What is open on an account's invoices that are due at once.
    pub struct OpenSum in "invoice" {
        /// The customer.
        pub customer: CustomerId,
        /// The currency.
        pub currency: Currency,
        /// What of it was due before the day, in minor units.
        pub overdue: i64,
        /// When the oldest of it was due; none where only credit is open.
        pub oldest_due: Option<Date>,
        /// How many invoices there are.
        pub invoices: i64,
    }
}

/// An open invoice in instalments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InInstalments {
    /// The customer.
    pub customer: CustomerId,
    /// The currency.
    pub currency: Currency,
    /// What is open on it, charges included, in minor units.
    pub open: i64,
    /// Its instalments.
    pub schedule: Vec<Instalment>,
}

impl Record for InInstalments {
    fn from_cells(row: &dyn Cells) -> Result<Self> {
        let mut columns = Columns::new("invoice", row);
        Ok(InInstalments {
            customer: columns.next("customer_id")?,
            currency: columns.next("currency")?,
            open: columns.next("open_minor")?,
            schedule: columns.json("schedule")?,
        })
    }
}

/// An invoice that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// The customer.
    pub customer: CustomerId,
    /// The currency.
    pub currency: Currency,
    /// The day on which it, or its last instalment, was due.
    pub due: Date,
    /// The day since which nothing is open on it.
    pub settled_on: Date,
    /// Its total in minor units.
    pub total: i64,
    /// What of it was written off and stayed so, in minor units.
    pub written_off: i64,
}

impl Record for Ended {
    fn from_cells(row: &dyn Cells) -> Result<Self> {
        let mut columns = Columns::new("invoice", row);
        let mut ended = Ended {
            customer: columns.next("customer_id")?,
            currency: columns.next("currency")?,
            due: columns.next("due")?,
            settled_on: columns.next("settled_on")?,
            total: columns.next("total_minor")?,
            written_off: columns.next("written_off")?,
        };
        let schedule: Option<Vec<Instalment>> = columns.optional_json("schedule")?;
        if let Some(last) = schedule.as_ref().and_then(|parts| parts.last()) {
            ended.due = last.due;
        }
        Ok(ended)
    }
}

record! {
    /// The action that is to be done next for an account.
    pub struct ToDo in "action" {
        /// The customer.
        pub customer: CustomerId,
        /// The currency.
        pub currency: Currency,
        /// The step's name.
        pub step: String,
        /// What it does.
        pub kind: Do,
        /// The day it was decided.
        pub decided_on: Date,
    }
}

macro_rules! standing {
    ($rest:literal) => {
        concat!(
            "SELECT a.customer_id, a.currency, c.number, c.name, c.owner, a.balance_minor, a.unapplied_minor, ",
            "a.paid_invoices, a.days_late_sum, a.class, a.next_review FROM account a ",
            "JOIN customer c ON c.book_id = a.book_id AND c.id = a.customer_id WHERE a.book_id = $1 ",
            $rest
        )
    };
}

// Every account of the book is listed.
const ALL: Sql = Sql::Both(standing!("AND a.currency >= ''"));
const OF_CUSTOMERS: Sql = by_ids!(
    standing!("AND a.customer_id"),
    "ORDER BY a.customer_id, a.currency"
);
// SQLite groups without sorting when it reads account by account; in the order written.
const OPEN: Sql = Sql::Each {
    sqlite: "SELECT a.customer_id, a.currency, SUM(CASE WHEN i.due < $2 THEN i.open_minor ELSE 0 END), \
             MIN(CASE WHEN i.open_minor > 0 THEN i.due END), COUNT(*) FROM account a CROSS JOIN invoice i \
             WHERE a.book_id = $1 AND i.book_id = a.book_id AND i.customer_id = a.customer_id \
             AND i.currency = a.currency AND i.open_minor <> 0 AND i.schedule IS NULL \
             GROUP BY a.customer_id, a.currency",
    postgres: "SELECT customer_id, currency, \
               CAST(SUM(CASE WHEN due < $2 THEN open_minor ELSE 0 END) AS BIGINT), \
               MIN(CASE WHEN open_minor > 0 THEN due END), COUNT(*) FROM invoice \
               WHERE book_id = $1 AND open_minor <> 0 AND schedule IS NULL GROUP BY customer_id, currency",
};
const IN_INSTALMENTS: Sql = Sql::Both(
    "SELECT customer_id, currency, open_minor, schedule FROM invoice \
     WHERE book_id = $1 AND open_minor <> 0 AND schedule IS NOT NULL",
);
const ENDED: Sql = by_ids!(
    "SELECT i.customer_id, i.currency, i.due, i.settled_on, i.total_minor, \
     CAST(COALESCE((SELECT -SUM(e.invoice_effect) FROM entry e WHERE e.book_id = i.book_id \
       AND e.invoice_id = i.id AND e.invoice_id IS NOT NULL AND e.kind = 'write-off' AND NOT EXISTS (\
       SELECT 1 FROM entry r WHERE r.book_id = e.book_id AND r.customer_id = e.customer_id \
       AND r.reverses_id = e.id)), 0) AS BIGINT), i.schedule \
     FROM invoice i WHERE i.book_id = $1 AND i.settled_on IS NOT NULL AND i.customer_id",
    "ORDER BY i.customer_id, i.id"
);
const TO_DO: Sql = by_ids!(
    "SELECT customer_id, currency, step, kind, decided_on FROM action \
     WHERE book_id = $1 AND status IN ('awaiting-approval', 'ready') AND customer_id",
    "ORDER BY customer_id, currency, decided_on, id"
);
// Every action that waits is looked at, through the index of those that are open.
const ACCOUNTS_TO_DO: Sql = Sql::Both(
    "SELECT DISTINCT customer_id, currency FROM action \
     WHERE book_id = $1 AND status IN ('awaiting-approval', 'ready')",
);
const CUSTOMERS: Sql = Sql::Both("SELECT id FROM customer WHERE book_id = $1 ORDER BY id");
const HELD: Sql = Sql::Both(
    "SELECT DISTINCT customer_id FROM hold \
     WHERE book_id = $1 AND from_date <= $2 AND (until_date IS NULL OR until_date >= $2)",
);

pub(crate) const SQL: &[Sql] = &[
    ALL,
    OF_CUSTOMERS,
    OPEN,
    IN_INSTALMENTS,
    ENDED,
    TO_DO,
    ACCOUNTS_TO_DO,
    CUSTOMERS,
    HELD,
];

/// Gives every account of the book to `each`, in no order.
///
/// # Errors
/// When the database fails.
pub async fn all(uow: &mut Uow, book: BookId, mut each: impl FnMut(Standing) + Send) -> Result<()> {
    uow.each(ALL, &[book.into()], |row| {
        each(Standing::from_cells(row)?);
        Ok(())
    })
    .await
}

/// The accounts of these customers, by customer and currency.
///
/// # Errors
/// When the database fails.
pub async fn of_customers(
    uow: &mut Uow,
    book: BookId,
    customers: &[CustomerId],
) -> Result<Vec<Standing>> {
    let ids = Value::Ids(customers.iter().map(|id| id.uuid()).collect());
    uow.all(OF_CUSTOMERS, &[book.into(), ids]).await
}

/// What is open and what is overdue on `today` on each account's invoices that are due at once; those
/// in instalments come from [`in_instalments`].
///
/// # Errors
/// When the database fails.
pub async fn open(uow: &mut Uow, book: BookId, today: Date) -> Result<Vec<OpenSum>> {
    uow.all(OPEN, &[book.into(), today.into()]).await
}

/// Gives every open invoice in instalments to `each`, in no order.
///
/// # Errors
/// When the database fails.
pub async fn in_instalments(
    uow: &mut Uow,
    book: BookId,
    mut each: impl FnMut(InInstalments) + Send,
) -> Result<()> {
    uow.each(IN_INSTALMENTS, &[book.into()], |row| {
        each(InInstalments::from_cells(row)?);
        Ok(())
    })
    .await
}

/// The invoices of these customers that have ended, by customer.
///
/// # Errors
/// When the database fails.
pub async fn ended(uow: &mut Uow, book: BookId, customers: &[CustomerId]) -> Result<Vec<Ended>> {
    let ids = Value::Ids(customers.iter().map(|id| id.uuid()).collect());
    uow.all(ENDED, &[book.into(), ids]).await
}

/// What is to be done for these customers, by customer and currency, the oldest decision first.
///
/// # Errors
/// When the database fails.
pub async fn to_do(uow: &mut Uow, book: BookId, customers: &[CustomerId]) -> Result<Vec<ToDo>> {
    let ids = Value::Ids(customers.iter().map(|id| id.uuid()).collect());
    uow.all(TO_DO, &[book.into(), ids]).await
}

/// The accounts for which something is to be done, in no order.
///
/// # Errors
/// When the database fails.
pub async fn accounts_to_do(uow: &mut Uow, book: BookId) -> Result<Vec<(CustomerId, Currency)>> {
    let mut accounts = Vec::new();
    uow.each(ACCOUNTS_TO_DO, &[book.into()], |row| {
        let mut columns = Columns::new("action", row);
        accounts.push((columns.next("customer_id")?, columns.next("currency")?));
        Ok(())
    })
    .await?;
    Ok(accounts)
}

/// The book's customers in ranges of so many, by the first and the last id of each.
///
/// # Errors
/// When the database fails.
pub async fn ranges(
    uow: &mut Uow,
    book: BookId,
    size: usize,
) -> Result<Vec<(CustomerId, CustomerId)>> {
    let mut ids: Vec<CustomerId> = Vec::new();
    uow.each(CUSTOMERS, &[book.into()], |row| {
        ids.push(Columns::new("customer", row).next("id")?);
        Ok(())
    })
    .await?;
    let ends = |range: &[CustomerId]| range.first().copied().zip(range.last().copied());
    Ok(ids.chunks(size.max(1)).filter_map(ends).collect())
}

/// The customers on whom, or on an invoice of whom, a hold stands on the day.
///
/// # Errors
/// When the database fails.
pub async fn held(uow: &mut Uow, book: BookId, on: Date) -> Result<Vec<CustomerId>> {
    let mut held = Vec::new();
    uow.each(HELD, &[book.into(), on.into()], |row| {
        held.push(Columns::new("hold", row).next("customer_id")?);
        Ok(())
    })
    .await?;
    Ok(held)
}
