//! Actions from decision to end.

use dunwell_core::action::{ActionItem, ActionStatus, Do, Tone};
use dunwell_core::id::ActionId;
use dunwell_store::actions::{self, Action, Ending, Filter};
use dunwell_store::{Db, StoreError};
use dunwell_testkit::on_both;
use uuid::Uuid;

use crate::fixture::{Story, at, currency, customer, invoice, march};

pub fn action_row(n: u128) -> Action {
    Action {
        customer: customer(1),
        id: ActionId::new(Uuid::from_u128(n << 96)),
        currency: currency("GBP"),
        decided_on: march(13),
        step: "reminder".to_owned(),
        kind: Do::Email,
        tone: Some(Tone::Friendly),
        template: Some("friendly".to_owned()),
        class: "standard".to_owned(),
        procedure: "standard".to_owned(),
        policy_hash: "abc".to_owned(),
        amount: 100_00,
        items: vec![ActionItem {
            invoice: invoice(1),
            instalment: 1,
            number: "R-00001".into(),
            amount: 100_00,
            due: march(10),
            step: Some("reminder".into()),
            offset: 3,
            charges: vec!["interest".parse().unwrap()],
        }],
        facts: "{\"overdue\":\"100.00\"}".to_owned(),
        reasons: "[\"3 days late\"]".to_owned(),
        status: ActionStatus::Ready,
        approve_role: None,
        priority: i64::try_from(n).unwrap(),
        finished_on: None,
        finished_by: None,
        finish_reason: None,
        message: None,
        message_at: None,
    }
}

fn ids(actions: &[Action]) -> Vec<i64> {
    actions.iter().map(|action| action.priority).collect()
}

on_both! {
    async fn an_action_is_kept_as_it_is_and_found_by_its_beginning(db: Db) {
        let mut story = Story::begin(&db).await;
        let (uow, book) = (&mut story.uow, story.book);
        let rows: Vec<Action> = (1..30).map(action_row).collect();
        actions::insert(uow, book, &rows).await.unwrap();
        assert_eq!(actions::by_id(uow, book, rows[4].id).await.unwrap().as_ref(), Some(&rows[4]));
        for (text, found) in [("act_00000005", vec![5]), ("0000000a", vec![10]), ("0000000", vec![1, 2]), ("act_77", vec![]), ("", vec![])] {
            assert_eq!(ids(&actions::by_prefix(uow, book, text).await.unwrap()), found, "{text:?}");
        }
        assert_eq!(actions::list(uow, book, Filter::DecidedOn(march(13))).await.unwrap(), rows);
        assert_eq!(actions::list(uow, book, Filter::DecidedOn(march(14))).await.unwrap(), []);
        let newest_first: Vec<Action> = rows.iter().rev().cloned().collect();
        assert_eq!(actions::list(uow, book, Filter::Customer(story.one)).await.unwrap(), newest_first);
    }

    async fn an_action_ends_once(db: Db) {
        let mut story = Story::begin(&db).await;
        let (uow, book) = (&mut story.uow, story.book);
        let mut waiting = action_row(3);
        waiting.status = ActionStatus::AwaitingApproval;
        waiting.approve_role = Some("controller".to_owned());
        actions::insert(uow, book, &[action_row(1), action_row(2), waiting.clone()]).await.unwrap();
        assert_eq!(ids(&actions::list(uow, book, Filter::Open).await.unwrap()), [3, 2, 1]);

        actions::approve(uow, book, waiting.id).await.unwrap();
        let twice = actions::approve(uow, book, waiting.id).await.unwrap_err();
        assert!(matches!(twice, StoreError::RowsAffected { .. }), "{twice}");
        actions::finish(uow, book, waiting.id, ActionStatus::Skipped, march(14), "anna", Some("they called")).await.unwrap();
        let ended = actions::by_id(uow, book, waiting.id).await.unwrap().unwrap();
        assert_eq!((ended.status, ended.finished_on, ended.finished_by.as_deref(), ended.finish_reason.as_deref()),
            (ActionStatus::Skipped, Some(march(14)), Some("anna"), Some("they called")));
        let again = actions::finish(uow, book, waiting.id, ActionStatus::Done, march(15), "ben", None).await.unwrap_err();
        assert!(matches!(again, StoreError::RowsAffected { .. }), "{again}");
        assert_eq!(ids(&actions::open_of_customer(uow, book, story.one).await.unwrap()), [2, 1]);
        assert_eq!(ids(&actions::list(uow, book, Filter::FinishedOn(march(14))).await.unwrap()), [3]);

        actions::reopen(uow, book, &ended, ActionStatus::AwaitingApproval).await.unwrap();
        assert_eq!(actions::by_id(uow, book, waiting.id).await.unwrap(), Some(waiting));
    }

    async fn many_end_at_once_or_none_does(db: Db) {
        let mut story = Story::begin(&db).await;
        let (uow, book) = (&mut story.uow, story.book);
        let rows: Vec<Action> = (1..30).map(action_row).collect();
        actions::insert(uow, book, &rows).await.unwrap();
        let ending = |row: &Action| Ending { id: row.id, status: ActionStatus::Withdrawn, reason: Some("paid".to_owned()) };
        let endings: Vec<Ending> = rows[1..].iter().map(ending).collect();
        actions::finish_many(uow, book, march(14), "run", &endings).await.unwrap();
        assert_eq!(ids(&actions::list(uow, book, Filter::Open).await.unwrap()), [1]);
        let error = actions::finish_many(uow, book, march(15), "run", &endings).await.unwrap_err();
        assert!(matches!(error, StoreError::RowsAffected { expected: 28, actual: 0, .. }), "{error}");
    }

    async fn a_message_is_kept_to_the_byte(db: Db) {
        let mut story = Story::begin(&db).await;
        let (uow, book) = (&mut story.uow, story.book);
        let row = action_row(1);
        actions::insert(uow, book, std::slice::from_ref(&row)).await.unwrap();
        let (text, when) = ("{ \"subject\": \"Ihre Rechnung – \\u00fc\" }", at("2026-03-13T09:30:00.000001Z"));
        actions::set_message(uow, book, row.id, Some((text, when))).await.unwrap();
        let kept = actions::by_id(uow, book, row.id).await.unwrap().unwrap();
        assert_eq!((kept.message.as_deref(), kept.message_at), (Some(text), Some(when)));
        actions::set_message(uow, book, row.id, None).await.unwrap();
        assert_eq!(actions::by_id(uow, book, row.id).await.unwrap(), Some(row));
    }
}
