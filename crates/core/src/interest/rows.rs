//! The calculation: one walk over the days of a debt, from change to change.

use std::borrow::Cow;

use jiff::civil::Date;

use super::day_count::{interest, number_of};
use super::percent::Percent;
use super::rule::{
    Allocation, ChangeDay, Compounding, DayCount, Debt, RateStep, Reduction, Row, Rule, RuleView,
    Split,
};
use crate::dates::{DateError, add_days, add_months_clamped, in_range};
use crate::sentence::{Say, Sentence};

/// Why there is no interest to be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say())]
pub enum InterestError {
    /// A debt of nothing, or less.
    NotPositive,
    /// The rule names no rate.
    NoRate,
    /// Interest begins before the first rate that is known.
    BeforeRates {
        /// The first day of interest.
        day: Date,
        /// The first day with a rate.
        first: Date,
    },
    /// The interest does not fit in 64 bits of minor units.
    TooLarge,
    /// A date lies outside the accepted years.
    Date(#[from] DateError),
}

impl Say for InterestError {
    fn say(&self) -> Sentence {
        match self {
            InterestError::NotPositive => Sentence::new(
                "no-ground.not-positive",
                "interest is counted on an amount above zero",
            ),
            InterestError::NoRate => Sentence::new(
                "no-ground.no-rate",
                "no rate of interest is known for this debt",
            ),
            InterestError::BeforeRates { day, first } => Sentence::new(
                "no-ground.before-rates",
                "no rate is known for {day}: the rates begin on {first}",
            )
            .with("day", *day)
            .with("first", *first),
            InterestError::TooLarge => Sentence::new(
                "no-ground.too-large",
                "the interest is too large to be represented",
            ),
            InterestError::Date(error) => error.say(),
        }
    }
}

/// The interest on a debt up to and with a day, row by row.
///
/// The rows are in order, cover each day from the day after the due date to `until` once, and add up to
/// the total. A row ends where the rate, the balance or the year of the day count changes and where
/// interest is added to the principal; each is rounded half-up to the minor unit. Days on which nothing
/// bears interest have no row. There is none at all when `until` is not after the due date.
///
/// # Errors
/// [`InterestError`].
pub fn rows(debt: &Debt<'_>, rule: &Rule, until: Date) -> Result<Vec<Row>, InterestError> {
    let mut rows = Vec::new();
    rows_into(debt, rule.view(), until, &mut rows)?;
    Ok(rows)
}

/// The interest of the days from `from` to `until`, both counted, as a part of the whole calculation:
/// payments and compounding before the window count.
///
/// A row that reaches beyond the window is counted anew for the days inside and rounded again. So cutting
/// a calculation in two changes its total by at most one minor unit for the row that is cut, and by
/// nothing when the daily amount is rounded.
///
/// # Errors
/// [`InterestError`].
pub fn rows_between(
    debt: &Debt<'_>,
    rule: &Rule,
    from: Date,
    until: Date,
) -> Result<Vec<Row>, InterestError> {
    let mut rows = rows(debt, rule, until)?;
    rows.retain(|row| row.to >= from);
    if let Some(first) = rows.first_mut().filter(|row| row.from < from) {
        let days = rule.day_count.days(from, first.to);
        let (view, principal, percent) = (rule.view(), first.principal, first.percent);
        *first = Row {
            from,
            days,
            amount: view.interest(principal, percent, from, days)?,
            ..*first
        };
    }
    Ok(rows)
}

/// What one more day costs, in minor units, rounded half-up: a day's interest on the balance of `day`.
/// Zero up to the due date, and when nothing bears interest on that day.
///
/// # Errors
/// [`InterestError`].
pub fn daily_amount(debt: &Debt<'_>, rule: &Rule, day: Date) -> Result<i64, InterestError> {
    let rows = rows(debt, rule, day)?;
    match rows.last().filter(|row| row.to == day) {
        Some(row) => rule.view().interest(row.principal, row.percent, day, 1),
        None => Ok(0),
    }
}

/// The sum of the rows, in minor units.
///
/// # Errors
/// [`InterestError::TooLarge`].
pub fn total(rows: &[Row]) -> Result<i64, InterestError> {
    rows.iter()
        .try_fold(0i64, |total, row| total.checked_add(row.amount))
        .ok_or(InterestError::TooLarge)
}

/// As [`rows`], but appends to a list, so that counting a million debts need not make a million lists.
///
/// # Errors
/// [`InterestError`]. The list may then hold the rows before the one that failed.
pub fn rows_into(
    debt: &Debt<'_>,
    rule: RuleView<'_>,
    until: Date,
    rows: &mut Vec<Row>,
) -> Result<(), InterestError> {
    walk(debt, rule, until, |row| rows.push(row)).map(|_| ())
}

/// How much of the interest up to and with a day was paid by then, in minor units: zero where payments
/// pay principal first.
///
/// # Errors
/// [`InterestError`].
pub fn interest_paid(debt: &Debt<'_>, rule: &Rule, until: Date) -> Result<i64, InterestError> {
    let paid = walk(debt, rule.view(), until, |_| ())?;
    i64::try_from(paid).map_err(|_| InterestError::TooLarge)
}

/// Goes over the days of a debt, gives each row away and says how much interest was paid.
///
/// The daily run does this for every overdue invoice of a book. So the parts of the walk are inlined
/// always, which takes a fifth off its time; the compiler alone leaves them apart, for they are used twice.
fn walk(
    debt: &Debt<'_>,
    rule: RuleView<'_>,
    until: Date,
    mut give: impl FnMut(Row),
) -> Result<i128, InterestError> {
    if debt.principal <= 0 {
        return Err(InterestError::NotPositive);
    }
    if until <= debt.due {
        return Ok(0);
    }
    in_range(debt.due).and(in_range(until))?;
    let mut sorted = Cow::Borrowed(debt.reductions);
    if !sorted.is_sorted_by_key(|reduction| reduction.on) {
        sorted.to_mut().sort_by_key(|reduction| reduction.on);
    }
    let until = Day::of(until);
    let mut walk = Walk::new(debt, &sorted, rule)?;
    loop {
        let end = walk.end_of_row(until);
        if walk.bearing > 0 {
            let row = walk.row(end)?;
            walk.accrued += i128::from(row.amount);
            give(row);
        }
        if end.number == until.number {
            walk.reduce(end.date);
            return Ok(walk.paid);
        }
        walk.go_on_after(end)?;
    }
}

impl RuleView<'_> {
    /// The interest of so many days from a day on, all in one year where years differ.
    #[inline(always)]
    fn interest(
        self,
        principal: i64,
        percent: Percent,
        from: Date,
        days: i32,
    ) -> Result<i64, InterestError> {
        let year_days = self.day_count.year_days(from);
        interest(principal, percent, days, year_days, self.round_daily)
            .ok_or(InterestError::TooLarge)
    }
}

