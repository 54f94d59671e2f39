//! Days and years as the day counts count them, and the one formula of interest.

use jiff::civil::Date;

use super::percent::Percent;
use super::rule::DayCount;
use crate::dates::days_between;

/// Millionths of one per cent in the whole: 100 per cent of a million millionths.
const WHOLE: i128 = 100_000_000;

impl DayCount {
    /// The days from `from` to `to`, both counted. Zero for the 31st of a month alone over 30/360.
    ///
    /// It adds up: the days of two neighbouring stretches are those of the whole.
    #[must_use]
    pub fn days(self, from: Date, to: Date) -> i32 {
        match self {
            DayCount::Act365 | DayCount::Act360 | DayCount::ActAct => days_between(from, to) + 1,
            DayCount::Thirty360 => {
                // The day before, found by hand so that the first date of the calendar has one too.
                let before = match from.yesterday() {
                    Ok(day) => ordinal_360(day),
                    Err(_) => ordinal_360(from) - 1,
                };
                ordinal_360(to) - before
            }
        }
    }

    /// How many days the year has in which `day` lies.
    #[must_use]
    pub fn year_days(self, day: Date) -> i32 {
        match self {
            DayCount::Act365 => 365,
            DayCount::Act360 | DayCount::Thirty360 => 360,
            DayCount::ActAct => i32::from(day.days_in_year()),
        }
    }
}

/// The number of a day in a calendar of months with 30 days, in which the 31st is the 30th once more.
fn ordinal_360(date: Date) -> i32 {
    360 * i32::from(date.year()) + 30 * i32::from(date.month()) + i32::from(date.day().min(30))
}

/// The interest of so many days on an amount, rounded half-up to the minor unit; with `round_daily` the
/// interest of a day is rounded and then multiplied. None when it does not fit in 64 bits.
pub(super) fn interest(
    principal: i64,
    percent: Percent,
    days: i32,
    year_days: i32,
    round_daily: bool,
) -> Option<i64> {
    // A rate is at most 10^12 millionths and all dates together are below 10^7 days, so the product
    // stays below 10^38 and fits in 128 bits.
    let yearly = i128::from(principal) * i128::from(percent.millionths());
    let divisor = WHOLE * i128::from(year_days);
    if round_daily {
        let daily = half_up(yearly, divisor)?;
        i64::try_from(daily * i128::from(days)).ok()
    } else {
        i64::try_from(half_up(yearly * i128::from(days), divisor)?).ok()
    }
}

/// Division rounded half-up, in 64 bits where the numbers allow it: that is several times as fast, and
/// they nearly always do.
fn half_up(num: i128, den: i128) -> Option<i128> {
    if let (Ok(num), Ok(den)) = (u64::try_from(num), u64::try_from(den)) {
        let (quotient, rest) = (num.checked_div(den)?, num.checked_rem(den)?);
        return Some(i128::from(quotient) + i128::from(rest >= den - rest));
    }
    crate::money::Rounding::HalfUp.div(num, den)
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
    use crate::money::Rounding;

    #[test]
    fn days_are_counted_with_the_first_and_the_last() {
        use DayCount::{Act365, Thirty360};
        #[track_caller]
        fn check(count: DayCount, from: Date, to: Date, expected: i32) {
            assert_eq!(count.days(from, to), expected, "{count} {from} {to}");
        }
        check(Act365, date(2026, 3, 1), date(2026, 3, 1), 1);
        check(Act365, date(2024, 1, 1), date(2024, 12, 31), 366);
        // Every whole month has 30 days, whatever its length.
        check(Thirty360, date(2026, 1, 1), date(2026, 1, 31), 30);
        check(Thirty360, date(2026, 1, 1), date(2026, 1, 30), 30);
        check(Thirty360, date(2026, 1, 31), date(2026, 1, 31), 0);
        check(Thirty360, date(2026, 4, 1), date(2026, 4, 30), 30);
        check(Thirty360, date(2026, 1, 1), date(2026, 12, 31), 360);
        // February ends as it does in the calendar, and 1 March makes up for it.
        check(Thirty360, date(2026, 2, 1), date(2026, 2, 28), 28);
        check(Thirty360, date(2024, 2, 1), date(2024, 2, 29), 29);
        check(Thirty360, date(2026, 3, 1), date(2026, 3, 1), 3);
        check(Thirty360, date(2026, 2, 1), date(2026, 3, 31), 60);
    }

    fn any_date() -> impl Strategy<Value = Date> {
        (1990i16..2060, 1i8..=12, 1i8..=31).prop_map(|(year, month, day)| {
            date(year, month, day.min(date(year, month, 1).days_in_month()))
        })
    }

    fn any_count() -> impl Strategy<Value = DayCount> {
        prop_oneof![
            Just(DayCount::Act365),
            Just(DayCount::Act360),
            Just(DayCount::ActAct),
            Just(DayCount::Thirty360)
        ]
    }

    proptest! {
        #[test]
        fn the_days_of_two_parts_are_those_of_the_whole(
            count in any_count(), mut days in [any_date(), any_date(), any_date()],
        ) {
            days.sort_unstable();
            let [first, middle, last] = days;
            prop_assume!(middle < last);
            let parts = count.days(first, middle) + count.days(middle.tomorrow().unwrap(), last);
            prop_assert_eq!(parts, count.days(first, last));
        }

        #[test]
        fn the_short_division_agrees_with_the_long_one(num: i64, den in 1i64..) {
            let (num, den) = (i128::from(num), i128::from(den));
            prop_assert_eq!(half_up(num, den), Rounding::HalfUp.div(num, den));
        }
    }
}
