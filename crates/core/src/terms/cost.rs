//! What it costs a customer a year not to take an early-payment discount.

use rust_decimal::{Decimal, MathematicalOps, RoundingStrategy};

use super::{Deadline, Part, Terms};

/// The number of days that every month has.
const SHORTEST_MONTH: u8 = 28;

/// How many days a year counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum YearBasis {
    /// 360, as bankers count.
    Days360,
    /// 365.
    Days365,
}

/// Whether the cost of one invoice is multiplied over the year or compounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compounding {
    /// Multiplied by the number of such periods in a year.
    Simple,
    /// Each period's cost bears the cost of the next.
    Compound,
}

/// The yearly rate, in per cent with two decimals (rounded half-up), of letting a discount of `rate` per cent
/// pass to keep the money for `days` more days.
///
/// None when there are no such days, when the rate does not lie between 0 and 100, or when the result is too
/// large to be written down.
#[must_use]
pub fn annual_cost(
    rate: Decimal,
    days: u16,
    basis: YearBasis,
    compounding: Compounding,
) -> Option<Decimal> {
    let hundred = Decimal::ONE_HUNDRED;
    if days == 0 || rate <= Decimal::ZERO || rate >= hundred {
        return None;
    }
    let year: u16 = match basis {
        YearBasis::Days360 => 360,
        YearBasis::Days365 => 365,
    };
    let paid_early = hundred.checked_sub(rate)?;
    let cost = match compounding {
        Compounding::Simple => rate
            .checked_mul(Decimal::from(year))?
            .checked_div(paid_early.checked_mul(Decimal::from(days))?)?,
        Compounding::Compound => {
            let growth = hundred.checked_div(paid_early)?;
            // The whole periods are exact; only the last fraction of one needs a root.
            let whole = growth.checked_powi(i64::from(year / days))?;
            let fraction = Decimal::from(year % days).checked_div(Decimal::from(days))?;
            whole
                .checked_mul(growth.checked_powd(fraction)?)?
                .checked_sub(Decimal::ONE)?
        }
    };
    let percent = cost.checked_mul(hundred)?;
    Some(percent.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
}

impl Terms {
    /// [`Part::discount_cost`] of terms that consist of a single part.
    #[must_use]
    pub fn discount_cost(&self, basis: YearBasis, compounding: Compounding) -> Option<Decimal> {
        let [part] = self.parts() else { return None };
        part.discount_cost(basis, compounding)
    }
}

impl Part {
    /// What it costs a customer a year to take the full term instead of the discount: see [`annual_cost`].
    ///
    /// None when there is no discount with a rate, or when the number of days that it is given up for depends
    /// on the month.
    #[must_use]
    pub fn discount_cost(&self, basis: YearBasis, compounding: Compounding) -> Option<Decimal> {
        let discount = self.discount()?;
        let days = match discount.deadline() {
            Deadline::Days(early) => self.due().fixed_days()?.checked_sub(early)?,
            Deadline::DayOfNextMonth(early) => {
                let (day, days) = self.due().days_of_next_month()?;
                if early.max(day) > SHORTEST_MONTH {
                    return None;
                }
                (days + u16::from(day)).checked_sub(u16::from(early))?
            }
        };
        annual_cost(discount.rate()?, days, basis, compounding)
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests"
    )]

    use super::*;

    #[track_caller]
    fn check(terms: &str, basis: YearBasis, compounding: Compounding, expected: Option<&str>) {
        let cost = Terms::parse(terms)
            .unwrap()
            .discount_cost(basis, compounding);
        assert_eq!(
            cost.map(|cost| cost.to_string()).as_deref(),
            expected,
            "{terms}"
        );
    }

    #[test]
    fn the_cost_is_found_where_there_is_one() {
        use {Compounding::*, YearBasis::*};
        check("1/10 net 30", Days360, Simple, Some("18.18"));
        check("2/10 net 30 EOM", Days365, Simple, Some("37.24"));
        // Twelve whole periods of 30 days: 1.25 ^ 12 - 1.
        check("20/0 net 30", Days360, Compound, Some("1355.19"));
        check("50/1 net 2", Days365, Compound, None);
        check("net 30", Days360, Simple, None);
        check("2/30 net 30", Days360, Simple, None);
        check("2/10 day 20", Days360, Simple, None);
        check("50% now, 50% 2/10 net 30", Days360, Simple, None);
        // From the 10th to the 31st day after the end of the month.
        check("2% 10th prox net 30", Days365, Simple, Some("35.47"));
        check("2% 10th prox 30 MFI", Days365, Simple, None);
        check("2% 10th net 10 prox", Days365, Simple, None);
        check("10th prox net 60", Days365, Simple, None);
    }

    #[test]
    fn the_cost_of_no_days_or_no_rate_is_not_a_number() {
        for (rate, days) in [(2, 0), (0, 20), (100, 20), (-2, 20)] {
            let cost = annual_cost(
                Decimal::from(rate),
                days,
                YearBasis::Days365,
                Compounding::Simple,
            );
            assert_eq!(cost, None, "{rate}% for {days} days");
        }
    }
}
