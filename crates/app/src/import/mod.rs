//! A file is imported: rows become customers, invoices, payments, credit notes and disputes.
//!
//! The good rows come in, each refused row is named with its line and reason, and the same file
//! given twice changes nothing. All files of one command are one change: either all of their good
//! rows are in, or none.

mod credit_notes;
mod currencies;
mod customers;
mod disputes;
mod fingerprint;
pub mod history;
mod invoices;
pub mod lines;
pub mod look;
mod noticed;
mod parties;
pub(crate) mod payments;
pub mod reading;
pub mod upload;

use dunwell_core::currency::Currency;
use dunwell_core::money::Money;
use dunwell_core::sentence::{Sentence, Sentences};
use dunwell_core::terms::Terms;
use dunwell_formats::csv::{Entry, Reader, Rejects};
use dunwell_formats::{Decimal, FieldType, Problem, Record, RowSpan};
use dunwell_store::Db;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use dunwell_core::id::ImportId;
pub use dunwell_formats::{DateOrder, Field, Kind, Need, NumberStyle, Options, Profile};

pub use currencies::first_currency;

use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::{self, Caller, Mode, Work};
use crate::record::lookup::not_come_yet;
use noticed::Noticed;

/// How many rows are taken together. They are sorted by customer before they are written, and each
/// customer gets one journal record for them; more rows at once would only take more memory.
const BATCH_ROWS: usize = 250_000;

/// From so many rows on, the database counts its tables anew at the end.
const BULK_ROWS: u64 = 10_000;

/// How often the progress is told, in rows.
const PROGRESS_ROWS: u64 = 4_096;

/// A file as it was read from disk.
#[derive(Debug)]
pub struct InputFile<'a> {
    /// Its name, for messages.
    pub name: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
}

/// What is imported and how.
#[derive(Debug)]
pub struct Request<'a> {
    /// The files, all read with the same profile.
    pub files: &'a [InputFile<'a>],
    /// Which column is which field.
    pub profile: &'a Profile,
    /// What the command line says about the files.
    pub options: Options,
    /// The currency of rows that name none.
    pub currency: Option<Currency>,
}

/// What happened to the rows of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Counts {
    /// They were not known.
    pub new: u64,
    /// They were known, and something about them was corrected.
    pub changed: u64,
    /// They were known as they are.
    pub unchanged: u64,
}

/// A row that did not come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// The file.
    pub file: String,
    /// The line on which the row begins.
    pub line: u64,
    /// The field that is wrong; empty where it is the whole row.
    pub field: String,
    /// What stood there.
    pub value: String,
    /// What is wrong and what would be right.
    pub reason: Sentence,
}

impl Sentences for Rejected {
    fn sentences(&mut self) -> Vec<&mut Sentence> {
        vec![&mut self.reason]
    }
}

/// The refused rows of one file, in the file's own format with a last column that says why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectsFile {
    /// The file they come from.
    pub of: String,
    /// The content.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Invoices.
    pub invoices: Counts,
    /// Customers.
    pub customers: Counts,
    /// Payments.
    pub payments: Counts,
    /// Credit notes.
    pub credit_notes: Counts,
    /// Disputes.
    pub disputes: Counts,
    /// The rows that did not come in.
    pub rejected: Vec<Rejected>,
    /// Things that a person should know: how the file was read, what was left out, what is odd.
    pub notes: Vec<Sentence>,
    /// The refused rows, file by file.
    pub rejects_files: Vec<RejectsFile>,
}

impl Report {
    /// Whether no row came in or was known already: all were refused or left out, or there was none.
    #[must_use]
    pub fn came_to_nothing(&self) -> bool {
        let none = Counts::default();
        let kinds = [
            self.invoices,
            self.customers,
            self.payments,
            self.credit_notes,
            self.disputes,
        ];
        kinds.iter().all(|counts| *counts == none)
    }
}

/// How far an import has come.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// The file.
    pub file: &'a str,
    /// Bytes of all files that are read.
    pub bytes_done: u64,
    /// Bytes of all files.
    pub bytes_total: u64,
    /// Rows that are read.
    pub rows: u64,
}

