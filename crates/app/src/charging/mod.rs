//! Charges for paying late are carried out: core says on what ground and how much, and here the
//! entries are made, the calculation is kept, and the customer's journal is told.
//!
//! [`Charging`] is the law of a book on a day. [`Cases`] are invoices with everything that a charge on them
//! rests on, loaded for many at once. [`make`] charges, [`undo`] takes back what a step charged that did not
//! happen, [`anew`] charges again what was overtaken by an entry that counts from an earlier day.

pub(crate) mod anew;
mod cases;
pub(crate) mod make;
pub(crate) mod told;
pub(crate) mod undo;

use std::collections::BTreeMap;

use dunwell_core::charge::{ChargeKind, Charging as What, Drafted, Law, NoBasis};
use jiff::civil::Date;

use crate::book::Book;

pub(crate) use cases::{Case, Cases};

/// The law of a book on a day.
#[derive(Debug)]
pub(crate) struct Charging<'a> {
    /// The law, prepared.
    pub(crate) law: Law<'a>,
    /// The day up to which is charged, and from which the charge counts.
    pub(crate) on: Date,
}

impl<'a> Charging<'a> {
    /// The law of the book.
    pub(crate) fn new(book: &'a Book, on: Date) -> Charging<'a> {
        let settings = &book.settings;
        Charging {
            law: Law::new(
                book.packs,
                settings.jurisdiction.as_deref(),
                &settings.accept_unverified,
            ),
            on,
        }
    }

    /// What there is to charge on an instalment. `principal` is what a fee is a share of.
    pub(crate) fn draft(
        &self,
        case: &Case,
        instalment: u16,
        what: What,
        principal: i64,
    ) -> Result<Option<Drafted>, NoBasis> {
        let Some(due) = case.due(instalment) else {
            return Ok(None);
        };
        let basis = self
            .law
            .basis(case.debtor, &case.terms, case.invoice.issued, due);
        let claim = case.claim();
        match what {
            What::Interest => claim.interest(instalment, &basis.interest(self.on)?, self.on),
            What::FixedSum => claim.fixed_sum(instalment, &basis.fixed_sum()?, self.on),
            What::Fee(fee) => {
                let words = basis.fee(fee, case.invoice.currency)?;
                claim.fee(instalment, fee, principal, &words)
            }
        }
    }
}

/// What was not charged for want of a basis: how often for each kind of cause, with the first sentence.
#[derive(Debug, Default)]
pub(crate) struct NotCharged {
    causes: BTreeMap<(ChargeKind, &'static str), (NoBasis, u64)>,
}

impl NotCharged {
    pub(crate) fn add(&mut self, kind: ChargeKind, why: NoBasis) {
        let cause = why.cause();
        self.causes.entry((kind, cause)).or_insert((why, 0)).1 += 1;
    }

    /// A sentence for each kind of cause.
    pub(crate) fn notes(&self) -> impl Iterator<Item = String> {
        self.causes.iter().map(|((kind, _), (why, count))| {
            let items = match count {
                1 => "1 item".to_owned(),
                count => format!("{count} items"),
            };
            format!("{items} did not bear {}: {why}", kind.named())
        })
    }
}
