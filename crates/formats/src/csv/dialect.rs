//! How a file is written, and where its header is.

use std::fmt;

use dunwell_core::sentence::{Say, Sentence, Value};

use super::encoding::Encoding;
use super::rejects::REASON_COLUMN;
use super::split::{Cursor, Row};
use crate::limits::PREAMBLE_ROWS_MAX;
use crate::problem::{Refused, RowSpan};

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// The encoding.
    pub encoding: Encoding,
    /// The sign between two fields.
    pub delimiter: u8,
    /// The sign around a field that holds delimiters or line ends.
    pub quote: u8,
    /// What ends the header row.
    pub line_end: LineEnd,
}

/// What ends a line. All three are understood everywhere; this is what the file itself uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnd {
    /// `\n`.
    Lf,
    /// `\r\n`.
    CrLf,
    /// `\r`.
    Cr,
}

impl LineEnd {
    /// The text of it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            LineEnd::Lf => "\n",
            LineEnd::CrLf => "\r\n",
            LineEnd::Cr => "\r",
        }
    }

    fn at(text: &[u8], end: usize) -> LineEnd {
        match text.get(end..).unwrap_or_default() {
            [b'\r', b'\n', ..] => LineEnd::CrLf,
            [b'\r', ..] => LineEnd::Cr,
            _ => LineEnd::Lf,
        }
    }
}

/// What RFC 4180 describes, in UTF-8 and with the line ends of Unix.
impl Default for Dialect {
    fn default() -> Self {
        Dialect {
            encoding: Encoding::Utf8,
            delimiter: b',',
            quote: b'"',
            line_end: LineEnd::Lf,
        }
    }
}

/// In words: `UTF-8, fields separated by commas`.
impl Say for Dialect {
    fn say(&self) -> Sentence {
        let delimiter: Value = match self.delimiter {
            b',' => Sentence::new("dialect.commas", "commas").into(),
            b';' => Sentence::new("dialect.semicolons", "semicolons").into(),
            b'\t' => Sentence::new("dialect.tabs", "tabs").into(),
            other => format!("'{}'", other.escape_ascii()).into(),
        };
        if self.quote == b'\'' {
            return Sentence::new(
                "dialect.quoted",
                "{encoding}, fields separated by {delimiter}, quoted with '",
            )
            .with("encoding", self.encoding.to_string())
            .with("delimiter", delimiter);
        }
        Sentence::new(
            "dialect.separated",
            "{encoding}, fields separated by {delimiter}",
        )
        .with("encoding", self.encoding.to_string())
        .with("delimiter", delimiter)
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.say())
    }
}

/// The header row.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    /// The names, trimmed. Unnamed columns at the end are left off.
    pub names: Vec<Box<str>>,
    pub line: u64,
    /// The row, without the column of reasons.
    pub row: RowSpan,
    /// Whether the last column holds the reasons of an earlier import: the file is a rejects file.
    pub has_reasons: bool,
    /// Where the first row of data begins.
    pub body: Cursor,
}

/// The delimiters that are tried where the profile names none.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// What a profile says of the dialect.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given {
    pub encoding: Encoding,
    pub delimiter: Option<u8>,
    pub quote: Option<u8>,
}

/// The header of a file as far as it was found.
pub(crate) struct Search {
    /// The row in which the most names are known, with the dialect that goes with it.
    pub best: Option<(Dialect, Header)>,
    /// The row with the most fields of those that are not the header.
    pub widest: Option<(Dialect, Header)>,
}

/// Looks for the header: of the first rows, under each delimiter, the one in which `recognised` knows
/// the most names.
pub(crate) fn search_header(
    text: &[u8],
    given: Given,
    recognised: impl Fn(&[Box<str>]) -> usize,
) -> Search {
    let mut best: Option<(usize, Dialect, Header)> = None;
    let mut widest: Option<(Dialect, Header)> = None;
    for delimiter in given
        .delimiter
        .map_or(DELIMITERS.to_vec(), |delimiter| vec![delimiter])
    {
        let mut cursor = Cursor::START;
        for _ in 0..=PREAMBLE_ROWS_MAX {
            let mut row = Row::default();
            // A writer that quotes with apostrophes quotes the names of its columns too.
            let apostrophe = text.get(cursor.at) == Some(&b'\'');
            let quote = given.quote.unwrap_or(if apostrophe { b'\'' } else { b'"' });
            let dialect = Dialect {
                encoding: given.encoding,
                delimiter,
                quote,
                line_end: LineEnd::Lf,
            };
            match row.read(text, &mut cursor, dialect) {
                None => break,
                Some(Err(_)) => continue,
                Some(Ok(())) if row.is_blank(text) => continue,
                Some(Ok(())) => {}
            }
            let dialect = Dialect {
                line_end: LineEnd::at(text, row.end),
                ..dialect
            };
            let header = header(text, &row, cursor, quote);
            let score = recognised(&header.names);
            if score > best.as_ref().map_or(0, |(score, ..)| *score) {
                best = Some((score, dialect, header));
            } else if widest
                .as_ref()
                .is_none_or(|(_, widest)| header.names.len() > widest.names.len())
            {
                widest = Some((dialect, header));
            }
        }
    }
    Search {
        best: best.map(|(_, dialect, header)| (dialect, header)),
        widest,
    }
}

/// Finds the header. With it the dialect is known.
pub(crate) fn find_header(
    text: &[u8],
    file: &str,
    given: Given,
    looked_for: Sentence,
    recognised: impl Fn(&[Box<str>]) -> usize,
) -> Result<(Dialect, Header), Refused> {
    let search = search_header(text, given, recognised);
    match (search.best, search.widest) {
        (Some(found), _) => Ok(found),
        (None, Some((_, header))) => Err(Refused::NoHeader {
            file: file.into(),
            looked_for,
            line: header.line,
            found: quoted_list(&header.names).into(),
        }),
        (None, None) => Err(Refused::Empty { file: file.into() }),
    }
}

fn header(text: &[u8], row: &Row, body: Cursor, quote: u8) -> Header {
    let name = |index| {
        String::from_utf8_lossy(&row.field(text, index, quote))
            .trim()
            .into()
    };
    let mut names: Vec<Box<str>> = (0..row.len()).map(name).collect();
    while names.last().is_some_and(|name| name.is_empty()) {
        names.pop();
    }
    let has_reasons = names.len() > 1 && names.last().is_some_and(|name| **name == *REASON_COLUMN);
    let end = match has_reasons {
        true => row.end_before(text, names.len() - 1, quote),
        false => row.end,
    };
    Header {
        names,
        line: row.line,
        row: RowSpan {
            start: row.start,
            end,
        },
        has_reasons,
        body,
    }
}

/// How many column names a message repeats.
const NAMES_SHOWN_MAX: usize = 40;

/// `'a', 'b', 'c'`.
pub(super) fn quoted_list<S: AsRef<str>>(names: &[S]) -> String {
    list(names, |name| format!("'{name}'"))
}

/// `a, b, c`.
pub(super) fn some_of<S: AsRef<str>>(names: &[S]) -> String {
    list(names, str::to_owned)
}

fn list<S: AsRef<str>>(names: &[S], written: impl Fn(&str) -> String) -> String {
    let shown = names
        .iter()
        .take(NAMES_SHOWN_MAX)
        .map(|name| written(&crate::problem::shown(name.as_ref())));
    let mut list = shown.collect::<Vec<_>>().join(", ");
    if names.len() > NAMES_SHOWN_MAX {
        list.push_str(&format!(" and {} more", names.len() - NAMES_SHOWN_MAX));
    }
    list
}
