//! Calendar arithmetic on civil dates: months that clamp, whole days and months between, reading a date.

use jiff::Span;
use jiff::civil::Date;

use crate::sentence::{Say, Sentence};

/// The first year that a date of a receivable can lie in.
pub const MIN_YEAR: i16 = 1900;
/// The last year that a date of a receivable can lie in.
pub const MAX_YEAR: i16 = 2200;

/// Why there is no such date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say())]
pub enum DateError {
    /// The text does not have the form of a date.
    NotADate {
        /// The text, shortened when it is long.
        found: String,
    },
    /// The text has the form of a date, but the calendar has no such day.
    NoSuchDay {
        /// The text.
        found: String,
        /// Its year.
        year: i16,
        /// Its month.
        month: i8,
        /// Its day.
        day: i8,
    },
    /// The month is not 1 to 12.
    NoSuchMonth {
        /// The text.
        found: String,
        /// Its month.
        month: i8,
    },
    /// The date, or the result of a calculation, lies outside the years that make sense.
    OutOfRange,
}

impl Say for DateError {
    fn say(&self) -> Sentence {
        match self {
            DateError::NotADate { found } => Sentence::new(
                "refusal.typed.no-date",
                "\"{found}\" is not a date; write it like 2026-03-12 (year, month, day)",
            )
            .with("found", found),
            DateError::NoSuchDay {
                found,
                year,
                month,
                day,
            } => Sentence::new(
                "refusal.typed.no-such-day",
                "{found} is not in the calendar: {month} has no day {day}",
            )
            .with("found", found)
            .with("month", format!("{month:02}/{year}"))
            .with("day", *day),
            DateError::NoSuchMonth { found, month } => Sentence::new(
                "refusal.typed.no-such-month",
                "{found} is not in the calendar: there is no month {month}",
            )
            .with("found", found)
            .with("month", *month),
            DateError::OutOfRange => Sentence::new(
                "refusal.typed.out-of-range",
                "the date lies outside the years {from} to {until}",
            )
            .with("from", MIN_YEAR.to_string())
            .with("until", MAX_YEAR.to_string()),
        }
    }
}

/// Passes a date on if its year lies from [`MIN_YEAR`] to [`MAX_YEAR`].
///
/// # Errors
/// [`DateError::OutOfRange`].
pub fn in_range(date: Date) -> Result<Date, DateError> {
    if (MIN_YEAR..=MAX_YEAR).contains(&date.year()) {
        Ok(date)
    } else {
        Err(DateError::OutOfRange)
    }
}

/// Reads a date in the one form that cannot be misread, `2026-03-12`.
///
/// # Errors
/// [`DateError`] that says what is wrong with the text.
pub fn parse_date(text: &str) -> Result<Date, DateError> {
    let not_a_date = || DateError::NotADate {
        found: text.chars().take(40).collect(),
    };
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else {
        return Err(not_a_date());
    };
    let number = |figures: &[u8]| {
        figures.iter().try_fold(0i16, |total, figure| {
            figure
                .is_ascii_digit()
                .then(|| total * 10 + i16::from(figure - b'0'))
        })
    };
    let small = |figures: [u8; 2]| number(&figures).and_then(|n| i8::try_from(n).ok());
    let (Some(year), Some(month), Some(day)) =
        (number(&[y1, y2, y3, y4]), small([m1, m2]), small([d1, d2]))
    else {
        return Err(not_a_date());
    };
    if !(1..=12).contains(&month) {
        return Err(DateError::NoSuchMonth {
            found: text.to_owned(),
            month,
        });
    }
    let date = Date::new(year, month, day).map_err(|_| DateError::NoSuchDay {
        found: text.to_owned(),
        year,
        month,
        day,
    })?;
    in_range(date)
}

/// The same day of the month, `months` later (or earlier when negative); the last day of the month where
/// the month is too short: one month after 31 January is 28 or 29 February.
///
/// The dates of a monthly series are always counted from its first: stepping from one to the next would
/// stay on the 28th for good once February has clamped it.
///
/// # Errors
/// [`DateError::OutOfRange`].
pub fn add_months_clamped(date: Date, months: i32) -> Result<Date, DateError> {
    let span = Span::new()
        .try_months(months)
        .map_err(|_| DateError::OutOfRange)?;
    in_range(date.checked_add(span).map_err(|_| DateError::OutOfRange)?)
}

/// The date `days` later (or earlier when negative).
///
/// # Errors
/// [`DateError::OutOfRange`].
pub fn add_days(date: Date, days: i32) -> Result<Date, DateError> {
    let span = Span::new()
        .try_days(days)
        .map_err(|_| DateError::OutOfRange)?;
    in_range(date.checked_add(span).map_err(|_| DateError::OutOfRange)?)
}

/// The last day of the month that the date lies in.
#[must_use]
pub fn end_of_month(date: Date) -> Date {
    date.last_of_month()
}

/// The number of days from one date to another; negative when `to` is the earlier one.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i32 {
    let days = to.duration_since(from).as_hours() / 24;
    // The whole range of dates is some seven million days, so the number always fits.
    i32::try_from(days).unwrap_or(i32::MAX)
}

