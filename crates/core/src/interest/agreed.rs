//! Rates of interest that customer and supplier agreed on, as they stand in terms of business.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::percent::{Percent, PercentError};
use super::rule::RateStep;
use crate::dates::MIN_YEAR;
use crate::sentence::{Say, Sentence};

/// The accepted forms, as a message lists them; the last is also written with another series.
const FORMS: &str = "statutory; none; 12% a year; 1.5% a month; 0.022% a day; 8% over UK_BASE";
/// Longer texts are no rate.
const MAX_BYTES: usize = 200;

/// What a customer pays for paying late, as it was agreed.
///
/// It is written `statutory`, `none`, `12% a year`, `1.5% a month`, `0.022% a day` or
/// `8% over UK_BASE`; what is printed is read back. `12%` alone is a rate a year.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AgreedRate {
    /// What the law gives.
    Statutory,
    /// No interest.
    None,
    /// A rate that stays.
    Fixed {
        /// Per cent for each period; not below zero.
        percent: Percent,
        /// The period.
        per: Period,
    },
    /// Points on top of a reference rate, changing as it does.
    Over {
        /// The points: per cent a year; not below zero.
        percent: Percent,
        /// The name of the series in capitals, `UK_BASE`.
        series: String,
    },
}

/// The time for which a rate is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// A year.
    Year,
    /// A month, of which a year has twelve.
    Month,
    /// A day, of which a year has 365.
    Day,
}

impl Period {
    /// How many of them make a year.
    #[must_use]
    pub fn in_a_year(self) -> u16 {
        match self {
            Period::Year => 1,
            Period::Month => 12,
            Period::Day => 365,
        }
    }
}

/// Why a text is not an agreed rate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say())]
pub enum AgreedRateError {
    /// The text has none of the known forms.
    NotUnderstood {
        /// The text, shortened when it is long.
        found: String,
    },
    /// The number is not a rate.
    Percent(#[from] PercentError),
    /// The rate is below zero.
    Negative,
}

impl Say for AgreedRateError {
    fn say(&self) -> Sentence {
        match self {
            AgreedRateError::NotUnderstood { found } => Sentence::new(
                "refusal.rate.not-understood",
                "\"{found}\" is not understood as a rate of interest; write one of: {forms} (or another series)",
            )
            .with("found", found)
            .with("forms", FORMS),
            AgreedRateError::Percent(error) => error.say(),
            AgreedRateError::Negative => {
                Sentence::new("refusal.rate.negative", "an agreed rate is not below zero")
            }
        }
    }
}

impl AgreedRate {
    /// The series whose rates are needed.
    #[must_use]
    pub fn series(&self) -> Option<&str> {
        match self {
            AgreedRate::Over { series, .. } => Some(series),
            AgreedRate::Statutory | AgreedRate::None | AgreedRate::Fixed { .. } => None,
        }
    }

    /// The yearly rates, given those of the reference series (empty when none is needed). A monthly rate
    /// counts twelve times a year and a daily one 365 times, without compounding. A reference so far
    /// below zero that the sum is too gives zero. Empty for the statutory rate and for no interest.
    ///
    /// # Errors
    /// [`PercentError`] when a rate is too large or too fine to be kept.
    pub fn steps(&self, reference: &[RateStep]) -> Result<Vec<RateStep>, PercentError> {
        match self {
            AgreedRate::Statutory | AgreedRate::None => Ok(Vec::new()),
            AgreedRate::Fixed { percent, per } => {
                let yearly = percent.checked_mul(Decimal::from(per.in_a_year()))?;
                Ok(vec![RateStep::new(Date::constant(MIN_YEAR, 1, 1), yearly)])
            }
            AgreedRate::Over { percent, .. } => reference
                .iter()
                .map(|step| {
                    let sum = step.percent.checked_add(*percent)?;
                    Ok(RateStep::new(step.from, sum.max(Percent::ZERO)))
                })
                .collect(),
        }
    }
}

impl FromStr for AgreedRate {
    type Err = AgreedRateError;

