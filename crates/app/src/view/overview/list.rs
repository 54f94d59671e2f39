//! The figures one by one, each with how it is computed and from what.

use dunwell_core::currency::Currency;
use dunwell_core::dates::days_between;
use dunwell_core::money::Money;
use dunwell_insight::metrics::dso::{self, CountBack};
use dunwell_insight::metrics::{cei, share};
use jiff::civil::Date;

use super::figures::{Dated, calendar_months, sales, thirty_days, total, undated};
use super::gather::{EFFECTIVENESS_DAYS, LEAST_DAYS, PERIOD_DAYS, Sums, month_ago, period};
use super::{Behind, Figure, Missing, Operand, Step, Value, money};
use crate::error::Result;
use crate::view::words::day;

/// What several figures are made of.
struct Known<'a> {
    currency: Currency,
    sums: &'a Sums,
    as_of: Date,
    outstanding: i128,
    overdue: i128,
    /// The sales of the period, as counted and as money.
    period: dso::Period,
    sold: Money,
}

impl Known<'_> {
    fn money(&self, minor: i128) -> Result<Money> {
        money(minor, self.currency)
    }

    fn current(&self) -> i128 {
        self.outstanding - self.overdue
    }

    /// Of how many days up to the day sales are known.
    fn known_days(&self) -> i32 {
        let first = self.sums.sales.keys().next();
        first.map_or(0, |first| days_between(*first, self.as_of) + 1)
    }

    /// Why there is no DSO over the period.
    fn no_dso(&self) -> Option<Missing> {
        if self.known_days() < i32::from(LEAST_DAYS) {
            Some(Missing::LittleHistory)
        } else if self.period.sales <= 0 {
            Some(Missing::NoSales)
        } else {
            None
        }
    }
}

/// Makes the figures of a currency, in the order in which they are shown.
pub(super) fn list(currency: Currency, sums: &Sums, as_of: Date) -> Result<Vec<Figure>> {
    let now = sums.points.on(as_of);
    let (outstanding, overdue) = now.map_or((0, 0), |now| (now.outstanding, now.overdue));
    let period = sales(sums, as_of, PERIOD_DAYS);
    let known = Known {
        currency,
        sums,
        as_of,
        outstanding,
        overdue,
        sold: money(period.sales, currency)?,
        period,
    };
    let mut list = balances(&known)?;
    list.extend(days_of_sales(&known)?);
    list.push(effectiveness(&known)?);
    list.extend(promises(&known)?);
    list.extend(disputes(&known)?);
    Ok(list)
}

/// A figure that is there.
fn figure(name: &'static str, value: Value, behind: Behind, how: String) -> Figure {
    Figure {
        name,
        value: Some(value),
        missing: None,
        how,
        operands: Vec::new(),
        steps: Vec::new(),
        behind,
    }
}

impl Figure {
    /// The same, unless it cannot be made.
    fn unless(mut self, missing: Option<Missing>) -> Figure {
        if missing.is_some() {
            (self.value, self.missing) = (None, missing);
        }
        self
    }

