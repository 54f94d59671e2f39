//! What is open on an invoice, or part of it, is given up.

use dunwell_core::id::EntryId;
use dunwell_core::ledger::Entry;
use dunwell_core::money::Money;
use dunwell_store::Db;
use dunwell_store::invoices::Invoice;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::lookup::{self, amount, not_empty, not_in_future};
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::{self, Caller, Mode, Work};
use crate::ledger::{NewEntry, post, refused, stamp};

/// What is written off.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Request {
    /// The invoice's number.
    pub invoice: String,
    /// How much, as decimal text in the invoice's currency; all that is open when not given.
    pub amount: Option<String>,
    /// The day from which it counts; today when not given.
    pub date: Option<Date>,
    /// Why.
    pub reason: String,
}

/// What was written off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct WrittenOff {
    /// The entry that a reversal names.
    pub entry: EntryId,
    /// The invoice's number.
    pub invoice: String,
    /// How much.
    pub amount: Money,
    /// What is still open on the invoice.
    pub open: Money,
}

/// Writes off what is open on an invoice, or part of it. [`super::reversal`] undoes it.
///
/// # Errors
/// When the invoice is not known, or less is open on it.
pub async fn record(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Request,
) -> Result<WrittenOff> {
    let input = ("record-write-off", request);
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        let reason = not_empty(&request.reason, "the reason")?;
        let date = not_in_future(work, request.date)?;
        let invoice = lookup::locked_invoice(work, &request.invoice).await?;
        let amount = match &request.amount {
            Some(text) => amount(text, invoice.currency)?.minor(),
            None => invoice.open,
        };
        write_off(work, &invoice, amount, date, reason).await
    })
    .await
}

/// Posts a write-off of `amount` minor units and notes it in the journal.
///
/// # Errors
/// When less is open on the invoice, or the day lies before it was issued.
pub(crate) async fn write_off(
    work: &mut Work,
    invoice: &Invoice,
    amount: i64,
    date: Date,
    reason: &str,
) -> Result<WrittenOff> {
    let money = |minor| Money::new(minor, invoice.currency);
    lookup::at_most_open(invoice, amount)?;
    if date < invoice.issued {
        return Err(AppError::refused(format!(
            "invoice {} was issued on {}, after {date}",
            invoice.number, invoice.issued
        )));
    }
    let entry = Entry::write_off(stamp(work, date, invoice.currency), invoice.id, amount)
        .map_err(refused)?
        .because(None, Some(reason.to_owned()));
    let result = WrittenOff {
        entry: entry.id,
        invoice: invoice.number.clone(),
        amount: money(amount),
        open: money(invoice.open - amount),
    };
    post(work, &[NewEntry::of(invoice.customer, entry)]).await?;
    let details = serde_json::json!({
        "entry": result.entry, "date": date, "invoice": result.invoice, "amount": result.amount,
        "open": result.open, "reason": reason,
    });
    work.journal(invoice.customer, "write-off-recorded", &details)?;
    Ok(result)
}
