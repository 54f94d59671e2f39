//! Printing: tables for people, JSON and CSV for machines.

use std::io::{IsTerminal, Write};

use anyhow::Result;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};
use serde::Serialize;

/// A list to be printed: as a table, or as CSV with the same columns.
#[derive(Debug)]
pub struct List {
    headings: Vec<&'static str>,
    numbers: Vec<bool>,
    rows: Vec<Vec<String>>,
}

impl List {
    /// A list with these columns. A heading that begins with `>` is a column of numbers, which is
    /// aligned to the right.
    pub fn new(headings: &[&'static str]) -> List {
        List {
            headings: headings.iter().map(|heading| heading.trim_start_matches('>')).collect(),
            numbers: headings.iter().map(|heading| heading.starts_with('>')).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<String>) {
        debug_assert_eq!(cells.len(), self.headings.len(), "a row has a cell for each heading");
        self.rows.push(cells);
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
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        if !std::io::stdout().is_terminal() {
            // A file or a pipe is not as wide as anybody's screen.
            table.set_content_arrangement(ContentArrangement::Disabled);
        }
        table.set_header(self.headings.iter().zip(&self.numbers).map(|(text, number)| cell(text, *number)));
        for row in &self.rows {
            table.add_row(row.iter().zip(&self.numbers).map(|(text, number)| cell(text, *number)));
        }
        say(table.trim_fmt())
    }
}

fn cell(text: &str, number: bool) -> Cell {
    let alignment = if number { CellAlignment::Right } else { CellAlignment::Left };
    Cell::new(text).set_alignment(alignment)
}

/// Prints a line; a reader that has gone away (`dunwell ... | head`) is not an error.
pub fn say(text: impl std::fmt::Display) -> Result<()> {
    match writeln!(std::io::stdout().lock(), "{text}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Prints a value as JSON.
pub fn json(value: &impl Serialize) -> Result<()> {
    say(serde_json::to_string_pretty(value)?)
}
