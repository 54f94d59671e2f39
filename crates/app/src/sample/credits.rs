//! Credit notes and disputes.

use fastrand::Rng;

use dunwell_core::currency::Currency;

use super::days::{Day, Days};
use super::invoices::Draft;
use super::random::{chance, pick};

/// A credit note in the making.
#[derive(Debug, Clone, Copy)]
pub(super) struct Credit {
    /// The place of its customer.
    pub debtor: u32,
    /// The place of the invoice that it names.
    pub draft: Option<u32>,
    pub day: Day,
    /// In minor units, above zero.
    pub amount: i64,
    pub currency: Currency,
}

/// A dispute in the making.
#[derive(Debug, Clone, Copy)]
pub(super) struct Objection {
    /// The place of the invoice.
    pub draft: u32,
    pub opened: Day,
    /// In minor units; the whole invoice where it is missing.
    pub amount: Option<i64>,
    pub reason: &'static str,
    pub resolved: Option<Day>,
}

const REASONS: [&str; 8] = [
    "goods arrived damaged",
    "price differs from the order",
    "delivered short",
    "purchase order number is missing",
    "billed twice",
    "wrong goods delivered",
    "work is not finished",
    "delivered late",
];

/// A dispute about an invoice, if there was time for one.
pub(super) fn draw_objection(
    index: u32,
    draft: &Draft,
    days: &Days,
    rng: &mut Rng,
) -> Option<Objection> {
    let end = draft.paid.unwrap_or(Day::AS_OF);
    let latest = draft.due.plus(10).min(end.plus(-2));
    let opened = days.business_day_within(draft.issued.plus(3), latest, rng)?;
    let is_resolved = draft.paid.is_some() || chance(rng, 250);
    let resolved = days
        .business_day_within(opened.plus(1), end, rng)
        .filter(|_| is_resolved);
    if draft.paid.is_some() && resolved.is_none() {
        return None;
    }
    Some(Objection {
        draft: index,
        opened,
        amount: chance(rng, 600).then(|| share(draft.amount, rng.i64(80..700))),
        reason: pick(rng, &REASONS),
        resolved,
    })
}

/// The credit note with which a dispute ended, if it did so in the customer's favour.
pub(super) fn credit_for(objection: &Objection, draft: &Draft, rng: &mut Rng) -> Option<Credit> {
    let day = objection.resolved?;
    let (amount, favoured) = match objection.amount {
        Some(part) => (part, 550),
        None => (draft.amount, 250),
    };
    chance(rng, favoured).then_some(Credit {
        debtor: draft.debtor,
        draft: Some(objection.draft),
        day,
        amount,
        currency: draft.currency,
    })
}

/// A credit note for an invoice that was never disputed: returns, a wrong price, an invoice taken
/// back whole, and now and then more than the invoice was for.
pub(super) fn draw_credit(index: u32, draft: &Draft, days: &Days, rng: &mut Rng) -> Option<Credit> {
    if !chance(rng, 25) {
        return None;
    }
    let end = draft.paid.unwrap_or(Day::AS_OF);
    let day = days.business_day_within(draft.issued.plus(2), end, rng)?;
    let thousandths = match rng.u32(0..100) {
        0..80 => rng.i64(30..450),
        80..94 => 1000,
        _ => rng.i64(1040..1600),
    };
    Some(Credit {
        debtor: draft.debtor,
        draft: Some(index),
        day,
        amount: share(draft.amount, thousandths),
        currency: draft.currency,
    })
}

/// A credit note that names no invoice, such as a bonus. Older ones have been set off by now, so it
/// is a young one.
pub(super) fn draw_bonus(draft: &Draft, days: &Days, rng: &mut Rng) -> Option<Credit> {
    if !chance(rng, 8) {
        return None;
    }
    let from = draft.issued.plus(2).max(Day(-45));
    let day = days.business_day_within(from, Day::AS_OF, rng)?;
    Some(Credit {
        debtor: draft.debtor,
        draft: None,
        day,
        amount: share(draft.amount, rng.i64(20..120)),
        currency: draft.currency,
    })
}

/// So many thousandths of an amount in minor units, rounded down, but at least one.
pub(super) fn share(amount: i64, thousandths: i64) -> i64 {
    (amount * thousandths / 1000).max(1)
}
