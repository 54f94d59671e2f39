//! Texts that wait, and texts that left.

use dunwell_core::action::{ActionStatus, Do};
use dunwell_core::currency::Currency;
use dunwell_core::id::{ActionId, BookId, CustomerId};
use jiff::Timestamp;
use jiff::civil::Date;

use super::{FIRST, LAST, Place};
use crate::cell::record;
use crate::sql::Sql;
use crate::value::Value;
use crate::{Result, Uow};

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

pub(crate) const SQL: &[Sql] = &[WAITING, LEFT, LEFT_AT];

/// Texts with a status that wait for approval or are ready, the oldest first, after a place.
///
/// # Errors
/// When the database fails.
pub async fn waiting(
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
pub async fn left(
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
pub async fn left_at(
    uow: &mut Uow,
    book: BookId,
    on: Date,
    at: Timestamp,
) -> Result<Vec<TextLine>> {
    uow.all(LEFT_AT, &[book.into(), on.into(), at.into()]).await
}
