#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod errors;
mod properties;
mod words;

use super::{Condition, Place};
use crate::facts::{Drift, Fact, Facts, SCALE};

fn condition(text: &str) -> Condition {
    Condition::parse(text, Place::Step).unwrap_or_else(|errors| panic!("{text}: {errors:?}"))
}

/// An account with 100.00 overdue, the oldest item for 30 days, in trouble, in Germany.
fn facts() -> Facts {
    let mut facts = Facts::default();
    facts.set_scaled(Fact::Overdue, 100 * SCALE);
    facts.set_scaled(Fact::Balance, -SCALE / 2);
    facts.set_scaled(Fact::PaidInFullRatio, 9_550);
    facts.set_int(Fact::OldestDaysOverdue, 30);
    facts.set_int(Fact::DaysOverdue, -7);
    facts.set_int(Fact::PromisesBroken, 2);
    facts.set_text(Fact::Reason, "cash-flow");
    facts.set_text(Fact::Country, "DE");
    facts
}

/// The parser descends once for each of these, and a thread of a server has 2 MiB, less what it
/// uses already.
#[test]
fn no_text_exhausts_the_stack_of_a_thread() {
    let up_to = |part: &str, length: usize| part.repeat(length / part.len());
    let mut texts: Vec<String> = Vec::new();
    for part in [
        "1+",
        "1<",
        "1==",
        "1?1:",
        "true?true:",
        "-",
        "- ",
        "!",
        "true&&",
        "true||",
        "a.",
        "a[0]",
        ".a",
        "f(",
        "(",
        "[",
        "{",
        "[[1],",
        "1 in [",
        "!(",
        "-(",
        "true?(",
        "reason.contains(",
        "[1].map(x,",
        "''.contains('').",
        "?:",
        "a ",
        "{'a':",
    ] {
        for length in [100, 400, 990] {
            texts.push(up_to(part, length));
            texts.push(up_to(part, length) + "1");
        }
    }
    // As deep as is allowed in every way at once.
    let sum = "1+".repeat(78);
    texts.push(format!("{}1<{sum}1{}", "!(".repeat(20), ")".repeat(20)));
    texts.push(format!("{}1<1{}", "true?(".repeat(20), "):1<2".repeat(20)));
    std::thread::Builder::new()
        .stack_size(1024 * 1024)
        .spawn(move || {
            for text in texts {
                if let Ok(condition) = Condition::parse(&text, Place::Step) {
                    assert!(condition.implies(&condition));
                    assert!(!(condition.never_holds() && condition.holds(&facts())));
                    assert!(!condition.to_string().is_empty());
                    assert!(!condition.words(None).sentence().to_string().is_empty());
                }
            }
        })
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn conditions_hold_exactly() {
    let cases = [
        // Equality counts, and numbers are exact.
        ("overdue >= 100.0", true),
        ("overdue >= 100.00", true),
        ("overdue >= 100", true),
        ("overdue > 100.0", false),
        ("overdue <= 100.0", true),
        ("overdue < 100.0001", true),
        ("overdue == 100.0", true),
        ("overdue != 100.0", false),
        ("0.1 + 0.2 == 0.3", true),
        ("paid_in_full_ratio > 0.95", true),
        ("paid_in_full_ratio == 0.955", true),
        ("oldest_days_overdue > 29.5", true),
        ("oldest_days_overdue == 30.0", true),
        // Below zero.
        ("balance == -0.5", true),
        ("balance < 0.0", true),
        ("-balance == 0.5", true),
        ("days_overdue == -7", true),
        ("days_overdue >= -7 && days_overdue < 0", true),
        ("days_overdue > -7", false),
        ("- 5 < -4", true),
        ("--5 == 5", true),
        ("-(-5) == 5", true),
        // Calculation.
        ("overdue * 0.25 == 25.0", true),
        ("overdue * 2.0 - 50.0 == 150.0", true),
        ("10 - 3 - 2 == 5", true),
        ("10 - (3 - 2) == 9", true),
        ("2 + 3 * 4 == 14", true),
        ("(2 + 3) * 4 == 20", true),
        // A product has four decimals; half goes up.
        ("0.0001 * 0.5 == 0.0001", true),
        ("0.0001 * 0.4999 == 0.0", true),
        // Numbers beyond 128 bits stay at the limit instead of turning round.
        (
            "9223372036854775807 * 9223372036854775807 * 9223372036854775807 > 0",
            true,
        ),
        // Texts.
        ("reason == 'cash-flow'", true),
        ("reason == \"cash-flow\"", true),
        ("reason != 'Cash-flow'", true),
        ("reason.startsWith('cash')", true),
        ("reason.endsWith('flow')", true),
        ("reason.contains('h-f')", true),
        ("reason.contains('dispute')", false),
        ("language == ''", true),
        ("country < 'FR'", true),
        // Lists.
        ("country in ['AT', 'DE']", true),
        ("country in ['AT', 'CH']", false),
        ("country in []", false),
        ("promises_broken in [1, 2, 3]", true),
        ("promises_broken in [1.5, 2.0]", true),
        ("!(country in ['AT'])", true),
        // Choice.
        ("country == 'DE' ? overdue > 50.0 : overdue > 500.0", true),
        ("overdue >= (country == 'AT' ? 50.0 : 500.0)", false),
        ("(overdue > 50.0 ? reason : country) == 'cash-flow'", true),
        ("false ? true : true ? false : true", false),
        // What binds first.
        ("true || false && false", true),
        ("(true || false) && false", false),
        ("!true || true", true),
        ("!(true || true)", false),
        ("1 < 2 == true", true),
        ("true == false || true", true),
        // A remark after the condition.
        ("true // for everybody", true),
    ];
    for (text, expected) in cases {
        assert_eq!(condition(text).holds(&facts()), expected, "{text}");
    }
}

#[test]
fn the_canonical_text_has_no_more_parentheses_than_it_needs() {
    let cases = [
        (
            "  (overdue>=1000)&&((country=='DE'))  ",
            "overdue >= 1000 && country == 'DE'",
        ),
        (
            "true && (true && (false && true))",
            "true && true && false && true",
        ),
        (
            "(true || false) || (true && false)",
            "true || false || true && false",
        ),
        ("(true || false) && true", "(true || false) && true"),
        (
            "((10 - 3)) - 2 == 10 - (3 - 2)",
            "10 - 3 - 2 == 10 - (3 - 2)",
        ),
        ("2 * (3 + 4) == (2 * 3) + 4", "2 * (3 + 4) == 2 * 3 + 4"),
        ("!(overdue > 1.50)", "!(overdue > 1.5)"),
        ("- (overdue) < - 5.0", "-overdue < -5.0"),
        ("(1 < 2) == true", "(1 < 2) == true"),
        ("\"it's\" == r'a\\b'", "'it\\'s' == 'a\\\\b'"),
        ("reason == 'a\\nb\\r'", "reason == 'a\\nb\\r'"),
        ("country in ( [ 'DE','AT' ] )", "country in ['DE', 'AT']"),
        (
            "true ? (false ? true : false) : (true ? true : false)",
            "true ? (false ? true : false) : true ? true : false",
        ),
        ("(reason).contains( 'x' )", "reason.contains('x')"),
        ("promises_open == 0x10", "promises_open == 16"),
    ];
    for (text, expected) in cases {
        let printed = condition(text).to_string();
        assert_eq!(printed, expected, "{text}");
        assert_eq!(condition(&printed).expr, condition(text).expr, "{text}");
    }
}

#[test]
fn it_is_known_when_a_drifting_fact_turns_the_answer() {
    let cases = [
        ("oldest_days_overdue > 30", Some(vec![30])),
        (
            "60 <= oldest_days_overdue || overdue > 5.0 && oldest_days_overdue == 90",
            Some(vec![60, 90]),
        ),
        ("oldest_days_overdue > 30.5", Some(vec![30])),
        ("oldest_days_overdue > -30.5", Some(vec![-31])),
        ("oldest_days_overdue in [30, 60]", Some(vec![30, 60])),
        (
            "(oldest_days_overdue > 30 ? overdue : balance) > 5.0",
            Some(vec![30]),
        ),
        ("overdue > 5.0", Some(vec![])),
        // In a calculation, or beside a fact that moves too.
        ("oldest_days_overdue * 2 > 30", None),
        ("-oldest_days_overdue < -30", None),
        (
            "oldest_days_overdue > 30 && oldest_days_overdue > promises_broken",
            None,
        ),
        ("oldest_days_overdue > oldest_days_overdue", None),
        ("oldest_days_overdue in [30, promises_broken]", None),
        ("promises_broken in [oldest_days_overdue]", None),
    ];
    for (text, expected) in cases {
        assert_eq!(
            condition(text).thresholds(Fact::OldestDaysOverdue),
            expected,
            "{text}"
        );
    }
}

#[test]
fn the_facts_of_a_condition_are_known() {
    let condition = condition("overdue > 5.0 && (country in ['DE', language] || overdue < 2.0)");
    assert_eq!(
        condition.facts(),
        [Fact::Overdue, Fact::Country, Fact::Language]
    );
    assert!(condition.drifts(Drift::DueDates) && !condition.drifts(Drift::Monthly));
}

#[test]
fn a_condition_that_contradicts_itself_is_recognised() {
    for text in [
        "false",
        "overdue > 100.0 && overdue < 100.0",
        "overdue > 100.0 && (country == 'DE' && 100.0 >= overdue)",
        "promises_broken > 2 && promises_broken < 3",
        "promises_broken > 2.5 && promises_broken < 2.9",
        "promises_broken == 2.5",
        "country == 'DE' && country == 'FR'",
        "country in ['DE', 'AT'] && country in ['FR']",
        "country in []",
        "country == 'DE' && (overdue < 1.0 && overdue > 1.0 || false)",
    ] {
        assert!(condition(text).never_holds(), "{text}");
    }
    for text in [
        "true",
        "overdue >= 100.0 && overdue <= 100.0",
        "promises_broken > 4.5 && promises_broken < 5.5",
        "promises_broken >= -2.5 && promises_broken <= -1.5",
        "paid_in_full_ratio > 0.5 && paid_in_full_ratio < 0.6",
        "country == 'DE' || country == 'FR'",
        "country in ['DE', 'AT'] && country in ['AT']",
        "country in [language] && country == 'DE'",
        "overdue > 5.0 && balance < 5.0",
        "overdue != 5.0",
    ] {
        assert!(!condition(text).never_holds(), "{text}");
    }
}

#[test]
fn a_condition_inside_another_is_recognised() {
    let inside = [
        ("overdue > 500.0", "overdue > 100.0"),
        ("overdue > 100.0", "overdue >= 100.0"),
        ("500.0 < overdue", "overdue > 100.0"),
        ("overdue == 500.0", "overdue > 100.0"),
        ("overdue > 500.0 && country == 'DE'", "overdue > 100.0"),
        (
            "overdue > 500.0 && country == 'DE'",
            "country == 'DE' && overdue > 100.0",
        ),
        ("overdue > 500.0", "country == 'DE' || overdue > 100.0"),
        ("overdue > 500.0 || overdue == 200.0", "overdue > 100.0"),
        ("promises_broken > 2", "promises_broken >= 3"),
        ("promises_broken > 2.5", "promises_broken >= 3"),
        ("country == 'DE'", "country in ['DE', 'AT']"),
        ("country in ['DE', 'AT']", "country in ['CH', 'AT', 'DE']"),
        ("reason.contains('x')", "reason.contains('x')"),
        ("false || true", "true"),
    ];
    for (later, earlier) in inside {
        assert!(
            condition(later).implies(&condition(earlier)),
            "{later} is inside {earlier}"
        );
    }
    let apart = [
        ("overdue > 100.0", "overdue > 500.0"),
        ("overdue >= 100.0", "overdue > 100.0"),
        ("overdue > 500.0", "balance > 100.0"),
        ("overdue > 500.0 || country == 'DE'", "overdue > 100.0"),
        ("overdue > 500.0", "overdue > 100.0 && country == 'DE'"),
        ("promises_broken >= 5", "promises_broken > 5.5"),
        ("country in ['DE', 'FR']", "country in ['DE', 'AT']"),
        ("country != 'DE'", "country == 'FR'"),
        ("true", "overdue > 100.0"),
    ];
    for (later, earlier) in apart {
        assert!(
            !condition(later).implies(&condition(earlier)),
            "{later} is not inside {earlier}"
        );
    }
}

/// Twenty levels of alternating signs on both sides have more pairs of paths than can be walked.
#[test]
fn comparing_conditions_comes_to_an_end() {
    let nested = |fact: &str| {
        let open: String = (0..20)
            .map(|level| {
                format!(
                    "({fact} > {level} {} ",
                    if level % 2 == 0 { "&&" } else { "||" }
                )
            })
            .collect();
        condition(&format!("{open}true{}", ")".repeat(20)))
    };
    assert!(!nested("promises_open").implies(&nested("open_invoices")));
}

#[test]
fn an_explanation_shows_each_part_with_its_values() {
    let parts = condition(
        "overdue > 50.0 && (country == 'FR' || reason == 'cash-flow' && overdue < balance)",
    )
    .explain(&facts());
    let shown: Vec<_> = parts
        .iter()
        .map(|part| {
            let values: Vec<String> = part
                .values
                .iter()
                .map(|(fact, value)| format!("{}={value}", fact.name()))
                .collect();
            (part.text.as_str(), values.join(" "), part.holds)
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("overdue > 50.0", "overdue=100.0".to_owned(), true),
            ("country == 'FR'", "country='DE'".to_owned(), false),
            (
                "reason == 'cash-flow'",
                "reason='cash-flow'".to_owned(),
                true
            ),
            (
                "overdue < balance",
                "overdue=100.0 balance=-0.5".to_owned(),
                false
            ),
        ]
    );
}
