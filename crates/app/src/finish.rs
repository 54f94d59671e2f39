//! An action ends. This is the one place where it becomes done, skipped or withdrawn, so that its
//! status, the progress of its items, the last contact and the journal always tell the same story.

use dunwell_core::action::{ActionStatus, StepEnd};
use dunwell_core::decide::record_end;
use dunwell_core::money::Money;
use dunwell_core::reason::STEP_DID_NOT_HAPPEN;
use dunwell_core::sentence::{Sentence, Value};
use dunwell_store::REVIEW_NOW;
use dunwell_store::accounts::{self, AccountRow, AccountState};
use dunwell_store::actions::{self, Action};
use jiff::civil::Date;

use crate::asked;
use crate::charging::undo;
use crate::error::{AppError, Result};
use crate::funnel::Work;

/// The step was carried out on `on`: its items have taken it (`StepEnd::Taken`) or were handed over
/// by it (`StepEnd::HandedOver`). A contact counts for the gap until the next one.
///
/// # Errors
/// When the action is over already, or the database fails.
pub(crate) async fn done(work: &mut Work, action: &Action, on: Date, end: StepEnd) -> Result<()> {
    finish(work, action, on, ActionStatus::Done, Some(end), None).await
}

/// A person decided on `on` not to carry the step out; its items move on to the next one.
///
/// # Errors
/// When the action is over already, or the database fails.
pub(crate) async fn skipped(
    work: &mut Work,
    action: &Action,
    on: Date,
    reason: &str,
) -> Result<()> {
    let end = Some(StepEnd::Skipped);
    finish(work, action, on, ActionStatus::Skipped, end, Some(reason)).await
}

/// The cause of the action fell away today. Its items keep their place, so the step may come again.
///
/// # Errors
/// When the action is over already, or the database fails.
pub(crate) async fn withdraw(work: &mut Work, action: &Action, reason: &str) -> Result<()> {
    let on = work.today;
    finish(
        work,
        action,
        on,
        ActionStatus::Withdrawn,
        None,
        Some(reason),
    )
    .await
}

async fn finish(
    work: &mut Work,
    action: &Action,
    on: Date,
    status: ActionStatus,
    end: Option<StepEnd>,
    reason: Option<&str>,
) -> Result<()> {
    // The account is locked before it is read, so that no other writer's progress is lost.
    let (customer, currency) = (action.customer, action.currency);
    accounts::touch(&mut work.uow, work.book, customer, Some(currency)).await?;
    let by = work.actor.clone();
    actions::finish(&mut work.uow, work.book, action.id, status, on, &by, reason).await?;
    if matches!(status, ActionStatus::Skipped | ActionStatus::Withdrawn) {
        let why = STEP_DID_NOT_HAPPEN.english();
        undo::of_actions(work, &[action.id], on, why).await?;
    }
    // A contact is on record with what it asked for, not with what was owed when it was decided.
    let as_it_left;
    let action = match end {
        Some(StepEnd::Taken) if action.kind.is_contact() => {
            as_it_left = asked::keep(work, action, on).await?;
            &as_it_left
        }
        _ => action,
    };
    if let Some(end) = end {
        let mut state = state(account(work, action).await?);
        record_end(&mut state.progress, &action.items, end, on);
        if end == StepEnd::Taken && action.kind.is_contact() {
            state.last_contact = state.last_contact.max(Some(on));
        }
        accounts::save_decisions(&mut work.uow, work.book, &[state]).await?;
    }
    let kind = match status {
        ActionStatus::Skipped => "action-skipped",
        ActionStatus::Withdrawn => "action-withdrawn",
        _ => "action-done",
    };
    work.journal(customer, kind, &details(action, on, reason))
}

/// The account that an action belongs to.
///
/// # Errors
/// When the account is missing, or the database fails.
pub(crate) async fn account(work: &mut Work, action: &Action) -> Result<AccountRow> {
    let (customer, currency) = (action.customer, action.currency);
    accounts::get(&mut work.uow, work.book, customer, currency)
        .await?
        .ok_or_else(|| AppError::Damaged {
            what: format!("the action {}", action.id),
            why: format!("its account in {currency} is missing"),
        })
}

