use dunwell_core::charge::ChargeKind;
use dunwell_core::currency::Currency;
use dunwell_core::lang::Lang;
use dunwell_core::money::Money;
use jiff::civil::{Date, date};

use super::*;

fn money(minor: i64) -> Money {
    Money::new(minor, Currency::GBP)
}

const DAY: Date = date(2026, 3, 2);
const NEXT: Date = date(2026, 3, 9);

/// Every cause with figures, and those that are said in several ways once for each.
fn all() -> Vec<Reason> {
    let text = |text: &str| -> Box<str> { text.into() };
    let step_due = |days_late: i32| Reason::StepDue {
        step: text("call"),
        at: text("due + 14 days"),
        invoice: text("R-1"),
        days_late,
        procedure: text("standard"),
    };
    let percent = |millionths: i64| Percent::from_millionths(millionths).unwrap();
    vec![
        step_due(1_015),
        step_due(0),
        step_due(-1),
        Reason::InClass {
            class: text("high balance"),
            because: vec![],
        },
        Reason::InClass {
            class: text("high balance"),
            because: vec![text("overdue is 25000.0"), text("reason is 'cash-flow'")],
        },
        Reason::TravelsTogether {
            items: 1,
            total: money(1_234_56),
        },
        Reason::TravelsTogether {
            items: 3,
            total: money(1_234_56),
        },
        Reason::PromiseNotKept {
            amount: money(1_234_56),
            due: DAY,
            received: money(0),
        },
        Reason::PromiseNotKept {
            amount: money(1_234_56),
            due: DAY,
            received: money(100_00),
        },
        Reason::ComparedAtRate {
            rate: text("0.8567"),
            from: text("EUR"),
            to: text("GBP"),
            on: DAY,
        },
        Reason::ComparedWithoutRate {
            from: text("EUR"),
            to: text("GBP"),
        },
        Reason::Paid,
        Reason::Disputed {
            invoice: text("R-1"),
            amount: money(1_234_56),
        },
        Reason::Promised {
            amount: money(1_234_56),
            due: DAY,
        },
        Reason::Paused {
            until: Some(DAY),
            because: text("Umzug"),
        },
        Reason::Paused {
            until: None,
            because: text("Umzug"),
        },
        Reason::Unmatched {
            amount: money(1_234_56),
            since: Some(DAY),
        },
        Reason::Unmatched {
            amount: money(1_234_56),
            since: None,
        },
        Reason::BelowMinimum {
            amount: money(12_00),
            minimum: money(25_00),
        },
        Reason::TooSoon {
            last: DAY,
            gap_days: 5,
            next: NEXT,
        },
        Reason::StepTooSoon {
            previous: text("reminder"),
            on: DAY,
            next: NEXT,
        },
        Reason::ClosedDay {
            day: text("Saturday"),
            next: NEXT,
        },
        Reason::ContactWaiting {
            step: text("reminder"),
            since: DAY,
            for_approval: true,
        },
        Reason::ContactWaiting {
            step: text("reminder"),
            since: DAY,
            for_approval: false,
        },
        Reason::NotYet {
            step: text("call"),
            on: NEXT,
        },
        Reason::ProcedureEnded {
            procedure: text("standard"),
        },
        Reason::HandedOver,
        Reason::DueDatePassed { due: DAY },
        Reason::FoundLate {
            days_late: 40,
            entry: text("reminder"),
        },
        Reason::ConditionNotMet {
            condition: text("amount >= 10000.0"),
            because: vec![text("amount is 9999.5")],
        },
        Reason::ProcedureChanged { to: text("urgent") },
        Reason::CallNotMade {
            decided: DAY,
            next: text("letter"),
        },
        Reason::SupplyHeldAlready { since: DAY },
        Reason::NothingOpen,
        Reason::Unreachable { does: Do::Email },
        Reason::Unreachable { does: Do::Call },
        Reason::Unreachable { does: Do::Sms },
        Reason::Charged {
            kind: ChargeKind::Interest,
            invoice: text("R-1"),
            amount: money(12_34),
            days: Some((DAY, NEXT)),
            rates: vec![percent(11_750_000), percent(12_000_000)],
            basis: text("Late Payment Act"),
        },
        Reason::Charged {
            kind: ChargeKind::FixedSum,
            invoice: text("R-1"),
            amount: money(40_00),
            days: None,
            rates: vec![],
            basis: text("the terms accepted on 2 March 2026 (Q-17)"),
        },
        Reason::ChargeUndone {
            kind: ChargeKind::Fee,
            invoice: text("R-1"),
            amount: money(5_00),
        },
    ]
}

