//! From sums to figures, each with how it is computed.

use std::collections::BTreeMap;

use dunwell_core::aging::Buckets;
use dunwell_core::currency::Currency;
use dunwell_core::dates::{add_months_clamped, days_between, end_of_month};
use dunwell_insight::metrics::dso::{self, CountBack, Period};
use dunwell_insight::metrics::{cei, share};
use jiff::ToSpan;
use jiff::civil::Date;

use super::gather::{
    EFFECTIVENESS_DAYS, PERIOD_DAYS, Sums, month_ago, period, sales_from, trend_days,
};
use super::{Behind, Expected, Figure, Figures, Month, Value, Week, money};
use crate::error::Result;
use crate::view::aging::Bucket;
use crate::view::words::day;

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
        figures: list(currency, sums, as_of)?,
        buckets: buckets
            .map(|(label, &minor)| {
                let amount = money(minor, currency)?;
                Ok(Bucket { label, amount })
            })
            .collect::<Result<_>>()?,
        expected: expected(currency, sums)?,
        trend: trend(currency, sums, as_of)?,
    })
}

fn list(currency: Currency, sums: &Sums, as_of: Date) -> Result<Vec<Figure>> {
    let now = sums.points.on(as_of);
    let (outstanding, overdue) = now.map_or((0, 0), |now| (now.outstanding, now.overdue));
    let current = outstanding - overdue;
    let ninety = sales(sums, as_of, PERIOD_DAYS);
    let (simple, best) = (
        dso::simple(outstanding, ninety),
        dso::best_possible(current, ninety),
    );
    let delinquent = simple
        .zip(best)
        .map(|(dso, best)| dso::average_days_delinquent(dso, best));
    let opening = sums
        .points
        .on(month_ago(as_of))
        .map_or(0, |point| point.outstanding);
    let month = sales(sums, as_of, EFFECTIVENESS_DAYS);
    let on = day(as_of);
    let amount = |minor| money(minor, currency).map(|money| Some(Value::Money(money)));
    let money = |minor| money(minor, currency);
    let sold = money(ninety.sales)?;
    let figure = |name, value, how: String, behind| Figure {
        name,
        value,
        how,
        behind,
    };
    let promises = &sums.promises;
    Ok(vec![
        figure(
            "outstanding",
            amount(outstanding)?,
            format!("What was open on invoices at the end of {on}, charges included; money that is not set against an invoice is not taken off."),
            Behind::Customers,
        ),
        figure(
            "overdue",
            amount(overdue)?,
            format!("What of it was due before {on}."),
            Behind::CustomersOverdue,
        ),
        figure(
            "overdue-share",
            share(overdue, outstanding).map(Value::Share),
            "Overdue / outstanding.".to_owned(),
            Behind::Aging,
        ),
        figure(
            "sales",
            amount(ninety.sales)?,
            format!("Invoices issued in the {PERIOD_DAYS} days up to {on}, as corrected since, less credit notes of those days."),
            Behind::Customers,
        ),
        figure(
            "receipts",
            amount(total(&sums.receipts, period(as_of, PERIOD_DAYS)))?,
            format!("Payments dated in the {PERIOD_DAYS} days up to {on}, less what of them was undone since."),
            Behind::Money,
        ),
        figure(
            "dso-simple",
            simple.map(Value::DaysMilli),
            format!("Outstanding / sales of {PERIOD_DAYS} days ({sold}) x {PERIOD_DAYS}."),
            Behind::Customers,
        ),
        figure(
            "dso-count-back",
            Some(counted(dso::count_back(outstanding, &calendar_months(&sums.sales, as_of)))),
            "The sales of each calendar month, the newest first, are taken off what is outstanding; a month that is used up counts its days, the last one its share.".to_owned(),
            Behind::Customers,
        ),
        figure(
            "dso-count-back-30",
            Some(counted(dso::count_back(outstanding, &thirty_days(&sums.sales, as_of)))),
            format!("The same over periods of 30 days back from {on}."),
            Behind::Customers,
        ),
        figure(
            "dso-best-possible",
            best.map(Value::DaysMilli),
            format!("What is not due yet / sales of {PERIOD_DAYS} days x {PERIOD_DAYS}: DSO if everybody paid on the day."),
            Behind::Customers,
        ),
        figure(
            "average-days-delinquent",
            delinquent.map(Value::DaysMilli),
            "DSO (simple) less the best possible.".to_owned(),
            Behind::CustomersOverdue,
        ),
        figure(
            "collection-effectiveness",
            cei::effectiveness(opening, month.sales, outstanding, current).map(Value::Share),
            format!(
                "(Open at the end of {} {} + sales since {} - open now) / (the same + sales since - what of it is not due yet).",
                day(month_ago(as_of)),
                money(opening)?,
                money(month.sales)?
            ),
            Behind::Money,
        ),
        figure(
            "promises-kept",
            promises.by_count().map(Value::Share),
            format!(
                "{} of the {} promises that fell due in the {PERIOD_DAYS} days before {on} were paid in full by their day, without grace.",
                promises.kept, promises.due
            ),
            Behind::Promises,
        ),
        figure(
            "promises-kept-by-value",
            promises.by_value().map(Value::Share),
            format!(
                "{} of {} promised was promised in those that were kept; {} came in for all of them.",
                money(promises.promised_and_kept)?,
                money(promises.promised)?,
                money(promises.received)?
            ),
            Behind::Promises,
        ),
        figure(
            "promised",
            amount(sums.promised)?,
            "Promised, not yet due and not yet paid.".to_owned(),
            Behind::Promises,
        ),
        figure(
            "disputed",
            amount(sums.disputed)?,
            format!("What is open and in dispute at the end of {on}."),
            Behind::Disputes,
        ),
        figure(
            "dispute-rate",
            share(sums.newly_disputed, ninety.sales).map(Value::Share),
            format!(
                "Disputed in the {PERIOD_DAYS} days up to {on} ({}) / sales of those days.",
                money(sums.newly_disputed)?
            ),
            Behind::Disputes,
        ),
    ])
}

