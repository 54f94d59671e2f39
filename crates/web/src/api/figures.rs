//! The figures of a day: the overview and the aging.

use dunwell_app::Currency;
use dunwell_app::view::aging::{self, AgingView};
use dunwell_app::view::overview::Overview;
use dunwell_core::aging::{Basis, Buckets};
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::call::Call;
use crate::problem::ApiResult;

/// The day of the figures.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Day {
    /// The day; today when not given.
    as_of: Option<Date>,
}

pub(crate) async fn overview(call: Call<(), Day>) -> ApiResult<Overview> {
    let today = call.program.today();
    let as_of = call.query.as_of.unwrap_or(today);
    let kept = call.program.desk().overviews();
    let overview = kept.get(call.db(), call.book(), as_of, today).await?;
    Ok(Overview::clone(&overview))
}

/// From which day an age is counted.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum CountedFrom {
    #[default]
    Due,
    Invoice,
}

/// How the aging is made.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct How {
    /// The day at whose end it is open; today when not given.
    as_of: Option<Date>,
    /// From which day an age is counted: the due date unless the date of the invoice is asked for.
    #[param(inline)]
    by: CountedFrom,
    /// A line for each customer as well.
    customers: bool,
    /// The currency to give everything in, too.
    convert_to: Option<Currency>,
}

pub(crate) async fn aging(call: Call<(), How>) -> ApiResult<AgingView> {
    let how = &call.query;
    let request = aging::Request {
        as_of: how.as_of.unwrap_or_else(|| call.program.today()),
        basis: match how.by {
            CountedFrom::Due => Basis::DueDate,
            CountedFrom::Invoice => Basis::InvoiceDate,
        },
        buckets: Buckets::default(),
        customers: how.customers,
        convert_to: how.convert_to,
    };
    Ok(aging::aging(call.db(), call.book(), &request).await?)
}