/// The name of a cause without its figures: a new one has to be put into [`all`].
fn name(reason: &Reason) -> String {
    let data = serde_json::to_value(reason).unwrap();
    data["reason"].as_str().unwrap().to_owned()
}

#[test]
fn every_reason_is_said_in_every_language() {
    for lang in Lang::ALL {
        let t = T::new(lang);
        let lines: Vec<String> = all()
            .iter()
            .map(|reason| format!("{:<22} {}", name(reason), t.reason(reason)))
            .collect();
        for line in &lines {
            assert!(!line.contains(['{', '}']), "a place is not filled: {line}");
        }
        insta::assert_snapshot!(format!("reasons_{}", lang.code()), lines.join("\n"));
    }
}

#[test]
fn no_reason_is_forgotten() {
    // The names of the causes, as the list in the rules has them.
    let source = include_str!("../../../../core/src/reason.rs");
    let list = source.split("pub enum Reason {").nth(1).unwrap();
    let list = list.split("\n}\n").next().unwrap();
    let is_variant = |line: &&str| {
        line.strip_prefix("    ")
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
    };
    let variants = list.lines().filter(is_variant).count();
    let mut tested: Vec<String> = all().iter().map(name).collect();
    tested.sort();
    tested.dedup();
    assert_eq!(tested.len(), variants, "{tested:?}");
}

#[test]
fn what_a_thing_is_worth_is_said_in_every_language() {
    let factors = [
        Factor::Age {
            days: 34,
            milli: 350,
        },
        Factor::Habit {
            usual_days_late_milli: 21_600,
            milli: 1_250,
        },
        Factor::Habit {
            usual_days_late_milli: -1_000,
            milli: 900,
        },
        Factor::BrokenPromise { milli: 1_200 },
        Factor::PaidInFull {
            share_milli: 955,
            milli: 980,
        },
        Factor::Class { milli: 1_500 },
    ];
    for lang in Lang::ALL {
        let t = T::new(lang);
        let lines: Vec<String> = factors.iter().map(|factor| t.factor(factor)).collect();
        insta::assert_snapshot!(format!("factors_{}", lang.code()), lines.join("\n"));
    }
}

#[test]
fn when_a_customer_usually_pays_is_said_alike_here_and_by_the_rule() {
    for usual_days_late_milli in [-10_000, -1_000, -499, 0, 499, 1_000, 21_600] {
        let factor = Factor::Habit {
            usual_days_late_milli,
            milli: 500,
        };
        let here = T::new(Lang::En).factor(&factor).replace('\u{d7}', "x");
        assert_eq!(here, factor.sentence(), "{usual_days_late_milli}");
    }
}

#[test]
fn grounds_of_charges_are_said_in_every_language() {
    let terms = "the terms accepted on 2 March 2026 (Q-17)";
    let check = |lang: Lang, kept: &str, expected: &str| {
        assert_eq!(T::new(lang).ground(kept), expected);
    };
    check(Lang::De, "§ 288 Abs. 2 BGB", "§ 288 Abs. 2 BGB");
    check(
        Lang::De,
        &format!("8% over DE-BASE by {terms}"),
        "8% over DE-BASE durch die am 2. März 2026 angenommenen Bedingungen (Q-17)",
    );
    check(
        Lang::Fr,
        &format!("Code de commerce, as {terms} have it"),
        "Code de commerce, comme le prévoient les conditions acceptées le 2 mars 2026 (Q-17)",
    );
    check(Lang::En, terms, "the terms accepted on 2 Mar 2026 (Q-17)");
}

#[test]
fn facts_are_said_by_their_names_and_in_the_readers_figures() {
    let check = |lang: Lang, said: &str, expected: &str| {
        assert_eq!(T::new(lang).fact(said), expected);
    };
    check(Lang::De, "overdue is 25000.0", "überfällig: 25.000,00");
    check(
        Lang::Fr,
        "average_days_late is 22.5",
        "jours de retard en moyenne : 22,5",
    );
    check(Lang::En, "promises_broken is 2", "broken promises: 2");
    check(Lang::De, "reason is ''", "Grund der Nichtzahlung: keine");
    check(Lang::De, "something else", "something else");
    for fact in dunwell_core::facts::Fact::ALL {
        let said = T::new(Lang::En).fact(&format!("{} is 1", fact.name()));
        assert!(!said.starts_with("fact."), "{said}");
    }
}
