//! What becomes of an action after it was decided: it ends, is approved or opened again, asks for more,
//! gets its text.

use dunwell_core::action::ActionStatus;
use dunwell_core::id::{ActionId, BookId};
use jiff::Timestamp;
use jiff::civil::Date;

use super::Action;
use crate::bulk::Bulk;
use crate::error::ensure_rows;
use crate::sql::Sql;
use crate::value::{Value, json};
use crate::{Result, Uow, customers};

const FINISH: Sql = Sql::Both(concat!(
    "UPDATE action SET status = $3, finished_on = $4, finished_by = $5, finish_reason = $6 ",
    "WHERE book_id = $1 AND id = $2 AND ",
    is_open!()
));
const APPROVE: Sql = Sql::Both(
    "UPDATE action SET status = 'ready' WHERE book_id = $1 AND id = $2 AND status = 'awaiting-approval'",
);
const REOPEN: Sql = Sql::Both(
    "UPDATE action SET status = $3, finished_on = NULL, finished_by = NULL, finish_reason = NULL \
     WHERE book_id = $1 AND id = $2",
);
const SET_ASKED: Sql = Sql::Both(
    "UPDATE action SET amount_minor = $3, items = $4, reasons = $5 WHERE book_id = $1 AND id = $2",
);
const SET_MESSAGE: Sql =
    Sql::Both("UPDATE action SET message = $3, message_at = $4 WHERE book_id = $1 AND id = $2");

pub(super) const SQL: &[Sql] = &[FINISH, APPROVE, REOPEN, SET_ASKED, SET_MESSAGE];

pub(super) const FINISH_MANY: Bulk = Bulk {
    table: "action",
    columns: "book_id, id, status, finished_on, finished_by, finish_reason",
    one: concat!(
        "UPDATE action SET status = $3, finished_on = $4, finished_by = $5, finish_reason = $6 ",
        "WHERE book_id = $1 AND id = $2 AND ",
        is_open!()
    ),
    merge: Some(
        "UPDATE action x SET status = s.status, finished_on = s.finished_on, finished_by = s.finished_by, \
         finish_reason = s.finish_reason FROM staging s \
         WHERE x.book_id = s.book_id AND x.id = s.id AND x.status IN ('awaiting-approval', 'ready')",
    ),
};

/// Ends an action that is open.
///
/// # Errors
/// When there is no such open action, or the database fails.
pub async fn finish(
    uow: &mut Uow,
    book: BookId,
    id: ActionId,
    status: ActionStatus,
    on: Date,
    by: &str,
    reason: Option<&str>,
) -> Result<()> {
    let params = [
        book.into(),
        id.into(),
        status.into(),
        on.into(),
        by.into(),
        reason.into(),
    ];
    ensure_rows("action", uow.execute(FINISH, &params).await?, 1)
}

/// How an action ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// The action.
    pub id: ActionId,
    /// What became of it.
    pub status: ActionStatus,
    /// Why.
    pub reason: Option<String>,
}

/// Ends many open actions on the same day, by the same hand.
///
/// # Errors
/// When one of them is not open, or the database fails.
pub async fn finish_many(
    uow: &mut Uow,
    book: BookId,
    on: Date,
    by: &str,
    endings: &[Ending],
) -> Result<()> {
    let rows = endings.iter().map(|ending| {
        Ok::<[Value<'_>; 6], _>([
            book.into(),
            ending.id.into(),
            ending.status.into(),
            on.into(),
            by.into(),
            (&ending.reason).into(),
        ])
    });
    ensure_rows(
        "action",
        uow.bulk(&FINISH_MANY, rows).await?,
        endings.len() as u64,
    )
}

/// Records that a person approved an action that waited for it.
///
/// # Errors
/// When no such action waits, or the database fails.
pub async fn approve(uow: &mut Uow, book: BookId, id: ActionId) -> Result<()> {
    ensure_rows(
        "action",
        uow.execute(APPROVE, &[book.into(), id.into()]).await?,
        1,
    )
}

/// Opens an action again that was ended or approved in error, as ready or as awaiting approval.
///
/// # Errors
/// When there is no such action, or the database fails.
pub async fn reopen(
    uow: &mut Uow,
    book: BookId,
    action: &Action,
    status: ActionStatus,
) -> Result<()> {
    customers::lock(uow, book, &[action.customer]).await?;
    let params = [book.into(), action.id.into(), status.into()];
    ensure_rows("action", uow.execute(REOPEN, &params).await?, 1)
}

/// Keeps what an action asks for and why: its amount, its items and its reasons as they are given.
///
/// # Errors
/// When there is no such action, or the database fails.
pub async fn set_asked(uow: &mut Uow, book: BookId, action: &Action) -> Result<()> {
    let params = [
        book.into(),
        action.id.into(),
        action.amount.into(),
        json("the items of an action", &action.items)?.into(),
        (&action.reasons).into(),
    ];
    ensure_rows("action", uow.execute(SET_ASKED, &params).await?, 1)
}

/// Keeps the text of an action (JSON text) as it was made at `at`; none takes it away again, so that
/// it is made anew from the facts of the moment.
///
/// # Errors
/// When there is no such action, or the database fails.
pub async fn set_message(
    uow: &mut Uow,
    book: BookId,
    id: ActionId,
    message: Option<(&str, Timestamp)>,
) -> Result<()> {
    let params = [
        book.into(),
        id.into(),
        message.map(|(text, _)| text).into(),
        message.map(|(_, at)| at).into(),
    ];
    ensure_rows("action", uow.execute(SET_MESSAGE, &params).await?, 1)
}
