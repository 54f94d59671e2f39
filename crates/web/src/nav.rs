//! The places of the navigation. A place whose page does not exist yet, or that the reader may not
//! enter, is not shown.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::http::Method;
use dunwell_app::access::{Permission, Role};

use crate::routes;

/// A place: the last part of its address, its sign, and the key of its name.
struct Place {
    path: &'static str,
    icon: &'static str,
    words: &'static str,
}

/// The place that is shown only where a book asks two people for something, or somebody asked.
const REQUESTS: &str = "requests";

const fn place(path: &'static str, icon: &'static str, words: &'static str) -> Place {
    Place { path, icon, words }
}

/// Every place, in groups.
const PLACES: [(&str, &[Place]); 3] = [
    (
        "nav.work",
        &[
            place("today", "today", "nav.today"),
            place("customers", "people", "nav.customers"),
            place("promises", "promise", "nav.promises"),
            place("disputes", "dispute", "nav.disputes"),
            place(REQUESTS, "approve", "nav.requests"),
            place("outbox", "outbox", "nav.outbox"),
        ],
    ),
    (
        "nav.ledger",
        &[
            place("money", "money", "nav.money"),
            place("overview", "overview", "nav.overview"),
            place("journal", "journal", "nav.journal"),
        ],
    ),
    (
        "nav.rules",
        &[
            place("policies", "policy", "nav.policies"),
            place("run", "clock", "nav.run"),
            place("law", "law", "nav.law"),
            place("import", "import", "nav.import"),
            place("settings", "settings", "nav.settings"),
        ],
    ),
];

/// Some places under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The key of the heading.
    pub heading: &'static str,
    /// The places.
    pub links: Vec<Link>,
}

/// The way to a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its address.
    pub href: String,
    /// Its sign.
    pub icon: &'static str,
    /// The key of its name.
    pub words: &'static str,
    /// What waits there; empty for nothing.
    pub count: String,
    /// Whether the reader is there.
    pub is_here: bool,
}

/// The permission that a place needs; none when there is no such page.
pub(crate) fn permission_of(path: &str) -> Option<Permission> {
    static TABLE: LazyLock<BTreeMap<&str, Permission>> = LazyLock::new(|| {
        let table = routes::table().into_iter();
        table
            .filter(|route| route.method() == Method::GET)
            .filter_map(|route| {
                Some((route.path().strip_prefix("/b/{book}/")?, route.permission()))
            })
            .collect()
    });
    TABLE.get(path).copied()
}

/// What there is of requests in a book.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Asked {
    /// Whether the book asks two people for anything.
    pub(crate) is_on: bool,
    /// How many requests wait for a decision.
    pub(crate) waiting: i64,
}

/// The places that somebody with that role can go to in the book that is found under `base`.
pub(crate) fn places(role: Role, base: &str, here: &str, asked: Asked) -> Vec<Group> {
    let is_here = |href: &str| {
        let rest = here.strip_prefix(href);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    };
    let link = |place: &Place| {
        permission_of(place.path).filter(|needed| needed.is_given_to(role))?;
        let is_requests = place.path == REQUESTS;
        if is_requests && !asked.is_on && asked.waiting == 0 {
            return None;
        }
        let href = format!("{base}{}", place.path);
        Some(Link {
            is_here: is_here(&href),
            href,
            icon: place.icon,
            words: place.words,
            count: match asked.waiting {
                waiting if is_requests && waiting > 0 => waiting.to_string(),
                _ => String::new(),
            },
        })
    };
    PLACES
        .iter()
        .map(|(heading, places)| Group {
            heading,
            links: places.iter().filter_map(link).collect(),
        })
        .filter(|group| !group.links.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_is_shown_where_the_reader_is() {
        let asked = Asked::default();
        let groups = places(Role::Viewer, "/b/house/", "/b/house/today?kind=call", asked);
        let here: Vec<&str> = groups
            .iter()
            .flat_map(|group| &group.links)
            .filter(|link| link.is_here)
            .map(|link| link.href.as_str())
            .collect();
        assert_eq!(here, ["/b/house/today"]);
    }

    #[test]
    fn requests_are_a_place_where_there_are_any() {
        let count = |is_on: bool, waiting: i64| {
            let asked = Asked { is_on, waiting };
            let groups = places(Role::Viewer, "/b/house/", "/", asked);
            let links = groups.iter().flat_map(|group| &group.links);
            let mut found = links.filter(|link| link.href == "/b/house/requests");
            found.next().map(|link| link.count.clone())
        };
        assert_eq!(count(false, 0), None);
        assert_eq!(count(true, 0).as_deref(), Some(""));
        assert_eq!(count(false, 2).as_deref(), Some("2"));
    }
}