    /// The same, made of these figures.
    fn of<const N: usize>(mut self, operands: [(&'static str, Value); N]) -> Figure {
        let operand = |(name, value)| Operand { name, value };
        self.operands.extend(operands.map(operand));
        self
    }
}

/// A value that is there only together with the figure.
fn or_nought(value: Option<i64>, of: fn(i64) -> Value) -> Value {
    of(value.unwrap_or(0))
}

fn balances(known: &Known<'_>) -> Result<Vec<Figure>> {
    let on = day(known.as_of);
    let (open, late) = (known.money(known.outstanding)?, known.money(known.overdue)?);
    let received = total(&known.sums.receipts, period(known.as_of, PERIOD_DAYS));
    let part = share(known.overdue, known.outstanding);
    let (as_of, days) = (Value::Day(known.as_of), Value::Count(PERIOD_DAYS.into()));
    Ok(vec![
        figure("outstanding", Value::Money(open), Behind::Customers, format!(
            "What was open on invoices at the end of {on}, charges included; money that is not set against an invoice is not taken off."
        )).of([("day", as_of)]),
        figure("overdue", Value::Money(late), Behind::CustomersOverdue, format!(
            "What of it was due before {on}."
        )).of([("day", as_of)]),
        figure("overdue-share", or_nought(part, Value::Share), Behind::Aging, format!(
            "Overdue ({late}) / outstanding ({open})."
        ))
        .of([("overdue", Value::Money(late)), ("outstanding", Value::Money(open))])
        .unless(part.is_none().then_some(Missing::NothingOpen)),
        figure("sales", Value::Money(known.sold), Behind::Customers, format!(
            "Invoices issued in the {PERIOD_DAYS} days up to {on}, as corrected since, less credit notes of those days."
        )).of([("days", days), ("day", as_of)]),
        figure("receipts", Value::Money(known.money(received)?), Behind::Money, format!(
            "Payments dated in the {PERIOD_DAYS} days up to {on}, less what of them was undone since."
        )).of([("days", days), ("day", as_of)]),
    ])
}

fn days_of_sales(known: &Known<'_>) -> Result<Vec<Figure>> {
    let (open, sold) = (known.money(known.outstanding)?, known.sold);
    let current = known.money(known.current())?;
    let simple = dso::simple(known.outstanding, known.period);
    let best = dso::best_possible(known.current(), known.period);
    let delinquent = simple
        .zip(best)
        .map(|(dso, best)| dso::average_days_delinquent(dso, best));
    let days = Value::Count(PERIOD_DAYS.into());
    let missing = known.no_dso();
    let milli = |value| or_nought(value, Value::DaysMilli);
    Ok(vec![
        figure("dso-simple", milli(simple), Behind::Customers, format!(
            "Outstanding ({open}) / sales of {PERIOD_DAYS} days ({sold}) x {PERIOD_DAYS}."
        ))
        .of([("outstanding", Value::Money(open)), ("sales", Value::Money(sold)), ("days", days)])
        .unless(missing),
        counted(
            known,
            "dso-count-back",
            "The sales of each calendar month, the newest first, are taken off what is outstanding; a month that is used up counts its days, the last one its share",
            &calendar_months(&known.sums.sales, known.as_of),
        )?,
        counted(
            known,
            "dso-count-back-30",
            &format!("The same over periods of 30 days back from {}", day(known.as_of)),
            &thirty_days(&known.sums.sales, known.as_of),
        )?,
        figure("dso-best-possible", milli(best), Behind::Customers, format!(
            "What is not due yet ({current}) / sales of {PERIOD_DAYS} days ({sold}) x {PERIOD_DAYS}: DSO if everybody paid on the day."
        ))
        .of([("current", Value::Money(current)), ("sales", Value::Money(sold)), ("days", days)])
        .unless(missing),
        figure("average-days-delinquent", milli(delinquent), Behind::CustomersOverdue, format!(
            "DSO, simple ({}) less the best possible ({}).",
            tenths(simple),
            tenths(best)
        ))
        .of([("dso", milli(simple)), ("best", milli(best))])
        .unless(missing),
    ])
}

/// DSO counted back over periods.
fn counted(known: &Known<'_>, name: &'static str, how: &str, periods: &[Dated]) -> Result<Figure> {
    let plain = undated(periods);
    let value = match dso::count_back(known.outstanding, &plain) {
        CountBack::Days(milli) => Value::DaysMilli(milli),
        CountBack::MoreThan(milli) => Value::MoreThanDaysMilli(milli),
    };
    let taken = dso::taken(known.outstanding, &plain);
    let steps = periods
        .iter()
        .zip(&taken)
        .map(|((from, to, _), taken)| {
            Ok(Step {
                from: *from,
                to: *to,
                amount: known.money(taken.amount)?,
                days_milli: taken.days,
            })
        })
        .collect::<Result<Vec<Step>>>()?;
    let told = steps.iter().map(|step| {
        let days = tenths(Some(step.days_milli));
        format!(
            "; {} to {}: {} for {days} days",
            day(step.from),
            day(step.to),
            step.amount
        )
    });
    let open = known.money(known.outstanding)?;
    let mut figure = figure(
        name,
        value,
        Behind::Customers,
        format!("{how}; {open} was outstanding{}.", told.collect::<String>()),
    )
    .of([
        ("outstanding", Value::Money(open)),
        ("day", Value::Day(known.as_of)),
    ]);
    figure.steps = steps;
    Ok(figure)
}

fn effectiveness(known: &Known<'_>) -> Result<Figure> {
    let since = month_ago(known.as_of);
    let opening = known
        .sums
        .points
        .on(since)
        .map_or(0, |point| point.outstanding);
    let month = sales(known.sums, known.as_of, EFFECTIVENESS_DAYS);
    let value = cei::effectiveness(opening, month.sales, known.outstanding, known.current());
    let (before, sold) = (known.money(opening)?, known.money(month.sales)?);
    let (open, current) = (
        known.money(known.outstanding)?,
        known.money(known.current())?,
    );
    let missing = if known.known_days() <= i32::from(EFFECTIVENESS_DAYS) {
        Some(Missing::LittleHistory)
    } else {
        value.is_none().then_some(Missing::NothingFellDue)
    };
    Ok(figure("collection-effectiveness", or_nought(value, Value::Share), Behind::Money, format!(
        "(Open at the end of {} {before} + sales since {sold} - open now {open}) / (the same + sales since - what of it is not due yet {current}).",
        day(since)
    ))
    .of([
        ("since", Value::Day(since)),
        ("opening", Value::Money(before)),
        ("sales", Value::Money(sold)),
        ("outstanding", Value::Money(open)),
        ("current", Value::Money(current)),
    ])
    .unless(missing))
}

fn promises(known: &Known<'_>) -> Result<Vec<Figure>> {
    let promises = &known.sums.promises;
    let on = day(known.as_of);
    let (kept, promised, received) = (
        known.money(promises.promised_and_kept)?,
        known.money(promises.promised)?,
        known.money(promises.received)?,
    );
    let missing = promises
        .by_count()
        .is_none()
        .then_some(Missing::NothingFellDue);
    let count = |n| Value::Count(i64::try_from(n).unwrap_or(i64::MAX));
    Ok(vec![
        figure("promises-kept", or_nought(promises.by_count(), Value::Share), Behind::Promises, format!(
            "{} of the {} promises that fell due in the {PERIOD_DAYS} days before {on} were paid in full by their day, without grace.",
            promises.kept, promises.due
        ))
        .of([
            ("kept", count(promises.kept)),
            ("due", count(promises.due)),
            ("days", Value::Count(PERIOD_DAYS.into())),
            ("day", Value::Day(known.as_of)),
        ])
        .unless(missing),
        figure("promises-kept-by-value", or_nought(promises.by_value(), Value::Share), Behind::Promises, format!(
            "{kept} of {promised} promised was promised in those that were kept; {received} came in for all of them."
        ))
        .of([
            ("kept", Value::Money(kept)),
            ("promised", Value::Money(promised)),
            ("received", Value::Money(received)),
        ])
        .unless(missing),
        figure("promised", Value::Money(known.money(known.sums.promised)?), Behind::Promises,
            "Promised, not yet due and not yet paid.".to_owned()
        ),
    ])
}

fn disputes(known: &Known<'_>) -> Result<Vec<Figure>> {
    let on = day(known.as_of);
    let newly = known.money(known.sums.newly_disputed)?;
    let rate = share(known.sums.newly_disputed, known.period.sales);
    let as_of = Value::Day(known.as_of);
    Ok(vec![
        figure("disputed", Value::Money(known.money(known.sums.disputed)?), Behind::Disputes, format!(
            "What is open and in dispute at the end of {on}."
        ))
        .of([("day", as_of)]),
        figure("dispute-rate", or_nought(rate, Value::Share), Behind::Disputes, format!(
            "Disputed in the {PERIOD_DAYS} days up to {on} ({newly}) / sales of those days ({}).",
            known.sold
        ))
        .of([
            ("disputed", Value::Money(newly)),
            ("sales", Value::Money(known.sold)),
            ("days", Value::Count(PERIOD_DAYS.into())),
            ("day", as_of),
        ])
        .unless(rate.is_none().then_some(Missing::NoSales)),
    ])
}

/// Days with a decimal, from thousandths, rounded half up.
fn tenths(milli: Option<i64>) -> String {
    let tenths = (milli.unwrap_or(0) + 50).div_euclid(100);
    format!("{}.{}", tenths / 10, tenths.rem_euclid(10))
}
