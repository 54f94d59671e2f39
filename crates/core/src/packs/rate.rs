//! Where the rate of a law comes from: a fixed number, or a reference series with points on top.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::Packs;
use super::error::LawError;
use super::read::{self, ABOUT, Cell, cell};
use super::series::Series;
use crate::interest::{Percent, RateStep, words};
use crate::sentence::{Say, Sentence, Value};
use crate::toml_reader::{Reader, Table};

/// The rate of a law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rate {
    /// The same for ever, per cent a year.
    Fixed(Percent),
    /// A reference rate, multiplied and with points on top.
    Reference {
        /// The name of the series.
        series: String,
        /// On which days the reference is read, and for how long it serves.
        reading: Reading,
        /// What the reference is multiplied by, before the points are added.
        times: Decimal,
        /// The points on top.
        add: Percent,
    },
}

/// On which days a reference rate is read, and for how long it serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Each day has the rate of that day.
    Day,
    /// The rate of 1 January serves until 30 June, that of 1 July until 31 December.
    HalfYearStart,
    /// The rate of 31 December serves from 1 January to 30 June, that of 30 June from 1 July to 31 December.
    HalfYearEve,
    /// The rate of 1 January serves the year.
    YearStart,
    /// The rate of the first day of a fiscal year serves that year.
    FiscalYear {
        /// The month in which the fiscal year begins.
        month: i8,
        /// The day of that month.
        day: i8,
    },
}

/// The words for [`Reading`] in packs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ReadingWord {
    Day,
    HalfYearStart,
    HalfYearEve,
    YearStart,
    FiscalYear,
}

words!(ReadingWord {
    Day = "day",
    HalfYearStart = "half-year-start",
    HalfYearEve = "half-year-eve",
    YearStart = "year-start",
    FiscalYear = "fiscal-year",
});

impl Say for Rate {
    fn say(&self) -> Sentence {
        let (series, reading, times, add) = match self {
            Rate::Fixed(percent) => {
                return Sentence::new("pack.rate.fixed", "{percent} % a year")
                    .with("percent", *percent);
            }
            Rate::Reference {
                series,
                reading,
                times,
                add,
            } => (series, reading, times, add),
        };
        let rate = match (*times == Decimal::ONE, *add == Percent::ZERO) {
            (true, true) => Sentence::from(series.clone()),
            (true, false) => Sentence::new("pack.rate.over", "{add} points over {series}")
                .with("add", *add)
                .with("series", series),
            (false, true) => Sentence::new("pack.rate.times", "{times} times {series}")
                .with("times", Value::Decimal(times.to_string()))
                .with("series", series),
            (false, false) => Sentence::new(
                "pack.rate.over-times",
                "{add} points over {times} times {series}",
            )
            .with("add", *add)
            .with("times", Value::Decimal(times.to_string()))
            .with("series", series),
        };
        match reading {
            Reading::Day => rate,
            Reading::HalfYearStart => Sentence::new(
                "pack.rate.half-year-start",
                "{rate}, read on 1 January and 1 July",
            )
            .with("rate", rate),
            Reading::HalfYearEve => Sentence::new(
                "pack.rate.half-year-eve",
                "{rate}, read on the day before 1 January and 1 July",
            )
            .with("rate", rate),
            Reading::YearStart => {
                Sentence::new("pack.rate.year-start", "{rate}, read on 1 January")
                    .with("rate", rate)
            }
            Reading::FiscalYear { month, day } => Sentence::new(
                "pack.rate.fiscal-year",
                "{rate}, read at the beginning of the fiscal year ({date})",
            )
            .with("rate", rate)
            .with("date", format!("{day:02}/{month:02}")),
        }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.say())
    }
}

impl Reading {
    /// The first day of the period that a date lies in.
    fn period_start(self, date: Date) -> Option<Date> {
        let (month, day) = match self {
            Reading::Day => return Some(date),
            Reading::HalfYearStart | Reading::HalfYearEve if date.month() > 6 => (7, 1),
            Reading::HalfYearStart | Reading::HalfYearEve | Reading::YearStart => (1, 1),
            Reading::FiscalYear { month, day } => (month, day),
        };
        let this_year = Date::new(date.year(), month, day).ok()?;
        if this_year <= date {
            Some(this_year)
        } else {
            Date::new(date.year() - 1, month, day).ok()
        }
    }

