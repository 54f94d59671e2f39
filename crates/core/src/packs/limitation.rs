//! How long a debt can be sued for, and what makes that time run anew.

use jiff::civil::{Date, date};

use super::read::{self, Group, Shape};
use super::value::{About, Values};
use crate::dates::{DateError, add_months_clamped};
use crate::interest::words;
use crate::toml_reader::{Reader, Table};

/// What a law says about time bars.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limitation {
    /// For every debt that has none of its own below.
    pub general: Period,
    /// For kinds of debts, by the name of the kind: `written`, `oral`, `consumer`.
    pub kinds: Vec<(String, Period)>,
}

/// How long a kind of debt can be sued for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Period {
    /// Years until the debt is barred.
    pub years: Values<i32>,
    /// From when they run; from the due date if the pack does not say.
    pub starts: Values<Start>,
    /// What makes them run anew.
    pub restarts_by: Values<Vec<Restart>>,
    /// Years from the due date after which it is barred whatever happened.
    pub absolute_years: Values<i32>,
    /// What a reader should know besides.
    pub note: Option<String>,
}

/// From when the years run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// The due date.
    Due,
    /// The end of the year that the due date lies in.
    YearEnd,
}

words!(Start {
    Due = "due",
    YearEnd = "year-end",
});

/// What can make the years run anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Restart {
    /// The debtor pays a part.
    PartPayment,
    /// The debtor pays interest.
    InterestPayment,
    /// The debtor acknowledges the debt in any way.
    Acknowledgement,
    /// The debtor acknowledges it in writing.
    WrittenAcknowledgement,
    /// The debtor acknowledges it in writing and signs.
    SignedAcknowledgement,
    /// The creditor demands payment in writing.
    WrittenDemand,
    /// The creditor demands payment in any way out of court.
    Demand,
    /// The creditor goes to court.
    CourtClaim,
    /// The creditor has the debt enforced.
    Enforcement,
    /// The creditor files the debt in an insolvency.
    InsolvencyFiling,
}

words!(Restart {
    PartPayment = "part-payment",
    InterestPayment = "interest-payment",
    Acknowledgement = "acknowledgement",
    WrittenAcknowledgement = "written-acknowledgement",
    SignedAcknowledgement = "signed-acknowledgement",
    WrittenDemand = "written-demand",
    Demand = "demand",
    CourtClaim = "court-claim",
    Enforcement = "enforcement",
    InsolvencyFiling = "insolvency-filing",
});

/// The day on which a debt is barred, and why then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expiry<'a> {
    /// The last day on which it can be sued for, counted strictly: from the due date itself.
    pub last_day: Date,
    /// What made the years run anew last.
    pub restarted_by: Option<(Date, Restart)>,
    /// Where the number of years comes from.
    pub about: &'a About,
}

impl Limitation {
    /// The last day on which a debt can be sued for, given what happened since it fell due. An event that
    /// the law does not count, or that came when the debt was barred already, changes nothing.
    ///
    /// `kind` picks the period of a kind of debts. Without it the general one is taken, or the one that
    /// ends first where the law has none. None where the law has no period at all.
    ///
    /// # Errors
    /// [`DateError::OutOfRange`].
    pub fn expiry(
        &self,
        kind: Option<&str>,
        due: Date,
        events: &[(Date, Restart)],
    ) -> Result<Option<Expiry<'_>>, DateError> {
        let of_kind = self
            .kinds
            .iter()
            .find(|(name, _)| Some(name.as_str()) == kind);
        let general = of_kind.map_or(&self.general, |(_, period)| period);
        if let Some(expiry) = general.expiry(due, events)? {
            return Ok(Some(expiry));
        }
        let mut first: Option<Expiry<'_>> = None;
        for (_, period) in &self.kinds {
            let expiry = period.expiry(due, events)?;
            first = match (first, expiry) {
                (Some(first), Some(other)) if other.last_day < first.last_day => Some(other),
                (first, other) => first.or(other),
            };
        }
        Ok(first)
    }
}

impl Period {
    fn expiry(
        &self,
        due: Date,
        events: &[(Date, Restart)],
    ) -> Result<Option<Expiry<'_>>, DateError> {
        let Some(years) = self.years.on(due) else {
            return Ok(None);
        };
        let after = |start: Date, years: i32| add_months_clamped(start, years.saturating_mul(12));
        let start = match self.starts.on(due).map_or(Start::Due, |start| start.value) {
            Start::Due => due,
            Start::YearEnd => date(due.year(), 12, 31),
        };
        let mut last_day = after(start, years.value)?;
        let mut restarted_by = None;
        let mut events = events.to_vec();
        events.sort_by_key(|(day, _)| *day);
        for (day, event) in events {
            let counts = self
                .restarts_by
                .on(day)
                .is_some_and(|list| list.value.contains(&event));
            // What comes before the debt is due cannot shorten the time.
            let renewed = after(day, years.value)?;
            if counts && day <= last_day && renewed > last_day {
                last_day = renewed;
                restarted_by = Some((day, event));
            }
        }
        if let Some(most) = self.absolute_years.on(due) {
            last_day = last_day.min(after(due, most.value)?);
        }
        Ok(Some(Expiry {
            last_day,
            restarted_by,
            about: &years.about,
        }))
    }
}

/// The keys of `[limitation]`, and of the section of a kind of debts in it.
pub(super) const KEYS: [&str; 4] = ["years", "starts", "restarts_by", "absolute_years"];

/// Reads `[limitation]` and the sections in it, such as `[limitation.written]`.
pub(super) fn read(reader: &mut Reader<'_>, table: Table<'_, '_>, above: &About) -> Limitation {
    let kinds: Vec<&str> = table
        .table
        .iter()
        .filter(|(key, value)| {
            !KEYS.contains(&key.get_ref().as_ref()) && value.get_ref().is_table()
        })
        .map(|(key, _)| key.get_ref().as_ref())
        .collect();
    let known: Vec<&str> = KEYS.into_iter().chain(kinds.iter().copied()).collect();
    let group = super::parse::section(reader, table, above, "limitation", &known);
    let mut periods = Vec::new();
    for kind in kinds {
        if let Some(table) = reader.table(table, kind, "the limitation of a kind of debts") {
            let group = super::parse::section(reader, table, &group.about, kind, &KEYS);
            periods.push((kind.to_owned(), period(reader, &group)));
        }
    }
    Limitation {
        general: period(reader, &group),
        kinds: periods,
    }
}

fn period(reader: &mut Reader<'_>, group: &Group<'_, '_>) -> Period {
    Period {
        years: group.values(reader, "years", Shape::Plain, read::count),
        starts: group.values(reader, "starts", Shape::Plain, read::parsed),
        restarts_by: group.values(reader, "restarts_by", Shape::Plain, read::parsed_list),
        absolute_years: group.values(reader, "absolute_years", Shape::Plain, read::count),
        note: group.about.note.clone(),
    }
}
