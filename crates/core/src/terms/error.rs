//! What can be wrong with terms of payment.

use rust_decimal::Decimal;

use super::{MAX_DECIMALS, MAX_FIXED_AMOUNT, MAX_MOVES, MAX_PARTS, MAX_TERMS_BYTES};
use crate::dates::DateError;
use crate::money::{Money, MoneyError};
use crate::sentence::{Say, Sentence};

/// The accepted forms, as a message lists them.
const FORMS: &str = "net 30; 2/10 net 30; due on receipt; EOM; 30 EOM; 15 MFI; day 20; 1 month; \
                     net 30 ROG; on delivery; 30% now, 70% net 60; 396.84 net 60, rest net 90";

/// Why a text or a set of parts is not terms of payment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say())]
pub enum TermsError {
    /// There is nothing to read.
    Empty,
    /// The text is too long to be terms.
    TooLong,
    /// A word, number or sign has no meaning where it stands.
    NotUnderstood {
        /// What stands there.
        found: String,
        /// The number of its first character, counted from 1.
        at: usize,
    },
    /// The text ends where something is still to come.
    Incomplete {
        /// The last words or signs of the text.
        after: String,
    },
    /// A number does not say what it counts.
    BareNumber {
        /// The number.
        number: Decimal,
    },
    /// A number that must be whole is not, or has more digits than any term needs.
    NotWhole {
        /// The number as it is written.
        found: String,
        /// The number of its first character, counted from 1.
        at: usize,
    },
    /// More days or months than any terms need.
    TooLarge {
        /// What is counted: days or months.
        what: &'static str,
        /// How many are accepted.
        limit: u16,
    },
    /// No month has that day.
    NoSuchDay {
        /// The day that was asked for.
        day: u8,
    },
    /// Too many rules in one part.
    TooManyMoves,
    /// Too many instalments.
    TooManyParts,
    /// One of several parts does not say how much it is.
    ShareMissing {
        /// The number of the part, counted from 1.
        part: usize,
    },
    /// A percentage or an amount that no part can be.
    ShareOutOfRange {
        /// The share as it was given.
        share: Decimal,
    },
    /// Percentages that make more or less than the whole.
    NotTheWhole {
        /// Their sum.
        percent: Decimal,
    },
    /// A rest of which nothing can be left.
    NothingLeft {
        /// Their sum.
        percent: Decimal,
    },
    /// Fixed amounts and no rest, so that the parts fit one total only.
    RestMissing,
    /// A rest with further parts after it.
    RestNotLast,
    /// A discount rate that is not one.
    DiscountOutOfRange {
        /// The rate as it was given.
        rate: Decimal,
    },
    /// A discount that outlasts the term.
    DiscountTooLong {
        /// The days of the discount.
        discount_days: u16,
        /// The days of the term.
        days: u16,
    },
    /// A discount that does not say when the whole is due.
    DiscountWithoutDue,
    /// One of several parts has a discount without a rate.
    RateMissing,
    /// A way to treat tax without a discount.
    DiscountMissing,
    /// A cut-off that is not followed by the end of a month or a day of the next month.
    CutOffAlone,
    /// Days counted from payment in advance.
    AdvanceOnCredit,
    /// The French wording that is read in two ways.
    TwoReadings {
        /// The days.
        days: u16,
    },
    /// A day outside the accepted years.
    Date(#[from] DateError),
}

impl Say for TermsError {
    fn say(&self) -> Sentence {
        match self {
            TermsError::Empty => Sentence::new(
                "refusal.terms-of-payment.empty",
                "the payment terms are empty; write one of: {forms}",
            )
            .with("forms", FORMS),
            TermsError::TooLong => Sentence::new(
                "refusal.terms-of-payment.too-long",
                "the payment terms are longer than {most} bytes; write one of: {forms}",
            )
            .with("most", MAX_TERMS_BYTES)
            .with("forms", FORMS),
            TermsError::NotUnderstood { found, at } => Sentence::new(
                "refusal.terms-of-payment.not-understood",
                "\"{found}\" at character {at} of the payment terms is not understood; write one of: {forms}",
            )
            .with("found", found)
            .with("at", *at)
            .with("forms", FORMS),
            TermsError::Incomplete { after } => Sentence::new(
                "refusal.terms-of-payment.incomplete",
                "the payment terms end after \"{after}\", where more is needed; write one of: {forms}",
            )
            .with("after", after)
            .with("forms", FORMS),
            TermsError::BareNumber { number } => Sentence::new(
                "refusal.terms-of-payment.bare-number",
                "{number} alone does not say what it counts; for days after the invoice write \"net {number}\"",
            )
            .with("number", number.to_string()),
            TermsError::NotWhole { found, at } => Sentence::new(
                "refusal.terms-of-payment.not-whole",
                "\"{found}\" at character {at} of the payment terms must be a whole number of at most four digits",
            )
            .with("found", found)
            .with("at", *at),
            TermsError::TooLarge { what, limit } => Sentence::new(
                "refusal.terms-of-payment.too-large",
                "payment terms go up to {limit} {what}",
            )
            .with("limit", *limit)
            .with("what", *what),
            TermsError::NoSuchDay { day } => Sentence::new(
                "refusal.terms-of-payment.no-such-day",
                "no month has a day {day}; write a day from 1 to 31",
            )
            .with("day", *day),
            TermsError::TooManyMoves => Sentence::new(
                "refusal.terms-of-payment.too-many-moves",
                "a due date is found in at most {most} steps joined by \"then\"",
            )
            .with("most", MAX_MOVES),
            TermsError::TooManyParts => Sentence::new(
                "refusal.terms-of-payment.too-many-parts",
                "payment terms have at most {most} parts",
            )
            .with("most", MAX_PARTS),
            TermsError::ShareMissing { part } => Sentence::new(
                "refusal.terms-of-payment.share-missing",
                "part {part} of the payment terms does not say how much it is; begin it with a percentage, an amount or \"rest\", as in: 30% now, 70% net 60",
            )
            .with("part", *part),
            TermsError::ShareOutOfRange { share } => Sentence::new(
                "refusal.terms-of-payment.share-out-of-range",
                "a part of {share} is not possible; a percentage is above 0 and at most 100, an amount is above 0 and at most {most}, and both have at most {decimals} decimals",
            )
            .with("share", share.to_string())
            .with("most", MAX_FIXED_AMOUNT.to_string())
            .with("decimals", MAX_DECIMALS),
            TermsError::NotTheWhole { percent } => Sentence::new(
                "refusal.terms-of-payment.not-the-whole",
                "the parts add up to {percent}%, not to 100%; correct them, or make the last part the \"rest\"",
            )
            .with("percent", percent.to_string()),
            TermsError::NothingLeft { percent } => Sentence::new(
                "refusal.terms-of-payment.nothing-left",
                "the parts before the rest add up to {percent}% already, so nothing is left for it",
            )
            .with("percent", percent.to_string()),
            TermsError::RestMissing => Sentence::new(
                "refusal.terms-of-payment.rest-missing",
                "terms with a fixed amount need a last part that takes the rest, as in: 396.84 net 60, rest net 90",
            ),
            TermsError::RestNotLast => Sentence::new(
                "refusal.terms-of-payment.rest-not-last",
                "the rest must be the last part of the payment terms",
            ),
            TermsError::DiscountOutOfRange { rate } => Sentence::new(
                "refusal.terms-of-payment.discount-out-of-range",
                "a discount of {rate}% is not possible; it lies between 0 and 100, with at most {decimals} decimals",
            )
            .with("rate", rate.to_string())
            .with("decimals", MAX_DECIMALS),
            TermsError::DiscountTooLong { discount_days, days } => Sentence::new(
                "refusal.terms-of-payment.discount-too-long",
                "the discount runs for {discount_days} days, longer than the {days} days of the term itself",
            )
            .with("discount_days", *discount_days)
            .with("days", *days),
            TermsError::DiscountWithoutDue => Sentence::new(
                "refusal.terms-of-payment.discount-without-due",
                "a discount needs the day on which the full amount is due as well, as in: 2/10 net 30",
            ),
            TermsError::RateMissing => Sentence::new(
                "refusal.terms-of-payment.rate-missing",
                "a discount in one of several parts needs its rate, as in: 50% 2/10 net 30, 50% net 60",
            ),
            TermsError::DiscountMissing => Sentence::new(
                "refusal.terms-of-payment.discount-missing",
                "\"discount\" at the end of a part says how its discount treats tax, and the part has none",
            ),
            TermsError::CutOffAlone => Sentence::new(
                "refusal.terms-of-payment.cut-off-alone",
                "\"after\" and a day belong to the end of the month or to a day of the next, as in: 2/10 net 30 EOM after 25",
            ),
            TermsError::AdvanceOnCredit => Sentence::new(
                "refusal.terms-of-payment.advance-on-credit",
                "payment in advance leaves no days to count; write \"in advance\" alone",
            ),
            TermsError::TwoReadings { days } => Sentence::new(
                "refusal.terms-of-payment.two-readings",
                "\"{days} jours fin de mois\" is read in two ways; write \"{days} jours puis fin de mois\" (count {days} days, then go to the end of that month) or \"fin de mois puis {days} jours\" (go to the end of the month, then count {days} days), whichever was agreed",
            )
            .with("days", *days),
            TermsError::Date(error) => error.say(),
        }
    }
}

/// Why terms cannot be applied to an invoice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say())]
pub enum ScheduleError {
    /// A date lies outside the accepted years.
    Date(#[from] DateError),
    /// An amount does not fit, or a fixed amount has more decimals than the invoice's currency.
    Money(#[from] MoneyError),
    /// The tax is negative or more than the total.
    TaxOutOfRange {
        /// The tax.
        tax: Money,
        /// The total.
        total: Money,
    },
}

impl Say for ScheduleError {
    fn say(&self) -> Sentence {
        match self {
            ScheduleError::Date(error) => error.say(),
            ScheduleError::Money(error) => error.say(),
            ScheduleError::TaxOutOfRange { tax, total } => Sentence::new(
                "refusal.terms-of-payment.tax",
                "{tax} of tax does not fit a total of {total}; the tax is part of the total",
            )
            .with("tax", *tax)
            .with("total", *total),
        }
    }
}
