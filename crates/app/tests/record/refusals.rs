//! What is refused, and in which words. Nothing is kept of it.

use dunwell_app::record::call::{self, Outcome};
use dunwell_app::record::hold::Subject;
use dunwell_app::record::reversal::Which;
use dunwell_app::record::{
    Target, allocation, dispute, hold, payment, promise, reversal, write_off,
};
use dunwell_app::{AppError, Currency, Db, approve};
use dunwell_core::hold::HoldKind;
use dunwell_core::ledger::EntryKind;
use dunwell_store::entries;
use jiff::civil::{Date, date};

use crate::story::{Story, refusal};

fn pay(customer: &str, amount: &str) -> payment::Request {
    payment::Request {
        customer: customer.to_owned(),
        amount: amount.to_owned(),
        ..payment::Request::default()
    }
}

fn promise(amount: &str, by: Date) -> promise::Request {
    promise::Request {
        customer: "00001".to_owned(),
        amount: amount.to_owned(),
        by,
        currency: None,
        date: None,
        invoices: Vec::new(),
        reason: None,
    }
}

dunwell_testkit::on_both! {
    async fn a_payment_that_is_not_clear(db: Db) {
        let story = Story::begin(db).await;
        let before = story.everything("00001").await;
        let check = async |request: payment::Request, expected: &str| {
            let refused = payment::record(&story.db, &story.book, story.caller(), Default::default(), &request).await;
            assert_eq!(refusal(refused), expected);
        };
        let named = |number: &str| Target::Invoices(vec![number.to_owned()]);
        check(pay("1", "5"), "there is no customer \"1\"; did you mean 00001 (Ashdown Timber)?").await;
        check(pay("Ashdwon", "5"), "there is no customer \"Ashdwon\"; did you mean 00001 (Ashdown Timber)?").await;
        check(pay("X9", "5"), "there is no customer \"X9\"; import customers or their invoices first").await;
        check(
            pay("00002", "5"),
            "customer 00002 (Birch and Daughters) has accounts in EUR and GBP; say which is meant with --currency",
        ).await;
        check(pay("00001", "0"), "the amount: \"0\" is not above zero").await;
        check(pay("00001", "5.005"), "the amount: \"5.005\" has more decimals than the 2 of GBP").await;
        check(
            payment::Request { date: Some(date(2026, 3, 3)), ..pay("00001", "5") },
            "2026-03-03 has not come yet; what is recorded has happened, on 2026-03-02 or earlier",
        ).await;
        check(
            payment::Request { target: named("R-9"), ..pay("00001", "5") },
            "there is no invoice \"R-9\"; \"dunwell customer\" lists a customer's invoices",
        ).await;
        check(
            payment::Request { target: named("L-1"), ..pay("00001", "5") },
            "invoice L-1 is not one of customer 00001 (Ashdown Timber)",
        ).await;
        check(
            payment::Request { target: named("B-2"), currency: Some(Currency::GBP), ..pay("00002", "5") },
            "invoice B-2 is in EUR, not in GBP; record each currency by itself",
        ).await;
        assert_eq!(story.everything("00001").await, before);
    }

    async fn a_key_that_was_used_for_something_else(db: Db) {
        let story = Story::begin(db).await;
        let mode = dunwell_app::funnel::Mode { key: Some("monday 1"), dry_run: false };
        payment::record(&story.db, &story.book, story.caller(), mode, &pay("00001", "5")).await.unwrap();
        let other = payment::record(&story.db, &story.book, story.caller(), mode, &pay("00001", "6")).await;
        assert!(matches!(other, Err(AppError::KeyReused { key }) if key == "monday 1"));
    }

    async fn a_match_without_money_or_without_need(db: Db) {
        let story = Story::begin(db).await;
        let check = async |source: Option<&str>, target: Target, expected: &str| {
            let request = allocation::Request {
                customer: "00001".to_owned(),
                currency: None,
                source: source.map(str::to_owned),
                target,
            };
            let refused = allocation::record(&story.db, &story.book, story.caller(), Default::default(), &request).await;
            assert_eq!(refusal(refused), expected);
        };
        check(
            None,
            Target::OldestFirst,
            "customer 00001 (Ashdown Timber) has no unapplied money in GBP; there is nothing to match",
        ).await;
        check(
            None,
            Target::Unmatched,
            "say what the money is for: name the invoices, or take the oldest due first",
        ).await;
        let all = payment::Request { target: Target::OldestFirst, ..pay("00001", "1001") };
        let first = payment::record(&story.db, &story.book, story.caller(), Default::default(), &all).await.unwrap();
        check(
            None,
            Target::OldestFirst,
            "nothing is open on the invoices that were meant; GBP 5.00 stays unapplied",
        ).await;
        let small = payment::Request { target: Target::Unmatched, ..pay("00003", "1") };
        let other = payment::record(&story.db, &story.book, story.caller(), Default::default(), &small).await.unwrap();
        let entry = other.entry.to_string();
        let expected = format!("{entry} is not a payment or credit note of customer 00001 (Ashdown Timber)");
        check(Some(&entry), Target::OldestFirst, &expected).await;
        assert_eq!(first.unapplied.minor(), 5_00, "the discount of the last invoice is left over");
    }

    async fn a_reversal_of_what_is_put_right_otherwise(db: Db) {
        let story = Story::begin(db).await;
        let check = async |entry: String, expected: &str| {
            let request = reversal::Request { which: Which::Entry(entry), date: None, reason: "x".to_owned() };
            let refused = reversal::record(&story.db, &story.book, story.caller(), Default::default(), &request).await;
            assert_eq!(refusal(refused), expected);
        };
        let received = payment::record(&story.db, &story.book, story.caller(), Default::default(), &pay("00001", "5"))
            .await
            .unwrap();
        let early = reversal::Request {
            which: Which::Entry(received.entry.to_string()),
            date: Some(date(2026, 3, 1)),
            reason: "bounced".to_owned(),
        };
        let refused = reversal::record(&story.db, &story.book, story.caller(), Default::default(), &early).await;
        assert_eq!(refusal(refused), "what is undone counts from 2026-03-02, after 2026-03-01; name that day or a later one");
        let on_the_day = reversal::Request { date: None, ..early };
        let undone = reversal::record(&story.db, &story.book, story.caller(), Default::default(), &on_the_day).await.unwrap();
        check(received.entry.to_string(), &format!("{} was undone already", received.entry)).await;
        let by = undone.entries[0].by;
        check(by.to_string(), &format!("{by} cannot be undone: what was undone by mistake is recorded again")).await;

        let invoice = story.invoice("R-1").await.id;
        let mut uow = story.db.read().await.unwrap();
        let history = entries::of_invoice(&mut uow, story.book.id, invoice).await.unwrap();
        uow.rollback().await.unwrap();
        let opening = history.iter().find(|row| row.entry.kind == EntryKind::Invoice).unwrap().entry.id;
        check(
            opening.to_string(),
            &format!("{opening} cannot be undone: an invoice is undone by a credit note: dunwell record credit-note"),
        ).await;
        check(
            "ent_1".to_owned(),
            "\"ent_1\" is not an identifier of this kind; one looks like ent_ followed by 32 hexadecimal digits",
        ).await;
    }

    async fn more_than_is_open(db: Db) {
        let story = Story::begin(db).await;
        let too_much = write_off::Request {
            invoice: "R-1".to_owned(),
            amount: Some("500.01".to_owned()),
            date: None,
            reason: "x".to_owned(),
        };
        let refused = write_off::record(&story.db, &story.book, story.caller(), Default::default(), &too_much).await;
        assert_eq!(refusal(refused), "GBP 500.00 is open on invoice R-1, less than GBP 500.01");

        let disputed = dispute::Request {
            invoice: "R-1".to_owned(),
            amount: Some("501".to_owned()),
            date: None,
            reason: "wrong price".to_owned(),
        };
        let refused = dispute::record(&story.db, &story.book, story.caller(), Default::default(), &disputed).await;
        assert_eq!(refusal(refused), "GBP 500.00 is open on invoice R-1, less than GBP 501.00");

        let check = async |request: promise::Request, expected: &str| {
            let refused = promise::record(&story.db, &story.book, story.caller(), Default::default(), &request).await;
            assert_eq!(refusal(refused), expected);
        };
        let day = date(2026, 3, 9);
        check(
            promise("1000.01", day),
            "GBP 1,000.01 is promised, and GBP 1,000.00 is open; a promise is about what is open",
        ).await;
        check(
            promise::Request { invoices: vec!["R-2".to_owned()], ..promise("301", day) },
            "GBP 301.00 is promised, and GBP 300.00 is open; a promise is about what is open",
        ).await;
        check(
            promise("10", date(2026, 3, 1)),
            "the promise was made on 2026-03-02 for 2026-03-01, which is earlier; give the day by which the money will be there",
        ).await;
    }

    async fn a_hold_that_cannot_be(db: Db) {
        let story = Story::begin(db).await;
        let check = async |on: Subject, kind: HoldKind, until: Option<Date>, reason: &str, expected: &str| {
            let request = hold::Request { on, kind, from: None, until, reason: reason.to_owned() };
            let refused = hold::place(&story.db, &story.book, story.caller(), Default::default(), &request).await;
            assert_eq!(refusal(refused), expected);
        };
        let one = || Subject::Customer("00001".to_owned());
        check(
            one(),
            HoldKind::Contact,
            Some(date(2026, 3, 1)),
            "x",
            "the hold would begin on 2026-03-02 and end on 2026-03-01, which is earlier",
        ).await;
        check(one(), HoldKind::Contact, None, " ", "the reason is empty; say it in a few words").await;
        let invoice = |of: Option<&str>| Subject::Invoice { number: "R-1".to_owned(), of: of.map(str::to_owned) };
        check(
            invoice(None),
            HoldKind::Supply,
            None,
            "x",
            "supply is stopped for a whole customer; leave the invoice out",
        ).await;
        check(
            invoice(Some("00002")),
            HoldKind::Contact,
            None,
            "x",
            "invoice R-1 is not one of customer 00002, but of 00001 (Ashdown Timber)",
        ).await;
    }

    async fn a_call_or_an_approval_about_the_wrong_action(db: Db) {
        let story = Story::run_once(db).await;
        let letter = story.action("00003").await.id.to_string();
        let check = async |action: String, expected: &str| {
            let request = call::Request {
                customer: "00001".to_owned(),
                currency: None,
                action: Some(action),
                outcome: Outcome::Promise,
                reason: None,
                text: None,
                date: None,
                done: false,
            };
            let refused = call::record(&story.db, &story.book, story.caller(), Default::default(), &request).await;
            assert_eq!(refusal(refused), expected);
        };
        let expected = format!("the action {letter} is not about customer 00001 (Ashdown Timber)");
        check(letter, &expected).await;
        check(
            "act_ffff".to_owned(),
            "there is no action \"act_ffff\"; \"dunwell worklist\" shows the actions with their ids",
        ).await;
        // All ids of these days begin alike.
        let request = approve::Request { action: "act_01".to_owned(), role: None, note: None };
        let refused = approve::approve(&story.db, &story.book, story.caller(), Default::default(), &request).await;
        assert!(refusal(refused).starts_with("\"act_01\" is the beginning of several actions, among them act_01"));
    }
}
