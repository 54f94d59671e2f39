//! A book as CSV files, with our own field names as the headers. The plain profile reads them.

use std::fmt::{Display, Write as _};
use std::io::{self, Write};

use dunwell_formats::{CreditNote, Customer, Dispute, Field, Invoice, Kind, Payment};

use super::Outline;

/// The name that the file of a kind usually has, such as `credit-notes.csv`.
#[must_use]
pub fn file_name(kind: Kind) -> String {
    format!("{kind}.csv")
}

/// Writes one of the five lists of a book, row by row: comma, UTF-8, ISO dates, a decimal point.
///
/// Rows are written one by one, so `out` should be buffered.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write(outline: &Outline, kind: Kind, out: &mut impl Write) -> io::Result<()> {
    match kind {
        Kind::Invoices => write_rows(outline.invoices(), out),
        Kind::Payments => write_rows(outline.payments(), out),
        Kind::CreditNotes => write_rows(outline.credit_notes(), out),
        Kind::Customers => write_rows(outline.customers(), out),
        Kind::Disputes => write_rows(outline.disputes(), out),
    }
}

/// Writes records as CSV: a header with the field names of their kind, then a row for each.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write_rows<R: Row>(
    records: impl IntoIterator<Item = R>,
    out: &mut impl Write,
) -> io::Result<()> {
    let fields = R::KIND.fields();
    let mut line = String::new();
    for (field, _) in fields {
        line.push_str(field.key());
        line.push(',');
    }
    end_line(&mut line, out)?;
    let mut cell = String::new();
    for record in records {
        for (field, _) in fields {
            cell.clear();
            record.cell(*field, &mut cell);
            push_quoted(&cell, &mut line);
            line.push(',');
        }
        end_line(&mut line, out)?;
    }
    out.flush()
}

/// A record that can be written as a row.
pub trait Row {
    /// What it is.
    const KIND: Kind;

    /// Appends the value of a field as it stands in a file. A value that is missing, or that rows of
    /// this kind do not have, is nothing.
    fn cell(&self, field: Field, out: &mut String);
}

/// Appends a value. Writing into a string does not fail.
fn put(value: &impl Display, out: &mut String) {
    let _ = write!(out, "{value}");
}

/// Writes the match from fields to the record's own, of which some may be missing.
macro_rules! row {
    ($record:ident, $kind:ident, [$($always:ident $own:ident),*], [$($maybe:ident $optional:ident),*]) => {
        impl Row for $record {
            const KIND: Kind = Kind::$kind;

            fn cell(&self, field: Field, out: &mut String) {
                match field {
                    $(Field::$always => put(&self.$own, out),)*
                    $(Field::$maybe => if let Some(value) = &self.$optional { put(value, out) },)*
                    _ => {}
                }
            }
        }
    };
}

row!(
    Invoice, Invoices,
    [Number number, Customer customer, Amount amount],
    [Name name, Issued issued, Due due, Terms terms, Tax tax, Open open, Currency currency, Settled settled,
     Ordered ordered, Delivered delivered, Received received, Arrived arrived, Disputed disputed, DisputeAmount dispute_amount, Reference reference, Po po, Country country,
     Language language, Email email, Phone phone]
);
row!(
    Payment, Payments,
    [Date date, Amount amount],
    [Customer customer, Name name, Currency currency, Invoice invoice, Reference reference]
);
row!(
    CreditNote, CreditNotes,
    [Number number, Customer customer, Date date, Amount amount],
    [Currency currency, Invoice invoice, Reference reference]
);
row!(
    Customer, Customers,
    [Number number],
    [Name name, Email email, Phone phone, Sms sms, Country country, Language language, Since since,
     Address address, Contact contact, Terms terms, Vat vat, Debtor kind]
);
row!(
    Dispute, Disputes,
    [Invoice invoice],
    [Customer customer, Opened opened, Amount amount, Reason reason, Resolved resolved]
);

/// Appends a value, in quotation marks if it would be misread without.
fn push_quoted(value: &str, line: &mut String) {
    if value.contains([',', '"', '\n', '\r']) {
        line.push('"');
        line.push_str(&value.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(value);
    }
}

/// Ends the line in place of its last comma, writes it and clears it.
fn end_line(line: &mut String, out: &mut impl Write) -> io::Result<()> {
    line.pop();
    line.push('\n');
    out.write_all(line.as_bytes())?;
    line.clear();
    Ok(())
}
