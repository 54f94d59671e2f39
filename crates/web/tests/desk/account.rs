//! One's own account.

use axum::http::StatusCode;
use dunwell_app::access::Role;
use dunwell_app::user::Secret;
use dunwell_app::user::two_factor::Offer;
use jiff::SignedDuration;

use crate::browser::{PASSWORD, TestDesk};

const ANNA: &str = "anna@example.com";

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let (mut here, mut elsewhere) = (desk.signed_in(ANNA).await, desk.signed_in(ANNA).await);
    let new = "seven lamps and a canal";
    let fields = [("old", "wrong"), ("new", new), ("again", new)];
    let wrong = here.submits("/account/password", &fields).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text.contains("That is not your present password."),
        "{}",
        wrong.text
    );
    let before = here.cookies["dunwell"].clone();
    let fields = [("old", PASSWORD), ("new", new), ("again", new)];
    let done = here.submits("/account/password", &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_ne!(here.cookies["dunwell"], before, "the token is a new one");
    assert_eq!(here.gets("/account").await.status, StatusCode::OK);
    assert_eq!(
        elsewhere.gets("/account").await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_second_factor_is_set_up_and_asked_for() {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let mut browser = desk.signed_in(ANNA).await;
    let page = browser.gets("/account/second-factor").await;
    assert!(
        page.text.contains("<svg")
            && page
                .text
                .contains("otpauth://totp/Dunwell:anna%40example.com")
    );
    let token = page.hidden("offer");
    let offer = Offer::new(&Secret::from_token(&token).unwrap());
    let mut gives = async |code: &str, password: &str| {
        let fields = [
            ("offer", token.as_str()),
            ("code", code),
            ("password", password),
        ];
        browser.submits("/account/second-factor", &fields).await
    };
    let code = offer.code(desk.now());
    for (code, password, told) in [
        ("000000", PASSWORD, "That is not the code"),
        (&code, "not the password", "That is not your password"),
    ] {
        let wrong = gives(code, password).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains(told), "{}", wrong.text);
        assert_eq!(
            wrong.hidden("offer"),
            token,
            "the same offer is drawn again"
        );
    }
    let codes = gives(&code, PASSWORD).await;
    assert_eq!(codes.status, StatusCode::OK);
    assert_eq!(codes.text.matches("<code>").count(), 10);

    desk.passes(SignedDuration::from_mins(1));
    let mut again = desk.browser();
    let half = again.signs_in(ANNA, PASSWORD).await;
    assert_eq!(half.header("location"), "/sign-in/code");
    assert_eq!(
        again.gets("/account").await.status,
        StatusCode::SEE_OTHER,
        "half a session opens nothing"
    );
    assert_eq!(
        again.gets("/b/house/today").await.status,
        StatusCode::SEE_OTHER
    );
    let form = again.gets("/sign-in/code").await;
    let csrf = form.hidden("csrf");
    let wrong = again
        .posts("/sign-in/code", &[("csrf", &csrf), ("code", "000000")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let before = again.cookies["dunwell"].clone();
    let code = offer.code(desk.now());
    let done = again
        .posts("/sign-in/code", &[("csrf", &csrf), ("code", &code)])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_ne!(again.cookies["dunwell"], before, "the token is a new one");
    assert_eq!(again.gets("/account").await.status, StatusCode::OK);
}

#[tokio::test]
async fn one_looks_at_and_ends_ones_sessions() {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let (mut here, mut elsewhere) = (desk.signed_in(ANNA).await, desk.signed_in(ANNA).await);
    let page = here.gets("/account").await;
    assert_eq!(page.text.matches("192.0.2.7").count(), 2);
    let ended = here
        .submits(
            "/account/sessions/end",
            &[("session", &page.hidden("session"))],
        )
        .await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text);
    assert_eq!(
        elsewhere.gets("/account").await.status,
        StatusCode::SEE_OTHER
    );
    let mut third = desk.signed_in(ANNA).await;
    here.submits("/account/sessions/end", &[]).await;
    assert_eq!(third.gets("/account").await.status, StatusCode::SEE_OTHER);
    assert_eq!(here.gets("/account").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_pages_look_as_their_reader_chose() {
    let desk = TestDesk::near().await;
    desk.employs(ANNA, "Anna", Role::Viewer).await;
    let mut browser = desk.signed_in(ANNA).await;
    let done = browser
        .submits(
            "/account/appearance",
            &[("theme", "dark"), ("back", "/b/house/today")],
        )
        .await;
    assert_eq!(done.header("location"), "/b/house/today");
    let done = browser
        .submits(
            "/account/appearance",
            &[("density", "compact"), ("back", "//evil.example.com")],
        )
        .await;
    assert_eq!(done.header("location"), "/account");
    browser
        .submits("/account/appearance", &[("keys", "off")])
        .await;
    let page = browser.gets("/account").await;
    let expected = "data-theme=\"dark\" data-density=\"compact\" data-keys=\"off\"";
    assert!(page.text.contains(expected), "{}", page.text);
    let wrong = browser
        .submits("/account/appearance", &[("theme", "pink")])
        .await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
}
