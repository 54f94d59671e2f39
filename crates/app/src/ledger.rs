//! Ledger entries that several use cases make: money set against invoices, corrected totals, and
//! the release of what was overpaid.

use dunwell_core::currency::Currency;
use dunwell_core::id::{CustomerId, EntryId, InvoiceId};
use dunwell_core::ledger::{self, Entry, EntryKind, LedgerError, Stamp};
use dunwell_core::money::Money;
use dunwell_store::entries::{self, EntryRow, Posting};
use dunwell_store::invoices::{self, Invoice};
use jiff::civil::Date;

use crate::discount;
use crate::error::{AppError, Result};
use crate::funnel::Work;
use crate::record::lookup;
use crate::record::reversal::Undone;

/// A refusal of the ledger as one of the use case.
pub(crate) fn refused(error: LedgerError) -> AppError {
    AppError::refused(error)
}

/// An entry that is not written yet.
#[derive(Debug, Clone)]
pub(crate) struct NewEntry {
    /// Whose it is.
    pub(crate) customer: CustomerId,
    /// The entry.
    pub(crate) entry: Entry,
    /// What makes a payment or a credit note come in once: its number, or what its row says.
    pub(crate) document: Option<String>,
}

impl NewEntry {
    /// An entry without a document of its own.
    pub(crate) fn of(customer: CustomerId, entry: Entry) -> NewEntry {
        NewEntry {
            customer,
            entry,
            document: None,
        }
    }

    /// The same entry, known by a document.
    pub(crate) fn with_document(mut self, document: String) -> NewEntry {
        self.document = Some(document);
        self
    }

    /// The entry as it is kept, for invoices that are written with their balances.
    pub(crate) fn row(self, work: &Work) -> EntryRow {
        EntryRow {
            customer: self.customer,
            entry: self.entry,
            document: self.document,
            actor: work.actor.clone(),
            recorded_at: work.at,
        }
    }
}

/// Posts entries: writes them and brings every balance along.
///
/// # Errors
/// When the database fails.
pub(crate) async fn post(work: &mut Work, made: &[NewEntry]) -> Result<()> {
    let postings: Vec<Posting<'_>> = made
        .iter()
        .map(|new| Posting {
            customer: new.customer,
            document: new.document.as_deref(),
            entries: std::slice::from_ref(&new.entry),
        })
        .collect();
    Ok(entries::post(&mut work.uow, work.book, &work.actor, work.at, &postings).await?)
}

/// A stamp with a new id.
pub(crate) fn stamp(work: &Work, date: Date, currency: Currency) -> Stamp {
    Stamp {
        id: work.ids.entry(),
        date,
        currency,
    }
}

/// Money that can be set against invoices: what remains of a payment or a credit note.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source {
    /// The payment or the credit note.
    pub(crate) entry: EntryId,
    /// Whose it is.
    pub(crate) customer: CustomerId,
    /// The day on which it counts.
    pub(crate) date: Date,
    /// Its currency.
    pub(crate) currency: Currency,
    /// What remains of it, in minor units.
    pub(crate) amount: i64,
    /// Whether it can earn an early-payment discount: money can, a credit note cannot.
    pub(crate) is_payment: bool,
}

/// Sets money against invoices in the order given, each filled before the next, and takes the
/// early-payment discount that a payment in time has earned. `pending` are entries that were made
/// before and are not posted yet. Gives the entries, which are not posted yet either, and what is left
/// over.
///
/// An allocation counts from the day of the money, but never from before the invoice was issued: an
/// invoice that was paid in advance is settled on the day it is issued.
///
/// # Errors
/// When the ledger refuses an amount, or the database fails.
pub(crate) async fn allocations(
    work: &mut Work,
    source: Source,
    invoices: &[Invoice],
    pending: &[NewEntry],
) -> Result<(Vec<NewEntry>, i64)> {
    let mut made = Vec::new();
    let mut left = source.amount;
    for invoice in invoices.iter().filter(|invoice| invoice.open > 0) {
        if left <= 0 {
            break;
        }
        let on = source.date.max(invoice.issued);
        let discount = if source.is_payment {
            let uow = &mut work.uow;
            discount::earned(uow, work.book, invoice, on, left, pending).await?
        } else {
            0
        };
        let part = left.min(invoice.open - discount);
        let stamp_for = || stamp(work, on, source.currency);
        // A discount can be all that is open, down to the last penny of a nearly free invoice.
        if part > 0 {
            let allocation =
                Entry::allocation(stamp_for(), source.entry, invoice.id, part).map_err(refused)?;
            made.push(NewEntry::of(source.customer, allocation));
        }
        if discount > 0 {
            let taken = Entry::discount_taken(stamp_for(), source.entry, invoice.id, discount)
                .map_err(refused)?;
            made.push(NewEntry::of(source.customer, taken));
        }
        left -= part;
    }
    Ok((made, left))
}

