//! What a step charged is taken back when the step did not happen.

use std::collections::BTreeSet;

use dunwell_core::charge::Standing;
use dunwell_core::id::{ActionId, CustomerId, EntryId, InvoiceId};
use dunwell_core::ledger::{Entry, EntryKind};
use dunwell_core::money::Money;
use dunwell_store::charges;
use jiff::civil::Date;

use super::{Case, Cases};
use crate::error::Result;
use crate::funnel::Work;
use crate::ledger::{NewEntry, post, refused, stamp};

/// The entries that undo a charge: its waivers first, then the charge.
///
/// # Errors
/// When the ledger refuses one.
pub(crate) fn reversals(
    work: &Work,
    case: &Case,
    charge: EntryId,
    on: Date,
    why: &str,
) -> Result<Vec<Entry>> {
    let undone = |id: EntryId| {
        let mut entries = case.entries.iter();
        entries.any(|other| other.kind == EntryKind::Reversal && other.reverses == Some(id))
    };
    let falls = |entry: &&Entry| {
        entry.id == charge
            || (entry.kind == EntryKind::Correction && entry.reverses == Some(charge))
    };
    let mut falling: Vec<&Entry> = case
        .entries
        .iter()
        .filter(falls)
        .filter(|entry| !undone(entry.id))
        .collect();
    falling.sort_by_key(|entry| std::cmp::Reverse(entry.id));
    falling
        .into_iter()
        .map(|entry| {
            let reversal = entry.reversed(stamp(work, on, entry.currency));
            Ok(reversal
                .map_err(refused)?
                .because(None, Some(why.to_owned())))
        })
        .collect()
}

/// Takes back what these actions charged, as far as it is still open. What was paid stays as it is.
///
/// # Errors
/// When the database fails.
pub(crate) async fn of_actions(
    work: &mut Work,
    actions: &[ActionId],
    on: Date,
    why: &str,
) -> Result<()> {
    if actions.is_empty() {
        return Ok(());
    }
    let rows = charges::of_actions(&mut work.uow, work.book, actions).await?;
    let ids: BTreeSet<InvoiceId> = rows.iter().map(|row| row.charge.invoice).collect();
    let ids: Vec<InvoiceId> = ids.into_iter().collect();
    let mut cases = Cases::load(&mut work.uow, work.book, &ids).await?;
    let mut made = Vec::new();
    let mut told: Vec<(CustomerId, serde_json::Value)> = Vec::new();
    for row in rows.iter().rev() {
        let Some(case) = cases.get_mut(row.charge.invoice) else {
            continue;
        };
        let standing = dunwell_core::charge::standing(&case.entries);
        let state = standing
            .iter()
            .find(|state| state.entry == row.charge.entry);
        let left = state.map_or(0, Standing::left);
        if left <= 0 || left > case.invoice.open_charges() {
            continue;
        }
        let entries = reversals(work, case, row.charge.entry, on, why)?;
        case.invoice.open -= left;
        case.invoice.charges -= left;
        told.push((
            row.customer,
            serde_json::json!({
                "date": on, "entry": row.charge.entry, "what": row.charge.kind,
                "invoice": case.invoice.number, "amount": Money::new(left, case.invoice.currency),
                "reason": why,
            }),
        ));
        for entry in entries {
            case.entries.push(entry.clone());
            made.push(NewEntry::of(row.customer, entry));
        }
    }
    if made.is_empty() {
        return Ok(());
    }
    post(work, &made).await?;
    for (customer, details) in told {
        work.journal(customer, "charge-undone", &details)?;
    }
    Ok(())
}
