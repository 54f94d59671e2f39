//! What is refused, in which words, and what is left behind.

use serde_json::json;

use crate::common::{Desk, told};
use crate::{TODAY, desk, parsed};

#[test]
fn the_exit_code_says_how_it_ended() {
    let desk = desk();
    desk.prints(&["import", "invoices.csv"]);
    let check = |expected: i32, args: &[&str]| {
        let output = desk.runs(args);
        assert_eq!(
            output.status.code(),
            Some(expected),
            "{args:?}: {}",
            told(&output)
        );
        if expected != 0 {
            assert!(!told(&output).is_empty(), "{args:?} says why");
            assert_eq!(
                String::from_utf8_lossy(&output.stdout),
                "",
                "{args:?} prints nothing for machines"
            );
        }
    };
    for done in [
        &["run"][..],
        &["worklist"],
        &["--help"],
        &["--version"],
        &["run", "--help"],
    ] {
        check(0, done);
    }
    for refused in [
        &["import", "nothing.csv"][..],
        &["customer", "nobody"],
        &["invoice", "9999"],
        &["run", "--date", "2026-03-04"],
        &["run", "--customer", "99"],
        &["worklist", "--book", "Other"],
        &["worklist", "--database", "mysql://example.com/x"],
        &["policy", "use", "nothing.toml"],
        &["approve", "act_00000000000000000000000000000000"],
        &[
            "record",
            "payment",
            "--customer",
            "00017",
            "--amount",
            "ten",
        ],
        &["import", "invoices.csv", "--profile", "nothing"],
    ] {
        check(1, refused);
    }
    for wrong in [
        &[][..],
        &["collect"],
        &["import"],
        &["run", "--date", "5 March"],
        &["run", "--fast"],
        &["aging", "--json", "--csv"],
        &["import", "invoices.csv", "--as", "letters"],
        &["import", "invoices.csv", "--currency", "POUND"],
    ] {
        check(2, wrong);
    }
}

/// Each refusal with the words that its reader needs: the place, what was found, what would be right.
#[test]
fn a_refusal_names_the_place_and_the_remedy() {
    let desk = desk();
    desk.prints(&["import", "invoices.csv"]);
    let check = |args: &[&str], words: &[&str]| {
        let output = desk.runs(args);
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        let told = told(&output);
        assert!(told.starts_with("dunwell: "), "{told}");
        for word in words {
            assert!(told.contains(word), "{args:?}: \"{word}\" is not in {told}");
        }
        told
    };
    desk.write("empty.csv", "");
    check(
        &["import", "empty.csv"],
        &["empty.csv", "empty", "header row"],
    );
    desk.write("odd.csv", "a,b\n1,2\n");
    check(
        &["import", "odd.csv"],
        &["odd.csv", "header", "line 1", "--map"],
    );
    check(
        &["import", "odd.csv", "--map", "numbr=a"],
        &["numbr", "number"],
    );
    desk.write(
        "policy.toml",
        "[policy]\nname = \"x\"\ncurrency = \"GBP\"\nmin = 3\n",
    );
    check(
        &["policy", "use", "policy.toml"],
        &["policy.toml:4:", "min"],
    );
    desk.write(
        "dates.csv",
        "number,customer,due,amount\n1,1,2026-02-31,5\n",
    );
    check(&["import", "dates.csv"], &["no row came in"]);
    check(
        &["customer", "nobody"],
        &["nobody", "dunwell aging --customers"],
    );
    check(&["run", "--book", "Other"], &["Other", "default"]);
    check(
        &["worklist", "--database", "mysql://example.com/x"],
        &["--database", "sqlite:", "postgres://"],
    );
    check(
        &[
            "record",
            "payment",
            "--customer",
            "00017",
            "--amount",
            "1.005",
            "--currency",
            "GBP",
        ],
        &["1.005", "GBP"],
    );

    let missing = check(&["import", "nothing.csv"], &["nothing.csv"]);
    assert_eq!(
        missing.matches("No such file").count(),
        1,
        "it is said once: {missing}"
    );
}

#[test]
fn what_can_be_read_in_two_ways_is_asked_and_never_guessed() {
    let desk = Desk::on(TODAY);
    let check = |csv: &str, asked: &[&str], answer: [&str; 2], due: &str, amount: &str| {
        desk.write("file.csv", csv);
        let output = desk.runs(&["import", "file.csv"]);
        assert_eq!(output.status.code(), Some(1));
        for word in asked {
            assert!(told(&output).contains(word), "{word}: {}", told(&output));
        }
        let [option, value] = answer;
        desk.prints(&["import", "file.csv", option, value]);
        let number = csv.lines().nth(1).unwrap().split(',').next().unwrap();
        let invoice = parsed(&desk, &["invoice", number, "--json"]);
        assert_eq!(
            (&invoice["due"], &invoice["total"]["amount"]),
            (&json!(due), &json!(amount))
        );
    };
    check(
        "number,customer,due,amount\nD1,001,02/03/2026,90.00\nD2,001,05/04/2026,90.00\n",
        &[
            "column 'due'",
            "02/03/2026",
            "2 March 2026",
            "3 February 2026",
            "--date-order",
        ],
        ["--date-order", "dmy"],
        "2026-03-02",
        "90.00",
    );
    check(
        "number,customer,due,amount\nN1,001,2026-03-02,\"1.234\"\nN2,001,2026-03-02,\"5.678\"\n",
        &["column 'amount'", "1.234", "1234", "--decimal"],
        ["--decimal", "comma"],
        "2026-03-02",
        "1234.00",
    );
    // The rest of the column tells: the 25th is no month.
    desk.write(
        "file.csv",
        "number,customer,due,amount\nT1,001,02/03/2026,90.00\nT2,001,25/03/2026,90.00\n",
    );
    desk.prints(&["import", "file.csv"]);
    assert_eq!(
        parsed(&desk, &["invoice", "T1", "--json"])["due"],
        "2026-03-02"
    );
}

