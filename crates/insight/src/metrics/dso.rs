//! Days sales outstanding: for how many days of sales the receivables stand.

use super::ratio;

/// Sales of a stretch of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Credit sales, in minor units.
    pub sales: i128,
    /// How many days it has.
    pub days: u32,
}

/// The receivables counted back over the sales that they stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountBack {
    /// So many days, in thousandths.
    Days(i64),
    /// More than the sales that are known: so many days, in thousandths, and longer.
    MoreThan(i64),
}

/// Receivables / sales x days, in thousandths of a day, rounded half up; none without sales.
#[must_use]
pub fn simple(receivables: i128, period: Period) -> Option<i64> {
    ratio(receivables, i128::from(period.days) * 1_000, period.sales)
}

/// What DSO would be if everything were paid on the day it is due: what is not yet due / sales x days,
/// in thousandths of a day, rounded half up; none without sales.
#[must_use]
pub fn best_possible(current: i128, period: Period) -> Option<i64> {
    simple(current, period)
}

/// Average days delinquent: by how much DSO exceeds what is possible at best, in thousandths of a day.
#[must_use]
pub fn average_days_delinquent(dso: i64, best_possible: i64) -> i64 {
    dso - best_possible
}

/// What a period takes off the receivables that are counted back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// How much of them are its sales, in minor units.
    pub amount: i128,
    /// For how many days it counts, in thousandths.
    pub days: i64,
}

/// Takes the sales of each period, the newest first, off the receivables: a period that is used up
/// counts all its days, the last one the share of it that is left (rounded half up to thousandths of a
/// day). A period without sales counts its days. Periods after the last one that is needed are left out.
#[must_use]
pub fn taken(receivables: i128, periods: &[Period]) -> Vec<Taken> {
    let mut left = receivables.max(0);
    let mut taken = Vec::new();
    for period in periods {
        if left == 0 {
            break;
        }
        let sales = period.sales.max(0);
        let whole = i64::from(period.days) * 1_000;
        let days = match sales >= left {
            true => ratio(left, i128::from(whole), sales).unwrap_or(0),
            false => whole,
        };
        let amount = sales.min(left);
        left -= amount;
        taken.push(Taken { amount, days });
    }
    taken
}

/// The days of all periods that are [`taken`] off the receivables.
#[must_use]
pub fn count_back(receivables: i128, periods: &[Period]) -> CountBack {
    let taken = taken(receivables, periods);
    let days = taken.iter().map(|period| period.days).sum();
    let amount: i128 = taken.iter().map(|period| period.amount).sum();
    if amount == receivables.max(0) {
        CountBack::Days(days)
    } else {
        CountBack::MoreThan(days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(sales: &[i128], days: &[u32]) -> Vec<Period> {
        let both = sales.iter().zip(days);
        both.map(|(&sales, &days)| Period { sales, days }).collect()
    }

    #[test]
    fn published_count_back_over_months_of_thirty_days() {
        // Sales of 70,000, 80,000 and (the latest) 100,000 with receivables of 212,000.
        let months = months(&[100_000, 80_000, 70_000], &[30, 30, 30]);
        assert_eq!(count_back(212_000, &months), CountBack::Days(73_714));
    }

    #[test]
    fn count_back_over_calendar_months() {
        // The same at the end of March: 31 days, 28 days, and 32/70 of the 31 days of January.
        let months = months(&[100_000, 80_000, 70_000], &[31, 28, 31]);
        assert_eq!(count_back(212_000, &months), CountBack::Days(73_171));
    }

    #[test]
    fn count_back_ends_where_the_sales_do() {
        let two = months(&[100, 50], &[30, 30]);
        for (receivables, result) in [
            (0, CountBack::Days(0)),
            (-5, CountBack::Days(0)),
            (100, CountBack::Days(30_000)),
            (150, CountBack::Days(60_000)),
            (151, CountBack::MoreThan(60_000)),
        ] {
            assert_eq!(count_back(receivables, &two), result, "{receivables}");
        }
        let with_a_gap = months(&[0, -20, 50], &[30, 30, 30]);
        assert_eq!(count_back(25, &with_a_gap), CountBack::Days(75_000));
        assert_eq!(count_back(1, &[]), CountBack::MoreThan(0));
    }

    #[test]
    fn each_period_tells_what_it_takes() {
        let months = months(&[100_000, -5, 80_000, 70_000], &[31, 28, 31, 30]);
        let told: Vec<(i128, i64)> = taken(150_000, &months)
            .iter()
            .map(|period| (period.amount, period.days))
            .collect();
        assert_eq!(told, [(100_000, 31_000), (0, 28_000), (50_000, 19_375)]);
        assert_eq!(taken(0, &months), []);
    }

    #[test]
    fn what_is_not_due_yet_is_the_best_possible() {
        let month = Period {
            sales: 400,
            days: 30,
        };
        let (dso, best) = (simple(350, month), best_possible(250, month));
        assert_eq!((dso, best), (Some(26_250), Some(18_750)));
        let delinquent = dso
            .zip(best)
            .map(|(dso, best)| average_days_delinquent(dso, best));
        assert_eq!(delinquent, Some(7_500));
        assert_eq!(simple(350, Period { sales: 0, days: 30 }), None);
    }
}
