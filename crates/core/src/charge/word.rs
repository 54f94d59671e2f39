//! The words for what is charged: in a policy's steps, and in terms that a customer accepted.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::currency::Currency;
use crate::interest::Percent;
use crate::money::{Money, MoneyError, Rounding};
use crate::sentence::{Say, Sentence};

/// Longer texts are no fee.
const MAX_BYTES: usize = 40;

/// What kind of charge it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ChargeKind {
    /// Interest for paying late, day by day.
    Interest,
    /// A sum owed once because a debt is late.
    FixedSum,
    /// A fee for a reminder.
    Fee,
}

impl ChargeKind {
    /// Every kind.
    pub const ALL: [ChargeKind; 3] = [ChargeKind::Interest, ChargeKind::FixedSum, ChargeKind::Fee];

    /// The stable word for the database, the ledger and the API.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            ChargeKind::Interest => "interest",
            ChargeKind::FixedSum => "fixed-sum",
            ChargeKind::Fee => "fee",
        }
    }

    /// Reads [`ChargeKind::code`] back.
    #[must_use]
    pub fn from_code(code: &str) -> Option<ChargeKind> {
        ChargeKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// As people say it, with its article: "a fixed sum".
    #[must_use]
    pub fn named(self) -> &'static str {
        match self {
            ChargeKind::Interest => "interest",
            ChargeKind::FixedSum => "a fixed sum",
            ChargeKind::Fee => "a fee",
        }
    }
}

impl Say for ChargeKind {
    fn say(&self) -> Sentence {
        match self {
            ChargeKind::Interest => Sentence::new("refusal.charge.interest", "interest"),
            ChargeKind::FixedSum => Sentence::new("refusal.charge.a-fixed-sum", "a fixed sum"),
            ChargeKind::Fee => Sentence::new("refusal.charge.a-fee", "a fee"),
        }
    }
}

/// A fee: an amount, or a share of the principal that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fee {
    /// So much of the currency it is written in, `10.00`.
    Amount(Decimal),
    /// So many per cent, `15%`.
    Share(Percent),
}

/// What a step charges: `interest`, `fixed-sum`, `fee 10.00` or `fee 15%`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Charging {
    /// The interest of the days that were not charged yet.
    Interest,
    /// The fixed sum, unless it was charged before.
    FixedSum,
    /// A fee for the step.
    Fee(Fee),
}

/// The sum that was agreed for being late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AgreedSum {
    /// What the law gives.
    Statutory,
    /// None.
    None,
    /// So much of the currency of the terms.
    Amount(Decimal),
}

/// Why a text is none of these.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say())]
pub struct NotUnderstood {
    found: String,
    forms: Sentence,
}

impl Say for NotUnderstood {
    fn say(&self) -> Sentence {
        Sentence::new(
            "charge-word.not-understood",
            "\"{found}\" is not understood; write {forms}",
        )
        .with("found", &self.found)
        .with("forms", self.forms.clone())
    }
}

fn not_understood(text: &str, forms: Sentence) -> NotUnderstood {
    NotUnderstood {
        found: text.chars().take(MAX_BYTES).collect(),
        forms,
    }
}

/// A plain amount above zero: digits, and a point with decimals.
fn amount(text: &str) -> Option<Decimal> {
    let is_plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number = (is_plain && text.len() <= MAX_BYTES).then(|| Decimal::from_str_exact(text).ok());
    number.flatten().filter(|number| *number > Decimal::ZERO)
}

impl Fee {
    const FORMS: Sentence = Sentence::new(
        "charge-word.fee",
        "an amount such as 10.00 or a share such as 15%",
    );

    /// The fee in minor units, half-up, on so many minor units of principal.
    ///
    /// # Errors
    /// When the amount has more decimals than the currency, or is too large.
    pub fn of(self, principal: i64, currency: Currency) -> Result<i64, MoneyError> {
        match self {
            Fee::Amount(amount) => Money::from_decimal(amount, currency).map(Money::minor),
            Fee::Share(percent) => {
                let share = Money::new(principal, currency);
                let share = share.percent(percent.to_decimal(), Rounding::HalfUp)?;
                Ok(share.minor())
            }
        }
    }

    /// Whether terms that allow this fee allow the other one: one of its kind that is not higher.
    #[must_use]
    pub fn allows(self, other: Fee) -> bool {
        match (self, other) {
            (Fee::Amount(most), Fee::Amount(amount)) => amount <= most,
            (Fee::Share(most), Fee::Share(share)) => share <= most,
            _ => false,
        }
    }
}

impl Charging {
    /// The forms, as a message lists them.
    const FORMS: Sentence = Sentence::new(
        "charge-word.charge",
        "interest, fixed-sum, fee 10.00 or fee 15%",
    );

