//! Rows about invoices that are known: what they say otherwise is a correction on record.

use dunwell_core::dispute::Dispute;
use dunwell_core::id::CustomerId;
use dunwell_core::money::Money;
use dunwell_core::sentence::Sentence;
use dunwell_store::accounts;
use dunwell_store::disputes::{self, DisputeRow};
use dunwell_store::invoices::{self, Invoice};

use super::plan::Planned;
use crate::error::Result;
use crate::funnel::Work;
use crate::import::disputes::of_invoice;
use crate::import::parties::Party;
use crate::import::{Import, Wrong};
use crate::ledger::{self, post, refused};

impl Import<'_> {
    /// Corrects a known invoice: another amount is a correcting entry, money that the row says was
    /// paid is a payment, other dates and texts replace the old ones; all of it is in the journal.
    pub(super) async fn correct(
        &mut self,
        work: &mut Work,
        party: &Party,
        plan: &Planned,
        known: &Invoice,
    ) -> Result<Result<(), Box<Wrong>>> {
        let record = &plan.row.record;
        if known.customer != party.id {
            let why = Sentence::new(
                "row.known-as-another-s",
                "invoice {invoice} is known as another customer's; credit it there and issue it under a new number",
            )
            .with("invoice", &record.number);
            let wrong = plan.row.wrong("customer", record.customer.to_string(), why);
            return Ok(Err(Box::new(wrong)));
        }
        if known.currency != plan.currency {
            let why = Sentence::new(
                "row.known-in",
                "invoice {invoice} is known in {currency}; an invoice keeps its currency",
            )
            .with("invoice", &record.number)
            .with("currency", known.currency);
            let wrong = plan.row.wrong("currency", plan.currency.to_string(), why);
            return Ok(Err(Box::new(wrong)));
        }
        // Charges are the ledger's own: the file says what is open of the invoice itself.
        let corrected_open = known.principal() + plan.total - known.total;
        if plan.open > corrected_open.max(0) {
            let why = Sentence::new(
                "row.less-is-open",
                "the ledger has only {open} open, because of payments or credits that the file does not know; if one of them was returned, record its reversal",
            )
            .with("open", Money::new(corrected_open.max(0), plan.currency));
            let open = Money::new(plan.open, plan.currency).to_decimal_string();
            return Ok(Err(Box::new(plan.row.wrong("open", open, why))));
        }
        let (issued, instalments) = match self.schedule(party, plan) {
            Ok(schedule) => schedule,
            Err(problem) => return Ok(Err(problem)),
        };
        let mut corrected = known.clone();
        corrected.issued = issued;
        corrected.due = instalments[0].due;
        corrected.total = plan.total;
        let single = instalments.len() == 1 && instalments[0].discount.is_none();
        corrected.schedule = (!single).then_some(instalments);
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
        if plan.total != known.total {
            let reason = "the imported row has another amount".to_owned();
            ledger::correct_total(work, known, plan.total - known.total, reason).await?;
        }
        let paid = corrected_open.max(0) - plan.open;
        if paid > 0 {
            let on = record.settled.unwrap_or(work.today);
            let entries = self
                .pay(work, party.id, plan, known.id, paid, on)
                .map_err(refused)?;
            post(work, &entries).await?;
        }
        self.correct_dispute(work, party.id, plan, known).await?;
        accounts::touch(&mut work.uow, work.book, party.id, Some(plan.currency)).await?;
        let details = serde_json::json!({
            "number": record.number,
            "before": { "total": known.total, "open": known.open, "issued": known.issued, "due": known.due, "terms": known.terms },
            "after": { "total": plan.total, "open": plan.open, "issued": issued, "due": corrected.due, "terms": corrected.terms },
        });
        work.journal(party.id, "invoice-corrected", &details)?;
        Ok(Ok(()))
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
                let row = DisputeRow {
                    customer,
                    dispute,
                    resolution: None,
                };
                disputes::insert(&mut work.uow, work.book, &row).await?;
                self.report.disputes.new += 1;
            }
            (None, Some(false)) => {
                for dispute in open {
                    let why = "no longer disputed in the imported file";
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
