//! Carrying out the policy for a day.

use dunwell_app::run::{self, Report};
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

use super::call::{Change, Json};
use crate::problem::ApiResult;

/// What is run.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NewRun {
    /// The day; today when not given.
    date: Option<Date>,
    /// Only this customer, by number.
    customer: Option<String>,
    /// Look at every account, not only at those whose day has come.
    full: bool,
    /// List each action in the answer; without it, the answer only counts them.
    list: bool,
}

pub(crate) async fn run(change: Change<(), Json<NewRun>>) -> ApiResult<Report> {
    let new = &change.body.0;
    let request = run::Request {
        date: new.date,
        customer: new.customer.clone(),
        full: new.full,
        list: new.list,
    };
    let (db, book) = (change.db(), change.book());
    Ok(run::run(db, book, change.caller(), change.mode(), &request).await?)
}
