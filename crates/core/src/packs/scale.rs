//! Scales: what a claim of some amount costs, by bands or by slices.

use std::fmt;

use super::error::ScaleError;
use super::read::{self, ABOUT, Cell, cell};
use crate::currency::Currency;
use crate::interest::{Percent, words};
use crate::money::{Money, MoneyError, Rounding};
use crate::sentence::{Say, Sentence, Value};
use crate::toml_reader::{Reader, Table};

/// Units of a percentage of a minor unit in the minor unit: a hundred, times the millionths of a [`Percent`].
const PERCENT_SCALE: i128 = 100_000_000;

/// An amount that depends on another one: a fixed sum, a collection cost, a court fee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    currency: Currency,
    shape: Shape,
    min: Option<Money>,
    max: Option<Money>,
    unknown: Option<Money>,
    rounding: Rounding,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    /// The first band that the amount lies in says it all.
    Bands(Vec<Band>),
    /// Each slice of the amount costs its own share.
    Tranches(Vec<Tranche>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Band {
    /// The upper end; the last band can be without.
    end: Option<End>,
    charge: Charge,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Below(Money),
    UpTo(Money),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Charge {
    Amount(Money),
    Percent(Percent),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Tranche {
    /// How large the slice is; the last takes the rest.
    of: Option<Money>,
    percent: Percent,
}

/// How a share is rounded to the minor unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RoundingWord {
    HalfUp,
    Down,
}

words!(RoundingWord {
    HalfUp = "half-up",
    Down = "down",
});

impl Scale {
    /// The amount that the scale gives for another one. Shares are rounded once, as the scale says.
    ///
    /// # Errors
    /// [`ScaleError`].
    pub fn of(&self, amount: Money) -> Result<Money, ScaleError> {
        if amount.currency() != self.currency {
            return Err(ScaleError::Currency {
                expected: self.currency,
                found: amount.currency(),
            });
        }
        if amount.is_negative() {
            return Err(ScaleError::Negative);
        }
        let found = match &self.shape {
            Shape::Bands(bands) => {
                let band = bands.iter().find(|band| match band.end {
                    None => true,
                    Some(End::Below(end)) => amount.minor() < end.minor(),
                    Some(End::UpTo(end)) => amount.minor() <= end.minor(),
                });
                match band.map(|band| band.charge) {
                    Some(Charge::Amount(charge)) => charge,
                    Some(Charge::Percent(percent)) => {
                        self.rounded(share(amount.minor(), percent))?
                    }
                    None => return Err(ScaleError::Beyond { amount }),
                }
            }
            Shape::Tranches(tranches) => {
                let mut rest = amount.minor();
                let mut sum = 0;
                for tranche in tranches {
                    let slice = tranche.of.map_or(rest, |of| of.minor().min(rest));
                    sum += share(slice, tranche.percent);
                    rest -= slice;
                }
                self.rounded(sum)?
            }
        };
        let at_least = self.min.map_or(Ok(found), |min| found.max(min))?;
        Ok(self.max.map_or(Ok(at_least), |max| at_least.min(max))?)
    }

    /// The amount for a claim whose sum is not known.
    ///
    /// # Errors
    /// [`ScaleError::NoUnknown`] where the scale says nothing about it.
    pub fn of_unknown(&self) -> Result<Money, ScaleError> {
        self.unknown.ok_or(ScaleError::NoUnknown)
    }

    /// Rounds a number of hundred-millionths of the minor unit.
    fn rounded(&self, share: i128) -> Result<Money, ScaleError> {
        let minor = self.rounding.div(share, PERCENT_SCALE);
        let minor = minor.and_then(|minor| i64::try_from(minor).ok());
        Ok(Money::new(
            minor.ok_or(MoneyError::Overflow)?,
            self.currency,
        ))
    }
}

/// A share of an amount, exactly: at most 10^19 times 10^12, far below the end of 128 bits.
fn share(minor: i64, percent: Percent) -> i128 {
    i128::from(minor) * i128::from(percent.millionths())
}

impl Say for Scale {
    fn say(&self) -> Sentence {
        let mut parts: Vec<Sentence> = match &self.shape {
            Shape::Bands(bands) => bands
                .iter()
                .map(|band| band.say(bands.len() == 1))
                .collect(),
            Shape::Tranches(tranches) => tranches
                .iter()
                .enumerate()
                .map(|(index, tranche)| tranche.say(index == 0))
                .collect(),
        };
        parts
            .extend(self.min.map(|min| {
                Sentence::new("pack.scale.at-least", "at least {min}").with("min", min)
            }));
        parts.extend(
            self.max
                .map(|max| Sentence::new("pack.scale.at-most", "at most {max}").with("max", max)),
        );
        parts.extend(self.unknown.map(|sum| {
            Sentence::new("pack.scale.unknown", "{sum} when the sum is not known").with("sum", sum)
        }));
        if self.rounding == Rounding::Down {
            parts.push(Sentence::new("pack.scale.rounded-down", "rounded down"));
        }
        Sentence::new("pack.list", "{words}").with("words", Value::Several(parts, ", ".into()))
    }
}

impl Band {
    fn say(&self, is_alone: bool) -> Sentence {
        let charge: Value = match self.charge {
            Charge::Amount(amount) => amount.into(),
            Charge::Percent(percent) => Sentence::new("pack.scale.percent", "{percent} %")
                .with("percent", percent)
                .into(),
        };
        match self.end {
            Some(End::Below(end)) => Sentence::new("pack.scale.below", "{charge} below {end}")
                .with("charge", charge)
                .with("end", end),
            Some(End::UpTo(end)) => Sentence::new("pack.scale.up-to", "{charge} up to {end}")
                .with("charge", charge)
                .with("end", end),
            None if is_alone => Sentence::new("pack.sum", "{sum}").with("sum", charge),
            None => Sentence::new("pack.scale.from-there", "{charge} from there on")
                .with("charge", charge),
        }
    }
}

impl Tranche {
    fn say(&self, is_first: bool) -> Sentence {
        let percent = self.percent;
        match (self.of, is_first) {
            (Some(of), true) => {
                Sentence::new("pack.scale.of-first", "{percent} % of the first {of}")
                    .with("percent", percent)
                    .with("of", of)
            }
            (Some(of), false) => {
                Sentence::new("pack.scale.of-next", "{percent} % of the next {of}")
                    .with("percent", percent)
                    .with("of", of)
            }
            (None, _) => Sentence::new("pack.scale.of-rest", "{percent} % of the rest")
                .with("percent", percent),
        }
    }
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.say())
    }
}

