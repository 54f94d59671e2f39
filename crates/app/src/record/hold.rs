//! A hold is placed on a customer or on one invoice, or lifted: contact is paused, or supply stops.

use dunwell_core::hold::{Hold, HoldKind};
use dunwell_core::id::{CustomerId, HoldId, InvoiceId};
use dunwell_core::sentence::Sentence;
use dunwell_store::customers::Customer;
use dunwell_store::holds::{self, HoldRow};
use dunwell_store::invoices::Invoice;
use dunwell_store::{Db, accounts};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::lookup::{self, customer_by_id};
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::{self, Caller, Mode, Work};

/// Whom or what a hold is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// A customer, by number.
    Customer(String),
    /// One invoice.
    Invoice {
        /// Its number.
        number: String,
        /// The number of the customer whose it is, where that was named as well.
        of: Option<String>,
    },
}

/// A hold to be placed.
#[derive(Debug, Clone, Serialize)]
pub struct Request {
    /// Whom or what it is on.
    pub on: Subject,
    /// What is held.
    pub kind: HoldKind,
    /// Its first day; today when not given.
    pub from: Option<Date>,
    /// Its last day; until it is lifted when not given.
    pub until: Option<Date>,
    /// Why.
    pub reason: String,
}

/// A hold as it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Held {
    /// Its id.
    pub hold: HoldId,
    /// What is held.
    pub kind: HoldKind,
    /// The customer's number.
    pub customer: String,
    /// The customer's name.
    pub name: String,
    /// The number of the one invoice that it is on; none means the whole customer.
    pub invoice: Option<String>,
    /// Its first day.
    pub from: Date,
    /// Its last day; none means until it is lifted. Before the first day: it never was.
    pub until: Option<Date>,
}

/// Places a hold. [`lift`] ends it.
///
/// # Errors
/// When the customer or the invoice is not known, the days are in the wrong order, or a hold of the
/// same kind on the same subject is in force on one of the days. One from today on may follow one that
/// ends today; no day is counted twice.
pub async fn place(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Request,
) -> Result<Held> {
    let input = ("place-hold", request);
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        place_in(work, request).await
    })
    .await
}

async fn place_in(work: &mut Work, request: &Request) -> Result<Held> {
    let reason = lookup::reason(&request.reason)?;
    let from = request.from.unwrap_or(work.today);
    if let Some(until) = request.until.filter(|until| *until < from) {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.hold.ends-before-it-begins",
                "the hold would begin on {from} and end on {until}, which is earlier",
            )
            .with("from", from)
            .with("until", until),
        ));
    }
    let (customer, invoice) = subject(work, &request.on).await?;
    if request.kind == HoldKind::Supply && invoice.is_some() {
        return Err(AppError::refused(Sentence::new(
            "refusal.hold.supply-of-an-invoice",
            "supply is stopped for a whole customer; leave the invoice out",
        )));
    }
    let hold = Hold {
        id: work.ids.hold(),
        kind: request.kind,
        invoice: invoice.as_ref().map(|invoice| invoice.id),
        from,
        until: request.until,
        reason: reason.to_owned(),
    };
    let existing = holds::of_customer(&mut work.uow, work.book, customer.id).await?;
    let today = work.today;
    // One that was lifted today ends tonight whatever is done about it; another may go on from there.
    let goes_on = |other: &Hold| {
        hold.from == today
            && other.until == Some(today)
            && hold.until.is_none_or(|until| until > today)
    };
    if let Some(other) = existing
        .iter()
        .map(|row| &row.hold)
        .find(|other| other.overlaps(&hold) && !goes_on(other))
    {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.hold.held-already",
                "{what} is held already {period} ({reason}; {hold}); lift that hold first, or choose other days",
            )
            .with("what", what(other.kind))
            .with("period", period(other))
            .with("reason", &other.reason)
            .with("hold", other.id),
        ));
    }
    put(work, &customer, invoice.as_ref(), hold).await
}

