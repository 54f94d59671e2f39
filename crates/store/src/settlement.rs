//! How an invoice ended: what is open on it after its entries, since when nothing is, and what that
//! says about the payer. The caches are written and checked by this one rule.

use std::collections::{BTreeMap, HashMap};

use dunwell_core::account::PayerFigures;
use dunwell_core::charge::{about_charges, is_overtaken};
use dunwell_core::dates::days_between;
use dunwell_core::id::EntryId;
use dunwell_core::ledger::{Entry, EntryKind};
use jiff::civil::Date;

use crate::{Result, StoreError};

/// What the entries of one invoice amount to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settlement {
    /// What is open, charges included, in minor units.
    pub open: i64,
    /// What was charged for being late, less what was undone or waived, in minor units; whatever was
    /// paid of it.
    pub charges: i64,
    /// The day since which nothing is open, if it once owed something, now owes nothing, and the day is
    /// known.
    pub settled_on: Option<Date>,
    /// The day since which nothing is open of its principal.
    pub paid_on: Option<Date>,
    /// Whether part of its principal was written off, and stayed so.
    pub written_off: bool,
    /// Whether an entry came in that counts from before interest was charged: it is charged anew.
    pub recharge: bool,
}

/// What the entries of one invoice amount to, in whatever order they come.
///
/// An invoice is settled on the day on which everything that was ever billed on it had been paid,
/// credited or given up; money that came before the invoice was issued counts from its own day, and a
/// charge that was undone or waived was never owed. Its principal is paid before its charges. An invoice
/// that was settled before the ledger knew of it has no such day.
///
/// # Errors
/// When the sum leaves the range of minor units.
pub fn settle<'a>(entries: impl Iterator<Item = &'a Entry> + Clone) -> Result<Settlement> {
    let of_charges = about_charges(entries.clone());
    let (mut billed, mut charges): (i128, i128) = (0, 0);
    let mut received_by_day: BTreeMap<Date, i128> = BTreeMap::new();
    let mut write_offs: HashMap<EntryId, i128> = HashMap::new();
    let mut undone = Vec::new();
    let mut before: HashMap<EntryId, Date> = HashMap::new();
    for entry in entries.clone() {
        let effect = i128::from(entry.invoice_effect);
        match entry.kind {
            _ if of_charges.contains(&entry.id) => charges += effect,
            EntryKind::Invoice | EntryKind::Correction => billed += effect,
            _ => *received_by_day.entry(entry.date).or_default() -= effect,
        }
        match entry.kind {
            EntryKind::WriteOff => drop(write_offs.insert(entry.id, -effect)),
            EntryKind::Reversal => undone.extend(entry.reverses),
            _ if entry.is_settled_before() => drop(before.insert(entry.id, entry.date)),
            _ => {}
        }
    }
    for id in undone {
        write_offs.remove(&id);
        before.remove(&id);
    }
    let is_known = |day: &Date| !before.values().any(|other| other == day);
    let given_up: i128 = write_offs.values().sum();
    let received: i128 = received_by_day.values().sum();
    let reached = |owed: i128| {
        let (mut received, mut reached) = (0, None);
        for (&day, amount) in &received_by_day {
            received += amount;
            if received < owed {
                reached = None;
            } else if owed > 0 && reached.is_none() {
                reached = Some(day);
            }
        }
        reached.filter(is_known)
    };
    let minor = |sum: i128| {
        i64::try_from(sum).map_err(|_| StoreError::Overflow {
            what: "what is open on an invoice",
        })
    };
    Ok(Settlement {
        open: minor(billed + charges - received)?,
        charges: minor(charges)?,
        settled_on: reached(billed + charges),
        paid_on: reached(billed),
        written_off: given_up > 0 && received - given_up < billed,
        recharge: is_overtaken(entries, &of_charges),
    })
}

