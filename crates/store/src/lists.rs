//! Lists over a whole book in pages: disputes, promises, money that came in, and texts that leave.
//!
//! A page follows a place, which is that of the last line of the page before; so a list may grow while
//! somebody turns its pages, and no line is given twice.

use dunwell_core::action::{ActionStatus, Do};
use dunwell_core::currency::Currency;
use dunwell_core::id::{ActionId, BookId, CustomerId, DisputeId, EntryId, InvoiceId, PromiseId};
use dunwell_core::ledger::EntryKind;
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::cell::record;
use crate::sql::Sql;
use crate::value::Value;
use crate::{Result, Uow};

/// The place of a line in a list that is in the order of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The day.
    pub on: Date,
    /// The id of what stands there.
    pub id: Uuid,
}

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
        /// What they are about, in minor units: the parts that were named, and all that is open on the
        /// invoices of the others.
        pub amount: i64,
    }
}

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

record! {
    /// A text that is to leave, or left.
    pub struct TextLine in "action" {
        /// The action.
        pub id: ActionId,
        /// The customer.
        pub customer: CustomerId,
        /// The currency of its amount.
        pub currency: Currency,
        /// The step's name.
        pub step: String,
        /// What the step does.
        pub kind: Do,
        /// What became of it.
        pub status: ActionStatus,
        /// Who has to approve it, if somebody has to.
        pub approve_role: Option<String>,
        /// What was asked for when it was decided, in minor units.
        pub amount: i64,
        /// The day it was decided.
        pub decided_on: Date,
        /// The day it left.
        pub finished_on: Option<Date>,
        /// Who had it leave.
        pub finished_by: Option<String>,
        /// When its text was made.
        pub message_at: Option<Timestamp>,
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

// With an empty name those that nobody looks after are meant, here and below.
const DISPUTES: Sql = disputes!(
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
     CAST(SUM(COALESCE(d.amount_minor, i.open_minor)) AS BIGINT) FROM dispute d \
     JOIN customer c ON c.book_id = d.book_id AND c.id = d.customer_id \
     JOIN invoice i ON i.book_id = d.book_id AND i.customer_id = d.customer_id AND i.id = d.invoice_id \
     WHERE d.book_id = $1 AND d.resolved_on IS NULL \
     GROUP BY i.currency, COALESCE(d.owner, c.owner, '') ORDER BY i.currency, COALESCE(d.owner, c.owner, '')",
);

/// What came in for a promise, as `promises` has it, with days of grace: the last argument.
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

const PROMISES: Sql = Sql::Both(promise_lines!(
    "p.due",
    "AND (p.due, p.id) > ($2, $3) AND (CAST($4 AS TEXT) IS NULL OR COALESCE(c.owner, '') = $4) ORDER BY p.due, p.id LIMIT $5"
));
const FALLEN_DUE: Sql = Sql::Each {
    sqlite: promise_lines!(
        "MIN(date(p.due, '+' || $4 || ' days'), $5)",
        "AND p.due BETWEEN $2 AND $3 ORDER BY p.due, p.id"
    ),
    postgres: promise_lines!(
        "LEAST(p.due + CAST($4 AS INTEGER), $5)",
        "AND p.due BETWEEN $2 AND $3 ORDER BY p.due, p.id"
    ),
};
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

macro_rules! texts {
    ($standing:literal, $rest:literal) => {
        Sql::Both(concat!(
            "SELECT id, customer_id, currency, step, kind, status, approve_role, amount_minor, decided_on, ",
            "finished_on, finished_by, message_at FROM action WHERE book_id = $1 AND ", $standing,
            // SQLite knows its index of the texts that wait by these very words.
            "AND (kind = 'email' OR kind = 'sms' OR kind = 'letter') ", $rest
        ))
    };
}

const WAITING: Sql = texts!(
    "status IN ('awaiting-approval', 'ready') AND status = $2 ",
    "AND (decided_on, id) > ($3, $4) ORDER BY decided_on, id LIMIT $5"
);
const LEFT: Sql = texts!(
    "status = 'done' AND message IS NOT NULL ",
    "AND (finished_on, id) < ($2, $3) ORDER BY finished_on DESC, id DESC LIMIT $4"
);

const LEFT_AT: Sql = texts!(
    "status = 'done' AND message IS NOT NULL ",
    "AND finished_on = $2 AND message_at = $3 ORDER BY id"
);

pub(crate) const SQL: &[Sql] = &[
    DISPUTES,
    SETTLED,
    DISPUTED,
    PROMISES,
    FALLEN_DUE,
    RECEIVED,
    RECEIVED_FROM,
    UNAPPLIED,
    WAITING,
    LEFT,
    LEFT_AT,
];

/// The place before everything.
const FIRST: Place = Place {
    on: Date::ZERO,
    id: Uuid::nil(),
};

/// The place after everything.
const LAST: Place = Place {
    on: jiff::civil::date(9999, 12, 31),
    id: Uuid::max(),
};

/// Disputes, the oldest first, after a place; with `resolved` those that were settled, too.
///
/// # Errors
/// When the database fails.
pub async fn disputes(
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
    uow.all(DISPUTES, &params).await
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

/// Promises that were not taken back, the soonest due first, after a place.
///
/// # Errors
/// When the database fails.
pub async fn promises(
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
    uow.all(PROMISES, &params).await
}

/// Promises that were due from the first day to the last, with what came in for them up to so many
/// days of grace later, and up to `known_until`.
///
/// # Errors
/// When the database fails.
pub async fn promises_due(
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
    uow.all(FALLEN_DUE, &params).await
}

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

/// Texts with a status that wait for approval or are ready, the oldest first, after a place.
///
/// # Errors
/// When the database fails.
pub async fn texts_waiting(
    uow: &mut Uow,
    book: BookId,
    status: ActionStatus,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<TextLine>> {
    let Place { on, id } = after.unwrap_or(FIRST);
    let params: [Value<'_>; 5] = [
        book.into(),
        status.into(),
        on.into(),
        id.into(),
        limit.into(),
    ];
    uow.all(WAITING, &params).await
}

/// Texts that left, the newest first, after a place.
///
/// # Errors
/// When the database fails.
pub async fn texts_left(
    uow: &mut Uow,
    book: BookId,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<TextLine>> {
    let Place { on, id } = after.unwrap_or(LAST);
    let params: [Value<'_>; 4] = [book.into(), on.into(), id.into(), limit.into()];
    uow.all(LEFT, &params).await
}

/// The texts that left together: on a day, at a moment.
///
/// # Errors
/// When the database fails.
pub async fn texts_left_at(
    uow: &mut Uow,
    book: BookId,
    on: Date,
    at: Timestamp,
) -> Result<Vec<TextLine>> {
    uow.all(LEFT_AT, &[book.into(), on.into(), at.into()]).await
}
