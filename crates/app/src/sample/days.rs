//! The days of a book, looked up instead of computed: a large book asks for millions.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use fastrand::Rng;

/// A day, counted from the day as of which the book is made: 0 is that day, -1 the day before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day(pub i16);

impl Day {
    /// The day as of which the book is made.
    pub const AS_OF: Day = Day(0);

    /// The day so many days later, or earlier when negative.
    pub fn plus(self, days: i64) -> Day {
        let sum = (i64::from(self.0) + days).clamp(i64::from(i16::MIN), i64::from(i16::MAX));
        Day(sum as i16)
    }

    /// The number of days since an earlier one.
    pub fn since(self, earlier: Day) -> i64 {
        i64::from(self.0) - i64::from(earlier.0)
    }
}

/// How far back invoices go: eighteen months.
pub(super) const HISTORY_DAYS: i64 = 548;
/// The first day of the table: some room before the history, for month ends.
const FIRST: i64 = -HISTORY_DAYS - 92;
/// The last day of the table: the latest due date, and the latest that anybody pays after it.
const LAST: i64 = 480;

/// On which days a customer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PayDay {
    /// On any business day.
    Any,
    /// On one weekday, counted from Monday as 0 to Friday as 4.
    Weekly(u8),
    /// On the last business day up to the 15th and the last of the month.
    HalfMonth,
    /// On the last business day of the month.
    MonthEnd,
}

impl PayDay {
    const COUNT: usize = 8;

    const fn slot(self) -> usize {
        match self {
            PayDay::Any => 0,
            PayDay::Weekly(weekday) => 1 + (weekday % 5) as usize,
            PayDay::HalfMonth => 6,
            PayDay::MonthEnd => 7,
        }
    }

    /// How long before the chosen day a run may still be taken: about half the time between runs.
    const fn slack_days(self) -> i64 {
        match self {
            PayDay::Any => 1,
            PayDay::Weekly(_) => 3,
            PayDay::HalfMonth => 6,
            PayDay::MonthEnd => 12,
        }
    }
}

/// The nearest days of a kind around one day, itself included.
#[derive(Debug, Clone, Copy)]
struct Near {
    before: Day,
    after: Day,
}

/// The table of days.
#[derive(Debug)]
pub(super) struct Days {
    as_of: Date,
    dates: Vec<Date>,
    /// For each kind of pay day, the nearest ones around each day.
    near: [Vec<Near>; PayDay::COUNT],
}

impl Days {
    /// The days around the last day of a book.
    pub fn around(as_of: Date) -> Days {
        let dates: Vec<Date> = (FIRST..=LAST)
            .map(|day| as_of.saturating_add(day.days()))
            .collect();
        let near = std::array::from_fn(|slot| {
            let open: Vec<bool> = dates.iter().map(|&date| pays_on(slot, date)).collect();
            nearest(&open)
        });
        Days { as_of, dates, near }
    }

    /// The date of a day.
    pub fn date(&self, day: Day) -> Date {
        let in_table = usize::try_from(i64::from(day.0) - FIRST)
            .ok()
            .and_then(|index| self.dates.get(index));
        match in_table {
            Some(date) => *date,
            // Only the first day of an old customer lies so far back.
            None => self.as_of.saturating_add(i64::from(day.0).days()),
        }
    }

    /// The day itself if the bank books on it, else the next on which it does.
    pub fn business_day(&self, day: Day) -> Day {
        self.near(PayDay::Any, day).after
    }

    /// The last business day of the month that lies on the day or before it.
    pub fn month_end_before(&self, day: Day) -> Day {
        self.near(PayDay::MonthEnd, day).before
    }

    /// The last business day up to the day itself.
    pub fn business_day_before(&self, day: Day) -> Day {
        self.near(PayDay::Any, day).before
    }

    /// The day on which a customer pays who means to pay on `target`: a run a little before it, else
    /// the next one; always after `issued`.
    pub fn pay_day(&self, kind: PayDay, issued: Day, target: Day) -> Day {
        let target = target.max(issued.plus(1));
        let run = self.near(kind, target);
        if run.before > issued && target.since(run.before) <= kind.slack_days() {
            run.before
        } else {
            run.after
        }
    }