/// A day with its number, by which days are compared and counted.
#[derive(Clone, Copy)]
struct Day {
    number: i32,
    date: Date,
}

impl Day {
    /// Later than every other.
    const NEVER: Day = Day {
        number: i32::MAX,
        date: Date::MAX,
    };

    #[inline(always)]
    fn of(date: Date) -> Day {
        Day {
            number: number_of(date),
            date,
        }
    }

    /// The next day. Every day that is asked for it lies before the last one of the calculation.
    #[inline(always)]
    fn after(self) -> Day {
        Day {
            number: self.number + 1,
            date: self.date.tomorrow().unwrap_or(self.date),
        }
    }

    /// The day before a day that lies after another one.
    fn before(date: Date) -> Day {
        Day::of(date.yesterday().unwrap_or(date))
    }

    fn or_earlier(self, other: Day) -> Day {
        // Which one it is cannot be foreseen, and a wrong guess of the processor costs more than both.
        // Number and date were written one after the other, and reading them as one would have to wait.
        let is_earlier = other.number < self.number;
        Day {
            number: self.number.min(other.number),
            date: std::hint::select_unpredictable(is_earlier, other.date, self.date),
        }
    }
}

/// Where the calculation stands at the beginning of a row.
struct Walk<'a> {
    rule: RuleView<'a>,
    /// The first day of interest.
    first_day: Date,
    /// The first day of the row.
    day: Day,
    /// The rate in force.
    percent: Percent,
    /// The last day on which it is, and the first of the next one.
    percent_until: Day,
    percent_after: Day,
    /// The rates that are still to come.
    later_steps: &'a [RateStep],
    /// The principal less what was paid on it, plus interest that was added. Below zero once more was
    /// paid than was owed.
    balance: i128,
    /// What bears interest: the balance, unless it is below zero.
    bearing: i64,
    /// The next day with a payment that changes the balance from the day after.
    balance_until: Day,
    /// The reductions that are still to come, the earliest first.
    coming: &'a [Reduction],
    /// The interest since it was last added to the balance, less what was paid on it.
    accrued: i128,
    /// The interest that was paid.
    paid: i128,
    /// How often interest was added to the balance.
    capitalised: i32,
    /// The last day before interest is added to the balance again.
    capital_until: Day,
}

