#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod changes;
mod places;
mod properties;

use jiff::civil::{Date, date};

use super::{Finding, Policy, Severity, Texts, lint, parse};
use crate::action::Do;
use crate::lang::Lang;

const TODAY: Date = date(2026, 11, 22);

/// Uses most of what a policy can say.
const EXAMPLE: &str = include_str!("tests/example.toml");

/// The policies that come with the software.
const READY: [&str; 4] = [
    include_str!("../../../../policies/standard-trade-credit.toml"),
    include_str!("../../../../policies/small-business.toml"),
    include_str!("../../../../policies/high-value-accounts.toml"),
    include_str!("../../../../policies/new-accounts-first.toml"),
];

/// Texts for the usual names and for no others.
struct UsualTexts;

impl Texts for UsualTexts {
    fn source(&self, _: Do, template: &str, _: Lang) -> Option<String> {
        ["courtesy", "friendly", "firm", "final", "statement"]
            .contains(&template)
            .then(|| "Please pay.".to_owned())
    }
}

fn policy(source: &str) -> Policy {
    parse(source).unwrap_or_else(|findings| panic!("{findings:#?}"))
}

fn findings(source: &str) -> Vec<Finding> {
    match parse(source) {
        Ok(policy) => lint(&policy, &UsualTexts, TODAY),
        Err(findings) => findings,
    }
}

#[test]
fn the_policies_that_come_with_the_software_are_clean() {
    for source in READY {
        assert_eq!(findings(source), [], "{source}");
    }
    assert_eq!(findings(EXAMPLE), []);
}

#[test]
fn what_is_left_out_has_a_sensible_value() {
    let policy = policy(places::SMALLEST);
    assert_eq!(
        (policy.contact.min_overdue, policy.contact.min_gap_days),
        (0, 5)
    );
    assert_eq!(policy.contact.send_between, None);
    let procedure = &policy.procedures[0];
    assert_eq!(procedure.entry, 0);
    let reminder = &procedure.steps[0];
    assert_eq!(
        (reminder.tone.code(), reminder.template.as_deref()),
        ("friendly", Some("friendly"))
    );
}

#[test]
fn an_item_found_late_begins_after_the_due_date_and_early_texts_are_courteous() {
    let source = places::SMALLEST.replace(
        "steps = [",
        "steps = [ { name = \"early\", at = \"due - 3 days\", do = \"email\" },",
    );
    let policy = policy(&source);
    let procedure = &policy.procedures[0];
    assert_eq!(procedure.entry, 1);
    assert_eq!(procedure.steps[0].template.as_deref(), Some("courtesy"));
}

#[test]
fn a_step_is_found_by_its_name() {
    let policy = policy(EXAMPLE);
    let (procedure, step) = policy.step("stop supply").unwrap();
    assert_eq!((procedure.name.as_str(), step.kind), ("standard", Do::Hold));
    assert!(policy.step("nothing").is_none());
}

#[test]
fn errors_come_before_warnings() {
    let source = places::SMALLEST
        .replace("review_by = 2027-01-31\n", "")
        .replace("email\"", "email\", template = \"none\"");
    let found: Vec<_> = findings(&source)
        .iter()
        .map(|finding| (finding.severity, finding.line))
        .collect();
    assert_eq!(found, [(Severity::Error, 12), (Severity::Warning, 1)]);
}

#[test]
fn a_text_that_a_professional_would_not_write_is_refused_with_its_line() {
    struct Threat;
    impl Texts for Threat {
        fn source(&self, _: Do, _: &str, lang: Lang) -> Option<String> {
            Some(if lang == Lang::En {
                "Hello,\nwe will send the bailiffs.".to_owned()
            } else {
                String::new()
            })
        }
    }
    let found = lint(&policy(places::SMALLEST), &Threat, TODAY);
    let [finding] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(
        (finding.code, finding.severity, finding.line),
        ("wording", Severity::Error, 13)
    );
    let message = finding.message.to_string();
    assert!(
        message.starts_with("the en text \"friendly\" (email) of \"reminder\" says \""),
        "{message}"
    );
    assert!(message.contains("in its line 2: "), "{message}");
}

