//! Rows that are disputes, each about a known invoice.

use dunwell_core::dispute::Dispute;
use dunwell_core::id::{CustomerId, InvoiceId};
use dunwell_core::money::Money;
use dunwell_core::sentence::Sentence;
use dunwell_formats::Dispute as Record;
use dunwell_store::disputes::{self, DisputeRow};

use super::payments::invoices_by_number;
use super::{Import, Row, Wrong};
use crate::error::Result;
use crate::funnel::Work;

impl Import<'_> {
    pub(super) async fn disputes(
        &mut self,
        work: &mut Work,
        rows: Vec<Row<Record>>,
    ) -> Result<Vec<Wrong>> {
        let mut wrong = Vec::new();
        let numbers: Vec<&str> = rows.iter().map(|row| &*row.record.invoice).collect();
        let named = invoices_by_number(work, &numbers).await?;
        for row in &rows {
            let record = &row.record;
            let Some(invoice) = named.get(&*record.invoice) else {
                let why = Sentence::new(
                    "row.no-invoice",
                    "there is no invoice of this number; import the invoices first",
                );
                wrong.push(row.wrong("invoice", record.invoice.to_string(), why));
                continue;
            };
            let amount = match record
                .amount
                .map(|amount| Self::amount(row, "amount", amount, invoice.currency))
            {
                None => None,
                Some(Ok(amount)) if amount.is_positive() && amount.minor() <= invoice.total => {
                    Some(amount.minor())
                }
                Some(Ok(amount)) => {
                    let why = Sentence::new(
                        "row.disputed-amount",
                        "a disputed amount lies above zero and up to the invoice's {total}",
                    )
                    .with("total", Money::new(invoice.total, invoice.currency));
                    wrong.push(row.wrong("amount", amount.to_decimal_string(), why));
                    continue;
                }
                Some(Err(problem)) => {
                    wrong.push(problem);
                    continue;
                }
            };
            let opened_on = record.opened.unwrap_or(work.today);
            if let Some(resolved) = record.resolved
                && resolved < opened_on
            {
                let why = Sentence::new(
                    "row.opened-later",
                    "the dispute was opened on {opened}, later than this",
                )
                .with("opened", opened_on);
                wrong.push(row.wrong("resolved", resolved.to_string(), why));
                continue;
            }
            let reason = record
                .reason
                .as_deref()
                .unwrap_or("disputed in the imported file")
                .to_owned();
            // The same dispute is known by its invoice, its first day and its amount.
            let standing = of_invoice(work, invoice.customer, invoice.id).await?;
            let same = standing.iter().find(|other| {
                other.opened_on == opened_on
                    && other.amount == amount.filter(|amount| *amount < invoice.total)
            });
            match (same, record.resolved) {
                (Some(known), Some(resolved)) if known.resolved_on.is_none() => {
                    disputes::resolve(
                        &mut work.uow,
                        work.book,
                        invoice.customer,
                        known.id,
                        Some((resolved, &reason)),
                    )
                    .await?;
                    self.report.disputes.changed += 1;
                }
                (Some(_), _) => {
                    self.report.disputes.unchanged += 1;
                    continue;
                }
                (None, resolved_on) => {
                    let dispute = Dispute {
                        id: work.ids.dispute(),
                        invoice: invoice.id,
                        opened_on,
                        amount: amount.filter(|amount| *amount < invoice.total),
                        resolved_on,
                        reason: reason.clone(),
                    };
                    let row = DisputeRow {
                        customer: invoice.customer,
                        dispute,
                        resolution: None,
                    };
                    disputes::insert(&mut work.uow, work.book, &row).await?;
                    self.report.disputes.new += 1;
                }
            }
            let details = serde_json::json!({
                "invoice": invoice.number, "opened": opened_on, "resolved": record.resolved, "reason": reason,
                "amount": amount.map(|amount| Money::new(amount, invoice.currency)),
            });
            work.journal(invoice.customer, "dispute-imported", &details)?;
        }
        work.write_journal().await?;
        Ok(wrong)
    }
}

/// The disputes about one invoice.
pub(super) async fn of_invoice(
    work: &mut Work,
    customer: CustomerId,
    invoice: InvoiceId,
) -> Result<Vec<Dispute>> {
    let all = disputes::of_customer(&mut work.uow, work.book, customer).await?;
    Ok(all
        .into_iter()
        .map(|row| row.dispute)
        .filter(|dispute| dispute.invoice == invoice)
        .collect())
}
