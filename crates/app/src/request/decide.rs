//! Answering: somebody else approves and it is done, or declines; the one who asked takes it back.

use dunwell_channels::Templates;
use dunwell_core::id::RequestId;
use dunwell_core::sentence::Sentence;
use dunwell_store::Db;
use dunwell_store::requests::{self, Answer};
use serde::{Deserialize, Serialize};

use super::{Request, State, Subject, facts};
use crate::book::Book;
use crate::book_settings::change;
use crate::error::{AppError, Result};
use crate::funnel::{self, Caller, Mode, Work};
use crate::policy::{self, Activated, Document};
use crate::record::lookup;
use crate::record::write_off::{self, WrittenOff};
use crate::two_people::Consent;

/// What an answer did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = RequestDecided)]
pub struct Decided {
    /// The request.
    pub id: RequestId,
    /// What was asked for, in a few words.
    pub asked: String,
    /// Who asked.
    pub asked_by: String,
    /// Where it stands now.
    pub state: State,
    /// What was done; nothing unless it was approved.
    pub effect: Option<Effect>,
}

/// What an approved request did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = RequestEffect)]
pub enum Effect {
    /// A sum was written off.
    WrittenOff(WrittenOff),
    /// A policy came into force.
    Activated(Activated),
    /// The settings of the book are others.
    Settings,
}

/// Approves a request: what was asked for is done now, with both people on record.
///
/// # Errors
/// When there is no such request, it was answered before, this caller may not decide on it, or the facts
/// are no longer those that it was made against.
pub async fn approve(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    id: RequestId,
    templates: &Templates,
) -> Result<Decided> {
    let input = ("approve-request", id);
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        let request = decidable(work, caller, id).await?;
        if let Some(stale) = facts::stale(&mut work.uow, work.book, &request.subject).await? {
            return Err(AppError::refused(
                Sentence::new(
                    "refusal.request.stale",
                    "{stale}; decline this request, and have it asked for anew if it is still wanted",
                )
                .with("stale", stale),
            ));
        }
        let effect = carry_out(work, book, &request, templates).await?;
        answer(work, &request, State::Approved, None).await?;
        Ok(decided(&request, State::Approved, Some(effect)))
    })
    .await
}

/// Declines a request and says why.
///
/// # Errors
/// When there is no such request, it was answered before, this caller may not decide on it, or the
/// reason is missing.
pub async fn decline(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    id: RequestId,
    reason: &str,
) -> Result<Decided> {
    let input = ("decline-request", id, reason);
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        let request = decidable(work, caller, id).await?;
        let reason = lookup::reason(reason)?;
        answer(work, &request, State::Declined, Some(reason)).await?;
        Ok(decided(&request, State::Declined, None))
    })
    .await
}

/// Takes a request back.
///
/// # Errors
/// When there is no such request, it was answered before, or this caller did not ask for it.
pub async fn withdraw(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    id: RequestId,
) -> Result<Decided> {
    let input = ("withdraw-request", id);
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        let request = open(work, id).await?;
        if !request.may_be_withdrawn_by(caller) {
            return Err(AppError::refused(
                Sentence::new(
                    "refusal.request.only-who-asked",
                    "{asked_by} asked for this and alone can take it back; decline it instead",
                )
                .with("asked_by", &request.asked_by),
            ));
        }
        answer(work, &request, State::Withdrawn, None).await?;
        Ok(decided(&request, State::Withdrawn, None))
    })
    .await
}

fn decided(request: &Request, state: State, effect: Option<Effect>) -> Decided {
    Decided {
        id: request.id,
        asked: request.subject.words(),
        asked_by: request.asked_by.clone(),
        state,
        effect,
    }
}

/// The open request of that id, locked.
async fn open(work: &mut Work, id: RequestId) -> Result<Request> {
    let row = requests::locked(&mut work.uow, work.book, id).await?;
    let row = row.ok_or_else(|| {
        AppError::refused(
            Sentence::new(
                "refusal.request.unknown",
                "there is no request {id}; \"dunwell requests list\" shows those that there are",
            )
            .with("id", id),
        )
    })?;
    let request = Request::read(row)?;
    if request.state != State::Open {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.request.answered",
                "this request is no longer open: it was {became} by {by}",
            )
            .with("became", became(request.state))
            .with("by", request.decided_by.as_deref().unwrap_or("somebody")),
        ));
    }
    Ok(request)
}

/// The same, when the caller may decide on it.
async fn decidable(work: &mut Work, caller: Caller<'_>, id: RequestId) -> Result<Request> {
    let request = open(work, id).await?;
    request
        .may_be_decided_by(caller)
        .map_err(AppError::refused)?;
    Ok(request)
}

fn became(state: State) -> Sentence {
    match state {
        State::Open => Sentence::new("refusal.request.opened", "open"),
        State::Approved => Sentence::new("refusal.request.approved", "approved"),
        State::Declined => Sentence::new("refusal.request.declined", "declined"),
        State::Withdrawn => Sentence::new("refusal.request.withdrawn", "withdrawn"),
    }
}

/// Does what was asked for.
async fn carry_out(
    work: &mut Work,
    book: &Book,
    request: &Request,
    templates: &Templates,
) -> Result<Effect> {
    let consent = Consent::Given {
        request: request.id,
        asked_by: &request.asked_by,
    };
    match &request.subject {
        Subject::WriteOff {
            invoice,
            amount,
            date,
            ..
        } => {
            let asked = write_off::Request {
                invoice: invoice.clone(),
                amount: Some(amount.to_decimal_string()),
                date: *date,
                reason: request.why.clone(),
            };
            let meant = write_off::meant(work, &asked).await?;
            let done = write_off::write_off(work, &meant, consent).await?;
            Ok(Effect::WrittenOff(done))
        }
        Subject::Policy { text, over, .. } => {
            let document = Document {
                file: "the policy",
                text,
                over: Some(*over),
            };
            let usable = policy::usable(work, book, document, templates).await?;
            let done = policy::put_into_force(work, document, usable, consent).await?;
            Ok(Effect::Activated(done))
        }
        subject @ (Subject::BankDetails { .. } | Subject::Rules { .. }) => {
            let before = change::kept(work).await?;
            let mut after = before.clone();
            subject.put_into(&mut after);
            change::put(work, book, &before, &after, consent).await?;
            Ok(Effect::Settings)
        }
    }
}

/// Keeps the answer and puts it on record.
async fn answer(
    work: &mut Work,
    request: &Request,
    state: State,
    words: Option<&str>,
) -> Result<()> {
    let given = Answer {
        state: state.code(),
        by: &work.actor,
        at: work.at,
        words,
    };
    requests::answer(&mut work.uow, work.book, request.id, given).await?;
    let mut details = serde_json::json!({
        "request": request.id, "asks": request.subject.words(), "asked_by": request.asked_by,
        "reason": words,
    });
    if work.is_operator {
        Consent::Operator.note(&mut details);
    }
    let kind = match state {
        State::Approved => "request-approved",
        State::Declined => "request-declined",
        State::Open | State::Withdrawn => "request-withdrawn",
    };
    work.journal_of_book(kind, &details)
}
