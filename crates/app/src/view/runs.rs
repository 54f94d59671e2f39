//! The days that were run: what each looked at and what it decided.

use dunwell_store::{Db, runs};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::book::Book;
use crate::error::Result;
use crate::funnel::from_json;
use crate::run::{StepCount, WHAT_A_RUN_DECIDED};

/// A day that was run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RunView {
    /// The day.
    pub date: Date,
    /// When it was run last.
    pub at: Timestamp,
    /// How many customers were looked at.
    pub customers_reviewed: i64,
    /// How many actions were decided.
    pub decided: i64,
    /// What was decided on it, by step; a day that was run again adds to it.
    pub steps: Vec<StepCount>,
}

/// The latest days that were run, the latest first.
///
/// # Errors
/// When the database fails.
pub async fn latest(db: &Db, book: &Book, limit: usize) -> Result<Vec<RunView>> {
    let mut uow = db.read().await?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = runs::latest_few(&mut uow, book.id, limit).await?;
    uow.rollback().await?;
    let view = |run: runs::Run| {
        let steps = match &run.summary {
            Some(summary) => from_json(summary, WHAT_A_RUN_DECIDED)?,
            None => Vec::new(),
        };
        Ok(RunView {
            date: run.date,
            at: run.finished_at.unwrap_or(run.started_at),
            customers_reviewed: run.customers_reviewed,
            decided: run.actions,
            steps,
        })
    };
    rows.into_iter().map(view).collect()
}
