//! The outbox: a text is read, approved, exported and downloaded, more than once.

use axum::http::StatusCode;
use dunwell_app::access::Role;
use dunwell_app::funnel::Mode;
use dunwell_app::record::{Target, payment};
use serde_json::json;

use crate::api::{Program, is_problem, read};
use crate::browser::{Browser, TestDesk, shows};
use crate::stories::{ANNA, CARL, action, morning, view};

const OUTBOX: &str = "/b/house/outbox";
const VERA: &str = "vera@example.com";

/// The final demand is approved; what is sent back is told.
async fn approved(desk: &TestDesk, carl: &mut Browser<'_>) {
    let action = action(desk, "00018").await;
    let send = format!("{OUTBOX}/approve");
    let answer = carl
        .submits(&send, &[("action", &action), ("at", "outbox")])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    // Nothing waits for approval any more, so what is ready is shown at once.
    let page = carl.gets(answer.header("location")).await;
    shows(
        &page,
        &["Approved. They leave", "These leave with the next export"],
    );
    let drafts = carl.gets(&format!("{OUTBOX}?part=drafts")).await;
    shows(&drafts, &["Nothing waits for approval"]);
}

#[tokio::test]
async fn a_draft_is_read_in_place_and_approved_by_whom_the_policy_names() {
    let desk = morning().await;
    let action = action(&desk, "00018").await;
    let mut anna = desk.signed_in(ANNA).await;
    let page = anna.gets(OUTBOX).await;
    shows(
        &page,
        &[
            "Kobe Paper",
            "final demand",
            "9,000.00",
            "controller",
            "To be approved<span class=\"tab-count\">1<",
        ],
    );
    assert!(
        !page.text.contains("name=\"action\""),
        "a collector may not: {}",
        page.text
    );
    let open = format!("{OUTBOX}?open={action}");
    let page = anna.gets(&open).await;
    shows(
        &page,
        &[
            "class=\"letter\" lang=\"en\"",
            "Final reminder",
            "A controller has to approve it.",
        ],
    );
    let send = format!("{OUTBOX}/approve");
    let refused = anna
        .submits(&send, &[("action", &action), ("at", "outbox")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    shows(
        &refused,
        &["has to be approved by a controller, not by a collector"],
    );

    let mut carl = desk.signed_in(CARL).await;
    shows(
        &carl.gets(&open).await,
        &[
            "type=\"checkbox\" name=\"action\"",
            "aria-keyshortcuts=\"a\"",
        ],
    );
    let empty = carl.submits(&send, &[("at", "outbox")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    shows(&empty, &["Tick the texts", "Kobe Paper"]);
    approved(&desk, &mut carl).await;
    assert_eq!(view(&desk, "00018").await.timeline[0].actor, "Carl Cole");
}

#[tokio::test]
async fn what_is_ready_leaves_once_and_is_downloaded_as_often_as_wanted() {
    let desk = morning().await;
    let mut carl = desk.signed_in(CARL).await;
    approved(&desk, &mut carl).await;
    let ready = carl.gets(&format!("{OUTBOX}?part=ready")).await;
    shows(&ready, &["Kobe Paper", ">Export</button>"]);
    let (csrf, key) = (ready.hidden("csrf"), ready.hidden("key"));
    let fields = [("csrf", csrf.as_str()), ("key", key.as_str())];
    for _ in 0..2 {
        let page = carl.posts(&format!("{OUTBOX}/export"), &fields).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        shows(
            &page,
            &["1 text has left.", "download the files", "Carl Cole"],
        );
    }
    let page = carl.gets(&format!("{OUTBOX}?part=exported")).await;
    let files = format!("{OUTBOX}/files?on=2026-03-02&at=2026-03-02T08%3A00%3A00Z");
    shows(
        &page,
        &[&files.replace('&', "&#38;"), "all that left with it"],
    );
    for _ in 0..2 {
        let archive = carl.gets(&files).await;
        assert_eq!(archive.status, StatusCode::OK, "{}", archive.text);
        assert_eq!(archive.header("content-type"), "application/zip");
        assert_eq!(
            archive.header("content-disposition"),
            "attachment; filename=\"texts-2026-03-02.zip\""
        );
        shows(&archive, &["PK", "00018-final-demand-", "Kobe Paper"]);
    }
    let left = &view(&desk, "00018").await.actions[0];
    let open = dunwell_app::view::short_id(left.id);
    let page = carl
        .gets(&format!("{OUTBOX}?part=exported&open={open}"))
        .await;
    shows(&page, &["class=\"letter\"", "Final reminder"]);
    let one = carl.gets(&format!("{OUTBOX}/{}/file", left.id)).await;
    assert_eq!(one.header("content-type"), "text/plain; charset=utf-8");
    shows(&one, &["Kobe Paper"]);
    let none = carl
        .gets(&format!(
            "{OUTBOX}/files?on=2026-03-01&at=2026-03-02T08%3A00%3A00Z"
        ))
        .await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_was_paid_meanwhile_does_not_leave() {
    let desk = morning().await;
    let mut carl = desk.signed_in(CARL).await;
    approved(&desk, &mut carl).await;
    let request = payment::Request {
        customer: "00018".to_owned(),
        amount: "9000.00".to_owned(),
        currency: None,
        date: None,
        target: Target::OldestFirst,
        reference: None,
        document: None,
    };
    let (db, book) = (&desk.db, &desk.book);
    payment::record(db, book, desk.caller(), Mode::default(), &request)
        .await
        .unwrap();
    let page = carl.submits(&format!("{OUTBOX}/export"), &[]).await;
    shows(
        &page,
        &[
            "0 texts have left.",
            "1 text did not leave",
            "it was paid",
            "Nothing has left yet",
        ],
    );
}

#[tokio::test]
async fn who_only_looks_lets_nothing_leave() {
    let desk = morning().await;
    approved(&desk, &mut desk.signed_in(CARL).await).await;
    desk.employs(VERA, "Vera", Role::Viewer).await;
    let mut vera = desk.signed_in(VERA).await;
    let page = vera.gets(&format!("{OUTBOX}?part=ready")).await;
    shows(&page, &["Kobe Paper"]);
    assert!(!page.text.contains("outbox/export"), "{}", page.text);
}

#[tokio::test]
async fn a_program_lets_texts_leave_once_and_reads_them_as_they_left() {
    let desk = morning().await;
    approved(&desk, &mut desk.signed_in(CARL).await).await;
    let program = Program::new(&desk, Role::Collector).await;
    let path = "/api/v1/outbox/leave";
    let tried = program
        .posts(&format!("{path}?dry_run=true"), "l-0", &json!({}))
        .await;
    assert_eq!(
        read(&tried)["exported"].as_array().unwrap().len(),
        1,
        "{}",
        tried.text
    );
    let ready = async || read(&program.gets("/api/v1/outbox?part=ready").await)["items"].clone();
    assert_eq!(ready().await.as_array().unwrap().len(), 1);
    let action = ready().await[0]["short_id"].as_str().unwrap().to_owned();
    let left = program.posts(path, "l-1", &json!({})).await;
    assert_eq!(left.status, StatusCode::OK, "{}", left.text);
    assert_eq!(read(&left)["on"], "2026-03-02");
    let again = program.posts(path, "l-1", &json!({})).await;
    assert_eq!(again.text, left.text, "the same key lets them leave once");
    assert_eq!(ready().await, json!([]));
    let later = program.posts(path, "l-2", &json!({})).await;
    assert_eq!(read(&later)["exported"], json!([]), "{}", later.text);
    let text = read(
        &program
            .gets(&format!("/api/v1/actions/{action}/text"))
            .await,
    );
    assert!(text.to_string().contains("Kobe Paper"), "{text}");
    let actor = view(&desk, "00018").await.timeline[0].actor.clone();
    assert!(actor.ends_with(" (API)"), "{actor}");
    let viewer = Program::new(&desk, Role::Viewer).await;
    let refused = viewer.posts(path, "l-3", &json!({})).await;
    is_problem(&refused, StatusCode::FORBIDDEN, "forbidden");
}