/// Corrects the total of an invoice by a new entry that names the one it corrects.
///
/// # Errors
/// When the database fails.
pub(crate) async fn correct_total(
    work: &mut Work,
    invoice: &Invoice,
    difference: i64,
    reason: String,
) -> Result<()> {
    let history = entries::of_invoice(&mut work.uow, work.book, invoice.id).await?;
    let opening = history
        .iter()
        .find(|row| row.entry.kind == EntryKind::Invoice)
        .ok_or_else(|| AppError::Damaged {
            what: format!("the ledger of invoice {}", invoice.number),
            why: "the entry that opened it is missing".to_owned(),
        })?;
    let correction = Entry::correction(
        stamp(work, work.today, invoice.currency),
        opening.entry.id,
        invoice.id,
        difference,
    )
    .map_err(refused)?
    .because(None, Some(reason));
    post(work, &[NewEntry::of(invoice.customer, correction)]).await?;
    release_overpaid(work, invoice.customer, invoice.id).await
}

/// Why an entry is undone that goes beyond what its invoice asks for.
const ASKS_FOR_LESS: &str = "the invoice asks for less than was set against it";

/// Takes off an invoice what goes beyond what it asks for now, so that it never stands below zero: the
/// newest allocations are reversed, then the newest write-offs and discounts, and each time the part that
/// still fits is entered again.
///
/// # Errors
/// When the database fails.
pub(crate) async fn release_overpaid(
    work: &mut Work,
    customer: CustomerId,
    invoice: InvoiceId,
) -> Result<()> {
    let history: Vec<Entry> = entries::of_invoice(&mut work.uow, work.book, invoice)
        .await?
        .into_iter()
        .map(|row| row.entry)
        .collect();
    let mut open = ledger::open_on_invoice(&history, invoice, Date::MAX).map_err(refused)?;
    let is_undone = |entry: &Entry| history.iter().any(|other| other.reverses == Some(entry.id));
    let standing = |kinds: &'static [EntryKind]| {
        let newest_first = history.iter().rev();
        newest_first.filter(move |entry| kinds.contains(&entry.kind) && !is_undone(entry))
    };
    let given_up = standing(&[EntryKind::WriteOff, EntryKind::DiscountTaken]);
    let (mut made, mut undone) = (Vec::new(), Vec::new());
    for entry in standing(&[EntryKind::Allocation]).chain(given_up) {
        if open >= 0 {
            break;
        }
        let reversal = entry
            .reversed(stamp(work, work.today, entry.currency))
            .map_err(refused)?
            .because(None, Some(ASKS_FOR_LESS.to_owned()));
        open += reversal.invoice_effect;
        if entry.kind != EntryKind::Allocation {
            undone.push((entry, reversal.id));
        }
        made.push(NewEntry::of(customer, reversal));
        if open > 0 {
            let again = fitting(work, entry, invoice, open, &made)?;
            open += again.invoice_effect;
            made.push(NewEntry::of(customer, again));
        }
    }
    if made.is_empty() {
        return Ok(());
    }
    post(work, &made).await?;
    if undone.is_empty() {
        return Ok(());
    }
    let number = lookup::invoice_by_id(work, invoice).await?.number;
    let told: Vec<Undone> = undone
        .into_iter()
        .map(|(entry, by)| Undone {
            entry: entry.id,
            kind: entry.kind,
            by,
            amount: Money::new(entry.invoice_effect.saturating_abs(), entry.currency),
            invoice: Some(number.clone()),
        })
        .collect();
    let details = serde_json::json!({
        "date": work.today, "entries": told, "reason": ASKS_FOR_LESS,
    });
    work.journal(customer, "reversal-recorded", &details)
}

/// The entry that settles again the `open` minor units that fit after one was reversed: the same kind of
/// entry, with the same reason. A discount gives way to the money that earned it, as far as that was taken
/// off the invoice just now (it is among `made`).
fn fitting(
    work: &Work,
    reversed: &Entry,
    invoice: InvoiceId,
    open: i64,
    made: &[NewEntry],
) -> Result<Entry> {
    let stamp = stamp(work, work.today, reversed.currency);
    let again = match (reversed.kind, reversed.source) {
        (EntryKind::WriteOff, _) | (_, None) => Entry::write_off(stamp, invoice, open),
        (EntryKind::DiscountTaken, Some(source)) => {
            let of_source = made.iter().filter(|new| new.entry.source == Some(source));
            let freed: i64 = of_source.map(|new| new.entry.unapplied_effect).sum();
            match freed >= open {
                true => Entry::allocation(stamp, source, invoice, open),
                false => Entry::discount_taken(stamp, source, invoice, open),
            }
        }
        (_, Some(source)) => Entry::allocation(stamp, source, invoice, open),
    };
    let (reference, reason) = (reversed.reference.clone(), reversed.reason.clone());
    Ok(again.map_err(refused)?.because(reference, reason))
}

/// The invoices that money goes to when nobody names one: those open in the currency, oldest due
/// first.
///
/// # Errors
/// When the database fails.
pub(crate) async fn oldest_first(
    work: &mut Work,
    customer: CustomerId,
    currency: Currency,
) -> Result<Vec<Invoice>> {
    let mut open = invoices::of_customer(&mut work.uow, work.book, customer, true).await?;
    open.retain(|invoice| invoice.currency == currency && invoice.open > 0);
    in_order_of_due(&mut open);
    Ok(open)
}

/// Puts invoices in the order in which they are filled: the oldest due first.
pub(crate) fn in_order_of_due(invoices: &mut [Invoice]) {
    invoices.sort_by(|a, b| (a.due, a.issued, &a.number).cmp(&(b.due, b.issued, &b.number)));
}
