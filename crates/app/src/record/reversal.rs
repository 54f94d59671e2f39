//! An entry of the ledger is undone by a new one that names it and gives the reason. A payment that
//! bounced is taken off its invoices first, so that they are open again; promises that it kept are
//! judged anew by themselves, because what has arrived towards them is always summed.

use dunwell_core::id::EntryId;
use dunwell_core::ledger::{Entry, EntryKind};
use dunwell_core::money::Money;
use dunwell_core::sentence::Sentence;
use dunwell_store::entries::{self, EntryRow};
use dunwell_store::{Db, accounts};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::lookup::{self, customer_by_id, not_in_future};
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::{self, Caller, Mode, Work};
use crate::ledger::{NewEntry, post, refused, release_overpaid, stamp};

/// The entry that is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Which {
    /// By its id.
    Entry(String),
    /// A payment by its document.
    PaymentDocument(String),
    /// A credit note by its number.
    CreditNote(String),
}

/// What is undone.
#[derive(Debug, Clone, Serialize)]
pub struct Request {
    /// The entry.
    pub which: Which,
    /// The day from which it is undone; today when not given.
    pub date: Option<Date>,
    /// Why.
    pub reason: String,
}

/// What was undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Reversed {
    /// The customer's number.
    pub customer: String,
    /// The customer's name.
    pub name: String,
    /// The day from which it is undone.
    pub date: Date,
    /// Every entry that was undone, in that order; the one that was asked for is the last.
    pub entries: Vec<Undone>,
}

/// One entry that was undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Undone {
    /// The entry.
    pub entry: EntryId,
    /// What it recorded.
    pub kind: EntryKind,
    /// The entry that undoes it.
    pub by: EntryId,
    /// How much it was about.
    pub amount: Money,
    /// The number of the invoice that it touched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<String>,
}

/// Undoes an entry. It cannot be undone itself: what was right is recorded again.
///
/// # Errors
/// When there is no such entry, it was undone before, or it is of a kind that is put right another
/// way.
pub async fn record(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Request,
) -> Result<Reversed> {
    let input = ("record-reversal", request);
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        reverse(work, request).await
    })
    .await
}

async fn reverse(work: &mut Work, request: &Request) -> Result<Reversed> {
    let reason = lookup::reason(&request.reason)?;
    let date = not_in_future(work, request.date)?;
    let row = find(work, &request.which).await?;
    // The customer is locked before the ledger is read: nobody undoes the same entry meanwhile.
    accounts::touch(&mut work.uow, work.book, row.customer, None).await?;
    let rows = entries::of_customer(&mut work.uow, work.book, row.customer).await?;
    let ledger: Vec<Entry> = rows.into_iter().map(|row| row.entry).collect();
    refuse_what_is_put_right_otherwise(&ledger, &row.entry)?;

    let undone = what_falls(&ledger, &row.entry);
    if let Some(later) = undone
        .iter()
        .map(|entry| entry.date)
        .max()
        .filter(|latest| *latest > date)
    {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.record.undone-counts-later",
                "what is undone counts from {later}, after {date}; name that day or a later one",
            )
            .with("later", later)
            .with("date", date),
        ));
    }
    let (mut made, mut told) = (Vec::new(), Vec::new());
    for entry in undone {
        let reversal = entry
            .reversed(stamp(work, date, entry.currency))
            .map_err(refused)?
            .because(None, Some(reason.to_owned()));
        let effect = if entry.invoice.is_some() {
            entry.invoice_effect
        } else {
            entry.unapplied_effect
        };
        told.push(Undone {
            entry: entry.id,
            kind: entry.kind,
            by: reversal.id,
            amount: Money::new(effect.saturating_abs(), entry.currency),
            invoice: invoice_number(work, entry).await?,
        });
        made.push(NewEntry::of(row.customer, reversal));
    }
    post(work, &made).await?;
    // Money that was set against a charge is free again when the charge falls.
    if let (EntryKind::Charge, Some(invoice)) = (row.entry.kind, row.entry.invoice) {
        release_overpaid(work, row.customer, invoice).await?;
    }
    let customer = customer_by_id(work, row.customer).await?;
    let details = serde_json::json!({ "date": date, "entries": told, "reason": reason });
    work.journal(customer.id, "reversal-recorded", &details)?;
    Ok(Reversed {
        customer: customer.number,
        name: customer.name,
        date,
        entries: told,
    })
}

