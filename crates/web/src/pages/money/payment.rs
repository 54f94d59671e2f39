//! One payment or credit note: what it was set against, the form that sets the rest against invoices,
//! and the way back.

use askama::Template;
use axum::extract::Path;
use dunwell_app::AppError;
use dunwell_app::access::Permission;
use dunwell_app::funnel::Mode;
use dunwell_app::record::{Part, Target, allocation, reversal};
use dunwell_app::view::payment::{self, OpenView, PartView, PaymentView, Undone};
use dunwell_core::ledger::EntryKind;
use dunwell_core::money::Money;
use serde::Deserialize;

use crate::encode::{encode, with_query};
use crate::error::{PageError, PageResult};
use crate::form::{Errors, Form, Query};
use crate::locale::{Late, Sum, T};
use crate::page::{BookPage, Page};
use crate::pages::toast::{Done, Toast, toast};
use crate::pages::words;

/// What stands behind the question mark.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// `nothing` begins with empty amounts instead of the proposal.
    propose: String,
    /// `payment` asks why the payment is undone, an entry why that part is taken back.
    undo: String,
    done: String,
    id: String,
    who: String,
}

#[derive(Template)]
#[template(path = "money/payment.html")]
struct Payment<'a> {
    page: &'a Page,
    t: T,
    base: String,
    title: String,
    customer: &'a str,
    customer_href: String,
    /// Reference, number, who recorded it and when: in one line.
    about: String,
    amount: Sum,
    applied: Sum,
    unapplied: Sum,
    undone: Option<String>,
    parts: Vec<PartRow>,
    open: Vec<OpenRow>,
    /// How many open invoices are not shown.
    more: usize,
    /// What is left, in minor units, and how many of its digits are decimals: for the script that adds
    /// up what is typed.
    left_minor: i64,
    decimals: u8,
    code: &'static str,
    may_apply: bool,
    may_undo: bool,
    ask_why: Option<Why>,
    key: String,
    errors: &'a Errors,
    toast: Option<Toast>,
}

/// What is to be undone, and what was typed as the reason.
struct Why {
    send_to: String,
    title: String,
    words: String,
    button: String,
    typed: String,
}

/// A part that was set against an invoice.
struct PartRow {
    iso: String,
    day: String,
    invoice: String,
    href: String,
    amount: Sum,
    what: String,
    by: String,
    undone: String,
    /// Where it can be taken back; empty where it cannot.
    take_back: String,
}

/// An open invoice with what is typed for it.
struct OpenRow {
    /// The id of the field.
    id: String,
    number: String,
    href: String,
    iso: String,
    due: String,
    late: Late,
    open: Sum,
    /// The discount that is earned, in words; empty where there is none.
    discount: String,
    is_disputed: bool,
    typed: String,
    error: String,
}

/// What was typed into the form: pairs of an invoice and an amount, in the order of the page.
type Fields = Vec<(String, String)>;

/// Shows the payment.
pub(crate) async fn show(
    page: BookPage,
    Path((_, entry)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let view = find(&page, &entry).await?;
    let typed: Vec<String> = view
        .open
        .iter()
        .map(
            |open| match asked.propose == "nothing" || open.proposed.is_zero() {
                true => String::new(),
                false => page.t().typed(open.proposed),
            },
        )
        .collect();
    let done = Done {
        done: asked.done,
        id: asked.id,
        who: asked.who,
    };
    let toast = toast(&page, &done, "");
    let why = (!asked.undo.is_empty()).then(|| (asked.undo.clone(), String::new()));
    draw(&page, &view, &typed, why, toast, &Errors::none())
}

/// Sets the rest against the invoices that were named.
pub(crate) async fn allocate(
    page: BookPage,
    Path((_, entry)): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let view = find(&page, &entry).await?;
    let typed = Typed::read(&fields);
    let parts = typed.parts(page.t());
    if parts.is_empty() {
        let errors = Errors::one("form", page.t().text("money.nothing-typed"));
        return draw(&page, &view, &typed.of(&view), None, None, &errors);
    }
    let request = allocation::Request {
        customer: view.customer.number.clone(),
        currency: Some(view.amount.currency()),
        source: Some(entry.clone()),
        target: Target::Parts(parts),
    };
    let key = format!("allocation-{}", typed.key);
    let mode = Mode {
        key: (!typed.key.is_empty()).then_some(key.as_str()),
        dry_run: false,
    };
    match allocation::record(page.db(), page.book(), page.caller(), mode, &request).await {
        Ok(_) => Ok(back(&page, &entry, "matched")),
        Err(error) => match PageError::from(error) {
            PageError::Refused(why) => {
                let errors = Errors::one("form", page.t().sentence(&why));
                draw(&page, &view, &typed.of(&view), None, None, &errors)
            }
            other => Err(other),
        },
    }
}

/// What comes with taking something back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Back {
    key: String,
    reason: String,
    /// `yes` when a person was asked why.
    asked: String,
}

