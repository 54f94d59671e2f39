//! Many invoices or payments at once, a line of JSON for each.

use dunwell_app::import::lines::{self, BulkReport};

use super::call::{Change, Lines};
use crate::problem::ApiResult;

pub(crate) async fn invoices(change: Change<(), Lines>) -> ApiResult<BulkReport> {
    let (db, book, bytes) = (change.db(), change.book(), &change.body.0);
    Ok(lines::invoices(db, book, change.caller(), change.mode(), bytes).await?)
}

pub(crate) async fn payments(change: Change<(), Lines>) -> ApiResult<BulkReport> {
    let (db, book, bytes) = (change.db(), change.book(), &change.body.0);
    Ok(lines::payments(db, book, change.caller(), change.mode(), bytes).await?)
}
