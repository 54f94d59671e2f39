//! Walking a TOML document that a person wrote and collecting every problem with its place, instead
//! of stopping at the first.

use std::ops::Range;

use serde::Serialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::condition::nearest;
use crate::sentence::{Sentence, Value};

/// The most problems that are reported at once; nobody mends more before trying again.
const MOST_FINDINGS: usize = 100;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Severity {
    /// The file cannot be used like this.
    Error,
    /// The file can be used, and something in it is probably not meant.
    Warning,
}

/// Something in a file that somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PolicyFinding))]
pub struct Finding {
    /// How grave it is.
    pub severity: Severity,
    /// The line in the file, from 1.
    pub line: usize,
    /// The column in that line, in characters from 1.
    pub column: usize,
    /// A stable word for the kind of finding (`unknown-fact`).
    pub code: &'static str,
    /// What was found and what would be right.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub message: Sentence,
}

/// Collects findings and knows where a byte stands in the file.
pub(crate) struct Reader<'a> {
    source: &'a str,
    /// The codes that are documented for this kind of file.
    codes: &'static [&'static str],
    /// The byte at which each line begins.
    lines: Vec<usize>,
    pub(crate) findings: Vec<Finding>,
}

/// A table of the document together with its place, for keys that are missing.
#[derive(Clone, Copy)]
pub(crate) struct Table<'a, 'i> {
    pub(crate) table: &'a DeTable<'i>,
    pub(crate) at: usize,
    pub(crate) name: &'a str,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(source: &'a str, codes: &'static [&'static str]) -> Reader<'a> {
        let after_newlines = source.match_indices('\n').map(|(newline, _)| newline + 1);
        Reader {
            source,
            codes,
            lines: std::iter::once(0).chain(after_newlines).collect(),
            findings: Vec::new(),
        }
    }

    /// The line, from 1, on which a byte of the source stands.
    pub(crate) fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|start| *start <= at)
    }

    /// The column, in characters from 1, in which a byte of the source stands.
    fn column(&self, at: usize) -> usize {
        let start = self.lines[self.line(at) - 1];
        let before = self.source.get(start..at).unwrap_or_default();
        // A byte-order mark at the beginning of the file is not seen by anybody.
        before.trim_start_matches('\u{FEFF}').chars().count() + 1
    }

    /// The byte of the source where a byte of a text stands: after its quotation marks, and with its
    /// escapes as they are written.
    pub(crate) fn byte_inside(&self, span: &Range<usize>, at: usize) -> usize {
        span.start + raw_offset(self.source.get(span.clone()).unwrap_or_default(), at)
    }

    pub(crate) fn error(&mut self, at: usize, code: &'static str, message: impl Into<Sentence>) {
        debug_assert!(
            self.codes.contains(&code),
            "{code} is not among the documented codes"
        );
        if self.findings.len() < MOST_FINDINGS {
            let (line, column) = (self.line(at), self.column(at));
            self.findings.push(Finding {
                severity: Severity::Error,
                line,
                column,
                code,
                message: message.into(),
            });
        }
    }

    /// Reports keys that mean nothing, with the nearest one that does.
    pub(crate) fn known_keys(&mut self, table: Table<'_, '_>, known: &[&str]) {
        for key in table.table.keys() {
            let name = key.get_ref().as_ref();
            if known.contains(&name) {
                continue;
            }
            let message = match nearest(name, known.iter().copied()) {
                Some(near) => Sentence::new(
                    "finding.unknown-key-near",
                    "\"{name}\" means nothing in {table}; did you mean \"{near}\"? known here: {known}",
                )
                .with("name", name)
                .with("table", table.name)
                .with("near", near)
                .with("known", known.join(", ")),
                None => Sentence::new(
                    "finding.unknown-key",
                    "\"{name}\" means nothing in {table}; known here: {known}",
                )
                .with("name", name)
                .with("table", table.name)
                .with("known", known.join(", ")),
            };
            self.error(key.span().start, "unknown-key", message);
        }
    }

    pub(crate) fn wrong_type(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        wanted: impl Into<Value>,
    ) {
        self.error(
            value.span().start,
            "wrong-type",
            Sentence::new(
                "finding.wrong-type",
                "\"{key}\" must be {wanted}, and this is {found}",
            )
            .with("key", key)
            .with("wanted", wanted)
            .with("found", type_word(value.get_ref())),
        );
    }

    pub(crate) fn missing(&mut self, table: Table<'_, '_>, key: &str, example: &str) {
        self.error(
            table.at,
            "missing-key",
            Sentence::new(
                "finding.missing-key",
                "{table} needs \"{key}\", for example: {key} = {example}",
            )
            .with("table", table.name)
            .with("key", key)
            .with("example", example),
        );
    }

    pub(crate) fn text(
        &mut self,
        table: Table<'_, '_>,
        key: &str,
    ) -> Option<(String, Range<usize>)> {
        let value = table.table.get(key)?;
        Some((self.text_value(key, value)?, value.span()))
    }

    /// A value that must be a text.
    pub(crate) fn text_value(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong_type(
                key,
                value,
                Sentence::new("finding.a-text-in-marks", "a text in quotation marks"),
            );
        }
        text.map(str::to_owned)
    }

    pub(crate) fn required_text(
        &mut self,
        table: Table<'_, '_>,
        key: &str,
        example: &str,
    ) -> Option<(String, Range<usize>)> {
        if !table.table.contains_key(key) {
            self.missing(table, key, example);
            return None;
        }
        let found = self.text(table, key)?;
        if found.0.trim().is_empty() {
            self.error(
                found.1.start,
                "empty",
                Sentence::new(
                    "finding.empty",
                    "\"{key}\" is empty; for example: {key} = {example}",
                )
                .with("key", key)
                .with("example", example),
            );
            return None;
        }
        Some(found)
    }

    /// A whole number in a range that makes sense.
    pub(crate) fn integer(
        &mut self,
        table: Table<'_, '_>,
        key: &str,
        allowed: Range<i64>,
    ) -> Option<i64> {
        let value = table.table.get(key)?;
        self.integer_value(key, value, allowed)
    }

    /// A value that must be a whole number in a range that makes sense.
    pub(crate) fn integer_value(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        allowed: Range<i64>,
    ) -> Option<i64> {
        let number = value
            .get_ref()
            .as_integer()
            .filter(|integer| integer.radix() == 10)
            .and_then(|integer| integer.as_str().replace('_', "").parse::<i64>().ok());
        match number {
            Some(number) if allowed.contains(&number) => Some(number),
            Some(number) => {
                self.error(
                    value.span().start,
                    "out-of-range",
                    Sentence::new(
                        "finding.out-of-range",
                        "\"{key}\" is {number}; it can be from {from} to {until}",
                    )
                    .with("key", key)
                    .with("number", number)
                    .with("from", allowed.start)
                    .with("until", allowed.end - 1),
                );
                None
            }
            None => {
                self.wrong_type(
                    key,
                    value,
                    Sentence::new("finding.a-whole-number", "a whole number"),
                );
                None
            }
        }
    }

    /// A number as it is written, whole or with decimals, without passing through a float.
    pub(crate) fn number_text(
        &mut self,
        table: Table<'_, '_>,
        key: &str,
    ) -> Option<(String, Range<usize>)> {
        let value = table.table.get(key)?;
        let text = match value.get_ref() {
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str(),
            DeValue::Float(float) => float.as_str(),
            _ => {
                self.wrong_type(key, value, Sentence::new("finding.a-number", "a number"));
                return None;
            }
        };
        Some((text.replace('_', ""), value.span()))
    }

    pub(crate) fn texts(&mut self, table: Table<'_, '_>, key: &str) -> Vec<(String, Range<usize>)> {
        let Some(value) = table.table.get(key) else {
            return Vec::new();
        };
        self.texts_value(key, value)
    }

    /// A value that must be a list of texts.
    pub(crate) fn texts_value(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Vec<(String, Range<usize>)> {
        let Some(array) = value.get_ref().as_array() else {
            let wanted = Sentence::new(
                "finding.a-list-of-texts",
                "a list of texts, such as [\"bank-transfer\"]",
            );
            self.wrong_type(key, value, wanted);
            return Vec::new();
        };
        let mut texts = Vec::new();
        for entry in array.iter() {
            if let Some(text) = self.text_value(key, entry) {
                texts.push((text, entry.span()));
            }
        }
        texts
    }

    pub(crate) fn table<'t, 'i>(
        &mut self,
        parent: Table<'t, 'i>,
        key: &str,
        name: &'t str,
    ) -> Option<Table<'t, 'i>> {
        let value = parent.table.get(key)?;
        match value.get_ref().as_table() {
            Some(table) => Some(Table {
                table,
                at: value.span().start,
                name,
            }),
            None => {
                self.wrong_type(key, value, Sentence::new("finding.a-section", "a section"));
                None
            }
        }
    }

    /// A list of tables, such as `[[class]]` or the steps of a procedure.
    pub(crate) fn tables<'t, 'i>(
        &mut self,
        parent: Table<'t, 'i>,
        key: &str,
        name: &'t str,
    ) -> Vec<Table<'t, 'i>> {
        let Some(value) = parent.table.get(key) else {
            return Vec::new();
        };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(
                key,
                value,
                Sentence::new("finding.a-list-of-sections", "a list of sections"),
            );
            return Vec::new();
        };
        let mut tables = Vec::new();
        for entry in array.iter() {
            match entry.get_ref().as_table() {
                Some(table) => tables.push(Table {
                    table,
                    at: entry.span().start,
                    name,
                }),
                None => {
                    let wanted =
                        Sentence::new("finding.a-section-in-braces", "a section in curly braces");
                    self.wrong_type(key, entry, wanted);
                }
            }
        }
        tables
    }
}