/// Undoes the payment with everything that was set against invoices from it.
pub(crate) async fn reverse(
    page: BookPage,
    Path((_, entry)): Path<(String, String)>,
    Form(form): Form<Back>,
) -> PageResult {
    undo(&page, &entry, &entry, form, "payment").await
}

/// Takes one part back.
pub(crate) async fn take_back(
    page: BookPage,
    Path((_, entry, part)): Path<(String, String, String)>,
    Form(form): Form<Back>,
) -> PageResult {
    undo(&page, &entry, &part, form, &part).await
}

async fn undo(page: &BookPage, payment: &str, entry: &str, form: Back, what: &str) -> PageResult {
    let view = find(page, payment).await?;
    let is_of_it = entry == payment
        || view
            .parts
            .iter()
            .any(|part| part.entry.to_string() == entry);
    if !is_of_it {
        return Err(PageError::NotFound);
    }
    let again = |message: String| {
        let errors = Errors::one("reason", message);
        let why = Some((what.to_owned(), form.reason.clone()));
        draw(page, &view, &[], why, None, &errors)
    };
    let reason = match (form.reason.trim(), form.asked.as_str()) {
        ("", "yes") => return again(page.t().text("record.empty")),
        ("", _) => page.t().text("record.in-error"),
        (reason, _) => reason.to_owned(),
    };
    let request = reversal::Request {
        which: reversal::Which::Entry(entry.to_owned()),
        date: None,
        reason,
    };
    let mode = Mode {
        key: (!form.key.is_empty()).then_some(form.key.as_str()),
        dry_run: false,
    };
    match reversal::record(page.db(), page.book(), page.caller(), mode, &request).await {
        Ok(_) => Ok(back(page, payment, "undone")),
        Err(error) => match PageError::from(error) {
            PageError::Refused(why) => again(page.t().sentence(&why)),
            other => Err(other),
        },
    }
}

fn back(page: &BookPage, entry: &str, done: &str) -> axum::response::Response {
    let path = format!("money/payments/{}", encode(entry));
    page.go_to(&page.href(&with_query(&path, [("done", done)])))
}

async fn find(page: &BookPage, entry: &str) -> PageResult<PaymentView> {
    match payment::payment(page.db(), page.book(), entry, page.today()).await {
        Ok(view) => Ok(view),
        Err(AppError::Refused(_) | AppError::NotFound(_)) => Err(PageError::NotFound),
        Err(error) => Err(error.into()),
    }
}

/// What was typed, by invoice.
struct Typed {
    key: String,
    amounts: Vec<(String, String)>,
}

impl Typed {
    /// Each invoice stands before its amount.
    fn read(fields: &Fields) -> Typed {
        let mut typed = Typed {
            key: String::new(),
            amounts: Vec::new(),
        };
        for (name, value) in fields {
            match name.as_str() {
                "key" => typed.key.clone_from(value),
                "invoice" => typed.amounts.push((value.clone(), String::new())),
                "amount" => {
                    if let Some((_, amount)) = typed.amounts.last_mut() {
                        value.trim().clone_into(amount);
                    }
                }
                _ => {}
            }
        }
        typed
    }

    /// The parts of which an amount was typed; nothing and nought mean that the invoice gets none.
    fn parts(&self, t: T) -> Vec<Part> {
        let is_none = |amount: &str| amount.chars().all(|c| matches!(c, '0' | '.' | ','));
        let parts = self.amounts.iter().filter(|(_, amount)| !is_none(amount));
        parts
            .map(|(invoice, amount)| Part {
                invoice: invoice.clone(),
                amount: t.plain(amount),
            })
            .collect()
    }

    /// What was typed for each open invoice of the page.
    fn of(&self, view: &PaymentView) -> Vec<String> {
        let amount = |open: &OpenView| {
            let found = self
                .amounts
                .iter()
                .find(|(invoice, _)| *invoice == open.invoice);
            found.map(|(_, amount)| amount.clone()).unwrap_or_default()
        };
        view.open.iter().map(amount).collect()
    }
}

fn draw(
    page: &BookPage,
    view: &PaymentView,
    typed: &[String],
    why: Option<(String, String)>,
    toast: Option<Toast>,
    errors: &Errors,
) -> PageResult {
    let t = page.t();
    let base = page.href(&format!("money/payments/{}", view.entry));
    let may_undo = page.may(Permission::CorrectLedger);
    let is_refused = !errors.of("form").is_empty();
    let template = Payment {
        page,
        t,
        title: t
            .say("money.of-kind")
            .with("kind", t.text(words::entry(view.kind)))
            .with("day", t.day(view.date))
            .to_string(),
        customer: &view.customer.name,
        customer_href: page.href(&format!("customers/{}", encode(&view.customer.number))),
        about: about(page, view),
        amount: t.sum(view.amount),
        applied: t.sum(view.applied),
        unapplied: t.sum(view.unapplied),
        undone: view.undone.as_ref().map(|undone| undone_words(t, undone)),
        parts: view
            .parts
            .iter()
            .map(|part| PartRow::new(page, part, &base, may_undo))
            .collect(),
        open: view
            .open
            .iter()
            .enumerate()
            .map(|(at, open)| {
                let typed = typed.get(at).cloned().unwrap_or_default();
                OpenRow::new(page, at, open, typed, is_refused)
            })
            .collect(),
        more: view.open_total - view.open.len(),
        left_minor: view.unapplied.minor(),
        decimals: view.amount.currency().decimals(),
        code: view.amount.currency().code(),
        may_apply: page.may(Permission::RecordPayments),
        may_undo,
        ask_why: why
            .filter(|_| may_undo)
            .and_then(|(what, typed)| Why::new(t, view, &base, &what, typed)),
        key: page.desk().secret().token(),
        errors,
        toast,
        base: base.clone(),
    };
    page.show_with(errors.status(), &template)
}

