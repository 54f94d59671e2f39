//! Splitting a sum over parts without losing or making a minor unit.

use super::{Money, MoneyError};

/// The greatest number of parts that a sum is split into.
pub const MAX_SPLIT_PARTS: usize = 10_000;

/// Which part receives the minor units that do not divide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Remainder {
    /// All of them the first part (of those with a weight).
    First,
    /// All of them the last part (of those with a weight).
    Last,
    /// One each for the parts that lost most by being rounded down; the earlier part first when equal.
    Largest,
}

impl Money {
    /// Splits the sum in proportion to the weights. The parts add up to the sum exactly.
    ///
    /// Every share is first rounded towards zero; `remainder` says where the units left over go.
    ///
    /// # Errors
    /// [`MoneyError::CannotSplit`] when there is no weight above zero or there are more than
    /// [`MAX_SPLIT_PARTS`] parts.
    pub fn split(self, weights: &[u64], remainder: Remainder) -> Result<Vec<Money>, MoneyError> {
        if weights.len() > MAX_SPLIT_PARTS {
            return Err(MoneyError::CannotSplit);
        }
        let total: i128 = weights.iter().copied().map(i128::from).sum();
        if total == 0 {
            return Err(MoneyError::CannotSplit);
        }
        let whole = i128::from(self.minor());
        // A 64-bit amount times a 64-bit weight fits in 128 bits, so nothing here overflows.
        let exact: Vec<i128> = weights
            .iter()
            .map(|&weight| whole * i128::from(weight))
            .collect();
        let mut shares: Vec<i128> = exact.iter().map(|product| product / total).collect();
        let left = whole - shares.iter().sum::<i128>();
        let weighted = |index: &usize| weights[*index] > 0;
        match remainder {
            Remainder::First => {
                if let Some(index) = (0..weights.len()).find(weighted) {
                    shares[index] += left;
                }
            }
            Remainder::Last => {
                if let Some(index) = (0..weights.len()).rfind(weighted) {
                    shares[index] += left;
                }
            }
            Remainder::Largest => {
                let mut order: Vec<usize> = (0..weights.len()).collect();
                order.sort_by_key(|&index| std::cmp::Reverse((exact[index] % total).abs()));
                // Fewer units are left than parts lost something, so each of these gets at most one.
                let units = usize::try_from(left.abs()).map_err(|_| MoneyError::Overflow)?;
                for index in order.into_iter().take(units) {
                    shares[index] += left.signum();
                }
            }
        }
        shares
            .into_iter()
            .map(|share| Money::from_minor(share, self.currency()))
            .collect()
    }

    /// Splits the sum into `parts` equal parts, as [`Money::split`] does with equal weights.
    ///
    /// # Errors
    /// [`MoneyError::CannotSplit`] when `parts` is zero or more than [`MAX_SPLIT_PARTS`].
    pub fn split_even(self, parts: usize, remainder: Remainder) -> Result<Vec<Money>, MoneyError> {
        if parts > MAX_SPLIT_PARTS {
            return Err(MoneyError::CannotSplit);
        }
        self.split(&vec![1; parts], remainder)
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

    use super::*;
    use crate::currency::Currency;

    #[track_caller]
    fn check(minor: i64, weights: &[u64], remainder: Remainder, expected: &[i64]) {
        let parts = Money::new(minor, Currency::GBP)
            .split(weights, remainder)
            .unwrap();
        let minors: Vec<i64> = parts.iter().map(|part| part.minor()).collect();
        assert_eq!(minors, expected);
    }

    #[test]
    fn the_remainder_falls_where_it_is_told_to() {
        check(100, &[1, 1, 1], Remainder::First, &[34, 33, 33]);
        check(100, &[1, 1, 1], Remainder::Last, &[33, 33, 34]);
        check(-100, &[1, 1, 1], Remainder::Last, &[-33, -33, -34]);
        check(5, &[1, 1, 1], Remainder::Last, &[1, 1, 3]);
        check(5, &[1, 1, 1], Remainder::Largest, &[2, 2, 1]);
        check(-5, &[1, 1, 1], Remainder::Largest, &[-2, -2, -1]);
        check(101, &[1, 3], Remainder::Largest, &[25, 76]);
        check(100, &[0, 1, 1, 1, 0], Remainder::First, &[0, 34, 33, 33, 0]);
        check(100, &[0, 1, 1, 1, 0], Remainder::Last, &[0, 33, 33, 34, 0]);
        check(i64::MIN, &[u64::MAX, 0], Remainder::Last, &[i64::MIN, 0]);
    }

    #[test]
    fn nothing_to_split_over_is_an_error() {
        let money = Money::new(100, Currency::GBP);
        assert_eq!(
            money.split(&[], Remainder::Last),
            Err(MoneyError::CannotSplit)
        );
        assert_eq!(
            money.split(&[0, 0], Remainder::Last),
            Err(MoneyError::CannotSplit)
        );
        assert_eq!(
            money.split_even(0, Remainder::Last),
            Err(MoneyError::CannotSplit)
        );
        assert_eq!(
            money.split_even(usize::MAX, Remainder::Last),
            Err(MoneyError::CannotSplit)
        );
    }
}
