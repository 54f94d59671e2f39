//! The journal of the book and of a customer, and the check of it.

use axum::http::StatusCode;
use dunwell_app::access::Role;

use crate::browser::{Answer, TestDesk};
use crate::today::work;

const ANNA: &str = "anna@example.com";

fn holds(page: &Answer, parts: &[&str]) {
    for part in parts {
        assert!(page.text.contains(part), "{part} in {}", page.text);
    }
}

#[tokio::test]
async fn what_happened_is_read_record_by_record() {
    let desk = TestDesk::near().await;
    work(&desk).await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let mut browser = desk.signed_in(ANNA).await;
    let page = browser.gets("/b/house/journal").await;
    assert_eq!(page.status, StatusCode::OK);
    holds(
        &page,
        &[
            "<a href=\"/b/house/customers/00018\">Kobe Paper</a>",
            "2 Mar 2026, 08:00 UTC",
            "Ashdown &#38; Sons &#60;Timber&#62;",
        ],
    );
    let page = browser.gets("/b/house/journal?customer=00018").await;
    holds(&page, &["00018 · Kobe Paper", "Hash"]);
    assert!(!page.text.contains("Ashdown"), "{}", page.text);
    let page = browser.gets("/b/house/journal?of=book").await;
    holds(
        &page,
        &["came into force as version 1", "Hash", "The book itself"],
    );
    assert!(!page.text.contains("Kobe Paper"), "{}", page.text);
    let page = browser.gets("/b/house/journal?before=1").await;
    holds(&page, &["Nothing is recorded yet"]);
}

#[tokio::test]
async fn a_customer_that_is_not_known_is_told_beside_the_field() {
    let desk = TestDesk::near().await;
    work(&desk).await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let page = desk
        .signed_in(ANNA)
        .await
        .gets("/b/house/journal?customer=nobody")
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds(
        &page,
        &["id=\"customer-error\"", "value=\"nobody\"", "Kobe Paper"],
    );
}

#[tokio::test]
async fn the_journal_is_checked() {
    let desk = TestDesk::near().await;
    work(&desk).await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let mut browser = desk.signed_in(ANNA).await;
    let page = browser.submits("/b/house/journal/verify", &[]).await;
    assert_eq!(page.status, StatusCode::OK);
    holds(&page, &["The journal is whole.", "2 customers", "1 seal"]);
}