#[test]
fn the_review_is_overdue_on_the_day_after() {
    let review = |today| lint(&policy(places::SMALLEST), &UsualTexts, today);
    assert_eq!(review(date(2027, 1, 31)), []);
    assert_eq!(review(date(2027, 2, 1))[0].code, "review-overdue");
}

#[test]
fn a_policy_that_is_too_long_is_not_read() {
    let long = format!("{}{}", places::SMALLEST, "#".repeat(super::MAX_LENGTH));
    let found = findings(&long);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code, "too-long");
}

#[test]
fn a_policy_full_of_errors_is_reported_in_good_time() {
    let unknown: String = (0..20_000)
        .map(|number| format!("k{number} = 1\n"))
        .collect();
    assert_eq!(
        findings(&format!("{unknown}{}", places::SMALLEST)).len(),
        100
    );
    let rows = "{},".repeat(60_000);
    let found = findings(&places::SMALLEST.replace("steps = [", &format!("steps = [{rows}")));
    assert_eq!(
        found.iter().map(|finding| finding.code).collect::<Vec<_>>(),
        ["no-steps"]
    );
}

#[test]
fn deep_nesting_is_refused() {
    for part in ["[", "{a=", "a."] {
        assert!(!findings(&format!("x = {}", part.repeat(60_000))).is_empty());
    }
    assert!(!findings(&format!("[{}a]", "a.".repeat(60_000))).is_empty());
}

#[test]
fn each_discount_is_told_with_what_it_costs_a_year() {
    let offers = "[terms.early]\ndue = \"2/10 net 30\"\n[terms.parts]\ndue = \"50% now, 50% 1/10 net 40\"\n\
                  [terms.month]\ndue = \"2/10 day 20\"\n[terms.plain]\ndue = \"net 30\"\n";
    let policy = policy(&format!("{}\n{offers}", places::SMALLEST));
    let costs: Vec<String> = super::discount_costs(&policy)
        .iter()
        .map(|cost| {
            let percent = |rate: Option<rust_decimal::Decimal>| {
                rate.map_or("-".to_owned(), |rate| rate.to_string())
            };
            format!(
                "{} {}: {} {}",
                cost.terms,
                cost.part,
                percent(cost.percent_a_year),
                percent(cost.percent_a_year_compounded)
            )
        })
        .collect();
    assert_eq!(
        costs,
        [
            "early 1: 37.24 44.59",
            "month 1: - -",
            "parts 2: 12.29 13.01"
        ]
    );
}

#[test]
fn terms_are_held_to_the_law_of_the_jurisdiction() {
    #[track_caller]
    fn check(due: &str, jurisdiction: &str, expected: Option<(Severity, &str)>) {
        let source = format!("{}\n[terms.offer]\ndue = \"{due}\"\n", places::SMALLEST);
        let pack = crate::packs::Packs::embedded()
            .unwrap()
            .get(jurisdiction)
            .unwrap();
        let found = super::lint_terms(&policy(&source), pack, TODAY);
        let found = found.first().map(|finding| {
            let message = finding.message.to_string();
            let (_, told) = message.split_once(" give ").unwrap();
            (finding.severity, told.split(';').next().unwrap().to_owned())
        });
        let expected = expected.map(|(severity, told)| (severity, told.to_owned()));
        assert_eq!(found, expected, "{due} in {jurisdiction}");
    }
    use Severity::{Error, Warning};
    check("net 60", "GB", None);
    check("2/10 net 61", "GB", Some((Warning, "up to 61 days")));
    check("45 EOM", "GB", Some((Warning, "up to 75 days")));
    check("2 months", "ES", Some((Error, "up to 62 days")));
    check("net 60", "FR", None);
    check("45 EOM", "FR", None);
    check("45 days then EOM", "FR", None);
    check(
        "60 EOM",
        "FR",
        Some((Error, "60 days and the end of the month")),
    );
    check("30% now, 70% net 75", "FR", Some((Error, "up to 75 days")));
    check(
        "net 30, retention 5% 12 months",
        "ES",
        Some((Warning, "up to 366 days")),
    );
    check("net 46", "IN", Some((Error, "up to 46 days")));
}
