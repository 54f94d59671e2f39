//! Words, numbers and signs of a text of terms.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::super::TermsError;
use crate::dates::parse_date;

/// The greatest number of digits of a number: more than any term needs, fewer than the 28 of a decimal.
const MAX_DIGITS: usize = 24;
/// The length of a date, 2026-05-01.
const DATE_BYTES: usize = 10;

/// Words that say how the days before them are counted.
const DATINGS: &[&str] = &["eom", "prox", "proximo", "rog", "aog", "as"];

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number(Decimal),
    Date(Date),
    Percent,
    Slash,
    Comma,
    Plus,
    Unknown,
}

/// A word, a number or a sign, and the bytes of the text where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The tokens of a text, without the blanks between them.
///
/// # Errors
/// [`TermsError::NotUnderstood`] for a number longer than [`MAX_DIGITS`], and [`TermsError::Date`] for a date that
/// the calendar does not have.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, TermsError> {
    let bytes = text.as_bytes();
    let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    let is_figure = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let run = |mut at: usize, belongs: &dyn Fn(usize) -> bool| {
        while belongs(at) {
            at += 1;
        }
        at
    };
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(first) = text[start..].chars().next() {
        let mut end = start + first.len_utf8();
        let kind = match first {
            _ if first.is_whitespace() => None,
            // A hyphen beside a word joins it to its neighbour: net-30, 30-day.
            '-' if (start > 0 && is_letter(start - 1)) || is_letter(end) => None,
            '.' if text[end..].trim().is_empty() => None,
            'a'..='z' | 'A'..='Z' => {
                end = run(end, &is_letter);
                Some(Kind::Word)
            }
            '0'..='9' if is_date(&bytes[start..]) => {
                end = start + DATE_BYTES;
                let date = parse_date(&text[start..end]).map_err(TermsError::Date)?;
                Some(Kind::Date(date))
            }
            '0'..='9' => {
                end = run(end, &is_figure);
                if bytes.get(end) == Some(&b'.') && is_figure(end + 1) {
                    end = run(end + 1, &is_figure);
                }
                let number = &text[start..end];
                let value = number.parse().ok().filter(|_| number.len() <= MAX_DIGITS);
                Some(Kind::Number(value.ok_or_else(|| {
                    TermsError::NotUnderstood {
                        found: number.chars().take(40).collect(),
                        at: character(text, start),
                    }
                })?))
            }
            '%' => Some(Kind::Percent),
            '/' => Some(Kind::Slash),
            ',' | ';' => Some(Kind::Comma),
            '+' => Some(Kind::Plus),
            _ => Some(Kind::Unknown),
        };
        if kind == Some(Kind::Word) && DATINGS.contains(&&*text[start..end].to_ascii_lowercase()) {
            drop_comma_after_days(&mut tokens, text);
        }
        tokens.extend(kind.map(|kind| Token { kind, start, end }));
        start = end;
    }
    Ok(tokens)
}

/// In "2/10, n/30, EOM" the second comma separates nothing: the word belongs to the days before it.
fn drop_comma_after_days(tokens: &mut Vec<Token>, text: &str) {
    let [.., days, comma] = &tokens[..] else {
        return;
    };
    let is_days = match days.kind {
        Kind::Number(_) => true,
        Kind::Word => super::DAY
            .iter()
            .any(|word| text[days.start..days.end].eq_ignore_ascii_case(word)),
        _ => false,
    };
    if is_days && comma.kind == Kind::Comma {
        tokens.pop();
    }
}

/// Whether a text begins with figures in the form of a date, 2026-05-01.
fn is_date(bytes: &[u8]) -> bool {
    let form = |(at, byte): (usize, &u8)| match at {
        4 | 7 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    let (head, rest) = bytes.split_at(bytes.len().min(DATE_BYTES));
    head.len() == DATE_BYTES
        && head.iter().enumerate().all(form)
        && !rest.first().is_some_and(u8::is_ascii_digit)
}

/// The number of the character at that byte, counted from 1.
pub(super) fn character(text: &str, byte: usize) -> usize {
    text[..byte].chars().count() + 1
}