fn about(page: &Page, view: &PaymentView) -> String {
    let by = page
        .t()
        .say("money.recorded")
        .with("who", &view.actor)
        .with("when", page.moment(view.recorded_at))
        .to_string();
    let parts = [
        view.reference.clone(),
        view.document.clone(),
        view.reason.as_deref().map(|why| page.t().given(why)),
        Some(by),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn undone_words(t: T, undone: &Undone) -> String {
    t.say("money.undone-on")
        .with("day", t.day(undone.date))
        .with("who", &undone.actor)
        .with(
            "why",
            undone
                .reason
                .as_deref()
                .map_or_else(|| "–".to_owned(), |why| t.given(why)),
        )
        .to_string()
}

impl Why {
    /// What is asked before something is undone; none when there is nothing of that kind to undo.
    fn new(t: T, view: &PaymentView, base: &str, what: &str, typed: String) -> Option<Why> {
        if what == "payment" {
            if view.undone.is_some() {
                return None;
            }
            let words = match view.applied.is_zero() {
                true => t.text("money.undo-alone"),
                false => t
                    .say("money.undo-with-parts")
                    .with("sum", t.money(view.applied))
                    .to_string(),
            };
            return Some(Why {
                send_to: format!("{base}/reverse"),
                title: t.text("money.undo"),
                words,
                button: t.text("money.undo"),
                typed,
            });
        }
        let is_meant = |part: &&PartView| part.entry.to_string() == what && can_be_taken_back(part);
        let part = view.parts.iter().find(is_meant)?;
        Some(Why {
            send_to: format!("{base}/allocations/{}/reverse", part.entry),
            title: t.text("money.take-back"),
            words: t
                .say("money.take-back-words")
                .with("sum", t.money(part.amount))
                .with("invoice", &part.invoice)
                .to_string(),
            button: t.text("money.take-back"),
            typed,
        })
    }
}

/// A discount falls with the money that earned it.
fn can_be_taken_back(part: &PartView) -> bool {
    part.undone.is_none() && part.kind == EntryKind::Allocation
}

impl PartRow {
    fn new(page: &BookPage, part: &PartView, base: &str, may_undo: bool) -> PartRow {
        let t = page.t();
        PartRow {
            iso: part.date.to_string(),
            day: t.day(part.date),
            invoice: part.invoice.clone(),
            href: page.href(&format!("invoices/{}", encode(&part.invoice))),
            amount: t.sum(part.amount),
            what: match part.kind {
                EntryKind::DiscountTaken => t.text(words::entry(part.kind)),
                _ => String::new(),
            },
            by: part.actor.clone(),
            undone: part
                .undone
                .as_ref()
                .map(|undone| undone_words(t, undone))
                .unwrap_or_default(),
            take_back: match may_undo && can_be_taken_back(part) {
                true => format!("{base}?undo={}#undo", part.entry),
                false => String::new(),
            },
        }
    }
}

impl OpenRow {
    fn new(page: &BookPage, at: usize, open: &OpenView, typed: String, refused: bool) -> OpenRow {
        let t = page.t();
        let discount = open.discount.map(|sum| {
            t.say("money.discount")
                .with("sum", t.money(sum))
                .with("settles", t.money(open.settles))
                .to_string()
        });
        OpenRow {
            id: format!("amount-{at}"),
            number: open.invoice.clone(),
            href: page.href(&format!("invoices/{}", encode(&open.invoice))),
            iso: open.due.to_string(),
            due: t.day(open.due),
            late: t.late(open.days_late),
            open: t.sum(open.open),
            discount: discount.unwrap_or_default(),
            is_disputed: open.is_disputed,
            error: match refused {
                true => problem(t, open, &typed),
                false => String::new(),
            },
            typed,
        }
    }
}

/// What is wrong with an amount, once the whole was refused: it points at the field.
fn problem(t: T, open: &OpenView, typed: &str) -> String {
    if typed.is_empty() {
        return String::new();
    }
    match Money::parse(&t.plain(typed), open.open.currency()) {
        Ok(amount) if amount.is_negative() => t.text("record.no-amount"),
        Ok(amount) if amount.minor() > open.settles.minor() => t
            .say("money.at-most")
            .with("sum", t.money(open.settles))
            .to_string(),
        Ok(_) => String::new(),
        Err(_) => t.text("record.no-amount"),
    }
}
