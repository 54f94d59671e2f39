//! Requests: asked once, answered once, and kept as they were asked.

use dunwell_core::id::RequestId;
use dunwell_store::requests::{self, Answer, Request};
use dunwell_store::{Db, StoreError};
use dunwell_testkit::on_both;
use uuid::Uuid;

use crate::fixture::{Story, at, behind_its_back};

fn request(number: u128) -> Request {
    Request {
        id: RequestId::new(Uuid::from_u128(number)),
        kind: "write-off".to_owned(),
        subject: format!("{{\"n\":{number}}}"),
        why: "They closed down.".to_owned(),
        asked_by: "shop (API)".to_owned(),
        person: "Anna".to_owned(),
        asked_at: at("2026-03-02T09:00:00Z"),
        state: "open".to_owned(),
        decided_by: None,
        decided_at: None,
        answer: None,
    }
}

const NO: Answer<'static> = Answer {
    state: "declined",
    by: "Ben",
    at: jiff::Timestamp::UNIX_EPOCH,
    words: Some("They still trade."),
};

on_both! {
    async fn a_request_is_kept_and_answered_once(db: Db) {
        let mut story = Story::begin(&db).await;
        let (uow, book) = (&mut story.uow, story.book);
        let (first, second) = (request(1), request(2));
        requests::insert(uow, book, &second).await.unwrap();
        requests::insert(uow, book, &first).await.unwrap();
        assert_eq!(requests::open(uow, book).await.unwrap(), [first.clone(), second.clone()]);
        assert_eq!(requests::by_id(uow, book, first.id).await.unwrap(), Some(first.clone()));
        assert_eq!(requests::locked(uow, book, first.id).await.unwrap(), Some(first.clone()));
        requests::answer(uow, book, first.id, NO).await.unwrap();
        let answered = Request {
            state: "declined".to_owned(),
            decided_by: Some("Ben".to_owned()),
            decided_at: Some(jiff::Timestamp::UNIX_EPOCH),
            answer: Some("They still trade.".to_owned()),
            ..first
        };
        assert_eq!(requests::answered(uow, book, 10).await.unwrap(), [answered]);
        assert_eq!(requests::count_open(uow, book).await.unwrap(), 1);
        let again = requests::answer(uow, book, first.id, NO).await.unwrap_err();
        assert!(matches!(again, StoreError::RowsAffected { actual: 0, .. }), "{again}");
    }

    async fn what_was_asked_for_stays_as_it_was_asked(db: Db) {
        let mut story = Story::begin(&db).await;
        requests::insert(&mut story.uow, story.book, &request(1)).await.unwrap();
        story.uow.commit().await.unwrap();
        for change in [
            "UPDATE request SET subject = '{}'",
            "UPDATE request SET person = 'Ben'",
            "UPDATE request SET asked_by = 'Ben'",
        ] {
            let refused = behind_its_back(&db, change).await.unwrap_err();
            assert!(refused.contains("what was asked for is never changed"), "{refused}");
        }
        let refused = behind_its_back(&db, "DELETE FROM request").await.unwrap_err();
        assert!(refused.contains("a request is never deleted"), "{refused}");
        behind_its_back(&db, "UPDATE request SET state = 'withdrawn'").await.unwrap();
        let refused = behind_its_back(&db, "UPDATE request SET state = 'open'").await.unwrap_err();
        assert!(refused.contains("never changed"), "{refused}");
    }
}
