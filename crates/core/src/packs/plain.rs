//! Reading plain values: texts, numbers, words, amounts, dates.

use std::fmt::Display;
use std::str::FromStr;

use jiff::civil::{Date, Time};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::currency::Currency;
use crate::money::Money;
use crate::toml_reader::{Reader, Table};

/// A value as it is written, with the key before it.
#[derive(Clone, Copy)]
pub(super) struct Cell<'t, 'i> {
    pub(super) key: &'t str,
    pub(super) value: &'t Spanned<DeValue<'i>>,
}

impl Cell<'_, '_> {
    pub(super) fn at(&self) -> usize {
        self.value.span().start
    }
}

pub(super) fn place<'t, 'i>(cell: Cell<'t, 'i>, table: &'t DeTable<'i>) -> Table<'t, 'i> {
    Table {
        table,
        at: cell.at(),
        name: cell.key,
    }
}

/// The value as a table, for values that are one.
pub(super) fn as_table<'t, 'i>(
    reader: &mut Reader<'_>,
    cell: Cell<'t, 'i>,
) -> Option<Table<'t, 'i>> {
    let table = cell.value.get_ref().as_table();
    if table.is_none() {
        reader.wrong_type(cell.key, cell.value, "a table in curly braces");
    }
    table.map(|table| place(cell, table))
}

pub(super) fn text(reader: &mut Reader<'_>, cell: Cell<'_, '_>) -> Option<String> {
    reader.text_value(cell.key, cell.value)
}

pub(super) fn texts(reader: &mut Reader<'_>, cell: Cell<'_, '_>) -> Option<Vec<String>> {
    let texts = reader.texts_value(cell.key, cell.value);
    Some(texts.into_iter().map(|(text, _)| text).collect())
}

pub(super) fn truth(reader: &mut Reader<'_>, cell: Cell<'_, '_>) -> Option<bool> {
    let truth = cell.value.get_ref().as_bool();
    if truth.is_none() {
        reader.wrong_type(cell.key, cell.value, "true or false");
    }
    truth
}

/// A number of days or years.
pub(super) fn count(reader: &mut Reader<'_>, cell: Cell<'_, '_>) -> Option<i32> {
    let count = reader.integer_value(cell.key, cell.value, 0..1_001)?;
    i32::try_from(count).ok()
}

/// A text that stands for something: a word of a list, a rate.
pub(super) fn parsed<T: FromStr<Err: Display>>(
    reader: &mut Reader<'_>,
    cell: Cell<'_, '_>,
) -> Option<T> {
    let text = text(reader, cell)?;
    parsed_text(reader, cell.key, &text, cell.at())
}

pub(super) fn parsed_text<T: FromStr<Err: Display>>(
    reader: &mut Reader<'_>,
    key: &str,
    text: &str,
    at: usize,
) -> Option<T> {
    match text.parse() {
        Ok(value) => Some(value),
        Err(error) => {
            reader.error(at, "unknown-word", format!("\"{key}\": {error}"));
            None
        }
    }
}

/// A list of words.
pub(super) fn parsed_list<T: FromStr<Err: Display>>(
    reader: &mut Reader<'_>,
    cell: Cell<'_, '_>,
) -> Option<Vec<T>> {
    let texts = reader.texts_value(cell.key, cell.value);
    let words = texts
        .into_iter()
        .filter_map(|(text, span)| parsed_text(reader, cell.key, &text, span.start));
    Some(words.collect())
}

/// An amount that is not negative, in the currency of the pack.
pub(super) fn money(
    reader: &mut Reader<'_>,
    cell: Cell<'_, '_>,
    currency: Currency,
) -> Option<Money> {
    let text = text(reader, cell)?;
    match Money::parse(&text, currency) {
        Ok(money) if !money.is_negative() => Some(money),
        Ok(_) => {
            let message = format!("\"{}\" is {text}; an amount here is not negative", cell.key);
            reader.error(cell.at(), "out-of-range", message);
            None
        }
        Err(error) => {
            reader.error(
                cell.at(),
                "wrong-amount",
                format!("\"{}\": {error}", cell.key),
            );
            None
        }
    }
}

/// A key of a table with the value it has.
pub(super) fn cell<'t, 'i>(table: Table<'t, 'i>, key: &'t str) -> Option<Cell<'t, 'i>> {
    table.table.get(key).map(|value| Cell { key, value })
}

pub(super) fn boolean(reader: &mut Reader<'_>, table: Table<'_, '_>, key: &str) -> Option<bool> {
    truth(reader, cell(table, key)?)
}

pub(super) fn date(reader: &mut Reader<'_>, table: Table<'_, '_>, key: &str) -> Option<Date> {
    date_value(reader, cell(table, key)?)
}

/// A date written as a date of TOML or as a text. Any year will do: the oldest series begins in 1694.
pub(super) fn date_value(reader: &mut Reader<'_>, cell: Cell<'_, '_>) -> Option<Date> {
    let text = match cell.value.get_ref() {
        DeValue::Datetime(datetime) => datetime.to_string(),
        DeValue::String(text) => text.to_string(),
        _ => String::new(),
    };
    let date = (text.len() == 10)
        .then(|| text.parse::<Date>().ok())
        .flatten();
    if date.is_none() {
        let message = format!(
            "\"{key}\" is not a date of the calendar; write year, month and day: {key} = 2027-01-31",
            key = cell.key
        );
        reader.error(cell.at(), "wrong-date", message);
    }
    date
}

/// A time of day.
pub(super) fn time(reader: &mut Reader<'_>, table: Table<'_, '_>, key: &str) -> Option<Time> {
    let (text, span) = reader.required_text(table, key, "\"08:00\"")?;
    let time = Time::strptime("%H:%M", &text).ok();
    if time.is_none() {
        let message = format!("\"{key}\" is \"{text}\"; a time of day is written like \"08:00\"");
        reader.error(span.start, "wrong-time", message);
    }
    time
}
