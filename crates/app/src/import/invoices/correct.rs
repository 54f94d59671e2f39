//! Rows about invoices that are known: what they say otherwise is a correction on record.

use dunwell_core::dispute::Dispute;
use dunwell_core::id::CustomerId;
use dunwell_core::ledger::{Entry, EntryKind};
use dunwell_core::money::Money;
use dunwell_core::sentence::Sentence;
use dunwell_store::accounts;
use dunwell_store::disputes::{self, DisputeRow};
use dunwell_store::entries;
use dunwell_store::invoices::{self, Invoice};

use super::plan::{Instalments, Planned};
use super::{document, note_dispute};
use crate::error::Result;
use crate::funnel::Work;
use crate::import::disputes::of_invoice;
use crate::import::parties::Party;
use crate::import::payments::known_documents;
use crate::import::{Import, Wrong};
use crate::ledger::{self, NewEntry, post, refused, stamp};

/// Whether the ledger has an invoice as settled on a day that nobody knows.
fn was_settled_before(known: &Invoice) -> bool {
    known.open == 0 && known.total > 0 && known.settled_on.is_none()
}

/// Whether a row says something about an invoice that was settled on a day that nobody knew, by which
/// that has to be taken back: its day, that it is open, or another amount.
fn takes_back(plan: &Planned, known: &Invoice) -> bool {
    let says_more = plan.row.record.settled.is_some() || plan.total != known.total;
    was_settled_before(known) && plan.open.is_some_and(|open| open > 0 || says_more)
}

/// What the ledger has open of an invoice when its total is corrected as the row has it; below zero where
/// more was paid than the row's amount. Charges are the ledger's own: a file speaks of the invoice itself.
fn corrected_open(plan: &Planned, known: &Invoice) -> i64 {
    let before = match takes_back(plan, known) {
        true => known.total,
        false => known.principal(),
    };
    before + plan.total - known.total
}

/// Why the row of a known invoice cannot be taken, if it cannot.
pub(super) fn refusal(plan: &Planned, known: &Invoice) -> Option<Wrong> {
    let record = &plan.row.record;
    if known.currency != plan.currency {
        let why = Sentence::new(
            "row.known-in",
            "invoice {invoice} is known in {currency}; an invoice keeps its currency",
        )
        .with("invoice", &record.number)
        .with("currency", known.currency);
        return Some(plan.row.wrong("currency", plan.currency.to_string(), why));
    }
    let left = corrected_open(plan, known);
    match plan.open {
        Some(open) if open > left.max(0) => {
            let why = Sentence::new(
                "row.less-is-open",
                "the ledger has only {open} open, because of payments or credits that the file does not know; if one of them was returned, record its reversal",
            )
            .with("open", Money::new(left.max(0), plan.currency));
            let open = Money::new(open, plan.currency).to_decimal_string();
            Some(plan.row.wrong("open", open, why))
        }
        None if left < 0 => {
            let paid = Money::new(plan.total - left, plan.currency);
            let why = Sentence::new(
                "row.less-than-paid",
                "{paid} of the invoice is paid or credited already, which is more than this amount; say what is open, or issue a credit note",
            )
            .with("paid", paid);
            Some(plan.row.wrong("amount", record.amount.to_string(), why))
        }
        _ => None,
    }
}

