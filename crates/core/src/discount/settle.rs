//! When a payment has earned the discount, and how much it settles.

use jiff::civil::Date;

use crate::id::InvoiceId;
use crate::invoice::{Instalment, open_by_instalment};
use crate::ledger::{Entry, EntryKind, LedgerError};
use crate::money::Rounding;

/// What one payment does to one invoice, in minor units.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settlement {
    /// The instalments that the payment reached, earliest first.
    pub parts: Vec<Settled>,
    /// What of the payment is left over.
    pub left: i64,
}

/// What one payment does to one instalment, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// Which instalment, counted from 1.
    pub instalment: u16,
    /// The money that is set against it.
    pub paid: i64,
    /// The discount that this earns.
    pub discount: i64,
}

impl Settlement {
    /// The money that is set against the invoice, in minor units.
    #[must_use]
    pub fn paid(&self) -> i64 {
        self.parts.iter().map(|part| part.paid).sum()
    }

    /// The discount that is earned, in minor units.
    #[must_use]
    pub fn discount(&self) -> i64 {
        self.parts.iter().map(|part| part.discount).sum()
    }
}

/// What was taken off an invoice before, other than by money, in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TakenOff {
    /// Credit that was set against it and what was written off.
    pub credit: i64,
    /// Discounts for paying early.
    pub discount: i64,
}

/// Sets a payment of `payment` minor units that arrived on `paid_on` against an invoice of which `open` minor
/// units are open without charges, the earliest instalment first, with the discount that it earns on each.
///
/// The last day of a discount counts. The discount of an instalment is earned by the payment that, together with
/// it, settles what is open of the instalment at that moment; money that was paid before, and too little, earns
/// its share then, too. A payment that is too small for that takes no discount.
///
/// The discount is reckoned, in proportion and rounded half-up, on what credit leaves to be paid in money, and
/// what was taken of it before is not taken again. Credit and discounts taken `before` count for the earliest
/// instalment first.
#[must_use]
pub fn settle(
    instalments: &[Instalment],
    open: i64,
    before: TakenOff,
    paid_on: Date,
    payment: i64,
) -> Settlement {
    let mut settlement = Settlement {
        parts: Vec::new(),
        left: payment.max(0),
    };
    let opens = open_by_instalment(instalments, open);
    let offers = on_offer(instalments, open, before, paid_on);
    for ((number, open), offered) in (1u16..).zip(opens).zip(offers) {
        if open <= 0 {
            continue;
        }
        if settlement.left == 0 {
            break;
        }
        let earned = if settlement.left >= open - offered {
            offered
        } else {
            0
        };
        let paid = settlement.left.min(open - earned);
        settlement.left -= paid;
        settlement.parts.push(Settled {
            instalment: number,
            paid,
            discount: earned,
        });
    }
    settlement
}

/// The discount that settling each instalment on that day earns, in minor units: nothing where nothing is open or
/// the last day is over. `open` and `before` are as for [`settle`].
#[must_use]
pub fn on_offer(instalments: &[Instalment], open: i64, before: TakenOff, on: Date) -> Vec<i64> {
    let mut credit_left = before.credit.max(0);
    let mut taken_left = before.discount.max(0);
    instalments
        .iter()
        .zip(open_by_instalment(instalments, open))
        .map(|(instalment, open)| {
            let credit = credit_left.min(instalment.amount.max(0));
            credit_left -= credit;
            let Some((until, discount)) = instalment.discount else {
                return 0;
            };
            let whole = in_proportion(discount, instalment.amount - credit, instalment.amount);
            let taken = taken_left.min(whole);
            taken_left -= taken;
            if on <= until {
                (whole - taken).min(open.max(0))
            } else {
                0
            }
        })
        .collect()
}

/// The share of a discount that belongs to `part` of `amount`, rounded half-up.
fn in_proportion(discount: i64, part: i64, amount: i64) -> i64 {
    if discount <= 0 || amount <= 0 {
        return 0;
    }
    let share = Rounding::HalfUp.div(i128::from(discount) * i128::from(part), i128::from(amount));
    // A share of an amount in 64 bits fits them as well.
    share
        .and_then(|share| i64::try_from(share).ok())
        .unwrap_or(0)
}

