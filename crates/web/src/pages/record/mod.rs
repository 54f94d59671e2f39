//! Recording what happened: a call, a promise, a note, a dispute, a payment, a hold. The same forms
//! stand beside the list of today and on the page of a customer, and come back to where they were sent
//! from.

mod send;
mod sheet;
pub mod undo;

use axum::extract::Path;
use dunwell_app::access::Permission;
use serde::Deserialize;

use crate::error::PageResult;
use crate::form::Form;
use crate::page::BookPage;

pub(crate) use sheet::{About, Sheet};

/// What is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// A call and how it ended.
    Call,
    /// A promise to pay.
    Promise,
    /// A note.
    Note,
    /// A dispute about an invoice.
    Dispute,
    /// Money that arrived.
    Payment,
    /// A hold.
    Hold,
    /// A step that is left out; only beside the list of today.
    Skip,
}

impl What {
    /// What can be recorded about any customer.
    pub(crate) const OF_CUSTOMER: [What; 6] = [
        What::Call,
        What::Promise,
        What::Note,
        What::Dispute,
        What::Payment,
        What::Hold,
    ];

    /// The word of the address.
    pub(crate) fn code(self) -> &'static str {
        match self {
            What::Call => "call",
            What::Promise => "promise",
            What::Note => "note",
            What::Dispute => "dispute",
            What::Payment => "payment",
            What::Hold => "hold",
            What::Skip => "skip",
        }
    }

    /// Reads [`What::code`] back.
    pub(crate) fn from_code(code: &str) -> Option<What> {
        let mut all = What::OF_CUSTOMER.into_iter().chain([What::Skip]);
        all.find(|what| what.code() == code)
    }

    /// The key of its name.
    pub(crate) fn words(self) -> &'static str {
        match self {
            What::Call => "record.call",
            What::Promise => "record.promise",
            What::Note => "record.note",
            What::Dispute => "record.dispute",
            What::Payment => "record.payment",
            What::Hold => "record.hold",
            What::Skip => "record.skip",
        }
    }

    /// The key of its name in one word.
    pub(crate) fn short(self) -> &'static str {
        match self {
            What::Call => "record.a-call",
            What::Promise => "record.a-promise",
            What::Note => "record.a-note",
            What::Dispute => "record.a-dispute",
            What::Payment => "record.a-payment",
            What::Hold => "record.a-hold",
            What::Skip => "record.skip",
        }
    }

    /// Its sign.
    pub(crate) fn icon(self) -> &'static str {
        match self {
            What::Payment => "money",
            What::Skip => "next",
            other => other.code(),
        }
    }

    /// What it needs: a form that would be refused is not shown.
    pub(crate) fn permission(self) -> Permission {
        match self {
            What::Payment => Permission::RecordPayments,
            _ => Permission::Work,
        }
    }

    /// The key that opens it.
    pub(crate) fn key(self) -> &'static str {
        match self {
            What::Call => "c",
            What::Promise => "p",
            What::Note => "n",
            What::Dispute => "d",
            What::Payment => "m",
            What::Hold => "h",
            What::Skip => "s",
        }
    }
}

/// What was typed into any of the forms.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    /// The same key with the same input does the thing once.
    pub(crate) key: String,
    /// Where the list of today stands; empty on the page of a customer.
    pub(crate) at: String,
    /// The action that a call carries out or a skip leaves out.
    pub(crate) action: String,
    pub(crate) amount: String,
    pub(crate) currency: String,
    pub(crate) by: String,
    pub(crate) date: String,
    pub(crate) invoice: String,
    pub(crate) kind: String,
    pub(crate) outcome: String,
    pub(crate) reason: String,
    pub(crate) reference: String,
    pub(crate) text: String,
}

/// Records a call.
pub(crate) async fn call(
    page: BookPage,
    Path((_, number)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> PageResult {
    send::send(&page, &number, What::Call, typed).await
}

/// Records a promise.
pub(crate) async fn promise(
    page: BookPage,
    Path((_, number)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> PageResult {
    send::send(&page, &number, What::Promise, typed).await
}

/// Records a note.
pub(crate) async fn note(
    page: BookPage,
    Path((_, number)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> PageResult {
    send::send(&page, &number, What::Note, typed).await
}

/// Records a dispute.
pub(crate) async fn dispute(
    page: BookPage,
    Path((_, number)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> PageResult {
    send::send(&page, &number, What::Dispute, typed).await
}

/// Records a payment.
pub(crate) async fn payment(
    page: BookPage,
    Path((_, number)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> PageResult {
    send::send(&page, &number, What::Payment, typed).await
}

/// Places a hold.
pub(crate) async fn hold(
    page: BookPage,
    Path((_, number)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> PageResult {
    send::send(&page, &number, What::Hold, typed).await
}
