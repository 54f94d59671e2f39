//! The journal, its chains and its seals.

use dunwell_core::journal::GENESIS;
use dunwell_store::journal::{self, Event};
use dunwell_store::{Db, StoreError, customers};
use dunwell_testkit::on_both;

use crate::fixture::{Story, at, behind_its_back, customer, customer_row};

fn event(number: u32, payload: &str) -> Event {
    Event {
        customer: customer(number),
        kind: "note",
        payload: payload.to_owned(),
    }
}

/// Switches off what guards a table, and changes the database behind the program's back.
async fn tamper(db: &Db, table: &str, change: &'static str) {
    let unguard = match (db, table) {
        (Db::Sqlite(_), "journal") => "DROP TRIGGER journal_keeps; DROP TRIGGER journal_stays",
        (Db::Sqlite(_), "book_journal") => {
            "DROP TRIGGER book_journal_keeps; DROP TRIGGER book_journal_stays"
        }
        (Db::Sqlite(_), _) => "DROP TRIGGER seal_keeps; DROP TRIGGER seal_stays",
        (Db::Postgres(_), "journal") => "ALTER TABLE journal DISABLE TRIGGER USER",
        (Db::Postgres(_), "book_journal") => "ALTER TABLE book_journal DISABLE TRIGGER USER",
        (Db::Postgres(_), _) => "ALTER TABLE seal DISABLE TRIGGER USER",
    };
    behind_its_back(db, unguard).await.unwrap();
    behind_its_back(db, change).await.unwrap();
}

