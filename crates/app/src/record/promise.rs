//! A promise to pay is recorded, or withdrawn when it was recorded in error. Whether it is kept is
//! never recorded: it follows from the payments.

use dunwell_core::currency::Currency;
use dunwell_core::id::{InvoiceId, PromiseId};
use dunwell_core::money::Money;
use dunwell_core::promise::Promise;
use dunwell_core::sentence::Sentence;
use dunwell_store::promises::{self, PromiseRow};
use dunwell_store::{Db, accounts};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::lookup::{self, amount, customer_by_id, invoices_of, not_in_future, only_account};
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::{self, Caller, Mode, Work};

/// What a customer said they would pay.
#[derive(Debug, Clone, Serialize)]
pub struct Request {
    /// The customer's number.
    pub customer: String,
    /// How much, as decimal text in the account's currency.
    pub amount: String,
    /// The last day on which payment keeps it.
    pub by: Date,
    /// The currency; that of the named invoices or of the customer's only account when not given.
    pub currency: Option<Currency>,
    /// The day it was made; today when not given.
    pub date: Option<Date>,
    /// The invoices it is about by number; none means the oldest due first.
    pub invoices: Vec<String>,
    /// What was said with it.
    pub reason: Option<String>,
}

/// A promise that was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Promised {
    /// Its id.
    pub promise: PromiseId,
    /// The customer's number.
    pub customer: String,
    /// The customer's name.
    pub name: String,
    /// How much.
    pub amount: Money,
    /// The last day on which payment keeps it.
    pub by: Date,
    /// The invoices it is about; none means the oldest due first.
    pub invoices: Vec<String>,
}

/// Records a promise. [`withdraw`] takes it back.
///
/// # Errors
/// When the customer or an invoice is not known, the day lies before the one it was made on, or less
/// than the promised amount is open.
pub async fn record(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Request,
) -> Result<Promised> {
    let input = ("record-promise", request);
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        promise(work, request).await
    })
    .await
}

async fn promise(work: &mut Work, request: &Request) -> Result<Promised> {
    let made_on = not_in_future(work, request.date)?;
    if request.by < made_on {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.promise.due-before-made",
                "the promise was made on {made_on} for {by}, which is earlier; give the day by which the money will be there",
            )
            .with("made_on", made_on)
            .with("by", request.by),
        ));
    }
    let customer = lookup::customer(work, &request.customer).await?;
    let named = match request.invoices.first() {
        Some(first) if request.currency.is_none() => {
            Some(lookup::invoice(work, first).await?.currency)
        }
        _ => request.currency,
    };
    let account = only_account(work, &customer, named).await?;
    let currency = account.currency;
    let amount = amount(&request.amount, currency)?;
    let invoices = invoices_of(work, &customer, &request.invoices, currency).await?;
    let open = match invoices.as_slice() {
        [] => account.balance,
        named => named.iter().map(|invoice| invoice.open).sum(),
    };
    if amount.minor() > open {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.promise.more-than-open",
                "{amount} is promised, and {open} is open; a promise is about what is open",
            )
            .with("amount", amount)
            .with("open", Money::new(open, currency)),
        ));
    }
    let row = PromiseRow {
        customer: customer.id,
        currency,
        promise: Promise {
            id: work.ids.promise(),
            made_on,
            due: request.by,
            amount: amount.minor(),
            invoices: invoices
                .iter()
                .map(|invoice| invoice.id)
                .collect::<Vec<InvoiceId>>(),
            received: 0,
        },
        withdrawn_on: None,
        reason: request.reason.clone(),
    };
    promises::insert(&mut work.uow, work.book, &row).await?;
    let result = Promised {
        promise: row.promise.id,
        customer: customer.number,
        name: customer.name,
        amount,
        by: request.by,
        invoices: invoices.into_iter().map(|invoice| invoice.number).collect(),
    };
    let details = serde_json::json!({
        "promise": result.promise, "date": made_on, "amount": amount, "by": result.by,
        "invoices": result.invoices, "reason": request.reason,
    });
    work.journal(customer.id, "promise-recorded", &details)?;
    Ok(result)
}

/// Which promise is withdrawn.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Withdrawal {
    /// The promise's id.
    pub promise: String,
    /// Why.
    pub reason: String,
}

/// A promise that was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = PromiseWithdrawn)]
pub struct Withdrawn {
    /// The promise.
    pub promise: PromiseId,
    /// The customer's number.
    pub customer: String,
    /// The customer's name.
    pub name: String,
    /// How much it was about.
    pub amount: Money,
}

/// Takes back a promise that was recorded in error; it counts neither as kept nor as broken.
///
/// # Errors
/// When there is no such promise, or it was withdrawn before.
pub async fn withdraw(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Withdrawal,
) -> Result<Withdrawn> {
    let input = ("withdraw-promise", request);
    funnel::change(db, book.id, caller, mode, &input, async |work: &mut Work| {
        let reason = lookup::reason(&request.reason)?;
        let id = lookup::id::<PromiseId>(&request.promise)?;
        let row = find(work, id).await?;
        accounts::touch(&mut work.uow, work.book, row.customer, None).await?;
        if let Some(on) = find(work, id).await?.withdrawn_on {
            return Err(AppError::refused(
                Sentence::new(
                    "refusal.promise.withdrawn-already",
                    "{id} was withdrawn on {on} already",
                )
                .with("id", id)
                .with("on", on),
            ));
        }
        let today = work.today;
        promises::withdraw(&mut work.uow, work.book, row.customer, id, today, reason).await?;
        let customer = customer_by_id(work, row.customer).await?;
        let amount = Money::new(row.promise.amount, row.currency);
        let details = serde_json::json!({
            "promise": id, "date": work.today, "amount": amount, "by": row.promise.due, "reason": reason,
        });
        work.journal(customer.id, "promise-withdrawn", &details)?;
        Ok(Withdrawn { promise: id, customer: customer.number, name: customer.name, amount })
    })
    .await
}

async fn find(work: &mut Work, id: PromiseId) -> Result<PromiseRow> {
    promises::by_id(&mut work.uow, work.book, id)
        .await?
        .ok_or_else(|| {
            AppError::not_found(
                Sentence::new(
                    "refusal.promise.unknown",
                    "there is no promise {id}; \"dunwell customer\" lists a customer's promises",
                )
                .with("id", id),
            )
        })
}
