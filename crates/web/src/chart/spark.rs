//! Sparklines: the shape of a figure, small enough to stand in a row.

use super::{About, Drawing, Svg};

/// The width of the drawing, in its own units.
const ACROSS: i64 = 1_000;
/// The height of the drawing, in its own units.
const DOWN: i64 = 240;
/// What is left free above and below, so that the stroke is not cut.
const MARGIN: i64 = 20;

/// Draws one line from the first value to the last, from the lowest to the highest.
///
/// Fewer than two values have no shape: the result is empty.
#[must_use]
pub fn spark(about: About<'_>, values: &[i64]) -> Svg {
    let (Some(low), Some(high), true) =
        (values.iter().min(), values.iter().max(), values.len() > 1)
    else {
        return Svg::default();
    };
    let (low, range) = (i128::from(*low), i128::from(*high) - i128::from(*low));
    let room = i128::from(DOWN - 2 * MARGIN);
    let gaps = values.len() - 1;
    let points: Vec<String> = values
        .iter()
        .enumerate()
        .map(|(index, value)| {
            let x = index * usize::try_from(ACROSS).unwrap_or_default() / gaps;
            // Values that are all the same lie in the middle.
            let up = match range {
                0 => room / 2,
                range => (i128::from(*value) - low) * room / range,
            };
            format!("{x},{}", i128::from(DOWN - MARGIN) - up)
        })
        .collect();
    let shape = format!(r#"viewBox="0 0 {ACROSS} {DOWN}" preserveAspectRatio="none""#);
    let mut drawing = Drawing::open(about, "spark", &shape);
    drawing.add(format_args!(
        r#"<polyline class="chart-line" points="{}" vector-effect="non-scaling-stroke"/>"#,
        points.join(" "),
    ));
    drawing.close()
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

    #[test]
    fn a_sparkline_spans_its_box() {
        let check = |values: &[i64], expected: &str| {
            let about = About {
                id: "s",
                title: "Days late",
                summary: "Rising.",
            };
            let svg = spark(about, values).to_string();
            if expected.is_empty() {
                assert_eq!(svg, "", "{values:?}");
            } else {
                assert!(svg.contains(&format!(r#"points="{expected}""#)), "{svg}");
            }
        };
        check(&[], "");
        check(&[5], "");
        check(&[5, 5], "0,120 1000,120");
        check(&[0, 10, 5], "0,220 500,20 1000,120");
        check(&[i64::MIN, i64::MAX], "0,220 1000,20");
    }
}
