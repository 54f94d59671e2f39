//! Charts as SVG, drawn on the server.
//!
//! All geometry is whole numbers: across in hundredths of a per cent of the width, down in tenths of a
//! pixel. A chart therefore fills whatever width it gets without scaling its words, and no float comes
//! near an amount. A chart is a picture with a title and a description; the table behind it is the
//! page's to give (macro `figure` in `templates/ui/chart.html`).

mod aging;
mod bars;
mod line;
mod scale;
mod spark;
mod steps;

use std::fmt::{self, Write};

pub use aging::{Slice, aging};
pub use bars::{Bar, bars};
pub use line::{Series, line};
pub use spark::spark;
pub use steps::{Mark, steps};

/// The width of every chart, in hundredths of a per cent.
const WIDTH: i64 = 10_000;
/// The height of the plot, in tenths of a pixel.
const HEIGHT: i64 = 1_800;
/// The height of the words below the plot, in tenths of a pixel.
const FOOT: i64 = 260;
/// The most words below a plot; of more points only every second, third, ... one is named.
const MAX_LABELS: usize = 14;

/// What a chart says to those who cannot see it, and how it is found in the page.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// Unique in the page: letters, digits and hyphens.
    pub id: &'a str,
    /// What is shown, as a name: "DSO by month".
    pub title: &'a str,
    /// What can be seen in it, as a sentence: "From 48 days in December to 41 in November."
    pub summary: &'a str,
}

/// The markup of a chart. Everything that came from outside is escaped in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Svg(String);

impl Svg {
    /// Whether there was nothing to draw.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Svg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Tells templates not to escape it again.
impl askama::filters::HtmlSafe for Svg {}

/// A drawing that is being written.
struct Drawing(String);

impl Drawing {
    /// Opens a picture of that class; `attributes` are the module's own text.
    fn open(about: About<'_>, class: &str, attributes: &str) -> Drawing {
        let mut drawing = Drawing(String::with_capacity(4_096));
        let About { id, title, summary } = about;
        drawing.add(format_args!(
            r#"<svg class="{class}" {attributes} role="img" aria-labelledby="{0}-title {0}-summary"><title id="{0}-title">{1}</title><desc id="{0}-summary">{2}</desc>"#,
            Escaped(id),
            Escaped(title),
            Escaped(summary),
        ));
        drawing
    }

    fn add(&mut self, markup: fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.0.write_fmt(markup);
    }

    fn close(mut self) -> Svg {
        self.0.push_str("</svg>");
        Svg(self.0)
    }

    /// The horizontal lines with their figures, the one at nothing stronger than the others.
    fn grid(&mut self, scale: &scale::Scale, axis: &dyn Fn(i64) -> String) {
        for tick in scale.ticks() {
            let y = Pixels(scale.y(tick));
            let class = if tick == 0 {
                "chart-base"
            } else {
                "chart-grid"
            };
            self.add(format_args!(
                r#"<line class="{class}" x1="0" x2="100%" y1="{y}" y2="{y}"/><text x="-8" y="{y}" dy="4" text-anchor="end">{}</text>"#,
                Escaped(&axis(tick)),
            ));
        }
    }

    /// The words below the plot, in the middle of their slots. `is-minor` ones give way on narrow screens.
    fn labels<'a>(&mut self, labels: impl ExactSizeIterator<Item = &'a str>) {
        let count = labels.len();
        let every = count.div_ceil(MAX_LABELS).max(1);
        for (index, label) in labels.enumerate() {
            if index % every != 0 {
                continue;
            }
            let minor = count / every > 6 && (index / every) % 2 == 1;
            self.add(format_args!(
                r#"<text{} x="{}" y="{}" text-anchor="middle">{}</text>"#,
                if minor { r#" class="is-minor""# } else { "" },
                Share(slot(index, count).middle),
                Pixels(HEIGHT + FOOT - 60),
                Escaped(label),
            ));
        }
    }
}

/// The part of the width that belongs to one of several points.
struct Slot {
    left: i64,
    middle: i64,
    width: i64,
}

/// The slot of one point of `count`, in hundredths of a per cent, rounded down.
fn slot(index: usize, count: usize) -> Slot {
    let [index, count] = [index, count.max(1)].map(|n| i64::try_from(n).unwrap_or(WIDTH));
    let edge = |n: i64| n.saturating_mul(WIDTH) / count;
    let (left, right) = (edge(index), edge(index.saturating_add(1)));
    Slot {
        left,
        middle: left + (right - left) / 2,
        width: right - left,
    }
}

/// Hundredths of a per cent as an SVG length: `12.34%`.
struct Share(i64);

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}%", self.0 / 100, self.0 % 100)
    }
}

/// Tenths of a pixel as an SVG number: `12.3`. Never negative here.
struct Pixels(i64);

impl fmt::Display for Pixels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

/// Text inside markup or an attribute.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

/// A round figure of an axis in few characters: `0`, `500`, `20k`, `1.5M`.
///
/// `minor` are minor units of a currency with that many `decimals`. Exact for round figures, which is
/// what axes have; of others what is too small is left off (rounded towards zero).
#[must_use]
pub fn short(minor: i64, decimals: u8) -> String {
    let one = 10_i64.checked_pow(u32::from(decimals)).unwrap_or(i64::MAX);
    let units = minor / one;
    let sign = if units < 0 { "\u{2212}" } else { "" };
    let size = units.unsigned_abs();
    let (unit, mark) = match size {
        0..10_000 => return format!("{sign}{size}"),
        10_000..1_000_000 => (1_000, "k"),
        _ => (1_000_000, "M"),
    };
    match (size / unit, size % unit * 10 / unit) {
        (whole, 0) => format!("{sign}{whole}{mark}"),
        (whole, tenth) => format!("{sign}{whole}.{tenth}{mark}"),
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

    #[test]
    fn figures_of_an_axis_are_short() {
        let check = |minor, decimals, expected| assert_eq!(short(minor, decimals), expected);
        check(0, 2, "0");
        check(500_00, 2, "500");
        check(9_999_99, 2, "9999");
        check(20_000_00, 2, "20k");
        check(20_000, 0, "20k");
        check(1_500_000_00, 2, "1.5M");
        check(-250_000_00, 2, "\u{2212}250k");
        check(i64::MIN, 0, "\u{2212}9223372036854.7M");
    }

    #[test]
    fn slots_fill_the_width_without_gaps() {
        for count in [1, 2, 3, 7, 12, 53] {
            let mut edge = 0;
            for index in 0..count {
                let slot = slot(index, count);
                assert_eq!(slot.left, edge, "slot {index} of {count}");
                assert!(slot.left <= slot.middle && slot.middle <= slot.left + slot.width);
                edge = slot.left + slot.width;
            }
            assert_eq!(edge, WIDTH, "{count} slots");
        }
    }

    #[test]
    fn what_came_from_outside_is_escaped() {
        let about = About {
            id: "a",
            title: "Müller & <Söhne>",
            summary: "\"quoted\"",
        };
        let svg = Drawing::open(about, "chart-svg", "").close().to_string();
        assert!(svg.contains("<title id=\"a-title\">Müller &amp; &lt;Söhne&gt;</title>"));
        assert!(svg.contains("&quot;quoted&quot;"));
    }
}