/// Imports files into a book, which is made with them when it is a first one.
///
/// # Errors
/// When a file as a whole cannot be read (no header, two ways to read a date); the rows' own
/// problems are in the report.
pub async fn import(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Request<'_>,
    progress: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<Report> {
    bring_in(db, book, caller, mode, request, None, progress).await
}

/// The same for files that may have been uploaded before: then they are no longer kept afterwards.
async fn bring_in(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Request<'_>,
    uploaded: Option<ImportId>,
    progress: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<Report> {
    let contents: Vec<(&str, String)> = request
        .files
        .iter()
        .map(|file| (file.name, blake3::hash(file.bytes).to_hex().to_string()))
        .collect();
    // The same bytes read another way are another command.
    let reading = format!("{:?}", (request.profile, request.options, request.currency));
    let input = ("import", contents, reading);
    let mut rejects = Vec::new();
    let mut report = funnel::change(
        db,
        book.id,
        caller,
        mode,
        &input,
        async |work: &mut Work| {
            book.keep(work).await?;
            let mut import = Import {
                book,
                request,
                report: Report::default(),
                first_rows: book.is_empty(&mut work.uow).await?,
                last_terms: Default::default(),
                noticed: Noticed::default(),
            };
            let total: u64 = request
                .files
                .iter()
                .map(|file| file.bytes.len() as u64)
                .sum();
            let (mut before, mut rows) = (0, 0);
            for file in request.files {
                let mut told = |done, rows| {
                    progress(Progress {
                        file: file.name,
                        bytes_done: before + done,
                        bytes_total: total,
                        rows,
                    });
                };
                rejects.extend(import.file(work, file, &mut rows, &mut told).await?);
                before += file.bytes.len() as u64;
            }
            if rows >= BULK_ROWS {
                work.uow.count_after_bulk_load().await?;
            }
            history::keep(work, request, &import.report, &rejects, uploaded).await?;
            Ok(import.report)
        },
    )
    .await?;
    report.rejects_files = rejects;
    Ok(report)
}

/// What is wrong as it stands in the file, where it is a date or an amount of one column: a person
/// looks for `(1.234,56)` and not for `-1234.56`.
fn as_written(reader: &Reader<'_>, wrong: &Wrong) -> Box<str> {
    let field = Field::from_key(wrong.field)
        .filter(|field| matches!(field.field_type(), FieldType::Amount | FieldType::Date));
    field
        .and_then(|field| reader.written(wrong.span, field))
        .filter(|written| !written.is_empty())
        .unwrap_or_else(|| wrong.value.as_str().into())
}

/// That what a row says has happened lies not ahead.
fn has_come<T>(
    row: &Row<T>,
    field: &'static str,
    day: Option<Date>,
    today: Date,
) -> Result<(), Box<Wrong>> {
    match day.filter(|day| *day > today) {
        Some(day) => Err(Box::new(row.wrong(
            field,
            day.to_string(),
            not_come_yet(day, today),
        ))),
        None => Ok(()),
    }
}

/// An import in progress.
struct Import<'a> {
    book: &'a Book,
    request: &'a Request<'a>,
    report: Report,
    /// Whether the book held no invoice when the import began, so that nothing need be looked up.
    first_rows: bool,
    /// The terms of the row before, for most rows have the same.
    last_terms: (Box<str>, Option<Terms>),
    /// What the rows had in common so far.
    noticed: Noticed,
}

/// A row of a batch that is still good, with its place.
struct Row<T> {
    line: u64,
    span: RowSpan,
    record: T,
}

/// What is wrong with a row, found after it was read.
struct Wrong {
    line: u64,
    span: RowSpan,
    field: &'static str,
    value: String,
    reason: Box<Sentence>,
}

impl<T> Row<T> {
    fn wrong(&self, field: &'static str, value: impl Into<String>, reason: Sentence) -> Wrong {
        Wrong {
            line: self.line,
            span: self.span,
            field,
            value: value.into(),
            reason: Box::new(reason),
        }
    }
}

impl Import<'_> {
    async fn file(
        &mut self,
        work: &mut Work,
        file: &InputFile<'_>,
        rows: &mut u64,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Option<RejectsFile>> {
        let mut reader = Reader::new(
            file.bytes,
            file.name,
            self.request.profile,
            self.request.options,
        )
        .map_err(AppError::refused)?
        .assuming(self.currency(None));
        let rejects = reader.rejects();
        let mut problems = Vec::new();
        let mut batch = Vec::new();
        let rows_before = *rows;
        loop {
            let next = reader.next_record();
            let finished = next.is_none();
            match next {
                Some(Ok(entry)) => batch.push(entry),
                Some(Err(problem)) => problems.push(problem),
                None => {}
            }
            *rows += u64::from(!finished);
            if rows.is_multiple_of(PROGRESS_ROWS) || finished {
                progress(reader.position().bytes_done, *rows);
            }
            if batch.len() >= BATCH_ROWS || (finished && !batch.is_empty()) {
                let full = std::mem::take(&mut batch);
                let wrong = self.batch(work, reader.kind(), full).await?;
                problems.extend(wrong.into_iter().map(|wrong| Problem {
                    file: file.name.into(),
                    line: wrong.line,
                    field: wrong.field.into(),
                    value: as_written(&reader, &wrong),
                    reason: wrong.reason,
                    row: wrong.span,
                }));
            }
            if finished {
                break;
            }
        }
        self.say_what_was_noticed();
        problems.sort_by_key(|problem| problem.line);
        let mut refused = Vec::new();
        for problem in problems {
            self.reject(&reader, &rejects, &mut refused, problem);
        }
        self.report
            .notes
            .extend(reader.notes().into_iter().map(|note| {
                Sentence::new("note.of-file", "{file}: {note}")
                    .with("file", file.name)
                    .with("note", note)
            }));
        for skipped in reader.skipped() {
            self.report.notes.push(
                Sentence::new(
                    "note.skipped",
                    "{file}: {rows} rows left out from line {line} on: {why}",
                )
                .with("file", file.name)
                .with("rows", skipped.rows)
                .with("line", skipped.first_line)
                .with("why", skipped.reason),
            );
        }
        if *rows == rows_before {
            let nothing = match reader.skipped().is_empty() {
                true => Sentence::new("note.no-rows", "there is a header and no row below it"),
                false => Sentence::new("note.all-left-out", "the profile leaves out every row"),
            };
            self.report.notes.push(
                Sentence::new("note.of-file", "{file}: {note}")
                    .with("file", file.name)
                    .with("note", nothing),
            );
        }
        Ok((!refused.is_empty()).then(|| RejectsFile {
            of: file.name.to_owned(),
            bytes: refused,
        }))
    }

    /// Notes a refused row in the report and in the rejects file, whose first row is the header.
    fn reject(
        &mut self,
        reader: &Reader<'_>,
        format: &Rejects,
        refused: &mut Vec<u8>,
        problem: Problem,
    ) {
        if refused.is_empty() {
            format.header(refused);
        }
        format.row(reader.raw(problem.row), &problem.in_short(), refused);
        self.report.rejected.push(Rejected {
            file: problem.file.into(),
            line: problem.line,
            field: problem.field.into(),
            value: problem.value.into(),
            reason: *problem.reason,
        });
    }

    async fn batch(
        &mut self,
        work: &mut Work,
        kind: Kind,
        entries: Vec<Entry>,
    ) -> Result<Vec<Wrong>> {
        macro_rules! rows {
            ($variant:ident) => {
                entries
                    .into_iter()
                    .filter_map(|entry| match entry.record {
                        Record::$variant(record) => Some(Row {
                            line: entry.line,
                            span: entry.row,
                            record,
                        }),
                        _ => None,
                    })
                    .collect()
            };
        }
        match kind {
            Kind::Invoices => self.invoices(work, rows!(Invoice)).await,
            Kind::Payments => self.payments(work, rows!(Payment)).await,
            Kind::CreditNotes => self.credit_notes(work, rows!(CreditNote)).await,
            Kind::Customers => self.customers(work, rows!(Customer)).await,
            Kind::Disputes => self.disputes(work, rows!(Dispute)).await,
        }
    }

    /// The currency of a row: its own, the one the command named, or the book's.
    fn currency(&self, named: Option<Currency>) -> Currency {
        named
            .or(self.request.currency)
            .unwrap_or(self.book.currency)
    }

    /// An amount of the row's currency, or why it is none.
    fn amount<T>(
        row: &Row<T>,
        field: &'static str,
        amount: Decimal,
        currency: Currency,
    ) -> Result<Money, Wrong> {
        Money::from_decimal_units(amount.units, amount.scale, currency).map_err(|error| {
            let why = Sentence::new(
                "row.not-of-currency",
                "{error}; check the amount or the currency ({currency})",
            )
            .with("error", error)
            .with("currency", currency);
            row.wrong(field, amount.to_string(), why)
        })
    }

    fn note_once(&mut self, note: Sentence) {
        if !self.report.notes.contains(&note) {
            self.report.notes.push(note);
        }
    }
}