    /// Any business day from the first to the last of a range, or none if it has none.
    pub fn business_day_within(&self, from: Day, to: Day, rng: &mut Rng) -> Option<Day> {
        if from > to {
            return None;
        }
        let drawn = Day(rng.i16(from.0..=to.0));
        let near = self.near(PayDay::Any, drawn);
        [near.after, near.before]
            .into_iter()
            .find(|day| (from..=to).contains(day))
    }

    fn near(&self, kind: PayDay, day: Day) -> Near {
        let index = (i64::from(day.0).clamp(FIRST, LAST) - FIRST) as usize;
        self.near[kind.slot()][index]
    }
}

/// Nobody's bank books on a weekend, at Christmas or on New Year's Day.
fn is_business_day(date: Date) -> bool {
    let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
    let holiday = matches!((date.month(), date.day()), (12, 25 | 26) | (1, 1));
    !weekend && !holiday
}

fn pays_on(slot: usize, date: Date) -> bool {
    if !is_business_day(date) {
        return false;
    }
    let last_until = |last_day: i8| {
        date.day() <= last_day && {
            let rest = date.day() + 1..=last_day;
            rest.filter_map(|day| Date::new(date.year(), date.month(), day).ok())
                .all(|later| !is_business_day(later))
        }
    };
    match slot {
        0 => true,
        6 => last_until(15) || last_until(date.days_in_month()),
        7 => last_until(date.days_in_month()),
        weekday => usize::try_from(date.weekday().to_monday_zero_offset()) == Ok(weekday - 1),
    }
}

/// For each day the nearest open ones. At the ends of the table, which nothing reaches, it is the
/// end itself.
fn nearest(open: &[bool]) -> Vec<Near> {
    let ends = Near {
        before: Day(FIRST as i16),
        after: Day(LAST as i16),
    };
    let mut near = vec![ends; open.len()];
    let day = |index: usize| Day(FIRST as i16).plus(index as i64);
    let mut before = ends.before;
    for index in 0..open.len() {
        if open[index] {
            before = day(index);
        }
        near[index].before = before;
    }
    let mut after = ends.after;
    for index in (0..open.len()).rev() {
        if open[index] {
            after = day(index);
        }
        near[index].after = after;
    }
    near
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Thursday 1 January 2026 is day 0.
    fn days() -> Days {
        Days::around(date(2026, 1, 1))
    }

    #[test]
    fn the_bank_is_closed_at_weekends_and_holidays() {
        let days = days();
        assert_eq!(days.business_day(Day(0)), Day(1));
        assert_eq!(days.business_day(Day(2)), Day(4), "Saturday to Monday");
        // 25 and 26 December 2025 are a Thursday and a Friday.
        assert_eq!(days.business_day(Day(-7)), Day(-3));
        assert_eq!(days.business_day_before(Day(-4)), Day(-8));
        assert_eq!(days.date(Day(-8)), date(2025, 12, 24));
        assert_eq!(days.date(Day(-4000)), date(2015, 1, 19));
    }

    #[test]
    fn runs_are_on_their_days() {
        let days = days();
        let issued = Day(-100);
        let check = |kind, target, year, month, day| {
            let paid = days.pay_day(kind, issued, Day(target));
            assert_eq!(days.date(paid), date(year, month, day));
        };
        check(PayDay::Any, 2, 2026, 1, 2);
        check(PayDay::Any, 3, 2026, 1, 5);
        check(PayDay::Weekly(3), 10, 2026, 1, 8);
        check(PayDay::Weekly(4), 11, 2026, 1, 9);
        // 31 January 2026 is a Saturday.
        check(PayDay::MonthEnd, 20, 2026, 1, 30);
        check(PayDay::MonthEnd, 8, 2025, 12, 31);
        check(PayDay::HalfMonth, 16, 2026, 1, 15);
    }

    #[test]
    fn nobody_pays_before_the_invoice() {
        let days = days();
        for kind in [PayDay::Any, PayDay::Weekly(0), PayDay::MonthEnd] {
            assert!(days.pay_day(kind, Day(-30), Day(-60)) > Day(-30));
        }
    }
}
