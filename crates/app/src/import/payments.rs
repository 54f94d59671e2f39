//! Rows that are payments. A payment that names a known invoice is set against it; one that names
//! none, or one that is not known, is kept unapplied and holds contact until it is matched.

use std::collections::{HashMap, HashSet};

use dunwell_core::currency::Currency;
use dunwell_core::id::CustomerId;
use dunwell_core::ledger::{Entry, EntryKind, Stamp};
use dunwell_core::money::Money;
use dunwell_core::sentence::Sentence;
use dunwell_formats::Payment as Record;
use dunwell_store::customers::Customer;
use dunwell_store::entries;
use dunwell_store::invoices::{self, Invoice};
use jiff::civil::Date;

use super::parties::Said;
use super::{Import, Row, Wrong, has_come};
use crate::error::Result;
use crate::funnel::Work;
use crate::ledger::{NewEntry, Source, allocations, post, refused};

/// A payment that can be taken: what it is, and whose.
struct Good<'r> {
    record: &'r Record,
    document: &'r str,
    /// Whose it is, where the row does not name the customer.
    of_invoice: Option<CustomerId>,
    amount: Money,
}

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
        let numbers = rows.iter().filter_map(|row| row.record.customer.as_deref());
        let customers = self.known_customers(work, numbers).await?;
        let documents = documents(&rows);
        let texts: Vec<&str> = documents.iter().map(String::as_str).collect();
        let known = known_documents(work, EntryKind::Payment, &texts).await?;

        // Only rows that come in say anything about customers, so all that can be wrong is found first.
        let mut said: HashMap<&str, Said<'_>> = HashMap::new();
        let mut good = Vec::with_capacity(rows.len());
        for (row, document) in rows.iter().zip(&documents) {
            let record = &row.record;
            if known.contains(document) {
                self.report.payments.unchanged += 1;
            } else {
                match self.payment(row, document, &named, &customers, work.today) {
                    Ok(payment) => good.push(payment),
                    Err(problem) => {
                        wrong.push(*problem);
                        continue;
                    }
                }
            }
            if let Some(customer) = record.customer.as_deref() {
                said.entry(customer)
                    .or_default()
                    .name(record.name.as_deref());
            }
        }
        let parties = self.parties(work, &said, &customers).await?;

        let mut lines: Vec<(CustomerId, serde_json::Value)> = Vec::new();
        let mut unmatched = 0_u64;
        let mut posted = Vec::new();
        for payment in good {
            let Good { record, amount, .. } = payment;
            let named_customer = record.customer.as_deref();
            let party = named_customer.and_then(|number| parties.get(number));
            let Some(customer) = party.map(|party| party.id).or(payment.of_invoice) else {
                continue;
            };
            let currency = amount.currency();
            let invoice = record
                .invoice
                .as_deref()
                .and_then(|number| named.get(number));
            let stamp = Stamp {
                id: work.ids.entry(),
                date: record.date,
                currency,
            };
            let entry = Entry::payment(stamp, amount.minor())
                .map_err(refused)?
                .because(reference(&record.reference, &record.invoice, invoice), None);
            let source = Source {
                entry: entry.id,
                customer,
                date: record.date,
                currency,
                amount: amount.minor(),
                is_payment: true,
            };
            posted.push(NewEntry::of(customer, entry).with_document(payment.document.to_owned()));
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

    /// The payment of a row, or why it cannot be taken.
    fn payment<'r>(
        &self,
        row: &'r Row<Record>,
        document: &'r str,
        named: &HashMap<String, Invoice>,
        customers: &HashMap<String, Customer>,
        today: Date,
    ) -> Result<Good<'r>, Box<Wrong>> {
        let record = &row.record;
        has_come(row, "date", Some(record.date), today)?;
        let invoice = record
            .invoice
            .as_deref()
            .and_then(|number| named.get(number));
        match (record.customer.as_deref(), invoice) {
            (Some(number), Some(invoice))
                if customers.get(number).map(|customer| customer.id) != Some(invoice.customer) =>
            {
                let why = Sentence::new(
                    "row.another-customer-s-invoice",
                    "the invoice belongs to another customer than the one that the row names",
                );
                return Err(Box::new(row.wrong("invoice", invoice.number.clone(), why)));
            }
            (None, None) => {
                let why = Sentence::new(
                    "row.whose-money",
                    "the row names neither a customer nor an invoice that is known; one of them is needed to know whose money it is",
                );
                let named = record.invoice.as_deref().unwrap_or_default();
                return Err(Box::new(row.wrong("customer", named, why)));
            }
            _ => {}
        }
        let currency = record
            .currency
            .or(invoice.map(|invoice| invoice.currency))
            .unwrap_or_else(|| self.currency(None));
        let amount = Self::amount(row, "amount", record.amount, currency)?;
        if !amount.is_positive() {
            let why = Sentence::new(
                "row.payment-of-nothing",
                "a payment is above zero; money that was given back is recorded with: dunwell record reversal",
            );
            let amount = amount.to_decimal_string();
            return Err(Box::new(row.wrong("amount", amount, why)));
        }
        if let Some(invoice) = invoice
            && invoice.currency != currency
        {
            let why = Sentence::new("row.invoice-in", "invoice {invoice} is in {currency}")
                .with("invoice", &invoice.number)
                .with("currency", invoice.currency);
            let found = currency.to_string();
            return Err(Box::new(row.wrong("currency", found, why)));
        }
        Ok(Good {
            record,
            document,
            of_invoice: invoice.map(|invoice| invoice.customer),
            amount,
        })
    }
}

/// What a document refers to: its own reference, or else the invoice that it names and nobody knows.
pub(super) fn reference(
    own: &Option<Box<str>>,
    names: &Option<Box<str>>,
    known: Option<&Invoice>,
) -> Option<String> {
    let unknown = names.as_deref().filter(|_| known.is_none());
    own.as_deref().or(unknown).map(str::to_owned)
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
