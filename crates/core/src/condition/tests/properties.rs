//! What holds for every condition: reading never panics, printing is canonical, the answer is that
//! of the language's own interpreter, and the lint's reasoning is never contradicted by it.

use cel::objects::Value;
use cel::{Context, Program};
use proptest::prelude::*;

use crate::condition::{Condition, MAX_LENGTH, Place};
use crate::currency::Currency;
use crate::facts::{Fact, Facts, SCALE, Type};

/// Numbers of which sums and products of a few are exact in a float: halves.
fn decimal() -> impl Strategy<Value = String> {
    (-8_i32..=8).prop_map(|halves| {
        let minus = if halves < 0 { "-" } else { "" };
        format!(
            "{minus}{}.{}",
            halves.abs() / 2,
            if halves % 2 == 0 { 0 } else { 5 }
        )
    })
}

fn text() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "''",
        "'DE'",
        "'AT'",
        "'D'",
        "'cash-flow'",
        r"'it\'s'",
        r#""\"a\"\\""#,
        r"'a\n'",
    ])
    .prop_map(str::to_owned)
}

fn fact(kind: Type) -> impl Strategy<Value = String> {
    let names: Vec<&str> = Fact::ALL
        .iter()
        .filter(|fact| fact.value_type() == kind)
        .map(|fact| fact.name())
        .collect();
    prop::sample::select(names).prop_map(str::to_owned)
}

fn whole() -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        (-4_i32..=4).prop_map(|number| number.to_string()),
        fact(Type::Int)
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            (inner.clone(), sign(), inner.clone())
                .prop_map(|(a, sign, b)| format!("({a}) {sign} ({b})")),
            inner.prop_map(|a| format!("-({a})")),
        ]
    })
    .boxed()
}

fn fractional() -> BoxedStrategy<String> {
    let leaf = prop_oneof![decimal(), fact(Type::Decimal)];
    leaf.prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            (inner.clone(), sign(), inner.clone())
                .prop_map(|(a, sign, b)| format!("({a}) {sign} ({b})")),
            inner.prop_map(|a| format!("-({a})")),
        ]
    })
    .boxed()
}

fn sign() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["+", "-", "*"])
}

fn comparison() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">="])
}

/// Conditions as text, mostly without parentheses, so that the parser decides what binds first.
fn condition() -> BoxedStrategy<String> {
    let words = || prop_oneof![text(), fact(Type::Text)];
    let leaf = prop_oneof![
        1 => prop::sample::select(vec!["true", "false"]).prop_map(str::to_owned),
        4 => (whole(), comparison(), whole()).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        4 => (fractional(), comparison(), fractional()).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        2 => (words(), comparison(), words()).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        1 => (fact(Type::Text), prop::collection::vec(words(), 0..3)).prop_map(|(a, list)| format!("{a} in [{}]", list.join(", "))),
        1 => (fact(Type::Int), prop::collection::vec(whole(), 0..3)).prop_map(|(a, list)| format!("{a} in [{}]", list.join(", "))),
        1 => (words(), prop::sample::select(vec!["startsWith", "endsWith", "contains"]), words())
            .prop_map(|(a, test, b)| format!("{a}.{test}({b})")),
    ];
    leaf.prop_recursive(4, 12, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} && {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} || {b}")),
            inner.clone().prop_map(|a| format!("({a})")),
            inner.clone().prop_map(|a| format!("!({a})")),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(a, b, c)| format!("({a}) ? ({b}) : {c}")),
        ]
    })
    .prop_filter("short enough to be read", |text| text.len() <= MAX_LENGTH)
    .boxed()
}

/// Facts small enough to be exact in a float, and equal often enough.
fn some_facts() -> impl Strategy<Value = Facts> {
    let numbers = prop::collection::vec(-8_i128..=8, Fact::ALL.len());
    let texts = prop::collection::vec(
        prop::sample::select(vec!["", "DE", "AT", "D", "cash-flow", "it's", "a\n"]),
        Fact::ALL.len(),
    );
    (numbers, texts).prop_map(|(numbers, texts)| {
        let mut facts = Facts::default();
        for (index, &fact) in Fact::ALL.iter().enumerate() {
            match fact.value_type() {
                Type::Text => facts.set_text(fact, texts[index]),
                Type::Int => facts.set_scaled(fact, numbers[index] * SCALE),
                Type::Decimal | Type::Bool => facts.set_scaled(fact, numbers[index] * SCALE / 2),
            }
        }
        facts
    })
}

/// What the interpreter of the `cel` crate answers.
fn interpreted(text: &str, facts: &Facts) -> Option<bool> {
    let program = Program::compile(text).ok()?;
    let mut context = Context::default();
    for &fact in Fact::ALL {
        let value = match fact.value_type() {
            Type::Text => Value::from(facts.text(fact).to_owned()),
            Type::Int => Value::from(i64::try_from(facts.number(fact) / SCALE).unwrap()),
            Type::Decimal | Type::Bool => Value::from(halves(facts.number(fact))),
        };
        context.add_variable_from_value(fact.name(), value);
    }
    match program.execute(&context) {
        Ok(Value::Bool(answer)) => Some(answer),
        _ => None,
    }
}

