//! The terms that a policy offers, as the law and the credit manager look at them.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

use super::{Finding, Policy, Severity, TermsOffer};
use crate::packs::{Debtor, Pack, TermLength, TooLong};
use crate::sentence::{Sentence, Value};
use crate::terms::{Compounding, DueRule, Part, PartKind, YearBasis};

/// What it costs to give a discount for early payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PolicyDiscountCost))]
pub struct DiscountCost {
    /// The name of the terms.
    pub terms: String,
    /// What they say, in canonical notation.
    pub due: String,
    /// The number of the part that has the discount, from 1.
    pub part: usize,
    /// In per cent of a year of 365 days, with two decimals; none when it depends on the month.
    pub percent_a_year: Option<Decimal>,
    /// The same, compounded; none as well when it is too large to be written down.
    pub percent_a_year_compounded: Option<Decimal>,
}

/// The yearly cost of each discount that the policy offers: what the business pays to have the money early, and
/// what a customer pays who lets the discount pass.
#[must_use]
pub fn discount_costs(policy: &Policy) -> Vec<DiscountCost> {
    let parts = policy.terms.iter().flat_map(|offer| {
        let parts = (1..).zip(offer.terms.parts());
        parts.map(move |(number, part)| (offer, number, part))
    });
    parts
        .filter(|(_, _, part)| part.discount().is_some())
        .map(|(offer, number, part)| {
            let cost = |compounding| part.discount_cost(YearBasis::Days365, compounding);
            DiscountCost {
                terms: offer.name.clone(),
                due: offer.due.clone(),
                part: number,
                percent_a_year: cost(Compounding::Simple),
                percent_a_year_compounded: cost(Compounding::Compound),
            }
        })
        .collect()
}

/// Holds the terms that a policy offers to the longest that a law lets businesses agree on that day.
///
/// Beyond a limit that nothing can go beyond is an error; beyond one that fair terms can go beyond, or beyond one
/// that was not verified, is a warning, and so is a retention beyond either. Errors come first, then warnings,
/// both by line.
#[must_use]
pub fn lint_terms(policy: &Policy, pack: &Pack, on: Date) -> Vec<Finding> {
    let mut findings = Vec::new();
    for offer in &policy.terms {
        let mut parts: Vec<&Part> = offer.terms.parts().iter().collect();
        parts.sort_by_key(|part| part.kind() == PartKind::Retention);
        let first = parts
            .into_iter()
            .find_map(|part| Some((part.kind(), beyond(part.due(), pack, on)?)));
        findings.extend(first.map(|(kind, limit)| told(offer, kind, pack, limit)));
    }
    findings.sort_by_key(|finding| (finding.severity, finding.line));
    findings
}

/// The limit that a rule goes beyond, and the days it gives.
fn beyond<'a>(rule: &DueRule, pack: &'a Pack, on: Date) -> Option<(TooLong<'a>, TermLength)> {
    let has_month_limit = pack.terms.max_end_of_month_days.on(on).is_some();
    let length = match rule.days_beside_end_of_month() {
        Some(days) if has_month_limit => TermLength::EndOfMonthDays(i32::from(days)),
        // A rule that leaves the calendar is longer than any limit.
        _ => TermLength::Days(rule.longest_days().unwrap_or(i32::MAX)),
    };
    let limit = pack.check_terms(length, Debtor::Business, on)?;
    Some((limit, length))
}

fn told(
    offer: &TermsOffer,
    kind: PartKind,
    pack: &Pack,
    (limit, length): (TooLong<'_>, TermLength),
) -> Finding {
    // Whether a sum kept back for the quality of the work is a term of payment at all is disputed.
    let is_error = limit.absolute && limit.about.verified && kind != PartKind::Retention;
    let days = |days: i32| Sentence::new("finding.days", "{n} days").with("n", days);
    let to_month_end = |days: i32| {
        Sentence::new("finding.to-month-end", "{n} days and the end of the month").with("n", days)
    };
    let (given, most) = match length {
        TermLength::Days(n) => (
            Sentence::new("finding.up-to-days", "up to {n} days").with("n", n),
            days(limit.max_days),
        ),
        TermLength::EndOfMonthDays(n) => (to_month_end(n), to_month_end(limit.max_days)),
    };
    let rule = if limit.absolute {
        Sentence::new(
            "finding.absolute-limit",
            "{most} are the most that can be agreed",
        )
        .with("most", most)
    } else {
        Sentence::new(
            "finding.expressly-agreed",
            "more than {most} must be agreed expressly, and be fair to the creditor",
        )
        .with("most", most)
    };
    let source = if limit.about.verified {
        Sentence::new("finding.verified", "{name}").with("name", &limit.about.name)
    } else {
        Sentence::new("finding.unverified", "{name}, unverified").with("name", &limit.about.name)
    };
    let message = Sentence::new(
        "finding.terms-and-law",
        "the terms \"{name}\" ({due}) give {given}; in {law} between businesses {rule} ({source})",
    )
    .with("name", &offer.name)
    .with("due", offer.due.to_string())
    .with("given", given)
    .with(
        "law",
        Value::Law(pack.code.to_string(), pack.name.to_string()),
    )
    .with("rule", rule)
    .with("source", source);
    Finding {
        severity: if is_error {
            Severity::Error
        } else {
            Severity::Warning
        },
        line: offer.line,
        column: 1,
        code: if is_error {
            "terms-too-long"
        } else {
            "terms-long"
        },
        message,
    }
}
