//! The single settings of a profile: each a value of the right form, or a fault at its place.

use std::ops::Range;

use dunwell_core::sentence::Sentence;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::csv::Encoding;
use crate::{DateStyle, Kind, NumberStyle};

/// Something wrong at a place in the text; the place becomes a line at the very end.
pub(super) struct Fault {
    pub at: Range<usize>,
    pub reason: Sentence,
}

pub(super) type Result<T> = std::result::Result<T, Fault>;

pub(super) fn fault<T>(at: Range<usize>, reason: impl Into<Sentence>) -> Result<T> {
    Err(Fault {
        at,
        reason: reason.into(),
    })
}

pub(super) fn kind(value: &Spanned<DeValue<'_>>) -> Result<Kind> {
    let key = string(value, "kind")?;
    let list = Kind::ALL.map(Kind::key).join(", ");
    Kind::from_key(key).map_or_else(
        || {
            fault(
                value.span(),
                Sentence::new(
                    "profile.no-kind",
                    "there is no kind '{kind}'; it is one of {kinds}",
                )
                .with("kind", key)
                .with("kinds", list.as_str()),
            )
        },
        Ok,
    )
}

pub(super) fn delimiter(value: &Spanned<DeValue<'_>>) -> Result<u8> {
    let text = string(value, "delimiter")?;
    match text.as_bytes() {
        b"tab" => Ok(b'\t'),
        [one]
            if one.is_ascii()
                && !one.is_ascii_alphanumeric()
                && !matches!(one, b'"' | b'\n' | b'\r') =>
        {
            Ok(*one)
        }
        _ => fault(
            value.span(),
            Sentence::new(
                "profile.delimiter",
                "the delimiter is one sign such as \",\" \";\" \"|\", or \"tab\"",
            ),
        ),
    }
}

pub(super) fn quote(value: &Spanned<DeValue<'_>>) -> Result<u8> {
    match string(value, "quote")? {
        "\"" => Ok(b'"'),
        "'" => Ok(b'\''),
        _ => fault(
            value.span(),
            Sentence::new("profile.quote", "the quote is either '\"' or \"'\""),
        ),
    }
}

pub(super) fn encoding(value: &Spanned<DeValue<'_>>) -> Result<Encoding> {
    let label = string(value, "encoding")?;
    Encoding::from_label(label).map_or_else(
        || {
            fault(
                value.span(),
                Sentence::new(
                    "profile.encoding",
                    "the encoding '{encoding}' is not known; usual ones are utf-8, windows-1252, utf-16le",
                )
                .with("encoding", label),
            )
        },
        Ok,
    )
}

pub(super) fn date_style(value: &Spanned<DeValue<'_>>) -> Result<DateStyle> {
    let pattern = string(value, "date")?;
    DateStyle::from_pattern(pattern).map_or_else(
        || {
            let known = DateStyle::ALL.map(DateStyle::pattern).join(", ");
            fault(
                value.span(),
                Sentence::new(
                    "profile.date-pattern",
                    "'{pattern}' is not a date pattern; the patterns are {known}",
                )
                .with("pattern", pattern)
                .with("known", known),
            )
        },
        Ok,
    )
}

pub(super) fn number_style(value: &Spanned<DeValue<'_>>) -> Result<NumberStyle> {
    let sign = string(value, "decimal")?;
    NumberStyle::from_sign(sign).map_or_else(
        || {
            fault(
                value.span(),
                Sentence::new("profile.decimal", "decimal is either \".\" or \",\""),
            )
        },
        Ok,
    )
}

pub(super) fn string<'v>(value: &'v Spanned<DeValue<'_>>, key: &str) -> Result<&'v str> {
    value.get_ref().as_str().map_or_else(
        || {
            fault(
                value.span(),
                Sentence::new("profile.text", "'{key}' is text and stands in quotes")
                    .with("key", key),
            )
        },
        Ok,
    )
}

pub(super) fn table<'v, 'i>(value: &'v Spanned<DeValue<'i>>, key: &str) -> Result<&'v DeTable<'i>> {
    value.get_ref().as_table().map_or_else(
        || {
            fault(
                value.span(),
                Sentence::new("profile.table", "'{key}' is a table; write [{key}]")
                    .with("key", key),
            )
        },
        Ok,
    )
}

/// One value or a list of values, each text or a whole number.
pub(super) fn scalars(value: &Spanned<DeValue<'_>>) -> Result<Vec<Box<str>>> {
    let one = |value: &Spanned<DeValue<'_>>| match value.get_ref() {
        DeValue::String(text) => Ok(text.trim().into()),
        DeValue::Integer(number) => Ok(number.as_str().into()),
        _ => fault(
            value.span(),
            Sentence::new(
                "profile.scalar",
                "only text in quotes and whole numbers can stand here",
            ),
        ),
    };
    match value.get_ref().as_array() {
        Some(list) if list.is_empty() => {
            let why = Sentence::new(
                "profile.empty-list",
                "the list is empty; name at least one value",
            );
            fault(value.span(), why)
        }
        Some(list) => list.iter().map(one).collect(),
        None => Ok(vec![one(value)?]),
    }
}
