//! Setting a book up, step by step. It can be left at any time and gone on with later: what is done is
//! seen from the book itself.

pub mod policy;

use askama::Template;
use dunwell_app::access::Permission;
use dunwell_app::view::beginning::{self, Beginning, Step};

use crate::error::PageResult;
use crate::locale::T;
use crate::page::{BookPage, Page};

#[derive(Template)]
#[template(path = "begin/index.html")]
struct Begin<'a> {
    page: &'a Page,
    t: T,
    title: String,
    is_done: bool,
    steps: Vec<Row>,
}

/// A step as a row of the list.
struct Row {
    number: usize,
    words: String,
    what: String,
    is_done: bool,
    is_next: bool,
    /// Where it is done; empty when the reader may not.
    href: String,
    action: String,
}

/// Shows the steps with what is done.
pub(crate) async fn show(page: BookPage) -> PageResult {
    let t = page.t();
    let found = beginning::beginning(page.db(), page.book()).await?;
    let next = found.next();
    let rows = Step::ALL.into_iter().zip(2..);
    let mut steps = vec![Row {
        number: 1,
        words: t.text("begin.book"),
        what: format!("{}, {}", page.book().name, page.book().currency),
        is_done: true,
        is_next: false,
        href: String::new(),
        action: String::new(),
    }];
    steps.extend(rows.map(|(step, number)| row(&page, &found, step, number, next)));
    page.show(&Begin {
        page: &page,
        t,
        title: t
            .say("begin.title")
            .with("book", &page.book().name)
            .to_string(),
        is_done: found.is_at_work(),
        steps,
    })
}

fn row(page: &BookPage, found: &Beginning, step: Step, number: usize, next: Option<Step>) -> Row {
    let t = page.t();
    let is_done = found.has_done(step);
    let (words, what, path, needs, action) = match step {
        Step::Letterhead => (
            t.text("begin.letterhead"),
            t.text("begin.letterhead-what"),
            "settings",
            Permission::ChangeSettings,
            t.text("begin.letterhead-do"),
        ),
        Step::Policy => (
            t.text("begin.policy"),
            match &found.policy {
                Some(name) => name.clone(),
                None => t.text("begin.policy-what"),
            },
            "begin/policy",
            Permission::ChangePolicy,
            t.text("begin.policy-do"),
        ),
        Step::Import => (
            t.text("begin.import"),
            match found.customers {
                0 => t.text("begin.import-what"),
                n => t.count("begin.customers", n).to_string(),
            },
            "import",
            Permission::Import,
            t.text("begin.import-do"),
        ),
        Step::Run => (
            t.text("begin.run"),
            match found.latest_run {
                None => t.text("begin.run-what"),
                Some(day) => t.say("begin.ran").with("day", t.day(day)).to_string(),
            },
            "run",
            Permission::Run,
            t.text("begin.run-do"),
        ),
    };
    let can_be_done = page.may(needs) && page.has_place(path);
    Row {
        number,
        words,
        what,
        is_done,
        is_next: next == Some(step),
        href: if can_be_done && !is_done {
            page.href(path)
        } else {
            String::new()
        },
        action,
    }
}
