//! Asking: what one person may do alone is done at once, and what takes two becomes a request.

use dunwell_channels::Templates;
use dunwell_core::id::RequestId;
use dunwell_core::money::Money;
use dunwell_core::sentence::Sentence;
use dunwell_store::Db;
use serde::{Deserialize, Serialize};

use super::{Payee, Request, State, Subject, keep};
use crate::book::Book;
use crate::book_settings::{self, change};
use crate::error::{AppError, Result};
use crate::funnel::{self, Authority, Caller, Mode, Work};
use crate::policy::{self as policies, Activated, Document};
use crate::record::lookup::{self, not_empty};
use crate::record::write_off::{self as write_offs, WrittenOff};
use crate::two_people::{self, Consent, Kind};

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome<T> {
    /// It took nobody else, and is done.
    Done(T),
    /// Somebody else decides on it.
    Asked(RequestId),
}

/// Writes off what is open on an invoice, or asks for it where that takes two people. The reason is
/// what the other one reads.
///
/// # Errors
/// When the invoice is not known, or less is open on it.
pub async fn write_off(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &write_offs::Request,
) -> Result<Outcome<WrittenOff>> {
    let input = ("ask-write-off", request);
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        let meant = write_offs::meant(work, request).await?;
        let invoice = &meant.invoice;
        let takes_two = write_offs::takes_two(work, book, invoice, meant.amount).await?;
        if !takes_two || work.is_operator {
            let consent = two_people::alone(work, Kind::WriteOff, takes_two)?;
            let done = write_offs::write_off(work, &meant, consent).await?;
            return Ok(Outcome::Done(done));
        }
        let customer = lookup::customer_by_id(work, invoice.customer).await?;
        let money = |minor| Money::new(minor, invoice.currency);
        let subject = Subject::WriteOff {
            invoice: invoice.number.clone(),
            customer: customer.number,
            amount: money(meant.amount),
            open: money(invoice.open),
            date: request.date,
        };
        let details = serde_json::json!({
            "invoice": invoice.number, "amount": money(meant.amount), "reason": meant.reason,
        });
        work.journal(invoice.customer, "write-off-asked-for", &details)?;
        ask(work, book, caller, subject, &meant.reason)
            .await
            .map(Outcome::Asked)
    })
    .await
}

/// Puts a policy into force, or asks for it where that takes two people. The writer began while version
/// `over` was in force (0 when there was none); `why` is what the other one reads.
///
/// # Errors
/// When the policy has errors, another version came into force meanwhile, or a reason is missing.
pub async fn policy(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    (text, over, why): (&str, i64, &str),
    templates: &Templates,
) -> Result<Outcome<Activated>> {
    let input = ("ask-policy", text, over, why);
    let document = Document {
        file: "the policy",
        text,
        over: Some(over),
    };
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        let usable = policies::usable(work, book, document, templates).await?;
        let takes_two = usable.is_another() && book.settings.two_people.policy;
        if !takes_two || work.is_operator {
            let consent = two_people::alone(work, Kind::Policy, takes_two)?;
            let done = policies::put_into_force(work, document, usable, consent).await?;
            return Ok(Outcome::Done(done));
        }
        let subject = Subject::Policy {
            name: usable.would.name.clone(),
            text: text.to_owned(),
            over,
            changes: usable.would.changes.clone(),
        };
        ask(work, book, caller, subject, why)
            .await
            .map(Outcome::Asked)
    })
    .await
}

/// Changes settings, or asks for it where that takes two people; `why` is what the other one reads then.
/// Gives the book as it is afterwards.
///
/// # Errors
/// When a value is not of its kind, somebody else changed the settings meanwhile, what takes two people
/// is to be changed together with what does not, or a reason is missing.
pub async fn settings(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &change::Request,
    why: &str,
) -> Result<Outcome<Book>> {
    let input = ("ask-settings", request, why);
    let outcome = funnel::change(db, book.id, caller, mode, &input, async |work| {
        let (before, after) = change::meant(work, request).await?;
        let kinds = change::takes_two(&before, &after);
        let (Some(kind), false) = (kinds.first(), work.is_operator) else {
            let consent = if kinds.is_empty() {
                Consent::NotNeeded
            } else {
                Consent::Operator
            };
            change::put(work, book, &before, &after, consent).await?;
            return Ok(Outcome::Done(after));
        };
        let subject = match kind {
            Kind::BankDetails => Subject::BankDetails {
                before: Box::new(Payee::of(&before)),
                after: Box::new(Payee::of(&after)),
            },
            _ => Subject::Rules {
                before: before.two_people.clone(),
                after: after.two_people.clone(),
            },
        };
        let mut rest = before.clone();
        subject.put_into(&mut rest);
        if rest != after {
            return Err(AppError::refused(
                Sentence::new(
                    "refusal.two-people.by-itself",
                    "{what} takes two people; change the other settings by themselves",
                )
                .with("what", kind.said()),
            ));
        }
        change::refuse_impossible(work, book, &before, &after).await?;
        ask(work, book, caller, subject, why)
            .await
            .map(Outcome::Asked)
    })
    .await?;
    Ok(match outcome {
        Outcome::Done(settings) => Outcome::Done(Book {
            settings,
            ..book.clone()
        }),
        Outcome::Asked(id) => Outcome::Asked(id),
    })
}

impl Subject {
    /// Puts settings that are asked for in their place.
    pub(super) fn put_into(&self, settings: &mut book_settings::Settings) {
        match self {
            Subject::BankDetails { after, .. } => {
                settings.bank.clone_from(&after.bank);
                settings.banks.clone_from(&after.banks);
                settings.pay_url.clone_from(&after.pay_url);
            }
            Subject::Rules { after, .. } => settings.two_people.clone_from(after),
            Subject::WriteOff { .. } | Subject::Policy { .. } => {}
        }
    }
}

/// Keeps a request and puts it on record.
async fn ask(
    work: &mut Work,
    book: &Book,
    caller: Caller<'_>,
    subject: Subject,
    why: &str,
) -> Result<RequestId> {
    let what = Sentence::new(
        "refusal.record.why",
        "the reason, for whoever decides on it,",
    );
    let why = not_empty(why, what)?.to_owned();
    let person = match caller.authority {
        Authority::Program(_, person) => person,
        Authority::Operator | Authority::Person(_) => caller.actor,
    };
    let request = Request {
        id: work.ids.request(),
        subject,
        why,
        asked_by: caller.actor.to_owned(),
        person: person.to_owned(),
        asked_at: caller.at,
        state: State::Open,
        decided_by: None,
        decided_at: None,
        answer: None,
        stale: None,
    };
    keep(&mut work.uow, book, &request).await?;
    let details = serde_json::json!({
        "request": request.id, "asks": request.subject.words(), "person": request.person,
        "subject": request.subject, "reason": request.why,
    });
    work.journal_of_book("request-made", &details)?;
    Ok(request.id)
}
