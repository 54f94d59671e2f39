//! The overview as a controller reads it: figures with what they are made of, a day in the past, several
//! currencies, and a book that is too young to tell much.

use axum::http::StatusCode;
use dunwell_app::access::Role;
use dunwell_app::funnel::Mode;
use dunwell_app::record::{Target, payment};
use dunwell_app::{Currency, rate};

use crate::browser::{TestDesk, shows};

const VERA: &str = "vera@example.com";
const OVERVIEW: &str = "/b/house/overview";

/// Three months of sales in pounds, and one invoice in euros.
const INVOICES: &str = "\
number,customer,name,issued,due,amount,currency
A-1,17,Ashdown & Sons,2025-12-03,2026-01-02,1000.00,GBP
A-2,17,Ashdown & Sons,2026-01-05,2026-02-04,800.00,GBP
A-3,17,Ashdown & Sons,2026-02-20,2026-03-22,700.00,GBP
K-1,18,Kobe Paper,2026-01-10,2026-02-09,400.00,EUR
";

/// A desk on 2 March 2026 with these invoices and somebody who may look at it.
async fn desk(invoices: &str) -> TestDesk {
    let desk = TestDesk::near().await;
    desk.employs(VERA, "Vera Voss", Role::Viewer).await;
    if !invoices.is_empty() {
        desk.bills(invoices).await;
    }
    desk
}

#[tokio::test]
async fn every_figure_says_how_it_is_computed_and_opens_its_list() {
    let desk = desk(INVOICES).await;
    let mut vera = desk.signed_in(VERA).await;
    let page = vera.gets(&format!("{OVERVIEW}?currency=GBP")).await;
    assert_eq!(page.status, StatusCode::OK);
    shows(
        &page,
        &[
            "at the end of 2 Mar 2026",
            "Outstanding GBP 2,500.00 / sales of 90 days GBP 2,500.00 × 90.",
            "Not due yet GBP 700.00 / sales of 90 days GBP 2,500.00 × 90",
            "Overdue GBP 1,800.00 / outstanding GBP 2,500.00.",
            "72.0%",
            ">90.0</a> <span class=\"tile-unit\">days",
            "1 Feb to 28 Feb 2026: GBP 700.00, 28.0 days",
            "nothing fell due in the period",
            "/b/house/customers?sort=overdue&#38;only=overdue&#38;currency=GBP",
            "/b/house/customers?sort=oldest&#38;currency=GBP",
            "\"/b/house/promises\"",
            "/b/house/promises?only=all",
            "/b/house/disputes",
            "Owed by payers with too little history to tell: GBP 2,500.00",
        ],
    );
    // Each chart has a title, a description and a table behind it.
    for id in ["aging", "trend-balances", "trend-dso", "trend-turnover"] {
        shows(
            &page,
            &[
                &format!("<title id=\"{id}-title\">"),
                &format!("<desc id=\"{id}-summary\">"),
            ],
        );
    }
    shows(
        &page,
        &["<td class=\"is-num\">1,800.00</td>", "31 Dec 2025"],
    );
    assert!(
        !page.text.contains("30 Nov 2025"),
        "nothing is known of the time before"
    );
    // Two accounts are overdue, by different sums and days.
    shows(
        &page,
        &[
            "/b/house/customers/17\">Ashdown &#38; Sons",
            "/b/house/customers/18\">Kobe Paper",
            "44 days late",
        ],
    );
}

#[tokio::test]
async fn money_that_comes_in_is_seen_at_once() {
    let desk = desk(INVOICES).await;
    let mut vera = desk.signed_in(VERA).await;
    let path = format!("{OVERVIEW}?currency=GBP");
    shows(&vera.gets(&path).await, &["Overdue GBP 1,800.00"]);
    let request = payment::Request {
        customer: "17".to_owned(),
        amount: "1000".to_owned(),
        target: Target::OldestFirst,
        ..payment::Request::default()
    };
    payment::record(
        &desk.db,
        &desk.book,
        desk.caller(),
        Mode::default(),
        &request,
    )
    .await
    .unwrap();
    shows(&vera.gets(&path).await, &["Overdue GBP 800.00"]);
    // On an earlier day it had not come in yet; the lists are told apart.
    let earlier = vera.gets(&format!("{path}&on=2026-02-28")).await;
    shows(
        &earlier,
        &[
            "Overdue GBP 1,800.00",
            "at the end of 28 Feb 2026",
            "The lists behind the figures are those of today.",
        ],
    );
    for (on, why) in [("2026-03-03", "has not come yet"), ("soon", "Give a day")] {
        let page = vera.gets(&format!("{path}&on={on}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{on}");
        shows(
            &page,
            &[why, &format!("value=\"{on}\""), "Overdue GBP 800.00"],
        );
    }
}

#[tokio::test]
async fn currencies_are_converted_when_the_rates_are_known() {
    let desk = desk(INVOICES).await;
    let mut vera = desk.signed_in(VERA).await;
    let page = vera.gets(OVERVIEW).await;
    shows(
        &page,
        &[
            "no rate of exchange is known for EUR",
            "Overdue GBP 1,800.00",
        ],
    );
    let request = rate::RateView {
        from: Currency::EUR,
        to: Currency::GBP,
        rate: "0.85".parse().unwrap(),
        date: desk.caller().today,
    };
    rate::set(
        &desk.db,
        &desk.book,
        desk.caller(),
        Mode::default(),
        &request,
    )
    .await
    .unwrap();
    let page = vera.gets(OVERVIEW).await;
    shows(
        &page,
        &[
            "All in GBP",
            "EUR 1 = GBP 0.85 of 2 Mar 2026",
            "Overdue GBP 2,140.00",
        ],
    );
    let euros = vera.gets(&format!("{OVERVIEW}?currency=EUR")).await;
    shows(&euros, &["Overdue EUR 400.00"]);
}

#[tokio::test]
async fn a_young_book_says_that_it_is_one() {
    let nothing = desk("").await;
    let mut vera = nothing.signed_in(VERA).await;
    shows(&vera.gets(OVERVIEW).await, &["Nothing was billed yet"]);

    let young = "number,customer,name,issued,due,amount,currency\n\
        A-1,17,Ashdown Timber,2026-02-20,2026-02-25,100.00,GBP\n";
    let young = desk(young).await;
    let mut vera = young.signed_in(VERA).await;
    let page = vera.gets(OVERVIEW).await;
    shows(
        &page,
        &[
            "The first invoice is of 20 Feb 2026.",
            "too little history yet",
            "A trend needs three months.",
            "Nothing is expected in the coming weeks",
            "GBP 100.00",
        ],
    );
    assert!(!page.text.contains("trend-dso"));
}

#[tokio::test]
async fn every_list_behind_a_figure_is_there() {
    let desk = desk(INVOICES).await;
    let mut vera = desk.signed_in(VERA).await;
    let page = vera.gets(&format!("{OVERVIEW}?currency=GBP")).await;
    let links = page.text.split("class=\"figure-link\" href=\"").skip(1);
    let mut links: Vec<String> = links
        .map(|rest| rest.split('"').next().unwrap().replace("&#38;", "&"))
        .collect();
    links.sort();
    links.dedup();
    assert!(links.len() > 5, "{links:?}");
    for link in links {
        let list = vera.gets(&link).await;
        assert_eq!(list.status, StatusCode::OK, "{link}");
    }
}
