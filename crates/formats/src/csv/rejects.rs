//! Refused rows, written back as they stood with the reason beside them, so that they can be put
//! right and imported again.

use memchr::memmem;

use super::dialect::Dialect;

/// The column that the rejects file adds after the file's own.
pub const REASON_COLUMN: &str = "dunwell_reason";

/// What the reasons begin with that are about a row as a whole. Such a row does not have the fields
/// of its header, so the reason beside it is told by its words and not by its place.
const OF_WHOLE_ROWS: [&str; 4] = [
    "the row has ",
    "a field begins with a quotation mark that is not closed",
    "a field is longer than ",
    "text follows on a closing quotation mark",
];

/// The length of a row of a rejects file without the reason at its end, where that is about the row
/// as a whole; the length of the row where there is none.
pub(crate) fn length_without_reason(raw: &[u8], dialect: Dialect) -> usize {
    let begins = |reason: &str| {
        let at = memmem::rfind(raw, reason.as_bytes())?;
        let before = &raw[..at];
        let before = before.strip_suffix(&[dialect.quote]).unwrap_or(before);
        let before = before.strip_suffix(&[dialect.delimiter])?;
        Some(before.len())
    };
    let lengths = OF_WHOLE_ROWS.iter().filter_map(|reason| begins(reason));
    lengths.max().unwrap_or(raw.len())
}

/// Writes rows in the format of the file that they come from: encoding, byte order mark,
/// delimiter, line ends and header.
#[derive(Clone, Debug)]
pub struct Rejects {
    dialect: Dialect,
    mark: Box<[u8]>,
    header: Box<[u8]>,
}

impl Rejects {
    pub(crate) fn new(dialect: Dialect, mark: &[u8], header: &[u8]) -> Rejects {
        Rejects {
            dialect,
            mark: mark.into(),
            header: header.into(),
        }
    }

    /// Appends the beginning of the rejects file: the byte order mark and the header row.
    pub fn header(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.mark);
        self.row(&self.header, REASON_COLUMN, out);
    }

    /// Appends a row and why it was refused. `raw` is what [`super::Reader::raw`] gave.
    ///
    /// The row is not repaired: one with too few fields stays so, and is therefore refused again
    /// for as long as nobody puts it right.
    pub fn row(&self, raw: &[u8], reason: &str, out: &mut Vec<u8>) {
        let mut text = raw.to_vec();
        text.push(self.dialect.delimiter);
        self.push_field(reason, &mut text);
        text.extend_from_slice(self.dialect.line_end.as_str().as_bytes());
        self.dialect.encoding.encode(&text, out);
    }

    /// A field on one line, in quotation marks where it needs them.
    fn push_field(&self, value: &str, text: &mut Vec<u8>) {
        let quote = self.dialect.quote;
        let quoted = value
            .bytes()
            .any(|b| b == self.dialect.delimiter || b == quote);
        if quoted {
            text.push(quote);
        }
        for byte in value.bytes() {
            match byte {
                b'\n' | b'\r' => text.push(b' '),
                _ if byte == quote => text.extend_from_slice(&[quote, quote]),
                _ => text.push(byte),
            }
        }
        if quoted {
            text.push(quote);
        }
    }
}
