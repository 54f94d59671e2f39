//! Books, customers, their spellings and their contact points.

use dunwell_core::id::{BookId, ContactPointId};
use dunwell_store::contact_points::{self, Consent, ContactKind, ContactPoint};
use dunwell_store::{Db, StoreError, accounts, books, customers};
use dunwell_testkit::on_both;
use uuid::Uuid;

use crate::fixture::{Story, book_row, currency, customer, customer_row, march};

fn email(id: u128, value: &str) -> ContactPoint {
    ContactPoint {
        customer: customer(1),
        id: ContactPointId::new(Uuid::from_u128(id)),
        kind: ContactKind::Email,
        value: value.to_owned(),
        name: None,
        language: None,
        consent: Consent::Unknown,
        preferred: false,
    }
}

on_both! {
    async fn a_book_is_kept_as_it_is(db: Db) {
        let mut uow = db.begin().await.unwrap();
        let mut book = book_row("Ledger Lane");
        books::create(&mut uow, &book).await.unwrap();
        assert_eq!(books::by_name(&mut uow, "Ledger Lane").await.unwrap().as_ref(), Some(&book));
        assert_eq!(books::only(&mut uow).await.unwrap().as_ref(), Some(&book));
        books::update_settings(&mut uow, book.id, "{\"zone\":\"Europe/London\"}").await.unwrap();
        book.settings = "{\"zone\":\"Europe/London\"}".to_owned();
        assert_eq!(books::list(&mut uow).await.unwrap(), [book]);
        books::create(&mut uow, &book_row("Another")).await.unwrap();
        assert_eq!(books::only(&mut uow).await.unwrap(), None);
        let unknown = books::update_settings(&mut uow, book_row("Nobody's").id, "{}").await.unwrap_err();
        assert!(matches!(unknown, StoreError::RowsAffected { expected: 1, actual: 0, .. }), "{unknown}");
    }

    async fn a_customer_is_kept_as_it_is(db: Db) {
        let mut story = Story::begin(&db).await;
        let (uow, book) = (&mut story.uow, story.book);
        assert!(customers::any(uow, book).await.unwrap());
        assert!(!customers::any(uow, BookId::new(Uuid::nil())).await.unwrap());
        let mut row = customer_row(7, "Émile Ångström & Cie");
        row.language = Some("fr".to_owned());
        row.terms = Some("net 30\tfrom \\ month end".to_owned());
        customers::insert(uow, book, &row).await.unwrap();
        assert_eq!(customers::by_number(uow, book, "00007").await.unwrap().as_ref(), Some(&row));
        assert_eq!(customers::by_number(uow, book, "7").await.unwrap(), None);
        row.name = "Emile Angstrom".to_owned();
        row.reason = Some("cash-flow".to_owned());
        customers::update(uow, book, &row).await.unwrap();
        assert_eq!(customers::by_id(uow, book, row.id).await.unwrap().as_ref(), Some(&row));
        let names = customers::list_names(uow, book, row.id).await.unwrap();
        assert_eq!(names, ["Emile Angstrom", "Émile Ångström & Cie"]);
        assert_eq!(customers::count(uow, book).await.unwrap(), 2);
        let again = customers::insert(uow, book, &customer_row(7, "Same number")).await.unwrap_err();
        assert!(again.is_duplicate(), "{again}");
    }

    async fn a_customer_is_found_by_what_a_person_types(db: Db) {
        let mut story = Story::begin(&db).await;
        let (uow, book) = (&mut story.uow, story.book);
        let rows: Vec<_> = (2..60).map(|n| customer_row(n, &format!("Élan  Works {n}"))).collect();
        customers::put(uow, book, &rows).await.unwrap();
        customers::put_names(uow, book, &[(customer(2), "Elan Works"), (customer(2), "100% Élan_")]).await.unwrap();
        for (text, found) in [
            ("00002", vec![2]),
            ("élan works 3", vec![3, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39]),
            ("ELAN works 2", vec![2, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29]),
            ("100% é", vec![2]),
            ("100__", vec![]),
            ("0005", vec![5, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59]),
            ("  ", vec![]),
        ] {
            let mut numbers: Vec<u32> = customers::find(uow, book, text).await.unwrap()
                .iter().map(|c| c.number.parse().unwrap()).collect();
            numbers.sort_unstable();
            let wanted: Vec<u32> = if text == "0005" { (50..60).collect() } else { found };
            assert_eq!(numbers, wanted, "{text:?}");
        }
        assert_eq!(customers::page(uow, book, "00003", 2).await.unwrap(), rows[2..4]);
        let asked = customers::by_numbers(uow, book, &["00004", "nobody", "00003"]).await.unwrap();
        assert_eq!(asked, rows[1..3]);
        assert_eq!(customers::numbers(uow, book).await.unwrap().len(), 59);
        assert_eq!(customers::all_names(uow, book).await.unwrap().len(), 61);
    }

    async fn a_changed_customer_is_looked_at_by_the_next_run(db: Db) {
        let mut story = Story::begin(&db).await;
        story.bill(1, march(10), 100).await;
        let mut state = accounts::AccountState {
            customer: story.one,
            currency: currency("GBP"),
            class: Some("standard".to_owned()),
            procedure: Some("standard".to_owned()),
            policy_hash: Some("abc".to_owned()),
            next_review: None,
            last_contact: Some(march(2)),
            progress: Vec::new(),
        };
        accounts::save_decisions(&mut story.uow, story.book, std::slice::from_ref(&state)).await.unwrap();
        let kept = story.account().await;
        assert_eq!((kept.next_review, kept.last_contact, kept.class), (None, Some(march(2)), state.class.clone()));
        customers::set_reason(&mut story.uow, story.book, story.one, Some("cash-flow")).await.unwrap();
        assert_eq!(story.account().await.next_review, Some(dunwell_store::REVIEW_NOW));
        state.customer = customer(99);
        let unknown = accounts::save_decisions(&mut story.uow, story.book, &[state]).await.unwrap_err();
        assert!(matches!(unknown, StoreError::RowsAffected { .. }), "{unknown}");
    }

    async fn a_contact_point_learns_and_never_forgets(db: Db) {
        let mut story = Story::begin(&db).await;
        let (uow, book) = (&mut story.uow, story.book);
        let mut known = email(1, "ledger@example.com");
        known.consent = Consent::No;
        known.name = Some("Ada".to_owned());
        contact_points::put(uow, book, &[known.clone()]).await.unwrap();
        let mut more: Vec<_> = (2..40).map(|n| email(n, &format!("p{n}@example.com"))).collect();
        more.push(email(90, "ledger@example.com"));
        more.push(ContactPoint { preferred: true, ..email(91, "ledger@example.com") });
        contact_points::put(uow, book, &more).await.unwrap();
        let points = contact_points::of_customer(uow, book, story.one).await.unwrap();
        assert_eq!(points.len(), 39);
        known.preferred = true;
        assert_eq!(points[0], known);
        contact_points::set_consent(uow, book, story.one, known.id, Consent::Yes).await.unwrap();
        let points = contact_points::of_customer(uow, book, story.one).await.unwrap();
        assert_eq!(points[0].consent, Consent::Yes);
    }
}