impl Import<'_> {
    /// Corrects a known invoice: another amount is a correcting entry, money that the row says was
    /// paid is a payment, other dates and texts replace the old ones; all of it is in the journal.
    /// A row that does not say what is open leaves that to the ledger.
    pub(super) async fn correct(
        &mut self,
        work: &mut Work,
        party: &Party,
        plan: &Planned,
        Instalments { issued, parts }: Instalments,
        known: &Invoice,
    ) -> Result<()> {
        let record = &plan.row.record;
        let left = corrected_open(plan, known).max(0);
        let open = plan.open.unwrap_or(left);
        let mut corrected = known.clone();
        corrected.issued = issued;
        corrected.due = parts[0].due;
        corrected.total = plan.total;
        let single = parts.len() == 1 && parts[0].discount.is_none();
        corrected.schedule = (!single).then_some(parts);
        corrected.terms = record
            .terms
            .as_deref()
            .map(str::to_owned)
            .or(corrected.terms);
        corrected.reference = record
            .reference
            .as_deref()
            .or(record.po.as_deref())
            .map(str::to_owned)
            .or(corrected.reference);
        corrected.row_hash = Some(plan.hash);
        invoices::amend(&mut work.uow, work.book, &corrected).await?;
        let takes_back = takes_back(plan, known);
        if takes_back {
            take_back(work, known).await?;
        }
        if plan.total != known.total {
            let reason = "the imported row has another amount".to_owned();
            ledger::correct_total(work, known, plan.total - known.total, reason).await?;
        }
        if left > open {
            let entries = match record.settled {
                None if takes_back && open == 0 => self
                    .settled_before(work, party.id, plan, known.id, issued)
                    .map(|entry| vec![entry]),
                on => {
                    let on = (on.unwrap_or(work.today), issued);
                    let known_by = unused(work, document(plan, open)).await?;
                    let paid = self.pay(work, party.id, plan, known.id, left - open, on);
                    paid.map(|[payment, allocation]| {
                        vec![payment.with_document(known_by), allocation]
                    })
                }
            }
            .map_err(refused)?;
            post(work, &entries).await?;
        }
        self.correct_dispute(work, party.id, plan, known).await?;
        accounts::touch(&mut work.uow, work.book, party.id, Some(plan.currency)).await?;
        let money = |minor| Money::new(minor, plan.currency);
        let details = serde_json::json!({
            "number": record.number,
            "before": { "total": money(known.total), "open": money(known.open), "issued": known.issued, "due": known.due, "terms": known.terms },
            "after": { "total": money(plan.total), "open": money(open), "issued": issued, "due": corrected.due, "terms": corrected.terms },
        });
        work.journal(party.id, "invoice-corrected", &details)
    }

    /// Opens the dispute that a row newly speaks of, or settles one that it says is over.
    async fn correct_dispute(
        &mut self,
        work: &mut Work,
        customer: CustomerId,
        plan: &Planned,
        known: &Invoice,
    ) -> Result<()> {
        let open: Vec<Dispute> = of_invoice(work, customer, known.id)
            .await?
            .into_iter()
            .filter(|dispute| dispute.is_open(work.today))
            .collect();
        match (plan.disputed, plan.row.record.disputed) {
            (Some(amount), _) if open.is_empty() => {
                let dispute = self.dispute(work, plan, known.id, amount, work.today);
                note_dispute(work, customer, plan, &dispute)?;
                let row = DisputeRow {
                    customer,
                    dispute,
                    resolution: None,
                };
                disputes::insert(&mut work.uow, work.book, &row).await?;
                self.report.disputes.new += 1;
            }
            (None, Some(false)) => {
                for mut dispute in open {
                    let why = "no longer disputed in the imported file";
                    (dispute.resolved_on, dispute.reason) = (Some(work.today), why.to_owned());
                    note_dispute(work, customer, plan, &dispute)?;
                    disputes::resolve(
                        &mut work.uow,
                        work.book,
                        customer,
                        dispute.id,
                        Some((work.today, why)),
                    )
                    .await?;
                    self.report.disputes.changed += 1;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// A document that no payment is known by yet: one that came back and came in again is another payment.
async fn unused(work: &mut Work, document: String) -> Result<String> {
    let mut unused = document.clone();
    for count in 2.. {
        let known = known_documents(work, EntryKind::Payment, &[&unused]).await?;
        if known.is_empty() {
            break;
        }
        unused = format!("{document} ({count})");
    }
    Ok(unused)
}

/// Takes back that an invoice was settled before the ledger knew of it, on the day on which that counted.
async fn take_back(work: &mut Work, known: &Invoice) -> Result<()> {
    let history = entries::of_invoice(&mut work.uow, work.book, known.id).await?;
    let is_undone = |entry: &Entry| {
        let mut others = history.iter();
        others.any(|other| other.entry.reverses == Some(entry.id))
    };
    let mut made = Vec::new();
    for entry in history.iter().map(|row| &row.entry) {
        if !entry.is_settled_before() || is_undone(entry) {
            continue;
        }
        let why = Some("the imported file says more about it".to_owned());
        let reversal = entry
            .reversed(stamp(work, entry.date, entry.currency))
            .map_err(refused)?
            .because(None, why);
        made.push(NewEntry::of(known.customer, reversal));
    }
    post(work, &made).await
}
