//! Corrections of an invoice: writing off, a credit note, waiving a charge, and undoing an entry. Each
//! asks before it is done, and each is an entry that another one undoes.

use askama::Template;
use axum::extract::Path;
use dunwell_app::funnel::Mode;
use dunwell_app::record::{Target, credit_note, reversal, waiver, write_off};
use dunwell_app::request::{self, Outcome};
use dunwell_app::view::charges::ChargeView;
use dunwell_app::view::invoice::{EntryView, InvoiceView};
use dunwell_core::money::Money;
use serde::Deserialize;

use super::{draw, find};
use crate::encode::{encode, with_query};
use crate::error::{PageError, PageResult};
use crate::form::{Errors, Form, Refusal};
use crate::locale::T;
use crate::page::BookPage;
use crate::pages::toast::Done;
use crate::pages::words;

/// What is corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// What is open is given up.
    WriteOff,
    /// Credit is given.
    CreditNote,
    /// A charge is no longer asked for.
    Waiver,
    /// An entry is undone.
    Undo,
}

impl What {
    const ALL: [What; 4] = [What::WriteOff, What::CreditNote, What::Waiver, What::Undo];

    /// The word of the address.
    fn code(self) -> &'static str {
        match self {
            What::WriteOff => "write-off",
            What::CreditNote => "credit-note",
            What::Waiver => "waiver",
            What::Undo => "undo",
        }
    }

    /// Reads [`What::code`] back.
    pub(super) fn from_code(code: &str) -> Option<What> {
        What::ALL.into_iter().find(|what| what.code() == code)
    }

    /// The key of its name.
    fn title(self) -> &'static str {
        match self {
            What::WriteOff => "invoice.write-off",
            What::CreditNote => "invoice.credit-note",
            What::Waiver => "invoice.waive",
            What::Undo => "invoice.undo",
        }
    }
}

/// What was typed into any of the forms.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    pub(super) key: String,
    /// The charge that is waived, or the entry that is undone.
    pub(super) entry: String,
    pub(super) number: String,
    pub(super) amount: String,
    pub(super) reason: String,
    /// `yes` when a person was asked why.
    pub(super) asked: String,
}

/// The form.
#[derive(Template)]
#[template(path = "invoice_correct.html")]
pub(crate) struct Sheet {
    t: T,
    what: What,
    send_to: String,
    /// What will be done, in a sentence.
    words: String,
    csrf: String,
    key: String,
    back: String,
    code: &'static str,
    typed: Typed,
    errors: Errors,
}

impl Sheet {
    /// The form as it is drawn at first, or again; none when there is nothing to correct that way.
    pub(super) fn new(
        page: &BookPage,
        view: &InvoiceView,
        what: What,
        typed: Typed,
        errors: Errors,
    ) -> Option<Sheet> {
        let t = page.t();
        let back = page.href(&format!("invoices/{}", encode(&view.number)));
        let words = match what {
            What::WriteOff if !view.open.is_positive() => return None,
            What::WriteOff => match page.book().settings.two_people.limit(view.currency) {
                Some(limit) => t
                    .say("invoice.write-off-limit")
                    .with("limit", t.money(limit)),
                None => t.say("invoice.write-off-words"),
            }
            .with("sum", t.money(view.open)),
            What::CreditNote => t
                .say("invoice.credit-note-words")
                .with("sum", t.money(view.open)),
            What::Waiver => {
                let charge = charge(view, &typed.entry)?;
                t.say("invoice.waive-words")
                    .with("charge", t.text(words::charge(charge.kind)))
                    .with("sum", t.money(left(charge)?))
            }
            What::Undo => {
                let entry = entry(view, &typed.entry)?;
                t.say("invoice.undo-words")
                    .with("entry", t.text(words::entry(entry.kind)))
                    .with("sum", t.money(entry.amount))
                    .with("day", t.day(entry.date))
            }
        };
        let path = match what {
            What::WriteOff => "write-offs".to_owned(),
            What::CreditNote => "credit-notes".to_owned(),
            What::Waiver => "waivers".to_owned(),
            What::Undo => format!("entries/{}/reverse", encode(&typed.entry)),
        };
        Some(Sheet {
            t,
            what,
            send_to: format!("{back}/{path}"),
            words: words.to_string(),
            csrf: page.csrf(),
            key: page.desk().secret().token(),
            back,
            code: view.currency.code(),
            typed,
            errors,
        })
    }
}

/// The charge of that entry, if it stands.
fn charge<'a>(view: &'a InvoiceView, entry: &str) -> Option<&'a ChargeView> {
    let mut charges = view.charges.iter();
    charges.find(|charge| charge.entry.to_string() == entry && can_be_waived(charge))
}

/// What of a charge was not waived.
fn left(charge: &ChargeView) -> Option<Money> {
    charge.amount.checked_sub(charge.waived).ok()
}

/// Whether something of a charge is left to be waived.
pub(super) fn can_be_waived(charge: &ChargeView) -> bool {
    !charge.undone && left(charge).is_some_and(Money::is_positive)
}

/// The entry of that id, if it can be undone.
fn entry<'a>(view: &'a InvoiceView, id: &str) -> Option<&'a EntryView> {
    let mut entries = view.entries.iter();
    entries.find(|entry| entry.can_be_undone && entry.id.to_string() == id)
}

