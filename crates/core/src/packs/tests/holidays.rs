//! Holidays of well-known years. The years 2015 to 2031 of every set are compared with a published list by
//! `cargo xtask acceptance`.

use jiff::civil::{Date, Weekday, date};
use proptest::prelude::*;

use super::packs;
use crate::calendar::Closed;

#[track_caller]
fn check(name: &str, year: i16, expected: &[(i8, i8)]) {
    let holidays = packs()
        .holidays(name)
        .unwrap_or_else(|| panic!("there is no {name}"));
    let found: Vec<(i8, i8)> = holidays
        .of_year(year)
        .iter()
        .map(|(day, _)| (day.month(), day.day()))
        .collect();
    assert_eq!(
        found,
        expected,
        "{name} {year}: {:?}",
        holidays.of_year(year)
    );
}

#[test]
fn substitute_days_follow_a_weekend() {
    // Christmas on a Saturday and Boxing Day on a Sunday: both on the days after.
    check(
        "GB-ENG",
        2021,
        &[
            (1, 1),
            (4, 2),
            (4, 5),
            (5, 3),
            (5, 31),
            (8, 30),
            (12, 25),
            (12, 26),
            (12, 27),
            (12, 28),
        ],
    );
    // Christmas on a Sunday: its substitute comes after Boxing Day. The jubilee moved a holiday.
    check(
        "GB-ENG",
        2022,
        &[
            (1, 1),
            (1, 3),
            (4, 15),
            (4, 18),
            (5, 2),
            (6, 2),
            (6, 3),
            (8, 29),
            (9, 19),
            (12, 25),
            (12, 26),
            (12, 27),
        ],
    );
    // New Year's Day of 2022 was a Saturday and kept on the Friday before, in the old year.
    check(
        "US",
        2021,
        &[
            (1, 1),
            (1, 18),
            (2, 15),
            (5, 31),
            (6, 18),
            (6, 19),
            (7, 4),
            (7, 5),
            (9, 6),
            (10, 11),
            (11, 11),
            (11, 25),
            (12, 24),
            (12, 25),
            (12, 31),
        ],
    );
    check(
        "CA-ON",
        2022,
        &[
            (1, 1),
            (1, 3),
            (2, 21),
            (4, 15),
            (5, 23),
            (7, 1),
            (9, 5),
            (10, 10),
            (12, 25),
            (12, 26),
        ],
    );
}

#[test]
fn movable_and_moved_days_fall_where_they_should() {
    check(
        "DE",
        2024,
        &[
            (1, 1),
            (3, 29),
            (4, 1),
            (5, 1),
            (5, 9),
            (5, 20),
            (10, 3),
            (12, 25),
            (12, 26),
        ],
    );
    // 27 April 2025 was a Sunday, so the King's birthday was kept the day before; 5 May is free every fifth year.
    check(
        "NL",
        2025,
        &[
            (1, 1),
            (4, 18),
            (4, 20),
            (4, 21),
            (4, 26),
            (5, 5),
            (5, 29),
            (6, 8),
            (6, 9),
            (12, 25),
            (12, 26),
        ],
    );
    check(
        "FR",
        2026,
        &[
            (1, 1),
            (4, 6),
            (5, 1),
            (5, 8),
            (5, 14),
            (5, 25),
            (7, 14),
            (8, 15),
            (11, 1),
            (11, 11),
            (12, 25),
        ],
    );
    // Since 2023, the first Monday of February.
    check(
        "IE",
        2026,
        &[
            (1, 1),
            (2, 2),
            (3, 17),
            (4, 6),
            (5, 4),
            (6, 1),
            (8, 3),
            (10, 26),
            (12, 25),
            (12, 26),
        ],
    );
    check(
        "EU",
        2026,
        &[(1, 1), (4, 3), (4, 6), (5, 1), (12, 25), (12, 26)],
    );
    check("CH", 2026, &[(1, 1), (5, 14), (8, 1), (12, 25)]);
    check("IN", 2026, &[(1, 26), (8, 15), (10, 2)]);
}

#[test]
fn easter_is_on_its_published_days() {
    let easter_monday = |year: i16| {
        let days = packs().holidays("EU").unwrap().of_year(year);
        days.into_iter()
            .map(|(day, _)| day)
            .find(|day| day.weekday() == Weekday::Monday && (3..=4).contains(&day.month()))
            .unwrap()
    };
    for (year, month, day) in [
        (1818, 3, 23),
        (1943, 4, 26),
        (1954, 4, 19),
        (1981, 4, 20),
        (2000, 4, 24),
        (2008, 3, 24),
        (2011, 4, 25),
        (2024, 4, 1),
        (2026, 4, 6),
        (2038, 4, 26),
        (2049, 4, 19),
        (2076, 4, 20),
    ] {
        assert_eq!(easter_monday(year), date(year, month, day));
    }
}

#[test]
fn a_calendar_is_closed_on_them_and_says_why() {
    let calendar = packs()
        .holidays("GB-ENG")
        .unwrap()
        .calendar(2026, 2027)
        .unwrap();
    assert_eq!(
        calendar.next_business_day(date(2026, 12, 25)),
        date(2026, 12, 29)
    );
    assert_eq!(
        calendar.why_closed(date(2026, 12, 28)),
        Some(Closed::Holiday("Boxing Day (observed)".to_owned()))
    );
}

#[test]
fn two_holidays_on_one_day_share_it() {
    let days = packs().holidays("FR").unwrap().of_year(2008);
    // Ascension was on 1 May.
    let shared: Vec<&(Date, String)> = days
        .iter()
        .filter(|(_, name)| name.contains("; "))
        .collect();
    assert_eq!(shared.len(), 1);
    assert_eq!(shared[0].0, date(2008, 5, 1));
}

proptest! {
    #[test]
    fn each_day_comes_once_in_order_and_in_its_year(year in -9999i16..=9999) {
        for holidays in packs().all_holidays() {
            let days = holidays.of_year(year);
            prop_assert!(days.windows(2).all(|pair| pair[0].0 < pair[1].0));
            prop_assert!(days.iter().all(|(day, name)| day.year() == year && !name.is_empty()));
        }
    }

    #[test]
    fn a_stretch_of_years_is_its_years(first in 1900i16..2100, more in 0i16..5) {
        for holidays in packs().all_holidays() {
            let years: Vec<(Date, String)> =
                (first..=first + more).flat_map(|year| holidays.of_year(year)).collect();
            prop_assert_eq!(years, holidays.between(first, first + more));
        }
    }
}
