//! The TOML form of a profile, read by hand so that every error names its line.

use std::ops::Range;

use dunwell_core::currency::Currency;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Column, NO, Only, Piece, Profile, ProfileError, Source, YES, all_fields, lacking};
use crate::csv::Encoding;
use crate::limits::PROFILE_BYTES_MAX;
use crate::style::read_date;
use crate::{DateStyle, Field, FieldType, Kind, NumberStyle};

const PROFILE_KEYS: &str =
    "name, kind, delimiter, quote, encoding, date, decimal, [columns], [only]";
const COLUMN_KEYS: &str = "column, template, value, strip, yes, no, date, decimal";

/// Something wrong at a place in the text; the place becomes a line at the very end.
struct Fault {
    at: Range<usize>,
    reason: String,
}

type Result<T> = std::result::Result<T, Fault>;

fn fault<T>(at: Range<usize>, reason: impl Into<String>) -> Result<T> {
    Err(Fault {
        at,
        reason: reason.into(),
    })
}

pub(super) fn profile(text: &str, origin: &str) -> std::result::Result<Profile, ProfileError> {
    read(text).map_err(|fault| {
        let before = text.get(..fault.at.start).unwrap_or(text);
        let line = before.bytes().filter(|b| *b == b'\n').count() as u64 + 1;
        ProfileError {
            origin: origin.into(),
            line: Some(line),
            reason: fault.reason.into(),
        }
    })
}

fn read(text: &str) -> Result<Profile> {
    if text.len() > PROFILE_BYTES_MAX {
        return fault(
            0..0,
            format!(
                "a profile has at most {PROFILE_BYTES_MAX} bytes; this one has {}",
                text.len()
            ),
        );
    }
    let root = DeTable::parse(text).or_else(|error| {
        fault(
            error.span().unwrap_or(0..0),
            format!("this is not TOML: {}", error.message()),
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
                    format!("the key '{unknown}' is not known; the keys are {PROFILE_KEYS}"),
                );
            }
        }
    }
    match name {
        Some(name) => profile.name = name.into(),
        None => {
            return fault(
                0..0,
                "the profile has no name. Write name = \"...\" at its top",
            );
        }
    }
    let Some(columns) = columns else {
        return fault(
            0..0,
            "the profile has no [columns]. Name there which of the file's columns is which field",
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
            let list = kind.field_list();
            return fault(
                key.span(),
                format!(
                    "{kind} have no field '{}'; their fields are {list}",
                    key.get_ref()
                ),
            );
        }
    }
    match lacking(kind, |field| profile.column(field).is_some()) {
        Some(lacking) => fault(
            columns,
            format!("{kind} also need {lacking}; name the column of each in [columns]"),
        ),
        None => Ok(()),
    }
}