#[expect(
    clippy::float_arithmetic,
    reason = "the other interpreter counts in floats, and halves are exact in them"
)]
fn halves(scaled: i128) -> f64 {
    f64::from(i32::try_from(scaled * 2 / SCALE).unwrap()) / 2.0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn reading_never_panics(text in ".{0,80}") {
        let _ = Condition::parse(&text, Place::Class);
    }

    #[test]
    fn reading_never_panics_on_what_looks_like_a_condition(
        tokens in prop::collection::vec(prop::sample::select(vec![
            "overdue", "reason", "country", "amount", "x", "true", "null", "1", "1.5", "9999999999999999999", "0x", "1e", "'a'", "'", "\"",
            "r'", "'''", "b'", "\\", "(", ")", "[", "]", "{", "}", "&&", "||", "!", "-", "+", "*", "/", "%", "==", "=", "<", ">=", "in", "?",
            ":", ",", ".", "contains", "startsWith", "has", "map", "exists", "//", "\n", "é", "#", "`", "@", "$",
        ]), 0..30),
        space in prop::sample::select(vec!["", " "]),
    ) {
        let text = tokens.join(space);
        if let Err(errors) = Condition::parse(&text, Place::Step) {
            prop_assert!(!errors.is_empty());
            for error in errors {
                prop_assert!(text.is_char_boundary(error.at), "{text:?}: {error:?}");
            }
        }
    }

    #[test]
    fn the_printed_condition_is_the_same_and_prints_the_same(text in condition()) {
        let first = Condition::parse(&text, Place::Step).unwrap();
        let printed = first.to_string();
        prop_assume!(printed.len() <= MAX_LENGTH);
        let again = Condition::parse(&printed, Place::Step).unwrap();
        prop_assert_eq!(&again.expr, &first.expr, "{} became {}", text, printed);
        prop_assert_eq!(again.to_string(), printed);
    }

    #[test]
    fn every_condition_has_words(text in condition()) {
        let words = Condition::parse(&text, Place::Step).unwrap().words(Some(Currency::EUR));
        let said = words.sentence().to_string();
        prop_assert!(!said.is_empty() && !said.contains(['{', '}']), "{}: {}", text, said);
        let opposite = Condition::parse(&format!("!({text})"), Place::Step).unwrap();
        let opposite = opposite.words(Some(Currency::EUR)).sentence().to_string();
        prop_assert_ne!(said, opposite, "{}", text);
    }

    #[test]
    fn what_reads_alike_means_the_same(
        one in narrow(), two in narrow(), facts in prop::collection::vec(some_facts(), 16),
    ) {
        let one = Condition::parse(&one, Place::Step).unwrap();
        let two = Condition::parse(&two, Place::Step).unwrap();
        if one.words(None).sentence().to_string() == two.words(None).sentence().to_string() {
            for facts in facts {
                // What is counted is never less than nothing.
                if facts.number(Fact::PromisesOpen) >= 0 {
                    prop_assert_eq!(one.holds(&facts), two.holds(&facts), "{} and {}", one, two);
                }
            }
        }
    }

    #[test]
    fn the_answer_is_that_of_the_language(text in condition(), facts in some_facts()) {
        let condition = Condition::parse(&text, Place::Step).unwrap();
        prop_assert_eq!(Some(condition.holds(&facts)), interpreted(&text, &facts), "{}", text);
    }

    #[test]
    fn an_explanation_agrees_with_the_answer(text in condition(), facts in some_facts()) {
        let condition = Condition::parse(&text, Place::Step).unwrap();
        for clause in condition.explain(&facts) {
            let alone = Condition::parse(&clause.text, Place::Step).unwrap();
            prop_assert_eq!(alone.holds(&facts), clause.holds);
        }
    }

    #[test]
    fn what_the_lint_concludes_is_true(
        later in narrow(), earlier in narrow(), facts in prop::collection::vec(some_facts(), 16),
    ) {
        let later = Condition::parse(&later, Place::Step).unwrap();
        let earlier = Condition::parse(&earlier, Place::Step).unwrap();
        for facts in facts {
            if later.never_holds() {
                prop_assert!(!later.holds(&facts), "{} never holds", later);
            }
            if later.implies(&earlier) && later.holds(&facts) {
                prop_assert!(earlier.holds(&facts), "{} implies {}", later, earlier);
            }
        }
    }
}

/// Conditions about so few facts and values that one is often inside the other.
fn narrow() -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        4 => (prop::sample::select(vec!["overdue", "promises_open"]), comparison(), decimal()).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        1 => (decimal(), comparison()).prop_map(|(a, sign)| format!("{a} {sign} promises_open")),
        1 => (comparison(), text()).prop_map(|(sign, a)| format!("country {sign} {a}")),
        1 => prop::collection::vec(text(), 0..3).prop_map(|list| format!("country in [{}]", list.join(", "))),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} && {b})")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("({a} || {b})")),
        ]
    })
    .boxed()
}
