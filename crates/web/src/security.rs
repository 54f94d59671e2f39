//! What every answer says to the browser about what it may do, and what the log says about it.

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::desk::Desk;

/// Everything comes from here, nothing stands in the page itself, and nobody frames it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const SAME_FOR_ALL: [(HeaderName, &str); 7] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// Two years, as the preload list asks for.
const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");

/// Adds the headers. Nothing is cached unless its handler says so.
pub(crate) async fn headers(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in SAME_FOR_ALL {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if desk.settings().public_url.is_https() {
        headers.insert(STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
    }
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The one address that answers under any name: whoever watches the server asks it by its number.
const WATCHED: &str = "/healthz";

/// Refuses what was not meant for this server: a request whose `Host` is another name.
pub(crate) async fn host(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let url = &desk.settings().public_url;
    let mut hosts = request.headers().get_all(HOST).iter();
    let named = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().ok(),
        _ => None,
    };
    let is_meant = named.is_some_and(|host| url.is_meant_by(host));
    if is_meant || request.uri().path() == WATCHED {
        return next.run(request).await;
    }
    let words = format!(
        "This server is {url} and answers under no other name. A proxy in front of it has to pass on the header Host.\n"
    );
    (StatusCode::MISDIRECTED_REQUEST, words).into_response()
}

/// Notes each request: the route as it is declared, never the address, which can hold a token or a
/// customer's number.
pub(crate) async fn note(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    tracing::info!(%method, route, status = response.status().as_u16(), "request");
    response
}
