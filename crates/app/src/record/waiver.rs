//! A charge is waived: it stays on record, is no longer asked for, and is not made again.

use dunwell_core::charge::ChargeKind;
use dunwell_core::id::EntryId;
use dunwell_core::ledger::Entry;
use dunwell_core::money::Money;
use dunwell_core::sentence::Sentence;
use dunwell_store::invoices::Invoice;
use dunwell_store::{Db, entries};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::lookup::{self, amount, not_in_future};
use crate::book::Book;
use crate::charging::{Case, Cases};
use crate::error::{AppError, Result};
use crate::funnel::{self, Caller, Mode, Work};
use crate::ledger::{NewEntry, post, refused, release_overpaid, stamp};

/// The charges that are meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Which {
    /// One charge, by its entry.
    Charge(String),
    /// All charges of a kind on an invoice, the oldest first.
    OfInvoice {
        /// The invoice's number.
        invoice: String,
        /// The kind; all kinds when not given.
        kind: Option<ChargeKind>,
    },
}

/// What is waived.
#[derive(Debug, Clone, Serialize)]
pub struct Request {
    /// The charges.
    pub which: Which,
    /// How much, as decimal text in the invoice's currency; all of it when not given.
    pub amount: Option<String>,
    /// The day from which it counts; today when not given.
    pub date: Option<Date>,
    /// Why.
    pub reason: String,
}

/// What was waived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Waived {
    /// The invoice's number.
    pub invoice: String,
    /// The customer's number.
    pub customer: String,
    /// The customer's name.
    pub name: String,
    /// How much in all.
    pub amount: Money,
    /// Each charge that was waived, or a part of it.
    pub parts: Vec<Part>,
    /// What is open on the invoice now, charges included.
    pub open: Money,
}

/// A charge of which something was waived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = WaivedPart)]
pub struct Part {
    /// The charge.
    pub charge: EntryId,
    /// What it was.
    pub kind: ChargeKind,
    /// How much of it was waived.
    pub amount: Money,
    /// The entry that waives it, which a reversal names.
    pub by: EntryId,
}

/// Waives charges. [`super::reversal`] of the waiver brings them back.
///
/// # Errors
/// When there is no such charge, or less of it is left.
pub async fn record(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Request,
) -> Result<Waived> {
    let input = ("record-waiver", request);
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        waive(work, request).await
    })
    .await
}

async fn waive(work: &mut Work, request: &Request) -> Result<Waived> {
    let reason = lookup::reason(&request.reason)?;
    let date = not_in_future(work, request.date)?;
    let (number, one, kind) = meant(work, &request.which).await?;
    let invoice = lookup::locked_invoice(work, &number).await?;
    let cases = Cases::load(&mut work.uow, work.book, &[invoice.id]).await?;
    let case = cases.get(invoice.id).ok_or_else(|| AppError::Damaged {
        what: format!("invoice {}", invoice.number),
        why: "it is no longer there".to_owned(),
    })?;
    let money = |minor| Money::new(minor, invoice.currency);
    let left = left(case, one, kind);
    let all: i64 = left.iter().map(|(_, _, left)| left).sum();
    if all == 0 {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.waiver.nothing-left",
                "nothing is left to waive on invoice {invoice}; \"dunwell invoice\" lists its charges",
            )
            .with("invoice", &invoice.number),
        ));
    }
    let mut wanted = match &request.amount {
        Some(text) => amount(text, invoice.currency)?.minor(),
        None => all,
    };
    if wanted > all {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.waiver.less-is-left",
                "{left} of these charges is left, less than {wanted}",
            )
            .with("left", money(all))
            .with("wanted", money(wanted)),
        ));
    }
    let amount = money(wanted);
    let (mut made, mut parts) = (Vec::new(), Vec::new());
    for (charge, kind, left) in left {
        let part = left.min(wanted);
        if part == 0 {
            break;
        }
        wanted -= part;
        if date < charge.date {
            return Err(AppError::refused(
                Sentence::new(
                    "refusal.waiver.charge-is-later",
                    "the charge counts from {from}, after {date}; name that day or a later one",
                )
                .with("from", charge.date)
                .with("date", date),
            ));
        }
        let waiver = charge
            .waiver(stamp(work, date, invoice.currency), part)
            .map_err(refused)?
            .because(Some(kind.code().to_owned()), Some(reason.to_owned()));
        parts.push(Part {
            charge: charge.id,
            kind,
            amount: money(part),
            by: waiver.id,
        });
        made.push(NewEntry::of(invoice.customer, waiver));
    }
    post(work, &made).await?;
    release_overpaid(work, invoice.customer, invoice.id).await?;
    let customer = lookup::customer_by_id(work, invoice.customer).await?;
    let details = serde_json::json!({
        "invoice": invoice.number, "amount": amount, "date": date, "charges": parts, "reason": reason,
    });
    work.journal(customer.id, "charge-waived", &details)?;
    let open = lookup::invoice_by_id(work, invoice.id).await?.open;
    Ok(Waived {
        invoice: invoice.number,
        customer: customer.number,
        name: customer.name,
        amount,
        parts,
        open: money(open),
    })
}

/// The invoice's number, the one charge or the kind that is meant.
async fn meant(
    work: &mut Work,
    which: &Which,
) -> Result<(String, Option<EntryId>, Option<ChargeKind>)> {
    match which {
        Which::OfInvoice { invoice, kind } => Ok((invoice.clone(), None, *kind)),
        Which::Charge(text) => {
            let id = lookup::id::<EntryId>(text)?;
            let invoice = entries::by_id(&mut work.uow, work.book, id)
                .await?
                .and_then(|row| row.entry.invoice);
            let Some(invoice) = invoice else {
                return Err(AppError::not_found(
                    Sentence::new(
                        "refusal.waiver.no-charge",
                        "there is no charge {id}; \"dunwell invoice\" lists the charges of an invoice",
                    )
                    .with("id", id),
                ));
            };
            let Invoice { number, .. } = lookup::invoice_by_id(work, invoice).await?;
            Ok((number, Some(id), None))
        }
    }
}

/// The charges that are meant with what is left of each, the oldest first.
fn left(
    case: &Case,
    one: Option<EntryId>,
    kind: Option<ChargeKind>,
) -> Vec<(Entry, ChargeKind, i64)> {
    case.claim()
        .standing()
        .filter(|(charge, state)| {
            one.is_none_or(|one| charge.entry == one)
                && kind.is_none_or(|kind| charge.kind == kind)
                && state.left() > 0
        })
        .filter_map(|(charge, state)| {
            let entry = case.entries.iter().find(|entry| entry.id == charge.entry)?;
            Some((entry.clone(), charge.kind, state.left()))
        })
        .collect()
}
