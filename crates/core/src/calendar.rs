//! Business days: a weekend and a list of holidays.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};

use crate::dates::{DateError, in_range};

/// The longest run of days on which a calendar may be closed without a break. It bounds every search for an
/// open day, and a longer run is surely a mistake in the list of holidays.
pub const MAX_CLOSED_RUN_DAYS: usize = 62;
/// The greatest number of business days that can be added or taken off at once.
pub const MAX_BUSINESS_DAYS: u32 = 10_000;

/// On which days business is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// From Monday to Sunday, whether the day belongs to the weekend.
    weekend: [bool; 7],
    holidays: BTreeMap<Date, String>,
}

/// Why a day is not a business day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Closed {
    /// It belongs to the weekend.
    Weekend(Weekday),
    /// It is a holiday, with its name. A holiday on a weekend is reported as the holiday.
    Holiday(String),
}

/// Why a calendar cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// All seven days belong to the weekend.
    #[error("a calendar needs at least one business day in the week")]
    NoBusinessDay,
    /// Too many days in a row are closed.
    #[error(
        "the calendar is closed for more than {MAX_CLOSED_RUN_DAYS} days in a row from {from}; check its holidays"
    )]
    ClosedTooLong {
        /// The first holiday of the run.
        from: Date,
    },
}

impl Calendar {
    /// A calendar with that weekend and no holidays.
    ///
    /// # Errors
    /// [`CalendarError::NoBusinessDay`] when the weekend takes up the whole week.
    pub fn with_weekend(weekend: &[Weekday]) -> Result<Calendar, CalendarError> {
        let mut closed = [false; 7];
        for day in weekend {
            closed[slot(*day)] = true;
        }
        if closed == [true; 7] {
            return Err(CalendarError::NoBusinessDay);
        }
        Ok(Calendar {
            weekend: closed,
            holidays: BTreeMap::new(),
        })
    }

    /// Monday to Friday, without holidays.
    #[must_use]
    pub fn weekdays() -> Calendar {
        let weekend = [false, false, false, false, false, true, true];
        Calendar {
            weekend,
            holidays: BTreeMap::new(),
        }
    }

    /// Every day is a business day.
    #[must_use]
    pub fn every_day() -> Calendar {
        Calendar {
            weekend: [false; 7],
            holidays: BTreeMap::new(),
        }
    }

    /// The same calendar with these holidays as well; a later name for the same day replaces the earlier.
    ///
    /// # Errors
    /// [`CalendarError::ClosedTooLong`] when that closes more than [`MAX_CLOSED_RUN_DAYS`] days in a row.
    pub fn with_holidays(
        mut self,
        holidays: impl IntoIterator<Item = (Date, String)>,
    ) -> Result<Calendar, CalendarError> {
        self.holidays.extend(holidays);
        let mut run_end = None;
        for &from in self.holidays.keys() {
            // The rest of a run that was measured already is no longer than the run.
            if run_end.is_some_and(|end| from < end) {
                continue;
            }
            let open = days_from(from, 1)
                .take(MAX_CLOSED_RUN_DAYS + 1)
                .find(|day| self.is_business_day(*day));
            run_end = Some(open.ok_or(CalendarError::ClosedTooLong { from })?);
        }
        Ok(self)
    }

    /// Whether business is done on that day.
    #[must_use]
    pub fn is_business_day(&self, date: Date) -> bool {
        !self.weekend[slot(date.weekday())] && !self.holidays.contains_key(&date)
    }

    /// Why no business is done on that day; none if it is a business day.
    #[must_use]
    pub fn why_closed(&self, date: Date) -> Option<Closed> {
        if let Some(name) = self.holidays.get(&date) {
            return Some(Closed::Holiday(name.clone()));
        }
        let weekday = date.weekday();
        self.weekend[slot(weekday)].then_some(Closed::Weekend(weekday))
    }

    /// The day itself if it is a business day, else the first one after it.
    #[must_use]
    pub fn next_business_day(&self, date: Date) -> Date {
        self.first_open(date, 1)
    }

    /// The day itself if it is a business day, else the last one before it.
    #[must_use]
    pub fn previous_business_day(&self, date: Date) -> Date {
        self.first_open(date, -1)
    }

    /// The n-th business day after the date, or before it when `n` is negative. The date itself does not
    /// count, and for 0 it is returned as it is.
    ///
    /// # Errors
    /// [`DateError::OutOfRange`] when `n` exceeds [`MAX_BUSINESS_DAYS`] or the result lies outside the range.
    pub fn add_business_days(&self, date: Date, n: i32) -> Result<Date, DateError> {
        if n.unsigned_abs() > MAX_BUSINESS_DAYS {
            return Err(DateError::OutOfRange);
        }
        let mut day = in_range(date)?;
        for _ in 0..n.unsigned_abs() {
            let next = days_from(day, n.signum())
                .nth(1)
                .ok_or(DateError::OutOfRange)?;
            day = in_range(self.first_open(next, n.signum()))?;
        }
        Ok(day)
    }

