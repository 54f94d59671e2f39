//! Promises to pay: what was promised for which day, what came, and where each stands.

use askama::Template;
use dunwell_app::access::Permission;
use dunwell_app::view::page::{Page as Slice, Paged};
use dunwell_app::view::promises::{self, PromiseLine, Request, Tally};
use dunwell_core::promise::PromiseState;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Deserialize;

use super::narrow::{Narrow, Totals};
use super::people;
use super::toast::{Done, Toast, toast};
use super::words;
use crate::encode::{encode, with_query};
use crate::error::{PageError, PageResult};
use crate::form::{Query, read_address};
use crate::locale::{Late, Sum, T};
use crate::page::{BookPage, Page};

/// How many days back promises are shown unless older ones are wanted.
const DAYS_BACK: i64 = 90;

/// The words of the address for where a promise stands.
const STATES: [(&str, PromiseState); 4] = [
    ("open", PromiseState::Open),
    ("broken", PromiseState::Broken),
    ("partly-kept", PromiseState::PartlyKept),
    ("kept", PromiseState::Kept),
];

/// The word for those that are due today.
const TODAY: &str = "today";

/// The word for all of them.
const ALL: &str = "all";

/// Where the list stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct State {
    /// A word of the above; empty for those that are open.
    only: String,
    /// A name, or that of nobody.
    owner: String,
    /// `yes` for those that were due long ago, too.
    older: String,
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
            ("older", &self.older),
            ("after", &self.after),
        ];
        with_query("promises", place.into_iter().chain(done.pairs()))
    }

    fn state(&self) -> Option<PromiseState> {
        let word = match self.only.as_str() {
            ALL => return None,
            "" | TODAY => "open",
            word => word,
        };
        let found = STATES.iter().find(|(known, _)| *known == word);
        found.map(|(_, state)| *state)
    }

    /// The first day on which those that are shown were due.
    fn since(&self, today: Date) -> Option<Date> {
        match (self.only.as_str(), self.older.as_str()) {
            (TODAY, _) => Some(today),
            (_, "yes") => None,
            _ => Some(today.saturating_sub(DAYS_BACK.days())),
        }
    }
}

#[derive(Template)]
#[template(path = "promises.html")]
struct Promises<'a> {
    page: &'a Page,
    t: T,
    today: String,
    filters: Vec<Narrow>,
    totals: Vec<Totals>,
    rows: Vec<Row>,
    /// The first day that is shown, and the way to what was before it; empty when all is shown.
    since: String,
    older: String,
    first: String,
    next: String,
    may_work: bool,
    key: String,
    at: String,
    toast: Option<Toast>,
}

/// A promise.
struct Row {
    id: String,
    href: String,
    name: String,
    iso: String,
    due: String,
    late: Late,
    promised: Sum,
    received: Sum,
    state: String,
    tone: &'static str,
    owner: String,
    made: String,
}

/// Shows the promises.
pub(crate) async fn show(page: BookPage, Query(state): Query<State>) -> PageResult {
    let t = page.t();
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
    let whole = Request {
        owner: people::owner(&state.owner),
        due_from: State {
            older: state.older.clone(),
            ..State::default()
        }
        .since(page.today()),
        ..Request::default()
    };
    let tally = promises::tally(page.db(), page.book(), &whole, page.today()).await?;
    let going_on = |after: &str| {
        let on = State {
            after: after.to_owned(),
            ..state.clone()
        };
        page.href(&on.path())
    };
    let older = State {
        older: "yes".to_owned(),
        after: String::new(),
        ..state.clone()
    };
    let since = whole.due_from;
    let done = Done::new(&state.done, &state.id, &state.who);
    let template = Promises {
        page: &page,
        t,
        today: t.day(page.today()),
        filters: filters(&page, &state, &tally),
        totals: match state.only.as_str() {
            TODAY => Vec::new(),
            _ => {
                let wanted = state.state();
                let meant = tally
                    .iter()
                    .filter(|tally| wanted.is_none_or(|wanted| wanted == tally.state));
                Totals::of(t, meant.map(|tally| (tally.count, tally.promised)))
            }
        },
        rows: list
            .items
            .iter()
            .map(|line| Row::new(&page, line))
            .collect(),
        since: since.map(|since| t.day(since)).unwrap_or_default(),
        older: match since.is_some() && state.only != TODAY {
            true => page.href(&older.path()),
            false => String::new(),
        },
        first: match state.after.is_empty() {
            true => String::new(),
            false => going_on(""),
        },
        next: list.next.as_deref().map(going_on).unwrap_or_default(),
        may_work: page.may(Permission::Work),
        key: page.desk().secret().token(),
        at: state.path(),
        toast: toast(&page, &done, ""),
    };
    page.show(&template)
}

