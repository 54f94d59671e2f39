//! The first visit: from an empty installation to the work of the day.

use axum::http::StatusCode;
use dunwell_app::access::Role;
use dunwell_app::book;
use dunwell_app::user::setup;
use jiff::SignedDuration;

use crate::browser::{Answer, PASSWORD, TestDesk};
use crate::import::{holds, looked_at_in};
use crate::today::work;

const OLGA: &str = "olga@example.com";

const BILLS: &str = "\
number,customer,name,issued,due,amount
A-1,7,Ashdown & Sons,2026-01-02,2026-02-01,250.00
A-2,8,Birch,2025-12-01,2025-12-31,9000.00
";

/// The link that the server prints.
async fn link(desk: &TestDesk) -> String {
    let secret = desk.secret();
    let made = setup::make_link(&desk.db, desk.caller(), &secret).await;
    assert!(made.unwrap(), "nobody is there yet");
    format!("/welcome/{}", secret.token())
}

fn olga<'a>(changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("name", "Olga Owner"),
        ("email", OLGA),
        ("lang", "en"),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ];
    for (name, value) in changed {
        fields.retain(|(field, _)| field != name);
        fields.push((name, value));
    }
    fields
}

fn goes_to(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.header("location")
}

#[tokio::test]
async fn from_an_empty_installation_to_the_work_of_the_day() {
    let desk = TestDesk::empty().await;
    let welcome = link(&desk).await;
    let mut browser = desk.browser();
    holds(
        &browser.gets(&welcome).await,
        &["You are the first person here"],
    );
    let done = browser.posts(&welcome, &olga(&[])).await;
    assert_eq!(goes_to(&done), "/");
    assert_eq!(goes_to(&browser.gets("/").await), "/books/new");

    let form = browser.gets("/books/new").await;
    holds(
        &form,
        &["Your first book", "Load the sample book", "United Kingdom"],
    );
    let typed = [
        ("name", "Northwind Ltd"),
        ("currency", "gbp"),
        ("jurisdiction", "GB"),
        ("language", "en"),
        ("email", "accounts@example.com"),
        ("address", "1 Quay Street\r\nLondon E1 1AA"),
        ("iban", "GB29 NWBK 6016 1331 9268 19"),
    ];
    let made = browser.submits("/books", &typed).await;
    assert_eq!(goes_to(&made), "/b/northwind-ltd/begin");
    let kept = book::find(&desk.db, Some("Northwind Ltd")).await.unwrap();
    assert_eq!(kept.country.as_deref(), Some("GB"));
    assert_eq!(kept.settings.address, ["1 Quay Street", "London E1 1AA"]);
    assert_eq!(kept.settings.jurisdiction.as_deref(), Some("GB"));

    let steps = browser.gets("/b/northwind-ltd/begin").await;
    holds(
        &steps,
        &[
            "Setting up Northwind Ltd",
            "aria-current=\"step\"",
            "href=\"/b/northwind-ltd/begin/policy\"",
        ],
    );
    // One can leave and come back: the way to go on stands where the work would be.
    assert_eq!(goes_to(&browser.gets("/").await), "/b/northwind-ltd/today");
    let empty = browser.gets("/b/northwind-ltd/today").await;
    holds(&empty, &["href=\"/b/northwind-ltd/begin\""]);

    let policies = browser.gets("/b/northwind-ltd/begin/policy").await;
    holds(
        &policies,
        &[
            "Small business",
            "High-value accounts",
            "days lie between two contacts",
        ],
    );
    let chosen = [("policy", "small-business")];
    let chosen = browser
        .submits("/b/northwind-ltd/begin/policy", &chosen)
        .await;
    assert_eq!(goes_to(&chosen), "/b/northwind-ltd/begin");

    let upload = looked_at_in(&mut browser, "northwind-ltd", "bills.csv", BILLS).await;
    browser.submits(&format!("{upload}/go"), &[]).await;
    holds(
        &browser.gets(&upload).await,
        &["They are brought in", "href=\"/b/northwind-ltd/run\""],
    );

    let run = browser.gets("/b/northwind-ltd/run").await;
    holds(&run, &["No day was run yet", "Run today"]);
    let run = browser.submits("/b/northwind-ltd/run", &[]).await;
    assert_eq!(goes_to(&run), "/b/northwind-ltd/run");
    let run = browser.gets("/b/northwind-ltd/run").await;
    holds(
        &run,
        &["2 Mar 2026", "2 customers looked at", "To today’s work"],
    );

    let steps = browser.gets("/b/northwind-ltd/begin").await;
    holds(
        &steps,
        &["The book is set up", "Small business", "2 customers"],
    );
    let today = browser.gets("/b/northwind-ltd/today").await;
    holds(&today, &["Ashdown &#38; Sons", "to do"]);
    assert!(!today.text.contains("was not run yet"), "{}", today.text);
}

