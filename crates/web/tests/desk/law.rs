//! Law and the interest calculator.

use axum::http::StatusCode;
use dunwell_app::access::Role;

use crate::browser::{Answer, TestDesk};

const ANNA: &str = "anna@example.com";

async fn gets(path: &str) -> Answer {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    desk.signed_in(ANNA).await.gets(path).await
}

fn holds(page: &Answer, parts: &[&str]) {
    for part in parts {
        assert!(page.text.contains(part), "{part} in {}", page.text);
    }
}

#[tokio::test]
async fn the_law_is_listed_with_its_rates() {
    let page = gets("/b/house/law").await;
    assert_eq!(page.status, StatusCode::OK);
    holds(
        &page,
        &[
            "href=\"/b/house/law/GB\"",
            "href=\"/b/house/law/rates/UK_BASE\"",
            "Interest a year",
        ],
    );
}

#[tokio::test]
async fn a_jurisdiction_is_read_with_its_sources_and_doubts() {
    let page = gets("/b/house/law/GB?on=2026-03-02").await;
    assert_eq!(page.status, StatusCode::OK);
    holds(
        &page,
        &[
            "UK_BASE",
            "legislation.gov.uk</a>",
            "as of 2 Mar 2026",
            "Interest: ",
            "href=\"/b/house/law/interest?jurisdiction=GB\"",
        ],
    );
    // Ireland has values that nobody has seen at their source.
    holds(&gets("/b/house/law/IE").await, &["unverified</span>"]);
    let page = gets("/b/house/law/GB?on=yesterday").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds(&page, &["id=\"on-error\"", "value=\"yesterday\""]);
    assert_eq!(gets("/b/house/law/XX").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_series_has_all_its_rates_and_a_picture() {
    let page = gets("/b/house/law/rates/UK_BASE").await;
    assert_eq!(page.status, StatusCode::OK);
    holds(
        &page,
        &[
            "<svg class=\"chart-svg\"",
            "until there is another",
            "5.25%",
        ],
    );
    let lost = gets("/b/house/law/rates/NONE").await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_calculation_stands_in_its_address() {
    // GBP 1,000 due 1 Jan 2024 at 8 points over the base rate of 31 December 2023, 5.25 per cent:
    // 100 days of 0.36 are 36.00, and the fixed sum is 70.
    let page =
        gets("/b/house/law/interest?jurisdiction=GB&amount=1000.00&due=2024-01-01&paid=2024-04-10")
            .await;
    assert_eq!(page.status, StatusCode::OK);
    holds(
        &page,
        &[
            "GBP 1,000.00 due 1 Jan 2024, paid 10 Apr 2024",
            "13.25%",
            "36.00",
            "70.00",
            "106.00",
            "legislation.gov.uk",
        ],
    );
    let page = gets("/b/house/law/interest").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("id=\"result\""), "{}", page.text);
    holds(
        &page,
        &["name=\"as_of\" type=\"date\" value=\"2026-03-02\""],
    );
}

#[tokio::test]
async fn whatever_is_wrong_is_told_beside_its_field() {
    let check = async |query: &str, field: &str, message: &str| {
        let page = gets(&format!("/b/house/law/interest?{query}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        let id = format!("id=\"{field}-error\"");
        let told = page.text.split(&id).nth(1);
        let told = told
            .and_then(|rest| rest.split("</p>").next())
            .unwrap_or_default();
        assert!(told.contains(message), "{query}: {message} in {told:?}");
    };
    let gb = |rest: &str| format!("jurisdiction=GB&{rest}");
    check(
        &gb("debtor=business&amount=&due=2024-01-01"),
        "amount",
        "not a plain amount",
    )
    .await;
    check(
        "jurisdiction=XX&amount=5&due=2024-01-01",
        "jurisdiction",
        "XX",
    )
    .await;
    check(
        &gb("amount=lots&due=2024-01-01"),
        "amount",
        "not a plain amount",
    )
    .await;
    check(&gb("amount=-5&due=2024-01-01"), "amount", "cannot be owed").await;
    check(
        &gb("amount=5&currency=XQX&due=2024-01-01"),
        "currency",
        "XQX",
    )
    .await;
    check(&gb("amount=5&due=2024-02-30"), "due", "no day 30").await;
    check(
        &gb("amount=5&due=2024-01-01&paid=soon"),
        "paid",
        "not a date",
    )
    .await;
    check(
        &gb("amount=5&due=2024-01-01&as_of=soon"),
        "as_of",
        "not a date",
    )
    .await;
    check(&gb("amount=5&due=2024-01-01&debtor=king"), "debtor", "king").await;
    check(
        &gb("amount=5&due=2024-01-01&payments=much"),
        "payments",
        "not a payment",
    )
    .await;
    check(
        &gb("amount=5&due=2024-01-01&paid=2024-03-01&payments=2024-02-01+9"),
        "payments",
        "more than was owed",
    )
    .await;
    check(
        &gb("amount=5&due=2024-01-01&agreed=plenty"),
        "agreed",
        "not understood",
    )
    .await;
    check(
        &gb("amount=5&due=2024-01-01&day_count=ACT/364"),
        "day_count",
        "ACT/364",
    )
    .await;
    check(
        &gb("amount=5&due=2024-01-01&debtor=consumer"),
        "agreed",
        "no interest by law",
    )
    .await;
}
