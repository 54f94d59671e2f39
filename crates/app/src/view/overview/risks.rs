//! The largest risks: overdue x days late x how the customer pays otherwise.
//!
//! The grade is worked out for those alone that may be among the largest: everybody else is below them
//! even with the worst grade.

use std::cmp::Reverse;

use dunwell_core::id::CustomerId;
use dunwell_core::money::Money;
use dunwell_core::rates::{Comparison, Rates};
use dunwell_insight::grade::{Assessment, Grade};
use dunwell_insight::metrics::risk::{HEAVIEST, Weighed, weigh};
use dunwell_store::Uow;

use super::gather::Owing;
use super::{Risk, money};
use crate::book::Book;
use crate::error::Result;
use crate::view::assessed::{UNKNOWN, assessments};
use crate::view::names;
use crate::view::words::days;

/// How many are given.
pub const LARGEST: usize = 10;

/// How they are found.
pub(super) const HOW: &str = "What is overdue x how many days late it is (by value) x the weight of the grade: \
     A 1, B 2, C 3, D 4, E 5, and 3 with too little history. Currencies are compared at the day's rates.";

/// For how many grades are worked out at a time.
const AT_A_TIME: usize = 50;

/// The largest risks of these accounts, the greatest first.
pub(super) async fn largest(
    uow: &mut Uow,
    book: &Book,
    accounts: Vec<Owing>,
    rates: &Rates,
) -> Result<Vec<Risk>> {
    // The greatest that each could be comes first.
    let mut by_bound: Vec<(i128, i128, Owing)> = accounts
        .into_iter()
        .map(|owing| {
            let comparison = Comparison::between(owing.currency, book.currency, rates);
            let minor = i64::try_from(owing.overdue.amount).unwrap_or(i64::MAX);
            let amount = comparison.scaled(minor, owing.currency);
            let days = i128::from(owing.overdue.days_late());
            let bound = amount
                .saturating_mul(days)
                .saturating_mul(i128::from(HEAVIEST));
            (bound, amount, owing)
        })
        .collect();
    by_bound.sort_unstable_by_key(|(bound, _, owing)| (Reverse(*bound), owing.customer));

    let mut found: Vec<(i128, Owing, Weighed, Assessment)> = Vec::new();
    for part in by_bound.chunks(AT_A_TIME) {
        let is_enough = found.len() >= LARGEST;
        if is_enough
            && part
                .first()
                .is_none_or(|(bound, _, _)| *bound <= found[LARGEST - 1].0)
        {
            break;
        }
        let mut ids: Vec<CustomerId> = part.iter().map(|(_, _, owing)| owing.customer).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut assessed = assessments(uow, book, &ids).await?;
        for (_, amount, owing) in part {
            let key = (owing.customer, owing.currency);
            let assessment = assessed.remove(&key).unwrap_or(UNKNOWN);
            let (weighed, result) = weigh(owing.overdue, *amount, grade(&assessment));
            found.push((result, *owing, weighed, assessment));
        }
        found.sort_by_key(|(result, owing, _, _)| (Reverse(*result), owing.customer));
    }
    found.truncate(LARGEST);

    let names = names(
        uow,
        book,
        found.iter().map(|(_, owing, _, _)| owing.customer),
    )
    .await?;
    let mut risks = Vec::with_capacity(found.len());
    for (_, owing, weighed, assessment) in found {
        let Some(customer) = names.get(&owing.customer).cloned() else {
            continue;
        };
        let overdue = money(owing.overdue.amount, owing.currency)?;
        risks.push(Risk {
            customer,
            overdue,
            balance: money(owing.balance, owing.currency)?,
            weighed,
            why: why(overdue, weighed, &assessment),
            assessment,
        });
    }
    Ok(risks)
}

fn grade(assessment: &Assessment) -> Option<Grade> {
    match assessment {
        Assessment::Graded { grade, .. } => Some(*grade),
        Assessment::TooLittleHistory { .. } => None,
    }
}

fn why(overdue: Money, weighed: Weighed, assessment: &Assessment) -> String {
    let late = days(i32::try_from(weighed.days_late).unwrap_or(i32::MAX));
    let payer = match assessment {
        Assessment::Graded {
            grade, evidence, ..
        } => format!("grade {grade}: {evidence}"),
        Assessment::TooLittleHistory { .. } => assessment.to_string(),
    };
    format!("{overdue} is overdue, {late} late on average; {payer}.")
}
