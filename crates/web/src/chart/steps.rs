//! Steps on a line of days: a procedure as a picture.

use super::{About, Drawing, Escaped, Pixels, Share, Svg, WIDTH};

/// How far from the edges the first and the last mark stand, in hundredths of a per cent.
const MARGIN: i64 = 400;
/// How far apart two marks stand at least, so that their numbers can be read on a telephone.
const GAP: i64 = 750;
/// The height of the line, and of the whole picture, in tenths of a pixel.
const LINE: i64 = 160;
const HEIGHT: i64 = 520;
/// Where the words below the line stand.
const WORDS: i64 = 460;

/// A mark on the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The day, counted from the day zero.
    pub day: i64,
    /// What stands in it: the number of the step. The mark of the day zero has none.
    pub number: String,
    /// What stands below it, in a few characters.
    pub label: String,
    /// What a pointer on it tells.
    pub words: String,
}

/// Draws marks in the order of their days, to scale where there is room and apart where there is none.
/// Without marks the result is empty.
#[must_use]
pub fn steps(about: About<'_>, marks: &[Mark]) -> Svg {
    let days: Vec<i64> = marks.iter().map(|mark| mark.day).collect();
    if days.is_empty() {
        return Svg::default();
    }
    let height = format!(r#"height="{}""#, Pixels(HEIGHT));
    let mut drawing = Drawing::open(about, "chart-svg", &height);
    let y = Pixels(LINE);
    drawing.add(format_args!(
        r#"<line class="chart-base" x1="0" x2="100%" y1="{y}" y2="{y}"/>"#,
    ));
    for (mark, place) in marks.iter().zip(places(&days)) {
        let x = Share(place);
        if mark.number.is_empty() {
            drawing.add(format_args!(
                r#"<line class="chart-spread" x1="{x}" x2="{x}" y1="4" y2="28"><title>{}</title></line>"#,
                Escaped(&mark.words),
            ));
        } else {
            drawing.add(format_args!(
                r#"<circle class="chart-dot" cx="{x}" cy="{y}" r="10"><title>{}</title></circle><text x="{x}" y="{y}" dy="4" text-anchor="middle">{}</text>"#,
                Escaped(&mark.words),
                Escaped(&mark.number),
            ));
        }
        drawing.add(format_args!(
            r#"<text x="{x}" y="{}" text-anchor="middle">{}</text>"#,
            Pixels(WORDS),
            Escaped(&mark.label),
        ));
    }
    drawing.close()
}

/// Where the marks of these days stand, in hundredths of a per cent, rounded down. Days are in order.
fn places(days: &[i64]) -> Vec<i64> {
    let (first, last) = match days {
        [first, .., last] => (*first, *last),
        _ => return vec![WIDTH / 2; days.len()],
    };
    let room = WIDTH - 2 * MARGIN;
    let gaps = i64::try_from(days.len() - 1).unwrap_or(1).max(1);
    let gap = GAP.min(room / gaps);
    let range = (last - first).max(1);
    let mut places: Vec<i64> = days
        .iter()
        .map(|day| MARGIN + (day - first).saturating_mul(room) / range)
        .collect();
    for index in 1..places.len() {
        places[index] = places[index].max(places[index - 1] + gap);
    }
    // What was pushed over the edge pushes back.
    let mut edge = WIDTH - MARGIN;
    for place in places.iter_mut().rev() {
        *place = (*place).min(edge);
        edge = *place - gap;
    }
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_stand_to_scale_where_there_is_room() {
        assert_eq!(places(&[0, 50, 100]), [400, 5_000, 9_600]);
        assert_eq!(places(&[7]), [5_000]);
        assert_eq!(places(&[-7, 0, 3]), [400, 6_840, 9_600]);
        assert_eq!(places(&[0, 1, 100]), [400, 1_150, 9_600]);
        assert_eq!(places(&[0, 99, 100]), [400, 8_850, 9_600]);
    }

    proptest! {
        #[test]
        fn marks_keep_their_order_and_stay_within(mut days in proptest::collection::vec(-400_i64..4_000, 2..30)) {
            days.sort_unstable();
            let places = places(&days);
            prop_assert!(places.windows(2).all(|pair| pair[0] < pair[1]), "{places:?}");
            prop_assert!(places[0] >= MARGIN && places[places.len() - 1] <= WIDTH - MARGIN, "{places:?}");
        }
    }

    #[test]
    fn no_marks_no_picture() {
        let about = About {
            id: "a",
            title: "",
            summary: "",
        };
        assert!(steps(about, &[]).is_empty());
        let mark = Mark {
            day: 3,
            number: "1".to_owned(),
            label: "+3".to_owned(),
            words: "a <b>".to_owned(),
        };
        let svg = steps(about, &[mark]).to_string();
        assert!(
            svg.contains("a &lt;b&gt;") && svg.contains(">+3</text>"),
            "{svg}"
        );
    }
}
