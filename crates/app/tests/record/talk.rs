//! Notes, disputes, promises, holds and pauses.

use dunwell_app::record::hold::{Lift, Subject, Which};
use dunwell_app::record::{dispute, hold, note, promise};
use dunwell_app::{Currency, Db, pause};
use dunwell_core::hold::{Hold, HoldKind};
use dunwell_core::id::HoldId;
use dunwell_store::{REVIEW_NOW, holds, notes};
use jiff::civil::date;

use crate::story::{Story, TODAY, refusal};

dunwell_testkit::on_both! {
    async fn a_note_is_kept(db: Db) {
        let story = Story::begin(db).await;
        let text = "Ask for Mr Roth; he approves payments.";
        let request = note::Request { customer: "00001".to_owned(), date: None, text: format!(" {text}\n") };
        story
            .once("00001", "note-recorded", async |caller, mode| {
                note::record(&story.db, &story.book, caller, mode, &request).await
            })
            .await;
        let customer = story.customer("00001").await.id;
        let mut uow = story.db.read().await.unwrap();
        let kept = notes::of_customer(&mut uow, story.book.id, customer).await.unwrap();
        assert_eq!((kept.len(), kept[0].text.as_str(), kept[0].on), (1, text, TODAY));
    }

    async fn a_dispute_is_raised_resolved_and_opened_again(db: Db) {
        let story = Story::begin(db).await;
        let request = dispute::Request {
            invoice: "R-1".to_owned(),
            amount: Some("120".to_owned()),
            date: Some(date(2026, 2, 20)),
            reason: "one line was not delivered".to_owned(),
        };
        let raised = story
            .once("00001", "dispute-recorded", async |caller, mode| {
                dispute::record(&story.db, &story.book, caller, mode, &request).await
            })
            .await;
        assert_eq!((raised.amount.unwrap().minor(), raised.resolved), (120_00, None));

        let mut request = dispute::Resolution {
            dispute: raised.dispute.to_string(),
            resolution: "delivered after all".to_owned(),
            date: Some(date(2026, 2, 19)),
        };
        let early = dispute::resolve(&story.db, &story.book, story.caller(), Default::default(), &request).await;
        assert_eq!(refusal(early), format!("{} was raised on 2026-02-20, after 2026-02-19", raised.dispute));
        request.date = None;
        let resolved = story
            .once("00001", "dispute-resolved", async |caller, mode| {
                dispute::resolve(&story.db, &story.book, caller, mode, &request).await
            })
            .await;
        assert_eq!(resolved.resolved, Some(TODAY));

        let request = dispute::Reopening { dispute: raised.dispute.to_string(), reason: "it was not".to_owned() };
        let reopened = story
            .once("00001", "dispute-reopened", async |caller, mode| {
                dispute::reopen(&story.db, &story.book, caller, mode, &request).await
            })
            .await;
        assert_eq!(reopened, raised);
        let again = dispute::reopen(&story.db, &story.book, story.caller(), Default::default(), &request).await;
        assert_eq!(refusal(again), format!("{} is open already", raised.dispute));
    }

    async fn a_promise_recorded_in_error_is_withdrawn(db: Db) {
        let story = Story::begin(db).await;
        let request = promise::Request {
            customer: "00002".to_owned(),
            amount: "80".to_owned(),
            by: date(2026, 3, 20),
            currency: Some(Currency::EUR),
            date: None,
            invoices: Vec::new(),
            reason: Some("with the run of the 20th".to_owned()),
        };
        let promised = story
            .once("00002", "promise-recorded", async |caller, mode| {
                promise::record(&story.db, &story.book, caller, mode, &request).await
            })
            .await;
        let request = promise::Withdrawal { promise: promised.promise.to_string(), reason: "another customer's".to_owned() };
        let withdrawn = story
            .once("00002", "promise-withdrawn", async |caller, mode| {
                promise::withdraw(&story.db, &story.book, caller, mode, &request).await
            })
            .await;
        assert_eq!(withdrawn.amount, promised.amount);
        let again = promise::withdraw(&story.db, &story.book, story.caller(), Default::default(), &request).await;
        assert_eq!(refusal(again), format!("{} was withdrawn on 2026-03-02 already", promised.promise));
    }

    async fn a_pause_lasts_until_its_day_or_until_contact_is_resumed(db: Db) {
        let story = Story::run_once(db).await;
        let on = Subject::Invoice { number: "R-1".to_owned(), of: None };
        let request = pause::Request { on: on.clone(), until: date(2026, 3, 20), reason: "stocktaking".to_owned() };
        let held = story
            .once("00001", "hold-placed", async |caller, mode| {
                pause::pause(&story.db, &story.book, caller, mode, &request).await
            })
            .await;
        assert_eq!((held.from, held.until, held.invoice.as_deref()), (TODAY, Some(date(2026, 3, 20)), Some("R-1")));
        assert_eq!(story.pounds("00001").await.next_review, Some(REVIEW_NOW));

        let again = pause::pause(&story.db, &story.book, story.caller(), Default::default(), &request).await;
        assert_eq!(
            refusal(again),
            format!(
                "contact is held already from 2026-03-02 to 2026-03-20 (stocktaking; {}); lift that hold first, or choose other days",
                held.hold
            )
        );
        story.run(date(2026, 3, 5)).await;
        let lifted = story
            .once("00001", "hold-lifted", async |caller, mode| {
                pause::resume(&story.db, &story.book, caller, mode, &on, None).await
            })
            .await;
        assert_eq!(lifted.until, Some(date(2026, 3, 5)), "the day of resuming is the last of the pause");
    }

    async fn a_hold_lifted_on_its_first_day_never_was(db: Db) {
        let story = Story::begin(db).await;
        let on = || Subject::Customer("00001".to_owned());
        let request = hold::Request {
            on: on(),
            kind: HoldKind::Supply,
            from: None,
            until: None,
            reason: "over the limit".to_owned(),
        };
        let held = story
            .once("00001", "hold-placed", async |caller, mode| {
                hold::place(&story.db, &story.book, caller, mode, &request).await
            })
            .await;
        let lift = Lift { which: Which::On(on(), HoldKind::Contact), reason: None };
        let other = hold::lift(&story.db, &story.book, story.caller(), Default::default(), &lift).await;
        assert_eq!(refusal(other), "contact is not held for customer 00001 (Ashdown Timber) on 2026-03-02");

        let lift = Lift { which: Which::Hold(held.hold.to_string()), reason: Some("wrong customer".to_owned()) };
        story
            .once("00001", "hold-lifted", async |caller, mode| {
                hold::lift(&story.db, &story.book, caller, mode, &lift).await
            })
            .await;
        let customer = story.customer("00001").await.id;
        let mut uow = story.db.read().await.unwrap();
        let kept = holds::of_customer(&mut uow, story.book.id, customer).await.unwrap();
        assert!(!kept[0].hold.is_active(TODAY), "it was in force on no day");
        uow.rollback().await.unwrap();
        let again = hold::lift(&story.db, &story.book, story.caller(), Default::default(), &lift).await;
        assert_eq!(refusal(again), format!("{} ended on 2026-03-01 already", held.hold));
    }

    async fn a_pause_that_was_lifted_today_can_be_placed_again_today(db: Db) {
        let story = Story::run_once(db).await;
        let on = Subject::Customer("00001".to_owned());
        let pause_until = |day: i8| pause::Request { on: on.clone(), until: date(2026, 3, day), reason: "stocktaking".to_owned() };
        let first = pause::pause(&story.db, &story.book, story.caller(), Default::default(), &pause_until(20)).await.unwrap();
        story.run(date(2026, 3, 5)).await;
        let resume = async || pause::resume(&story.db, &story.book, story.caller(), Default::default(), &on, None).await;
        assert_eq!(resume().await.unwrap().hold, first.hold);
        let lift = Lift { which: Which::Hold(first.hold.to_string()), reason: None };
        let again = hold::lift(&story.db, &story.book, story.caller(), Default::default(), &lift).await;
        assert_eq!(refusal(again), format!("{} ends today, on 2026-03-05, already; there is nothing to lift", first.hold));
        let nothing = "the hold on contact for customer 00001 (Ashdown Timber) ends today, on 2026-03-05, already; there is nothing to lift";
        assert_eq!(refusal(resume().await), nothing);

        // One more day that is held already is no pause of its own.
        let same = pause::pause(&story.db, &story.book, story.caller(), Default::default(), &pause_until(5)).await;
        assert!(refusal(same).starts_with("contact is held already from 2026-03-02 to 2026-03-05"));
        let second = story
            .once("00001", "hold-placed", async |caller, mode| {
                pause::pause(&story.db, &story.book, caller, mode, &pause_until(12)).await
            })
            .await;
        assert_eq!((second.from, second.until), (date(2026, 3, 5), Some(date(2026, 3, 12))));
        assert_eq!(resume().await.unwrap().hold, second.hold, "the one that goes on is lifted");
        assert_eq!(refusal(resume().await), nothing);
    }

    async fn of_two_stops_each_is_lifted_once(db: Db) {
        let story = Story::begin(db).await;
        let customer = story.customer("00001").await.id;
        let on = || Subject::Customer("00001".to_owned());
        // A run of an earlier version could place a stop for each currency.
        let mut uow = story.db.begin().await.unwrap();
        let mut ids = Vec::new();
        for number in [1, 2] {
            let hold = Hold {
                id: HoldId::new(uuid::Uuid::from_u128(number)),
                kind: HoldKind::Supply,
                invoice: None,
                from: date(2026, 2, 20),
                until: None,
                reason: "30 days late".to_owned(),
            };
            ids.push(hold.id);
            holds::insert(&mut uow, story.book.id, &holds::HoldRow { customer, hold }).await.unwrap();
        }
        uow.commit().await.unwrap();
        let lift = || Lift { which: Which::On(on(), HoldKind::Supply), reason: None };
        for id in ids {
            let lifted = story
                .once("00001", "hold-lifted", async |caller, mode| {
                    hold::lift(&story.db, &story.book, caller, mode, &lift()).await
                })
                .await;
            assert_eq!((lifted.hold, lifted.until), (id, Some(TODAY)));
        }
        let again = hold::lift(&story.db, &story.book, story.caller(), Default::default(), &lift()).await;
        assert_eq!(
            refusal(again),
            "the hold on supply for customer 00001 (Ashdown Timber) ends today, on 2026-03-02, already; there is nothing to lift"
        );
    }
}
