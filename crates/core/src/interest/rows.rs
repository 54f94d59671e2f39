//! The calculation: one walk over the days of a debt, from change to change.

use std::borrow::Cow;

use jiff::civil::Date;

use super::day_count::interest;
use super::percent::Percent;
use super::rule::{
    Allocation, ChangeDay, Compounding, DayCount, Debt, Reduction, Row, Rule, RuleView, Split,
};
use crate::dates::{DateError, add_days, add_months_clamped};

/// Why there is no interest to be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InterestError {
    /// A debt of nothing, or less.
    #[error("interest is counted on an amount above zero")]
    NotPositive,
    /// The rule names no rate.
    #[error("no rate of interest is known for this debt")]
    NoRate,
    /// Interest begins before the first rate that is known.
    #[error("no rate is known for {day}: the rates begin on {first}")]
    BeforeRates {
        /// The first day of interest.
        day: Date,
        /// The first day with a rate.
        first: Date,
    },
    /// The interest does not fit in 64 bits of minor units.
    #[error("the interest is too large to be represented")]
    TooLarge,
    /// A date lies outside the accepted years.
    #[error(transparent)]
    Date(#[from] DateError),
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
        *first = rule
            .view()
            .row(from, first.to, first.percent, first.principal)?;
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
        Some(row) => {
            let year_days = rule.day_count.year_days(day);
            interest(row.principal, row.percent, 1, year_days, true).ok_or(InterestError::TooLarge)
        }
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
    if debt.principal <= 0 {
        return Err(InterestError::NotPositive);
    }
    if until <= debt.due {
        return Ok(());
    }
    let mut walk = Walk::new(debt, rule)?;
    while walk.day <= until {
        let end = walk.end_of_row(until)?;
        let bearing = walk.bearing()?;
        if bearing > 0 {
            let row = rule.row(walk.day, end, walk.percent(), bearing)?;
            walk.accrued += i128::from(row.amount);
            rows.push(row);
        }
        if end == until {
            break;
        }
        walk.go_on_after(end)?;
    }
    Ok(())
}

impl RuleView<'_> {
    /// The row of some days with one rate and one balance.
    fn row(
        self,
        from: Date,
        to: Date,
        percent: Percent,
        principal: i64,
    ) -> Result<Row, InterestError> {
        let days = self.day_count.days(from, to);
        let year_days = self.day_count.year_days(from);
        let amount = interest(principal, percent, days, year_days, self.round_daily)
            .ok_or(InterestError::TooLarge)?;
        Ok(Row {
            from,
            to,
            days,
            percent,
            principal,
            amount,
        })
    }
}

/// Where the calculation stands at the beginning of a day.
struct Walk<'a> {
    rule: RuleView<'a>,
    first_day: Date,
    day: Date,
    /// Which of the rates is in force.
    step: usize,
    /// The reductions that are still to come, the earliest first.
    coming: Cow<'a, [Reduction]>,
    /// How many of them have come.
    come: usize,
    /// The principal less what was paid on it, plus interest that was added. Below zero once more was
    /// paid than was owed.
    balance: i128,
    /// The interest since it was last added to the balance, less what was paid on it.
    accrued: i128,
    /// How often interest was added to the balance.
    capitalised: i32,
    /// The next day that begins with interest added to the balance.
    capitalise_on: Option<Date>,
}

