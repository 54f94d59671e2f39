//! The styles of dates, and how they are named.

use dunwell_core::sentence::Sentence;
use jiff::civil::Date;

/// How the dates of a column are written. A time of day after the date is dropped in every style,
/// and years of two digits are read as 1970 to 2069.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateStyle {
    /// Year first: `2026-03-12`, `2026/3/12`.
    Ymd,
    /// Eight digits: `20260312`, also as a spreadsheet damages them: `20260312.0`.
    Compact,
    /// With the month in letters: `12 Mar 2026`, `12-Mar-26`, `Mar 12, 2026`.
    Named,
    /// Day first: `12/03/2026`, `12.03.2026`, `12-3-26`.
    Dmy,
    /// Month first: `03/12/2026`, `3-12-26`.
    Mdy,
    /// Year first in two digits: `26-03-12`. Nearly every such date also reads as day, month, year,
    /// so a column tells it only where its numbers cannot be meant otherwise.
    ShortYmd,
}

impl DateStyle {
    /// All styles.
    pub(crate) const ALL: [DateStyle; 6] = [
        DateStyle::Ymd,
        DateStyle::Compact,
        DateStyle::Named,
        DateStyle::Dmy,
        DateStyle::Mdy,
        DateStyle::ShortYmd,
    ];

    /// Whether a file may show this style by itself, given what a person said of the order.
    pub(crate) fn can_be_told(self, order: Option<DateOrder>) -> bool {
        match self {
            DateStyle::Ymd | DateStyle::Compact | DateStyle::Named => true,
            DateStyle::Dmy => matches!(order, None | Some(DateOrder::Dmy)),
            DateStyle::Mdy => matches!(order, None | Some(DateOrder::Mdy)),
            DateStyle::ShortYmd => matches!(order, None | Some(DateOrder::Ymd)),
        }
    }

    /// The order that a person would answer for it; none where it can be told without an answer.
    #[must_use]
    pub const fn order(self) -> Option<DateOrder> {
        match self {
            DateStyle::Dmy => Some(DateOrder::Dmy),
            DateStyle::Mdy => Some(DateOrder::Mdy),
            DateStyle::ShortYmd => Some(DateOrder::Ymd),
            DateStyle::Ymd | DateStyle::Compact | DateStyle::Named => None,
        }
    }

    /// How it is written in a profile.
    #[must_use]
    pub const fn pattern(self) -> &'static str {
        match self {
            DateStyle::Ymd => "YYYY-MM-DD",
            DateStyle::Compact => "YYYYMMDD",
            DateStyle::Named => "DD Mon YYYY",
            DateStyle::Dmy => "DD/MM/YYYY",
            DateStyle::Mdy => "MM/DD/YYYY",
            DateStyle::ShortYmd => "YY-MM-DD",
        }
    }

    /// The style of a pattern such as `DD.MM.YYYY` or `m/d/yy`: the order of the letters counts,
    /// any one of `/`, `-`, `.` and space may separate them. `None` where it is no such pattern.
    #[must_use]
    pub fn from_pattern(pattern: &str) -> Option<DateStyle> {
        let pattern = pattern.trim().to_ascii_uppercase();
        if pattern == "YYYYMMDD" {
            return Some(DateStyle::Compact);
        }
        let parts: Vec<&str> = pattern
            .split(['/', '-', '.', ' '])
            .filter(|part| !part.is_empty())
            .collect();
        match parts.as_slice() {
            ["D" | "DD", "MON" | "MMM" | "MONTH" | "MMMM", "YY" | "YYYY"]
            | [
                "MON" | "MMM" | "MONTH" | "MMMM",
                "D" | "DD" | "DD," | "D,",
                "YY" | "YYYY",
            ] => Some(DateStyle::Named),
            ["YYYY", "M" | "MM", "D" | "DD"] => Some(DateStyle::Ymd),
            ["YY", "M" | "MM", "D" | "DD"] => Some(DateStyle::ShortYmd),
            ["D" | "DD", "M" | "MM", "YY" | "YYYY"] => Some(DateStyle::Dmy),
            ["M" | "MM", "D" | "DD", "YY" | "YYYY"] => Some(DateStyle::Mdy),
            _ => None,
        }
    }
}

/// The order of the numbers in a date of three numbers, as a person answers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
    /// Year, month, day.
    Ymd,
}

impl DateOrder {
    /// The word for it on the command line.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            DateOrder::Dmy => "dmy",
            DateOrder::Mdy => "mdy",
            DateOrder::Ymd => "ymd",
        }
    }

    /// The order of this word (`dmy`, `mdy`, `ymd`), or `None`.
    #[must_use]
    pub fn from_key(key: &str) -> Option<DateOrder> {
        match key {
            "dmy" => Some(DateOrder::Dmy),
            "mdy" => Some(DateOrder::Mdy),
            "ymd" => Some(DateOrder::Ymd),
            _ => None,
        }
    }
}

/// The name of a month from 1 to 12; nothing for any other number.
fn month_name(month: i8) -> Sentence {
    match month {
        1 => Sentence::new("dialect.month.january", "January"),
        2 => Sentence::new("dialect.month.february", "February"),
        3 => Sentence::new("dialect.month.march", "March"),
        4 => Sentence::new("dialect.month.april", "April"),
        5 => Sentence::new("dialect.month.may", "May"),
        6 => Sentence::new("dialect.month.june", "June"),
        7 => Sentence::new("dialect.month.july", "July"),
        8 => Sentence::new("dialect.month.august", "August"),
        9 => Sentence::new("dialect.month.september", "September"),
        10 => Sentence::new("dialect.month.october", "October"),
        11 => Sentence::new("dialect.month.november", "November"),
        12 => Sentence::new("dialect.month.december", "December"),
        _ => Sentence::from(""),
    }
}

/// A date that cannot be misread: `2 March 2026`.
#[must_use]
pub fn spoken_date(date: Date) -> Sentence {
    Sentence::new("dialect.day", "{day} {month} {year}")
        .with("day", date.day())
        .with("month", month_name(date.month()))
        .with("year", date.year().to_string())
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests"
    )]

    use super::DateStyle::*;
    use super::*;

    #[test]
    fn patterns_come_back() {
        for style in [Ymd, Compact, Named, Dmy, Mdy, ShortYmd] {
            assert_eq!(DateStyle::from_pattern(style.pattern()), Some(style));
        }
        for (pattern, expected) in [
            ("dd.mm.yyyy", Some(Dmy)),
            ("d-m-yy", Some(Dmy)),
            ("m/d/yyyy", Some(Mdy)),
            ("Mon DD, YYYY", Some(Named)),
            ("YYYY-DD-MM", None),
            ("%d/%m/%Y", None),
            ("", None),
        ] {
            assert_eq!(DateStyle::from_pattern(pattern), expected, "{pattern}");
        }
    }

    #[test]
    fn a_spoken_date_cannot_be_misread() {
        assert_eq!(
            spoken_date(Date::constant(2026, 3, 2)).to_string(),
            "2 March 2026"
        );
        assert_eq!(month_name(0).to_string(), "");
    }
}
