//! Why the law gives no answer.

use jiff::civil::Date;

use crate::currency::Currency;
use crate::money::{Money, MoneyError};

/// Why there is no rate for a debt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LawError {
    /// The law names a series that nobody has given.
    #[error("there is no series of rates \"{series}\"; known are: {known}")]
    UnknownSeries {
        /// The name that was asked for.
        series: String,
        /// All names, separated by commas.
        known: String,
    },
    /// The day lies before the first rate.
    #[error("{series} has no rate for {date}: it begins with {first}")]
    BeforeSeries {
        /// The series.
        series: String,
        /// The day that was asked for.
        date: Date,
        /// The first day that has a rate.
        first: Date,
    },
    /// The day lies between two rates that are known.
    #[error(
        "{series} has no rate for {date}: the rate before it held until {before}, and the next one that is known holds from {after}"
    )]
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
    #[error("{series} has no rate for {date}: the newest one that is known ended on {last}")]
    AfterSeries {
        /// The series.
        series: String,
        /// The day that was asked for.
        date: Date,
        /// The last day that has a rate.
        last: Date,
    },
    /// The law leaves the rate to the parties or to another table.
    #[error("{law} names no rate here; give the agreed one, such as \"8% a year\"")]
    NoRate {
        /// The name of the law.
        law: String,
    },
    /// A date or a rate lies beyond what makes sense.
    #[error("the dates or the rate lie beyond what can be calculated")]
    OutOfRange,
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
