//! Styles, scripts and fonts: compiled in, compressed once, and served under an address that holds the
//! hash of them all, so that a browser keeps them for good and never mixes two versions.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use flate2::Compression;

use crate::compress::{compressed, takes_gzip};

#[derive(rust_embed::RustEmbed)]
#[folder = "assets/"]
struct Folder;

/// The stylesheets in the order of their names are served as one file.
const STYLES: (&str, &str) = ("css/", "app.css");

/// Files that are served under another name than they are kept under.
const RENAMED: [(&str, &str); 1] = [("vendor/htmx-4.0.1.min.js", "htmx.js")];

/// A year: the longest time that caches keep anything.
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

struct Asset {
    content_type: &'static str,
    bytes: Vec<u8>,
    /// Only where it is smaller.
    gzip: Option<Vec<u8>>,
}

struct Assets {
    version: String,
    files: BTreeMap<String, Asset>,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(Assets::load);

impl Assets {
    fn load() -> Assets {
        let mut contents: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let mut names: Vec<_> = Folder::iter().collect();
        names.sort_unstable();
        for name in names {
            let Some(file) = Folder::get(&name) else {
                continue;
            };
            let served = if name.starts_with(STYLES.0) {
                STYLES.1
            } else if let Some((_, served)) = RENAMED.iter().find(|(kept, _)| *kept == name) {
                served
            } else {
                name.rsplit('/').next().unwrap_or(&name)
            };
            if content_type(served).is_some() {
                contents
                    .entry(served.to_owned())
                    .or_default()
                    .extend_from_slice(&file.data);
            }
        }
        let mut hasher = blake3::Hasher::new();
        let mut files = BTreeMap::new();
        for (name, bytes) in contents {
            let Some(content_type) = content_type(&name) else {
                continue;
            };
            hasher.update(name.as_bytes()).update(&bytes);
            let gzip =
                compressed(&bytes, Compression::best()).filter(|gzip| gzip.len() < bytes.len());
            let asset = Asset {
                content_type,
                bytes,
                gzip,
            };
            files.insert(name, asset);
        }
        let mut version = hasher.finalize().to_hex().to_string();
        version.truncate(16);
        Assets { version, files }
    }
}

/// What is served at all: licences and notes that lie beside the files are not.
fn content_type(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "woff2" => "font/woff2",
        "svg" => "image/svg+xml",
        _ => return None,
    })
}

/// The address of a file by its name.
pub(crate) fn url(name: &str) -> String {
    format!("/assets/{}/{name}", ASSETS.version)
}

/// Serves a file.
pub(crate) async fn serve(
    Path((version, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let Some(asset) = ASSETS
        .files
        .get(&name)
        .filter(|_| version == ASSETS.version)
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let head = [
        (CONTENT_TYPE, HeaderValue::from_static(asset.content_type)),
        (CACHE_CONTROL, FOR_GOOD),
        (VARY, HeaderValue::from_static("accept-encoding")),
    ];
    match &asset.gzip {
        Some(gzip) if takes_gzip(&headers) => {
            let coding = [(CONTENT_ENCODING, HeaderValue::from_static("gzip"))];
            (head, coding, gzip.as_slice()).into_response()
        }
        _ => (head, asset.bytes.as_slice()).into_response(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// The file of the package htmx.org 4.0.1 as the npm registry has it.
    const HTMX: &str = "2b78dc2b44f6117680c5863fb5dd9a261c2a769feace82c358a295fe735c83e4";

    #[test]
    fn htmx_is_the_published_file() {
        let file = Folder::get("vendor/htmx-4.0.1.min.js").unwrap();
        assert_eq!(blake3::hash(&file.data).to_string(), HTMX);
        assert!(Folder::get("vendor/htmx-LICENSE.txt").is_some());
    }

    #[test]
    fn what_pages_ask_for_is_there_and_licences_are_not_served() {
        let names: Vec<&str> = ASSETS.files.keys().map(String::as_str).collect();
        for needed in ["app.css", "app.js", "htmx.js"] {
            assert!(names.contains(&needed), "{needed} in {names:?}");
        }
        assert!(
            !names
                .iter()
                .any(|name| name.ends_with(".txt") || name.ends_with(".md"))
        );
        let styles = String::from_utf8(ASSETS.files["app.css"].bytes.clone()).unwrap();
        for part in styles.split("url(").skip(1) {
            let wanted = part.split(')').next().unwrap().trim_matches('"');
            assert!(
                wanted.starts_with("data:") || names.contains(&wanted),
                "{wanted}"
            );
        }
    }
}
