//! A call is recorded with its outcome: the call that was on the worklist is done by it, and the
//! reason for not paying that the customer gave is kept for the policy to look at.

use dunwell_core::action::{ActionStatus, Do, StepEnd};
use dunwell_core::currency::Currency;
use dunwell_core::id::ActionId;
use dunwell_core::sentence::Sentence;
use dunwell_store::actions::{self, Action};
use dunwell_store::customers::{self, Customer};
use dunwell_store::notes::{self, NoteKind};
use dunwell_store::{Db, accounts};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::lookup::{self, not_in_future, only_account};
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::finish;
use crate::funnel::{self, Caller, Mode, Work};

/// How a call ended; the words that every call script ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A date and an amount were named.
    Promise,
    /// They disagree with an invoice or a part of it.
    Dispute,
    /// Somebody else looks after this.
    WrongContact,
    /// They do not have the invoice.
    InvoiceNotReceived,
    /// Somebody still has to approve it.
    AwaitingApproval,
    /// It is in a payment run.
    InPaymentRun,
    /// They say it is paid.
    PaymentSent,
    /// They cannot pay in full just now.
    CashFlow,
    /// They do not intend to pay.
    Refused,
    /// Nobody picked up.
    NoAnswer,
    /// A machine or another person was asked to have the call returned.
    MessageLeft,
}

impl Outcome {
    /// Every outcome, in the order of the scripts.
    pub const ALL: [Outcome; 11] = [
        Outcome::Promise,
        Outcome::Dispute,
        Outcome::WrongContact,
        Outcome::InvoiceNotReceived,
        Outcome::AwaitingApproval,
        Outcome::InPaymentRun,
        Outcome::PaymentSent,
        Outcome::CashFlow,
        Outcome::Refused,
        Outcome::NoAnswer,
        Outcome::MessageLeft,
    ];

    /// The stable word for the database and the command line.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Outcome::Promise => "promise",
            Outcome::Dispute => "dispute",
            Outcome::WrongContact => "wrong-contact",
            Outcome::InvoiceNotReceived => "invoice-not-received",
            Outcome::AwaitingApproval => "awaiting-approval",
            Outcome::InPaymentRun => "in-payment-run",
            Outcome::PaymentSent => "payment-sent",
            Outcome::CashFlow => "cash-flow",
            Outcome::Refused => "refused",
            Outcome::NoAnswer => "no-answer",
            Outcome::MessageLeft => "message-left",
        }
    }

    /// Reads [`Outcome::code`] back.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Outcome> {
        Outcome::ALL
            .into_iter()
            .find(|outcome| outcome.code() == code)
    }

    /// The outcome as the end of a sentence.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Outcome::Promise => "they named a date and an amount",
            Outcome::Dispute => "they disagree with an invoice or a part of it",
            Outcome::WrongContact => "somebody else looks after this",
            Outcome::InvoiceNotReceived => "they do not have the invoice",
            Outcome::AwaitingApproval => "somebody there still has to approve it",
            Outcome::InPaymentRun => "it is in a payment run",
            Outcome::PaymentSent => "they say it is paid",
            Outcome::CashFlow => "they cannot pay in full just now",
            Outcome::Refused => "they do not intend to pay",
            Outcome::NoAnswer => "nobody picked up",
            Outcome::MessageLeft => "a message was left",
        }
    }

    /// Whether somebody was spoken with, so that the call has been made.
    #[must_use]
    pub fn was_answered(self) -> bool {
        !matches!(self, Outcome::NoAnswer | Outcome::MessageLeft)
    }

    /// The reason for not paying that the outcome says by itself.
    #[must_use]
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Outcome::Dispute
            | Outcome::InvoiceNotReceived
            | Outcome::AwaitingApproval
            | Outcome::InPaymentRun
            | Outcome::CashFlow
            | Outcome::Refused => Some(self.code()),
            Outcome::Promise
            | Outcome::WrongContact
            | Outcome::PaymentSent
            | Outcome::NoAnswer
            | Outcome::MessageLeft => None,
        }
    }
}

/// The word that takes the customer's reason for not paying away again.
pub const NO_REASON: &str = "none";

/// A call, as a person tells it.
#[derive(Debug, Clone, Serialize)]
pub struct Request {
    /// The customer's number.
    pub customer: String,
    /// The currency of the account that it was about; that of the action or of the customer's only
    /// account when not given.
    pub currency: Option<Currency>,
    /// The action that it carried out, by its id or the beginning of it; the customer's open call
    /// when not given.
    pub action: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// The reason for not paying as a word (`cash-flow`), when it is another than the outcome says;
    /// [`NO_REASON`] when there is none any more.
    pub reason: Option<String>,
    /// What was said.
    pub text: Option<String>,
    /// The day of the call; today when not given.
    pub date: Option<Date>,
    /// Count the call as made although nobody was spoken with.
    pub done: bool,
}

/// A call that was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Called {
    /// The customer's number.
    pub customer: String,
    /// The customer's name.
    pub name: String,
    /// The day of the call.
    pub date: Date,
    /// How it ended.
    pub outcome: Outcome,
    /// The action that it is about.
    pub action: Option<ActionId>,
    /// Whether that action is done.
    pub done: bool,
    /// The customer's reason for not paying as it stands now.
    pub reason: Option<String>,
}

/// Records a call. A wrong one is put right by another, with the reason that holds; a call that was
/// not made is opened again with [`crate::reopen`].
///
/// A call that nobody answered is no contact: it neither ends the action nor begins the gap until the
/// next contact. A message that was left does begin the gap.
///
/// # Errors
/// When the customer or the action is not known, the action is no call or still waits for approval,
/// or it is not clear which account or action is meant.
pub async fn record(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Request,
) -> Result<Called> {
    let input = ("record-call", request);
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        call(work, request).await
    })
    .await
}