/// The number of whole months from one date to another; negative when `date` is the earlier one.
///
/// A month is complete on the day that [`add_months_clamped`] leads to, so from 31 January to 28 February is
/// one month in a common year and none yet in a leap year.
#[must_use]
pub fn months_between(since: Date, date: Date) -> i32 {
    if date < since {
        return -months_between(date, since);
    }
    let months = 12 * (i32::from(date.year()) - i32::from(since.year())) + i32::from(date.month())
        - i32::from(since.month());
    // The day that completes the month: the same one, or the last of a month that is too short for it.
    let anniversary = since.day().min(date.days_in_month());
    if date.day() < anniversary {
        months - 1
    } else {
        months
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests"
    )]

    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_month_later_clamps_to_the_end_of_a_short_month() {
        #[track_caller]
        fn check(from: Date, months: i32, expected: Date) {
            assert_eq!(add_months_clamped(from, months), Ok(expected));
        }
        check(date(2026, 1, 31), 1, date(2026, 2, 28));
        check(date(2028, 1, 31), 1, date(2028, 2, 29));
        check(date(2026, 1, 15), 1, date(2026, 2, 15));
        check(date(2026, 3, 31), -1, date(2026, 2, 28));
        check(date(2026, 11, 30), 3, date(2027, 2, 28));
        check(date(2024, 2, 29), 12, date(2025, 2, 28));
    }

    #[test]
    fn a_monthly_series_returns_to_its_day() {
        let series: Vec<Date> = (0..4)
            .map(|n| add_months_clamped(date(2026, 1, 31), n).unwrap())
            .collect();
        assert_eq!(
            series,
            [
                date(2026, 1, 31),
                date(2026, 2, 28),
                date(2026, 3, 31),
                date(2026, 4, 30)
            ]
        );
    }

    #[test]
    fn dates_outside_the_range_are_refused() {
        assert_eq!(
            add_months_clamped(date(2200, 12, 1), 1),
            Err(DateError::OutOfRange)
        );
        assert_eq!(
            add_months_clamped(date(2026, 1, 1), i32::MAX),
            Err(DateError::OutOfRange)
        );
        assert_eq!(
            add_months_clamped(date(2026, 1, 1), i32::MIN),
            Err(DateError::OutOfRange)
        );
        assert_eq!(add_days(date(1900, 1, 1), -1), Err(DateError::OutOfRange));
        assert_eq!(
            add_days(date(2026, 1, 1), i32::MAX),
            Err(DateError::OutOfRange)
        );
        assert_eq!(add_days(date(2026, 2, 28), 1), Ok(date(2026, 3, 1)));
    }

    #[test]
    fn days_and_months_between() {
        assert_eq!(days_between(date(2026, 3, 1), date(2026, 3, 1)), 0);
        assert_eq!(days_between(date(2026, 3, 1), date(2026, 3, 31)), 30);
        assert_eq!(days_between(date(2024, 3, 1), date(2024, 2, 28)), -2);
        assert_eq!(days_between(Date::MIN, Date::MAX), 7_304_483);

        #[track_caller]
        fn check(since: Date, until: Date, expected: i32) {
            assert_eq!(months_between(since, until), expected);
            assert_eq!(months_between(until, since), -expected);
        }
        check(date(2026, 1, 15), date(2026, 1, 15), 0);
        check(date(2026, 1, 15), date(2026, 2, 14), 0);
        check(date(2026, 1, 15), date(2026, 2, 15), 1);
        check(date(2026, 1, 31), date(2026, 2, 28), 1);
        check(date(2028, 1, 31), date(2028, 2, 28), 0);
        check(date(2025, 11, 30), date(2026, 11, 29), 11);
        check(date(2024, 2, 29), date(2026, 2, 28), 24);
    }

    #[test]
    fn a_date_is_read_in_one_form_only() {
        #[track_caller]
        fn refused(text: &str, message: &str) {
            assert_eq!(parse_date(text).unwrap_err().to_string(), message);
        }
        assert_eq!(parse_date("2026-03-12"), Ok(date(2026, 3, 12)));
        assert_eq!(parse_date("2024-02-29"), Ok(date(2024, 2, 29)));
        for text in [
            "",
            "12/03/2026",
            "2026-3-12",
            "2026-03-12 ",
            "20260312",
            "2026-03-1x",
            "２026-03-12",
        ] {
            refused(
                text,
                &format!("\"{text}\" is not a date; write it like 2026-03-12 (year, month, day)"),
            );
        }
        refused(
            "2026-02-29",
            "2026-02-29 is not in the calendar: 02/2026 has no day 29",
        );
        refused(
            "2026-13-01",
            "2026-13-01 is not in the calendar: there is no month 13",
        );
        refused("0026-03-12", "the date lies outside the years 1900 to 2200");
    }

    fn any_date() -> impl Strategy<Value = Date> {
        (1901i16..2199, 1i8..=12, 1i8..=31).prop_map(|(year, month, day)| {
            let first = date(year, month, 1);
            date(year, month, day.min(first.days_in_month()))
        })
    }

    proptest! {
        #[test]
        fn a_monthly_date_keeps_its_day_or_is_the_last_of_the_month(anchor in any_date(), n in -12..=12) {
            let reached = add_months_clamped(anchor, n).unwrap();
            prop_assert!(reached.day() == anchor.day()
                || (reached.day() < anchor.day() && reached == end_of_month(reached)));
            let months = |d: Date| i32::from(d.year()) * 12 + i32::from(d.month());
            prop_assert_eq!(months(reached) - months(anchor), n);
        }

        #[test]
        fn whole_months_are_the_most_that_fit(since in any_date(), until in any_date()) {
            let (since, until) = (since.min(until), since.max(until));
            let n = months_between(since, until);
            prop_assert!(add_months_clamped(since, n).unwrap() <= until);
            prop_assert!(add_months_clamped(since, n + 1).unwrap() > until);
        }

        #[test]
        fn adding_the_days_between_leads_there(from in any_date(), to in any_date()) {
            prop_assert_eq!(add_days(from, days_between(from, to)), Ok(to));
        }

        #[test]
        fn a_printed_date_is_read_back(date in any_date()) {
            prop_assert_eq!(parse_date(&date.to_string()), Ok(date));
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = parse_date(&text);
        }
    }
}
