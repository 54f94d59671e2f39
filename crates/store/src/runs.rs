//! Daily runs: one for each book and date.

use dunwell_core::id::{BookId, RunId};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::cell::record;
use crate::error::ensure_rows;
use crate::sql::Sql;
use crate::{Result, Uow};

record! {
    /// A daily run.
    pub struct Run in "run" {
        /// Its id.
        pub id: RunId,
        /// The day it decided for.
        pub date: Date,
        /// When it began.
        pub started_at: Timestamp,
        /// When it ended.
        pub finished_at: Option<Timestamp>,
        /// The policy it applied.
        pub policy_hash: String,
        /// How many customers it looked at.
        pub customers_reviewed: i64,
        /// How many actions it decided.
        pub actions: i64,
        /// Its summary as JSON text, made and read by the caller.
        pub summary: Option<String>,
    }
}

macro_rules! select {
    ($rest:literal) => {
        Sql::Both(concat!(
            "SELECT id, date, started_at, finished_at, policy_hash, customers_reviewed, actions, summary FROM run ",
            "WHERE book_id = $1 ", $rest
        ))
    };
}

const LATEST: Sql = select!("ORDER BY date DESC LIMIT 1");
const LATEST_FEW: Sql = select!("ORDER BY date DESC LIMIT $2");
const BY_DATE: Sql = select!("AND date = $2");
const START: Sql = Sql::Both(
    "INSERT INTO run (book_id, date, id, started_at, policy_hash) VALUES ($1, $2, $3, $4, $5)",
);
const FINISH: Sql = Sql::Both(
    "UPDATE run SET finished_at = $3, policy_hash = $4, customers_reviewed = $5, actions = $6, summary = $7 \
     WHERE book_id = $1 AND date = $2",
);

pub(crate) const SQL: &[Sql] = &[LATEST, LATEST_FEW, BY_DATE, START, FINISH];

/// The run of the latest date.
///
/// # Errors
/// When the database fails.
pub async fn latest(uow: &mut Uow, book: BookId) -> Result<Option<Run>> {
    uow.one(LATEST, &[book.into()]).await
}

/// The runs of the latest dates, the latest first.
///
/// # Errors
/// When the database fails.
pub async fn latest_few(uow: &mut Uow, book: BookId, limit: i64) -> Result<Vec<Run>> {
    uow.all(LATEST_FEW, &[book.into(), limit.into()]).await
}

/// The run of that date.
///
/// # Errors
/// When the database fails.
pub async fn by_date(uow: &mut Uow, book: BookId, date: Date) -> Result<Option<Run>> {
    uow.one(BY_DATE, &[book.into(), date.into()]).await
}

/// Records that a run began.
///
/// # Errors
/// A duplicate when there is a run of that date.
pub async fn start(
    uow: &mut Uow,
    book: BookId,
    id: RunId,
    date: Date,
    at: Timestamp,
    policy_hash: &str,
) -> Result<()> {
    let params = [
        book.into(),
        date.into(),
        id.into(),
        at.into(),
        policy_hash.into(),
    ];
    uow.execute(START, &params).await.map(drop)
}

/// Records how the run of `run.date` ended: everything but its id, its date and its beginning.
///
/// # Errors
/// When there is no run of that date, or the database fails.
pub async fn finish(uow: &mut Uow, book: BookId, run: &Run) -> Result<()> {
    let changed = uow
        .execute(
            FINISH,
            &[
                book.into(),
                run.date.into(),
                run.finished_at.into(),
                (&run.policy_hash).into(),
                run.customers_reviewed.into(),
                run.actions.into(),
                (&run.summary).into(),
            ],
        )
        .await?;
    ensure_rows("run", changed, 1)
}
