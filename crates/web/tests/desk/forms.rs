//! Only our own pages change anything.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use dunwell_app::access::Role;

use crate::browser::{FAR, PASSWORD, TestDesk, encoded};

const ANNA: &str = "anna@example.com";

#[tokio::test]
async fn a_form_needs_the_token_of_its_session() {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Admin).await;
    let mut browser = desk.signed_in(ANNA).await;
    let mut other = desk.signed_in(ANNA).await;
    let foreign = other.gets("/account").await.hidden("csrf");
    for fields in [
        &[("lang", "de")][..],
        &[("lang", "de"), ("csrf", "")],
        &[("lang", "de"), ("csrf", &foreign)],
    ] {
        let answer = browser.posts("/account/language", fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{fields:?}");
        assert!(
            answer.text.contains("Please send that again"),
            "{}",
            answer.text
        );
    }
    assert!(
        browser
            .gets("/account")
            .await
            .text
            .contains("<html lang=\"en\"")
    );
    let answer = browser
        .submits("/account/language", &[("lang", "de")])
        .await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::SEE_OTHER, "/account")
    );
    assert!(
        browser
            .gets("/account")
            .await
            .text
            .contains("<html lang=\"de\"")
    );
}

#[tokio::test]
async fn a_form_of_another_site_is_refused_even_with_the_token() {
    let desk = TestDesk::at(FAR).await;
    desk.employs(ANNA, "Anna", Role::Admin).await;
    let mut browser = desk.signed_in(ANNA).await;
    let token = browser.gets("/account").await.hidden("csrf");
    let body = encoded(&[("csrf", &token), ("lang", "de")]);
    let send = [
        (Some("https://evil.example.com"), Some("cross-site")),
        (Some("https://evil.example.com"), None),
        (Some(FAR), Some("same-site")),
        (Some("null"), None),
        (None, None),
    ];
    for (origin, site) in send {
        let mut request = browser.request(Method::POST, "/account/language");
        let headers = request.headers_mut().unwrap();
        headers.remove("origin");
        headers.remove("sec-fetch-site");
        for (name, value) in [("origin", origin), ("sec-fetch-site", site)] {
            if let Some(value) = value {
                headers.insert(name, value.parse().unwrap());
            }
        }
        let answer = browser
            .sends(request.body(Body::from(body.clone())).unwrap())
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{origin:?} {site:?}");
    }
}

#[tokio::test]
async fn another_site_signs_nobody_in() {
    let desk = TestDesk::at(FAR).await;
    desk.employs(ANNA, "Anna", Role::Admin).await;
    let mut browser = desk.browser();
    let mut request = browser.request(Method::POST, "/sign-in");
    let headers = request.headers_mut().unwrap();
    headers.insert("origin", "https://evil.example.com".parse().unwrap());
    headers.remove("sec-fetch-site");
    let body = encoded(&[("email", ANNA), ("password", PASSWORD)]);
    let answer = browser.sends(request.body(Body::from(body)).unwrap()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(browser.cookies.is_empty());
}

#[tokio::test]
async fn the_script_sends_the_token_in_a_header() {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Admin).await;
    let mut browser = desk.signed_in(ANNA).await;
    let page = browser.gets("/account").await;
    let token = page.hidden("csrf");
    assert!(page.text.contains(&format!(
        "hx-headers:inherited='{{\"x-csrf-token\": \"{token}\"}}'"
    )));
    let request = browser
        .request(Method::POST, "/account/language")
        .header("x-csrf-token", &token)
        .header("hx-request", "true");
    let answer = browser
        .sends(request.body(Body::from("lang=fr")).unwrap())
        .await;
    assert_eq!(
        (answer.status, answer.header("hx-location")),
        (StatusCode::NO_CONTENT, "/account")
    );
}

#[tokio::test]
async fn a_form_that_is_too_large_is_refused() {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Admin).await;
    let long = "x".repeat(300 * 1024);
    let answer = desk.browser().posts("/sign-in", &[("email", &long)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let mut browser = desk.signed_in(ANNA).await;
    let answer = browser
        .submits("/account/language", &[("lang", &long)])
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}
