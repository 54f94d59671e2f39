//! What scripts read: the JSON of `import`, `aging` and `run`.

use serde_json::{Value, json};

use crate::{INVOICES, TODAY, desk, parsed, without_ids};

#[test]
fn import_prints_its_counts_and_every_refused_row() {
    let desk = desk();
    desk.write("more.csv", &format!("{INVOICES}0015,00019,Lund Glass,2026-01-10,2026-02-30,10.00,EUR,\n0016,00019,Lund Glass,2026-01-10,2026-02-09,1.50,JPY,\n"));
    let none = json!({ "new": 0, "changed": 0, "unchanged": 0 });
    let report = parsed(&desk, &["import", "more.csv", "--json"]);
    assert_eq!(
        report["invoices"],
        json!({ "new": 3, "changed": 0, "unchanged": 0 })
    );
    assert_eq!(
        report["customers"],
        json!({ "new": 2, "changed": 0, "unchanged": 0 })
    );
    for kind in ["payments", "credit_notes", "disputes"] {
        assert_eq!(report[kind], none, "{kind}");
    }
    assert_eq!(
        report["rejected"],
        json!([
            {
                "file": "more.csv", "line": 5, "field": "due", "value": "2026-02-30",
                "reason": "the dates of column 'due' are written YYYY-MM-DD; there is no such day",
            },
            {
                "file": "more.csv", "line": 6, "field": "amount", "value": "1.50",
                "reason": "1.50 has more than the 0 decimals of JPY; check the amount or the currency (JPY)",
            },
        ])
    );

    let again = parsed(&desk, &["import", "invoices.csv", "--json"]);
    assert_eq!(
        again["invoices"],
        json!({ "new": 0, "changed": 0, "unchanged": 3 })
    );
    assert_eq!(again["rejected"], json!([]));
    desk.write("invoices.csv", &INVOICES.replace("250.50", "260.50"));
    let changed = parsed(&desk, &["import", "invoices.csv", "--json"]);
    assert_eq!(
        changed["invoices"],
        json!({ "new": 0, "changed": 1, "unchanged": 2 })
    );
}

#[test]
fn aging_prints_each_currency_with_its_buckets() {
    let desk = desk();
    desk.prints(&["import", "invoices.csv"]);
    desk.prints(&[
        "record",
        "payment",
        "--customer",
        "00017",
        "--currency",
        "GBP",
        "--amount",
        "100",
    ]);
    let pounds = |amount: &str| json!({ "amount": amount, "currency": "GBP" });
    let yen = |amount: &str| json!({ "amount": amount, "currency": "JPY" });
    let report = parsed(&desk, &["aging", "--json"]);
    assert_eq!(
        report["currencies"],
        json!([
            {
                "currency": "GBP", "total": pounds("1250.50"), "unapplied": pounds("100.00"),
                "buckets": [
                    { "label": "current", "amount": pounds("250.50") },
                    { "label": "1-30", "amount": pounds("1000.00") },
                    { "label": "31-60", "amount": pounds("0.00") },
                    { "label": "61-90", "amount": pounds("0.00") },
                    { "label": "90+", "amount": pounds("0.00") },
                ],
            },
            {
                "currency": "JPY", "total": yen("48000"), "unapplied": yen("0"),
                "buckets": [
                    { "label": "current", "amount": yen("0") },
                    { "label": "1-30", "amount": yen("48000") },
                    { "label": "31-60", "amount": yen("0") },
                    { "label": "61-90", "amount": yen("0") },
                    { "label": "90+", "amount": yen("0") },
                ],
            },
        ])
    );
}

#[test]
fn run_prints_what_was_decided() {
    let desk = desk();
    desk.prints(&["import", "invoices.csv"]);
    let dry = parsed(&desk, &["run", "--dry-run", "--json"]);
    let mut report = parsed(&desk, &["run", "--json"]);
    let plain = |report: &Value| without_ids(&report.to_string());
    assert_eq!(
        plain(&dry),
        plain(&report),
        "a dry run says what the run then does"
    );
    assert_eq!(report["date"], TODAY);
    assert_eq!(report["customers_reviewed"], 2);
    let actions = report["actions"].as_array_mut().unwrap();
    actions.sort_by_key(|action| action["customer"].to_string());
    assert_eq!(actions.len(), 2);
    let reasons = actions[0]["reasons"].as_array().unwrap().clone();
    assert!(
        reasons.len() > 1 && reasons.iter().all(Value::is_string),
        "{reasons:?}"
    );
    let expected = json!({
        "customer": "00017", "step": "reminder", "channel": "email", "currency": "GBP",
        "amount": { "amount": "1000.00", "currency": "GBP" }, "invoices": ["0012"],
        "reasons": reasons, "needs_approval": false,
    });
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&actions[0][key], value, "{key}");
    }
    assert_eq!(
        actions[1]["amount"],
        json!({ "amount": "48000", "currency": "JPY" })
    );

    let again = parsed(&desk, &["run", "--json"]);
    assert_eq!(
        again["actions"],
        json!([]),
        "the same day again decides nothing"
    );
    let full = parsed(&desk, &["run", "--full", "--json"]);
    assert_eq!(full["actions"], json!([]));
}

#[test]
fn a_csv_holds_the_whole_list_unless_a_page_is_asked_for() {
    let desk = crate::Desk::on("2026-03-02");
    let rows: String = (1..=1_203)
        .map(|number| format!("{number:05},00017,2026-01-31,2026-03-02,10.00,GBP\n"))
        .collect();
    desk.write(
        "many.csv",
        &format!("number,customer,issued,due,amount,currency\n{rows}"),
    );
    desk.prints(&["import", "many.csv"]);
    let lines = |args: &[&str]| desk.prints(args).lines().count() - 1;
    assert_eq!(lines(&["invoices", "--csv"]), 1_203);
    assert_eq!(lines(&["invoices", "--csv", "--limit", "7"]), 7);
}