/// How many bytes of a TOML string as written come before byte `at` of the text that it means.
fn raw_offset(raw: &str, at: usize) -> usize {
    let marks = if raw.starts_with("\"\"\"") || raw.starts_with("'''") {
        3
    } else {
        1
    };
    let mut place = marks;
    if marks == 3 {
        // The first line end of a text over several lines does not belong to it.
        let inside = raw.get(place..).unwrap_or_default();
        place += inside.len()
            - inside
                .strip_prefix("\r\n")
                .or(inside.strip_prefix('\n'))
                .unwrap_or(inside)
                .len();
    }
    let escapes = raw.starts_with('"');
    let mut meant = 0;
    while meant < at {
        let rest = raw.get(place..).unwrap_or_default();
        let Some(letter) = rest.chars().next() else {
            break;
        };
        let (written, means) = match letter {
            '\\' if escapes => escape(rest),
            letter => (letter.len_utf8(), letter.len_utf8()),
        };
        place += written;
        meant += means;
    }
    place
}

/// How long an escape is as written, and how long what it means.
fn escape(rest: &str) -> (usize, usize) {
    let digits = match rest.as_bytes().get(1) {
        Some(b'x') => 2,
        Some(b'u') => 4,
        Some(b'U') => 8,
        Some(b' ' | b'\t' | b'\r' | b'\n') => {
            // A backslash at the end of a line swallows the space up to the next word.
            return (1 + rest[1..].len() - rest[1..].trim_start().len(), 0);
        }
        _ => return (2, 1),
    };
    let code = rest
        .get(2..2 + digits)
        .and_then(|code| u32::from_str_radix(code, 16).ok());
    (
        2 + digits,
        code.and_then(char::from_u32).map_or(1, char::len_utf8),
    )
}

fn type_word(value: &DeValue<'_>) -> Sentence {
    match value {
        DeValue::String(_) => Sentence::new("finding.a-text", "a text"),
        DeValue::Integer(_) | DeValue::Float(_) => Sentence::new("finding.a-number", "a number"),
        DeValue::Boolean(_) => Sentence::new("finding.true-or-false", "true or false"),
        DeValue::Datetime(_) => Sentence::new("finding.a-date", "a date"),
        DeValue::Array(_) => Sentence::new("finding.a-list", "a list"),
        DeValue::Table(_) => Sentence::new("finding.a-section", "a section"),
    }
}
