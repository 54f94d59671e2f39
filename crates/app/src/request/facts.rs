//! Whether the facts are still those that a request was made against.

use dunwell_core::sentence::{Say, Sentence};
use std::fmt;

use dunwell_core::id::BookId;
use dunwell_core::money::Money;
use dunwell_store::{Uow, books, invoices, policies};
use serde::Serialize;

use super::{Payee, Subject};
use crate::book::Settings;
use crate::error::Result;
use crate::funnel::from_json;

/// What has changed since a request was made, so that it cannot be approved any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(tag = "changed", rename_all = "kebab-case")]
#[schema(as = RequestStale)]
pub enum Stale {
    /// Another sum is open on the invoice.
    Open {
        /// The invoice's number.
        invoice: String,
        /// What was open.
        then: Money,
        /// What is open now.
        now: Money,
    },
    /// Another version of the policy is in force.
    Policy {
        /// The version that was in force; 0 for none.
        then: i64,
        /// The version that is.
        now: i64,
    },
    /// The bank details are others.
    BankDetails,
    /// The rules are others.
    Rules,
}

impl Say for Stale {
    fn say(&self) -> Sentence {
        match self {
            Stale::Open { invoice, then, now } => Sentence::new(
                "refusal.stale.open",
                "{then} was open on invoice {invoice} when this was asked for, and {now} is now",
            )
            .with("then", *then)
            .with("invoice", invoice)
            .with("now", *now),
            Stale::Policy { then, now } => Sentence::new(
                "refusal.stale.policy",
                "version {then} of the policy was in force when this was asked for, and version {now} is now",
            )
            .with("then", *then)
            .with("now", *now),
            Stale::BankDetails => Sentence::new(
                "refusal.stale.bank-details",
                "the bank details were changed since this was asked for",
            ),
            Stale::Rules => Sentence::new(
                "refusal.stale.rules",
                "the rules were changed since this was asked for",
            ),
        }
    }
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.say().fmt(f)
    }
}

/// What has changed since; none when nothing has.
pub(super) async fn stale(uow: &mut Uow, book: BookId, subject: &Subject) -> Result<Option<Stale>> {
    Ok(match subject {
        Subject::WriteOff { invoice, open, .. } => {
            let found = invoices::by_number(uow, book, invoice).await?;
            let now = found.map_or(Money::zero(open.currency()), |found| {
                Money::new(found.open, found.currency)
            });
            (now != *open).then(|| Stale::Open {
                invoice: invoice.clone(),
                then: *open,
                now,
            })
        }
        Subject::Policy { over, .. } => {
            let active = policies::active(uow, book).await?;
            let now = active.map_or(0, |version| version.seq);
            (now != *over).then_some(Stale::Policy { then: *over, now })
        }
        Subject::BankDetails { before, .. } => {
            let now = Payee::of(&settings(uow, book).await?);
            (now != **before).then_some(Stale::BankDetails)
        }
        Subject::Rules { before, .. } => {
            let now = settings(uow, book).await?.two_people;
            (now != *before).then_some(Stale::Rules)
        }
    })
}

/// The settings as they are kept now.
async fn settings(uow: &mut Uow, book: BookId) -> Result<Settings> {
    match books::by_id(uow, book).await? {
        Some(row) => from_json(&row.settings, "the settings of the book"),
        None => Ok(Settings::default()),
    }
}
