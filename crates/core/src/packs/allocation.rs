//! Which part of a debt a payment pays first.

use super::read::{self, Shape};
use super::value::{About, Values};
use crate::interest::words;
use crate::toml_reader::{Reader, Table};

/// What a law says about the order in which payments are set against a debt.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllocationLaw {
    /// The parts of one debt in the order in which they are paid.
    pub order: Values<Vec<Part>>,
    /// How a payment is divided between several debts, in words.
    pub between: Values<String>,
    /// What a reader should know besides.
    pub note: Option<String>,
}

/// A part of what is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Costs of collection and of proceedings.
    Costs,
    /// Interest.
    Interest,
    /// The principal.
    Principal,
}

words!(Part {
    Costs = "costs",
    Interest = "interest",
    Principal = "principal",
});

/// The parts of a debt, or of a payment, in minor units; none is negative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Parts {
    /// Costs.
    pub costs: i64,
    /// Interest.
    pub interest: i64,
    /// Principal.
    pub principal: i64,
}

impl Parts {
    fn part(&mut self, part: Part) -> &mut i64 {
        match part {
            Part::Costs => &mut self.costs,
            Part::Interest => &mut self.interest,
            Part::Principal => &mut self.principal,
        }
    }
}

/// Divides a payment (minor units, not negative) over what is owed. Parts that the order does not name
/// come last, costs before interest before principal.
///
/// Returns what the payment pays of each part, and what is left of it when everything is paid.
#[must_use]
pub fn divide(mut owed: Parts, payment: i64, order: &[Part]) -> (Parts, i64) {
    let mut paid = Parts::default();
    let mut rest = payment.max(0);
    for part in order
        .iter()
        .copied()
        .chain([Part::Costs, Part::Interest, Part::Principal])
    {
        let open = owed.part(part);
        let taken = rest.min((*open).max(0));
        *open -= taken;
        *paid.part(part) += taken;
        rest -= taken;
    }
    (paid, rest)
}

/// The keys of `[allocation]`.
pub(super) const KEYS: [&str; 2] = ["order", "between"];

/// Reads `[allocation]`.
pub(super) fn read(reader: &mut Reader<'_>, table: Table<'_, '_>, above: &About) -> AllocationLaw {
    let group = super::parse::section(reader, table, above, "allocation", &KEYS);
    AllocationLaw {
        order: group.values(reader, "order", Shape::Plain, read::parsed_list),
        between: group.values(reader, "between", Shape::Plain, read::text),
        note: group.about.note,
    }
}
