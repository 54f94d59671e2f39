//! The outbox: texts that wait for approval, that are ready to leave, and that left. A text is read as it
//! will leave, or as it left, beside the list.

pub mod act;
pub mod files;
mod state;
mod text;

use askama::Template;
use axum::http::StatusCode;
use dunwell_app::access::Permission;
use dunwell_app::outbox_export::Left;
use dunwell_app::view::outbox::{self, Part, TextLine};
use dunwell_app::view::page::{Page as Slice, Paged};

pub(crate) use self::state::State;
use self::text::Text;
use super::toast::{Toast, toast};
use super::words;
use crate::encode::{encode, query};
use crate::error::{PageError, PageResult};
use crate::form::Query;
use crate::locale::{Sum, T};
use crate::page::{BookPage, Page};

#[derive(Template)]
#[template(path = "outbox.html")]
struct Outbox<'a> {
    page: &'a Page,
    t: T,
    tabs: Vec<Tab>,
    what: String,
    empty: (String, String),
    rows: Vec<Row>,
    is_drafts: bool,
    is_exported: bool,
    /// Whether any of the rows can be approved by the reader.
    may_approve: bool,
    /// How many texts leave with the next export; none where the reader may not have them leave.
    to_leave: usize,
    first: String,
    next: String,
    key: String,
    at: String,
    text: Option<Text>,
    problem: String,
    left: Option<Departed>,
    toast: Option<Toast>,
}

/// A part of the outbox.
struct Tab {
    href: String,
    words: String,
    count: String,
    is_current: bool,
}

/// A text of the list.
struct Row {
    action: String,
    href: String,
    name: String,
    step: String,
    kind: String,
    sum: Sum,
    iso: String,
    day: String,
    /// Who had it leave, or has to approve it.
    by: String,
    /// The files that left together with it; empty for what has not left.
    files: String,
    is_open: bool,
    may_approve: bool,
}

/// What an export did.
struct Departed {
    words: String,
    files: String,
    not_sent: Vec<(String, String)>,
    notes: Vec<String>,
}

/// What is drawn above the list.
#[derive(Default)]
struct Extra {
    problem: String,
    left: Option<Left>,
}

/// Shows a part of the outbox: the one that was asked for, or the first in which something is to be done.
pub(crate) async fn show(page: BookPage, Query(mut state): Query<State>) -> PageResult {
    if state.is_open_ended() {
        let waiting = outbox::waiting_with(page.db(), page.book(), page.desk().worklists()).await?;
        if waiting.drafts == 0 && waiting.ready > 0 {
            state.go_to(Part::Ready);
        }
    }
    draw(&page, &state, Extra::default()).await
}

async fn draw(page: &BookPage, state: &State, extra: Extra) -> PageResult {
    let t = page.t();
    let part = state.part();
    let list = match list(page, state).await {
        Err(PageError::Refused(_)) if !state.after.is_empty() => {
            return Ok(page.go_to(&page.href(&state.going_on("").path())));
        }
        found => found?,
    };
    let waiting = outbox::waiting_with(page.db(), page.book(), page.desk().worklists()).await?;
    let status = match extra.problem.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let rows: Vec<Row> = list
        .items
        .iter()
        .map(|line| Row::new(page, state, line))
        .collect();
    let tab = |part: Part, words: &str, count: Option<usize>| Tab {
        href: page.href(&State::of(part).path()),
        words: t.text(words),
        count: count
            .map(|count| t.number(i64::try_from(count).unwrap_or(i64::MAX)))
            .unwrap_or_default(),
        is_current: part == state.part(),
    };
    let (what, empty) = match part {
        Part::Drafts => (
            "outbox.drafts-what",
            ("outbox.no-drafts", "outbox.no-drafts-words"),
        ),
        Part::Ready => (
            "outbox.ready-what",
            ("outbox.no-ready", "outbox.no-ready-words"),
        ),
        Part::Exported => (
            "outbox.exported-what",
            ("outbox.no-exported", "outbox.no-exported-words"),
        ),
    };
    let template = Outbox {
        page,
        t,
        tabs: vec![
            tab(Part::Drafts, "outbox.drafts", Some(waiting.drafts)),
            tab(Part::Ready, "outbox.ready", Some(waiting.ready)),
            tab(Part::Exported, "outbox.exported", None),
        ],
        what: t.text(what),
        empty: (t.text(empty.0), t.text(empty.1)),
        is_drafts: part == Part::Drafts,
        is_exported: part == Part::Exported,
        may_approve: rows.iter().any(|row| row.may_approve),
        to_leave: match part == Part::Ready && page.may(Permission::Send) {
            true => waiting.ready,
            false => 0,
        },
        first: match state.after.is_empty() {
            true => String::new(),
            false => page.href(&state.going_on("").path()),
        },
        next: list
            .next
            .as_deref()
            .map(|after| page.href(&state.going_on(after).path()))
            .unwrap_or_default(),
        key: page.desk().secret().token(),
        at: state.path(),
        text: text::opened(page, state, &list.items).await?,
        problem: extra.problem,
        left: extra.left.map(|left| Departed::new(page, &left)),
        toast: toast(page, &state.done(), ""),
        rows,
    };
    page.show_with(status, &template)
}