async fn list(page: &BookPage, state: &State) -> PageResult<Paged<PromiseLine>> {
    let request = Request {
        state: state.state(),
        owner: people::owner(&state.owner),
        due_from: state.since(page.today()),
        due_until: (state.only == TODAY).then(|| page.today()),
        page: Slice {
            limit: None,
            after: (!state.after.is_empty()).then_some(state.after.as_str()),
        },
    };
    Ok(promises::promises(page.db(), page.book(), &request, page.today()).await?)
}

/// Where the list goes on when a promise was taken back.
pub(crate) fn go_on(page: &BookPage, at: &str, done: &Done) -> PageResult {
    let state: State = read_address(at);
    Ok(page.go_to(&page.href(&state.path_with(done))))
}

/// Whether a form came from the list, by its path.
pub(crate) fn is_at(at: &str) -> bool {
    at.starts_with("promises")
}

fn filters(page: &BookPage, state: &State, tally: &[Tally]) -> Vec<Narrow> {
    let t = page.t();
    let number = |count: usize| t.number(i64::try_from(count).unwrap_or(i64::MAX));
    let narrow = |to: State, words: String, count: String, is_current: bool| Narrow {
        href: page.href(&to.path()),
        words,
        count,
        is_current,
    };
    let standing = |only: &str, words: String, count: usize| {
        let to = State {
            only: only.to_owned(),
            owner: state.owner.clone(),
            older: state.older.clone(),
            ..State::default()
        };
        let is_current = state.only == only || (only == "open" && state.only.is_empty());
        narrow(to, words, number(count), is_current)
    };
    let of = |state: PromiseState| -> usize {
        let meant = tally.iter().filter(|tally| tally.state == state);
        meant.map(|tally| tally.count).sum()
    };
    let open = tally
        .iter()
        .filter(|tally| tally.state == PromiseState::Open);
    let due_today = open.map(|tally| tally.due_today).sum();
    let mut found = vec![standing(TODAY, t.text("promises.due-today"), due_today)];
    for (word, state) in STATES {
        let (words, _) = words::promise(Some(state));
        found.push(standing(word, t.text(words), of(state)));
    }
    let all = tally.iter().map(|tally| tally.count).sum();
    found.push(standing(ALL, t.text("promises.all"), all));
    let own = people::own_name(page);
    let is_mine = state.owner == own;
    let mine = State {
        owner: if is_mine { "" } else { own }.to_owned(),
        after: String::new(),
        ..state.clone()
    };
    let words = t.text("people.mine");
    found.push(narrow(mine, words, String::new(), is_mine));
    found
}

impl Row {
    fn new(page: &BookPage, line: &PromiseLine) -> Row {
        let t = page.t();
        let (state, tone) = words::promise(Some(line.state));
        // A promise that was kept is not late, whenever it was due.
        let is_kept = line.state == PromiseState::Kept;
        let late = t.late(line.days_past);
        Row {
            id: line.promise.to_string(),
            href: page.href(&format!("customers/{}", encode(&line.customer.number))),
            name: line.customer.name.clone(),
            iso: line.due.to_string(),
            due: t.day(line.due),
            late: match line.days_past {
                1.. => Late {
                    step: if is_kept { 0 } else { late.step },
                    words: t.count("promises.days-ago", line.days_past).to_string(),
                },
                _ => late,
            },
            promised: t.sum(line.amount),
            received: t.sum(line.received),
            state: t.text(state),
            tone,
            owner: line.owner.clone().unwrap_or_default(),
            made: t
                .say("promises.made")
                .with("on", t.day(line.made_on))
                .to_string(),
        }
    }
}