async fn find(work: &mut Work, which: &Which) -> Result<EntryRow> {
    let (found, missing) = match which {
        Which::Entry(text) => {
            let id = lookup::id::<EntryId>(text)?;
            let found = entries::by_id(&mut work.uow, work.book, id).await?;
            let missing = Sentence::new(
                "refusal.record.no-entry",
                "there is no entry {id}; \"dunwell invoice\" lists the entries of an invoice",
            )
            .with("id", id);
            (found, missing)
        }
        Which::PaymentDocument(text) => {
            let found =
                entries::by_document(&mut work.uow, work.book, EntryKind::Payment, text).await?;
            let missing = Sentence::new(
                "refusal.record.no-payment",
                "there is no payment with the document \"{document}\"",
            )
            .with("document", text);
            (found, missing)
        }
        Which::CreditNote(text) => {
            let found =
                entries::by_document(&mut work.uow, work.book, EntryKind::CreditNote, text).await?;
            let missing = Sentence::new(
                "refusal.record.no-credit-note",
                "there is no credit note \"{number}\"",
            )
            .with("number", text);
            (found, missing)
        }
    };
    found.ok_or_else(|| AppError::not_found(missing))
}

fn refuse_what_is_put_right_otherwise(ledger: &[Entry], entry: &Entry) -> Result<()> {
    let remedy = match entry.kind {
        EntryKind::Invoice => Sentence::new(
            "refusal.record.invoice-needs-credit-note",
            "an invoice is undone by a credit note: dunwell record credit-note",
        ),
        EntryKind::Correction if !waives(ledger, entry) => Sentence::new(
            "refusal.record.invoice-is-imported-again",
            "the total of an invoice is corrected by importing its right row",
        ),
        EntryKind::Reversal => Sentence::new(
            "refusal.record.recorded-again",
            "what was undone by mistake is recorded again",
        ),
        _ if reversal_of(ledger, entry.id).is_some() => {
            return Err(AppError::refused(
                Sentence::new(
                    "refusal.record.undone-already",
                    "{entry} was undone already",
                )
                .with("entry", entry.id),
            ));
        }
        _ => return Ok(()),
    };
    Err(AppError::refused(
        Sentence::new(
            "refusal.record.cannot-be-undone",
            "{entry} cannot be undone: {remedy}",
        )
        .with("entry", entry.id)
        .with("remedy", remedy),
    ))
}

/// Whether an entry of this ledger can be undone. The ledger has to hold all entries of its invoice.
pub(crate) fn can_be_undone(ledger: &[Entry], entry: &Entry) -> bool {
    refuse_what_is_put_right_otherwise(ledger, entry).is_ok()
}

/// Whether an entry waives a charge.
fn waives(ledger: &[Entry], entry: &Entry) -> bool {
    entry.kind == EntryKind::Correction
        && ledger
            .iter()
            .any(|other| other.kind == EntryKind::Charge && entry.reverses == Some(other.id))
}

/// The entry that undoes one.
pub(crate) fn reversal_of(ledger: &[Entry], id: EntryId) -> Option<&Entry> {
    let mut reversals = ledger
        .iter()
        .filter(|entry| entry.kind == EntryKind::Reversal);
    reversals.find(|entry| entry.reverses == Some(id))
}

/// The entries that fall with one, newest first and the entry itself last: a payment or a credit
/// note with all that was set against invoices from it, an allocation with the discount it earned, a
/// charge with its waivers.
fn what_falls<'a>(ledger: &'a [Entry], entry: &'a Entry) -> Vec<&'a Entry> {
    let falls_with = |other: &Entry| match entry.kind {
        EntryKind::Payment | EntryKind::CreditNote => {
            other.source == Some(entry.id) && other.kind != EntryKind::Reversal
        }
        EntryKind::Charge => {
            other.kind == EntryKind::Correction && other.reverses == Some(entry.id)
        }
        EntryKind::Allocation => {
            other.kind == EntryKind::DiscountTaken
                && other.source == entry.source
                && other.invoice == entry.invoice
        }
        _ => false,
    };
    let standing = ledger
        .iter()
        .filter(|other| reversal_of(ledger, other.id).is_none());
    let mut falling: Vec<&Entry> = standing.filter(|other| falls_with(other)).collect();
    falling.sort_by_key(|other| std::cmp::Reverse(other.id));
    falling.push(entry);
    falling
}

async fn invoice_number(work: &mut Work, entry: &Entry) -> Result<Option<String>> {
    let Some(id) = entry.invoice else {
        return Ok(None);
    };
    Ok(Some(lookup::invoice_by_id(work, id).await?.number))
}
