//! Whatever the text, reading and checking a policy never panics; what is found points inside the text, and what was
//! read has the same conditions when they are printed and read again.
#![no_main]

use dunwell_core::action::Do;
use dunwell_core::condition::{Condition, MAX_LENGTH, Place};
use dunwell_core::dates::parse_date;
use dunwell_core::facts::Facts;
use dunwell_core::lang::Lang;
use dunwell_core::policy::{Severity, Texts, difference, lint, parse};
use libfuzzer_sys::fuzz_target;

struct AnyText;

impl Texts for AnyText {
    fn source(&self, _: Do, _: &str, _: Lang) -> Option<String> {
        Some(String::new())
    }
}

fuzz_target!(|text: &str| {
    // A condition by itself is reached sooner than through the file around it.
    if let Ok(condition) = Condition::parse(text, Place::Step) {
        same_when_read_again(&condition, Place::Step);
    }
    let findings = match parse(text) {
        Ok(policy) => {
            for class in &policy.classes {
                same_when_read_again(&class.when, Place::Class);
            }
            let today = parse_date("2026-11-22").expect("a date");
            let findings = lint(&policy, &AnyText, today);
            // Two versions are compared by names, which an accepted policy has only once.
            if findings
                .iter()
                .all(|finding| finding.severity == Severity::Warning)
            {
                assert!(difference(&policy, &policy).is_empty());
            }
            findings
        }
        Err(findings) => findings,
    };
    let lines = text.split('\n').count();
    for finding in findings {
        assert!((1..=lines).contains(&finding.line), "{finding:?}");
    }
});

fn same_when_read_again(condition: &Condition, place: Place) {
    let printed = condition.to_string();
    if printed.len() <= MAX_LENGTH {
        let again = Condition::parse(&printed, place).expect("the canonical text can be read");
        assert_eq!(again.to_string(), printed);
        assert_eq!(
            again.holds(&Facts::default()),
            condition.holds(&Facts::default())
        );
    }
}
