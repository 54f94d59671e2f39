//! What every answer says to the browser.

use axum::http::StatusCode;

use crate::browser::{FAR, TestDesk};

#[tokio::test]
async fn every_answer_forbids_what_the_desk_does_not_need() {
    let desk = TestDesk::near().await;
    for path in [
        "/sign-in",
        "/nonsense",
        "/healthz",
        "/",
        "/api/nonsense",
        "/assets/none/app.css",
    ] {
        let answer = desk.browser().gets(path).await;
        let policy = answer.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            "same-origin",
            "{path}"
        );
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(
            answer.header("strict-transport-security"),
            "",
            "{path}: not by http"
        );
    }
    let far = TestDesk::at(FAR).await;
    let answer = far.browser().gets("/sign-in").await;
    assert!(
        answer
            .header("strict-transport-security")
            .starts_with("max-age=63072000")
    );
}

#[tokio::test]
async fn no_page_holds_a_script_or_a_style_of_its_own() {
    let desk = TestDesk::near().await;
    desk.employs("anna@example.com", "Anna", dunwell_app::access::Role::Admin)
        .await;
    let mut browser = desk.signed_in("anna@example.com").await;
    for path in [
        "/account",
        "/account/second-factor",
        "/b/house/today",
        "/nonsense",
    ] {
        let page = browser.gets(path).await;
        for inline in ["<style", " style=", " onclick=", "javascript:", "<script>"] {
            assert!(!page.text.contains(inline), "{path} holds {inline}");
        }
        assert_eq!(
            page.text.matches("<h1").count(),
            1,
            "{path} has one heading"
        );
        assert!(
            page.text.contains("<title>") && page.text.contains("<main"),
            "{path}"
        );
        assert!(page.text.contains("<html lang=\"en\""), "{path}");
    }
}

#[tokio::test]
async fn assets_are_kept_for_good_and_compressed() {
    let desk = TestDesk::near().await;
    let page = desk.browser().gets("/sign-in").await;
    let rest = page.text.split("href=\"/assets/").nth(2).unwrap();
    let style = format!("/assets/{}", rest.split('"').next().unwrap());
    assert!(style.ends_with("/app.css"), "{style}");
    let plain = desk.browser().gets(&style).await;
    assert_eq!(plain.status, StatusCode::OK);
    assert_eq!(
        plain.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(plain.header("content-type"), "text/css; charset=utf-8");
    let mut browser = desk.browser();
    let request = browser
        .request(axum::http::Method::GET, &style)
        .header("accept-encoding", "br, gzip");
    let packed = browser
        .sends(request.body(axum::body::Body::empty()).unwrap())
        .await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.text.len() < plain.text.len());
    let other = desk
        .browser()
        .gets("/assets/0123456789abcdef/app.css")
        .await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    assert_eq!(other.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_page_is_compressed_where_no_other_site_can_have_asked_for_it() {
    let desk = TestDesk::near().await;
    desk.employs("anna@example.com", "Anna", dunwell_app::access::Role::Admin)
        .await;
    let mut browser = desk.signed_in("anna@example.com").await;
    let check =
        async |browser: &mut crate::browser::Browser<'_>, site: Option<&str>, takes: &str| {
            let mut request = browser
                .request(axum::http::Method::GET, "/account")
                .header("accept-encoding", takes);
            if let Some(site) = site {
                request = request.header("sec-fetch-site", site);
            }
            let request = request.body(axum::body::Body::empty()).unwrap();
            let answer = browser.sends(request).await;
            let is_compressed = answer.header("content-encoding") == "gzip";
            assert_eq!(
                is_compressed,
                answer.text.starts_with('\u{1f}'),
                "as gzip begins"
            );
            assert_eq!(
                is_compressed,
                answer.header("vary").contains("sec-fetch-site")
            );
            assert_eq!(answer.header("cache-control"), "no-store");
            is_compressed
        };
    for (site, takes, expected) in [
        (Some("same-origin"), "gzip, br", true),
        (Some("none"), "gzip", true),
        (Some("same-origin"), "br", false),
        (Some("cross-site"), "gzip", false),
        (Some("same-site"), "gzip", false),
        (None, "gzip", false),
    ] {
        let found = check(&mut browser, site, takes).await;
        assert_eq!(found, expected, "{site:?}, {takes}");
    }
}

#[tokio::test]
async fn whoever_watches_needs_no_sign_in() {
    let desk = TestDesk::near().await;
    let answer = desk.browser().gets("/healthz").await;
    assert_eq!(
        (answer.status, answer.text.as_str()),
        (StatusCode::OK, "ok\n")
    );
}
