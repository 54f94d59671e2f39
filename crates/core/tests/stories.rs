//! Stories of a trade account under an ordinary procedure, as a credit controller would tell them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod common;

use common::{Delivery, Story, read};
use dunwell_core::action::ActionStatus;
use dunwell_core::reason::Reason;
use jiff::civil::{Date, date};

/// Due on Monday 2 March 2026; customers are contacted on business days, five days apart.
const POLICY: &str = r#"
[policy]
name = "Stories"
currency = "GBP"
[contact]
min_overdue = 25
min_gap_days = 5
[[class]]
name = "standard"
when = "true"
procedure = "standard"
[procedure.standard]
entry = "reminder"
steps = [
  { name = "courtesy", at = "due - 7 days", do = "email" },
  { name = "reminder", at = "due + 3 days", do = "email" },
  { name = "text", at = "due + 8 days", do = "sms" },
  { name = "call", at = "due + 14 days", do = "call" },
  { name = "firm reminder", at = "due + 21 days", do = "email", tone = "firm" },
  { name = "stop supply", at = "due + 30 days", do = "hold" },
  { name = "final demand", at = "due + 45 days", do = "letter", tone = "final", approve = "controller" },
]
"#;

const DUE: Date = date(2026, 3, 2);

/// An invoice of 1,000.00 that has had its courtesy, on the due day.
fn on_the_due_day() -> Story {
    let mut story = Story::begins(POLICY, date(2026, 2, 2));
    story.invoice("6001", date(2026, 1, 31), DUE, 1_000_00);
    story.runs_until(DUE);
    assert_eq!(story.log(), [(date(2026, 2, 23), "courtesy")]);
    story
}

/// The steps after the courtesy, each with its day of the month and what was asked for.
fn after_the_courtesy(story: &Story) -> Vec<(i8, &str, i64)> {
    story.taken[1..]
        .iter()
        .map(|taken| (taken.on.day(), taken.step.as_str(), taken.amount))
        .collect()
}

#[test]
fn paid_before_the_reminder() {
    let mut story = on_the_due_day();
    story.runs_until(date(2026, 3, 4));
    story.pays("6001", 1_000_00);
    story.runs_until(date(2026, 4, 30));
    assert_eq!(after_the_courtesy(&story), []);
}

#[test]
fn a_part_payment_in_the_middle_lowers_what_is_asked_and_keeps_the_place() {
    let mut story = on_the_due_day();
    story.runs_until(date(2026, 3, 6));
    story.pays("6001", 400_00);
    story.runs_until(date(2026, 3, 12));
    assert_eq!(
        after_the_courtesy(&story),
        [(5, "reminder", 1_000_00), (10, "text", 600_00)]
    );
}

#[test]
fn one_line_of_three_is_disputed_and_the_rest_is_still_chased() {
    let mut story = on_the_due_day();
    story.disputes("6001", Some(300_00));
    story.runs_until(date(2026, 3, 6));
    assert_eq!(after_the_courtesy(&story), [(5, "reminder", 700_00)]);
    let disputed = |reason: &Reason| matches!(reason, Reason::Disputed { amount, .. } if amount.minor() == 300_00);
    assert!(
        story.actions[1].draft.reasons.iter().any(disputed),
        "the reminder says why it asks for less"
    );
    story.settles_disputes("6001");
    story.runs_until(date(2026, 3, 10));
    assert_eq!(story.taken[2].amount, 1_000_00);
}

#[test]
fn a_promise_keeps_the_house_silent_until_its_day_has_passed() {
    let mut broken = on_the_due_day();
    broken.runs_until(date(2026, 3, 6));
    broken.promises(date(2026, 3, 13), 1_000_00, &[]);
    let (mut kept, mut partly) = (broken.clone(), broken.clone());

    // The text was due on the 10th; the promise ends on Friday the 13th, and Monday is the 16th.
    broken.runs_until(date(2026, 3, 16));
    assert_eq!(after_the_courtesy(&broken)[1..], [(16, "text", 1_000_00)]);
    let unkept = |reason: &Reason| matches!(reason, Reason::PromiseNotKept { .. });
    assert!(broken.actions[2].draft.reasons.iter().any(unkept));

    kept.runs_until(date(2026, 3, 13));
    kept.pays("6001", 1_000_00);
    kept.runs_until(date(2026, 4, 30));
    assert_eq!(after_the_courtesy(&kept).len(), 1);

    partly.runs_until(date(2026, 3, 13));
    partly.pays("6001", 600_00);
    partly.runs_until(date(2026, 3, 16));
    assert_eq!(after_the_courtesy(&partly)[1..], [(16, "text", 400_00)]);
}

