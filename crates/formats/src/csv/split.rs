//! Text to rows and fields, after RFC 4180, with a way back from a broken quotation mark.
//!
//! The splitter is our own because two things are needed that a lenient one does not give: the
//! place of each row, so that a refused one can be written back as it stood, and a quotation mark
//! that is never closed must cost its own row and not the rest of the file.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memchr3};

use super::dialect::Dialect;
use crate::limits::{COLUMNS_MAX, FIELD_BYTES_MAX};

/// One row: the places of its fields in the text. The buffer is used again for each row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    fields: Vec<Span>,
    pub start: usize,
    /// The end of the row without its line end.
    pub end: usize,
    /// The line on which the row begins.
    pub line: u64,
}

#[derive(Clone, Copy, Debug)]
struct Span {
    start: usize,
    end: usize,
    /// Whether quotation marks inside are doubled.
    doubled: bool,
}

/// What cannot be split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// A field begins with a quotation mark that is not closed.
    Unclosed,
    /// More text follows on a closing quotation mark.
    TextAfterQuote,
    /// A field is longer than [`FIELD_BYTES_MAX`].
    LongField,
    /// A row has more than [`COLUMNS_MAX`] fields.
    ManyFields,
}

/// Where the next row begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub at: usize,
    pub line: u64,
}

impl Cursor {
    pub(crate) const START: Cursor = Cursor { at: 0, line: 1 };
}

enum FieldEnd {
    Delimiter,
    Row,
}

impl Row {
    /// How many fields the row has.
    pub(crate) const fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether all fields are blank, as spreadsheets write them below the last row.
    pub(crate) fn is_blank(&self, text: &[u8]) -> bool {
        self.fields
            .iter()
            .all(|field| text[field.start..field.end].trim_ascii().is_empty())
    }

    /// Whether the field at `index` and all after it are blank.
    pub(crate) fn is_blank_from(&self, text: &[u8], index: usize) -> bool {
        self.fields
            .iter()
            .skip(index)
            .all(|field| text[field.start..field.end].trim_ascii().is_empty())
    }

    /// The field at `index` without its quotation marks; empty where the row has no such field.
    pub(crate) fn field<'t>(&self, text: &'t [u8], index: usize, quote: u8) -> Cow<'t, [u8]> {
        let Some(span) = self.fields.get(index) else {
            return Cow::Borrowed(&[]);
        };
        let field = &text[span.start..span.end];
        if !span.doubled {
            return Cow::Borrowed(field);
        }
        let mut single = Vec::with_capacity(field.len());
        let mut after_quote = false;
        for &byte in field {
            after_quote = byte == quote && !after_quote;
            if !(byte == quote && after_quote) {
                single.push(byte);
            }
        }
        Cow::Owned(single)
    }

    /// The end of the row when it is cut before the field at `index`, with the delimiter in front of
    /// it; the row's own end where it has no such field, or nothing before it.
    pub(crate) fn end_before(&self, text: &[u8], index: usize, quote: u8) -> usize {
        match self.fields.get(index) {
            Some(span) if index > 0 => {
                let is_quoted = text.get(span.start - 1) == Some(&quote);
                span.start - 1 - usize::from(is_quoted)
            }
            _ => self.end,
        }
    }

    /// Reads the row at the cursor and moves the cursor to the next. At the end of the text nothing
    /// is read and `None` comes back. A broken row ends at the end of its first line.
    pub(crate) fn read(
        &mut self,
        text: &[u8],
        cursor: &mut Cursor,
        dialect: Dialect,
    ) -> Option<Result<(), Broken>> {
        if cursor.at >= text.len() {
            return None;
        }
        self.fields.clear();
        self.start = cursor.at;
        self.line = cursor.line;
        let split = self.split(text, cursor, dialect);
        if split.is_err() {
            let end = line_end(text, self.start);
            self.end = end;
            *cursor = Cursor {
                at: after_line_end(text, end),
                line: self.line + 1,
            };
        }
        Some(split)
    }

    fn split(&mut self, text: &[u8], cursor: &mut Cursor, dialect: Dialect) -> Result<(), Broken> {
        let mut at = self.start;
        let mut line = self.line;
        loop {
            if self.fields.len() == COLUMNS_MAX {
                return Err(Broken::ManyFields);
            }
            let (span, end) = if text.get(at) == Some(&dialect.quote) {
                let (span, end) = quoted(text, at + 1, dialect)?;
                line += lines_in(&text[span.start..span.end]);
                at = span.end + 1;
                (span, end)
            } else {
                let (span, end) = unquoted(text, at, dialect);
                at = span.end;
                (span, end)
            };
            if span.end - span.start > FIELD_BYTES_MAX {
                return Err(Broken::LongField);
            }
            self.fields.push(span);
            match end {
                FieldEnd::Delimiter => at += 1,
                FieldEnd::Row => break,
            }
        }
        self.end = at;
        *cursor = Cursor {
            at: after_line_end(text, at),
            line: line + 1,
        };
        Ok(())
    }
}

fn unquoted(text: &[u8], start: usize, dialect: Dialect) -> (Span, FieldEnd) {
    let found = memchr3(dialect.delimiter, b'\n', b'\r', &text[start..]);
    let end = found.map_or(text.len(), |length| start + length);
    let delimited = text.get(end) == Some(&dialect.delimiter);
    let span = Span {
        start,
        end,
        doubled: false,
    };
    (
        span,
        if delimited {
            FieldEnd::Delimiter
        } else {
            FieldEnd::Row
        },
    )
}

