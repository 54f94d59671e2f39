//! Money and credit that arrive are entered and set against invoices: what payments, credit notes
//! and later matches have in common.

use dunwell_core::currency::Currency;
use dunwell_core::ledger::{Entry, EntryKind};
use dunwell_core::money::Money;
use dunwell_store::customers::Customer;
use dunwell_store::entries;
use dunwell_store::invoices::Invoice;
use jiff::civil::Date;

use super::lookup::{self, amount, invoices_of, not_in_future, only_account};
use super::{Applied, Received, Target};
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::Work;
use crate::ledger::{NewEntry, Source, allocations, oldest_first, post, refused, stamp};

/// A payment or a credit note as it was told.
pub(super) struct Arrival<'a> {
    /// The customer's number.
    pub(super) customer: &'a str,
    /// How much, as decimal text.
    pub(super) amount: &'a str,
    /// The currency, if it was named.
    pub(super) currency: Option<Currency>,
    /// The day from which it counts, if it was named.
    pub(super) date: Option<Date>,
    /// What it is for.
    pub(super) target: &'a Target,
    /// What the payer wrote.
    pub(super) reference: Option<&'a str>,
    /// Why, if that was told.
    pub(super) reason: Option<&'a str>,
    /// What makes it come in once.
    pub(super) document: Option<&'a str>,
}

/// Enters a payment (`is_payment`) or a credit note and sets it against its target.
///
/// # Errors
/// When something that was named is not there or is not right; when the document came in before.
pub(super) async fn receive(
    work: &mut Work,
    book: &Book,
    arrival: &Arrival<'_>,
    is_payment: bool,
) -> Result<Received> {
    let (kind, journal) = match is_payment {
        true => (EntryKind::Payment, "payment-recorded"),
        false => (EntryKind::CreditNote, "credit-note-recorded"),
    };
    let date = not_in_future(work, arrival.date)?;
    let customer = lookup::customer(work, arrival.customer).await?;
    let currency = currency(work, &customer, arrival, book.currency).await?;
    let amount = amount(arrival.amount, currency)?;
    if let Some(document) = arrival.document {
        refuse_known(work, kind, document).await?;
    }
    let mut invoices = targets(work, &customer, arrival.target, currency).await?;

    let stamp = stamp(work, date, currency);
    let entry = match is_payment {
        true => Entry::payment(stamp, amount.minor()),
        false => Entry::credit_note(stamp, amount.minor()),
    }
    .map_err(refused)?
    .because(
        arrival.reference.map(str::to_owned),
        arrival.reason.map(str::to_owned),
    );
    let source = Source {
        entry: entry.id,
        customer: customer.id,
        date,
        currency,
        amount: amount.minor(),
        is_payment,
    };
    let (parts, applied, left) = apply(work, source, &mut invoices, &[]).await?;
    let opening = NewEntry {
        document: arrival.document.map(str::to_owned),
        ..NewEntry::of(customer.id, entry)
    };
    let made: Vec<NewEntry> = std::iter::once(opening).chain(parts).collect();
    post(work, &made).await?;

    let received = Received {
        entry: source.entry,
        customer: customer.number,
        name: customer.name,
        date,
        amount,
        applied,
        unapplied: Money::new(left, currency),
    };
    let details = serde_json::json!({
        "entry": received.entry, "date": date, "amount": amount, "applied": received.applied,
        "unapplied": received.unapplied, "document": arrival.document,
        "reference": arrival.reference, "reason": arrival.reason,
    });
    work.journal(customer.id, journal, &details)?;
    Ok(received)
}

/// The currency of what arrives: the one named, that of the first named invoice, that of the
/// customer's only account, or the book's for a customer without any.
async fn currency(
    work: &mut Work,
    customer: &Customer,
    arrival: &Arrival<'_>,
    home: Currency,
) -> Result<Currency> {
    if let Some(named) = arrival.currency {
        return Ok(named);
    }
    if let Target::Invoices(numbers) = arrival.target
        && let Some(first) = numbers.first()
    {
        return Ok(lookup::invoice(work, first).await?.currency);
    }
    let accounts = lookup::accounts(work, customer).await?;
    match accounts.as_slice() {
        [] => Ok(home),
        _ => Ok(only_account(work, customer, None).await?.currency),
    }
}

/// Refuses a payment or a credit note that came in before.
async fn refuse_known(work: &mut Work, kind: EntryKind, document: &str) -> Result<()> {
    let known = entries::by_document(&mut work.uow, work.book, kind, document).await?;
    let Some(known) = known else { return Ok(()) };
    let what = match kind {
        EntryKind::CreditNote => "credit note",
        _ => "payment with the document",
    };
    Err(AppError::refused(format!(
        "the {what} \"{document}\" was recorded already, dated {} ({}); give another one its own number",
        known.entry.date, known.entry.id
    )))
}

/// The invoices that a target means, in the order in which they are filled.
///
/// # Errors
/// When a named invoice is not there, is another customer's, or is in another currency.
pub(super) async fn targets(
    work: &mut Work,
    customer: &Customer,
    target: &Target,
    currency: Currency,
) -> Result<Vec<Invoice>> {
    match target {
        Target::Unmatched => Ok(Vec::new()),
        Target::Invoices(numbers) => invoices_of(work, customer, numbers, currency).await,
        Target::OldestFirst => oldest_first(work, customer.id, currency).await,
    }
}

/// Sets money against invoices in the order given and brings what is open on them along. Gives the
/// entries, which are not posted yet, what was set against each invoice, and what is left over in
/// minor units. `pending` are entries that were made before and are not posted yet.
///
/// An allocation counts from the day of the money, but never from before the invoice was issued: an
/// invoice that was paid in advance is settled on the day it is issued.
///
/// # Errors
/// When the ledger refuses an amount, or the database fails.
pub(super) async fn apply(
    work: &mut Work,
    source: Source,
    invoices: &mut [Invoice],
    pending: &[NewEntry],
) -> Result<(Vec<NewEntry>, Vec<Applied>, i64)> {
    let (mut made, mut applied, mut left) = (Vec::new(), Vec::new(), source.amount);
    let money = |minor| Money::new(minor, source.currency);
    for invoice in invoices {
        let date = source.date.max(invoice.issued);
        let source = Source {
            date,
            amount: left,
            ..source
        };
        let only = std::slice::from_ref(&*invoice);
        let (parts, rest) = allocations(work, source, only, pending).await?;
        if parts.is_empty() {
            continue;
        }
        let taken_off = |kind: EntryKind| -> i64 {
            let of_kind = parts.iter().filter(|part| part.entry.kind == kind);
            of_kind.map(|part| -part.entry.invoice_effect).sum()
        };
        let amount = taken_off(EntryKind::Allocation);
        let discount = taken_off(EntryKind::DiscountTaken);
        invoice.open -= amount + discount;
        left = rest;
        applied.push(Applied {
            invoice: invoice.number.clone(),
            amount: money(amount),
            discount: (discount > 0).then(|| money(discount)),
            open: money(invoice.open),
        });
        made.extend(parts);
    }
    Ok((made, applied, left))
}
