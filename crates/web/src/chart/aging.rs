//! The aging bar: what is owed, divided by age, in one line.

use super::{About, Drawing, Escaped, Share, Svg, WIDTH};

/// The least width of an age that holds anything, in hundredths of a per cent, so that it is seen.
const LEAST: i64 = 60;
/// The last step of the colours of lateness.
const LAST_STEP: u8 = 4;

/// One age.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// The step of its colour, from 0, not due, to 4, the latest.
    pub step: u8,
    /// How much, in any whole unit that all ages share. Nothing and less has no place in the bar.
    pub value: i64,
    /// What a pointer on it tells: "31 to 60 days: EUR 8,200.00".
    pub words: String,
}

/// Draws the ages side by side, the youngest first. When nothing is owed, the bar is bare.
#[must_use]
pub fn aging(about: About<'_>, slices: &[Slice]) -> Svg {
    let mut drawing = Drawing::open(about, "aging-bar", "");
    let shown: Vec<&Slice> = slices.iter().filter(|slice| slice.value > 0).collect();
    let mut left = 0;
    for (slice, width) in shown.iter().zip(widths(&shown)) {
        drawing.add(format_args!(
            r#"<rect class="is-late-{}" x="{}" y="0" width="{}" height="100%"><title>{}</title></rect>"#,
            slice.step.min(LAST_STEP),
            Share(left),
            Share(width),
            Escaped(&slice.words),
        ));
        left += width;
    }
    drawing.close()
}

/// The widths of the slices, rounded down but for the widest, which takes what is left over.
fn widths(slices: &[&Slice]) -> Vec<i64> {
    let total: i128 = slices.iter().map(|slice| i128::from(slice.value)).sum();
    let mut widths: Vec<i64> = slices
        .iter()
        .map(|slice| {
            let share = i128::from(slice.value) * i128::from(WIDTH) / total.max(1);
            i64::try_from(share).unwrap_or(WIDTH).max(LEAST)
        })
        .collect();
    let over: i64 = WIDTH - widths.iter().sum::<i64>();
    if let Some(widest) = widths.iter_mut().max() {
        *widest += over;
    }
    widths
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

    fn slice(value: i64) -> Slice {
        Slice {
            step: 0,
            value,
            words: value.to_string(),
        }
    }

    #[test]
    fn the_bar_is_filled_and_each_age_is_seen() {
        let check = |values: &[i64], expected: &[i64]| {
            let slices: Vec<Slice> = values.iter().copied().map(slice).collect();
            let slices: Vec<&Slice> = slices.iter().collect();
            assert_eq!(widths(&slices), expected, "{values:?}");
        };
        check(&[], &[]);
        check(&[7], &[10_000]);
        check(&[13_200_00, 8_200_00, 40_000_00], &[2149, 1335, 6516]);
        check(&[1_000_000, 1], &[9_940, 60]);
        check(&[i64::MAX, i64::MAX], &[5_000, 5_000]);
    }

    #[test]
    fn credits_and_empty_ages_have_no_place() {
        let about = About {
            id: "a",
            title: "Aging",
            summary: "All current.",
        };
        let svg = aging(about, &[slice(100), slice(0), slice(-5)]).to_string();
        assert_eq!(svg.matches("<rect").count(), 1);
        assert!(svg.contains(r#"x="0.00%" y="0" width="100.00%""#), "{svg}");
    }
}
