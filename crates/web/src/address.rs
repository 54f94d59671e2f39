//! The address that browsers know the server by, and the addresses that requests come from.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::http::HeaderMap;
use axum::http::uri::Uri;

/// Where browsers find the server: a scheme, a host and perhaps a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    is_https: bool,
    /// Host and port, as in the `Host` header.
    authority: String,
}

/// The text is no address at which the desk can be served.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPublicUrl {
    /// It is no address at all, or says more than where the server is.
    #[error(
        "\"{0}\" is no address to serve at; one looks like https://dunwell.example.com or http://127.0.0.1:8080"
    )]
    NoAddress(String),
    /// Passwords would cross a network in the open.
    #[error(
        "\"{0}\" would send passwords unencrypted; give an https:// address and let a proxy in front do the encryption, or serve at http://127.0.0.1"
    )]
    NotSafe(String),
}

impl PublicUrl {
    /// Whether browsers come by https, through a proxy that does the encryption.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.is_https
    }

    /// Host and port.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Whether the `Host` of a request is this server. On the own machine it has several names, and all of
    /// them are the machine's own: a name of somebody else's that was made to lead here is refused.
    pub(crate) fn is_meant_by(&self, host: &str) -> bool {
        if self.is_https {
            let bare = |authority: &str| authority.trim_end_matches(":443").to_ascii_lowercase();
            return bare(host) == bare(&self.authority);
        }
        format!("http://{host}").parse::<PublicUrl>().is_ok()
    }

    /// The full address of a path that begins with a slash.
    #[must_use]
    pub fn join(&self, path: &str) -> String {
        format!("{self}{path}")
    }
}

impl FromStr for PublicUrl {
    type Err = InvalidPublicUrl;

    fn from_str(text: &str) -> Result<PublicUrl, InvalidPublicUrl> {
        let no_address = || InvalidPublicUrl::NoAddress(text.to_owned());
        let uri: Uri = text
            .trim_end_matches('/')
            .parse()
            .map_err(|_| no_address())?;
        let authority = uri.authority().ok_or_else(no_address)?;
        let is_bare = uri.path().trim_matches('/').is_empty() && uri.query().is_none();
        if !is_bare || authority.as_str().contains('@') {
            return Err(no_address());
        }
        let is_https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") if is_this_machine(authority.host()) => false,
            Some("http") => return Err(InvalidPublicUrl::NotSafe(text.to_owned())),
            _ => return Err(no_address()),
        };
        Ok(PublicUrl {
            is_https,
            authority: authority.as_str().to_ascii_lowercase(),
        })
    }
}

/// Whether nothing sent to the host leaves the machine.
fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_matches(['[', ']']);
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_https { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.authority)
    }
}

/// The address that a request comes from: of the peer, or of whom a proxy that is trusted names. The
/// last entry is the one that this proxy wrote; those before it anybody can have made up.
pub(crate) fn of_client(headers: &HeaderMap, peer: SocketAddr, trusted: &[IpAddr]) -> IpAddr {
    let peer = peer.ip().to_canonical();
    if !trusted.contains(&peer) {
        return peer;
    }
    headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.rsplit(',').next())
        .and_then(|last| last.trim().parse().ok())
        .map_or(peer, |ip: IpAddr| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn only_safe_addresses_are_served_at() {
        let check = |text: &str, expected: Option<&str>| {
            let read = text.parse::<PublicUrl>().ok().map(|url| url.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        };
        check(
            "https://Dunwell.example.com",
            Some("https://dunwell.example.com"),
        );
        check(
            "https://dunwell.example.com:8443/",
            Some("https://dunwell.example.com:8443"),
        );
        check("http://127.0.0.1:8080", Some("http://127.0.0.1:8080"));
        check("http://localhost:8080", Some("http://localhost:8080"));
        check("http://[::1]:8080", Some("http://[::1]:8080"));
        check("http://dunwell.example.com", None);
        check("http://192.0.2.1", None);
        check("https://user@example.com", None);
        check("https://example.com/desk", None);
        check("dunwell.example.com", None);
        check("ftp://127.0.0.1", None);
    }

    #[test]
    fn only_the_servers_own_names_are_answered() {
        let check = |url: &str, host: &str, expected: bool| {
            let url: PublicUrl = url.parse().unwrap();
            assert_eq!(url.is_meant_by(host), expected, "{host} at {url}");
        };
        let (far, near) = ("https://dunwell.example.com", "http://127.0.0.1:8080");
        check(far, "dunwell.example.com", true);
        check(far, "Dunwell.Example.com:443", true);
        check(far, "evil.example.com", false);
        check(far, "dunwell.example.com.evil.example.com", false);
        check(far, "127.0.0.1:8080", false);
        check(far, "", false);
        check(
            "https://dunwell.example.com:8443",
            "dunwell.example.com:8443",
            true,
        );
        check(
            "https://dunwell.example.com:8443",
            "dunwell.example.com",
            false,
        );
        check(near, "127.0.0.1:8080", true);
        check(near, "localhost:8080", true);
        check(near, "[::1]:8080", true);
        check(near, "evil.example.com:8080", false);
        check(near, "localhost/x", false);
        check(near, "user@localhost", false);
    }

    #[test]
    fn a_client_cannot_choose_the_address_it_is_counted_by() {
        let trusted: Vec<IpAddr> = vec!["127.0.0.1".parse().unwrap()];
        let check = |peer: &str, forwarded: Option<&str>, expected: &str| {
            let mut headers = HeaderMap::new();
            if let Some(value) = forwarded {
                headers.insert("x-forwarded-for", value.parse().unwrap());
            }
            let peer: SocketAddr = peer.parse().unwrap();
            assert_eq!(of_client(&headers, peer, &trusted).to_string(), expected);
        };
        check("192.0.2.9:5000", Some("198.51.100.1"), "192.0.2.9");
        check(
            "127.0.0.1:5000",
            Some("203.0.113.7, 198.51.100.1"),
            "198.51.100.1",
        );
        check("127.0.0.1:5000", Some("nonsense"), "127.0.0.1");
        check("127.0.0.1:5000", None, "127.0.0.1");
        check("[::ffff:192.0.2.9]:5000", None, "192.0.2.9");
    }
}
