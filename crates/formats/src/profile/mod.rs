//! What a person has said about a file: which of its columns is which of our fields.

mod parse;
mod settings;

use crate::csv::Encoding;
use crate::{DateStyle, Field, Kind, Need, NumberStyle};
use dunwell_core::sentence::{Say, Sentence};

/// What is known about a file before it is opened. Everything but the columns may be left out and
/// is then told from the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub(crate) name: Box<str>,
    pub(crate) kind: Option<Kind>,
    pub(crate) delimiter: Option<u8>,
    pub(crate) quote: Option<u8>,
    pub(crate) encoding: Option<Encoding>,
    pub(crate) date: Option<DateStyle>,
    pub(crate) decimal: Option<NumberStyle>,
    pub(crate) columns: Vec<Column>,
    pub(crate) only: Vec<Only>,
    /// Whether fields that are not in `columns` are looked for by their usual names.
    pub(crate) usual_names: bool,
}

/// Where the value of one field comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub field: Field,
    pub source: Source,
    /// Taken off the end of the value where it stands there.
    pub strip: Option<Box<str>>,
    /// The words for yes and no; empty lists stand for [`YES`] and [`NO`].
    pub yes: Vec<Box<str>>,
    pub no: Vec<Box<str>>,
    pub date: Option<DateStyle>,
    pub decimal: Option<NumberStyle>,
}

impl Column {
    fn new(field: Field, source: Source) -> Column {
        Column {
            field,
            source,
            strip: None,
            yes: Vec::new(),
            no: Vec::new(),
            date: None,
            decimal: None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// One column.
    Column(Box<str>),
    /// Several columns with text between them.
    Template(Vec<Piece>),
    /// The same value in every row.
    Value(Box<str>),
    /// Nothing, although a column may have a usual name of this field.
    Nothing,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(Box<str>),
    Column(Box<str>),
}

/// Rows are taken only where this column has one of these values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Only {
    pub column: Box<str>,
    pub values: Vec<Box<str>>,
}

/// The words for yes in a column of yes and no; case does not count.
pub(crate) const YES: [&str; 9] = ["yes", "y", "true", "t", "1", "x", "ja", "oui", "vrai"];
/// The words for no.
pub(crate) const NO: [&str; 9] = ["no", "n", "false", "f", "0", "-", "nein", "non", "faux"];

/// What is wrong with a profile or a `--map`, and on which line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say())]
pub struct ProfileError {
    /// The profile's file name, or `--map`.
    pub origin: Box<str>,
    /// The line, where there is one.
    pub line: Option<u64>,
    /// What is wrong and what would be right.
    pub reason: Sentence,
}

impl Say for ProfileError {
    fn say(&self) -> Sentence {
        match self.line {
            Some(line) => Sentence::new(
                "refusal.file.profile-line",
                "{origin}, line {line}: {reason}",
            )
            .with("origin", &*self.origin)
            .with("line", line)
            .with("reason", self.reason.clone()),
            None => Sentence::new("refusal.file.profile", "{origin}: {reason}")
                .with("origin", &*self.origin)
                .with("reason", self.reason.clone()),
        }
    }
}

impl Profile {
    /// The profile that is used where none is named: columns are known by our own field names and
    /// by the usual English, German and French ones that the manual lists.
    #[must_use]
    pub fn plain() -> Profile {
        Profile {
            name: "plain".into(),
            kind: None,
            delimiter: None,
            quote: None,
            encoding: None,
            date: None,
            decimal: None,
            columns: Vec::new(),
            only: Vec::new(),
            usual_names: true,
        }
    }

    /// A profile from the text of its TOML file. `origin` is the file's name, for messages.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, with its line: broken TOML, a key or field that is not known,
    /// a value of the wrong form, a required field that is missing.
    pub fn parse(text: &str, origin: &str) -> Result<Profile, ProfileError> {
        parse::profile(text, origin)
    }

    /// The plain profile with some fields named: `number=Inv,customer=Cust No,amount=Total`.
    /// `field=` with nothing after it leaves a field out although a column has its usual name.
    /// A part without `=` belongs to the column name before it, so names may hold commas.
    ///
    /// # Errors
    ///
    /// A field that is not known or is named twice.
    pub fn from_map(map: &str) -> Result<Profile, ProfileError> {
        let error = |reason| ProfileError {
            origin: "--map".into(),
            line: None,
            reason,
        };
        let mut pairs: Vec<(&str, String)> = Vec::new();
        for part in map.split(',') {
            match (part.split_once('='), pairs.last_mut()) {
                (Some((field, column)), _) => pairs.push((field.trim(), column.trim().to_owned())),
                (None, Some((_, column))) => {
                    column.push(',');
                    column.push_str(part);
                }
                (None, None) => {
                    return Err(error(
                        Sentence::new(
                            "profile.no-pair",
                            "'{part}' is not of the form field=column, such as number=Invoice No",
                        )
                        .with("part", part),
                    ));
                }
            }
        }
        let mut profile = Profile {
            name: "--map".into(),
            ..Profile::plain()
        };
        for (key, column) in pairs {
            let Some(field) = Field::from_key(key) else {
                return Err(error(no_such_field(key)));
            };
            if profile.columns.iter().any(|other| other.field == field) {
                return Err(error(
                    Sentence::new("profile.named-twice", "the field '{field}' is named twice")
                        .with("field", key),
                ));
            }
            let column = column.trim();
            let source = if column.is_empty() {
                Source::Nothing
            } else {
                Source::Column(column.into())
            };
            profile.columns.push(Column::new(field, source));
        }
        Ok(profile)
    }

