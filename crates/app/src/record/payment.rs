//! A payment is recorded: set against the invoices that were named, or against the oldest due, or
//! kept unapplied. What is unapplied holds contact for what it may cover until it is matched.

use dunwell_core::currency::Currency;
use dunwell_store::Db;
use jiff::civil::Date;
use serde::Serialize;

use super::receive::{Arrival, receive};
use super::{Received, Target};
use crate::book::Book;
use crate::error::Result;
use crate::funnel::{self, Caller, Mode};

/// A payment, as a person tells it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Request {
    /// The customer's number.
    pub customer: String,
    /// How much, as decimal text in the account's currency.
    pub amount: String,
    /// The currency; that of the named invoices or of the customer's only account when not given.
    pub currency: Option<Currency>,
    /// The day on which it arrived; today when not given.
    pub date: Option<Date>,
    /// What it is for.
    pub target: Target,
    /// What the payer wrote.
    pub reference: Option<String>,
    /// What tells it from other payments, such as the bank's number: it is taken in once.
    pub document: Option<String>,
}

/// Records a payment. [`super::reversal`] undoes it.
///
/// # Errors
/// When the customer or an invoice is not known, the amount or the day is not one, or a payment with
/// this document was recorded already.
pub async fn record(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Request,
) -> Result<Received> {
    let arrival = Arrival {
        customer: &request.customer,
        amount: &request.amount,
        currency: request.currency,
        date: request.date,
        target: &request.target,
        reference: request.reference.as_deref(),
        reason: None,
        document: request.document.as_deref(),
    };
    let input = ("record-payment", request);
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        receive(work, book, &arrival, true).await
    })
    .await
}
