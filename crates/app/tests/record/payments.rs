//! Payments: set against invoices, kept unapplied, matched later, undone.

use dunwell_app::Db;
use dunwell_app::record::reversal::Which;
use dunwell_app::record::{
    Part, Received, Target, allocation, credit_note, payment, promise, reversal,
};
use dunwell_app::view::payment as view;
use dunwell_core::ledger::EntryKind;
use dunwell_core::promise::PromiseState;
use dunwell_store::{entries, promises};
use jiff::civil::{Date, date};

use crate::story::{Story, TODAY, refusal};

fn of(amount: &str, target: Target) -> payment::Request {
    payment::Request {
        customer: "00001".to_owned(),
        amount: amount.to_owned(),
        target,
        ..payment::Request::default()
    }
}

fn named(numbers: &[&str]) -> Target {
    Target::Invoices(numbers.iter().map(|&number| number.to_owned()).collect())
}

fn parts(of: &[(&str, &str)]) -> Target {
    let part = |&(invoice, amount): &(&str, &str)| Part {
        invoice: invoice.to_owned(),
        amount: amount.to_owned(),
    };
    Target::Parts(of.iter().map(part).collect())
}

/// What is said when some money is to be set against invoices and cannot be.
async fn refused(story: &Story, source: &Received, target: Target) -> String {
    let request = allocation::Request {
        customer: "00001".to_owned(),
        source: Some(source.entry.to_string()),
        target,
        currency: None,
    };
    let (db, book) = (&story.db, &story.book);
    refusal(allocation::record(db, book, story.caller(), Default::default(), &request).await)
}

async fn shown(story: &Story, payment: &Received) -> view::PaymentView {
    let entry = payment.entry.to_string();
    view::payment(&story.db, &story.book, &entry, TODAY)
        .await
        .unwrap()
}

async fn pay(story: &Story, request: &payment::Request) -> Received {
    story
        .once("00001", "payment-recorded", async |caller, mode| {
            payment::record(&story.db, &story.book, caller, mode, request).await
        })
        .await
}

async fn undo(story: &Story, which: Which, date: Option<Date>) -> reversal::Reversed {
    let request = reversal::Request {
        which,
        date,
        reason: "returned by the bank".to_owned(),
    };
    story
        .once("00001", "reversal-recorded", async |caller, mode| {
            reversal::record(&story.db, &story.book, caller, mode, &request).await
        })
        .await
}

async fn matched(story: &Story, source: Option<String>, target: Target) -> allocation::Matched {
    let request = allocation::Request {
        customer: "00001".to_owned(),
        source,
        target,
        currency: None,
    };
    story
        .once("00001", "allocation-recorded", async |caller, mode| {
            allocation::record(&story.db, &story.book, caller, mode, &request).await
        })
        .await
}

/// The customer's entries of a kind: the day and the effect on the invoice.
async fn entries_of(story: &Story, kind: EntryKind) -> Vec<(Date, i64)> {
    let customer = story.customer("00001").await.id;
    let mut uow = story.db.read().await.unwrap();
    let all = entries::of_customer(&mut uow, story.book.id, customer)
        .await
        .unwrap();
    let of_kind = all.into_iter().filter(|row| row.entry.kind == kind);
    of_kind
        .map(|row| (row.entry.date, row.entry.invoice_effect))
        .collect()
}

