//! Amounts with a sign of several currencies, and amounts as they stand in the file.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use dunwell_core::currency::Currency;
use dunwell_formats::csv::Reader;
use dunwell_formats::{Field, Options, Profile};

fn code(code: &str) -> Currency {
    Currency::from_code(code).unwrap()
}

#[test]
fn a_sign_of_several_currencies_is_taken_for_one_of_them_only() {
    let text = "number,customer,due,amount,currency\n\
                1,A,2026-03-01,$5,\n2,A,2026-03-01,$5,CAD\n3,A,2026-03-01,kr 5,SEK\n4,A,2026-03-01,¥5,EUR\n5,A,2026-03-01,5,\n";
    let taken = |assumed: Option<Currency>| {
        let options = Options::default();
        let mut reader = Reader::new(text.as_bytes(), "f.csv", &Profile::plain(), options).unwrap();
        if let Some(assumed) = assumed {
            reader = reader.assuming(assumed);
        }
        let rows = std::iter::from_fn(move || reader.next_record());
        let lines = rows.map(|row| row.map(|entry| entry.line));
        lines
            .map(|row| row.map_err(|problem| problem.to_string()))
            .collect::<Vec<_>>()
    };
    let yen = "f.csv, line 5, amount '¥5': the amount is written with ¥, which stands for several currencies but not for EUR, \
               the currency of this row; name the right one in the row, or for all rows that name none with --currency";
    let good = |line| Ok(line);
    let refused = |why: &str| Err(why.to_owned());
    assert_eq!(
        taken(Some(code("USD"))),
        [good(2), good(3), good(4), refused(yen), good(6)]
    );
    assert_eq!(
        taken(None),
        [good(2), good(3), good(4), refused(yen), good(6)]
    );
    let in_pounds = taken(Some(code("GBP")));
    assert!(
        in_pounds[0]
            .as_ref()
            .unwrap_err()
            .contains("but not for GBP")
    );
    assert_eq!(in_pounds[1..3], [good(3), good(4)]);
}

#[test]
fn an_amount_is_given_back_as_it_stands_in_the_file() {
    let text = "number;customer;due;amount;dunwell_reason\n1;A;01.03.2026;\"(1.234,56)\";because\n";
    let options = Options::default();
    let mut reader = Reader::new(text.as_bytes(), "f.csv", &Profile::plain(), options).unwrap();
    let entry = reader.next_record().unwrap().unwrap();
    let written = |field| reader.written(entry.row, field);
    assert_eq!(written(Field::Amount).as_deref(), Some("(1.234,56)"));
    assert_eq!(written(Field::Due).as_deref(), Some("01.03.2026"));
    assert_eq!(written(Field::Open), None);
}
