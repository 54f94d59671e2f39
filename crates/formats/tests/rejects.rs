//! The rejects file: the refused rows as they stood, in the file's own format.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use dunwell_formats::csv::{self, Encoding, Reading};
use dunwell_formats::{Options, Profile};

fn read(bytes: &[u8]) -> Reading {
    csv::read(bytes, "f.csv", &Profile::plain(), Options::default()).unwrap()
}

#[test]
fn rows_come_back_as_they_stood_with_the_reason() {
    let text = "Report\nnumber;customer;name;due;amount\r\n1;A;\"x; y\";2026-03-01;5,50\r\n2;B;\"x; \"\"y\"\"\r\nz\";2026-03-99;5,50\r\n3;C;short\r\n4;\"D;x;2026-03-01;5\r\n";
    let reading = read(text.as_bytes());
    assert_eq!(reading.refused, 3);
    let expected = "number;customer;name;due;amount;dunwell_reason\r\n\
        2;B;\"x; \"\"y\"\"\r\nz\";2026-03-99;5,50;\"due '2026-03-99': the dates of column 'due' are written YYYY-MM-DD; there is no such day\"\r\n\
        3;C;short;\"the row has 3 fields and the header has 5; look for a ';' that is missing\"\r\n\
        4;\"D;x;2026-03-01;5;a field begins with a quotation mark that is not closed. Close it, or take it away\r\n";
    assert_eq!(String::from_utf8(reading.rejects).unwrap(), expected);
}

#[test]
fn a_file_without_refused_rows_has_no_rejects() {
    assert_eq!(
        read(b"number,customer,due,amount\n1,A,2026-03-01,5\n").rejects,
        b""
    );
}

#[test]
fn the_encoding_is_kept() {
    let text = "number,customer,due,amount\n1,Zoë,never,5\n";
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(text.encode_utf16())
        .flat_map(u16::to_be_bytes)
        .collect();
    let rejects = read(&utf16).rejects;
    assert_eq!(&rejects[..4], [0xfe, 0xff, 0, b'n']);
    let units = rejects
        .as_chunks::<2>()
        .0
        .iter()
        .map(|pair| u16::from_be_bytes(*pair));
    assert!(
        String::from_utf16(&units.collect::<Vec<_>>())
            .unwrap()
            .contains("1,Zoë,never,5,")
    );

    let windows = read(b"number,customer,due,amount\n1,Zo\xeb,never,5\n").rejects;
    assert!(
        windows
            .windows(13)
            .any(|window| window == b"1,Zo\xeb,never,5"),
        "{windows:?}"
    );

    let marked = read(b"\xef\xbb\xbfnumber,customer,due,amount\n1,A,never,5\n").rejects;
    assert!(marked.starts_with(b"\xef\xbb\xbfnumber"));
    assert_eq!(Encoding::Utf8.to_string(), "UTF-8");
}

#[test]
fn rejects_that_nobody_put_right_are_refused_again_and_corrected_ones_are_in() {
    let text = "number,customer,due,amount\n1,A,2026-03-99,5\n2,A,2026-03-01\n3,A,2026-03-01,5\n";
    let first = read(text.as_bytes());
    assert_eq!((first.entries.len(), first.refused), (1, 2));

    let again = read(&first.rejects);
    assert_eq!((again.entries.len(), again.refused), (0, 2));

    let corrected = String::from_utf8(first.rejects)
        .unwrap()
        .replace("03-99", "03-31")
        .replace("2,A,2026-03-01,", "2,A,2026-03-01,7,");
    let corrected = read(corrected.as_bytes());
    assert_eq!((corrected.entries.len(), corrected.refused), (2, 0));
}

#[test]
fn a_rejects_file_that_is_refused_again_has_its_reasons_once() {
    let header = "number,customer,due,amount,name";
    let rows = [
        "1,A,2026-03-99,5,x",
        "2,A,\"2026-03-98\",5,\"x, \"\"y\"\"\"",
        "3,A,2026-03-01",
        "4,A,2026-03-01,5",
        "5,A,2026-03-01,5,x,more",
        "6,\"A,2026-03-01,5,x",
        "7,\"A\"B,2026-03-01,5,x",
    ];
    let text = format!("{header}\n{}\n", rows.join("\n"));
    let first = read(text.as_bytes());
    assert_eq!((first.entries.len(), first.refused), (0, 7));
    let again = read(&first.rejects);
    assert_eq!((again.entries.len(), again.refused), (0, 7));

    let lines = |reading: &Reading| -> Vec<String> {
        let text = String::from_utf8(reading.rejects.clone()).unwrap();
        text.lines().map(str::to_owned).collect()
    };
    let (first, again) = (lines(&first), lines(&again));
    assert_eq!(again[0], format!("{header},dunwell_reason"));
    for ((row, first), again) in rows.iter().zip(&first[1..]).zip(&again[1..]) {
        let reason = again.strip_prefix(&format!("{row},")).unwrap();
        assert!(!reason.is_empty(), "{again}");
        // What a row that cannot be split is refused for may change with the reason beside it.
        if !row.starts_with('6') {
            assert_eq!(first, again);
        }
    }
}

#[test]
fn a_reason_is_never_taken_for_a_field() {
    // The last field is optional, and the row lacks it.
    let text = "number,customer,due,amount,name,dunwell_reason\n1,A,2026-03-01,5,why not\n";
    let reading = read(text.as_bytes());
    assert_eq!((reading.entries.len(), reading.refused), (0, 1));
    assert_eq!(
        reading.problems[0].reason.to_string(),
        "the row has 5 fields and the header has 6; look for a ',' that is missing"
    );
}
