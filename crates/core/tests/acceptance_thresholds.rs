//! Classes told by thresholds, against cases that other systems agree on, told in our own words. Each
//! names where the case comes from.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod common;

use common::Story;
use dunwell_core::reason::Reason;
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// A policy whose classes are told by these conditions, the gravest first; who fits none is clear.
fn classes(conditions: &[(&str, &str)]) -> String {
    let mut policy = String::from(
        "[policy]\nname = \"Story\"\ncurrency = \"GBP\"\n[contact]\nmin_gap_days = 1\ndays = \"every\"\n",
    );
    for (name, when) in conditions.iter().chain(&[("clear", "true")]) {
        policy +=
            &format!("[[class]]\nname = \"{name}\"\nwhen = \"{when}\"\nprocedure = \"quiet\"\n");
    }
    policy
        + "[procedure.quiet]\nsteps = [{ name = \"call\", at = \"due + 1000 days\", do = \"call\" }]\n"
}

/// So many invoices of 100.00, each due so many days before today.
fn with_invoices(policy: &str, today: Date, days_overdue: &[i32]) -> Story {
    let mut story = Story::begins(policy, today);
    for (index, days) in days_overdue.iter().enumerate() {
        let due = today - days.days();
        story.invoice(&format!("30{index}"), due, due, 100_00);
    }
    story
}

/// The class on each of these days, told by a run that looks only on the days it asked for itself.
fn classes_on(story: &mut Story, days: &[Date]) -> Vec<String> {
    let mut classes = Vec::new();
    story.run();
    for &day in days {
        while story.today < day {
            story.today += 1.day();
            story.run_if_due();
        }
        let remembered = story.last.as_ref().unwrap().class;
        classes.push(story.policy.classes[remembered].name.clone());
        assert_eq!(
            classes.last(),
            Some(&story.class()),
            "looked again too late, on {day}"
        );
    }
    classes
}

#[track_caller]
fn check(when: &str, days_overdue: &[i32], expected: bool) {
    let mut story = with_invoices(
        &classes(&[("overdue", when)]),
        date(2026, 3, 31),
        days_overdue,
    );
    assert_eq!(
        story.class() == "overdue",
        expected,
        "{when} with {days_overdue:?}"
    );
}

/// killbill/killbill, overdue/src/test/java/org/killbill/billing/overdue/config/TestCondition.java
#[test]
fn a_number_of_unpaid_invoices_counts_from_the_number_itself() {
    check("overdue_invoices >= 1", &[], false);
    check("overdue_invoices >= 1", &[5], true);
    check("overdue_invoices >= 1", &[5, 9], true);
}

/// killbill/killbill, overdue/src/test/java/org/killbill/billing/overdue/config/TestCondition.java
#[test]
fn a_sum_counts_from_the_sum_itself() {
    check("overdue >= 100.0", &[], false);
    check("overdue >= 100.0", &[5], true);
    check("overdue >= 100.0", &[5, 9], true);
    check("overdue >= 100.01", &[5], false);
}

/// killbill/killbill, overdue/src/test/java/org/killbill/billing/overdue/config/TestCondition.java
#[test]
fn an_age_counts_from_the_day_itself() {
    check("oldest_days_overdue >= 10", &[], false);
    check("oldest_days_overdue >= 10", &[9], false);
    check("oldest_days_overdue >= 10", &[10], true);
    check("oldest_days_overdue >= 10", &[20], true);
}

const STAGES: [(&str, &str); 3] = [
    ("third", "oldest_days_overdue >= 50"),
    ("second", "oldest_days_overdue >= 40"),
    ("first", "oldest_days_overdue >= 30"),
];

/// killbill/killbill,
/// beatrix/src/test/java/org/killbill/billing/beatrix/integration/overdue/TestOverdueIntegration.java
#[test]
fn an_unpaid_invoice_passes_through_the_stages_on_their_days() {
    let mut story = Story::begins(&classes(&STAGES), date(2012, 5, 31));
    story.invoice("3001", date(2012, 5, 31), date(2012, 5, 31), 249_95);
    let days = [
        date(2012, 6, 24),
        date(2012, 6, 30),
        date(2012, 7, 10),
        date(2012, 7, 20),
    ];
    assert_eq!(
        classes_on(&mut story, &days),
        ["clear", "first", "second", "third"]
    );
}

/// killbill/killbill,
/// beatrix/src/test/java/org/killbill/billing/beatrix/integration/overdue/TestOverdueIntegration.java
#[test]
fn the_number_of_unpaid_invoices_tells_the_stage() {
    let policy = classes(&[
        ("third", "overdue_invoices >= 5"),
        ("second", "overdue_invoices >= 3"),
        ("first", "overdue_invoices >= 2"),
    ]);
    let stages: Vec<String> = (1..=5)
        .map(|count| with_invoices(&policy, date(2026, 3, 31), &[1, 2, 3, 4, 5][..count]).class())
        .collect();
    assert_eq!(stages, ["clear", "first", "second", "second", "third"]);
}