async fn call(work: &mut Work, request: &Request) -> Result<Called> {
    let date = not_in_future(work, request.date)?;
    let customer = lookup::customer(work, &request.customer).await?;
    let action = carried_out(work, &customer, request).await?;
    let done = action.is_some() && (request.outcome.was_answered() || request.done);
    if let Some(action) = action.as_ref().filter(|_| done) {
        finish::done(work, action, date, StepEnd::Taken).await?;
    } else if request.outcome != Outcome::NoAnswer {
        let named = action
            .as_ref()
            .map(|action| action.currency)
            .or(request.currency);
        let mut state = finish::state(only_account(work, &customer, named).await?);
        state.last_contact = state.last_contact.max(Some(date));
        accounts::save_decisions(&mut work.uow, work.book, &[state]).await?;
    }
    let given = given_reason(request)?;
    let reason = match given.as_deref() {
        None => customer.reason.clone(),
        Some(NO_REASON) => None,
        Some(word) => Some(word.to_owned()),
    };
    if reason != customer.reason {
        customers::set_reason(&mut work.uow, work.book, customer.id, reason.as_deref()).await?;
    }

    let note = notes::Note {
        customer: customer.id,
        id: work.ids.next(),
        on: date,
        kind: NoteKind::Call,
        action: action.as_ref().map(|action| action.id),
        outcome: Some(request.outcome.code().to_owned()),
        reason: given,
        text: request.text.clone().unwrap_or_default(),
    };
    notes::insert(&mut work.uow, work.book, &note).await?;
    let result = Called {
        customer: customer.number,
        name: customer.name,
        date,
        outcome: request.outcome,
        action: note.action,
        done,
        reason,
    };
    let details = serde_json::json!({
        "date": date, "outcome": result.outcome, "action": result.action, "done": done,
        "reason": result.reason, "text": note.text,
    });
    work.journal(customer.id, "call-recorded", &details)?;
    Ok(result)
}

/// The call on the worklist that this one carried out: the one that was named, or the only one.
async fn carried_out(
    work: &mut Work,
    customer: &Customer,
    request: &Request,
) -> Result<Option<Action>> {
    let Some(text) = &request.action else {
        let open = actions::open_of_customer(&mut work.uow, work.book, customer.id).await?;
        let is_meant = |action: &Action| {
            action.kind == Do::Call
                && action.status == ActionStatus::Ready
                && request
                    .currency
                    .is_none_or(|currency| action.currency == currency)
        };
        let mut calls: Vec<Action> = open.into_iter().filter(is_meant).collect();
        if calls.len() > 1 {
            let ids: Vec<String> = calls
                .iter()
                .map(|call| format!("{} ({})", call.id, call.currency))
                .collect();
            return Err(AppError::refused(
                Sentence::new(
                    "refusal.call.several-open",
                    "several calls are open for customer {customer}: {calls}; say which was made with --action, or with --currency",
                )
                .with("customer", &customer.number)
                .with("calls", ids.join(", ")),
            ));
        }
        return Ok(calls.pop());
    };
    let action = finish::find_open(work, text).await?;
    if action.customer != customer.id {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.call.of-another",
                "the action {action} is not about customer {customer} ({name})",
            )
            .with("action", action.id)
            .with("customer", &customer.number)
            .with("name", &customer.name),
        ));
    }
    if action.kind != Do::Call {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.call.is-no-call",
                "the action \"{step}\" is no call but {kind}; leave the action out to record the call by itself",
            )
            .with("step", &action.step)
            .with("kind", action.kind.code()),
        ));
    }
    if action.status == ActionStatus::AwaitingApproval {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.call.not-approved",
                "the call \"{step}\" still waits for approval; approve it first with: dunwell approve {action}",
            )
            .with("step", &action.step)
            .with("action", action.id),
        ));
    }
    Ok(Some(action))
}

/// The reason for not paying that was told by this call, as a word.
fn given_reason(request: &Request) -> Result<Option<String>> {
    let Some(word) = request.reason.as_deref().map(str::trim) else {
        return Ok(request.outcome.reason().map(str::to_owned));
    };
    let is_word = word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    if is_word {
        return Ok(Some(word.to_owned()));
    }
    Err(AppError::refused(
        Sentence::new(
            "refusal.call.reason-is-no-word",
            "the reason \"{word}\" is not a word that a policy can ask about; write it in small letters and hyphens, such as cash-flow, or \"{none}\"",
        )
        .with("word", word)
        .with("none", NO_REASON),
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn every_outcome_is_read_back_from_its_word() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_code(outcome.code()), Some(outcome));
            let json = serde_json::to_string(&outcome).unwrap();
            assert_eq!(json, format!("\"{}\"", outcome.code()));
        }
    }

    #[test]
    fn a_reason_is_a_word_that_a_policy_can_ask_about() {
        let told = |outcome, reason: Option<&str>| {
            given_reason(&Request {
                customer: String::new(),
                currency: None,
                action: None,
                outcome,
                reason: reason.map(str::to_owned),
                text: None,
                date: None,
                done: false,
            })
        };
        let check = |outcome, reason, expected: Option<&str>| {
            assert_eq!(told(outcome, reason).unwrap().as_deref(), expected);
        };
        check(Outcome::CashFlow, None, Some("cash-flow"));
        check(Outcome::PaymentSent, None, None);
        check(
            Outcome::Promise,
            Some("awaiting-goods"),
            Some("awaiting-goods"),
        );
        check(Outcome::Promise, Some("none"), Some("none"));
        for wrong in ["", "Cash flow", "-", "no money!"] {
            assert!(told(Outcome::Refused, Some(wrong)).is_err(), "{wrong}");
        }
    }
}
