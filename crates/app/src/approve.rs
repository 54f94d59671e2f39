//! A person approves what the policy does not let happen by itself. A contact may then leave; what
//! contacts nobody (a hand-over, a write-off, a stop of supply) is carried out at once. What the step
//! charges is charged now.

use dunwell_core::action::{ActionStatus, Do, StepEnd};
use dunwell_core::hold::{Hold, HoldKind};
use dunwell_core::id::ActionId;
use dunwell_core::money::Money;
use dunwell_core::reason::LAST_STEP;
use dunwell_core::sentence::{Sentence, Value};
use dunwell_store::actions::{self, Action};
use dunwell_store::customers::Customer;
use dunwell_store::{Db, holds};
use serde::{Deserialize, Serialize};

use crate::access::Role;
use crate::asked;
use crate::book::Book;
use crate::charging::make::for_action;
use crate::error::{AppError, Result};
use crate::finish;
use crate::funnel::{self, Caller, Mode, Work};
use crate::record::hold::Held;
use crate::record::write_off::{Meant, WrittenOff, takes_two, write_off};
use crate::record::{hold, lookup};
use crate::two_people::{self, Kind};

/// What is approved.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Request {
    /// The action, by its id or the beginning of it.
    pub action: String,
    /// The role in which it is approved; the one that the policy asks for when not given.
    pub role: Option<String>,
    /// What there is to say about it.
    pub note: Option<String>,
}

/// What an approval did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Approved {
    /// The action.
    pub action: ActionId,
    /// The customer's number.
    pub customer: String,
    /// The customer's name.
    pub name: String,
    /// The step's name.
    pub step: String,
    /// What it does.
    pub does: Do,
    /// What became of it: ready to leave, or done.
    pub status: ActionStatus,
    /// What was charged with it, in sentences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charged: Vec<String>,
    /// What was written off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub written_off: Vec<WrittenOff>,
    /// The hold that was placed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
}

/// Approves an action. [`crate::reopen`] takes it back.
///
/// # Errors
/// When there is no such action, it is over, it waits for nobody, or another role has to approve it.
pub async fn approve(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Request,
) -> Result<Approved> {
    let input = ("approve", request);
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        approve_in(work, book, request).await
    })
    .await
}

/// Several actions that are approved at once.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Several {
    /// The actions, each by its id or the beginning of it.
    pub actions: Vec<String>,
    /// The role in which they are approved; the one that the policy asks for when not given.
    pub role: Option<String>,
    /// What the person is who approves them at the desk. Whoever runs the installation is not asked.
    pub person: Option<Role>,
    /// What there is to say about them.
    pub note: Option<String>,
}

/// What approving several did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllApproved {
    /// Those that were approved.
    pub approved: Vec<Approved>,
    /// How many of those that were named had been approved before, by somebody who was quicker.
    pub before: usize,
}

/// Approves several actions: all of them, or none. One that is ready already is left as it is.
///
/// # Errors
/// When none was named, one is not there or is over, or another role has to approve one.
pub async fn approve_all(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Several,
) -> Result<AllApproved> {
    let input = ("approve-all", request);
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        if request.actions.is_empty() {
            return Err(AppError::refused(Sentence::new(
                "refusal.action.none-named",
                "no action was named that could be approved",
            )));
        }
        let mut all = AllApproved::default();
        for action in &request.actions {
            let found = finish::find_open(work, action).await?;
            if found.status == ActionStatus::Ready {
                all.before += 1;
                continue;
            }
            if let (Some(person), Some(needed)) = (request.person, &found.approve_role)
                && !person.acts_as(needed)
            {
                return Err(other_role(&found, needed, person.code()));
            }
            let one = Request {
                action: found.id.to_string(),
                role: request.role.clone(),
                note: request.note.clone(),
            };
            all.approved.push(approve_in(work, book, &one).await?);
        }
        Ok(all)
    })
    .await
}