/// The keys of a scale, of a band and of a tranche.
pub(super) const KEYS: [&str; 6] = ["bands", "tranches", "min", "max", "unknown", "rounding"];
pub(super) const BAND_KEYS: [&str; 4] = ["below", "up_to", "amount", "percent"];
pub(super) const TRANCHE_KEYS: [&str; 2] = ["of", "percent"];

/// Reads `{ bands = [...] }` or `{ tranches = [...], min = "40" }`.
pub(super) fn read(reader: &mut Reader<'_>, at: Cell<'_, '_>, currency: Currency) -> Option<Scale> {
    let table = read::as_table(reader, at)?;
    let known: Vec<&str> = KEYS.iter().chain(&ABOUT).copied().collect();
    reader.known_keys(table, &known);
    let money = |reader: &mut Reader<'_>, key| {
        cell(table, key).and_then(|cell| read::money(reader, cell, currency))
    };
    let (min, max) = (money(reader, "min"), money(reader, "max"));
    let unknown = money(reader, "unknown");
    if let (Some(min), Some(max)) = (min, max)
        && max.minor() < min.minor()
    {
        reader.error(
            table.at,
            "wrong-scale",
            format!("\"max\" ({max}) is below \"min\" ({min})"),
        );
    }
    let rounding = match cell(table, "rounding").map(|cell| read::parsed(reader, cell)) {
        None | Some(Some(RoundingWord::HalfUp)) => Rounding::HalfUp,
        Some(Some(RoundingWord::Down)) => Rounding::Down,
        Some(None) => return None,
    };
    let has = |key| table.table.contains_key(key);
    let shape = match (has("bands"), has("tranches")) {
        (true, false) => bands(reader, table, currency)?,
        (false, true) => tranches(reader, table, currency)?,
        _ => {
            reader.error(
                table.at,
                "wrong-scale",
                "a scale has either bands = [{ below = \"1000\", amount = \"40\" }, { amount = \"70\" }] or tranches = [{ of = \"2500\", percent = \"15\" }, { percent = \"10\" }]",
            );
            return None;
        }
    };
    Some(Scale {
        currency,
        shape,
        min,
        max,
        unknown,
        rounding,
    })
}

