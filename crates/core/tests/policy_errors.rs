//! The catalogue of everything that can be found in a policy: `policy_errors/` holds a small policy for each code,
//! and the snapshot holds what is said about it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use dunwell_core::action::Do;
use dunwell_core::lang::Lang;
use dunwell_core::packs::Packs;
use dunwell_core::policy::{
    CODES, Finding, MAX_LENGTH, Severity, Texts, lint, lint_charges, lint_terms, parse,
};
use jiff::civil::date;

/// The usual texts, and one that threatens.
struct SomeTexts;

impl Texts for SomeTexts {
    fn source(&self, _: Do, template: &str, lang: Lang) -> Option<String> {
        match template {
            "courtesy" | "friendly" | "firm" | "final" | "statement" => {
                Some("Please pay.".to_owned())
            }
            "threat" if lang == Lang::En => Some("Hello,\nwe will send the bailiffs.".to_owned()),
            "threat" => Some(String::new()),
            _ => None,
        }
    }
}

/// What is found in a policy of a business in that jurisdiction.
fn findings(source: &str, jurisdiction: &str) -> Vec<Finding> {
    let today = date(2026, 11, 22);
    match parse(source) {
        Ok(policy) => {
            let pack = Packs::embedded().unwrap().get(jurisdiction).unwrap();
            let mut found = lint(&policy, &SomeTexts, today);
            found.extend(lint_terms(&policy, pack, today));
            found.extend(lint_charges(&policy, pack, today));
            found
        }
        Err(findings) => findings,
    }
}

fn folder() -> &'static Path {
    Path::new("tests/policy_errors")
}

/// The codes for which there is a file, in order.
fn catalogued() -> Vec<String> {
    let mut codes: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .filter_map(|entry| {
            entry
                .unwrap()
                .file_name()
                .to_str()?
                .strip_suffix(".toml")
                .map(str::to_owned)
        })
        .collect();
    codes.sort();
    codes
}

#[test]
fn each_policy_provokes_the_finding_it_is_named_after_and_no_other() {
    let mut page = String::new();
    for code in catalogued() {
        let file = format!("{code}.toml");
        let source = fs::read_to_string(folder().join(&file)).unwrap();
        // Nothing beyond the limit can be agreed in Spain, and what is fair can in England.
        let jurisdiction = if code == "terms-too-long" { "ES" } else { "GB" };
        let found = findings(&source, jurisdiction);
        assert!(
            !found.is_empty() && found.iter().all(|finding| finding.code == code),
            "{file}: {found:#?}"
        );
        for finding in found {
            let severity = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            writeln!(
                page,
                "{file}:{}:{}: {severity}: {}",
                finding.line, finding.column, finding.message
            )
            .unwrap();
        }
    }
    insta::assert_snapshot!("catalogue", page);
}

#[test]
fn a_policy_that_is_too_long_is_told_so() {
    let found = findings(&"#".repeat(MAX_LENGTH + 1), "GB");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code, "too-long");
    assert_eq!(
        found[0].message.to_string(),
        "a policy has at most 262144 bytes; this has 262145"
    );
}

#[test]
fn every_code_has_a_policy_and_stands_in_the_documents() {
    let expected: Vec<&str> = CODES
        .iter()
        .copied()
        .filter(|code| *code != "too-long")
        .collect();
    assert_eq!(catalogued(), expected);
    let readme = fs::read_to_string(folder().join("README.md")).unwrap();
    let guide = include_str!("../../../docs/policy.md");
    for code in CODES {
        assert!(
            guide.contains(&format!("| `{code}` |")),
            "docs/policy.md does not say what to do about {code}"
        );
        assert!(
            *code == "too-long" || readme.contains(&format!("| [{code}]({code}.toml) |")),
            "the README does not list {code}"
        );
    }
}