/// killbill/killbill,
/// beatrix/src/test/java/org/killbill/billing/beatrix/integration/overdue/TestOverdueIntegration.java
#[test]
fn paying_the_oldest_of_two_brings_the_customer_back() {
    let mut story = with_invoices(&classes(&STAGES), date(2026, 3, 31), &[36, 5]);
    assert_eq!(story.class(), "first");
    story.pays("300", 100_00);
    assert_eq!(story.class(), "clear");
}

/// killbill/killbill,
/// beatrix/src/test/java/org/killbill/billing/beatrix/integration/overdue/TestOverdueIntegration.java
#[test]
fn after_a_credit_note_over_the_whole_of_it_the_next_invoice_counts() {
    let mut story = Story::begins(&classes(&STAGES), date(2026, 1, 31));
    story.invoice("3002", date(2026, 1, 31), date(2026, 1, 31), 249_95);
    story.runs_until(date(2026, 2, 28));
    story.invoice("3003", date(2026, 2, 28), date(2026, 2, 28), 249_95);
    story.runs_until(date(2026, 3, 5));
    assert_eq!(story.class(), "first");
    story.credits("3002", 249_95);
    assert_eq!(story.class(), "clear");
    let days = [date(2026, 3, 15), date(2026, 3, 25), date(2026, 4, 4)];
    assert_eq!(
        classes_on(&mut story, &days),
        ["clear", "clear", "first"],
        "15, 25 and 35 days after 3003"
    );
}

/// killbill/killbill,
/// beatrix/src/test/java/org/killbill/billing/beatrix/integration/overdue/TestOverdueIntegration.java
#[test]
fn a_charge_that_is_only_a_draft_makes_nobody_overdue() {
    // A draft has no entry, so that its 31 days do not count; it begins on the day it is issued.
    let mut story = Story::begins(&classes(&STAGES), date(2026, 1, 1));
    assert_eq!(classes_on(&mut story, &[date(2026, 2, 1)]), ["clear"]);
    story.invoice("3004", date(2026, 2, 1), date(2026, 2, 1), 10_00);
    let days = [date(2026, 2, 2), date(2026, 3, 2), date(2026, 3, 3)];
    assert_eq!(classes_on(&mut story, &days), ["clear", "clear", "first"]);
}

/// killbill/killbill, beatrix/src/test/java/org/killbill/billing/beatrix/integration/overdue/
/// TestOverdueStateSkipWithShiftingEarliestUnpaidInvoice.java
#[test]
fn the_warning_comes_before_the_block_although_they_are_two_days_apart() {
    let policy = classes(&[
        ("blocked", "oldest_days_overdue >= 7"),
        ("warning", "oldest_days_overdue >= 5"),
    ]);
    let mut story = Story::begins(&policy, date(2026, 5, 31));
    story.invoice("3005", date(2026, 5, 31), date(2026, 5, 31), 100_00);
    let days = [
        date(2026, 5, 31),
        date(2026, 6, 4),
        date(2026, 6, 5),
        date(2026, 6, 6),
        date(2026, 6, 7),
    ];
    assert_eq!(
        classes_on(&mut story, &days),
        ["clear", "clear", "warning", "warning", "blocked"]
    );
}

/// getlago/lago-api, spec/scenarios/dunning/dunning_campaign_v1_spec.rb
#[test]
fn below_the_threshold_an_overdue_invoice_is_not_chased() {
    let policy = "[policy]\nname = \"Story\"\ncurrency = \"GBP\"\n        [contact]\nmin_overdue = 150\nmin_gap_days = 2\ndays = \"every\"\n        [[class]]\nname = \"everybody\"\nwhen = \"true\"\nprocedure = \"standard\"\n        [procedure.standard]\nsteps = [\n        { name = \"first attempt\", at = \"due + 1 day\", do = \"email\" },\n        { name = \"second attempt\", at = \"due + 3 days\", do = \"email\" },\n]\n";
    let mut story = Story::begins(policy, date(2025, 1, 1));
    story.invoice("3006", date(2025, 1, 1), date(2025, 1, 3), 149_00);
    story.runs_until(date(2025, 1, 3));
    let overdue = |story: &mut Story| {
        story.run().is_empty() && story.account.invoices[0].instalments[0].due < story.today
    };
    assert!(!overdue(&mut story), "the due day is not late");
    story.runs_until(date(2025, 1, 9));
    assert!(overdue(&mut story));
    assert_eq!(story.log(), []);
    let held = story.held_back();
    assert!(
        held.iter()
            .any(|reason| matches!(reason, Reason::BelowMinimum { .. })),
        "{held:?}"
    );

    // One pound more, on another invoice, and both are chased, the attempts two days apart.
    story.invoice("3007", date(2025, 1, 6), date(2025, 1, 9), 1_00);
    story.runs_until(date(2025, 1, 20));
    assert_eq!(
        story.log(),
        [
            (date(2025, 1, 10), "first attempt"),
            (date(2025, 1, 12), "second attempt")
        ]
    );
    assert_eq!(story.taken[0].amount, 150_00);
}
