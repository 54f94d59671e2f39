//! The TOML form of a profile: every key, and every error with its line.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use super::*;
use crate::csv::Encoding;
use crate::{Kind, NumberStyle};

const GOOD: &str = r#"
name = "sample"
kind = "invoices"
delimiter = "tab"
quote = "'"
encoding = "latin1"
date = "MM/DD/YYYY"
decimal = ","
[columns]
number   = { template = "{cust}/{seq}" }
customer = { column = " cust ", strip = ".0" }
due      = { column = "Due", date = "YYYYMMDD" }
amount   = { column = "Amount", decimal = "." }
currency = { value = "USD" }
disputed = { column = "Disputed", yes = ["Yes", 1], no = "No" }
[only]
"document type" = ["RV", 7]
"#;

#[test]
fn reads_every_key() {
    let profile = Profile::parse(GOOD, "sample.toml").unwrap();
    assert_eq!(profile.name(), "sample");
    assert_eq!(profile.kind(), Some(Kind::Invoices));
    assert_eq!(
        (profile.delimiter, profile.quote),
        (Some(b'\t'), Some(b'\''))
    );
    assert_eq!(
        profile.encoding,
        Some(Encoding::Legacy(encoding_rs::WINDOWS_1252))
    );
    assert_eq!(
        (profile.date, profile.decimal),
        (Some(DateStyle::Mdy), Some(NumberStyle::Comma))
    );
    let number = Source::Template(vec![
        Piece::Column("cust".into()),
        Piece::Text("/".into()),
        Piece::Column("seq".into()),
    ]);
    assert_eq!(profile.column(Field::Number).unwrap().source, number);
    let customer = profile.column(Field::Customer).unwrap();
    assert_eq!(customer.source, Source::Column("cust".into()));
    assert_eq!(customer.strip.as_deref(), Some(".0"));
    assert_eq!(
        profile.column(Field::Due).unwrap().date,
        Some(DateStyle::Compact)
    );
    assert_eq!(
        profile.column(Field::Amount).unwrap().decimal,
        Some(NumberStyle::Point)
    );
    assert_eq!(
        profile.column(Field::Currency).unwrap().source,
        Source::Value("USD".into())
    );
    let disputed = profile.column(Field::Disputed).unwrap();
    assert_eq!((disputed.yes.len(), disputed.no.len()), (2, 1));
    assert_eq!(
        profile.only,
        [Only {
            column: "document type".into(),
            values: vec!["RV".into(), "7".into()]
        }]
    );
    assert!(!profile.usual_names);
}

/// A change to the good profile, the line of the error and a piece of its text.
#[test]
fn errors_name_the_line_and_the_remedy() {
    for (from, to, expected) in [
        (
            "delimiter = ",
            "delimeter = ",
            "line 4: the key 'delimeter' is not known; the keys are name, kind,",
        ),
        ("\"tab\"", "\"ab\"", "line 4: the delimiter is one sign"),
        (
            "\"tab\"",
            "7",
            "line 4: 'delimiter' is text and stands in quotes",
        ),
        ("\"'\"", "\"*\"", "line 5: the quote is either"),
        (
            "latin1",
            "klingon",
            "line 6: the encoding 'klingon' is not known",
        ),
        (
            "\"invoices\"",
            "\"bills\"",
            "line 3: there is no kind 'bills'; it is one of invoices, payments,",
        ),
        (
            "MM/DD/YYYY",
            "%m/%d",
            "line 7: '%m/%d' is not a date pattern; the patterns are YYYY-MM-DD,",
        ),
        ("\",\"", "\"#\"", "line 8: decimal is either"),
        (
            "number   =",
            "nummer   =",
            "line 10: there is no field 'nummer'; the fields are number,",
        ),
        (
            "currency =",
            "sms =",
            "line 14: invoices have no field 'sms'; their fields are number,",
        ),
        (
            "{seq}",
            "{seq",
            "line 10: the template has a '{' without a '}'",
        ),
        ("{cust}/{seq}", "x", "line 10: the template names no column"),
        (
            "strip =",
            "stripe =",
            "line 11: the key 'stripe' is not known here; the keys are column,",
        ),
        (
            "\" cust \"",
            "\" \"",
            "line 11: a column name cannot be empty",
        ),
        (
            "column = \"Due\"",
            "column = \"Due\", value = \"x\"",
            "line 12: only one of column, template and value",
        ),
        (
            "amount   =",
            "number2 =",
            "line 13: there is no field 'number2'",
        ),
        (
            "\"USD\"",
            "\"XQX\"",
            "line 14: 'XQX' is not a currency code",
        ),
        (
            "{ value = \"USD\" }",
            "{ strip = \"x\" }",
            "line 14: 'currency' needs one of column, template and value",
        ),
        (
            "{ value = \"USD\" }",
            "{ template = \"{a}\" }",
            "line 14: 'currency' cannot be made of several columns",
        ),
        (
            "{ value = \"USD\" }",
            "{ column = \"c\", yes = [\"y\"] }",
            "line 14: 'currency' is not a field of yes and no",
        ),
        (
            "{ value = \"USD\" }",
            "{ column = \"c\", date = \"YYYYMMDD\" }",
            "line 14: 'currency' is not a date",
        ),
        (
            "{ value = \"USD\" }",
            "{ column = \"c\", decimal = \".\" }",
            "line 14: 'currency' is not an amount",
        ),
        (
            "{ value = \"USD\" }",
            "7",
            "line 14: 'currency' is either a column name in quotes or a table",
        ),
        ("[\"Yes\", 1]", "[]", "line 15: the list is empty"),
        (
            "no = \"No\"",
            "no = [\"No\", \"YES\"]",
            "line 15: 'Yes' stands for yes and for no of 'disputed'; take it out of one of the two",
        ),
        (
            "[\"Yes\", 1]",
            "[1.5]",
            "line 15: only text in quotes and whole numbers",
        ),
        ("[\"RV\", 7]", "[\"RV\"", "line 17: this is not TOML:"),
        (
            "[columns]",
            "[columns]\nnumber = \"x\"",
            "line 11: this is not TOML: duplicate key",
        ),
        (
            "due      = { column = \"Due\", date = \"YYYYMMDD\" }",
            "",
            "line 9: invoices also need due or issued;",
        ),
        ("name = \"sample\"", "", "line 1: the profile has no name"),
    ] {
        assert!(GOOD.contains(from), "{from}");
        let error = Profile::parse(&GOOD.replacen(from, to, 1), "p.toml")
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with(&format!("p.toml, {expected}")),
            "{from} -> {to}\n{error}"
        );
    }
    let empty = Profile::parse("name = \"x\"", "p.toml")
        .unwrap_err()
        .to_string();
    assert!(
        empty.starts_with("p.toml, line 1: the profile has no [columns]"),
        "{empty}"
    );
}

#[test]
fn constants_are_checked_by_the_type_of_their_field() {
    for (field, value, good) in [
        ("issued", "2026-03-12", true),
        ("issued", "12/03/2026", false),
        ("amount", "5", false),
        ("disputed", "yes", true),
        ("disputed", "perhaps", false),
        ("country", "GB", true),
        ("country", "", false),
    ] {
        let text = format!("name = \"x\"\n[columns]\n{field} = {{ value = \"{value}\" }}");
        assert_eq!(
            Profile::parse(&text, "p").is_ok(),
            good,
            "{field} = {value}"
        );
    }
}
