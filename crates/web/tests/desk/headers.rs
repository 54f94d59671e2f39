//! What every answer says to the browser.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode};
use dunwell_app::access::Role;
use dunwell_web::routes;

use crate::browser::{Answer, FAR, NEAR, TestDesk};

/// What every answer forbids the browser, whatever was asked.
fn is_strict(answer: &Answer, what: &str) {
    let policy = answer.header("content-security-policy");
    for part in [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe"), "{what}: {policy}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "no-store"),
        (
            "strict-transport-security",
            "max-age=63072000; includeSubDomains",
        ),
    ] {
        assert_eq!(answer.header(name), value, "{what}: {name}");
    }
    assert!(
        answer.header("permissions-policy").contains("camera=()"),
        "{what}"
    );
    assert_eq!(answer.header("access-control-allow-origin"), "", "{what}");
    for told in ["server", "x-powered-by"] {
        assert_eq!(answer.header(told), "", "{what}: {told}");
    }
    let is_text = answer.header("content-type").starts_with("text/");
    assert!(
        !is_text || answer.header("content-type").ends_with("charset=utf-8"),
        "{what}: {}",
        answer.header("content-type")
    );
}

#[tokio::test]
async fn every_route_forbids_what_the_desk_does_not_need() {
    let desk = TestDesk::at(FAR).await;
    desk.employs("anna@example.com", "Anna", Role::Admin).await;
    let signed_in = desk.signed_in("anna@example.com").await;
    for route in routes::table() {
        let path = route.path().replace("{book}", "house");
        let path = path.replace(['{', '}'], "");
        for cookies in [BTreeMap::new(), signed_in.cookies.clone()] {
            let mut browser = desk.browser();
            browser.cookies = cookies;
            let request = browser.request(route.method().clone(), &path);
            let answer = browser.sends(request.body(Body::empty()).unwrap()).await;
            is_strict(
                &answer,
                &format!("{} {path}: {}", route.method(), answer.status),
            );
        }
    }
}

#[tokio::test]
async fn what_goes_wrong_forbids_as_much() {
    let desk = TestDesk::at(FAR).await;
    let mut browser = desk.browser();
    for (method, path, status) in [
        (Method::GET, "/nonsense", StatusCode::NOT_FOUND),
        (Method::GET, "/api/nonsense", StatusCode::NOT_FOUND),
        (Method::GET, "/assets/none/app.css", StatusCode::NOT_FOUND),
        (Method::DELETE, "/sign-in", StatusCode::METHOD_NOT_ALLOWED),
        (Method::TRACE, "/sign-in", StatusCode::METHOD_NOT_ALLOWED),
        (Method::OPTIONS, "/sign-in", StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let request = browser.request(method.clone(), path);
        let answer = browser.sends(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, status, "{method} {path}");
        is_strict(&answer, path);
    }
    let long = vec![b'x'; 1024 * 1024];
    let request = browser.request(Method::POST, "/sign-in");
    let answer = browser.sends(request.body(Body::from(long)).unwrap()).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    is_strict(&answer, "too large");
}

#[tokio::test]
async fn nothing_is_answered_under_another_name() {
    for (url, own) in [(FAR, "dunwell.example.com"), (NEAR, "localhost:8080")] {
        let desk = TestDesk::at(url).await;
        let ask = async |path: &str, hosts: &[&str]| {
            let peer: SocketAddr = "192.0.2.7:50000".parse().unwrap();
            let mut request = Request::builder().uri(path).extension(ConnectInfo(peer));
            for host in hosts {
                request = request.header("host", *host);
            }
            let request = request.body(Body::empty()).unwrap();
            desk.browser().sends(request).await
        };
        assert_eq!(ask("/sign-in", &[own]).await.status, StatusCode::OK);
        for hosts in [&["evil.example.com"][..], &[], &[own, "evil.example.com"]] {
            let answer = ask("/sign-in", hosts).await;
            assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{hosts:?}");
            assert!(!answer.text.contains("<html"), "{}", answer.text);
            assert!(!answer.header("content-security-policy").is_empty());
        }
        let watched = ask("/healthz", &["10.0.0.7:8080"]).await;
        assert_eq!(watched.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn no_strict_transport_where_there_is_none() {
    let answer = TestDesk::near().await.browser().gets("/sign-in").await;
    assert_eq!(answer.header("strict-transport-security"), "");
}

#[tokio::test]
async fn no_page_holds_a_script_or_a_style_of_its_own() {
    let desk = TestDesk::near().await;
    desk.employs("anna@example.com", "Anna", Role::Admin).await;
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