/// The state of an account as it is saved, to be looked at by the next run.
pub(crate) fn state(account: AccountRow) -> AccountState {
    AccountState {
        customer: account.customer,
        currency: account.currency,
        class: account.class,
        procedure: account.procedure,
        policy_hash: account.policy_hash,
        next_review: Some(REVIEW_NOW),
        last_contact: account.last_contact,
        progress: account.progress,
    }
}

/// What the journal says about an action that a person or a command changed.
pub(crate) fn details(action: &Action, on: Date, reason: Option<&str>) -> serde_json::Value {
    let invoices: Vec<&str> = action.items.iter().map(|item| &*item.number).collect();
    serde_json::json!({
        "action": action.id, "step": action.step, "does": action.kind, "date": on,
        "amount": Money::new(action.amount, action.currency), "invoices": invoices, "reason": reason,
    })
}

/// Finds the action that a person names by its id or by the beginning of it, and locks its customer.
///
/// # Errors
/// When there is no such action, or several begin like this.
pub(crate) async fn find(work: &mut Work, text: &str) -> Result<Action> {
    let found = actions::by_prefix(&mut work.uow, work.book, text).await?;
    let action = match found.as_slice() {
        [one] => one,
        [] => {
            return Err(AppError::not_found(
                Sentence::new(
                    "refusal.action.unknown",
                    "there is no action \"{text}\"; \"dunwell worklist\" shows the actions with their ids",
                )
                .with("text", text),
            ));
        }
        several => {
            let ids: Vec<String> = several.iter().map(|action| action.id.to_string()).collect();
            return Err(AppError::refused(
                Sentence::new(
                    "refusal.action.several",
                    "\"{text}\" is the beginning of several actions, among them {ids}; give more of the id",
                )
                .with("text", text)
                .with("ids", Value::All(ids)),
            ));
        }
    };
    let (id, customer, currency) = (action.id, action.customer, action.currency);
    accounts::touch(&mut work.uow, work.book, customer, Some(currency)).await?;
    // Read again under the lock: another command may have ended it meanwhile.
    actions::by_id(&mut work.uow, work.book, id)
        .await?
        .ok_or_else(|| AppError::Damaged {
            what: format!("the action {id}"),
            why: "it is no longer there".to_owned(),
        })
}

/// The same, of an action that is not over.
///
/// # Errors
/// When it is over, or cannot be found.
pub(crate) async fn find_open(work: &mut Work, text: &str) -> Result<Action> {
    let action = find(work, text).await?;
    if action.status.is_open() {
        return Ok(action);
    }
    let became = in_words(action.status);
    let what = match action.finished_on {
        Some(on) => Sentence::new(
            "refusal.action.over-on",
            "the action \"{step}\" was {became} on {on}",
        )
        .with("step", &action.step)
        .with("became", became)
        .with("on", on),
        None => Sentence::new("refusal.action.over", "the action \"{step}\" was {became}")
            .with("step", &action.step)
            .with("became", became),
    };
    Err(AppError::refused(match action.status {
        ActionStatus::Done | ActionStatus::Skipped => Sentence::new(
            "refusal.action.open-again",
            "{what}; if that was a mistake, open it again with: dunwell reopen",
        )
        .with("what", what),
        _ => what,
    }))
}

fn in_words(status: ActionStatus) -> Sentence {
    match status {
        ActionStatus::AwaitingApproval | ActionStatus::Ready => {
            Sentence::new("refusal.action.not-over", "not over")
        }
        ActionStatus::Done => Sentence::new("refusal.action.done", "done"),
        ActionStatus::Skipped => Sentence::new("refusal.action.skipped", "skipped"),
        ActionStatus::Withdrawn => Sentence::new(
            "refusal.action.withdrawn",
            "withdrawn because its cause fell away",
        ),
        ActionStatus::Superseded => Sentence::new(
            "refusal.action.superseded",
            "passed over because the next step's time came",
        ),
    }
}
