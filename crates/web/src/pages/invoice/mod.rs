//! An invoice: what was asked for, every entry that touched it, interest and charges with their
//! sources, and the texts that named it.

pub(crate) mod correct;

use askama::Template;
use axum::extract::Path;
use dunwell_app::AppError;
use dunwell_app::access::Permission;
use dunwell_app::view::charges::{ChargeView, InterestView};
use dunwell_app::view::invoice::{self, EntryView, InstalmentView, InvoiceView};
use dunwell_core::money::Money;
use serde::Deserialize;

use self::correct::{Sheet, Typed, What, can_be_waived};
use super::customer::{ActionRow, DisputeRow};
use super::toast::{Done, Toast, toast};
use super::words;
use crate::encode::encode;
use crate::error::{PageError, PageResult};
use crate::form::{Errors, Query};
use crate::locale::{Late, Sum, T};
use crate::page::{BookPage, Page};

/// What stands behind the question mark.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// What is to be corrected.
    correct: String,
    /// The charge that is waived, or the entry that is undone.
    entry: String,
    done: String,
    id: String,
    who: String,
}

#[derive(Template)]
#[template(path = "invoice.html")]
struct Invoice<'a> {
    page: &'a Page,
    t: T,
    number: &'a str,
    customer: &'a str,
    customer_href: String,
    base: String,
    may_dispute: bool,
    may_correct: bool,
    may_write_off: bool,
    /// Issued, terms, reference: in one line.
    about: String,
    open: Sum,
    total: Sum,
    principal: Sum,
    charges_open: Sum,
    due: String,
    late: Option<Late>,
    settled: String,
    /// Empty where it is due in one sum and earns no discount.
    instalments: Vec<Instalment>,
    entries: Vec<Entry>,
    interest: Option<Interest>,
    charges: Vec<Charge>,
    disputes: Vec<DisputeRow>,
    actions: Vec<ActionRow>,
    /// What comes next, a line for each open instalment.
    next: Vec<Next>,
    sheet: Option<Sheet>,
    toast: Option<Toast>,
}

/// Shows the invoice.
pub(crate) async fn show(
    page: BookPage,
    Path((_, number)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let view = find(&page, &number).await?;
    let typed = Typed {
        entry: asked.entry,
        ..Typed::default()
    };
    let sheet = What::from_code(&asked.correct)
        .filter(|_| page.may(Permission::CorrectLedger))
        .and_then(|what| Sheet::new(&page, &view, what, typed, Errors::none()));
    let done = Done {
        done: asked.done,
        id: asked.id,
        who: asked.who,
    };
    let mut invoice = Invoice::new(&page, &view);
    invoice.sheet = sheet;
    invoice.toast = toast(&page, &done, "");
    page.show(&invoice)
}

/// Draws the invoice with a form that came back.
fn draw(
    page: &BookPage,
    view: &InvoiceView,
    what: What,
    typed: Typed,
    errors: Errors,
) -> PageResult {
    let status = errors.status();
    let mut invoice = Invoice::new(page, view);
    invoice.sheet = Sheet::new(page, view, what, typed, errors);
    page.show_with(status, &invoice)
}

async fn find(page: &BookPage, number: &str) -> PageResult<InvoiceView> {
    let found = invoice::invoice(page.db(), page.book(), number, page.today()).await;
    match found {
        Ok(view) => Ok(view),
        Err(AppError::Refused(_) | AppError::NotFound(_)) => Err(PageError::NotFound),
        Err(error) => Err(error.into()),
    }
}

impl<'a> Invoice<'a> {
    fn new(page: &'a BookPage, view: &'a InvoiceView) -> Invoice<'a> {
        let t = page.t();
        let base = page.href(&format!("invoices/{}", encode(&view.number)));
        let may_correct = page.may(Permission::CorrectLedger);
        let customer = encode(&view.customer.number);
        Invoice {
            page,
            t,
            number: &view.number,
            customer: &view.customer.name,
            customer_href: page.href(&format!("customers/{customer}")),
            may_dispute: page.may(Permission::Work) && view.open.is_positive(),
            may_correct,
            may_write_off: may_correct && view.open.is_positive(),
            about: about(t, view),
            open: t.sum(view.open),
            total: t.sum(view.total),
            principal: t.sum(view.principal),
            charges_open: t.sum(view.charges_open),
            due: t.day(view.due),
            late: view.days_late.map(|days| t.late(days)),
            settled: view.settled_on.map(|on| t.day(on)).unwrap_or_default(),
            instalments: instalments(t, view),
            entries: view
                .entries
                .iter()
                .map(|entry| Entry::new(page, entry, &base))
                .collect(),
            interest: view
                .interest
                .as_ref()
                .map(|interest| Interest::new(t, interest)),
            charges: view
                .charges
                .iter()
                .map(|charge| Charge::new(page, charge, &base))
                .collect(),
            disputes: view
                .disputes
                .iter()
                .map(|dispute| DisputeRow::new(page, dispute))
                .collect(),
            actions: view
                .actions
                .iter()
                .map(|action| ActionRow::new(t, action))
                .collect(),
            next: view
                .next
                .iter()
                .map(|item| Next {
                    step: item
                        .next
                        .as_ref()
                        .map(|next| next.step.clone())
                        .unwrap_or_default(),
                    on: item
                        .next
                        .as_ref()
                        .and_then(|next| next.on)
                        .map(|on| t.day(on))
                        .unwrap_or_default(),
                    held: item.held.iter().map(|reason| t.reason(reason)).collect(),
                })
                .collect(),
            sheet: None,
            toast: None,
            base,
        }
    }
}