impl Settlement {
    /// What an invoice that was due on `last_due` adds to its payer's figures: nothing as long as
    /// principal is open on it. Charges say nothing about how somebody pays invoices.
    #[must_use]
    pub fn figures(&self, last_due: Date) -> PayerFigures {
        match self.paid_on {
            None => PayerFigures::default(),
            Some(_) if self.written_off => PayerFigures {
                written_off_invoices: 1,
                ..PayerFigures::default()
            },
            Some(day) => PayerFigures {
                paid_invoices: 1,
                days_late_sum: i64::from(days_between(last_due, day)),
                written_off_invoices: 0,
            },
        }
    }
}

/// The sum of two changes of a payer's figures.
#[must_use]
pub(crate) fn plus(a: PayerFigures, b: PayerFigures) -> PayerFigures {
    PayerFigures {
        paid_invoices: a.paid_invoices + b.paid_invoices,
        days_late_sum: a.days_late_sum + b.days_late_sum,
        written_off_invoices: a.written_off_invoices + b.written_off_invoices,
    }
}

/// What has to be added to `before` to get `after`.
#[must_use]
pub(crate) fn minus(after: PayerFigures, before: PayerFigures) -> PayerFigures {
    PayerFigures {
        paid_invoices: after.paid_invoices - before.paid_invoices,
        days_late_sum: after.days_late_sum - before.days_late_sum,
        written_off_invoices: after.written_off_invoices - before.written_off_invoices,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use dunwell_core::currency::Currency;
    use dunwell_core::id::{EntryId, InvoiceId};
    use dunwell_core::ledger::Stamp;
    use jiff::civil::date;
    use uuid::Uuid;

    fn stamp(n: u128, day: i8) -> Stamp {
        let currency = Currency::from_code("GBP").unwrap();
        Stamp {
            id: EntryId::new(Uuid::from_u128(n)),
            date: date(2026, 3, day),
            currency,
        }
    }

    fn invoice() -> InvoiceId {
        InvoiceId::new(Uuid::from_u128(99))
    }

    fn billed(total: i64) -> Entry {
        Entry::invoice(stamp(1, 1), invoice(), total).unwrap()
    }

    fn paid(n: u128, day: i8, amount: i64) -> Entry {
        Entry::allocation(
            stamp(n, day),
            EntryId::new(Uuid::from_u128(50)),
            invoice(),
            amount,
        )
        .unwrap()
    }

    #[test]
    fn an_invoice_that_was_settled_before_has_no_day_and_no_figures() {
        let before = Entry::settled_before(stamp(2, 1), invoice(), 100).unwrap();
        let end = settle([billed(100), before.clone()].iter()).unwrap();
        assert_eq!((end.open, end.settled_on, end.paid_on), (0, None, None));
        assert_eq!(end.figures(date(2026, 1, 1)), PayerFigures::default());
        // With its day it is like any other.
        let undone = before.reversed(stamp(3, 1)).unwrap();
        let end = settle([billed(100), before, undone, paid(4, 20, 100)].iter()).unwrap();
        assert_eq!((end.open, end.settled_on), (0, Some(date(2026, 3, 20))));
    }

    #[test]
    fn an_invoice_is_settled_on_the_day_its_balance_reached_zero() {
        let entries = [billed(100), paid(2, 20, 60), paid(3, 10, 40)];
        let end = settle(entries.iter()).unwrap();
        assert_eq!(
            end,
            Settlement {
                settled_on: Some(date(2026, 3, 20)),
                paid_on: Some(date(2026, 3, 20)),
                ..Settlement::default()
            }
        );
        let figures = end.figures(date(2026, 3, 15));
        assert_eq!((figures.paid_invoices, figures.days_late_sum), (1, 5));
    }

    #[test]
    fn a_reversed_payment_opens_it_again() {
        let payment = paid(2, 10, 100);
        let entries = [
            billed(100),
            payment.clone(),
            payment.reversed(stamp(3, 12)).unwrap(),
        ];
        let end = settle(entries.iter()).unwrap();
        assert_eq!(
            end,
            Settlement {
                open: 100,
                ..Settlement::default()
            }
        );
        assert_eq!(end.figures(date(2026, 3, 15)), PayerFigures::default());
    }

    #[test]
    fn a_write_off_counts_unless_it_was_undone() {
        let write_off = Entry::write_off(stamp(3, 20), invoice(), 40).unwrap();
        let mut entries = vec![billed(100), paid(2, 10, 60), write_off.clone()];
        assert_eq!(
            settle(entries.iter())
                .unwrap()
                .figures(date(2026, 3, 15))
                .written_off_invoices,
            1
        );
        entries.push(write_off.reversed(stamp(4, 21)).unwrap());
        entries.push(paid(5, 25, 40));
        let figures = settle(entries.iter()).unwrap().figures(date(2026, 3, 15));
        assert_eq!(
            (
                figures.paid_invoices,
                figures.days_late_sum,
                figures.written_off_invoices
            ),
            (1, 10, 0)
        );
    }

    #[test]
    fn an_invoice_of_nothing_says_nothing_about_the_payer() {
        let end = settle([billed(0)].iter()).unwrap();
        assert_eq!(end, Settlement::default());
    }

    fn charged(n: u128, day: i8, amount: i64) -> Entry {
        Entry::charge(stamp(n, day), invoice(), amount)
            .unwrap()
            .because(Some("interest".to_owned()), None)
    }

    #[test]
    fn a_charge_leaves_the_day_on_which_the_invoice_was_paid() {
        let mut entries = vec![billed(100), paid(2, 10, 100), charged(3, 20, 4)];
        let end = settle(entries.iter()).unwrap();
        assert_eq!((end.open, end.charges), (4, 4));
        assert_eq!(
            (end.settled_on, end.paid_on),
            (None, Some(date(2026, 3, 10)))
        );
        entries.push(paid(4, 30, 4));
        let end = settle(entries.iter()).unwrap();
        assert_eq!((end.open, end.settled_on), (0, Some(date(2026, 3, 30))));
        assert_eq!(end.figures(date(2026, 3, 5)).days_late_sum, 5);
    }

    #[test]
    fn a_charge_that_was_waived_was_never_owed() {
        let charge = charged(3, 20, 4);
        let waiver = charge.waiver(stamp(4, 25), 4).unwrap();
        let mut entries = vec![billed(100), paid(2, 10, 100), charge, waiver.clone()];
        let end = settle(entries.iter()).unwrap();
        assert_eq!((end.charges, end.settled_on), (0, Some(date(2026, 3, 10))));
        entries.push(waiver.reversed(stamp(5, 26)).unwrap());
        let end = settle(entries.iter()).unwrap();
        assert_eq!((end.open, end.charges, end.settled_on), (4, 4, None));
    }

    #[test]
    fn giving_up_charges_says_nothing_about_the_payer() {
        let write_off = Entry::write_off(stamp(4, 25), invoice(), 4).unwrap();
        let entries = [billed(100), paid(2, 10, 100), charged(3, 20, 4), write_off];
        let end = settle(entries.iter()).unwrap();
        assert_eq!((end.open, end.written_off), (0, false));
    }

    #[test]
    fn money_that_counts_from_before_a_charge_overtakes_it() {
        let charge = charged(3, 20, 4);
        let mut entries = vec![billed(100), charge.clone(), paid(4, 20, 10)];
        assert!(
            !settle(entries.iter()).unwrap().recharge,
            "the day of payment bears interest"
        );
        entries.push(paid(5, 19, 10));
        assert!(settle(entries.iter()).unwrap().recharge);
        entries.push(charge.reversed(stamp(6, 22)).unwrap());
        assert!(!settle(entries.iter()).unwrap().recharge);
    }
}
