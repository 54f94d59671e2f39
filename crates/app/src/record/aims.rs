//! What money is set against: the invoices that a target means, and how much of it goes to each.

use dunwell_core::currency::Currency;
use dunwell_core::ledger::EntryKind;
use dunwell_core::money::Money;
use dunwell_core::sentence::Sentence;
use dunwell_store::customers::Customer;
use dunwell_store::invoices::Invoice;

use super::lookup::{amount, at_most_open, invoices_of};
use super::{Applied, Part, Target};
use crate::error::{AppError, Result};
use crate::funnel::Work;
use crate::ledger::{NewEntry, Source, allocations, oldest_first};

/// An invoice that money is set against.
#[derive(Debug)]
pub(super) struct Aim {
    /// The invoice, with what is open on it after what was set against it so far.
    pub(super) invoice: Invoice,
    /// What is still to be set against it, in minor units; as much as it asks for when not given.
    wanted: Option<i64>,
}

impl Aim {
    fn all_of(invoice: Invoice) -> Aim {
        Aim {
            invoice,
            wanted: None,
        }
    }

    fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.invoice.currency)
    }
}

/// The invoices that a target means, in the order in which they are filled.
///
/// # Errors
/// When a named invoice is not there, is another customer's, or is in another currency; when more is to
/// be set against one than is open on it.
pub(super) async fn targets(
    work: &mut Work,
    customer: &Customer,
    target: &Target,
    currency: Currency,
) -> Result<Vec<Aim>> {
    let invoices = match target {
        Target::Unmatched => Vec::new(),
        Target::Invoices(numbers) => invoices_of(work, customer, numbers, currency).await?,
        Target::OldestFirst => oldest_first(work, customer.id, currency).await?,
        Target::Parts(wanted) => return parts(work, customer, wanted, currency).await,
    };
    Ok(invoices.into_iter().map(Aim::all_of).collect())
}

async fn parts(
    work: &mut Work,
    customer: &Customer,
    wanted: &[Part],
    currency: Currency,
) -> Result<Vec<Aim>> {
    if wanted.is_empty() {
        return Err(AppError::refused(Sentence::new(
            "refusal.money.no-part",
            "say how much is set against which invoice; no amount was given",
        )));
    }
    let numbers: Vec<String> = wanted.iter().map(|part| part.invoice.clone()).collect();
    let invoices = invoices_of(work, customer, &numbers, currency).await?;
    if invoices.len() < wanted.len() {
        return Err(AppError::refused(Sentence::new(
            "refusal.money.named-twice",
            "an invoice was named twice; give one amount for each",
        )));
    }
    let aim = |(invoice, part): (Invoice, &Part)| {
        let wanted = amount(&part.amount, currency).map_err(|error| match error {
            AppError::Refused(why) => AppError::refused(
                Sentence::new("refusal.money.of-invoice", "invoice {invoice}: {why}")
                    .with("invoice", &invoice.number)
                    .with("why", why),
            ),
            other => other,
        })?;
        at_most_open(&invoice, wanted.minor())?;
        Ok(Aim {
            invoice,
            wanted: Some(wanted.minor()),
        })
    };
    invoices.into_iter().zip(wanted).map(aim).collect()
}

/// Refuses to set more against invoices than there is.
///
/// # Errors
/// When it is less than what is wanted in all.
pub(super) fn refuse_more_than(aims: &[Aim], there: Money) -> Result<()> {
    let wanted: i128 = aims
        .iter()
        .filter_map(|aim| aim.wanted)
        .map(i128::from)
        .sum();
    if wanted <= i128::from(there.minor()) {
        return Ok(());
    }
    let wanted = i64::try_from(wanted).unwrap_or(i64::MAX);
    Err(AppError::refused(
        Sentence::new(
            "refusal.money.less-is-there",
            "{there} is there to be set against invoices, less than {wanted}",
        )
        .with("there", there)
        .with("wanted", Money::new(wanted, there.currency())),
    ))
}

/// Refuses what could not be set against its invoice, because a discount settles it with less.
///
/// # Errors
/// When something of what was wanted is left over.
pub(super) fn refuse_what_is_over(aims: &[Aim]) -> Result<()> {
    let over = aims
        .iter()
        .find(|aim| aim.wanted.is_some_and(|left| left > 0));
    match over {
        None => Ok(()),
        Some(aim) => Err(AppError::refused(
            Sentence::new(
                "refusal.money.discount-settles",
                "invoice {invoice} earns an early-payment discount, and asks for {less} less than was to be set against it",
            )
            .with("invoice", &aim.invoice.number)
            .with("less", aim.money(aim.wanted.unwrap_or(0))),
        )),
    }
}

/// Sets money against invoices in the order given and brings what is open on them along. Gives the
/// entries, which are not posted yet, what was set against each invoice, and what is left over in
/// minor units. `pending` are entries that were made before and are not posted yet.
///
/// # Errors
/// When the ledger refuses an amount, or the database fails.
pub(super) async fn apply(
    work: &mut Work,
    source: Source,
    aims: &mut [Aim],
    pending: &[NewEntry],
) -> Result<(Vec<NewEntry>, Vec<Applied>, i64)> {
    let (mut made, mut applied, mut left) = (Vec::new(), Vec::new(), source.amount);
    let money = |minor| Money::new(minor, source.currency);
    for aim in aims {
        let invoice = &mut aim.invoice;
        let most = aim.wanted.map_or(left, |wanted| wanted.min(left));
        let source = Source {
            amount: most,
            ..source
        };
        let only = std::slice::from_ref(&*invoice);
        let (parts, _) = allocations(work, source, only, pending).await?;
        if parts.is_empty() {
            continue;
        }
        let taken_off = |kind: EntryKind| -> i64 {
            let of_kind = parts.iter().filter(|part| part.entry.kind == kind);
            of_kind.map(|part| -part.entry.invoice_effect).sum()
        };
        let amount = taken_off(EntryKind::Allocation);
        let discount = taken_off(EntryKind::DiscountTaken);
        invoice.open -= amount + discount;
        left -= amount;
        aim.wanted = aim.wanted.map(|wanted| wanted - amount);
        applied.push(Applied {
            invoice: invoice.number.clone(),
            amount: money(amount),
            discount: (discount > 0).then(|| money(discount)),
            open: money(invoice.open),
        });
        made.extend(parts);
    }
    Ok((made, applied, left))
}
