//! Lines: how a figure went over time, and what it is compared with.

use super::{About, Drawing, Escaped, FOOT, HEIGHT, Pixels, Share, Svg, WIDTH, scale::Scale, slot};

/// One line over all points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// One value for each label, in any whole unit that all lines share; none where it is not known.
    pub values: Vec<Option<i64>>,
    /// What a pointer on each point tells, one for each value: "November: 41 days".
    pub words: Vec<String>,
}

/// Draws lines over the same points: the first one strong and filled, the others broken and quiet.
///
/// `labels` are the words below the plot; `axis` writes the round figures at the left. A value without
/// its neighbours is a dot.
#[must_use]
pub fn line(
    about: About<'_>,
    labels: &[String],
    series: &[Series],
    axis: &dyn Fn(i64) -> String,
) -> Svg {
    let known = series.iter().flat_map(|one| &one.values).flatten();
    let scale = Scale::of(known.copied());
    let height = format!(r#"height="{}""#, Pixels(HEIGHT + FOOT));
    let mut drawing = Drawing::open(about, "chart-svg", &height);
    drawing.grid(&scale, axis);
    let at = |index: usize, value: i64| (slot(index, labels.len()).middle, scale.y(value));

    // The points have the same shape at any width; the strokes stay as thick as they are.
    drawing.add(format_args!(
        r#"<svg width="100%" height="{}" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">"#,
        Pixels(HEIGHT),
    ));
    let base = scale.y(0);
    let path = |piece: &[(usize, i64)]| {
        let points = piece.iter().map(|(index, value)| {
            let (x, y) = at(*index, *value);
            format!("{x},{y}")
        });
        points.collect::<Vec<_>>().join(" ")
    };
    // The area first, so that it covers no line.
    for piece in series
        .first()
        .map(|one| pieces(&one.values))
        .unwrap_or_default()
    {
        if let (Some(first), Some(last)) = (piece.first(), piece.last()) {
            drawing.add(format_args!(
                r#"<polygon class="chart-area" points="{},{base} {} {},{base}"/>"#,
                at(first.0, 0).0,
                path(&piece),
                at(last.0, 0).0,
            ));
        }
    }
    for (rank, one) in series.iter().enumerate().rev() {
        for piece in pieces(&one.values) {
            drawing.add(format_args!(
                r#"<polyline class="chart-line{}" points="{}" vector-effect="non-scaling-stroke"/>"#,
                if rank == 0 { "" } else { " is-2" },
                path(&piece),
            ));
        }
    }
    drawing.add(format_args!("</svg>"));

    if let Some(main) = series.first() {
        let last = main.values.iter().rposition(Option::is_some);
        for (index, value) in main.values.iter().enumerate() {
            let Some(value) = value else { continue };
            let alone = |n: Option<usize>| {
                n.and_then(|n| main.values.get(n))
                    .is_none_or(Option::is_none)
            };
            if last == Some(index) || (alone(index.checked_sub(1)) && alone(index.checked_add(1))) {
                let (x, y) = at(index, *value);
                drawing.add(format_args!(
                    r#"<circle class="chart-dot" cx="{}" cy="{}" r="3.5"/>"#,
                    Share(x),
                    Pixels(y),
                ));
            }
        }
    }
    // Unseen columns over everything, so that a pointer anywhere in a month tells the month's figures.
    for index in 0..labels.len() {
        let words: Vec<&str> = series
            .iter()
            .filter_map(|one| one.words.get(index))
            .map(String::as_str)
            .collect();
        let slot = slot(index, labels.len());
        drawing.add(format_args!(
            r#"<rect x="{}" y="0" width="{}" height="{}" fill="none" pointer-events="all"><title>{}</title></rect>"#,
            Share(slot.left),
            Share(slot.width),
            Pixels(HEIGHT),
            Escaped(&words.join("\n")),
        ));
    }
    drawing.labels(labels.iter().map(String::as_str));
    drawing.close()
}

/// The stretches of known values, each value with its place.
fn pieces(values: &[Option<i64>]) -> Vec<Vec<(usize, i64)>> {
    let mut pieces = vec![Vec::new()];
    for (index, value) in values.iter().enumerate() {
        match (value, pieces.last_mut()) {
            (Some(value), Some(piece)) => piece.push((index, *value)),
            _ => pieces.push(Vec::new()),
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
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

    fn drawn(values: &[Option<i64>]) -> String {
        let about = About {
            id: "dso",
            title: "DSO",
            summary: "By month.",
        };
        let labels: Vec<String> = (1..=values.len()).map(|month| month.to_string()).collect();
        let series = Series {
            values: values.to_vec(),
            words: labels
                .iter()
                .map(|month| format!("month {month}"))
                .collect(),
        };
        line(about, &labels, &[series], &|tick| tick.to_string()).to_string()
    }

    #[test]
    fn a_line_goes_through_the_middles_of_its_slots() {
        let svg = drawn(&[Some(40), Some(0)]);
        assert!(svg.contains(r#"points="2500,0 7500,1800""#), "{svg}");
        assert!(
            svg.contains(r#"<circle class="chart-dot" cx="75.00%" cy="180.0""#),
            "{svg}"
        );
    }

    #[test]
    fn an_unknown_value_breaks_the_line() {
        let check = |values: &[Option<i64>], lines, dots| {
            let svg = drawn(values);
            assert_eq!(svg.matches("<polyline").count(), lines, "{values:?}");
            assert_eq!(svg.matches("<circle").count(), dots, "{values:?}");
            assert_eq!(svg.matches("<title>").count(), values.len(), "{values:?}");
        };
        check(&[], 0, 0);
        check(&[None, None], 0, 0);
        check(&[Some(1), Some(2), Some(3)], 1, 1);
        check(&[Some(1), None, Some(3), Some(4)], 2, 2);
    }
}
