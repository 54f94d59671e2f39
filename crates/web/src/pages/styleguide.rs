//! `/styleguide`: every piece of the desk in every state, by day and by night, and the meaning of the tokens.
//!
//! It is for those who build pages: its words are English only, its figures made up.

use askama::Template;

use crate::chart::{About, Bar, Series, Slice, Svg, aging, bars, line, short, spark};
use crate::error::PageResult;
use crate::locale::T;
use crate::page::Page;

/// Colours with one purpose.
struct Group {
    title: &'static str,
    /// Name without its hyphens, and what it is for.
    tokens: &'static [(&'static str, &'static str)],
}

const COLOURS: &[Group] = &[
    Group {
        title: "Paper",
        tokens: &[
            ("paper", "the page"),
            ("surface", "cards, and what is filled in"),
            ("sunken", "navigation, what is switched off"),
            ("raised", "what floats"),
            ("hover", "under the pointer"),
            ("backdrop", "behind a dialog"),
        ],
    },
    Group {
        title: "Ink and lines",
        tokens: &[
            ("ink", "what is read"),
            ("ink-2", "what explains it"),
            ("ink-3", "what labels it"),
            ("line", "hairlines"),
            ("line-2", "hairlines that part more"),
            ("line-control", "borders of what is filled in"),
        ],
    },
    Group {
        title: "Accent: what can be done",
        tokens: &[
            ("accent", "links, the primary button, focus"),
            ("accent-strong", "the same under the pointer"),
            ("on-accent", "words on the accent"),
            ("accent-soft", "what is chosen or open"),
            ("accent-line", "underlines"),
        ],
    },
    Group {
        title: "Lateness",
        tokens: &[
            ("late-0", "not due"),
            ("late-0-soft", "behind it"),
            ("late-0-fill", "in charts"),
            ("late-1", "1 to 30 days"),
            ("late-1-soft", "behind it"),
            ("late-1-fill", "in charts"),
            ("late-2", "31 to 60 days"),
            ("late-2-soft", "behind it"),
            ("late-2-fill", "in charts"),
            ("late-3", "61 to 90 days"),
            ("late-3-soft", "behind it"),
            ("late-3-fill", "in charts"),
            ("late-4", "more than 90 days"),
            ("late-4-soft", "behind it"),
            ("late-4-fill", "in charts"),
        ],
    },
    Group {
        title: "Verdicts",
        tokens: &[
            ("good", "paid, kept, done"),
            ("good-soft", "behind it"),
            ("warn", "look at this"),
            ("warn-soft", "behind it"),
            ("bad", "disputed, broken, refused"),
            ("bad-soft", "behind it"),
        ],
    },
    Group {
        title: "Charts",
        tokens: &[
            ("chart-1", "what is"),
            ("chart-2", "what it is compared with"),
            ("chart-soft", "the area below a line"),
        ],
    },
];

/// Name and pixels, at the usual size of text.
const SPACES: [(&str, u8); 7] = [
    ("s-1", 4),
    ("s-2", 8),
    ("s-3", 12),
    ("s-4", 16),
    ("s-6", 24),
    ("s-8", 32),
    ("s-12", 48),
];

const GRADES: [(&str, &str); 5] = [
    ("A", "Pays on time"),
    ("B", "Pays soon after"),
    ("C", "Slow, but pays"),
    ("D", "Very slow"),
    ("E", "May not pay"),
];

/// The names that the macro `icon` knows.
const ICONS: &[&str] = &[
    "today", "people", "money", "dispute", "promise", "outbox", "overview", "policy", "law",
    "import", "export", "settings", "journal", "search", "call", "mail", "letter", "approve",
    "close", "down", "up", "next", "back", "more", "plus", "hold", "clock", "warn", "info", "ask",
    "undo", "note", "print", "menu", "look", "person", "keys", "leave",
];

/// Expected receipts by week, in thousands.
const WEEKS: [(&str, i64); 8] = [
    ("24 Nov", 61),
    ("1 Dec", 84),
    ("8 Dec", 52),
    ("15 Dec", 97),
    ("22 Dec", 31),
    ("29 Dec", 12),
    ("5 Jan", 44),
    ("12 Jan", 28),
];

/// DSO by month, in days.
const MONTHS: [(&str, i64); 12] = [
    ("Dec", 48),
    ("Jan", 47),
    ("Feb", 49),
    ("Mar", 46),
    ("Apr", 45),
    ("May", 46),
    ("Jun", 44),
    ("Jul", 45),
    ("Aug", 47),
    ("Sep", 44),
    ("Oct", 43),
    ("Nov", 41),
];

/// The amounts by age, in cents.
const AGES: [i64; 5] = [871_760_50, 201_480_00, 96_120_00, 71_900_00, 42_800_00];