async fn approve_in(work: &mut Work, book: &Book, request: &Request) -> Result<Approved> {
    let found = finish::find_open(work, &request.action).await?;
    let role = role(&found, request.role.as_deref())?;
    if found.status == ActionStatus::Ready && found.kind.is_contact() {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.action.needs-no-approval",
                "\"{step}\" waits for nobody's approval; it is ready",
            )
            .with("step", &found.step),
        ));
    }
    // What is approved is what is asked for now; a text that would ask for more waits for approval again.
    let action = match found.kind.is_contact() {
        true => asked::keep(work, &found, work.today).await?,
        false => found.clone(),
    };
    let customer = lookup::customer_by_id(work, action.customer).await?;
    let mut details = finish::details(&action, work.today, request.note.as_deref());
    details["role"] = role.into();
    work.journal(customer.id, "action-approved", &details)?;

    let mut approved = Approved {
        action: action.id,
        customer: customer.number.clone(),
        name: customer.name.clone(),
        step: action.step.clone(),
        does: action.kind,
        status: ActionStatus::Done,
        charged: Vec::new(),
        written_off: Vec::new(),
        held: None,
    };
    approved.charged = for_action(work, book, action.clone()).await?;
    let today = work.today;
    match action.kind {
        Do::Email | Do::Sms | Do::Call | Do::Letter => {
            actions::approve(&mut work.uow, work.book, action.id).await?;
            approved.status = ActionStatus::Ready;
            return Ok(approved);
        }
        Do::Escalate => {
            finish::done(work, &action, today, StepEnd::HandedOver).await?;
            return Ok(approved);
        }
        Do::WriteOff => {
            approved.written_off = give_up(work, book, &action, request.note.as_deref()).await?
        }
        Do::Hold => approved.held = stop_supply(work, &customer, &action).await?,
    }
    finish::done(work, &action, today, StepEnd::Taken).await?;
    Ok(approved)
}

/// The role in which an action is approved.
fn role<'a>(action: &'a Action, given: Option<&'a str>) -> Result<Option<&'a str>> {
    match (action.approve_role.as_deref(), given) {
        (Some(needed), Some(given)) if needed != given => Err(other_role(action, needed, given)),
        (needed, given) => Ok(given.or(needed)),
    }
}

fn other_role(action: &Action, needed: &str, given: &str) -> AppError {
    AppError::refused(
        Sentence::new(
            "refusal.action.other-role",
            "\"{step}\" has to be approved by a {needed}, not by a {given}",
        )
        .with("step", &action.step)
        .with("needed", Value::Role(needed.to_owned()))
        .with("given", Value::Role(given.to_owned())),
    )
}

/// Writes off what the action asks for now, an entry for each invoice: not what is disputed, promised or in the bank
/// already. Where that is more than one person may write off, somebody asks for it, and the step is withdrawn once it
/// is done.
async fn give_up(
    work: &mut Work,
    book: &Book,
    action: &Action,
    note: Option<&str>,
) -> Result<Vec<WrittenOff>> {
    let reason = note.unwrap_or(LAST_STEP.english());
    let mut written_off = Vec::new();
    for (id, amount) in asked::by_invoice(work, action).await? {
        let invoice = lookup::invoice_by_id(work, id).await?;
        let needed = takes_two(work, book, &invoice, amount).await?;
        let consent = two_people::alone(work, Kind::WriteOff, needed)?;
        let meant = Meant {
            invoice,
            amount,
            date: work.today,
            reason: reason.to_owned(),
        };
        written_off.push(write_off(work, &meant, consent).await?);
    }
    if written_off.is_empty() {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.action.nothing-open",
                "nothing may be asked for any more on the items of \"{step}\"; the next run withdraws it",
            )
            .with("step", &action.step),
        ));
    }
    Ok(written_off)
}

/// Stops supply, unless it is stopped already.
async fn stop_supply(
    work: &mut Work,
    customer: &Customer,
    action: &Action,
) -> Result<Option<Held>> {
    let stop = Hold {
        id: work.ids.hold(),
        kind: HoldKind::Supply,
        invoice: None,
        from: work.today,
        until: None,
        reason: format!(
            "{}, {}",
            action.step,
            Money::new(action.amount, action.currency)
        ),
    };
    let existing = holds::of_customer(&mut work.uow, work.book, customer.id).await?;
    let is_stopped = existing
        .iter()
        .any(|row| row.hold.kind == stop.kind && row.hold.is_active(work.today));
    if is_stopped {
        return Ok(None);
    }
    Ok(Some(hold::put(work, customer, None, stop).await?))
}
