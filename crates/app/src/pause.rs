//! Contact is paused until a day, or goes on again: the short way to a hold on contact.

use dunwell_core::hold::HoldKind;
use dunwell_store::Db;
use jiff::civil::Date;

use crate::book::Book;
use crate::error::Result;
use crate::funnel::{Caller, Mode};
use crate::record::hold::{self, Held, Lift, Subject, Which};

/// What is paused.
#[derive(Debug, Clone)]
pub struct Request {
    /// The customer, or one invoice.
    pub on: Subject,
    /// The last day of the pause.
    pub until: Date,
    /// Why.
    pub reason: String,
}

/// Pauses contact from today on. The procedure's clock stands still meanwhile; aging and interest go
/// on. [`resume`] ends it.
///
/// # Errors
/// As [`hold::place`]; a day that has passed is refused.
pub async fn pause(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Request,
) -> Result<Held> {
    let request = hold::Request {
        on: request.on.clone(),
        kind: HoldKind::Contact,
        from: None,
        until: Some(request.until),
        reason: request.reason.clone(),
    };
    hold::place(db, book, caller, mode, &request).await
}

/// Ends the pause that is in force today: today is its last day.
///
/// # Errors
/// As [`hold::lift`].
pub async fn resume(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    on: &Subject,
    reason: Option<&str>,
) -> Result<Held> {
    let lift = Lift {
        which: Which::On(on.clone(), HoldKind::Contact),
        reason: reason.map(str::to_owned),
    };
    hold::lift(db, book, caller, mode, &lift).await
}
