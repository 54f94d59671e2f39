//! Steps and their days, against cases that other systems agree on, told in our own words. Each names
//! where the case comes from.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod common;

use common::{Delivery, Story, one_procedure};
use dunwell_core::action::{ActionStatus, Do};
use dunwell_core::reason::Reason;
use jiff::civil::date;

/// Three letters, so many days after the due date.
fn levels(days: [i32; 3]) -> String {
    let level = |(number, days)| {
        format!("{{ name = \"level {number}\", at = \"due + {days} days\", do = \"letter\" }},\n")
    };
    one_procedure(&(1..).zip(days).map(level).collect::<String>())
}

/// tryton/tryton, modules/account_dunning/tests/scenario_account_dunning.rst
#[test]
fn on_day_four_nothing_and_on_day_five_the_first_level() {
    let mut story = Story::begins(&levels([5, 20, 40]), date(2026, 3, 1));
    story.invoice("4001", date(2026, 3, 1), date(2026, 3, 1), 100_00);
    story.runs_until(date(2026, 3, 5));
    assert_eq!(story.log(), [], "four days late");
    story.runs_until(date(2026, 3, 6));
    assert_eq!(story.log(), [(date(2026, 3, 6), "level 1")]);
}

/// tryton/tryton, modules/account_dunning/tests/scenario_account_dunning.rst
#[test]
fn a_payment_ends_it_and_nothing_comes_later() {
    let mut story = Story::begins(&levels([5, 20, 40]), date(2026, 3, 1));
    story.delivery = Delivery::ByHand;
    story.invoice("4002", date(2026, 3, 1), date(2026, 3, 1), 100_00);
    story.runs_until(date(2026, 3, 6));
    assert_eq!(story.account.open_actions.len(), 1);
    story.pays("4002", 100_00);
    story.runs_until(date(2026, 3, 7));
    assert_eq!(
        story.actions[0].status,
        ActionStatus::Withdrawn,
        "the letter that lay ready is not sent"
    );
    story.runs_until(date(2026, 4, 20));
    assert_eq!((story.log(), story.actions.len()), (vec![], 1));
}

/// tryton/tryton, modules/account_dunning/tests/scenario_account_dunning_final.rst
///
/// There the level waits in a list until it is processed, and the next run makes it final. Here the step
/// waits for approval, is done, and the procedure has ended.
#[test]
fn after_the_only_level_is_done_the_procedure_has_ended() {
    let steps = r#"{ name = "only level", at = "due", do = "letter", approve = "controller" }"#;
    let mut story = Story::begins(&one_procedure(steps), date(2026, 3, 2));
    story.invoice("4003", date(2026, 3, 2), date(2026, 3, 2), 100_00);
    assert_eq!(story.run().steps(), ["only level"]);
    assert_eq!(story.log(), [], "it waits for approval");
    story.approves();
    story.sends();
    story.runs_until(date(2026, 3, 3));
    assert_eq!(story.log(), [(date(2026, 3, 2), "only level")]);
    assert_eq!(
        story.held_back(),
        [Reason::ProcedureEnded {
            procedure: "standard".into()
        }]
    );
    assert_eq!(story.next_review(), None);
}

/// metasfresh/metasfresh, backend/de.metas.dunning/src/test/java/de/metas/dunning/api/impl/
/// DefaultDunningCandidateProducerTest.java
#[test]
fn the_second_level_does_not_come_before_the_first() {
    let mut story = Story::begins(&levels([10, 20, 30]), date(2026, 3, 26));
    story.invoice("4004", date(2026, 2, 1), date(2026, 3, 1), 100_00);
    // 25 days late when it is first seen: it begins at the first level all the same.
    assert_eq!(story.run().steps(), ["level 1"]);
    story.runs_until(date(2026, 3, 31));
    assert_eq!(
        story.log(),
        [
            (date(2026, 3, 26), "level 1"),
            (date(2026, 3, 27), "level 2"),
            (date(2026, 3, 31), "level 3")
        ]
    );
}