/// The book and the invoice's number in an address.
type Place = Path<(String, String)>;

/// Writes off what is open, or part of it.
pub(crate) async fn write_off(
    page: BookPage,
    Path((_, number)): Place,
    Form(typed): Form<Typed>,
) -> PageResult {
    send(&page, &number, What::WriteOff, typed).await
}

/// Records a credit note for the invoice; what is more than is open stays as the customer's credit.
pub(crate) async fn credit_note(
    page: BookPage,
    Path((_, number)): Place,
    Form(typed): Form<Typed>,
) -> PageResult {
    send(&page, &number, What::CreditNote, typed).await
}

/// Waives a charge, or part of it.
pub(crate) async fn waive(
    page: BookPage,
    Path((_, number)): Place,
    Form(typed): Form<Typed>,
) -> PageResult {
    send(&page, &number, What::Waiver, typed).await
}

/// Undoes an entry of the invoice, or a credit note that was set against it.
pub(crate) async fn reverse(
    page: BookPage,
    Path((_, number, id)): Path<(String, String, String)>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let typed = Typed { entry: id, ..typed };
    send(&page, &number, What::Undo, typed).await
}

/// What came of a form.
enum Recorded {
    /// It is recorded.
    Done(Done),
    /// It takes two people, and was asked for.
    Asked,
}

async fn send(page: &BookPage, number: &str, what: What, typed: Typed) -> PageResult {
    let view = find(page, number).await?;
    match record(page, &view, what, &typed).await {
        Ok(Recorded::Done(done)) => {
            let path = format!("invoices/{}", encode(number));
            Ok(page.go_to(&page.href(&with_query(&path, done.pairs()))))
        }
        Ok(Recorded::Asked) => Ok(page.go_to(&page.href("requests?done=asked"))),
        Err(refusal) => draw(page, &view, what, typed, refusal.errors(page.t())?),
    }
}

async fn record(
    page: &BookPage,
    view: &InvoiceView,
    what: What,
    typed: &Typed,
) -> Result<Recorded, Refusal> {
    let (db, book, caller) = (page.db(), page.book(), page.caller());
    let key = format!("{}-{}", what.code(), typed.key);
    let mode = Mode {
        key: (!typed.key.is_empty()).then_some(key.as_str()),
        dry_run: false,
    };
    let number = view.number.clone();
    let plain = page.t().plain(&typed.amount);
    let done = |what: &str, entry: String| Ok(Recorded::Done(Done::new(what, entry, &view.number)));
    match what {
        What::WriteOff => {
            let request = write_off::Request {
                invoice: number,
                amount: some(&plain),
                date: None,
                reason: reason(page, typed)?,
            };
            match request::write_off(db, book, caller, mode, &request).await? {
                Outcome::Done(written) => done("written-off", written.entry.to_string()),
                Outcome::Asked(_) => Ok(Recorded::Asked),
            }
        }
        What::CreditNote => {
            let mut errors = Errors::none();
            if typed.number.trim().is_empty() {
                errors.add("number", page.t().text("record.empty"));
            }
            let amount = Money::parse(&plain, view.currency);
            if !amount.is_ok_and(Money::is_positive) {
                errors.add("amount", page.t().text("record.no-amount"));
            }
            if !errors.is_empty() {
                return Err(Refusal::Form(errors));
            }
            let request = credit_note::Request {
                customer: view.customer.number.clone(),
                number: typed.number.clone(),
                amount: plain,
                currency: Some(view.currency),
                date: None,
                target: Target::Invoices(vec![number]),
                reason: some(&typed.reason),
            };
            let credit = credit_note::record(db, book, caller, mode, &request).await?;
            done("credited", credit.entry.to_string())
        }
        What::Waiver => {
            let request = waiver::Request {
                which: waiver::Which::Charge(typed.entry.clone()),
                amount: some(&plain),
                date: None,
                reason: reason(page, typed)?,
            };
            let waived = waiver::record(db, book, caller, mode, &request).await?;
            let by = waived.parts.first().map(|part| part.by.to_string());
            done("waived", by.unwrap_or_default())
        }
        What::Undo => {
            if !is_of(view, &typed.entry) {
                return Err(Refusal::Page(PageError::NotFound));
            }
            let request = reversal::Request {
                which: reversal::Which::Entry(typed.entry.clone()),
                date: None,
                reason: match typed.asked.as_str() {
                    "yes" => reason(page, typed)?,
                    // What is taken back at once was recorded in error.
                    _ => page.t().text("record.in-error"),
                },
            };
            reversal::record(db, book, caller, mode, &request).await?;
            done("undone", String::new())
        }
    }
}

/// Whether an entry touched the invoice, or is money that was set against it.
fn is_of(view: &InvoiceView, id: &str) -> bool {
    let names = |entry: &EntryView| {
        let source = entry.source.map(|source| source.to_string());
        entry.id.to_string() == id || source.as_deref() == Some(id)
    };
    view.entries.iter().any(names)
}

/// The reason that was given.
fn reason(page: &BookPage, typed: &Typed) -> Result<String, Refusal> {
    some(&typed.reason).ok_or_else(|| {
        let empty = page.t().text("record.empty");
        Refusal::Form(Errors::one("reason", empty))
    })
}

/// A field that was filled in.
fn some(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
