//! A program and the policy: it changes what it has seen, and looks at what the versions do differently.

use axum::http::{Method, StatusCode};
use dunwell_app::access::Role;
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

#[tokio::test]
async fn versions_are_compared_and_ready_policies_are_given() {
    let desk = morning().await;
    let program = Program::new(&desk, Role::Controller).await;
    let ready = read(&program.gets("/api/v1/policies/ready").await);
    let first = &ready["items"][0];
    assert_eq!(first["name"], "standard-trade-credit");
    let etag = program.gets("/api/v1/policy").await;
    let headers = [
        ("content-type", "application/json"),
        ("if-match", etag.header("etag")),
    ];
    let body = json!({"text": first["text"]}).to_string();
    let tried = program
        .sends(
            Method::PUT,
            "/api/v1/policy?dry_run=true",
            &headers,
            body.clone(),
        )
        .await;
    assert_eq!(read(&tried)["version"], 2, "{}", tried.text);
    let put = program
        .sends(Method::PUT, "/api/v1/policy", &headers, body)
        .await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.text);
    let changes = async |path: &str| {
        let answer = program.gets(&format!("/api/v1/policies/{path}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        read(&answer)
    };
    let newer = changes("2/changes").await;
    assert_eq!(newer["with"], 1);
    assert!(newer["changes"].as_array().unwrap().len() > 1, "{newer}");
    let older = changes("1/changes?with=2").await;
    assert_eq!(older["with"], 2);
    assert_ne!(older["changes"], newer["changes"]);
    assert_eq!(changes("1/changes").await["changes"], json!([]));
    let nowhere = program.gets("/api/v1/policies/2/changes?with=9").await;
    is_problem(&nowhere, StatusCode::NOT_FOUND, "not-found");
}
