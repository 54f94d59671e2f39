//! What is open on an invoice, or part of it, is given up.

use dunwell_core::id::EntryId;
use dunwell_core::ledger::{Entry, EntryKind};
use dunwell_core::money::Money;
use dunwell_core::sentence::Sentence;
use dunwell_store::invoices::Invoice;
use dunwell_store::{Db, entries};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::lookup::{self, amount, not_in_future};
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::{self, Caller, Mode, Work};
use crate::ledger::{NewEntry, post, refused, stamp};
use crate::two_people::{self, Consent, Kind};

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
/// When the invoice is not known, less is open on it, or the book wants two people for so much:
/// [`crate::request::write_off`] is how one asks.
pub async fn record(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Request,
) -> Result<WrittenOff> {
    let input = ("record-write-off", request);
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        let meant = meant(work, request).await?;
        let takes_two = takes_two(work, book, &meant.invoice, meant.amount).await?;
        let consent = two_people::alone(work, Kind::WriteOff, takes_two)?;
        write_off(work, &meant, consent).await
    })
    .await
}

/// A write-off that can be posted.
#[derive(Debug)]
pub(crate) struct Meant {
    /// The invoice.
    pub(crate) invoice: Invoice,
    /// How much, in minor units.
    pub(crate) amount: i64,
    /// The day from which it counts.
    pub(crate) date: Date,
    /// Why.
    pub(crate) reason: String,
}

/// What is asked for, found: the invoice is locked, and so much is open on it.
///
/// # Errors
/// When the invoice is not known, less is open on it, or the day lies before it was issued.
pub(crate) async fn meant(work: &mut Work, request: &Request) -> Result<Meant> {
    let reason = lookup::reason(&request.reason)?.to_owned();
    let date = not_in_future(work, request.date)?;
    let invoice = lookup::locked_invoice(work, &request.invoice).await?;
    let amount = match &request.amount {
        Some(text) => amount(text, invoice.currency)?.minor(),
        None => invoice.open,
    };
    lookup::at_most_open(&invoice, amount)?;
    if date < invoice.issued {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.record.issued-later",
                "invoice {invoice} was issued on {issued}, after {date}",
            )
            .with("invoice", &invoice.number)
            .with("issued", invoice.issued)
            .with("date", date),
        ));
    }
    Ok(Meant {
        invoice,
        amount,
        date,
        reason,
    })
}

/// Whether so much, with what was written off on the invoice before, is more than one person may write
/// off: a large sum is not made small by writing it off in parts.
///
/// # Errors
/// When the database fails.
pub(crate) async fn takes_two(
    work: &mut Work,
    book: &Book,
    invoice: &Invoice,
    amount: i64,
) -> Result<bool> {
    let Some(limit) = book.settings.two_people.limit(invoice.currency) else {
        return Ok(false);
    };
    let rows = entries::of_invoice(&mut work.uow, work.book, invoice.id).await?;
    let written_off: Vec<EntryId> = rows
        .iter()
        .filter(|row| row.entry.kind == EntryKind::WriteOff)
        .map(|row| row.entry.id)
        .collect();
    let is_about_one = |entry: &Entry| {
        written_off.contains(&entry.id)
            || entry.reverses.is_some_and(|id| written_off.contains(&id))
    };
    let before: i64 = rows
        .iter()
        .filter(|row| is_about_one(&row.entry))
        .map(|row| -row.entry.invoice_effect)
        .sum();
    Ok(before.saturating_add(amount) > limit.minor())
}

/// Posts a write-off and notes it in the journal.
///
/// # Errors
/// When the ledger refuses it, or the database fails.
pub(crate) async fn write_off(
    work: &mut Work,
    meant: &Meant,
    consent: Consent<'_>,
) -> Result<WrittenOff> {
    let Meant {
        invoice,
        amount,
        date,
        reason,
    } = meant;
    let (amount, date) = (*amount, *date);
    let money = |minor| Money::new(minor, invoice.currency);
    let entry = Entry::write_off(stamp(work, date, invoice.currency), invoice.id, amount)
        .map_err(refused)?
        .because(None, Some(reason.clone()));
    let result = WrittenOff {
        entry: entry.id,
        invoice: invoice.number.clone(),
        amount: money(amount),
        open: money(invoice.open - amount),
    };
    post(work, &[NewEntry::of(invoice.customer, entry)]).await?;
    let mut details = serde_json::json!({
        "entry": result.entry, "date": date, "invoice": result.invoice, "amount": result.amount,
        "open": result.open, "reason": reason,
    });
    consent.note(&mut details);
    work.journal(invoice.customer, "write-off-recorded", &details)?;
    Ok(result)
}
