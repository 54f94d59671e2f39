//! Why the law gives no answer.

use jiff::civil::Date;

use crate::currency::Currency;
use crate::money::{Money, MoneyError};
use crate::sentence::{Say, Sentence};

/// Why there is no rate for a debt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say())]
pub enum LawError {
    /// The law names a series that nobody has given.
    UnknownSeries {
        /// The name that was asked for.
        series: String,
        /// All names, separated by commas.
        known: String,
    },
    /// The day lies before the first rate.
    BeforeSeries {
        /// The series.
        series: String,
        /// The day that was asked for.
        date: Date,
        /// The first day that has a rate.
        first: Date,
    },
    /// The day lies between two rates that are known.
    Gap {
        /// The series.
        series: String,
        /// The day that was asked for.
        date: Date,
        /// The last day of the rate before.
        before: Date,
        /// The first day of the rate after.
        after: Date,
    },
    /// The day lies after the newest rate, which has ended.
    AfterSeries {
        /// The series.
        series: String,
        /// The day that was asked for.
        date: Date,
        /// The last day that has a rate.
        last: Date,
    },
    /// The law leaves the rate to the parties or to another table.
    NoRate {
        /// The name of the law.
        law: String,
    },
    /// A date or a rate lies beyond what makes sense.
    OutOfRange,
}

impl Say for LawError {
    fn say(&self) -> Sentence {
        match self {
            LawError::UnknownSeries { series, known } => Sentence::new(
                "no-ground.unknown-series",
                "there is no series of rates \"{series}\"; known are: {known}",
            )
            .with("series", series)
            .with("known", known),
            LawError::BeforeSeries {
                series,
                date,
                first,
            } => Sentence::new(
                "no-ground.before-series",
                "{series} has no rate for {date}: it begins with {first}",
            )
            .with("series", series)
            .with("date", *date)
            .with("first", *first),
            LawError::Gap {
                series,
                date,
                before,
                after,
            } => Sentence::new(
                "no-ground.gap",
                "{series} has no rate for {date}: the rate before it held until {before}, and the next one that is known holds from {after}",
            )
            .with("series", series)
            .with("date", *date)
            .with("before", *before)
            .with("after", *after),
            LawError::AfterSeries { series, date, last } => Sentence::new(
                "no-ground.after-series",
                "{series} has no rate for {date}: the newest one that is known ended on {last}",
            )
            .with("series", series)
            .with("date", *date)
            .with("last", *last),
            LawError::NoRate { law } => Sentence::new(
                "no-ground.no-rate-of-law",
                "{law} names no rate here; give the agreed one, such as \"8% a year\"",
            )
            .with("law", law),
            LawError::OutOfRange => Sentence::new(
                "no-ground.out-of-range",
                "the dates or the rate lie beyond what can be calculated",
            ),
        }
    }
}

/// Why a scale gives no amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScaleError {
    /// The amount is of another currency than the scale.
    #[error("the scale is in {expected}; {found} must be converted first")]
    Currency {
        /// The currency of the scale.
        expected: Currency,
        /// The currency of the amount.
        found: Currency,
    },
    /// The amount is below zero.
    #[error("a scale is for amounts from zero upwards")]
    Negative,
    /// The amount is above the end of the scale.
    #[error("the scale ends below {amount}")]
    Beyond {
        /// The amount.
        amount: Money,
    },
    /// The scale says nothing about an amount that is not known.
    #[error("the scale has no amount for a claim whose sum is not known")]
    NoUnknown,
    /// The result needs more than 64 bits of minor units.
    #[error(transparent)]
    Money(#[from] MoneyError),
}
