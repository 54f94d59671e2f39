//! Payer behaviour: how a customer has paid so far, from the invoices that have ended.
//!
//! An invoice ends on the day on which nothing is open on it any more. One that was paid without a
//! write-off counts for the averages; one with a part written off counts only for the shares, because
//! the day of a write-off says nothing about when the customer pays.

use dunwell_core::currency::Currency;
use dunwell_core::dates::days_between;
use dunwell_core::money::{Money, MoneyError, Rounding};
use jiff::civil::Date;
use serde::Serialize;

/// From how many paid invoices on a trend is told: three in each half.
pub const TREND_NEEDS: usize = 6;

/// How far the means of the two halves must be apart for a trend, in thousandths of a day; equality
/// counts. Less is what weekends and the banks' days make by themselves.
pub const TREND_MILLI: i64 = 3_000;

/// An invoice that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paid {
    /// The day it was due.
    pub due: Date,
    /// The day it ended.
    pub settled_on: Date,
    /// What it asked for, in minor units.
    pub amount: i64,
    /// What of it was written off, in minor units.
    pub written_off: i64,
}

impl Paid {
    /// Days from the due date to the end; paid early is negative.
    #[must_use]
    pub fn days_late(&self) -> i32 {
        days_between(self.due, self.settled_on)
    }

    fn in_full(&self) -> bool {
        self.written_off <= 0
    }
}

/// Whether a customer pays sooner or later than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Direction {
    /// The newer half was paid sooner than the older one.
    Improving,
    /// The two halves differ by less than [`TREND_MILLI`].
    Steady,
    /// The newer half was paid later than the older one.
    Worsening,
}

/// The newer half of the paid invoices against the older half; of an odd number the middle one belongs
/// to neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Trend {
    /// Which way it goes.
    pub direction: Direction,
    /// Mean days late of the older half, in thousandths, rounded half away from zero.
    pub older_mean_milli: i64,
    /// Mean days late of the newer half, in thousandths, rounded half away from zero.
    pub newer_mean_milli: i64,
}

/// How a customer has paid. Averages and shares without anything to be made of are none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Behaviour {
    /// Invoices that ended without a write-off.
    pub paid: usize,
    /// Invoices that ended with a part written off.
    pub written_off: usize,
    /// What all of them asked for.
    pub value: Money,
    /// Mean days late of the paid ones, in thousandths of a day, rounded half away from zero.
    pub mean_days_late_milli: Option<i64>,
    /// Median days late of the paid ones, in thousandths of a day; exact, because the mean of the two
    /// in the middle of an even number is a whole number of half days.
    pub median_days_late_milli: Option<i64>,
    /// Mean days late weighted by amount, in thousandths of a day, rounded half away from zero.
    pub weighted_days_late_milli: Option<i64>,
    /// Whether the customer pays sooner or later than before; none below [`TREND_NEEDS`] paid invoices.
    pub trend: Option<Trend>,
    /// The share of ended invoices that were paid without a write-off, in thousandths, rounded half up.
    pub paid_in_full_milli: Option<i64>,
    /// The share of the value that was paid by the due date, in thousandths, rounded half up. What was
    /// written off was not paid at all.
    pub value_on_time_milli: Option<i64>,
}

/// Works out how a customer has paid in one currency. The invoices may come in any order; for the
/// trend they are put in the order of their due dates. (In the order of payment, one old invoice paid
/// very late would make the newer half look worse.)
///
/// # Errors
/// [`MoneyError::Overflow`] when the invoices add up to more than can be kept.
pub fn behaviour(currency: Currency, ended: &[Paid]) -> Result<Behaviour, MoneyError> {
    let mut paid: Vec<Paid> = ended.iter().copied().filter(Paid::in_full).collect();
    paid.sort_by_key(|invoice| (invoice.due, invoice.settled_on));
    let days: Vec<i32> = paid.iter().map(Paid::days_late).collect();
    let amounts = ended
        .iter()
        .map(|invoice| Money::new(invoice.amount, currency));
    let on_time = ended.iter().filter(|invoice| invoice.days_late() <= 0);
    let value_on_time: i128 = on_time
        .map(|invoice| i128::from(invoice.amount) - i128::from(invoice.written_off))
        .sum();
    let value = Money::sum(amounts, currency)?;
    Ok(Behaviour {
        paid: paid.len(),
        written_off: ended.len() - paid.len(),
        value,
        mean_days_late_milli: mean_milli(&days),
        median_days_late_milli: median_milli(&days),
        weighted_days_late_milli: weighted_milli(&paid),
        trend: trend(&days),
        paid_in_full_milli: milli(wide(paid.len()), wide(ended.len())),
        value_on_time_milli: milli(value_on_time, i128::from(value.minor())),
    })
}

fn wide(count: usize) -> i128 {
    i128::try_from(count).unwrap_or(i128::MAX)
}

/// `part / whole` in thousandths, rounded half away from zero; none when there is no whole.
fn milli(part: i128, whole: i128) -> Option<i64> {
    let milli = Rounding::HalfUp.div(part.checked_mul(1_000)?, whole)?;
    i64::try_from(milli).ok()
}

fn mean_milli(days: &[i32]) -> Option<i64> {
    milli(days.iter().copied().map(i128::from).sum(), wide(days.len()))
}

fn median_milli(days: &[i32]) -> Option<i64> {
    let mut sorted = days.to_vec();
    sorted.sort_unstable();
    let upper = sorted.get(sorted.len() / 2)?;
    let lower = sorted.get((sorted.len() - 1) / 2)?;
    Some((i64::from(*lower) + i64::from(*upper)) * 500)
}

