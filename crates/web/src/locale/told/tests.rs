#![allow(clippy::unwrap_used, reason = "tests")]
use dunwell_core::lang::Lang;

use super::*;

const RECORDS: [(&str, &str); 12] = [
    (
        "decided",
        r#"{"decided":[{"action":"x","step":"final demand","does":"letter","status":"awaiting-approval",
           "amount":{"amount":"1200.00","currency":"GBP"},"invoices":["R-1"]}],
           "closed":[["x",{"reason":"paid"}]],"not_taken":[["R-1",1,"text",{"reason":"due-date-passed","due":"2026-03-31"}]]}"#,
    ),
    (
        "invoices-imported",
        r#"[{"number":"R-1","total":"120.00","open":"120.00","currency":"GBP","due":"2026-03-31"}]"#,
    ),
    (
        "invoice-corrected",
        r#"{"number":"R-1","before":{"total":1,"due":"2026-03-31"},"after":{"total":2,"due":"2026-04-30"}}"#,
    ),
    (
        "charged",
        r#"{"date":"2026-03-02","charges":[{"kind":"fixed-sum","invoice":"R-1","amount":{"amount":"40.00","currency":"GBP"},"basis":"Late Payment Act"}]}"#,
    ),
    ("customer-imported", r#"{"number":"C-1"}"#),
    (
        "payment-recorded",
        r#"{"date":"2026-03-02","amount":{"amount":"1500.00","currency":"GBP"},"applied":[{"invoice":"R-1","amount":{"amount":"30.00","currency":"GBP"}}],
           "unapplied":{"amount":"20.00","currency":"GBP"},"reference":"Transfer 7"}"#,
    ),
    (
        "call-recorded",
        r#"{"date":"2026-03-02","outcome":"cash-flow","done":true,"reason":"cash-flow","text":"In two weeks"}"#,
    ),
    (
        "promise-recorded",
        r#"{"date":"2026-03-02","amount":{"amount":"100.00","currency":"GBP"},"by":"2026-03-09","invoices":["R-1"],"reason":null}"#,
    ),
    (
        "hold-placed",
        r#"{"date":"2026-03-02","holds":"contact","from":"2026-03-02","until":null,"reason":"moving house"}"#,
    ),
    (
        "action-done",
        r#"{"step":"agency","does":"escalate","date":"2026-03-02"}"#,
    ),
    (
        "customer-changed",
        r#"{"names":["Smith"],"ways_to_reach":2,"country":"GB","language":null}"#,
    ),
    ("something-new", "not JSON"),
];

#[test]
fn what_happened_is_told_in_every_language() {
    for lang in Lang::ALL {
        let t = T::new(lang);
        let told = |(kind, payload): &(&str, &str)| t.told(&Told::read(kind, payload));
        let lines: Vec<String> = RECORDS.iter().map(told).collect();
        insta::assert_snapshot!(format!("told_{}", lang.code()), lines.join("\n"));
    }
}

/// Every kind that the use cases write has words of its own, or a sentence.
#[test]
fn every_kind_of_record_has_words() {
    let mut folders = vec![std::path::PathBuf::from("../app/src")];
    let mut kinds = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            for call in source.split("work.journal(").skip(1) {
                let argument = call.split(',').nth(1).unwrap_or_default().trim();
                if let Some(kind) = argument.strip_prefix('"') {
                    kinds.push(kind.trim_end_matches('"').to_owned());
                }
            }
        }
    }
    assert!(kinds.len() > 20, "{kinds:?}");
    let special = [
        "decided",
        "invoices-imported",
        "invoice-corrected",
        "charged",
    ];
    for kind in kinds {
        let is_told = special.contains(&kind.as_str()) || kind_key(&kind).is_some();
        assert!(is_told, "{kind} has no words in the languages of the desk");
    }
}
