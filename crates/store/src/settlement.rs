//! How an invoice ended: what is open on it after its entries, since when nothing is, and what that
//! says about the payer. The caches are written and checked by this one rule.

use std::collections::{BTreeMap, HashSet};

use dunwell_core::account::PayerFigures;
use dunwell_core::dates::days_between;
use dunwell_core::ledger::{Entry, EntryKind};
use jiff::civil::Date;

use crate::{Result, StoreError};

/// What the entries of one invoice amount to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settlement {
    /// What is open, in minor units.
    pub open: i64,
    /// The day since which nothing is open, if it once owed something and now owes nothing.
    pub settled_on: Option<Date>,
    /// Whether part of it was written off, and stayed so.
    pub written_off: bool,
}

/// What the entries of one invoice amount to, in whatever order they come.
///
/// An invoice is settled on the day on which everything that was ever billed on it had been paid,
/// credited or given up; money that came before the invoice was issued counts from its own day.
///
/// # Errors
/// When the sum leaves the range of minor units.
pub fn settle<'a>(entries: impl Iterator<Item = &'a Entry>) -> Result<Settlement> {
    let mut billed: i128 = 0;
    let mut received_by_day: BTreeMap<Date, i128> = BTreeMap::new();
    let mut write_offs = HashSet::new();
    let mut undone = Vec::new();
    for entry in entries {
        let effect = i128::from(entry.invoice_effect);
        match entry.kind {
            EntryKind::Invoice | EntryKind::Charge | EntryKind::Correction => billed += effect,
            _ => *received_by_day.entry(entry.date).or_default() -= effect,
        }
        match entry.kind {
            EntryKind::WriteOff => drop(write_offs.insert(entry.id)),
            EntryKind::Reversal => undone.extend(entry.reverses),
            _ => {}
        }
    }
    for id in undone {
        write_offs.remove(&id);
    }
    let mut received: i128 = 0;
    let mut settled_on = None;
    for (day, amount) in received_by_day {
        received += amount;
        if received < billed {
            settled_on = None;
        } else if billed > 0 && settled_on.is_none() {
            settled_on = Some(day);
        }
    }
    let open = i64::try_from(billed - received).map_err(|_| StoreError::Overflow {
        what: "what is open on an invoice",
    })?;
    Ok(Settlement {
        open,
        settled_on,
        written_off: !write_offs.is_empty(),
    })
}

impl Settlement {
    /// What an invoice that was due on `last_due` adds to its payer's figures: nothing as long as
    /// something is open on it.
    #[must_use]
    pub fn figures(&self, last_due: Date) -> PayerFigures {
        match self.settled_on {
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
    fn an_invoice_is_settled_on_the_day_its_balance_reached_zero() {
        let entries = [billed(100), paid(2, 20, 60), paid(3, 10, 40)];
        let end = settle(entries.iter()).unwrap();
        assert_eq!(
            end,
            Settlement {
                open: 0,
                settled_on: Some(date(2026, 3, 20)),
                written_off: false
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
                settled_on: None,
                written_off: false
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
        assert_eq!(
            end,
            Settlement {
                open: 0,
                settled_on: None,
                written_off: false
            }
        );
    }
}
