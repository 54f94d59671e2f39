//! What one person asked for and another decides on.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::Path;
use dunwell_app::AppError;
use dunwell_app::Currency;
use dunwell_app::funnel::Mode;
use dunwell_app::request::{self, Bank, Decided, NotYours, Payee, Request, Stale, State, Subject};
use dunwell_app::two_people::Rules;
use dunwell_core::id::RequestId;
use dunwell_core::sentence::Say;
use serde::Deserialize;

use crate::encode::encode;
use crate::error::{PageError, PageResult};
use crate::form::{Form, Query};
use crate::locale::T;
use crate::page::{BookPage, Page};

#[derive(Template)]
#[template(path = "requests.html")]
struct Requests<'a> {
    page: &'a Page,
    t: T,
    /// What was just done; empty for nothing.
    told: String,
    /// Why nothing was done; empty when it was.
    problem: String,
    open: Vec<Open>,
    answered: Vec<Answered>,
}

/// A request that waits for an answer.
struct Open {
    id: String,
    title: String,
    by: String,
    asked: String,
    iso: String,
    why: String,
    facts: Vec<Fact>,
    changes: Vec<String>,
    /// The text of a policy; empty for anything else.
    text: String,
    /// Why it cannot be approved any more; empty when it can.
    stale: String,
    /// Why the reader does not decide on it; empty when the reader does.
    not_yours: String,
    may_withdraw: bool,
    /// Where the forms are sent.
    base: String,
    /// A new key for each form that is drawn.
    key: String,
}

/// What it was and what it would be.
struct Fact {
    label: String,
    before: String,
    after: String,
    href: String,
}

/// A request that was answered.
struct Answered {
    title: String,
    by: String,
    why: String,
    state: String,
    tone: &'static str,
    decided: String,
    answer: String,
}

/// What was done, as the address says it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Done {
    done: String,
}

/// What comes with an answer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    key: String,
    reason: String,
}

impl Typed {
    fn mode(&self) -> Mode<'_> {
        Mode {
            key: (!self.key.is_empty()).then_some(self.key.as_str()),
            dry_run: false,
        }
    }
}

type Place = Path<(String, String)>;

/// Shows what waits, and what was answered lately.
pub(crate) async fn show(page: BookPage, Query(done): Query<Done>) -> PageResult {
    let t = page.t();
    let told = match done.done.as_str() {
        "asked" => t.text("requests.was-asked"),
        "approved" => t.text("requests.was-approved"),
        "declined" => t.text("requests.was-declined"),
        "withdrawn" => t.text("requests.was-withdrawn"),
        _ => String::new(),
    };
    draw(&page, told, String::new()).await
}

/// Approves a request.
pub(crate) async fn approve(
    page: BookPage,
    Path((_, id)): Place,
    Form(typed): Form<Typed>,
) -> PageResult {
    let (db, book, caller, id) = (page.db(), page.book(), page.caller(), id_of(&id)?);
    let mode = typed.mode();
    let decided = request::approve(db, book, caller, mode, id, page.templates()).await;
    after(&page, decided).await
}

/// Declines a request.
pub(crate) async fn decline(
    page: BookPage,
    Path((_, id)): Place,
    Form(typed): Form<Typed>,
) -> PageResult {
    let (db, book, caller, id) = (page.db(), page.book(), page.caller(), id_of(&id)?);
    let decided = request::decline(db, book, caller, typed.mode(), id, &typed.reason).await;
    after(&page, decided).await
}

/// Takes a request back.
pub(crate) async fn withdraw(
    page: BookPage,
    Path((_, id)): Place,
    Form(typed): Form<Typed>,
) -> PageResult {
    let (db, book, caller, id) = (page.db(), page.book(), page.caller(), id_of(&id)?);
    let decided = request::withdraw(db, book, caller, typed.mode(), id).await;
    after(&page, decided).await
}

fn id_of(text: &str) -> PageResult<RequestId> {
    text.parse().map_err(|_| PageError::NotFound)
}

