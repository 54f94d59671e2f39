//! The discount that terms offer for paying early.

use rust_decimal::Decimal;

use super::rule::check_day;
use super::{MAX_DAYS, MAX_DECIMALS, TermsError};
use crate::discount::TaxMode;

/// A discount for paying early: how much, until when, and whether it reaches the tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EarlyPaymentDiscount {
    rate: Option<Decimal>,
    deadline: Deadline,
    tax: TaxMode,
}

/// The last day on which a discount may be taken, that day included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deadline {
    /// So many days after the day from which the term is counted.
    Days(u16),
    /// That day of the following month (proximo dating), or its last day if it is too short.
    DayOfNextMonth(u8),
}

impl EarlyPaymentDiscount {
    /// A discount of `rate` per cent for paying within `days` days, the last one included.
    ///
    /// # Errors
    /// [`TermsError`] unless the rate lies between 0 and 100 per cent, with at most [`MAX_DECIMALS`] decimals,
    /// and the days do not exceed [`MAX_DAYS`].
    pub fn new(rate: Decimal, days: u16) -> Result<EarlyPaymentDiscount, TermsError> {
        EarlyPaymentDiscount::until(rate, Deadline::Days(days))
    }

    /// A discount of `rate` per cent for paying by a deadline, that day included.
    ///
    /// # Errors
    /// As [`EarlyPaymentDiscount::new`], and for a day that no month has.
    pub fn until(rate: Decimal, deadline: Deadline) -> Result<EarlyPaymentDiscount, TermsError> {
        let rate = rate.normalize();
        if rate <= Decimal::ZERO || rate >= Decimal::ONE_HUNDRED || rate.scale() > MAX_DECIMALS {
            return Err(TermsError::DiscountOutOfRange { rate });
        }
        EarlyPaymentDiscount::with(Some(rate), deadline)
    }

    /// A discount by that day of the next month whose rate the terms do not tell ("10th prox net 60"). Nothing
    /// can be taken off until they do.
    ///
    /// # Errors
    /// [`TermsError::NoSuchDay`].
    pub fn without_rate(day_of_next_month: u8) -> Result<EarlyPaymentDiscount, TermsError> {
        EarlyPaymentDiscount::with(None, Deadline::DayOfNextMonth(day_of_next_month))
    }

    fn with(rate: Option<Decimal>, deadline: Deadline) -> Result<EarlyPaymentDiscount, TermsError> {
        match deadline {
            Deadline::Days(days) if days > MAX_DAYS => {
                return Err(TermsError::TooLarge {
                    what: "days",
                    limit: MAX_DAYS,
                });
            }
            Deadline::Days(_) => {}
            Deadline::DayOfNextMonth(day) => check_day(day)?,
        }
        Ok(EarlyPaymentDiscount {
            rate,
            deadline,
            tax: TaxMode::Included,
        })
    }

    /// The same discount with tax treated in that way.
    #[must_use]
    pub fn taxed(self, tax: TaxMode) -> EarlyPaymentDiscount {
        EarlyPaymentDiscount { tax, ..self }
    }

    /// The rate in per cent; none when the terms leave it open.
    #[must_use]
    pub fn rate(self) -> Option<Decimal> {
        self.rate
    }

    /// Until when to pay.
    #[must_use]
    pub fn deadline(self) -> Deadline {
        self.deadline
    }

    /// Whether it is taken off the tax as well.
    #[must_use]
    pub fn tax(self) -> TaxMode {
        self.tax
    }
}
