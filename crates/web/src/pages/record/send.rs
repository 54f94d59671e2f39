//! Reads a form, calls the use case, and says where to go.

use dunwell_app::Currency;
use dunwell_app::funnel::Mode;
use dunwell_app::record::call::Outcome;
use dunwell_app::record::hold::Subject;
use dunwell_app::record::{Target, call, dispute, hold, note, payment, promise};
use dunwell_core::dates::parse_date;
use dunwell_core::hold::HoldKind;
use dunwell_core::money::Money;
use jiff::civil::Date;

use super::{Typed, What};
use crate::encode::{encode, with_query};
use crate::error::{PageError, PageResult};
use crate::form::{Errors, Refusal};
use crate::page::BookPage;
use crate::pages::toast::Done;
use crate::pages::{customer, today};

/// Records what was typed and goes on: to the next of today's list, or to the page of the customer.
pub(super) async fn send(page: &BookPage, number: &str, what: What, typed: Typed) -> PageResult {
    let done = match record(page, number, what, &typed).await {
        Ok(done) => done,
        Err(refusal) => {
            let errors = refusal.errors(page.t())?;
            if typed.at.is_empty() {
                return customer::again(page, number, what, typed, errors).await;
            }
            return today::again(page, what, typed, errors).await;
        }
    };
    let then = match typed.outcome.as_str() {
        "promise" if what == What::Call => Some(What::Promise),
        "dispute" if what == What::Call => Some(What::Dispute),
        _ => None,
    };
    // What was promised or disputed is recorded next, while it is fresh.
    if then.is_none() && !typed.at.is_empty() {
        // A call that reached somebody is off the list. After anything else the item stays open.
        let is_over = done.done == "called";
        return Ok(today::go_on(page, &typed.at, &done, is_over));
    }
    let record = then.map_or("", What::code);
    let pairs = done.pairs().into_iter().chain([("record", record)]);
    let path = format!("customers/{}", encode(number));
    Ok(page.go_to(&page.href(&with_query(&path, pairs))))
}

async fn record(page: &BookPage, number: &str, what: What, typed: &Typed) -> Result<Done, Refusal> {
    let (db, book, caller) = (page.db(), page.book(), page.caller());
    let key = format!("{}-{}", what.code(), typed.key);
    let mode = Mode {
        key: (!typed.key.is_empty()).then_some(key.as_str()),
        dry_run: false,
    };
    let amount = page.t().plain(&typed.amount);
    let mut read = Read {
        page,
        typed,
        errors: Errors::none(),
    };
    match what {
        What::Call => {
            let outcome = read.outcome();
            let request = call::Request {
                customer: number.to_owned(),
                currency: read.currency(),
                action: some(&typed.action),
                outcome: read.all_right(outcome)?,
                reason: some(&typed.reason),
                text: some(&typed.text),
                date: None,
                done: false,
            };
            let called = call::record(db, book, caller, mode, &request).await?;
            Ok(match called.action.filter(|_| called.done) {
                Some(action) => Done::new("called", action, number),
                None => Done::new("call-noted", "", number),
            })
        }
        What::Promise => {
            read.amount();
            read.needed("by", &typed.by);
            let by = read.day("by", &typed.by);
            let request = promise::Request {
                customer: number.to_owned(),
                amount,
                by: read.all_right(by)?,
                currency: read.currency(),
                date: None,
                invoices: some(&typed.invoice).into_iter().collect(),
                reason: some(&typed.text),
            };
            let promised = promise::record(db, book, caller, mode, &request).await?;
            Ok(Done::new("promise", promised.promise, number))
        }
        What::Note => {
            read.needed("text", &typed.text);
            read.all_right(Some(()))?;
            let request = note::Request {
                customer: number.to_owned(),
                date: None,
                text: typed.text.clone(),
            };
            note::record(db, book, caller, mode, &request).await?;
            Ok(Done::new("note", "", number))
        }
        What::Dispute => {
            read.needed("invoice", &typed.invoice);
            read.needed("text", &typed.text);
            read.all_right(Some(()))?;
            let request = dispute::Request {
                invoice: typed.invoice.clone(),
                amount: some(&amount),
                date: None,
                reason: typed.text.clone(),
            };
            let disputed = dispute::record(db, book, caller, mode, &request).await?;
            Ok(Done::new("dispute", disputed.dispute, number))
        }
        What::Payment => {
            read.amount();
            let date = read.day("date", &typed.date);
            let request = payment::Request {
                customer: number.to_owned(),
                amount,
                currency: read.currency(),
                date: read.all_right(Some(date))?,
                target: target(typed),
                reference: some(&typed.reference),
                document: None,
            };
            let received = payment::record(db, book, caller, mode, &request).await?;
            Ok(Done::new("payment", received.entry, number))
        }
        What::Hold => {
            read.needed("text", &typed.text);
            let until = read.day("by", &typed.by);
            let request = hold::Request {
                on: subject(number, typed),
                kind: HoldKind::from_code(&typed.kind).unwrap_or(HoldKind::Contact),
                from: None,
                until: read.all_right(Some(until))?,
                reason: typed.text.clone(),
            };
            let held = hold::place(db, book, caller, mode, &request).await?;
            Ok(Done::new("hold", held.hold, number))
        }
        // It has a route of its own.
        What::Skip => Err(Refusal::Page(PageError::NotFound)),
    }
}

