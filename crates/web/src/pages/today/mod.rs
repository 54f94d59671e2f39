//! Today: what is to be done, the most valuable first, and why. An item that is opened stands beside
//! the list with its text or script and all that can be done about it; when it is done, the next one
//! comes up.
//!
//! Every link and form works without a script. With one, only the part `#work` is put in place.

pub mod act;
mod panel;
mod state;

use std::sync::Arc;

use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use dunwell_app::access::Permission;
use dunwell_app::view::beginning;
use dunwell_app::view::worklist::{self, Choices, Item, Worklist};
use dunwell_app::{Currency, Do};
use dunwell_core::reason::Reason;

use self::panel::Panel;
use self::state::State;
use super::customer;
use super::people;
use super::record::{About, Sheet, Typed, What};
use super::toast::{Done, Toast, toast};
use super::words;
use crate::error::PageResult;
use crate::form::{Errors, Query};
use crate::locale::{Late, Sum, T};
use crate::page::{BookPage, Page};

/// How much of the list is shown at first, and how much more each time.
const SHOWN: usize = 25;

#[derive(Template)]
#[template(path = "today.html")]
struct Today<'a> {
    page: &'a Page,
    t: T,
    part: Part<'a>,
}

/// What a script puts in place: the list with its filters, and the opened item.
#[derive(Template)]
#[template(path = "today_part.html")]
struct Part<'a> {
    page: &'a Page,
    t: T,
    today: String,
    total: usize,
    sums: Vec<Sum>,
    filters: Vec<Filter>,
    rows: Vec<Row>,
    /// The whole list, for one that is narrowed; empty for the whole.
    whole: String,
    /// The way to more of the list; empty when all is shown.
    more: String,
    panel: Option<Panel>,
    toast: Option<Toast>,
    problem: String,
    /// Whether today was not run yet.
    is_not_run: bool,
    may_run: bool,
    /// Where the book is set up to the end; empty when it is, or for who may not.
    begin: String,
}

/// A way to narrow the list.
struct Filter {
    href: String,
    words: String,
    count: String,
    is_current: bool,
}

/// A row of the list.
struct Row {
    rank: usize,
    href: String,
    name: String,
    sum: Sum,
    late: Late,
    class: String,
    why: String,
    to_do: String,
    icon: &'static str,
    is_open: bool,
}

/// What is drawn beside the list and above it.
#[derive(Default)]
struct Extra {
    /// A form that came back.
    again: Option<(What, Typed, Errors)>,
    /// Why something was not done.
    problem: String,
}

/// Shows the list.
pub(crate) async fn show(page: BookPage, Query(state): Query<State>) -> PageResult {
    let clean = page.href(&state.path());
    let mut response = draw(&page, &state, Extra::default()).await?;
    if page.is_fragment()
        && let Ok(address) = HeaderValue::from_str(&clean)
    {
        let name = HeaderName::from_static("hx-push-url");
        response.headers_mut().insert(name, address);
    }
    Ok(response)
}

/// Draws the list with a form that came back.
pub(crate) async fn again(page: &BookPage, what: What, typed: Typed, errors: Errors) -> PageResult {
    let state = State::read(&typed.at);
    let extra = Extra {
        again: Some((what, typed, errors)),
        ..Extra::default()
    };
    draw(page, &state, extra).await
}

/// Draws the list with the reason why something was not done.
async fn refused(page: &BookPage, at: &str, problem: String) -> PageResult {
    let extra = Extra {
        problem,
        ..Extra::default()
    };
    draw(page, &State::read(at), extra).await
}

/// Where to go when something was done: an item that is over makes room for the next.
pub(crate) fn go_on(page: &BookPage, at: &str, done: &Done, is_over: bool) -> Response {
    let state = State::read(at);
    let open = if is_over {
        state.next.clone()
    } else {
        state.open.clone()
    };
    go_to(page, &state.opening(&open), done)
}

/// The same, opening a certain item again.
pub(crate) fn go_back(page: &BookPage, at: &str, done: &Done, open: &str) -> Response {
    let state = State::read(at);
    let open = if open.is_empty() {
        state.open.clone()
    } else {
        open.to_owned()
    };
    go_to(page, &state.opening(&open), done)
}

/// A script follows the way by itself and is given the part.
fn go_to(page: &BookPage, state: &State, done: &Done) -> Response {
    let path = page.href(&state.path_with(done));
    axum::response::Redirect::to(&path).into_response()
}

