//! What takes two people: a program asks, somebody at the desk decides, and the program sees what came of
//! it. It never decides itself.

use axum::http::{Method, StatusCode};
use dunwell_app::access::Role;
use dunwell_app::book_settings::change;
use dunwell_app::funnel::Mode;
use serde_json::{Value, json};

use crate::api::{Program, is_problem, read};
use crate::browser::TestDesk;
use crate::stories::{CARL, morning};

/// A morning in a book that asks two people for every write-off and every policy.
async fn careful() -> TestDesk {
    let desk = morning().await;
    let rules = ["two_people.write_off=GBP 0", "two_people.policy=yes"];
    let rules = change::Request::some(rules.map(str::to_owned).into());
    change::change(&desk.db, &desk.book, desk.caller(), Mode::default(), &rules)
        .await
        .unwrap();
    desk
}

/// The request that a program made for a write-off.
async fn asks(program: &Program<'_>, key: &str) -> String {
    let body = json!({"reason": "They closed.", "amount": {"amount": "100.00", "currency": "GBP"}});
    let path = "/api/v1/invoices/R-3/write-offs";
    let answer = program.posts(path, key, &body).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text);
    let again = program.posts(path, key, &body).await;
    assert_eq!(
        (again.status, &again.text),
        (answer.status, &answer.text),
        "the same key asks once"
    );
    read(&answer)["request"].as_str().unwrap().to_owned()
}

async fn open(program: &Program<'_>) -> Vec<Value> {
    let all = read(&program.gets("/api/v1/requests").await);
    all["open"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_program_asks_and_a_person_approves() {
    let desk = careful().await;
    let program = Program::new(&desk, Role::Controller).await;
    let id = asks(&program, "w-1").await;
    let waiting = open(&program).await;
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0]["subject"]["kind"], "write-off");
    assert_eq!(waiting[0]["subject"]["amount"]["amount"], "100.00");
    assert_eq!(waiting[0]["why"], "They closed.");
    let path = format!("/api/v1/requests/{id}");
    assert_eq!(read(&program.gets(&path).await), waiting[0]);

    let mut carl = desk.signed_in(CARL).await;
    let approve = format!("/b/house/requests/{id}/approve");
    let approved = carl.submits(&approve, &[("key", "a")]).await;
    assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.text);
    let decided = read(&program.gets(&path).await);
    assert_eq!(decided["state"], "approved");
    assert_eq!(decided["decided_by"], "Carl Cole");
    let invoice = read(&program.gets("/api/v1/invoices/R-3").await);
    assert_eq!(invoice["open"]["amount"], "300.00");
}

#[tokio::test]
async fn a_program_never_decides() {
    let desk = careful().await;
    let program = Program::new(&desk, Role::Admin).await;
    let other = Program::new(&desk, Role::Admin).await;
    let id = asks(&program, "w-1").await;
    for (does, body) in [
        ("approve", json!({})),
        ("decline", json!({"reason": "They still trade."})),
    ] {
        let path = format!("/api/v1/requests/{id}/{does}");
        for decider in [&program, &other] {
            let refused = decider.posts(&path, does, &body).await;
            is_problem(&refused, StatusCode::FORBIDDEN, "takes-a-person");
        }
    }
    assert_eq!(open(&program).await[0]["state"], "open");
    let nowhere = format!("/api/v1/requests/{}/approve", id.replace("req_", "act_"));
    let nowhere = program.posts(&nowhere, "n", &json!({})).await;
    is_problem(&nowhere, StatusCode::NOT_FOUND, "not-found");
}

#[tokio::test]
async fn a_request_is_taken_back_by_the_token_that_made_it() {
    let desk = careful().await;
    let program = Program::new(&desk, Role::Controller).await;
    let other = Program::new(&desk, Role::Controller).await;
    let id = asks(&program, "w-1").await;
    let path = format!("/api/v1/requests/{id}/withdraw");
    let refused = other.posts(&path, "x-1", &json!({})).await;
    is_problem(&refused, StatusCode::UNPROCESSABLE_ENTITY, "refused");
    let tried = program
        .posts(&format!("{path}?dry_run=true"), "x-1", &json!({}))
        .await;
    assert_eq!(read(&tried)["state"], "withdrawn", "{}", tried.text);
    assert_eq!(open(&program).await.len(), 1);
    let done = program.posts(&path, "x-2", &json!({})).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert_eq!(open(&program).await.len(), 0);
    let answered = read(&program.gets("/api/v1/requests").await)["answered"].clone();
    assert_eq!(answered[0]["id"], id.as_str());
}

#[tokio::test]
async fn a_policy_is_asked_for_with_a_reason() {
    let desk = careful().await;
    let program = Program::new(&desk, Role::Controller).await;
    let seen = program.gets("/api/v1/policy").await;
    let text = read(&seen)["text"].as_str().unwrap().to_owned();
    let text = text.replace("min_gap_days = 5", "min_gap_days = 6");
    let puts = async |body: Value| {
        let headers = [
            ("content-type", "application/json"),
            ("if-match", seen.header("etag")),
            ("idempotency-key", "p-1"),
        ];
        let body = body.to_string();
        program
            .sends(Method::PUT, "/api/v1/policy", &headers, body)
            .await
    };
    let refused = puts(json!({"text": text})).await;
    is_problem(&refused, StatusCode::UNPROCESSABLE_ENTITY, "refused");
    assert!(refused.text.contains("reason"), "{}", refused.text);
    let body = json!({"text": text, "reason": "Five days are too few."});
    let asked = puts(body.clone()).await;
    assert_eq!(asked.status, StatusCode::ACCEPTED, "{}", asked.text);
    let again = puts(body).await;
    assert_eq!((again.status, &again.text), (asked.status, &asked.text));
    let waiting = open(&program).await;
    assert_eq!(waiting.len(), 1, "the same key asks once");
    assert_eq!(waiting[0]["subject"]["kind"], "policy");
    assert_eq!(read(&program.gets("/api/v1/policy").await)["version"], 1);
}