/// metasfresh/metasfresh, backend/de.metas.dunning/src/test/java/de/metas/dunning/api/impl/
/// DefaultDunningCandidateProducerTest.java
#[test]
fn the_second_level_waits_until_the_first_has_left() {
    let mut story = Story::begins(&levels([10, 20, 30]), date(2026, 3, 1));
    story.delivery = Delivery::ByHand;
    story.invoice("4005", date(2026, 2, 1), date(2026, 3, 1), 100_00);
    story.runs_until(date(2026, 3, 26));
    assert_eq!(story.actions.len(), 1, "only the first was decided");
    let held = story.held_back();
    let waiting = |reason: &Reason| matches!(reason, Reason::ContactWaiting { step, .. } if &**step == "level 1");
    assert!(held.iter().any(waiting), "{held:?}");
    story.sends();
    story.runs_until(date(2026, 3, 27));
    assert_eq!(story.actions.len(), 2);
    assert_eq!(&*story.actions[1].draft.step, "level 2");
}

/// metasfresh/metasfresh, backend/de.metas.dunning/src/test/java/de/metas/dunning/api/impl/
/// DefaultDunningCandidateProducerTest.java
#[test]
fn a_level_that_was_taken_does_not_come_again() {
    let mut story = Story::begins(&levels([10, 200, 300]), date(2026, 3, 1));
    story.invoice("4006", date(2026, 2, 1), date(2026, 3, 1), 100_00);
    story.runs_until(date(2026, 6, 1));
    assert_eq!(story.log(), [(date(2026, 3, 11), "level 1")]);
    assert!(
        story.run().is_empty(),
        "and a second run on the same day brings nothing"
    );
}

/// metasfresh/metasfresh, backend/de.metas.dunning/src/test/java/de/metas/dunning/api/impl/
/// DefaultDunningCandidateProducerTest.java
#[test]
fn the_days_since_the_last_contact_begin_at_none_on_its_own_day() {
    let policy = levels([1, 2, 3]).replace("min_gap_days = 1", "min_gap_days = 8");
    let mut story = Story::begins(&policy, date(2013, 1, 2));
    story.invoice("4007", date(2012, 12, 1), date(2013, 1, 1), 100_00);
    story.run();
    assert_eq!(story.log(), [(date(2013, 1, 2), "level 1")]);
    story.invoice("4008", date(2012, 12, 1), date(2013, 1, 1), 100_00);
    for (day, since) in [
        (date(2013, 1, 2), 0),
        (date(2013, 1, 3), 1),
        (date(2013, 1, 9), 7),
        (date(2013, 1, 10), 8),
    ] {
        while story.today < day {
            story.today = story.today.tomorrow().unwrap();
            story.run();
        }
        let contacts = story.log().len();
        assert_eq!(
            contacts,
            if since < 8 { 1 } else { 2 },
            "{since} days after the last contact"
        );
    }
}

/// metasfresh/metasfresh, backend/de.metas.dunning/src/test/java/de/metas/dunning/test/integration/
/// TestDunning.java
#[test]
fn a_debt_is_written_off_only_after_the_level_before_it_and_its_own_step() {
    let steps = "{ name = \"level 1\", at = \"due + 10 days\", do = \"letter\" },\n        { name = \"level 2\", at = \"due + 20 days\", do = \"letter\" },\n        { name = \"write-off\", at = \"due + 20 days\", do = \"write-off\", approve = \"controller\" },";
    let mut story = Story::begins(&one_procedure(steps), date(2026, 3, 1));
    story.invoice("4009", date(2026, 2, 1), date(2026, 3, 10), 100_00);
    story.invoice("4010", date(2026, 2, 1), date(2026, 3, 1), 200_00);
    story.runs_until(date(2026, 3, 22));
    assert_eq!(
        story.log(),
        [
            (date(2026, 3, 11), "level 1"),
            (date(2026, 3, 20), "level 1"),
            (date(2026, 3, 21), "level 2"),
        ]
    );
    assert_eq!(
        (story.open("4009"), story.open("4010")),
        (100_00, 200_00),
        "the letters write nothing off"
    );
    story.approves();
    story.does_everything();
    assert_eq!(
        (story.open("4009"), story.open("4010")),
        (100_00, 0),
        "only what had both letters"
    );
}

