//! The TOML form of a profile, read by hand so that every error names its line.

use std::ops::Range;

use dunwell_core::currency::Currency;
use dunwell_core::sentence::Sentence;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::settings::{
    Result, date_style, delimiter, encoding, fault, kind, number_style, quote, scalars, string,
    table,
};
use super::{
    Column, NO, Only, Piece, Profile, ProfileError, Source, YES, lacking, no_field, no_such_field,
};
use crate::limits::PROFILE_BYTES_MAX;
use crate::style::read_date;
use crate::{DateStyle, Field, FieldType};

const PROFILE_KEYS: &str =
    "name, kind, delimiter, quote, encoding, date, decimal, [columns], [only]";
const COLUMN_KEYS: &str = "column, template, value, strip, yes, no, date, decimal";

pub(super) fn profile(text: &str, origin: &str) -> std::result::Result<Profile, ProfileError> {
    read(text).map_err(|fault| {
        let before = text.get(..fault.at.start).unwrap_or(text);
        let line = before.bytes().filter(|b| *b == b'\n').count() as u64 + 1;
        ProfileError {
            origin: origin.into(),
            line: Some(line),
            reason: fault.reason,
        }
    })
}

fn read(text: &str) -> Result<Profile> {
    if text.len() > PROFILE_BYTES_MAX {
        return fault(
            0..0,
            Sentence::new(
                "profile.too-large",
                "a profile has at most {most} bytes; this one has {bytes}",
            )
            .with("most", PROFILE_BYTES_MAX)
            .with("bytes", text.len()),
        );
    }
    let root = DeTable::parse(text).or_else(|error| {
        fault(
            error.span().unwrap_or(0..0),
            Sentence::new("profile.not-toml", "this is not TOML: {why}")
                .with("why", error.message()),
        )
    })?;

    let mut profile = Profile {
        usual_names: false,
        ..Profile::plain()
    };
    let (mut name, mut columns) = (None, None);
    for (key, value) in root.get_ref() {
        match key.get_ref().as_ref() {
            "name" => name = Some(string(value, "name")?),
            "kind" => profile.kind = Some(kind(value)?),
            "delimiter" => profile.delimiter = Some(delimiter(value)?),
            "quote" => profile.quote = Some(quote(value)?),
            "encoding" => profile.encoding = Some(encoding(value)?),
            "date" => profile.date = Some(date_style(value)?),
            "decimal" => profile.decimal = Some(number_style(value)?),
            "columns" => {
                columns = Some(key.span());
                for (field, source) in table(value, "columns")? {
                    profile.columns.push(column(field, source)?);
                }
            }
            "only" => {
                for (column, values) in table(value, "only")? {
                    let values = scalars(values)?;
                    profile.only.push(Only {
                        column: column.get_ref().trim().into(),
                        values,
                    });
                }
            }
            unknown => {
                return fault(
                    key.span(),
                    Sentence::new(
                        "profile.unknown-key",
                        "the key '{key}' is not known; the keys are {keys}",
                    )
                    .with("key", unknown)
                    .with("keys", PROFILE_KEYS),
                );
            }
        }
    }
    match name {
        Some(name) => profile.name = name.into(),
        None => {
            return fault(
                0..0,
                Sentence::new(
                    "profile.no-name",
                    "the profile has no name. Write name = \"...\" at its top",
                ),
            );
        }
    }
    let Some(columns) = columns else {
        return fault(
            0..0,
            Sentence::new(
                "profile.no-columns",
                "the profile has no [columns]. Name there which of the file's columns is which field",
            ),
        );
    };
    check_fields(&profile, root.get_ref(), columns)?;
    Ok(profile)
}

