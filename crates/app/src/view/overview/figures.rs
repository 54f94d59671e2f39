//! From sums to what is shown of a currency: figures, ages, weeks and months.

use std::collections::BTreeMap;

use dunwell_core::aging::Buckets;
use dunwell_core::currency::Currency;
use dunwell_core::dates::{add_months_clamped, days_between, end_of_month};
use dunwell_insight::metrics::dso::{self, CountBack, Period};
use jiff::ToSpan;
use jiff::civil::Date;

use super::gather::{Sums, period, sales_from, trend_days};
use super::{Expected, Figures, Month, Week, list, money};
use crate::error::Result;
use crate::view::aging::Bucket;

/// How the expected receipts are found.
const EXPECTED_HOW: &str = "Each open item is expected as many days after its due date as its payer was late on \
     average with the invoices settled in the last 365 days, three at least; the range is that payer's standard \
     deviation sooner or later. Written-off invoices do not count.";

/// How many periods of thirty days are counted back over at most.
const THIRTY_DAY_PERIODS: i32 = 18;

/// Makes the figures of a currency.
pub(super) fn figures(currency: Currency, sums: &Sums, as_of: Date) -> Result<Figures> {
    let labels = Buckets::default().labels();
    let buckets = labels.into_iter().zip(&sums.buckets);
    Ok(Figures {
        currency,
        figures: list::list(currency, sums, as_of)?,
        buckets: buckets
            .map(|(label, &minor)| {
                let amount = money(minor, currency)?;
                Ok(Bucket { label, amount })
            })
            .collect::<Result<_>>()?,
        expected: expected(currency, sums)?,
        trend: trend(currency, sums, as_of)?,
        known_from: sums.sales.keys().next().copied(),
    })
}

fn expected(currency: Currency, sums: &Sums) -> Result<Expected> {
    let forecast = &sums.forecast;
    let weeks = forecast.weeks.iter().map(|week| {
        Ok(Week {
            from: week.from,
            to: week.to,
            expected: money(week.expected, currency)?,
            by_end: money(week.by_end, currency)?,
            by_end_at_least: money(week.by_end_at_least, currency)?,
            by_end_at_most: money(week.by_end_at_most, currency)?,
        })
    });
    Ok(Expected {
        weeks: weeks.collect::<Result<_>>()?,
        later: money(forecast.later, currency)?,
        overstayed: money(forecast.overstayed, currency)?,
        unknown: money(forecast.unknown, currency)?,
        how: EXPECTED_HOW,
    })
}

fn trend(currency: Currency, sums: &Sums, as_of: Date) -> Result<Vec<Month>> {
    let month = |on: Date| {
        let point = sums.points.on(on);
        let (outstanding, overdue) = point.map_or((0, 0), |p| (p.outstanding, p.overdue));
        let days = (on.first_of_month(), on);
        let dso_milli =
            match dso::count_back(outstanding, &undated(&calendar_months(&sums.sales, on))) {
                CountBack::Days(milli) => Some(milli),
                CountBack::MoreThan(_) => None,
            };
        Ok(Month {
            on,
            outstanding: money(outstanding, currency)?,
            overdue: money(overdue, currency)?,
            sales: money(total(&sums.sales, days), currency)?,
            receipts: money(total(&sums.receipts, days), currency)?,
            dso_milli,
        })
    };
    trend_days(as_of).into_iter().map(month).collect()
}

/// The sales of the days up to one.
pub(super) fn sales(sums: &Sums, as_of: Date, days: u16) -> Period {
    Period {
        sales: total(&sums.sales, period(as_of, days)),
        days: u32::from(days),
    }
}

pub(super) fn total(by_day: &BTreeMap<Date, i128>, (first, last): (Date, Date)) -> i128 {
    by_day.range(first..=last).map(|(_, amount)| amount).sum()
}

/// A period with its first and its last day.
pub(super) type Dated = (Date, Date, Period);

/// The calendar months of which sales are known, back from a day: the first is the part of its month.
pub(super) fn calendar_months(sales: &BTreeMap<Date, i128>, as_of: Date) -> Vec<Dated> {
    let known_from = sales_from(as_of).max(sales.keys().next().copied().unwrap_or(as_of));
    let mut months = Vec::new();
    let mut last = as_of;
    while last >= known_from {
        let first = last.first_of_month();
        months.push(period_of(sales, first, last));
        let Ok(before) = add_months_clamped(first, -1) else {
            break;
        };
        last = end_of_month(before);
    }
    months
}

/// Periods of thirty days back from a day, as far as sales are known.
pub(super) fn thirty_days(sales: &BTreeMap<Date, i128>, as_of: Date) -> Vec<Dated> {
    let known_from = sales.keys().next().copied().unwrap_or(as_of);
    (0..THIRTY_DAY_PERIODS)
        .map(|back| {
            let last = as_of.saturating_sub((back * 30).days());
            (last.saturating_sub(29.days()), last)
        })
        .take_while(|(_, last)| *last >= known_from)
        .map(|(first, last)| period_of(sales, first, last))
        .collect()
}

/// The periods without their days.
pub(super) fn undated(dated: &[Dated]) -> Vec<Period> {
    dated.iter().map(|(_, _, period)| *period).collect()
}

fn period_of(sales: &BTreeMap<Date, i128>, first: Date, last: Date) -> Dated {
    let period = Period {
        sales: total(sales, (first, last)),
        days: u32::try_from(days_between(first, last) + 1).unwrap_or(0),
    };
    (first, last, period)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn months_are_counted_from_the_day_back_to_the_first_sale() {
        let sales = BTreeMap::from([
            (date(2026, 1, 20), 70),
            (date(2026, 2, 1), 80),
            (date(2026, 3, 1), 60),
            (date(2026, 3, 16), 40),
            (date(2026, 3, 17), 999),
        ]);
        let months = calendar_months(&sales, date(2026, 3, 16));
        let told = |dated: &[Dated]| -> Vec<(i128, u32)> {
            undated(dated).iter().map(|p| (p.sales, p.days)).collect()
        };
        assert_eq!(told(&months), [(100, 16), (80, 28), (70, 31)]);
        assert_eq!(
            (months[2].0, months[2].1),
            (date(2026, 1, 1), date(2026, 1, 31))
        );
        let periods = thirty_days(&sales, date(2026, 3, 16));
        assert_eq!(told(&periods), [(100, 30), (150, 30)]);
    }
}
