//! What a condition says to a person who does not write policies.

use std::collections::BTreeMap;

use super::condition;
use crate::condition::Words;
use crate::currency::Currency;
use crate::facts::{Fact, Facts, SCALE, Type};

fn said(text: &str) -> String {
    let words = condition(text).words(Some(Currency::GBP));
    words.sentence().to_string()
}

#[test]
fn a_comparison_is_a_sentence() {
    let cases = [
        // Money, with the policy's currency.
        (
            "overdue >= 25000.0",
            "the amount overdue is GBP 25,000.00 or more",
        ),
        (
            "overdue > 25000",
            "the amount overdue is more than GBP 25,000.00",
        ),
        ("balance <= -0.5", "the balance is GBP \u{2212}0.50 or less"),
        (
            "disputed < 10.0",
            "the amount in dispute is less than GBP 10.00",
        ),
        ("amount == 0.0", "the amount of the step is GBP 0.00"),
        ("amount != 0.001", "the amount of the step is not GBP 0.001"),
        (
            "100.0 > overdue",
            "the amount overdue is less than GBP 100.00",
        ),
        (
            "!(overdue > 100.0)",
            "the amount overdue is GBP 100.00 or less",
        ),
        (
            "overdue > unapplied",
            "the amount overdue is more than the money that is not set against an invoice",
        ),
        // What is counted.
        ("paid_invoices >= 5", "at least 5 invoices have been paid"),
        ("paid_invoices > 1", "more than 1 invoice has been paid"),
        ("paid_invoices < 3", "fewer than 3 invoices have been paid"),
        ("paid_invoices <= 3", "at most 3 invoices have been paid"),
        ("paid_invoices == 3", "exactly 3 invoices have been paid"),
        ("paid_invoices != 3", "the number of paid invoices is not 3"),
        (
            "paid_invoices > 2.5",
            "the number of paid invoices is more than 2.5",
        ),
        ("paid_invoices == 0", "no invoice has been paid yet"),
        ("promises_broken > 0", "at least 1 promise was broken"),
        ("promises_open < 1", "no promise is open"),
        (
            "promises_kept >= promises_broken",
            "the number of kept promises is the number of broken promises or more",
        ),
        // Time.
        (
            "months_as_customer < 6",
            "they have been a customer for less than 6 months",
        ),
        (
            "oldest_days_overdue > 0",
            "the oldest open item is at least 1 day late",
        ),
        (
            "oldest_days_overdue == 0",
            "the oldest open item is less than 1 day late",
        ),
        (
            "days_overdue == 0",
            "the number of days by which the item is late is 0",
        ),
        (
            "days_overdue >= -7",
            "the number of days by which the item is late is \u{2212}7 or more",
        ),
        (
            "average_days_late > 15.0",
            "they pay more than 15 days late on average",
        ),
        (
            "average_days_late > 0.0",
            "the average number of days by which they pay late is more than 0",
        ),
        // Shares.
        (
            "paid_in_full_ratio > 0.95",
            "more than 95% of their invoices were paid in full",
        ),
        (
            "paid_in_full_ratio != 0.955",
            "the share of their invoices that were paid in full is not 95.5%",
        ),
        // Texts.
        ("country == 'DE'", "the country is DE"),
        ("country != ''", "the country is known"),
        (
            "reason == 'cash-flow'",
            "the reason they gave for not paying is lack of cash",
        ),
        (
            "reason != 'strike'",
            "the reason they gave for not paying is not \"strike\"",
        ),
        (
            "reason == ''",
            "the reason they gave for not paying is not known",
        ),
        (
            "language in ['en', 'fr']",
            "the language is English or French",
        ),
        (
            "!(country in ['DE', 'AT', ''])",
            "the country is not DE or AT or unknown",
        ),
        (
            "promises_broken in [1, 2]",
            "the number of broken promises is 1 or 2",
        ),
        (
            "country < 'FR'",
            "the country comes before \"FR\" in the alphabet",
        ),
        (
            "'FR' <= country",
            "the country is \"FR\" or comes after it in the alphabet",
        ),
        (
            "currency.startsWith('G')",
            "the currency of the account begins with \"G\"",
        ),
        (
            "!reason.contains('cash')",
            "the reason they gave for not paying does not contain \"cash\"",
        ),
        ("currency == 'CHF'", "the currency of the account is CHF"),
        // Calculations.
        (
            "overdue * 0.5 > 100.0 + disputed",
            "the amount overdue times 0.5 is more than GBP 100.00 plus the amount in dispute",
        ),
        (
            "overdue - (disputed - 1.0) > -promised",
            "the amount overdue minus (the amount in dispute minus GBP 1.00) is more than minus the amount promised",
        ),
        (
            "overdue > (country == 'DE' ? 5.0 : 9.0)",
            "the amount overdue is more than (GBP 5.00 where the country is DE, otherwise GBP 9.00)",
        ),
        // What always holds, and never.
        ("true", "in every case"),
        ("!true", "in no case"),
        ("country in []", "in no case"),
    ];
    for (text, expected) in cases {
        assert_eq!(said(text), expected, "{text}");
    }
}

