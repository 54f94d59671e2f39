//! What the command of imports says and keeps when little or nothing comes in.

use serde_json::json;

use crate::common::{Desk, told};
use crate::{TODAY, parsed};

#[test]
fn a_file_of_which_nothing_comes_in_is_said_and_fails() {
    let desk = Desk::on(TODAY);
    desk.write("empty.csv", "number,customer,due,amount\n");
    desk.write(
        "bills.csv",
        "type,number,customer,due,amount\nX,1,7,2026-03-31,5\n",
    );
    desk.write(
        "only.toml",
        "name = \"only\"\n[columns]\nnumber=\"number\"\ncustomer=\"customer\"\ndue=\"due\"\namount=\"amount\"\n[only]\ntype=\"RV\"\n",
    );
    for (args, note) in [
        (
            &["import", "empty.csv"][..],
            "Note: empty.csv: there is a header and no row below it.",
        ),
        (
            &["import", "bills.csv", "--profile", "only.toml"],
            "Note: bills.csv: the profile leaves out every row.",
        ),
    ] {
        let output = desk.runs(args);
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(printed.contains(note), "{printed}");
        assert!(
            told(&output).contains("no row came in; the notes say why"),
            "{}",
            told(&output)
        );
    }
    desk.prints(&["import", "bills.csv"]);
    desk.prints(&["import", "bills.csv"]);
}

#[test]
fn a_place_for_refused_rows_is_looked_for_before_anything_comes_in() {
    let desk = Desk::on(TODAY);
    desk.write(
        "bills.csv",
        "number,customer,due,amount\n1,7,2026-03-31,5\n2,7,soon,5\n",
    );
    desk.write("blocker", "");
    let output = desk.runs(&["import", "bills.csv", "--rejects", "blocker/sub"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        told(&output).contains("refused rows cannot be written to blocker"),
        "{}",
        told(&output)
    );
    assert!(told(&output).contains("--rejects"));
    assert!(!desk.path("dunwell.db").exists(), "nothing was done");
    desk.prints(&["import", "bills.csv", "--rejects", "made/on/the/way"]);
    assert!(desk.path("made/on/the/way/bills.rejects.csv").exists());
}

/// The name of the rejects file is too long for the disk: that shows only when it is written.
#[test]
fn the_whole_report_is_printed_before_a_rejects_file_fails() {
    let desk = Desk::on(TODAY);
    let name = format!("{}.csv", "b".repeat(245));
    desk.write(
        &name,
        "number,customer,due,amount\n1,7,2026-03-31,5\n2,7,soon,5\n",
    );
    let output = desk.runs(&["import", &name]);
    assert_eq!(output.status.code(), Some(1));
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(printed.contains("1 new"), "{printed}");
    assert!(printed.contains("1 row was refused"), "{printed}");
    assert!(told(&output).contains(".rejects.csv"), "{}", told(&output));
    assert_eq!(
        parsed(&desk, &["book", "list", "--json"])[0]["currency"],
        "GBP"
    );
}

#[test]
fn the_currency_of_a_first_book_is_not_taken_from_any_row() {
    let desk = Desk::on(TODAY);
    let rows = |amounts: [&str; 3]| {
        let [a, b, c] = amounts;
        format!(
            "number,customer,due,amount\n1,7,2026-03-31,{a}\n2,7,2026-03-31,{b}\n3,7,2026-03-31,{c}\n"
        )
    };
    desk.write("mixed.csv", &rows(["USD 100", "250.00", "EUR 100"]));
    let output = desk.runs(&["import", "mixed.csv"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        told(&output).contains(
            "mixed.csv, line 3: the row names no currency, and other rows name USD or EUR"
        ),
        "{}",
        told(&output)
    );
    assert_eq!(parsed(&desk, &["book", "list", "--json"]), json!([]));

    desk.write("dollars.csv", &rows(["$100", "250.00", "EUR 100"]));
    let printed = desk.prints(&["import", "dollars.csv"]);
    assert!(
        printed.contains("amount \"$100\": the amount is written with $, which stands for several currencies but not for EUR"),
        "{printed}"
    );
    desk.prints(&["import", "dollars.rejects.csv", "--currency", "USD"]);
    assert_eq!(
        parsed(&desk, &["book", "list", "--json"])[0]["currency"],
        "EUR"
    );
}
