//! The log says which route was asked, never what was typed or which link was opened. It is a test
//! program of its own, because what is logged is decided for a whole process.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

#[allow(dead_code, reason = "the other tests use all of it")]
#[path = "desk/browser.rs"]
mod browser;

use std::io::Write;
use std::sync::{Arc, Mutex};

use dunwell_app::access::Role;
use dunwell_app::user::two_factor::Offer;
use dunwell_app::user::{Secret, manage};
use tracing_subscriber::fmt::MakeWriter;

use browser::{PASSWORD, TestDesk};

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Kept {
    type Writer = Kept;

    fn make_writer(&'a self) -> Kept {
        self.clone()
    }
}

#[tokio::test]
async fn no_secret_is_logged() {
    let kept = Kept::default();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(kept.clone())
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .finish();
    // One thread: the test's own.
    let _guard = tracing::subscriber::set_default(subscriber);
    let desk = TestDesk::near().await;
    desk.employs("anna@example.com", "Anna", Role::Viewer).await;
    let link = desk.secret();
    manage::reset_link(&desk.db, desk.caller(), "anna@example.com", &link)
        .await
        .unwrap();
    let mut browser = desk.browser();
    browser.gets(&format!("/link/{}", link.token())).await;
    browser.signs_in("anna@example.com", PASSWORD).await;
    let cookie = browser.cookies["dunwell"].clone();
    let csrf = browser.gets("/account").await.hidden("csrf");
    browser.gets("/b/house/customers/C-17").await;
    let offer = browser.gets("/account/second-factor").await.hidden("offer");
    let factor = Offer::new(&Secret::from_token(&offer).unwrap());
    let code = factor.code(desk.now());
    let fields = [
        ("csrf", csrf.as_str()),
        ("offer", &offer),
        ("code", &code),
        ("password", PASSWORD),
    ];
    let codes = browser.posts("/account/second-factor", &fields).await;
    let recovery = codes.text.split("<code>").nth(1).unwrap();
    let recovery = recovery.split("</code>").next().unwrap().to_owned();
    let new = "seven lamps and a canal";
    let fields = [
        ("csrf", csrf.as_str()),
        ("old", PASSWORD),
        ("new", new),
        ("again", new),
    ];
    browser.posts("/account/password", &fields).await;
    browser.gets("/b/house/policies/edit").await;
    let token = desk.token(Role::Viewer).await;
    let request = browser.request(axum::http::Method::GET, "/api/v1/nothing");
    let request = request.header("authorization", format!("Bearer {token}"));
    browser
        .sends(request.body(axum::body::Body::empty()).unwrap())
        .await;
    let log = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("route=\"/link/{token}\""), "{log}");
    let refused = "a request was refused";
    assert!(
        log.contains(refused) && log.contains("route=\"/b/{book}/policies/edit\""),
        "{log}"
    );
    for secret in [
        PASSWORD,
        &cookie,
        &csrf,
        &link.token(),
        &token,
        "anna@example.com",
        "C-17",
        &offer,
        &factor.text(),
        &code,
        &recovery,
        new,
    ] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}
