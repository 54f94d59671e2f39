//! Files that are brought in: kept in parts, finished once, forgotten in time.

use dunwell_core::id::{ImportId, UserId};
use dunwell_store::imports::{self, Content, Import};
use dunwell_store::{Db, Uow, books, one_time_links, users};
use dunwell_testkit::on_both;
use uuid::Uuid;

use crate::fixture::{at, book_row};
use crate::people::user;

fn import(number: u128, user: Option<UserId>, day: u8) -> Import {
    Import {
        id: ImportId::new(Uuid::from_u128(number)),
        user,
        actor: "anna".to_owned(),
        created_at: at(&format!("2026-03-{day:02}T08:00:00Z")),
        files: "[]".to_owned(),
        reading: "{}".to_owned(),
        report: None,
        finished_at: None,
    }
}

async fn begin(db: &Db) -> (Uow, UserId) {
    let mut uow = db.begin().await.unwrap();
    books::create(&mut uow, &book_row("house")).await.unwrap();
    let anna = user(1, "anna");
    users::insert(&mut uow, &anna).await.unwrap();
    (uow, anna.id)
}

on_both! {
    async fn what_was_uploaded_waits_and_is_finished_once(db: Db) {
        let (mut uow, anna) = begin(&db).await;
        let (uow, book) = (&mut uow, book_row("house").id);
        let (first, second) = (import(1, Some(anna), 2), import(2, None, 3));
        imports::insert(uow, book, &first).await.unwrap();
        let made = Import { finished_at: Some(second.created_at), report: Some("{}".to_owned()), ..second };
        imports::insert(uow, book, &made).await.unwrap();
        assert_eq!(imports::waiting(uow, book, anna).await.unwrap(), std::slice::from_ref(&first));
        assert_eq!(imports::finished(uow, book, None, 9).await.unwrap(), std::slice::from_ref(&made));

        // What was found out belongs to one way of reading.
        assert!(imports::set_report(uow, book, first.id, "{}", "found").await.unwrap());
        imports::set_reading(uow, book, first.id, "{\"kind\":1}").await.unwrap();
        assert_eq!(imports::by_id(uow, book, first.id).await.unwrap().unwrap().report, None);
        assert!(!imports::set_report(uow, book, first.id, "{}", "found").await.unwrap());

        // More than one part, and a part that is not full.
        let large: Vec<u8> = (0..2_500_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        imports::keep(uow, book, first.id, Content::Upload, 0, &large).await.unwrap();
        imports::keep(uow, book, first.id, Content::Upload, 1, b"small").await.unwrap();
        assert_eq!(imports::content(uow, book, first.id, Content::Upload, 0).await.unwrap(), large);
        assert_eq!(imports::content(uow, book, first.id, Content::Rejects, 0).await.unwrap(), b"");

        imports::finish(uow, book, first.id, "done", at("2026-03-04T08:00:00Z")).await.unwrap();
        assert_eq!(imports::content(uow, book, first.id, Content::Upload, 1).await.unwrap(), b"");
        assert!(imports::finish(uow, book, first.id, "done", at("2026-03-04T08:00:00Z")).await.is_err());
        assert!(imports::set_reading(uow, book, first.id, "{}").await.is_err());
        assert!(imports::remove(uow, book, first.id).await.is_err());
        let ids = |rows: Vec<Import>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
        let all = imports::finished(uow, book, None, 9).await.unwrap();
        assert_eq!(ids(all), [made.id, first.id]);
        let earlier = imports::finished(uow, book, Some(made.id), 9).await.unwrap();
        assert_eq!(ids(earlier), [first.id]);
    }

    async fn what_is_old_is_forgotten(db: Db) {
        let (mut uow, anna) = begin(&db).await;
        let (uow, book) = (&mut uow, book_row("house").id);
        for (number, day) in [(1, 2), (2, 3), (3, 4)] {
            let row = import(number, Some(anna), day);
            imports::insert(uow, book, &row).await.unwrap();
            imports::keep(uow, book, row.id, Content::Upload, 0, b"file").await.unwrap();
        }
        let id = |number| ImportId::new(Uuid::from_u128(number));
        imports::finish(uow, book, id(1), "done", at("2026-03-02T09:00:00Z")).await.unwrap();
        imports::keep(uow, book, id(1), Content::Rejects, 0, b"rejects").await.unwrap();
        imports::forget_old(uow, at("2026-03-03T12:00:00Z")).await.unwrap();
        assert!(imports::by_id(uow, book, id(1)).await.unwrap().is_some(), "it stays on record");
        assert_eq!(imports::content(uow, book, id(1), Content::Rejects, 0).await.unwrap(), b"");
        assert_eq!(imports::by_id(uow, book, id(2)).await.unwrap(), None);
        assert_eq!(imports::content(uow, book, id(3), Content::Upload, 0).await.unwrap(), b"file");
        imports::remove(uow, book, id(3)).await.unwrap();
        assert_eq!(imports::waiting(uow, book, anna).await.unwrap(), []);
    }

    async fn a_link_for_the_first_person_ends(db: Db) {
        let mut uow = db.begin().await.unwrap();
        let uow = &mut uow;
        let (hash, end) = ([7; 32], at("2026-03-02T09:00:00Z"));
        one_time_links::insert_setup(uow, &hash, end).await.unwrap();
        let before = at("2026-03-02T08:59:00Z");
        assert!(one_time_links::is_setup(uow, &hash, before).await.unwrap());
        assert!(!one_time_links::is_setup(uow, &[8; 32], before).await.unwrap());
        assert!(!one_time_links::is_setup(uow, &hash, end).await.unwrap());
        one_time_links::drop_setup(uow, before).await.unwrap();
        assert!(one_time_links::is_setup(uow, &hash, before).await.unwrap());
        one_time_links::drop_setup(uow, end).await.unwrap();
        assert!(!one_time_links::is_setup(uow, &hash, before).await.unwrap());
    }
}
