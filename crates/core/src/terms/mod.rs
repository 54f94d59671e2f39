//! Terms of payment: when an invoice falls due, in which parts, and with what discount for paying early.
//!
//! Terms are written in the trade's own short notation and are read, checked, printed and applied here:
//!
//! | written | meaning |
//! |---|---|
//! | `due on receipt` | on the day of the invoice |
//! | `net 30` | 30 days after the invoice |
//! | `2/10 net 30` | the same, less 2 % if paid by the 10th day, that day included |
//! | `EOM` | the last day of the month of the invoice |
//! | `30 EOM` | 30 days after that last day |
//! | `2/10 net 30 EOM` | the same; the discount's days are counted from the end of the month as well |
//! | `15 MFI` | the 15th of the month following the invoice |
//! | `day 20` | the first 20th on or after the invoice |
//! | `1 month`, `1 month 30 days` | the same day one month later; then 30 days more |
//! | `2 months then day 15` | one rule after the other |
//! | `30% now, 70% net 60` | in parts, by share |
//! | `396.84 net 60, rest net 90` | in parts, by amount; amounts are in the currency of the invoice |
//!
//! A day that a month does not have is the last day of that month. An invoice without any terms is due on
//! receipt: that is [`Terms::default`], and the caller says so to the person.

mod cost;
mod error;
mod parse;
mod print;
mod schedule;

use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use cost::{Compounding, YearBasis};
pub use error::{ScheduleError, TermsError};
pub use schedule::{Discount, Due};

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

/// One instalment: how much, when, and at what discount.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Part {
    share: Share,
    discount: Option<EarlyPaymentDiscount>,
    due: DueRule,
}

/// How much of the invoice a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Share {
    /// That many per cent of the total, rounded half-up to the minor unit.
    Percent(Decimal),
    /// That amount in whole units of the invoice's currency; less if less is left.
    Fixed(Decimal),
    /// What the parts before it leave. Terms of a single part consist of this one.
    Rest,
}

/// A discount for paying early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EarlyPaymentDiscount {
    rate: Decimal,
    days: u16,
}

/// When a part falls due: moves made one after the other from the date of the invoice. None at all means on
/// receipt.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct DueRule {
    moves: Vec<Move>,
}

/// One move from a date to a later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Move {
    /// So many days on.
    Days(u16),
    /// The same day so many months on, or the last day of a month that is too short for it.
    Months(u16),
    /// To the last day of the month.
    EndOfMonth,
    /// To that day of the following month, or its last day if it is too short.
    DayOfNextMonth(u8),
    /// To the first such day of a month, today included; in a month that is too short its last day counts.
    DayOfMonth(u8),
}

impl Terms {
    /// Terms from their parts. A single part is the whole, whatever share it names in per cent.
    ///
    /// # Errors
    /// [`TermsError`] when there is no part or there are more than [`MAX_PARTS`], when the shares do not make
    /// up the whole, or when a rest is not the last part.
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

impl Part {
    /// One part of the terms.
    ///
    /// # Errors
    /// [`TermsError`] when a share is not above zero, is above 100 per cent or [`MAX_FIXED_AMOUNT`], or has more
    /// than [`MAX_DECIMALS`] decimals, or when the discount would run longer than the term.
    pub fn new(
        share: Share,
        discount: Option<EarlyPaymentDiscount>,
        due: DueRule,
    ) -> Result<Part, TermsError> {
        let share = match share {
            Share::Percent(percent) if percent > Decimal::ONE_HUNDRED => {
                return Err(TermsError::ShareOutOfRange { share: percent });
            }
            Share::Percent(percent) => Share::Percent(positive_share(percent)?),
            Share::Fixed(amount) if amount > Decimal::from(MAX_FIXED_AMOUNT) => {
                return Err(TermsError::ShareOutOfRange { share: amount });
            }
            Share::Fixed(amount) => Share::Fixed(positive_share(amount)?),
            Share::Rest => Share::Rest,
        };
        if let (Some(discount), Some(days)) = (&discount, due.fixed_days())
            && discount.days > days
        {
            return Err(TermsError::DiscountTooLong {
                discount_days: discount.days,
                days,
            });
        }
        Ok(Part {
            share,
            discount,
            due,
        })
    }

