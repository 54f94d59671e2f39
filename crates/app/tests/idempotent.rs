//! The same command twice does the thing once, and two commands at the same time do not mix.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::sync::Barrier;
use std::thread;

use dunwell_app::book::Book;
use dunwell_app::funnel::{Authority, Caller, Mode};
use dunwell_app::import::{self, InputFile, Kind, Options, Profile};
use dunwell_app::record::{Received, Target, credit_note, payment};
use dunwell_app::sample::{Outline, Spec, csv};
use dunwell_app::{AppError, Db, Result, run, view};
use dunwell_testkit::{House, TestDb, dump, on_both};
use jiff::civil::{Date, date};

const TODAY: Date = date(2026, 3, 2);

const POLICY: &str = r#"
[policy]
name = "One reminder"
currency = "GBP"
review_by = 2030-01-31
[contact]
min_overdue = 1
min_gap_days = 5
[[class]]
name = "standard"
when = "true"
procedure = "standard"
[procedure.standard]
entry = "reminder"
steps = [{ name = "reminder", at = "due + 3 days", do = "email", tone = "friendly" }]
"#;

const INVOICES: &str = "\
number,customer,name,issued,due,amount,email
R-1,00001,Ashdown Timber,2026-01-10,2026-02-09,500.00,buying@example.com
R-2,00002,Birch and Daughters,2026-01-10,2026-02-09,300.00,office@example.com
";

async fn house(db: Db) -> House {
    let house = House::open(db, POLICY, TODAY).await;
    house.bills(INVOICES).await;
    house
}

fn of(amount: &str) -> payment::Request {
    payment::Request {
        customer: "00001".to_owned(),
        amount: amount.to_owned(),
        target: Target::Invoices(vec!["R-1".to_owned()]),
        ..payment::Request::default()
    }
}

fn keyed(key: &str) -> Mode<'_> {
    Mode {
        key: Some(key),
        dry_run: false,
    }
}

async fn pay(house: &House, mode: Mode<'_>, amount: &str) -> Result<Received> {
    payment::record(&house.db, &house.book, house.caller(), mode, &of(amount)).await
}

async fn open(db: &Db, book: &Book) -> String {
    let invoice = view::invoice::invoice(db, book, "R-1", TODAY).await;
    invoice.unwrap().open.to_string()
}

/// The program was told to use a key again for something else; its words name the key.
fn refused_key<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(error @ AppError::KeyReused { .. }) => error.to_string(),
        other => panic!("the key was taken, and yet {other:?}"),
    }
}