/// That the fields belong to the profile's kind and are enough for it.
fn check_fields(profile: &Profile, root: &DeTable<'_>, columns: Range<usize>) -> Result<()> {
    let Some(kind) = profile.kind else {
        return Ok(());
    };
    let written = root
        .get("columns")
        .and_then(|columns| columns.get_ref().as_table());
    for (key, _) in written.into_iter().flatten() {
        let own = Field::from_key(key.get_ref()).is_some_and(|field| kind.has(field));
        if !own {
            return fault(key.span(), no_field(kind, key.get_ref()));
        }
    }
    match lacking(kind, |field| profile.column(field).is_some()) {
        Some(lacking) => fault(
            columns,
            Sentence::new(
                "profile.needs",
                "{kind} also need {lacking}; name the column of each in [columns]",
            )
            .with("kind", kind)
            .with("lacking", lacking),
        ),
        None => Ok(()),
    }
}

fn column(
    key: &Spanned<std::borrow::Cow<'_, str>>,
    value: &Spanned<DeValue<'_>>,
) -> Result<Column> {
    let Some(field) = Field::from_key(key.get_ref()) else {
        return fault(key.span(), no_such_field(key.get_ref()));
    };
    if let Some(name) = value.get_ref().as_str() {
        return Ok(Column::new(
            field,
            Source::Column(column_name(name, value.span())?),
        ));
    }
    let Some(parts) = value.get_ref().as_table() else {
        let why = Sentence::new(
            "profile.neither-name-nor-table",
            "'{field}' is either a column name in quotes or a table of {keys}",
        )
        .with("field", field.key())
        .with("keys", COLUMN_KEYS);
        return fault(value.span(), why);
    };
    let mut column = Column::new(field, Source::Nothing);
    let mut words = value.span();
    for (key, value) in parts {
        match key.get_ref().as_ref() {
            "column" | "template" | "value" if column.source != Source::Nothing => {
                return fault(
                    key.span(),
                    Sentence::new(
                        "profile.only-one",
                        "only one of column, template and value can be given",
                    ),
                );
            }
            "column" => {
                column.source = Source::Column(column_name(string(value, "column")?, value.span())?)
            }
            "template" => {
                column.source =
                    Source::Template(template(string(value, "template")?, value.span())?)
            }
            "value" => column.source = Source::Value(string(value, "value")?.trim().into()),
            "strip" => column.strip = Some(string(value, "strip")?.into()),
            "yes" => column.yes = scalars(value)?,
            "no" => (column.no, words) = (scalars(value)?, value.span()),
            "date" => column.date = Some(date_style(value)?),
            "decimal" => column.decimal = Some(number_style(value)?),
            unknown => {
                return fault(
                    key.span(),
                    Sentence::new(
                        "profile.unknown-key-here",
                        "the key '{key}' is not known here; the keys are {keys}",
                    )
                    .with("key", unknown)
                    .with("keys", COLUMN_KEYS),
                );
            }
        }
    }
    check_words(&column, words)?;
    check_column(&mut column, value.span())?;
    Ok(column)
}

/// That no word stands for yes and for no.
fn check_words(column: &Column, at: Range<usize>) -> Result<()> {
    let is_no = |yes: &str| {
        let mut no = column.no.iter();
        no.any(|no| no.to_lowercase() == yes.to_lowercase())
    };
    match column.yes.iter().find(|yes| is_no(yes)) {
        Some(word) => fault(
            at,
            Sentence::new(
                "profile.yes-and-no",
                "'{word}' stands for yes and for no of '{field}'; take it out of one of the two",
            )
            .with("word", &**word)
            .with("field", column.field.key()),
        ),
        None => Ok(()),
    }
}

