//! An invoice and its instalments, and which part of each is still open.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::InvoiceId;

/// One date on which part of an invoice falls due. An invoice without instalments has one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instalment {
    /// The day on which it is due; it is late from the day after.
    pub due: Date,
    /// Its share of the invoice's total, in minor units.
    pub amount: i64,
    /// The last day on which an early-payment discount is earned, and the discount in minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<(Date, i64)>,
}

/// An invoice with something open on it, as the rules look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInvoice {
    /// Its id.
    pub id: InvoiceId,
    /// The number the customer knows it by.
    pub number: Box<str>,
    /// The day it was issued.
    pub issued: Date,
    /// The due dates in order, at least one; their amounts add up to the total.
    pub instalments: Vec<Instalment>,
    /// What is open on the whole invoice, charges included, in minor units.
    pub open: i64,
    /// What of it is charges: interest, fixed sums and fees that were added for being late.
    pub charges: i64,
}

impl OpenInvoice {
    /// What is open without charges, in minor units.
    #[must_use]
    pub fn principal(&self) -> i64 {
        self.open - self.charges
    }
}

/// An instalment that still owes something: the thing that is late, chased and paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenItem {
    /// Which invoice, as an index into the list it was made from.
    pub invoice: usize,
    /// Which instalment of it, counted from 1.
    pub instalment: u16,
    /// The day it is due.
    pub due: Date,
    /// Its original amount, in minor units.
    pub amount: i64,
    /// What of it is open, charges included, in minor units; above zero.
    pub open: i64,
    /// What of that is charges.
    pub charges: i64,
}

impl OpenItem {
    /// What is open without charges, in minor units.
    #[must_use]
    pub fn principal(&self) -> i64 {
        self.open - self.charges
    }
}

/// What is open on an instalment, in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OpenPart {
    /// All of it, charges included.
    pub open: i64,
    /// What of it is charges.
    pub charges: i64,
}

/// What is open of the charges that were made on an invoice and neither undone nor waived. Money that
/// is set against an invoice pays its principal first, so interest never bears interest.
#[must_use]
pub fn open_charges(made: i64, open: i64) -> i64 {
    made.clamp(0, open.max(0))
}

/// Divides what is open on an invoice over its instalments: the principal as [`open_by_instalment`]
/// does, the charges with the earliest instalment that still owes some of it, so that they are
/// asked for with it; with the last one when the principal is paid.
#[must_use]
pub fn open_parts(instalments: &[Instalment], open: i64, charges: i64) -> Vec<OpenPart> {
    let mut parts: Vec<OpenPart> = open_by_instalment(instalments, open - charges)
        .into_iter()
        .map(|open| OpenPart { open, charges: 0 })
        .collect();
    let bearer = parts.iter().position(|part| part.open > 0);
    let bearer = bearer.unwrap_or(parts.len().saturating_sub(1));
    if let Some(part) = parts.get_mut(bearer) {
        part.open += charges;
        part.charges = charges;
    }
    parts
}

/// Divides what is open on an invoice over its instalments: money paid fills the earliest due
/// first, so what is open lies on the latest. A correction that makes the open sum exceed the total is
/// owed with the last instalment. Gives one open amount per instalment.
#[must_use]
pub fn open_by_instalment(instalments: &[Instalment], open: i64) -> Vec<i64> {
    let mut left = open.max(0);
    let mut parts = vec![0; instalments.len()];
    for (part, instalment) in parts.iter_mut().zip(instalments).rev() {
        *part = left.min(instalment.amount.max(0));
        left -= *part;
    }
    if let Some(last) = parts.last_mut() {
        *last += left;
    }
    parts
}

/// The open instalments of all the invoices, oldest due first; ties go by issue date and then by
/// number, so that the order never depends on how the invoices were loaded.
#[must_use]
pub fn open_items(invoices: &[OpenInvoice]) -> Vec<OpenItem> {
    let mut items = Vec::with_capacity(invoices.len());
    for (index, invoice) in invoices.iter().enumerate() {
        if let [only] = invoice.instalments.as_slice() {
            if invoice.open > 0 {
                items.push(OpenItem {
                    invoice: index,
                    instalment: 1,
                    due: only.due,
                    amount: only.amount,
                    open: invoice.open,
                    charges: invoice.charges,
                });
            }
            continue;
        }
        let parts = open_parts(&invoice.instalments, invoice.open, invoice.charges);
        for ((number, instalment), part) in (1u16..).zip(&invoice.instalments).zip(parts) {
            if part.open > 0 {
                items.push(OpenItem {
                    invoice: index,
                    instalment: number,
                    due: instalment.due,
                    amount: instalment.amount,
                    open: part.open,
                    charges: part.charges,
                });
            }
        }
    }
    items.sort_by(|a, b| {
        let (ia, ib) = (&invoices[a.invoice], &invoices[b.invoice]);
        (a.due, ia.issued, &ia.number, a.instalment).cmp(&(
            b.due,
            ib.issued,
            &ib.number,
            b.instalment,
        ))
    });
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn thirds() -> Vec<Instalment> {
        [
            (30, date(2026, 1, 31)),
            (50, date(2026, 2, 28)),
            (20, date(2026, 3, 31)),
        ]
        .map(|(amount, due)| Instalment {
            due,
            amount,
            discount: None,
        })
        .to_vec()
    }

    #[test]
    fn a_payment_fills_the_earliest_instalment_first() {
        // Restated from ERPNext, accounts/report/accounts_receivable/test_accounts_receivable.py:
        // 100 due in parts of 30, 50 and 20; after 40 the second has 40 open, the third all its 20.
        assert_eq!(open_by_instalment(&thirds(), 60), [0, 40, 20]);
    }

    #[test]
    fn charges_are_owed_with_the_earliest_instalment_that_owes() {
        let open = |open, charges| {
            open_parts(&thirds(), open, charges)
                .into_iter()
                .map(|part| (part.open, part.charges))
                .collect::<Vec<_>>()
        };
        assert_eq!(open(103, 3), [(33, 3), (50, 0), (20, 0)]);
        assert_eq!(open(63, 3), [(0, 0), (43, 3), (20, 0)]);
        // The principal is paid first; what is left are charges.
        assert_eq!(open(2, open_charges(3, 2)), [(0, 0), (0, 0), (2, 2)]);
    }

    #[test]
    fn what_exceeds_the_total_is_owed_with_the_last_instalment() {
        assert_eq!(open_by_instalment(&thirds(), 105), [30, 50, 25]);
    }
}