/// idempiere/idempiere, org.idempiere.test/src/org/idempiere/test/dunning/DunningRunTest.java
#[test]
fn what_is_due_today_is_not_in_a_run_for_ten_days_late() {
    let steps = r#"{ name = "dunning", at = "due + 10 days", do = "letter" }"#;
    let mut story = Story::begins(&one_procedure(steps), date(2026, 3, 2));
    story.invoice("4011", date(2026, 2, 1), date(2026, 3, 2), 100_00);
    assert!(story.run().is_empty());
    assert_eq!(story.next_review(), Some(date(2026, 3, 12)));
}

/// frappe/erpnext, erpnext/accounts/doctype/dunning/test_dunning.py
#[test]
fn two_overdue_invoices_travel_in_one_letter_each_with_its_own_amount() {
    let mut story = Story::begins(&levels([10, 20, 30]), date(2026, 3, 1));
    story.invoice("4012", date(2026, 2, 1), date(2026, 3, 1), 100_00);
    story.invoice("4013", date(2026, 2, 1), date(2026, 3, 1), 300_00);
    story.runs_until(date(2026, 3, 11));
    assert_eq!(story.actions.len(), 1);
    let draft = &story.actions[0].draft;
    let rows: Vec<(&str, i64)> = draft
        .items
        .iter()
        .map(|item| (&*item.number, item.amount))
        .collect();
    assert_eq!(rows, [("4012", 100_00), ("4013", 300_00)]);
    assert_eq!(draft.amount.minor(), 400_00);
}

/// invoiceninja/invoiceninja, tests/Feature/ReminderTest.php
#[test]
fn fourteen_days_before_the_end_of_march_is_the_seventeenth() {
    let steps = r#"{ name = "courtesy", at = "due - 14 days", do = "email" }"#;
    let issued = date(2024, 3, 1);
    let mut story = Story::begins(&one_procedure(steps), issued);
    story.invoice("4014", issued, date(2024, 3, 31), 10_00);
    story.run();
    assert_eq!(story.next_review(), Some(date(2024, 3, 17)));
    story.runs_until(date(2024, 3, 31));
    assert_eq!(story.log(), [(date(2024, 3, 17), "courtesy")]);

    // The 17th is a Sunday; where customers are contacted on business days only, it is the Monday.
    let business = one_procedure(steps).replace("\"every\"", "\"business\"");
    let mut story = Story::begins(&business, issued);
    story.invoice("4014", issued, date(2024, 3, 31), 10_00);
    story.runs_until(date(2024, 3, 31));
    assert_eq!(story.log(), [(date(2024, 3, 18), "courtesy")]);
}

/// invoiceninja/invoiceninja, tests/Feature/ReminderTest.php
#[test]
fn of_three_reminders_the_one_a_week_after_the_invoice_is_the_next() {
    let steps = "{ name = \"first\", at = \"invoice + 7 days\", do = \"email\" },\n        { name = \"second\", at = \"due - 1 day\", do = \"email\" },\n        { name = \"third\", at = \"due + 1 day\", do = \"email\" },";
    let mut story = Story::begins(&one_procedure(steps), date(2026, 3, 2));
    story.invoice("4015", date(2026, 3, 2), date(2026, 4, 1), 10_00);
    story.run();
    assert_eq!(story.next_review(), Some(date(2026, 3, 9)));
    story.runs_until(date(2026, 4, 5));
    let days = [
        (date(2026, 3, 9), "first"),
        (date(2026, 3, 31), "second"),
        (date(2026, 4, 2), "third"),
    ];
    assert_eq!(story.log(), days);
}

