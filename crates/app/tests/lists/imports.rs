//! Files that are uploaded, tried out and brought in; the first person; the days that were run.

use dunwell_app::access::Role;
use dunwell_app::import::history;
use dunwell_app::import::look::{Cell, Outcome};
use dunwell_app::import::reading::Reading;
use dunwell_app::import::upload::{self, Stage, Uploaded};
use dunwell_app::import::{ImportId, Progress};
use dunwell_app::user::session::Origin;
use dunwell_app::user::{Secret, manage, setup};
use dunwell_app::view::{beginning, runs};
use dunwell_app::{AppError, Db};
use dunwell_core::id::UserId;
use dunwell_core::lang::Lang;
use dunwell_testkit::{House, dump};

use crate::TODAY;

const BILLS: &str = "number,customer,due,amount\nA-1,7,2026-02-20,250.00\nA-2,7,soon,9.00\n";

/// A house with somebody who uploads.
async fn house(db: Db) -> (House, UserId) {
    let house = House::without_policy(db, TODAY).await;
    let anna = manage::Request {
        email: "anna@example.com",
        name: "Anna",
        lang: Lang::En,
        role: Role::Controller,
        book: Some(&house.book),
    };
    let secret = Secret::new([1; 32]);
    let anna = manage::add(&house.db, house.caller(), &anna, &secret).await;
    (house, anna.unwrap().id)
}

async fn uploaded(house: &House, user: UserId, text: &str) -> ImportId {
    let file = Uploaded {
        name: "bills.csv".to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    let reading = Reading::default();
    let (db, book) = (&house.db, &house.book);
    upload::keep(db, book, house.caller(), user, vec![file], &reading)
        .await
        .unwrap()
}

dunwell_testkit::on_both! {
    async fn an_upload_is_tried_and_brought_in_once(db: Db) {
        let (house, anna) = house(db).await;
        let (db, book) = (&house.db, &house.book);
        let quiet = &mut |_: Progress<'_>| {};
        let id = uploaded(&house, anna, BILLS).await;
        let before = dump(db).await;
        let tried = upload::try_out(db, book, house.caller(), anna, id, quiet).await.unwrap();
        let Outcome::Read(told) = &tried.looks[0].outcome else { panic!("{tried:?}") };
        assert_eq!(told.rows[0].cells[0], Cell::Text("A-1".to_owned()));
        let trial = tried.trial.clone().unwrap();
        assert_eq!((trial.summary.invoices.new, trial.summary.refused), (1, 1));
        assert_eq!(trial.refused[0].value, "soon");
        let after = dump(db).await;
        for (table, rows) in before.iter().filter(|(table, _)| *table != "import") {
            assert_eq!(rows, &after[table], "a trial changed the table {table}");
        }
        assert_eq!(upload::find(db, book, anna, id).await.unwrap().unwrap().stage, Stage::Tried(tried));

        let done = upload::carry_out(db, book, house.caller(), anna, id, quiet).await.unwrap();
        assert_eq!(done, trial.summary);
        let after = dump(db).await;
        let again = upload::carry_out(db, book, house.caller(), anna, id, quiet).await.unwrap();
        assert_eq!((again, dump(db).await), (done.clone(), after));
        let made = history::list(db, book, None, 9).await.unwrap();
        assert_eq!((made.len(), &made[0].summary), (1, &done));
        let (name, rejects) = upload::rejects(db, book, anna, id, 0).await.unwrap().unwrap();
        assert_eq!(name, "bills.rejects.csv");
        assert!(rejects.starts_with(b"number,customer,due,amount,dunwell_reason\nA-2,"));
        assert!(upload::discard(db, book, anna, id).await.is_err(), "it is done");
        house.is_in_order().await;
    }

    async fn an_upload_is_its_owners(db: Db) {
        let (house, anna) = house(db).await;
        let (db, book) = (&house.db, &house.book);
        let id = uploaded(&house, anna, BILLS).await;
        let ben = manage::Request {
            email: "ben@example.com",
            name: "Ben",
            lang: Lang::En,
            role: Role::Controller,
            book: Some(book),
        };
        let ben = manage::add(db, house.caller(), &ben, &Secret::new([2; 32])).await.unwrap().id;
        assert_eq!(upload::find(db, book, ben, id).await.unwrap(), None);
        let refused = upload::discard(db, book, ben, id).await.unwrap_err();
        assert!(matches!(refused, AppError::Refused(_)), "{refused}");
        upload::discard(db, book, anna, id).await.unwrap();
        assert_eq!(upload::waiting(db, book, anna).await.unwrap(), []);
    }

    async fn a_first_person_is_set_up_once(db: Db) {
        let house = House::without_policy(db, TODAY).await;
        let (db, caller) = (&house.db, house.caller());
        let (link, other) = (Secret::new([3; 32]), Secret::new([4; 32]));
        assert!(setup::make_link(db, caller, &link).await.unwrap());
        assert!(setup::make_link(db, caller, &other).await.unwrap());
        let request = setup::Request {
            email: "olga@example.com",
            name: "Olga",
            lang: Lang::De,
            password: "copper kettle under rain",
        };
        let origin = Origin { address: "192.0.2.7", agent: "a browser" };
        let secrets = (&Secret::new([5; 32]), &Secret::new([6; 32]));
        let olga = setup::first_person(db, caller, origin, &link, &request, secrets).await.unwrap();
        assert_eq!((olga.everywhere, olga.lang, olga.has_password), (Some(Role::Admin), Lang::De, true));
        for used in [&link, &other] {
            assert!(!setup::is_open(db, caller, used).await.unwrap());
            let secrets = (&Secret::new([7; 32]), &Secret::new([8; 32]));
            let late = setup::first_person(db, caller, origin, used, &request, secrets).await;
            assert!(late.unwrap_err().to_string().contains("used already"));
        }
        assert!(!setup::make_link(db, caller, &Secret::new([9; 32])).await.unwrap());
    }

    async fn the_steps_of_a_beginning_are_seen_from_the_book(db: Db) {
        let house = House::without_policy(db, TODAY).await;
        let (db, book) = (&house.db, &house.book);
        let found = beginning::beginning(db, book).await.unwrap();
        assert_eq!((found.policy, found.customers, found.latest_run), (None, 0, None));
        house.bills(BILLS.lines().take(2).collect::<Vec<_>>().join("\n").as_str()).await;
        let found = beginning::beginning(db, book).await.unwrap();
        assert!(found.has_done(beginning::Step::Import) && !found.is_at_work());
        assert_eq!(beginning::at_work(db, book).await.unwrap(), None);
        house.decides().await;
        let found = beginning::beginning(db, book).await.unwrap();
        let at_work = beginning::at_work(db, book).await.unwrap();
        assert_eq!((found.latest_run, found.is_at_work()), (Some(TODAY), true));
        assert_eq!(at_work, Some(TODAY));
        let latest = runs::latest(db, book, 5).await.unwrap();
        assert_eq!((latest.len(), latest[0].date, latest[0].customers_reviewed), (1, TODAY, 1));
    }
}
