//! Money and credit: what arrived, what it is set against, and undoing it.

use dunwell_app::Currency;
use dunwell_app::record::allocation::{self, Matched};
use dunwell_app::record::reversal::{self, Reversed, Which};
use dunwell_app::record::{Part, Received, Target, credit_note, payment};
use dunwell_app::view;
use dunwell_app::view::money::{self, ReceivedLine};
use dunwell_app::view::page::Paged;
use dunwell_app::view::payment::PaymentView;
use dunwell_app::view::unapplied::Unapplied;
use dunwell_core::id::EntryId;
use dunwell_core::ledger::EntryKind;
use dunwell_core::money::Money;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::call::{Call, Change, Json, Nothing};
use super::page::Limit;
use crate::problem::{ApiError, ApiResult, Code};

/// What arrived.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Arrived {
    Payment,
    CreditNote,
}

/// Which payments and credit notes are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Filter {
    /// Only payments, or only credit notes.
    #[param(inline)]
    kind: Option<Arrived>,
    /// Only those of which something is left.
    unapplied: bool,
    /// Only what was undone.
    undone: bool,
    /// Only those of the customer of this number.
    customer: Option<String>,
    /// Only those of this day or later.
    from: Option<Date>,
    /// Only those of this day or earlier.
    until: Option<Date>,
    /// How many lines.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000)]
    limit: Limit,
    /// The `next` of the page before.
    cursor: Option<String>,
}

pub(crate) async fn list(call: Call<(), Filter>) -> ApiResult<Paged<ReceivedLine>> {
    let filter = &call.query;
    let request = money::Request {
        kind: filter.kind.map(|kind| match kind {
            Arrived::Payment => EntryKind::Payment,
            Arrived::CreditNote => EntryKind::CreditNote,
        }),
        unapplied: filter.unapplied,
        undone: filter.undone,
        customer: filter.customer.as_deref(),
        from: filter.from,
        until: filter.until,
        page: filter.limit.after(filter.cursor.as_deref()),
    };
    Ok(money::money(call.db(), call.book(), &request).await?)
}

pub(crate) async fn show(call: Call<EntryId, Nothing>) -> ApiResult<PaymentView> {
    let (entry, today) = (call.path.to_string(), call.program.today());
    Ok(view::payment::payment(call.db(), call.book(), &entry, today).await?)
}

/// A page of what is not set against an invoice.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Paging {
    /// How many lines.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000)]
    limit: Limit,
    /// The `next` of the page before.
    cursor: Option<String>,
}

pub(crate) async fn unapplied(call: Call<(), Paging>) -> ApiResult<Unapplied> {
    let page = call.query.limit.after(call.query.cursor.as_deref());
    let today = call.program.today();
    Ok(view::unapplied::unapplied(call.db(), call.book(), &page, today).await?)
}

/// What money is set against.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", tag = "to", deny_unknown_fields)]
pub(crate) enum SetAgainst {
    /// Nothing yet: it stays unapplied until it is matched.
    #[default]
    Nothing,
    /// These invoices, each filled before the next.
    Invoices {
        /// Their numbers.
        numbers: Vec<String>,
    },
    /// The open invoices in the order in which they fell due.
    OldestFirst,
    /// These invoices, each with exactly so much.
    Parts {
        /// How much of it goes where.
        parts: Vec<NewPart>,
    },
}

/// How much is set against an invoice.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPart {
    /// The invoice's number.
    invoice: String,
    /// How much. An early-payment discount that it earns comes on top.
    amount: Money,
}

impl SetAgainst {
    /// As the use cases take it, which count in the currency of the account.
    fn target(&self, currency: Option<Currency>) -> ApiResult<Target> {
        Ok(match self {
            SetAgainst::Nothing => Target::Unmatched,
            SetAgainst::Invoices { numbers } => Target::Invoices(numbers.clone()),
            SetAgainst::OldestFirst => Target::OldestFirst,
            SetAgainst::Parts { parts } => Target::Parts(
                parts
                    .iter()
                    .map(|part| part.in_currency(currency))
                    .collect::<ApiResult<_>>()?,
            ),
        })
    }

