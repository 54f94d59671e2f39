//! What holds for any text and any amount.

use jiff::civil::date;
use proptest::prelude::*;

use super::super::*;
use super::{embedded, pack, packs};
use crate::money::Money;

/// Every scale of every pack.
fn scales() -> Vec<&'static Scale> {
    let mut scales = Vec::new();
    for pack in packs().iter() {
        scales.extend(pack.fixed_sums.iter().map(|law| &law.scale.value));
        let fees = pack
            .court
            .issue_fee
            .iter()
            .chain(pack.court.hearing_fee.iter());
        scales.extend(fees.map(|fee| &fee.value));
    }
    assert!(scales.len() > 5);
    scales
}

/// Keys, numbers and marks of which packs are made, so that made-up files come near to real ones.
fn any_file() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("[[interest]]\n"),
        Just("[terms]\n"),
        Just("[limitation]\n"),
        Just("[court]\n"),
        Just("[contact]\n"),
        Just("[[holiday]]\n"),
        Just("[[day]]\n"),
        Just("[insolvency]\n"),
        Just("[[duty]]\n"),
        Just("code = "),
        Just("name = "),
        Just("currency = "),
        Just("rate = "),
        Just("scale = "),
        Just("rates = "),
        Just("value = "),
        Just("from = "),
        Just("until = "),
        Just("month = "),
        Just("day = "),
        Just("easter = "),
        Just("\"GBP\"\n"),
        Just("\"XX\"\n"),
        Just("2026-02-29\n"),
        Just("9999-12-31\n"),
        Just("-5\n"),
        Just("31\n"),
        Just("{ series = \"UK_BASE\", reference = \"day\" }\n"),
        Just("{ fixed = \"-1000000\" }\n"),
        Just("{ bands = [{ amount = \"1\" }] }\n"),
        Just("[[\"2020-01-01\", \"1\"]]\n"),
        Just("[{ }, { }]\n"),
        Just("{ value = { value = 1 } }\n"),
        Just("true\n"),
        Just("[]\n"),
        Just("\"\\u00e9\"\n"),
    ];
    prop::collection::vec(word, 0..24).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>(), made in any_file()) {
        for text in [text, made] {
            for name in ["XX.toml", "rates/XX.toml", "holidays/XX.toml"] {
                let _ = Packs::from_files(&[(name, &text)]);
            }
        }
    }

    #[test]
    fn a_mistake_in_a_real_file_never_panics(file in 0..embedded::FILES.len(), at in any::<prop::sample::Index>(), mark in "[\\[\\]{}=\"',0-9a-z\n-]{0,3}") {
        let (name, text) = embedded::FILES[file];
        let mut at = at.index(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let changed = format!("{}{mark}{}", &text[..at], &text[at..]);
        if let Err(problems) = Packs::from_files(&[(name, &changed)]) {
            prop_assert!(!problems.is_empty());
            prop_assert!(problems.iter().all(|problem| problem.file == name && problem.finding.line > 0));
        }
    }

    #[test]
    fn scales_never_fall(minor in 0i64..3_000_000_00, more in 0i64..1_000_000_00) {
        for scale in scales() {
            let currency = pack("GB").currency;
            let amount = |minor| Money::new(minor, currency);
            // Each scale speaks one currency; the others refuse.
            for currency in [currency, pack("IE").currency] {
                let (low, high) = (Money::new(minor, currency), Money::new(minor.saturating_add(more), currency));
                if let (Ok(low), Ok(high)) = (scale.of(low), scale.of(high)) {
                    prop_assert!(low.minor() <= high.minor(), "{scale} falls");
                }
            }
            prop_assert!(scale.of(amount(-1 - minor)).is_err());
        }
    }

    #[test]
    fn a_payment_is_divided_without_loss(
        costs in 0i64..1_000_00, interest in 0i64..1_000_00, principal in 0i64..100_000_00, payment in 0i64..200_000_00,
        order in prop::sample::subsequence(vec![Part::Costs, Part::Interest, Part::Principal], 0..=3).prop_shuffle(),
    ) {
        let owed = Parts { costs, interest, principal };
        let (paid, left) = divide(owed, payment, &order);
        prop_assert_eq!(paid.costs + paid.interest + paid.principal + left, payment);
        prop_assert!((0..=costs).contains(&paid.costs));
        prop_assert!((0..=interest).contains(&paid.interest));
        prop_assert!((0..=principal).contains(&paid.principal));
        prop_assert!(left == 0 || paid == owed);
    }

    #[test]
    fn every_step_of_a_rule_is_needed(days in 0i32..4000, length in 1i32..3000) {
        let due = crate::dates::add_days(date(2014, 8, 1), days).unwrap();
        let until = crate::dates::add_days(due, length).unwrap();
        for pack in packs().iter() {
            let Some(law) = pack.statutory_interest(Debtor::Business, due) else { continue };
            let Ok(rule) = law.rule(packs(), due, until) else { continue };
            prop_assert!(!rule.steps.is_empty());
            prop_assert!(rule.steps.windows(2).all(|pair| pair[0].from < pair[1].from));
            prop_assert!(rule.steps[0].from <= due.tomorrow().unwrap());
            prop_assert!(rule.steps[1..].iter().all(|step| step.from > due && step.from <= until));
        }
    }
}
