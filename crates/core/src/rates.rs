//! Rates of exchange, as the book gives them.

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::currency::Currency;
use crate::facts::SCALE;
use crate::money::{Money, Rounding};

/// One unit of `from` is worth `rate` units of `to` on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// The currency that is converted.
    pub from: Currency,
    /// The currency it becomes.
    pub to: Currency,
    /// Units of `to` for one unit of `from`; above zero.
    pub rate: Decimal,
    /// The day it was fixed.
    pub on: Date,
}

/// The newest known rates for a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rates(Vec<Rate>);

impl Rates {
    /// Keeps the rates; of two for the same pair, the newer one counts.
    #[must_use]
    pub fn new(mut rates: Vec<Rate>) -> Rates {
        rates.sort_by_key(|rate| std::cmp::Reverse(rate.on));
        Rates(rates)
    }

    /// The rate from one currency to another, turned round if only the other way is known. None
    /// when neither is; the same currency needs no rate.
    #[must_use]
    pub fn find(&self, from: Currency, to: Currency) -> Option<Rate> {
        let direct = self
            .0
            .iter()
            .find(|rate| rate.from == from && rate.to == to);
        direct.copied().or_else(|| {
            let back = self
                .0
                .iter()
                .find(|rate| rate.from == to && rate.to == from)?;
            let rate = Decimal::ONE.checked_div(back.rate)?;
            Some(Rate {
                from,
                to,
                rate,
                on: back.on,
            })
        })
    }
}

/// How the amounts of one account are compared with the thresholds of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Account and policy have the same currency.
    Same,
    /// Amounts are converted at this rate.
    Converted(Rate),
    /// No rate is known: thresholds are read as if they were in the account's currency.
    Unconverted,
}

impl Comparison {
    /// How an account's currency is compared with a policy's.
    #[must_use]
    pub fn between(account: Currency, policy: Currency, rates: &Rates) -> Comparison {
        if account == policy {
            return Comparison::Same;
        }
        rates
            .find(account, policy)
            .map_or(Comparison::Unconverted, Comparison::Converted)
    }

    /// An amount in minor units of `currency` as a number of whole units for conditions, in units of
    /// 1/[`SCALE`]. A conversion is rounded half up to the target's minor unit; one that cannot be
    /// represented counts as the largest number.
    #[must_use]
    pub fn scaled(self, minor: i64, currency: Currency) -> i128 {
        let (minor, decimals) = match self {
            Comparison::Same | Comparison::Unconverted => (i128::from(minor), currency.decimals()),
            Comparison::Converted(rate) => {
                match Money::new(minor, currency).convert(rate.rate, rate.to, Rounding::HalfUp) {
                    Ok(money) => (i128::from(money.minor()), rate.to.decimals()),
                    Err(_) => return i128::MAX / SCALE,
                }
            }
        };
        minor * SCALE / 10_i128.pow(u32::from(decimals))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_rate_is_turned_round_when_only_the_other_way_is_known() {
        let (eur, gbp) = (
            Currency::from_code("EUR").unwrap(),
            Currency::from_code("GBP").unwrap(),
        );
        let rate = Rate {
            from: gbp,
            to: eur,
            rate: "1.25".parse().unwrap(),
            on: date(2026, 3, 1),
        };
        let rates = Rates::new(vec![rate]);
        let comparison = Comparison::between(eur, gbp, &rates);
        assert_eq!(comparison.scaled(1_000_00, eur), 800 * SCALE);
        assert_eq!(
            Comparison::between(gbp, gbp, &rates).scaled(12_34, gbp),
            123_400
        );
    }
}
