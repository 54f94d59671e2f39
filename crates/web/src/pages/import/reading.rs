//! The form that says how files are to be read, and what was typed into it.

use dunwell_app::import::look::{Look, Outcome};
use dunwell_app::import::reading::Reading;
use dunwell_app::import::{Field, Kind, Need};

use super::words;
use crate::form::Errors;
use crate::page::BookPage;

/// What leaves a field out, where a form names its column. A column is `=` and its name.
const NO_COLUMN: &str = "-";

/// The ways to write dates that can be chosen, with an example of each.
const DATES: [(&str, &str); 6] = [
    ("DD/MM/YYYY", "31/12/2026, 31.12.2026"),
    ("MM/DD/YYYY", "12/31/2026"),
    ("YYYY-MM-DD", "2026-12-31"),
    ("YYYYMMDD", "20261231"),
    ("DD Mon YYYY", "31 Dec 2026"),
    ("YY-MM-DD", "26-12-31"),
];

/// How the files are read, to be changed.
pub(super) struct ReadingForm {
    pub kind: String,
    pub kinds: Vec<(&'static str, String)>,
    pub dates: [(&'static str, &'static str); 6],
    pub date: String,
    pub decimal: String,
    pub currency: String,
    pub currency_error: String,
    pub is_open: bool,
    pub book_currency: &'static str,
    pub columns: Vec<ColumnChoice>,
    pub profile: String,
}

/// A field and the columns that it could be.
pub(super) struct ColumnChoice {
    pub name: String,
    pub words: String,
    pub is_needed: bool,
    pub told: String,
    pub options: Vec<(String, String, bool)>,
}

/// The form as it stands for files that were read so; `look` is that of files with the same columns.
pub(super) fn reading_form(
    page: &BookPage,
    reading: &Reading,
    look: Option<&Look>,
    errors: &Errors,
) -> ReadingForm {
    let t = page.t();
    let told = look.and_then(|look| match &look.outcome {
        Outcome::Read(told) => Some(told),
        Outcome::Asks(_) | Outcome::Refused(_) => None,
    });
    let kind = told
        .map(|told| told.kind.as_str())
        .or(reading.kind.as_deref());
    let of = kind.and_then(Kind::from_key).unwrap_or(Kind::Invoices);
    let header = look.map_or(&[][..], |look| &look.header);
    let column = |(field, need): &(Field, Need)| {
        let key = field.key();
        let chosen = reading.columns.get(key).map(String::as_str);
        let now = told.and_then(|told| told.fields.iter().find(|told| told.field == key));
        let mut options = vec![(
            NO_COLUMN.to_owned(),
            t.text("import.left-out"),
            chosen == Some(""),
        )];
        options.extend(header.iter().map(|name| {
            let is_chosen = chosen == Some(name.as_str());
            (format!("={name}"), name.clone(), is_chosen)
        }));
        ColumnChoice {
            name: format!("column-{key}"),
            words: t.text(words::field(of.key(), key)),
            is_needed: *need == Need::Required,
            told: match now {
                Some(now) if chosen.is_none() => t
                    .say("import.as-told")
                    .with("column", &now.column)
                    .to_string(),
                _ => t.text("import.by-its-name"),
            },
            options,
        }
    };
    ReadingForm {
        kind: reading.kind.clone().unwrap_or_default(),
        kinds: words::kinds(t),
        dates: DATES,
        date: reading.date.clone().unwrap_or_default(),
        decimal: reading.decimal.clone().unwrap_or_default(),
        currency: reading.currency.clone().unwrap_or_default(),
        currency_error: errors.of("currency").to_owned(),
        is_open: !errors.is_empty()
            || look.is_some_and(|look| matches!(look.outcome, Outcome::Refused(_))),
        book_currency: page.book().currency.code(),
        columns: match header {
            [] => Vec::new(),
            _ => of.fields().iter().map(column).collect(),
        },
        profile: reading
            .profile
            .as_ref()
            .map(|profile| profile.name.clone())
            .unwrap_or_default(),
    }
}

/// A reading with what was typed instead. What the form does not name stays.
pub(super) fn changed(mut reading: Reading, typed: &[(String, String)]) -> Reading {
    for (name, value) in typed {
        let value = value.trim();
        let given = || Some(value.to_owned()).filter(|value| !value.is_empty());
        match name.as_str() {
            "kind" => reading.kind = given(),
            "date" => reading.date = given(),
            "decimal" => reading.decimal = given(),
            "currency" => reading.currency = given().map(|code| code.to_uppercase()),
            "no-profile" => reading.profile = None,
            name => {
                let Some(field) = name.strip_prefix("column-") else {
                    continue;
                };
                match (value, value.strip_prefix('=')) {
                    ("", _) => reading.columns.remove(field),
                    (NO_COLUMN, _) => reading.columns.insert(field.to_owned(), String::new()),
                    (_, Some(column)) => {
                        reading.columns.insert(field.to_owned(), column.to_owned())
                    }
                    (_, None) => None,
                };
            }
        }
    }
    // What another kind of rows has no field for cannot be named.
    if let Some(kind) = reading.kind.as_deref().and_then(Kind::from_key) {
        let fields = kind.fields();
        let has = |key: &str| fields.iter().any(|(field, _)| field.key() == key);
        reading.columns.retain(|key, _| has(key));
    }
    reading
}
