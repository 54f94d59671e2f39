//! Which crate may know which: the one table that holds the shape of the house.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::process::{cargo, output};

/// Each crate of the workspace and those it may depend on. The binary does not know the store: whatever it reads or
/// writes goes through a use case of `dunwell-app`.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("dunwell-core", &[]),
    ("dunwell-insight", &["dunwell-core"]),
    ("dunwell-formats", &["dunwell-core"]),
    ("dunwell-store", &["dunwell-core"]),
    ("dunwell-channels", &["dunwell-core"]),
    ("dunwell-documents", &["dunwell-core"]),
    (
        "dunwell-app",
        &[
            "dunwell-core",
            "dunwell-insight",
            "dunwell-formats",
            "dunwell-store",
            "dunwell-channels",
            "dunwell-documents",
        ],
    ),
    ("dunwell-web", &["dunwell-core", "dunwell-app"]),
    ("dunwell", &["dunwell-core", "dunwell-app", "dunwell-web"]),
    (
        "dunwell-testkit",
        &[
            "dunwell-core",
            "dunwell-insight",
            "dunwell-formats",
            "dunwell-store",
            "dunwell-channels",
            "dunwell-documents",
            "dunwell-app",
            "dunwell-web",
            "dunwell",
        ],
    ),
    // This crate must build in seconds on a fresh clone, so it knows none of the others.
    ("xtask", &[]),
];

/// The crate that others may use in their tests, and only there.
const FOR_TESTS: &str = "dunwell-testkit";

/// The crates that do no I/O, ask no clock and roll no dice.
const PURE: &[&str] = &["dunwell-core", "dunwell-insight", "dunwell-formats"];

/// What a pure crate has no use for.
const IMPURE: &[&str] = &[
    "chrono", "fastrand", "rand", "reqwest", "rusqlite", "sqlx", "tokio",
];

/// Compares the manifests of the workspace with the table.
///
/// # Errors
///
/// Lists every dependency that may not be.
pub fn check() -> Result<()> {
    let metadata = output(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata = serde_json::from_str(&metadata).context("`cargo metadata` printed no JSON")?;
    let problems = problems(&metadata)?;
    if problems.is_empty() {
        return Ok(());
    }
    bail!("forbidden dependencies:\n  {}", problems.join("\n  "))
}

fn problems(metadata: &Value) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for package in list(metadata, "packages")? {
        let name = text(package, "name")?;
        let Some((_, allowed)) = MAY_KNOW.iter().find(|(known, _)| *known == name) else {
            problems.push(format!(
                "{name} is in no row of the table in xtask/src/arrows.rs: say there what it may know"
            ));
            continue;
        };
        for dependency in list(package, "dependencies")? {
            let on = text(dependency, "name")?;
            let ours = dependency.get("path").is_some();
            let in_tests_only = dependency.get("kind").and_then(Value::as_str) == Some("dev");
            if ours && !allowed.contains(&on) && !(in_tests_only && on == FOR_TESTS) {
                problems.push(format!("{name} may not know {on}"));
            }
            if !ours && !in_tests_only && PURE.contains(&name) && IMPURE.contains(&on) {
                problems.push(format!("{name} is pure and may not know {on}"));
            }
        }
    }
    Ok(problems)
}

fn list<'a>(value: &'a Value, field: &str) -> Result<&'a Vec<Value>> {
    value
        .get(field)
        .and_then(Value::as_array)
        .with_context(|| format!("`cargo metadata` printed no list {field:?}"))
}

fn text<'a>(value: &'a Value, field: &str) -> Result<&'a str> {
    value
        .get(field)
        .and_then(Value::as_str)
        .with_context(|| format!("`cargo metadata` printed no text {field:?}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use serde_json::json;

    use super::*;

    /// The problems of a workspace in which one crate has one dependency.
    fn check(name: &str, dependency: Value, expected: &[&str]) {
        let metadata = json!({ "packages": [{ "name": name, "dependencies": [dependency] }] });
        assert_eq!(problems(&metadata).unwrap(), expected);
    }

    fn ours(name: &str) -> Value {
        json!({ "name": name, "kind": null, "path": "somewhere" })
    }

    fn ours_in_tests(name: &str) -> Value {
        json!({ "name": name, "kind": "dev", "path": "somewhere" })
    }

    fn theirs(name: &str) -> Value {
        json!({ "name": name, "kind": null })
    }

    #[test]
    fn arrows_in_the_table_are_allowed() {
        check("dunwell-app", ours("dunwell-store"), &[]);
        check("dunwell", ours("dunwell-app"), &[]);
        check("dunwell-store", theirs("sqlx"), &[]);
    }

    #[test]
    fn arrows_outside_the_table_are_not() {
        check(
            "dunwell",
            ours("dunwell-store"),
            &["dunwell may not know dunwell-store"],
        );
        check(
            "dunwell-core",
            ours("dunwell-app"),
            &["dunwell-core may not know dunwell-app"],
        );
        check(
            "dunwell-store",
            ours_in_tests("dunwell-channels"),
            &["dunwell-store may not know dunwell-channels"],
        );
    }

    #[test]
    fn the_test_kit_is_for_tests() {
        check("dunwell-store", ours_in_tests("dunwell-testkit"), &[]);
        check(
            "dunwell-store",
            ours("dunwell-testkit"),
            &["dunwell-store may not know dunwell-testkit"],
        );
    }

    #[test]
    fn pure_crates_stay_pure() {
        check(
            "dunwell-core",
            theirs("tokio"),
            &["dunwell-core is pure and may not know tokio"],
        );
        check("dunwell-core", theirs("serde"), &[]);
    }

    #[test]
    fn a_new_crate_needs_a_row() {
        check(
            "dunwell-new",
            theirs("serde"),
            &[
                "dunwell-new is in no row of the table in xtask/src/arrows.rs: say there what it may know",
            ],
        );
    }
}
