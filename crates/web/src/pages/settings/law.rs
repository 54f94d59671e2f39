//! The jurisdiction whose law gives interest and fixed sums, and which of its values are relied on though
//! they were not verified.

use std::collections::BTreeSet;

use askama::Template;
use dunwell_core::packs::Pack;

use super::{Done, Frame, Sent, Told, Typed, field, save};
use crate::error::PageResult;
use crate::form::{Errors, Form, Query};
use crate::locale::T;
use crate::page::{BookPage, Page};
use crate::pages::law::{Source, source};

const PATH: &str = "settings/law";

/// What the name of a tick begins with; the name of the value follows.
const ACCEPT: &str = "accept:";

#[derive(Template)]
#[template(path = "settings/law.html")]
struct Law<'a> {
    page: &'a Page,
    t: T,
    frame: Frame,
    code: &'a str,
    packs: Vec<&'a Pack>,
    law_href: String,
    values: Vec<Value>,
    errors: &'a Errors,
}

/// A value that was not verified.
struct Value {
    /// The name of its tick.
    id: String,
    name: String,
    /// What it would be used for: the part of the law and the value there.
    what: String,
    text: String,
    source: Option<(String, String)>,
    note: Option<String>,
    is_accepted: bool,
}

/// Shows the jurisdiction.
pub(crate) async fn show(page: BookPage, Query(done): Query<Done>) -> PageResult {
    draw(&page, &Errors::none(), done.into())
}

/// Changes the jurisdiction and what is accepted.
pub(crate) async fn submit(page: BookPage, Form(typed): Form<Typed>) -> PageResult {
    let code = field(&typed, "jurisdiction");
    let mut assignments = vec![format!("jurisdiction={code}")];
    // Another jurisdiction has other values: what was ticked belongs to the one that was shown.
    if field(&typed, "shown") == code {
        let ticked = typed.keys().filter_map(|name| name.strip_prefix(ACCEPT));
        let ticked: BTreeSet<&str> = ticked.collect();
        let ticked: Vec<&str> = ticked.into_iter().collect();
        assignments.push(format!("accept_unverified={}", ticked.join(", ")));
    }
    match save(&page, PATH, &typed, assignments).await? {
        Sent::On(response) => Ok(response),
        Sent::Again(problem) => {
            let errors = Errors::one("jurisdiction", problem);
            draw(&page, &errors, Told::default())
        }
    }
}

fn draw(page: &BookPage, errors: &Errors, told: Told) -> PageResult {
    let settings = &page.book().settings;
    let code = settings.jurisdiction.as_deref().unwrap_or_default();
    let template = Law {
        page,
        t: page.t(),
        frame: Frame::new(page, PATH, told),
        code,
        packs: page.desk().packs().iter().collect(),
        law_href: page.href(&format!("law/{code}")),
        values: values(page),
        errors,
    };
    page.show_with(errors.status(), &template)
}

/// The unverified values of the jurisdiction, and whatever else the book accepts.
fn values(page: &BookPage) -> Vec<Value> {
    let (packs, t) = (page.desk().packs(), page.t());
    let accepted = &page.book().settings.accept_unverified;
    let mut found: Vec<Value> = Vec::new();
    let sections = page
        .book()
        .law()
        .map(|law| packs.sections(law, Some(page.today())))
        .unwrap_or_default();
    for section in &sections {
        for entry in section.entries.iter().filter(|entry| !entry.about.verified) {
            let name = &entry.about.name;
            if found.iter().any(|known| known.name == *name) {
                continue;
            }
            let place = entry.about.source.as_deref().and_then(source);
            found.push(Value {
                id: format!("{ACCEPT}{name}"),
                what: format!("{}: {}", t.put(&section.title), t.put(&entry.label)),
                text: t.put(&entry.text),
                source: place.map(|Source { href, place }| (href.to_owned(), place.to_owned())),
                note: entry
                    .about
                    .note
                    .as_deref()
                    .map(|note| t.of_law(note).to_owned()),
                is_accepted: accepted.contains(name),
                name: name.clone(),
            });
        }
    }
    for name in accepted {
        if found.iter().all(|known| known.name != *name) {
            found.push(Value {
                id: format!("{ACCEPT}{name}"),
                name: name.clone(),
                what: t.text("settings.not-of-this-law"),
                text: String::new(),
                source: None,
                note: None,
                is_accepted: true,
            });
        }
    }
    found
}
