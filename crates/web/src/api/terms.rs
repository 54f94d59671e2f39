//! Terms that customers accepted, on which charges rest.

use dunwell_app::Currency;
use dunwell_app::record::terms_acceptance::{self, Accepted, Withdrawn};
use dunwell_core::id::TermsAcceptanceId;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

use super::Why;
use super::call::{Change, Json};
use crate::problem::ApiResult;

/// What was accepted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTerms {
    /// The interest for paying late: `statutory`, `none`, `12% a year`, `8% over UK_BASE`.
    interest: String,
    /// The sum for paying late: `statutory`, `none` or an amount.
    fixed_sum: String,
    /// Where the acceptance can be found.
    document: String,
    /// The day on which they were accepted; today when not given.
    date: Option<Date>,
    /// The fees that may be charged: amounts and shares, each up to what is given.
    #[serde(default)]
    fees: Vec<String>,
    /// The currency of the amounts; the book's when not given.
    currency: Option<Currency>,
    /// The jurisdiction whose law the terms stand under; the book's when not given.
    law: Option<String>,
    /// When payment is due (`net 30`).
    due: Option<String>,
}

pub(crate) async fn record(change: Change<String, Json<NewTerms>>) -> ApiResult<Accepted> {
    let new = &change.body.0;
    let request = terms_acceptance::Request {
        customer: change.path.clone(),
        date: new.date,
        interest: new.interest.clone(),
        fixed_sum: new.fixed_sum.clone(),
        fees: new.fees.clone(),
        currency: new.currency,
        law: new.law.clone(),
        due: new.due.clone(),
        document: new.document.clone(),
    };
    let (db, book) = (change.db(), change.book());
    Ok(terms_acceptance::record(db, book, change.caller(), change.mode(), &request).await?)
}

pub(crate) async fn withdraw(change: Change<TermsAcceptanceId, Json<Why>>) -> ApiResult<Withdrawn> {
    let request = terms_acceptance::Withdrawal {
        terms: change.path.to_string(),
        reason: change.body.0.reason.clone(),
    };
    let (db, book) = (change.db(), change.book());
    Ok(terms_acceptance::withdraw(db, book, change.caller(), change.mode(), &request).await?)
}
