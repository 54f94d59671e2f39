//! Walking a TOML document and collecting every problem with its place, instead of stopping at the
//! first.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Finding, Severity};
use crate::condition::nearest;

/// Collects findings and knows where a byte stands in the file.
pub(super) struct Reader<'a> {
    source: &'a str,
    pub(super) findings: Vec<Finding>,
}

/// A table of the document together with its place, for keys that are missing.
#[derive(Clone, Copy)]
pub(super) struct Table<'a, 'i> {
    pub(super) table: &'a DeTable<'i>,
    pub(super) at: usize,
    pub(super) name: &'a str,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: &'a str) -> Reader<'a> {
        Reader { source, findings: Vec::new() }
    }

    /// Line and column, both from 1, of a byte of the source.
    pub(super) fn place(&self, at: usize) -> (usize, usize) {
        let before = self.source.get(..at.min(self.source.len())).unwrap_or(self.source);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    pub(super) fn error(&mut self, at: usize, code: &'static str, message: impl Into<String>) {
        let (line, column) = self.place(at);
        self.findings.push(Finding { severity: Severity::Error, line, column, code, message: message.into() });
    }

    /// Reports keys that mean nothing, with the nearest one that does.
    pub(super) fn known_keys(&mut self, table: Table<'_, '_>, known: &[&str]) {
        for key in table.table.keys() {
            let name = key.get_ref().as_ref();
            if known.contains(&name) {
                continue;
            }
            let hint = nearest(name, known.iter().copied())
                .map_or_else(String::new, |near| format!("did you mean \"{near}\"? "));
            self.error(
                key.span().start,
                "unknown-key",
                format!("\"{name}\" means nothing in {}; {hint}known here: {}", table.name, known.join(", ")),
            );
        }
    }

    fn wrong_type(&mut self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        self.error(
            value.span().start,
            "wrong-type",
            format!("\"{key}\" must be {wanted}, and this is {}", type_word(value.get_ref())),
        );
    }

    fn missing(&mut self, table: Table<'_, '_>, key: &str, example: &str) {
        self.error(table.at, "missing-key", format!("{} needs {key}, for example: {key} = {example}", table.name));
    }

    pub(super) fn text(&mut self, table: Table<'_, '_>, key: &str) -> Option<(String, Range<usize>)> {
        let value = table.table.get(key)?;
        match value.get_ref().as_str() {
            Some(text) => Some((text.to_owned(), value.span())),
            None => {
                self.wrong_type(key, value, "a text in quotation marks");
                None
            }
        }
    }

    pub(super) fn required_text(&mut self, table: Table<'_, '_>, key: &str, example: &str) -> Option<(String, Range<usize>)> {
        if !table.table.contains_key(key) {
            self.missing(table, key, example);
            return None;
        }
        let found = self.text(table, key)?;
        if found.0.trim().is_empty() {
            self.error(found.1.start, "empty", format!("\"{key}\" is empty; for example: {key} = {example}"));
            return None;
        }
        Some(found)
    }

    /// A whole number in a range that makes sense.
    pub(super) fn integer(&mut self, table: Table<'_, '_>, key: &str, allowed: Range<i64>) -> Option<i64> {
        let value = table.table.get(key)?;
        let number = value
            .get_ref()
            .as_integer()
            .filter(|integer| integer.radix() == 10)
            .and_then(|integer| integer.as_str().replace('_', "").parse::<i64>().ok());
        match number {
            Some(number) if allowed.contains(&number) => Some(number),
            Some(number) => {
                self.error(value.span().start, "out-of-range", format!(
                    "\"{key}\" is {number}; it can be from {} to {}", allowed.start, allowed.end - 1
                ));
                None
            }
            None => {
                self.wrong_type(key, value, "a whole number");
                None
            }
        }
    }

    /// A number as it is written, whole or with decimals, without passing through a float.
    pub(super) fn number_text(&mut self, table: Table<'_, '_>, key: &str) -> Option<(String, Range<usize>)> {
        let value = table.table.get(key)?;
        let text = match value.get_ref() {
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str(),
            DeValue::Float(float) => float.as_str(),
            _ => {
                self.wrong_type(key, value, "a number");
                return None;
            }
        };
        Some((text.replace('_', ""), value.span()))
    }

    pub(super) fn texts(&mut self, table: Table<'_, '_>, key: &str) -> Vec<(String, Range<usize>)> {
        let Some(value) = table.table.get(key) else {
            return Vec::new();
        };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(key, value, "a list of texts, such as [\"bank-transfer\"]");
            return Vec::new();
        };
        let mut texts = Vec::new();
        for entry in array.iter() {
            match entry.get_ref().as_str() {
                Some(text) => texts.push((text.to_owned(), entry.span())),
                None => self.wrong_type(key, entry, "a text in quotation marks"),
            }
        }
        texts
    }

    pub(super) fn table<'t, 'i>(
        &mut self,
        parent: Table<'t, 'i>,
        key: &str,
        name: &'t str,
    ) -> Option<Table<'t, 'i>> {
        let value = parent.table.get(key)?;
        match value.get_ref().as_table() {
            Some(table) => Some(Table { table, at: value.span().start, name }),
            None => {
                self.wrong_type(key, value, "a section");
                None
            }
        }
    }

    /// A list of tables, such as `[[class]]` or the steps of a procedure.
    pub(super) fn tables<'t, 'i>(
        &mut self,
        parent: Table<'t, 'i>,
        key: &str,
        name: &'t str,
    ) -> Vec<Table<'t, 'i>> {
        let Some(value) = parent.table.get(key) else {
            return Vec::new();
        };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(key, value, "a list of sections");
            return Vec::new();
        };
        let mut tables = Vec::new();
        for entry in array.iter() {
            match entry.get_ref().as_table() {
                Some(table) => tables.push(Table { table, at: entry.span().start, name }),
                None => self.wrong_type(key, entry, "a section in curly braces"),
            }
        }
        tables
    }
}

fn type_word(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a section",
    }
}
