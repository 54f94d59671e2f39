//! One payment or credit note: what it was set against, what is left of it, and what that can be set
//! against.

use dunwell_core::sentence::Sentence;
use std::collections::HashMap;

use dunwell_core::dates::days_between;
use dunwell_core::id::{EntryId, InvoiceId};
use dunwell_core::ledger::{Entry, EntryKind, remaining_of};
use dunwell_core::money::Money;
use dunwell_store::entries::{self, EntryRow};
use dunwell_store::invoices::{self, Invoice};
use dunwell_store::{Db, Uow, customers, disputes};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::{CustomerName, read};
use crate::book::Book;
use crate::discount;
use crate::error::{AppError, Result};
use crate::import::payments::known_to_people;
use crate::ledger::{in_order_of_due, refused};
use crate::record::allocation::free_since;
use crate::record::reversal::reversal_of;

/// How many open invoices are given at most: those that fell due first.
pub const MOST_OPEN: usize = 200;

/// Everything about a payment or a credit note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PaymentView {
    /// Its id: what a reversal or an allocation names.
    pub entry: EntryId,
    /// What it is: `payment` or `credit-note`.
    pub kind: EntryKind,
    /// The customer.
    pub customer: CustomerName,
    /// The day on which it counts.
    pub date: Date,
    /// What came in.
    pub amount: Money,
    /// What of it is set against invoices.
    pub applied: Money,
    /// What is left of it.
    pub unapplied: Money,
    /// Its number in the system it came from.
    pub document: Option<String>,
    /// The payer's reference.
    pub reference: Option<String>,
    /// Why it was given.
    pub reason: Option<String>,
    /// Who recorded it.
    pub actor: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// How it was undone, if it was.
    pub undone: Option<Undone>,
    /// What it was set against, in the order of the days.
    pub parts: Vec<PartView>,
    /// What the rest can be set against, the oldest due first; empty when nothing is left.
    pub open: Vec<OpenView>,
    /// How many open invoices there are, of which [`MOST_OPEN`] are given.
    pub open_total: usize,
}

/// How an entry was undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = PaymentUndone)]
pub struct Undone {
    /// The entry that undoes it.
    pub by: EntryId,
    /// The day from which it is undone.
    pub date: Date,
    /// Why.
    pub reason: Option<String>,
    /// Who undid it.
    pub actor: String,
}

/// A part that was set against an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = PaymentPart)]
pub struct PartView {
    /// Its entry, which a reversal names.
    pub entry: EntryId,
    /// What it is: `allocation`, or `discount-taken` for the early-payment discount that was earned.
    pub kind: EntryKind,
    /// The day from which it counts.
    pub date: Date,
    /// The invoice's number.
    pub invoice: String,
    /// How much.
    pub amount: Money,
    /// Who recorded it.
    pub actor: String,
    /// How it was taken back, if it was.
    pub undone: Option<Undone>,
}

/// An open invoice that the rest can be set against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = OpenInvoice)]
pub struct OpenView {
    /// Its number.
    pub invoice: String,
    /// The day on which its oldest open instalment is due.
    pub due: Date,
    /// How many days that is late; before it the number is negative.
    pub days_late: i32,
    /// What is open on it.
    pub open: Money,
    /// The early-payment discount that this money earns if it settles the invoice.
    pub discount: Option<Money>,
    /// What settles it: what is open, less the discount.
    pub settles: Money,
    /// What of the rest goes to it when the oldest due is filled first.
    pub proposed: Money,
    /// Whether it is disputed, in part or whole.
    pub is_disputed: bool,
}

/// Shows the payment or the credit note of an entry.
///
/// # Errors
/// When there is no such payment or credit note, or the database fails.
pub async fn payment(db: &Db, book: &Book, entry: &str, today: Date) -> Result<PaymentView> {
    read(db, async |uow| {
        let id = entry.trim().parse::<EntryId>().map_err(AppError::refused)?;
        let row = entries::by_id(uow, book.id, id).await?;
        let is_one =
            |row: &EntryRow| matches!(row.entry.kind, EntryKind::Payment | EntryKind::CreditNote);
        let row = row.filter(is_one).ok_or_else(|| {
            AppError::not_found(
                Sentence::new(
                    "refusal.view.no-payment",
                    "there is no payment or credit note {id}; \"dunwell payments\" lists them",
                )
                .with("id", id),
            )
        })?;
        make(uow, book, row, today).await
    })
    .await
}

