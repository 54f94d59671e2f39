//! Terms of payment: when an invoice falls due, in which parts, and with what discount for paying early.
//!
//! Terms are written in the trade's own short notation and are read, checked, printed and applied here:
//!
//! | written | meaning |
//! |---|---|
//! | `due on receipt` | on the day of the invoice |
//! | `net 30` | 30 days after the invoice |
//! | `2/10 net 30` | the same, less 2 % if paid by the 10th day, that day included |
//! | `net 30 ROG`, `net 30 AOG` | counted from the receipt or the arrival of the goods |
//! | `net 30 after delivery`, `net 30 after order` | counted from the delivery or the order |
//! | `net 30 as of 2026-05-01` | counted from a day that the terms name |
//! | `EOM` | the last day of the month of the invoice |
//! | `30 EOM` | 30 days after that last day |
//! | `30 days then EOM` | 30 days after the invoice, and then the last day of that month |
//! | `2/10 net 30 EOM` | as `30 EOM`; the discount's days are counted from the end of the month as well |
//! | `2/10 net 30 EOM after 25` | the same; an invoice of a later day than the 25th counts as one of the next month |
//! | `2/10 EOM` | `2/10 net 30 EOM`: without another word the whole is due 20 days after the discount's last day |
//! | `15 MFI` | the 15th of the month following the invoice |
//! | `2% 10th prox net 30` | discount until the 10th of the next month; 30 days from the first of that month |
//! | `10th prox net 60` | the same; which discount, the terms do not say, so none is taken |
//! | `day 20` | the first 20th on or after the invoice |
//! | `1 month`, `1 month 30 days` | the same day one month later; then 30 days more |
//! | `2 months then day 15` | one rule after the other |
//! | `on order`, `on delivery`, `on next delivery`, `in advance` | CWO, COD, CND, CIA or PIA |
//! | `30% now, 70% net 60` | in parts, by share |
//! | `396.84 net 60, rest net 90` | in parts, by amount; amounts are in the currency of the invoice |
//! | `30% on order, 40% on delivery, 30% net 30` | in stages |
//! | `95% net 30, retention 5% 12 months` | the same with a part kept back |
//! | `10% 1 month, 10% 2 months, balloon rest 3 months` | the same with a large last part |
//! | `2/10 net 30, discount excluding tax` | how the discount treats tax: see [`TaxMode`] |
//!
//! A day that a month does not have is the last day of that month. There is no cut-off of a month unless the
//! terms name one. An invoice without any terms is due on receipt: that is [`Terms::default`], and the caller
//! says so to the person. "45 jours fin de mois" is read in two ways in its own country, so it is not read
//! here: `45 jours puis fin de mois` is `45 days then EOM`, and `fin de mois puis 45 jours` is `45 EOM`.

mod advisory;
mod cost;
mod early;
mod error;
mod parse;
mod part;
mod print;
mod rule;
mod schedule;

use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use crate::discount::TaxMode;
pub use advisory::Advisory;
pub use cost::{Compounding, YearBasis, annual_cost};
pub use early::{Deadline, EarlyPaymentDiscount};
pub use error::{ScheduleError, TermsError};
pub use part::{Part, PartKind, Share};
pub use rule::{DueRule, Move, Start};
pub use schedule::{Bill, Discount, Due, Events, Schedule};

/// The longest text that is read as terms, in bytes.
pub const MAX_TERMS_BYTES: usize = 8_000;
/// The greatest number of parts that an invoice is paid in.
pub const MAX_PARTS: usize = 60;
/// The greatest number of rules that follow one another in one part.
pub const MAX_MOVES: usize = 4;
/// The greatest number of days in a rule: ten years.
pub const MAX_DAYS: u16 = 3650;
/// The greatest number of months in a rule: ten years.
pub const MAX_MONTHS: u16 = 120;
/// The greatest number of decimals of a percentage or of an amount.
pub const MAX_DECIMALS: u32 = 6;
/// The greatest fixed amount of a part, in whole units of the currency: a million million.
pub const MAX_FIXED_AMOUNT: u64 = 1_000_000_000_000;

/// Terms of payment: one part, or several instalments that make up the whole.
///
/// In JSON and TOML they are their printed text, which is read back as the same terms.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Terms {
    /// One at least; if several, their shares make up the whole.
    parts: Vec<Part>,
}

impl Terms {
    /// Terms from their parts. A single part is the whole, whatever share it names in per cent.
    ///
    /// # Errors
    /// [`TermsError`] when there is no part or there are more than [`MAX_PARTS`], when the shares do not make
    /// up the whole, when a rest is not the last part, or when one of several parts has a discount without a
    /// rate.
    pub fn new(mut parts: Vec<Part>) -> Result<Terms, TermsError> {
        if parts.is_empty() {
            return Err(TermsError::Empty);
        }
        if parts.len() > MAX_PARTS {
            return Err(TermsError::TooManyParts);
        }
        let hundred = Decimal::ONE_HUNDRED;
        let (mut percent, mut has_fixed) = (Decimal::ZERO, false);
        for part in &parts[..parts.len() - 1] {
            match part.share {
                Share::Percent(share) => percent += share,
                Share::Fixed(_) => has_fixed = true,
                Share::Rest => return Err(TermsError::RestNotLast),
            }
        }
        let last = parts.len() - 1;
        match parts[last].share {
            Share::Rest if last > 0 && percent >= hundred => {
                return Err(TermsError::NothingLeft { percent });
            }
            Share::Rest => {}
            Share::Percent(share) if !has_fixed && percent + share == hundred => {}
            Share::Percent(share) if !has_fixed => {
                return Err(TermsError::NotTheWhole {
                    percent: percent + share,
                });
            }
            Share::Percent(_) | Share::Fixed(_) => return Err(TermsError::RestMissing),
        }
        if last == 0 {
            parts[0].share = Share::Rest;
            parts[0].kind = PartKind::Instalment;
        } else if parts.iter().any(Part::lacks_rate) {
            return Err(TermsError::RateMissing);
        }
        Ok(Terms { parts })
    }

    /// Reads terms from their text, in any of the usual spellings, in capitals or not.
    ///
    /// # Errors
    /// [`TermsError`] naming what is not understood and where it stands.
    pub fn parse(text: &str) -> Result<Terms, TermsError> {
        parse::terms(text)
    }

    /// Due on the day of the invoice.
    #[must_use]
    pub fn on_receipt() -> Terms {
        Terms::whole(DueRule::default())
    }

    /// Due so many days after the invoice.
    ///
    /// # Errors
    /// [`TermsError::TooLarge`] beyond [`MAX_DAYS`].
    pub fn net(days: u16) -> Result<Terms, TermsError> {
        Ok(Terms::whole(DueRule::new([Move::Days(days)])?))
    }

    fn whole(due: DueRule) -> Terms {
        let part = Part {
            kind: PartKind::Instalment,
            share: Share::Rest,
            discount: None,
            due,
        };
        Terms { parts: vec![part] }
    }

    /// The parts in the order in which they are written.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }
}

/// Due on receipt, which is what holds when nothing was agreed.
impl Default for Terms {
    fn default() -> Terms {
        Terms::on_receipt()
    }
}

impl FromStr for Terms {
    type Err = TermsError;

    fn from_str(text: &str) -> Result<Terms, TermsError> {
        Terms::parse(text)
    }
}

impl Serialize for Terms {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Terms {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Terms, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Terms::parse(&text).map_err(serde::de::Error::custom)
    }
}
