//! What spreadsheets and code pages do to a file: it is taken back where that can be done, and said where
//! it cannot.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use dunwell_formats::csv::{self, Reading};
use dunwell_formats::{Options, Profile, Record};

fn read(bytes: impl AsRef<[u8]>) -> Reading {
    csv::read(
        bytes.as_ref(),
        "f.csv",
        &Profile::plain(),
        Options::default(),
    )
    .unwrap()
}

fn noted(reading: &Reading) -> Vec<String> {
    reading.notes.iter().map(ToString::to_string).collect()
}

#[test]
fn a_number_in_a_formula_keeps_its_zeros() {
    for number in ["=\"0012\"", "\"=\"\"0012\"\"\""] {
        let reading = read(format!(
            "number,customer,due,amount\n{number},=\"007\",=\"2026-03-01\",=\"5.50\"\n"
        ));
        assert_eq!(reading.problems, [], "{number}");
        let Record::Invoice(invoice) = &reading.entries[0].record else {
            panic!()
        };
        assert_eq!((&*invoice.number, &*invoice.customer), ("0012", "007"));
        assert_eq!(invoice.amount.to_string(), "5.50");
    }
}

#[test]
fn a_number_that_a_spreadsheet_rounded_is_noted_once() {
    let reading = read(
        "number,customer,due,amount\n1,A,2026-03-01,5\n1.23E+05,A,2026-03-01,5\n2.5E+12,A,2026-03-01,5\n",
    );
    assert_eq!(reading.entries.len(), 3);
    assert_eq!(
        noted(&reading),
        [
            "column 'number' has numbers such as 1.23E+05, first on line 3, which a spreadsheet has rounded; \
             give the column a text format and export again"
        ]
    );
}

#[test]
fn the_day_number_of_a_spreadsheet_is_named() {
    let reading = read("number,customer,due,amount\n1,A,2026-03-01,5\n2,A,46023,5\n3,A,19999,5\n");
    let reasons: Vec<String> = reading.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        reasons,
        [
            "f.csv, line 3, due '46023': 46023 is a spreadsheet's day number; give column 'due' a date format and export again",
            "f.csv, line 4, due '19999': the dates of column 'due' are written YYYY-MM-DD; this is not a date of that form"
        ]
    );
}

#[test]
fn a_file_of_another_code_page_is_asked_about() {
    let text = b"number,customer,name,due,amount\n1,A,M\x94ller,2026-03-01,5\n2,B,M\x81ller,2026-03-01,5\n";
    let refused = csv::read(text, "f.csv", &Profile::plain(), Options::default()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "f.csv, line 3: the text is neither UTF-8 nor Windows-1252, which has no character for the byte 0x81. \
         In which code page is it? Name it with encoding = \"...\" in a profile, or save the file as UTF-8"
    );

    // Where a person says that it is Windows-1252, the damaged rows are refused and nothing else.
    let profile = "name = \"p\"\nencoding = \"windows-1252\"\n[columns]\nnumber=\"number\"\ncustomer=\"customer\"\nname=\"name\"\ndue=\"due\"\namount=\"amount\"";
    let profile = Profile::parse(profile, "p").unwrap();
    let reading = csv::read(text, "f.csv", &profile, Options::default()).unwrap();
    assert_eq!(reading.entries.len(), 1);
    assert_eq!(
        reading.problems[0].to_string(),
        "f.csv, line 3, name 'M\u{fffd}ller': the text is damaged: some of its bytes are not characters of the file's encoding"
    );
}