    /// The same profile with a field read from this column, or, with none, left out.
    #[must_use]
    pub fn naming(mut self, field: Field, column: Option<&str>) -> Profile {
        let source = column.map_or(Source::Nothing, |name| Source::Column(name.trim().into()));
        match self.columns.iter_mut().find(|own| own.field == field) {
            Some(own) => own.source = source,
            None => self.columns.push(Column::new(field, source)),
        }
        self
    }

    /// The same profile with all dates written so, but for columns that have a style of their own.
    #[must_use]
    pub fn dating(self, style: DateStyle) -> Profile {
        Profile {
            date: Some(style),
            ..self
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the rows are, where the profile says so.
    #[must_use]
    pub const fn kind(&self) -> Option<Kind> {
        self.kind
    }

    pub(crate) fn column(&self, field: Field) -> Option<&Column> {
        self.columns.iter().find(|column| column.field == field)
    }

    /// Every column of the file that this profile names.
    pub(crate) fn named_columns(&self) -> impl Iterator<Item = &str> {
        let mapped = self
            .columns
            .iter()
            .flat_map(|column| column.source.named_columns());
        mapped.chain(self.only.iter().map(|only| &*only.column))
    }
}

impl Source {
    /// The columns of the file that this source reads.
    pub(crate) fn named_columns(&self) -> Vec<&str> {
        match self {
            Source::Column(name) => vec![&**name],
            Source::Template(pieces) => pieces
                .iter()
                .filter_map(|piece| match piece {
                    Piece::Column(name) => Some(&**name),
                    Piece::Text(_) => None,
                })
                .collect(),
            Source::Value(_) | Source::Nothing => Vec::new(),
        }
    }
}

/// What a set of fields lacks to be a row of this kind, in words; `None` where it lacks nothing.
pub(crate) fn lacking(kind: Kind, has: impl Fn(Field) -> bool) -> Option<String> {
    let mut lacking: Vec<&str> = kind
        .fields()
        .iter()
        .filter(|(field, need)| *need == Need::Required && !has(*field))
        .map(|(field, _)| field.key())
        .collect();
    if kind == Kind::Invoices && !has(Field::Due) && !has(Field::Issued) {
        lacking.push("due or issued");
    }
    if lacking.is_empty() {
        None
    } else {
        Some(lacking.join(", "))
    }
}

/// That rows of this kind have no such field.
pub(crate) fn no_field(kind: Kind, field: &str) -> Sentence {
    Sentence::new(
        "profile.no-field-of",
        "{kind} have no field '{field}'; their fields are {fields}",
    )
    .with("kind", kind)
    .with("field", field)
    .with("fields", kind.field_list())
}

/// That no kind of rows has such a field.
fn no_such_field(key: &str) -> Sentence {
    let fields: Vec<&str> = Field::ALL.iter().map(|field| field.key()).collect();
    Sentence::new(
        "profile.no-field",
        "there is no field '{field}'; the fields are {fields}",
    )
    .with("field", key)
    .with("fields", fields.join(", "))
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
    fn a_map_names_columns() {
        let profile = Profile::from_map("number=Inv, amount = Total, incl. VAT,terms=").unwrap();
        let sources: Vec<_> = profile
            .columns
            .iter()
            .map(|column| (column.field, column.source.clone()))
            .collect();
        assert_eq!(
            sources,
            [
                (Field::Number, Source::Column("Inv".into())),
                (Field::Amount, Source::Column("Total, incl. VAT".into())),
                (Field::Terms, Source::Nothing),
            ]
        );
        assert!(profile.usual_names);
    }

    #[test]
    fn a_broken_map_is_refused_with_its_place() {
        for (map, expected) in [
            (
                "Inv",
                "--map: 'Inv' is not of the form field=column, such as number=Invoice No",
            ),
            (
                "number=A,number=B",
                "--map: the field 'number' is named twice",
            ),
        ] {
            assert_eq!(Profile::from_map(map).unwrap_err().to_string(), expected);
        }
        let unknown = Profile::from_map("numbr=A").unwrap_err().to_string();
        assert!(
            unknown
                .starts_with("--map: there is no field 'numbr'; the fields are number, customer,"),
            "{unknown}"
        );
    }
}
