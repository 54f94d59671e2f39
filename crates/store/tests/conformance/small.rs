//! Disputes, promises, holds, notes, policies, runs, rates and keys.

use dunwell_core::dispute::Dispute;
use dunwell_core::hold::{Hold, HoldKind};
use dunwell_core::id::{DisputeId, HoldId, PromiseId, RunId};
use dunwell_core::ledger::Entry;
use dunwell_core::promise::{Promise, PromiseState};
use dunwell_store::accounts::{self, AccountState};
use dunwell_store::books;
use dunwell_store::disputes::{self, DisputeRow};
use dunwell_store::holds::{self, HoldRow};
use dunwell_store::idempotency::{self, Seen};
use dunwell_store::notes::{self, Note, NoteKind};
use dunwell_store::policies::{self, PolicyVersion};
use dunwell_store::promises::{self, PromiseRow};
use dunwell_store::rates::{self, Rate};
use dunwell_store::runs::{self, Run};
use dunwell_store::{Db, REVIEW_NOW};
use dunwell_testkit::on_both;
use uuid::Uuid;

use crate::fixture::{Story, at, currency, customer, march, stamp};

pub fn dispute_row(id: u128, invoice: dunwell_core::id::InvoiceId) -> DisputeRow {
    DisputeRow {
        customer: customer(1),
        dispute: Dispute {
            id: DisputeId::new(Uuid::from_u128(id)),
            invoice,
            opened_on: march(5),
            amount: Some(30_00),
            resolved_on: None,
            reason: "one line was not delivered".to_owned(),
        },
        resolution: None,
    }
}

pub fn promise_row(id: u128, amount: i64) -> PromiseRow {
    PromiseRow {
        customer: customer(1),
        currency: currency("GBP"),
        promise: Promise {
            id: PromiseId::new(Uuid::from_u128(id)),
            made_on: march(5),
            due: march(10),
            amount,
            invoices: Vec::new(),
            received: 0,
        },
        withdrawn_on: None,
        reason: None,
    }
}

pub fn hold_row(id: u128) -> HoldRow {
    HoldRow {
        customer: customer(1),
        hold: Hold {
            id: HoldId::new(Uuid::from_u128(id)),
            kind: HoldKind::Contact,
            invoice: None,
            from: march(5),
            until: None,
            reason: "flood in the office".to_owned(),
        },
    }
}

/// Marks the account as looked at, so that a touch shows.
async fn review_later(story: &mut Story) {
    let state = AccountState {
        customer: story.one,
        currency: currency("GBP"),
        class: None,
        procedure: None,
        policy_hash: None,
        next_review: Some(march(30)),
        last_contact: None,
        progress: Vec::new(),
    };
    accounts::save_decisions(&mut story.uow, story.book, &[state])
        .await
        .unwrap();
}

async fn is_touched(story: &mut Story) -> bool {
    let touched = story.account().await.next_review == Some(REVIEW_NOW);
    review_later(story).await;
    touched
}