fn column(
    key: &Spanned<std::borrow::Cow<'_, str>>,
    value: &Spanned<DeValue<'_>>,
) -> Result<Column> {
    let Some(field) = Field::from_key(key.get_ref()) else {
        let reason = format!(
            "there is no field '{}'; the fields are {}",
            key.get_ref(),
            all_fields()
        );
        return fault(key.span(), reason);
    };
    if let Some(name) = value.get_ref().as_str() {
        return Ok(Column::new(
            field,
            Source::Column(column_name(name, value.span())?),
        ));
    }
    let Some(parts) = value.get_ref().as_table() else {
        let reason =
            format!("'{field}' is either a column name in quotes or a table of {COLUMN_KEYS}");
        return fault(value.span(), reason);
    };
    let mut column = Column::new(field, Source::Nothing);
    for (key, value) in parts {
        match key.get_ref().as_ref() {
            "column" | "template" | "value" if column.source != Source::Nothing => {
                return fault(
                    key.span(),
                    "only one of column, template and value can be given",
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
            "no" => column.no = scalars(value)?,
            "date" => column.date = Some(date_style(value)?),
            "decimal" => column.decimal = Some(number_style(value)?),
            unknown => {
                return fault(
                    key.span(),
                    format!("the key '{unknown}' is not known here; the keys are {COLUMN_KEYS}"),
                );
            }
        }
    }
    check_column(&mut column, value.span())?;
    Ok(column)
}

/// That the parts of a column make sense together and for its field.
fn check_column(column: &mut Column, at: Range<usize>) -> Result<()> {
    let (field, kind) = (column.field, column.field.field_type());
    let words_without_flag =
        kind != FieldType::Flag && !(column.yes.is_empty() && column.no.is_empty());
    if words_without_flag {
        return fault(
            at,
            format!("'{field}' is not a field of yes and no, so yes and no say nothing here"),
        );
    }
    if kind != FieldType::Date && column.date.is_some() {
        return fault(
            at,
            format!("'{field}' is not a date, so date says nothing here"),
        );
    }
    if kind != FieldType::Amount && column.decimal.is_some() {
        return fault(
            at,
            format!("'{field}' is not an amount, so decimal says nothing here"),
        );
    }
    let text = matches!(kind, FieldType::Id | FieldType::Text);
    match &column.source {
        Source::Nothing => fault(
            at,
            format!("'{field}' needs one of column, template and value"),
        ),
        Source::Template(_) if !text => fault(
            at,
            format!(
                "'{field}' cannot be made of several columns; only text and numbers of documents can"
            ),
        ),
        Source::Value(value) => {
            if let Some(wrong) = wrong_constant(kind, value, column) {
                return fault(at, format!("'{value}' {wrong}"));
            }
            // A constant is written by us, so its date is always in our own form.
            column.date = Some(DateStyle::Ymd);
            Ok(())
        }
        Source::Column(_) | Source::Template(_) => Ok(()),
    }
}

/// Why this cannot be the value of every row; `None` where it can.
fn wrong_constant(kind: FieldType, value: &str, column: &Column) -> Option<&'static str> {
    let is_one_of = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(value));
    let own_words = || {
        column
            .yes
            .iter()
            .chain(&column.no)
            .any(|word| **word == *value)
    };
    match kind {
        _ if value.is_empty() => Some("is an empty value; leave the field out instead"),
        FieldType::Currency if Currency::from_code(value).is_err() => {
            Some("is not a currency code; write an ISO 4217 code such as EUR")
        }
        FieldType::Date if read_date(value, DateStyle::Ymd).is_err() => {
            Some("is not a date of the form 2026-03-12")
        }
        FieldType::Amount => Some("cannot be the amount of every row; name a column"),
        FieldType::Flag if !is_one_of(&YES) && !is_one_of(&NO) && !own_words() => {
            Some("is neither yes nor no")
        }
        _ => None,
    }
}

fn column_name(name: &str, at: Range<usize>) -> Result<Box<str>> {
    if name.trim().is_empty() {
        return fault(at, "a column name cannot be empty");
    }
    Ok(name.trim().into())
}

/// `"{a}/{b}"` to its pieces.
fn template(text: &str, at: Range<usize>) -> Result<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            return fault(at, "the template has a '{' without a '}'");
        };
        if !before.is_empty() {
            pieces.push(Piece::Text(before.into()));
        }
        pieces.push(Piece::Column(column_name(name, at.clone())?));
        rest = after;
    }
    if pieces.is_empty() {
        return fault(at, "the template names no column; write each as {column}");
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.into()));
    }
    Ok(pieces)
}

fn kind(value: &Spanned<DeValue<'_>>) -> Result<Kind> {
    let key = string(value, "kind")?;
    let list = Kind::ALL.map(Kind::key).join(", ");
    Kind::from_key(key).map_or_else(
        || {
            fault(
                value.span(),
                format!("there is no kind '{key}'; it is one of {list}"),
            )
        },
        Ok,
    )
}

fn delimiter(value: &Spanned<DeValue<'_>>) -> Result<u8> {
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
            "the delimiter is one sign such as \",\" \";\" \"|\", or \"tab\"",
        ),
    }
}

fn quote(value: &Spanned<DeValue<'_>>) -> Result<u8> {
    match string(value, "quote")? {
        "\"" => Ok(b'"'),
        "'" => Ok(b'\''),
        _ => fault(value.span(), "the quote is either '\"' or \"'\""),
    }
}

fn encoding(value: &Spanned<DeValue<'_>>) -> Result<Encoding> {
    let label = string(value, "encoding")?;
    Encoding::from_label(label).map_or_else(
        || fault(value.span(), format!("the encoding '{label}' is not known; usual ones are utf-8, windows-1252, utf-16le")),
        Ok,
    )
}

fn date_style(value: &Spanned<DeValue<'_>>) -> Result<DateStyle> {
    let pattern = string(value, "date")?;
    DateStyle::from_pattern(pattern).map_or_else(
        || {
            let known = DateStyle::ALL.map(DateStyle::pattern).join(", ");
            fault(
                value.span(),
                format!("'{pattern}' is not a date pattern; the patterns are {known}"),
            )
        },
        Ok,
    )
}

