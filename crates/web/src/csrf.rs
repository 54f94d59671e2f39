//! Only our own pages may change anything: where a request says it comes from is looked at, and each
//! form holds a token that other sites cannot read. Both have to be right.

use axum::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{HeaderMap, Method, Uri};
use dunwell_app::user::Secret;

use crate::PublicUrl;

/// The field of a form that holds the token.
pub(crate) const FIELD: &str = "csrf";

/// The header in which the script sends it.
pub(crate) const HEADER: &str = "x-csrf-token";

/// The token of a session. It is made of the session's own, which cannot be found from it.
pub(crate) fn token(session: &Secret) -> String {
    session.derive("dunwell 2026-11-22 token of forms").token()
}

/// Whether a request may change something at all.
pub(crate) fn is_unsafe(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether a browser says that a page of ours sent the request. One that says nothing is refused: every
/// browser of the last years sends `Origin` with a form.
pub(crate) fn is_from_here(headers: &HeaderMap, url: &PublicUrl) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin") {
        return false;
    }
    match text(ORIGIN.as_str()) {
        Some(origin) => {
            origin.eq_ignore_ascii_case(&url.to_string()) || is_this_host(headers, origin, url)
        }
        None => text("sec-fetch-site").is_some(),
    }
}

/// On the own machine one server has several names: `localhost`, `127.0.0.1`, `[::1]`.
fn is_this_host(headers: &HeaderMap, origin: &str, url: &PublicUrl) -> bool {
    let host = headers.get(HOST).and_then(|value| value.to_str().ok());
    !url.is_https()
        && host.is_some_and(|host| {
            origin.eq_ignore_ascii_case(&format!("http://{host}"))
                && origin.parse::<PublicUrl>().is_ok()
        })
}

/// The token that a request brings: in the header, in the body of a form, or, for a form with files, in
/// the address that it is sent to. (Such a body is read only by the page that it is for.)
pub(crate) fn brought<'a>(headers: &'a HeaderMap, uri: &'a Uri, form: &'a [u8]) -> Option<&'a str> {
    if let Some(value) = headers.get(HEADER) {
        return value.to_str().ok();
    }
    if is_form(headers) {
        return std::str::from_utf8(form).ok().and_then(in_pairs);
    }
    let has_files = media_type(headers) == Some("multipart/form-data");
    uri.query().filter(|_| has_files).and_then(in_pairs)
}

/// Tokens are digits and letters, which no encoding changes.
fn in_pairs(pairs: &str) -> Option<&str> {
    pairs
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find_map(|(name, value)| (name == FIELD).then_some(value))
}

/// Whether the body is that of a form without files.
pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    media_type(headers) == Some("application/x-www-form-urlencoded")
}

fn media_type(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    text.split(';').next().map(str::trim)
}

/// Whether the token is that of the session. Comparing takes the same time wherever they differ.
pub(crate) fn is_right(brought: &str, session: &Secret) -> bool {
    let expected = token(session);
    match (
        blake3::Hash::from_hex(brought),
        blake3::Hash::from_hex(&expected),
    ) {
        (Ok(brought), Ok(expected)) => brought == expected,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn only_requests_of_our_own_pages_count() {
        let check = |url: &str, pairs: &[(&'static str, &str)], expected: bool| {
            assert_eq!(
                is_from_here(&headers(pairs), &url.parse().unwrap()),
                expected,
                "{pairs:?}"
            );
        };
        let (far, near) = ("https://dunwell.example.com", "http://127.0.0.1:8080");
        check(far, &[("origin", "https://dunwell.example.com")], true);
        check(far, &[("origin", "https://evil.example.com")], false);
        check(
            far,
            &[
                ("origin", "http://dunwell.example.com"),
                ("host", "dunwell.example.com"),
            ],
            false,
        );
        check(far, &[("origin", "null")], false);
        check(far, &[("sec-fetch-site", "same-origin")], true);
        check(far, &[("sec-fetch-site", "same-site")], false);
        check(
            far,
            &[
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://dunwell.example.com"),
            ],
            false,
        );
        check(far, &[], false);
        check(
            near,
            &[
                ("origin", "http://localhost:8080"),
                ("host", "localhost:8080"),
            ],
            true,
        );
        check(
            near,
            &[
                ("origin", "http://evil.example.com"),
                ("host", "evil.example.com"),
            ],
            false,
        );
    }

    #[test]
    fn a_token_is_found_where_a_form_puts_it() {
        let form = headers(&[(
            "content-type",
            "application/x-www-form-urlencoded; charset=utf-8",
        )]);
        let files = headers(&[("content-type", "multipart/form-data; boundary=x")]);
        let uri: Uri = "/b/x/import?csrf=abc".parse().unwrap();
        assert_eq!(brought(&form, &uri, b"a=1&csrf=def"), Some("def"));
        assert_eq!(brought(&form, &uri, b"a=1"), None);
        assert_eq!(brought(&files, &uri, b"csrf=def"), Some("abc"));
        let both = headers(&[("x-csrf-token", "ghi"), ("content-type", "text/plain")]);
        assert_eq!(brought(&both, &uri, b""), Some("ghi"));
    }

    #[test]
    fn a_token_belongs_to_one_session() {
        let (one, other) = (Secret::new([1; 32]), Secret::new([2; 32]));
        assert!(is_right(&token(&one), &one));
        assert!(!is_right(&token(&one), &other));
        assert!(!is_right("", &one));
        assert_ne!(token(&one), one.token());
    }
}
