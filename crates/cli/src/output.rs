//! Printing: tables for people, JSON and CSV for machines.

use std::io::{IsTerminal, Write};

use anyhow::Result;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};
use dunwell_core::money::Money;
use serde::Serialize;

/// A list to be printed: as a table, or as CSV with the same columns.
#[derive(Debug)]
pub struct List {
    headings: Vec<String>,
    numbers: Vec<bool>,
    rows: Vec<Vec<String>>,
    notes: Vec<Vec<String>>,
    indent: usize,
}

impl List {
    /// A list with these columns. A heading that begins with `>` is a column of numbers, which is
    /// aligned to the right. Without any heading the table has no head.
    pub fn new(headings: &[impl AsRef<str>]) -> List {
        let headings = headings.iter().map(AsRef::as_ref);
        List {
            numbers: headings
                .clone()
                .map(|heading| heading.starts_with('>'))
                .collect(),
            headings: headings
                .map(|heading| heading.trim_start_matches('>').to_owned())
                .collect(),
            rows: Vec::new(),
            notes: Vec::new(),
            indent: 0,
        }
    }

    /// The same list, begun so many columns to the right.
    pub fn indented(mut self, columns: usize) -> List {
        self.indent = columns;
        self
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<String>) {
        debug_assert_eq!(
            cells.len(),
            self.headings.len(),
            "a row has a cell for each heading"
        );
        self.rows.push(cells);
        self.notes.push(Vec::new());
    }

    /// Adds a sentence below the last row; CSV leaves it out.
    pub fn note(&mut self, text: impl Into<String>) {
        if let Some(notes) = self.notes.last_mut() {
            notes.push(text.into());
        }
    }

    /// Whether there is nothing to print.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Prints it as CSV when that was asked for, and as a table otherwise.
    pub fn print(&self, csv: bool) -> Result<()> {
        if csv {
            let mut writer = csv::Writer::from_writer(std::io::stdout().lock());
            writer.write_record(&self.headings)?;
            for row in &self.rows {
                writer.write_record(row)?;
            }
            writer.flush()?;
            return Ok(());
        }
        let has_headings = self.headings.iter().any(|heading| !heading.is_empty());
        if self.is_empty() && !has_headings {
            return Ok(());
        }
        let mut table = Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic);
        let has_notes = self.notes.iter().any(|notes| !notes.is_empty());
        if has_notes || !std::io::stdout().is_terminal() {
            // A file or a pipe is not as wide as anybody's screen, and a note stands below one line.
            table.set_content_arrangement(ContentArrangement::Disabled);
        }
        if has_headings {
            table.set_header(
                self.headings
                    .iter()
                    .zip(&self.numbers)
                    .map(|(text, number)| cell(text, *number)),
            );
        }
        for row in &self.rows {
            table.add_row(
                row.iter()
                    .zip(&self.numbers)
                    .map(|(text, number)| cell(text, *number)),
            );
        }
        let margin = " ".repeat(self.indent);
        // The table begins each line with a space between its columns; the margin takes its place.
        let mut lines = table.lines().map(|line| {
            let line = line.trim_end();
            format!("{margin}{}", line.strip_prefix(' ').unwrap_or(line))
        });
        if !has_notes {
            return lines.try_for_each(say);
        }
        if has_headings {
            lines.next().map_or(Ok(()), say)?;
        }
        for (line, notes) in lines.zip(&self.notes) {
            say(line)?;
            notes
                .iter()
                .try_for_each(|note| say_below(note, self.indent + NOTE_INDENT))?;
        }
        Ok(())
    }
}

/// How far a note stands to the right of its row.
const NOTE_INDENT: usize = 6;

fn cell(text: &str, number: bool) -> Cell {
    let alignment = if number {
        CellAlignment::Right
    } else {
        CellAlignment::Left
    };
    Cell::new(on_one_line(text)).set_alignment(alignment)
}

/// A line feed in a name must not break a table.
fn on_one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// Names come from files: a control code in one must not reach the terminal.
fn without_control_codes(text: &str) -> String {
    text.replace(|c: char| c.is_control() && c != '\n' && c != '\t', " ")
}

/// Prints a sentence so many columns to the right, in lines that fit the terminal.
pub fn say_below(text: &str, indent: usize) -> Result<()> {
    let width = Table::new().width().map_or(usize::MAX, usize::from);
    let margin = " ".repeat(indent);
    wrapped(&on_one_line(text), width.saturating_sub(indent))
        .iter()
        .try_for_each(|line| say(format!("{margin}{line}")))
}

/// Breaks a text between words, so that no line is longer than `width` unless one word is.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut filled = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        match lines.last_mut() {
            Some(line) if filled + 1 + length <= width => {
                line.push(' ');
                line.push_str(word);
                filled += 1 + length;
            }
            _ => {
                lines.push(word.to_owned());
                filled = length;
            }
        }
    }
    lines
}

/// An amount without its currency, for a column beside one that names it.
pub fn figures(money: &Money) -> String {
    let text = money.to_string();
    text.strip_prefix(money.currency().code())
        .map_or(text.as_str(), str::trim_start)
        .to_owned()
}

/// `yes` or `no`, for machines and people alike.
pub fn yes_or_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// Prints a heading with an empty line above it.
pub fn heading(text: impl std::fmt::Display) -> Result<()> {
    say(format!("\n{text}"))
}

/// Prints a line; a reader that has gone away (`dunwell ... | head`) is not an error.
pub fn say(text: impl std::fmt::Display) -> Result<()> {
    let text = without_control_codes(&text.to_string());
    match writeln!(std::io::stdout().lock(), "{text}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// A date as people read it: "12 Mar 2026".
pub fn day(date: jiff::civil::Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// Prints a value as JSON.
pub fn json(value: &impl Serialize) -> Result<()> {
    say(serde_json::to_string_pretty(value)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_broken_between_words() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("unbreakable", 4), ["unbreakable"]);
        assert_eq!(wrapped(" one  two ", usize::MAX), ["one two"]);
    }

    #[test]
    fn control_codes_do_not_reach_the_terminal() {
        assert_eq!(on_one_line("A\u{1b}[31m\nB"), "A [31m B");
        assert_eq!(without_control_codes("A\u{1b}[31m\nB"), "A [31m\nB");
    }
}
