//! What the book asks two people for.

use askama::Template;
use dunwell_app::book_settings;
use dunwell_app::two_people::{self, Kind};
use dunwell_core::currency::Currency;

use super::{Done, Frame, Sent, Told, Typed, field, save};
use crate::error::PageResult;
use crate::form::{Errors, Form, Query};
use crate::locale::T;
use crate::page::{BookPage, Page};

const PATH: &str = "settings/two-people";

#[derive(Template)]
#[template(path = "settings/two_people.html")]
struct TwoPeople<'a> {
    page: &'a Page,
    t: T,
    frame: Frame,
    limits: Vec<Limit>,
    other_code: &'a str,
    other_limit: &'a str,
    policy: bool,
    bank: bool,
    /// Who could decide, a line for each kind.
    deciders: Vec<Deciders>,
    /// Whether a rule is on, so that somebody else approves a change of them.
    takes_two: bool,
    why: &'a str,
    errors: &'a Errors,
}

/// The limit in a currency.
struct Limit {
    code: &'static str,
    id: String,
    value: String,
}

/// Who could decide on requests of a kind.
struct Deciders {
    words: &'static str,
    names: String,
    is_enough: bool,
}

/// Shows the rules.
pub(crate) async fn show(page: BookPage, Query(done): Query<Done>) -> PageResult {
    draw(&page, None, &Errors::none(), done.into()).await
}

/// Changes the rules, or asks for it.
pub(crate) async fn submit(page: BookPage, Form(typed): Form<Typed>) -> PageResult {
    let mut errors = Errors::none();
    let mut limits = Vec::new();
    for currency in currencies(&page) {
        let amount = page.t().plain(field(&typed, &limit_id(currency)));
        if !amount.is_empty() {
            limits.push(format!("{currency} {amount}"));
        }
    }
    let code = field(&typed, "other_code");
    let amount = page.t().plain(field(&typed, "other_limit"));
    if !code.is_empty() || !amount.is_empty() {
        limits.push(format!("{} {amount}", code.to_uppercase()));
    }
    let limits = limits.join("; ");
    if let Err(why) = book_settings::check("two_people.write_off", &limits) {
        errors.add("limits", page.t().sentence(&why));
    }
    if page.book().settings.two_people.any() && field(&typed, "why").is_empty() {
        errors.add("why", page.t().text("record.empty"));
    }
    if !errors.is_empty() {
        return draw(&page, Some(&typed), &errors, Told::default()).await;
    }
    let ticked = |name: &str| {
        if typed.contains_key(name) {
            "yes"
        } else {
            "no"
        }
    };
    let assignments = vec![
        format!("two_people.write_off={limits}"),
        format!("two_people.policy={}", ticked("policy")),
        format!("two_people.bank={}", ticked("bank")),
    ];
    match save(&page, PATH, &typed, assignments).await? {
        Sent::On(response) => Ok(response),
        Sent::Again(problem) => {
            let errors = Errors::one("", problem.clone());
            draw(&page, Some(&typed), &errors, Told::problem(problem)).await
        }
    }
}

/// The currencies with a limit, and that of the book.
fn currencies(page: &BookPage) -> Vec<Currency> {
    let book = page.book();
    let mut all = vec![book.currency];
    let limits = book.settings.two_people.write_off.iter();
    all.extend(
        limits
            .map(|limit| limit.currency())
            .filter(|currency| *currency != book.currency),
    );
    all
}

fn limit_id(currency: Currency) -> String {
    format!("limit_{currency}")
}

async fn draw(page: &BookPage, typed: Option<&Typed>, errors: &Errors, told: Told) -> PageResult {
    let t = page.t();
    let rules = &page.book().settings.two_people;
    let limit = |currency: Currency| {
        let id = limit_id(currency);
        let kept = rules.limit(currency).map(|limit| t.typed(limit));
        let value = typed.map(|typed| field(typed, &id).to_owned()).or(kept);
        Limit {
            code: currency.code(),
            value: value.unwrap_or_default(),
            id,
        }
    };
    let mut deciders = Vec::new();
    for (kind, words) in [
        (Kind::WriteOff, "settings.decide-write-off"),
        (Kind::Policy, "settings.decide-policy"),
        (Kind::BankDetails, "settings.decide-settings"),
    ] {
        let names = two_people::who_decides(page.db(), page.book(), kind).await?;
        deciders.push(Deciders {
            words,
            is_enough: names.len() > 1,
            names: if names.is_empty() {
                t.text("settings.nobody")
            } else {
                names.join(", ")
            },
        });
    }
    let ticked = |name: &str, kept: bool| typed.map_or(kept, |typed| typed.contains_key(name));
    let template = TwoPeople {
        page,
        t,
        frame: Frame::new(page, PATH, told),
        limits: currencies(page).into_iter().map(limit).collect(),
        other_code: typed.map_or("", |typed| field(typed, "other_code")),
        other_limit: typed.map_or("", |typed| field(typed, "other_limit")),
        policy: ticked("policy", rules.policy),
        bank: ticked("bank", rules.bank),
        deciders,
        takes_two: rules.any(),
        why: typed.map_or("", |typed| field(typed, "why")),
        errors,
    };
    page.show_with(errors.status(), &template)
}
