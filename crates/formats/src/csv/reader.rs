//! A file, row by row.

use std::borrow::Cow;

use dunwell_core::currency::Currency;
use dunwell_core::sentence::{Sentence, Value};

use super::bind::{bind, looked_for, recognised};
use super::binding::Binding;
use super::cells::{Cells, Tally};
use super::dialect::{Dialect, Given, Header, find_header, some_of};
use super::encoding::Encoding;
use super::plan::{CellSource, Plan, Sorted};
use super::rejects::{Rejects, length_without_reason};
use super::split::{Broken, Cursor, Row};
use super::survey::survey;
use crate::limits::{COLUMNS_MAX, FIELD_BYTES_MAX, FILE_BYTES_MAX, PROBLEMS_KEPT_MAX};
use crate::problem::{Options, Problem, Refused, RowSpan, shown};
use crate::profile::Profile;
use crate::record::Record;
use crate::{Field, Kind};

/// A file whose styles are known and whose rows are given out one by one, so that a caller can work
/// in batches and never holds more than a batch.
#[derive(Debug)]
pub struct Reader<'a> {
    file: Box<str>,
    /// The byte order mark, for the rejects file.
    mark: &'a [u8],
    text: Cow<'a, [u8]>,
    dialect: Dialect,
    header: Header,
    plan: Plan,
    /// The currency of rows that name none, where it is known.
    assumed: Option<Currency>,
    cursor: Cursor,
    row: Row,
    /// Whether the row has the fields of the header.
    row_is_whole: bool,
    tallies: Vec<Tally>,
    skipped: Vec<Skipped>,
    notes: Vec<Sentence>,
}

/// A good row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The line on which it begins; the first line of the file is 1.
    pub line: u64,
    /// The row itself, for [`Reader::raw`], should the caller refuse it later.
    pub row: RowSpan,
    /// What it says.
    pub record: Record,
}

/// How far a reader has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Bytes of the decoded text that are read.
    pub bytes_done: u64,
    /// Bytes of the decoded text in all.
    pub bytes_total: u64,
    /// The line that is read next.
    pub line: u64,
}

/// Rows that were left out because the profile takes only some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Why, such as `column 'type' is not RV`.
    pub reason: Sentence,
    /// How many.
    pub rows: u64,
    /// The first of them.
    pub first_line: u64,
}

