//! Reference rates over time: what a central bank or a ministry publishes.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde::Serialize;
use toml::Spanned;
use toml::de::DeValue;

use super::error::LawError;
use super::rate::{self, Rate};
use super::read::{self, Cell, Group, Shape, cell, nothing_known};
use super::value::Values;
use crate::interest::{Percent, words};
use crate::sentence::Sentence;
use crate::toml_reader::{Reader, Table};

/// How long a rate without regular fixings may stay unchanged before somebody should look, in days.
const LONG_UNCHANGED_DAYS: i64 = 366;

/// How often a rate is fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frequency {
    /// On the first day of each month.
    Monthly,
    /// On the first day of each quarter.
    Quarterly,
    /// On 1 January and 1 July.
    HalfYearly,
    /// Once a year, on the same day as before.
    Yearly,
    /// Whenever its publisher decides.
    Irregular,
}

words!(Frequency {
    Monthly = "monthly",
    Quarterly = "quarterly",
    HalfYearly = "half-yearly",
    Yearly = "yearly",
    Irregular = "irregular",
});

/// One rate of a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeriesRate {
    /// The first day on which it holds.
    pub from: Date,
    /// The last day on which it holds, where the next rate is not known; else it holds until the next one.
    pub until: Option<Date>,
    /// Per cent a year.
    #[serde(rename = "rate_percent")]
    pub percent: Percent,
    /// The address at which it was found.
    pub source: Option<String>,
    /// Whether it was seen there.
    pub verified: bool,
    /// What a reader should know besides.
    pub note: Option<String>,
}

/// A reference rate over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// The name by which packs and agreed rates call it: `UK_BASE`.
    pub name: String,
    /// Other names that mean the same.
    pub aliases: Vec<String>,
    /// What it is, in words.
    pub title: String,
    /// How often it is fixed.
    pub fixing: Frequency,
    /// The address of its publisher.
    pub source: Option<String>,
    /// What its rates must equal: a check of published rates against the rule that they follow.
    pub equals: Values<Rate>,
    /// The rates, the oldest first; there is at least one.
    pub(super) rates: Vec<SeriesRate>,
}

impl Series {
    /// The rates, the oldest first; there is at least one.
    #[must_use]
    pub fn rates(&self) -> &[SeriesRate] {
        &self.rates
    }

    /// The name of one of its rates, by which a book accepts it while it is unverified.
    #[must_use]
    pub fn name_of(&self, rate: &SeriesRate) -> String {
        format!("{}.{}", self.name, rate.from)
    }

    /// The rates that hold on the days from `first` to `last`, both included, the earliest first.
    ///
    /// # Errors
    /// As [`Series::at`], for the first of the days without a rate.
    pub fn between(&self, first: Date, last: Date) -> Result<&[SeriesRate], LawError> {
        let begin = self.at(first)?.from;
        let begin = self.rates.partition_point(|rate| rate.from < begin);
        let end = self.rates.partition_point(|rate| rate.from <= last);
        let between = self.rates.get(begin..end).unwrap_or_default();
        for until in between.iter().filter_map(|rate| rate.until) {
            if until < last {
                self.at(until.tomorrow().map_err(|_| LawError::OutOfRange)?)?;
            }
        }
        Ok(between)
    }

    /// The rate that holds on a day.
    ///
    /// # Errors
    /// [`LawError`] for a day before the first rate, between two that are known, or after an end that is
    /// known. The newest rate holds on for ever unless it says when it ends.
    pub fn at(&self, date: Date) -> Result<&SeriesRate, LawError> {
        let after = self.rates.partition_point(|rate| rate.from <= date);
        let found = after.checked_sub(1).and_then(|index| self.rates.get(index));
        let next = self.rates.get(after);
        let series = || self.name.clone();
        match (found, next) {
            (Some(rate), _) if rate.until.is_none_or(|until| date <= until) => Ok(rate),
            (
                Some(SeriesRate {
                    until: Some(before),
                    ..
                }),
                Some(next),
            ) => Err(LawError::Gap {
                series: series(),
                date,
                before: *before,
                after: next.from,
            }),
            (Some(rate), _) => Err(LawError::AfterSeries {
                series: series(),
                date,
                last: rate.until.unwrap_or(rate.from),
            }),
            (None, next) => Err(LawError::BeforeSeries {
                series: series(),
                date,
                first: next.map_or(date, |next| next.from),
            }),
        }
    }