on_both! {
    async fn a_key_does_the_thing_once(db: Db) {
        let house = house(db).await;
        let first = pay(&house, keyed("bank-77"), "100.00").await.unwrap();
        let after = dump(&house.db).await;
        let again = pay(&house, keyed("bank-77"), "100.00").await.unwrap();
        assert_eq!(first, again, "the second time tells what the first one did");
        assert_eq!(dump(&house.db).await, after);
        assert_eq!(open(&house.db, &house.book).await, "GBP 400.00");
    }

    async fn a_key_is_refused_for_anything_else(db: Db) {
        let house = house(db).await;
        pay(&house, keyed("bank-77"), "100.00").await.unwrap();
        let after = dump(&house.db).await;
        let words = refused_key(pay(&house, keyed("bank-77"), "100.01").await);
        assert!(words.contains("\"bank-77\"") && words.contains("use a new key"), "{words}");

        let request = credit_note::Request {
            customer: "00001".to_owned(),
            number: "CN-1".to_owned(),
            amount: "100.00".to_owned(),
            ..credit_note::Request::default()
        };
        let (db, book) = (&house.db, &house.book);
        refused_key(credit_note::record(db, book, house.caller(), keyed("bank-77"), &request).await);
        let request = run::Request::default();
        refused_key(run::run(db, book, house.caller(), keyed("bank-77"), &request).await);
        assert_eq!(dump(db).await, after, "what is refused changes nothing");
    }

    /// Only what was done takes a key: neither a trial nor a refusal does.
    async fn a_trial_and_a_refusal_leave_the_key_free(db: Db) {
        let house = house(db).await;
        let trial = Mode { dry_run: true, ..keyed("bank-77") };
        pay(&house, trial, "90.00").await.unwrap();
        pay(&house, keyed("bank-77"), "ninety").await.unwrap_err();
        pay(&house, keyed("bank-77"), "100.00").await.unwrap();
        assert_eq!(open(&house.db, &house.book).await, "GBP 400.00");
    }

    /// The same bytes read another way are another command.
    async fn a_key_knows_how_a_file_was_read(db: Db) {
        let house = house(db).await;
        let bytes = b"number,customer,due,amount\nR-9,00001,02/03/2026,90.00\n";
        let (db, book) = (&house.db, &house.book);
        let read = async |order| {
            let request = import::Request {
                files: &[InputFile { name: "i.csv", bytes }],
                profile: &Profile::plain(),
                options: Options { date_order: import::DateOrder::from_key(order), ..Options::default() },
                currency: None,
            };
            import::import(db, book, house.caller(), keyed("file-1"), &request, &mut |_| {}).await
        };
        assert_eq!(read("dmy").await.unwrap().invoices.new, 1);
        assert_eq!(read("dmy").await.unwrap().invoices.new, 1, "it tells what was done");
        refused_key(read("mdy").await);
    }

    async fn the_same_file_twice_changes_nothing(db: Db) {
        let house = House::without_policy(db, TODAY).await;
        let outline = Outline::new(&Spec::new(30, 150, 11, TODAY));
        let kinds = [Kind::Customers, Kind::Invoices, Kind::Payments, Kind::CreditNotes, Kind::Disputes];
        let files: Vec<(Kind, String)> = kinds
            .map(|kind| {
                let mut file = Vec::new();
                csv::write(&outline, kind, &mut file).unwrap();
                (kind, String::from_utf8(file).unwrap())
            })
            .into();
        for (kind, file) in &files {
            let report = house.reads(*kind, file).await;
            assert_eq!(report.rejected, [], "{kind}");
        }
        let before = dump(&house.db).await;
        for (kind, file) in &files {
            let report = house.reads(*kind, file).await;
            for counts in [report.invoices, report.customers, report.payments, report.credit_notes, report.disputes] {
                assert_eq!((counts.new, counts.changed), (0, 0), "{kind}: {report:?}");
            }
            let after = dump(&house.db).await;
            // That there was an import is on record each time.
            for (table, rows) in before.iter().filter(|(table, _)| *table != "import") {
                assert_eq!(rows, &after[table], "{kind} changed the table {table}");
            }
        }
        house.is_in_order().await;
    }

    async fn a_changed_row_is_a_correction_on_record(db: Db) {
        let house = house(db).await;
        let before = view::invoice::invoice(&house.db, &house.book, "R-1", TODAY).await.unwrap();
        let report = house.bills(&INVOICES.replace("500.00", "480.00")).await;
        assert_eq!((report.invoices.new, report.invoices.changed, report.invoices.unchanged), (0, 1, 1));
        let after = view::invoice::invoice(&house.db, &house.book, "R-1", TODAY).await.unwrap();
        assert_eq!(after.open.to_string(), "GBP 480.00");
        let (old, new) = (before.entries.len(), after.entries.len());
        assert_eq!(new, old + 1, "the first entry stays, and one corrects it");
        assert_eq!(after.entries[..old].iter().map(|e| e.id).collect::<Vec<_>>(), before.entries.iter().map(|e| e.id).collect::<Vec<_>>());
        house.is_in_order().await;
    }
}

