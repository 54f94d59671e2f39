//! Today, with and without work.

use axum::http::StatusCode;
use dunwell_app::access::Role;
use dunwell_app::funnel::Mode;
use dunwell_app::{policy, run};

use crate::browser::TestDesk;

const ANNA: &str = "anna@example.com";

const INVOICES: &str = "\
number,customer,name,issued,due,amount,currency,email
0012,00017,Ashdown & Sons <Timber>,2025-12-01,2026-01-02,1000.00,GBP,buying@example.com
0014,00018,Kobe Paper,2025-11-10,2025-12-09,48000,JPY,office@example.com
";

pub async fn work(desk: &TestDesk) {
    let (db, book) = (&desk.db, &desk.book);
    let templates = dunwell_app::Templates::embedded().unwrap();
    let text = policy::ready("standard-trade-credit").unwrap();
    policy::activate(db, book, desk.caller(), "policy.toml", text, &templates)
        .await
        .unwrap();
    desk.bills(INVOICES).await;
    run::run(
        db,
        book,
        desk.caller(),
        Mode::default(),
        &run::Request::default(),
    )
    .await
    .unwrap();
}

#[tokio::test]
async fn the_list_says_what_is_to_be_done_and_why() {
    let desk = TestDesk::near().await;
    work(&desk).await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let mut browser = desk.signed_in(ANNA).await;
    let page = browser.gets("/b/house/today").await;
    assert_eq!(page.status, StatusCode::OK);
    for part in [
        "2 to do",
        "Ashdown &#38; Sons &#60;Timber&#62;",
        "1,000.00",
        "days late",
        "2 Mar 2026",
        "data-list",
        "aria-current=\"page\"",
    ] {
        assert!(page.text.contains(part), "{part} in {}", page.text);
    }
    browser
        .submits("/account/language", &[("lang", "fr")])
        .await;
    let page = browser.gets("/b/house/today").await;
    assert!(
        page.text.contains("2 à faire") && page.text.contains("1\u{202f}000,00"),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn a_day_without_work_says_so() {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let page = desk.signed_in(ANNA).await.gets("/b/house/today").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Nothing is to be done"), "{}", page.text);
}
