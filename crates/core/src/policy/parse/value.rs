//! Reading single values: dates, amounts, times, shares, conditions, and words out of a list.

use std::borrow::Cow;
use std::ops::Range;

use jiff::civil::{Date, Time};
use toml::Spanned;
use toml::de::DeValue;

use super::super::toml_reader::{Reader, Table};
use super::super::{At, MAX_OFFSET_DAYS};
use crate::condition::{Condition, Place};
use crate::currency::Currency;
use crate::money::Money;
use crate::sentence::Sentence;

/// Who may be asked to approve a step.
pub(super) const ROLES: [&str; 3] = ["collector", "controller", "admin"];

pub(super) fn currency(reader: &mut Reader<'_>, head: Table<'_, '_>) -> Option<Currency> {
    let (code, span) = reader.required_text(head, "currency", "\"GBP\"")?;
    match Currency::from_code(&code) {
        Ok(currency) => Some(currency),
        Err(error) => {
            reader.error(span.start, "unknown-currency", error);
            None
        }
    }
}

pub(super) fn date(reader: &mut Reader<'_>, table: Table<'_, '_>, key: &str) -> Option<Date> {
    let value = table.table.get(key)?;
    let text = match value.get_ref() {
        DeValue::Datetime(datetime) => datetime.to_string(),
        DeValue::String(text) => text.to_string(),
        _ => String::new(),
    };
    match crate::dates::parse_date(&text) {
        Ok(date) => Some(date),
        Err(error) => {
            reader.error(
                value.span().start,
                "wrong-date",
                Sentence::new(
                    "finding.wrong-date",
                    "\"{key}\": {error}; for example: {key} = 2027-01-31",
                )
                .with("key", key)
                .with("error", error),
            );
            None
        }
    }
}

pub(super) fn amount(
    reader: &mut Reader<'_>,
    table: Table<'_, '_>,
    key: &str,
    unit: Currency,
) -> Option<i64> {
    let (text, span) = reader.number_text(table, key)?;
    match Money::parse(&text, unit) {
        Ok(money) if !money.is_negative() => Some(money.minor()),
        Ok(_) => {
            reader.error(
                span.start,
                "out-of-range",
                Sentence::new(
                    "finding.negative-amount",
                    "\"{key}\" is {text}; an amount here is not negative",
                )
                .with("key", key)
                .with("text", text),
            );
            None
        }
        Err(error) => {
            reader.error(
                span.start,
                "wrong-amount",
                Sentence::new("finding.no-amount", "\"{key}\": {error}")
                    .with("key", key)
                    .with("error", error),
            );
            None
        }
    }
}

pub(super) fn send_between(reader: &mut Reader<'_>, table: Table<'_, '_>) -> Option<(Time, Time)> {
    let at = table.table.get("send_between")?.span().start;
    let before = reader.findings.len();
    let texts = reader.texts(table, "send_between");
    if reader.findings.len() > before {
        return None;
    }
    let times: Vec<Time> = texts
        .iter()
        .filter_map(|(text, _)| Time::strptime("%H:%M", text).ok())
        .collect();
    match times.as_slice() {
        [from, until] if from < until && texts.len() == 2 => Some((*from, *until)),
        _ => {
            reader.error(
                at,
                "wrong-hours",
                Sentence::new(
                    "finding.wrong-hours",
                    "send_between is two times of day, the earlier first: [\"09:00\", \"17:00\"]",
                ),
            );
            None
        }
    }
}

/// Whether a part that carries its name in its heading has one.
pub(super) fn is_named(reader: &mut Reader<'_>, name: &Spanned<Cow<'_, str>>, what: &str) -> bool {
    let named = !name.get_ref().trim().is_empty();
    if !named {
        reader.error(
            name.span().start,
            "empty",
            Sentence::new(
                "finding.no-name",
                "{what} needs a name after the point, for example: {what}.standard",
            )
            .with("what", what),
        );
    }
    named
}

/// Reads one word out of a fixed list.
pub(super) fn known<T>(
    reader: &mut Reader<'_>,
    key: &str,
    found: &str,
    at: usize,
    from_code: impl Fn(&str) -> Option<T>,
    all: &[&str],
) -> Option<T> {
    let value = from_code(found);
    if value.is_none() {
        reader.error(
            at,
            "unknown-word",
            Sentence::new(
                "finding.unknown-word",
                "\"{key}\" is \"{found}\"; it can be {known}",
            )
            .with("key", key)
            .with("found", found)
            .with("known", all.join(", ")),
        );
    }
    value
}

/// Reads `due`, `due + 3 days`, `due - 1 day`, `invoice + 7 days`.
pub(super) fn at(reader: &mut Reader<'_>, text: &str, place: usize) -> Option<At> {
    let parsed = At::read(text);
    if parsed.is_none() {
        reader.error(place, "wrong-time", Sentence::new(
            "finding.wrong-time",
            "\"{text}\" is not a time for a step; write \"due\", \"due + 3 days\", \"due - 7 days\" or \"invoice + 2 days\" (at most {most} days)",
        )
        .with("text", text)
        .with("most", MAX_OFFSET_DAYS));
    }
    parsed
}

pub(super) fn condition(
    reader: &mut Reader<'_>,
    text: &str,
    span: &Range<usize>,
    place: Place,
) -> Option<Condition> {
    match Condition::parse(text, place) {
        Ok(condition) => Some(condition),
        Err(errors) => {
            for error in errors {
                let at = reader.byte_inside(span, error.at);
                reader.error(
                    at,
                    error.code,
                    Sentence::new("finding.condition", "in the condition \"{text}\": {why}")
                        .with("text", text)
                        .with("why", error.message),
                );
            }
            None
        }
    }
}

pub(super) fn days(reader: &mut Reader<'_>, text: &str, at: usize) -> Option<i64> {
    let days = text
        .trim()
        .strip_suffix("days")
        .and_then(|number| number.trim().parse::<i64>().ok());
    let days = days.filter(|days| (1..=3_650).contains(days));
    if days.is_none() {
        reader.error(
            at,
            "wrong-days",
            Sentence::new(
                "finding.wrong-days",
                "\"{text}\" is not a number of days; write \"180 days\"",
            )
            .with("text", text),
        );
    }
    days
}

/// Checks a percentage and keeps it as written.
pub(super) fn percent(reader: &mut Reader<'_>, text: &str, at: usize) -> Option<String> {
    let share = text
        .trim()
        .strip_suffix('%')
        .and_then(|number| number.trim().parse::<rust_decimal::Decimal>().ok());
    let inside = share.is_some_and(|share| {
        share > rust_decimal::Decimal::ZERO && share <= rust_decimal::Decimal::ONE_HUNDRED
    });
    if !inside {
        reader.error(
            at,
            "wrong-percentage",
            Sentence::new(
                "finding.wrong-percentage",
                "\"{text}\" is not a share; write \"25%\" (above 0, at most 100)",
            )
            .with("text", text),
        );
        return None;
    }
    Some(text.trim().to_owned())
}