async fn draw(page: &BookPage, state: &State, extra: Extra) -> PageResult {
    let list = list(page, state).await?;
    let opened = opened(page, state, &list).await?;
    let status = match (&extra.again, extra.problem.is_empty()) {
        (None, true) => StatusCode::OK,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let state = State {
        next: next(&list.items, &state.open),
        ..state.clone()
    };
    let panel = match &opened {
        Some(item) => Some(panel(page, &state, item, extra.again).await?),
        // What the form was about is gone from the list: the message must not be lost with it.
        None => None,
    };
    let t = page.t();
    let latest_run = beginning::at_work(page.db(), page.book()).await?;
    let may_run = page.may(Permission::Run);
    let part = Part {
        is_not_run: latest_run.is_some_and(|day| day < page.today()),
        may_run,
        begin: match may_run && latest_run.is_none() {
            true => page.href("begin"),
            false => String::new(),
        },
        page,
        t,
        today: t.day(page.today()),
        total: list.total,
        sums: list.amounts.iter().map(|sum| t.sum(*sum)).collect(),
        filters: filters(page, &state, &list.choices),
        whole: match state.is_whole() {
            true => String::new(),
            false => page.href(&State::default().path()),
        },
        more: match list.items.len() < list.total {
            true => page.href(&state.showing(list.items.len() + SHOWN).path()),
            false => String::new(),
        },
        toast: toast(page, &state.done(), &state.query()),
        problem: extra.problem,
        rows: rows(page, &state, &list.items),
        panel,
    };
    if page.is_fragment() {
        return page.show_with(status, &part);
    }
    page.show_with(status, &Today { page, t, part })
}

async fn list(page: &BookPage, state: &State) -> PageResult<Arc<Worklist>> {
    let request = worklist::Request {
        kind: Do::from_code(&state.kind),
        class: some(&state.class),
        currency: Currency::from_code(&state.currency).ok(),
        awaiting_approval: state.kind == "approve",
        owner: people::owner(&state.owner),
        action: None,
        limit: Some(state.shown.parse().unwrap_or(SHOWN).max(SHOWN)),
        ..worklist::Request::default()
    };
    ask(page, &request).await
}

async fn ask(page: &BookPage, request: &worklist::Request<'_>) -> PageResult<Arc<Worklist>> {
    let (db, known) = (page.db(), page.desk().worklists());
    let list = worklist::worklist_with(db, page.book(), request, page.today(), known).await;
    Ok(list?)
}

/// The item that is open, also where the list does not show it.
async fn opened(page: &BookPage, state: &State, list: &Worklist) -> PageResult<Option<Item>> {
    if state.open.is_empty() {
        return Ok(None);
    }
    let listed = list.items.iter().find(|item| item.short_id == state.open);
    match listed {
        Some(item) => Ok(Some(item.clone())),
        None => find(page, &state.open).await,
    }
}

/// An open action by its id or the beginning of it.
async fn find(page: &BookPage, action: &str) -> PageResult<Option<Item>> {
    let request = worklist::Request {
        action: Some(action),
        ..worklist::Request::default()
    };
    let list = ask(page, &request).await?;
    Ok(list.items.first().cloned())
}

/// The item that comes up when the open one is done.
fn next(items: &[Item], open: &str) -> String {
    let place = items.iter().position(|item| item.short_id == open);
    let next = match place {
        Some(place) => items.get(place + 1).or(items.first()),
        None => items.first(),
    };
    next.filter(|item| item.short_id != open)
        .map(|item| item.short_id.clone())
        .unwrap_or_default()
}

async fn panel(
    page: &BookPage,
    state: &State,
    item: &Item,
    again: Option<(What, Typed, Errors)>,
) -> PageResult<Panel> {
    let customer = customer::find(page, &item.customer.number, false).await?;
    let back = page.href(&state.recording("").path());
    let at = state.query();
    let about = About {
        customer: &customer,
        action: Some(&item.short_id),
        currency: Some(item.amount.currency().code()),
        at: &at,
        back: &back,
    };
    let sheet = match again {
        Some((what, typed, errors)) => Some(Sheet::new(page, what, about, Some((typed, errors)))),
        None => What::from_code(&state.record)
            .filter(|what| page.may(what.permission()))
            .map(|what| Sheet::new(page, what, about, None)),
    };
    Panel::new(page, state, item, &customer, sheet).await
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn filters(page: &BookPage, state: &State, choices: &Choices) -> Vec<Filter> {
    let t = page.t();
    let filter = |to: State, words: String, count: usize, is_current: bool| Filter {
        href: page.href(&to.path()),
        words,
        count: t.number(i64::try_from(count).unwrap_or(i64::MAX)),
        is_current,
    };
    let words = t.text("today.all");
    let mut found = vec![filter(
        State::default(),
        words,
        choices.all,
        state.is_whole(),
    )];
    // How many there are is known only once it is asked for; that is told at the head of the list.
    let (to, is_current) = state.narrowed(|state| &mut state.owner, people::own_name(page));
    found.push(Filter {
        count: String::new(),
        ..filter(to, t.text("people.mine"), 0, is_current)
    });
    let approvals = choices.awaiting_approval;
    if approvals > 0 {
        let (to, is_current) = state.narrowed(|state| &mut state.kind, "approve");
        found.push(filter(to, t.text("today.approvals"), approvals, is_current));
    }
    for (kind, count) in &choices.kinds {
        let (to, is_current) = state.narrowed(|state| &mut state.kind, kind.code());
        found.push(filter(to, t.text(words::kind(*kind)), *count, is_current));
    }
    for (class, count) in choices.classes.iter().filter(|_| choices.classes.len() > 1) {
        let (to, is_current) = state.narrowed(|state| &mut state.class, class);
        found.push(filter(to, class.clone(), *count, is_current));
    }
    for (code, count) in choices
        .currencies
        .iter()
        .filter(|_| choices.currencies.len() > 1)
    {
        let (to, is_current) = state.narrowed(|state| &mut state.currency, code);
        found.push(filter(to, (*code).to_owned(), *count, is_current));
    }
    found
}

fn rows(page: &BookPage, state: &State, items: &[Item]) -> Vec<Row> {
    let t = page.t();
    let row = |item: &Item| Row {
        rank: item.rank,
        href: page.href(&state.opening(&item.short_id).path()),
        name: item.customer.name.clone(),
        sum: t.sum(item.amount),
        late: t.late(item.days_late),
        class: item.class.clone(),
        why: sentences(t, &item.said.first).join(" "),
        to_do: t.text(words::to_do(item.kind, item.needs_approval)),
        icon: icon(item.kind, item.needs_approval),
        is_open: item.short_id == state.open,
    };
    items.iter().map(row).collect()
}

/// Reasons in the reader's language.
fn sentences(t: T, reasons: &[Reason]) -> Vec<String> {
    reasons.iter().map(|reason| t.reason(reason)).collect()
}

fn icon(kind: Do, needs_approval: bool) -> &'static str {
    if needs_approval {
        "approve"
    } else {
        words::icon(kind)
    }
}
