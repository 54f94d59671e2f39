//! Money: a whole number of minor units (pence, cents, yen) of one currency.
//!
//! No float comes near it. Sums are checked, products use 128-bit intermediates, and every division names
//! its [`Rounding`].

mod format;
mod rounding;
mod split;

use std::cmp::Ordering;

use rust_decimal::Decimal;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::currency::Currency;
use crate::sentence::{Say, Sentence};

pub use format::Locale;
pub use rounding::Rounding;
pub use split::{MAX_SPLIT_PARTS, Remainder};

/// An amount of one currency, in its minor units, of either sign.
///
/// In JSON it is `{"amount":"12.34","currency":"GBP"}`. There is no `<` between amounts, since two
/// currencies have no order: see [`Money::checked_cmp`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

/// Why a calculation with money has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say())]
pub enum MoneyError {
    /// The result needs more than 64 bits of minor units.
    Overflow,
    /// Amounts of two currencies were added or compared.
    CurrencyMismatch {
        /// The currency that was expected.
        left: Currency,
        /// The currency that came instead.
        right: Currency,
    },
    /// A ratio or a rate had zero below the line.
    DivisionByZero,
    /// The number has digits below the currency's minor unit.
    TooManyDecimals {
        /// The number without its decimal point.
        units: i128,
        /// How many of its digits stand behind the point.
        scale: u8,
        /// The currency that the amount was meant to be in.
        currency: Currency,
    },
    /// There is nothing to split over, or there are too many parts.
    CannotSplit,
}

impl Money {
    /// An amount of `minor` units: `Money::new(1234, Currency::GBP)` is GBP 12.34.
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Money {
        Money { minor, currency }
    }

    /// Nothing, in that currency.
    #[must_use]
    pub const fn zero(currency: Currency) -> Money {
        Money::new(0, currency)
    }