async fn make(uow: &mut Uow, book: &Book, row: EntryRow, today: Date) -> Result<PaymentView> {
    let customer = customers::by_id(uow, book.id, row.customer)
        .await?
        .ok_or_else(|| AppError::Damaged {
            what: format!("payment {}", row.entry.id),
            why: "its customer is missing".to_owned(),
        })?;
    let rows = entries::of_customer(uow, book.id, row.customer).await?;
    let ledger: Vec<Entry> = rows.iter().map(|row| row.entry.clone()).collect();
    let entry = &row.entry;
    let money = |minor| Money::new(minor, entry.currency);
    let left = remaining_of(&ledger, entry.id, Date::MAX).map_err(refused)?;
    let undone = undone(&rows, &ledger, entry.id);
    let applied = match undone {
        Some(_) => 0,
        None => entry.unapplied_effect - left,
    };
    let (open, open_total) = if left > 0 {
        open(uow, book, &row, &ledger, left, today).await?
    } else {
        (Vec::new(), 0)
    };
    Ok(PaymentView {
        entry: entry.id,
        kind: entry.kind,
        customer: (&customer).into(),
        date: entry.date,
        amount: money(entry.unapplied_effect),
        applied: money(applied),
        unapplied: money(left),
        document: known_to_people(row.document.clone()),
        reference: entry.reference.clone(),
        reason: entry.reason.clone(),
        actor: row.actor.clone(),
        recorded_at: row.recorded_at,
        undone,
        parts: parts(uow, book, &rows, &ledger, entry.id).await?,
        open,
        open_total,
    })
}

fn undone(rows: &[EntryRow], ledger: &[Entry], id: EntryId) -> Option<Undone> {
    let by = reversal_of(ledger, id)?.id;
    let row = rows.iter().find(|row| row.entry.id == by)?;
    Some(Undone {
        by,
        date: row.entry.date,
        reason: row.entry.reason.clone(),
        actor: row.actor.clone(),
    })
}

/// What was set against invoices from a payment, and the discounts that it earned.
async fn parts(
    uow: &mut Uow,
    book: &Book,
    rows: &[EntryRow],
    ledger: &[Entry],
    payment: EntryId,
) -> Result<Vec<PartView>> {
    let of_payment: Vec<(&EntryRow, InvoiceId)> = rows
        .iter()
        .filter(|row| row.entry.source == Some(payment))
        .filter(|row| row.entry.kind != EntryKind::Reversal)
        .filter_map(|row| Some((row, row.entry.invoice?)))
        .collect();
    let mut ids: Vec<InvoiceId> = of_payment.iter().map(|(_, invoice)| *invoice).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = invoices::by_ids(uow, book.id, &ids).await?;
    let numbers: HashMap<InvoiceId, String> = found
        .into_iter()
        .map(|invoice| (invoice.id, invoice.number))
        .collect();
    let part = |(row, invoice): (&EntryRow, InvoiceId)| {
        let entry = &row.entry;
        Some(PartView {
            entry: entry.id,
            kind: entry.kind,
            date: entry.date,
            invoice: numbers.get(&invoice)?.clone(),
            amount: Money::new(entry.invoice_effect.saturating_neg(), entry.currency),
            actor: row.actor.clone(),
            undone: undone(rows, ledger, entry.id),
        })
    };
    Ok(of_payment.into_iter().filter_map(part).collect())
}

/// The open invoices that what is left can be set against, with a proposal: each filled before the
/// next, as [`crate::record::allocation`] does it.
async fn open(
    uow: &mut Uow,
    book: &Book,
    row: &EntryRow,
    ledger: &[Entry],
    left: i64,
    today: Date,
) -> Result<(Vec<OpenView>, usize)> {
    let currency = row.entry.currency;
    let mut open = invoices::of_customer(uow, book.id, row.customer, true).await?;
    open.retain(|invoice| invoice.currency == currency && invoice.open > 0);
    in_order_of_due(&mut open);
    let total = open.len();
    open.truncate(MOST_OPEN);
    let disputed = disputed(uow, book, row).await?;
    let free_since = free_since(ledger, &row.entry);
    let is_payment = row.entry.kind == EntryKind::Payment;
    let (mut left, mut views) = (left, Vec::with_capacity(open.len()));
    for invoice in &open {
        let on = free_since.max(invoice.issued);
        let mut earned = async |amount| match is_payment {
            true => discount::earned(uow, book.id, invoice, on, amount, &[]).await,
            false => Ok(0),
        };
        let whole = earned(invoice.open).await?;
        let part = left.min(invoice.open - earned(left).await?);
        left -= part;
        let money = |minor| Money::new(minor, currency);
        let due = oldest_due(invoice);
        views.push(OpenView {
            invoice: invoice.number.clone(),
            due,
            days_late: days_between(due, today),
            open: money(invoice.open),
            discount: (whole > 0).then(|| money(whole)),
            settles: money(invoice.open - whole),
            proposed: money(part),
            is_disputed: disputed.contains(&invoice.id),
        });
    }
    Ok((views, total))
}

/// The invoices of the customer that are disputed.
async fn disputed(uow: &mut Uow, book: &Book, row: &EntryRow) -> Result<Vec<InvoiceId>> {
    let rows = disputes::of_customer(uow, book.id, row.customer).await?;
    let open = rows.iter().filter(|row| row.dispute.resolved_on.is_none());
    Ok(open.map(|row| row.dispute.invoice).collect())
}

/// The day on which the oldest open instalment is due.
fn oldest_due(invoice: &Invoice) -> Date {
    let parts = invoice.instalments();
    let open = parts.iter().zip(invoice.open_parts());
    let mut late = open.filter(|(_, owed)| owed.open > 0);
    late.next().map_or(invoice.due, |(part, _)| part.due)
}
