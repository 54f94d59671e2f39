//! A customer: who it is and whom to talk to, what it owes, what happens next, and all that happened.

mod account;
mod items;
mod parts;

use askama::Template;
use axum::extract::Path;
use dunwell_app::AppError;
use dunwell_app::access::Permission;
use dunwell_app::view::customer::{self, CustomerView};
use serde::Deserialize;

use self::account::AccountPart;
use self::items::{Items, Which};
pub(crate) use self::parts::{ActionRow, DisputeRow};
use self::parts::{Contact, EventRow, HoldRow, PromiseRow, Records, TermsRow};
use super::people::{self, Person};
use super::record::{About, Sheet, Typed, What};
use super::toast::{Done, Toast, toast};
use super::words;
use crate::encode::{encode, query};
use crate::error::{PageError, PageResult};
use crate::form::{Errors, Query};
use crate::locale::T;
use crate::page::{BookPage, Page};

/// What stands behind the question mark.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// What is to be recorded.
    record: String,
    /// Whether everything that ever happened is wanted.
    all: String,
    /// Which of the open items, where there are many.
    items: String,
    done: String,
    id: String,
    who: String,
}

#[derive(Template)]
#[template(path = "customer.html")]
struct Customer<'a> {
    page: &'a Page,
    t: T,
    base: String,
    /// The money of the customer that is not set against an invoice.
    unapplied_href: String,
    name: &'a str,
    /// Number, country, language, terms, since when: in one line.
    about: String,
    other_names: String,
    /// The last reason for not paying that was given.
    reason: String,
    contacts: Vec<Contact>,
    /// Who looks after the customer; empty when nobody does.
    owner: &'a str,
    people: Vec<Person>,
    accounts: Vec<AccountPart>,
    holds: Vec<HoldRow>,
    promises: Vec<PromiseRow>,
    disputes: Vec<DisputeRow>,
    terms: Vec<TermsRow>,
    actions: Vec<ActionRow>,
    events: Vec<EventRow>,
    /// How many records are not shown.
    older: usize,
    records: Records,
    may_work: bool,
    key: String,
    sheet: Option<Sheet>,
    toast: Option<Toast>,
}

/// Shows the customer.
pub(crate) async fn show(
    page: BookPage,
    Path((_, number)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let view = find(&page, &number, asked.all == "yes").await?;
    let what = What::from_code(&asked.record).filter(|what| *what != What::Skip);
    let sheet = what
        .filter(|what| page.may(what.permission()))
        .map(|what| sheet(&page, &view, what, None));
    let done = Done {
        done: asked.done,
        id: asked.id,
        who: asked.who,
    };
    let toast = toast(&page, &done, "");
    let asked = Which::read(&asked.items);
    draw(&page, &view, asked, sheet, toast, &Errors::none()).await
}

/// Shows the customer with a form that came back.
pub(crate) async fn again(
    page: &BookPage,
    number: &str,
    what: What,
    typed: Typed,
    errors: Errors,
) -> PageResult {
    let view = find(page, number, false).await?;
    let sheet = sheet(page, &view, what, Some((typed, errors.clone())));
    draw(page, &view, Which::default(), Some(sheet), None, &errors).await
}

/// The customer of exactly that number.
pub(crate) async fn find(page: &BookPage, number: &str, all: bool) -> PageResult<CustomerView> {
    let found = customer::customer(page.db(), page.book(), number, all, page.today()).await;
    match found {
        Ok(view) if view.who.number == number => Ok(view),
        Ok(_) | Err(AppError::Refused(_) | AppError::NotFound(_)) => Err(PageError::NotFound),
        Err(error) => Err(error.into()),
    }
}

fn sheet(
    page: &BookPage,
    view: &CustomerView,
    what: What,
    again: Option<(Typed, Errors)>,
) -> Sheet {
    let back = page.href(&format!("customers/{}", encode(&view.who.number)));
    let about = About {
        customer: view,
        action: None,
        currency: None,
        at: "",
        back: &back,
    };
    Sheet::new(page, what, about, again)
}

async fn draw(
    page: &BookPage,
    view: &CustomerView,
    asked: Which<'_>,
    sheet: Option<Sheet>,
    toast: Option<Toast>,
    errors: &Errors,
) -> PageResult {
    let t = page.t();
    let who = &view.who;
    let base = page.href(&format!("customers/{}", encode(&who.number)));
    let template = Customer {
        page,
        t,
        unapplied_href: page.href(&format!(
            "money?{}",
            query([("show", "unapplied"), ("customer", who.number.as_str())])
        )),
        name: &who.name,
        about: about(t, view),
        other_names: who.other_names.join(", "),
        reason: who
            .reason
            .as_deref()
            .map(|word| t.why_not_paid(word))
            .unwrap_or_default(),
        owner: who.owner.as_deref().unwrap_or_default(),
        people: match page.may(Permission::Work) {
            true => people::choices(page, who.owner.as_deref()).await?,
            false => Vec::new(),
        },
        contacts: who
            .contacts
            .iter()
            .map(|contact| Contact::new(t, contact))
            .collect(),
        accounts: view
            .accounts
            .iter()
            .map(|account| {
                let items = Items::new(page, &who.number, account, asked);
                AccountPart::new(page, account, items, view.as_of)
            })
            .collect(),
        holds: view
            .holds
            .iter()
            .map(|hold| HoldRow::new(t, hold))
            .collect(),
        promises: view
            .promises
            .iter()
            .map(|promise| PromiseRow::new(t, promise))
            .collect(),
        disputes: view
            .disputes
            .iter()
            .map(|dispute| DisputeRow::new(page, dispute))
            .collect(),
        terms: view
            .terms_accepted
            .iter()
            .map(|terms| TermsRow::new(t, terms))
            .collect(),
        actions: view
            .actions
            .iter()
            .map(|action| ActionRow::new(t, action))
            .collect(),
        events: view
            .timeline
            .iter()
            .map(|event| EventRow::new(page, event))
            .collect(),
        older: view.timeline_total - view.timeline.len(),
        records: Records::of(page, &base),
        may_work: page.may(Permission::Work),
        key: page.desk().secret().token(),
        sheet,
        toast,
        base,
    };
    page.show_with(errors.status(), &template)
}

/// What is known of a customer, in one line.
fn about(t: T, view: &CustomerView) -> String {
    let who = &view.who;
    let mut parts = vec![who.number.clone()];
    parts.extend(who.country.as_deref().map(|code| t.country(code)));
    parts.push(t.text(words::language(who.language)));
    parts.extend(who.terms.clone());
    if let Some(since) = who.since {
        parts.push(
            t.say("customer.since")
                .with("year", since.year())
                .to_string(),
        );
    }
    parts.join(" · ")
}
