//! `dunwell interest` as people and programs call it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::process::{Command, Output};

use insta::assert_snapshot;
use serde_json::{Value, json};

/// Runs the command with the law that is built in, on a day of its own, in a folder without a database.
fn runs(args: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_dunwell"))
        .arg("interest")
        .args(args)
        .current_dir(folder.path())
        .env_remove("DUNWELL_JURISDICTIONS")
        .env("DUNWELL_TODAY", "2026-03-01")
        .output()
        .unwrap();
    let left_behind = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left_behind, 0, "a calculation needs and makes no database");
    output
}

#[track_caller]
fn prints(args: &[&str]) -> String {
    let output = runs(args);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {told}");
    String::from_utf8(output.stdout).unwrap()
}

const GERMAN: &[&str] = &[
    "--jurisdiction",
    "DE",
    "--amount",
    "10000",
    "--currency",
    "EUR",
    "--due",
    "2023-01-15",
    "--paid",
    "2025-10-02",
];

#[test]
fn the_calculation_for_machines_is_an_interface() {
    let text = prints(&[GERMAN, &["--json"]].concat());
    let found: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        found["rows"][0],
        json!({
            "from": "2023-01-16",
            "to": "2023-06-30",
            "days": 166,
            "rate_percent": "10.62",
            "principal": "10000.00",
            "amount": "482.99",
        })
    );
    assert_eq!(found["rows"].as_array().unwrap().len(), 6);
    for (key, value) in [
        ("interest", "3170.18"),
        ("fixed_sum", "40.00"),
        ("total", "3210.18"),
        ("currency", "EUR"),
        ("principal_open", "0.00"),
        ("interest_paid", "0.00"),
        ("daily", "0.00"),
    ] {
        assert_eq!(found[key], value, "{key}");
    }
    assert!(found["basis"].as_str().unwrap().contains("DE_BASISZINS"));
    assert!(found["source"].as_str().unwrap().starts_with("https://"));
    assert_eq!(found["unverified"], json!([]));
}

#[test]
fn rows_can_be_read_by_a_spreadsheet() {
    let text = prints(&[GERMAN, &["--csv"]].concat());
    let mut lines = text.lines();
    assert_eq!(
        lines.next(),
        Some("from,to,days,rate_percent,principal,amount")
    );
    assert_eq!(
        lines.next(),
        Some("2023-01-16,2023-06-30,166,10.62,10000.00,482.99")
    );
    assert_eq!(lines.count(), 5);
}