on_both! {
    async fn a_dispute_is_settled_and_opened_again(db: Db) {
        let mut story = Story::begin(&db).await;
        let invoice = story.bill(1, march(10), 100_00).await;
        review_later(&mut story).await;
        let mut row = dispute_row(1, invoice);
        disputes::insert(&mut story.uow, story.book, &row).await.unwrap();
        assert!(is_touched(&mut story).await);
        let id = row.dispute.id;
        assert_eq!(disputes::by_id(&mut story.uow, story.book, id).await.unwrap().as_ref(), Some(&row));
        disputes::resolve(&mut story.uow, story.book, story.one, id, Some((march(7), "credited"))).await.unwrap();
        assert!(is_touched(&mut story).await);
        (row.dispute.resolved_on, row.resolution) = (Some(march(7)), Some("credited".to_owned()));
        assert_eq!(disputes::of_customer(&mut story.uow, story.book, story.one).await.unwrap(), [row]);
        disputes::resolve(&mut story.uow, story.book, story.one, id, None).await.unwrap();
        let open = disputes::by_id(&mut story.uow, story.book, id).await.unwrap().unwrap();
        assert_eq!(open, dispute_row(1, invoice));
    }

    async fn what_arrived_towards_a_promise_is_summed_from_the_payments(db: Db) {
        let mut story = Story::begin(&db).await;
        story.bill(1, march(1), 100_00).await;
        review_later(&mut story).await;
        promises::insert(&mut story.uow, story.book, &promise_row(1, 50_00)).await.unwrap();
        assert!(is_touched(&mut story).await);
        let pay = |n, day, amount| Entry::payment(stamp(n, march(day)), amount).unwrap();
        let kept = pay(12, 10, 20_00);
        story.post(&[pay(10, 4, 5_00), pay(11, 5, 30_00), kept.clone(), pay(13, 11, 7_00)]).await.unwrap();
        story.post(&[Entry::credit_note(stamp(14, march(6)), 9_00).unwrap()]).await.unwrap();
        let read = promises::of_customer(&mut story.uow, story.book, story.one).await.unwrap();
        assert_eq!(read[0].promise.received, 50_00);
        assert_eq!(read[0].promise.state(march(11)), PromiseState::Kept);
        // The bank takes the payment back after the promise was due: it was not kept after all.
        story.post(&[kept.reversed(stamp(15, march(20))).unwrap()]).await.unwrap();
        let read = promises::by_id(&mut story.uow, story.book, read[0].promise.id).await.unwrap().unwrap();
        assert_eq!(read.promise.received, 30_00);
        assert_eq!(read.promise.state(march(21)), PromiseState::PartlyKept);
    }

    async fn a_promise_is_taken_back_once(db: Db) {
        let mut story = Story::begin(&db).await;
        story.bill(1, march(1), 100_00).await;
        let mut row = promise_row(1, 50_00);
        row.promise.invoices = vec![crate::fixture::invoice(1)];
        promises::insert(&mut story.uow, story.book, &row).await.unwrap();
        review_later(&mut story).await;
        let id = row.promise.id;
        promises::withdraw(&mut story.uow, story.book, story.one, id, march(6), "wrong customer").await.unwrap();
        assert!(is_touched(&mut story).await);
        (row.withdrawn_on, row.reason) = (Some(march(6)), Some("wrong customer".to_owned()));
        assert_eq!(promises::of_customer(&mut story.uow, story.book, story.one).await.unwrap(), [row]);
        assert!(promises::withdraw(&mut story.uow, story.book, story.one, id, march(6), "again").await.is_err());
    }

    async fn a_hold_lasts_until_it_is_ended(db: Db) {
        let mut story = Story::begin(&db).await;
        story.bill(1, march(1), 100_00).await;
        review_later(&mut story).await;
        let mut row = hold_row(1);
        holds::insert(&mut story.uow, story.book, &row).await.unwrap();
        assert!(is_touched(&mut story).await);
        holds::end(&mut story.uow, story.book, story.one, row.hold.id, Some(march(9))).await.unwrap();
        assert!(is_touched(&mut story).await);
        row.hold.until = Some(march(9));
        assert_eq!(holds::by_id(&mut story.uow, story.book, row.hold.id).await.unwrap().as_ref(), Some(&row));
        assert_eq!(holds::of_customer(&mut story.uow, story.book, story.one).await.unwrap(), [row]);
    }

    async fn a_call_is_noted(db: Db) {
        let mut story = Story::begin(&db).await;
        let note = Note {
            customer: story.one,
            id: Uuid::from_u128(5),
            on: march(5),
            kind: NoteKind::Call,
            action: None,
            outcome: Some("in-payment-run".to_owned()),
            reason: Some("cash-flow".to_owned()),
            text: "They pay on Fridays.\nAsk for Ada.".to_owned(),
        };
        notes::insert(&mut story.uow, story.book, &note).await.unwrap();
        assert_eq!(notes::of_customer(&mut story.uow, story.book, story.one).await.unwrap(), [note]);
    }

    async fn the_newest_policy_is_in_force(db: Db) {
        let mut story = Story::begin(&db).await;
        story.bill(1, march(1), 100_00).await;
        assert_eq!(policies::active(&mut story.uow, story.book).await.unwrap(), None);
        let version = |seq, hash: &str| PolicyVersion {
            seq,
            hash: hash.to_owned(),
            name: "Standard trade credit".to_owned(),
            text: "[policy]\nname = \"Standard trade credit\"\n".to_owned(),
            activated_at: at("2026-03-01T10:00:00Z"),
            actor: "anna".to_owned(),
        };
        policies::activate(&mut story.uow, story.book, &version(0, "aaa")).await.unwrap();
        review_later(&mut story).await;
        policies::activate(&mut story.uow, story.book, &version(0, "bbb")).await.unwrap();
        assert!(is_touched(&mut story).await);
        assert_eq!(policies::active(&mut story.uow, story.book).await.unwrap(), Some(version(2, "bbb")));
        assert_eq!(policies::by_hash(&mut story.uow, story.book, "aaa").await.unwrap(), Some(version(1, "aaa")));
        assert_eq!(policies::list(&mut story.uow, story.book).await.unwrap(), [version(1, "aaa"), version(2, "bbb")]);
    }

    async fn a_day_has_one_run(db: Db) {
        let mut story = Story::begin(&db).await;
        let (uow, book) = (&mut story.uow, story.book);
        let id = |n| RunId::new(Uuid::from_u128(n));
        runs::start(uow, book, id(1), march(2), at("2026-03-02T06:00:00Z"), "aaa").await.unwrap();
        runs::start(uow, book, id(2), march(3), at("2026-03-03T06:00:00Z"), "aaa").await.unwrap();
        let mut run = runs::latest(uow, book).await.unwrap().unwrap();
        assert_eq!((run.date, run.finished_at, run.actions), (march(3), None, 0));
        run.finished_at = Some(at("2026-03-03T06:00:09Z"));
        run.customers_reviewed = 12;
        run.actions = 4;
        run.summary = Some("{}".to_owned());
        runs::finish(uow, book, &run).await.unwrap();
        assert_eq!(runs::latest(uow, book).await.unwrap(), Some(run));
        let first: Option<Run> = runs::by_date(uow, book, march(2)).await.unwrap();
        assert_eq!(first.map(|run| run.id), Some(id(1)));
        let again = runs::start(uow, book, id(3), march(2), at("2026-03-02T07:00:00Z"), "aaa").await.unwrap_err();
        assert!(again.is_duplicate(), "{again}");
    }

    async fn the_newest_rate_up_to_a_day_holds(db: Db) {
        let mut story = Story::begin(&db).await;
        let (uow, book) = (&mut story.uow, story.book);
        let rate = |to: &str, day, rate: &str| Rate {
            from: currency("GBP"), to: currency(to), date: march(day), rate: rate.parse().unwrap(),
        };
        rates::put(uow, book, &[rate("EUR", 2, "1.15"), rate("EUR", 9, "1.1650"), rate("USD", 5, "1.31")]).await.unwrap();
        rates::put(uow, book, &[rate("EUR", 2, "1.1600")]).await.unwrap();
        assert_eq!(rates::on(uow, book, march(1)).await.unwrap(), []);
        assert_eq!(rates::on(uow, book, march(8)).await.unwrap(), [rate("EUR", 2, "1.1600"), rate("USD", 5, "1.31")]);
        assert_eq!(rates::on(uow, book, march(9)).await.unwrap()[0].rate.to_string(), "1.1650");
        assert_eq!(rates::list(uow, book).await.unwrap().len(), 3);
    }

    async fn a_key_is_used_once(db: Db) {
        let mut story = Story::begin(&db).await;
        let (uow, book) = (&mut story.uow, story.book);
        let now = at("2026-03-02T06:00:00Z");
        assert_eq!(idempotency::check(uow, book, "k1", &[1; 32]).await.unwrap(), Seen::New);
        idempotency::save(uow, book, "k1", &[1; 32], "{\"new\":1}", now).await.unwrap();
        assert_eq!(idempotency::check(uow, book, "k1", &[1; 32]).await.unwrap(), Seen::Done("{\"new\":1}".to_owned()));
        assert_eq!(idempotency::check(uow, book, "k1", &[2; 32]).await.unwrap(), Seen::Mismatch);
        assert!(idempotency::save(uow, book, "k1", &[1; 32], "{}", now).await.unwrap_err().is_duplicate());
    }

    async fn changes_of_a_book_are_counted_when_they_are_committed(db: Db) {
        let mut story = Story::begin(&db).await;
        let book = story.book;
        let number = books::revision(&mut story.uow, book).await.unwrap();
        books::count_change(&mut story.uow, book).await.unwrap();
        assert_eq!(books::revision(&mut story.uow, book).await.unwrap(), number + 1);
        story.uow.commit().await.unwrap();
        let mut tried = db.begin().await.unwrap();
        books::count_change(&mut tried, book).await.unwrap();
        tried.rollback().await.unwrap();
        let mut reader = db.read().await.unwrap();
        assert_eq!(books::revision(&mut reader, book).await.unwrap(), number + 1);
        let unknown = dunwell_core::id::BookId::new(Uuid::max());
        assert_eq!(books::revision(&mut reader, unknown).await.unwrap(), 0);
    }
}
