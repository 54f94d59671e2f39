//! An exact decimal number, as it stood in a file.

use std::fmt;

/// An exact decimal: `units / 10^scale`. `12.50` is `units: 1250, scale: 2`.
///
/// It is what an amount is before its currency is known: nothing is rounded and no digit is lost.
/// Two decimals are equal when they are written equally; use [`Decimal::normalized`] to compare values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    /// All digits as one signed integer.
    pub units: i128,
    /// How many of the digits stand after the decimal sign.
    pub scale: u8,
}

impl Decimal {
    /// A decimal of `units / 10^scale`.
    #[must_use]
    pub const fn new(units: i128, scale: u8) -> Decimal {
        Decimal { units, scale }
    }

    /// The same value without zeros at its end: `12.50` becomes `12.5`, and every zero becomes `0`.
    #[must_use]
    pub const fn normalized(self) -> Decimal {
        let Decimal {
            mut units,
            mut scale,
        } = self;
        while scale > 0 && units % 10 == 0 {
            units /= 10;
            scale -= 1;
        }
        Decimal { units, scale }
    }

    /// Whether the value is zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.units == 0
    }

    /// Whether the value is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.units < 0
    }
}

/// The plain machine form: `-1234.50`.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = usize::from(self.scale);
        let digits = format!("{:0>width$}", self.units.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        let sign = if self.units < 0 { "-" } else { "" };
        if fraction.is_empty() {
            write!(f, "{sign}{whole}")
        } else {
            write!(f, "{sign}{whole}.{fraction}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_the_plain_form() {
        for (decimal, expected) in [
            (Decimal::new(1250, 2), "12.50"),
            (Decimal::new(-5, 2), "-0.05"),
            (Decimal::new(0, 2), "0.00"),
            (Decimal::new(1234, 0), "1234"),
            (Decimal::new(-7, 3), "-0.007"),
        ] {
            assert_eq!(decimal.to_string(), expected);
        }
    }

    #[test]
    fn normalizes_without_changing_the_value() {
        assert_eq!(Decimal::new(1250, 2).normalized(), Decimal::new(125, 1));
        assert_eq!(Decimal::new(1200, 2).normalized(), Decimal::new(12, 0));
        assert_eq!(Decimal::new(0, 5).normalized(), Decimal::new(0, 0));
        assert_eq!(Decimal::new(1200, 0).normalized(), Decimal::new(1200, 0));
    }
}