fn weighted_milli(paid: &[Paid]) -> Option<i64> {
    let weighted = |invoice: &Paid| i128::from(invoice.days_late()) * i128::from(invoice.amount);
    let value = paid.iter().map(|invoice| i128::from(invoice.amount)).sum();
    milli(paid.iter().map(weighted).sum(), value)
}

fn trend(days: &[i32]) -> Option<Trend> {
    if days.len() < TREND_NEEDS {
        return None;
    }
    let half = days.len() / 2;
    let older_mean_milli = mean_milli(&days[..half])?;
    let newer_mean_milli = mean_milli(&days[days.len() - half..])?;
    let direction = match newer_mean_milli - older_mean_milli {
        TREND_MILLI.. => Direction::Worsening,
        change if change <= -TREND_MILLI => Direction::Improving,
        _ => Direction::Steady,
    };
    Some(Trend {
        direction,
        older_mean_milli,
        newer_mean_milli,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    /// Invoices of 100.00, a month apart, each paid so many days after it was due.
    fn paid(days_late: &[i32]) -> Vec<Paid> {
        (0i32..)
            .zip(days_late)
            .map(|(month, days)| {
                let due = date(2024, 1, 31) + month.months();
                Paid {
                    due,
                    settled_on: due + days.days(),
                    amount: 100_00,
                    written_off: 0,
                }
            })
            .collect()
    }

    fn of(ended: &[Paid]) -> Behaviour {
        behaviour(Currency::GBP, ended).unwrap()
    }

    #[test]
    fn mean_and_median_are_exact_to_the_thousandth() {
        let three = of(&paid(&[-1, 0, 6]));
        assert_eq!(
            (three.mean_days_late_milli, three.median_days_late_milli),
            (Some(1_667), Some(0))
        );
        let even = of(&paid(&[20, 3, 10, 4]));
        assert_eq!(
            (even.mean_days_late_milli, even.median_days_late_milli),
            (Some(9_250), Some(7_000))
        );
        let halves = of(&paid(&[-2, 1]));
        assert_eq!(
            (halves.mean_days_late_milli, halves.median_days_late_milli),
            (Some(-500), Some(-500))
        );
    }

    #[test]
    fn without_history_there_are_no_averages() {
        let nobody = of(&[]);
        assert_eq!(
            (nobody.mean_days_late_milli, nobody.median_days_late_milli),
            (None, None)
        );
        assert_eq!(
            (
                nobody.paid_in_full_milli,
                nobody.value_on_time_milli,
                nobody.trend
            ),
            (None, None, None)
        );
    }

    #[test]
    fn a_large_invoice_weighs_more() {
        let mut two = paid(&[0, 10]);
        two[1].amount = 900_00;
        let behaviour = of(&two);
        assert_eq!(behaviour.mean_days_late_milli, Some(5_000));
        assert_eq!(behaviour.weighted_days_late_milli, Some(9_000));
        assert_eq!(behaviour.value_on_time_milli, Some(100));
    }

    #[test]
    fn a_write_off_counts_against_the_shares_and_not_for_the_averages() {
        let mut three = paid(&[0, 2, 300]);
        three[2].written_off = 40_00;
        let behaviour = of(&three);
        assert_eq!((behaviour.paid, behaviour.written_off), (2, 1));
        assert_eq!(behaviour.mean_days_late_milli, Some(1_000));
        assert_eq!(behaviour.paid_in_full_milli, Some(667));
        assert_eq!(behaviour.value_on_time_milli, Some(333));
    }

    #[test]
    fn a_trend_compares_the_halves_in_the_order_in_which_they_were_due() {
        let direction = |days: &[i32]| of(&paid(days)).trend.map(|trend| trend.direction);
        assert_eq!(direction(&[1, 2, 3, 20, 20]), None, "five are too few");
        assert_eq!(
            direction(&[10, 10, 10, 13, 13, 13]),
            Some(Direction::Worsening)
        );
        assert_eq!(
            direction(&[10, 10, 10, 13, 13, 12]),
            Some(Direction::Steady)
        );
        assert_eq!(
            direction(&[13, 13, 13, 99, 10, 10, 10]),
            Some(Direction::Improving),
            "the middle one is in neither"
        );
        let mut shuffled = paid(&[10, 10, 10, 13, 13, 13]);
        shuffled.reverse();
        assert_eq!(of(&shuffled), of(&paid(&[10, 10, 10, 13, 13, 13])));
    }

    proptest! {
        #[test]
        fn averages_lie_between_the_extremes(days in prop::collection::vec(-60i32..400, 1..30)) {
            let behaviour = of(&paid(&days));
            let least = i64::from(*days.iter().min().unwrap()) * 1_000;
            let most = i64::from(*days.iter().max().unwrap()) * 1_000;
            for average in [
                behaviour.mean_days_late_milli,
                behaviour.median_days_late_milli,
                behaviour.weighted_days_late_milli,
            ] {
                prop_assert!((least..=most).contains(&average.unwrap()));
            }
            // All amounts are the same, so the weights change nothing.
            prop_assert_eq!(behaviour.weighted_days_late_milli, behaviour.mean_days_late_milli);
        }

        #[test]
        fn shares_lie_between_nothing_and_all(days in prop::collection::vec((-9i32..9, 0i64..=100_00), 1..20)) {
            let mut ended = paid(&days.iter().map(|(days, _)| *days).collect::<Vec<_>>());
            for (invoice, (_, written_off)) in ended.iter_mut().zip(&days) {
                invoice.written_off = *written_off;
            }
            let behaviour = of(&ended);
            for share in [behaviour.paid_in_full_milli, behaviour.value_on_time_milli] {
                prop_assert!((0..=1_000).contains(&share.unwrap()));
            }
        }
    }
}