#[derive(Template)]
#[template(path = "styleguide.html")]
struct Styleguide<'a> {
    page: &'a Page,
    t: T,
    pieces: Pieces,
}

/// Everything on the page, which depends on nobody and nothing.
#[derive(Template)]
#[template(path = "styleguide_pieces.html")]
struct Pieces {
    sides: [Side; 2],
    colours: &'static [Group],
    spaces: [(&'static str, u8); 7],
    grades: [(&'static str, &'static str); 5],
    icons: &'static [&'static str],
    weeks: [(&'static str, i64); 8],
    months: [(&'static str, i64); 12],
}

impl Pieces {
    fn new() -> Pieces {
        Pieces {
            sides: [Side::new("light", "By day"), Side::new("dark", "By night")],
            colours: COLOURS,
            spaces: SPACES,
            grades: GRADES,
            icons: ICONS,
            weeks: WEEKS,
            months: MONTHS,
        }
    }
}

/// Shows the page.
pub(crate) async fn show(page: Page) -> PageResult {
    page.show(&Styleguide {
        page: &page,
        t: page.t(),
        pieces: Pieces::new(),
    })
}

/// The pieces in one of the two modes. Its charts have ids of their own.
struct Side {
    /// The value of `data-theme`, and the start of the ids.
    name: &'static str,
    title: &'static str,
    bars: Svg,
    line: Svg,
    aging: Svg,
    nothing: Svg,
    spark: Svg,
}

impl Side {
    fn new(name: &'static str, title: &'static str) -> Side {
        let id = |chart: &str| format!("{name}-{chart}");
        Side {
            name,
            title,
            bars: receipts(&id("receipts")),
            line: dso(&id("dso")),
            aging: ages(&id("aging"), &AGES),
            nothing: ages(&id("aging-none"), &[]),
            spark: spark(
                About {
                    id: &id("spark"),
                    title: "Days late, by invoice",
                    summary: "Rising from 10 to 24 days.",
                },
                &[10, 12, 11, 18, 17, 22, 19, 25, 24],
            ),
        }
    }
}

fn receipts(id: &str) -> Svg {
    let about = About {
        id,
        title: "Expected receipts by week, EUR",
        summary: "Most is expected in the week of 15 December.",
    };
    let weeks = WEEKS.map(|(week, thousands)| Bar {
        label: week.to_owned(),
        value: thousands * 1_000_00,
        words: format!("Week of {week}: EUR {thousands},000.00"),
        spread: Some((thousands * 700_00, thousands * 1_200_00)),
        quiet: false,
    });
    bars(about, &weeks, &|tick| short(tick, 2))
}

fn dso(id: &str) -> Svg {
    let about = About {
        id,
        title: "Days sales outstanding, by month",
        summary: "From 48 days in December to 41 in November; 29 at best.",
    };
    let labels = MONTHS.map(|(month, _)| month.to_owned());
    let actual = Series {
        values: MONTHS.map(|(_, days)| Some(days)).to_vec(),
        words: MONTHS
            .map(|(month, days)| format!("{month}: {days} days"))
            .to_vec(),
    };
    let best = Series {
        values: MONTHS.map(|(_, days)| Some(days * 2 / 3)).to_vec(),
        words: MONTHS
            .map(|(_, days)| format!("at best {}", days * 2 / 3))
            .to_vec(),
    };
    line(about, &labels, &[actual, best], &|tick| tick.to_string())
}

fn ages(id: &str, cents: &[i64]) -> Svg {
    let about = About {
        id,
        title: "What is owed, by age",
        summary: "The figures stand below.",
    };
    let slices: Vec<Slice> = (0..)
        .zip(cents)
        .map(|(step, value)| Slice {
            step,
            value: *value,
            words: format!("EUR {}", short(*value, 2)),
        })
        .collect();
    aging(about, &slices)
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests"
    )]

    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_colour_is_explained() {
        let sheet = include_str!("../../assets/css/10-tokens.css");
        let named: BTreeSet<&str> = sheet
            .lines()
            .filter_map(|line| line.trim().strip_prefix("--")?.split_once(": light-dark("))
            .map(|(name, _)| name)
            .collect();
        let explained: BTreeSet<&str> = COLOURS
            .iter()
            .flat_map(|group| group.tokens)
            .map(|(name, _)| *name)
            .collect();
        assert_eq!(explained, named);
    }

    #[test]
    fn no_id_is_given_twice() {
        let page = Pieces::new().render().unwrap();
        let ids: Vec<&str> = page
            .split(" id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        let different: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(different.len(), ids.len(), "{ids:?}");
    }

    #[test]
    fn every_icon_is_shown() {
        let template = include_str!("../../templates/ui/text.html");
        let drawn: BTreeSet<&str> = template
            .split("{%- when \"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert_eq!(ICONS.iter().copied().collect::<BTreeSet<_>>(), drawn);
    }
}
