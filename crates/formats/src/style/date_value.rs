//! One value to a date: what it shows is found once, and each style is a way to read that.

use jiff::civil::Date;

use super::DateStyle;
use crate::limits::{TWO_DIGIT_YEAR_PIVOT, YEAR_MAX, YEAR_MIN};

/// Why a value is no date under a style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateFault {
    /// It is not written in this style at all.
    Form,
    /// It is written so, but there is no such day.
    NoSuchDay,
    /// The year is outside the years that are believed.
    Year,
}

/// What a value shows before it is read: its numbers and their places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lexed {
    /// Four digits first.
    YearFirst { year: i16, month: u8, day: u8 },
    /// Eight digits without a separator.
    Compact { year: i16, month: u8, day: u8 },
    /// The month in letters.
    Named { year: i16, month: u8, day: u8 },
    /// Three numbers of which the last is a year, or all have two digits.
    Numbers {
        first: u8,
        second: u8,
        third: i16,
        third_digits: usize,
        dotted: bool,
    },
}

/// Reads `value`, already trimmed, as a date of `style`.
pub(crate) fn read_date(value: &str, style: DateStyle) -> Result<Date, DateFault> {
    lex(value).ok_or(DateFault::Form)?.read(style)
}

/// Reads `value` in every style at once, in the order of [`DateStyle::ALL`].
pub(super) fn read_in_all_styles(value: &str) -> [Option<Date>; DateStyle::ALL.len()] {
    match lex(value) {
        Some(lexed) => DateStyle::ALL.map(|style| lexed.read(style).ok()),
        None => [None; DateStyle::ALL.len()],
    }
}

/// What stands at both ends of a date of three numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// Two digits at both: each of them can be the year.
    Short { first: u8, second: u8, third: i16 },
    /// The year can only be the last: it has four digits, or dots or a single digit say so.
    YearLast,
}

/// The ends of a date of three numbers; `None` for any other value.
pub(super) fn ends(value: &str) -> Option<Ends> {
    let Lexed::Numbers {
        first,
        second,
        third,
        third_digits,
        dotted,
    } = lex(value)?
    else {
        return None;
    };
    let both_short = third_digits == 2 && value.bytes().take_while(u8::is_ascii_digit).count() == 2;
    Some(match both_short && !dotted {
        true => Ends::Short {
            first,
            second,
            third,
        },
        false => Ends::YearLast,
    })
}

impl Lexed {
    fn read(self, style: DateStyle) -> Result<Date, DateFault> {
        let (year, month, day) = match (self, style) {
            (Lexed::YearFirst { year, month, day }, DateStyle::Ymd)
            | (Lexed::Compact { year, month, day }, DateStyle::Compact)
            | (Lexed::Named { year, month, day }, DateStyle::Named) => (year, month, day),
            (
                Lexed::Numbers {
                    first,
                    second,
                    third,
                    third_digits,
                    ..
                },
                DateStyle::Dmy,
            ) => (full_year(third, third_digits), second, first),
            // Nobody writes the month first with dots, so a dotted date is never read so.
            (
                Lexed::Numbers {
                    first,
                    second,
                    third,
                    third_digits,
                    dotted: false,
                },
                DateStyle::Mdy,
            ) => (full_year(third, third_digits), first, second),
            (
                Lexed::Numbers {
                    first,
                    second,
                    third,
                    third_digits: 2,
                    ..
                },
                DateStyle::ShortYmd,
            ) => {
                let day = u8::try_from(third).map_err(|_| DateFault::NoSuchDay)?;
                (full_year(i16::from(first), 2), second, day)
            }
            _ => return Err(DateFault::Form),
        };
        if !(YEAR_MIN..=YEAR_MAX).contains(&year) {
            return Err(DateFault::Year);
        }
        let month = i8::try_from(month).map_err(|_| DateFault::NoSuchDay)?;
        let day = i8::try_from(day).map_err(|_| DateFault::NoSuchDay)?;
        Date::new(year, month, day).map_err(|_| DateFault::NoSuchDay)
    }
}

fn full_year(year: i16, digits: usize) -> i16 {
    match digits {
        2 if year >= TWO_DIGIT_YEAR_PIVOT => 1900 + year,
        2 => 2000 + year,
        _ => year,
    }
}

