//! Division of whole numbers with a named rounding.

/// What to do with the part of a minor unit that a division leaves over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// To the nearest; a half goes away from zero (0.5 becomes 1, -0.5 becomes -1). The usual one in trade.
    HalfUp,
    /// To the nearest; a half goes to the even neighbour (0.5 becomes 0, 1.5 becomes 2).
    HalfEven,
    /// Towards zero.
    Down,
    /// Away from zero.
    Up,
}

impl Rounding {
    /// Divides `num` by `den`, both of either sign. None when `den` is zero or the result does not fit.
    #[must_use]
    pub fn div(self, num: i128, den: i128) -> Option<i128> {
        let divisor = den.unsigned_abs();
        let quotient = num.unsigned_abs().checked_div(divisor)?;
        let rest = num.unsigned_abs().checked_rem(divisor)?;
        finish((num < 0) != (den < 0), quotient, rest, divisor, self)
    }
}

/// Computes `amount * num / den` without overflow in between, for `num` and `den` below 2^111.
///
/// The product may need more than 128 bits (a large sum times a rate of 28 digits), so this divides as it
/// multiplies: sixteen bits of the amount at a time, carrying the remainder along, which is exact.
/// None when `den` is zero or the result does not fit.
pub(super) fn mul_div(amount: i64, num: i128, den: i128, rounding: Rounding) -> Option<i128> {
    let (factor, divisor) = (num.unsigned_abs(), den.unsigned_abs());
    let magnitude = u128::from(amount.unsigned_abs());
    let (mut quotient, mut rest) = (0u128, 0u128);
    for shift in [48, 32, 16, 0] {
        let digit = (magnitude >> shift) & 0xFFFF;
        let carried = rest
            .checked_mul(1 << 16)?
            .checked_add(factor.checked_mul(digit)?)?;
        quotient = quotient
            .checked_mul(1 << 16)?
            .checked_add(carried.checked_div(divisor)?)?;
        rest = carried % divisor;
    }
    let negative = (amount < 0) ^ (num < 0) ^ (den < 0);
    finish(negative, quotient, rest, divisor, rounding)
}

/// Rounds a quotient by the remainder that it left, and gives it its sign.
fn finish(
    negative: bool,
    quotient: u128,
    rest: u128,
    divisor: u128,
    rounding: Rounding,
) -> Option<i128> {
    // Compares the remainder with what is missing to a whole, because doubling it could overflow.
    let missing = divisor - rest;
    let away = match rounding {
        Rounding::HalfUp => rest >= missing,
        Rounding::HalfEven => rest > missing || (rest == missing && quotient % 2 == 1),
        Rounding::Down => false,
        Rounding::Up => rest > 0,
    };
    let rounded = i128::try_from(quotient.checked_add(u128::from(away))?).ok()?;
    Some(if negative { -rounded } else { rounded })
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

    #[track_caller]
    fn check(num: i128, den: i128, half_up: i128, half_even: i128, down: i128, up: i128) {
        for (rounding, expected) in [
            (Rounding::HalfUp, half_up),
            (Rounding::HalfEven, half_even),
            (Rounding::Down, down),
            (Rounding::Up, up),
        ] {
            assert_eq!(
                rounding.div(num, den),
                Some(expected),
                "{num}/{den} {rounding:?}"
            );
            assert_eq!(
                rounding.div(-num, -den),
                Some(expected),
                "-{num}/-{den} {rounding:?}"
            );
            assert_eq!(
                rounding.div(-num, den),
                Some(-expected),
                "-{num}/{den} {rounding:?}"
            );
        }
    }

    #[test]
    fn halves_and_remainders_go_where_the_name_says() {
        check(10, 5, 2, 2, 2, 2);
        check(1, 2, 1, 0, 0, 1);
        check(3, 2, 2, 2, 1, 2);
        check(5, 2, 3, 2, 2, 3);
        check(7, 3, 2, 2, 2, 3);
        check(8, 3, 3, 3, 2, 3);
        check(0, 3, 0, 0, 0, 0);
    }

    #[test]
    fn what_cannot_be_divided_is_none() {
        assert_eq!(Rounding::HalfUp.div(1, 0), None);
        assert_eq!(Rounding::HalfUp.div(i128::MIN, 1), None);
        assert_eq!(mul_div(1, 1, 0, Rounding::HalfUp), None);
        assert_eq!(mul_div(i64::MAX, i128::MAX, 1, Rounding::HalfUp), None);
        assert_eq!(Rounding::HalfUp.div(i128::MAX, i128::MAX), Some(1));
    }

    #[test]
    fn a_product_beyond_128_bits_is_exact() {
        // 9,000,000,000,000,000,000 * (10^28 + 1) / 10^28 = 9,000,000,000,000,000,000.0000000009
        let den = 10i128.pow(28);
        let amount = 9_000_000_000_000_000_000;
        assert_eq!(
            mul_div(amount, den + 1, den, Rounding::Down),
            Some(i128::from(amount))
        );
        assert_eq!(
            mul_div(amount, den + 1, den, Rounding::Up),
            Some(i128::from(amount) + 1)
        );
    }

    fn any_rounding() -> impl Strategy<Value = Rounding> {
        prop_oneof![
            Just(Rounding::HalfUp),
            Just(Rounding::HalfEven),
            Just(Rounding::Down),
            Just(Rounding::Up)
        ]
    }

    proptest! {
        #[test]
        fn mul_div_agrees_with_div_of_the_product(
            amount: i64,
            num in -(1i128 << 62)..(1 << 62),
            den in prop_oneof![-(1i128 << 62)..-1, 1i128..(1 << 62)],
            rounding in any_rounding(),
        ) {
            let product = i128::from(amount) * num;
            prop_assert_eq!(mul_div(amount, num, den, rounding), rounding.div(product, den));
        }

        #[test]
        fn the_result_is_less_than_one_unit_off(num: i64, den in 1i64.., rounding in any_rounding()) {
            let (num, den) = (i128::from(num), i128::from(den));
            let error = rounding.div(num, den).unwrap() * den - num;
            prop_assert!(error.abs() < den);
        }
    }
}
