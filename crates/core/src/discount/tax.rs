//! Whether a discount reaches the tax, and how much it takes off what.

use rust_decimal::Decimal;

use crate::money::{Money, MoneyError, Rounding};

/// How an early-payment discount treats the tax of an invoice. Which one holds is a matter of the contract and
/// of the tax law of the country.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum TaxMode {
    /// The discount is taken off the price with its tax, and the tax falls with it.
    #[default]
    Included,
    /// The discount is taken off the price without tax; the tax stays as it was invoiced.
    Excluded,
    /// The tax was reckoned on the discounted price when the invoice was issued, whether or not the discount is
    /// taken. At payment the discount is taken off the price without tax.
    Mixed,
}

/// What an invoice, or one of its lines, is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Makeup {
    /// The price without tax.
    pub net: Money,
    /// The tax that is a percentage of the price; nothing for a line that is not taxed.
    pub tax: Money,
    /// What no discount reaches: a duty of a fixed sum, freight that was agreed to be left out.
    pub apart: Money,
}

/// What a discount takes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reduction {
    /// Off the price without tax.
    pub net: Money,
    /// Off the tax.
    pub tax: Money,
}

impl Makeup {
    /// Everything together.
    ///
    /// # Errors
    /// [`MoneyError`] for a sum that is too large or of two currencies.
    pub fn total(&self) -> Result<Money, MoneyError> {
        self.net.checked_add(self.tax)?.checked_add(self.apart)
    }
}

impl Reduction {
    /// The discount in one sum, for books that do not split it.
    ///
    /// # Errors
    /// [`MoneyError`] for a sum that is too large or of two currencies.
    pub fn total(&self) -> Result<Money, MoneyError> {
        self.net.checked_add(self.tax)
    }
}

/// What a discount of `rate` per cent takes off.
///
/// The whole is rounded half-up, and so is the tax in it; the price without tax takes what is left, so that the
/// two add up to the whole.
///
/// # Errors
/// [`MoneyError`] for a sum that is too large or of two currencies.
pub fn reduction(makeup: &Makeup, rate: Decimal, mode: TaxMode) -> Result<Reduction, MoneyError> {
    let zero = Money::zero(makeup.net.currency());
    match mode {
        TaxMode::Included => {
            let whole = makeup
                .net
                .checked_add(makeup.tax)?
                .percent(rate, Rounding::HalfUp)?;
            let tax = makeup.tax.percent(rate, Rounding::HalfUp)?;
            Ok(Reduction {
                net: whole.checked_sub(tax)?,
                tax,
            })
        }
        TaxMode::Excluded | TaxMode::Mixed => Ok(Reduction {
            net: makeup.net.percent(rate, Rounding::HalfUp)?,
            tax: zero,
        }),
    }
}

/// The tax of `tax_rate` per cent that an invoice of `net` bears when it is issued under terms with a discount
/// of `discount_rate` per cent, rounded half-up.
///
/// # Errors
/// [`MoneyError::Overflow`].
pub fn tax_at_issue(
    net: Money,
    tax_rate: Decimal,
    discount_rate: Decimal,
    mode: TaxMode,
) -> Result<Money, MoneyError> {
    let base = match mode {
        TaxMode::Included | TaxMode::Excluded => net,
        TaxMode::Mixed => net.checked_sub(net.percent(discount_rate, Rounding::HalfUp)?)?,
    };
    base.percent(tax_rate, Rounding::HalfUp)
}

/// The price without tax of a price that includes a tax of `tax_rate` per cent, rounded half-up.
///
/// # Errors
/// [`MoneyError::DivisionByZero`] for a rate of minus one hundred per cent, or [`MoneyError::Overflow`].
pub fn net_of_inclusive(gross: Money, tax_rate: Decimal) -> Result<Money, MoneyError> {
    let rate = tax_rate.normalize();
    let hundred = 10i128
        .checked_pow(rate.scale())
        .and_then(|unit| unit.checked_mul(100))
        .ok_or(MoneyError::Overflow)?;
    let divisor = rate
        .mantissa()
        .checked_add(hundred)
        .ok_or(MoneyError::Overflow)?;
    gross.mul_ratio(hundred, divisor, Rounding::HalfUp)
}