fn bands(reader: &mut Reader<'_>, table: Table<'_, '_>, currency: Currency) -> Option<Shape> {
    let rows = reader.tables(table, "bands", "the band");
    let count = rows.len();
    let mut bands: Vec<Band> = Vec::with_capacity(count);
    let mut highest: Option<Money> = None;
    for (index, row) in rows.into_iter().enumerate() {
        reader.known_keys(row, &BAND_KEYS);
        let below = cell(row, "below").and_then(|cell| read::money(reader, cell, currency));
        let up_to = cell(row, "up_to").and_then(|cell| read::money(reader, cell, currency));
        let end = below.map(End::Below).or(up_to.map(End::UpTo));
        let limit = below.or(up_to);
        let is_last = index + 1 == count;
        let ends = usize::from(row.table.contains_key("below"))
            + usize::from(row.table.contains_key("up_to"));
        if ends > 1 || (ends == 0 && !is_last) {
            let message = "every band but the last has an upper end, either \"below\" or \"up_to\"";
            reader.error(row.at, "wrong-scale", message);
        }
        if let (Some(limit), Some(highest)) = (limit, highest)
            && limit.minor() <= highest.minor()
        {
            let message = format!(
                "this band ends with {limit}, and the one before with {highest}; the lowest comes first"
            );
            reader.error(row.at, "wrong-scale", message);
        }
        highest = limit.or(highest);
        if let Some(charge) = charge(reader, row, currency) {
            bands.push(Band { end, charge });
        }
    }
    if count == 0 {
        reader.error(table.at, "wrong-scale", "a scale needs one band at least");
    }
    (bands.len() == count && count > 0).then_some(Shape::Bands(bands))
}

fn charge(reader: &mut Reader<'_>, row: Table<'_, '_>, currency: Currency) -> Option<Charge> {
    match (cell(row, "amount"), cell(row, "percent")) {
        (Some(amount), None) => read::money(reader, amount, currency).map(Charge::Amount),
        (None, Some(percent)) => share_of(reader, percent).map(Charge::Percent),
        _ => {
            let message = "a band has either an \"amount\" or a \"percent\"";
            reader.error(row.at, "wrong-scale", message);
            None
        }
    }
}

fn tranches(reader: &mut Reader<'_>, table: Table<'_, '_>, currency: Currency) -> Option<Shape> {
    let rows = reader.tables(table, "tranches", "the tranche");
    let count = rows.len();
    let mut tranches = Vec::with_capacity(count);
    for (index, row) in rows.into_iter().enumerate() {
        reader.known_keys(row, &TRANCHE_KEYS);
        let of = cell(row, "of").and_then(|cell| read::money(reader, cell, currency));
        if row.table.contains_key("of") == (index + 1 == count) {
            let message = "every tranche but the last says how large it is with \"of\"; the last takes the rest";
            reader.error(row.at, "wrong-scale", message);
        }
        if !row.table.contains_key("percent") {
            reader.missing(row, "percent", "\"15\"");
        }
        let percent = cell(row, "percent").and_then(|cell| share_of(reader, cell));
        if let Some(percent) = percent {
            tranches.push(Tranche { of, percent });
        }
    }
    if count == 0 {
        reader.error(
            table.at,
            "wrong-scale",
            "a scale needs one tranche at least",
        );
    }
    (tranches.len() == count && count > 0).then_some(Shape::Tranches(tranches))
}

/// A share that is not negative.
fn share_of(reader: &mut Reader<'_>, cell: Cell<'_, '_>) -> Option<Percent> {
    let percent: Percent = read::parsed(reader, cell)?;
    if percent < Percent::ZERO {
        let message = format!(
            "\"{}\" is {percent}; a share here is not negative",
            cell.key
        );
        reader.error(cell.at(), "out-of-range", message);
        return None;
    }
    Some(percent)
}
