//! Reading the holidays of a place.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::{Date, Weekday};

use super::super::read::{self, cell, nothing_known};
use super::{Day, HolidayRule, Holidays};
use crate::toml_reader::{Reader, Table};

/// The keys of a file, of a holiday that comes back, and of a single day.
pub(in super::super) const KEYS: [&str; 7] = [
    "name", "title", "source", "verified", "note", "holiday", "day",
];
pub(in super::super) const HOLIDAY_KEYS: [&str; 13] = [
    "name",
    "month",
    "day",
    "weekday",
    "nth",
    "easter",
    "moves",
    "skip",
    "substitute",
    "from",
    "until",
    "except",
    "every",
];
pub(in super::super) const DAY_KEYS: [&str; 2] = ["date", "name"];

const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
const YEARS: Range<i64> = 1583..9999;

/// Reads the holidays of a place.
pub(in super::super) fn read(reader: &mut Reader<'_>, root: Table<'_, '_>) -> Option<Holidays> {
    reader.known_keys(root, &KEYS);
    let name = reader.required_text(root, "name", "\"GB-ENG\"");
    let title = reader.required_text(root, "title", "\"Bank holidays in England and Wales\"");
    let mut rules = Vec::new();
    for table in reader.tables(root, "holiday", "the holiday") {
        rules.extend(rule(reader, table));
    }
    let mut days = BTreeMap::new();
    for table in reader.tables(root, "day", "the day") {
        reader.known_keys(table, &DAY_KEYS);
        let name = reader.required_text(table, "name", "\"Day of mourning\"");
        if !table.table.contains_key("date") {
            reader.missing(table, "date", "2022-09-19");
        }
        let date: Option<Date> = read::date(reader, table, "date");
        if let (Some((name, _)), Some(date)) = (name, date)
            && days.insert(date, name).is_some()
        {
            reader.error(
                table.at,
                "duplicate",
                format!("{date} is listed twice; keep one of the two"),
            );
        }
    }
    let (name, title) = (name?.0, title?.0);
    let about = read::about(reader, root, &nothing_known(&name), name.clone());
    Some(Holidays {
        name,
        title,
        about,
        rules,
        days,
    })
}

fn rule(reader: &mut Reader<'_>, table: Table<'_, '_>) -> Option<HolidayRule> {
    reader.known_keys(table, &HOLIDAY_KEYS);
    let name = reader.required_text(table, "name", "\"Christmas Day\"");
    let day = day(reader, table);
    let mut moves = [0; 7];
    if let Some(section) = reader.table(table, "moves", "moves") {
        reader.known_keys(section, &WEEKDAYS);
        for (slot, weekday) in WEEKDAYS.into_iter().enumerate() {
            moves[slot] = small(reader, section, weekday, -6..7).unwrap_or(0);
        }
    }
    let mut skip = [false; 7];
    for (text, span) in reader.texts(table, "skip") {
        if let Some(slot) = weekday_slot(reader, "skip", &text, span.start) {
            skip[slot] = true;
        }
    }
    let substitute = cell(table, "substitute").and_then(|cell| read::parsed(reader, cell));
    let from = year(reader, table, "from");
    let until = year(reader, table, "until");
    let except = years(reader, table);
    let every = small(reader, table, "every", 1..101).unwrap_or(1);
    Some(HolidayRule {
        name: name?.0,
        day: day?,
        moves,
        skip,
        substitute,
        from,
        until,
        except,
        every: every.into(),
    })
}

/// A fixed day, the n-th weekday of a month, or a distance from Easter.
fn day(reader: &mut Reader<'_>, table: Table<'_, '_>) -> Option<Day> {
    let has = |key| table.table.contains_key(key);
    match (has("easter"), has("month"), has("day"), has("weekday")) {
        (true, false, false, false) => {
            let days = reader.integer(table, "easter", -90..250)?;
            Some(Day::Easter(i16::try_from(days).ok()?))
        }
        (false, true, true, false) => {
            let month = small(reader, table, "month", 1..13);
            let day = small(reader, table, "day", 1..32);
            let (month, day) = (month?, day?);
            // A leap year has every day that a year can have.
            if Date::new(2024, month, day).is_err() {
                reader.error(
                    table.at,
                    "wrong-date",
                    format!("no year has a day {day} in month {month}"),
                );
                return None;
            }
            Some(Day::Fixed { month, day })
        }
        (false, true, false, true) => {
            let month = small(reader, table, "month", 1..13);
            let nth = small(reader, table, "nth", -5..6);
            let weekday = reader
                .required_text(table, "weekday", "\"monday\"")
                .and_then(|(text, span)| weekday_slot(reader, "weekday", &text, span.start));
            let nth = nth.filter(|nth| *nth != 0);
            if nth.is_none() {
                reader.missing(table, "nth", "1 (the first; -1 is the last)");
            }
            let weekday = Weekday::from_monday_zero_offset(i8::try_from(weekday?).ok()?).ok()?;
            Some(Day::Weekday {
                month: month?,
                weekday,
                nth: nth?,
            })
        }
        _ => {
            reader.error(
                table.at,
                "holiday-day",
                "a holiday needs its day, in one of three ways: month = 12, day = 25; or month = 5, weekday = \"monday\", nth = -1; or easter = -2",
            );
            None
        }
    }
}

fn weekday_slot(reader: &mut Reader<'_>, key: &str, text: &str, at: usize) -> Option<usize> {
    let slot = WEEKDAYS.into_iter().position(|weekday| weekday == text);
    if slot.is_none() {
        reader.error(
            at,
            "unknown-word",
            format!("\"{key}\" is \"{text}\"; it can be {}", WEEKDAYS.join(", ")),
        );
    }
    slot
}

fn small(
    reader: &mut Reader<'_>,
    table: Table<'_, '_>,
    key: &str,
    allowed: Range<i64>,
) -> Option<i8> {
    i8::try_from(reader.integer(table, key, allowed)?).ok()
}

fn year(reader: &mut Reader<'_>, table: Table<'_, '_>, key: &str) -> Option<i16> {
    i16::try_from(reader.integer(table, key, YEARS)?).ok()
}

fn years(reader: &mut Reader<'_>, table: Table<'_, '_>) -> Vec<i16> {
    let Some(list) = table.table.get("except") else {
        return Vec::new();
    };
    let Some(entries) = list.get_ref().as_array() else {
        reader.wrong_type("except", list, "a list of years, such as [2022]");
        return Vec::new();
    };
    let years = entries.iter().filter_map(|entry| {
        let year = reader.integer_value("except", entry, YEARS)?;
        i16::try_from(year).ok()
    });
    years.collect()
}