    /// What kind of charge it makes.
    #[must_use]
    pub fn kind(self) -> ChargeKind {
        match self {
            Charging::Interest => ChargeKind::Interest,
            Charging::FixedSum => ChargeKind::FixedSum,
            Charging::Fee(_) => ChargeKind::Fee,
        }
    }
}

impl FromStr for Fee {
    type Err = NotUnderstood;

    fn from_str(text: &str) -> Result<Fee, NotUnderstood> {
        let refused = || not_understood(text, Fee::FORMS);
        let text = text.trim();
        match text.strip_suffix('%') {
            Some(share) => {
                let share: Percent = share.trim_end().parse().map_err(|_| refused())?;
                let usable = share > Percent::ZERO && share.to_decimal() <= Decimal::ONE_HUNDRED;
                usable.then_some(Fee::Share(share)).ok_or_else(refused)
            }
            None => amount(text).map(Fee::Amount).ok_or_else(refused),
        }
    }
}

impl FromStr for Charging {
    type Err = NotUnderstood;

    fn from_str(text: &str) -> Result<Charging, NotUnderstood> {
        match text.trim() {
            "interest" => Ok(Charging::Interest),
            "fixed-sum" => Ok(Charging::FixedSum),
            other => other
                .strip_prefix("fee ")
                .and_then(|fee| fee.parse().ok())
                .map(Charging::Fee)
                .ok_or_else(|| not_understood(text, Charging::FORMS)),
        }
    }
}

impl AgreedSum {
    const FORMS: Sentence = Sentence::new(
        "charge-word.agreed-sum",
        "statutory, none or an amount such as 40.00",
    );
}

impl FromStr for AgreedSum {
    type Err = NotUnderstood;

    fn from_str(text: &str) -> Result<AgreedSum, NotUnderstood> {
        match text.trim() {
            "statutory" => Ok(AgreedSum::Statutory),
            "none" => Ok(AgreedSum::None),
            other => amount(other)
                .map(AgreedSum::Amount)
                .ok_or_else(|| not_understood(text, AgreedSum::FORMS)),
        }
    }
}

impl fmt::Display for Fee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fee::Amount(amount) => write!(f, "{amount}"),
            Fee::Share(share) => write!(f, "{share}%"),
        }
    }
}

impl fmt::Display for Charging {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Charging::Interest => f.write_str("interest"),
            Charging::FixedSum => f.write_str("fixed-sum"),
            Charging::Fee(fee) => write!(f, "fee {fee}"),
        }
    }
}

impl fmt::Display for AgreedSum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AgreedSum::Statutory => f.write_str("statutory"),
            AgreedSum::None => f.write_str("none"),
            AgreedSum::Amount(amount) => write!(f, "{amount}"),
        }
    }
}

macro_rules! as_text {
    ($($t:ty),+) => {$(
        impl Serialize for $t {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $t {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$t, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

as_text!(Fee, Charging, AgreedSum);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn words_are_read_and_printed_alike() {
        for text in ["interest", "fixed-sum", "fee 10.00", "fee 15%", "fee 2.5%"] {
            let read: Charging = text.parse().unwrap();
            assert_eq!(read.to_string(), text);
            assert_eq!(read.kind().code(), text.split(' ').next().unwrap());
        }
        for text in ["statutory", "none", "40.00"] {
            assert_eq!(text.parse::<AgreedSum>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_charge_is_refused_with_the_forms() {
        for text in [
            "",
            "fee",
            "fee 0",
            "fee -1",
            "fee 10,00",
            "fee 0%",
            "fee 101%",
            "costs",
        ] {
            let error = text.parse::<Charging>().unwrap_err().to_string();
            assert_eq!(
                error,
                format!(
                    "\"{text}\" is not understood; write interest, fixed-sum, fee 10.00 or fee 15%"
                )
            );
        }
    }

    /// tryton/tryton, modules/account_dunning_fee/tests/scenario_account_dunning_fee.rst: 15 % of 100
    /// is 15, whatever was charged before; metasfresh and Invoice Ninja add fees upon fees.
    #[test]
    fn a_fee_is_an_amount_or_a_share_of_principal() {
        let fee = |text: &str| text.parse::<Fee>().unwrap();
        assert_eq!(fee("10.00").of(10_000, Currency::GBP), Ok(1_000));
        assert_eq!(fee("15%").of(10_000, Currency::GBP), Ok(1_500));
        assert_eq!(fee("2.5%").of(101, Currency::GBP), Ok(3));
        assert!(fee("10.005").of(10_000, Currency::GBP).is_err());
    }

    #[test]
    fn terms_allow_fees_up_to_theirs() {
        let allows = |most: &str, other: &str| {
            most.parse::<Fee>()
                .unwrap()
                .allows(other.parse::<Fee>().unwrap())
        };
        assert!(allows("10.00", "10") && allows("15%", "10%"));
        assert!(!allows("10.00", "10.01") && !allows("10.00", "1%") && !allows("1%", "0.01"));
    }
}
