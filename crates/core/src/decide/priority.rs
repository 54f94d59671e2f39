//! How much a contact today is worth: what orders the worklist.
//!
//! It is an expectation made of whole thousandths, not a prediction: the amount, times the share of
//! it that a contact at this age tends to bring forward, adjusted by how this customer has paid so
//! far and by the attention that the policy gives to the class. Each factor can be shown.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::ask::last_unkept;
use crate::account::Account;
use crate::money::{Money, Rounding};
use crate::policy::Policy;

/// From how many paid invoices on a customer's habit counts.
const ENOUGH_HISTORY: i64 = 3;

/// The share of an amount that a contact brings forward, in thousandths, by the days of the oldest
/// item: before the due date little is lost, the first two months gain most, and old debt moves
/// slowly. A house rule; the simulation of policies is the place to measure it.
const BY_AGE: [(i32, i64); 6] = [
    (0, 50),
    (30, 250),
    (60, 350),
    (90, 300),
    (180, 200),
    (i32::MAX, 100),
];

/// What a contact today is worth, and how that was worked out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Priority {
    /// The expected value in minor units of the account's currency.
    pub value: i64,
    /// The factors, each in thousandths.
    pub factors: Vec<Factor>,
}

/// One factor of a priority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "factor", rename_all = "kebab-case")]
#[expect(
    missing_docs,
    reason = "the fields are the figures that each sentence names"
)]
pub enum Factor {
    /// The age of the oldest item.
    Age { days: i32, milli: i64 },
    /// The customer's habit, compared with how late the oldest item is.
    Habit {
        usual_days_late_milli: i64,
        milli: i64,
    },
    /// A promise that was not kept.
    BrokenPromise { milli: i64 },
    /// Earlier invoices were paid in full only in part.
    PaidInFull { share_milli: i64, milli: i64 },
    /// The attention that the policy gives to the class.
    Class { milli: i64 },
}

impl Factor {
    fn milli(&self) -> i64 {
        match self {
            Factor::Age { milli, .. }
            | Factor::Habit { milli, .. }
            | Factor::BrokenPromise { milli }
            | Factor::PaidInFull { milli, .. }
            | Factor::Class { milli } => *milli,
        }
    }

    /// The factor in words.
    #[must_use]
    pub fn sentence(&self) -> String {
        let times = |milli: i64| format!("{}.{:02}", milli / 1_000, milli % 1_000 / 10);
        match self {
            Factor::Age { days, milli } => {
                format!(
                    "at {days} days late a contact brings forward about {}.{} % of the amount",
                    milli / 10,
                    milli % 10
                )
            }
            Factor::Habit {
                usual_days_late_milli,
                milli,
            } => format!("{} (x {})", habit(*usual_days_late_milli), times(*milli)),
            Factor::BrokenPromise { milli } => {
                format!("the last promise was not kept (x {})", times(*milli))
            }
            Factor::PaidInFull { share_milli, milli } => {
                format!(
                    "{}.{} % of earlier invoices were paid in full (x {})",
                    share_milli / 10,
                    share_milli % 10,
                    times(*milli)
                )
            }
            Factor::Class { milli } => {
                format!("the policy's attention to the class (x {})", times(*milli))
            }
        }
    }
}

/// When a customer usually pays, in words.
fn habit(usual_days_late_milli: i64) -> String {
    let late = Rounding::HalfUp.div(i128::from(usual_days_late_milli), 1_000);
    match late.unwrap_or(0) {
        0 => "usually pays on the due date".to_owned(),
        1 => "usually pays 1 day after the due date".to_owned(),
        -1 => "usually pays 1 day before the due date".to_owned(),
        late @ 1.. => format!("usually pays {late} days after the due date"),
        early => format!("usually pays {} days before the due date", -early),
    }
}

/// What contacting the account about `amount` is worth on a day.
#[must_use]
pub fn priority(
    policy: &Policy,
    class: usize,
    account: &Account,
    amount: Money,
    oldest_days: i32,
    on: Date,
) -> Priority {
    let mut factors = vec![by_age(oldest_days)];
    if account.payer.paid_invoices >= ENOUGH_HISTORY {
        if let Some(mean) = account.payer.mean_days_late_milli() {
            factors.push(by_habit(mean, oldest_days));
        }
        if let Some(share) = account.payer.paid_in_full_milli()
            && share < 1_000
        {
            factors.push(Factor::PaidInFull {
                share_milli: share,
                milli: share,
            });
        }
    }
    if last_unkept(&account.promises, on).is_some() {
        factors.push(Factor::BrokenPromise { milli: 1_300 });
    }
    let others = i64::try_from(policy.classes.len()).unwrap_or(i64::MAX) - 1;
    if others > 0 {
        // The policy asks its special classes first, so the earlier a class, the more attention.
        let after = others - i64::try_from(class).unwrap_or(others);
        factors.push(Factor::Class {
            milli: 1_000 + 200 * after / others,
        });
    }
    let value = factors.iter().try_fold(amount, |value, factor| {
        value.mul_ratio(i128::from(factor.milli()), 1_000, Rounding::HalfUp)
    });
    Priority {
        value: value.map_or(i64::MAX, Money::minor),
        factors,
    }
}

fn by_age(days: i32) -> Factor {
    let milli = BY_AGE
        .iter()
        .find(|(until, _)| days <= *until)
        .map_or(0, |(_, milli)| *milli);
    Factor::Age { days, milli }
}

/// Whoever is not later than usual will probably pay without being asked; whoever is much later
/// than usual will probably not.
fn by_habit(mean_milli: i64, days: i32) -> Factor {
    let beyond = i64::from(days) * 1_000 - mean_milli;
    let milli = match beyond {
        ..=0 => 500,
        1..=15_000 => 1_000,
        _ => 1_250,
    };
    Factor::Habit {
        usual_days_late_milli: mean_milli,
        milli,
    }
}