async fn list(page: &BookPage, state: &State) -> PageResult<Paged<TextLine>> {
    let slice = Slice {
        limit: None,
        after: (!state.after.is_empty()).then_some(state.after.as_str()),
    };
    Ok(outbox::outbox(page.db(), page.book(), state.part(), &slice, page.today()).await?)
}

/// Whether the reader may approve what a policy has a role approve.
fn may_approve(page: &BookPage, role: Option<&str>) -> bool {
    page.may(Permission::Approve) && role.is_none_or(|role| page.role().acts_as(role))
}

impl Row {
    fn new(page: &BookPage, state: &State, line: &TextLine) -> Row {
        let t = page.t();
        let is_draft = state.part() == Part::Drafts;
        let day = line.left_on.unwrap_or(line.decided_on);
        Row {
            action: line.action.to_string(),
            href: page.href(&state.opening(&line.short_id).path()),
            name: line.customer.name.clone(),
            step: line.step.clone(),
            kind: t.text(words::kind(line.kind)),
            sum: t.sum(line.amount),
            iso: day.to_string(),
            day: t.day(day),
            by: match (is_draft, &line.approve, &line.by) {
                (true, Some(role), _) => words::role(t, role),
                (false, _, Some(by)) => by.clone(),
                _ => String::new(),
            },
            files: match (line.left_on, line.left_at) {
                (Some(on), Some(at)) if page.may(Permission::Send) => files_href(page, on, at),
                _ => String::new(),
            },
            is_open: line.short_id == state.open,
            may_approve: is_draft && may_approve(page, line.approve.as_deref()),
        }
    }
}

/// The address of the files that left together.
fn files_href(page: &BookPage, on: jiff::civil::Date, at: jiff::Timestamp) -> String {
    let (on, at) = (on.to_string(), at.to_string());
    page.href(&format!(
        "outbox/files?{}",
        query([("on", on.as_str()), ("at", at.as_str())])
    ))
}

impl Departed {
    fn new(page: &BookPage, left: &Left) -> Departed {
        let t = page.t();
        let report = &left.report;
        let not_sent = report.withdrawn.iter().chain(&report.kept_back);
        Departed {
            words: t.count("outbox.left", report.exported.len()).to_string(),
            files: match report.exported.is_empty() {
                true => String::new(),
                false => files_href(page, left.on, left.at),
            },
            not_sent: not_sent
                .map(|text| {
                    let href = page.href(&format!("customers/{}", encode(&text.customer)));
                    let why = format!(
                        "{}, {}: {}",
                        text.customer,
                        text.step,
                        t.sentence(&text.reason)
                    );
                    (href, why)
                })
                .collect(),
            notes: report.notes.iter().map(|note| t.sentence(note)).collect(),
        }
    }
}
