#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::fmt::Write as _;

use dunwell_core::condition::{Condition, Place};
use dunwell_core::currency::Currency;
use dunwell_core::facts::{Fact, Type};
use dunwell_core::lang::Lang;
use dunwell_core::policy;

use super::*;

#[test]
fn the_conditions_of_the_ready_policies_are_said_in_every_language() {
    for lang in Lang::ALL {
        let t = T::new(lang);
        let mut said = String::new();
        for (name, text) in dunwell_app::policy::READY {
            let policy = policy::parse(text).unwrap();
            let of_classes = policy.classes.iter().map(|class| &class.when);
            let steps = policy.procedures.iter().flat_map(|of| &of.steps);
            let of_steps = steps.filter_map(|step| step.when.as_ref());
            writeln!(said, "# {name}").unwrap();
            for condition in of_classes.chain(of_steps) {
                let words = condition.words(Some(policy.currency)).sentence();
                writeln!(said, "{}\n    {}", condition.source(), t.sentence(&words)).unwrap();
            }
        }
        insta::assert_snapshot!(format!("ready_{}", lang.code()), said);
    }
}

#[test]
fn what_a_policy_may_ask_is_said_in_every_language() {
    let conditions = [
        "country == 'DE'",
        "!(country in ['FR', 'BE', ''])",
        "language != 'de' && currency == 'CHF'",
        "reason in ['dispute', 'invoice-not-received', 'awaiting-approval', 'in-payment-run', 'refused', 'strike']",
        "paid_in_full_ratio < 0.955",
        "balance < -1234.5 || overdue == 0.005",
        "overdue * 0.5 - disputed > promised + 100.0",
        "days_overdue == 0 || days_overdue > 30",
        "(overdue > 5.0 || country == 'DE') && !(promises_open > 0 && reason.contains('cash'))",
        "overdue > 5.0 ? country < 'M' : !currency.startsWith('E')",
        "(overdue > 5.0) != (country == '')",
        "amount > (language == 'fr' ? 10.0 : 20.0)",
    ];
    for lang in Lang::ALL {
        let said: Vec<String> = conditions
            .iter()
            .map(|source| {
                let said = T::new(lang).condition(source, Some(Currency::EUR));
                format!("{source}\n    {said}")
            })
            .collect();
        insta::assert_snapshot!(format!("said_{}", lang.code()), said.join("\n"));
    }
}

#[test]
fn every_fact_has_its_words_in_every_language() {
    for &fact in Fact::ALL {
        let values = match fact.value_type() {
            Type::Text => ["''", "'x'"],
            Type::Int => ["1", "2"],
            Type::Decimal | Type::Bool => ["1.0", "2.0"],
        };
        for value in values {
            for sign in ["==", "!=", "<", "<=", ">", ">="] {
                let source = format!("{} {sign} {value}", fact.name());
                let words = Condition::parse(&source, Place::Step).unwrap().words(None);
                let english = words.sentence().to_string();
                let said = [Lang::Fr, Lang::De].map(|lang| T::new(lang).put(&words.sentence()));
                let differ = said[0] != english && said[1] != english && said[0] != said[1];
                assert!(differ, "{source}: {said:?}");
                assert!(said.iter().all(|said| !said.contains('{')), "{said:?}");
            }
        }
    }
}

#[test]
fn what_cannot_be_read_stays_as_it_was_kept() {
    assert_eq!(
        T::new(Lang::Fr).condition("no_such_fact > 1", None),
        "no_such_fact > 1"
    );
}
