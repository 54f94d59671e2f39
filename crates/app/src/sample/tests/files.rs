//! The files of a book.

use std::fmt::Write as _;

use dunwell_formats::csv::Reader;
use dunwell_formats::{Kind, Options, Profile, Record};

use super::*;

#[test]
fn a_small_book_stays_as_it_is() {
    let outline = Outline::new(&Spec::new(8, 30, 62, AS_OF));
    let mut text = Vec::new();
    for kind in Kind::ALL {
        text.extend_from_slice(format!("{}\n", csv::file_name(kind)).as_bytes());
        csv::write(&outline, kind, &mut text).unwrap();
    }
    let mut text = String::from_utf8(text).unwrap();
    text.push_str("promises\n");
    for promise in outline.promises() {
        let SamplePromise {
            customer,
            made_on,
            due,
            amount,
            currency,
            invoices,
        } = promise;
        let about = invoices.join(" ");
        writeln!(
            text,
            "{customer},{made_on},{due},{amount},{currency},{about}"
        )
        .unwrap();
    }
    assert!(
        text == include_str!("small_book.txt"),
        "if the change is meant, small_book.txt becomes:\n{text}"
    );
}

/// Reads a file back with the plain profile.
fn read(kind: Kind, bytes: &[u8]) -> Vec<Record> {
    let options = Options {
        kind: Some(kind),
        ..Options::default()
    };
    let name = csv::file_name(kind);
    let mut reader = Reader::new(bytes, &name, &Profile::plain(), options).unwrap();
    std::iter::from_fn(|| reader.next_record())
        .map(|row| row.unwrap().record)
        .collect()
}

#[test]
fn the_files_are_read_back_as_they_were() {
    let outline = Outline::new(&spec(11));
    let book = book(&spec(11));
    let expected = |kind| -> Vec<Record> {
        match kind {
            Kind::Invoices => book.invoices.iter().cloned().map(Record::Invoice).collect(),
            Kind::Payments => book.payments.iter().cloned().map(Record::Payment).collect(),
            Kind::CreditNotes => book
                .credit_notes
                .iter()
                .cloned()
                .map(Record::CreditNote)
                .collect(),
            Kind::Customers => book
                .customers
                .iter()
                .cloned()
                .map(Record::Customer)
                .collect(),
            Kind::Disputes => book.disputes.iter().cloned().map(Record::Dispute).collect(),
        }
    };
    for kind in Kind::ALL {
        let mut bytes = Vec::new();
        csv::write(&outline, kind, &mut bytes).unwrap();
        assert_eq!(read(kind, &bytes), expected(kind), "{kind}");
    }
}

#[test]
fn a_value_with_commas_and_quotation_marks_is_quoted() {
    let mut customer = book(&spec(12)).customers.remove(0);
    customer.name = Some("Quill \"&\" Nib, Ltd".into());
    let mut bytes = Vec::new();
    csv::write_rows([customer.clone()], &mut bytes).unwrap();
    assert_eq!(read(Kind::Customers, &bytes), [Record::Customer(customer)]);
}
