//! What customers say is wrong.

use dunwell_app::assign::Assigned;
use dunwell_app::record::dispute::{self, Disputed};
use dunwell_app::view::disputes::{self, DisputeLine};
use dunwell_app::view::page::Paged;
use dunwell_core::id::DisputeId;
use dunwell_core::money::Money;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::Why;
use super::call::{Call, Change, Json};
use super::customers::{Owner, hand_over};
use super::invoices::of_invoice;
use super::page::Limit;
use crate::problem::ApiResult;

/// Which disputes are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Filter {
    /// Those that are settled, too.
    resolved: bool,
    /// Only those that this person is to settle.
    owner: Option<String>,
    /// How many lines.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000)]
    limit: Limit,
    /// The `next` of the page before.
    cursor: Option<String>,
}

pub(crate) async fn list(call: Call<(), Filter>) -> ApiResult<Paged<DisputeLine>> {
    let filter = &call.query;
    let request = disputes::Request {
        resolved: filter.resolved,
        owner: filter.owner.as_deref(),
        page: filter.limit.after(filter.cursor.as_deref()),
    };
    let today = call.program.today();
    Ok(disputes::disputes(call.db(), call.book(), &request, today).await?)
}

/// What a customer says is wrong.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDispute {
    /// What is wrong.
    reason: String,
    /// The disputed part; the whole invoice when not given.
    amount: Option<Money>,
    /// The day it was raised; today when not given.
    date: Option<Date>,
}

pub(crate) async fn record(change: Change<String, Json<NewDispute>>) -> ApiResult<Disputed> {
    let new = &change.body.0;
    let request = dispute::Request {
        invoice: change.path.clone(),
        amount: of_invoice(&change.program, &change.path, new.amount).await?,
        date: new.date,
        reason: new.reason.clone(),
    };
    let (db, book) = (change.db(), change.book());
    Ok(dispute::record(db, book, change.caller(), change.mode(), &request).await?)
}

/// How a dispute ended.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settled {
    /// How it was settled.
    resolution: String,
    /// The day it was settled; today when not given.
    date: Option<Date>,
}

pub(crate) async fn resolve(change: Change<DisputeId, Json<Settled>>) -> ApiResult<Disputed> {
    let request = dispute::Resolution {
        dispute: change.path.to_string(),
        resolution: change.body.0.resolution.clone(),
        date: change.body.0.date,
    };
    let (db, book) = (change.db(), change.book());
    Ok(dispute::resolve(db, book, change.caller(), change.mode(), &request).await?)
}

pub(crate) async fn reopen(change: Change<DisputeId, Json<Why>>) -> ApiResult<Disputed> {
    let request = dispute::Reopening {
        dispute: change.path.to_string(),
        reason: change.body.0.reason.clone(),
    };
    let (db, book) = (change.db(), change.book());
    Ok(dispute::reopen(db, book, change.caller(), change.mode(), &request).await?)
}

pub(crate) async fn assign(change: Change<DisputeId, Json<Owner>>) -> ApiResult<Assigned> {
    hand_over(&change, change.path.to_string()).await
}
