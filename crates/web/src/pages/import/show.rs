//! Files that were uploaded: what was understood of them, what an import would do, and what it did.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use dunwell_app::access::Permission;
use dunwell_app::import::history::Summary;
use dunwell_app::import::look::{About, Cell, Look, Outcome, Told};
use dunwell_app::import::reading::Reading;
use dunwell_app::import::upload::{self, KEPT, Stage, Tried, Upload};
use dunwell_app::import::{Counts, ImportId, Kind, Need, Progress, Rejected};

use super::words;
use crate::encode::encode;
use crate::error::{PageError, PageResult};
use crate::form::{Errors, Form};
use crate::jobs::{Far, Giver};
use crate::locale::T;
use crate::page::{BookPage, Page};
use crate::pages::error::sentence;

/// What leaves a field out, where a form names its column. A column is `=` and its name.
const NO_COLUMN: &str = "-";

/// The ways to write dates that can be chosen, with an example of each.
const DATES: [(&str, &str); 6] = [
    ("DD/MM/YYYY", "31/12/2026, 31.12.2026"),
    ("MM/DD/YYYY", "12/31/2026"),
    ("YYYY-MM-DD", "2026-12-31"),
    ("YYYYMMDD", "20261231"),
    ("DD Mon YYYY", "31 Dec 2026"),
    ("YY-MM-DD", "26-12-31"),
];

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

/// What a trial found out.
struct TriedPart {
    looks: Vec<LookPart>,
    questions: Vec<QuestionPart>,
    trial: Option<OutcomePart>,
    can_be_brought_in: bool,
    form: ReadingForm,
}

/// What an import did.
struct DonePart {
    outcome: OutcomePart,
    by_when: String,
    rejects: Vec<(String, String)>,
    next: Option<String>,
}

/// A file and how it is read.
struct LookPart {
    file: String,
    dialect: String,
    kind: String,
    refused: String,
    fields: Vec<(String, String, String)>,
    head: Vec<(String, bool)>,
    rows: Vec<(String, Vec<Shape>)>,
}

/// A cell of the preview.
struct Shape {
    words: String,
    is_num: bool,
    label: String,
}

/// Something that only a person can say.
struct QuestionPart {
    name: String,
    words: String,
    choices: Vec<(String, String)>,
}

/// What an import does, in figures.
struct OutcomePart {
    changed_nothing: bool,
    kinds: Vec<(String, String, String, String)>,
    notes: Vec<String>,
    refused_words: String,
    refused: Vec<Rejected>,
    more_refused: String,
}