/// Keeps a hold and notes it in the journal.
///
/// # Errors
/// When the database fails.
pub(crate) async fn put(
    work: &mut Work,
    customer: &Customer,
    invoice: Option<&Invoice>,
    hold: Hold,
) -> Result<Held> {
    let row = HoldRow {
        customer: customer.id,
        hold,
    };
    holds::insert(&mut work.uow, work.book, &row).await?;
    let number = invoice.map(|invoice| invoice.number.as_str());
    note_placed(work, &row, number, work.today)?;
    Ok(held(customer, invoice, &row.hold))
}

/// Notes a hold that was placed on `on` in the customer's journal; `invoice` is the number of the one
/// that it is about.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn note_placed(
    work: &mut Work,
    row: &HoldRow,
    invoice: Option<&str>,
    on: Date,
) -> Result<()> {
    let told = ("hold-placed", row.hold.reason.as_str());
    note(work, row.customer, &row.hold, invoice, on, told)
}

/// Which hold is lifted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Which {
    /// By its id.
    Hold(String),
    /// The one of this kind that is in force on this subject today and does not end with it.
    On(Subject, HoldKind),
}

/// A hold to be lifted.
#[derive(Debug, Clone, Serialize)]
pub struct Lift {
    /// The hold.
    pub which: Which,
    /// Why, if that was told.
    pub reason: Option<String>,
}

/// Lifts a hold: today is its last day. One that would begin today or later never was, which is how
/// one that was placed in error is undone.
///
/// # Errors
/// When there is no such hold, or it has ended before or ends today already.
pub async fn lift(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Lift,
) -> Result<Held> {
    let input = ("lift-hold", request);
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        lift_in(work, request).await
    })
    .await
}

async fn lift_in(work: &mut Work, request: &Lift) -> Result<Held> {
    let row = match &request.which {
        Which::Hold(text) => by_id(work, text).await?,
        Which::On(on, kind) => in_force(work, on, *kind).await?,
    };
    let today = work.today;
    let mut hold = row.hold;
    if let Some(until) = hold.until.filter(|until| *until < today) {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.hold.ended-already",
                "{hold} ended on {until} already",
            )
            .with("hold", hold.id)
            .with("until", until),
        ));
    }
    if ends_tonight(&hold, today) {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.hold.ends-tonight",
                "{hold} ends today, on {today}, already; there is nothing to lift",
            )
            .with("hold", hold.id)
            .with("today", today),
        ));
    }
    let until = match hold.from < today {
        true => today,
        false => hold.from.yesterday().unwrap_or(hold.from),
    };
    hold.until = Some(until);
    holds::end(&mut work.uow, work.book, row.customer, hold.id, hold.until).await?;
    let customer = customer_by_id(work, row.customer).await?;
    let invoice = match hold.invoice {
        Some(id) => Some(lookup::invoice_by_id(work, id).await?),
        None => None,
    };
    let number = invoice.as_ref().map(|invoice| invoice.number.as_str());
    let told = ("hold-lifted", request.reason.as_deref().unwrap_or_default());
    note(work, customer.id, &hold, number, today, told)?;
    Ok(held(&customer, invoice.as_ref(), &hold))
}

/// Whether today is the last day of a hold that began before: lifting it would change nothing.
fn ends_tonight(hold: &Hold, today: Date) -> bool {
    hold.from < today && hold.until == Some(today)
}

async fn by_id(work: &mut Work, text: &str) -> Result<HoldRow> {
    let id = lookup::id::<HoldId>(text)?;
    let missing = || {
        AppError::not_found(
            Sentence::new(
                "refusal.hold.unknown",
                "there is no hold {id}; \"dunwell customer\" lists a customer's holds",
            )
            .with("id", id),
        )
    };
    let row = holds::by_id(&mut work.uow, work.book, id)
        .await?
        .ok_or_else(missing)?;
    accounts::touch(&mut work.uow, work.book, row.customer, None).await?;
    holds::by_id(&mut work.uow, work.book, id)
        .await?
        .ok_or_else(missing)
}