/// Takes a value apart. It allocates only for a month in letters.
fn lex(value: &str) -> Option<Lexed> {
    let (first, after_first) = digits(value);
    if first.len() == 8 {
        let rest = after_first.strip_prefix(".0").unwrap_or(after_first);
        let (year, month, day) = (
            number(&first[..4])?,
            short(&first[4..6])?,
            short(&first[6..])?,
        );
        return is_time_or_nothing(rest).then_some(Lexed::Compact { year, month, day });
    }
    if first.is_empty() {
        return lex_month_first(value);
    }
    let (gap, after_gap) = separator(after_first)?;
    if after_gap.starts_with(char::is_alphabetic) {
        return lex_named(short(first)?, after_gap);
    }
    let (second, after_second) = digits(after_gap);
    let rest = after_second.strip_prefix(gap)?;
    let (third, rest) = digits(rest);
    if gap == ' ' || !is_time_or_nothing(rest) {
        return None;
    }
    match (first.len(), second.len(), third.len()) {
        (4, 1..=2, 1..=2) => Some(Lexed::YearFirst {
            year: number(first)?,
            month: short(second)?,
            day: short(third)?,
        }),
        (1..=2, 1..=2, third_digits @ (2 | 4)) => Some(Lexed::Numbers {
            first: short(first)?,
            second: short(second)?,
            third: number(third)?,
            third_digits,
            dotted: gap == '.',
        }),
        _ => None,
    }
}

/// `12 Mar 2026`, `12-Mar-26`, `12. März 2026`: the part after the day and its separator.
fn lex_named(day: u8, value: &str) -> Option<Lexed> {
    let (word, rest) = letters(value);
    let month = month_number(word)?;
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    let (year, rest) = digits(rest.trim_start_matches([' ', '-', '/']));
    let third_digits = year.len();
    let known = matches!(third_digits, 2 | 4) && is_time_or_nothing(rest);
    known.then_some(Lexed::Named {
        year: full_year(number(year)?, third_digits),
        month,
        day,
    })
}

/// `Mar 12, 2026`.
fn lex_month_first(value: &str) -> Option<Lexed> {
    let (word, rest) = letters(value);
    let month = month_number(word)?;
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    let (day, rest) = digits(rest.trim_start_matches([' ', '-']));
    let (year, rest) = digits(rest.trim_start_matches([',', ' ', '-']));
    let known = year.len() == 4 && is_time_or_nothing(rest);
    known.then_some(Lexed::Named {
        year: number(year)?,
        month,
        day: short(day)?,
    })
}

/// The separator after the first number. `12. März` has a full stop and a space.
fn separator(value: &str) -> Option<(char, &str)> {
    let gap = value
        .chars()
        .next()
        .filter(|c| matches!(c, '-' | '/' | '.' | ' '))?;
    let rest = &value[gap.len_utf8()..];
    let after_space = rest.trim_start_matches(' ');
    let rest = if after_space.starts_with(char::is_alphabetic) {
        after_space
    } else {
        rest
    };
    Some((gap, rest))
}

/// Whether what follows a date is nothing or a time of day with an optional zone.
fn is_time_or_nothing(rest: &str) -> bool {
    let Some(time) = rest.strip_prefix(['T', 't', ' ']) else {
        return rest.is_empty();
    };
    let allowed = |b: u8| {
        matches!(
            b,
            b'0'..=b'9'
                | b':'
                | b'.'
                | b','
                | b'+'
                | b'-'
                | b' '
                | b'Z'
                | b'z'
                | b'A'
                | b'P'
                | b'M'
                | b'a'
                | b'p'
                | b'm'
        )
    };
    time.contains(':')
        && time.starts_with(|c: char| c.is_ascii_digit())
        && time.bytes().all(allowed)
}

fn digits(value: &str) -> (&str, &str) {
    let end = value
        .bytes()
        .position(|b| !b.is_ascii_digit())
        .unwrap_or(value.len());
    value.split_at(end)
}

fn letters(value: &str) -> (&str, &str) {
    let end = value
        .char_indices()
        .find(|(_, c)| !c.is_alphabetic())
        .map_or(value.len(), |(at, _)| at);
    value.split_at(end)
}

