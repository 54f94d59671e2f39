//! What a person is told about how a file is read, and which columns it has.

use std::fmt;

use super::bind::recognised;
use super::dialect::{Dialect, Given, search_header};
use super::encoding::Encoding;
use super::plan::{Bound, CellSource};
use crate::limits::FILE_BYTES_MAX;
use crate::problem::Options;
use crate::profile::Profile;
use crate::{DateStyle, Field, FieldType, NumberStyle};

/// A field, and where and how it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The field.
    pub field: Field,
    /// Where its values come from.
    pub origin: Origin,
    /// How its dates are written, where it has dates from a column.
    pub date: Option<DateStyle>,
    /// How its amounts are written, where it has amounts from a column.
    pub decimal: Option<NumberStyle>,
}

/// Where the values of a field come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The column of this name.
    Column(Box<str>),
    /// Several columns, named one after the other.
    Columns(Box<str>),
    /// The same value in each row.
    Value(Box<str>),
}

impl Binding {
    pub(crate) fn of(bound: &Bound) -> Binding {
        let origin = match &bound.source {
            CellSource::Value(value) => Origin::Value(value.clone()),
            CellSource::Cell(_) => Origin::Column(bound.label.clone()),
            CellSource::Join(_) => Origin::Columns(bound.label.clone()),
        };
        let is_read = !matches!(origin, Origin::Value(_));
        let of_type = |wanted| is_read && bound.field.field_type() == wanted;
        Binding {
            field: bound.field,
            origin,
            date: bound.date.filter(|_| of_type(FieldType::Date)),
            decimal: bound.decimal.filter(|_| of_type(FieldType::Amount)),
        }
    }
}

/// In words: `due: column 'DueDate', written MM/DD/YYYY`.
impl fmt::Display for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            Origin::Value(value) => write!(f, "{}: always '{value}'", self.field)?,
            Origin::Column(name) => write!(f, "{}: column '{name}'", self.field)?,
            Origin::Columns(names) => write!(f, "{}: columns {names}", self.field)?,
        }
        match (self.date, self.decimal) {
            (Some(style), _) => write!(f, ", written {}", style.pattern()),
            (_, Some(style)) => write!(f, ", decimal sign '{}'", style.sign()),
            (None, None) => Ok(()),
        }
    }
}

/// The columns of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// How the file is written.
    pub dialect: Dialect,
    /// The line on which their names stand; the first line of the file is 1.
    pub line: u64,
    /// Their names.
    pub names: Vec<Box<str>>,
}

/// The columns of a file, also of one that [`super::Reader::new`] refuses: where none of the names is
/// known, they are those of the row with the most fields. None when the file is empty or too large.
#[must_use]
pub fn columns(bytes: &[u8], profile: &Profile, options: Options) -> Option<Columns> {
    if bytes.len() > FILE_BYTES_MAX {
        return None;
    }
    let encoding = Encoding::of(bytes, profile.encoding);
    let given = Given {
        encoding,
        delimiter: profile.delimiter,
        quote: profile.quote,
    };
    let text = encoding.decode(bytes);
    let search = search_header(&text, given, |names| recognised(names, profile, options));
    let (dialect, header) = search.best.or(search.widest)?;
    Some(Columns {
        dialect,
        line: header.line,
        names: header.names,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn check(file: &str, expected: Option<(u8, u64, &[&str])>) {
        let found = columns(file.as_bytes(), &Profile::plain(), Options::default());
        let found = found
            .as_ref()
            .map(|columns| (columns.dialect.delimiter, columns.line, &columns.names));
        let expected = expected.map(|(delimiter, line, names)| {
            let names: Vec<Box<str>> = names.iter().map(|name| Box::from(*name)).collect();
            (delimiter, line, names)
        });
        assert_eq!(found.map(|(d, l, n)| (d, l, n.clone())), expected, "{file}");
    }

    #[test]
    fn columns_are_found_whether_their_names_are_known_or_not() {
        check(
            "Open items\nInvoice No;Customer;Amount\n1;2;3\n",
            Some((b';', 2, &["Invoice No", "Customer", "Amount"])),
        );
        check(
            "foo|bar|baz\n1|2|3\n",
            Some((b'|', 1, &["foo", "bar", "baz"])),
        );
        check("", None);
    }
}