async fn in_force(work: &mut Work, on: &Subject, kind: HoldKind) -> Result<HoldRow> {
    let (customer, invoice) = subject(work, on).await?;
    let invoice: Option<InvoiceId> = invoice.map(|invoice| invoice.id);
    let today = work.today;
    let mut held = holds::of_customer(&mut work.uow, work.book, customer.id).await?;
    held.retain(|row| {
        row.hold.kind == kind && row.hold.invoice == invoice && row.hold.is_active(today)
    });
    let ends_tonight = !held.is_empty();
    held.retain(|row| !self::ends_tonight(&row.hold, today));
    if let Some(first) = held.into_iter().next() {
        return Ok(first);
    }
    let on = match on {
        Subject::Customer(_) => {
            Sentence::new("refusal.hold.of-customer", "customer {number} ({name})")
                .with("number", &customer.number)
                .with("name", &customer.name)
        }
        Subject::Invoice { number, .. } => {
            Sentence::new("refusal.hold.of-invoice", "invoice {number}").with("number", number)
        }
    };
    let refusal = match ends_tonight {
        true => Sentence::new(
            "refusal.hold.nothing-to-lift",
            "the hold on {what} for {on} ends today, on {today}, already; there is nothing to lift",
        )
        .with("what", what(kind))
        .with("on", on)
        .with("today", today),
        false => Sentence::new(
            "refusal.hold.not-held",
            "{what} is not held for {on} on {today}",
        )
        .with("what", what(kind))
        .with("on", on)
        .with("today", today),
    };
    Err(AppError::refused(refusal))
}

/// The customer and, where it is about one, the invoice; both locked.
async fn subject(work: &mut Work, on: &Subject) -> Result<(Customer, Option<Invoice>)> {
    match on {
        Subject::Customer(number) => Ok((lookup::customer(work, number).await?, None)),
        Subject::Invoice { number, of } => {
            let invoice = lookup::locked_invoice(work, number).await?;
            let customer = customer_by_id(work, invoice.customer).await?;
            if let Some(other) = of.as_ref().filter(|of| **of != customer.number) {
                return Err(AppError::refused(
                    Sentence::new(
                        "refusal.hold.of-another",
                        "invoice {invoice} is not one of customer {other}, but of {customer} ({name})",
                    )
                    .with("invoice", &invoice.number)
                    .with("other", other)
                    .with("customer", &customer.number)
                    .with("name", &customer.name),
                ));
            }
            Ok((customer, Some(invoice)))
        }
    }
}

fn held(customer: &Customer, invoice: Option<&Invoice>, hold: &Hold) -> Held {
    Held {
        hold: hold.id,
        kind: hold.kind,
        customer: customer.number.clone(),
        name: customer.name.clone(),
        invoice: invoice.map(|invoice| invoice.number.clone()),
        from: hold.from,
        until: hold.until,
    }
}

fn note(
    work: &mut Work,
    customer: CustomerId,
    hold: &Hold,
    invoice: Option<&str>,
    on: Date,
    (kind, reason): (&'static str, &str),
) -> Result<()> {
    let details = serde_json::json!({
        "hold": hold.id, "date": on, "holds": hold.kind, "invoice": invoice,
        "from": hold.from, "until": hold.until, "reason": reason,
    });
    work.journal(customer, kind, &details)
}

fn what(kind: HoldKind) -> Sentence {
    match kind {
        HoldKind::Contact => Sentence::new("refusal.hold.contact", "contact"),
        HoldKind::Supply => Sentence::new("refusal.hold.supply", "supply"),
    }
}

fn period(hold: &Hold) -> Sentence {
    match hold.until {
        Some(until) => Sentence::new("refusal.hold.from-to", "from {from} to {until}")
            .with("from", hold.from)
            .with("until", until),
        None => Sentence::new("refusal.hold.since", "since {from}").with("from", hold.from),
    }
}
