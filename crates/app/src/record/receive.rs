//! Money and credit that arrive are entered and set against invoices: what payments and credit notes
//! have in common.

use dunwell_core::currency::Currency;
use dunwell_core::ledger::{Entry, EntryKind};
use dunwell_core::money::Money;
use dunwell_core::sentence::Sentence;
use dunwell_store::customers::Customer;
use dunwell_store::entries;
use jiff::civil::Date;

use super::aims::{self, apply, targets};
use super::lookup::{self, amount, not_in_future, only_account};
use super::{Received, Target};
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::Work;
use crate::ledger::{NewEntry, Source, post, refused, stamp};

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
    let mut aims = targets(work, &customer, arrival.target, currency).await?;
    aims::refuse_more_than(&aims, amount)?;

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
    let (parts, applied, left) = apply(work, source, &mut aims, &[]).await?;
    aims::refuse_what_is_over(&aims)?;
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
    let first = match arrival.target {
        Target::Invoices(numbers) => numbers.first(),
        Target::Parts(parts) => parts.first().map(|part| &part.invoice),
        Target::Unmatched | Target::OldestFirst => None,
    };
    if let Some(first) = first {
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
        EntryKind::CreditNote => Sentence::new(
            "refusal.money.the-credit-note",
            "the credit note \"{document}\"",
        )
        .with("document", document),
        _ => Sentence::new(
            "refusal.money.the-payment",
            "the payment with the document \"{document}\"",
        )
        .with("document", document),
    };
    Err(AppError::refused(
        Sentence::new(
            "refusal.money.known-already",
            "{what} was recorded already, dated {date} ({entry}); give another one its own number",
        )
        .with("what", what)
        .with("date", known.entry.date)
        .with("entry", known.entry.id),
    ))
}
