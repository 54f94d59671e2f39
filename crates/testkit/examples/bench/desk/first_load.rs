//! What a browser fetches that comes to the list of the day for the first time.

use std::collections::BTreeSet;

use anyhow::Result;

use super::client::Client;

/// What travels, in bytes.
pub struct FirstLoad {
    /// The page alone.
    pub page: usize,
    /// The page with its styles, scripts and fonts.
    pub all: usize,
}

/// Fetches a page as a browser does that has nothing of it yet.
pub fn first_load(client: &mut Client, path: &str) -> Result<FirstLoad> {
    let page = client.page(path)?;
    let mut parts: BTreeSet<String> = between(client.plain(path)?.text()?, "\"/assets/", '"')
        .map(|name| format!("/assets/{name}"))
        .collect();
    for style in parts.clone() {
        if let Some((folder, _)) = style.rsplit_once('/').filter(|_| style.ends_with(".css")) {
            let text = client.plain(&style)?;
            let named = between(text.text()?, "url(", ')').map(|name| name.trim_matches('"'));
            let named = named.filter(|name| !name.starts_with("data:"));
            parts.extend(named.map(|name| format!("{folder}/{name}")));
        }
    }
    let mut all = page.body.len();
    for part in parts {
        all += client.page(&part)?.body.len();
    }
    Ok(FirstLoad {
        page: page.body.len(),
        all,
    })
}

/// What stands between a beginning and the next end, wherever it begins.
fn between<'t>(text: &'t str, begin: &'t str, end: char) -> impl Iterator<Item = &'t str> {
    let parts = text.split(begin).skip(1);
    parts.filter_map(move |part| part.split_once(end).map(|(inside, _)| inside))
}