/// What was taken off an invoice other than by money. `entries` are the customer's, with the credit notes that
/// they name.
///
/// # Errors
/// [`LedgerError::Overflow`] when a sum leaves the range of minor units.
pub fn taken_off(entries: &[Entry], invoice: InvoiceId) -> Result<TakenOff, LedgerError> {
    let find = |id| entries.iter().find(|entry| Some(entry.id) == id);
    let (mut credit, mut discount) = (0i128, 0i128);
    for entry in entries
        .iter()
        .filter(|entry| entry.invoice == Some(invoice))
    {
        let what = match entry.kind {
            EntryKind::Reversal => find(entry.reverses),
            _ => Some(entry),
        };
        let Some(what) = what else { continue };
        let off = -i128::from(entry.invoice_effect);
        match what.kind {
            EntryKind::DiscountTaken => discount += off,
            EntryKind::WriteOff => credit += off,
            EntryKind::Allocation => {
                let source = find(what.source).map(|source| source.kind);
                if source == Some(EntryKind::CreditNote) {
                    credit += off;
                }
            }
            _ => {}
        }
    }
    let fits = |sum| i64::try_from(sum).map_err(|_| LedgerError::Overflow);
    Ok(TakenOff {
        credit: fits(credit)?,
        discount: fits(discount)?,
    })
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests"
    )]

    use jiff::civil::date;

    use super::*;
    use crate::currency::Currency;
    use crate::id::EntryId;
    use crate::ledger::Stamp;

    fn invoice(number: u128) -> InvoiceId {
        InvoiceId::new(uuid::Uuid::from_u128(number))
    }

    fn stamp(number: u128) -> Stamp {
        Stamp {
            id: EntryId::new(uuid::Uuid::from_u128(number)),
            date: date(2026, 3, 1),
            currency: Currency::GBP,
        }
    }

    #[test]
    fn credit_and_discounts_are_told_from_money() {
        let (this, other) = (invoice(1), invoice(2));
        let payment = Entry::payment(stamp(10), 900).unwrap();
        let credit = Entry::credit_note(stamp(11), 500).unwrap();
        let mut entries = vec![
            Entry::invoice(stamp(12), this, 1000).unwrap(),
            payment.clone(),
            credit.clone(),
            Entry::allocation(stamp(13), payment.id, this, 300).unwrap(),
            Entry::allocation(stamp(14), credit.id, this, 200).unwrap(),
            Entry::allocation(stamp(15), credit.id, other, 300).unwrap(),
            Entry::discount_taken(stamp(16), payment.id, this, 20).unwrap(),
            Entry::write_off(stamp(17), this, 5).unwrap(),
            Entry::charge(stamp(18), this, 40).unwrap(),
        ];
        let both = |credit, discount| Ok(TakenOff { credit, discount });
        assert_eq!(taken_off(&entries, this), both(205, 20));
        assert_eq!(taken_off(&entries, other), both(300, 0));

        for (number, undone) in [(30, 4), (31, 6), (32, 3)] {
            entries.push(entries[undone].reversed(stamp(number)).unwrap());
        }
        assert_eq!(
            taken_off(&entries, this),
            both(5, 0),
            "what was undone does not count"
        );
    }

    #[test]
    fn what_was_taken_before_is_not_taken_again() {
        let parts = [Instalment {
            due: date(2026, 3, 31),
            amount: 200_00,
            discount: Some((date(2026, 3, 11), 4_00)),
        }];
        let offer = |open, credit, discount| {
            on_offer(
                &parts,
                open,
                TakenOff { credit, discount },
                date(2026, 3, 11),
            )
        };
        assert_eq!(offer(200_00, 0, 0), [4_00]);
        assert_eq!(offer(150_00, 50_00, 0), [3_00]);
        assert_eq!(
            offer(50_00, 0, 3_00),
            [1_00],
            "a credit of 50.00 was undone"
        );
        assert_eq!(offer(50_00, 0, 4_00), [0]);
        assert_eq!(offer(50_00, 0, 9_00), [0]);
    }
}
