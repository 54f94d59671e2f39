//! Interest that was overtaken is charged anew: an entry came in that counts from before it was charged,
//! so that it was worked out on a balance that was not so.

use std::collections::{BTreeMap, BTreeSet};

use dunwell_core::charge::{Charge, ChargeKind, Standing, about_charges, is_overtaken};
use dunwell_core::id::{CustomerId, InvoiceId};
use dunwell_core::ledger::{Entry, EntryKind};
use dunwell_core::money::Money;
use dunwell_store::accounts;
use dunwell_store::invoices::{self, Invoice};

use super::make::Drafts;
use super::undo::reversals;
use super::{Case, Cases, Charging, NotCharged};
use crate::error::Result;
use crate::funnel::Work;
use crate::ledger::{NewEntry, post, refused, release_overpaid, stamp};

/// Why an overtaken charge is undone.
const WHY: &str = "something came in that counts from an earlier day; the interest is charged anew";

/// How many invoices are charged anew at a time.
const CHUNK: usize = 1_000;

/// Charges anew what was overtaken on the invoices of a customer, or of the whole book: each charge is
/// undone and made again for the same days, on the balances as they are known now. What was waived of it
/// stays waived. Says on how many invoices.
///
/// # Errors
/// When the database fails.
pub(crate) async fn charge_anew(
    work: &mut Work,
    charging: &Charging<'_>,
    only: Option<CustomerId>,
    not_charged: &mut NotCharged,
) -> Result<u64> {
    let mut meant = invoices::to_recharge(&mut work.uow, work.book).await?;
    meant.retain(|invoice| only.is_none_or(|only| invoice.customer == only));
    for chunk in meant.chunks(CHUNK) {
        some(work, charging, chunk, not_charged).await?;
    }
    Ok(meant.len() as u64)
}

async fn some(
    work: &mut Work,
    charging: &Charging<'_>,
    meant: &[Invoice],
    not_charged: &mut NotCharged,
) -> Result<()> {
    // The customers are locked before their entries are read.
    let customers: BTreeSet<CustomerId> = meant.iter().map(|invoice| invoice.customer).collect();
    for customer in customers {
        accounts::touch(&mut work.uow, work.book, customer, None).await?;
    }
    let ids: Vec<InvoiceId> = meant.iter().map(|invoice| invoice.id).collect();
    let mut cases = Cases::load(&mut work.uow, work.book, &ids).await?;
    let mut reversed = Vec::new();
    let mut drafts = Drafts::default();
    let mut told: BTreeMap<CustomerId, Vec<serde_json::Value>> = BTreeMap::new();
    for &id in &ids {
        let Some(case) = cases.get_mut(id) else {
            continue;
        };
        for (charge, state) in overtaken(case) {
            for entry in reversals(work, case, charge.entry, charging.on, WHY)? {
                case.entries.push(entry.clone());
                reversed.push(NewEntry::of(case.invoice.customer, entry));
            }
            let customer = case.invoice.customer;
            told.entry(customer).or_default().push(serde_json::json!({
                "entry": charge.entry, "invoice": case.invoice.number,
                "amount": Money::new(state.charged, case.invoice.currency),
            }));
            again(
                work,
                charging,
                case,
                (&charge, state),
                &mut drafts,
                not_charged,
            )?;
        }
    }
    post(work, &reversed).await?;
    for (customer, undone) in told {
        let details = serde_json::json!({
            "date": charging.on, "charges": undone, "reason": WHY,
        });
        work.journal(customer, "interest-overtaken", &details)?;
    }
    drafts.post(work, charging.on).await?;
    for invoice in meant {
        release_overpaid(work, invoice.customer, invoice.id).await?;
    }
    Ok(())
}

/// The standing charges of interest that an entry overtook, oldest first.
fn overtaken(case: &Case) -> Vec<(Charge, Standing)> {
    let charges = about_charges(case.entries.iter());
    let claim = case.claim();
    let interest = claim
        .standing()
        .filter(|(charge, _)| charge.kind == ChargeKind::Interest);
    interest
        .filter(|(charge, _)| {
            // The charge by itself among everything that is not a charge.
            let alone = case
                .entries
                .iter()
                .filter(|entry| entry.id == charge.entry || !charges.contains(&entry.id));
            is_overtaken(alone, &charges)
        })
        .map(|(charge, state)| (charge.clone(), state))
        .collect()
}

/// Makes a charge again that was undone, and waives of it what was waived before.
fn again(
    work: &Work,
    charging: &Charging<'_>,
    case: &mut Case,
    (charge, state): (&Charge, Standing),
    drafts: &mut Drafts,
    not_charged: &mut NotCharged,
) -> Result<()> {
    let (Some(days), Some(due)) = (charge.days, case.due(charge.instalment)) else {
        return Ok(());
    };
    let basis = charging
        .law
        .basis(case.debtor, &case.terms, case.invoice.issued, due);
    let drafted = basis.interest(days.1).and_then(|basis| {
        case.claim()
            .interest_between(charge.instalment, &basis, days)
    });
    let drafted = match drafted {
        Ok(Some(drafted)) => drafted,
        Ok(None) => return Ok(()),
        Err(why) => {
            not_charged.add(ChargeKind::Interest, why);
            return Ok(());
        }
    };
    let made = drafts.take(work, case, drafted, charge.action, charging.on)?;
    let amount = made.amount.minor();
    let waived = if state.waived == state.charged {
        amount
    } else {
        state.waived.min(amount)
    };
    if waived > 0 {
        let new = case
            .entries
            .iter()
            .find(|entry| entry.id == made.entry)
            .map(|entry| entry.waiver(stamp(work, charging.on, entry.currency), waived));
        if let Some(waiver) = new {
            let reason = waived_because(case, charge);
            let waiver = waiver.map_err(refused)?.because(None, reason);
            drafts.also(NewEntry::of(case.invoice.customer, waiver));
        }
    }
    Ok(())
}

/// Why a charge was waived, in the words of whoever did it last.
fn waived_because(case: &Case, charge: &Charge) -> Option<String> {
    let waives = |entry: &&Entry| {
        entry.kind == EntryKind::Correction && entry.reverses == Some(charge.entry)
    };
    let newest = case.entries.iter().rfind(waives)?;
    newest.reason.clone()
}
