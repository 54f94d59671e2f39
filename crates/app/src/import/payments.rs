//! Rows that are payments. A payment that names a known invoice is set against it; one that names
//! none, or one that is not known, is kept unapplied and holds contact until it is matched.

use std::collections::{HashMap, HashSet};

use dunwell_core::currency::Currency;
use dunwell_core::id::CustomerId;
use dunwell_core::ledger::{Entry, EntryKind, Stamp};
use dunwell_core::money::Money;
use dunwell_core::sentence::Sentence;
use dunwell_formats::Payment as Record;
use dunwell_store::entries;
use dunwell_store::invoices::{self, Invoice};

use super::parties::Said;
use super::{Import, Row, Wrong};
use crate::error::Result;
use crate::funnel::Work;
use crate::ledger::{NewEntry, Source, allocations, post, refused};

impl Import<'_> {
    pub(super) async fn payments(
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
        let mut said: HashMap<&str, Said<'_>> = HashMap::new();
        for record in rows.iter().map(|row| &row.record) {
            if let Some(customer) = record.customer.as_deref() {
                said.entry(customer)
                    .or_default()
                    .name(record.name.as_deref());
            }
        }
        let parties = self.parties(work, &said).await?;
        let documents = documents(&rows);
        let texts: Vec<&str> = documents.iter().map(String::as_str).collect();
        let known = known_documents(work, EntryKind::Payment, &texts).await?;

        let mut lines: Vec<(CustomerId, serde_json::Value)> = Vec::new();
        let mut unmatched = 0_u64;
        let mut posted = Vec::new();
        for (row, document) in rows.iter().zip(&documents) {
            let record = &row.record;
            if known.contains(document) {
                self.report.payments.unchanged += 1;
                continue;
            }
            let invoice = record
                .invoice
                .as_deref()
                .and_then(|number| named.get(number));
            let party = record
                .customer
                .as_deref()
                .and_then(|number| parties.get(number));
            let customer = match (party, invoice) {
                (Some(party), Some(invoice)) if party.id != invoice.customer => {
                    let why = Sentence::new(
                        "row.another-customer-s-invoice",
                        "the invoice belongs to another customer than the one that the row names",
                    );
                    wrong.push(row.wrong("invoice", invoice.number.clone(), why));
                    continue;
                }
                (Some(party), _) => party.id,
                (None, Some(invoice)) => invoice.customer,
                (None, None) => {
                    let why = Sentence::new(
                        "row.whose-money",
                        "the row names neither a customer nor an invoice that is known; one of them is needed to know whose money it is",
                    );
                    let named = record.invoice.as_deref().unwrap_or_default();
                    wrong.push(row.wrong("customer", named, why));
                    continue;
                }
            };
            let currency = record
                .currency
                .or(invoice.map(|invoice| invoice.currency))
                .unwrap_or_else(|| self.currency(None));
            let amount = match Self::amount(row, "amount", record.amount, currency) {
                Ok(amount) if amount.is_positive() => amount,
                Ok(amount) => {
                    let why = Sentence::new(
                        "row.payment-of-nothing",
                        "a payment is above zero; money that was given back is recorded with: dunwell record reversal",
                    );
                    wrong.push(row.wrong("amount", amount.to_decimal_string(), why));
                    continue;
                }
                Err(problem) => {
                    wrong.push(problem);
                    continue;
                }
            };
            if let Some(invoice) = invoice
                && invoice.currency != currency
            {
                let why = Sentence::new("row.invoice-in", "invoice {invoice} is in {currency}")
                    .with("invoice", &invoice.number)
                    .with("currency", invoice.currency);
                wrong.push(row.wrong("currency", currency.to_string(), why));
                continue;
            }
            let stamp = Stamp {
                id: work.ids.entry(),
                date: record.date,
                currency,
            };
            let payment = Entry::payment(stamp, amount.minor())
                .map_err(refused)?
                .because(record.reference.as_deref().map(str::to_owned), None);
            let source = Source {
                entry: payment.id,
                customer,
                date: record.date,
                currency,
                amount: amount.minor(),
                is_payment: true,
            };
            posted.push(NewEntry::of(customer, payment).with_document(document.clone()));
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
            unmatched += u64::from(left > 0);
            self.report.payments.new += 1;
            lines.push((customer, serde_json::json!({
                "date": record.date, "amount": amount, "invoice": number, "reference": record.reference,
                "unapplied": Money::new(left, currency),
            })));
        }
        post(work, &posted).await?;
        for (customer, details) in lines {
            work.journal(customer, "payment-imported", &details)?;
        }
        work.write_journal().await?;
        if unmatched > 0 {
            self.report.notes.push(
                Sentence::new(
                    "note.unmatched",
                    "{count} payments are not or not wholly matched to an invoice; they are kept unapplied, and hold contact for what they may cover",
                )
                .with("count", unmatched),
            );
        }
        Ok(wrong)
    }
}

/// The invoices with these numbers, by number.
pub(super) async fn invoices_by_number(
    work: &mut Work,
    numbers: &[&str],
) -> Result<HashMap<String, Invoice>> {
    let mut unique = numbers.to_vec();
    unique.sort_unstable();
    unique.dedup();
    let found = invoices::by_numbers(&mut work.uow, work.book, &unique).await?;
    Ok(found
        .into_iter()
        .map(|invoice| (invoice.number.clone(), invoice))
        .collect())
}

/// Which of these documents came in before.
pub(super) async fn known_documents(
    work: &mut Work,
    kind: EntryKind,
    documents: &[&str],
) -> Result<HashSet<String>> {
    let found = entries::by_documents(&mut work.uow, work.book, kind, documents).await?;
    Ok(found.into_iter().filter_map(|row| row.document).collect())
}

/// How a document begins that is made from what a row says.
const OF_ROW: &str = "row ";

/// A document as people know it: none where it was only made from a row, to tell it from others.
pub(crate) fn known_to_people(document: Option<String>) -> Option<String> {
    document.filter(|document| !document.starts_with(OF_ROW))
}

/// What tells one payment from another: everything in its row, and how many rows before it say the
/// same, because two equal payments on one day are two payments.
fn documents(rows: &[Row<Record>]) -> Vec<String> {
    let mut seen: HashMap<String, u32> = HashMap::with_capacity(rows.len());
    rows.iter()
        .map(|row| {
            let record = &row.record;
            let text = |part: &Option<Box<str>>| part.as_deref().unwrap_or_default().to_owned();
            let currency = record.currency.map_or("", Currency::code);
            let content = [
                text(&record.customer),
                record.date.to_string(),
                record.amount.normalized().to_string(),
                currency.to_owned(),
                text(&record.invoice),
                text(&record.reference),
            ]
            .join("\u{1f}");
            let count = seen.entry(content.clone()).or_insert(0);
            *count += 1;
            format!(
                "{OF_ROW}{} {count}",
                &blake3::hash(content.as_bytes()).to_hex()[..24]
            )
        })
        .collect()
}