    /// The newest rate.
    #[must_use]
    pub fn newest(&self) -> Option<&SeriesRate> {
        self.rates.last()
    }

    /// The first day after the newest rate on which another is due to be fixed; none for a rate that has
    /// no regular fixings.
    #[must_use]
    pub fn next_fixing(&self) -> Option<Date> {
        let newest = self.newest()?.from;
        let months = |step: i8| {
            let start = date(newest.year(), (newest.month() - 1) / step * step + 1, 1);
            start.checked_add(i32::from(step).months()).ok()
        };
        match self.fixing {
            Frequency::Monthly => months(1),
            Frequency::Quarterly => months(3),
            Frequency::HalfYearly => months(6),
            Frequency::Yearly => newest.checked_add(1.year()).ok(),
            Frequency::Irregular => None,
        }
    }

    /// Why the newest rate may be out of date on that day; none while it surely is not.
    #[must_use]
    pub fn stale(&self, on: Date) -> Option<Sentence> {
        let newest = self.newest()?;
        let name = &self.name;
        if let Some(until) = newest.until.filter(|until| *until < on) {
            return Some(
                Sentence::new(
                    "law-remark.ended",
                    "the newest rate of {name} ended on {until}",
                )
                .with("name", name)
                .with("until", until),
            );
        }
        match self.next_fixing() {
            Some(next) if next <= on => Some(
                Sentence::new(
                    "law-remark.fixed-since",
                    "the newest rate of {name} is of {from}; another was fixed for {next}",
                )
                .with("name", name)
                .with("from", newest.from)
                .with("next", next),
            ),
            Some(_) => None,
            None => newest
                .from
                .checked_add(LONG_UNCHANGED_DAYS.days())
                .is_ok_and(|limit| limit < on)
                .then(|| {
                    Sentence::new(
                        "law-remark.long-unchanged",
                        "the newest rate of {name} is of {from}; look whether it still holds",
                    )
                    .with("name", name)
                    .with("from", newest.from)
                }),
        }
    }
}

/// The keys of a series, and those of one of its rates.
pub(super) const KEYS: [&str; 10] = [
    "name", "aliases", "title", "unit", "fixing", "source", "verified", "note", "equals", "rates",
];
pub(super) const RATE_KEYS: [&str; 6] = ["value", "from", "until", "source", "verified", "note"];

/// Reads a series.
pub(super) fn read(reader: &mut Reader<'_>, root: Table<'_, '_>) -> Option<Series> {
    reader.known_keys(root, &KEYS);
    let (name, _) = reader.required_text(root, "name", "\"UK_BASE\"")?;
    let (title, _) = reader.required_text(root, "title", "\"Bank of England Bank Rate\"")?;
    let aliases = reader.texts(root, "aliases");
    if let Some((unit, span)) = reader.text(root, "unit")
        && unit != "percent a year"
    {
        reader.error(
            span.start,
            "unknown-word",
            format!("\"unit\" is \"{unit}\"; rates are given in \"percent a year\""),
        );
    }
    let fixing = cell(root, "fixing").and_then(|cell| read::parsed(reader, cell));
    if !root.table.contains_key("fixing") {
        reader.missing(root, "fixing", "\"half-yearly\"");
    }
    let about = read::about(reader, root, &nothing_known(&name), name.clone());
    let rates = rates(reader, root, &about.source, about.verified);
    let group = Group { table: root, about };
    let equals = group.values(reader, "equals", Shape::Table, rate::read);
    Some(Series {
        name,
        aliases: aliases.into_iter().map(|(alias, _)| alias).collect(),
        title,
        fixing: fixing?,
        source: group.about.source,
        equals,
        rates: rates?,
    })
}

