//! What the steps of a policy charge, held against the law of the book.

use jiff::civil::Date;

use super::{Finding, Policy, Severity, Step};
use crate::charge::Charging;
use crate::packs::{Debtor, Pack};
use crate::sentence::{Sentence, Value};

/// Looks for charges that the law gives businesses no ground for on that day: they are made only where
/// terms that the customer accepted before the invoice give one. In the order of the lines.
#[must_use]
pub fn lint_charges(policy: &Policy, pack: &Pack, on: Date) -> Vec<Finding> {
    let mut findings: Vec<Finding> = policy
        .procedures
        .iter()
        .flat_map(|procedure| &procedure.steps)
        .flat_map(|step| step.charge.iter().map(move |what| (step, *what)))
        .filter_map(|(step, what)| without_ground(step, what, pack, on))
        .collect();
    findings.sort_by_key(|finding| finding.line);
    findings
}

fn without_ground(step: &Step, what: Charging, pack: &Pack, on: Date) -> Option<Finding> {
    let given = match what {
        Charging::Interest => pack.statutory_interest(Debtor::Business, on).is_some(),
        Charging::FixedSum => pack.fixed_sum(Debtor::Business, on).is_some(),
        Charging::Fee(_) => false,
    };
    (!given).then(|| Finding {
        severity: Severity::Warning,
        line: step.line,
        column: 1,
        code: "charge-without-basis",
        message: Sentence::new(
            "finding.charge-without-basis",
            "\"{step}\" charges {charge}, which the law of {law} does not give; it is charged only to customers who accepted terms that do",
        )
        .with("step", &step.name)
        .with("charge", what.kind())
        .with("law", Value::Country(pack.code.to_string())),
    })
}
