//! What a person types finds customers and invoices.

use dunwell_core::id::ContactPointId;
use dunwell_store::contact_points::{self, Consent, ContactKind, ContactPoint};
use dunwell_store::search::{self, Hit};
use dunwell_store::{Db, customers, invoices};
use dunwell_testkit::on_both;
use uuid::Uuid;

use crate::fixture::{Story, behind_its_back, customer, customer_row, invoice_row, march};

fn point(number: u32, kind: ContactKind, value: &str) -> ContactPoint {
    let id = value.bytes().fold(u128::from(number), |sum, byte| {
        sum.wrapping_mul(31) + u128::from(byte)
    });
    ContactPoint {
        customer: customer(number),
        id: ContactPointId::new(Uuid::from_u128(id)),
        kind,
        value: value.to_owned(),
        name: None,
        language: None,
        consent: Consent::Unknown,
        preferred: false,
    }
}

async fn found(story: &mut Story, words: &[&str]) -> Vec<String> {
    let hits = search::within(&mut story.uow, story.book, words, 50)
        .await
        .unwrap();
    let mut texts: Vec<String> = hits.into_iter().map(|hit| hit.text).collect();
    texts.sort();
    texts
}

on_both! {
    async fn what_stands_in_the_middle_is_found(db: Db) {
        let mut story = Story::begin(&db).await;
        let other = customer_row(2, "Küchenstudio Überlingen GmbH");
        customers::insert(&mut story.uow, story.book, &other).await.unwrap();
        let spelling = [(customer(2), "Kuechenstudio (Ueberlingen)"), (customer(2), "100% Küche_")];
        customers::put_names(&mut story.uow, story.book, &spelling).await.unwrap();
        contact_points::put(&mut story.uow, story.book, &[
            point(1, ContactKind::Email, "Ledger@Ashdown.example.com"),
            point(1, ContactKind::Phone, "+44 7700 900123"),
            point(1, ContactKind::Sms, "+44 (7700) 900-123"),
            point(2, ContactKind::Post, "1 Timber Street"),
        ]).await.unwrap();
        for (words, texts) in [
            (&["imbe"][..], &["ashdown timber"][..]),
            (&["timber", "ash"], &["ashdown timber"]),
            (&["uberlingen", "gmbh"], &["kuchenstudio uberlingen gmbh"]),
            (&["ueberlingen"], &["kuechenstudio (ueberlingen)"]),
            (&["@ashdown.example"], &["ledger@ashdown.example.com"]),
            (&["7700900123"], &["447700900123"]),
            (&["00% k"], &["100% kuche_"]),
            (&["00%_k"], &[]),
            (&["m%er"], &[]),
            (&["um", "gm"], &[]),
            (&["uberlingen", "ashdown"], &[]),
        ] {
            let mut found = found(&mut story, words).await;
            // PostgreSQL knows the two kinds of telephone number apart.
            found.dedup();
            assert_eq!(found, texts, "{words:?}");
        }
    }

    async fn one_among_many_is_found_by_all_of_its_words(db: Db) {
        let mut story = Story::begin(&db).await;
        let mut rows: Vec<_> = (10..99).map(|n| customer_row(n, &format!("The Alpha Beta Gamma Trading No {n}"))).collect();
        rows.push(customer_row(100, "The Alpha Beta Gamma Trading Zed"));
        customers::put(&mut story.uow, story.book, &rows).await.unwrap();
        let expected = ["the alpha beta gamma trading zed"];
        for words in [
            &["alpha", "beta", "gamma", "trading", "zed"][..],
            &["trading", "ed", "gamma", "z"],
            &["zed", "the", "alpha", "beta", "gamma", "trading", "the", "al", "be", "a"],
        ] {
            let hits = search::within(&mut story.uow, story.book, words, 3).await.unwrap();
            let texts: Vec<&str> = hits.iter().map(|hit| hit.text.as_str()).collect();
            assert_eq!(texts, expected, "{words:?}");
        }
    }

    async fn numbers_and_names_are_found_by_how_they_begin(db: Db) {
        let mut story = Story::begin(&db).await;
        let rows: Vec<_> = (10..15).map(|n| customer_row(n, &format!("Ashby Mills {n}"))).collect();
        customers::put(&mut story.uow, story.book, &rows).await.unwrap();
        let (uow, book) = (&mut story.uow, story.book);
        let hit = |number: u32, text: &str| Hit { customer: customer(number), text: text.to_owned() };
        assert_eq!(search::number_begins(uow, book, "0001", 2).await.unwrap(), [hit(10, "00010"), hit(11, "00011")]);
        assert_eq!(search::number_begins(uow, book, "1", 2).await.unwrap(), []);
        assert_eq!(search::name_begins(uow, book, "ashb", 1).await.unwrap(), [hit(10, "ashby mills 10")]);
        assert_eq!(search::name_begins(uow, book, "ash", 9).await.unwrap().len(), 6);
        assert_eq!(search::name_begins(uow, book, "mills", 9).await.unwrap(), []);
    }

    async fn invoices_are_found_by_how_their_number_begins(db: Db) {
        let mut story = Story::begin(&db).await;
        let mut rows: Vec<_> = (7..12).map(|n| invoice_row(story.one, n, march(9), 500)).collect();
        rows[1].reference = Some("PO-77".to_owned());
        invoices::put(&mut story.uow, story.book, &rows).await.unwrap();
        let (uow, book) = (&mut story.uow, story.book);
        let numbers = |hits: Vec<search::InvoiceHit>| hits.into_iter().map(|hit| hit.number).collect::<Vec<_>>();
        assert_eq!(numbers(search::invoice_number_begins(uow, book, "R-0001", 9).await.unwrap()), ["R-00010", "R-00011"]);
        assert_eq!(numbers(search::invoice_number_begins(uow, book, "R-0", 1).await.unwrap()), ["R-00007"]);
        let found = search::invoice_number_begins(uow, book, "R-00008", 9).await.unwrap();
        assert_eq!((found[0].reference.as_deref(), found[0].total, found[0].open), (Some("PO-77"), 500, 0));
    }

    async fn names_are_indexed(db: Db) {
        let mut uow = db.read().await.unwrap();
        assert!(search::is_indexed(&mut uow).await.unwrap());
    }
}

#[tokio::test]
async fn without_the_extension_the_same_is_found() {
    let test = dunwell_testkit::TestDb::postgres().await;
    behind_its_back(
        &test.db,
        "DROP INDEX customer_name_text; DROP INDEX contact_point_text",
    )
    .await
    .unwrap();
    let mut story = Story::begin(&test.db).await;
    assert!(!search::is_indexed(&mut story.uow).await.unwrap());
    assert_eq!(found(&mut story, &["imbe"]).await, ["ashdown timber"]);
    story.uow.commit().await.unwrap();
    // Bringing the schema up to date makes them again.
    test.db.migrate().await.unwrap();
    let mut uow = test.db.read().await.unwrap();
    assert!(search::is_indexed(&mut uow).await.unwrap());
}