impl<'a> Walk<'a> {
    #[inline(always)]
    fn new(
        debt: &Debt<'_>,
        reductions: &'a [Reduction],
        rule: RuleView<'a>,
    ) -> Result<Walk<'a>, InterestError> {
        let day = Day::of(debt.due).after();
        let first = rule.steps.first().ok_or(InterestError::NoRate)?;
        if first.from > day.date {
            return Err(InterestError::BeforeRates {
                day: day.date,
                first: first.from,
            });
        }
        // Where a day of change bears the old rate, the first of all rates has none before it.
        let newest = match rule.change_day {
            ChangeDay::New => day.date,
            ChangeDay::Old => debt.due,
        };
        let begun = rule
            .steps
            .partition_point(|step| step.from <= newest)
            .max(1);
        let mut walk = Walk {
            rule,
            first_day: day.date,
            day,
            percent: rule.steps[begun - 1].percent,
            percent_until: Day::NEVER,
            percent_after: Day::NEVER,
            later_steps: &rule.steps[begun..],
            balance: i128::from(debt.principal),
            bearing: debt.principal,
            balance_until: Day::NEVER,
            coming: reductions,
            accrued: 0,
            paid: 0,
            capitalised: 0,
            capital_until: Day::NEVER,
        };
        walk.take_rates();
        walk.reduce(debt.due);
        walk.weigh()?;
        walk.capital_until = walk.next_capitalisation();
        Ok(walk)
    }

    /// The last day of the row.
    #[inline(always)]
    fn end_of_row(&self, until: Day) -> Day {
        let end = until
            .or_earlier(self.percent_until)
            .or_earlier(self.balance_until)
            .or_earlier(self.capital_until);
        if self.rule.split == Split::Year || self.rule.day_count == DayCount::ActAct {
            end.or_earlier(Day::of(self.day.date.last_of_year()))
        } else {
            end
        }
    }

    #[inline(always)]
    fn row(&self, end: Day) -> Result<Row, InterestError> {
        let (from, to) = (self.day.date, end.date);
        let days = match self.rule.day_count {
            DayCount::Thirty360 => DayCount::Thirty360.days(from, to),
            DayCount::Act365 | DayCount::Act360 | DayCount::ActAct => {
                end.number - self.day.number + 1
            }
        };
        let (principal, percent) = (self.bearing, self.percent);
        Ok(Row {
            from,
            to,
            days,
            percent,
            principal,
            amount: self.rule.interest(principal, percent, from, days)?,
        })
    }

    /// Goes from the last day of a row to the day after.
    #[inline(always)]
    fn go_on_after(&mut self, end: Day) -> Result<(), InterestError> {
        if end.number == self.percent_until.number {
            self.day = self.percent_after;
            self.take_rates();
        } else {
            self.day = end.after();
        }
        let is_paid = end.number == self.balance_until.number;
        if is_paid {
            self.reduce(end.date);
        }
        let is_capitalised = end.number == self.capital_until.number;
        if is_capitalised {
            self.balance += std::mem::take(&mut self.accrued);
            self.capitalised += 1;
            self.capital_until = self.next_capitalisation();
        }
        if is_paid || is_capitalised {
            self.weigh()?;
        }
        Ok(())
    }

    fn weigh(&mut self) -> Result<(), InterestError> {
        self.bearing = i64::try_from(self.balance.max(0)).map_err(|_| InterestError::TooLarge)?;
        Ok(())
    }

    /// Takes the rates that have begun by the day; the last of them is in force. A step to the same rate
    /// changes nothing.
    #[inline(always)]
    fn take_rates(&mut self) {
        self.percent_until = Day::NEVER;
        while let [step, later @ ..] = self.later_steps {
            let (number, date) = (step.number, step.from);
            let first = Day { number, date };
            let eve = Day {
                number: number - 1,
                date: step.eve,
            };
            let (until, after) = match self.rule.change_day {
                ChangeDay::New => (eve, first),
                ChangeDay::Old => (first, first.after()),
            };
            if after.number > self.day.number && step.percent != self.percent {
                (self.percent_until, self.percent_after) = (until, after);
                return;
            }
            self.percent = step.percent;
            self.later_steps = later;
        }
    }

    /// Takes the reductions up to and with a day off the debt, and finds the next day with any.
    #[inline(always)]
    fn reduce(&mut self, day: Date) {
        self.balance_until = Day::NEVER;
        while let Some(next) = self.coming.first() {
            // Those of one day are taken together, so that they have no order.
            let on = next.on;
            let of_day = self.coming.iter().take_while(|next| next.on == on);
            let paid: i128 = of_day.map(|next| i128::from(next.minor)).sum();
            if on > day && paid != 0 {
                self.balance_until = Day::of(on);
                return;
            }
            let on_interest = match self.rule.allocation {
                Allocation::PrincipalFirst => 0,
                Allocation::InterestFirst => paid.clamp(0, self.accrued.max(0)),
            };
            self.accrued -= on_interest;
            self.paid += on_interest;
            self.balance -= paid - on_interest;
            let passed = self.coming.partition_point(|next| next.on <= on);
            self.coming = &self.coming[passed..];
        }
    }

    /// The day before interest is added to the balance. Counted from the first day each time, so that
    /// the 31st comes back after a short month. One beyond the accepted years never comes.
    fn next_capitalisation(&self) -> Day {
        let number = self.capitalised + 1;
        let next = match self.rule.compounding {
            Compounding::Simple => return Day::NEVER,
            Compounding::EveryDays(days) => {
                add_days(self.first_day, number * i32::from(days.max(1)))
            }
            Compounding::Monthly => add_months_clamped(self.first_day, number),
            Compounding::Yearly => add_months_clamped(self.first_day, 12 * number),
        };
        next.map_or(Day::NEVER, Day::before)
    }
}
