//! Bars: one figure for each week, month or bucket.

use super::{About, Drawing, Escaped, FOOT, HEIGHT, Pixels, Share, Svg, scale::Scale, slot};

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// The words below it, short: "24 Nov".
    pub label: String,
    /// Its height, in any whole unit that all bars share.
    pub value: i64,
    /// What a pointer on it tells: "Week of 24 Nov: EUR 61,000.00".
    pub words: String,
    /// From where to where the figure may lie, when it is an estimate; drawn as a thin line.
    pub spread: Option<(i64, i64)>,
    /// Whether it is only what others are compared with, such as a month that is not over.
    pub quiet: bool,
}

/// Draws bars. `axis` writes the round figures at the left.
#[must_use]
pub fn bars(about: About<'_>, bars: &[Bar], axis: &dyn Fn(i64) -> String) -> Svg {
    let spreads = bars.iter().filter_map(|bar| bar.spread);
    let values = bars.iter().map(|bar| bar.value);
    let scale = Scale::of(values.chain(spreads.flat_map(|(low, high)| [low, high])));
    let height = format!(r#"height="{}""#, Pixels(HEIGHT + FOOT));
    let mut drawing = Drawing::open(about, "chart-svg", &height);
    drawing.grid(&scale, axis);
    let base = scale.y(0);
    for (index, bar) in bars.iter().enumerate() {
        let slot = slot(index, bars.len());
        let end = scale.y(bar.value);
        // A figure that is not nothing is always seen.
        let least = if bar.value == 0 { 0 } else { 10 };
        let tall = (base - end).abs().max(least);
        drawing.add(format_args!(
            r#"<rect class="chart-bar{}" x="{}" y="{}" width="{}" height="{}" rx="2"><title>{}</title></rect>"#,
            if bar.quiet { " is-2" } else { "" },
            Share(slot.left + slot.width / 5),
            Pixels(if bar.value < 0 { base } else { base - tall }),
            Share(slot.width * 3 / 5),
            Pixels(tall),
            Escaped(&bar.words),
        ));
        if let Some((low, high)) = bar.spread {
            let middle = Share(slot.middle);
            drawing.add(format_args!(
                r#"<line class="chart-spread" x1="{middle}" x2="{middle}" y1="{}" y2="{}"/>"#,
                Pixels(scale.y(high)),
                Pixels(scale.y(low)),
            ));
        }
    }
    drawing.labels(bars.iter().map(|bar| bar.label.as_str()));
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

    const ABOUT: About<'static> = About {
        id: "week",
        title: "By week",
        summary: "Two weeks.",
    };

    fn bar(value: i64) -> Bar {
        Bar {
            label: "24 Nov".to_owned(),
            value,
            words: format!("Week of 24 Nov: {value}"),
            spread: None,
            quiet: false,
        }
    }

    #[test]
    fn bars_stand_on_the_line_at_nothing() {
        let check = |value, expected: &str| {
            let drawn = bars(ABOUT, &[bar(40), bar(value)], &|tick| tick.to_string()).to_string();
            let found = drawn.matches("<rect").count();
            assert_eq!(found, 2);
            assert!(drawn.contains(expected), "{expected} in {drawn}");
        };
        check(20, r#"x="60.00%" y="90.0" width="30.00%" height="90.0""#);
        check(0, r#"x="60.00%" y="180.0" width="30.00%" height="0.0""#);
        // From 40 down to -40 the line at nothing lies in the middle.
        check(-40, r#"x="60.00%" y="90.0" width="30.00%" height="90.0""#);
    }

    #[test]
    fn the_smallest_figure_is_still_seen() {
        let drawn = bars(ABOUT, &[bar(1_000_000), bar(1)], &|tick| tick.to_string());
        assert!(
            drawn
                .to_string()
                .contains(r#"y="179.0" width="30.00%" height="1.0""#)
        );
    }

    #[test]
    fn a_spread_counts_for_the_scale() {
        let mut wide = bar(10);
        wide.spread = Some((0, 40));
        let drawn = bars(ABOUT, &[wide], &|tick| tick.to_string()).to_string();
        assert!(drawn.contains(r#"y1="0.0" y2="180.0""#), "{drawn}");
    }

    #[test]
    fn many_bars_are_not_all_named() {
        let many: Vec<Bar> = (0..60).map(bar).collect();
        let drawn = bars(ABOUT, &many, &|tick| tick.to_string()).to_string();
        assert_eq!(drawn.matches(">24 Nov</text>").count(), 12);
    }
}
