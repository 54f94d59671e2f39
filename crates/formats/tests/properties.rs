//! No input panics the reader, and on well-formed input it agrees with the `csv` crate.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use dunwell_formats::csv::Reader;
use dunwell_formats::{DateOrder, Kind, NumberStyle, Options, Profile, Record};
use proptest::prelude::*;

/// Answers to every question, so that whole files are read and not only headers.
const ANSWERED: Options = Options {
    kind: None,
    date_order: Some(DateOrder::Dmy),
    decimal: Some(NumberStyle::Point),
};

/// Reads a file to its end and holds what must hold for any file.
fn drain(bytes: &[u8], profile: &Profile, options: Options) {
    let Ok(mut reader) = Reader::new(bytes, "f.csv", profile, options) else {
        return;
    };
    let rejects = reader.rejects();
    let mut out = Vec::new();
    rejects.header(&mut out);
    let mut last = reader.position();
    let mut line = 0;
    while let Some(next) = reader.next_record() {
        let (row_line, row, reason) = match next {
            Ok(entry) => (entry.line, entry.row, String::new()),
            Err(problem) => (problem.line, problem.row, problem.in_short()),
        };
        assert!(row_line > line, "lines go on");
        line = row_line;
        rejects.row(reader.raw(row), &reason, &mut out);
        let now = reader.position();
        assert!(
            now.bytes_done > last.bytes_done,
            "every row takes the reader on"
        );
        last = now;
    }
    assert_eq!(
        last.bytes_total,
        reader.position().bytes_done,
        "the whole file is read"
    );
    let _ = (reader.styles(), reader.notes(), reader.skipped());
}

const VALID: &str = "number,customer,name,issued,due,amount,open,currency,disputed\n\
    0017,042,\"Sample, Ltd\",13/03/2026,31/03/2026,\"1,234.50\",10.00,GBP,no\n\
    0018,042,\"a \"\"b\"\"\nc\",14/03/2026,31/03/2026,(80.00),-5.00,EUR,yes\n";

fn profiles() -> [Profile; 2] {
    let text = "name=\"p\"\nkind=\"invoices\"\n[columns]\nnumber={template=\"{number}-{name}\"}\ncustomer={column=\"customer\",strip=\"2\"}\n\
                due=\"due\"\namount=\"amount\"\ndisputed=\"disputed\"\n[only]\ncurrency=[\"GBP\"]";
    [Profile::plain(), Profile::parse(text, "p").unwrap()]
}

/// Names stand in headers and tables, so line breaks in them become spaces.
fn on_one_line(text: &str) -> String {
    if text.contains(['\r', '\n']) {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        text.to_owned()
    }
}

proptest! {
    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for profile in profiles() {
            drain(&bytes, &profile, ANSWERED);
        }
    }

    #[test]
    fn any_bytes_below_a_header(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let header = VALID.lines().next().unwrap();
        let file = [header.as_bytes(), b"\n", &bytes].concat();
        for profile in profiles() {
            drain(&file, &profile, ANSWERED);
            drain(&file, &profile, Options::default());
        }
    }

    #[test]
    fn signs_that_mean_something_below_a_header(text in "[0-9,;\"'\r\n./ €éa-c-]{0,300}") {
        let header = VALID.lines().next().unwrap();
        for profile in profiles() {
            drain(format!("{header}\n{text}").as_bytes(), &profile, ANSWERED);
        }
    }

    #[test]
    fn changed_valid_files(
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>(), 0..3_u8), 1..12),
    ) {
        let mut file = VALID.as_bytes().to_vec();
        for (at, byte, how) in changes {
            let at = at.index(file.len().max(1));
            match how {
                0 if at < file.len() => file[at] = byte,
                1 if at < file.len() => { file.remove(at); }
                _ => file.insert(at, byte),
            }
        }
        for profile in profiles() {
            drain(&file, &profile, ANSWERED);
            drain(&file, &profile, Options::default());
        }
    }

    #[test]
    fn any_profile_text(text in "\\PC{0,200}", map in "\\PC{0,60}") {
        let _ = Profile::parse(&text, "p");
        let _ = Profile::parse(&format!("name=\"p\"\n[columns]\n{text}"), "p");
        let _ = Profile::from_map(&map);
    }

    /// Whatever the `csv` crate writes is read as it was meant, and as that crate reads it.
    #[test]
    fn agrees_with_the_csv_crate(
        rows in proptest::collection::vec(("[a-z0-9]{1,6}", "[ a-z,;\"\r\n'€é]{0,20}", "[a-z\",\n]{0,8}"), 1..20),
        delimiter in proptest::sample::select(vec![b',', b';', b'\t', b'|']),
        always in any::<bool>(),
    ) {
        let style = if always { ::csv::QuoteStyle::Always } else { ::csv::QuoteStyle::Necessary };
        let mut writer = ::csv::WriterBuilder::new().delimiter(delimiter).quote_style(style).from_writer(Vec::new());
        writer.write_record(["number", "name", "contact"]).unwrap();
        for (number, name, contact) in &rows {
            writer.write_record([number, name, contact]).unwrap();
        }
        let bytes = writer.into_inner().unwrap();

        let options = Options { kind: Some(Kind::Customers), ..Options::default() };
        let mut reader = Reader::new(&bytes, "f.csv", &Profile::plain(), options).unwrap();
        let mut theirs = ::csv::ReaderBuilder::new().delimiter(delimiter).from_reader(&bytes[..]);
        for record in theirs.records() {
            let record = record.unwrap();
            let ours = reader.next_record().unwrap().unwrap();
            let Record::Customer(customer) = ours.record else { panic!() };
            let text = |field: Option<Box<str>>| field.map(String::from).unwrap_or_default();
            prop_assert_eq!(&*customer.number, record[0].trim());
            prop_assert_eq!(text(customer.name), on_one_line(record[1].trim()));
            prop_assert_eq!(text(customer.contact), on_one_line(record[2].trim()));
        }
        prop_assert!(reader.next_record().is_none());
    }
}
