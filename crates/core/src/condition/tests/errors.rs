//! What is said about a condition that is not right, and where it points.

use crate::condition::{Condition, Place};

#[test]
fn what_is_wrong_is_said_at_its_place() {
    let shape = "; a condition looks like: overdue >= 1000.0 && country == 'DE'";
    let cases = [
        // Names.
        (
            "overdu >= 5.0",
            0,
            "there is no fact \"overdu\"; did you mean \"overdue\"?",
        ),
        (
            "nonsense",
            0,
            "there is no fact \"nonsense\"; the facts are listed in docs/policy-facts.md",
        ),
        (
            "reason == 'é' && overdu > 1.0",
            18,
            "there is no fact \"overdu\"; did you mean \"overdue\"?",
        ),
        (
            "amount > 5.0",
            0,
            "\"amount\" is known for a step only; a class can ask about \"overdue\" or \"oldest_days_overdue\"",
        ),
        (
            "true && days_overdue > 3",
            8,
            "\"days_overdue\" is known for a step only; a class can ask about \"overdue\" or \"oldest_days_overdue\"",
        ),
        // Kinds.
        (
            "overdue",
            0,
            "a condition is true or false, and this is a decimal number (overdue)",
        ),
        (
            "promises_open + 1",
            0,
            "a condition is true or false, and this is a whole number (promises_open + 1)",
        ),
        (
            "overdue >= 'x'",
            8,
            "overdue is a decimal number and 'x' is a text; these cannot be compared",
        ),
        (
            "reason == 5",
            7,
            "reason is a text and 5 is a whole number; these cannot be compared",
        ),
        (
            "true == 1",
            5,
            "true is true or false and 1 is a whole number; these cannot be compared",
        ),
        (
            "true && reason",
            8,
            "true or false is needed here, and reason is a text",
        ),
        (
            "overdue + 1.0 || true",
            0,
            "true or false is needed here, and overdue + 1.0 is a decimal number",
        ),
        (
            "!overdue",
            1,
            "true or false is needed here, and overdue is a decimal number",
        ),
        (
            "-reason == 'x'",
            1,
            "a minus sign needs a number, and this is a text",
        ),
        (
            "overdue + 2 > 5.0",
            8,
            "both sides must be numbers of one kind; overdue is a decimal number and 2 is a whole number (write 2 as 2.0 beside a decimal)",
        ),
        (
            "reason + 'x' == ''",
            7,
            "both sides must be numbers of one kind; reason is a text and 'x' is a text (write 2 as 2.0 beside a decimal)",
        ),
        (
            "true ? 1 : 2.0",
            0,
            "both answers after \"?\" must be of one kind; here they are a whole number and a decimal number",
        ),
        (
            "reason ? true : false",
            0,
            "true or false is needed here, and reason is a text",
        ),
        (
            "country in 'DE'",
            11,
            "after \"in\" a list is needed, such as ['DE', 'AT']",
        ),
        (
            "country in ['DE', 5]",
            18,
            "country is a text and 5 in the list is a whole number",
        ),
        (
            "reason.contains(5)",
            16,
            "a text is needed here, and 5 is a whole number",
        ),
        (
            "overdue.contains('5')",
            0,
            "a text is needed here, and overdue is a decimal number",
        ),
        (
            "reason.contains('a', 'b')",
            7,
            "contains takes one text in parentheses",
        ),
        // What CEL has and a condition has not.
        (
            "overdue / 2.0 > 1.0",
            8,
            "division is not used in conditions; multiply the other side instead",
        ),
        (
            "promises_open % 2 == 0",
            14,
            "division is not used in conditions; multiply the other side instead",
        ),
        (
            "size(reason) > 2",
            0,
            "\"size\" is not known here; a text has startsWith, endsWith and contains",
        ),
        (
            "reason.startswith('a')",
            7,
            "\"startswith\" is not known here; a text has startsWith, endsWith and contains",
        ),
        (
            "overdue[0] > 1",
            7,
            "only comparisons of facts can stand in a condition",
        ),
        (
            "[1].exists(x, x > 0)",
            10,
            "only comparisons of facts can stand in a condition",
        ),
        (
            "reason == null",
            10,
            "write a number as 3 or 25000.0 and a text as 'cash-flow'",
        ),
        (
            "promises_open > 5u",
            16,
            "write a number as 3 or 25000.0 and a text as 'cash-flow'",
        ),
        // Numbers that would lose digits.
        (
            "overdue > 1.23456",
            10,
            "1.23456 cannot be read exactly; a number has at most 15 digits, four of them after the point, such as 25000.0",
        ),
        (
            "overdue > 100.00000000000000001",
            10,
            "100.00000000000000001 cannot be read exactly; a number has at most 15 digits, four of them after the point, such as 25000.0",
        ),
        (
            "overdue > 1e3",
            10,
            "1e3 cannot be read exactly; a number has at most 15 digits, four of them after the point, such as 25000.0",
        ),
    ];
    for (text, at, message) in cases {
        check_error(text, at, message);
    }
    let unreadable = [
        (
            "overdue = 5.0",
            8,
            "write == to compare, and >= or <= with the = last",
        ),
        (
            "overdue => 5.0",
            8,
            "write == to compare, and >= or <= with the = last",
        ),
        ("overdue > 5.0 and true", 14, "write && for \"and\""),
        ("overdue > 5.0 & true", 14, "write && for \"and\""),
        ("overdue > 5.0 or true", 14, "write || for \"or\""),
        ("not true", 4, "write ! for \"not\""),
        (
            "overdue > 25,000.0",
            12,
            "a comma stands in lists only; write numbers without one, such as 25000.0",
        ),
        (
            "overdue > 5.0)",
            13,
            "\")\" closes nothing, or something is missing before it",
        ),
        (
            "reason == 'x",
            10,
            "the text that begins here has no closing quotation mark",
        ),
        (
            "reason == \u{2018}x\u{2019}",
            10,
            "\u{2018} is not a quotation mark here; write texts as 'DE'",
        ),
        (
            "country in ['DE' 'AT']",
            17,
            "something is missing before this text: a sign such as ==, or a comma in a list",
        ),
        ("\n\noverdue >\n > 1.0", 13, "\">\" does not belong here"),
        (
            "reason == 'é' && overdue > > 1.0",
            28,
            "\">\" does not belong here",
        ),
        (
            "promises_open > 99999999999999999999",
            16,
            "the number 99999999999999999999 does not belong here, or has too many digits",
        ),
    ];
    for (text, at, message) in unreadable {
        check_error(text, at, &format!("{message}{shape}"));
    }
    for text in ["overdue >", "(overdue > 5.0", "true &&", "country in ["] {
        check_error(
            text,
            text.len(),
            "the condition ends too early; a value, a fact or a closing parenthesis is missing",
        );
    }
    check_error(
        " ",
        0,
        "the condition is empty; write \"true\" if it should always hold",
    );
}

