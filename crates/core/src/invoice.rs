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
    /// What is open on the whole invoice, in minor units.
    pub open: i64,
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
    /// What of it is open, in minor units; above zero.
    pub open: i64,
}

/// Divides what is open on an invoice over its instalments: money paid fills the earliest due
/// first, so what is open lies on the latest. A charge or a correction that makes the open sum
/// exceed the total is owed with the last instalment. Gives one open amount per instalment.
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
                });
            }
            continue;
        }
        let parts = open_by_instalment(&invoice.instalments, invoice.open);
        for ((number, instalment), open) in (1u16..).zip(&invoice.instalments).zip(parts) {
            if open > 0 {
                items.push(OpenItem {
                    invoice: index,
                    instalment: number,
                    due: instalment.due,
                    amount: instalment.amount,
                    open,
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
    fn what_exceeds_the_total_is_owed_with_the_last_instalment() {
        assert_eq!(open_by_instalment(&thirds(), 105), [30, 50, 25]);
    }
}