    fn from_str(text: &str) -> Result<AgreedRate, AgreedRateError> {
        let not_understood = || AgreedRateError::NotUnderstood {
            found: text.chars().take(40).collect(),
        };
        if text.len() > MAX_BYTES {
            return Err(not_understood());
        }
        let lower = text.trim().to_ascii_lowercase();
        match lower.as_str() {
            "statutory" => return Ok(AgreedRate::Statutory),
            "none" => return Ok(AgreedRate::None),
            _ => {}
        }
        let (number, rest) = ["%", "per cent", "percent"]
            .iter()
            .find_map(|sign| lower.split_once(sign))
            .ok_or_else(not_understood)?;
        let percent: Percent = number.trim().parse()?;
        if percent < Percent::ZERO {
            return Err(AgreedRateError::Negative);
        }
        let words: Vec<&str> = rest.split_whitespace().collect();
        let per = match words[..] {
            [] | ["a" | "per", "year" | "annum"] | ["p.a." | "yearly"] => Period::Year,
            ["a" | "per", "month"] | ["p.m." | "monthly"] => Period::Month,
            ["a" | "per", "day"] | ["daily"] => Period::Day,
            ["over" | "above", series] => {
                let series = series.to_ascii_uppercase();
                return Ok(AgreedRate::Over { percent, series });
            }
            _ => return Err(not_understood()),
        };
        Ok(AgreedRate::Fixed { percent, per })
    }
}

impl fmt::Display for AgreedRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AgreedRate::Statutory => f.pad("statutory"),
            AgreedRate::None => f.pad("none"),
            AgreedRate::Fixed { percent, per } => {
                let period = match per {
                    Period::Year => "year",
                    Period::Month => "month",
                    Period::Day => "day",
                };
                write!(f, "{percent}% a {period}")
            }
            AgreedRate::Over { percent, series } => write!(f, "{percent}% over {series}"),
        }
    }
}

impl Serialize for AgreedRate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AgreedRate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<AgreedRate, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests"
    )]

    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_rate_is_read_in_its_forms_and_printed_in_one() {
        #[track_caller]
        fn check(text: &str, printed: &str) {
            let rate: AgreedRate = text.parse().unwrap();
            assert_eq!(rate.to_string(), printed);
            assert_eq!(printed.parse(), Ok(rate));
        }
        check("Statutory", "statutory");
        check("none", "none");
        check("12%", "12% a year");
        check(" 12.50 % per annum ", "12.5% a year");
        check("12 per cent p.a.", "12% a year");
        check("1.5% a month", "1.5% a month");
        check("1.5 percent monthly", "1.5% a month");
        check("0.022% per day", "0.022% a day");
        check("8% over UK_BASE", "8% over UK_BASE");
        check("8 % above gb-bank-rate", "8% over GB-BANK-RATE");
    }

    #[test]
    fn what_is_no_rate_is_refused_with_the_forms() {
        #[track_caller]
        fn check(text: &str, message: &str) {
            assert_eq!(text.parse::<AgreedRate>().unwrap_err().to_string(), message);
        }
        for text in ["", "12", "12% a week", "8% over", "8% over UK BASE", "much"] {
            check(
                text,
                &format!(
                    "\"{text}\" is not understood as a rate of interest; write one of: {FORMS} (or another series)"
                ),
            );
        }
        check("-1%", "an agreed rate is not below zero");
        check(
            "1,5% a month",
            "\"1,5\" is not a rate; write a plain number of per cent such as 8.25",
        );
    }

    #[test]
    fn yearly_rates_follow_from_the_period_or_the_reference() {
        let reference = [
            RateStep::new(date(2020, 1, 1), "-0.88".parse().unwrap()),
            RateStep::new(date(2023, 1, 1), "1.62".parse().unwrap()),
        ];
        #[track_caller]
        fn check(text: &str, reference: &[RateStep], expected: &[&str]) {
            let steps = text
                .parse::<AgreedRate>()
                .unwrap()
                .steps(reference)
                .unwrap();
            let rates: Vec<String> = steps.iter().map(|step| step.percent.to_string()).collect();
            assert_eq!(rates, expected, "{text}");
        }
        check("1.5% a month", &[], &["18"]);
        check("0.022% a day", &[], &["8.03"]);
        check("8% over DE_BASISZINS", &reference, &["7.12", "9.62"]);
        check("0.5% over DE_BASISZINS", &reference, &["0", "2.12"]);
        check("statutory", &reference, &[]);
        check("none", &reference, &[]);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,60}") {
            let _ = text.parse::<AgreedRate>();
        }
    }
}
