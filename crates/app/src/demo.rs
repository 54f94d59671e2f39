//! The demonstration: a made-up book, and some weeks of its life played forward day by day.
//!
//! Each day brings in what that day brought (invoices, payments, credit notes, disputes, promises),
//! runs the day, sends what is ready and makes some of the calls. It is all done through the use
//! cases that a person would use.

use std::path::Path;

use dunwell_channels::Templates;
use dunwell_core::action::Do;
use dunwell_core::dates::{DateError, add_days};
use dunwell_formats::{CreditNote, Dispute, Invoice, Kind, Payment};
use dunwell_store::Db;
use fastrand::Rng;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::{Authority, Caller, Mode};
use crate::record::call::{self, Outcome};
use crate::sample::csv::{self, Row};
use crate::sample::{SampleBook, SamplePromise, Spec, book};
use crate::user::manage;
use crate::view::worklist;
use crate::{approve, outbox_export, policy, run, sample_book};

/// How many weeks are played.
pub const WEEKS: i32 = 6;

/// The ready policy that the demonstration follows.
const POLICY: &str = "standard-trade-credit";

/// What happened in the demonstration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Played {
    /// The first day.
    pub from: Option<Date>,
    /// Days that were run.
    pub days: u32,
    /// Customers of the book.
    pub customers: u64,
    /// Invoices that were brought in.
    pub invoices: u64,
    /// Payments that arrived.
    pub payments: u64,
    /// Texts that were sent.
    pub texts: u64,
    /// Calls that were made.
    pub calls: u64,
    /// Steps that somebody approved.
    pub approvals: u64,
    /// Actions that were closed because their cause fell away before they were done.
    pub closed: u64,
}

/// Makes the sample book of `spec` and plays the weeks up to its last day. Texts are written to
/// `outbox`. The work of the last business day is left undone, to be looked at; nothing is recorded
/// as later than `now`.
///
/// # Errors
/// When there is a sample book already, or the database or the folder fails.
pub async fn play(db: &Db, now: Timestamp, spec: &Spec, outbox: &Path) -> Result<Played> {
    let first = add_days(spec.as_of, -7 * WEEKS).map_err(AppError::refused)?;
    let sample = book(spec);
    let templates = Templates::embedded().map_err(|error| AppError::Text(error.to_string()))?;
    let day_of = |today: Date, at: Timestamp, seed: u64| Caller {
        actor: "demonstration",
        authority: Authority::Operator,
        at: at.min(now),
        today,
        seed,
    };
    let mut rng = Rng::with_seed(spec.seed);
    let mut played = Played {
        from: Some(first),
        ..Played::default()
    };

    let start = day_of(first, morning(first)?, rng.u64(..));
    let book = sample_book::create(
        db,
        start,
        &Spec {
            as_of: first,
            ..spec.clone()
        },
    )
    .await?;
    let text = policy::ready(POLICY).unwrap_or_default();
    policy::activate(db, &book, start, POLICY, text, &templates).await?;
    played.customers = rows(
        db,
        &book,
        start,
        Kind::Customers,
        sample.customers.iter().cloned(),
    )
    .await?;

    let numbers = sample
        .customers
        .iter()
        .map(|customer| customer.number.clone());
    sample_book::share_out(db, &book, start, numbers, manage::DEMO_NAME).await?;

    let last_business_day = book.calendar()?.previous_business_day(spec.as_of);
    let mut since = Date::MIN;
    let mut day = first;
    while day <= spec.as_of {
        let today = day_of(day, morning(day)?, rng.u64(..));
        bring_in(db, &book, today, &sample, (since, day), &mut played).await?;
        let report = run::run(db, &book, today, Mode::default(), &run::Request::default()).await?;
        played.closed += report.closed;
        played.days += 1;
        if day < last_business_day {
            played.approvals += approve_some(db, &book, today, &mut rng).await?;
            let sent = outbox_export::export(db, &book, today, Mode::default(), &templates, outbox)
                .await?;
            played.texts += sent.exported.len() as u64;
            played.calls += make_calls(db, &book, today, &mut rng).await?;
        }
        since = day;
        day = add_days(day, 1).map_err(AppError::refused)?;
    }
    Ok(played)
}

/// Eight o'clock, universal time.
fn morning(day: Date) -> Result<Timestamp> {
    day.at(8, 0, 0, 0)
        .to_zoned(jiff::tz::TimeZone::UTC)
        .map(|zoned| zoned.timestamp())
        .map_err(|_| AppError::refused(DateError::OutOfRange))
}