#[track_caller]
fn check_error(text: &str, at: usize, message: &str) {
    let errors = Condition::parse(text, Place::Class).expect_err(text);
    assert_eq!(
        (errors[0].at, errors[0].message.to_string()),
        (at, message.to_owned()),
        "{text}"
    );
    assert_eq!(
        errors[0].code == "unknown-fact",
        message.starts_with("there is no fact"),
        "{text}"
    );
    assert_eq!(errors.len(), 1, "{text}: {errors:?}");
}

#[test]
fn every_wrong_name_is_reported_at_once() {
    let errors = Condition::parse(
        "overdu > 1.0 || (resaon == 'x' && contry == 'DE')",
        Place::Class,
    )
    .unwrap_err();
    assert_eq!(
        errors.iter().map(|error| error.at).collect::<Vec<_>>(),
        [0, 17, 34]
    );
}

#[test]
fn what_is_too_long_or_too_deep_is_not_read() {
    let long = format!("{}true", "true && ".repeat(130));
    check_error(
        &long,
        0,
        "the condition is 1044 bytes long; at most 1000 are read",
    );
    let deep = |levels: usize| format!("{}true{}", "(".repeat(levels), ")".repeat(levels));
    check_error(
        &deep(21),
        20,
        "more than 20 parentheses are nested; say it in fewer",
    );
    assert!(Condition::parse(&deep(20), Place::Class).is_ok());
    let sum = |signs: usize| format!("1 < 1{}", " + 1".repeat(signs));
    check_error(
        &sum(100),
        402,
        "there are more than 100 signs; say it in fewer",
    );
    assert!(Condition::parse(&sum(99), Place::Class).is_ok());
}
