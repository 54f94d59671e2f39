//! Signing in and out at the pages; the rules themselves are tested where they are.

use axum::http::StatusCode;
use dunwell_app::access::Role;
use dunwell_app::user::manage;
use jiff::SignedDuration;

use crate::browser::{FAR, PASSWORD, TestDesk};

const ANNA: &str = "anna@example.com";

#[tokio::test]
async fn signing_in_leads_back_to_where_one_was_going() {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let mut browser = desk.browser();
    let sent = browser.gets("/b/house/today?kind=call&x=1").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let form = browser.gets(sent.header("location")).await;
    let next = form
        .hidden("next")
        .replace("&#38;", "&")
        .replace("&amp;", "&");
    assert_eq!(next, "/b/house/today?kind=call&x=1");
    let fields = [
        ("email", ANNA),
        ("password", PASSWORD),
        ("next", next.as_str()),
    ];
    let done = browser.posts("/sign-in", &fields).await;
    assert_eq!(
        (done.status, done.header("location")),
        (StatusCode::SEE_OTHER, next.as_str())
    );
    assert_eq!(browser.gets("/b/house/today").await.status, StatusCode::OK);
    let home = browser.gets("/").await;
    assert_eq!(home.header("location"), "/b/house/today");
}

#[tokio::test]
async fn the_cookie_is_as_strict_as_the_address_allows() {
    for (url, name, secure) in [
        (FAR, "__Host-dunwell", true),
        (crate::browser::NEAR, "dunwell", false),
    ] {
        let desk = TestDesk::at(url).await;
        desk.employs(ANNA, "Anna", Role::Viewer).await;
        let answer = desk.browser().signs_in(ANNA, PASSWORD).await;
        let cookie = answer.header("set-cookie");
        assert!(cookie.starts_with(&format!("{name}=")), "{cookie}");
        for part in ["Path=/", "HttpOnly", "SameSite=Lax"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert_eq!(cookie.contains("Secure"), secure, "{cookie}");
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
}

#[tokio::test]
async fn each_sign_in_has_a_token_of_its_own() {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let mut browser = desk.signed_in(ANNA).await;
    let first = browser.cookies["dunwell"].clone();
    browser.submits("/sign-out", &[]).await;
    assert!(browser.cookies.is_empty());
    browser.signs_in(ANNA, PASSWORD).await;
    assert_ne!(browser.cookies["dunwell"], first);
    browser.cookies.insert("dunwell".to_owned(), first);
    let answer = browser.gets("/account").await;
    assert_eq!(
        answer.status,
        StatusCode::SEE_OTHER,
        "the old one opens nothing"
    );
}

#[tokio::test]
async fn a_token_that_was_planted_opens_nothing() {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let planted = desk.secret().token();
    let mut browser = desk.browser();
    browser
        .cookies
        .insert("dunwell".to_owned(), planted.clone());
    browser.signs_in(ANNA, PASSWORD).await;
    assert_ne!(browser.cookies["dunwell"], planted);
    let mut other = desk.browser();
    other.cookies.insert("dunwell".to_owned(), planted);
    assert_eq!(other.gets("/account").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_in_once_more_ends_the_session_before() {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let mut browser = desk.signed_in(ANNA).await;
    let before = browser.cookies.clone();
    let fields = [("email", ANNA), ("password", PASSWORD)];
    browser.submits("/sign-in", &fields).await;
    assert_ne!(browser.cookies, before);
    assert_eq!(browser.gets("/account").await.status, StatusCode::OK);
    let mut other = desk.browser();
    other.cookies = before;
    assert_eq!(other.gets("/account").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn another_role_and_a_lock_end_every_session_at_once() {
    let desk = TestDesk::near().await;
    desk.employs("boss@example.com", "Boss", Role::Admin).await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let mut browser = desk.signed_in(ANNA).await;
    let role = Some(Role::Collector);
    manage::set_role(&desk.db, desk.caller(), ANNA, Some(&desk.book), role)
        .await
        .unwrap();
    assert_eq!(browser.gets("/account").await.status, StatusCode::SEE_OTHER);
    let mut browser = desk.signed_in(ANNA).await;
    manage::set_disabled(&desk.db, desk.caller(), ANNA, true)
        .await
        .unwrap();
    assert_eq!(browser.gets("/account").await.status, StatusCode::SEE_OTHER);
    let answer = browser.signs_in(ANNA, PASSWORD).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn signing_out_clears_what_the_browser_keeps() {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let mut browser = desk.signed_in(ANNA).await;
    let answer = browser.submits("/sign-out", &[]).await;
    assert_eq!(answer.header("clear-site-data"), "\"cache\", \"storage\"");
}

#[tokio::test]
async fn a_session_ends_by_itself() {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let mut browser = desk.signed_in(ANNA).await;
    desk.passes(SignedDuration::from_mins(29));
    assert_eq!(browser.gets("/account").await.status, StatusCode::OK);
    desk.passes(SignedDuration::from_mins(31));
    assert_eq!(browser.gets("/account").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_was_typed_wrongly_is_drawn_again_without_the_password() {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let answer = desk.browser().signs_in(ANNA, "not the password").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer
            .text
            .contains("The address or the password is wrong."),
        "{}",
        answer.text
    );
    assert!(answer.text.contains(ANNA) && !answer.text.contains("not the password"));
}

#[tokio::test]
async fn too_many_tries_are_told_to_wait() {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let mut stranger = desk.browser();
    stranger.address = "198.51.100.1".to_owned();
    for _ in 0..5 {
        stranger.signs_in(ANNA, "wrong").await;
    }
    let answer = stranger.signs_in(ANNA, "wrong").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.header("retry-after"), "15");
    assert!(answer.text.contains("in 15 seconds"), "{}", answer.text);
    let mut anna = desk.browser();
    let answer = anna.signs_in(ANNA, PASSWORD).await;
    assert_eq!(
        answer.header("location"),
        "/account?failed=5",
        "she is let in, and told"
    );
    let account = anna.gets("/account?failed=5").await;
    assert!(
        account.text.contains("5 tries to sign in as you failed"),
        "{}",
        account.text
    );
}

#[tokio::test]
async fn a_proxy_that_is_trusted_names_the_client() {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let mut browser = desk.browser();
    browser.address = "192.0.2.254".to_owned();
    let request = browser
        .request(axum::http::Method::POST, "/sign-in")
        .header("x-forwarded-for", "203.0.113.9");
    let body = crate::browser::encoded(&[("email", ANNA), ("password", PASSWORD)]);
    browser
        .sends(request.body(axum::body::Body::from(body)).unwrap())
        .await;
    assert!(
        browser
            .gets("/account")
            .await
            .text
            .contains("From 203.0.113.9 since")
    );
}

#[tokio::test]
async fn an_invitation_opens_once_and_only_as_a_form() {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let secret = desk.secret();
    manage::reset_link(&desk.db, desk.caller(), ANNA, &secret)
        .await
        .unwrap();
    let path = format!("/link/{}", secret.token());
    let mut browser = desk.browser();
    for _ in 0..2 {
        let page = browser.gets(&path).await;
        assert_eq!(page.status, StatusCode::OK, "looking uses nothing up");
        assert!(page.text.contains("Choose another password"));
    }
    let new = "seven lamps and a canal";
    let differs = browser
        .posts(&path, &[("password", new), ("again", "something else")])
        .await;
    assert_eq!(differs.status, StatusCode::UNPROCESSABLE_ENTITY);
    let weak = browser
        .posts(&path, &[("password", "short"), ("again", "short")])
        .await;
    assert!(
        weak.text.contains("needs at least 12 characters"),
        "{}",
        weak.text
    );
    let done = browser
        .posts(&path, &[("password", new), ("again", new)])
        .await;
    assert_eq!(
        (done.status, done.header("location")),
        (StatusCode::SEE_OTHER, "/sign-in")
    );
    assert_eq!(browser.gets(&path).await.status, StatusCode::GONE);
    assert_eq!(
        browser.signs_in(ANNA, new).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn the_link_of_the_demonstration_signs_in_once() {
    let desk = TestDesk::near().await;
    let secret = desk.secret();
    manage::demo_link(&desk.db, desk.caller(), &secret)
        .await
        .unwrap();
    let path = format!("/link/{}", secret.token());
    let mut browser = desk.browser();
    assert_eq!(browser.gets(&path).await.header("location"), "/");
    assert_eq!(browser.gets("/b/house/today").await.status, StatusCode::OK);
    assert_eq!(desk.browser().gets(&path).await.status, StatusCode::GONE);
    assert_eq!(
        desk.browser().gets("/link/nonsense").await.status,
        StatusCode::GONE
    );
}

#[tokio::test]
async fn the_pages_speak_the_language_of_the_browser_before_anybody_is_known() {
    let desk = TestDesk::near().await;
    let mut browser = desk.browser();
    let request = browser
        .request(axum::http::Method::GET, "/sign-in")
        .header("accept-language", "nl, fr-CH;q=0.9, en;q=0.8");
    let page = browser
        .sends(request.body(axum::body::Body::empty()).unwrap())
        .await;
    assert!(page.text.contains("<html lang=\"fr\"") && page.text.contains("Se connecter"));
}
