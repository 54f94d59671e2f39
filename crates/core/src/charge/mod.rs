//! Charges for paying late: what may be charged on an invoice, and how it is worked out.
//!
//! [`basis`](Law::basis) says on what ground interest, a fixed sum or a fee may be charged: the terms that
//! the customer accepted before the invoice, or else the law of the book's jurisdiction; without
//! either nothing is charged, and [`NoBasis`] says why. [`Claim`] works out what there is to charge: interest
//! on each day's balance of principal for the days that were not charged before, a fixed sum once, a
//! fee for a contact. A charge is a ledger entry of its own, kept with the [`Charge`] that explains it; its
//! lines add up to the entry.

mod basis;
mod claim;
mod ground;
mod ledger;
mod no_basis;
mod terms;
mod word;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::{ActionId, EntryId, InvoiceId};
use crate::interest::{Percent, Row};
use crate::money::Money;
use crate::reason::Reason;

pub use basis::{Basis, InterestBasis, Law, PreparedLaws, SumBasis};
pub use claim::{Accrued, Claim, Drafted};
pub use ground::Ground;
pub use ledger::{Part, Standing, about_charges, is_overtaken, parts, standing};
pub use no_basis::NoBasis;
pub use terms::AcceptedTerms;
pub use word::{AgreedSum, ChargeKind, Charging, Fee, NotUnderstood};

/// A line of a calculation. The lines of a charge add up to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Interest: the days that are counted, both included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<Days>,
    /// The principal that bears the interest, or that the sum or the fee is measured by, in minor units.
    pub principal: i64,
    /// Interest: per cent a year. A fee that is a share: per cent of the principal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<Percent>,
    /// What it comes to, in minor units.
    pub amount: i64,
}

/// The days of a line of interest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    /// The first.
    pub from: Date,
    /// The last.
    pub to: Date,
    /// How many there are, as the day count has it.
    pub count: i32,
}

impl From<Row> for Line {
    fn from(row: Row) -> Line {
        Line {
            days: Some(Days {
                from: row.from,
                to: row.to,
                count: row.days,
            }),
            principal: row.principal,
            percent: Some(row.percent),
            amount: row.amount,
        }
    }
}

/// A charge, as it was worked out. It is never changed: what was wrong is undone and charged anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// The entry that it is in the ledger.
    pub entry: EntryId,
    /// The invoice.
    pub invoice: InvoiceId,
    /// What it is.
    pub kind: ChargeKind,
    /// The instalment it is for, from 1.
    pub instalment: u16,
    /// Interest: the first and the last day that were charged.
    pub days: Option<(Date, Date)>,
    /// On what ground, in words.
    pub basis: String,
    /// Where the law can be read.
    pub source: Option<String>,
    /// The part of the jurisdiction pack that was applied, with the hash of its content.
    pub law: Option<String>,
    /// How it was worked out.
    pub lines: Vec<Line>,
    /// The action that it was made for; none when a person claimed it.
    pub action: Option<ActionId>,
}

impl Charge {
    /// What it comes to: the sum of its lines, in minor units.
    #[must_use]
    pub fn amount(&self) -> i64 {
        // Each sum was checked when the charge was worked out.
        self.lines
            .iter()
            .fold(0, |sum: i64, line| sum.saturating_add(line.amount))
    }
}

impl Drafted {
    /// Why a step says what it says: the charge with its figures.
    #[must_use]
    pub fn reason(&self, number: &str, currency: crate::currency::Currency) -> Reason {
        let mut rates: Vec<Percent> = Vec::new();
        if self.kind == ChargeKind::Interest {
            rates.extend(self.lines.iter().filter_map(|line| line.percent));
            rates.dedup();
        }
        Reason::Charged {
            kind: self.kind,
            invoice: number.into(),
            amount: Money::new(self.amount(), currency),
            days: self.days,
            rates,
            basis: self.basis.as_str().into(),
        }
    }
}
