//! A promise to pay: an amount by a date. Whether it was kept is derived from the payments that
//! arrived, never stored, so that a reversed payment also reverses the verdict.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::{InvoiceId, PromiseId};

/// What a customer said they would pay, and by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// Its id.
    pub id: PromiseId,
    /// The day it was made.
    pub made_on: Date,
    /// The last day on which payment keeps it.
    pub due: Date,
    /// The promised amount in minor units, above zero.
    pub amount: i64,
    /// The invoices it is about; empty means the oldest due first.
    pub invoices: Vec<InvoiceId>,
    /// What has arrived towards it so far, in minor units: payments dated from the day it was made
    /// to the day it was due, less what was reversed.
    pub received: i64,
}

/// Where a promise stands on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PromiseState {
    /// Its day has not passed and the money is not all there.
    Open,
    /// The whole amount arrived in time.
    Kept,
    /// Its day has passed and part of the amount arrived.
    PartlyKept,
    /// Its day has passed and nothing arrived.
    Broken,
}

impl Promise {
    /// Where the promise stands at the end of `on`.
    #[must_use]
    pub fn state(&self, on: Date) -> PromiseState {
        if self.received >= self.amount {
            PromiseState::Kept
        } else if on <= self.due {
            PromiseState::Open
        } else if self.received > 0 {
            PromiseState::PartlyKept
        } else {
            PromiseState::Broken
        }
    }

    /// What is still promised and not yet due on `on`, in minor units: money that nobody is
    /// contacted about.
    #[must_use]
    pub fn awaited(&self, on: Date) -> i64 {
        match self.state(on) {
            PromiseState::Open => self.amount - self.received.max(0),
            _ => 0,
        }
    }
}

/// How many promises stand open, were kept, and were broken or only partly kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseTally {
    /// Not yet due and not yet paid.
    pub open: u32,
    /// Paid in full and in time.
    pub kept: u32,
    /// Past their day without the whole amount.
    pub broken: u32,
}

/// Counts the promises by where they stand on `on`.
#[must_use]
pub fn tally(promises: &[Promise], on: Date) -> PromiseTally {
    let mut tally = PromiseTally::default();
    for promise in promises {
        match promise.state(on) {
            PromiseState::Open => tally.open += 1,
            PromiseState::Kept => tally.kept += 1,
            PromiseState::PartlyKept | PromiseState::Broken => tally.broken += 1,
        }
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use uuid::Uuid;

    fn promise(received: i64) -> Promise {
        Promise {
            id: PromiseId::new(Uuid::from_u128(1)),
            made_on: date(2026, 3, 1),
            due: date(2026, 3, 10),
            amount: 500_00,
            invoices: Vec::new(),
            received,
        }
    }

    #[test]
    fn the_last_day_still_keeps_a_promise() {
        assert_eq!(promise(0).state(date(2026, 3, 10)), PromiseState::Open);
        assert_eq!(promise(0).state(date(2026, 3, 11)), PromiseState::Broken);
        assert_eq!(
            promise(200_00).state(date(2026, 3, 11)),
            PromiseState::PartlyKept
        );
        assert_eq!(promise(500_00).state(date(2026, 3, 2)), PromiseState::Kept);
    }

    #[test]
    fn only_what_has_not_arrived_is_awaited() {
        assert_eq!(promise(200_00).awaited(date(2026, 3, 5)), 300_00);
        assert_eq!(promise(200_00).awaited(date(2026, 3, 11)), 0);
    }
}
