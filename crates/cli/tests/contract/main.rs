//! The command line as others script against it: what is printed, where, and with which exit code.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

#[path = "../common/mod.rs"]
mod common;
mod imports;
mod machines;
mod places;
mod refusals;

use common::Desk;
use insta::assert_snapshot;
use serde_json::Value;

const TODAY: &str = "2026-03-05";

/// Two customers; the second invoice of the first is not due yet.
const INVOICES: &str = "\
number,customer,name,issued,due,amount,currency,email
0012,00017,Ashdown Timber,2026-01-31,2026-03-02,1000.00,GBP,buying@example.com
0013,00017,Ashdown Timber,2026-02-20,2026-03-22,250.50,GBP,buying@example.com
0014,00018,Kobe Paper,2026-01-10,2026-02-09,48000,JPY,office@example.com
";

fn desk() -> Desk {
    let desk = Desk::on(TODAY);
    desk.write("invoices.csv", INVOICES);
    desk
}

fn parsed(desk: &Desk, args: &[&str]) -> Value {
    serde_json::from_str(&desk.prints(args)).unwrap()
}

/// The text with the figures of each id taken out.
fn without_ids(text: &str) -> String {
    let mut parts = text.split("act_");
    let mut redacted = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        redacted.push_str("act_*");
        redacted.push_str(part.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
    }
    redacted
}

#[test]
fn an_empty_folder_is_enough() {
    let desk = desk();
    desk.prints(&["import", "invoices.csv"]);
    desk.prints(&["run"]);
    let worklist = desk.prints(&["worklist"]);
    assert!(worklist.contains("Ashdown Timber"), "{worklist}");
    assert!(
        desk.path("dunwell.db").exists(),
        "the data is in the folder"
    );
    assert!(desk.prints(&["aging"]).contains("1,250.50"));
    assert!(
        desk.prints(&["customer", "00017"])
            .contains("Ashdown Timber")
    );
    assert!(desk.prints(&["explain", "Ashdown"]).contains("reminder"));
    assert!(desk.prints(&["invoice", "0012"]).contains("1,000.00"));
    desk.prints(&["journal", "verify"]);
    desk.prints(&["doctor"]);
}

#[test]
fn what_people_read() {
    let desk = desk();
    desk.write(
        "bad.csv",
        &format!("{INVOICES}0015,00019,Lund Glass,2026-01-10,2026-02-30,10.00,EUR,\n"),
    );
    assert_snapshot!("import", desk.prints(&["import", "bad.csv"]));
    assert_snapshot!("import_again", desk.prints(&["import", "invoices.csv"]));
    assert_snapshot!("run", desk.prints(&["run"]));
    assert_snapshot!("run_again", desk.prints(&["run"]));
    assert_snapshot!("outbox", desk.prints(&["outbox", "export", "out"]));
}