fn number_style(value: &Spanned<DeValue<'_>>) -> Result<NumberStyle> {
    let sign = string(value, "decimal")?;
    NumberStyle::from_sign(sign).map_or_else(
        || fault(value.span(), "decimal is either \".\" or \",\""),
        Ok,
    )
}

fn string<'v>(value: &'v Spanned<DeValue<'_>>, key: &str) -> Result<&'v str> {
    value.get_ref().as_str().map_or_else(
        || {
            fault(
                value.span(),
                format!("'{key}' is text and stands in quotes"),
            )
        },
        Ok,
    )
}

fn table<'v, 'i>(value: &'v Spanned<DeValue<'i>>, key: &str) -> Result<&'v DeTable<'i>> {
    value.get_ref().as_table().map_or_else(
        || fault(value.span(), format!("'{key}' is a table; write [{key}]")),
        Ok,
    )
}

/// One value or a list of values, each text or a whole number.
fn scalars(value: &Spanned<DeValue<'_>>) -> Result<Vec<Box<str>>> {
    let one = |value: &Spanned<DeValue<'_>>| match value.get_ref() {
        DeValue::String(text) => Ok(text.trim().into()),
        DeValue::Integer(number) => Ok(number.as_str().into()),
        _ => fault(
            value.span(),
            "only text in quotes and whole numbers can stand here",
        ),
    };
    match value.get_ref().as_array() {
        Some(list) if list.is_empty() => {
            fault(value.span(), "the list is empty; name at least one value")
        }
        Some(list) => list.iter().map(one).collect(),
        None => Ok(vec![one(value)?]),
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

    const GOOD: &str = r#"
name = "sample"
kind = "invoices"
delimiter = "tab"
quote = "'"
encoding = "latin1"
date = "MM/DD/YYYY"
decimal = ","
[columns]
number   = { template = "{cust}/{seq}" }
customer = { column = " cust ", strip = ".0" }
due      = { column = "Due", date = "YYYYMMDD" }
amount   = { column = "Amount", decimal = "." }
currency = { value = "USD" }
disputed = { column = "Disputed", yes = ["Yes", 1], no = "No" }
[only]
"document type" = ["RV", 7]
"#;

    #[test]
    fn reads_every_key() {
        let profile = Profile::parse(GOOD, "sample.toml").unwrap();
        assert_eq!(profile.name(), "sample");
        assert_eq!(profile.kind(), Some(Kind::Invoices));
        assert_eq!(
            (profile.delimiter, profile.quote),
            (Some(b'\t'), Some(b'\''))
        );
        assert_eq!(
            profile.encoding,
            Some(Encoding::Legacy(encoding_rs::WINDOWS_1252))
        );
        assert_eq!(
            (profile.date, profile.decimal),
            (Some(DateStyle::Mdy), Some(NumberStyle::Comma))
        );
        let number = Source::Template(vec![
            Piece::Column("cust".into()),
            Piece::Text("/".into()),
            Piece::Column("seq".into()),
        ]);
        assert_eq!(profile.column(Field::Number).unwrap().source, number);
        let customer = profile.column(Field::Customer).unwrap();
        assert_eq!(customer.source, Source::Column("cust".into()));
        assert_eq!(customer.strip.as_deref(), Some(".0"));
        assert_eq!(
            profile.column(Field::Due).unwrap().date,
            Some(DateStyle::Compact)
        );
        assert_eq!(
            profile.column(Field::Amount).unwrap().decimal,
            Some(NumberStyle::Point)
        );
        assert_eq!(
            profile.column(Field::Currency).unwrap().source,
            Source::Value("USD".into())
        );
        let disputed = profile.column(Field::Disputed).unwrap();
        assert_eq!((disputed.yes.len(), disputed.no.len()), (2, 1));
        assert_eq!(
            profile.only,
            [Only {
                column: "document type".into(),
                values: vec!["RV".into(), "7".into()]
            }]
        );
        assert!(!profile.usual_names);
    }

    /// A change to the good profile, the line of the error and a piece of its text.
    #[test]
    fn errors_name_the_line_and_the_remedy() {
        for (from, to, expected) in [
            (
                "delimiter = ",
                "delimeter = ",
                "line 4: the key 'delimeter' is not known; the keys are name, kind,",
            ),
            ("\"tab\"", "\"ab\"", "line 4: the delimiter is one sign"),
            (
                "\"tab\"",
                "7",
                "line 4: 'delimiter' is text and stands in quotes",
            ),
            ("\"'\"", "\"*\"", "line 5: the quote is either"),
            (
                "latin1",
                "klingon",
                "line 6: the encoding 'klingon' is not known",
            ),
            (
                "\"invoices\"",
                "\"bills\"",
                "line 3: there is no kind 'bills'; it is one of invoices, payments,",
            ),
            (
                "MM/DD/YYYY",
                "%m/%d",
                "line 7: '%m/%d' is not a date pattern; the patterns are YYYY-MM-DD,",
            ),
            ("\",\"", "\"#\"", "line 8: decimal is either"),
            (
                "number   =",
                "nummer   =",
                "line 10: there is no field 'nummer'; the fields are number,",
            ),
            (
                "currency =",
                "sms =",
                "line 14: invoices have no field 'sms'; their fields are number,",
            ),
            (
                "{seq}",
                "{seq",
                "line 10: the template has a '{' without a '}'",
            ),
            ("{cust}/{seq}", "x", "line 10: the template names no column"),
            (
                "strip =",
                "stripe =",
                "line 11: the key 'stripe' is not known here; the keys are column,",
            ),
            (
                "\" cust \"",
                "\" \"",
                "line 11: a column name cannot be empty",
            ),
            (
                "column = \"Due\"",
                "column = \"Due\", value = \"x\"",
                "line 12: only one of column, template and value",
            ),
            (
                "amount   =",
                "number2 =",
                "line 13: there is no field 'number2'",
            ),
            (
                "\"USD\"",
                "\"XQX\"",
                "line 14: 'XQX' is not a currency code",
            ),
            (
                "{ value = \"USD\" }",
                "{ strip = \"x\" }",
                "line 14: 'currency' needs one of column, template and value",
            ),
            (
                "{ value = \"USD\" }",
                "{ template = \"{a}\" }",
                "line 14: 'currency' cannot be made of several columns",
            ),
            (
                "{ value = \"USD\" }",
                "{ column = \"c\", yes = [\"y\"] }",
                "line 14: 'currency' is not a field of yes and no",
            ),
            (
                "{ value = \"USD\" }",
                "{ column = \"c\", date = \"YYYYMMDD\" }",
                "line 14: 'currency' is not a date",
            ),
            (
                "{ value = \"USD\" }",
                "{ column = \"c\", decimal = \".\" }",
                "line 14: 'currency' is not an amount",
            ),
            (
                "{ value = \"USD\" }",
                "7",
                "line 14: 'currency' is either a column name in quotes or a table",
            ),
            ("[\"Yes\", 1]", "[]", "line 15: the list is empty"),
            (
                "[\"Yes\", 1]",
                "[1.5]",
                "line 15: only text in quotes and whole numbers",
            ),
            ("[\"RV\", 7]", "[\"RV\"", "line 17: this is not TOML:"),
            (
                "[columns]",
                "[columns]\nnumber = \"x\"",
                "line 11: this is not TOML: duplicate key",
            ),
            (
                "due      = { column = \"Due\", date = \"YYYYMMDD\" }",
                "",
                "line 9: invoices also need due or issued;",
            ),
            ("name = \"sample\"", "", "line 1: the profile has no name"),
        ] {
            assert!(GOOD.contains(from), "{from}");
            let error = Profile::parse(&GOOD.replacen(from, to, 1), "p.toml")
                .unwrap_err()
                .to_string();
            assert!(
                error.starts_with(&format!("p.toml, {expected}")),
                "{from} -> {to}\n{error}"
            );
        }
        let empty = Profile::parse("name = \"x\"", "p.toml")
            .unwrap_err()
            .to_string();
        assert!(
            empty.starts_with("p.toml, line 1: the profile has no [columns]"),
            "{empty}"
        );
    }

    #[test]
    fn constants_are_checked_by_the_type_of_their_field() {
        for (field, value, good) in [
            ("issued", "2026-03-12", true),
            ("issued", "12/03/2026", false),
            ("amount", "5", false),
            ("disputed", "yes", true),
            ("disputed", "perhaps", false),
            ("country", "GB", true),
            ("country", "", false),
        ] {
            let text = format!("name = \"x\"\n[columns]\n{field} = {{ value = \"{value}\" }}");
            assert_eq!(
                Profile::parse(&text, "p").is_ok(),
                good,
                "{field} = {value}"
            );
        }
    }
}
