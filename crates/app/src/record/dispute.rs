//! A dispute about an invoice is recorded, resolved, or opened again. Only the disputed part is left
//! in peace; the rest is still chased.

use dunwell_core::dispute::Dispute;
use dunwell_core::id::DisputeId;
use dunwell_core::money::Money;
use dunwell_core::sentence::Sentence;
use dunwell_store::disputes::{self, DisputeRow};
use dunwell_store::{Db, accounts};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::lookup::{self, amount, customer_by_id, not_empty, not_in_future};
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::{self, Caller, Mode, Work};

/// What a customer says is wrong.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Request {
    /// The invoice's number.
    pub invoice: String,
    /// The disputed part, as decimal text in the invoice's currency; the whole when not given.
    pub amount: Option<String>,
    /// The day it was raised; today when not given.
    pub date: Option<Date>,
    /// What is wrong.
    pub reason: String,
}

/// A dispute as it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Disputed {
    /// Its id.
    pub dispute: DisputeId,
    /// The customer's number.
    pub customer: String,
    /// The customer's name.
    pub name: String,
    /// The invoice's number.
    pub invoice: String,
    /// The disputed part; none means the whole invoice.
    pub amount: Option<Money>,
    /// The day it was raised.
    pub opened: Date,
    /// The day it was resolved, if it is.
    pub resolved: Option<Date>,
}

/// Records a dispute. [`resolve`] ends it, also one that was recorded in error.
///
/// # Errors
/// When the invoice is not known, or less than the disputed amount is open on it.
pub async fn record(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Request,
) -> Result<Disputed> {
    let input = ("record-dispute", request);
    funnel::change(
        db,
        book.id,
        caller,
        mode,
        &input,
        async |work: &mut Work| {
            let reason = lookup::reason(&request.reason)?;
            let opened_on = not_in_future(work, request.date)?;
            let invoice = lookup::locked_invoice(work, &request.invoice).await?;
            let disputed = match &request.amount {
                Some(text) => amount(text, invoice.currency)?.minor(),
                None => invoice.open,
            };
            lookup::at_most_open(&invoice, disputed)?;
            let row = DisputeRow {
                customer: invoice.customer,
                dispute: Dispute {
                    id: work.ids.dispute(),
                    invoice: invoice.id,
                    opened_on,
                    amount: request.amount.is_some().then_some(disputed),
                    resolved_on: None,
                    reason: reason.to_owned(),
                },
                resolution: None,
            };
            disputes::insert(&mut work.uow, work.book, &row).await?;
            told(work, row, "dispute-recorded", opened_on, reason).await
        },
    )
    .await
}

/// How a dispute ended.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Resolution {
    /// The dispute's id.
    pub dispute: String,
    /// How it was settled.
    pub resolution: String,
    /// The day it was settled; today when not given.
    pub date: Option<Date>,
}

/// Records that a dispute is settled: from that day on the invoice is chased again. [`reopen`] undoes
/// it. What was agreed to be taken off the invoice is a credit note.
///
/// # Errors
/// When there is no such dispute, it is settled already, or the day lies before the one it was
/// raised on.
pub async fn resolve(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Resolution,
) -> Result<Disputed> {
    let input = ("resolve-dispute", request);
    funnel::change(
        db,
        book.id,
        caller,
        mode,
        &input,
        async |work: &mut Work| {
            let resolution = not_empty(
                &request.resolution,
                Sentence::new("refusal.record.resolution", "the resolution"),
            )?;
            let date = not_in_future(work, request.date)?;
            let mut row = find(work, &request.dispute).await?;
            let dispute = &mut row.dispute;
            if let Some(on) = dispute.resolved_on {
                return Err(AppError::refused(
                    Sentence::new(
                        "refusal.dispute.resolved-already",
                        "{dispute} was resolved on {on} already",
                    )
                    .with("dispute", dispute.id)
                    .with("on", on),
                ));
            }
            if date < dispute.opened_on {
                return Err(AppError::refused(
                    Sentence::new(
                        "refusal.dispute.raised-later",
                        "{dispute} was raised on {raised}, after {date}",
                    )
                    .with("dispute", dispute.id)
                    .with("raised", dispute.opened_on)
                    .with("date", date),
                ));
            }
            dispute.resolved_on = Some(date);
            let resolved = Some((date, resolution));
            disputes::resolve(
                &mut work.uow,
                work.book,
                row.customer,
                row.dispute.id,
                resolved,
            )
            .await?;
            told(work, row, "dispute-resolved", date, resolution).await
        },
    )
    .await
}

/// Which dispute is opened again.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Reopening {
    /// The dispute's id.
    pub dispute: String,
    /// Why.
    pub reason: String,
}

/// Opens a dispute again that was resolved in error or too early.
///
/// # Errors
/// When there is no such dispute, or it is open.
pub async fn reopen(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Reopening,
) -> Result<Disputed> {
    let input = ("reopen-dispute", request);
    funnel::change(
        db,
        book.id,
        caller,
        mode,
        &input,
        async |work: &mut Work| {
            let reason = lookup::reason(&request.reason)?;
            let mut row = find(work, &request.dispute).await?;
            if row.dispute.resolved_on.take().is_none() {
                return Err(AppError::refused(
                    Sentence::new("refusal.dispute.open-already", "{dispute} is open already")
                        .with("dispute", row.dispute.id),
                ));
            }
            disputes::resolve(&mut work.uow, work.book, row.customer, row.dispute.id, None).await?;
            let today = work.today;
            told(work, row, "dispute-reopened", today, reason).await
        },
    )
    .await
}

/// Finds a dispute and locks its customer.
async fn find(work: &mut Work, text: &str) -> Result<DisputeRow> {
    let id = lookup::id::<DisputeId>(text)?;
    let missing = || {
        AppError::not_found(
            Sentence::new(
                "refusal.dispute.unknown",
                "there is no dispute {id}; \"dunwell customer\" lists a customer's disputes",
            )
            .with("id", id),
        )
    };
    let row = disputes::by_id(&mut work.uow, work.book, id)
        .await?
        .ok_or_else(missing)?;
    accounts::touch(&mut work.uow, work.book, row.customer, None).await?;
    disputes::by_id(&mut work.uow, work.book, id)
        .await?
        .ok_or_else(missing)
}

/// Notes in the journal what happened to a dispute, and tells how it stands.
async fn told(
    work: &mut Work,
    row: DisputeRow,
    kind: &'static str,
    date: Date,
    reason: &str,
) -> Result<Disputed> {
    let customer = customer_by_id(work, row.customer).await?;
    let dispute = row.dispute;
    let invoice = lookup::invoice_by_id(work, dispute.invoice).await?;
    let result = Disputed {
        dispute: dispute.id,
        customer: customer.number,
        name: customer.name,
        invoice: invoice.number,
        amount: dispute
            .amount
            .map(|amount| Money::new(amount, invoice.currency)),
        opened: dispute.opened_on,
        resolved: dispute.resolved_on,
    };
    let details = serde_json::json!({
        "dispute": result.dispute, "date": date, "invoice": result.invoice, "amount": result.amount,
        "reason": reason,
    });
    work.journal(customer.id, kind, &details)?;
    Ok(result)
}