/// One or two digits.
fn short(text: &str) -> Option<u8> {
    if text.len() > 2 {
        None
    } else {
        text.parse().ok()
    }
}

fn number(text: &str) -> Option<i16> {
    text.parse().ok()
}

/// The months as English, French and German write them in full or cut short.
const MONTHS: [&[&str]; 12] = [
    &[
        "jan", "january", "janvier", "janv", "januar", "jän", "jänner",
    ],
    &[
        "feb", "february", "février", "fevrier", "févr", "fevr", "fév", "fev", "februar",
    ],
    &["mar", "march", "mars", "märz", "mär", "mrz", "maerz"],
    &["apr", "april", "avr", "avril"],
    &["may", "mai"],
    &["jun", "june", "juin", "juni"],
    &["jul", "july", "juil", "juillet", "juli"],
    &["aug", "august", "août", "aout"],
    &["sep", "sept", "september", "septembre"],
    &["oct", "october", "octobre", "okt", "oktober"],
    &["nov", "november", "novembre"],
    &[
        "dec",
        "december",
        "déc",
        "décembre",
        "decembre",
        "dez",
        "dezember",
    ],
];

fn month_number(word: &str) -> Option<u8> {
    let word = word.to_lowercase();
    let index = MONTHS
        .iter()
        .position(|names| names.contains(&word.as_str()))?;
    u8::try_from(index + 1).ok()
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
    fn reads_each_style() {
        for (value, style, expected) in [
            ("2026-03-12", Ymd, "2026-03-12"),
            ("2026/3/2", Ymd, "2026-03-02"),
            ("2026.03.12", Ymd, "2026-03-12"),
            ("2026-03-12T10:15:00Z", Ymd, "2026-03-12"),
            ("2026-03-12 10:15:00.000+01:00", Ymd, "2026-03-12"),
            ("20260312", Compact, "2026-03-12"),
            ("20260312.0", Compact, "2026-03-12"),
            ("20260312 00:00", Compact, "2026-03-12"),
            ("12/03/2026", Dmy, "2026-03-12"),
            ("12.03.2026", Dmy, "2026-03-12"),
            ("2-3-26", Dmy, "2026-03-02"),
            ("2-3-69", Dmy, "2069-03-02"),
            ("2-3-70", Dmy, "1970-03-02"),
            ("12/03/2026", Mdy, "2026-12-03"),
            ("3/12/2026 12:00:00 AM", Mdy, "2026-03-12"),
            ("12 Mar 2026", Named, "2026-03-12"),
            ("12-Mar-26", Named, "2026-03-12"),
            ("12 MARCH 2026 09:30", Named, "2026-03-12"),
            ("12. März 2026", Named, "2026-03-12"),
            ("1 août 2026", Named, "2026-08-01"),
            ("5 févr. 2026", Named, "2026-02-05"),
            ("Mar 12, 2026", Named, "2026-03-12"),
            ("26-03-12", ShortYmd, "2026-03-12"),
        ] {
            let read = read_date(value, style).map(|date| date.to_string());
            assert_eq!(read.as_deref(), Ok(expected), "{value} as {style:?}");
        }
    }

    #[test]
    fn refuses_what_is_no_such_date() {
        use DateFault::*;
        for (value, style, expected) in [
            ("31/02/2026", Dmy, NoSuchDay),
            ("13/13/2026", Mdy, NoSuchDay),
            ("29/02/2025", Dmy, NoSuchDay),
            ("00/01/2026", Dmy, NoSuchDay),
            ("12.03.2026", Mdy, Form),
            ("2026-03-12", Dmy, Form),
            ("12/03-2026", Dmy, Form),
            ("12/03/206", Dmy, Form),
            ("12/03/2026 maybe", Dmy, Form),
            ("12 03 2026", Dmy, Form),
            ("0026-03-12", Ymd, Year),
            ("12032026", Compact, Year),
            ("12 Foo 2026", Named, Form),
            ("soon", Ymd, Form),
            ("", Ymd, Form),
            ("é", Ymd, Form),
            ("12é", Ymd, Form),
        ] {
            assert_eq!(
                read_date(value, style),
                Err(expected),
                "{value} as {style:?}"
            );
        }
    }
}