    /// How much of the invoice it is.
    #[must_use]
    pub fn share(&self) -> Share {
        self.share
    }

    /// Its discount for paying early.
    #[must_use]
    pub fn discount(&self) -> Option<EarlyPaymentDiscount> {
        self.discount
    }

    /// When it falls due.
    #[must_use]
    pub fn due(&self) -> &DueRule {
        &self.due
    }
}

impl EarlyPaymentDiscount {
    /// A discount of `rate` per cent for paying within `days` days, the last one included.
    ///
    /// # Errors
    /// [`TermsError`] unless the rate lies between 0 and 100 per cent, with at most [`MAX_DECIMALS`] decimals,
    /// and the days do not exceed [`MAX_DAYS`].
    pub fn new(rate: Decimal, days: u16) -> Result<EarlyPaymentDiscount, TermsError> {
        let rate = rate.normalize();
        if rate <= Decimal::ZERO || rate >= Decimal::ONE_HUNDRED || rate.scale() > MAX_DECIMALS {
            return Err(TermsError::DiscountOutOfRange { rate });
        }
        if days > MAX_DAYS {
            return Err(TermsError::TooLarge {
                what: "days",
                limit: MAX_DAYS,
            });
        }
        Ok(EarlyPaymentDiscount { rate, days })
    }

    /// The rate in per cent.
    #[must_use]
    pub fn rate(self) -> Decimal {
        self.rate
    }

    /// The days within which to pay.
    #[must_use]
    pub fn days(self) -> u16 {
        self.days
    }
}

impl DueRule {
    /// A rule from its moves. Moves by nothing are dropped and days that follow days are added up.
    ///
    /// # Errors
    /// [`TermsError`] for more than [`MAX_MOVES`] moves, [`MAX_DAYS`] days or [`MAX_MONTHS`] months, or a day
    /// that no month has.
    pub fn new(moves: impl IntoIterator<Item = Move>) -> Result<DueRule, TermsError> {
        let mut kept: Vec<Move> = Vec::new();
        for next in moves {
            match (kept.last_mut(), next) {
                (_, Move::Days(0) | Move::Months(0)) => continue,
                (Some(Move::Days(days)), Move::Days(more)) => *days = days.saturating_add(more),
                _ => kept.push(next),
            }
            if kept.len() > MAX_MOVES {
                return Err(TermsError::TooManyMoves);
            }
            match kept.last() {
                Some(Move::Days(days)) if *days > MAX_DAYS => {
                    return Err(TermsError::TooLarge {
                        what: "days",
                        limit: MAX_DAYS,
                    });
                }
                Some(Move::Months(months)) if *months > MAX_MONTHS => {
                    return Err(TermsError::TooLarge {
                        what: "months",
                        limit: MAX_MONTHS,
                    });
                }
                Some(Move::DayOfNextMonth(day) | Move::DayOfMonth(day))
                    if !(1..=31).contains(day) =>
                {
                    return Err(TermsError::NoSuchDay { day: *day });
                }
                _ => {}
            }
        }
        Ok(DueRule { moves: kept })
    }

    /// The moves, in order.
    #[must_use]
    pub fn moves(&self) -> &[Move] {
        &self.moves
    }

    /// The number of days of the term, counted from the same day as a discount's days; none where it depends
    /// on the month.
    fn fixed_days(&self) -> Option<u16> {
        match self.moves[..] {
            [] | [Move::EndOfMonth] => Some(0),
            [Move::Days(days)] | [Move::EndOfMonth, Move::Days(days)] => Some(days),
            _ => None,
        }
    }
}

fn positive_share(share: Decimal) -> Result<Decimal, TermsError> {
    let share = share.normalize();
    if share <= Decimal::ZERO || share.scale() > MAX_DECIMALS {
        return Err(TermsError::ShareOutOfRange { share });
    }
    Ok(share)
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
