//! What becomes of actions: done by a call, approved, skipped, opened again.

use dunwell_app::record::call::{self, Outcome};
use dunwell_app::{Db, approve, reopen, skip};
use dunwell_core::action::ActionStatus::{AwaitingApproval, Done, Ready, Skipped, Superseded};
use dunwell_core::action::{Do, StepEnd};
use dunwell_core::hold::HoldKind;
use dunwell_store::REVIEW_NOW;
use jiff::civil::date;

use crate::story::{Story, TODAY, refusal};

fn call_with(outcome: Outcome) -> call::Request {
    call::Request {
        customer: "00001".to_owned(),
        currency: None,
        action: None,
        outcome,
        reason: None,
        text: Some("spoke with Mr Roth".to_owned()),
        date: None,
        done: false,
    }
}

async fn called(story: &Story, request: &call::Request) -> call::Called {
    story
        .once("00001", "call-recorded", async |caller, mode| {
            call::record(&story.db, &story.book, caller, mode, request).await
        })
        .await
}

async fn approved(story: &Story, customer: &str) -> approve::Approved {
    let action = story.action(customer).await;
    assert_eq!(action.status, AwaitingApproval);
    let wrong = approve::Request {
        action: action.id.to_string(),
        role: Some("collector".to_owned()),
        note: None,
    };
    let refused = approve::approve(
        &story.db,
        &story.book,
        story.caller(),
        Default::default(),
        &wrong,
    )
    .await;
    assert_eq!(
        refusal(refused),
        format!(
            "\"{}\" has to be approved by a controller, not by a collector",
            action.step
        )
    );
    let request = approve::Request {
        role: Some("controller".to_owned()),
        ..wrong
    };
    story
        .once(customer, "action-approved", async |caller, mode| {
            approve::approve(&story.db, &story.book, caller, mode, &request).await
        })
        .await
}

async fn reopened(story: &Story, customer: &str, action: String) -> reopen::Reopened {
    let request = reopen::Request {
        action,
        reason: "recorded in error".to_owned(),
    };
    story
        .once(customer, "action-reopened", async |caller, mode| {
            reopen::reopen(&story.db, &story.book, caller, mode, &request).await
        })
        .await
}

