//! Disputes: how old each is, how much it is about, who is to settle it; and settling it in place.

use askama::Template;
use axum::extract::Path;
use dunwell_app::access::Permission;
use dunwell_app::assign::{self, Request as Assign};
use dunwell_app::view::disputes::{self, DisputeLine, Request, Tally};
use dunwell_app::view::page::{Page as Slice, Paged};
use serde::Deserialize;

use super::customers::give::{mode, name};
use super::narrow::{Narrow, Totals};
use super::people::{self, NOBODY, Person};
use super::toast::{Done, Toast, toast};
use crate::encode::{encode, with_query};
use crate::error::{PageError, PageResult};
use crate::form::{Form, Query, read_address};
use crate::locale::{Late, Sum, T};
use crate::page::{BookPage, Page};

/// The word for those that were settled.
const SETTLED: &str = "settled";

/// Where the list stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct State {
    /// `settled`, or empty for those that are open.
    only: String,
    /// A name, or that of nobody.
    owner: String,
    /// Where the page begins.
    after: String,
    done: String,
    id: String,
    who: String,
}

impl State {
    fn path(&self) -> String {
        self.path_with(&Done::default())
    }

    fn path_with(&self, done: &Done) -> String {
        let place = [
            ("only", self.only.as_str()),
            ("owner", &self.owner),
            ("after", &self.after),
        ];
        with_query("disputes", place.into_iter().chain(done.pairs()))
    }
}

#[derive(Template)]
#[template(path = "disputes.html")]
struct Disputes<'a> {
    page: &'a Page,
    t: T,
    today: String,
    filters: Vec<Narrow>,
    /// What is disputed in each currency, as the list is narrowed.
    totals: Vec<Totals>,
    rows: Vec<Row>,
    is_settled: bool,
    is_narrowed: bool,
    first: String,
    next: String,
    may_work: bool,
    people: Vec<Person>,
    key: String,
    at: String,
    toast: Option<Toast>,
}

/// A dispute.
struct Row {
    id: String,
    href: String,
    name: String,
    invoice_href: String,
    invoice: String,
    iso: String,
    since: String,
    age: Late,
    sum: Sum,
    is_whole: bool,
    reason: String,
    owner: String,
    /// When and how it was settled; empty while it is open.
    settled: String,
}

/// Shows the disputes that are open, or those that were settled.
pub(crate) async fn show(page: BookPage, Query(state): Query<State>) -> PageResult {
    let t = page.t();
    let is_settled = state.only == SETTLED;
    let list = match list(&page, &state).await {
        Err(PageError::Refused(_)) if !state.after.is_empty() => {
            let top = State {
                after: String::new(),
                ..state
            };
            return Ok(page.go_to(&page.href(&top.path())));
        }
        found => found?,
    };
    let tally = disputes::tally(page.db(), page.book()).await?;
    let may_work = page.may(Permission::Work);
    let going_on = |after: &str| {
        let on = State {
            after: after.to_owned(),
            ..state.clone()
        };
        page.href(&on.path())
    };
    let done = Done::new(&state.done, &state.id, &state.who);
    let template = Disputes {
        page: &page,
        t,
        today: t.day(page.today()),
        filters: filters(&page, &state, &tally),
        totals: match is_settled {
            true => Vec::new(),
            false => totals(&page, &state, &tally),
        },
        rows: list
            .items
            .iter()
            .map(|line| Row::new(&page, line))
            .collect(),
        is_settled,
        is_narrowed: !state.owner.is_empty(),
        first: match state.after.is_empty() {
            true => String::new(),
            false => going_on(""),
        },
        next: list.next.as_deref().map(going_on).unwrap_or_default(),
        may_work,
        people: match may_work {
            true => people::choices(&page, None).await?,
            false => Vec::new(),
        },
        key: page.desk().secret().token(),
        at: state.path(),
        toast: toast(&page, &done, ""),
    };
    page.show(&template)
}

