//! What holds for every text: reading a policy never panics and points inside the text, and what is
//! said about a change agrees with the hash.

use proptest::prelude::*;

use super::{EXAMPLE, READY, TODAY, UsualTexts};
use crate::policy::{CODES, MAX_LENGTH, Policy, Severity, difference, lint, parse};

/// Reads a text and holds every finding to what is promised about findings.
fn read(source: &str) -> Option<Policy> {
    let (policy, findings) = match parse(source) {
        Ok(policy) => {
            let findings = lint(&policy, &UsualTexts, TODAY);
            (Some(policy), findings)
        }
        Err(findings) => {
            assert!(
                findings
                    .iter()
                    .any(|finding| finding.severity == Severity::Error)
            );
            (None, findings)
        }
    };
    let lines: Vec<&str> = source.split('\n').collect();
    for finding in findings {
        assert!(CODES.contains(&finding.code));
        let line = lines[finding.line - 1];
        assert!(
            (1..=line.chars().count() + 1).contains(&finding.column),
            "{finding:?} in {line:?}"
        );
    }
    policy
}

/// A policy with some words exchanged, doubled or taken out.
fn mutated() -> impl Strategy<Value = String> {
    let source = prop::sample::select([READY.as_slice(), &[EXAMPLE]].concat());
    let edits = prop::collection::vec(
        (
            any::<prop::sample::Index>(),
            any::<prop::sample::Index>(),
            0..5_u8,
        ),
        1..6,
    );
    (source, edits).prop_map(|(source, edits)| {
        let mut words: Vec<&str> = source.split_inclusive([' ', '\n', '"', ',']).collect();
        for (first, second, edit) in edits {
            let (first, second) = (first.index(words.len()), second.index(words.len()));
            match edit {
                0 => words.swap(first, second),
                1 => words[first] = words[second],
                2 => words.insert(first, words[second]),
                3 if words.len() > 1 => drop(words.remove(first)),
                _ => {
                    words[first] = [
                        "-",
                        "\"",
                        "{",
                        "]]",
                        "9999999999999999999999",
                        "''",
                        "é",
                        "\u{0}",
                        "= ",
                    ][second % 9]
                }
            }
        }
        words.concat()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn reading_never_panics(source in "(?s).{0,200}") {
        read(&source);
    }

    #[test]
    fn reading_a_damaged_policy_never_panics(source in mutated()) {
        prop_assume!(source.len() <= MAX_LENGTH);
        read(&source);
    }

    #[test]
    fn the_difference_is_empty_where_the_hash_is_the_same(source in mutated()) {
        let original = parse(EXAMPLE).unwrap();
        // Two versions are compared by names, which an accepted policy has only once.
        let is_accepted = |policy: &Policy| {
            lint(policy, &UsualTexts, TODAY).iter().all(|finding| finding.severity != Severity::Error)
        };
        if let Some(policy) = read(&source).filter(is_accepted) {
            prop_assert_eq!(difference(&original, &policy).is_empty(), original.hash() == policy.hash());
            prop_assert!(difference(&policy, &policy).is_empty());
        }
    }
}
