//! A receivable in another currency that is settled early: the discount and the difference of exchange in the
//! books.

use rust_decimal::Decimal;

use crate::currency::Currency;
use crate::money::{Money, MoneyError, Rounding};

/// What settles a receivable in another currency, in the currency of the books. The first equals the others
/// together, less the difference of exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HomeSettlement {
    /// What the receivable stands at in the books, all of which is cleared.
    pub receivable: Money,
    /// The discount.
    pub discount: Money,
    /// The money that the bank received.
    pub received: Money,
    /// The difference of exchange: above zero a gain, below zero a loss.
    pub exchange: Money,
}

/// Settles what was open of a receivable that stands in the books at `booked_rate` units of the home currency for
/// one of its own, with `discount` off, when the bank received `received` in the home currency.
///
/// The receivable and the money to be paid are converted at the booked rate, each rounded half-up, and the
/// discount is what lies between them; whatever the bank then received more or less is the difference of
/// exchange.
///
/// # Errors
/// [`MoneyError`] when the amounts are of different currencies, `received` is not of the home currency, or a sum
/// is too large.
pub fn in_home_currency(
    open: Money,
    discount: Money,
    booked_rate: Decimal,
    home: Currency,
    received: Money,
) -> Result<HomeSettlement, MoneyError> {
    let receivable = open.convert(booked_rate, home, Rounding::HalfUp)?;
    let to_pay = open
        .checked_sub(discount)?
        .convert(booked_rate, home, Rounding::HalfUp)?;
    Ok(HomeSettlement {
        receivable,
        discount: receivable.checked_sub(to_pay)?,
        received,
        exchange: received.checked_sub(to_pay)?,
    })
}