/// Semicolons, commas in numbers, Windows line ends and letters outside ASCII, as they came.
#[test]
fn refused_rows_are_written_in_the_format_of_the_file() {
    let desk = Desk::on(TODAY);
    let head = b"Rechnung;Kunde;Datum;F\xe4llig;Betrag\r\n";
    let good = b"1;0007;12.01.2026;11.02.2026;1.234,50\r\n";
    let bad = b"2;0007;13.01.2026;31.02.2026;99,90\r\n";
    std::fs::write(desk.path("offen.csv"), [&head[..], good, bad].concat()).unwrap();
    let map = "number=Rechnung,customer=Kunde,issued=Datum,due=Fällig,amount=Betrag";
    let report = parsed(&desk, &["import", "offen.csv", "--map", map, "--json"]);
    assert_eq!(
        (&report["invoices"]["new"], &report["rejected"][0]["line"]),
        (&json!(1), &json!(3))
    );

    let rejects = std::fs::read(desk.path("offen.rejects.csv")).unwrap();
    let lines: Vec<&[u8]> = rejects.split(|byte| *byte == b'\n').collect();
    assert_eq!(
        lines[0],
        b"Rechnung;Kunde;Datum;F\xe4llig;Betrag;dunwell_reason\r"
    );
    assert!(
        lines[1].starts_with(b"2;0007;13.01.2026;31.02.2026;99,90;"),
        "the row is as it was"
    );
    assert_eq!(lines.len(), 3, "only the refused row is there");

    // Put right where it is, the file comes in; the column with the reason does not matter.
    let mut right = rejects.clone();
    let day = right
        .windows(10)
        .position(|found| found == b"31.02.2026")
        .unwrap();
    right[day..day + 2].copy_from_slice(b"28");
    std::fs::write(desk.path("right.csv"), right).unwrap();
    let report = parsed(&desk, &["import", "right.csv", "--map", map, "--json"]);
    assert_eq!(
        (&report["invoices"]["new"], &report["rejected"]),
        (&json!(1), &json!([]))
    );
    assert_eq!(
        parsed(&desk, &["invoice", "2", "--json"])["due"],
        "2026-02-28"
    );
}

/// A rejects file may hold somebody's corrections, so the next one gets a name of its own.
#[test]
fn a_rejects_file_is_never_overwritten() {
    let desk = Desk::on(TODAY);
    let head = "number,customer,due,amount";
    let (good, bad) = ("1,001,2026-03-02,90.00", "2,001,2026-02-31,90.00");
    desk.write("file.csv", &format!("{head}\n{good}\n{bad}\n"));
    desk.prints(&["import", "file.csv"]);
    let first = std::fs::read_to_string(desk.path("file.rejects.csv")).unwrap();
    assert!(first.starts_with(&format!("{head},dunwell_reason\n{bad},")));

    // Imported as it is, it is refused again, with the reason once.
    let again = desk.runs(&["import", "file.rejects.csv"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(told(&again).contains("no row came in"));
    let read = |name: &str| std::fs::read_to_string(desk.path(name)).unwrap();
    assert_eq!(
        (read("file.rejects.csv"), read("file.rejects-2.csv")),
        (first.clone(), first)
    );
    desk.prints(&["import", "file.csv"]);
    assert!(read("file.rejects-3.csv").contains(bad));

    // Files of the same name in two folders do not meet in the third.
    for (folder, number) in [("north", "3"), ("south", "4")] {
        std::fs::create_dir(desk.path(folder)).unwrap();
        desk.write(
            &format!("{folder}/file.csv"),
            &format!("{head}\n{number},001,2026-02-31,90.00\n{number}0,001,2026-03-02,9.00\n"),
        );
    }
    desk.prints(&[
        "import",
        "north/file.csv",
        "south/file.csv",
        "--rejects",
        "refused",
    ]);
    assert!(read("refused/file.rejects.csv").contains("\n3,001,"));
    assert!(read("refused/file.rejects-2.csv").contains("\n4,001,"));
}

#[test]
fn a_wrong_date_is_answered_with_how_one_is_written() {
    let desk = Desk::on(TODAY);
    for (args, says) in [
        (
            &["run", "--date", "01/02/2026"][..],
            "write it like 2026-03-12",
        ),
        (&["run", "--today", "20260201"], "write it like 2026-03-12"),
        (&["aging", "--as-of", "2026-02-30"], "02/2026 has no day 30"),
    ] {
        let output = desk.runs(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(told(&output).contains(says), "{args:?}: {}", told(&output));
    }
}

/// A first file that is refused, or only tried, makes no book, which would fix its currency.
#[test]
fn a_first_file_that_does_not_come_in_leaves_nothing() {
    let desk = Desk::on(TODAY);
    desk.write(
        "file.csv",
        "number,customer,due,amount\nD1,001,02/03/2026,90.00\n",
    );
    assert_eq!(desk.runs(&["import", "file.csv"]).status.code(), Some(1));
    let dry = desk.prints(&["import", "file.csv", "--date-order", "dmy", "--dry-run"]);
    assert!(
        dry.contains("file.csv: invoices, UTF-8") && dry.contains("written DD/MM/YYYY"),
        "{dry}"
    );
    assert_eq!(parsed(&desk, &["book", "list", "--json"]), json!([]));
    desk.prints(&[
        "import",
        "file.csv",
        "--date-order",
        "dmy",
        "--currency",
        "EUR",
    ]);
    assert_eq!(
        parsed(&desk, &["book", "list", "--json"])[0]["currency"],
        "EUR"
    );
}
