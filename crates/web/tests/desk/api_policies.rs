//! A program and the policy: it changes what it has seen, and asks two people where the book wants two.

use axum::http::{Method, StatusCode};
use dunwell_app::access::Role;
use dunwell_app::book_settings::change;
use dunwell_app::funnel::Mode;
use serde_json::json;

use crate::api::{Program, is_problem, read};
use crate::stories::morning;

#[tokio::test]
async fn a_policy_is_changed_by_whoever_has_seen_the_one_in_force() {
    let desk = morning().await;
    let program = Program::new(&desk, Role::Controller).await;
    let json_body = ("content-type", "application/json");
    let seen = program.gets("/api/v1/policy").await;
    let etag = seen.header("etag").to_owned();
    let text = read(&seen)["text"]
        .as_str()
        .unwrap()
        .replace("min_gap_days = 5", "min_gap_days = 6");
    let body = json!({"text": text}).to_string();
    let put = async |etag: Option<&str>, body: &str| {
        let mut headers = vec![json_body];
        headers.extend(etag.map(|etag| ("if-match", etag)));
        program
            .sends(Method::PUT, "/api/v1/policy", &headers, body.to_owned())
            .await
    };
    is_problem(
        &put(None, &body).await,
        StatusCode::PRECONDITION_REQUIRED,
        "version-missing",
    );
    is_problem(
        &put(Some("\"old\""), &body).await,
        StatusCode::PRECONDITION_FAILED,
        "changed-meanwhile",
    );
    let done = put(Some(&etag), &body).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert_eq!(read(&done)["version"], 2);
    is_problem(
        &put(Some(&etag), &body).await,
        StatusCode::PRECONDITION_FAILED,
        "changed-meanwhile",
    );
    let etag = program
        .gets("/api/v1/policy")
        .await
        .header("etag")
        .to_owned();
    let broken = json!({"text": "[policy]\nname = 7\n"}).to_string();
    let refused = put(Some(&etag), &broken).await;
    is_problem(
        &refused,
        StatusCode::UNPROCESSABLE_ENTITY,
        "policy-has-errors",
    );
    assert!(read(&refused)["findings"][0]["line"].as_u64().unwrap() > 0);

    let checked = program
        .posts("/api/v1/policy/check", "c", &json!({"text": "[policy]\n"}))
        .await;
    assert_eq!(checked.status, StatusCode::OK, "{}", checked.text);
    assert!(!read(&checked)["findings"].as_array().unwrap().is_empty());
    let tried = program
        .posts("/api/v1/policy/trial", "t", &json!({"text": text}))
        .await;
    assert_eq!(tried.status, StatusCode::OK, "{}", tried.text);
}

/// A program alone is refused what two people decide on; a person asks for it at the desk.
#[tokio::test]
async fn what_takes_two_people_is_refused_with_its_reason() {
    let desk = morning().await;
    let rules = ["two_people.write_off=GBP 0", "two_people.policy=yes"];
    let rules = change::Request::some(rules.map(str::to_owned).into());
    change::change(&desk.db, &desk.book, desk.caller(), Mode::default(), &rules)
        .await
        .unwrap();
    let program = Program::new(&desk, Role::Controller).await;
    let reason = json!({"reason": "They closed."});
    let refused = program
        .posts("/api/v1/invoices/R-3/write-offs", "w-1", &reason)
        .await;
    is_problem(&refused, StatusCode::UNPROCESSABLE_ENTITY, "refused");
    assert!(refused.text.contains("two people"), "{}", refused.text);

    let seen = program.gets("/api/v1/policy").await;
    let text = read(&seen)["text"].as_str().unwrap().to_owned();
    let text = text.replace("min_gap_days = 5", "min_gap_days = 6");
    let headers = [
        ("content-type", "application/json"),
        ("if-match", seen.header("etag")),
    ];
    let body = json!({"text": text}).to_string();
    let refused = program
        .sends(Method::PUT, "/api/v1/policy", &headers, body)
        .await;
    is_problem(&refused, StatusCode::UNPROCESSABLE_ENTITY, "refused");
    assert!(refused.text.contains("two people"), "{}", refused.text);
}
