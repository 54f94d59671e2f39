//! What can be wrong with a file or a row, said so that a bookkeeper can put it right.

use std::fmt;

use dunwell_core::sentence::{Say, Sentence};

use crate::{DateOrder, DateStyle, Field, Kind, NumberStyle, limits};

/// Where a row stands in the decoded text of its file. Only the reader that gave it out can
/// turn it back into text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct RowSpan {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Why a row was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file's name as it was given to the reader.
    pub file: Box<str>,
    /// The line on which the row begins; the first line of the file is 1.
    pub line: u64,
    /// Our name of the field (or the column's own name where no field is meant); empty where the
    /// row as a whole is wrong.
    pub field: Box<str>,
    /// What stood there, cut to [`limits::VALUE_SHOWN_MAX`] characters.
    pub value: Box<str>,
    /// What is wrong and what would be right, as a sentence without its full stop.
    pub reason: Box<Sentence>,
    /// The row itself, for the rejects file.
    pub row: RowSpan,
}

impl Problem {
    /// The problem without its place, for the column that the rejects file adds.
    #[must_use]
    pub fn in_short(&self) -> String {
        match (&*self.field, &*self.value) {
            ("", _) => self.reason.to_string(),
            (field, "") => format!("{field}: {}", self.reason),
            (field, value) => format!("{field} '{value}': {}", self.reason),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.field.is_empty() { ": " } else { ", " };
        write!(
            f,
            "{}, line {}{place}{}",
            self.file,
            self.line,
            self.in_short()
        )
    }
}

/// The beginning of a value, for messages.
pub(crate) fn shown(value: &str) -> Box<str> {
    match value.char_indices().nth(limits::VALUE_SHOWN_MAX) {
        Some((cut, _)) => format!("{}...", &value[..cut]).into(),
        None => value.into(),
    }
}

/// Something that a file leaves open and that only a person can answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Our name of the field, or a word such as `kind`.
    pub field: Box<str>,
    /// The column of the file that it is about; empty where it is about the whole file.
    pub column: Box<str>,
    /// A value that can be read in more than one way; may be empty.
    pub example_value: Box<str>,
    /// The possible answers.
    pub choices: Vec<Choice>,
    /// How to answer: what to write where.
    pub remedy: Box<str>,
}

/// One possible answer to a [`Question`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What to write, such as `date = "DD/MM/YYYY"`.
    pub setting: Box<str>,
    /// What it would mean for the example, such as `2 March 2026`.
    pub meaning: Sentence,
    /// The answer itself.
    pub answer: Answer,
}

/// What a person may answer to a [`Question`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The rows are of this kind.
    Kind(Kind),
    /// Dates are written so.
    Date(DateStyle),
    /// Amounts are written so.
    Decimal(NumberStyle),
    /// The field is this column.
    Column(Field, Box<str>),
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.column.is_empty() {
            write!(f, "'{}'", self.field)?;
        } else if self.example_value.is_empty() {
            write!(f, "column '{}': it", self.column)?;
        } else {
            write!(f, "column '{}': {}", self.column, self.example_value)?;
        }
        let meanings = self.choices.iter().map(|choice| choice.meaning.to_string());
        let meanings: Vec<String> = meanings.collect();
        write!(f, " can be {}. {}", meanings.join(" or "), self.remedy)
    }
}

/// Why a whole file was refused before its first row was read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say())]
pub enum Refused {
    /// The file is larger than [`limits::FILE_BYTES_MAX`].
    TooLarge {
        /// The file.
        file: Box<str>,
        /// Its size.
        bytes: usize,
    },
    /// There is nothing in the file.
    Empty {
        /// The file.
        file: Box<str>,
    },
    /// The file is not UTF-8, and has a byte that Windows-1252 does not have: it is in another code page.
    CodePage {
        /// The file.
        file: Box<str>,
        /// The line of the byte.
        line: u64,
        /// The byte.
        byte: u8,
    },
    /// No row of the first [`limits::PREAMBLE_ROWS_MAX`] is the header.
    NoHeader {
        /// The file.
        file: Box<str>,
        /// The names that would have made a header.
        looked_for: Sentence,
        /// The line whose columns are shown.
        line: u64,
        /// The columns on that line.
        found: Box<str>,
    },
    /// The header does not fit the profile, or the profile does not fit the kind.
    Header {
        /// The file.
        file: Box<str>,
        /// What is missing or doubled, what is there, and what to do.
        reason: Sentence,
    },
    /// The file can be read in more than one way.
    Questions {
        /// The file.
        file: Box<str>,
        /// All that is open, not only the first of them.
        questions: Vec<Question>,
    },
}

impl Say for Refused {
    fn say(&self) -> Sentence {
        match self {
            Refused::TooLarge { file, bytes } => Sentence::new(
                "refusal.file.too-large",
                "{file}: the file has {bytes} bytes; at most {most} are read at once. Cut it into parts with the header row in each",
            )
            .with("file", &**file)
            .with("bytes", *bytes)
            .with("most", limits::FILE_BYTES_MAX),
            Refused::Empty { file } => Sentence::new(
                "refusal.file.empty",
                "{file}: the file is empty. A header row with the names of the columns and at least one row are needed",
            )
            .with("file", &**file),
            Refused::CodePage { file, line, byte } => Sentence::new(
                "refusal.file.code-page",
                "{file}, line {line}: the text is neither UTF-8 nor Windows-1252, which has no character for the byte {byte}. In which code page is it? Name it with encoding = \"...\" in a profile, or save the file as UTF-8",
            )
            .with("file", &**file)
            .with("line", *line)
            .with("byte", format!("{byte:#04x}")),
            Refused::NoHeader {
                file,
                looked_for,
                line,
                found,
            } => Sentence::new(
                "refusal.file.no-header",
                "{file}: no header row was found in the first {rows} rows. Looked for {looked_for}; line {line} has {found}. Name the columns with a profile or with --map field=column,...",
            )
            .with("file", &**file)
            .with("rows", limits::PREAMBLE_ROWS_MAX)
            .with("looked_for", looked_for.clone())
            .with("line", *line)
            .with("found", &**found),
            Refused::Header { file, reason } => {
                Sentence::new("refusal.file.header", "{file}: {reason}")
                    .with("file", &**file)
                    .with("reason", reason.clone())
            }
            Refused::Questions { file, questions } => {
                Sentence::new("refusal.file.questions", "{questions}")
                    .with("questions", list(file, questions))
            }
        }
    }
}

fn list(file: &str, questions: &[Question]) -> String {
    questions
        .iter()
        .map(|question| format!("{file}: {question}"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The answers that a person gave on the command line; they go before the profile's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// What the rows are (`--as`).
    pub kind: Option<Kind>,
    /// The order of day, month and year in dates of three numbers (`--date-order`).
    pub date_order: Option<DateOrder>,
    /// The decimal sign (`--decimal`).
    pub decimal: Option<NumberStyle>,
}
