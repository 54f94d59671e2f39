//! The lists of disputes and of promises, and what is done in place.

use axum::http::StatusCode;
use dunwell_app::access::Role;
use dunwell_app::funnel::Mode;
use dunwell_app::record::{dispute, promise};
use jiff::SignedDuration;
use jiff::civil::date;

use crate::browser::{TestDesk, shows};
use crate::stories::{ANNA, morning, view};

const DISPUTES: &str = "/b/house/disputes";
const PROMISES: &str = "/b/house/promises";
const VERA: &str = "vera@example.com";

async fn disputed(desk: &TestDesk, invoice: &str, amount: Option<&str>, reason: &str) -> String {
    let request = dispute::Request {
        invoice: invoice.to_owned(),
        amount: amount.map(str::to_owned),
        date: None,
        reason: reason.to_owned(),
    };
    let (db, book) = (&desk.db, &desk.book);
    let done = dispute::record(db, book, desk.caller(), Mode::default(), &request).await;
    done.unwrap().dispute.to_string()
}

async fn promised(desk: &TestDesk, customer: &str, amount: &str, day: i8) -> String {
    let request = promise::Request {
        customer: customer.to_owned(),
        amount: amount.to_owned(),
        by: date(2026, 3, day),
        currency: None,
        date: None,
        invoices: Vec::new(),
        reason: None,
    };
    let (db, book) = (&desk.db, &desk.book);
    let done = promise::record(db, book, desk.caller(), Mode::default(), &request).await;
    done.unwrap().promise.to_string()
}

#[tokio::test]
async fn a_dispute_is_given_to_somebody_and_settled_in_the_list() {
    let desk = morning().await;
    let mut anna = desk.signed_in(ANNA).await;
    shows(&anna.gets(DISPUTES).await, &["Nothing is in dispute"]);
    let first = disputed(&desk, "R/1", Some("120.00"), "One pallet was short.").await;
    let second = disputed(&desk, "R-2", None, "Never ordered.").await;
    desk.passes(SignedDuration::from_hours(24 * 40));
    let mut anna = desk.signed_in(ANNA).await;
    let page = anna.gets(DISPUTES).await;
    shows(
        &page,
        &[
            "2 disputes",
            "9,120.00",
            "One pallet was short.",
            "all of the invoice",
            "40 days",
            "/b/house/invoices/R%2F1",
            "Open <span class=\"chip-count\">2<",
            "Mine <span class=\"chip-count\">0<",
        ],
    );
    let send = format!("{DISPUTES}/{first}/owner");
    let answer = anna
        .submits(&send, &[("to", "Anna Arendt"), ("at", "disputes?owner=-")])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let back = answer.header("location");
    assert_eq!(back, "/b/house/disputes?owner=-&done=given&who=00017");
    let page = anna.gets(back).await;
    shows(&page, &["It is assigned.", "Never ordered.", "1 dispute"]);
    assert!(!page.text.contains("One pallet"), "{}", page.text);
    let mine = format!("{DISPUTES}?owner=Anna%20Arendt");
    shows(
        &anna.gets(&mine).await,
        &["One pallet was short.", "120.00"],
    );

    let send = format!("/b/house/customers/00018/disputes/{second}/resolve");
    let typed = [("reason", "They had."), ("at", "disputes")];
    let answer = anna.submits(&send, &typed).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    shows(
        &anna.gets(answer.header("location")).await,
        &["The dispute is settled.", "1 dispute"],
    );
    let settled = anna.gets(&format!("{DISPUTES}?only=settled")).await;
    shows(&settled, &["Never ordered.", "They had."]);
    assert_eq!(view(&desk, "00018").await.timeline[0].actor, "Anna Arendt");

    let lost = anna
        .submits(&format!("{DISPUTES}/00017/owner"), &[("to", "Anna Arendt")])
        .await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn promises_stand_by_the_day_and_are_taken_back_in_the_list() {
    let desk = morning().await;
    promised(&desk, "00017", "1000.00", 4).await;
    let id = promised(&desk, "00018", "500.00", 9).await;
    desk.passes(SignedDuration::from_hours(24 * 7));
    let mut anna = desk.signed_in(ANNA).await;
    let page = anna.gets(PROMISES).await;
    shows(
        &page,
        &[
            "1 promise",
            "500.00",
            "due today <span class=\"chip-count\">1<",
            "not kept <span class=\"chip-count\">1<",
            "customers/00018?record=call",
        ],
    );
    assert!(!page.text.contains("1,000.00"), "{}", page.text);
    shows(
        &anna.gets(&format!("{PROMISES}?only=today")).await,
        &["500.00"],
    );
    let broken = anna.gets(&format!("{PROMISES}?only=broken")).await;
    shows(&broken, &["1,000.00", "5 days ago", "not kept"]);
    let none = anna
        .gets(&format!("{PROMISES}?only=all&owner=Anna%20Arendt"))
        .await;
    shows(&none, &["No such promise"]);

    let send = format!("/b/house/customers/00018/promises/{id}/withdraw");
    let typed = [
        ("reason", "Another customer."),
        ("at", "promises?only=today"),
    ];
    let answer = anna.submits(&send, &typed).await;
    assert_eq!(
        answer.header("location"),
        "/b/house/promises?only=today&done=undone&who=00018"
    );
    let page = anna.gets(answer.header("location")).await;
    shows(&page, &["It is taken back.", "No such promise"]);
    assert!(
        view(&desk, "00018").await.promises[0]
            .withdrawn_on
            .is_some()
    );
}

#[tokio::test]
async fn what_was_due_long_ago_is_shown_when_it_is_wanted() {
    let desk = morning().await;
    promised(&desk, "00017", "1000.00", 4).await;
    desk.passes(SignedDuration::from_hours(24 * 120));
    let mut anna = desk.signed_in(ANNA).await;
    let page = anna.gets(&format!("{PROMISES}?only=all")).await;
    shows(&page, &["No such promise", "Show older ones, too"]);
    let page = anna.gets(&format!("{PROMISES}?only=all&older=yes")).await;
    shows(&page, &["1,000.00", "118 days ago"]);
}

#[tokio::test]
async fn who_only_looks_is_shown_nothing_to_do() {
    let desk = morning().await;
    disputed(&desk, "R-2", None, "Never ordered.").await;
    promised(&desk, "00017", "1000.00", 9).await;
    desk.employs(VERA, "Vera", Role::Viewer).await;
    let mut vera = desk.signed_in(VERA).await;
    for path in [DISPUTES, PROMISES] {
        let page = vera.gets(path).await;
        assert!(page.text.contains("data-item"), "{}", page.text);
        assert!(!page.text.contains("class=\"is-do\""), "{path}");
    }
    let page = vera.gets("/b/house/customers").await;
    assert!(!page.text.contains("give=yes"), "{}", page.text);
}