    /// The number of minor units.
    #[must_use]
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Whether the amount is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// Whether the amount is above zero.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.minor > 0
    }

    /// Whether the amount is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.minor < 0
    }

    /// The sum of two amounts.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`] or [`MoneyError::Overflow`].
    pub fn checked_add(self, other: Money) -> Result<Money, MoneyError> {
        self.same_currency(other)?;
        let minor = self
            .minor
            .checked_add(other.minor)
            .ok_or(MoneyError::Overflow)?;
        Ok(Money::new(minor, self.currency))
    }

    /// This amount less the other.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`] or [`MoneyError::Overflow`].
    pub fn checked_sub(self, other: Money) -> Result<Money, MoneyError> {
        self.same_currency(other)?;
        let minor = self
            .minor
            .checked_sub(other.minor)
            .ok_or(MoneyError::Overflow)?;
        Ok(Money::new(minor, self.currency))
    }

    /// The amount with the other sign.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] for the one amount that has no counterpart, `i64::MIN`.
    pub fn checked_neg(self) -> Result<Money, MoneyError> {
        let minor = self.minor.checked_neg().ok_or(MoneyError::Overflow)?;
        Ok(Money::new(minor, self.currency))
    }

    /// The amount without its sign.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] for the one amount that has no counterpart, `i64::MIN`.
    pub fn abs(self) -> Result<Money, MoneyError> {
        if self.is_negative() {
            self.checked_neg()
        } else {
            Ok(self)
        }
    }

    /// Which of two amounts is greater.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`].
    pub fn checked_cmp(self, other: Money) -> Result<Ordering, MoneyError> {
        self.same_currency(other)?;
        Ok(self.minor.cmp(&other.minor))
    }

    /// The smaller of two amounts.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`].
    pub fn min(self, other: Money) -> Result<Money, MoneyError> {
        Ok(if self.checked_cmp(other)?.is_le() {
            self
        } else {
            other
        })
    }

    /// The greater of two amounts.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`].
    pub fn max(self, other: Money) -> Result<Money, MoneyError> {
        Ok(if self.checked_cmp(other)?.is_ge() {
            self
        } else {
            other
        })
    }

    /// The sum of all amounts; zero of `currency` when there are none.
    ///
    /// The sum is made in 128 bits, so the order of the amounts does not matter.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`] when one of them is of another currency, or [`MoneyError::Overflow`].
    pub fn sum(
        amounts: impl IntoIterator<Item = Money>,
        currency: Currency,
    ) -> Result<Money, MoneyError> {
        let zero = Money::zero(currency);
        let total = amounts.into_iter().try_fold(0i128, |total, amount| {
            zero.same_currency(amount)?;
            total
                .checked_add(i128::from(amount.minor))
                .ok_or(MoneyError::Overflow)
        })?;
        Money::from_minor(total, currency)
    }

    /// The amount times `num / den`, rounded to the minor unit.
    ///
    /// # Errors
    /// [`MoneyError::DivisionByZero`], or [`MoneyError::Overflow`].
    pub fn mul_ratio(self, num: i128, den: i128, rounding: Rounding) -> Result<Money, MoneyError> {
        if den == 0 {
            return Err(MoneyError::DivisionByZero);
        }
        let minor =
            rounding::mul_div(self.minor, num, den, rounding).ok_or(MoneyError::Overflow)?;
        Money::from_minor(minor, self.currency)
    }

    /// That many per cent of the amount: 2.5 per cent of GBP 10.00 is GBP 0.25.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn percent(self, rate: Decimal, rounding: Rounding) -> Result<Money, MoneyError> {
        let rate = rate.normalize();
        self.mul_ratio(rate.mantissa(), 100 * ten_to(rate.scale())?, rounding)
    }

    /// The amount in another currency, at `rate` units of `to` for one unit of this currency.
    ///
    /// Units are whole ones (pounds, not pence); the decimals of both currencies are taken care of.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn convert(
        self,
        rate: Decimal,
        to: Currency,
        rounding: Rounding,
    ) -> Result<Money, MoneyError> {
        let rate = rate.normalize();
        let below = rate.scale() + u32::from(self.currency.decimals());
        let above = u32::from(to.decimals());
        // The powers of ten above and below the line are cancelled, which keeps the numbers small.
        let num = rate
            .mantissa()
            .checked_mul(ten_to(above.saturating_sub(below))?)
            .ok_or(MoneyError::Overflow)?;
        let den = ten_to(below.saturating_sub(above))?;
        Ok(Money::new(self.mul_ratio(num, den, rounding)?.minor, to))
    }

    /// An amount given as a decimal number without its point: `(1234500, 4)` is 123.45.
    ///
    /// # Errors
    /// [`MoneyError::TooManyDecimals`] when digits other than zero stand below the minor unit (nothing is
    /// rounded here), or [`MoneyError::Overflow`].
    pub fn from_decimal_units(
        units: i128,
        scale: u8,
        currency: Currency,
    ) -> Result<Money, MoneyError> {
        let decimals = currency.decimals();
        let minor = if scale <= decimals {
            units
                .checked_mul(ten_to(u32::from(decimals - scale))?)
                .ok_or(MoneyError::Overflow)?
        } else if units == 0 {
            0
        } else {
            // More zeros than 38 cannot all be dropped from a number of 128 bits.
            let step = 10i128.checked_pow(u32::from(scale - decimals));
            let Some(step) = step.filter(|step| units % step == 0) else {
                return Err(MoneyError::TooManyDecimals {
                    units,
                    scale,
                    currency,
                });
            };
            units / step
        };
        Money::from_minor(minor, currency)
    }

    /// An amount given as a decimal number of whole units: 123.45 pounds.
    ///
    /// # Errors
    /// As [`Money::from_decimal_units`].
    pub fn from_decimal(amount: Decimal, currency: Currency) -> Result<Money, MoneyError> {
        let amount = amount.normalize();
        let scale = u8::try_from(amount.scale()).map_err(|_| MoneyError::Overflow)?;
        Money::from_decimal_units(amount.mantissa(), scale, currency)
    }

    /// The amount as a decimal number of whole units, with all decimals of the currency.
    #[must_use]
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.minor, u32::from(self.currency.decimals()))
    }

    /// Reads the plain form of machines: an optional `-`, figures, and after a point further figures.
    ///
    /// Grouping, blanks, decimal commas and currency signs are refused: telling them apart needs the rest of
    /// the column. Decimals beyond those of the currency are refused unless they are zeros.
    ///
    /// # Errors
    /// [`ParseMoneyError`], with the text that was found.
    pub fn parse(text: &str, currency: Currency) -> Result<Money, ParseMoneyError> {
        let not_plain = || ParseMoneyError::NotPlain {
            found: shortened(text),
        };
        let too_large = || ParseMoneyError::TooLarge {
            found: shortened(text),
            currency,
        };
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = match unsigned.split_once('.') {
            Some((_, "")) => return Err(not_plain()),
            Some(parts) => parts,
            None => (unsigned, ""),
        };
        let is_figures = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !is_figures(whole) || !is_figures(fraction) {
            return Err(not_plain());
        }
        let decimals = usize::from(currency.decimals());
        let (kept, beyond) = fraction.split_at(decimals.min(fraction.len()));
        if beyond.bytes().any(|byte| byte != b'0') {
            return Err(ParseMoneyError::TooManyDecimals {
                found: shortened(text),
                currency,
            });
        }
        let figures = whole.bytes().chain(kept.bytes());
        let padding = std::iter::repeat_n(b'0', decimals - kept.len());
        let negative = unsigned.len() < text.len();
        let minor = figures
            .chain(padding)
            .try_fold(0i64, |total, byte| {
                let figure = i64::from(byte - b'0');
                // Counted towards the sign, so that the smallest amount can be read as well.
                total
                    .checked_mul(10)?
                    .checked_add(if negative { -figure } else { figure })
            })
            .ok_or_else(too_large)?;
        Ok(Money::new(minor, currency))
    }

    fn from_minor(minor: i128, currency: Currency) -> Result<Money, MoneyError> {
        let minor = i64::try_from(minor).map_err(|_| MoneyError::Overflow)?;
        Ok(Money::new(minor, currency))
    }

    fn same_currency(self, other: Money) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::CurrencyMismatch {
                left: self.currency,
                right: other.currency,
            })
        }
    }
}

