//! Rows that are credit notes. One that names a known invoice is set against it; what it exceeds the
//! invoice by, or one that names none, is kept as the customer's credit.

use std::collections::HashMap;

use dunwell_core::ledger::{Entry, EntryKind, Stamp};
use dunwell_core::money::Money;
use dunwell_core::sentence::Sentence;
use dunwell_formats::CreditNote as Record;
use dunwell_store::customers::Customer;
use dunwell_store::invoices::Invoice;
use jiff::civil::Date;

use super::parties::Said;
use super::payments::{invoices_by_number, known_documents, reference};
use super::{Import, Row, Wrong, has_come};
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
        let numbers = rows.iter().map(|row| &*row.record.customer);
        let customers = self.known_customers(work, numbers).await?;
        let own: Vec<&str> = rows.iter().map(|row| &*row.record.number).collect();
        let mut known = known_documents(work, EntryKind::CreditNote, &own).await?;

        // Only rows that come in say anything about customers, so all that can be wrong is found first.
        let mut said: HashMap<&str, Said<'_>> = HashMap::new();
        let mut good = Vec::with_capacity(rows.len());
        for row in &rows {
            let record = &row.record;
            if known.contains(&*record.number) {
                self.report.credit_notes.unchanged += 1;
            } else {
                match self.credit(row, &named, &customers, work.today) {
                    Ok(amount) => good.push((record, amount)),
                    Err(problem) => {
                        wrong.push(*problem);
                        continue;
                    }
                }
                known.insert(record.number.to_string());
            }
            said.entry(&record.customer).or_default();
        }
        let parties = self.parties(work, &said, &customers).await?;

        let mut posted = Vec::new();
        for (record, amount) in good {
            let customer = parties[&*record.customer].id;
            let currency = amount.currency();
            let invoice = record
                .invoice
                .as_deref()
                .and_then(|number| named.get(number));
            self.noticed.credits_of_nothing_known +=
                u64::from(record.invoice.is_some() && invoice.is_none());
            let stamp = Stamp {
                id: work.ids.entry(),
                date: record.date,
                currency,
            };
            let reference = reference(&record.reference, &record.invoice, invoice);
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
    /// What a row gives, or why it cannot be taken.
    fn credit(
        &self,
        row: &Row<Record>,
        named: &HashMap<String, Invoice>,
        customers: &HashMap<String, Customer>,
        today: Date,
    ) -> Result<Money, Box<Wrong>> {
        let record = &row.record;
        has_come(row, "date", Some(record.date), today)?;
        let invoice = record
            .invoice
            .as_deref()
            .and_then(|number| named.get(number));
        let currency = record
            .currency
            .or(invoice.map(|invoice| invoice.currency))
            .unwrap_or_else(|| self.currency(None));
        // Some systems write a credit as a negative amount; the sign says nothing here.
        let amount = Self::amount(row, "amount", record.amount, currency)?.abs();
        let amount = amount.ok().filter(|amount| !amount.is_zero());
        let Some(amount) = amount else {
            let why = Sentence::new(
                "row.credit-note-of-nothing",
                "a credit note of nothing changes nothing; give its amount",
            );
            let written = record.amount.to_string();
            return Err(Box::new(row.wrong("amount", written, why)));
        };
        let customer = customers.get(&*record.customer).map(|known| known.id);
        if let Some(invoice) = invoice
            && (Some(invoice.customer) != customer || invoice.currency != currency)
        {
            let why = Sentence::new(
                "row.another-invoice",
                "the invoice is another customer's or in another currency ({currency})",
            )
            .with("currency", invoice.currency);
            return Err(Box::new(row.wrong("invoice", invoice.number.clone(), why)));
        }
        Ok(amount)
    }
}