/// That the parts of a column make sense together and for its field.
fn check_column(column: &mut Column, at: Range<usize>) -> Result<()> {
    let (field, kind) = (column.field, column.field.field_type());
    let words_without_flag =
        kind != FieldType::Flag && !(column.yes.is_empty() && column.no.is_empty());
    if words_without_flag {
        return fault(
            at,
            Sentence::new(
                "profile.no-flag",
                "'{field}' is not a field of yes and no, so yes and no say nothing here",
            )
            .with("field", field.key()),
        );
    }
    if kind != FieldType::Date && column.date.is_some() {
        return fault(
            at,
            Sentence::new(
                "profile.no-date",
                "'{field}' is not a date, so date says nothing here",
            )
            .with("field", field.key()),
        );
    }
    if kind != FieldType::Amount && column.decimal.is_some() {
        return fault(
            at,
            Sentence::new(
                "profile.no-amount",
                "'{field}' is not an amount, so decimal says nothing here",
            )
            .with("field", field.key()),
        );
    }
    let text = matches!(kind, FieldType::Id | FieldType::Text);
    match &column.source {
        Source::Nothing => fault(
            at,
            Sentence::new(
                "profile.needs-one",
                "'{field}' needs one of column, template and value",
            )
            .with("field", field.key()),
        ),
        Source::Template(_) if !text => fault(
            at,
            Sentence::new(
                "profile.not-of-several",
                "'{field}' cannot be made of several columns; only text and numbers of documents can",
            )
            .with("field", field.key()),
        ),
        Source::Value(value) => {
            if let Some(wrong) = wrong_constant(kind, value, column) {
                return fault(at, wrong);
            }
            // A constant is written by us, so its date is always in our own form.
            column.date = Some(DateStyle::Ymd);
            Ok(())
        }
        Source::Column(_) | Source::Template(_) => Ok(()),
    }
}

/// Why this cannot be the value of every row; `None` where it can.
fn wrong_constant(kind: FieldType, value: &str, column: &Column) -> Option<Sentence> {
    let is_one_of = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(value));
    let own_words = || {
        column
            .yes
            .iter()
            .chain(&column.no)
            .any(|word| **word == *value)
    };
    let wrong = match kind {
        _ if value.is_empty() => Sentence::new(
            "profile.value.empty",
            "'{value}' is an empty value; leave the field out instead",
        )
        .with("value", value),
        FieldType::Currency if Currency::from_code(value).is_err() => Sentence::new(
            "profile.value.currency",
            "'{value}' is not a currency code; write an ISO 4217 code such as EUR",
        )
        .with("value", value),
        FieldType::Date if read_date(value, DateStyle::Ymd).is_err() => Sentence::new(
            "profile.value.date",
            "'{value}' is not a date of the form 2026-03-12",
        )
        .with("value", value),
        FieldType::Amount => Sentence::new(
            "profile.value.amount",
            "'{value}' cannot be the amount of every row; name a column",
        )
        .with("value", value),
        FieldType::Flag if !is_one_of(&YES) && !is_one_of(&NO) && !own_words() => {
            Sentence::new("profile.value.flag", "'{value}' is neither yes nor no")
                .with("value", value)
        }
        _ => return None,
    };
    Some(wrong)
}

fn column_name(name: &str, at: Range<usize>) -> Result<Box<str>> {
    if name.trim().is_empty() {
        let why = Sentence::new("profile.empty-column", "a column name cannot be empty");
        return fault(at, why);
    }
    Ok(name.trim().into())
}

/// `"{a}/{b}"` to its pieces.
fn template(text: &str, at: Range<usize>) -> Result<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            // The braces are filled in, for a text with braces would have places.
            let why = Sentence::new(
                "profile.open-brace",
                "the template has a '{open}' without a '{close}'",
            )
            .with("open", "{")
            .with("close", "}");
            return fault(at, why);
        };
        if !before.is_empty() {
            pieces.push(Piece::Text(before.into()));
        }
        pieces.push(Piece::Column(column_name(name, at.clone())?));
        rest = after;
    }
    if pieces.is_empty() {
        let why = Sentence::new(
            "profile.no-column-named",
            "the template names no column; write each as {example}",
        )
        .with("example", "{column}");
        return fault(at, why);
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.into()));
    }
    Ok(pieces)
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
