//! What keeps contact or supply away.

use dunwell_app::record::hold::{self, Held, Lift, Subject, Which};
use dunwell_core::hold::HoldKind;
use dunwell_core::id::HoldId;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

use super::call::{Change, Json};
use crate::problem::ApiResult;

/// A hold to be placed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewHold {
    /// What is held.
    kind: HoldKind,
    /// Why.
    reason: String,
    /// Its first day; today when not given.
    from: Option<Date>,
    /// Its last day; until it is lifted when not given.
    until: Option<Date>,
}

pub(crate) async fn on_customer(change: Change<String, Json<NewHold>>) -> ApiResult<Held> {
    let on = Subject::Customer(change.path.clone());
    place(&change, on).await
}

pub(crate) async fn on_invoice(change: Change<String, Json<NewHold>>) -> ApiResult<Held> {
    let on = Subject::Invoice {
        number: change.path.clone(),
        of: None,
    };
    place(&change, on).await
}

async fn place(change: &Change<String, Json<NewHold>>, on: Subject) -> ApiResult<Held> {
    let new = &change.body.0;
    let request = hold::Request {
        on,
        kind: new.kind,
        from: new.from,
        until: new.until,
        reason: new.reason.clone(),
    };
    let (db, book) = (change.db(), change.book());
    Ok(hold::place(db, book, change.caller(), change.mode(), &request).await?)
}

/// Why a hold is lifted.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Lifting {
    /// Why, if that was told.
    reason: Option<String>,
}

pub(crate) async fn lift(change: Change<HoldId, Json<Lifting>>) -> ApiResult<Held> {
    let request = Lift {
        which: Which::Hold(change.path.to_string()),
        reason: change.body.0.reason.clone(),
    };
    let (db, book) = (change.db(), change.book());
    Ok(hold::lift(db, book, change.caller(), change.mode(), &request).await?)
}