    /// The first day of the period after the one that begins on `start`.
    fn next_start(self, start: Date) -> Option<Date> {
        let span = match self {
            Reading::Day => 1.day(),
            Reading::HalfYearStart | Reading::HalfYearEve => 6.months(),
            Reading::YearStart | Reading::FiscalYear { .. } => 1.year(),
        };
        start.checked_add(span).ok()
    }

    /// The day on which the rate of a period is read.
    fn read_on(self, start: Date) -> Option<Date> {
        match self {
            Reading::HalfYearEve => start.yesterday().ok(),
            _ => Some(start),
        }
    }
}

/// A stretch of days for which a rate is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) rate: RateStep,
    /// The last day; `Date::MAX` for the newest rate, which holds on.
    pub(super) until: Date,
    /// What an unverified rate is called, so that a book can accept it.
    pub(super) unverified: Option<String>,
}

impl Rate {
    /// All rates that this gives, the oldest first, from `since` on if a law begins there.
    ///
    /// # Errors
    /// [`LawError::UnknownSeries`], or [`LawError::OutOfRange`] when a rate is beyond reason.
    pub(super) fn steps(&self, packs: &Packs, since: Option<Date>) -> Result<Vec<Step>, LawError> {
        match self {
            Rate::Fixed(percent) => Ok(vec![Step {
                rate: RateStep::new(Date::MIN, *percent),
                until: Date::MAX,
                unverified: None,
            }]),
            Rate::Reference {
                series,
                reading,
                times,
                add,
            } => {
                let series = packs.require_series(series)?;
                let effective = |percent: Percent| {
                    percent
                        .checked_mul(*times)
                        .and_then(|percent| percent.checked_add(*add))
                        .map_err(|_| LawError::OutOfRange)
                };
                let spans = match reading {
                    Reading::Day => daily(series),
                    reading => periods(series, *reading, since),
                };
                spans
                    .into_iter()
                    .map(|span| {
                        let rate = &series.rates()[span.rate];
                        Ok(Step {
                            rate: RateStep::new(span.from, effective(rate.percent)?),
                            until: span.until,
                            unverified: (!rate.verified).then(|| series.name_of(rate)),
                        })
                    })
                    .collect()
            }
        }
    }

    /// The rate that this gives for a day.
    ///
    /// # Errors
    /// [`LawError`] when there is none.
    pub fn on(&self, packs: &Packs, date: Date) -> Result<Percent, LawError> {
        let steps = self.steps(packs, None)?;
        let after = steps.partition_point(|step| step.rate.from <= date);
        let step = after.checked_sub(1).map(|index| &steps[index]);
        match (step, self.series()) {
            (Some(step), _) if date <= step.until => Ok(step.rate.percent),
            // The series itself says best why it has no rate.
            (_, Some(series)) => packs
                .require_series(series)?
                .at(date)
                .map(|rate| rate.percent),
            (_, None) => Err(LawError::OutOfRange),
        }
    }

    /// The name of the series, if there is one.
    #[must_use]
    pub fn series(&self) -> Option<&str> {
        match self {
            Rate::Fixed(_) => None,
            Rate::Reference { series, .. } => Some(series),
        }
    }
}

/// A stretch of days that has one rate of a series, given by its index.
struct Span {
    from: Date,
    until: Date,
    rate: usize,
}

/// Each rate of the series with the days on which it holds.
fn daily(series: &Series) -> Vec<Span> {
    let rates = series.rates();
    let spans = rates.iter().enumerate().map(|(index, rate)| {
        let next = rates
            .get(index + 1)
            .and_then(|next| next.from.yesterday().ok());
        Span {
            from: rate.from,
            until: rate.until.or(next).unwrap_or(Date::MAX),
            rate: index,
        }
    });
    spans.collect()
}