dunwell_testkit::on_both! {
    async fn named_invoices_are_filled_in_the_order_given(db: Db) {
        let story = Story::begin(db).await;
        let received = pay(&story, &of("600", named(&["R-2", "R-1", "R-2"]))).await;
        let applied: Vec<_> = received.applied.iter().map(|a| (&*a.invoice, a.amount.minor(), a.open.minor())).collect();
        assert_eq!(applied, [("R-2", 300_00, 0), ("R-1", 300_00, 200_00)]);
        assert!(received.unapplied.is_zero());
        assert_eq!(story.open(["R-1", "R-2", "R-4"]).await, [200_00, 0, 200_00]);
        assert_eq!(story.invoice("R-2").await.settled_on, Some(TODAY));
    }

    async fn a_payment_that_bounced_opens_its_invoices_again(db: Db) {
        let story = Story::begin(db).await;
        let before = story.pounds("00001").await;
        let received = pay(&story, &of("1500", Target::OldestFirst)).await;
        assert_eq!(story.open(["R-1", "R-2", "R-4"]).await, [0, 0, 0]);
        // The last invoice earned 2 % within ten days of its issue.
        let last = &received.applied[2];
        assert_eq!((last.amount.minor(), last.discount.unwrap().minor()), (196_00, 4_00));
        assert_eq!(received.unapplied.minor(), 504_00);

        let undone = undo(&story, Which::Entry(received.entry.to_string()), None).await;
        let kinds: Vec<EntryKind> = undone.entries.iter().map(|entry| entry.kind).collect();
        let a = EntryKind::Allocation;
        assert_eq!(kinds, [EntryKind::DiscountTaken, a, a, a, EntryKind::Payment], "newest first, the payment last");
        assert_eq!(story.open(["R-1", "R-2", "R-4"]).await, [500_00, 300_00, 200_00]);
        let after = story.pounds("00001").await;
        assert_eq!((after.balance, after.unapplied, after.payer), (before.balance, 0, before.payer));
    }

    async fn an_allocation_that_falls_takes_its_discount_with_it(db: Db) {
        let story = Story::begin(db).await;
        let request = payment::Request { date: Some(date(2026, 3, 1)), ..of("196", named(&["R-4"])) };
        let received = pay(&story, &request).await;
        assert_eq!(story.open(["R-4"]).await, [0]);

        let customer = story.customer("00001").await.id;
        let mut uow = story.db.read().await.unwrap();
        let all = entries::of_customer(&mut uow, story.book.id, customer).await.unwrap();
        uow.rollback().await.unwrap();
        let allocation = all.iter().find(|row| row.entry.kind == EntryKind::Allocation).unwrap();
        let undone = undo(&story, Which::Entry(allocation.entry.id.to_string()), None).await;
        assert_eq!(undone.entries.len(), 2);
        assert_eq!(story.open(["R-4"]).await, [200_00]);
        assert_eq!(story.pounds("00001").await.unapplied, 196_00, "the money is still there");

        // It can be matched again, and counts from the day on which it was free.
        let matched = matched(&story, Some(received.entry.to_string()), named(&["R-1"])).await;
        assert_eq!(matched.sources[0].applied[0].amount.minor(), 196_00);
        assert_eq!(entries_of(&story, EntryKind::Allocation).await, [(date(2026, 3, 1), -196_00), (TODAY, -196_00)]);
    }

    async fn a_discount_is_on_what_is_open_and_never_on_what_was_credited(db: Db) {
        let story = Story::begin(db).await;
        // 200.00 less 2 % until 7 March.
        let credit = credit_note::Request {
            customer: "00001".to_owned(),
            number: "CN-7".to_owned(),
            amount: "50".to_owned(),
            target: named(&["R-4"]),
            ..credit_note::Request::default()
        };
        story
            .once("00001", "credit-note-recorded", async |caller, mode| {
                credit_note::record(&story.db, &story.book, caller, mode, &credit).await
            })
            .await;
        let first = pay(&story, &of("100", named(&["R-4"]))).await;
        assert_eq!(first.applied[0].discount, None, "too small to earn it");
        let second = pay(&story, &of("46.99", named(&["R-4"]))).await;
        assert_eq!(second.applied[0].discount, None, "a penny too small");
        let last = pay(&story, &of("0.01", named(&["R-4"]))).await;
        assert_eq!(last.applied[0].discount.unwrap().minor(), 3_00, "2 % of the 150.00 that were to be paid");
        assert_eq!(story.open(["R-4"]).await, [0]);

        // Without the credit the discount is on the whole; 3.00 of its 4.00 were taken.
        undo(&story, Which::CreditNote("CN-7".to_owned()), None).await;
        assert_eq!(story.open(["R-4"]).await, [50_00]);
        let rest = pay(&story, &of("49", named(&["R-4"]))).await;
        assert_eq!((rest.applied[0].amount.minor(), rest.applied[0].discount.map(|d| d.minor())), (49_00, Some(1_00)));
    }

    async fn an_unmatched_payment_is_held_and_matched_later(db: Db) {
        let story = Story::begin(db).await;
        let day = date(2026, 2, 27);
        let first = payment::Request { date: Some(day), document: Some("bank 17".to_owned()), ..of("450", Target::Unmatched) };
        let received = pay(&story, &first).await;
        assert_eq!((received.applied.len(), received.unapplied.minor()), (0, 450_00));
        let account = story.pounds("00001").await;
        assert_eq!((account.unapplied, account.unapplied_since), (450_00, Some(day)));
        pay(&story, &of("100", Target::Unmatched)).await;

        let result = matched(&story, None, Target::OldestFirst).await;
        assert_eq!(result.sources.len(), 2, "the older payment first, then the newer");
        assert_eq!(result.sources[0].applied[0].open.minor(), 50_00);
        assert_eq!(result.sources[1].applied.iter().map(|a| a.amount.minor()).collect::<Vec<_>>(), [50_00, 50_00]);
        assert!(result.unapplied.is_zero());
        assert_eq!(entries_of(&story, EntryKind::Allocation).await, [(day, -450_00), (TODAY, -50_00), (TODAY, -50_00)]);

        undo(&story, Which::PaymentDocument("bank 17".to_owned()), None).await;
        assert_eq!(story.open(["R-1", "R-2"]).await, [450_00, 250_00]);
    }

    async fn a_payment_in_advance_counts_for_its_invoice_from_the_day_of_issue(db: Db) {
        let story = Story::begin(db).await;
        let request = payment::Request { date: Some(date(2026, 1, 5)), ..of("300", named(&["R-2"])) };
        pay(&story, &request).await;
        assert_eq!(story.open(["R-2"]).await, [0]);
        let issued = story.invoice("R-2").await.issued;
        assert_eq!(entries_of(&story, EntryKind::Allocation).await, [(issued, -300_00)]);
    }

    async fn a_promise_is_judged_again_when_its_payment_bounces(db: Db) {
        let story = Story::begin(db).await;
        let request = promise::Request {
            customer: "00001".to_owned(),
            amount: "500".to_owned(),
            by: date(2026, 3, 6),
            currency: None,
            date: None,
            invoices: vec!["R-1".to_owned()],
            reason: None,
        };
        let promised = story
            .once("00001", "promise-recorded", async |caller, mode| {
                promise::record(&story.db, &story.book, caller, mode, &request).await
            })
            .await;
        let state = async |on| {
            let mut uow = story.db.read().await.unwrap();
            let row = promises::by_id(&mut uow, story.book.id, promised.promise).await.unwrap().unwrap();
            row.promise.state(on)
        };
        let later = date(2026, 3, 9);
        assert_eq!(state(TODAY).await, PromiseState::Open);
        let received = pay(&story, &of("500", named(&["R-1"]))).await;
        assert_eq!(state(later).await, PromiseState::Kept);
        undo(&story, Which::Entry(received.entry.to_string()), None).await;
        assert_eq!(state(later).await, PromiseState::Broken);
    }

    async fn two_payments_at_once_never_fill_an_invoice_twice(db: Db) {
        let story = Story::begin(db).await;
        let request = of("600", Target::OldestFirst);
        let pay = || payment::record(&story.db, &story.book, story.caller(), Default::default(), &request);
        let (one, other) = tokio::join!(pay(), pay());
        let left = one.unwrap().unapplied.minor() + other.unwrap().unapplied.minor();
        assert_eq!(left, 204_00, "1,200.00 for 1,000.00 less the discount of 4.00");
        assert_eq!(story.open(["R-1", "R-2", "R-4"]).await, [0, 0, 0]);
        story.check().await;
    }

    async fn the_same_document_comes_in_once(db: Db) {
        let story = Story::begin(db).await;
        let request = payment::Request { document: Some("bank 18".to_owned()), ..of("50", Target::OldestFirst) };
        let received = pay(&story, &request).await;
        let again = payment::record(&story.db, &story.book, story.caller(), Default::default(), &request).await;
        assert_eq!(
            refusal(again),
            format!(
                "the payment with the document \"bank 18\" was recorded already, dated 2026-03-02 ({}); give another one its own number",
                received.entry
            )
        );
    }

    async fn money_is_set_against_invoices_by_hand(db: Db) {
        let story = Story::begin(db).await;
        let received = pay(&story, &of("600", Target::Unmatched)).await;
        let source = || Some(received.entry.to_string());
        for (target, words) in [
            (parts(&[("R-1", "500.01")]), "GBP 500.00 is open on invoice R-1, less than GBP 500.01"),
            (parts(&[("R-1", "500"), ("R-2", "100.01")]), "GBP 600.00 is there to be set against invoices, less than GBP 600.01"),
            (parts(&[("R-4", "200")]), "invoice R-4 earns an early-payment discount, and asks for GBP 4.00 less than was to be set against it"),
            (parts(&[("R-1", "1"), ("R-1", "2")]), "an invoice was named twice; give one amount for each"),
            (parts(&[("R-1", "0")]), "invoice R-1: the amount: \"0\" is not above zero"),
            (parts(&[]), "say how much is set against which invoice; no amount was given"),
        ] {
            assert_eq!(refused(&story, &received, target).await, words);
        }
        assert_eq!(story.open(["R-1", "R-2", "R-4"]).await, [500_00, 300_00, 200_00], "what was refused changed nothing");

        // The proposal fills the oldest first; the person has another one in mind.
        let before = shown(&story, &received).await;
        let proposed: Vec<_> = before.open.iter().map(|open| (&*open.invoice, open.proposed.minor(), open.settles.minor())).collect();
        assert_eq!(proposed, [("R-1", 500_00, 500_00), ("R-2", 100_00, 300_00), ("R-4", 0, 196_00)]);
        let result = matched(&story, source(), parts(&[("R-2", "120.50"), ("R-4", "196")])).await;
        let applied: Vec<_> = result.sources[0].applied.iter().map(|a| (a.amount.minor(), a.discount.map(|d| d.minor()), a.open.minor())).collect();
        assert_eq!(applied, [(120_50, None, 179_50), (196_00, Some(4_00), 0)]);
        assert_eq!(result.unapplied.minor(), 283_50);

        let after = shown(&story, &received).await;
        let told: Vec<_> = after.parts.iter().map(|part| (&*part.invoice, part.kind, part.amount.minor(), part.undone.is_some())).collect();
        let (a, d) = (EntryKind::Allocation, EntryKind::DiscountTaken);
        assert_eq!(told, [("R-2", a, 120_50, false), ("R-4", a, 196_00, false), ("R-4", d, 4_00, false)]);
        assert_eq!((after.applied.minor(), after.unapplied.minor(), after.open_total), (316_50, 283_50, 2));

        // One part is taken back; then the whole payment.
        undo(&story, Which::Entry(after.parts[0].entry.to_string()), None).await;
        let after = shown(&story, &received).await;
        assert_eq!((after.applied.minor(), after.unapplied.minor()), (196_00, 404_00));
        assert_eq!(after.parts[0].undone.as_ref().unwrap().reason.as_deref(), Some("returned by the bank"));
        undo(&story, Which::Entry(received.entry.to_string()), None).await;
        let after = shown(&story, &received).await;
        assert_eq!((after.applied.minor(), after.unapplied.minor(), after.open_total), (0, 0, 0));
        assert!(after.undone.is_some() && after.parts.iter().all(|part| part.undone.is_some()));
        assert_eq!(story.open(["R-1", "R-2", "R-4"]).await, [500_00, 300_00, 200_00]);
    }

    async fn parts_are_filled_from_all_that_is_left(db: Db) {
        let story = Story::begin(db).await;
        let first = payment::Request { date: Some(date(2026, 2, 27)), ..of("100", Target::Unmatched) };
        pay(&story, &first).await;
        pay(&story, &of("150", Target::Unmatched)).await;
        let result = matched(&story, None, parts(&[("R-1", "40"), ("R-2", "180")])).await;
        let from = |source: &allocation::FromSource| source.applied.iter().map(|a| (a.invoice.clone(), a.amount.minor())).collect::<Vec<_>>();
        assert_eq!(from(&result.sources[0]), [("R-1".to_owned(), 40_00), ("R-2".to_owned(), 60_00)]);
        assert_eq!(from(&result.sources[1]), [("R-2".to_owned(), 120_00)]);
        assert_eq!(result.unapplied.minor(), 30_00);
        let paid = pay(&story, &of("75", parts(&[("R-1", "50.50")]))).await;
        assert_eq!((paid.applied[0].open.minor(), paid.unapplied.minor()), (409_50, 24_50));
    }

    async fn a_credit_note_is_shown_like_a_payment_and_earns_no_discount(db: Db) {
        let story = Story::begin(db).await;
        let request = credit_note::Request {
            customer: "00001".to_owned(),
            number: "CN-9".to_owned(),
            amount: "260".to_owned(),
            reason: Some("goods returned".to_owned()),
            target: parts(&[("R-1", "10")]),
            ..credit_note::Request::default()
        };
        let credit = story
            .once("00001", "credit-note-recorded", async |caller, mode| {
                credit_note::record(&story.db, &story.book, caller, mode, &request).await
            })
            .await;
        let view = shown(&story, &credit).await;
        assert_eq!((view.kind, view.document.as_deref(), view.reason.as_deref()), (EntryKind::CreditNote, Some("CN-9"), Some("goods returned")));
        assert!(view.open.iter().all(|open| open.discount.is_none()));
        let missing = view::payment(&story.db, &story.book, &view.parts[0].entry.to_string(), TODAY).await;
        assert!(refusal(missing).starts_with("there is no payment or credit note ent_"));
    }
}