fn counted(result: CountBack) -> Value {
    match result {
        CountBack::Days(milli) => Value::DaysMilli(milli),
        CountBack::MoreThan(milli) => Value::MoreThanDaysMilli(milli),
    }
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
        let dso_milli = match dso::count_back(outstanding, &calendar_months(&sums.sales, on)) {
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
fn sales(sums: &Sums, as_of: Date, days: u16) -> Period {
    Period {
        sales: total(&sums.sales, period(as_of, days)),
        days: u32::from(days),
    }
}

fn total(by_day: &BTreeMap<Date, i128>, (first, last): (Date, Date)) -> i128 {
    by_day.range(first..=last).map(|(_, amount)| amount).sum()
}

/// The calendar months of which sales are known, back from a day: the first is the part of its month.
fn calendar_months(sales: &BTreeMap<Date, i128>, as_of: Date) -> Vec<Period> {
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
fn thirty_days(sales: &BTreeMap<Date, i128>, as_of: Date) -> Vec<Period> {
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

fn period_of(sales: &BTreeMap<Date, i128>, first: Date, last: Date) -> Period {
    Period {
        sales: total(sales, (first, last)),
        days: u32::try_from(days_between(first, last) + 1).unwrap_or(0),
    }
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
        let told: Vec<(i128, u32)> = months.iter().map(|m| (m.sales, m.days)).collect();
        assert_eq!(told, [(100, 16), (80, 28), (70, 31)]);
        let periods = thirty_days(&sales, date(2026, 3, 16));
        let told: Vec<(i128, u32)> = periods.iter().map(|p| (p.sales, p.days)).collect();
        assert_eq!(told, [(100, 30), (150, 30)]);
    }
}
