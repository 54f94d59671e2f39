//! What the entries of an invoice say about its charges, and what they leave of its principal.

use std::collections::{BTreeMap, HashSet};

use jiff::civil::Date;

use crate::dispute::{Dispute, disputed_part};
use crate::id::{EntryId, InvoiceId};
use crate::interest::Reduction;
use crate::invoice::{Instalment, open_by_instalment};
use crate::ledger::{Entry, EntryKind};

/// The entries that are about charges: the charges, their waivers, and what undid either. Everything
/// else is about principal.
#[must_use]
pub fn about_charges<'a>(entries: impl Iterator<Item = &'a Entry> + Clone) -> HashSet<EntryId> {
    let mut found: HashSet<EntryId> = entries
        .clone()
        .filter(|entry| entry.kind == EntryKind::Charge)
        .map(|entry| entry.id)
        .collect();
    if found.is_empty() {
        return found;
    }
    // First what names a charge, then what names a waiver; a reversal is never undone itself.
    for kind in [EntryKind::Correction, EntryKind::Reversal] {
        let naming = entries.clone().filter(|entry| {
            entry.kind == kind && entry.reverses.is_some_and(|other| found.contains(&other))
        });
        let naming: Vec<EntryId> = naming.map(|entry| entry.id).collect();
        found.extend(naming);
    }
    found
}

/// What became of a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The charge.
    pub entry: EntryId,
    /// The day on which it was made.
    pub on: Date,
    /// How much was charged, in minor units.
    pub charged: i64,
    /// How much of it was waived, in minor units.
    pub waived: i64,
    /// Whether it was undone: then it is as if it had never been made.
    pub undone: bool,
}

impl Standing {
    /// What is left of it, in minor units, before any money was set against it.
    #[must_use]
    pub fn left(&self) -> i64 {
        if self.undone {
            0
        } else {
            self.charged - self.waived
        }
    }
}

/// What became of each charge among the entries, in the order in which they were made.
#[must_use]
pub fn standing(entries: &[Entry]) -> Vec<Standing> {
    let undone = |id: EntryId| {
        entries
            .iter()
            .any(|other| other.kind == EntryKind::Reversal && other.reverses == Some(id))
    };
    let charges = entries
        .iter()
        .filter(|entry| entry.kind == EntryKind::Charge);
    let mut standing: Vec<Standing> = charges
        .map(|charge| {
            let waivers = entries.iter().filter(|other| {
                other.kind == EntryKind::Correction
                    && other.reverses == Some(charge.id)
                    && !undone(other.id)
            });
            Standing {
                entry: charge.id,
                on: charge.date,
                charged: charge.invoice_effect,
                waived: waivers.map(|waiver| -waiver.invoice_effect).sum(),
                undone: undone(charge.id),
            }
        })
        .collect();
    standing.sort_by_key(|charge| charge.entry);
    standing
}

/// An instalment as a debt that bears interest: what was owed on it, and how that fell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Which instalment, from 1.
    pub instalment: u16,
    /// The day it was due.
    pub due: Date,
    /// The principal that was first owed on it, in minor units.
    pub principal: i64,
    /// By how much it fell on which day, by day.
    pub reductions: Vec<Reduction>,
}

impl Part {
    /// The principal at the end of a day, in minor units.
    #[must_use]
    pub fn balance(&self, day: Date) -> i64 {
        let until = self.reductions.iter().filter(|change| change.on <= day);
        self.principal - until.map(|change| change.minor).sum::<i64>()
    }
}

/// The instalments of an invoice as debts. Money fills the earliest instalment first, and principal
/// before charges; what exceeds the principal lowers nothing. `exempt` are disputes whose part bears no
/// interest while they are open.
#[must_use]
pub fn parts(
    invoice: InvoiceId,
    instalments: &[Instalment],
    entries: &[Entry],
    exempt: &[Dispute],
) -> Vec<Part> {
    let charges = about_charges(entries.iter());
    let mut opening: i64 = 0;
    let mut changes: BTreeMap<Date, i64> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| !charges.contains(&entry.id)) {
        if entry.kind == EntryKind::Invoice {
            opening = opening.saturating_add(entry.invoice_effect);
        } else {
            let change = changes.entry(entry.date).or_default();
            *change = change.saturating_add(entry.invoice_effect);
        }
    }
    for dispute in exempt.iter().filter(|dispute| dispute.invoice == invoice) {
        changes.entry(dispute.opened_on).or_default();
        if let Some(resolved) = dispute.resolved_on {
            changes.entry(resolved).or_default();
        }
    }
    let mut parts: Vec<Part> = (1u16..)
        .zip(instalments)
        .zip(open_by_instalment(instalments, opening))
        .map(|((instalment, part), principal)| Part {
            instalment,
            due: part.due,
            principal,
            reductions: Vec::new(),
        })
        .collect();
    let (mut balance, mut open) = (opening, open_by_instalment(instalments, opening));
    for (day, change) in changes {
        balance = balance.saturating_add(change);
        let disputed = disputed_part(exempt, invoice, balance, day);
        let now = open_by_instalment(instalments, balance.max(0) - disputed);
        for ((part, before), now) in parts.iter_mut().zip(&open).zip(&now) {
            if before != now {
                part.reductions.push(Reduction {
                    on: day,
                    minor: before - now,
                });
            }
        }
        open = now;
    }
    parts
}

/// Whether an entry came in after interest was charged and counts from an earlier day, so that too many
/// or too few days or too large a balance were charged. The entries are those of one invoice.
#[must_use]
pub fn is_overtaken<'a>(
    entries: impl Iterator<Item = &'a Entry> + Clone,
    charges: &HashSet<EntryId>,
) -> bool {
    if charges.is_empty() {
        return false;
    }
    let interest = super::ChargeKind::Interest.code();
    let of_interest = |entry: &&Entry| {
        entry.kind == EntryKind::Charge && entry.reference.as_deref() == Some(interest)
    };
    let undone: HashSet<EntryId> = entries
        .clone()
        .filter(|entry| entry.kind == EntryKind::Reversal)
        .filter_map(|entry| entry.reverses)
        .collect();
    entries
        .clone()
        .filter(of_interest)
        .filter(|charge| !undone.contains(&charge.id))
        .any(|charge| {
            entries.clone().any(|later| {
                !charges.contains(&later.id) && later.id > charge.id && later.date < charge.date
            })
        })
}