#[tokio::test]
async fn the_link_sets_one_person_up_and_only_the_first() {
    let desk = TestDesk::empty().await;
    let (welcome, another) = (link(&desk).await, link(&desk).await);
    let mut browser = desk.browser();
    for (changed, expected) in [
        (&[("email", "nowhere")][..], "email-error"),
        (&[("name", " ")], "name-error"),
        (&[("again", "another one than that")], "again-error"),
        (
            &[("password", "short"), ("again", "short")],
            "password-error",
        ),
    ] {
        let again = browser.posts(&welcome, &olga(changed)).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        holds(&again, &[expected]);
        assert!(
            !again.text.contains("value=\"short\""),
            "no password comes back"
        );
    }
    goes_to(&browser.posts(&welcome, &olga(&[])).await);
    for used in [&welcome, &another, "/welcome/nonsense"] {
        let mut other = desk.browser();
        assert_eq!(other.gets(used).await.status, StatusCode::GONE);
        let late = other
            .posts(used, &olga(&[("email", "eve@example.com")]))
            .await;
        assert_eq!(late.status, StatusCode::GONE);
        assert!(other.cookies.is_empty());
    }
    let secret = desk.secret();
    let made = setup::make_link(&desk.db, desk.caller(), &secret).await;
    assert!(!made.unwrap(), "there is somebody now");
}

#[tokio::test]
async fn the_link_ends_after_a_day() {
    let desk = TestDesk::empty().await;
    let welcome = link(&desk).await;
    desk.passes(SignedDuration::from_hours(25));
    let late = desk.browser().gets(&welcome).await;
    assert_eq!(late.status, StatusCode::GONE);
}

#[tokio::test]
async fn a_book_that_cannot_be_is_said_at_its_fields() {
    let desk = TestDesk::near().await;
    desk.invites(OLGA, "Olga", Role::Admin, None).await;
    let mut browser = desk.signed_in(OLGA).await;
    let wrong = [
        ("name", " "),
        ("currency", "pounds"),
        ("phone", "call me"),
        ("iban", "GB00"),
        ("address", "1 Quay Street"),
    ];
    let again = browser.submits("/books", &wrong).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds(
        &again,
        &[
            "name-error",
            "currency-error",
            "phone-error",
            "iban-error",
            "1 Quay Street</textarea>",
        ],
    );
    let taken = [("name", "House"), ("currency", "GBP")];
    let again = browser.submits("/books", &taken).await;
    holds(&again, &["There is a book &#34;House&#34; already"]);
    // A second book, and the way to it.
    holds(
        &browser.gets("/b/house/today").await,
        &["href=\"/books/new\""],
    );
    let second = [("name", "House 2"), ("currency", "EUR")];
    assert_eq!(
        goes_to(&browser.submits("/books", &second).await),
        "/b/house-2/begin"
    );
}

#[tokio::test]
async fn the_sample_book_is_one_click_away() {
    let desk = TestDesk::empty().await;
    let welcome = link(&desk).await;
    let mut browser = desk.browser();
    browser.posts(&welcome, &olga(&[])).await;
    browser.submits("/books/sample", &[]).await;
    // It takes longer where the machine is busy.
    let mut page = browser.gets("/books/new").await;
    while page.text.contains("is being made") {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        page = browser.gets("/books/new").await;
    }
    assert!(!page.text.contains("Load the sample book"), "it is there");
    let today = browser.gets("/b/northwind-sample-ltd/today").await;
    holds(&today, &["data-list", "to do"]);
    let again = browser.submits("/books/sample", &[]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_day_that_was_not_run_says_so() {
    let desk = TestDesk::near().await;
    work(&desk).await;
    desk.employs("vera@example.com", "Vera", Role::Viewer).await;
    desk.employs("carl@example.com", "Carl", Role::Controller)
        .await;
    let mut carl = desk.signed_in("carl@example.com").await;
    assert!(
        !carl
            .gets("/b/house/today")
            .await
            .text
            .contains("was not run yet")
    );
    desk.passes(SignedDuration::from_hours(24));
    let mut carl = desk.signed_in("carl@example.com").await;
    holds(
        &carl.gets("/b/house/today").await,
        &["Today was not run yet", "action=\"/b/house/run\""],
    );
    let mut vera = desk.signed_in("vera@example.com").await;
    let page = vera.gets("/b/house/today").await;
    assert!(
        !page.text.contains("action=\"/b/house/run\""),
        "{}",
        page.text
    );
    carl.submits("/b/house/run", &[]).await;
    holds(
        &carl.gets("/b/house/run").await,
        &["3 Mar 2026", "The latest days"],
    );
    assert!(
        !carl
            .gets("/b/house/today")
            .await
            .text
            .contains("was not run yet")
    );
}
