//! Every route, asked as nobody, as everybody, and as each role. A route that is added to the table is
//! asked as well: there is no list of routes here but that of the public ones.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use dunwell_app::access::{Permission, Role};
use dunwell_web::routes;
use dunwell_web::{Face, Route};

use crate::browser::{Browser, TestDesk};

/// The routes that need no sign-in. A new one has to be put here on purpose.
const PUBLIC: [&str; 11] = [
    "GET /api/openapi.json",
    "GET /assets/{version}/{name}",
    "GET /healthz",
    "GET /link/{token}",
    "GET /sign-in",
    "GET /sign-in/code",
    "GET /welcome/{token}",
    "POST /link/{token}",
    "POST /sign-in",
    "POST /sign-in/code",
    "POST /welcome/{token}",
];

#[test]
fn public_routes_are_public_on_purpose() {
    let table = routes::table();
    let mut public: Vec<String> = table
        .iter()
        .filter(|route| route.permission() == Permission::Public)
        .map(named)
        .collect();
    public.sort();
    assert_eq!(public, PUBLIC);
}

#[test]
fn a_route_of_a_book_names_its_book() {
    for route in routes::table() {
        let is_of_a_book = route.permission().least_role().is_some()
            && route.permission() != Permission::ManageInstallation;
        let names_it = route.path().starts_with("/b/{book}/");
        let by_token = route.face() == Face::Api;
        assert_eq!(is_of_a_book && !by_token, names_it, "{}", named(&route));
    }
}

fn named(route: &Route) -> String {
    format!("{} {}", route.method(), route.path())
}

/// A path of the route in the book "House"; other parameters name nothing.
fn path_of(route: &Route) -> String {
    route
        .path()
        .split('/')
        .map(|part| match part {
            "{book}" => "house",
            part if part.starts_with('{') => "none",
            part => part,
        })
        .collect::<Vec<_>>()
        .join("/")
}

/// How a route answers, as far as the gate is concerned.
#[derive(Debug, PartialEq, Eq)]
enum Gate {
    SignIn,
    Refused,
    Open,
}

async fn ask(browser: &mut Browser<'_>, route: &Route, csrf: Option<&str>) -> Gate {
    let path = path_of(route);
    let body = csrf.map_or_else(Body::empty, |token| Body::from(format!("csrf={token}")));
    let request = browser
        .request(route.method().clone(), &path)
        .body(body)
        .unwrap();
    let answer = browser.sends(request).await;
    let leads_to_sign_in = answer.header("location").starts_with("/sign-in");
    match answer.status {
        // Signing out leads there as well, and takes the cookie away.
        StatusCode::SEE_OTHER if leads_to_sign_in && answer.header("set-cookie").is_empty() => {
            Gate::SignIn
        }
        StatusCode::FORBIDDEN => Gate::Refused,
        _ => Gate::Open,
    }
}

#[tokio::test]
async fn nobody_is_led_to_the_sign_in_page() {
    let desk = TestDesk::near().await;
    for route in pages() {
        let expected = match route.permission() {
            // It asks for the code of somebody who gave a password.
            Permission::Public if route.path() == "/sign-in/code" => Gate::SignIn,
            Permission::Public => Gate::Open,
            _ => Gate::SignIn,
        };
        let found = ask(&mut desk.browser(), &route, None).await;
        assert_eq!(found, expected, "{}", named(&route));
    }
}

#[tokio::test]
async fn each_role_may_do_what_the_table_says() {
    let desk = TestDesk::near().await;
    for role in Role::ALL {
        let email = format!("{role}@example.com");
        desk.employs(&email, role.code(), role).await;
        for route in pages() {
            // Some routes end the session, so each is asked in one of its own.
            let mut browser = signed_in_anew(&desk, &email).await;
            let token = browser.gets("/account").await.hidden("csrf");
            let permission = route.permission();
            let is_allowed =
                permission != Permission::ManageInstallation && permission.is_given_to(role);
            let expected = if is_allowed {
                Gate::Open
            } else {
                Gate::Refused
            };
            let found = ask(&mut browser, &route, Some(&token)).await;
            assert_eq!(found, expected, "{} as {role}", named(&route));
        }
    }
}

async fn signed_in_anew<'d>(desk: &'d TestDesk, email: &str) -> Browser<'d> {
    // Sixty sign-ins from one address in a quarter of an hour are too many.
    desk.passes(jiff::SignedDuration::from_mins(1));
    desk.signed_in(email).await
}

#[tokio::test]
async fn a_book_of_others_is_not_there() {
    let desk = TestDesk::near().await;
    let other = desk.another_book("Other House").await;
    desk.invites("olga@example.com", "Olga", Role::Admin, Some(&other))
        .await;
    let mut olga = desk.signed_in("olga@example.com").await;
    assert_eq!(
        olga.gets("/b/other-house/today").await.status,
        StatusCode::OK
    );
    for route in pages().filter(|route| route.path().starts_with("/b/")) {
        let token = olga.gets("/account").await.hidden("csrf");
        let body = Body::from(format!("csrf={token}"));
        let request = olga
            .request(route.method().clone(), &path_of(&route))
            .body(body)
            .unwrap();
        let answer = olga.sends(request).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", named(&route));
        assert!(!answer.text.contains("House</"), "nothing is said about it");
    }
}

#[tokio::test]
async fn the_api_asks_for_a_token_and_its_role() {
    let desk = TestDesk::near().await;
    let table = routes::table();
    let api = table
        .iter()
        .filter(|route| route.face() == Face::Api && route.permission() != Permission::Public);
    for route in api {
        let ask = async |token: Option<&str>| {
            let mut browser = desk.browser();
            let mut request = browser.request(route.method().clone(), &path_of(route));
            if let Some(token) = token {
                request = request.header("authorization", format!("Bearer {token}"));
            }
            browser
                .sends(request.body(Body::empty()).unwrap())
                .await
                .status
        };
        assert_eq!(
            ask(None).await,
            StatusCode::UNAUTHORIZED,
            "{}",
            named(route)
        );
        assert_eq!(
            ask(Some("dw_nonsense")).await,
            StatusCode::UNAUTHORIZED,
            "{}",
            named(route)
        );
        for role in Role::ALL {
            let status = ask(Some(&desk.token(role).await)).await;
            let is_allowed = route.permission().is_given_to(role);
            assert_eq!(
                status != StatusCode::FORBIDDEN,
                is_allowed,
                "{} as {role}",
                named(route)
            );
            assert_ne!(
                status,
                StatusCode::UNAUTHORIZED,
                "{} as {role}",
                named(route)
            );
        }
    }
}

#[tokio::test]
async fn what_does_not_exist_is_said_by_each_face_in_its_way() {
    let desk = TestDesk::near().await;
    let page = desk.browser().gets("/nonsense").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.text.contains("There is nothing here"), "{}", page.text);
    let api = desk.browser().gets("/api/nonsense").await;
    assert_eq!(api.status, StatusCode::NOT_FOUND);
    assert_eq!(api.header("content-type"), "application/problem+json");
    assert!(api.text.contains("\"code\":\"not-found\""), "{}", api.text);
}

fn pages() -> impl Iterator<Item = Route> {
    routes::table().into_iter().filter(|route| {
        route.face() == Face::Page && [Method::GET, Method::POST].contains(route.method())
    })
}