impl<'a> Reader<'a> {
    /// Tells how a file is written and makes it ready to be read. `file` is its name, for messages.
    ///
    /// This reads the whole file once where the style of a date or an amount is not given.
    ///
    /// # Errors
    ///
    /// [`Refused`]: the file is empty or too large, has no header that fits the profile, or leaves
    /// open how it is meant.
    pub fn new(
        bytes: &'a [u8],
        file: &str,
        profile: &Profile,
        options: Options,
    ) -> Result<Reader<'a>, Refused> {
        if bytes.len() > FILE_BYTES_MAX {
            return Err(Refused::TooLarge {
                file: file.into(),
                bytes: bytes.len(),
            });
        }
        let encoding = Encoding::of(bytes, profile.encoding);
        if let (None, Some((line, byte))) = (profile.encoding, encoding.stray_byte(bytes)) {
            return Err(Refused::CodePage {
                file: file.into(),
                line,
                byte,
            });
        }
        let text = encoding.decode(bytes);
        let given = Given {
            encoding,
            delimiter: profile.delimiter,
            quote: profile.quote,
        };
        let (dialect, header) =
            find_header(&text, file, given, looked_for(profile, options), |names| {
                recognised(names, profile, options)
            })?;
        let mut plan = bind(profile, &header, file, options)?;
        let notes =
            survey(&text, dialect, &header, &mut plan, profile, options).map_err(|questions| {
                Refused::Questions {
                    file: file.into(),
                    questions,
                }
            })?;
        let skipped = plan.only.iter().map(|only| Skipped {
            reason: Sentence::new("note.left-out", "column '{column}' is not {values}")
                .with("column", &only.name)
                .with(
                    "values",
                    Value::OneOf(only.values.iter().map(ToString::to_string).collect()),
                ),
            rows: 0,
            first_line: 0,
        });
        Ok(Reader {
            file: file.into(),
            mark: encoding.mark_of(bytes),
            dialect,
            assumed: None,
            cursor: header.body,
            header,
            row: Row::default(),
            row_is_whole: false,
            tallies: vec![Tally::default(); plan.bound.len()],
            skipped: skipped.collect(),
            plan,
            notes,
            text,
        })
    }

    /// The same reader for rows that are in this currency where they name none: an amount such as `$5`
    /// is then only taken where the currency is written so.
    #[must_use]
    pub fn assuming(self, currency: Currency) -> Reader<'a> {
        Reader {
            assumed: Some(currency),
            ..self
        }
    }

    /// The next row: a record, or the first problem that keeps it from being one. `None` after the
    /// last. Empty rows and rows that the profile leaves out do not appear.
    pub fn next_record(&mut self) -> Option<Result<Entry, Problem>> {
        loop {
            self.row_is_whole = false;
            if let Err(broken) = self.row.read(&self.text, &mut self.cursor, self.dialect)? {
                return Some(Err(self.broken(broken)));
            }
            match self.plan.sort(&self.text, &self.row, self.dialect.quote) {
                Sorted::Take => {
                    self.row_is_whole = true;
                    return Some(self.take());
                }
                Sorted::Blank => {}
                Sorted::Width => return Some(Err(self.wrong_width())),
                Sorted::Leave(rule) => {
                    let skipped = &mut self.skipped[rule];
                    if skipped.rows == 0 {
                        skipped.first_line = self.row.line;
                    }
                    skipped.rows += 1;
                }
            }
        }
    }

    fn take(&mut self) -> Result<Entry, Problem> {
        let span = self.span();
        let mut cells = Cells {
            text: &self.text,
            row: &self.row,
            span,
            plan: &self.plan,
            quote: self.dialect.quote,
            file: &self.file,
            assumed: self.assumed,
            tallies: &mut self.tallies,
        };
        let record = cells.record()?;
        Ok(Entry {
            line: self.row.line,
            row: span,
            record,
        })
    }

    fn broken(&self, broken: Broken) -> Problem {
        self.problem(match broken {
            Broken::Unclosed => Sentence::new(
                "row.unclosed",
                "a field begins with a quotation mark that is not closed. Close it, or take it away",
            ),
            Broken::TextAfterQuote => Sentence::new(
                "row.text-after-quote",
                "text follows on a closing quotation mark. Double each quotation mark inside a quoted field",
            ),
            Broken::LongField => {
                Sentence::new("row.long-field", "a field is longer than {most} bytes")
                    .with("most", FIELD_BYTES_MAX)
            }
            Broken::ManyFields => {
                Sentence::new("row.many-fields", "the row has more than {most} fields")
                    .with("most", COLUMNS_MAX)
            }
        })
    }

    fn wrong_width(&self) -> Problem {
        // Beside a reason that is told, neither it nor its column counts.
        let reason = usize::from(self.span().end < self.row.end);
        let (has, wants) = (self.row.len() - reason, self.plan.width - reason);
        let sign = self.dialect.delimiter.escape_ascii().to_string();
        let width = if has < wants {
            Sentence::new(
                "row.too-few-fields",
                "the row has {has} fields and the header has {wants}; look for a '{sign}' that is missing",
            )
            .with("has", has)
            .with("wants", wants)
            .with("sign", sign)
        } else {
            Sentence::new(
                "row.too-many-fields",
                "the row has {has} fields and the header has {wants}; look for a '{sign}' that is not inside quotation marks",
            )
            .with("has", has)
            .with("wants", wants)
            .with("sign", sign)
        };
        self.problem(width)
    }

    /// A problem of the row as a whole.
    fn problem(&self, reason: Sentence) -> Problem {
        let row = self.span();
        let value = shown(&String::from_utf8_lossy(self.raw(row)));
        Problem {
            file: self.file.clone(),
            line: self.row.line,
            field: "".into(),
            value,
            reason: Box::new(reason),
            row,
        }
    }

    /// Where the row stands, without the reason for which it was refused before.
    fn span(&self) -> RowSpan {
        let (start, end) = (self.row.start, self.row.end);
        let end = match self.header.has_reasons {
            false => end,
            true if self.row_is_whole => {
                self.row
                    .end_before(&self.text, self.plan.width - 1, self.dialect.quote)
            }
            true => start + length_without_reason(&self.text[start..end], self.dialect),
        };
        RowSpan { start, end }
    }

    /// How far the reader has come.
    #[must_use]
    pub fn position(&self) -> Position {
        Position {
            bytes_done: self.cursor.at as u64,
            bytes_total: self.text.len() as u64,
            line: self.cursor.line,
        }
    }

    /// The text of a row as it stands in the file, decoded, without its line end and without the
    /// reason of an earlier import. Empty for a span that another reader gave out.
    #[must_use]
    pub fn raw(&self, row: RowSpan) -> &[u8] {
        self.text.get(row.start..row.end).unwrap_or_default()
    }

    /// What stands in the column of a field in this row, so that a problem that is found later can quote
    /// it as it is written. `None` where the field has no column of its own.
    #[must_use]
    pub fn written(&self, row: RowSpan, field: Field) -> Option<Box<str>> {
        let (_, bound) = self.plan.get(field)?;
        let CellSource::Cell(cell) = bound.source else {
            return None;
        };
        let (text, mut cursor) = (self.raw(row), Cursor::START);
        let mut fields = Row::default();
        fields.read(text, &mut cursor, self.dialect)?.ok()?;
        let value = fields.field(text, cell, self.dialect.quote);
        Some(shown(String::from_utf8_lossy(&value).trim()))
    }

    /// A writer of refused rows in this file's own format.
    #[must_use]
    pub fn rejects(&self) -> Rejects {
        Rejects::new(self.dialect, self.mark, self.raw(self.header.row))
    }

    /// What the rows are.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.plan.kind
    }

    /// Whether the rows have this field.
    #[must_use]
    pub fn has(&self, field: Field) -> bool {
        self.plan.get(field).is_some()
    }

    /// How the file is written.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// What is read from where and how, field by field.
    #[must_use]
    pub fn bindings(&self) -> Vec<Binding> {
        self.plan.bound.iter().map(Binding::of).collect()
    }

    /// The same, one sentence per field, for a person to check:
    /// `due: column 'DueDate', written MM/DD/YYYY`.
    #[must_use]
    pub fn styles(&self) -> Vec<String> {
        let bindings = self.plan.bound.iter().map(Binding::of);
        bindings.map(|binding| binding.to_string()).collect()
    }

    /// What a person should know about what was read so far; complete after the last row.
    #[must_use]
    pub fn notes(&self) -> Vec<Sentence> {
        let mut notes = self.notes.clone();
        if self.plan.kind == Kind::Invoices && !self.has(Field::Due) && !self.has(Field::Terms) {
            notes.push(Sentence::new(
                "note.no-due",
                "the file has neither due dates nor terms; due dates follow from the customers' terms",
            ));
        }
        for (bound, tally) in self.plan.bound.iter().zip(&self.tallies) {
            let label = &bound.label;
            if let Some(tail) = bound.strip.as_deref().filter(|_| tally.stripped > 0) {
                notes.push(
                    Sentence::new(
                        "note.stripped",
                        "{count} values of column '{column}' lost '{tail}' at their end, as the profile says",
                    )
                    .with("count", Value::Large(tally.stripped))
                    .with("column", label)
                    .with("tail", tail),
                );
            }
            if tally.first_rounded > 0 {
                notes.push(
                    Sentence::new(
                        "note.rounded",
                        "column '{column}' has numbers such as 1.23E+05, first on line {line}, which a spreadsheet has rounded; give the column a text format and export again",
                    )
                    .with("column", label)
                    .with("line", tally.first_rounded),
                );
            }
            if tally.values > 1 && tally.float_tails == tally.values {
                notes.push(
                    Sentence::new(
                        "note.float-tails",
                        "every value of column '{column}' ends in '.0', as spreadsheets leave numbers; strip = \".0\" in a profile takes it off",
                    )
                    .with("column", label),
                );
            }
        }
        let unused = self.unused_columns();
        if !unused.is_empty() {
            notes.push(
                Sentence::new(
                    "note.columns-not-used",
                    "columns that were not used: {columns}",
                )
                .with("columns", some_of(&unused)),
            );
        }
        notes
    }

    /// The columns from which nothing is read.
    fn unused_columns(&self) -> Vec<&str> {
        let names = self.header.names.iter().enumerate();
        names
            .filter(|(column, name)| {
                let is_reason = self.header.has_reasons && *column + 1 == self.plan.width;
                !name.is_empty() && !is_reason && !self.plan.uses(*column)
            })
            .map(|(_, name)| &**name)
            .collect()
    }

    /// The rows that the profile left out so far, by reason; reasons without rows are left out.
    #[must_use]
    pub fn skipped(&self) -> Vec<Skipped> {
        self.skipped
            .iter()
            .filter(|skipped| skipped.rows > 0)
            .cloned()
            .collect()
    }
}