/// Three customers, 40 records, a seal, 3 records, a seal.
async fn written(db: &Db) -> dunwell_core::id::BookId {
    let mut story = Story::begin(db).await;
    let (uow, book) = (&mut story.uow, story.book);
    customers::put(
        uow,
        book,
        &[
            customer_row(2, "Bracken Foods"),
            customer_row(3, "Copse & Sons"),
        ],
    )
    .await
    .unwrap();
    assert_eq!(
        journal::seal(uow, book, at("2026-03-01T00:00:00Z"))
            .await
            .unwrap(),
        None
    );
    let events: Vec<Event> = (0..40)
        .map(|n| event(n % 3 + 1, &format!("{{\"n\":{n},\"tab\":\"\\t\\\\\"}}")))
        .collect();
    journal::append_many(
        uow,
        book,
        at("2026-03-02T09:00:00.123456789Z"),
        "run",
        &events,
    )
    .await
    .unwrap();
    let first = journal::seal(uow, book, at("2026-03-02T23:00:00Z"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((first.seq, first.customers), (1, 3));
    let same = journal::seal(uow, book, at("2026-03-03T23:00:00Z"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(same, first);
    for n in [1, 1, 2] {
        journal::append(
            uow,
            book,
            customer(n),
            at("2026-03-04T09:00:00Z"),
            "anna",
            "note",
            "{}".to_owned(),
        )
        .await
        .unwrap();
    }
    let second = journal::seal(uow, book, at("2026-03-04T23:00:00Z"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((second.seq, second.customers), (2, 3));
    assert_eq!(journal::seals(uow, book).await.unwrap(), [first, second]);
    story.uow.commit().await.unwrap();
    story.book
}

/// The same, and then two records of the book itself, a seal, another record, and another seal.
async fn with_own_records(db: &Db) -> dunwell_core::id::BookId {
    let book = written(db).await;
    for (n, day) in [(1, 5), (2, 5), (3, 6)] {
        let mut uow = db.begin().await.unwrap();
        let (when, payload) = (
            at(&format!("2026-03-0{day}T09:00:00Z")),
            format!("{{\"n\":{n}}}"),
        );
        journal::append_to_book(&mut uow, book, when, "anna", "note", &payload)
            .await
            .unwrap();
        if n > 1 {
            let sealed = at(&format!("2026-03-0{day}T23:00:00Z"));
            journal::seal(&mut uow, book, sealed).await.unwrap();
        }
        uow.commit().await.unwrap();
    }
    book
}

async fn findings(db: &Db, book: dunwell_core::id::BookId) -> Vec<String> {
    journal::verify(&mut db.read().await.unwrap(), book)
        .await
        .unwrap()
        .findings
        .iter()
        .map(ToString::to_string)
        .collect()
}

on_both! {
    async fn a_journal_that_nobody_touched_is_whole(db: Db) {
        let book = written(&db).await;
        let mut uow = db.read().await.unwrap();
        let report = journal::verify(&mut uow, book).await.unwrap();
        assert_eq!(report, journal::Verification { records: 43, customers: 3, of_book: 0, seals: 2, findings: vec![] });
        let records = journal::of_customer(&mut uow, book, customer(1)).await.unwrap();
        assert_eq!(records.len(), 16);
        assert_eq!((records[0].seq, records[0].prev), (1, GENESIS));
        assert!(records.windows(2).all(|pair| pair[1].prev == pair[0].hash && pair[1].seq == pair[0].seq + 1));
        assert_eq!(records[0].payload, "{\"n\":0,\"tab\":\"\\t\\\\\"}");
        assert_eq!(records[15].actor, "anna");
    }

    async fn the_latest_records_of_a_book_are_read_page_by_page(db: Db) {
        let book = written(&db).await;
        let mut uow = db.read().await.unwrap();
        let all = journal::latest(&mut uow, book, None, 100).await.unwrap();
        assert_eq!(all.len(), 43);
        assert!(all.windows(2).all(|pair| pair[0].position > pair[1].position));
        let first = journal::latest(&mut uow, book, None, 30).await.unwrap();
        let second = journal::latest(&mut uow, book, Some(first[29].position), 30).await.unwrap();
        assert_eq!([first, second].concat(), all);
        let of_one: Vec<_> = all.iter().rev().filter(|line| line.customer == customer(1)).collect();
        let records = journal::of_customer(&mut uow, book, customer(1)).await.unwrap();
        assert!(of_one.iter().map(|line| &line.record).eq(&records));
    }

    async fn a_changed_record_is_found(db: Db) {
        let book = written(&db).await;
        tamper(&db, "journal", "UPDATE journal SET payload = '{\"n\":1000}' WHERE seq = 5 AND payload LIKE '%12,%'").await;
        let found = findings(&db, book).await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("record 5") && found[0].contains("was changed"), "{found:?}");
    }

    async fn a_removed_record_is_found(db: Db) {
        let book = written(&db).await;
        tamper(&db, "journal", "DELETE FROM journal WHERE seq = 7").await;
        let found = findings(&db, book).await;
        assert_eq!(found.iter().filter(|f| f.contains("record 8 follows record 6")).count(), 3, "{found:?}");
    }

    async fn a_removed_newest_record_is_found_even_when_the_customer_agrees(db: Db) {
        let book = written(&db).await;
        tamper(&db, "journal", "UPDATE customer SET journal_seq = 15, \
            journal_hash = (SELECT hash FROM journal j WHERE j.customer_id = customer.id AND j.seq = 15) WHERE number = '00001'; \
            DELETE FROM journal WHERE seq = 16").await;
        let found = findings(&db, book).await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("seal 2 of 2026-03-04T23:00:00Z does not fit"), "{found:?}");
    }

    async fn a_customer_whose_end_was_changed_is_found(db: Db) {
        let book = written(&db).await;
        tamper(&db, "seal", "UPDATE customer SET journal_seq = 0, journal_hash = NULL WHERE number = '00002'; \
            UPDATE customer SET journal_seq = 99 WHERE number = '00003'").await;
        let mut found = findings(&db, book).await;
        found.sort();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].contains("the customer says it has none"), "{found:?}");
        assert!(found[1].contains("the customer says it ends with record 99"), "{found:?}");
    }

    async fn a_removed_seal_is_found(db: Db) {
        let book = written(&db).await;
        tamper(&db, "seal", "DELETE FROM seal WHERE seq = 1").await;
        assert_eq!(findings(&db, book).await, ["seal 2 follows seal 0; seals are missing"]);
    }

    async fn a_record_of_nobody_is_refused(db: Db) {
        let mut story = Story::begin(&db).await;
        let error = journal::append_many(&mut story.uow, story.book, at("2026-03-02T09:00:00Z"), "run", &[event(1, "{}"), event(9, "{}")])
            .await.unwrap_err();
        assert!(matches!(error, StoreError::RowsAffected { expected: 2, actual: 1, .. }), "{error}");
    }

    async fn the_book_has_a_journal_of_its_own(db: Db) {
        let book = with_own_records(&db).await;
        let mut uow = db.read().await.unwrap();
        let report = journal::verify(&mut uow, book).await.unwrap();
        assert_eq!(report, journal::Verification { records: 43, customers: 3, of_book: 3, seals: 4, findings: vec![] });
        let records = journal::of_book(&mut uow, book).await.unwrap();
        assert_eq!(records.iter().map(|record| record.seq).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!((records[0].prev, records[2].payload.as_str()), (GENESIS, "{\"n\":3}"));
        let latest = journal::latest_of_book(&mut uow, book, Some(3), 1).await.unwrap();
        assert_eq!(latest, [records[1].clone()]);
        let seals = journal::seals(&mut uow, book).await.unwrap();
        assert_eq!(seals.iter().map(|seal| seal.book_seq).collect::<Vec<_>>(), [0, 0, 2, 3]);
    }

    async fn a_record_of_the_book_is_never_changed_unseen(db: Db) {
        let book = with_own_records(&db).await;
        let refused = behind_its_back(&db, "UPDATE book_journal SET actor = 'olga'").await.unwrap_err();
        assert!(refused.contains("a journal record is never changed"), "{refused}");
        let refused = behind_its_back(&db, "DELETE FROM book_journal").await.unwrap_err();
        assert!(refused.contains("a journal record is never deleted"), "{refused}");
        tamper(&db, "book_journal", "UPDATE book_journal SET actor = 'olga' WHERE seq = 2").await;
        let found = findings(&db, book).await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("the book: record 2 of") && found[0].contains("was changed"), "{found:?}");
    }

    async fn a_newest_record_of_the_book_is_missed_even_when_the_book_agrees(db: Db) {
        let book = with_own_records(&db).await;
        tamper(&db, "book_journal", "UPDATE book SET journal_seq = 2, \
            journal_hash = (SELECT hash FROM book_journal j WHERE j.book_id = book.id AND j.seq = 2) WHERE journal_seq = 3; \
            DELETE FROM book_journal WHERE seq = 3").await;
        let found = findings(&db, book).await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("seal 4 of") && found[0].contains("does not fit"), "{found:?}");
    }

    async fn a_book_that_says_it_ends_elsewhere_is_found(db: Db) {
        let book = with_own_records(&db).await;
        behind_its_back(&db, "UPDATE book SET journal_seq = 7 WHERE journal_seq = 3").await.unwrap();
        let found = findings(&db, book).await;
        assert_eq!(found, ["the book: its journal ends with record 3, and the book says it ends with record 7"]);
    }
}
