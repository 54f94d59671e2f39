//! Rows that are credit notes. One that names a known invoice is set against it; what it exceeds the
//! invoice by, or one that names none, is kept as the customer's credit.

use std::collections::HashMap;

use dunwell_core::ledger::{Entry, EntryKind, Stamp};
use dunwell_core::money::Money;
use dunwell_core::sentence::Sentence;
use dunwell_formats::CreditNote as Record;

use super::parties::Said;
use super::payments::{invoices_by_number, known_documents};
use super::{Import, Row, Wrong};
use crate::error::Result;
use crate::funnel::Work;
use crate::ledger::{NewEntry, Source, allocations, post, refused};

impl Import<'_> {
    pub(super) async fn credit_notes(
        &mut self,
        work: &mut Work,
        rows: Vec<Row<Record>>,
    ) -> Result<Vec<Wrong>> {
        let mut wrong = Vec::new();
        let numbers: Vec<&str> = rows
            .iter()
            .filter_map(|row| row.record.invoice.as_deref())
            .collect();
        let mut named = invoices_by_number(work, &numbers).await?;
        let said: HashMap<&str, Said<'_>> = rows
            .iter()
            .map(|row| (&*row.record.customer, Said::default()))
            .collect();
        let parties = self.parties(work, &said).await?;
        let own: Vec<&str> = rows.iter().map(|row| &*row.record.number).collect();
        let mut known = known_documents(work, EntryKind::CreditNote, &own).await?;

        let mut posted = Vec::new();
        for row in &rows {
            let record = &row.record;
            let invoice = record
                .invoice
                .as_deref()
                .and_then(|number| named.get(number));
            let currency = record
                .currency
                .or(invoice.map(|invoice| invoice.currency))
                .unwrap_or_else(|| self.currency(None));
            if known.contains(&*record.number) {
                self.report.credit_notes.unchanged += 1;
                continue;
            }
            // Some systems write a credit as a negative amount; the sign says nothing here.
            let amount = match Self::amount(row, "amount", record.amount, currency).map(Money::abs)
            {
                Ok(Ok(amount)) if !amount.is_zero() => amount,
                Ok(_) => {
                    let why = Sentence::new(
                        "row.credit-note-of-nothing",
                        "a credit note of nothing changes nothing; give its amount",
                    );
                    wrong.push(row.wrong("amount", record.amount.to_string(), why));
                    continue;
                }
                Err(problem) => {
                    wrong.push(problem);
                    continue;
                }
            };
            let customer = parties[&*record.customer].id;
            if let Some(invoice) = invoice
                && (invoice.customer != customer || invoice.currency != currency)
            {
                let why = Sentence::new(
                    "row.another-invoice",
                    "the invoice is another customer's or in another currency ({currency})",
                )
                .with("currency", invoice.currency);
                wrong.push(row.wrong("invoice", invoice.number.clone(), why));
                continue;
            }
            let stamp = Stamp {
                id: work.ids.entry(),
                date: record.date,
                currency,
            };
            let reference = record.reference.as_deref().map(str::to_owned);
            let credit = Entry::credit_note(stamp, amount.minor())
                .map_err(refused)?
                .because(reference, None);
            let source = Source {
                entry: credit.id,
                customer,
                date: record.date,
                currency,
                amount: amount.minor(),
                is_payment: false,
            };
            posted.push(NewEntry::of(customer, credit).with_document(record.number.to_string()));
            let number = invoice.map(|invoice| invoice.number.clone());
            let (parts, left) = allocations(
                work,
                source,
                invoice.map(std::slice::from_ref).unwrap_or_default(),
                &posted,
            )
            .await?;
            if let Some(invoice) = number.as_deref().and_then(|number| named.get_mut(number)) {
                invoice.open += parts
                    .iter()
                    .map(|part| part.entry.invoice_effect)
                    .sum::<i64>();
            }
            posted.extend(parts);
            known.insert(record.number.to_string());
            self.report.credit_notes.new += 1;
            let details = serde_json::json!({
                "number": record.number, "date": record.date, "amount": amount, "invoice": number,
                "unapplied": Money::new(left, currency),
            });
            work.journal(customer, "credit-note-imported", &details)?;
        }
        post(work, &posted).await?;
        work.write_journal().await?;
        Ok(wrong)
    }
}
