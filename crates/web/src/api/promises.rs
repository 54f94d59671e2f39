//! Promises to pay.

use dunwell_app::record::promise::{self, Promised, Withdrawn};
use dunwell_app::view::page::Paged;
use dunwell_app::view::promises::{self, PromiseLine};
use dunwell_core::id::PromiseId;
use dunwell_core::money::Money;
use dunwell_core::promise::PromiseState;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::Why;
use super::call::{Call, Change, Json};
use super::page::Limit;
use crate::problem::ApiResult;

/// Which promises are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Filter {
    /// Only those that stand like this.
    state: Option<PromiseState>,
    /// Only those of customers that this person looks after.
    owner: Option<String>,
    /// Only those that are due on this day or later.
    due_from: Option<Date>,
    /// Only those that are due on this day or earlier.
    due_until: Option<Date>,
    /// How many lines.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000)]
    limit: Limit,
    /// The `next` of the page before.
    cursor: Option<String>,
}

pub(crate) async fn list(call: Call<(), Filter>) -> ApiResult<Paged<PromiseLine>> {
    let filter = &call.query;
    let request = promises::Request {
        state: filter.state,
        owner: filter.owner.as_deref(),
        due_from: filter.due_from,
        due_until: filter.due_until,
        page: filter.limit.after(filter.cursor.as_deref()),
    };
    let today = call.program.today();
    Ok(promises::promises(call.db(), call.book(), &request, today).await?)
}

/// What a customer said they would pay.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPromise {
    /// How much.
    amount: Money,
    /// The last day on which payment keeps it.
    by: Date,
    /// The day it was made; today when not given.
    date: Option<Date>,
    /// The numbers of the invoices it is about; none means the oldest due first.
    #[serde(default)]
    invoices: Vec<String>,
    /// What was said with it.
    reason: Option<String>,
}

pub(crate) async fn record(change: Change<String, Json<NewPromise>>) -> ApiResult<Promised> {
    let new = &change.body.0;
    let request = promise::Request {
        customer: change.path.clone(),
        amount: new.amount.to_decimal_string(),
        by: new.by,
        currency: Some(new.amount.currency()),
        date: new.date,
        invoices: new.invoices.clone(),
        reason: new.reason.clone(),
    };
    let (db, book) = (change.db(), change.book());
    Ok(promise::record(db, book, change.caller(), change.mode(), &request).await?)
}

pub(crate) async fn withdraw(change: Change<PromiseId, Json<Why>>) -> ApiResult<Withdrawn> {
    let request = promise::Withdrawal {
        promise: change.path.to_string(),
        reason: change.body.0.reason.clone(),
    };
    let (db, book) = (change.db(), change.book());
    Ok(promise::withdraw(db, book, change.caller(), change.mode(), &request).await?)
}
