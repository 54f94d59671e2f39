//! Pages are sent compressed.
//!
//! A page holds secrets (the token of its forms, a customer's figures) and repeats what stands in its address. Whoever
//! can have a browser ask for such pages again and again, and sees how long the answers are, learns from a compressed
//! length what a plain one does not tell (the attack is called BREACH). A browser says whose page asked, so that only
//! what our own pages or the reader's hand asked for is compressed. What another site's page asked for is not, and
//! neither is anything for a browser that says nothing.

use std::io::Write as _;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use flate2::Compression;
use flate2::write::GzEncoder;

/// Shorter ones fit into a packet or two as they are.
const LEAST: u64 = 1_400;

/// Halfway between quick and small.
const LEVEL: Compression = Compression::new(5);

/// Whether the sender takes gzip.
pub(crate) fn takes_gzip(headers: &HeaderMap) -> bool {
    let codings = headers.get(ACCEPT_ENCODING);
    let codings = codings.and_then(|value| value.to_str().ok());
    codings.is_some_and(|codings| {
        codings
            .split(',')
            .any(|coding| coding.trim().starts_with("gzip"))
    })
}

/// Whether a page of ours, or the reader's own hand, asked.
fn is_asked_from_here(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site");
    site.is_some_and(|site| site == "same-origin" || site == "none")
}

/// Compresses a page on its way out.
pub(crate) async fn pages(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let may = takes_gzip(headers) && is_asked_from_here(headers);
    let response = next.run(request).await;
    if !may || !is_long_page(&response) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // The whole of a page is in memory already.
    let Ok(plain) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let Some(gzip) = compressed(&plain, LEVEL) else {
        return Response::from_parts(parts, Body::from(plain));
    };
    let headers = &mut parts.headers;
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    headers.append(
        VARY,
        HeaderValue::from_static("accept-encoding, sec-fetch-site"),
    );
    Response::from_parts(parts, Body::from(gzip))
}

fn is_long_page(response: &Response) -> bool {
    use axum::body::HttpBody as _;
    let headers = response.headers();
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
        && !headers.contains_key(CONTENT_ENCODING)
        && response.body().size_hint().exact() >= Some(LEAST)
}

/// The bytes as gzip has them.
pub(crate) fn compressed(bytes: &[u8], level: Compression) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}
