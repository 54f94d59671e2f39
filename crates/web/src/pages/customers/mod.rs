//! The list of customers: what each owes, how late, how it pays, what comes next and who looks after it.

pub mod export;
pub mod give;
mod rows;
mod state;

use std::collections::BTreeMap;

use askama::Template;
use dunwell_app::access::Permission;
use dunwell_app::view::customers::{self, Choices, Customers, Sort};

use self::rows::{Row, Total};
pub(crate) use self::state::State;
use super::narrow::{Menu, Narrow};
use super::people::{self, NOBODY, Person};
use super::toast::{Done, Toast, toast};
use crate::error::{PageError, PageResult};
use crate::form::{Errors, Query};
use crate::locale::T;
use crate::page::{BookPage, Page};

#[derive(Template)]
#[template(path = "customers.html")]
struct List<'a> {
    page: &'a Page,
    t: T,
    today: String,
    total: usize,
    totals: Vec<Total>,
    filters: Vec<Narrow>,
    menus: Vec<Menu>,
    heads: Vec<Head>,
    rows: Vec<Row>,
    /// Whether nothing is owed by anybody, however the list is narrowed.
    is_bare: bool,
    /// The whole list, for one that is narrowed to nothing.
    whole: String,
    first: String,
    next: String,
    file: String,
    may_give: bool,
    /// The way to choosing customers to be given to somebody, and out of it.
    give: String,
    giving: Option<Giving>,
    toast: Option<Toast>,
}

/// What stands around the list while customers are chosen.
struct Giving {
    people: Vec<Person>,
    key: String,
    /// Where the list stands.
    at: String,
    problem: String,
}

/// The head of a column.
struct Head {
    href: String,
    words: String,
    /// As `aria-sort` says it; empty where another column puts the list in order.
    sorted: &'static str,
    is_num: bool,
}

/// Shows the list.
pub(crate) async fn show(page: BookPage, Query(state): Query<State>) -> PageResult {
    draw(&page, &state, &Errors::none()).await
}

async fn draw(page: &BookPage, state: &State, errors: &Errors) -> PageResult {
    let t = page.t();
    let view = match list(page, state).await {
        // A place that was kept while the list changed its order: it begins at the top again.
        Err(PageError::Refused(_)) if !state.after.is_empty() => {
            return Ok(page.go_to(&page.href(&state.first_page().path())));
        }
        found => found?,
    };
    let may_give = page.may(Permission::Work);
    let giving = match may_give && state.give == "yes" {
        true => Some(Giving {
            people: people::choices(page, None).await?,
            key: page.desk().secret().token(),
            at: state.path(),
            problem: errors.of("customer").to_owned(),
        }),
        false => None,
    };
    let done = Done::new(&state.done, "", &state.who);
    let list = List {
        page,
        t,
        today: t.day(view.as_of),
        total: view.total,
        totals: view.sums.iter().map(|sums| Total::new(t, sums)).collect(),
        filters: filters(page, state, &view.choices),
        menus: menus(page, state, &view.choices),
        heads: heads(page, state),
        rows: view.items.iter().map(|line| Row::new(page, line)).collect(),
        is_bare: view.choices.all == 0,
        whole: page.href("customers"),
        first: match state.after.is_empty() {
            true => String::new(),
            false => page.href(&state.going_on("").path()),
        },
        next: view
            .next
            .as_deref()
            .map(|place| page.href(&state.going_on(place).path()))
            .unwrap_or_default(),
        file: page.href(&state.file()),
        may_give,
        give: page.href(&state.giving(giving.is_none()).path()),
        giving,
        toast: toast(page, &done, ""),
    };
    page.show_with(errors.status(), &list)
}

async fn list(page: &BookPage, state: &State) -> PageResult<Customers> {
    let request = state.request();
    let (today, known) = (page.today(), page.desk().customers());
    Ok(customers::customers_with(page.db(), page.book(), &request, today, known).await?)
}

