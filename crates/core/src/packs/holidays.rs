//! Public holidays as rules: what falls on which day of any year.

pub(super) mod parse;

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::value::About;
use crate::calendar::{Calendar, CalendarError};
use crate::interest::words;

/// How long one may look for a free day after a holiday; no run of holidays is longer.
const MAX_SUBSTITUTE_DAYS: i64 = 14;

/// The holidays of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holidays {
    /// The name by which packs call it: `GB-ENG`.
    pub name: String,
    /// What it is, in words.
    pub title: String,
    /// Where it was found.
    pub about: About,
    pub(super) rules: Vec<HolidayRule>,
    pub(super) days: BTreeMap<Date, String>,
}

/// A holiday that comes back each year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HolidayRule {
    pub(super) name: String,
    pub(super) day: Day,
    /// For each weekday from Monday, by how many days the holiday moves when it falls there.
    pub(super) moves: [i8; 7],
    /// For each weekday from Monday, whether it is not kept when it falls there.
    pub(super) skip: [bool; 7],
    pub(super) substitute: Option<Substitute>,
    pub(super) from: Option<i16>,
    pub(super) until: Option<i16>,
    pub(super) except: Vec<i16>,
    /// Only in years that this divides.
    pub(super) every: i16,
}

/// Which day of a year a holiday falls on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    Fixed {
        month: i8,
        day: i8,
    },
    /// The n-th such weekday of the month; counted from the end when `nth` is negative.
    Weekday {
        month: i8,
        weekday: Weekday,
        nth: i8,
    },
    /// So many days after Easter Sunday.
    Easter(i16),
}

/// Which other day is free as well when a holiday falls on a weekend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Substitute {
    /// The Monday after.
    NextMonday,
    /// The first day after that is neither a weekend nor a holiday.
    NextWeekday,
    /// The Friday before a Saturday, and the Monday after a Sunday.
    NearestWeekday,
}

words!(Substitute {
    NextMonday = "next-monday",
    NextWeekday = "next-weekday",
    NearestWeekday = "nearest-weekday",
});

impl Holidays {
    /// The holidays of a year, in order and each day once; where two fall on one day it has both names.
    ///
    /// A day that is free instead of a weekend is named after its holiday. It belongs to the year in which
    /// it lies: New Year's Day of a year can be kept on the last day of the year before.
    #[must_use]
    pub fn of_year(&self, year: i16) -> Vec<(Date, String)> {
        self.between(year, year)
    }

    /// The holidays from one year to another, both included.
    #[must_use]
    pub fn between(&self, first: i16, last: i16) -> Vec<(Date, String)> {
        let mut days: BTreeMap<Date, String> = BTreeMap::new();
        // One year more at both ends: a substitute day can lie on the other side of New Year.
        for year in first.saturating_sub(1)..=last.saturating_add(1) {
            self.add_year(year, &mut days);
        }
        days.retain(|day, _| (first..=last).contains(&day.year()));
        days.into_iter().collect()
    }

    /// A calendar with these holidays and a weekend of Saturday and Sunday.
    ///
    /// # Errors
    /// [`CalendarError`] when the rules close too many days in a row.
    pub fn calendar(&self, first: i16, last: i16) -> Result<Calendar, CalendarError> {
        Calendar::weekdays().with_holidays(self.between(first, last))
    }

    fn add_year(&self, year: i16, days: &mut BTreeMap<Date, String>) {
        let kept: Vec<(Date, &HolidayRule)> = self
            .rules
            .iter()
            .filter_map(|rule| Some((rule.in_year(year)?, rule)))
            .collect();
        for (day, rule) in &kept {
            add(days, *day, &rule.name);
        }
        for (day, name) in self.days.iter().filter(|(day, _)| day.year() == year) {
            add(days, *day, name);
        }
        // Only when all are known is it clear which day is free.
        for (day, rule) in kept {
            let substitute = rule.substitute.and_then(|how| how.of(day, days));
            if let Some(substitute) = substitute {
                add(days, substitute, &format!("{} (observed)", rule.name));
            }
        }
    }
}

fn add(days: &mut BTreeMap<Date, String>, day: Date, name: &str) {
    let names = days.entry(day).or_default();
    if !names.is_empty() {
        names.push_str("; ");
    }
    names.push_str(name);
}

impl HolidayRule {
    /// The day on which it is kept in a year; none when it is not.
    fn in_year(&self, year: i16) -> Option<Date> {
        let is_kept = self.from.is_none_or(|from| from <= year)
            && self.until.is_none_or(|until| year <= until)
            && !self.except.contains(&year)
            && year % self.every == 0;
        let day = is_kept.then(|| self.day.in_year(year)).flatten()?;
        let slot = usize::try_from(day.weekday().to_monday_zero_offset()).ok()?;
        if self.skip[slot] {
            return None;
        }
        day.checked_add(i64::from(self.moves[slot]).days()).ok()
    }
}

impl Day {
    fn in_year(self, year: i16) -> Option<Date> {
        match self {
            Day::Fixed { month, day } => Date::new(year, month, day).ok(),
            Day::Weekday {
                month,
                weekday,
                nth,
            } => Date::new(year, month, 1)
                .and_then(|first| first.nth_weekday_of_month(nth, weekday))
                .ok(),
            Day::Easter(days) => easter(year)?.checked_add(i64::from(days).days()).ok(),
        }
    }
}

impl Substitute {
    fn of(self, day: Date, days: &BTreeMap<Date, String>) -> Option<Date> {
        let after = match day.weekday() {
            Weekday::Saturday => 2,
            Weekday::Sunday => 1,
            _ => return None,
        };
        match self {
            Substitute::NextMonday => day.checked_add(after.days()).ok(),
            Substitute::NearestWeekday if after == 2 => day.yesterday().ok(),
            Substitute::NearestWeekday => day.tomorrow().ok(),
            Substitute::NextWeekday => (after..MAX_SUBSTITUTE_DAYS)
                .filter_map(|n| day.checked_add(n.days()).ok())
                .find(|day| is_weekday(*day) && !days.contains_key(day)),
        }
    }
}

fn is_weekday(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// Easter Sunday of the Gregorian calendar, by the rule of Meeus, Jones and Butcher.
fn easter(year: i16) -> Option<Date> {
    let year_number = i32::from(year);
    let golden = year_number.rem_euclid(19);
    let (century, rest) = (year_number.div_euclid(100), year_number.rem_euclid(100));
    let correction = (8 * century + 13) / 25;
    let moon = (19 * golden + century - century / 4 - correction + 15).rem_euclid(30);
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4).rem_euclid(7);
    let shift = (golden + 11 * moon + 22 * weekday) / 451;
    let days = moon + weekday - 7 * shift + 114;
    let part = |number: i32| i8::try_from(number).ok();
    Date::new(year, part(days / 31)?, part(days % 31 + 1)?).ok()
}
