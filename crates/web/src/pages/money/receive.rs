//! Recording a payment from the page of the money: whose it is, how much, and what it is for.

use askama::Template;
use dunwell_app::funnel::Mode;
use dunwell_app::record::{Target, payment};
use dunwell_app::{AppError, Currency};
use dunwell_core::money::Money;
use serde::Deserialize;

use super::day;
use crate::encode::encode;
use crate::error::{PageError, PageResult};
use crate::form::{Errors, Form, Query};
use crate::locale::T;
use crate::page::{BookPage, Page};

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    key: String,
    customer: String,
    amount: String,
    currency: String,
    date: String,
    kind: String,
    reference: String,
    document: String,
}

#[derive(Template)]
#[template(path = "money/receive.html")]
struct Receive<'a> {
    page: &'a Page,
    t: T,
    key: String,
    typed: &'a Typed,
    errors: &'a Errors,
}

/// Shows the form; the address may name the customer.
pub(crate) async fn show(page: BookPage, Query(typed): Query<Typed>) -> PageResult {
    draw(&page, &typed, &Errors::none())
}

/// Records the payment and goes to its page, where the rest is set against invoices.
pub(crate) async fn submit(page: BookPage, Form(typed): Form<Typed>) -> PageResult {
    let request = match read(&page, &typed) {
        Ok(request) => request,
        Err(errors) => return draw(&page, &typed, &errors),
    };
    let key = format!("payment-{}", typed.key);
    let mode = Mode {
        key: (!typed.key.is_empty()).then_some(key.as_str()),
        dry_run: false,
    };
    let recorded = payment::record(page.db(), page.book(), page.caller(), mode, &request).await;
    match recorded {
        Ok(received) => {
            let entry = encode(&received.entry.to_string());
            let path = format!("money/payments/{entry}?done=received&id={entry}");
            Ok(page.go_to(&page.href(&path)))
        }
        Err(error) => refused(&page, &typed, error),
    }
}

fn refused(page: &BookPage, typed: &Typed, error: AppError) -> PageResult {
    match PageError::from(error) {
        PageError::Refused(why) => {
            let errors = Errors::one("form", page.t().sentence(&why));
            draw(page, typed, &errors)
        }
        other => Err(other),
    }
}

fn read(page: &BookPage, typed: &Typed) -> Result<payment::Request, Errors> {
    let t = page.t();
    let mut errors = Errors::none();
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    if typed.customer.trim().is_empty() {
        errors.add("customer", t.text("record.empty"));
    }
    let currency = match some(&typed.currency) {
        None => None,
        Some(code) => match Currency::from_code(&code.to_uppercase()) {
            Ok(currency) => Some(currency),
            Err(_) => {
                errors.add("currency", t.text("money.no-currency"));
                None
            }
        },
    };
    let of = currency.unwrap_or(page.book().currency);
    let plain = t.plain(&typed.amount);
    if !Money::parse(&plain, of).is_ok_and(|amount| amount.is_positive()) {
        errors.add("amount", t.text("record.no-amount"));
    }
    let date = day(&typed.date);
    if date.is_err() {
        errors.add("date", t.text("record.no-day"));
    }
    match date {
        Ok(date) if errors.is_empty() => Ok(payment::Request {
            customer: typed.customer.trim().to_owned(),
            amount: plain,
            currency,
            date,
            target: match typed.kind.as_str() {
                "oldest" => Target::OldestFirst,
                _ => Target::Unmatched,
            },
            reference: some(&typed.reference),
            document: some(&typed.document),
        }),
        _ => Err(errors),
    }
}

fn draw(page: &BookPage, typed: &Typed, errors: &Errors) -> PageResult {
    let template = Receive {
        page,
        t: page.t(),
        key: page.desk().secret().token(),
        typed,
        errors,
    };
    page.show_with(errors.status(), &template)
}
