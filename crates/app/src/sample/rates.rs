//! Rates of exchange, made up like everything else: near those of recent years, and apart by a little from
//! seed to seed, so that nobody takes them for quoted ones.

use dunwell_core::currency::Currency;
use dunwell_core::dates::add_days;
use fastrand::Rng;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::Spec;

/// What a unit of each currency that abroad is billed in is worth in one about as large as the pound, in
/// ten-thousandths.
const WORTH: [(&str, i64); 3] = [("CHF", 8_900), ("EUR", 8_500), ("USD", 7_800)];

/// By how much a rate is off at most, in ten-thousandths.
const OFF: i64 = 150;

/// On how many days before the last one there is a rate; the first is older than any invoice, so that the
/// figures of any day of the book can be converted.
const DAYS_BEFORE: [i32; 4] = [600, 270, 90, 0];

/// A rate: one unit of the currency is worth so much of the book's from the day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleRate {
    /// The currency that is converted.
    pub from: Currency,
    /// What a unit of it is worth in the book's currency.
    pub worth: Decimal,
    /// The day from which it holds.
    pub date: Date,
}

/// The rates of every currency in the book to the book's own, the oldest first.
#[must_use]
pub fn rates(spec: &Spec) -> Vec<SampleRate> {
    let mut rng = Rng::with_seed(spec.seed);
    let mut rates = Vec::new();
    for days in DAYS_BEFORE {
        let date = add_days(spec.as_of, -days).unwrap_or(spec.as_of);
        for (code, worth) in WORTH {
            let off = rng.i64(-OFF..=OFF);
            let Ok(from) = Currency::from_code(code) else {
                continue;
            };
            if from != spec.currency {
                rates.push(SampleRate {
                    from,
                    worth: Decimal::new(worth + off, 4),
                    date,
                });
            }
        }
    }
    rates
}