#[test]
fn without_a_currency_thresholds_are_numbers() {
    let words = condition("overdue >= 25000.0").words(None);
    let expected = "the amount overdue is 25000 or more";
    assert_eq!(words.sentence().to_string(), expected);
}

#[test]
fn what_is_joined_can_be_read_in_one_way_only() {
    let (a, b, c) = ("overdue > 5.0", "country == 'DE'", "promises_open < 1");
    let cases = [
        (
            format!("{a} && {b} && {c}"),
            "the amount overdue is more than GBP 5.00, and the country is DE, and no promise is open",
        ),
        (
            format!("{a} || {b} && {c}"),
            "the amount overdue is more than GBP 5.00, or (the country is DE, and no promise is open)",
        ),
        (
            format!("({a} || {b}) && {c}"),
            "(the amount overdue is more than GBP 5.00, or the country is DE), and no promise is open",
        ),
        (
            format!("!({a} || !{c}) && {b}", c = "(promises_open < 1)"),
            "the amount overdue is GBP 5.00 or less, and no promise is open, and the country is DE",
        ),
        (
            format!("({a}) ? {b} : {c}"),
            "the second of these where the first holds, and otherwise the third: the amount overdue is more than GBP 5.00; the country is DE; no promise is open",
        ),
        (
            format!("({a}) == ({b})"),
            "the first of these is true or false just as another of them is: the amount overdue is more than GBP 5.00; the country is DE",
        ),
        (
            format!("({a}) != true"),
            "the amount overdue is GBP 5.00 or less",
        ),
        (
            format!("({a}) < ({b})"),
            "the amount overdue is GBP 5.00 or less, and the country is DE",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(said(&text), expected, "{text}");
    }
}

#[test]
fn a_list_within_a_list_keeps_its_place() {
    let words = condition("overdue > 5.0 || country == 'DE' && promises_open < 1");
    let lines = lines(&words.words(Some(Currency::GBP)), 0);
    assert_eq!(
        lines,
        "at least one of these:\n  the amount overdue is more than GBP 5.00\n  all of these:\n    the country is DE\n    no promise is open\n"
    );
}

fn lines(words: &Words, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    match words {
        Words::Line(said) => format!("{indent}{said}\n"),
        Words::List(join, parts) => {
            let parts: String = parts.iter().map(|part| lines(part, depth + 1)).collect();
            format!("{indent}{}\n{parts}", join.head())
        }
    }
}

/// Whoever reads the same must be able to expect the same: every comparison of every fact with a few
/// values, and its opposite.
#[test]
fn comparisons_that_read_alike_mean_the_same() {
    for &fact in Fact::ALL {
        let values = match fact.value_type() {
            Type::Text => ["''", "'DE'", "'en'", "'cash-flow'", "'lack of cash'"],
            Type::Int => ["0", "1", "2", "2.5", "-1"],
            Type::Decimal | Type::Bool => ["0.0", "1.0", "0.5", "1.0001", "-1.0"],
        };
        let mut texts = Vec::new();
        for value in values {
            for sign in ["==", "!=", "<", "<=", ">", ">="] {
                texts.push(format!("{} {sign} {value}", fact.name()));
                texts.push(format!("!({value} {sign} {})", fact.name()));
            }
        }
        texts.push(format!("{} in [{}]", fact.name(), values.join(", ")));
        texts.push(format!("!({} in [{}])", fact.name(), values[1]));
        alike_means_the_same(&texts, &worlds(fact));
    }
}

/// Customers that differ in one fact, as far as it can differ.
fn worlds(fact: Fact) -> Vec<Facts> {
    let can_be_negative = matches!(
        fact,
        Fact::Balance | Fact::AverageDaysLate | Fact::DaysOverdue
    );
    let of = |set: &dyn Fn(&mut Facts)| {
        let mut facts = Facts::default();
        set(&mut facts);
        facts
    };
    match fact.value_type() {
        Type::Text => ["", "AT", "DE", "cash-flow", "d", "en", "lack of cash", "z"]
            .iter()
            .map(|text| of(&|facts| facts.set_text(fact, text)))
            .collect(),
        kind => {
            let step = if kind == Type::Int { SCALE } else { SCALE / 4 };
            (-8..=16)
                .map(|n| n * step)
                .chain([SCALE + 1])
                .filter(|n| can_be_negative || *n >= 0)
                .filter(|n| kind != Type::Int || n % SCALE == 0)
                .map(|n| of(&|facts| facts.set_scaled(fact, n)))
                .collect()
        }
    }
}

#[test]
fn what_is_joined_and_reads_alike_means_the_same() {
    let leaves = ["country == 'DE'", "promises_open > 0", "overdue > 5.0"];
    let mut pairs: Vec<String> = leaves.map(str::to_owned).into();
    for a in leaves {
        for b in leaves {
            for sign in ["&&", "||", "==", "!=", "<", ">="] {
                pairs.push(format!("(({a}) {sign} ({b}))"));
                pairs.push(format!("!(({a}) {sign} ({b}))"));
            }
            pairs.push(format!("(({a}) in [{b}, false])"));
            pairs.push(format!("(({a}) ? ({b}) : false)"));
        }
    }
    let mut texts = Vec::new();
    for pair in &pairs {
        for leaf in leaves {
            texts.extend(["&&", "||"].map(|sign| format!("{pair} {sign} ({leaf})")));
            texts.push(format!("!({pair} && !({leaf}))"));
        }
    }
    texts.extend(pairs);
    let worlds: Vec<Facts> = (0..8)
        .map(|bits| {
            let mut facts = Facts::default();
            facts.set_text(Fact::Country, if bits & 1 == 0 { "DE" } else { "FR" });
            facts.set_int(Fact::PromisesOpen, bits >> 1 & 1);
            facts.set_int(Fact::Overdue, 10 * (bits >> 2));
            facts
        })
        .collect();
    alike_means_the_same(&texts, &worlds);
}

#[track_caller]
fn alike_means_the_same(texts: &[String], worlds: &[Facts]) {
    let mut seen: BTreeMap<String, (&String, Vec<bool>)> = BTreeMap::new();
    for text in texts {
        let read = condition(text);
        let answers: Vec<bool> = worlds.iter().map(|facts| read.holds(facts)).collect();
        let before = seen.entry(said(text)).or_insert((text, answers.clone()));
        assert_eq!(before.1, answers, "{text} and {} read alike", before.0);
    }
    assert!(
        seen.len() > worlds.len().min(texts.len()) / 2,
        "sentences differ"
    );
}
