//! Rates in per cent, exact to the sixth decimal.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::sentence::{Say, Sentence};

/// How many decimals a rate can have.
const DECIMALS: u32 = 6;
/// Units of a [`Percent`] in one per cent.
const SCALE: i64 = 1_000_000;
/// Far above any rate that was ever asked, and small enough that a calculation of interest on any amount
/// over any number of days fits in 128 bits.
const MAX_PERCENT: i64 = 1_000_000;

/// A rate in per cent with at most six decimals, kept as millionths of one per cent.
///
/// Of either sign, since reference rates have been below zero. In text and in JSON it is a plain decimal
/// number without needless zeros: `8.25`, `-0.88`, `12`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Percent(i64);

/// Why a number is not a rate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say())]
pub enum PercentError {
    /// The text is not a plain decimal number.
    NotANumber {
        /// The text, shortened when it is long.
        found: String,
    },
    /// There are digits below a millionth of one per cent.
    TooManyDecimals {
        /// The number.
        found: Decimal,
    },
    /// The rate is beyond all reason.
    OutOfRange,
}

impl Say for PercentError {
    fn say(&self) -> Sentence {
        match self {
            PercentError::NotANumber { found } => Sentence::new(
                "refusal.rate.not-a-number",
                "\"{found}\" is not a rate; write a plain number of per cent such as 8.25",
            )
            .with("found", found),
            PercentError::TooManyDecimals { found } => Sentence::new(
                "refusal.rate.too-many-decimals",
                "{found} has more than the {most} decimals that a rate can have",
            )
            .with("found", found.to_string())
            .with("most", DECIMALS),
            PercentError::OutOfRange => Sentence::new(
                "refusal.rate.out-of-range",
                "a rate lies between -{most} and {most} per cent",
            )
            .with("most", MAX_PERCENT),
        }
    }
}

impl Percent {
    /// Nothing.
    pub const ZERO: Percent = Percent(0);

    /// A rate of so many millionths of one per cent: 8.25 per cent is `from_millionths(8_250_000)`.
    ///
    /// # Errors
    /// [`PercentError::OutOfRange`].
    pub fn from_millionths(millionths: i64) -> Result<Percent, PercentError> {
        if millionths.unsigned_abs() > (MAX_PERCENT * SCALE).unsigned_abs() {
            return Err(PercentError::OutOfRange);
        }
        Ok(Percent(millionths))
    }

    /// A rate of so many per cent.
    ///
    /// # Errors
    /// [`PercentError::TooManyDecimals`] (nothing is rounded here) or [`PercentError::OutOfRange`].
    pub fn from_decimal(percent: Decimal) -> Result<Percent, PercentError> {
        let number = percent.normalize();
        let missing = DECIMALS
            .checked_sub(number.scale())
            .ok_or(PercentError::TooManyDecimals { found: percent })?;
        number
            .mantissa()
            .checked_mul(10_i128.pow(missing))
            .and_then(|millionths| i64::try_from(millionths).ok())
            .ok_or(PercentError::OutOfRange)
            .and_then(Percent::from_millionths)
    }

    /// The number of millionths of one per cent.
    #[must_use]
    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// The number of per cent.
    #[must_use]
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, DECIMALS).normalize()
    }

    /// The sum of two rates: a reference rate and the points on top of it.
    ///
    /// # Errors
    /// [`PercentError::OutOfRange`].
    pub fn checked_add(self, other: Percent) -> Result<Percent, PercentError> {
        // Both are far from the ends of 64 bits.
        Percent::from_millionths(self.0 + other.0)
    }

    /// The rate taken so many times: three times a reference rate, or twelve months of a monthly rate.
    ///
    /// # Errors
    /// [`PercentError::TooManyDecimals`] when the exact product has digits below a millionth of one per
    /// cent, or [`PercentError::OutOfRange`].
    pub fn checked_mul(self, factor: Decimal) -> Result<Percent, PercentError> {
        let product = self.to_decimal().checked_mul(factor);
        Percent::from_decimal(product.ok_or(PercentError::OutOfRange)?)
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_decimal().to_string())
    }
}

impl FromStr for Percent {
    type Err = PercentError;

    /// Reads a plain decimal number, `8.25` or `-0.88`.
    fn from_str(text: &str) -> Result<Percent, PercentError> {
        let is_plain = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
        let number = is_plain.then(|| Decimal::from_str_exact(text).ok());
        let Some(number) = number.flatten() else {
            let found = text.chars().take(40).collect();
            return Err(PercentError::NotANumber { found });
        };
        Percent::from_decimal(number)
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Percent, D::Error> {
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

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_rate_is_read_and_printed_exactly() {
        #[track_caller]
        fn check(text: &str, millionths: i64, printed: &str) {
            let percent: Percent = text.parse().unwrap();
            assert_eq!(percent.millionths(), millionths);
            assert_eq!(percent.to_string(), printed);
            let json = serde_json::to_string(&percent).unwrap();
            assert_eq!(json, format!("\"{printed}\""));
            assert_eq!(serde_json::from_str::<Percent>(&json).unwrap(), percent);
        }
        check("8.25", 8_250_000, "8.25");
        check("-0.88", -880_000, "-0.88");
        check("12.00", 12_000_000, "12");
        check("100", 100_000_000, "100");
        check("0", 0, "0");
        check("0.000001", 1, "0.000001");
    }

    #[test]
    fn what_is_no_rate_is_refused() {
        #[track_caller]
        fn check(text: &str, message: &str) {
            assert_eq!(text.parse::<Percent>().unwrap_err().to_string(), message);
        }
        for text in ["", "8,25", "8.25%", " 8", "1e3", "eight", "+1", "1_0"] {
            check(
                text,
                &format!("\"{text}\" is not a rate; write a plain number of per cent such as 8.25"),
            );
        }
        check(
            "0.1234567",
            "0.1234567 has more than the 6 decimals that a rate can have",
        );
        check(
            "1000001",
            "a rate lies between -1000000 and 1000000 per cent",
        );
    }

    #[test]
    fn rates_are_added_and_multiplied_exactly() {
        let percent = |text: &str| text.parse::<Percent>().unwrap();
        assert_eq!(
            percent("-0.88").checked_add(percent("9")),
            Ok(percent("8.12"))
        );
        assert_eq!(
            percent("6.5").checked_mul(Decimal::new(3, 0)),
            Ok(percent("19.5"))
        );
        assert!(percent("0.000001").checked_mul(Decimal::new(5, 1)).is_err());
        assert_eq!(
            percent("1000000").checked_add(percent("1")),
            Err(PercentError::OutOfRange)
        );
    }

    proptest! {
        #[test]
        fn a_printed_rate_is_read_back(millionths in -MAX_PERCENT * SCALE..=MAX_PERCENT * SCALE) {
            let percent = Percent::from_millionths(millionths).unwrap();
            prop_assert_eq!(percent.to_string().parse(), Ok(percent));
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = text.parse::<Percent>();
        }
    }
}
