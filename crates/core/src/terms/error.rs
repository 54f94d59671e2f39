//! What can be wrong with terms of payment.

use rust_decimal::Decimal;

use super::{MAX_DECIMALS, MAX_FIXED_AMOUNT, MAX_MOVES, MAX_PARTS, MAX_TERMS_BYTES};
use crate::dates::DateError;
use crate::money::{Money, MoneyError};

/// The accepted forms, as a message lists them.
const FORMS: &str = "net 30; 2/10 net 30; due on receipt; EOM; 30 EOM; 15 MFI; day 20; 1 month; \
                     net 30 ROG; on delivery; 30% now, 70% net 60; 396.84 net 60, rest net 90";

/// Why a text or a set of parts is not terms of payment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    /// There is nothing to read.
    #[error("the payment terms are empty; write one of: {FORMS}")]
    Empty,
    /// The text is too long to be terms.
    #[error("the payment terms are longer than {MAX_TERMS_BYTES} bytes; write one of: {FORMS}")]
    TooLong,
    /// A word, number or sign has no meaning where it stands.
    #[error(
        "\"{found}\" at character {at} of the payment terms is not understood; write one of: {FORMS}"
    )]
    NotUnderstood {
        /// What stands there.
        found: String,
        /// The number of its first character, counted from 1.
        at: usize,
    },
    /// The text ends where something is still to come.
    #[error("the payment terms end after \"{after}\", where more is needed; write one of: {FORMS}")]
    Incomplete {
        /// The last words or signs of the text.
        after: String,
    },
    /// A number does not say what it counts.
    #[error(
        "{number} alone does not say what it counts; for days after the invoice write \"net {number}\""
    )]
    BareNumber {
        /// The number.
        number: Decimal,
    },
    /// A number that must be whole is not, or has more digits than any term needs.
    #[error(
        "\"{found}\" at character {at} of the payment terms must be a whole number of at most four digits"
    )]
    NotWhole {
        /// The number as it is written.
        found: String,
        /// The number of its first character, counted from 1.
        at: usize,
    },
    /// More days or months than any terms need.
    #[error("payment terms go up to {limit} {what}")]
    TooLarge {
        /// What is counted: days or months.
        what: &'static str,
        /// How many are accepted.
        limit: u16,
    },
    /// No month has that day.
    #[error("no month has a day {day}; write a day from 1 to 31")]
    NoSuchDay {
        /// The day that was asked for.
        day: u8,
    },
    /// Too many rules in one part.
    #[error("a due date is found in at most {MAX_MOVES} steps joined by \"then\"")]
    TooManyMoves,
    /// Too many instalments.
    #[error("payment terms have at most {MAX_PARTS} parts")]
    TooManyParts,
    /// One of several parts does not say how much it is.
    #[error(
        "part {part} of the payment terms does not say how much it is; \
         begin it with a percentage, an amount or \"rest\", as in: 30% now, 70% net 60"
    )]
    ShareMissing {
        /// The number of the part, counted from 1.
        part: usize,
    },
    /// A percentage or an amount that no part can be.
    #[error(
        "a part of {share} is not possible; a percentage is above 0 and at most 100, an amount is above 0 \
         and at most {MAX_FIXED_AMOUNT}, and both have at most {MAX_DECIMALS} decimals"
    )]
    ShareOutOfRange {
        /// The share as it was given.
        share: Decimal,
    },
    /// Percentages that make more or less than the whole.
    #[error(
        "the parts add up to {percent}%, not to 100%; correct them, or make the last part the \"rest\""
    )]
    NotTheWhole {
        /// Their sum.
        percent: Decimal,
    },
    /// A rest of which nothing can be left.
    #[error("the parts before the rest add up to {percent}% already, so nothing is left for it")]
    NothingLeft {
        /// Their sum.
        percent: Decimal,
    },
    /// Fixed amounts and no rest, so that the parts fit one total only.
    #[error(
        "terms with a fixed amount need a last part that takes the rest, as in: 396.84 net 60, rest net 90"
    )]
    RestMissing,
    /// A rest with further parts after it.
    #[error("the rest must be the last part of the payment terms")]
    RestNotLast,
    /// A discount rate that is not one.
    #[error(
        "a discount of {rate}% is not possible; it lies between 0 and 100, with at most {MAX_DECIMALS} decimals"
    )]
    DiscountOutOfRange {
        /// The rate as it was given.
        rate: Decimal,
    },
    /// A discount that outlasts the term.
    #[error(
        "the discount runs for {discount_days} days, longer than the {days} days of the term itself"
    )]
    DiscountTooLong {
        /// The days of the discount.
        discount_days: u16,
        /// The days of the term.
        days: u16,
    },
    /// A discount that does not say when the whole is due.
    #[error("a discount needs the day on which the full amount is due as well, as in: 2/10 net 30")]
    DiscountWithoutDue,
    /// One of several parts has a discount without a rate.
    #[error(
        "a discount in one of several parts needs its rate, as in: 50% 2/10 net 30, 50% net 60"
    )]
    RateMissing,
    /// A way to treat tax without a discount.
    #[error(
        "\"discount\" at the end of a part says how its discount treats tax, and the part has none"
    )]
    DiscountMissing,
    /// A cut-off that is not followed by the end of a month or a day of the next month.
    #[error(
        "\"after\" and a day belong to the end of the month or to a day of the next, as in: 2/10 net 30 EOM after 25"
    )]
    CutOffAlone,
    /// Days counted from payment in advance.
    #[error("payment in advance leaves no days to count; write \"in advance\" alone")]
    AdvanceOnCredit,
    /// The French wording that is read in two ways.
    #[error(
        "\"{days} jours fin de mois\" is read in two ways; write \"{days} jours puis fin de mois\" (count {days} days, \
         then go to the end of that month) or \"fin de mois puis {days} jours\" (go to the end of the month, then \
         count {days} days), whichever was agreed"
    )]
    TwoReadings {
        /// The days.
        days: u16,
    },
    /// A day outside the accepted years.
    #[error(transparent)]
    Date(#[from] DateError),
}

/// Why terms cannot be applied to an invoice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// A date lies outside the accepted years.
    #[error(transparent)]
    Date(#[from] DateError),
    /// An amount does not fit, or a fixed amount has more decimals than the invoice's currency.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// The tax is negative or more than the total.
    #[error("{tax} of tax does not fit a total of {total}; the tax is part of the total")]
    TaxOutOfRange {
        /// The tax.
        tax: Money,
        /// The total.
        total: Money,
    },
}
