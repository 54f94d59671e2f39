//! How a customer has paid so far, and the grade that follows from it.

use std::collections::{HashMap, HashSet};

use dunwell_core::currency::Currency;
use dunwell_core::id::InvoiceId;
use dunwell_core::ledger::EntryKind;
use dunwell_insight::grade::{Assessment, assess};
use dunwell_insight::payer::{Behaviour, Paid, behaviour};
use dunwell_store::entries::EntryRow;
use dunwell_store::invoices::Invoice;
use serde::Serialize;

use crate::error::{AppError, Result};

/// How a customer has paid in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PayerView {
    /// The grade with its evidence, or that there is too little history for one.
    #[serde(flatten)]
    pub assessment: Assessment,
    /// The figures that the grade rests on.
    pub behaviour: Behaviour,
}

/// How the customer of these invoices and entries has paid in a currency.
///
/// # Errors
/// When the invoices add up to more than can be kept.
pub(crate) fn payer(
    currency: Currency,
    invoices: &[Invoice],
    entries: &[EntryRow],
) -> Result<PayerView> {
    let written_off = written_off(entries);
    let ended: Vec<Paid> = invoices
        .iter()
        .filter(|invoice| invoice.currency == currency)
        .filter_map(|invoice| {
            Some(Paid {
                due: invoice.last_due(),
                settled_on: invoice.settled_on?,
                amount: invoice.total,
                written_off: written_off.get(&invoice.id).copied().unwrap_or(0),
            })
        })
        .collect();
    let behaviour = behaviour(currency, &ended).map_err(AppError::refused)?;
    Ok(PayerView {
        assessment: assess(&behaviour),
        behaviour,
    })
}

/// What of each invoice was written off, in minor units; a write-off that was undone does not count.
fn written_off(entries: &[EntryRow]) -> HashMap<InvoiceId, i64> {
    let undone: HashSet<_> = entries
        .iter()
        .filter_map(|row| row.entry.reverses)
        .collect();
    let mut sums = HashMap::new();
    for entry in entries.iter().map(|row| &row.entry) {
        if let (EntryKind::WriteOff, Some(invoice), false) =
            (entry.kind, entry.invoice, undone.contains(&entry.id))
        {
            *sums.entry(invoice).or_insert(0) -= entry.invoice_effect;
        }
    }
    sums
}