/// How the files are read, to be changed.
struct ReadingForm {
    kind: String,
    kinds: Vec<(&'static str, String)>,
    dates: [(&'static str, &'static str); 6],
    date: String,
    decimal: String,
    currency: String,
    book_currency: &'static str,
    columns: Vec<ColumnChoice>,
    profile: String,
}

/// A field and the columns that it could be.
struct ColumnChoice {
    name: String,
    words: String,
    is_needed: bool,
    told: String,
    options: Vec<(String, String, bool)>,
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
    let id = read_id(&id)?;
    draw(&page, find(&page, id).await?, &Errors::none()).await
}

async fn draw(page: &BookPage, upload: Upload, errors: &Errors) -> PageResult {
    let (t, id) = (page.t(), upload.id);
    let jobs = page.desk().jobs();
    let running = [(import_name(id), true), (check_name(id), false)]
        .into_iter()
        .find_map(|(name, is_import)| Some((jobs.far(&name)?, is_import)));
    let is_running = running.is_some();
    let failure = jobs
        .failure(&import_name(id))
        .or_else(|| jobs.failure(&check_name(id)));
    let problem = match failure {
        None => errors.of("reading").to_owned(),
        Some(PageError::Refused(why)) => sentence(&why),
        Some(PageError::Busy) => t.text("error.busy-words"),
        Some(error) => {
            tracing::error!(cause = %error, "an import failed");
            t.text("error.failed-words")
        }
    };
    let files: Vec<&str> = upload.files.iter().map(|file| file.name.as_str()).collect();
    let size = upload.files.iter().map(|file| file.bytes).sum();
    let part = Part {
        page,
        t,
        files: files.join(", "),
        at: format!("{} · {}", words::size(t, size), t.moment(upload.at)),
        here: page.href(&format!("import/{id}")),
        problem,
        state: match running {
            Some((far, is_import)) => State::Running {
                is_import,
                percent: far.percent(),
                rows: t.count("import.rows", far.rows()).to_string(),
            },
            None => state(page, upload)?,
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

fn state(page: &BookPage, upload: Upload) -> PageResult<State> {
    let t = page.t();
    let id = upload.id;
    Ok(match upload.stage {
        Stage::Waiting => State::Waiting,
        Stage::Tried(tried) => State::Tried(Box::new(tried_part(page, &upload.reading, tried))),
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
                    .with("when", t.moment(until))
                    .to_string(),
                rejects: rejects.collect(),
                next: page.may(Permission::Run).then(|| page.href("run")),
                outcome: outcome(t, &summary, refused),
            })
        }
    })
}

fn tried_part(page: &BookPage, reading: &Reading, tried: Tried) -> TriedPart {
    let t = page.t();
    let is_alone = tried
        .looks
        .windows(2)
        .all(|pair| pair[0].header == pair[1].header);
    let form = reading_form(page, reading, tried.looks.first().filter(|_| is_alone));
    TriedPart {
        questions: questions(t, &tried.looks, is_alone),
        can_be_brought_in: tried
            .trial
            .as_ref()
            .is_some_and(|trial| !trial.summary.changed_nothing() || trial.summary.refused == 0),
        looks: tried
            .looks
            .into_iter()
            .map(|look| look_part(t, look))
            .collect(),
        trial: tried
            .trial
            .map(|trial| outcome(t, &trial.summary, trial.refused)),
        form,
    }
}

fn look_part(t: T, look: Look) -> LookPart {
    let mut part = LookPart {
        file: look.file,
        dialect: look.dialect.unwrap_or_default(),
        kind: String::new(),
        refused: String::new(),
        fields: Vec::new(),
        head: Vec::new(),
        rows: Vec::new(),
    };
    match look.outcome {
        Outcome::Asks(_) => {}
        Outcome::Refused(why) => part.refused = sentence(&why),
        Outcome::Read(told) => {
            part.kind = t.text(words::kind(&told.kind));
            part.fields = fields(t, &told);
            let names: Vec<String> = part.fields.iter().map(|(name, ..)| name.clone()).collect();
            let rows = told.rows.into_iter().map(|row| {
                let cells = row.cells.into_iter().zip(&names);
                let cells = cells.map(|(cell, name)| shape(t, cell, name));
                (
                    t.number(i64::try_from(row.line).unwrap_or(i64::MAX)),
                    cells.collect(),
                )
            });
            part.rows = rows.collect();
            let first: Option<&(String, Vec<Shape>)> = part.rows.first();
            part.head = (0..names.len())
                .map(|at| {
                    let is_num = first.is_some_and(|(_, cells)| cells[at].is_num);
                    (names[at].clone(), is_num)
                })
                .collect();
        }
    }
    part
}

fn fields(t: T, told: &Told) -> Vec<(String, String, String)> {
    let field = |field: &dunwell_app::import::look::FieldTold| {
        let style = match field.style.as_str() {
            "." => t.text("import.decimal-point"),
            "," => t.text("import.decimal-comma"),
            style => style.to_owned(),
        };
        let column = if field.column.is_empty() {
            t.text("import.always-the-same")
        } else {
            field.column.clone()
        };
        let name = t.text(words::field(&told.kind, &field.field));
        (name, column, style)
    };
    told.fields.iter().map(field).collect()
}

fn shape(t: T, cell: Cell, label: &str) -> Shape {
    let (words, is_num) = match cell {
        Cell::Empty => (String::new(), false),
        Cell::Text(text) => (text, false),
        Cell::Date(date) => (t.day(date), false),
        Cell::Money(money) => (t.money(money), true),
        Cell::Flag(true) => (t.text("import.yes"), false),
        Cell::Flag(false) => (t.text("import.no"), false),
    };
    Shape {
        words,
        is_num,
        label: label.to_owned(),
    }
}

/// Each thing is asked once, also where several columns or files leave it open: one writer wrote them.
/// What the rows are and which column is which is asked only of files with the same columns.
fn questions(t: T, looks: &[Look], is_alone: bool) -> Vec<QuestionPart> {
    let mut questions: BTreeMap<String, QuestionPart> = BTreeMap::new();
    for look in looks {
        let Outcome::Asks(asked) = &look.outcome else {
            continue;
        };
        let is_of_one = |about: About| matches!(about, About::Kind | About::Column);
        for asked in asked
            .iter()
            .filter(|asked| is_alone || !is_of_one(asked.about))
        {
            let say = |key: &str| {
                t.say(key)
                    .with("file", &look.file)
                    .with("column", &asked.column)
                    .with("value", &asked.example)
                    .to_string()
            };
            let (name, words) = match asked.about {
                About::Kind => ("kind".to_owned(), say("import.ask-kind")),
                About::Date if asked.example.is_empty() => {
                    ("date".to_owned(), say("import.ask-dates"))
                }
                About::Date => ("date".to_owned(), say("import.ask-date")),
                About::Decimal if asked.example.is_empty() => {
                    ("decimal".to_owned(), say("import.ask-decimals"))
                }
                About::Decimal => ("decimal".to_owned(), say("import.ask-decimal")),
                About::Column => {
                    let field = t.text(words::field("", &asked.field));
                    let words = t.say("import.ask-column").with("field", field);
                    (format!("column-{}", asked.field), words.to_string())
                }
            };
            let choices = asked
                .choices
                .iter()
                .map(|(value, meaning)| match asked.about {
                    About::Kind => (value.clone(), t.text(words::kind(value))),
                    About::Column => (format!("={value}"), value.clone()),
                    About::Date => (value.clone(), format!("{value} ({meaning})")),
                    About::Decimal => {
                        let sign = match value.as_str() {
                            "," => t.text("import.decimal-comma"),
                            _ => t.text("import.decimal-point"),
                        };
                        (value.clone(), format!("{sign} ({meaning})"))
                    }
                });
            questions.entry(name.clone()).or_insert(QuestionPart {
                name,
                words,
                choices: choices.collect(),
            });
        }
    }
    questions.into_values().collect()
}

fn outcome(t: T, summary: &Summary, refused: Vec<Rejected>) -> OutcomePart {
    let number = |n: u64| t.number(i64::try_from(n).unwrap_or(i64::MAX));
    let kinds = summary
        .counts()
        .into_iter()
        .filter(|(_, counts)| *counts != Counts::default())
        .map(|(kind, counts)| {
            (
                t.text(words::kind(kind)),
                number(counts.new),
                number(counts.changed),
                number(counts.unchanged),
            )
        });
    let more = summary.refused.saturating_sub(refused.len() as u64);
    OutcomePart {
        changed_nothing: summary.changed_nothing() && summary.refused == 0,
        kinds: kinds.collect(),
        notes: summary.notes.iter().map(|note| sentence(note)).collect(),
        refused_words: match summary.refused {
            0 => String::new(),
            n => t.count("import.refused", n).to_string(),
        },
        more_refused: match more {
            0 => String::new(),
            n => t.count("import.more-refused", n).to_string(),
        },
        refused,
    }
}

fn reading_form(page: &BookPage, reading: &Reading, look: Option<&Look>) -> ReadingForm {
    let t = page.t();
    let told = look.and_then(|look| match &look.outcome {
        Outcome::Read(told) => Some(told),
        Outcome::Asks(_) | Outcome::Refused(_) => None,
    });
    let kind = told
        .map(|told| told.kind.as_str())
        .or(reading.kind.as_deref());
    let of = kind.and_then(Kind::from_key).unwrap_or(Kind::Invoices);
    let header = look.map_or(&[][..], |look| &look.header);
    let column = |(field, need): &(dunwell_app::import::Field, Need)| {
        let key = field.key();
        let chosen = reading.columns.get(key).map(String::as_str);
        let now = told.and_then(|told| told.fields.iter().find(|told| told.field == key));
        let mut options = vec![(
            NO_COLUMN.to_owned(),
            t.text("import.left-out"),
            chosen == Some(""),
        )];
        options.extend(header.iter().map(|name| {
            let is_chosen = chosen == Some(name.as_str());
            (format!("={name}"), name.clone(), is_chosen)
        }));
        ColumnChoice {
            name: format!("column-{key}"),
            words: t.text(words::field(of.key(), key)),
            is_needed: *need == Need::Required,
            told: match now {
                Some(now) if chosen.is_none() => t
                    .say("import.as-told")
                    .with("column", &now.column)
                    .to_string(),
                _ => t.text("import.by-its-name"),
            },
            options,
        }
    };
    ReadingForm {
        kind: reading.kind.clone().unwrap_or_default(),
        kinds: words::kinds(t),
        dates: DATES,
        date: reading.date.clone().unwrap_or_default(),
        decimal: reading.decimal.clone().unwrap_or_default(),
        currency: reading.currency.clone().unwrap_or_default(),
        book_currency: page.book().currency.code(),
        columns: match header {
            [] => Vec::new(),
            _ => of.fields().iter().map(column).collect(),
        },
        profile: reading
            .profile
            .as_ref()
            .map(|profile| profile.name.clone())
            .unwrap_or_default(),
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
    let wanted = changed(upload.reading.clone(), &typed);
    let user = page.signed_in()?.user.id;
    let set = upload::set_reading(page.db(), page.book(), user, id, &wanted).await;
    if let Err(error) = set {
        return match PageError::from(error) {
            PageError::Refused(why) => {
                draw(&page, upload, &Errors::one("reading", sentence(&why))).await
            }
            error => Err(error),
        };
    }
    check(&page, id).await;
    Ok(page.go_to(&page.href(&format!("import/{id}"))))
}

/// A reading with what was typed instead. What the form does not name stays.
fn changed(mut reading: Reading, typed: &[(String, String)]) -> Reading {
    for (name, value) in typed {
        let value = value.trim();
        let given = || Some(value.to_owned()).filter(|value| !value.is_empty());
        match name.as_str() {
            "kind" => reading.kind = given(),
            "date" => reading.date = given(),
            "decimal" => reading.decimal = given(),
            "currency" => reading.currency = given().map(|code| code.to_uppercase()),
            "no-profile" => reading.profile = None,
            name => {
                let Some(field) = name.strip_prefix("column-") else {
                    continue;
                };
                match (value, value.strip_prefix('=')) {
                    ("", _) => reading.columns.remove(field),
                    (NO_COLUMN, _) => reading.columns.insert(field.to_owned(), String::new()),
                    (_, Some(column)) => {
                        reading.columns.insert(field.to_owned(), column.to_owned())
                    }
                    (_, None) => None,
                };
            }
        }
    }
    // What another kind of rows has no field for cannot be named.
    if let Some(kind) = reading.kind.as_deref().and_then(Kind::from_key) {
        let fields = kind.fields();
        let has = |key: &str| fields.iter().any(|(field, _)| field.key() == key);
        reading.columns.retain(|key, _| has(key));
    }
    reading
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
