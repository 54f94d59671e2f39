//! A day is run once more, too late, on trial, or over everybody instead of over those whose day has come.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod days;
mod properties;

use dunwell_app::funnel::Mode;
use dunwell_app::import::{self, InputFile, Options, Profile};
use dunwell_app::sample::Spec;
use dunwell_app::{AppError, Db, Templates, outbox_export, policy, run};
use dunwell_testkit::{Dump, House, dump, on_both};
use jiff::civil::{Date, date};

const DRY: Mode<'_> = Mode {
    key: None,
    dry_run: true,
};

/// The day as of which the sample book is made: Monday 2 March 2026.
const TODAY: Date = date(2026, 3, 2);

/// A made-up trade book of 30 customers under the standard policy.
async fn trade_book(db: Db) -> House {
    let standard = policy::ready("standard-trade-credit").unwrap();
    House::of_sample(db, standard, &Spec::new(30, 150, 7, TODAY)).await
}

/// Everything but when the day was last run.
async fn everything(db: &Db) -> Dump {
    let mut all = dump(db).await;
    all.remove("run").expect("there is a table of runs");
    all
}

fn full() -> run::Request {
    run::Request {
        full: true,
        list: true,
        ..run::Request::default()
    }
}

async fn refusal(house: &House, request: &run::Request) -> String {
    let before = dump(&house.db).await;
    let (db, book) = (&house.db, &house.book);
    let result = run::run(db, book, house.caller(), Mode::default(), request).await;
    assert_eq!(dump(db).await, before, "a refused run leaves nothing");
    match result {
        Err(AppError::Refused(words) | AppError::NotFound(words)) => words.to_string(),
        other => panic!("a refusal was expected, not {other:?}"),
    }
}

on_both! {
    async fn the_same_day_again_changes_nothing(db: Db) {
        let house = trade_book(db).await;
        assert!(house.decides().await.decided > 5, "there is something to do");
        let before = everything(&house.db).await;
        for request in [run::Request::default(), full()] {
            let again = house.runs(&request).await;
            assert_eq!((again.decided, again.closed), (0, 0), "{request:?}");
            assert_eq!(everything(&house.db).await, before, "{request:?}");
        }
        house.is_in_order().await;
    }

    /// Also when everything has left meanwhile: the last contact and the progress have moved.
    async fn the_same_day_after_the_outbox_was_emptied_decides_nothing(db: Db) {
        let house = trade_book(db).await;
        house.decides().await;
        let sent = house.sends().await.exported.len();
        assert!(sent > 5, "{sent} texts left");
        let again = house.runs(&full()).await;
        assert_eq!((&again.actions[..], again.closed), (&[][..], 0));
        assert_eq!(house.sends().await.exported, [], "nothing leaves twice");
        house.is_in_order().await;
    }

    async fn a_full_run_finds_nothing_that_an_incremental_one_left(db: Db) {
        let house = trade_book(db).await;
        house.works_until(date(2026, 3, 13)).await;
        let full = house.runs(&full()).await;
        assert_eq!((&full.actions[..], full.closed), (&[][..], 0));
        let incremental = house.decides().await;
        assert!(incremental.customers_reviewed < full.customers_reviewed);
        house.is_in_order().await;
    }

    /// OCA/credit-control, account_credit_control/tests/test_credit_control_run.py, test_check_run_date:
    /// a run that is dated before the newest one is refused.
    async fn a_run_before_the_last_one_is_refused(db: Db) {
        let house = trade_book(db).await;
        house.decides().await;
        let yesterday = Some(date(2026, 3, 1));
        let words = refusal(&house, &run::Request { date: yesterday, ..full() }).await;
        assert_eq!(
            words,
            "2026-03-02 was run already, and 2026-03-01 lies before it; a run can be made for 2026-03-02 or later"
        );
        let customer = Some("10001".to_owned());
        let words = refusal(&house, &run::Request { date: yesterday, customer, ..full() }).await;
        assert!(words.contains("was run already"), "{words}");
    }

    /// metasfresh/metasfresh, backend/de.metas.dunning/src/test/java/de/metas/dunning/api/impl/
    /// DefaultDunningCandidateProducerTest.java: nobody is contacted by a run for a day before the
    /// last contact. A run for one customer does not count as the day's run, so it leaves the way open.
    async fn a_customer_contacted_on_a_later_day_is_left_in_peace(db: Db) {
        let house = trade_book(db).await;
        let later = date(2026, 3, 4);
        let planned = dry(&house, &run::Request { date: Some(later), ..full() }).await.actions;
        let first = planned.iter().find(|action| !action.needs_approval && action.channel.is_message()).unwrap();
        let only = run::Request { date: Some(later), customer: Some(first.customer.clone()), ..full() };
        assert!(house.runs(&only).await.decided > 0);
        house.sends().await;
        let earlier = house.runs(&full()).await;
        assert_eq!(earlier.date, TODAY);
        let again: Vec<_> = earlier.actions.iter().filter(|action| action.customer == first.customer).collect();
        assert!(again.is_empty(), "{again:?}");
        house.is_in_order().await;
    }

    async fn a_dry_run_leaves_nothing_behind(db: Db) {
        let house = trade_book(db).await;
        let before = dump(&house.db).await;
        let planned = dry(&house, &full()).await;
        assert_eq!(dump(&house.db).await, before);

        let done = house.runs(&full()).await;
        let plain = |report: &run::Report| -> Vec<_> {
            report.actions.iter().map(|action| (action.customer.clone(), action.step.clone(), action.amount)).collect()
        };
        assert_eq!(plain(&planned), plain(&done), "the day does what its dry run said");

        let before = dump(&house.db).await;
        let folder = tempfile::tempdir().unwrap();
        let templates = Templates::embedded().unwrap();
        let (db, book) = (&house.db, &house.book);
        let told = outbox_export::export(db, book, house.caller(), DRY, &templates, folder.path()).await.unwrap();
        assert!(!told.exported.is_empty());
        assert_eq!(dump(db).await, before);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "no file was written");
    }

    /// Not even the policy that a first run takes when there is none, or the customers of a file.
    async fn the_first_file_and_the_first_run_can_be_tried(db: Db) {
        let house = House::without_policy(db, TODAY).await;
        let before = dump(&house.db).await;
        let request = import::Request {
            files: &[InputFile { name: "i.csv", bytes: b"number,customer,due,amount\nA1,001,2026-02-01,90.00\n" }],
            profile: &Profile::plain(),
            options: Options::default(),
            currency: None,
        };
        let (db, book) = (&house.db, &house.book);
        let report = import::import(db, book, house.caller(), DRY, &request, &mut |_| {}).await.unwrap();
        assert_eq!((report.invoices.new, report.customers.new), (1, 1));
        let run = dry(&house, &full()).await;
        assert_eq!(run.policy, "Standard trade credit");
        assert_eq!(dump(db).await, before);
    }
}

async fn dry(house: &House, request: &run::Request) -> run::Report {
    run::run(&house.db, &house.book, house.caller(), DRY, request)
        .await
        .unwrap()
}
