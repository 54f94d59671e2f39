//! Files that were uploaded: what was understood of them, what an import would do, and what it did.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use dunwell_app::access::Permission;
use dunwell_app::import::reading::Reading;
use dunwell_app::import::upload::{self, KEPT, Stage, Upload};
use dunwell_app::import::{ImportId, Progress};

use super::parts::{DonePart, TriedPart, outcome, tried_part};
use super::reading::changed;
use super::words;
use crate::encode::encode;
use crate::error::{PageError, PageResult};
use crate::form::{Errors, Form};
use crate::jobs::{Far, Giver};
use crate::locale::T;
use crate::page::{BookPage, Page};
use crate::pages::error::failed_work;

#[derive(Template)]
#[template(path = "import/show.html")]
struct Shown<'a> {
    page: &'a Page,
    t: T,
    is_running: bool,
    part: Part<'a>,
}

/// What a script puts in place while the work goes on.
#[derive(Template)]
#[template(path = "import/show_part.html")]
struct Part<'a> {
    page: &'a Page,
    t: T,
    files: String,
    at: String,
    here: String,
    problem: String,
    state: State,
}

/// What there is to be seen.
enum State {
    Running {
        is_import: bool,
        percent: Option<u64>,
        rows: String,
    },
    Waiting,
    Tried(Box<TriedPart>),
    Done(DonePart),
}

fn read_id(text: &str) -> PageResult<ImportId> {
    text.parse().map_err(|_| PageError::NotFound)
}

async fn find(page: &BookPage, id: ImportId) -> PageResult<Upload> {
    let user = page.signed_in()?.user.id;
    let found = upload::find(page.db(), page.book(), user, id).await?;
    found.ok_or(PageError::NotFound)
}

fn check_name(id: ImportId) -> String {
    format!("check {id}")
}

fn import_name(id: ImportId) -> String {
    format!("import {id}")
}

/// Begins to look at the files and to try them out.
pub(super) async fn check(page: &BookPage, id: ImportId) {
    work(page, check_name(id), id, false).await;
}

/// Begins a trial or an import; it goes on by itself.
async fn work(page: &BookPage, name: String, id: ImportId, is_import: bool) {
    let Some(user) = page.user().map(|user| user.id) else {
        return;
    };
    let (db, book) = (page.db().clone(), page.book().clone());
    let giver = Giver::new(page.caller());
    let jobs = page.desk().jobs();
    jobs.begin(name, async move |far: Arc<Far>| {
        let mut tell = |progress: Progress<'_>| {
            far.note(progress.bytes_done, progress.bytes_total, progress.rows);
        };
        let caller = giver.caller();
        if is_import {
            upload::carry_out(&db, &book, caller, user, id, &mut tell)
                .await
                .map(drop)
        } else {
            upload::try_out(&db, &book, caller, user, id, &mut tell)
                .await
                .map(drop)
        }
    })
    .await;
}

/// Shows how far it is.
pub(crate) async fn show(page: BookPage, Path((_, id)): Path<(String, String)>) -> PageResult {
    draw(&page, read_id(&id)?, None).await
}

/// Draws it; `again` is what was typed and what is wrong with it.
async fn draw(page: &BookPage, id: ImportId, again: Option<(Reading, Errors)>) -> PageResult {
    let t = page.t();
    let jobs = page.desk().jobs();
    // Asked first: work that ends now has written down what it did before it is off the list.
    let running = [(import_name(id), true), (check_name(id), false)]
        .into_iter()
        .find_map(|(name, is_import)| Some((jobs.far(&name)?, is_import)));
    let is_running = running.is_some();
    let mut upload = find(page, id).await?;
    let errors = match again {
        Some((typed, errors)) => {
            upload.reading = typed;
            errors
        }
        None => Errors::none(),
    };
    let failure = jobs
        .failure(&import_name(id))
        .or_else(|| jobs.failure(&check_name(id)));
    let problem = failure.map_or_else(
        || errors.of("reading").to_owned(),
        |error| failed_work(t, &error),
    );
    let files: Vec<&str> = upload.files.iter().map(|file| file.name.as_str()).collect();
    let size = upload.files.iter().map(|file| file.bytes).sum();
    let part = Part {
        page,
        t,
        files: files.join(", "),
        at: format!("{} · {}", words::size(t, size), page.moment(upload.at)),
        here: page.href(&format!("import/{id}")),
        problem,
        state: match running {
            Some((far, is_import)) => State::Running {
                is_import,
                percent: far.percent(),
                rows: t.count("import.rows", far.rows()).to_string(),
            },
            None => state(page, upload, &errors),
        },
    };
    if page.is_fragment() {
        return page.show_with(errors.status(), &part);
    }
    let shown = Shown {
        page,
        t,
        is_running,
        part,
    };
    page.show_with(errors.status(), &shown)
}

