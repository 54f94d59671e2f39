//! The views as the program prints them: for people as text, for machines as JSON and CSV.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod book;

use book::{INVOICES, TODAY, Told, run_with};
use dunwell_testkit::TestDb;
use insta::assert_snapshot;
use serde_json::{Value, json};

/// Every view, each with its arguments; the names are those of the snapshots.
const VIEWS: [(&str, &[&str]); 20] = [
    ("worklist", &["worklist"]),
    (
        "worklist_why",
        &["worklist", "--why", "--kind", "email", "--limit", "1"],
    ),
    ("aging", &["aging", "--customers", "--in", "GBP"]),
    (
        "aging_by_invoice_date",
        &["aging", "--by", "invoice", "--buckets", "14,28"],
    ),
    ("customer_with_promise", &["customer", "00077"]),
    ("customer_with_history", &["customer", "Harbour"]),
    ("explain", &["explain", "00077"]),
    ("invoice", &["invoice", "R-3001"]),
    ("invoices", &["invoices", "--limit", "4"]),
    (
        "invoices_of_customer",
        &["invoices", "--customer", "00077", "--settled"],
    ),
    ("search", &["search", "ash"]),
    ("search_invoice", &["search", "r-300"]),
    ("customers", &["customers", "--limit", "2"]),
    ("overview", &["overview", "--how"]),
    ("disputes", &["disputes"]),
    ("promises", &["promises"]),
    ("payments", &["payments"]),
    ("unapplied", &["unapplied"]),
    ("outbox_ready", &["outbox", "list"]),
    ("journal", &["journal", "show", "--customer", "00077"]),
];

/// The text with `x` for each digit of ids and hashes, which say nothing to the reader of a snapshot
/// and change with every id that is drawn before them.
fn without_ids(text: &str) -> String {
    let is_hex = |byte: &u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte);
    let runs = text.as_bytes().chunk_by(|a, b| is_hex(a) == is_hex(b));
    runs.map(|run| match run {
        [first, ..] if is_hex(first) && run.len() >= 12 => "x".repeat(run.len()),
        _ => String::from_utf8_lossy(run).into_owned(),
    })
    .collect()
}

#[tokio::test]
async fn for_people() {
    let told = Told::on_sqlite().await;
    for (name, args) in VIEWS {
        assert_snapshot!(name, without_ids(&told.prints(args)));
    }
}

#[tokio::test]
async fn for_machines() {
    let told = Told::on_sqlite().await;
    for (name, args) in VIEWS {
        let args = [args, &["--json"]].concat();
        assert_snapshot!(format!("{name}.json"), without_ids(&told.prints(&args)));
    }
}

#[tokio::test]
async fn the_same_on_both_databases() {
    let (sqlite, postgres) = (Told::on_sqlite().await, Told::on_postgres().await);
    for (name, args) in VIEWS {
        let args = [args, &["--json"]].concat();
        assert_eq!(sqlite.prints(&args), postgres.prints(&args), "{name}");
    }
    let report: Value = serde_json::from_str(&postgres.prints(&["doctor", "--json"])).unwrap();
    assert_eq!(report["checks"][0]["name"], "database", "{report:#}");
}

