//! Carrying out the policy for a day.

use dunwell_app::run::{self, Report};
use dunwell_app::view::runs::{self, RunView};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::call::{Call, Change, Json};
use super::page::Limit;
use crate::problem::ApiResult;

/// How many days are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Latest {
    /// How many lines.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000)]
    limit: Limit,
}

/// The latest days that were run, the latest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Runs {
    /// The days.
    items: Vec<RunView>,
}

pub(crate) async fn list(call: Call<(), Latest>) -> ApiResult<Runs> {
    let limit = call.query.limit.lines();
    let items = runs::latest(call.db(), call.book(), limit).await?;
    Ok(Runs { items })
}

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