fn rates(
    reader: &mut Reader<'_>,
    root: Table<'_, '_>,
    source: &Option<String>,
    verified: bool,
) -> Option<Vec<SeriesRate>> {
    let Some(list) = cell(root, "rates") else {
        reader.missing(root, "rates", "[[\"2024-08-01\", \"5.00\"]]");
        return None;
    };
    let Some(entries) = list
        .value
        .get_ref()
        .as_array()
        .filter(|list| !list.is_empty())
    else {
        reader.wrong_type(
            "rates",
            list.value,
            "a list, such as [[\"2024-08-01\", \"5.00\"]]",
        );
        return None;
    };
    let mut rates: Vec<SeriesRate> = Vec::with_capacity(entries.len());
    for entry in entries {
        let rate = match entry.get_ref() {
            DeValue::Array(parts) => short(reader, entry, parts, verified),
            DeValue::Table(_) => long(reader, entry, verified),
            _ => {
                reader.wrong_type(
                    "rates",
                    entry,
                    "a day and a rate, such as [\"2024-08-01\", \"5.00\"]",
                );
                None
            }
        };
        let Some(mut rate) = rate else { continue };
        rate.source = rate.source.or_else(|| source.clone());
        if rate.verified && rate.source.is_none() {
            reader.error(
                entry.span().start,
                "no-source",
                format!("the rate of {} is verified but has no source; give the address at which it was seen", rate.from),
            );
        }
        if let Some(before) = rates.last()
            && before.until.unwrap_or(before.from) >= rate.from
        {
            reader.error(
                entry.span().start,
                "wrong-order",
                format!(
                    "the rate of {} follows one that holds until {} at least; the oldest comes first and no day has two rates",
                    rate.from,
                    before.until.unwrap_or(before.from)
                ),
            );
        }
        rates.push(rate);
    }
    (!rates.is_empty()).then_some(rates)
}

/// `["2024-08-01", "5.00"]`, with the source as a third part.
fn short(
    reader: &mut Reader<'_>,
    entry: &Spanned<DeValue<'_>>,
    parts: &[Spanned<DeValue<'_>>],
    verified: bool,
) -> Option<SeriesRate> {
    let key = "rates";
    let (from, percent, source) = match parts {
        [from, percent] => (from, percent, None),
        [from, percent, source] => (from, percent, Some(source)),
        _ => {
            reader.wrong_type(
                key,
                entry,
                "a day, a rate and perhaps its source: [\"2024-08-01\", \"5.00\"]",
            );
            return None;
        }
    };
    let source = source.and_then(|source| reader.text_value(key, source));
    let from = read::date_value(reader, Cell { key, value: from });
    let percent = read::parsed(
        reader,
        Cell {
            key,
            value: percent,
        },
    );
    Some(SeriesRate {
        from: from?,
        until: None,
        percent: percent?,
        source,
        verified,
        note: None,
    })
}

/// `{ value = "5.00", from = 2024-08-01, until = ..., source = ..., verified = false, note = "..." }`.
fn long(
    reader: &mut Reader<'_>,
    entry: &Spanned<DeValue<'_>>,
    verified: bool,
) -> Option<SeriesRate> {
    let key = "rates";
    let table = read::as_table(reader, Cell { key, value: entry })?;
    reader.known_keys(table, &RATE_KEYS);
    for (key, example) in [("from", "2024-08-01"), ("value", "\"5.00\"")] {
        if !table.table.contains_key(key) {
            reader.missing(table, key, example);
        }
    }
    let from = read::date(reader, table, "from");
    let until = read::date(reader, table, "until");
    let percent = cell(table, "value").and_then(|cell| read::parsed(reader, cell));
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        reader.error(
            table.at,
            "wrong-period",
            format!("this rate ends on {until}, before it begins on {from}"),
        );
    }
    Some(SeriesRate {
        from: from?,
        until,
        percent: percent?,
        source: reader.text(table, "source").map(|(source, _)| source),
        verified: read::boolean(reader, table, "verified").unwrap_or(verified),
        note: reader.text(table, "note").map(|(note, _)| note),
    })
}