async fn list(page: &BookPage, state: &State) -> PageResult<Paged<DisputeLine>> {
    let (db, book, today) = (page.db(), page.book(), page.today());
    let slice = Slice {
        limit: None,
        after: (!state.after.is_empty()).then_some(state.after.as_str()),
    };
    let owner = people::owner(&state.owner);
    if state.only == SETTLED {
        return Ok(disputes::settled(db, book, owner, &slice, today).await?);
    }
    let request = Request {
        resolved: false,
        owner,
        page: slice,
    };
    Ok(disputes::disputes(db, book, &request, today).await?)
}

/// Where the list goes on when a dispute was settled or given to somebody.
pub(crate) fn go_on(page: &BookPage, at: &str, done: &Done) -> PageResult {
    let state: State = read_address(at);
    Ok(page.go_to(&page.href(&state.path_with(done))))
}

/// Whether a form came from the list, by its path.
pub(crate) fn is_at(at: &str) -> bool {
    at.starts_with("disputes")
}

fn filters(page: &BookPage, state: &State, tally: &[Tally]) -> Vec<Narrow> {
    let t = page.t();
    let own = people::own_name(page);
    let count = |owner: Option<&str>| -> usize {
        let is_meant = |tally: &&Tally| {
            owner.is_none_or(|owner| tally.owner.as_deref().unwrap_or_default() == owner)
        };
        tally.iter().filter(is_meant).map(|tally| tally.count).sum()
    };
    let narrow = |only: &str, owner: &str, words: &str, count: Option<usize>| {
        let to = State {
            only: only.to_owned(),
            owner: owner.to_owned(),
            ..State::default()
        };
        Narrow {
            href: page.href(&to.path()),
            words: t.text(words),
            count: count
                .map(|count| t.number(i64::try_from(count).unwrap_or(i64::MAX)))
                .unwrap_or_default(),
            is_current: state.only == only && state.owner == owner,
        }
    };
    vec![
        narrow("", "", "disputes.open", Some(count(None))),
        narrow("", own, "people.mine", Some(count(Some(own)))),
        narrow("", NOBODY, "people.nobodys", Some(count(Some("")))),
        narrow(SETTLED, "", "disputes.settled", None),
    ]
}

fn totals(page: &BookPage, state: &State, tally: &[Tally]) -> Vec<Totals> {
    let owner = people::owner(&state.owner);
    let is_meant = |tally: &&Tally| {
        owner.is_none_or(|owner| tally.owner.as_deref().unwrap_or_default() == owner)
    };
    let meant = tally.iter().filter(is_meant);
    Totals::of(page.t(), meant.map(|tally| (tally.count, tally.amount)))
}

impl Row {
    fn new(page: &BookPage, line: &DisputeLine) -> Row {
        let t = page.t();
        let age = t.late(line.age_days);
        Row {
            id: line.dispute.to_string(),
            href: page.href(&format!("customers/{}", encode(&line.customer.number))),
            name: line.customer.name.clone(),
            invoice_href: page.href(&format!("invoices/{}", encode(&line.invoice))),
            invoice: line.invoice.clone(),
            iso: line.opened_on.to_string(),
            since: t.day(line.opened_on),
            age: Late {
                words: t.count("disputes.days", line.age_days).to_string(),
                ..age
            },
            sum: t.sum(line.amount),
            is_whole: line.is_whole,
            reason: line.reason.clone(),
            owner: line.owner.clone().unwrap_or_default(),
            settled: match (line.resolved_on, &line.resolution) {
                (Some(on), Some(how)) => format!("{} · {how}", t.day(on)),
                (Some(on), None) => t.day(on),
                (None, _) => String::new(),
            },
        }
    }
}

/// To whom a dispute is given.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct To {
    key: String,
    at: String,
    to: String,
}

/// Says who is to settle a dispute.
pub(crate) async fn give(
    page: BookPage,
    Path((_, id)): Path<(String, String)>,
    Form(sent): Form<To>,
) -> PageResult {
    // A customer of that number is not what is meant.
    if id.parse::<dunwell_core::id::DisputeId>().is_err() {
        return Err(PageError::NotFound);
    }
    let request = Assign {
        what: id,
        to: name(&sent.to),
    };
    let (db, book, caller) = (page.db(), page.book(), page.caller());
    let given = assign::assign(db, book, caller, mode(&sent.key), &request).await?;
    go_on(&page, &sent.at, &Done::new("given", "", &given.customer))
}
