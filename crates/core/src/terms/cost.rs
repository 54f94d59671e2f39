//! What it costs a customer a year not to take an early-payment discount.

use rust_decimal::{Decimal, MathematicalOps, RoundingStrategy};

use super::Terms;

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

impl Terms {
    /// The yearly rate, in per cent with two decimals (rounded half-up), that a customer pays by taking the
    /// full term instead of the discount.
    ///
    /// None when the terms are not a single part with a discount that ends a fixed number of days before the
    /// due date, or when the rate is too large to be written down.
    #[must_use]
    pub fn discount_cost(&self, basis: YearBasis, compounding: Compounding) -> Option<Decimal> {
        let [part] = self.parts() else { return None };
        let discount = part.discount()?;
        let days = part.due().fixed_days()?.checked_sub(discount.days())?;
        if days == 0 {
            return None;
        }
        let year: u16 = match basis {
            YearBasis::Days360 => 360,
            YearBasis::Days365 => 365,
        };
        let hundred = Decimal::ONE_HUNDRED;
        let paid_early = hundred.checked_sub(discount.rate())?;
        let rate = match compounding {
            Compounding::Simple => discount
                .rate()
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
        let percent = rate.checked_mul(hundred)?;
        Some(percent.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
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
    }
}