/// What is asked for most: all, late, held, mine, nobody's.
fn filters(page: &BookPage, state: &State, choices: &Choices) -> Vec<Narrow> {
    let t = page.t();
    let narrow = |to: State, words: String, count: usize, is_current: bool| Narrow {
        href: page.href(&to.path()),
        words,
        count: number(t, count),
        is_current,
    };
    let all = State {
        sort: state.sort.clone(),
        order: state.order.clone(),
        ..State::default()
    };
    let mut found = vec![narrow(
        all,
        t.text("customers.all"),
        choices.all,
        state.is_whole(),
    )];
    let mut add = |field: fn(&mut State) -> &mut String, value: &str, words: String, count| {
        let (to, is_current) = state.narrowed(field, value);
        // A way that leads to nothing is shown only to those who are there.
        if count > 0 || is_current {
            found.push(narrow(to, words, count, is_current));
        }
    };
    let only: fn(&mut State) -> &mut String = |state| &mut state.only;
    let owner: fn(&mut State) -> &mut String = |state| &mut state.owner;
    add(
        only,
        "overdue",
        t.text("customers.overdue"),
        choices.overdue,
    );
    add(only, "held", t.text("customers.held"), choices.held);
    let own = people::own_name(page);
    let mine = choices.owners.get(own).copied().unwrap_or_default();
    add(owner, own, t.text("people.mine"), mine);
    add(owner, NOBODY, t.text("people.nobodys"), choices.unowned);
    found
}

/// What there may be many of: classes, currencies, colleagues.
fn menus(page: &BookPage, state: &State, choices: &Choices) -> Vec<Menu> {
    let t = page.t();
    let menu = |words: &str, field: fn(&mut State) -> &mut String, all: Vec<(&str, usize)>| {
        let link = |(value, count): (&str, usize)| {
            let (to, is_current) = state.narrowed(field, value);
            Narrow {
                href: page.href(&to.path()),
                words: value.to_owned(),
                count: number(t, count),
                is_current,
            }
        };
        Menu::new(t.text(words), all.into_iter().map(link).collect())
    };
    let (classes, owners) = (&choices.classes, &choices.owners);
    let menus = [
        menu("customers.class", |state| &mut state.class, pairs(classes)),
        menu(
            "customers.currency",
            |state| &mut state.currency,
            pairs(&choices.currencies),
        ),
        menu("people.owner", |state| &mut state.owner, pairs(owners)),
    ];
    menus.into_iter().filter(Menu::is_a_choice).collect()
}

fn pairs<K: AsRef<str>>(counts: &BTreeMap<K, usize>) -> Vec<(&str, usize)> {
    let pairs = counts.iter().map(|(name, count)| (name.as_ref(), *count));
    pairs.collect()
}

fn number(t: T, count: usize) -> String {
    t.number(i64::try_from(count).unwrap_or(i64::MAX))
}

/// The columns, in the order in which they stand.
fn heads(page: &BookPage, state: &State) -> Vec<Head> {
    const COLUMNS: [(&str, Sort); 8] = [
        ("customers.customer", Sort::Name),
        ("customers.balance", Sort::Balance),
        ("customers.overdue", Sort::Overdue),
        ("customers.oldest", Sort::Oldest),
        ("customers.class", Sort::Class),
        ("customers.grade", Sort::Grade),
        ("customers.next", Sort::Next),
        ("people.owner", Sort::Owner),
    ];
    let t = page.t();
    let head = |(words, sort): (&str, Sort)| Head {
        href: page.href(&state.sorted(sort).path()),
        words: t.text(words),
        sorted: match (
            sort == state.sort(),
            sort.is_largest_first() != state.is_reversed(),
        ) {
            (false, _) => "",
            (true, true) => "descending",
            (true, false) => "ascending",
        },
        is_num: matches!(sort, Sort::Balance | Sort::Overdue),
    };
    COLUMNS.map(head).into()
}