fn state(page: &BookPage, upload: Upload, errors: &Errors) -> State {
    let t = page.t();
    let id = upload.id;
    match upload.stage {
        Stage::Waiting => State::Waiting,
        Stage::Tried(tried) => {
            State::Tried(Box::new(tried_part(page, &upload.reading, tried, errors)))
        }
        Stage::Done {
            at,
            summary,
            refused,
        } => {
            let until = at.checked_add(KEPT).unwrap_or(at);
            let is_kept = page.at() < until;
            let files = summary.rejects.iter().enumerate().filter(|_| is_kept);
            let rejects = files.map(|(number, of)| {
                let href = page.href(&format!("import/{id}/rejects/{number}"));
                (
                    href,
                    t.say("import.rejects-of").with("file", of).to_string(),
                )
            });
            State::Done(DonePart {
                by_when: t
                    .say("import.rejects-until")
                    .with("when", page.moment(until))
                    .to_string(),
                rejects: rejects.collect(),
                next: page.may(Permission::Run).then(|| page.href("run")),
                outcome: outcome(t, &summary, refused),
            })
        }
    }
}

/// Reads the files another way, or the same way again, and tries them out.
pub(crate) async fn reading(
    page: BookPage,
    Path((_, id)): Path<(String, String)>,
    Form(typed): Form<Vec<(String, String)>>,
) -> PageResult {
    let id = read_id(&id)?;
    let upload = find(&page, id).await?;
    let wanted = changed(upload.reading, &typed);
    let user = page.signed_in()?.user.id;
    let set = upload::set_reading(page.db(), page.book(), user, id, &wanted).await;
    if let Err(error) = set {
        let why = match PageError::from(error) {
            PageError::Refused(why) => why,
            error => return Err(error),
        };
        let is_currency = wanted.currency().is_err();
        let field = if is_currency { "currency" } else { "reading" };
        let errors = Errors::one(field, page.t().sentence(&why));
        return draw(&page, id, Some((wanted, errors))).await;
    }
    check(&page, id).await;
    Ok(page.go_to(&page.href(&format!("import/{id}"))))
}

/// Brings the files in.
pub(crate) async fn go(page: BookPage, Path((_, id)): Path<(String, String)>) -> PageResult {
    let id = read_id(&id)?;
    find(&page, id).await?;
    work(&page, import_name(id), id, true).await;
    Ok(page.go_to(&page.href(&format!("import/{id}"))))
}

/// Throws the files away.
pub(crate) async fn discard(page: BookPage, Path((_, id)): Path<(String, String)>) -> PageResult {
    let id = read_id(&id)?;
    let user = page.signed_in()?.user.id;
    find(&page, id).await?;
    upload::discard(page.db(), page.book(), user, id).await?;
    Ok(page.go_to(&page.href("import")))
}

/// Gives the rows that were refused, as a file in the format of the one that they come from.
pub(crate) async fn rejects(
    page: BookPage,
    Path((_, id, file)): Path<(String, String, String)>,
) -> PageResult {
    let id = read_id(&id)?;
    let file = file.parse().map_err(|_| PageError::NotFound)?;
    let user = page.signed_in()?.user.id;
    let found = upload::rejects(page.db(), page.book(), user, id, file).await?;
    let (name, bytes) = found.ok_or(PageError::NotFound)?;
    let head = [
        (CONTENT_TYPE, "text/csv".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename*=UTF-8''{}", encode(&name)),
        ),
    ];
    Ok((head, bytes).into_response())
}