dunwell_testkit::on_both! {
    async fn a_call_that_was_answered_does_the_call_on_the_worklist(db: Db) {
        let story = Story::run_once(db).await;
        let action = story.action("00001").await;
        assert_eq!((action.kind, action.items.len()), (Do::Call, 2));
        let result = called(&story, &call_with(Outcome::CashFlow)).await;
        assert_eq!((result.action, result.done, result.reason.as_deref()), (Some(action.id), true, Some("cash-flow")));
        assert_eq!(story.steps("00001").await, [("call".to_owned(), Done)]);
        assert_eq!(story.customer("00001").await.reason.as_deref(), Some("cash-flow"));
        for invoice in ["R-1", "R-2"] {
            let taken = ("call".to_owned(), StepEnd::Taken, TODAY);
            assert_eq!(story.progress("00001", invoice).await.last(), Some(&taken), "{invoice}");
        }
        let account = story.pounds("00001").await;
        assert_eq!((account.last_contact, account.next_review), (Some(TODAY), Some(REVIEW_NOW)));

        // Another call takes the reason away again.
        let call = call::Request { reason: Some("none".to_owned()), ..call_with(Outcome::PaymentSent) };
        assert_eq!(called(&story, &call).await.action, None);
        assert_eq!(story.customer("00001").await.reason, None);
    }

    async fn a_call_that_nobody_answered_stays_on_the_worklist(db: Db) {
        let story = Story::run_once(db).await;
        let result = called(&story, &call_with(Outcome::NoAnswer)).await;
        assert!(!result.done);
        assert_eq!(story.action("00001").await.status, Ready);
        assert_eq!(story.pounds("00001").await.last_contact, None, "nobody was contacted");
        called(&story, &call_with(Outcome::MessageLeft)).await;
        assert_eq!(story.pounds("00001").await.last_contact, Some(TODAY), "a message was left");
        assert_eq!(story.action("00001").await.status, Ready);
        let call = call::Request { done: true, ..call_with(Outcome::NoAnswer) };
        assert!(called(&story, &call).await.done);
        assert_eq!(story.steps("00001").await, [("call".to_owned(), Done)]);
    }

    async fn a_call_recorded_in_error_is_opened_again(db: Db) {
        let story = Story::run_once(db).await;
        let before = story.progress("00001", "R-1").await;
        let action = story.action("00001").await.id.to_string();
        called(&story, &call_with(Outcome::Promise)).await;
        let open_again = reopened(&story, "00001", action.clone()).await;
        assert_eq!(open_again.status, Ready);
        assert_eq!(story.progress("00001", "R-1").await, before);
        assert_eq!(story.pounds("00001").await.last_contact, None);
        let request = reopen::Request { action, reason: "again".to_owned() };
        let again = reopen::reopen(&story.db, &story.book, story.caller(), Default::default(), &request).await;
        assert_eq!(refusal(again), "\"call\" is open");
    }

    async fn a_call_that_is_opened_again_leaves_the_contacts_before_it(db: Db) {
        let story = Story::run_once(db).await;
        let action = story.action("00001").await.id.to_string();
        called(&story, &call_with(Outcome::MessageLeft)).await;
        story.run(date(2026, 3, 3)).await;
        called(&story, &call_with(Outcome::NoAnswer)).await;
        let done = call::Request { done: true, ..call_with(Outcome::MessageLeft) };
        assert!(called(&story, &done).await.done);
        assert_eq!(story.pounds("00001").await.last_contact, Some(date(2026, 3, 3)));
        reopened(&story, "00001", action.clone()).await;
        assert_eq!(story.pounds("00001").await.last_contact, Some(TODAY), "the message of the day before was left");
        let before = call::Request { date: Some(date(2026, 2, 28)), ..call_with(Outcome::Promise) };
        assert!(called(&story, &before).await.done);
        reopened(&story, "00001", action).await;
        assert_eq!(story.pounds("00001").await.last_contact, Some(TODAY));
    }

    async fn a_call_without_an_action_keeps_its_gap_when_another_is_opened_again(db: Db) {
        let story = Story::begin(db).await;
        // Nothing is on the worklist yet.
        assert_eq!(called(&story, &call_with(Outcome::CashFlow)).await.action, None);
        story.in_force().await;
        story.run(date(2026, 3, 6)).await;
        let action = story.action("00001").await;
        assert_eq!(action.kind, Do::Call);
        assert!(called(&story, &call_with(Outcome::Promise)).await.done);
        assert_eq!(story.pounds("00001").await.last_contact, Some(date(2026, 3, 6)));
        reopened(&story, "00001", action.id.to_string()).await;
        assert_eq!(story.pounds("00001").await.last_contact, Some(TODAY));
    }

    async fn the_next_step_follows_a_skipped_one(db: Db) {
        let story = Story::run_once(db).await;
        let action = story.action("00001").await;
        // The first figures of an id are enough where they mean one action only.
        let all = action.id.to_string();
        let request = skip::Request { action: all.clone(), reason: "the owner is on holiday".to_owned() };
        let skipped = story
            .once("00001", "action-skipped", async |caller, mode| {
                skip::skip(&story.db, &story.book, caller, mode, &request).await
            })
            .await;
        assert_eq!(skipped.action, action.id);
        assert_eq!(story.pounds("00001").await.last_contact, None, "nobody was contacted");
        let end = ("call".to_owned(), StepEnd::Skipped, TODAY);
        assert_eq!(story.progress("00001", "R-1").await.last(), Some(&end));
        let again = skip::skip(&story.db, &story.book, story.caller(), Default::default(), &request).await;
        assert_eq!(
            refusal(again),
            "the action \"call\" was skipped on 2026-03-02; if that was a mistake, open it again with: dunwell reopen"
        );

        story.run(date(2026, 3, 6)).await;
        assert_eq!(story.steps("00001").await, [("call".to_owned(), Skipped), ("reminder".to_owned(), Ready)]);
        let late = reopen::Request { action: all, reason: "too late".to_owned() };
        let refused = reopen::reopen(&story.db, &story.book, story.caller(), Default::default(), &late).await;
        let next = story.action("00001").await.id;
        assert_eq!(
            refusal(refused),
            format!("\"call\" cannot be opened again, because \"reminder\" was decided after it on 2026-03-06 ({next})")
        );
    }

    async fn an_approved_letter_is_ready_and_can_wait_again(db: Db) {
        let story = Story::run_once(db).await;
        let result = approved(&story, "00003").await;
        assert_eq!((result.does, result.status), (Do::Letter, Ready));
        let request = approve::Request { action: result.action.to_string(), role: None, note: None };
        let again = approve::approve(&story.db, &story.book, story.caller(), Default::default(), &request).await;
        assert_eq!(refusal(again), "\"final demand\" waits for nobody's approval; it is ready");
        assert_eq!(reopened(&story, "00003", result.action.to_string()).await.status, AwaitingApproval);
        assert_eq!(story.action("00003").await.status, AwaitingApproval);
    }

    async fn an_approved_hold_stops_supply(db: Db) {
        let story = Story::run_once(db).await;
        let result = approved(&story, "00004").await;
        let held = result.held.unwrap();
        assert_eq!((held.kind, held.from, held.until), (HoldKind::Supply, TODAY, None));
        assert_eq!(story.steps("00004").await, [("stop supply".to_owned(), Done)]);
        assert_eq!(story.journal("00004").await.iter().filter(|kind| *kind == "hold-placed").count(), 1);
    }

    async fn an_approved_hand_over_ends_the_procedure_here(db: Db) {
        let story = Story::run_once(db).await;
        let before = story.progress("00005", "E-1").await;
        let action = approved(&story, "00005").await.action;
        let end = ("last resort".to_owned(), StepEnd::HandedOver, TODAY);
        assert_eq!(story.progress("00005", "E-1").await.last(), Some(&end));
        assert_eq!(reopened(&story, "00005", action.to_string()).await.status, AwaitingApproval);
        assert_eq!(story.progress("00005", "E-1").await, before);
        story.run(date(2026, 3, 10)).await;
        assert_eq!(story.steps("00005").await, [("last resort".to_owned(), AwaitingApproval)]);
    }

    async fn an_approved_write_off_gives_up_what_is_open_now(db: Db) {
        let story = Story::run_once(db).await;
        // Part of it arrived after the step was decided.
        let part = dunwell_app::record::payment::Request {
            customer: "00006".to_owned(),
            amount: "1000".to_owned(),
            target: dunwell_app::record::Target::OldestFirst,
            ..Default::default()
        };
        dunwell_app::record::payment::record(&story.db, &story.book, story.caller(), Default::default(), &part)
            .await
            .unwrap();
        let result = approved(&story, "00006").await;
        let given_up: Vec<_> = result.written_off.iter().map(|off| (&*off.invoice, off.amount.minor())).collect();
        assert_eq!(given_up, [("W-1", 5000_00), ("W-2", 400_00)]);
        assert_eq!(story.open(["W-1", "W-2"]).await, [0, 0]);
        assert_eq!(story.pounds("00006").await.balance, 0);
        assert_eq!(story.steps("00006").await, [("give up".to_owned(), Done)]);
    }

    async fn an_approved_write_off_spares_what_is_disputed_and_what_may_be_in_the_bank(db: Db) {
        let story = Story::run_once(db).await;
        let disputed = dunwell_app::record::dispute::Request {
            invoice: "W-1".to_owned(),
            amount: Some("1500".to_owned()),
            reason: "short delivery".to_owned(),
            ..Default::default()
        };
        dunwell_app::record::dispute::record(&story.db, &story.book, story.caller(), Default::default(), &disputed)
            .await
            .unwrap();
        let unmatched = dunwell_app::record::payment::Request {
            customer: "00006".to_owned(),
            amount: "400".to_owned(),
            ..Default::default()
        };
        dunwell_app::record::payment::record(&story.db, &story.book, story.caller(), Default::default(), &unmatched)
            .await
            .unwrap();
        let result = approved(&story, "00006").await;
        let given_up: Vec<_> = result.written_off.iter().map(|off| (&*off.invoice, off.amount.minor())).collect();
        // The unmatched 400.00 is exactly what W-2 asks for.
        assert_eq!(given_up, [("W-1", 4500_00)]);
        assert_eq!(story.open(["W-1", "W-2"]).await, [1500_00, 400_00]);
    }

    async fn a_call_that_was_passed_over_cannot_be_skipped(db: Db) {
        let story = Story::run_once(db).await;
        let call = story.action("00001").await.id.to_string();
        story.run(date(2026, 3, 6)).await;
        assert_eq!(story.steps("00001").await[0], ("call".to_owned(), Superseded));
        let request = skip::Request { action: call, reason: "too late".to_owned() };
        let refused = skip::skip(&story.db, &story.book, story.caller(), Default::default(), &request).await;
        assert_eq!(
            refusal(refused),
            "the action \"call\" was passed over because the next step's time came on 2026-03-06"
        );
    }
}