impl Say for MoneyError {
    fn say(&self) -> Sentence {
        match self {
            MoneyError::Overflow => Sentence::new(
                "refusal.typed.overflow",
                "the amount is too large to be represented",
            ),
            MoneyError::CurrencyMismatch { left, right } => Sentence::new(
                "refusal.typed.two-currencies",
                "{left} and {right} cannot be added or compared without a rate of exchange",
            )
            .with("left", *left)
            .with("right", *right),
            MoneyError::DivisionByZero => Sentence::new(
                "refusal.typed.division-by-zero",
                "an amount cannot be divided by zero",
            ),
            MoneyError::TooManyDecimals {
                units,
                scale,
                currency,
            } => Sentence::new(
                "refusal.typed.more-decimals",
                "{number} has more than the {decimals} decimals of {currency}",
            )
            .with("number", format::plain(*units, *scale))
            .with("decimals", currency.decimals())
            .with("currency", *currency),
            MoneyError::CannotSplit => Sentence::new(
                "refusal.typed.cannot-split",
                "a sum is split over 1 to {most} parts, of which one at least has a weight",
            )
            .with("most", MAX_SPLIT_PARTS),
        }
    }
}

/// Why a text is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say())]
pub enum ParseMoneyError {
    /// The text is not in the plain form.
    NotPlain {
        /// The text, shortened when it is long.
        found: String,
    },
    /// The text names parts of a minor unit.
    TooManyDecimals {
        /// The text, shortened when it is long.
        found: String,
        /// The currency whose decimals were exceeded.
        currency: Currency,
    },
    /// The amount needs more than 64 bits of minor units.
    TooLarge {
        /// The text, shortened when it is long.
        found: String,
        /// The currency that the amount was meant to be in.
        currency: Currency,
    },
}

impl Say for ParseMoneyError {
    fn say(&self) -> Sentence {
        match self {
            ParseMoneyError::NotPlain { found } => Sentence::new(
                "refusal.typed.no-amount",
                "\"{found}\" is not a plain amount; write it like 1234.56 or -0.05",
            )
            .with("found", found),
            ParseMoneyError::TooManyDecimals { found, currency } => Sentence::new(
                "refusal.typed.too-many-decimals",
                "\"{found}\" has more decimals than the {decimals} of {currency}",
            )
            .with("found", found)
            .with("decimals", currency.decimals())
            .with("currency", *currency),
            ParseMoneyError::TooLarge { found, currency } => Sentence::new(
                "refusal.typed.too-large",
                "\"{found}\" is too large an amount of {currency}",
            )
            .with("found", found)
            .with("currency", *currency),
        }
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Money", 2)?;
        object.serialize_field("amount", &self.to_decimal_string())?;
        object.serialize_field("currency", &self.currency)?;
        object.end()
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Money, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Written {
            amount: String,
            currency: Currency,
        }
        let written = Written::deserialize(deserializer)?;
        Money::parse(&written.amount, written.currency).map_err(serde::de::Error::custom)
    }
}

/// A power of ten; an error beyond 10^38, the last that fits in 128 bits.
fn ten_to(exponent: u32) -> Result<i128, MoneyError> {
    10i128.checked_pow(exponent).ok_or(MoneyError::Overflow)
}

/// The first characters of a text that may be very long.
fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests;