fn instalments(t: T, view: &InvoiceView) -> Vec<Instalment> {
    let parts = &view.instalments;
    if parts.len() < 2 && parts.iter().all(|part| part.discount.is_none()) {
        return Vec::new();
    }
    parts.iter().map(|part| Instalment::new(t, part)).collect()
}

fn about(t: T, view: &InvoiceView) -> String {
    let issued = t
        .say("invoice.issued")
        .with("on", t.day(view.issued))
        .to_string();
    let reference = view
        .reference
        .as_ref()
        .map(|text| t.say("invoice.reference").with("text", text).to_string());
    let parts = [Some(issued), view.terms.clone(), reference];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What comes next for an instalment.
struct Next {
    step: String,
    on: String,
    held: Vec<String>,
}

/// An instalment.
struct Instalment {
    n: u16,
    iso: String,
    due: String,
    amount: Sum,
    open: Sum,
    /// The discount that is earned by paying early, and until when.
    discount: String,
}

impl Instalment {
    fn new(t: T, part: &InstalmentView) -> Instalment {
        let discount = part.discount.zip(part.discount_until).map(|(sum, until)| {
            t.say("invoice.discount")
                .with("sum", t.money(sum))
                .with("until", t.day(until))
                .to_string()
        });
        Instalment {
            n: part.instalment,
            iso: part.due.to_string(),
            due: t.day(part.due),
            amount: t.sum(part.amount),
            open: t.sum(part.open),
            discount: discount.unwrap_or_default(),
        }
    }
}

/// An entry of the ledger.
struct Entry {
    id: String,
    iso: String,
    day: String,
    what: String,
    amount: Sum,
    open_after: Sum,
    /// Reference and reason.
    note: String,
    /// The entry that it undoes or corrects.
    reverses: String,
    by: String,
    /// The payment or credit note that it came from; empty where it came from none.
    source: String,
    /// Where it can be undone; empty where it cannot.
    undo: String,
}

impl Entry {
    fn new(page: &BookPage, entry: &EntryView, base: &str) -> Entry {
        let t = page.t();
        let may_undo = entry.can_be_undone && page.may(Permission::CorrectLedger);
        let source = entry.source.filter(|_| entry.reverses.is_none());
        let note = [
            entry.reference.clone(),
            entry.reason.as_deref().map(|why| t.given(why)),
        ];
        Entry {
            id: entry.id.to_string(),
            iso: entry.date.to_string(),
            day: t.day(entry.date),
            what: t.text(words::entry(entry.kind)),
            amount: t.sum(entry.amount),
            open_after: t.sum(entry.open_after),
            note: note.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            reverses: entry.reverses.map(|id| id.to_string()).unwrap_or_default(),
            by: format!("{} · {}", entry.actor, page.moment(entry.recorded_at)),
            source: source
                .map(|source| page.href(&format!("money/payments/{source}")))
                .unwrap_or_default(),
            undo: match may_undo {
                true => format!("{base}?correct=undo&entry={}#correct", entry.id),
                false => String::new(),
            },
        }
    }
}

/// The interest so far.
struct Interest {
    so_far: Sum,
    not_charged: Sum,
    daily: Sum,
    from: String,
    basis: String,
    /// The title of the law, where the ground does not name it.
    law: String,
    source: String,
}

impl Interest {
    fn new(t: T, interest: &InterestView) -> Interest {
        Interest {
            so_far: t.sum(interest.so_far),
            not_charged: t.sum(interest.not_charged),
            daily: t.sum(interest.daily),
            from: t.day(interest.from),
            basis: t.ground(&interest.basis),
            law: interest
                .law
                .clone()
                .filter(|title| !interest.basis.contains(title))
                .unwrap_or_default(),
            source: web_address(interest.source.as_deref()),
        }
    }
}

/// A charge with its rows.
struct Charge {
    day: String,
    what: String,
    amount: Sum,
    /// What of it was waived; empty when nothing was.
    waived: String,
    undone: bool,
    basis: String,
    source: String,
    /// Where it can be waived; empty where it cannot.
    waive: String,
    lines: Vec<Line>,
}

/// A row of a calculation.
struct Line {
    days: String,
    count: String,
    rate: String,
    principal: Sum,
    amount: Sum,
}

impl Charge {
    fn new(page: &BookPage, charge: &ChargeView, base: &str) -> Charge {
        let t = page.t();
        let may_waive = can_be_waived(charge) && page.may(Permission::CorrectLedger);
        let waived = Some(charge.waived).filter(|sum: &Money| !sum.is_zero());
        Charge {
            day: t.day(charge.date),
            what: t.text(words::charge(charge.kind)),
            amount: t.sum(charge.amount),
            waived: waived.map(|sum| t.money(sum)).unwrap_or_default(),
            undone: charge.undone,
            basis: t.ground(&charge.basis),
            source: web_address(charge.source.as_deref()),
            waive: match may_waive {
                true => format!("{base}?correct=waiver&entry={}#correct", charge.entry),
                false => String::new(),
            },
            lines: charge
                .lines
                .iter()
                .map(|line| Line {
                    days: match (line.from, line.to) {
                        (Some(from), Some(to)) => format!("{} – {}", t.day(from), t.day(to)),
                        _ => String::new(),
                    },
                    count: line.days.map(|n| t.number(n.into())).unwrap_or_default(),
                    rate: line
                        .rate_percent
                        .map(|rate| t.percent(rate))
                        .unwrap_or_default(),
                    principal: t.sum(line.principal),
                    amount: t.sum(line.amount),
                })
                .collect(),
        }
    }
}

/// A source that can be opened; any other text is no link.
fn web_address(source: Option<&str>) -> String {
    let is_one = |text: &&str| text.starts_with("https://") || text.starts_with("http://");
    source.filter(is_one).unwrap_or_default().to_owned()
}
