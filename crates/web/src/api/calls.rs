//! Calls and notes.

use dunwell_app::Currency;
use dunwell_app::record::call::{self, Called, Outcome};
use dunwell_app::record::note::{self, Noted};
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

use super::call::{Change, Json};
use crate::problem::ApiResult;

/// A call, as it went.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCall {
    /// How it ended.
    outcome: Outcome,
    /// The currency of the account that it was about; that of the action or of the customer's only
    /// account when not given.
    currency: Option<Currency>,
    /// The action that it carried out; the customer's open call when not given.
    action: Option<String>,
    /// The reason for not paying as a word (`cash-flow`), when it is another than the outcome says;
    /// `none` when there is none any more.
    reason: Option<String>,
    /// What was said.
    text: Option<String>,
    /// The day of the call; today when not given.
    date: Option<Date>,
    /// Count the call as made although nobody was spoken with.
    #[serde(default)]
    done: bool,
}

pub(crate) async fn record(change: Change<String, Json<NewCall>>) -> ApiResult<Called> {
    let new = &change.body.0;
    let request = call::Request {
        customer: change.path.clone(),
        currency: new.currency,
        action: new.action.clone(),
        outcome: new.outcome,
        reason: new.reason.clone(),
        text: new.text.clone(),
        date: new.date,
        done: new.done,
    };
    let (db, book) = (change.db(), change.book());
    Ok(call::record(db, book, change.caller(), change.mode(), &request).await?)
}

/// Something worth keeping.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewNote {
    /// What there is to say.
    text: String,
    /// The day it is about; today when not given.
    date: Option<Date>,
}

pub(crate) async fn note(change: Change<String, Json<NewNote>>) -> ApiResult<Noted> {
    let request = note::Request {
        customer: change.path.clone(),
        date: change.body.0.date,
        text: change.body.0.text.clone(),
    };
    let (db, book) = (change.db(), change.book());
    Ok(note::record(db, book, change.caller(), change.mode(), &request).await?)
}
