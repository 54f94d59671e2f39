//! Everything in one currency.

use dunwell_core::currency::Currency;
use dunwell_core::money::{Money, Rounding};
use dunwell_core::rates::Rate;
use jiff::civil::Date;

use super::gather::{Gathered, Sums};
use crate::book::Book;
use crate::view::aging::RateUsed;

/// Everything in the book's currency, with the rates; nothing when there is no other currency or a rate
/// is missing, which is named then.
pub(super) fn converted(
    gathered: &Gathered,
    book: &Book,
    as_of: Date,
) -> (Option<(Sums, Vec<RateUsed>)>, Vec<Currency>) {
    let mut sums = Sums::new(as_of);
    let (mut used, mut missing) = (Vec::new(), Vec::new());
    for (currency, own) in &gathered.by_currency {
        if *currency == book.currency {
            sums.add_converted(own, |minor| minor);
        } else if let Some(rate) = gathered.rates.find(*currency, book.currency) {
            sums.add_converted(own, |minor| convert(minor, rate));
            used.push(RateUsed {
                from: *currency,
                to: book.currency,
                rate: rate.rate.round_dp(6).normalize().to_string(),
                date: rate.on,
            });
        } else {
            missing.push(*currency);
        }
    }
    let is_whole = missing.is_empty() && !used.is_empty();
    (is_whole.then_some((sums, used)), missing)
}

/// Converts minor units, rounded half up; what is too large to be converted stays at the largest amount.
fn convert(minor: i128, rate: Rate) -> i128 {
    let largest = if minor < 0 { i64::MIN } else { i64::MAX };
    let Ok(minor) = i64::try_from(minor) else {
        return i128::from(largest);
    };
    let money = Money::new(minor, rate.from).convert(rate.rate, rate.to, Rounding::HalfUp);
    money.map_or(i128::from(largest), |money| i128::from(money.minor()))
}

impl Sums {
    fn add_converted(&mut self, other: &Sums, convert: impl Fn(i128) -> i128) {
        self.points.add_converted(&other.points, &convert);
        for (own, other) in [
            (&mut self.sales, &other.sales),
            (&mut self.receipts, &other.receipts),
        ] {
            for (&day, &amount) in other {
                *own.entry(day).or_default() += convert(amount);
            }
        }
        for (own, &other) in self.buckets.iter_mut().zip(&other.buckets) {
            *own += convert(other);
        }
        self.forecast.add_converted(&other.forecast, &convert);
        self.promises.due += other.promises.due;
        self.promises.kept += other.promises.kept;
        self.promises.promised += convert(other.promises.promised);
        self.promises.promised_and_kept += convert(other.promises.promised_and_kept);
        self.promises.received += convert(other.promises.received);
        self.promised += convert(other.promised);
        self.newly_disputed += convert(other.newly_disputed);
        self.disputed += convert(other.disputed);
    }
}