/// Brings in what happened after the first day of `days` up to the second.
async fn bring_in(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    sample: &SampleBook,
    days: (Date, Date),
    played: &mut Played,
) -> Result<()> {
    let new = |date: Date| days.0 < date && date <= days.1;
    let invoices = sample
        .invoices
        .iter()
        .filter(|invoice| invoice.issued.is_some_and(new));
    played.invoices += rows::<Invoice>(db, book, caller, Kind::Invoices, invoices.cloned()).await?;
    let payments = sample.payments.iter().filter(|payment| new(payment.date));
    played.payments += rows::<Payment>(db, book, caller, Kind::Payments, payments.cloned()).await?;
    let credits = sample.credit_notes.iter().filter(|credit| new(credit.date));
    rows::<CreditNote>(db, book, caller, Kind::CreditNotes, credits.cloned()).await?;
    // A dispute is opened on one day and resolved on another; both are days on which its row comes.
    let disputes = sample
        .disputes
        .iter()
        .filter(|dispute| dispute.opened.is_some_and(new) || dispute.resolved.is_some_and(new));
    let known = disputes.cloned().map(|dispute| Dispute {
        resolved: dispute.resolved.filter(|resolved| *resolved <= days.1),
        ..dispute
    });
    rows::<Dispute>(db, book, caller, Kind::Disputes, known).await?;
    let promises: Vec<SamplePromise> = sample
        .promises
        .iter()
        .filter(|promise| new(promise.made_on))
        .cloned()
        .collect();
    if !promises.is_empty() {
        sample_book::promise(db, book, caller, &promises).await?;
    }
    Ok(())
}

/// Imports records of one kind; gives how many came in.
async fn rows<R: Row>(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    kind: Kind,
    records: impl Iterator<Item = R>,
) -> Result<u64> {
    let mut records = records.peekable();
    if records.peek().is_none() {
        return Ok(0);
    }
    let mut file = Vec::new();
    csv::write_rows(records, &mut file).map_err(|source| AppError::File {
        path: csv::file_name(kind),
        source,
    })?;
    let report = sample_book::bring_in(db, book, caller, kind, &file).await?;
    let of_kind = [
        report.customers,
        report.invoices,
        report.payments,
        report.credit_notes,
        report.disputes,
    ];
    let index = match kind {
        Kind::Customers => 0,
        Kind::Invoices => 1,
        Kind::Payments => 2,
        Kind::CreditNotes => 3,
        Kind::Disputes => 4,
    };
    Ok(of_kind[index].new)
}

/// Approves about two of three steps that wait for it.
async fn approve_some(db: &Db, book: &Book, caller: Caller<'_>, rng: &mut Rng) -> Result<u64> {
    let work = worklist::worklist(db, book, &worklist::Request::default(), caller.today).await?;
    let mut approved = 0;
    for item in work.items.iter().filter(|item| item.needs_approval) {
        if rng.u8(0..3) == 0 {
            continue;
        }
        let request = approve::Request {
            action: item.action.to_string(),
            role: item.approve.clone(),
            note: None,
        };
        approve::approve(db, book, caller, Mode::default(), &request).await?;
        approved += 1;
    }
    Ok(approved)
}

/// Makes about two of three open calls, and records how they ended.
async fn make_calls(db: &Db, book: &Book, caller: Caller<'_>, rng: &mut Rng) -> Result<u64> {
    const ENDS: [Outcome; 6] = [
        Outcome::InPaymentRun,
        Outcome::AwaitingApproval,
        Outcome::PaymentSent,
        Outcome::MessageLeft,
        Outcome::CashFlow,
        Outcome::InvoiceNotReceived,
    ];
    let request = worklist::Request {
        kind: Some(Do::Call),
        ..worklist::Request::default()
    };
    let calls = worklist::worklist(db, book, &request, caller.today).await?;
    let mut made = 0;
    for item in calls.items {
        if rng.u8(0..3) == 0 {
            continue;
        }
        let call = call::Request {
            customer: item.customer.number.clone(),
            currency: Some(item.amount.currency()),
            action: Some(item.action.to_string()),
            outcome: ENDS[rng.usize(0..ENDS.len())],
            reason: None,
            text: None,
            date: None,
            done: false,
        };
        call::record(db, book, caller, Mode::default(), &call).await?;
        made += 1;
    }
    Ok(made)
}