/// A whole file in memory; for files that are small, and for tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What the rows are.
    pub kind: Kind,
    /// The good rows.
    pub entries: Vec<Entry>,
    /// The first [`PROBLEMS_KEPT_MAX`] problems.
    pub problems: Vec<Problem>,
    /// How many rows were refused in all.
    pub refused: u64,
    /// The refused rows in the file's own format; empty where none was refused.
    pub rejects: Vec<u8>,
    /// The rows that the profile left out.
    pub skipped: Vec<Skipped>,
    /// What a person should know.
    pub notes: Vec<Sentence>,
    /// What was read from where and how.
    pub styles: Vec<String>,
}

/// Reads a whole file at once.
///
/// # Errors
///
/// As [`Reader::new`].
pub fn read(
    bytes: &[u8],
    file: &str,
    profile: &Profile,
    options: Options,
) -> Result<Reading, Refused> {
    let mut reader = Reader::new(bytes, file, profile, options)?;
    let writer = reader.rejects();
    let (mut entries, mut problems, mut rejects, mut refused) =
        (Vec::new(), Vec::new(), Vec::new(), 0);
    while let Some(next) = reader.next_record() {
        match next {
            Ok(entry) => entries.push(entry),
            Err(problem) => {
                if refused == 0 {
                    writer.header(&mut rejects);
                }
                refused += 1;
                writer.row(reader.raw(problem.row), &problem.in_short(), &mut rejects);
                if problems.len() < PROBLEMS_KEPT_MAX {
                    problems.push(problem);
                }
            }
        }
    }
    Ok(Reading {
        kind: reader.kind(),
        entries,
        problems,
        refused,
        rejects,
        skipped: reader.skipped(),
        notes: reader.notes(),
        styles: reader.styles(),
    })
}
