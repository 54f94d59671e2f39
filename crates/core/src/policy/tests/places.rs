//! Where findings point: the line and the column that a person would put a finger on.

use super::findings;

/// The least that is a policy. The steps begin in line 13.
pub(super) const SMALLEST: &str = r#"[policy]
name = "Smallest"
currency = "GBP"
review_by = 2027-01-31

[[class]]
name = "everybody"
when = "true"
procedure = "standard"

[procedure.standard]
steps = [
  { name = "reminder", at = "due + 3 days", do = "email", tone = "friendly" },
]
"#;

#[track_caller]
fn check(source: &str, expected: &[(usize, usize, &str)]) {
    let found = findings(source);
    let places: Vec<_> = found
        .iter()
        .map(|finding| (finding.line, finding.column, finding.code))
        .collect();
    assert_eq!(places, expected, "{found:#?}");
}

#[test]
fn a_value_is_pointed_at_where_it_begins() {
    check(
        &SMALLEST.replace("\"GBP\"", "\"GPB\""),
        &[(3, 12, "unknown-currency")],
    );
    check(
        &SMALLEST.replace("do = \"email\"", "do = \"mail\""),
        &[(13, 50, "unknown-word")],
    );
    check(
        &SMALLEST.replace("3 days", "3 weeks"),
        &[(13, 29, "wrong-time")],
    );
    // Letters beyond ASCII count as one column each.
    check(
        &SMALLEST.replace("\"reminder\", at = \"due", "\"Überprüfung\", at = \"duo"),
        &[(13, 32, "wrong-time")],
    );
}

#[test]
fn what_is_missing_is_pointed_at_where_it_belongs() {
    check(
        &SMALLEST.replace("name = \"Smallest\"\n", ""),
        &[(1, 1, "missing-key")],
    );
    check(
        &SMALLEST.replace("name = \"everybody\"\n", ""),
        &[(6, 1, "missing-key")],
    );
    check(
        &SMALLEST.replace("name = \"reminder\", ", ""),
        &[(13, 3, "missing-key")],
    );
    check(
        &SMALLEST.replace("steps", "stops"),
        &[(11, 12, "no-steps"), (12, 1, "unknown-key")],
    );
    check("", &[(1, 1, "missing-section")]);
}

#[test]
fn a_problem_in_a_condition_is_pointed_at_inside_it() {
    let with = |when: &str| SMALLEST.replace("when = \"true\"", &format!("when = {when}"));
    check(
        &with(r#""true || overdu > 1.0""#),
        &[(8, 17, "unknown-fact")],
    );
    check(&with("'true || overdu > 1.0'"), &[(8, 17, "unknown-fact")]);
    check(
        &with(r#""""true || overdu > 1.0""""#),
        &[(8, 19, "unknown-fact")],
    );
    check(
        &with("'''true || overdu > 1.0'''"),
        &[(8, 19, "unknown-fact")],
    );
    // The first line end does not belong to the text; the others do.
    check(
        &with("\"\"\"\ntrue\n  || overdu > 1.0\"\"\""),
        &[(10, 6, "unknown-fact")],
    );
    check(
        &with("\"\"\"\r\ntrue\r\n  || overdu > 1.0\"\"\""),
        &[(10, 6, "unknown-fact")],
    );
    check(
        &with("'''\r\ntrue\r\n  || overdu > 1.0'''"),
        &[(10, 6, "unknown-fact")],
    );
    // A backslash at the end of a line joins it with the next.
    check(
        &with("\"\"\"true \\\n\n   || overdu > 1.0\"\"\""),
        &[(10, 7, "unknown-fact")],
    );
    // Escapes are longer than what they mean.
    check(
        &with(r#""reason == \"x\" || overdu > 1.0""#),
        &[(8, 28, "unknown-fact")],
    );
    check(
        &with(r#""reason == '\u00e9' || overdu > 1.0""#),
        &[(8, 31, "unknown-fact")],
    );
    check(
        &with(r#""reason == '\U0001F600' || overdu > 1.0""#),
        &[(8, 35, "unknown-fact")],
    );
    check(
        &with(r#""reason == '\x41' || overdu > 1.0""#),
        &[(8, 29, "unknown-fact")],
    );
    check(
        &with("\"reason == 'é' || overdu > 1.0\""),
        &[(8, 26, "unknown-fact")],
    );
    check(&with("\"overdue >\""), &[(8, 18, "condition")]);
    check(&with("\"overdue\\u0020= 5.0\""), &[(8, 22, "condition")]);
    check(&with("''"), &[(8, 8, "empty")]);
    // All of them, in a class and in a step.
    let both =
        with("\"overdu > 1.0 && contry == ''\"").replace("do = ", "when = \"amout > 1.0\", do = ");
    check(
        &both,
        &[
            (8, 9, "unknown-fact"),
            (8, 25, "unknown-fact"),
            (13, 53, "unknown-fact"),
        ],
    );
}

#[test]
fn windows_files_have_the_same_places() {
    let windows = format!("\u{FEFF}{}", SMALLEST.replace('\n', "\r\n"));
    check(&windows, &[]);
    check(
        &windows.replace("3 days", "3 weeks"),
        &[(13, 29, "wrong-time")],
    );
    check(
        &windows.replace("[policy]", "[policies]"),
        &[(1, 1, "missing-section"), (1, 2, "unknown-key")],
    );
}

#[test]
fn what_cannot_be_read_as_toml_says_where() {
    check(
        &SMALLEST.replace("\"everybody\"", "\"everybody"),
        &[(7, 18, "not-toml")],
    );
    check(
        &SMALLEST.replace("[policy]", "[policy]\nname = \"Twice\""),
        &[(3, 1, "not-toml")],
    );
}

#[test]
fn one_mistake_is_reported_once() {
    check(
        &SMALLEST.replace("procedure = \"standard\"", "procedure = \"standart\""),
        &[(9, 13, "unknown-procedure")],
    );
    // The class that names a procedure with an error in it is not to blame.
    check(
        &SMALLEST.replace("due +", "duo +"),
        &[(13, 29, "wrong-time")],
    );
    check(
        &SMALLEST
            .replace(
                "[procedure.standard]\n",
                "[procedure.standard]\nentry = \"x\"\n",
            )
            .replace("due +", "duo +"),
        &[(14, 29, "wrong-time")],
    );
    check(
        &SMALLEST
            .replace("steps = [", "steps = 3 #")
            .replace("  {", "#")
            .replace("\n]", "\n"),
        &[(12, 9, "wrong-type")],
    );
}
