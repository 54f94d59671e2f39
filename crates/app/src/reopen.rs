//! An action that was approved, skipped or recorded as done in error is opened again.
//!
//! What has left the house cannot be taken back: a text that was exported stays done. Nor can a step
//! be opened again after a later one was decided for one of its items.

use dunwell_core::action::{ActionItem, ActionStatus, StepRecord};
use dunwell_core::id::ActionId;
use dunwell_core::reason::MORE_THAN_APPROVED;
use dunwell_core::sentence::Sentence;
use dunwell_store::actions::{self, Action, Filter};
use dunwell_store::notes::{self, Note, NoteKind};
use dunwell_store::{Db, accounts};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::asked;
use crate::book::Book;
use crate::charging::make::for_action;
use crate::charging::undo;
use crate::error::{AppError, Result};
use crate::finish;
use crate::funnel::{self, Caller, Mode, Work};
use crate::record::call::Outcome;
use crate::record::lookup::{self, customer_by_id};

/// What is opened again.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Request {
    /// The action, by its id or the beginning of it.
    pub action: String,
    /// Why.
    pub reason: String,
}

/// An action that is open again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Reopened {
    /// The action.
    pub action: ActionId,
    /// The customer's number.
    pub customer: String,
    /// The customer's name.
    pub name: String,
    /// The step's name.
    pub step: String,
    /// Whether it is ready or waits for approval.
    pub status: ActionStatus,
}

/// Opens an action again: a skipped or done one is as it was before, one that was approved waits for
/// approval again. What an approval carried out beside (a write-off, a stop of supply) is undone by
/// itself, with [`crate::record::reversal`] and [`crate::record::hold::lift`].
///
/// # Errors
/// When there is no such action, its text has left, its cause fell away, or a later step was decided.
pub async fn reopen(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Request,
) -> Result<Reopened> {
    let input = ("reopen", request);
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        reopen_in(work, book, request).await
    })
    .await
}

async fn reopen_in(work: &mut Work, book: &Book, request: &Request) -> Result<Reopened> {
    let reason = lookup::reason(&request.reason)?;
    let action = finish::find(work, &request.action).await?;
    let all = actions::list(&mut work.uow, work.book, Filter::Customer(action.customer)).await?;
    refuse_what_stays(&action, &all)?;

    // A skipped contact was ready or waited: it waits again when somebody has to approve it, because
    // the approval, if there was one, was for another day.
    let status = match action.approve_role {
        Some(_) => ActionStatus::AwaitingApproval,
        None => ActionStatus::Ready,
    };
    // What an approval charged is taken back with it; what a skip took back is charged again.
    if status == ActionStatus::AwaitingApproval {
        waits_again(work, &action).await?;
    } else {
        actions::reopen(&mut work.uow, work.book, &action, status).await?;
        if action.status == ActionStatus::Skipped {
            for_action(work, book, action.clone()).await?;
        }
    }
    if let Some(on) = action.finished_on {
        let mut state = finish::state(finish::account(work, &action).await?);
        for item in &action.items {
            let Some(step) = &item.step else { continue };
            let place = state
                .progress
                .iter_mut()
                .find(|place| place.invoice == item.invoice && place.instalment == item.instalment);
            if let Some(place) = place {
                let is_its_own = |record: &StepRecord| record.step == *step && record.on == on;
                place.records.retain(|record| !is_its_own(record));
            }
        }
        state.progress.retain(|place| !place.records.is_empty());
        let was_contact = action.kind.is_contact() && action.status == ActionStatus::Done;
        if was_contact && state.last_contact == Some(on) {
            let notes = notes::of_customer(&mut work.uow, work.book, action.customer).await?;
            state.last_contact = last_contact(&action, &all, &notes);
        }
        accounts::save_decisions(&mut work.uow, work.book, &[state]).await?;
    } else {
        accounts::touch(
            &mut work.uow,
            work.book,
            action.customer,
            Some(action.currency),
        )
        .await?;
    }
    let customer = customer_by_id(work, action.customer).await?;
    let details = finish::details(&action, work.today, Some(reason));
    work.journal(customer.id, "action-reopened", &details)?;
    Ok(Reopened {
        action: action.id,
        customer: customer.number,
        name: customer.name,
        step: action.step,
        status,
    })
}

