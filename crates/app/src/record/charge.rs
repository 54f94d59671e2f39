//! A person claims interest or a fixed sum on an invoice, also when its principal is paid already.

use dunwell_core::charge::{ChargeKind, Charging as What};
use dunwell_core::money::Money;
use dunwell_core::sentence::{Sentence, Value};
use dunwell_store::Db;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::lookup::{self, not_in_future};
use crate::book::Book;
pub use crate::charging::make::Made;
use crate::charging::make::{CLAIMS, Drafts};
use crate::charging::{Cases, Charging};
use crate::error::{AppError, Result};
use crate::funnel::{self, Caller, Mode, Work};

/// What is claimed.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Request {
    /// The invoice's number.
    pub invoice: String,
    /// Claim the interest of the days that were not charged yet.
    pub interest: bool,
    /// Claim the fixed sum.
    pub fixed_sum: bool,
    /// The day up to which interest is claimed, and from which the charge counts; today when not given.
    pub date: Option<Date>,
}

/// What was charged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Charged {
    /// The invoice's number.
    pub invoice: String,
    /// The customer's number.
    pub customer: String,
    /// The customer's name.
    pub name: String,
    /// The charges.
    pub charges: Vec<Made>,
    /// What is open on the invoice now, charges included.
    pub open: Money,
    /// What could not be charged, in sentences.
    pub not_charged: Vec<String>,
}

/// Charges what is claimed. [`super::waiver`] waives it, [`super::reversal`] undoes it.
///
/// # Errors
/// When the invoice is not known, nothing was late, everything was charged before, or there is no ground
/// for any of it.
pub async fn record(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Request,
) -> Result<Charged> {
    let input = ("record-charge", request);
    funnel::change(db, book.id, caller, mode, &input, async |work| {
        claim(work, book, request).await
    })
    .await
}

async fn claim(work: &mut Work, book: &Book, request: &Request) -> Result<Charged> {
    let on = not_in_future(work, request.date)?;
    let meant = |what: &What| match what.kind() {
        ChargeKind::Interest => request.interest,
        ChargeKind::FixedSum => request.fixed_sum,
        ChargeKind::Fee => false,
    };
    if !CLAIMS.iter().any(meant) {
        return Err(AppError::refused(Sentence::new(
            "refusal.charge.nothing-claimed",
            "say what is claimed: --interest, --fixed-sum, or both",
        )));
    }
    let invoice = lookup::locked_invoice(work, &request.invoice).await?;
    let charging = Charging::new(book, on);
    let mut cases = Cases::load(&mut work.uow, work.book, &[invoice.id]).await?;
    let case = cases.get_mut(invoice.id).ok_or_else(|| AppError::Damaged {
        what: format!("invoice {}", invoice.number),
        why: "it is no longer there".to_owned(),
    })?;
    let (mut drafts, mut charges, mut not_charged) = (Drafts::default(), Vec::new(), Vec::new());
    let late: Vec<u16> = case.late_instalments(on).collect();
    if late.is_empty() {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.charge.nothing-late",
                "nothing of invoice {invoice} was due before {on}, so nothing is owed for paying it late",
            )
            .with("invoice", &invoice.number)
            .with("on", on),
        ));
    }
    for instalment in late {
        for what in CLAIMS.into_iter().filter(meant) {
            match charging.draft(case, instalment, what, 0) {
                Ok(Some(drafted)) => {
                    charges.push(drafts.take(work, case, drafted, None, on)?);
                }
                Ok(None) => {}
                Err(why) => {
                    let said =
                        Sentence::new("refusal.charge.not-charged", "{what} is not charged: {why}")
                            .with("what", what.kind())
                            .with("why", why);
                    if !not_charged.contains(&said) {
                        not_charged.push(said);
                    }
                }
            }
        }
    }
    if charges.is_empty() {
        return Err(AppError::refused(match not_charged.as_slice() {
            [] => Sentence::new(
                "refusal.charge.nothing-left",
                "nothing is left to charge on invoice {invoice} for the days up to {on}: it was charged before, or nothing was late",
            )
            .with("invoice", &invoice.number)
            .with("on", on),
            several => Sentence::new("refusal.charge.several", "{all}")
                .with("all", Value::Several(several.to_vec(), "; ".into())),
        }));
    }
    drafts.post(work, on).await?;
    let open = lookup::invoice_by_id(work, invoice.id).await?.open;
    let customer = lookup::customer_by_id(work, invoice.customer).await?;
    Ok(Charged {
        invoice: invoice.number,
        customer: customer.number,
        name: customer.name,
        charges,
        open: Money::new(open, invoice.currency),
        not_charged: not_charged.iter().map(ToString::to_string).collect(),
    })
}
