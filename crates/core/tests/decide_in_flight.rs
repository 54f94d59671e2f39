//! Policies and facts that change while actions are under way: small stories, each of which once went
//! wrong.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod common;

use common::{Delivery, Story, one_procedure, read};
use dunwell_core::action::{ActionStatus, StepEnd};
use dunwell_core::reason::Reason;
use jiff::ToSpan;
use jiff::civil::date;

/// The steps that are over for the first item, and how they ended.
fn records(story: &Story) -> Vec<(&str, StepEnd)> {
    let progress = story.account.progress.first();
    let records = progress
        .map(|progress| progress.records.as_slice())
        .unwrap_or_default();
    records
        .iter()
        .map(|record| (&*record.step, record.end))
        .collect()
}

#[test]
fn an_unmade_call_gives_way_by_its_own_place_when_the_policy_moved_the_step_before_it() {
    let old = "{ name = \"call\", at = \"due + 5 days\", do = \"call\" },\n\
        { name = \"letter\", at = \"due + 10 days\", do = \"letter\" },";
    let new = "{ name = \"text\", at = \"due + 2 days\", do = \"sms\" },\n\
        { name = \"call\", at = \"due + 5 days\", do = \"call\" },\n\
        { name = \"letter\", at = \"due + 10 days\", do = \"letter\" },";
    let mut story = Story::begins(&one_procedure(old), date(2026, 3, 2));
    story.invoice("5001", date(2026, 2, 1), date(2026, 3, 2), 100_00);
    story.runs_until(date(2026, 3, 7));
    assert_eq!(&*story.actions[0].draft.step, "call");
    story.follows(&read(&one_procedure(new)));
    story.runs_until(date(2026, 3, 11));
    assert_eq!(
        story.actions.len(),
        1,
        "the call still stands; the text before it is not sent meanwhile"
    );
    story.runs_until(date(2026, 3, 12));
    assert_eq!(story.actions[0].status, ActionStatus::Superseded);
    assert_eq!(story.log(), [(date(2026, 3, 12), "letter")]);
    assert_eq!(
        records(&story),
        [
            ("call", StepEnd::Superseded),
            ("text", StepEnd::Superseded),
            ("letter", StepEnd::Taken)
        ]
    );
}

#[test]
fn an_unmade_call_that_the_policy_put_last_waits_and_breaks_nothing() {
    let old = "{ name = \"call\", at = \"due + 5 days\", do = \"call\" },\n\
        { name = \"letter\", at = \"due + 10 days\", do = \"letter\" },";
    let new = "{ name = \"letter\", at = \"due + 4 days\", do = \"letter\" },\n\
        { name = \"call\", at = \"due + 5 days\", do = \"call\" },";
    let mut story = Story::begins(&one_procedure(old), date(2026, 3, 2));
    story.invoice("5002", date(2026, 2, 1), date(2026, 3, 2), 100_00);
    story.runs_until(date(2026, 3, 7));
    story.follows(&read(&one_procedure(new)));
    story.runs_until(date(2026, 4, 30));
    assert_eq!(story.actions.len(), 1);
    story.calls();
    story.runs_until(date(2026, 5, 1));
    assert_eq!(
        records(&story),
        [("call", StepEnd::Taken), ("letter", StepEnd::Superseded)]
    );
}

#[test]
fn a_step_on_its_way_is_not_written_off_as_left_out() {
    let old = "{ name = \"first\", at = \"due + 1 day\", do = \"email\" },\n\
        { name = \"second\", at = \"due + 5 days\", do = \"email\" },";
    let new = "{ name = \"second\", at = \"due + 1 day\", do = \"email\" },\n\
        { name = \"first\", at = \"due + 5 days\", do = \"email\" },";
    let mut story = Story::begins(&one_procedure(old), date(2026, 3, 2));
    story.invoice("5003", date(2026, 2, 1), date(2026, 3, 2), 100_00);
    story.runs_until(date(2026, 3, 6));
    story.delivery = Delivery::ByHand;
    story.runs_until(date(2026, 3, 7));
    assert_eq!(&*story.actions[1].draft.step, "second");
    story.follows(&read(&one_procedure(new)));
    story.runs_until(date(2026, 3, 9));
    story.sends();
    story.runs_until(date(2026, 3, 20));
    assert_eq!(
        records(&story),
        [("first", StepEnd::Taken), ("second", StepEnd::Taken)]
    );
}

#[test]
fn an_item_known_in_time_takes_the_steps_before_the_entry_and_one_found_late_does_not() {
    let policy = one_procedure(
        "{ name = \"reminder\", at = \"due + 3 days\", do = \"email\" },\n\
         { name = \"call\", at = \"due + 14 days\", do = \"letter\" },",
    )
    .replace("steps =", "entry = \"call\"\nsteps =");
    let mut known = Story::begins(&policy, date(2026, 3, 2));
    known.invoice("5004", date(2026, 2, 1), date(2026, 3, 2), 100_00);
    known.runs_until(date(2026, 3, 20));
    assert_eq!(
        known.log(),
        [(date(2026, 3, 5), "reminder"), (date(2026, 3, 16), "call")]
    );

    let mut found = Story::begins(&policy, date(2026, 6, 1));
    found.invoice("5004", date(2026, 2, 1), date(2026, 3, 2), 100_00);
    let day = found.run();
    assert_eq!(day.steps(), ["call"]);
    assert!(
        matches!(&day.superseded[0].reason, Reason::FoundLate { days_late: 91, entry } if &**entry == "call")
    );
}

#[test]
fn what_is_promised_for_one_invoice_and_what_is_in_the_bank_are_both_left_in_peace() {
    let mut story = Story::begins(
        &one_procedure("{ name = \"reminder\", at = \"due + 3 days\", do = \"email\" }"),
        date(2026, 3, 2),
    );
    story.invoice("5005", date(2026, 2, 1), date(2026, 3, 1), 100_00);
    story.invoice("5006", date(2026, 2, 1), date(2026, 3, 2), 500_00);
    story.money_arrives(120_00);
    story.promises(date(2026, 3, 20), 100_00, &["5005"]);
    story.runs_until(date(2026, 3, 5));
    // 600 is open, 100 promised and 120 probably in the bank: the two are not the same money.
    assert_eq!(story.taken[0].amount, 380_00);
    assert_eq!(story.taken[0].invoices, ["5006"]);
}

#[test]
fn a_condition_that_turns_while_its_step_waits_is_seen_on_the_day() {
    let steps = "{ name = \"early only\", at = \"due + 3 days\", do = \"email\", when = \"days_overdue < 10\" },\n\
        { name = \"letter\", at = \"due + 12 days\", do = \"letter\" },";
    let mut story = Story::begins(&one_procedure(steps), date(2026, 3, 2));
    story.delivery = Delivery::ByHand;
    story.invoice("5007", date(2026, 2, 1), date(2026, 3, 1), 100_00);
    story.invoice("5008", date(2026, 2, 1), date(2026, 3, 5), 100_00);
    while story.today < date(2026, 3, 15) {
        story.today += 1.day();
        let day = story.run_if_due();
        if let Some(step) = day.superseded.first() {
            assert_eq!(
                (story.today, &*step.number),
                (date(2026, 3, 15), "5008"),
                "ten days late"
            );
            return;
        }
    }
    panic!("the condition turned and nobody looked");
}