/// Lets an action wait for approval, and takes back what an earlier approval charged.
async fn waits_again(work: &mut Work, action: &Action) -> Result<()> {
    let status = ActionStatus::AwaitingApproval;
    actions::reopen(&mut work.uow, work.book, action, status).await?;
    let (today, why) = (work.today, "its approval was taken back");
    undo::of_actions(work, &[action.id], today, why).await
}

/// Lets a text wait for approval again that would ask for more than was approved.
///
/// # Errors
/// When the database fails.
pub(crate) async fn approval_lapses(work: &mut Work, action: &Action) -> Result<()> {
    waits_again(work, action).await?;
    let action = asked::keep(work, action, work.today).await?;
    let reason = MORE_THAN_APPROVED.english();
    let details = finish::details(&action, work.today, Some(reason));
    work.journal(action.customer, "action-reopened", &details)
}

fn refuse_what_stays(action: &Action, all: &[Action]) -> Result<()> {
    let stays = match action.status {
        ActionStatus::AwaitingApproval => Some(
            Sentence::new(
                "refusal.action.waits-for-approval",
                "\"{step}\" is open and waits for approval",
            )
            .with("step", &action.step),
        ),
        ActionStatus::Ready if action.approve_role.is_none() => Some(
            Sentence::new("refusal.action.is-open", "\"{step}\" is open")
                .with("step", &action.step),
        ),
        ActionStatus::Withdrawn | ActionStatus::Superseded => Some(
            Sentence::new(
                "refusal.action.fell-away",
                "\"{step}\" fell away by itself; the next run decides whether it comes again",
            )
            .with("step", &action.step),
        ),
        ActionStatus::Done if action.kind.is_message() => Some(
            Sentence::new(
                "refusal.action.has-left",
                "\"{step}\" has left the house and cannot be taken back",
            )
            .with("step", &action.step),
        ),
        ActionStatus::Ready | ActionStatus::Done | ActionStatus::Skipped => None,
    };
    if let Some(stays) = stays {
        return Err(stays.into());
    }
    let carries = |other: &&Action| {
        other
            .items
            .iter()
            .filter(|item| item.step.is_some())
            .any(|item| {
                let same = |own: &&ActionItem| {
                    own.step.is_some()
                        && own.invoice == item.invoice
                        && own.instalment == item.instalment
                };
                action.items.iter().any(|own| same(&own))
            })
    };
    let later = all
        .iter()
        .filter(|other| other.id > action.id && other.currency == action.currency);
    match later
        .filter(|other| other.status != ActionStatus::Withdrawn)
        .find(carries)
    {
        Some(later) => Err(AppError::refused(
            Sentence::new(
                "refusal.action.later-one",
                "\"{step}\" cannot be opened again, because \"{later}\" was decided after it on {on} ({id})",
            )
            .with("step", &action.step)
            .with("later", &later.step)
            .with("on", later.decided_on)
            .with("id", later.id),
        )),
        None => Ok(()),
    }
}

/// The last contact of an account beside the one that is opened again: by another action, by a message
/// that was left, or by a call that carried out no action.
fn last_contact(reopened: &Action, all: &[Action], notes: &[Note]) -> Option<Date> {
    let by_action = all
        .iter()
        .filter(|action| action.id != reopened.id && action.currency == reopened.currency)
        .filter(|action| action.kind.is_contact() && action.status == ActionStatus::Done)
        .filter_map(|action| action.finished_on);
    let calls = notes.iter().filter(|note| note.kind == NoteKind::Call);
    // The call that ended the action is the last one that names it.
    let own = calls
        .clone()
        .filter(|call| call.action == Some(reopened.id));
    let own = own.map(|call| call.id).max();
    let by_call = calls
        .filter(|call| Some(call.id) != own && was_contact(call, reopened, all))
        .map(|call| call.on);
    by_action.chain(by_call).max()
}

/// Whether a call was a contact by itself, not by the action that it ended. A call that names no action
/// does not say its currency and counts for each of them, so that the gap is never too short.
fn was_contact(call: &Note, reopened: &Action, all: &[Action]) -> bool {
    let Some(outcome) = call.outcome.as_deref().and_then(Outcome::from_code) else {
        return false;
    };
    match call.action {
        None => outcome != Outcome::NoAnswer,
        Some(id) => {
            let is_same = |action: &Action| action.currency == reopened.currency;
            outcome == Outcome::MessageLeft
                && all.iter().any(|action| action.id == id && is_same(action))
        }
    }
}