#[tokio::test]
async fn lists_are_printed_as_csv() {
    let told = Told::on_sqlite().await;
    for args in [
        &["worklist", "--csv"][..],
        &["aging", "--csv"],
        &["aging", "--customers", "--csv"],
        &["customer", "00077", "--csv"],
        &["explain", "00077", "--csv"],
        &["invoice", "R-3001", "--csv"],
        &["invoices", "--csv"],
        &["journal", "show", "--customer", "00077", "--csv"],
        &["search", "ash", "--csv"],
        &["customers", "--csv"],
        &["customers", "--limit", "1", "--csv"],
        &["overview", "--csv"],
        &["disputes", "--csv"],
        &["promises", "--csv"],
        &["payments", "--csv"],
        &["unapplied", "--csv"],
        &["outbox", "list", "--csv"],
        &["rate", "list", "--csv"],
        &["book", "list", "--csv"],
        &["doctor", "--csv"],
    ] {
        let printed = told.prints(args);
        let mut reader = csv::Reader::from_reader(printed.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert!(!rows.is_empty(), "{args:?} prints no row");
    }
    assert_snapshot!("aging.csv", told.prints(&["aging", "--customers", "--csv"]));
}

#[tokio::test]
async fn a_payment_is_set_against_an_invoice_by_hand() {
    let told = Told::on_sqlite().await;
    let narrowed = ["payments", "--customer", "00099", "--from", "2026-03-10"];
    let list = told.prints(&[&narrowed[..], &["--json"]].concat());
    let list: Value = serde_json::from_str(&list).unwrap();
    let entry = list["items"][0]["entry"].as_str().unwrap();
    let show = || without_ids(&told.prints(&["payment", entry]));
    assert_snapshot!("payment", show());

    let record = ["record", "allocation", "--customer", "00099"];
    let set = |part| told.run(&[&record[..], &["--payment", entry, "--part", part]].concat());
    for (part, code, says) in [
        ("R-4001", 2, "names no amount; write NUMBER=AMOUNT"),
        (
            "R-4001=100.01",
            1,
            "GBP 100.00 is there to be set against invoices, less than GBP 100.01",
        ),
        ("R-4001=x", 1, "invoice R-4001: the amount"),
    ] {
        let refused = set(part);
        assert_eq!(refused.code, Some(code), "{part}: {}", refused.err);
        assert!(refused.err.contains(says), "{part}: {}", refused.err);
    }
    assert_eq!(set("R-4001=60.50").code, Some(0));
    assert_snapshot!("payment_in_part", show());
}

#[tokio::test]
async fn a_past_day_is_told_as_it_was() {
    let told = Told::on_sqlite().await;
    let total = |as_of: &str| -> Vec<Value> {
        let printed = told.prints(&["aging", "--as-of", as_of, "--json"]);
        let view: Value = serde_json::from_str(&printed).unwrap();
        let line = |line: &Value| json!([line["total"]["amount"], line["unapplied"]["amount"]]);
        view["currencies"]
            .as_array()
            .unwrap()
            .iter()
            .map(line)
            .collect()
    };
    // Before the payment of 10 March; at the end of that day it is there.
    assert_eq!(total("2026-03-09")[1], json!(["1949.50", "0.00"]));
    assert_eq!(total("2026-03-10")[1], json!(["1949.50", "100.00"]));
    // Two invoices that were paid later, and nothing that was issued later.
    assert_eq!(total("2025-07-15"), [json!(["900.00", "0.00"])]);
    assert_eq!(total("2025-05-31"), [] as [Value; 0]);
}

#[tokio::test]
async fn what_cannot_be_shown_is_refused_with_what_can() {
    let told = Told::on_sqlite().await;
    for (args, says) in [
        (
            &["customer", "ash"][..],
            "00077  Ashdown Timber\n  00099  Ashby Mills",
        ),
        (
            &["explain", "nobody"],
            "there is no customer whose number or name begins with \"nobody\"",
        ),
        (&["invoice", "7"], "there is no invoice \"7\""),
        (
            &["worklist", "--class", "big"],
            "it has \"large\", \"standard\"",
        ),
        (&["aging", "--in", "JPY"], "dunwell rate set EUR JPY RATE"),
        (
            &["aging", "--buckets", "60,30"],
            "each above zero and above the one before",
        ),
        (&["rate", "set", "EUR", "EUR", "1"], "both are EUR"),
        (&["rate", "set", "EUR", "GBP", "0"], "0 is not a rate"),
        (
            &["rate", "set", "EUR", "GBP", "0.8", "--date", "2026-03-17"],
            "has not come yet",
        ),
        (&["book", "set", "fax=1"], "there is no setting \"fax\""),
        (
            &["journal", "show", "--customer", "x"],
            "there is no customer",
        ),
    ] {
        let printed = told.run(args);
        assert_eq!(
            (printed.code, printed.out.as_str()),
            (Some(1), ""),
            "{args:?}"
        );
        assert!(printed.err.contains(says), "{args:?}: {}", printed.err);
    }
    assert_eq!(
        told.run(&["worklist", "--kind", "fax"]).code,
        Some(2),
        "wrong usage"
    );
}

#[tokio::test]
async fn the_doctor_finds_what_is_wrong() {
    let told = Told::on_sqlite().await;
    let outcomes = |printed: &str| -> Vec<(String, String)> {
        let report: Value = serde_json::from_str(printed).unwrap();
        let text = |check: &Value, field: &str| check[field].as_str().unwrap().to_owned();
        report["checks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|check| (text(check, "name"), text(check, "outcome")))
            .collect()
    };
    let of = |printed: &str, name: &str| {
        outcomes(printed)
            .into_iter()
            .find(|(check, _)| check == name)
            .unwrap()
            .1
    };

    let healthy = told.prints(&["doctor", "--json"]);
    for (name, outcome) in [
        ("database", "ok"),
        ("schema", "ok"),
        ("balances", "ok"),
        ("journal", "ok"),
        ("policy", "ok"),
        ("clock", "ok"),
        ("calendar", "warning"),
        ("settings", "warning"),
    ] {
        assert_eq!(of(&healthy, name), outcome, "{name}: {healthy}");
    }

    let settings = [
        "contact_name=Anna Smith",
        "phone=+44 7700 900123",
        "email=ar@example.com",
        "bank.iban=GB29NWBK60161331926819",
        "holiday=2026-12-25 Christmas Day",
    ];
    told.prints(&[&["book", "set"], &settings[..]].concat());
    let prepared = told.prints(&["doctor", "--json"]);
    assert_eq!(
        (of(&prepared, "calendar"), of(&prepared, "settings")),
        ("ok".to_owned(), "ok".to_owned())
    );

    let early = told.run_on("2026-03-10", &["doctor", "--json"]);
    assert_eq!(
        (early.code, of(&early.out, "clock").as_str()),
        (Some(1), "problem")
    );

    told.tamper("UPDATE account SET balance_minor = balance_minor + 1 WHERE currency = 'EUR'");
    told.tamper("UPDATE customer SET journal_seq = journal_seq - 1 WHERE number = '00077'");
    let tampered = told.run(&["doctor"]);
    assert_eq!(tampered.code, Some(1));
    for says in [
        "customer 00042 (Harbour Tools GmbH), account EUR: the balance is kept as 6140001, and the entries say 6140000",
        "customer 00077 (Ashdown Timber): the journal ends with record 4, and the customer says it ends with record 3",
    ] {
        assert!(tampered.out.contains(says), "{}", tampered.out);
    }
    let verified = told.run(&["journal", "verify"]);
    assert_eq!(verified.code, Some(1));
    assert!(
        verified.out.contains("customer 00077 (Ashdown Timber)"),
        "{}",
        verified.out
    );
    assert!(
        verified
            .err
            .contains("the journal is not whole: 1 thing found"),
        "{}",
        verified.err
    );
}

#[tokio::test]
async fn a_whole_journal_is_told_so() {
    let told = Told::on_sqlite().await;
    assert!(
        told.prints(&["journal", "verify"])
            .ends_with("The journal is whole.\n")
    );
    let verified: Value =
        serde_json::from_str(&told.prints(&["journal", "verify", "--json"])).unwrap();
    assert_eq!(
        (
            &verified["book"],
            &verified["customers"],
            &verified["findings"]
        ),
        (&json!("Northwind"), &json!(3), &json!([]))
    );
}

#[tokio::test]
async fn a_new_rate_is_looked_at_by_the_next_run() {
    let told = Told::on_sqlite().await;
    let reviewed = || -> Value {
        let report: Value = serde_json::from_str(&told.prints(&["run", "--json"])).unwrap();
        report["customers_reviewed"].clone()
    };
    assert_eq!(reviewed(), json!(0), "the day was run already");
    told.prints(&["rate", "set", "EUR", "GBP", "0.15", "--dry-run"]);
    assert_eq!(reviewed(), json!(0), "a dry run keeps nothing");
    told.prints(&["rate", "set", "EUR", "GBP", "0.15"]);
    assert_eq!(reviewed(), json!(3));
    let explained: Value =
        serde_json::from_str(&told.prints(&["explain", "00042", "--json"])).unwrap();
    assert_eq!(
        explained["accounts"][0]["classes"][1]["name"], "standard",
        "EUR 48,200 are less than GBP 10,000 now"
    );
    let rates = told.prints(&["rate", "list"]);
    assert_eq!(
        rates.lines().count(),
        3,
        "the one of 2 March is still there: {rates}"
    );
}

#[tokio::test]
async fn a_book_is_made_set_up_and_shown() {
    let told = Told::on_sqlite().await;
    told.prints(&[
        "book",
        "create",
        "Southwind",
        "--currency",
        "EUR",
        "--country",
        "fr",
    ]);
    let which = told.run(&["aging"]);
    assert!(
        which.err.contains("say which with --book NAME"),
        "{}",
        which.err
    );
    assert!(
        told.prints(&["aging", "--book", "Southwind"])
            .contains("Nothing is owed.")
    );

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    std::fs::write(&file, "contact_name = \"Anna Smith\"\nlanguage = \"fr\"\n").unwrap();
    let file = file.to_str().unwrap();
    told.prints(&[
        "book",
        "set",
        "phone=+44 7700 900123",
        "--book",
        "Southwind",
    ]);
    let shown = told.prints(&[
        "book",
        "set",
        "--file",
        file,
        "--book",
        "Southwind",
        "--json",
    ]);
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        (
            &shown["country"],
            &shown["settings"]["contact_name"],
            &shown["settings"]["phone"],
            &shown["settings"]["language"]
        ),
        (&json!("FR"), &json!("Anna Smith"), &json!(""), &json!("fr")),
        "a file sets everything"
    );
}

#[tokio::test]
async fn without_a_policy_a_customer_is_shown_without_a_next_step() {
    let test = TestDb::sqlite().await;
    let run = |args: &[&str]| run_with(&test.url, TODAY, args);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("invoices.csv");
    std::fs::write(&file, INVOICES).unwrap();
    assert_eq!(run(&["import", file.to_str().unwrap()]).code, Some(0));
    let shown: Value = serde_json::from_str(&run(&["customer", "00077", "--json"]).out).unwrap();
    let account = &shown["accounts"][0];
    assert_eq!(
        (&account["class"], &account["upcoming"]),
        (&Value::Null, &json!([]))
    );
    let item = &account["items"][0];
    assert_eq!(
        (&item["invoice"], &item["next"]),
        (&json!("R-3001"), &Value::Null)
    );
    let explained = run(&["explain", "00077"]);
    assert!(
        explained.err.contains("has no policy yet"),
        "{}",
        explained.err
    );
}

#[tokio::test]
async fn sqlite_needs_no_migration() {
    let told = Told::on_sqlite().await;
    assert!(
        told.prints(&["migrate"])
            .contains("SQLite is migrated whenever it is opened")
    );
}

#[tokio::test]
async fn postgres_is_migrated_by_hand() {
    let test = TestDb::postgres_without_schema().await;
    let run = |args: &[&str]| run_with(&test.url, TODAY, args);
    let before = run(&["book", "list"]);
    assert_eq!(before.code, Some(1));
    assert!(
        before.err.contains("run `dunwell migrate`"),
        "{}",
        before.err
    );
    for _ in 0..2 {
        let migrated = run(&["migrate"]);
        assert_eq!(migrated.code, Some(0), "{}", migrated.err);
        assert!(
            migrated
                .out
                .starts_with("The PostgreSQL database has schema "),
            "{}",
            migrated.out
        );
    }
    assert_eq!(run(&["book", "list"]).code, Some(0));
}

#[tokio::test]
async fn invoices_are_narrowed() {
    let told = Told::on_sqlite().await;
    let numbers = |args: &[&str]| -> Vec<String> {
        let printed = told.prints(&[&["invoices", "--json"], args].concat());
        let view: Value = serde_json::from_str(&printed).unwrap();
        let items = view["items"].as_array().unwrap().iter();
        items
            .map(|item| item["number"].as_str().unwrap().to_owned())
            .collect()
    };
    let all = numbers(&["--settled"]);
    let (open, overdue) = (numbers(&[]), numbers(&["--overdue"]));
    assert!(
        all.len() > open.len() && open.len() > overdue.len(),
        "{all:?} {open:?} {overdue:?}"
    );
    assert!(all.is_sorted(), "{all:?}");
    // Page by page they are the same.
    let first: Value =
        serde_json::from_str(&told.prints(&["invoices", "--json", "--limit", "2"])).unwrap();
    let rest = numbers(&["--after", first["next"].as_str().unwrap()]);
    assert_eq!(rest, open[2..]);
    for of in ["00042", "00077", "00099"] {
        let theirs = numbers(&["--customer", of, "--settled"]);
        assert!(!theirs.is_empty() && theirs.iter().all(|number| all.contains(number)));
    }
    let euros = numbers(&["--currency", "EUR", "--settled"]);
    let pounds = numbers(&["--currency", "GBP", "--settled"]);
    assert_eq!(euros.len() + pounds.len(), all.len());
    assert!(!euros.is_empty() && !pounds.is_empty());
    assert_eq!(numbers(&["--due-from", "2030-01-01"]), [] as [&str; 0]);
    let both = told.run(&["invoices", "--overdue", "--settled"]);
    assert_eq!(both.code, Some(2), "{}", both.err);
    let nobody = told.run(&["invoices", "--customer", "nobody"]);
    assert_eq!(nobody.code, Some(1), "{}", nobody.out);
}
