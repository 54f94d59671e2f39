//! Import: files are uploaded, looked at, tried out and brought in; and what was brought in before.

mod parts;
mod reading;
mod receive;
pub mod show;
mod words;

use askama::Template;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use dunwell_app::AppError;
use dunwell_app::import::history::{self, Made, Summary};
use dunwell_app::import::upload::{self, FILES_MAX, Upload};
use serde::Deserialize;

use self::receive::{Trouble, receive};
use crate::error::{PageError, PageResult};
use crate::form::{Errors, Query};
use crate::locale::T;
use crate::page::{BookPage, Page};

/// The most that the route takes, in bytes; the settings of the server say how much of it is kept.
pub(crate) const LIMIT: usize = 1 << 30;

/// How many imports a page shows.
const SHOWN: usize = 20;

/// Where the list of imports goes on.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    before: String,
}

#[derive(Template)]
#[template(path = "import/index.html")]
struct Index<'a> {
    page: &'a Page,
    t: T,
    kinds: Vec<(&'static str, String)>,
    limit: String,
    errors: &'a Errors,
    waiting: Vec<WaitingRow>,
    made: Vec<MadeRow>,
    next: String,
}

/// An upload that was not brought in yet.
struct WaitingRow {
    href: String,
    files: String,
    at: String,
}

/// An import that was made.
struct MadeRow {
    iso: String,
    at: String,
    by: String,
    files: String,
    what: Vec<String>,
    refused: String,
}

/// Shows where files are dropped, what waits, and what was brought in.
pub(crate) async fn show(page: BookPage, Query(asked): Query<Asked>) -> PageResult {
    draw(&page, &asked.before, &Errors::none()).await
}

async fn draw(page: &BookPage, before: &str, errors: &Errors) -> PageResult {
    let t = page.t();
    let (db, book) = (page.db(), page.book());
    let user = page.signed_in()?.user.id;
    let waiting = upload::waiting(db, book, user).await?;
    let before = before.parse().ok();
    let mut made = history::list(db, book, before, SHOWN + 1).await?;
    let has_more = made.len() > SHOWN;
    made.truncate(SHOWN);
    let next = match made.last().filter(|_| has_more) {
        Some(last) => page.href(&format!("import?before={}", last.id)),
        None => String::new(),
    };
    let megabytes = page.desk().settings().upload_bytes / (1 << 20);
    page.show_with(
        errors.status(),
        &Index {
            page,
            t,
            kinds: words::kinds(t),
            limit: t.count("import.limit", megabytes).to_string(),
            errors,
            waiting: waiting
                .iter()
                .rev()
                .map(|upload| waits(page, upload))
                .collect(),
            made: made.into_iter().map(|made| row(page, made)).collect(),
            next,
        },
    )
}

fn waits(page: &BookPage, upload: &Upload) -> WaitingRow {
    WaitingRow {
        href: page.href(&format!("import/{}", upload.id)),
        files: names(upload.files.iter().map(|file| file.name.as_str())),
        at: page.moment(upload.at),
    }
}

fn row(page: &BookPage, made: Made) -> MadeRow {
    let t = page.t();
    MadeRow {
        iso: made.at.to_string(),
        at: page.moment(made.at),
        by: made.actor,
        files: names(made.files.iter().map(|file| file.name.as_str())),
        what: in_short(t, &made.summary),
        refused: match made.summary.refused {
            0 => String::new(),
            refused => t.count("import.refused", refused).to_string(),
        },
    }
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

/// "Invoices: 12 new, 3 changed".
fn in_short(t: T, summary: &Summary) -> Vec<String> {
    if summary.changed_nothing() {
        return vec![t.text("import.nothing-new")];
    }
    let mut lines = Vec::new();
    for (kind, counts) in summary.counts() {
        let parts = [
            ("import.n-new", counts.new),
            ("import.n-changed", counts.changed),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(_, n)| *n > 0)
            .map(|(key, n)| t.count(key, n).to_string())
            .collect();
        if !parts.is_empty() {
            let kind = t.text(words::kind(kind));
            lines.push(
                t.say("import.of-kind")
                    .with("kind", kind)
                    .with("what", parts.join(", "))
                    .to_string(),
            );
        }
    }
    lines
}

/// Keeps the files, looks at them, and goes to what was understood.
pub(crate) async fn submit(
    page: BookPage,
    form: Result<Multipart, MultipartRejection>,
) -> PageResult {
    let form = form.map_err(|_| PageError::Unreadable)?;
    let t = page.t();
    let limit = page.desk().settings().upload_bytes;
    let sent = match receive(form, limit).await? {
        Ok(sent) => sent,
        Err(trouble) => {
            let errors = match trouble {
                Trouble::TooLarge => {
                    let most = t.count("import.too-large", limit / (1 << 20));
                    Errors::one("files", most.to_string())
                }
                Trouble::TooMany => {
                    Errors::one("files", t.count("import.too-many", FILES_MAX).to_string())
                }
                Trouble::NoProfile => Errors::one("profile", t.text("import.no-profile")),
            };
            return draw(&page, "", &errors).await;
        }
    };
    if sent.files.is_empty() {
        let errors = Errors::one("files", t.text("import.no-file"));
        return draw(&page, "", &errors).await;
    }
    let user = page.signed_in()?.user.id;
    let kept = upload::keep(
        page.db(),
        page.book(),
        page.caller(),
        user,
        sent.files,
        &sent.reading,
    );
    match kept.await {
        Ok(id) => {
            show::check(&page, id).await;
            Ok(page.go_to(&page.href(&format!("import/{id}"))))
        }
        Err(AppError::Refused(why)) => {
            let field = if sent.reading.profile.is_some() {
                "profile"
            } else {
                "files"
            };
            draw(&page, "", &Errors::one(field, page.t().sentence(&why))).await
        }
        Err(error) => Err(error.into()),
    }
}
