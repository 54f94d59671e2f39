//! A person records what happened: money, credit, calls, promises, disputes, holds, corrections.
//!
//! Each kind has its file with its request. Nothing that was recorded is changed later: money is
//! undone by [`reversal`], a promise is withdrawn, a dispute resolved, a hold lifted, and a wrong note
//! or call is put right by another one.

mod aims;
pub mod allocation;
pub mod call;
pub mod charge;
pub mod credit_note;
pub mod dispute;
pub mod hold;
pub(crate) mod lookup;
pub mod note;
pub mod payment;
pub mod promise;
mod receive;
pub mod reversal;
pub mod terms_acceptance;
pub mod waiver;
pub mod write_off;

use dunwell_core::id::EntryId;
use dunwell_core::money::Money;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What money is set against.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// Nothing yet: it stays unapplied until somebody matches it.
    #[default]
    Unmatched,
    /// These invoices by number, each filled before the next.
    Invoices(Vec<String>),
    /// The open invoices in the order in which they fell due.
    OldestFirst,
    /// These invoices, each with exactly the amount that is set against it.
    Parts(Vec<Part>),
}

/// How much of some money is set against an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Part {
    /// The invoice's number.
    pub invoice: String,
    /// How much, as decimal text in the account's currency. An early-payment discount that it earns
    /// comes on top.
    pub amount: String,
}

/// A part of some money that was set against an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Applied {
    /// The invoice's number.
    pub invoice: String,
    /// What was set against it.
    pub amount: Money,
    /// The early-payment discount that was earned with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<Money>,
    /// What is open on it now.
    pub open: Money,
}

/// Money or credit that was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Received {
    /// The payment or the credit note: the entry that a reversal names.
    pub entry: EntryId,
    /// The customer's number.
    pub customer: String,
    /// The customer's name.
    pub name: String,
    /// The day from which it counts.
    pub date: Date,
    /// How much it is.
    pub amount: Money,
    /// What it was set against.
    pub applied: Vec<Applied>,
    /// What of it is left over.
    pub unapplied: Money,
}
