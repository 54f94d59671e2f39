//! A value of law together with where it comes from and when it holds.

use jiff::civil::Date;
use serde::Serialize;

/// Everything that is known about a value besides the value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = LawAbout))]
pub struct About {
    /// What it is called: `GB.court.small_claims_limit`. A book accepts an unverified value by this name.
    pub name: String,
    /// The address at which it was found. A verified value always has one.
    pub source: Option<String>,
    /// Whether it was seen at its source. What is not verified is shown with that word and never charged
    /// unless the book accepts it by name.
    pub verified: bool,
    /// Whether it belongs to a coming version of the law, which is shown and never applied.
    pub pending: bool,
    /// The first day on which it holds; none when no beginning is known.
    pub from: Option<Date>,
    /// The last day on which it holds; none while no end is known.
    pub until: Option<Date>,
    /// What a reader should know besides.
    pub note: Option<String>,
    /// The line of its file on which it stands, from 1.
    #[serde(skip)]
    pub line: usize,
}

impl About {
    /// Whether it is law on that day.
    #[must_use]
    pub fn holds_on(&self, date: Date) -> bool {
        !self.pending
            && self.from.is_none_or(|from| from <= date)
            && self.until.is_none_or(|until| date <= until)
    }

    /// Whether there is a day on which both are law.
    pub(super) fn overlaps(&self, other: &About) -> bool {
        let starts_in_time = |a: &About, b: &About| {
            a.from
                .is_none_or(|from| b.until.is_none_or(|end| from <= end))
        };
        !self.pending
            && !other.pending
            && starts_in_time(self, other)
            && starts_in_time(other, self)
    }
}

/// A value and what is known about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// What it is for, where a law has several: `written`, `oral`, a court.
    pub kind: Option<String>,
    /// Its name, its source and its period.
    pub about: About,
}

/// A value that changes over time, or that a law has for several kinds of cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Values<T>(pub(super) Vec<Sourced<T>>);

impl<T> Default for Values<T> {
    fn default() -> Values<T> {
        Values(Vec::new())
    }
}

impl<T> Values<T> {
    /// The value for every kind of case on that day.
    #[must_use]
    pub fn on(&self, date: Date) -> Option<&Sourced<T>> {
        self.0
            .iter()
            .find(|value| value.kind.is_none() && value.about.holds_on(date))
    }

    /// The value for one kind of case on that day; the one for every kind if there is none of its own.
    #[must_use]
    pub fn of_kind(&self, kind: &str, date: Date) -> Option<&Sourced<T>> {
        self.0
            .iter()
            .find(|value| value.kind.as_deref() == Some(kind) && value.about.holds_on(date))
            .or_else(|| self.on(date))
    }

    /// All of them, of all periods and kinds, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Sourced<T>> {
        self.0.iter()
    }

    /// Whether the law says nothing here.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