#[test]
fn a_debt_that_is_still_open_is_told_to_a_person() {
    let text = prints(&[
        "--jurisdiction",
        "gb",
        "--amount",
        "1000",
        "--due",
        "2025-11-10",
        "--payment",
        "2025-12-10=400",
    ]);
    assert_snapshot!(text, @r"
    GBP 1,000.00 due 10 Nov 2025, as of 1 Mar 2026

    From         To           Days     Rate        On  Interest
    11 Nov 2025  10 Dec 2025    30  12.25 %  1,000.00     10.20
    11 Dec 2025  1 Mar 2026     81  12.25 %    600.00     16.20

    Interest           GBP 26.40
    Fixed sum          GBP 70.00
    Together           GBP 96.40
    Principal open    GBP 600.00
    Each further day    GBP 0.20

    Interest under Late Payment of Commercial Debts (Interest) Act 1998: 8 points over UK_BASE, read on the day before 1 January and 1 July. The rate stays that of the beginning; no interest on interest; days counted as ACT/365, the interest of a day rounded first. From the day after the due date to the day of payment, both counted; payments pay principal first. Fixed sum: Late Payment of Commercial Debts (Interest) Act 1998, compensation, once per invoice.

    Notes:
      Not where the contract has a rate of its own that is a substantial remedy. On the debt with VAT.
      Reasonable costs beyond it for contracts from 16 March 2013 (https://www.payontime.co.uk/late-payment-legislation-interest-calculators).

    Sources:
      http://www.legislation.gov.uk/ukpga/1998/20/section/4/2015-06-27
      http://legislation.data.gov.uk/uksi/2002/1675/made/data.htm
      https://www.gov.uk/late-commercial-payments-interest-debt-recovery/charging-interest-commercial-debt
      https://www.mygov.scot/late-commercial-payments/claim-debt-recovery-costs-on-late-payments/
    ");
}

#[test]
fn what_is_not_verified_is_named() {
    let text = prints(&[
        "--jurisdiction",
        "IE",
        "--amount",
        "100",
        "--due",
        "2023-04-01",
        "--paid",
        "2024-04-01",
    ]);
    assert!(
        text.contains(
            "Not verified; check before you rely on it:\n  IE.interest.statutory.fixing\n"
        ),
        "{text}"
    );
}

#[test]
fn options_change_what_they_name() {
    #[track_caller]
    fn check(options: &[&str], interest: &str) {
        let text = prints(&[GERMAN, options, &["--json"]].concat());
        let found: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(found["interest"], interest, "{options:?}");
    }
    check(&["--option", "day_count=ACT/ACT"], "3166.76");
    check(&["--option", "rate_fixing=frozen"], "2883.40");
    check(&["--debtor", "consumer"], "2084.15");
    check(&["--agreed", "8% a year"], "2172.05");
    check(
        &[
            "--payment",
            "2023-01-15=4000",
            "--payment",
            "2023-07-01=6000",
        ],
        "291.79",
    );
}

#[test]
fn a_refusal_names_the_option_and_the_remedy() {
    #[track_caller]
    fn check(code: i32, args: &[&str], words: &[&str]) {
        let output = runs(args);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {told}");
        assert!(output.stdout.is_empty(), "{args:?} prints nothing");
        for word in words {
            assert!(
                told.contains(word),
                "{args:?} does not say {word:?}: {told}"
            );
        }
    }
    let with = |more: &[&'static str]| [GERMAN, more].concat();
    check(
        1,
        &[
            "--jurisdiction",
            "XX",
            "--amount",
            "1",
            "--due",
            "2024-01-01",
        ],
        &["--jurisdiction", "\"XX\"", "DE", "US-CA"],
    );
    check(
        1,
        &[
            "--jurisdiction",
            "DE",
            "--amount",
            "1.234",
            "--due",
            "2024-01-01",
        ],
        &["--amount", "1.234", "2 of EUR"],
    );
    check(
        1,
        &[
            "--jurisdiction",
            "DE",
            "--amount",
            "-5",
            "--due",
            "2024-01-01",
        ],
        &["above zero"],
    );
    check(
        1,
        &[
            "--jurisdiction",
            "DE",
            "--amount",
            "5",
            "--currency",
            "EURO",
            "--due",
            "2024-01-01",
        ],
        &["--currency", "EUR"],
    );
    check(
        1,
        &with(&["--payment", "400"]),
        &["--payment", "DATE=AMOUNT"],
    );
    check(
        1,
        &with(&["--payment", "2024-13-01=400"]),
        &["--payment", "month 13"],
    );
    check(
        1,
        &with(&["--payment", "2024-03-01=10000.01"]),
        &["more than was owed"],
    );
    check(
        1,
        &with(&["--payment", "2026-01-01=1"]),
        &["2026-01-01", "2025-10-02"],
    );
    check(
        1,
        &with(&["--option", "days=365"]),
        &["--option", "day_count"],
    );
    check(
        1,
        &with(&["--option", "day_count=365"]),
        &["--option", "ACT/365"],
    );
    check(1, &with(&["--agreed", "lots"]), &["--agreed", "12% a year"]);
    check(
        1,
        &with(&["--agreed", "8% over LIBOR"]),
        &["LIBOR", "UK_BASE"],
    );
    check(
        1,
        &[
            "--jurisdiction",
            "DE",
            "--amount",
            "5",
            "--due",
            "1995-01-01",
        ],
        &["1995-01-01", "2002-01-01", "--agreed"],
    );
    check(2, &["--jurisdiction", "DE", "--amount", "5"], &["--due"]);
    check(2, &with(&["--as-of", "2025-12-01"]), &["--paid", "--as-of"]);
    check(2, &with(&["--debtor", "friend"]), &["business", "consumer"]);
}
