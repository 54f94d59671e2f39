//! Unapplied money is matched: what remains of payments and credit notes is set against invoices.

use dunwell_core::currency::Currency;
use dunwell_core::id::EntryId;
use dunwell_core::ledger::{Entry, EntryKind, remaining_of};
use dunwell_core::money::Money;
use dunwell_core::sentence::Sentence;
use dunwell_store::customers::Customer;
use dunwell_store::{Db, entries};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::aims::{self, apply, targets};
use super::lookup::{self, only_account};
use super::{Applied, Target};
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::{self, Caller, Mode, Work};
use crate::ledger::{Source, post, refused};

/// What is matched with what.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Request {
    /// The customer's number.
    pub customer: String,
    /// The currency; that of the customer's only account when not given.
    pub currency: Option<Currency>,
    /// The payment or credit note by its entry; all that have something left, oldest first, when not
    /// given.
    pub source: Option<String>,
    /// The invoices.
    pub target: Target,
}

/// Money that was matched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Matched {
    /// The customer's number.
    pub customer: String,
    /// The customer's name.
    pub name: String,
    /// What each payment and credit note was set against.
    pub sources: Vec<FromSource>,
    /// What the customer's account still holds unapplied.
    pub unapplied: Money,
}

/// What one payment or credit note was set against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FromSource {
    /// The payment or credit note.
    pub entry: EntryId,
    /// The invoices.
    pub applied: Vec<Applied>,
    /// What of it is left over.
    pub unapplied: Money,
}

/// Matches unapplied money with invoices. [`super::reversal`] undoes each allocation.
///
/// # Errors
/// When something that was named is not there, when nothing is unapplied, or when nothing is open.
pub async fn record(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Request,
) -> Result<Matched> {
    let input = ("record-allocation", request);
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        allocate(work, request).await
    })
    .await
}

async fn allocate(work: &mut Work, request: &Request) -> Result<Matched> {
    if request.target == Target::Unmatched {
        return Err(AppError::refused(Sentence::new(
            "refusal.money.no-target",
            "say what the money is for: name the invoices, or take the oldest due first",
        )));
    }
    let customer = lookup::customer(work, &request.customer).await?;
    let account = only_account(work, &customer, request.currency).await?;
    let currency = account.currency;
    let money = |minor| Money::new(minor, currency);
    let sources = sources(work, &customer, currency, request.source.as_deref()).await?;
    let mut aims = targets(work, &customer, &request.target, currency).await?;
    let there = sources.iter().map(|source| source.amount);
    let there = there.fold(0, i64::saturating_add);
    aims::refuse_more_than(&aims, money(there))?;
    if aims.iter().all(|aim| aim.invoice.open <= 0) {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.money.nothing-to-match",
                "nothing is open on the invoices that were meant; {unapplied} stays unapplied",
            )
            .with("unapplied", money(account.unapplied)),
        ));
    }
    let (mut made, mut matched, mut unapplied) = (Vec::new(), Vec::new(), account.unapplied);
    for source in sources {
        let (parts, applied, left) = apply(work, source, &mut aims, &made).await?;
        if parts.is_empty() {
            break;
        }
        made.extend(parts);
        unapplied -= source.amount - left;
        matched.push(FromSource {
            entry: source.entry,
            applied,
            unapplied: money(left),
        });
    }
    aims::refuse_what_is_over(&aims)?;
    post(work, &made).await?;
    let result = Matched {
        customer: customer.number,
        name: customer.name,
        sources: matched,
        unapplied: money(unapplied),
    };
    let details = serde_json::json!({ "sources": result.sources, "unapplied": result.unapplied });
    work.journal(customer.id, "allocation-recorded", &details)?;
    Ok(result)
}

/// The payments and credit notes with something left: the one that was named, or all, oldest first.
async fn sources(
    work: &mut Work,
    customer: &Customer,
    currency: Currency,
    named: Option<&str>,
) -> Result<Vec<Source>> {
    let named = named.map(lookup::id::<EntryId>).transpose()?;
    let rows = entries::of_customer(&mut work.uow, work.book, customer.id).await?;
    let ledger: Vec<Entry> = rows.into_iter().map(|row| row.entry).collect();
    let mut found = Vec::new();
    for entry in &ledger {
        let is_payment = entry.kind == EntryKind::Payment;
        let holds_money = is_payment || entry.kind == EntryKind::CreditNote;
        if !holds_money || named.is_some_and(|named| named != entry.id) {
            continue;
        }
        if let Some(named) = named.filter(|_| entry.currency != currency) {
            return Err(AppError::refused(
                Sentence::new(
                    "refusal.money.entry-in-other-currency",
                    "{named} is in {its}, not in {currency}",
                )
                .with("named", named)
                .with("its", entry.currency)
                .with("currency", currency),
            ));
        }
        let amount = remaining_of(&ledger, entry.id, Date::MAX).map_err(refused)?;
        if entry.currency == currency && amount > 0 {
            found.push(Source {
                entry: entry.id,
                customer: customer.id,
                date: free_since(&ledger, entry),
                currency,
                amount,
                is_payment,
            });
        }
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let is_known = named.is_none_or(|named| ledger.iter().any(|entry| entry.id == named));
    Err(AppError::refused(match named {
        None => Sentence::new(
            "refusal.money.no-unapplied",
            "customer {number} ({name}) has no unapplied money in {currency}; there is nothing to match",
        )
        .with("number", &customer.number)
        .with("name", &customer.name)
        .with("currency", currency),
        Some(named) if is_known => Sentence::new(
            "refusal.money.matched-already",
            "nothing is left of {entry}; it is matched already",
        )
        .with("entry", named),
        Some(named) => Sentence::new(
            "refusal.money.not-of-customer",
            "{entry} is not a payment or credit note of customer {number} ({name})",
        )
        .with("entry", named)
        .with("number", &customer.number)
        .with("name", &customer.name),
    }))
}

/// The day from which what is left of some money can count for another invoice: its own day, or the
/// last on which part of it was taken off an invoice again.
pub(crate) fn free_since(ledger: &[Entry], source: &Entry) -> Date {
    ledger
        .iter()
        .filter(|entry| entry.kind == EntryKind::Reversal && entry.source == Some(source.id))
        .map(|entry| entry.date)
        .fold(source.date, Date::max)
}