async fn after(page: &BookPage, decided: Result<Decided, AppError>) -> PageResult {
    match decided {
        Ok(decided) => {
            let path = format!("requests?done={}", decided.state.code());
            Ok(page.go_to(&page.href(&path)))
        }
        Err(AppError::Refused(why)) => draw(page, String::new(), page.t().sentence(&why)).await,
        Err(error) => Err(error.into()),
    }
}

async fn draw(page: &BookPage, told: String, problem: String) -> PageResult {
    let found = request::list(page.db(), page.book()).await?;
    let status = match problem.is_empty() {
        true => axum::http::StatusCode::OK,
        false => axum::http::StatusCode::UNPROCESSABLE_ENTITY,
    };
    let template = Requests {
        page,
        t: page.t(),
        told,
        problem,
        open: found
            .open
            .iter()
            .map(|request| open(page, request))
            .collect(),
        answered: found
            .answered
            .iter()
            .map(|request| answered(page, request))
            .collect(),
    };
    page.show_with(status, &template)
}

fn open(page: &BookPage, request: &Request) -> Open {
    let t = page.t();
    let (facts, changes, text) = match &request.subject {
        Subject::WriteOff {
            invoice,
            customer,
            amount,
            open,
            ..
        } => {
            let fact = |key: &str, after: String, href: String| Fact {
                label: t.text(key),
                before: String::new(),
                after,
                href,
            };
            let to_invoice = page.href(&format!("invoices/{}", encode(invoice)));
            let to_customer = page.href(&format!("customers/{}", encode(customer)));
            let facts = vec![
                fact("requests.invoice", invoice.clone(), to_invoice),
                fact("requests.customer", customer.clone(), to_customer),
                fact("requests.amount", t.money(amount), String::new()),
                fact("requests.open", t.money(open), String::new()),
            ];
            (facts, Vec::new(), String::new())
        }
        Subject::Policy { text, changes, .. } => {
            let changes = changes.iter().map(|change| t.sentence(change)).collect();
            (Vec::new(), changes, text.clone())
        }
        Subject::BankDetails { before, after } => {
            (where_to_pay(t, before, after), Vec::new(), String::new())
        }
        Subject::Rules { before, after } => (
            differing(t, rules(t, before), rules(t, after)),
            Vec::new(),
            String::new(),
        ),
    };
    let not_yours = request.may_be_decided_by(page.caller()).err();
    Open {
        id: request.id.to_string(),
        title: title(t, &request.subject),
        by: request.asked_by.clone(),
        asked: page.moment(request.asked_at),
        iso: request.asked_at.to_string(),
        why: request.why.clone(),
        facts,
        changes,
        text,
        stale: request
            .stale
            .as_ref()
            .map(|stale| said(t, stale))
            .unwrap_or_default(),
        not_yours: not_yours.map(|why| not_for(t, &why)).unwrap_or_default(),
        may_withdraw: request.may_be_withdrawn_by(page.caller()),
        base: page.href(&format!("requests/{}", request.id)),
        key: page.desk().secret().token(),
    }
}

/// What is asked for, in the reader's language.
fn title(t: T, subject: &Subject) -> String {
    match subject {
        Subject::WriteOff {
            invoice, amount, ..
        } => t
            .say("requests.write-off")
            .with("amount", t.money(amount))
            .with("invoice", invoice)
            .to_string(),
        Subject::Policy { name, .. } => t.say("requests.policy").with("name", name).to_string(),
        Subject::BankDetails { .. } => t.text("requests.bank"),
        Subject::Rules { .. } => t.text("requests.rules"),
    }
}

/// Why it cannot be approved any more.
fn said(t: T, stale: &Stale) -> String {
    match stale {
        Stale::Open { invoice, then, now } => t
            .say("requests.stale-open")
            .with("invoice", invoice)
            .with("then", t.money(then))
            .with("now", t.money(now))
            .to_string(),
        Stale::Policy { then, now } => t
            .say("requests.stale-policy")
            .with("then", then)
            .with("now", now)
            .to_string(),
        Stale::BankDetails => t.text("requests.stale-bank"),
        Stale::Rules => t.text("requests.stale-rules"),
    }
}

