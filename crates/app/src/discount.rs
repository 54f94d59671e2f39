//! Early-payment discounts on the invoices of a book: what a payment earns, and what can still be earned.

use dunwell_core::discount::{TakenOff, on_offer, settle, taken_off};
use dunwell_core::id::BookId;
use dunwell_core::invoice::Instalment;
use dunwell_core::ledger::Entry;
use dunwell_store::invoices::Invoice;
use dunwell_store::{Uow, entries};
use jiff::civil::Date;

use crate::error::Result;
use crate::ledger::{NewEntry, refused};

/// The discount that a payment of `amount` minor units on a day earns on an invoice, in minor units. `pending` are
/// entries that belong before it and are not posted yet.
///
/// # Errors
/// When the database fails.
pub(crate) async fn earned(
    uow: &mut Uow,
    book: BookId,
    invoice: &Invoice,
    date: Date,
    amount: i64,
    pending: &[NewEntry],
) -> Result<i64> {
    let Some(schedule) = invoice.schedule.as_deref() else {
        return Ok(0);
    };
    let earned = |before| settle(schedule, invoice.principal(), before, date, amount).discount();
    // What was taken off before only lowers a discount, so the ledger is asked only where there is one.
    if earned(TakenOff::default()) == 0 {
        return Ok(0);
    }
    Ok(earned(before(uow, book, invoice, pending).await?))
}

/// The discount that settling each instalment on a day earns, in minor units.
///
/// # Errors
/// When the database fails.
pub(crate) async fn offers(
    uow: &mut Uow,
    book: BookId,
    invoice: &Invoice,
    date: Date,
) -> Result<Vec<i64>> {
    let instalments: Vec<Instalment> = invoice.instalments();
    let offers = |before| on_offer(&instalments, invoice.principal(), before, date);
    let most = offers(TakenOff::default());
    if most.iter().all(|discount| *discount == 0) {
        return Ok(most);
    }
    Ok(offers(before(uow, book, invoice, &[]).await?))
}

/// What was taken off an invoice other than by money.
async fn before(
    uow: &mut Uow,
    book: BookId,
    invoice: &Invoice,
    pending: &[NewEntry],
) -> Result<TakenOff> {
    if invoice.principal() == invoice.total {
        return Ok(TakenOff::default());
    }
    let rows = entries::of_customer(uow, book, invoice.customer).await?;
    let of_invoice = pending
        .iter()
        .filter(|new| new.entry.invoice == Some(invoice.id))
        .map(|new| new.entry.clone());
    let ledger: Vec<Entry> = rows
        .into_iter()
        .map(|row| row.entry)
        .chain(of_invoice)
        .collect();
    taken_off(&ledger, invoice.id).map_err(refused)
}