    /// The currency that the parts name, if there are any.
    fn currency(&self) -> Option<Currency> {
        match self {
            SetAgainst::Parts { parts } => parts.first().map(|part| part.amount.currency()),
            _ => None,
        }
    }
}

impl NewPart {
    fn in_currency(&self, currency: Option<Currency>) -> ApiResult<Part> {
        if currency.is_some_and(|currency| currency != self.amount.currency()) {
            let detail = format!(
                "the part of invoice {} is in another currency than the whole",
                self.invoice
            );
            return Err(ApiError::new(Code::Refused, detail));
        }
        Ok(Part {
            invoice: self.invoice.clone(),
            amount: self.amount.to_decimal_string(),
        })
    }
}

/// A payment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPayment {
    /// How much.
    amount: Money,
    /// The day on which it arrived; today when not given.
    date: Option<Date>,
    /// What it is for; nothing yet when not given.
    #[serde(default)]
    target: SetAgainst,
    /// What the payer wrote.
    reference: Option<String>,
    /// What tells it from other payments, such as the bank's number: it is taken in once.
    document: Option<String>,
}

pub(crate) async fn record(change: Change<String, Json<NewPayment>>) -> ApiResult<Received> {
    let new = &change.body.0;
    let request = payment::Request {
        customer: change.path.clone(),
        amount: new.amount.to_decimal_string(),
        currency: Some(new.amount.currency()),
        date: new.date,
        target: new.target.target(Some(new.amount.currency()))?,
        reference: new.reference.clone(),
        document: new.document.clone(),
    };
    let (db, book) = (change.db(), change.book());
    Ok(payment::record(db, book, change.caller(), change.mode(), &request).await?)
}

/// A credit note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCreditNote {
    /// Its own number: it is taken in once.
    number: String,
    /// How much.
    amount: Money,
    /// The day from which it counts; today when not given.
    date: Option<Date>,
    /// What it is for; nothing yet when not given.
    #[serde(default)]
    target: SetAgainst,
    /// Why it was given.
    reason: Option<String>,
}

pub(crate) async fn credit(change: Change<String, Json<NewCreditNote>>) -> ApiResult<Received> {
    let new = &change.body.0;
    let request = credit_note::Request {
        customer: change.path.clone(),
        number: new.number.clone(),
        amount: new.amount.to_decimal_string(),
        currency: Some(new.amount.currency()),
        date: new.date,
        target: new.target.target(Some(new.amount.currency()))?,
        reason: new.reason.clone(),
    };
    let (db, book) = (change.db(), change.book());
    Ok(credit_note::record(db, book, change.caller(), change.mode(), &request).await?)
}

/// What is matched with what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAllocation {
    /// The invoices.
    target: SetAgainst,
    /// The payment or credit note; all that have something left, oldest first, when not given.
    source: Option<EntryId>,
    /// The currency; that of the customer's only account when not given.
    currency: Option<Currency>,
}

pub(crate) async fn allocate(change: Change<String, Json<NewAllocation>>) -> ApiResult<Matched> {
    let new = &change.body.0;
    let currency = new.currency.or_else(|| new.target.currency());
    let request = allocation::Request {
        customer: change.path.clone(),
        currency,
        source: new.source.map(|source| source.to_string()),
        target: new.target.target(currency)?,
    };
    let (db, book) = (change.db(), change.book());
    Ok(allocation::record(db, book, change.caller(), change.mode(), &request).await?)
}

/// Why something is undone.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReversal {
    /// Why.
    reason: String,
    /// The day from which it is undone; today when not given.
    date: Option<Date>,
}

pub(crate) async fn reverse(change: Change<EntryId, Json<NewReversal>>) -> ApiResult<Reversed> {
    let request = reversal::Request {
        which: Which::Entry(change.path.to_string()),
        date: change.body.0.date,
        reason: change.body.0.reason.clone(),
    };
    let (db, book) = (change.db(), change.book());
    Ok(reversal::record(db, book, change.caller(), change.mode(), &request).await?)
}
