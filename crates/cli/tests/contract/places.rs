//! Where the data is, and whose.

use dunwell_testkit::TestDb;
use serde_json::Value;

use crate::common::told;
use crate::{desk, parsed, without_ids};

#[test]
fn the_database_is_named_by_option_variable_or_habit() {
    let desk = desk();
    let with = |variable: &str, args: &[&str]| {
        let output = desk
            .command(args)
            .env("DUNWELL_DATABASE", variable)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", told(&output));
    };
    with("sqlite:variable.db", &["import", "invoices.csv"]);
    assert!(desk.path("variable.db").exists() && !desk.path("dunwell.db").exists());
    with(
        "sqlite:variable.db",
        &["import", "invoices.csv", "--database", "sqlite:option.db"],
    );
    assert!(
        desk.path("option.db").exists(),
        "the option goes before the variable"
    );
    desk.prints(&["--database", "sqlite:option.db", "worklist"]);
    assert!(!desk.path("dunwell.db").exists());
    desk.prints(&["import", "invoices.csv"]);
    assert!(desk.path("dunwell.db").exists());
}

#[tokio::test]
async fn postgres_does_the_same() {
    let (desk, test) = (desk(), TestDb::postgres().await);
    let on = ["--database", &test.url];
    desk.prints(&[&on[..], &["import", "invoices.csv"]].concat());
    let there = desk.prints(&[&on[..], &["run", "--json"]].concat());
    desk.prints(&["import", "invoices.csv"]);
    let here = desk.prints(&["run", "--json"]);
    let by_customer = |text: &str| {
        let mut report: Value = serde_json::from_str(&without_ids(text)).unwrap();
        report["actions"]
            .as_array_mut()
            .unwrap()
            .sort_by_key(|action| action["customer"].to_string());
        report
    };
    assert_eq!(by_customer(&here), by_customer(&there));

    let fresh = TestDb::postgres_without_schema().await;
    let output = desk.runs(&["--database", &fresh.url, "worklist"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        told(&output).contains("dunwell migrate"),
        "{}",
        told(&output)
    );
    desk.prints(&["--database", &fresh.url, "migrate"]);
    desk.prints(&["--database", &fresh.url, "import", "invoices.csv"]);
}

#[test]
fn the_book_is_named_when_there_are_several() {
    let desk = desk();
    desk.prints(&["book", "create", "North"]);
    desk.prints(&["import", "invoices.csv"]);
    desk.prints(&["book", "create", "South"]);
    let output = desk.runs(&["worklist"]);
    assert_eq!(output.status.code(), Some(1));
    for word in ["\"North\"", "\"South\"", "--book"] {
        assert!(told(&output).contains(word), "{}", told(&output));
    }
    let decided = |book: &str| {
        parsed(&desk, &["--book", book, "run", "--json"])["actions"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!((decided("North"), decided("South")), (2, 0));
}
