//! The law of a jurisdiction on a day, as a person reads it: every value with its source, and with a word
//! where it is not verified or only coming.

use askama::Template;
use axum::extract::Path;
use dunwell_core::dates::parse_date;
use dunwell_core::packs::{Entry, Pack, Section};
use jiff::civil::Date;
use serde::Deserialize;

use super::{Source, source};
use crate::error::{PageError, PageResult};
use crate::form::{Errors, Query};
use crate::locale::T;
use crate::page::{BookPage, Page};

/// The day whose law is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct On {
    #[serde(default)]
    on: String,
}

#[derive(Template)]
#[template(path = "law/pack.html")]
struct Shown<'a> {
    page: &'a Page,
    t: T,
    pack: &'a Pack,
    parent: Option<&'a Pack>,
    calculator: String,
    typed: &'a str,
    on: Date,
    errors: &'a Errors,
    parts: Vec<Part<'a>>,
}

/// A section, with what its values look like on the page.
struct Part<'a> {
    section: &'a Section,
    values: Vec<Value<'a>>,
}

/// A value.
struct Value<'a> {
    entry: &'a Entry,
    source: Option<Source<'a>>,
    marks: Vec<String>,
    is_accepted: bool,
}

/// Shows a jurisdiction.
pub(crate) async fn show(
    page: BookPage,
    Path((_, code)): Path<(String, String)>,
    Query(asked): Query<On>,
) -> PageResult {
    let packs = page.desk().packs();
    let pack = packs.get(&code).ok_or(PageError::NotFound)?;
    let (on, errors) = match asked.on.trim() {
        "" => (page.today(), Errors::none()),
        typed => match parse_date(typed) {
            Ok(on) => (on, Errors::none()),
            Err(error) => (
                page.today(),
                Errors::one("on", page.t().sentence(&error.into())),
            ),
        },
    };
    let typed = match asked.on.trim() {
        "" => on.to_string(),
        typed => typed.to_owned(),
    };
    let sections = packs.sections(pack, Some(on));
    let parts = sections
        .iter()
        .map(|section| Part {
            section,
            values: section
                .entries
                .iter()
                .map(|entry| value(&page, entry, on))
                .collect(),
        })
        .collect();
    page.show_with(
        errors.status(),
        &Shown {
            page: &page,
            t: page.t(),
            pack,
            parent: pack.parent.as_deref().and_then(|code| packs.get(code)),
            calculator: page.href(&format!("law/interest?jurisdiction={}", pack.code)),
            typed: &typed,
            on,
            errors: &errors,
            parts,
        },
    )
}

fn value<'a>(page: &BookPage, entry: &'a Entry, on: Date) -> Value<'a> {
    let t = page.t();
    let about = &entry.about;
    let mut marks = Vec::new();
    if about.pending {
        marks.push(t.text("law.pending"));
    }
    if !about.verified {
        marks.push(t.text("law.unverified"));
    }
    if let Some(from) = about.from.filter(|from| *from > on) {
        marks.push(t.say("law.from").with("day", t.day(from)).to_string());
    }
    if let Some(until) = about.until {
        marks.push(t.say("law.until").with("day", t.day(until)).to_string());
    }
    let accepted = &page.book().settings.accept_unverified;
    Value {
        entry,
        source: about.source.as_deref().and_then(source),
        marks,
        is_accepted: !about.verified && accepted.contains(&about.name),
    }
}
