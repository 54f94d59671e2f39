//! The cookie that holds a session's token.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use dunwell_app::user::Secret;

use crate::PublicUrl;

/// By https: the prefix has browsers refuse the cookie unless it is secure and of this host alone.
const OVER_HTTPS: &str = "__Host-dunwell";

/// On the own machine without https, where browsers take no secure cookie.
const ON_THIS_MACHINE: &str = "dunwell";

fn name(url: &PublicUrl) -> &'static str {
    if url.is_https() {
        OVER_HTTPS
    } else {
        ON_THIS_MACHINE
    }
}

/// The token that a browser sends, if it is one.
pub(crate) fn read(headers: &HeaderMap, url: &PublicUrl) -> Option<Secret> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name(url))
        .and_then(|(_, token)| Secret::from_token(token))
}

/// The header that gives a browser the token. It goes with the browser's session; the server's own
/// limits end it earlier.
pub(crate) fn give(secret: &Secret, url: &PublicUrl) -> HeaderValue {
    header(url, &secret.token(), "")
}

/// The header that takes the token away.
pub(crate) fn take_away(url: &PublicUrl) -> HeaderValue {
    header(url, "", "; Max-Age=0")
}

fn header(url: &PublicUrl, value: &str, rest: &str) -> HeaderValue {
    let secure = if url.is_https() { "; Secure" } else { "" };
    let text = format!(
        "{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{rest}",
        name(url)
    );
    // Names, tokens and attributes are plain ASCII.
    let mut header = HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""));
    header.set_sensitive(true);
    header
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_cookie_is_read_back_under_its_name_only() {
        let secret = Secret::new([3; 32]);
        let (near, far): (PublicUrl, PublicUrl) = (
            "http://127.0.0.1:8080".parse().unwrap(),
            "https://dunwell.example.com".parse().unwrap(),
        );
        let mut headers = HeaderMap::new();
        let pair = format!("other=1; dunwell={}", secret.token());
        headers.insert(COOKIE, pair.parse().unwrap());
        assert_eq!(read(&headers, &near), Some(secret.clone()));
        assert_eq!(read(&headers, &far), None);
        let given = give(&secret, &far);
        let expected = format!(
            "__Host-dunwell={}; Path=/; HttpOnly; SameSite=Lax; Secure",
            secret.token()
        );
        assert_eq!(given, expected.as_str());
        assert_eq!(
            take_away(&near),
            "dunwell=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
        assert!(
            !format!("{given:?}").contains(&secret.token()),
            "it is not logged"
        );
    }
}