/// Gives the command of `at_once` on so many threads at the same moment, each with connections of
/// its own, as other processes have.
fn at_once<T: Send>(
    threads: u64,
    url: &str,
    command: impl Fn(&tokio::runtime::Runtime, &Db, Caller<'static>) -> T + Sync,
) -> Vec<T> {
    let start = Barrier::new(usize::try_from(threads).unwrap());
    thread::scope(|scope| {
        let started: Vec<_> = (1..=threads)
            .map(|number| {
                let (start, command) = (&start, &command);
                scope.spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread()
                        .enable_all()
                        .build()
                        .unwrap();
                    let db = runtime
                        .block_on(Db::connect(&url.parse().unwrap()))
                        .unwrap();
                    let at = TODAY
                        .at(12, 0, 0, 0)
                        .to_zoned(jiff::tz::TimeZone::UTC)
                        .unwrap();
                    let caller = Caller {
                        actor: "anna",
                        authority: Authority::Operator,
                        at: at.timestamp(),
                        today: TODAY,
                        seed: 1_000 * number,
                    };
                    start.wait();
                    command(&runtime, &db, caller)
                })
            })
            .collect();
        started
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}

async fn payments_at_once(test: &TestDb) {
    const EACH: usize = 10;
    let house = house(test.db.clone()).await;
    let book = &house.book;
    let paid = at_once(4, &test.url, |runtime, db, caller| {
        for number in 0..EACH {
            let caller = Caller {
                seed: caller.seed + number as u64,
                ..caller
            };
            let one = of("1.00");
            let made = payment::record(db, book, caller, Mode::default(), &one);
            runtime.block_on(made).unwrap();
        }
    });
    assert_eq!(paid.len(), 4);
    assert_eq!(
        open(&house.db, book).await,
        "GBP 460.00",
        "no payment is lost"
    );
    house.is_in_order().await;
}

async fn one_key_at_once(test: &TestDb) {
    let house = house(test.db.clone()).await;
    let book = &house.book;
    let results = at_once(4, &test.url, |runtime, db, caller| {
        runtime.block_on(payment::record(
            db,
            book,
            caller,
            keyed("bank-77"),
            &of("1.00"),
        ))
    });
    let told: Vec<Received> = results.into_iter().map(Result::unwrap).collect();
    assert!(told.iter().all(|one| *one == told[0]), "{told:?}");
    assert_eq!(open(&house.db, book).await, "GBP 499.00", "it is paid once");
    house.is_in_order().await;
}

async fn runs_at_once(test: &TestDb) {
    let house = house(test.db.clone()).await;
    let book = &house.book;
    let results = at_once(3, &test.url, |runtime, db, caller| {
        let request = run::Request {
            full: true,
            ..run::Request::default()
        };
        runtime.block_on(run::run(db, book, caller, Mode::default(), &request))
    });
    let decided = results.into_iter().map(|report| report.unwrap().decided);
    assert_eq!(decided.sum::<u64>(), 2, "each action is decided once");
    assert_eq!(house.sends().await.exported.len(), 2);
    house.is_in_order().await;
}

macro_rules! both {
    ($($name:ident: $body:ident;)+) => {$(
        mod $name {
            use super::*;

            #[tokio::test]
            async fn sqlite() {
                $body(&TestDb::sqlite().await).await;
            }

            #[tokio::test]
            async fn postgres() {
                $body(&TestDb::postgres().await).await;
            }
        }
    )+};
}

both! {
    payments_of_several_people_at_once_all_count: payments_at_once;
    a_key_given_by_several_at_once_does_the_thing_once: one_key_at_once;
    a_day_run_by_several_at_once_is_run_once: runs_at_once;
}

/// SQLite has one writer at a time: another one waits, and says so when it has waited long enough.
#[tokio::test]
async fn a_writer_that_waits_too_long_is_refused_in_words() {
    let test = TestDb::sqlite().await;
    let house = house(test.db.clone()).await;
    let other = Db::connect(&test.url.parse().unwrap()).await.unwrap();
    let held = other.begin().await.unwrap();
    let error = pay(&house, Mode::default(), "1.00").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "another Dunwell is writing to this database; try again when it has finished"
    );
    held.rollback().await.unwrap();
    pay(&house, Mode::default(), "1.00").await.unwrap();
    assert_eq!(open(&house.db, &house.book).await, "GBP 499.00");
}
