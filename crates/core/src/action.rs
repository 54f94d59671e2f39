//! Actions: what a run decided for a customer, and what became of it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::charge::Charging;
use crate::id::{ActionId, InvoiceId};

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Do {
    /// Send an e-mail.
    Email,
    /// Send a text message.
    Sms,
    /// Telephone, with a script.
    Call,
    /// Post a letter.
    Letter,
    /// Stop supply on credit.
    Hold,
    /// Hand the account to an agency or a court, once approved.
    Escalate,
    /// Give up what is open, once approved.
    WriteOff,
}

impl Do {
    /// Every kind, in the order in which they are listed to people.
    pub const ALL: [Do; 7] = [
        Do::Email,
        Do::Sms,
        Do::Call,
        Do::Letter,
        Do::Hold,
        Do::Escalate,
        Do::WriteOff,
    ];

    /// The word used in policies, in the database and in the API.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Do::Email => "email",
            Do::Sms => "sms",
            Do::Call => "call",
            Do::Letter => "letter",
            Do::Hold => "hold",
            Do::Escalate => "escalate",
            Do::WriteOff => "write-off",
        }
    }

    /// Reads [`Do::code`] back.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Do> {
        Do::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether the customer is contacted by it. Contacts keep a gap and travel together.
    #[must_use]
    pub fn is_contact(self) -> bool {
        matches!(self, Do::Email | Do::Sms | Do::Call | Do::Letter)
    }

    /// Whether it leaves the house as a text; such a step is only over when the text has left.
    #[must_use]
    pub fn is_message(self) -> bool {
        matches!(self, Do::Email | Do::Sms | Do::Letter)
    }
}

/// How firm a contact sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// A friendly word.
    Friendly,
    /// Firm and factual.
    Firm,
    /// The last word before others are asked to help.
    Final,
}

impl Tone {
    /// Every tone, softest first.
    pub const ALL: [Tone; 3] = [Tone::Friendly, Tone::Firm, Tone::Final];

    /// The word used in policies and template names.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Tone::Friendly => "friendly",
            Tone::Firm => "firm",
            Tone::Final => "final",
        }
    }

    /// Reads [`Tone::code`] back.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Tone> {
        Tone::ALL.into_iter().find(|tone| tone.code() == code)
    }
}

/// What became of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ActionStatus {
    /// It waits for a person to approve it.
    AwaitingApproval,
    /// It can be done: exported, called, carried out.
    Ready,
    /// It was done.
    Done,
    /// A person decided not to do it, with a reason.
    Skipped,
    /// Its cause fell away before it was done (paid, disputed, promised); it may come again.
    Withdrawn,
    /// The next step's time came before it was done.
    Superseded,
}

impl ActionStatus {
    /// Every status.
    pub const ALL: [ActionStatus; 6] = [
        ActionStatus::AwaitingApproval,
        ActionStatus::Ready,
        ActionStatus::Done,
        ActionStatus::Skipped,
        ActionStatus::Withdrawn,
        ActionStatus::Superseded,
    ];

    /// The stable word for the database and the API.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            ActionStatus::AwaitingApproval => "awaiting-approval",
            ActionStatus::Ready => "ready",
            ActionStatus::Done => "done",
            ActionStatus::Skipped => "skipped",
            ActionStatus::Withdrawn => "withdrawn",
            ActionStatus::Superseded => "superseded",
        }
    }

    /// Reads [`ActionStatus::code`] back.
    #[must_use]
    pub fn from_code(code: &str) -> Option<ActionStatus> {
        ActionStatus::ALL
            .into_iter()
            .find(|status| status.code() == code)
    }

    /// Whether something can still become of it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, ActionStatus::AwaitingApproval | ActionStatus::Ready)
    }
}

/// One instalment that an action takes a step for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionItem {
    /// The invoice.
    pub invoice: InvoiceId,
    /// Which instalment of it, counted from 1.
    pub instalment: u16,
    /// The invoice's number, for people.
    pub number: Box<str>,
    /// What is asked for, in minor units: open, less what is disputed, promised or probably paid.
    pub amount: i64,
    /// The day it was due.
    pub due: Date,
    /// The step this item takes by the action; a softer one than the action's own when the item
    /// travels with a later one. None: it is only mentioned.
    pub step: Option<Box<str>>,
    /// How many days after the due date that step stands in the procedure.
    pub offset: i32,
    /// What that step charges on the item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charges: Vec<Charging>,
}

/// An action that is not over yet, as the next decision looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenAction {
    /// Its id.
    pub id: ActionId,
    /// The day it was decided.
    pub decided_on: Date,
    /// The step's name.
    pub step: Box<str>,
    /// What the step does.
    pub kind: Do,
    /// Whether it still waits for approval.
    pub awaiting_approval: bool,
    /// The items that take a step by it.
    pub items: Vec<ActionItem>,
}

/// How a step of the procedure ended for an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepEnd {
    /// It was taken.
    #[serde(rename = "t")]
    Taken,
    /// A person skipped it.
    #[serde(rename = "k")]
    Skipped,
    /// It did not happen, for a reason that is on record.
    #[serde(rename = "s")]
    Superseded,
    /// It was taken and handed the item to others (an agency, a court): nobody here chases it now.
    #[serde(rename = "e")]
    HandedOver,
}

/// One step that is over for an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepRecord {
    /// The step's name.
    #[serde(rename = "s")]
    pub step: Box<str>,
    /// How many days after the due date it stood in the procedure of the time.
    #[serde(rename = "o")]
    pub offset: i32,
    /// The day it ended.
    #[serde(rename = "d")]
    pub on: Date,
    /// How it ended.
    #[serde(rename = "e")]
    pub end: StepEnd,
}

/// How far an item has come in its procedure. The records are in the order in which they happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The invoice.
    #[serde(rename = "i")]
    pub invoice: InvoiceId,
    /// Which instalment of it, counted from 1.
    #[serde(rename = "n")]
    pub instalment: u16,
    /// The steps that are over.
    #[serde(rename = "r")]
    pub records: Vec<StepRecord>,
}