/// invoiceninja/invoiceninja, tests/Feature/ReminderTest.php
#[test]
fn of_three_reminders_the_one_before_the_due_date_is_the_next() {
    let steps = "{ name = \"first\", at = \"due - 2 days\", do = \"email\" },\n        { name = \"second\", at = \"due + 14 days\", do = \"email\" },\n        { name = \"third\", at = \"due + 30 days\", do = \"email\" },";
    let mut story = Story::begins(&one_procedure(steps), date(2026, 3, 2));
    story.invoice("4016", date(2026, 3, 2), date(2026, 4, 1), 10_00);
    story.run();
    assert_eq!(
        story.next_review(),
        Some(date(2026, 3, 30)),
        "28 days after the invoice"
    );
}

/// juspay/hyperswitch, crates/router/src/core/revenue_recovery/schedule.rs
#[test]
fn when_no_step_is_left_nothing_is_planned_and_that_is_said() {
    let mut story = Story::begins(&levels([1, 2, 3]), date(2026, 3, 1));
    story.invoice("4017", date(2026, 2, 1), date(2026, 3, 1), 100_00);
    story.runs_until(date(2026, 3, 5));
    assert_eq!(story.log().len(), 3);
    assert_eq!(story.next_review(), None);
    assert_eq!(
        story.held_back(),
        [Reason::ProcedureEnded {
            procedure: "standard".into()
        }]
    );
}

/// apache/fineract, fineract-e2e-tests-runner/src/test/resources/features/LoanDelinquency.feature
#[test]
fn a_pause_stops_the_clock_of_the_procedure() {
    let steps = r#"{ name = "reminder", at = "due + 1 day", do = "email" }"#;
    let mut story = Story::begins(&one_procedure(steps), date(2023, 11, 16));
    story.invoice("4018", date(2023, 10, 16), date(2023, 11, 16), 25_00);
    assert!(story.pauses(date(2023, 11, 16), Some(date(2023, 11, 25)), None));
    story.runs_until(date(2023, 11, 25));
    assert_eq!(story.log(), []);
    assert!(matches!(
        story.held_back().as_slice(),
        [Reason::Paused { .. }, ..]
    ));
    story.runs_until(date(2023, 11, 30));
    assert_eq!(
        story.log(),
        [(date(2023, 11, 26), "reminder")],
        "one day late on the 26th"
    );
    assert_eq!(story.taken[0].amount, 25_00);
}

/// apache/fineract, fineract-e2e-tests-runner/src/test/resources/features/LoanDelinquency.feature
#[test]
fn a_second_pause_over_the_same_days_is_refused_and_a_resumption_ends_the_first() {
    let steps = r#"{ name = "reminder", at = "due + 3 days", do = "email" }"#;
    let mut story = Story::begins(&one_procedure(steps), date(2023, 11, 16));
    story.invoice("4019", date(2023, 10, 16), date(2023, 11, 16), 25_00);
    assert!(story.pauses(date(2023, 11, 16), Some(date(2023, 11, 25)), None));
    assert!(
        !story.pauses(date(2023, 11, 25), Some(date(2023, 11, 30)), None),
        "the 25th is paused already"
    );
    assert!(
        story.pauses(date(2023, 12, 10), Some(date(2023, 12, 12)), None),
        "a later one is not in the way"
    );
    story.runs_until(date(2023, 11, 20));
    story.resumes();
    story.runs_until(date(2023, 11, 30));
    // The 20th is the last day of the pause; three days that count are the 21st, 22nd and 23rd.
    assert_eq!(story.log(), [(date(2023, 11, 23), "reminder")]);
}

/// killbill/killbill,
/// beatrix/src/test/java/org/killbill/billing/beatrix/integration/overdue/TestOverdueIntegration.java
#[test]
fn a_draft_that_was_never_issued_brings_no_step() {
    let mut story = Story::begins(&levels([1, 10, 30]), date(2026, 1, 1));
    story.runs_until(date(2026, 2, 1));
    assert_eq!((story.log(), story.next_review()), (vec![], None));
    story.invoice("4020", date(2026, 2, 1), date(2026, 2, 1), 10_00);
    story.runs_until(date(2026, 2, 2));
    assert_eq!(
        story
            .taken
            .iter()
            .map(|taken| taken.kind)
            .collect::<Vec<_>>(),
        [Do::Letter]
    );
}
