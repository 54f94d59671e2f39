//! From values to heights: a scale that begins or ends at nothing and has round figures.

use super::HEIGHT;

/// As many steps as an axis has at most; where it goes to both sides of nothing, one more.
const STEPS: i128 = 4;

/// The vertical scale of a plot. Values are whole numbers of any unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scale {
    low: i128,
    high: i128,
    step: i128,
}

impl Scale {
    /// A scale that shows nothing and all of the values.
    pub(super) fn of(values: impl Iterator<Item = i64>) -> Scale {
        let (mut low, mut high) = (0_i128, 0_i128);
        for value in values {
            low = low.min(value.into());
            high = high.max(value.into());
        }
        let step = round_step(high - low);
        let outward = |value: i128| {
            let steps = value.abs().div_euclid(step) + i128::from(value % step != 0);
            steps * step * value.signum()
        };
        let (low, high) = (outward(low), outward(high));
        // An axis without any value still has a top.
        let high = if low == high { low + step } else { high };
        Scale { low, high, step }
    }

    /// The figures of the axis, lowest first. Those beyond 64 bits have no line.
    pub(super) fn ticks(&self) -> impl Iterator<Item = i64> {
        let (low, step) = (self.low, self.step);
        (0..=(self.high - low) / step).filter_map(move |n| i64::try_from(low + n * step).ok())
    }

    /// How far below the top a value lies, in tenths of a pixel, rounded down.
    pub(super) fn y(&self, value: i64) -> i64 {
        let down = (self.high - i128::from(value)) * i128::from(HEIGHT) / (self.high - self.low);
        i64::try_from(down).unwrap_or(HEIGHT).clamp(0, HEIGHT)
    }
}

/// The smallest of 1, 2, 5, 10, 20, ... that crosses the range in four steps, rounded up.
fn round_step(range: i128) -> i128 {
    let wanted = ((range + STEPS - 1) / STEPS).max(1);
    let mut power = 1_i128;
    while power * 10 <= wanted {
        power *= 10;
    }
    [1, 2, 5, 10]
        .into_iter()
        .map(|n| n * power)
        .find(|step| *step >= wanted)
        .unwrap_or(power * 10)
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

    #[test]
    fn an_axis_has_round_figures_that_hold_all_values() {
        let check = |values: &[i64], expected: &[i64]| {
            let ticks: Vec<i64> = Scale::of(values.iter().copied()).ticks().collect();
            assert_eq!(ticks, expected, "{values:?}");
        };
        check(&[], &[0, 1]);
        check(&[0, 0], &[0, 1]);
        check(&[48, 41], &[0, 20, 40, 60]);
        check(&[412_300_00], &[0, 200_000_00, 400_000_00, 600_000_00]);
        check(&[-30, 70], &[-50, 0, 50, 100]);
        check(&[-7], &[-8, -6, -4, -2, 0]);
    }

    #[test]
    fn the_top_is_the_highest_figure_and_the_foot_the_lowest() {
        let scale = Scale::of([48, 41].into_iter());
        assert_eq!(scale.y(60), 0);
        assert_eq!(scale.y(0), HEIGHT);
        assert_eq!(scale.y(30), HEIGHT / 2);
    }

    proptest! {
        #[test]
        fn any_values_fit_and_keep_their_order(values in proptest::collection::vec(any::<i64>(), 1..20)) {
            let scale = Scale::of(values.iter().copied());
            prop_assert!(scale.ticks().count() <= 7);
            let mut sorted = values;
            sorted.sort_unstable();
            let heights: Vec<i64> = sorted.iter().map(|value| scale.y(*value)).collect();
            prop_assert!(heights.iter().all(|y| (0..=HEIGHT).contains(y)));
            prop_assert!(heights.is_sorted_by(|lower, higher| lower >= higher));
        }
    }
}