/// Why the reader does not decide on it.
fn not_for(t: T, why: &NotYours) -> String {
    match why {
        NotYours::Own => t.text("requests.own"),
        NotYours::Role(role) => {
            let words = super::settings::users::role_words(t, *role);
            t.say("requests.role").with("role", words).to_string()
        }
        // Nobody at the desk is a program.
        NotYours::Program => t.sentence(&why.say()),
    }
}

/// What changes about where customers pay to: the account of every currency, then those of one each.
fn where_to_pay(t: T, before: &Payee, after: &Payee) -> Vec<Fact> {
    let named: BTreeSet<Currency> = [before, after]
        .into_iter()
        .flat_map(|payee| payee.banks.keys().copied())
        .collect();
    let lines = |payee: &Payee| {
        let mut lines = account(payee.bank.as_ref(), |label| t.text(label));
        for currency in &named {
            let of_currency = |label| format!("{} ({currency})", t.text(label));
            lines.extend(account(payee.banks.get(currency), of_currency));
        }
        let page = payee.pay_url.clone().unwrap_or_default();
        lines.push((t.text("settings.pay-url"), page));
        lines
    };
    differing(t, lines(before), lines(after))
}

/// The parts of an account with their labels.
fn account(bank: Option<&Bank>, label: impl Fn(&'static str) -> String) -> Vec<(String, String)> {
    let part = |part: fn(&Bank) -> &String| bank.map(part).cloned().unwrap_or_default();
    vec![
        (
            label("settings.account-name"),
            part(|bank| &bank.account_name),
        ),
        (label("settings.iban"), part(|bank| &bank.iban)),
        (label("settings.bic"), part(|bank| &bank.bic)),
        (label("settings.bank-name"), part(|bank| &bank.bank_name)),
    ]
}

/// The rules with their labels.
fn rules(t: T, rules: &Rules) -> Vec<(String, String)> {
    let yes = |is_so: bool| {
        if is_so {
            t.text("requests.yes")
        } else {
            t.text("requests.no")
        }
    };
    let limits: Vec<String> = rules.write_off.iter().map(|limit| t.money(limit)).collect();
    let limits = match limits.is_empty() {
        true => t.text("requests.no-limit"),
        false => limits.join(", "),
    };
    vec![
        (t.text("settings.limits"), limits),
        (t.text("settings.rule-policy"), yes(rules.policy)),
        (t.text("settings.rule-bank"), yes(rules.bank)),
    ]
}

/// What differs, as facts.
fn differing(t: T, before: Vec<(String, String)>, after: Vec<(String, String)>) -> Vec<Fact> {
    let pairs = before.into_iter().zip(after);
    pairs
        .filter(|((_, before), (_, after))| before != after)
        .map(|((label, before), (_, after))| {
            let shown = |value: String| match value.is_empty() {
                true => t.text("requests.nothing"),
                false => value,
            };
            Fact {
                label,
                before: shown(before),
                after: shown(after),
                href: String::new(),
            }
        })
        .collect()
}

fn answered(page: &Page, request: &Request) -> Answered {
    let t = page.t();
    let (state, tone) = match request.state {
        State::Approved => (t.text("requests.approved"), "good"),
        State::Declined => (t.text("requests.declined"), "bad"),
        State::Open | State::Withdrawn => (t.text("requests.withdrawn"), ""),
    };
    let by = request.decided_by.clone().unwrap_or_default();
    let at = request
        .decided_at
        .map(|at| page.moment(at))
        .unwrap_or_default();
    Answered {
        title: title(t, &request.subject),
        by: request.asked_by.clone(),
        why: request.why.clone(),
        state,
        tone,
        decided: format!("{by}, {at}"),
        answer: request.answer.clone().unwrap_or_default(),
    }
}
