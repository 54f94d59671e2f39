//! Exchange rates, by which thresholds are compared.

use dunwell_app::rate::{self, RateView};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::call::{Call, Change, Json, Nothing};
use crate::problem::{ApiError, ApiResult, Code};

/// The rates of the book, by pair, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExchangeRates {
    /// The rates.
    items: Vec<RateView>,
}

pub(crate) async fn list(call: Call<(), Nothing>) -> ApiResult<ExchangeRates> {
    let items = rate::list(call.db(), call.book()).await?;
    Ok(ExchangeRates { items })
}

/// A rate to be set: one unit of `from` is `rate` units of `to`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRate {
    /// The currency that is converted.
    from: dunwell_app::Currency,
    /// The currency it becomes.
    to: dunwell_app::Currency,
    /// Units of `to` for one unit of `from`, as decimal text.
    rate: String,
    /// The day from which it holds; today when not given.
    date: Option<jiff::civil::Date>,
}

pub(crate) async fn set(change: Change<(), Json<NewRate>>) -> ApiResult<RateView> {
    let new = &change.body.0;
    let exact = rate::Decimal::from_str_exact(&new.rate);
    let rate = exact.map_err(|error| ApiError::new(Code::Malformed, format!("rate: {error}")))?;
    let rate = RateView {
        from: new.from,
        to: new.to,
        rate,
        date: new.date.unwrap_or_else(|| change.program.today()),
    };
    let (db, book) = (change.db(), change.book());
    Ok(rate::set(db, book, change.caller(), change.mode(), &rate).await?)
}
