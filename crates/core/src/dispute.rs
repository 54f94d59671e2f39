//! A dispute: the part of an invoice that the customer says is wrong. Only that part is left in
//! peace; the rest is still chased.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::{DisputeId, InvoiceId};

/// An open question about an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// Its id.
    pub id: DisputeId,
    /// The invoice it is about.
    pub invoice: InvoiceId,
    /// The day the customer raised it.
    pub opened_on: Date,
    /// The disputed amount in minor units; none means the whole invoice.
    pub amount: Option<i64>,
    /// The day it was settled, if it was.
    pub resolved_on: Option<Date>,
    /// What the customer says is wrong.
    pub reason: String,
}

impl Dispute {
    /// Whether it stands at the end of `on`.
    #[must_use]
    pub fn is_open(&self, on: Date) -> bool {
        self.opened_on <= on && self.resolved_on.is_none_or(|resolved| resolved > on)
    }
}

/// The part of `open` minor units on an invoice that is in dispute on `on`.
#[must_use]
pub fn disputed_part(disputes: &[Dispute], invoice: InvoiceId, open: i64, on: Date) -> i64 {
    let mut disputed: i64 = 0;
    for dispute in disputes {
        if dispute.invoice == invoice && dispute.is_open(on) {
            disputed = disputed.saturating_add(dispute.amount.unwrap_or(open).max(0));
        }
    }
    disputed.min(open.max(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use uuid::Uuid;

    #[test]
    fn two_disputes_never_exceed_what_is_open() {
        let invoice = InvoiceId::new(Uuid::from_u128(1));
        let dispute = |amount| Dispute {
            id: DisputeId::new(Uuid::from_u128(2)),
            invoice,
            opened_on: date(2026, 3, 1),
            amount,
            resolved_on: None,
            reason: "one line was not delivered".to_owned(),
        };
        let both = [dispute(Some(60)), dispute(Some(70))];
        assert_eq!(disputed_part(&both, invoice, 100, date(2026, 3, 2)), 100);
        assert_eq!(
            disputed_part(&both[..1], invoice, 100, date(2026, 3, 2)),
            60
        );
        assert_eq!(disputed_part(&both, invoice, 100, date(2026, 2, 28)), 0);
    }
}
