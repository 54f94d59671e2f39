//! Draws in whole numbers, so that a book is the same on every machine.

use fastrand::Rng;

/// A distribution, as the values that given shares of the population stay below: pairs of a share
/// in thousandths, from 0 to 1000, and a value. Between two pairs it is a straight line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Curve(pub &'static [(u32, i64)]);

impl Curve {
    /// A value, rounded down between two pairs.
    pub fn draw(self, rng: &mut Rng) -> i64 {
        self.at(rng.u32(0..1_000_000))
    }

    /// The mean, rounded down.
    pub fn mean(self) -> i64 {
        let doubled: i64 = self
            .0
            .windows(2)
            .map(|pair| i64::from(pair[1].0 - pair[0].0) * (pair[0].1 + pair[1].1))
            .sum();
        doubled.div_euclid(2_000)
    }

    /// The value that `millionths` of the population stay below.
    fn at(self, millionths: u32) -> i64 {
        let mut value = self.0[0].1;
        for pair in self.0.windows(2) {
            let ((from, low), (to, high)) = (pair[0], pair[1]);
            if millionths < to * 1000 {
                let into = i64::from(millionths - from * 1000);
                return low + (high - low) * into / i64::from((to - from) * 1000);
            }
            value = high;
        }
        value
    }
}

/// True so many times in a thousand.
pub(super) fn chance(rng: &mut Rng, thousandths: u32) -> bool {
    rng.u32(0..1000) < thousandths
}

/// One of the items, each as likely as the others. There must be one.
pub(super) fn pick<T: Copy>(rng: &mut Rng, items: &[T]) -> T {
    // Drawn as 32 bits, because the width of a usize is not the same everywhere.
    items[rng.u32(0..items.len() as u32) as usize]
}

/// One of the items, each as likely as its weight says. There must be one.
pub(super) fn weighted<T: Copy>(rng: &mut Rng, items: &[(u32, T)]) -> T {
    let total: u32 = items.iter().map(|(weight, _)| weight).sum();
    let mut left = rng.u32(0..total);
    let mut chosen = items[0].1;
    for &(weight, item) in items {
        chosen = item;
        if left < weight {
            break;
        }
        left -= weight;
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    const CURVE: Curve = Curve(&[(0, -10), (500, 0), (1000, 100)]);

    #[test]
    fn a_curve_is_a_straight_line_between_its_points() {
        for (millionths, expected) in [
            (0, -10),
            (250_000, -5),
            (500_000, 0),
            (750_000, 50),
            (999_999, 99),
        ] {
            assert_eq!(CURVE.at(millionths), expected, "at {millionths}");
        }
        assert_eq!(CURVE.mean(), 22);
    }

    #[test]
    fn draws_follow_the_weights() {
        let mut rng = Rng::with_seed(1);
        let mut drawn = [0u32; 3];
        for _ in 0..10_000 {
            drawn[weighted(&mut rng, &[(700, 0), (0, 1), (300, 2)])] += 1;
        }
        assert!((6_700..7_300).contains(&drawn[0]), "{drawn:?}");
        assert_eq!(drawn[1], 0);
    }
}
