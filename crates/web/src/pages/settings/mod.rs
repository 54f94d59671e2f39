//! The settings of a book: a page for each part, with its own form.

pub mod bank;
pub mod calendar;
pub mod fields;
pub mod law;
pub mod name;
pub mod tokens;
pub mod two_people;
pub mod users;

use std::collections::HashMap;

use axum::response::Response;
use dunwell_app::AppError;
use dunwell_app::book_settings::change::{Change, Request, version};
use dunwell_app::funnel::Mode;
use dunwell_app::request::{self, Outcome};
use dunwell_app::user::Secret;
use serde::Deserialize;

use crate::error::PageResult;
use crate::locale::T;
use crate::page::BookPage;

/// The parts: the last part of the address and the key of the name.
const PARTS: [(&str, &str); 8] = [
    ("settings", "settings.book"),
    ("settings/letterhead", "settings.letterhead"),
    ("settings/bank", "settings.bank"),
    ("settings/calendar", "settings.calendar"),
    ("settings/law", "settings.law"),
    ("settings/two-people", "settings.two-people"),
    ("settings/users", "settings.users"),
    ("settings/tokens", "settings.tokens"),
];

/// The way to a part.
struct Tab {
    href: String,
    words: &'static str,
    is_here: bool,
}

/// What all parts have in common.
pub(crate) struct Frame {
    tabs: Vec<Tab>,
    /// The key of the part's name.
    words: &'static str,
    /// Where its forms are sent.
    action: String,
    csrf: String,
    /// A new key for each form that is drawn.
    key: String,
    /// The settings that the reader sees.
    over: String,
    is_saved: bool,
    /// What is wrong with the whole of it; finished text.
    problem: String,
}

impl Frame {
    fn new(page: &BookPage, path: &'static str, told: Told) -> Frame {
        let tab = |(href, words): &(&'static str, &'static str)| Tab {
            href: page.href(href),
            words,
            is_here: *href == path,
        };
        let tabs: Vec<Tab> = PARTS.iter().map(tab).collect();
        let here = tabs.iter().find(|tab| tab.is_here);
        Frame {
            words: here.map_or("settings.title", |tab| tab.words),
            action: page.href(path),
            csrf: page.csrf(),
            key: page.desk().secret().token(),
            over: version(&page.book().settings),
            is_saved: told.is_saved,
            problem: told.problem,
            tabs,
        }
    }
}

/// What there is to say about a form that was sent.
#[derive(Debug, Default)]
struct Told {
    is_saved: bool,
    problem: String,
}

impl Told {
    fn problem(problem: String) -> Told {
        Told {
            is_saved: false,
            problem,
        }
    }
}

/// What was done, as the address says it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Done {
    done: String,
}

impl From<Done> for Told {
    fn from(done: Done) -> Told {
        Told {
            is_saved: done.done == "saved",
            problem: String::new(),
        }
    }
}

/// Whatever was typed, by the names of the fields.
type Typed = HashMap<String, String>;

fn field<'a>(typed: &'a Typed, name: &str) -> &'a str {
    typed.get(name).map_or("", |value| value.trim())
}

/// Where to go after a form was sent, or why it is drawn again.
enum Sent {
    On(Response),
    Again(String),
}

/// Changes some settings, or asks for it, and says where to go.
async fn save(
    page: &BookPage,
    path: &str,
    typed: &Typed,
    assignments: Vec<String>,
) -> PageResult<Sent> {
    let over = field(typed, "over");
    let request = Request {
        change: Change::Some(assignments),
        over: (!over.is_empty()).then(|| over.to_owned()),
    };
    let key = format!("settings-{}", field(typed, "key"));
    let (db, book, caller) = (page.db(), page.book(), page.caller());
    let why = field(typed, "why");
    let done = request::settings(db, book, caller, mode(&key), &request, why).await;
    let sent = done.map(|outcome| match outcome {
        Outcome::Done(_) => page.href(&format!("{path}?done=saved")),
        Outcome::Asked(_) => page.href("requests?done=asked"),
    });
    went(page.t(), sent).map(|sent| match sent {
        Ok(path) => Sent::On(page.go_to(&path)),
        Err(problem) => Sent::Again(problem),
    })
}

/// The same form is sent once; one without a key, as from a script, each time.
fn mode(key: &str) -> Mode<'_> {
    Mode {
        key: (!key.ends_with('-')).then_some(key),
        dry_run: false,
    }
}

/// The secret that a form spends on `what`. The same form sent again, such as by somebody who did not see
/// the answer, spends the same one: it makes nothing more, and shows the link or the token again instead
/// of leaving one behind that nobody has. A form without a key spends a new one each time.
fn secret(page: &BookPage, typed: &Typed, what: &str) -> PageResult<Secret> {
    let desk = page.desk();
    let (book, user) = (page.book().id, page.signed_in()?.user.id);
    Ok(match field(typed, "key") {
        "" => desk.secret(),
        key => desk
            .sealing_key()
            .secret_of(&format!("{book}/{user}/{what}/{key}")),
    })
}

/// What a use case gave, or its refusal as a sentence.
fn went<R>(t: T, result: Result<R, AppError>) -> PageResult<Result<R, String>> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(AppError::Refused(why)) => Ok(Err(t.sentence(&why))),
        Err(error) => Err(error.into()),
    }
}