/// What money is set against: the oldest invoices, nothing yet, or one invoice.
fn target(typed: &Typed) -> Target {
    match (typed.kind.as_str(), some(&typed.invoice)) {
        (_, Some(number)) => Target::Invoices(vec![number]),
        ("unmatched", None) => Target::Unmatched,
        _ => Target::OldestFirst,
    }
}

fn subject(number: &str, typed: &Typed) -> Subject {
    match some(&typed.invoice) {
        Some(invoice) => Subject::Invoice {
            number: invoice,
            of: Some(number.to_owned()),
        },
        None => Subject::Customer(number.to_owned()),
    }
}

/// A field that was filled in.
fn some(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Reads fields and keeps what is wrong with them.
struct Read<'a> {
    page: &'a BookPage,
    typed: &'a Typed,
    errors: Errors,
}

impl Read<'_> {
    fn currency(&self) -> Option<Currency> {
        Currency::from_code(&self.typed.currency).ok()
    }

    fn outcome(&mut self) -> Option<Outcome> {
        let outcome = Outcome::from_code(&self.typed.outcome);
        if outcome.is_none() {
            let message = self.page.t().text("record.no-outcome");
            self.errors.add("outcome", message);
        }
        outcome
    }

    /// A day, if one was typed.
    fn day(&mut self, field: &'static str, text: &str) -> Option<Date> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let day = parse_date(text);
        if day.is_err() {
            let message = self.page.t().text("record.no-day");
            self.errors.add(field, message);
        }
        day.ok()
    }

    /// An amount has to be there, and to be one.
    fn amount(&mut self) {
        let plain = self.page.t().plain(&self.typed.amount);
        let currency = self.currency().unwrap_or(self.page.book().currency);
        let is_one = Money::parse(&plain, currency).is_ok_and(|amount| amount.is_positive());
        if !is_one {
            let message = self.page.t().text("record.no-amount");
            self.errors.add("amount", message);
        }
    }

    fn needed(&mut self, field: &'static str, text: &str) {
        if text.trim().is_empty() {
            let message = self.page.t().text("record.empty");
            self.errors.add(field, message);
        }
    }

    /// What was read, when nothing is wrong.
    fn all_right<T>(&mut self, read: Option<T>) -> Result<T, Refusal> {
        match read {
            Some(read) if self.errors.is_empty() => Ok(read),
            _ => Err(Refusal::Form(std::mem::take(&mut self.errors))),
        }
    }
}
