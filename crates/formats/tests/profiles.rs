//! The profiles that the project brings along, on made-up rows, and the examples of the manual.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use dunwell_formats::csv::{self, Reading};
use dunwell_formats::{Options, Profile, Record};

const MANUAL: &str = include_str!("../../../docs/import.md");

/// The notes of a reading, in English.
fn noted(reading: &Reading) -> Vec<String> {
    reading.notes.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn read(profile: &str, text: &str) -> (Reading, Vec<String>) {
    let profile = Profile::parse(profile, "profile").unwrap();
    let reading = csv::read(text.as_bytes(), "f.csv", &profile, Options::default()).unwrap();
    let records = reading.entries.iter().map(|entry| match &entry.record {
        Record::Invoice(i) => {
            let date = |date: Option<jiff::civil::Date>| {
                date.map_or("-".to_owned(), |date| date.to_string())
            };
            let (issued, due, settled) = (date(i.issued), date(i.due), date(i.settled));
            let currency = i.currency.map_or("-", |currency| currency.code());
            format!(
                "{} {} {issued} {due} {settled} {} {currency} {:?}",
                i.number, i.customer, i.amount, i.disputed
            )
        }
        other => panic!("{other:?}"),
    });
    let records = records.collect();
    (reading, records)
}

#[test]
fn ibm() {
    let (reading, records) = read(
        include_str!("../../../acceptance/ibm.toml"),
        "countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate,PaperlessBill,DaysToSettle,DaysLate\n\
         999,0000-AAAAA,1/2/2013,0000000001,1/2/2013,2/1/2013,10.5,Yes,2/3/2013,Paper,32,2\n",
    );
    assert_eq!(
        records,
        ["0000000001 0000-AAAAA 2013-01-02 2013-02-01 2013-02-03 10.5 USD Some(true)"]
    );
    assert_eq!(
        noted(&reading),
        [
            "columns that were not used: countryCode, PaperlessDate, PaperlessBill, DaysToSettle, DaysLate"
        ]
    );
}

#[test]
fn highradius_closed() {
    let (_, records) = read(
        include_str!("../../../acceptance/highradius-closed.toml"),
        "cust_number,cust_seq,amount,due_in_date,clear_date,days_late\n000001,12,10.50,2019-01-02,2019-01-03,1\n",
    );
    assert_eq!(
        records,
        ["000001/12 000001 - 2019-01-02 2019-01-03 10.50 USD None"]
    );
}

#[test]
fn highradius_open() {
    let (reading, records) = read(
        include_str!("../../../acceptance/highradius-open.toml"),
        "doc_id,cust_number,name_customer,document_create_date,due_in_date,invoice_currency,document type,total_open_amount,isOpen\n\
         17.0,0042,SAMPLE co,2020-02-26,2020-03-13,CAD,RV,8.7,1\n\
         18.0,0042,SAMPLE llc,2020-02-26,2020-03-13,CAD,X2,8.7,1\n",
    );
    assert_eq!(records, ["17 0042 2020-02-26 2020-03-13 - 8.7 CAD None"]);
    assert_eq!(reading.skipped[0].rows, 1);
    assert_eq!(
        noted(&reading),
        [
            "1 values of column 'doc_id' lost '.0' at their end, as the profile says",
            "columns that were not used: isOpen"
        ]
    );
}

/// The code block of the manual that begins with these words.
fn block(begins: &str) -> &'static str {
    let at = MANUAL.find(begins).unwrap();
    &MANUAL[at..at + MANUAL[at..].find("```").unwrap()]
}

#[test]
fn the_profile_of_the_manual_is_a_profile() {
    let profile = Profile::parse(block("name = \"ledger\""), "docs/import.md").unwrap();
    assert_eq!(profile.name(), "ledger");
}

#[test]
fn the_worked_example_of_the_manual_comes_out_as_it_says() {
    let file = block("Offene Posten");
    let bytes = encoding_rs::WINDOWS_1252.encode(file).0;
    let reading = csv::read(&bytes, "march.csv", &Profile::plain(), Options::default()).unwrap();
    assert_eq!(reading.entries.len(), 2);
    assert_eq!(
        reading.problems[0].to_string(),
        block("march.csv, line 5").trim_end()
    );
    let rejects = encoding_rs::WINDOWS_1252.decode(&reading.rejects).0;
    assert!(MANUAL.contains(&*rejects), "{rejects}");
}

#[test]
fn the_question_of_the_manual_is_the_question_that_is_asked() {
    let text = "number,customer,DueDate,amount\n1,A,02/03/2026,5\n";
    let error = csv::read(
        text.as_bytes(),
        "open-items.csv",
        &Profile::plain(),
        Options::default(),
    )
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        block("open-items.csv: column").trim_end()
    );
}