#[test]
fn a_credit_note_larger_than_the_invoice_also_covers_the_next_one() {
    let mut story = on_the_due_day();
    story.invoice("6002", date(2026, 2, 2), date(2026, 3, 4), 500_00);
    story.credits("6001", 1_200_00);
    assert_eq!(story.account.unapplied, 200_00);
    story.runs_until(date(2026, 3, 20));
    // 6002 is met only on the due day of 6001, so that its courtesy comes late, but it comes.
    let asked: Vec<_> = after_the_courtesy(&story);
    assert!(
        asked.iter().all(|(_, _, amount)| *amount == 300_00),
        "{asked:?}"
    );
    assert!(!asked.is_empty());
    assert!(
        story.taken[1..]
            .iter()
            .all(|taken| taken.invoices == ["6002"])
    );
}

#[test]
fn a_step_that_falls_on_a_weekend_comes_on_monday() {
    let mut story = Story::begins(POLICY, date(2026, 2, 2));
    story.invoice("6003", date(2026, 2, 4), date(2026, 3, 4), 1_000_00);
    story.runs_until(date(2026, 3, 10));
    // Three days after Wednesday the 4th is Saturday the 7th.
    assert_eq!(after_the_courtesy(&story), [(9, "reminder", 1_000_00)]);
}

#[test]
fn a_week_without_a_run_loses_nothing() {
    let mut story = on_the_due_day();
    story.sleeps_until(date(2026, 3, 11));
    story.runs_until(date(2026, 3, 31));
    // The reminder comes at once, the text a gap later, the call in its turn; nobody makes it, and it
    // gives way to the firm reminder, five days after Monday the 23rd and past a weekend.
    assert_eq!(
        after_the_courtesy(&story),
        [
            (12, "reminder", 1_000_00),
            (17, "text", 1_000_00),
            (30, "firm reminder", 1_000_00)
        ]
    );
    assert_eq!(story.actions[3].status, ActionStatus::Superseded);
}

#[test]
fn an_invoice_found_ninety_days_late_begins_with_the_reminder_and_walks() {
    let mut story = Story::begins(POLICY, date(2026, 5, 31));
    story.invoice("6004", date(2026, 1, 31), DUE, 1_000_00);
    story.runs_until(date(2026, 6, 10));
    assert_eq!(
        story.log(),
        [(date(2026, 6, 1), "reminder"), (date(2026, 6, 8), "text")]
    );
}

#[test]
fn a_payment_that_comes_back_goes_on_where_it_stopped() {
    let mut story = on_the_due_day();
    story.runs_until(date(2026, 3, 6));
    let payment = story.pays("6001", 1_000_00);
    story.runs_until(date(2026, 3, 17));
    story.bounces(payment);
    story.runs_until(date(2026, 3, 18));
    assert_eq!(
        after_the_courtesy(&story),
        [(5, "reminder", 1_000_00), (18, "text", 1_000_00)]
    );
}

#[test]
fn a_new_policy_takes_an_item_on_from_where_it_stands() {
    let mut story = on_the_due_day();
    story.runs_until(date(2026, 3, 11));
    let shorter = POLICY.replace(
        "  { name = \"call\", at = \"due + 14 days\", do = \"call\" },\n",
        "",
    );
    story.follows(&read(&shorter));
    story.runs_until(date(2026, 3, 24));
    assert_eq!(
        after_the_courtesy(&story),
        [
            (5, "reminder", 1_000_00),
            (10, "text", 1_000_00),
            (23, "firm reminder", 1_000_00)
        ]
    );
}

#[test]
fn a_letter_that_is_not_approved_waits_and_money_that_comes_meanwhile_ends_it() {
    let mut story = on_the_due_day();
    story.delivery = Delivery::SameDay;
    story.runs_until(date(2026, 4, 17));
    let last = story.actions.last().unwrap();
    assert_eq!(
        (&*last.draft.step, last.status),
        ("final demand", ActionStatus::AwaitingApproval)
    );
    assert_eq!(story.taken.last().unwrap().step, "stop supply");
    story.money_arrives(1_000_00);
    story.runs_until(date(2026, 4, 18));
    assert_eq!(
        story.actions.last().unwrap().status,
        ActionStatus::Withdrawn
    );
    assert!(matches!(
        story.held_back().as_slice(),
        [Reason::Unmatched { .. }, ..]
    ));
}
