//! Where the risk lies: how much is overdue, for how long, and how the customer pays otherwise.

use serde::Serialize;

use super::ratio;
use crate::grade::Grade;

/// What counts against an overdue amount.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Overdue {
    /// What is overdue, in minor units.
    pub amount: i128,
    /// The sum of each overdue amount times its days late.
    pub amount_days: i128,
}

impl Overdue {
    /// Adds an item that is so many days late; one that is not late adds nothing.
    pub fn add(&mut self, open: i64, days_late: i32) {
        if days_late > 0 && open > 0 {
            self.amount += i128::from(open);
            self.amount_days += i128::from(open) * i128::from(days_late);
        }
    }

    /// How late it is on average, each day weighted by its amount, in whole days rounded half up.
    #[must_use]
    pub fn days_late(&self) -> i64 {
        ratio(self.amount_days, 1, self.amount).unwrap_or(0)
    }
}

/// How much a grade weighs: a payer on time once, one who borrows from us five times, one of whom too
/// little is known like the middle.
#[must_use]
pub fn weight(grade: Option<Grade>) -> u8 {
    match grade {
        Some(Grade::A) => 1,
        Some(Grade::B) => 2,
        Some(Grade::C) | None => 3,
        Some(Grade::D) => 4,
        Some(Grade::E) => HEAVIEST,
    }
}

/// The largest weight.
pub const HEAVIEST: u8 = 5;

/// How a risk was weighed: the overdue amount x its days late x the weight of the grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Weighed {
    /// How late it is on average, by value, in whole days.
    pub days_late: i64,
    /// The grade; none with too little history.
    pub grade: Option<Grade>,
    /// What the grade weighs.
    pub weight: u8,
}

/// Weighs a risk. `amount` is what is overdue in the unit in which all risks are compared; gives how it
/// was weighed and the result, the largest of which is the greatest risk.
#[must_use]
pub fn weigh(overdue: Overdue, amount: i128, grade: Option<Grade>) -> (Weighed, i128) {
    let weighed = Weighed {
        days_late: overdue.days_late(),
        grade,
        weight: weight(grade),
    };
    let result = amount
        .saturating_mul(i128::from(weighed.days_late))
        .saturating_mul(i128::from(weighed.weight));
    (weighed, result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_weighted_by_value() {
        let mut overdue = Overdue::default();
        for (open, days) in [(900, 10), (100, 60), (500, 0), (500, -3), (-50, 9)] {
            overdue.add(open, days);
        }
        assert_eq!((overdue.amount, overdue.days_late()), (1_000, 15));
        assert_eq!(Overdue::default().days_late(), 0);
    }

    #[test]
    fn a_bad_payer_outweighs_a_larger_sum() {
        let overdue = Overdue {
            amount: 100,
            amount_days: 2_000,
        };
        let (weighed, good) = weigh(overdue, 200, Some(Grade::A));
        let (_, bad) = weigh(overdue, 100, Some(Grade::E));
        assert_eq!((weighed.days_late, weighed.weight, good), (20, 1, 4_000));
        assert_eq!(bad, 10_000);
        let heaviest = Grade::ALL
            .map(|grade| weight(Some(grade)))
            .into_iter()
            .max();
        assert_eq!(heaviest, Some(HEAVIEST));
    }
}
