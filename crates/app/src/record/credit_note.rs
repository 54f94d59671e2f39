//! A credit note is recorded: set against the invoice it is about, or kept as the customer's credit.

use dunwell_core::currency::Currency;
use dunwell_core::sentence::Sentence;
use dunwell_store::Db;
use jiff::civil::Date;
use serde::Serialize;

use super::lookup::not_empty;
use super::receive::{Arrival, receive};
use super::{Received, Target};
use crate::book::Book;
use crate::error::Result;
use crate::funnel::{self, Caller, Mode};

/// A credit note, as a person tells it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Request {
    /// The customer's number.
    pub customer: String,
    /// The credit note's own number: it is taken in once.
    pub number: String,
    /// How much, as decimal text in the account's currency.
    pub amount: String,
    /// The currency; that of the named invoices or of the customer's only account when not given.
    pub currency: Option<Currency>,
    /// The day from which it counts; today when not given.
    pub date: Option<Date>,
    /// What it is for.
    pub target: Target,
    /// Why it was given.
    pub reason: Option<String>,
}

/// Records a credit note. It earns no early-payment discount. [`super::reversal`] undoes it.
///
/// # Errors
/// When the customer or an invoice is not known, the amount or the day is not one, or a credit note
/// of this number was recorded already.
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
        reference: None,
        reason: request.reason.as_deref(),
        document: Some(not_empty(
            &request.number,
            Sentence::new(
                "refusal.record.credit-note-number",
                "the credit note's number",
            ),
        )?),
    };
    let input = ("record-credit-note", request);
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        receive(work, book, &arrival, false).await
    })
    .await
}