/// The field whose content begins at `start`, after its quotation mark.
fn quoted(text: &[u8], start: usize, dialect: Dialect) -> Result<(Span, FieldEnd), Broken> {
    // One byte more than is allowed, so that a mark at the limit is still seen.
    let window = &text[..text.len().min(start + FIELD_BYTES_MAX + 1)];
    let mut from = start;
    let mut doubled = false;
    loop {
        let end = match memchr(dialect.quote, &window[from..]) {
            Some(length) => from + length,
            None => return Err(Broken::Unclosed),
        };
        let span = Span {
            start,
            end,
            doubled,
        };
        match text.get(end + 1) {
            Some(&next) if next == dialect.quote => {
                doubled = true;
                from = end + 2;
                if from > window.len() {
                    return Err(Broken::Unclosed);
                }
            }
            Some(&next) if next == dialect.delimiter => return Ok((span, FieldEnd::Delimiter)),
            None | Some(b'\n' | b'\r') => return Ok((span, FieldEnd::Row)),
            Some(_) => return Err(Broken::TextAfterQuote),
        }
    }
}

/// The place of the line end at or after `start`.
fn line_end(text: &[u8], start: usize) -> usize {
    memchr::memchr2(b'\n', b'\r', &text[start..]).map_or(text.len(), |length| start + length)
}

/// The place after the line end at `end`: LF, CR LF or CR.
fn after_line_end(text: &[u8], end: usize) -> usize {
    match (text.get(end), text.get(end + 1)) {
        (Some(b'\r'), Some(b'\n')) => end + 2,
        (Some(_), _) => end + 1,
        (None, _) => end,
    }
}

/// How many line ends stand inside a quoted field.
fn lines_in(field: &[u8]) -> u64 {
    let feeds = memchr_iter(b'\n', field).count();
    let lone_returns = memchr_iter(b'\r', field)
        .filter(|at| field.get(at + 1) != Some(&b'\n'))
        .count();
    (feeds + lone_returns) as u64
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests"
    )]

    use super::*;

    /// Splits a whole text; a broken row is shown by its fault and its text.
    fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
        let dialect = Dialect::default();
        let (mut row, mut cursor) = (Row::default(), Cursor::START);
        let mut rows = Vec::new();
        while let Some(read) = row.read(text.as_bytes(), &mut cursor, dialect) {
            let fields = match read {
                Ok(()) => (0..row.len())
                    .map(|i| {
                        String::from_utf8(row.field(text.as_bytes(), i, dialect.quote).into_owned())
                            .unwrap()
                    })
                    .collect(),
                Err(broken) => vec![format!("{broken:?}"), text[row.start..row.end].to_owned()],
            };
            rows.push((row.line, fields));
        }
        rows
    }

    #[track_caller]
    fn check(text: &str, expected: &[(u64, &[&str])]) {
        let expected: Vec<(u64, Vec<String>)> = expected
            .iter()
            .map(|(line, fields)| (*line, fields.iter().map(|&f| f.to_owned()).collect()))
            .collect();
        assert_eq!(rows(text), expected, "{text:?}");
    }

    #[test]
    fn splits_rows_and_fields() {
        check("", &[]);
        check("a,b\n1,2\n", &[(1, &["a", "b"]), (2, &["1", "2"])]);
        check("a,b\r\n1,2", &[(1, &["a", "b"]), (2, &["1", "2"])]);
        check("a\rb\r", &[(1, &["a"]), (2, &["b"])]);
        check("a\n\nb", &[(1, &["a"]), (2, &[""]), (3, &["b"])]);
        check("a,\n,b", &[(1, &["a", ""]), (2, &["", "b"])]);
        check("a,", &[(1, &["a", ""])]);
    }

    #[test]
    fn quotation_marks_hold_delimiters_line_ends_and_doubled_marks() {
        check("\"a,b\",c", &[(1, &["a,b", "c"])]);
        check(
            "\"a\nb\r\nc\",d\ne",
            &[(1, &["a\nb\r\nc", "d"]), (4, &["e"])],
        );
        check("\"a \"\"b\"\" c\"", &[(1, &["a \"b\" c"])]);
        check("\"\"\"\"", &[(1, &["\""])]);
        check("\"\",\"\"\"\"\"\"", &[(1, &["", "\"\""])]);
        check("12\" pipe,b", &[(1, &["12\" pipe", "b"])]);
    }

    #[test]
    fn a_broken_mark_costs_its_own_line_only() {
        check("\"a\n1,2", &[(1, &["Unclosed", "\"a"]), (2, &["1", "2"])]);
        check(
            "x,\"a\n1,\"b\"\n",
            &[(1, &["TextAfterQuote", "x,\"a"]), (2, &["1", "b"])],
        );
        check(
            "\"a\"b,c\nd",
            &[(1, &["TextAfterQuote", "\"a\"b,c"]), (2, &["d"])],
        );
        check("\"", &[(1, &["Unclosed", "\""])]);
        check("\"\"\"", &[(1, &["Unclosed", "\"\"\""])]);
    }

    #[test]
    fn the_limits_hold() {
        let fits = "x".repeat(FIELD_BYTES_MAX);
        check(&format!("{fits},y"), &[(1, &[&fits, "y"])]);
        check(&format!("\"{fits}\",y"), &[(1, &[&fits, "y"])]);
        let long = format!("{fits}x,y\nz");
        assert_eq!(rows(&long)[0].1[0], "LongField");
        assert_eq!(rows(&long)[1], (2, vec!["z".to_owned()]));
        let open = format!("\"{fits}x\",y\nz");
        assert_eq!(rows(&open)[0].1[0], "Unclosed");
        let many = ",".repeat(COLUMNS_MAX);
        assert_eq!(rows(&many)[0].1[0], "ManyFields");
    }
}
