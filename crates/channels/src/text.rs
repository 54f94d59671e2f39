//! Blocks as plain text of at most 76 columns. A column is one character here, which holds for the
//! alphabets of the languages that Dunwell writes.

use crate::blocks::{Block, Facts, Row, SignOff, Table};
use crate::view::View;

/// The widest line, so that a quoted reply still fits into 80 columns.
pub(crate) const COLUMNS_MAX: usize = 76;

const INDENT: usize = 2;
const COLUMN_GAP: &str = "  ";

/// The blocks one below the other, with a blank line between them.
pub(crate) fn lay_out(blocks: &[Block]) -> String {
    let mut page = Page::default();
    for block in blocks {
        page.part();
        match block {
            Block::Heading { text } => {
                page.wrapped(text, 0, 0);
                page.line(&"-".repeat(width(text).min(COLUMNS_MAX)));
                page.is_tight = true;
            }
            Block::Paragraph { text } => page.wrapped(text, 0, 0),
            Block::Bullets { items } => {
                for item in items {
                    page.wrapped(&format!("- {item}"), 0, INDENT);
                }
            }
            Block::Table(table) => page.table(table),
            Block::Facts(facts) => page.facts(facts),
            Block::SignOff(sign_off) => page.sign_off(sign_off),
        }
    }
    page.text
}

/// The head of a letter: from whom, to whom, when, about what.
pub(crate) fn letterhead(view: &View, subject: &str) -> String {
    let mut page = Page::default();
    let (book, customer) = (&view.book, &view.customer);
    page.lines(std::iter::once(&book.name).chain(&book.address));
    page.part();
    page.lines(
        std::iter::once(&customer.name)
            .chain(&customer.contact_name)
            .chain(&customer.address),
    );
    page.part();
    page.line(&view.today);
    page.part();
    page.wrapped(subject, 0, 0);
    page.part();
    page.text
}

#[derive(Default)]
struct Page {
    text: String,
    /// Whether the next block follows without a blank line.
    is_tight: bool,
}

impl Page {
    fn part(&mut self) {
        if !self.text.is_empty() && !std::mem::take(&mut self.is_tight) {
            self.text.push('\n');
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end_matches(' '));
        self.text.push('\n');
    }

    fn lines<'a>(&mut self, lines: impl IntoIterator<Item = &'a String>) {
        for line in lines {
            self.line(line);
        }
    }

    /// Breaks a text at its spaces; a word too long for a line gets one of its own.
    fn wrapped(&mut self, text: &str, indent_first: usize, indent_rest: usize) {
        let mut line = " ".repeat(indent_first);
        let mut is_empty = true;
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            if !is_empty && width(&line) + 1 + width(word) > COLUMNS_MAX {
                self.line(&line);
                line = " ".repeat(indent_rest);
                is_empty = true;
            }
            if !is_empty {
                line.push(' ');
            }
            line.push_str(word);
            is_empty = false;
        }
        self.line(&line);
    }

    fn table(&mut self, table: &Table) {
        if let Some(caption) = &table.caption {
            self.line(caption);
        }
        let widths = Widths::of(table);
        if widths.total() > COLUMNS_MAX {
            self.list(table);
            return;
        }
        self.line(&widths.row(&table.head));
        self.line(&"-".repeat(widths.total()));
        for row in &table.rows {
            self.line(&widths.row(row));
            for note in &row.notes {
                self.wrapped(note, INDENT, INDENT);
            }
        }
        if !table.foot.is_empty() {
            self.line(&"-".repeat(widths.total()));
        }
        for sum in &table.foot {
            let room = widths.total().saturating_sub(width(&sum.label));
            self.line(&format!("{}{:>room$}", sum.label, sum.amount));
        }
    }

    /// The table as a list, for numbers too long to stand side by side.
    fn list(&mut self, table: &Table) {
        for row in &table.rows {
            self.wrapped(
                &format!("{} {}: {}", table.head.number, row.number, row.amount),
                0,
                INDENT,
            );
            let late = row
                .late
                .iter()
                .map(|late| format!(", {late}"))
                .collect::<String>();
            let dates = format!(
                "{} {}, {} {}{late}",
                table.head.issued, row.issued, table.head.due, row.due
            );
            self.wrapped(&dates, INDENT, INDENT);
            for note in &row.notes {
                self.wrapped(note, INDENT, INDENT);
            }
        }
        for sum in &table.foot {
            self.wrapped(&format!("{}: {}", sum.label, sum.amount), 0, INDENT);
        }
    }

    fn facts(&mut self, facts: &Facts) {
        self.line(&facts.heading);
        let label_width = facts
            .rows
            .iter()
            .map(|row| width(&row.label))
            .max()
            .unwrap_or(0);
        for row in &facts.rows {
            self.line(&format!("  {:label_width$}  {}", row.label, row.value));
        }
        if let Some(text) = &facts.text {
            self.wrapped(text, 0, 0);
        }
    }

    fn sign_off(&mut self, sign_off: &SignOff) {
        self.line(&sign_off.closing);
        self.line(&sign_off.name);
        self.part();
        self.lines(
            sign_off
                .lines
                .iter()
                .chain([&sign_off.phone, &sign_off.email])
                .filter(|line| !line.is_empty()),
        );
    }
}

/// The widths of a table's columns.
struct Widths {
    number: usize,
    issued: usize,
    due: usize,
    /// Zero when nothing in the table is late.
    late: usize,
    amount: usize,
}

impl Widths {
    fn of(table: &Table) -> Widths {
        let widest = |cell: fn(&Row) -> &str| {
            table
                .rows
                .iter()
                .chain([&table.head])
                .map(|row| width(cell(row)))
                .max()
                .unwrap_or(0)
        };
        let is_any_late = table.rows.iter().any(|row| row.late_short.is_some());
        let sums = table
            .foot
            .iter()
            .map(|sum| width(&sum.amount))
            .max()
            .unwrap_or(0);
        Widths {
            number: widest(|row| &row.number),
            issued: widest(|row| &row.issued),
            due: widest(|row| &row.due),
            late: if is_any_late { widest(late) } else { 0 },
            amount: widest(|row| &row.amount).max(sums),
        }
    }

    fn total(&self) -> usize {
        let late = if self.late == 0 {
            0
        } else {
            self.late + COLUMN_GAP.len()
        };
        self.number + self.issued + self.due + late + self.amount + 3 * COLUMN_GAP.len()
    }

    fn row(&self, row: &Row) -> String {
        let mut line = format!(
            "{:w0$}{COLUMN_GAP}{:w1$}{COLUMN_GAP}{:w2$}{COLUMN_GAP}",
            row.number,
            row.issued,
            row.due,
            w0 = self.number,
            w1 = self.issued,
            w2 = self.due,
        );
        if self.late > 0 {
            line.push_str(&format!("{:>w$}{COLUMN_GAP}", late(row), w = self.late));
        }
        line.push_str(&format!("{:>w$}", row.amount, w = self.amount));
        line
    }
}

fn late(row: &Row) -> &str {
    row.late_short.as_deref().unwrap_or_default()
}

fn width(text: &str) -> usize {
    text.chars().count()
}
