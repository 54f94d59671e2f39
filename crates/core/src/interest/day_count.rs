//! Days and years as the day counts count them, and the one formula of interest.

use jiff::civil::Date;

use super::percent::Percent;
use super::rule::DayCount;
use crate::money::Rounding;

/// Millionths of one per cent in the whole: 100 per cent of a million millionths.
const WHOLE: u64 = 100_000_000;

impl DayCount {
    /// The days from `from` to `to`, both counted. Zero for the 31st of a month alone over 30/360.
    ///
    /// It adds up: the days of two neighbouring stretches are those of the whole.
    #[must_use]
    pub fn days(self, from: Date, to: Date) -> i32 {
        match self {
            DayCount::Act365 | DayCount::Act360 | DayCount::ActAct => {
                number_of(to) - number_of(from) + 1
            }
            DayCount::Thirty360 => {
                // The very first date of all has no day before it, and no debt was due then.
                let before = from.yesterday().unwrap_or(from);
                ordinal_360(to) - ordinal_360(before)
            }
        }
    }

    /// How many days the year has in which `day` lies.
    #[must_use]
    pub fn year_days(self, day: Date) -> u16 {
        match self {
            DayCount::Act365 => 365,
            DayCount::Act360 | DayCount::Thirty360 => 360,
            DayCount::ActAct if day.in_leap_year() => 366,
            DayCount::ActAct => 365,
        }
    }
}

/// The number of a day in a calendar whose months have 30 days: the 31st is the 30th once more.
fn ordinal_360(date: Date) -> i32 {
    let months = 12 * i32::from(date.year()) + i32::from(date.month());
    30 * months + i32::from(date.day().min(30))
}

/// The number of a day of the calendar. It is needed for every row, so it is worked out directly: in a
/// year that begins in March the leap day is the last, and the months before any month have 30.6 days on
/// average, rounded down.
#[inline]
pub(super) fn number_of(date: Date) -> i32 {
    // Whole cycles of 400 years keep the years of the calendar above zero, where division is plain.
    let year = i32::from(date.year()) + 25 * 400;
    let (year, month) = match i32::from(date.month()) {
        month @ ..3 => (year - 1, month + 9),
        month => (year, month - 3),
    };
    let (year, month) = (year.unsigned_abs(), month.unsigned_abs());
    let century = year / 100;
    let before = 1461 * year / 4 - century + century / 4 + (153 * month + 2) / 5;
    before.cast_signed() + i32::from(date.day())
}

/// The interest of so many days on an amount, rounded half-up to the minor unit; with `round_daily` the
/// interest of a day is rounded and then multiplied. None when it does not fit in 64 bits.
#[inline]
pub(super) fn interest(
    principal: i64,
    percent: Percent,
    days: i32,
    year_days: u16,
    round_daily: bool,
) -> Option<i64> {
    if round_daily {
        let daily = interest(principal, percent, 1, year_days, false)?;
        return daily.checked_mul(i64::from(days));
    }
    match product(principal, percent, days) {
        Some(product) => i64::try_from(of_year(product, year_days)).ok(),
        None => long_of_year(principal, percent, days, year_days),
    }
}

/// Amount, rate and days multiplied, when all are above zero and 64 bits are enough, as they nearly
/// always are.
#[inline]
fn product(principal: i64, percent: Percent, days: i32) -> Option<u64> {
    let yearly = u64::try_from(principal)
        .ok()?
        .checked_mul(u64::try_from(percent.millionths()).ok()?)?;
    yearly.checked_mul(u64::try_from(days).ok()?)
}

/// The product divided by the days of the year and the whole, rounded half-up. A division by a constant
/// is a multiplication to the processor, so each year has its own.
#[inline]
fn of_year(product: u64, year_days: u16) -> u64 {
    match year_days {
        360 => half_up::<{ 360 * WHOLE }>(product),
        366 => half_up::<{ 366 * WHOLE }>(product),
        _ => half_up::<{ 365 * WHOLE }>(product),
    }
}

fn half_up<const DIVISOR: u64>(number: u64) -> u64 {
    number / DIVISOR + u64::from(number % DIVISOR >= DIVISOR / 2)
}

/// The same in 128 bits: a rate is at most 10^12 millionths and all dates together are below 10^7 days,
/// so the product stays below 10^38.
fn long_of_year(principal: i64, percent: Percent, days: i32, year_days: u16) -> Option<i64> {
    let yearly = i128::from(principal) * i128::from(percent.millionths());
    let divisor = i128::from(WHOLE) * i128::from(year_days);
    let rounded = Rounding::HalfUp.div(yearly * i128::from(days), divisor)?;
    i64::try_from(rounded).ok()
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
    use crate::dates::days_between;

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
        fn the_short_way_agrees_with_the_long_one(
            principal in prop_oneof![any::<i64>(), 1i64..1_000_000],
            millionths in 0i64..1_000_000_000_000,
            days in 0i32..100_000,
            halves in 0u64..1_000_000,
            count in any_count(),
            day in any_date(),
        ) {
            let year_days = count.year_days(day);
            let percent = Percent::from_millionths(millionths).unwrap();
            if let Some(product) = product(principal, percent, days) {
                let short = i64::try_from(of_year(product, year_days)).ok();
                prop_assert_eq!(short, long_of_year(principal, percent, days, year_days));
            }
            let divisor = WHOLE * u64::from(year_days);
            for number in [halves * divisor / 2, (halves * divisor / 2).saturating_sub(1)] {
                let long = Rounding::HalfUp.div(i128::from(number), i128::from(divisor));
                prop_assert_eq!(Some(i128::from(of_year(number, year_days))), long);
            }
        }

        #[test]
        fn calendar_days_are_those_of_the_calendar(from in any_date(), to in any_date()) {
            prop_assert_eq!(number_of(to) - number_of(from), days_between(from, to));
        }
    }
}
