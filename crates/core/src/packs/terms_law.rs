//! When a debt falls due if nothing was agreed, and how late it may be agreed to fall due.

use jiff::civil::Date;

use super::Debtor;
use super::read::{self, Shape};
use super::value::{About, Sourced, Values};
use crate::dates::{DateError, add_days};
use crate::interest::words;
use crate::toml_reader::{Reader, Table};

/// What a law says about terms of payment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TermsLaw {
    /// Days until a debt falls due when nothing was agreed.
    pub default_days: Values<i32>,
    /// How those days are counted.
    pub counted: Values<Counted>,
    /// The most days that may be agreed.
    pub max_days: Values<i32>,
    /// The most days that a public body may agree.
    pub max_days_public: Values<i32>,
    /// The most days after the end of the month that may be agreed.
    pub max_end_of_month_days: Values<i32>,
    /// Whether the most is the most in any case; else more can be agreed expressly where it is fair.
    pub max_is_absolute: Values<bool>,
    /// What a reader should know besides.
    pub note: Option<String>,
}

/// How a period of days is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// The day on which it starts is its first day: 30 days from 5 March end on 3 April.
    BeginningWith,
    /// The day after is its first day: 30 days from 5 March end on 4 April.
    Following,
}

words!(Counted {
    BeginningWith = "beginning-with",
    Following = "following",
});

/// How long a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermLength {
    /// So many days.
    Days(i32),
    /// So many days and the end of the month, in either order.
    EndOfMonthDays(i32),
}

/// The limit that a term exceeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong<'a> {
    /// The most days.
    pub max_days: i32,
    /// Whether nothing longer can be agreed; else it can, expressly and where it is fair.
    pub absolute: bool,
    /// Where the limit comes from.
    pub about: &'a About,
}

impl TermsLaw {
    /// The last day on which paying is in time when nothing was agreed. The period starts with the event
    /// that the law names, on `start`: mostly the receipt of the invoice or of what was delivered.
    /// None where the law has no such period.
    ///
    /// # Errors
    /// [`DateError::OutOfRange`].
    pub fn default_due(&self, start: Date) -> Result<Option<Date>, DateError> {
        let Some(days) = self.default_days.on(start) else {
            return Ok(None);
        };
        self.end(start, days.value).map(Some)
    }

    /// The last day on which paying is in time: that of the agreed days, or of the maximum where more than
    /// an absolute one was agreed, or of the default where nothing was.
    ///
    /// # Errors
    /// [`DateError::OutOfRange`].
    pub fn lawful_due(
        &self,
        start: Date,
        agreed: Option<i32>,
        debtor: Debtor,
    ) -> Result<Option<Date>, DateError> {
        let Some(agreed) = agreed else {
            return self.default_due(start);
        };
        let limit = self.too_long(TermLength::Days(agreed), debtor, start);
        let days = limit
            .filter(|limit| limit.absolute)
            .map_or(agreed, |limit| limit.max_days);
        self.end(start, days).map(Some)
    }

    fn end(&self, start: Date, days: i32) -> Result<Date, DateError> {
        let counted = self
            .counted
            .on(start)
            .map_or(Counted::Following, |counted| counted.value);
        match counted {
            Counted::BeginningWith => add_days(start, days.saturating_sub(1)),
            Counted::Following => add_days(start, days),
        }
    }

    /// The limit that a term exceeds on a day; none when it is within the limits or there are none.
    #[must_use]
    pub fn too_long(&self, length: TermLength, debtor: Debtor, on: Date) -> Option<TooLong<'_>> {
        let public = self
            .max_days_public
            .on(on)
            .filter(|_| debtor == Debtor::PublicBody);
        let (days, limit): (i32, &Sourced<i32>) = match length {
            TermLength::Days(days) => (days, public.or_else(|| self.max_days.on(on))?),
            TermLength::EndOfMonthDays(days) => (days, self.max_end_of_month_days.on(on)?),
        };
        (days > limit.value).then(|| TooLong {
            max_days: limit.value,
            absolute: self
                .max_is_absolute
                .on(on)
                .is_some_and(|absolute| absolute.value),
            about: &limit.about,
        })
    }
}

/// The keys of `[terms]`.
pub(super) const KEYS: [&str; 6] = [
    "default_days",
    "counted",
    "max_days",
    "max_days_public",
    "max_end_of_month_days",
    "max_is_absolute",
];

/// Reads `[terms]`.
pub(super) fn read(reader: &mut Reader<'_>, table: Table<'_, '_>, above: &About) -> TermsLaw {
    let group = super::parse::section(reader, table, above, "terms", &KEYS);
    TermsLaw {
        default_days: group.values(reader, "default_days", Shape::Plain, read::count),
        counted: group.values(reader, "counted", Shape::Plain, read::parsed),
        max_days: group.values(reader, "max_days", Shape::Plain, read::count),
        max_days_public: group.values(reader, "max_days_public", Shape::Plain, read::count),
        max_end_of_month_days: group.values(
            reader,
            "max_end_of_month_days",
            Shape::Plain,
            read::count,
        ),
        max_is_absolute: group.values(reader, "max_is_absolute", Shape::Plain, read::truth),
        note: group.about.note,
    }
}
