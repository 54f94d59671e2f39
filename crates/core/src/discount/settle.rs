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

/// Sets a payment of `payment` minor units that arrived on `paid_on` against an invoice of which `open` minor
/// units are open, the earliest instalment first, with the discount that it earns on each.
///
/// The last day of a discount counts. The discount of an instalment is earned by the payment that, together with
/// it, settles what is open of the instalment at that moment; money that was paid before, and too little, earns
/// its share then, too. A payment that is too small for that takes no discount.
///
/// `credited` is what was taken off the invoice other than by money, in minor units ([`not_paid_in_money`]): the
/// discount is reckoned, in proportion and rounded half-up, on what remains to be paid in money. Credit counts
/// for the earliest instalment first.
#[must_use]
pub fn settle(
    instalments: &[Instalment],
    open: i64,
    credited: i64,
    paid_on: Date,
    payment: i64,
) -> Settlement {
    let mut settlement = Settlement {
        parts: Vec::new(),
        left: payment.max(0),
    };
    let mut credit_left = credited.max(0);
    let opens = open_by_instalment(instalments, open);
    for ((number, instalment), open) in (1u16..).zip(instalments).zip(opens) {
        let credit = credit_left.min(instalment.amount.max(0));
        credit_left -= credit;
        if open <= 0 {
            continue;
        }
        if settlement.left == 0 {
            break;
        }
        let offered = offered(instalment, credit, paid_on).min(open);
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

/// The discount on what is to be paid in money of an instalment, in minor units; nothing once its last day is
/// over.
fn offered(instalment: &Instalment, credit: i64, paid_on: Date) -> i64 {
    let amount = instalment.amount;
    match instalment.discount {
        Some((until, discount)) if paid_on <= until && amount > 0 && discount > 0 => {
            let share = i128::from(discount) * i128::from(amount - credit);
            let share = Rounding::HalfUp.div(share, i128::from(amount));
            // A share of an amount in 64 bits fits them as well.
            share
                .and_then(|share| i64::try_from(share).ok())
                .unwrap_or(0)
        }
        _ => 0,
    }
}

/// What was taken off an invoice other than by money, in minor units: credit that was set against it and what
/// was written off. `entries` are the customer's, with the credit notes that they name.
///
/// # Errors
/// [`LedgerError::Overflow`] when the sum leaves the range of minor units.
pub fn not_paid_in_money(entries: &[Entry], invoice: InvoiceId) -> Result<i64, LedgerError> {
    let find = |id| entries.iter().find(|entry| Some(entry.id) == id);
    let is_credit = |entry: &Entry| match entry.kind {
        EntryKind::WriteOff => true,
        EntryKind::Allocation => {
            find(entry.source).is_some_and(|source| source.kind == EntryKind::CreditNote)
        }
        _ => false,
    };
    let sum: i128 = entries
        .iter()
        .filter(|entry| entry.invoice == Some(invoice))
        .filter(|entry| match entry.kind {
            EntryKind::Reversal => find(entry.reverses).is_some_and(is_credit),
            _ => is_credit(entry),
        })
        .map(|entry| -i128::from(entry.invoice_effect))
        .sum();
    i64::try_from(sum).map_err(|_| LedgerError::Overflow)
}