    /// The first open day from `date` on, in that direction.
    fn first_open(&self, date: Date, direction: i32) -> Date {
        // No run is longer than the bound, except one that leaves the years the calendar knows; there the
        // date is as good as any.
        days_from(date, direction)
            .take(MAX_CLOSED_RUN_DAYS + 7)
            .find(|day| self.is_business_day(*day))
            .unwrap_or(date)
    }
}

/// The date and the days after it, or before it; it ends where the calendar ends.
fn days_from(date: Date, direction: i32) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(date), move |day| {
        if direction < 0 {
            day.yesterday().ok()
        } else {
            day.tomorrow().ok()
        }
    })
}

fn slot(day: Weekday) -> usize {
    // Always 0 to 6.
    usize::try_from(day.to_monday_zero_offset()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests"
    )]

    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn england() -> Calendar {
        Calendar::weekdays()
            .with_holidays([
                (date(2026, 4, 3), "Good Friday".to_owned()),
                (date(2026, 4, 6), "Easter Monday".to_owned()),
                (date(2026, 12, 26), "Boxing Day".to_owned()),
            ])
            .unwrap()
    }

    #[test]
    fn weekends_and_holidays_are_closed_and_say_why() {
        let calendar = england();
        assert_eq!(calendar.why_closed(date(2026, 4, 2)), None);
        assert_eq!(
            calendar.why_closed(date(2026, 4, 3)),
            Some(Closed::Holiday("Good Friday".to_owned()))
        );
        assert_eq!(
            calendar.why_closed(date(2026, 4, 4)),
            Some(Closed::Weekend(Weekday::Saturday))
        );
        assert_eq!(
            calendar.why_closed(date(2026, 12, 26)),
            Some(Closed::Holiday("Boxing Day".to_owned())),
            "a holiday on a Saturday is the holiday"
        );
        assert!(Calendar::every_day().is_business_day(date(2026, 4, 5)));
    }

    #[test]
    fn the_neighbouring_business_days_are_found() {
        let calendar = england();
        assert_eq!(
            calendar.next_business_day(date(2026, 4, 2)),
            date(2026, 4, 2)
        );
        assert_eq!(
            calendar.next_business_day(date(2026, 4, 3)),
            date(2026, 4, 7)
        );
        assert_eq!(
            calendar.previous_business_day(date(2026, 4, 6)),
            date(2026, 4, 2)
        );
        assert_eq!(calendar.next_business_day(Date::MAX), Date::MAX);
    }

    #[test]
    fn business_days_are_counted_without_the_first() {
        let calendar = england();
        #[track_caller]
        fn check(calendar: &Calendar, from: Date, n: i32, expected: Date) {
            assert_eq!(calendar.add_business_days(from, n), Ok(expected));
        }
        check(&calendar, date(2026, 4, 2), 1, date(2026, 4, 7));
        check(&calendar, date(2026, 4, 4), 1, date(2026, 4, 7));
        check(&calendar, date(2026, 4, 4), 0, date(2026, 4, 4));
        check(&calendar, date(2026, 4, 7), -1, date(2026, 4, 2));
        check(&calendar, date(2026, 3, 30), 5, date(2026, 4, 8));
        for n in [i32::MIN, i32::MAX] {
            assert_eq!(
                calendar.add_business_days(date(2026, 4, 2), n),
                Err(DateError::OutOfRange)
            );
        }
        assert_eq!(
            calendar.add_business_days(Date::MAX, 1),
            Err(DateError::OutOfRange)
        );
    }

    #[test]
    fn a_calendar_that_is_never_open_is_refused() {
        let week: Vec<Weekday> = Weekday::Monday.cycle_forward().take(7).collect();
        assert_eq!(
            Calendar::with_weekend(&week),
            Err(CalendarError::NoBusinessDay)
        );
        let gulf = Calendar::with_weekend(&[Weekday::Friday, Weekday::Saturday]).unwrap();
        assert!(gulf.is_business_day(date(2026, 4, 5)) && !gulf.is_business_day(date(2026, 4, 3)));

        let from = date(2026, 1, 1);
        let closed = |days: usize| {
            (0..i64::try_from(days).unwrap()).map(move |n| (from + n.days(), "closed".to_owned()))
        };
        let every_day = Calendar::every_day();
        assert!(
            every_day
                .clone()
                .with_holidays(closed(MAX_CLOSED_RUN_DAYS))
                .is_ok()
        );
        assert_eq!(
            every_day.with_holidays(closed(MAX_CLOSED_RUN_DAYS + 1)),
            Err(CalendarError::ClosedTooLong { from })
        );
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same_business_day(offset in 0i64..2000, n in 0i32..60) {
            let calendar = england();
            let start = calendar.next_business_day(date(2024, 1, 1) + offset.days());
            let there = calendar.add_business_days(start, n).unwrap();
            prop_assert!(calendar.is_business_day(there));
            prop_assert_eq!(calendar.add_business_days(there, -n), Ok(start));
        }
    }
}
