//! `dunwell law`: what it prints, what it refuses, and files of one's own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod common;

use common::{Desk, told};
use serde_json::Value;

const TODAY: &str = "2026-03-12";

fn parsed(desk: &Desk, args: &[&str]) -> Value {
    serde_json::from_str(&desk.prints(args)).unwrap()
}

#[test]
fn a_pack_is_shown_with_its_sources() {
    let desk = Desk::on(TODAY);
    let text = desk.prints(&["law", "show", "GB"]);
    for part in [
        "GB, United Kingdom (England and Wales): the law on 12 Mar 2026",
        "rate: 8 points over UK_BASE, read on the day before 1 January and 1 July; 11.75 % on 2026-03-12 [",
        "small claims up to: GBP 10,000.00 (unverified)",
        "Coming",
        "pending",
        "Sources\n  [1] http",
    ] {
        assert!(text.contains(part), "\"{part}\" is not in:\n{text}");
    }
    assert!(
        !text.contains("until 2002-08-06"),
        "a law that has ended is left out"
    );
    let earlier = desk.prints(&["law", "show", "GB", "--on", "2002-01-01"]);
    assert!(earlier.contains("until 2002-08-06"));

    let json = parsed(&desk, &["law", "show", "GB", "--json"]);
    let entries = json["sections"].as_array().unwrap().iter();
    let mut entries = entries.flat_map(|section| section["entries"].as_array().unwrap());
    let limit = entries
        .find(|entry| entry["name"] == "GB.court.small_claims_limit")
        .unwrap();
    assert_eq!(limit["text"], "GBP 10,000.00");
    assert_eq!(limit["verified"], false);
    assert_eq!(limit["source"], Value::Null);
}

#[test]
fn rates_begin_with_the_one_that_holds() {
    let desk = Desk::on(TODAY);
    let args = [
        "law",
        "rates",
        "GB-BANK-RATE",
        "--from",
        "2024-09-15",
        "--to",
        "2025-05-08",
        "--json",
    ];
    let json = parsed(&desk, &args);
    assert_eq!(json["name"], "UK_BASE");
    let rates: Vec<(&str, &str)> = json["rates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rate| {
            (
                rate["from"].as_str().unwrap(),
                rate["rate_percent"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        rates,
        [
            ("2024-08-01", "5"),
            ("2024-11-07", "4.75"),
            ("2025-02-06", "4.5"),
            ("2025-05-08", "4.25")
        ]
    );
    let csv = desk.prints(&[
        "law",
        "rates",
        "DE_BASISZINS",
        "--from",
        "2026-07-01",
        "--csv",
    ]);
    assert!(csv.starts_with("from,until,rate_percent,verified,source,note\n2026-07-01,,1.52,no,"));
}

#[test]
fn holidays_are_worked_out_for_any_year() {
    let desk = Desk::on(TODAY);
    let csv = desk.prints(&["law", "holidays", "EU", "--csv"]);
    assert_eq!(
        csv,
        "date,name\n2026-01-01,New Year's Day\n2026-04-03,Good Friday\n2026-04-06,Easter Monday\n\
         2026-05-01,Labour Day\n2026-12-25,Christmas Day\n2026-12-26,26 December\n"
    );
    let two_years = parsed(
        &desk,
        &[
            "law", "holidays", "EU", "--from", "2030", "--to", "2031", "--json",
        ],
    );
    assert_eq!(two_years["days"].as_array().unwrap().len(), 12);
}

#[test]
fn what_does_not_exist_is_refused_with_what_does() {
    let desk = Desk::on(TODAY);
    for (args, known) in [
        (
            ["law", "show", "UK"],
            "there is no jurisdiction \"UK\"; known are: AU-NSW, ",
        ),
        (
            ["law", "rates", "LIBOR"],
            "there is no series of rates \"LIBOR\"; known are: AU_NSW_PREJUDGMENT, ",
        ),
        (
            ["law", "holidays", "GB"],
            "there is no set of holidays \"GB\"; known are: AU-NSW, ",
        ),
    ] {
        let output = desk.runs(&args);
        assert_eq!(output.status.code(), Some(1));
        assert!(told(&output).contains(known), "{}", told(&output));
    }
    let args = ["--jurisdictions", "nowhere", "law", "list"];
    let output = desk.runs(&args);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        told(&output).contains("--jurisdictions: nowhere"),
        "{}",
        told(&output)
    );
}

#[test]
fn the_check_warns_of_old_rates_and_fails_on_contradictions() {
    let desk = Desk::on(TODAY);
    let text = desk.prints(&["law", "check", "--on", "2027-01-01"]);
    assert!(text.contains(
        "EU_LPD_REFERENCE: warning: the newest rate of EU_LPD_REFERENCE is of 2026-07-01; another was fixed for 2027-01-01"
    ));
    assert!(text.contains(" 0 errors, "));

    std::fs::create_dir_all(desk.path("own/rates")).unwrap();
    desk.write(
        "own/rates/MINE.toml",
        "name = \"MINE\"\ntitle = \"Mine\"\nfixing = \"half-yearly\"\nsource = \"https://example.com\"\n\
         equals = { series = \"EU_LPD_REFERENCE\", reference = \"half-year-start\", add = \"8\" }\n\
         rates = [[\"2026-01-01\", \"10.16\"]]\n",
    );
    let output = desk.runs(&["--jurisdictions", "own", "law", "check"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("MINE.2026-01-01: error: is 10.16 %, and 8 points over EU_LPD_REFERENCE, read on 1 January and 1 July gives 10.15 %"),
        "{text}"
    );
}

#[test]
fn files_of_ones_own_are_read_and_their_problems_told_together() {
    let desk = Desk::on(TODAY);
    std::fs::create_dir(desk.path("own")).unwrap();
    desk.write(
        "own/XX.toml",
        "code = \"XX\"\nname = \"Made up\"\ncurrency = \"EUR\"\n",
    );
    let list = parsed(&desk, &["--jurisdictions", "own", "law", "list", "--json"]);
    let codes: Vec<&str> = list["jurisdictions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pack| pack["code"].as_str().unwrap())
        .collect();
    assert!(codes.contains(&"XX") && codes.contains(&"GB"));

    desk.write(
        "own/XX.toml",
        "code = \"XX\"\nnam = \"Made up\"\ncurrency = \"EUR\"\n",
    );
    desk.write(
        "own/YY.toml",
        "code = \"ZZ\"\nname = \"Made up\"\ncurrency = \"EUR\"\n",
    );
    let output = desk
        .command(&["law", "list"])
        .env("DUNWELL_JURISDICTIONS", "own")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = told(&output);
    for part in [
        "XX.toml:2:1: \"nam\" means nothing in this file; did you mean \"name\"?",
        "XX.toml:1:1: this file needs \"name\"",
        "YY.toml:1:8: \"code\" is \"ZZ\" but the file is called YY.toml; the two must agree",
    ] {
        assert!(text.contains(part), "\"{part}\" is not in:\n{text}");
    }
}