impl<'a> Walk<'a> {
    fn new(debt: &Debt<'a>, rule: RuleView<'a>) -> Result<Walk<'a>, InterestError> {
        let first_day = add_days(debt.due, 1)?;
        let first_step = rule.steps.first().ok_or(InterestError::NoRate)?;
        if first_step.from > first_day {
            return Err(InterestError::BeforeRates {
                day: first_day,
                first: first_step.from,
            });
        }
        let coming = if debt.reductions.is_sorted_by_key(|reduction| reduction.on) {
            Cow::Borrowed(debt.reductions)
        } else {
            let mut sorted = debt.reductions.to_vec();
            sorted.sort_by_key(|reduction| reduction.on);
            Cow::Owned(sorted)
        };
        let mut walk = Walk {
            rule,
            first_day,
            day: first_day,
            step: 0,
            coming,
            come: 0,
            balance: i128::from(debt.principal),
            accrued: 0,
            capitalised: 0,
            capitalise_on: None,
        };
        walk.step = walk.steps_begun_by(first_day).saturating_sub(1);
        walk.reduce(debt.due);
        walk.capitalise_on = walk.next_capitalisation();
        Ok(walk)
    }

    /// What bears interest on the day.
    fn bearing(&self) -> Result<i64, InterestError> {
        i64::try_from(self.balance.max(0)).map_err(|_| InterestError::TooLarge)
    }

    fn percent(&self) -> Percent {
        self.rule.steps[self.step].percent
    }

    /// The first day that bears the rate of a step. The first step has no rate before it that could
    /// serve on its first day.
    fn begins(&self, step: usize) -> Result<Date, InterestError> {
        let from = self.rule.steps[step].from;
        match self.rule.change_day {
            ChangeDay::Old if step > 0 => Ok(add_days(from, 1)?),
            ChangeDay::Old | ChangeDay::New => Ok(from),
        }
    }

    /// How many steps have begun to bear by a day; the first counts as begun.
    fn steps_begun_by(&self, day: Date) -> usize {
        let begun = match self.rule.change_day {
            ChangeDay::New => self.rule.steps.partition_point(|step| step.from <= day),
            ChangeDay::Old => self.rule.steps.partition_point(|step| step.from < day),
        };
        begun.max(1)
    }

    /// The last day of the row that begins on the day.
    fn end_of_row(&mut self, until: Date) -> Result<Date, InterestError> {
        let mut end = until;
        // A step to the same rate changes nothing.
        while let Some(next) = self.rule.steps.get(self.step + 1) {
            let begins = self.begins(self.step + 1)?;
            if begins <= self.day || next.percent == self.percent() {
                self.step += 1;
                continue;
            }
            end = end.min(before(begins));
            break;
        }
        if let Some(day) = self.next_change_of_balance() {
            end = end.min(day);
        }
        if let Some(day) = self.capitalise_on {
            end = end.min(before(day));
        }
        if self.rule.split == Split::Year || self.rule.day_count == DayCount::ActAct {
            end = end.min(self.day.last_of_year());
        }
        Ok(end)
    }

    /// The next day whose reductions do not cancel each other.
    fn next_change_of_balance(&mut self) -> Option<Date> {
        while let Some(next) = self.coming.get(self.come) {
            if self.sum_of(next.on) != 0 {
                return Some(next.on);
            }
            let on = next.on;
            self.pass(on);
        }
        None
    }

    /// By how much the next reductions, all of one day, lower the debt. Taken together they have no order.
    fn sum_of(&self, day: Date) -> i128 {
        let of_day = self.coming[self.come..].iter();
        of_day
            .take_while(|reduction| reduction.on == day)
            .map(|reduction| i128::from(reduction.minor))
            .sum()
    }

    fn pass(&mut self, day: Date) {
        let of_day = self.coming[self.come..].iter();
        self.come += of_day.take_while(|reduction| reduction.on <= day).count();
    }

    /// Takes the reductions up to and with a day off the debt.
    fn reduce(&mut self, day: Date) {
        while let Some(next) = self.coming.get(self.come).filter(|next| next.on <= day) {
            let on = next.on;
            let paid = self.sum_of(on);
            let on_interest = match self.rule.allocation {
                Allocation::PrincipalFirst => 0,
                Allocation::InterestFirst => paid.clamp(0, self.accrued.max(0)),
            };
            self.accrued -= on_interest;
            self.balance -= paid - on_interest;
            self.pass(on);
        }
    }

    /// Goes from the last day of a row to the day after.
    fn go_on_after(&mut self, end: Date) -> Result<(), InterestError> {
        self.reduce(end);
        self.day = add_days(end, 1)?;
        if self.capitalise_on == Some(self.day) {
            self.balance += std::mem::take(&mut self.accrued);
            self.capitalised += 1;
            self.capitalise_on = self.next_capitalisation();
        }
        Ok(())
    }

    /// Counted from the first day each time, so that the 31st comes back after a short month. One that
    /// would lie beyond the accepted years never comes.
    fn next_capitalisation(&self) -> Option<Date> {
        let number = self.capitalised + 1;
        let next = match self.rule.compounding {
            Compounding::Simple => return None,
            Compounding::EveryDays(days) => {
                add_days(self.first_day, number * i32::from(days.max(1)))
            }
            Compounding::Monthly => add_months_clamped(self.first_day, number),
            Compounding::Yearly => add_months_clamped(self.first_day, 12 * number),
        };
        next.ok()
    }
}

/// The day before one that lies after another day, so that there is always one.
fn before(day: Date) -> Date {
    day.yesterday().unwrap_or(day)
}
