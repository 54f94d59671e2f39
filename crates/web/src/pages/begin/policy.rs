//! The first policy: one of the ready ones, read as sentences.

use askama::Template;
use dunwell_app::policy;
use dunwell_core::policy as core_policy;
use serde::Deserialize;

use crate::error::{PageError, PageResult};
use crate::form::Form;
use crate::locale::T;
use crate::page::{BookPage, Page};
use crate::pages::policies::read::{Read, read};

#[derive(Template)]
#[template(path = "begin/policy.html")]
struct Choice<'a> {
    page: &'a Page,
    t: T,
    in_force: bool,
    ready: Vec<Ready>,
}

/// A ready policy.
struct Ready {
    key: &'static str,
    name: String,
    words: String,
    read: Read,
}

/// Shows the ready policies.
pub(crate) async fn show(page: BookPage) -> PageResult {
    let t = page.t();
    let versions = policy::versions(page.db(), page.book()).await?;
    let ready = policy::READY.iter().map(|(key, _)| one(&page, key));
    page.show(&Choice {
        page: &page,
        t,
        in_force: !versions.is_empty(),
        ready: ready.collect::<PageResult<_>>()?,
    })
}

fn one(page: &BookPage, key: &'static str) -> PageResult<Ready> {
    let t = page.t();
    let text = policy::ready_in(key, page.book().currency).unwrap_or_default();
    let parsed = core_policy::parse(&text)
        .map_err(|_| PageError::Failed(format!("the ready policy {key} cannot be read")))?;
    let words = match key {
        "small-business" => t.text("begin.small-business"),
        "high-value-accounts" => t.text("begin.high-value-accounts"),
        "new-accounts-first" => t.text("begin.new-accounts-first"),
        _ => t.text("begin.standard-trade-credit"),
    };
    Ok(Ready {
        key,
        name: parsed.name.clone(),
        words,
        read: read(t, &parsed),
    })
}

/// Which one.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    policy: String,
}

/// Puts a ready policy into force, where none is yet.
pub(crate) async fn choose(page: BookPage, Form(chosen): Form<Chosen>) -> PageResult {
    let (db, book) = (page.db(), page.book());
    let text = policy::ready_in(&chosen.policy, book.currency).ok_or(PageError::Unreadable)?;
    policy::replace(db, book, page.caller(), &text, page.templates(), 0).await?;
    Ok(page.go_to(&page.href("begin")))
}