/// The rate of each period that has one. The period in which the newest rate is first read goes on for ever
/// if that rate does.
fn periods(series: &Series, reading: Reading, since: Option<Date>) -> Vec<Span> {
    let rates = series.rates();
    let (Some(first), Some(last)) = (rates.first(), rates.last()) else {
        return Vec::new();
    };
    let beginning = since.map_or(first.from, |since| since.max(first.from));
    let mut start = reading.period_start(beginning);
    let mut spans = Vec::new();
    while let Some((from, read_on)) = start.and_then(|start| Some((start, reading.read_on(start)?)))
    {
        let next = reading.next_start(from);
        let until = next
            .and_then(|next| next.yesterday().ok())
            .unwrap_or(Date::MAX);
        let index = rates
            .partition_point(|rate| rate.from <= read_on)
            .checked_sub(1);
        let known = index.filter(|index| rates[*index].until.is_none_or(|until| read_on <= until));
        let is_last = index == Some(rates.len() - 1);
        if let Some(rate) = known {
            let until = if is_last && last.until.is_none() {
                Date::MAX
            } else {
                until
            };
            spans.push(Span { from, until, rate });
        }
        if is_last && (last.until.is_none() || known.is_none()) {
            break;
        }
        start = next;
    }
    spans
}

/// The keys of a rate.
pub(super) const KEYS: [&str; 6] = [
    "series",
    "reference",
    "add",
    "times",
    "fixed",
    "fiscal_year_starts",
];

/// Reads `{ series = "UK_BASE", reference = "half-year-eve", add = "8" }` or `{ fixed = "10" }`.
pub(super) fn read(reader: &mut Reader<'_>, cell: Cell<'_, '_>) -> Option<Rate> {
    let table = read::as_table(reader, cell)?;
    let known: Vec<&str> = KEYS.iter().chain(&ABOUT).copied().collect();
    reader.known_keys(table, &known);
    let has = |key| table.table.contains_key(key);
    match (has("fixed"), has("series")) {
        (true, false) => {
            if let Some(key) = KEYS.into_iter().find(|key| *key != "fixed" && has(key)) {
                let message = format!("\"{key}\" means nothing beside \"fixed\"; leave it out");
                reader.error(table.at, "wrong-rate", message);
            }
            percent(reader, table, "fixed").map(Rate::Fixed)
        }
        (false, true) => reference(reader, table),
        _ => {
            reader.error(
                table.at,
                "wrong-rate",
                "a rate is either { fixed = \"10\" } or { series = \"UK_BASE\", reference = \"day\", add = \"8\" }",
            );
            None
        }
    }
}

fn reference(reader: &mut Reader<'_>, table: Table<'_, '_>) -> Option<Rate> {
    let (series, _) = reader.required_text(table, "series", "\"UK_BASE\"")?;
    let add = match table.table.contains_key("add") {
        true => percent(reader, table, "add"),
        false => Some(Percent::ZERO),
    };
    let times = match table.table.contains_key("times") {
        true => percent(reader, table, "times").map(Percent::to_decimal),
        false => Some(Decimal::ONE),
    };
    let (word, span) = reader.required_text(table, "reference", "\"half-year-start\"")?;
    let reading = match read::parsed_text(reader, "reference", &word, span.start)? {
        ReadingWord::Day => Reading::Day,
        ReadingWord::HalfYearStart => Reading::HalfYearStart,
        ReadingWord::HalfYearEve => Reading::HalfYearEve,
        ReadingWord::YearStart => Reading::YearStart,
        ReadingWord::FiscalYear => fiscal_year(reader, table)?,
    };
    Some(Rate::Reference {
        series,
        reading,
        times: times?,
        add: add?,
    })
}

/// `fiscal_year_starts = "09-01"`.
fn fiscal_year(reader: &mut Reader<'_>, table: Table<'_, '_>) -> Option<Reading> {
    let (text, span) = reader.required_text(table, "fiscal_year_starts", "\"09-01\"")?;
    // A year without 29 February: every year must have the day.
    let date = format!("2025-{text}").parse::<Date>().ok();
    let Some(date) = date.filter(|_| text.len() == 5) else {
        let message = format!(
            "\"fiscal_year_starts\" is \"{text}\"; it is a month and a day that every year has, such as \"09-01\""
        );
        reader.error(span.start, "wrong-date", message);
        return None;
    };
    Some(Reading::FiscalYear {
        month: date.month(),
        day: date.day(),
    })
}

fn percent(reader: &mut Reader<'_>, table: Table<'_, '_>, key: &str) -> Option<Percent> {
    read::parsed(reader, cell(table, key)?)
}
