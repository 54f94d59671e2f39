//! Rows that are invoices. A known invoice is compared with its row: the same row changes nothing,
//! another one is a correction on record.

mod correct;
mod plan;

use std::collections::HashMap;

use dunwell_core::account::PayerFigures;
use dunwell_core::currency::Currency;
use dunwell_core::dates::days_between;
use dunwell_core::dispute::Dispute;
use dunwell_core::id::{CustomerId, InvoiceId};
use dunwell_core::ledger::{Entry, LedgerError, Stamp};
use dunwell_core::money::Money;
use dunwell_core::sentence::Sentence;
use dunwell_formats::Invoice as Record;
use dunwell_store::accounts::{self, AccountDelta};
use dunwell_store::contact_points::ContactKind;
use dunwell_store::customers::Customer;
use dunwell_store::disputes::{self, DisputeRow};
use dunwell_store::entries::{self, EntryRow};
use dunwell_store::invoices::{self, Invoice};
use jiff::civil::Date;

use self::correct::refusal;
use self::plan::{Instalments, Planned};
use super::noticed::Noticed;
use super::parties::{Party, Said};
use super::{Import, Row, Wrong};
use crate::error::Result;
use crate::funnel::Work;
use crate::ledger::NewEntry;

/// How many new invoices are collected before they are written.
const WRITE_INVOICES: usize = 10_000;

/// What some customers of a batch write, collected so that each table is written in one go.
#[derive(Default)]
struct Writes {
    invoices: Vec<Invoice>,
    entries: Vec<EntryRow>,
    disputes: Vec<DisputeRow>,
    deltas: HashMap<(CustomerId, Currency), AccountDelta>,
}

impl Writes {
    /// Writes what was collected, with the notes for the journals, and begins anew.
    async fn write(&mut self, work: &mut Work) -> Result<()> {
        let Writes {
            invoices,
            entries,
            disputes,
            deltas,
        } = std::mem::take(self);
        invoices::put(&mut work.uow, work.book, &invoices).await?;
        entries::put(&mut work.uow, work.book, &entries).await?;
        let mut deltas: Vec<AccountDelta> = deltas.into_values().collect();
        deltas.sort_unstable_by_key(|delta| (delta.customer, delta.currency));
        accounts::put(&mut work.uow, work.book, &deltas).await?;
        for dispute in &disputes {
            disputes::insert(&mut work.uow, work.book, dispute).await?;
        }
        work.write_journal().await
    }
}

/// One line of a customer's journal record about imported invoices.
#[derive(serde::Serialize)]
struct Imported<'a> {
    number: &'a str,
    total: String,
    open: String,
    currency: Currency,
    due: Date,
}

impl Import<'_> {
    pub(super) async fn invoices(
        &mut self,
        work: &mut Work,
        rows: Vec<Row<Record>>,
    ) -> Result<Vec<Wrong>> {
        let mut wrong = Vec::new();
        let mut planned: Vec<Planned> = Vec::with_capacity(rows.len());
        for row in rows {
            match self.plan(row, work.today) {
                Ok(plan) => planned.push(plan),
                Err(problem) => wrong.push(*problem),
            }
        }
        // Sorted by customer, rows are written in the order in which they are kept.
        planned.sort_by(|a, b| a.row.record.customer.cmp(&b.row.record.customer));
        let planned = self.without_doubles(planned, &mut wrong);
        let known = self.known(work, &planned).await?;
        let numbers = planned.iter().map(|plan| &*plan.row.record.customer);
        let customers = self.known_customers(work, numbers).await?;
        // Only rows that come in say anything about their customers, so all that can be wrong is found first.
        let mut good = Vec::with_capacity(planned.len());
        for plan in planned {
            match self.checked(plan, &known, &customers) {
                Ok(plan) => good.push(plan),
                Err(problem) => wrong.push(*problem),
            }
        }
        let mut planned = good;
        let said = said(&planned, !self.first_rows, &mut self.noticed);
        let parties = self.parties(work, &said, &customers).await?;
        drop(said);

        let mut writes = Writes::default();
        let mut from = 0;
        while from < planned.len() {
            let customer = planned[from].row.record.customer.clone();
            let until =
                from + planned[from..].partition_point(|plan| plan.row.record.customer == customer);
            let party = &parties[&*customer];
            self.of_customer(
                work,
                party,
                &mut planned[from..until],
                &known,
                &mut writes,
                &mut wrong,
            )
            .await?;
            if writes.invoices.len() >= WRITE_INVOICES {
                writes.write(work).await?;
            }
            from = until;
        }
        writes.write(work).await?;
        self.first_rows = false;
        Ok(wrong)
    }

    /// Leaves out rows whose number stands in the batch already: the same row twice is one invoice,
    /// two different rows are a problem.
    fn without_doubles(&mut self, planned: Vec<Planned>, wrong: &mut Vec<Wrong>) -> Vec<Planned> {
        let mut first: HashMap<Box<str>, (i64, u64)> = HashMap::with_capacity(planned.len());
        let mut kept = Vec::with_capacity(planned.len());
        for plan in planned {
            let number = &plan.row.record.number;
            match first.get(number) {
                None => {
                    first.insert(number.clone(), (plan.hash, plan.row.line));
                    kept.push(plan);
                }
                Some((hash, _)) if *hash == plan.hash => self.report.invoices.unchanged += 1,
                Some((_, line)) => {
                    let why = Sentence::new(
                        "row.same-number",
                        "line {line} has the same number with other values; each invoice number can stand once",
                    )
                    .with("line", *line);
                    wrong.push(plan.row.wrong("number", number.to_string(), why));
                }
            }
        }
        kept
    }

    async fn known(
        &self,
        work: &mut Work,
        planned: &[Planned],
    ) -> Result<HashMap<String, Invoice>> {
        if self.first_rows {
            return Ok(HashMap::new());
        }
        let numbers: Vec<&str> = planned
            .iter()
            .map(|plan| &*plan.row.record.number)
            .collect();
        let found = invoices::by_numbers(&mut work.uow, work.book, &numbers).await?;
        Ok(found
            .into_iter()
            .map(|invoice| (invoice.number.clone(), invoice))
            .collect())
    }

    /// The row with its schedule, or why it cannot be taken. A row that is known as it is has none.
    fn checked(
        &mut self,
        mut plan: Planned,
        known: &HashMap<String, Invoice>,
        customers: &HashMap<String, Customer>,
    ) -> Result<Planned, Box<Wrong>> {
        let record = &plan.row.record;
        let customer = customers.get(&*record.customer);
        if let Some(invoice) = known.get(&*record.number) {
            if customer.map(|customer| customer.id) != Some(invoice.customer) {
                let why = Sentence::new(
                    "row.known-as-another-s",
                    "invoice {invoice} is known as another customer's; credit it there and issue it under a new number",
                )
                .with("invoice", &record.number);
                let named = record.customer.to_string();
                return Err(Box::new(plan.row.wrong("customer", named, why)));
            }
            if invoice.row_hash == Some(plan.hash) {
                return Ok(plan);
            }
            if let Some(wrong) = refusal(&plan, invoice) {
                return Err(Box::new(wrong));
            }
        }
        let terms = customer.and_then(|customer| customer.terms.as_deref());
        plan.schedule = Some(self.schedule(terms, &plan)?);
        Ok(plan)
    }

    async fn of_customer(
        &mut self,
        work: &mut Work,
        party: &Party,
        planned: &mut [Planned],
        known: &HashMap<String, Invoice>,
        writes: &mut Writes,
        wrong: &mut Vec<Wrong>,
    ) -> Result<()> {
        let mut imported = Vec::new();
        for plan in planned {
            let schedule = plan.schedule.take();
            let plan = &*plan;
            let record = &plan.row.record;
            match (known.get(&*record.number), schedule) {
                (_, None) => self.report.invoices.unchanged += 1,
                (Some(invoice), Some(schedule)) => {
                    self.correct(work, party, plan, schedule, invoice).await?;
                    self.report.invoices.changed += 1;
                }
                (None, Some(schedule)) => match self.add(work, party, plan, schedule, writes) {
                    Ok(due) => {
                        self.report.invoices.new += 1;
                        let open = plan.open.unwrap_or(plan.total);
                        imported.push(Imported {
                            number: &record.number,
                            total: Money::new(plan.total, plan.currency).to_decimal_string(),
                            open: Money::new(open, plan.currency).to_decimal_string(),
                            currency: plan.currency,
                            due,
                        });
                        if let (Some(_), Some(row)) = (plan.disputed, writes.disputes.last()) {
                            note_dispute(work, party.id, plan, &row.dispute)?;
                        }
                    }
                    Err(problem) => wrong.push(*problem),
                },
            }
        }
        if !imported.is_empty() {
            work.journal(party.id, "invoices-imported", &imported)?;
        }
        Ok(())
    }

    /// Adds an invoice that is not known yet; gives its first due date.
    fn add(
        &mut self,
        work: &Work,
        party: &Party,
        plan: &Planned,
        schedule: Instalments,
        writes: &mut Writes,
    ) -> Result<Date, Box<Wrong>> {
        let record = &plan.row.record;
        let Instalments { issued, parts } = schedule;
        let (first, last) = (parts[0].due, parts[parts.len() - 1].due);
        if first < issued {
            self.note_once(Sentence::new(
                "note.due-before-issued",
                "some invoices are due before they were issued; they were taken as they are",
            ));
        }
        let id = work.ids.invoice();
        let stamp = |date| Stamp {
            id: work.ids.entry(),
            date,
            currency: plan.currency,
        };
        let opening =
            Entry::invoice(stamp(issued), id, plan.total).map_err(|e| self.odd(plan, e))?;
        let open = plan.open.unwrap_or(plan.total);
        // What was paid in advance settles the invoice on the day on which it is issued.
        let settled_on = record
            .settled
            .filter(|_| open == 0 && plan.total > 0)
            .map(|on| on.max(issued));
        let mut delta = AccountDelta {
            customer: party.id,
            currency: plan.currency,
            balance: open,
            unapplied: 0,
            unapplied_since: None,
            payer: PayerFigures::default(),
        };
        writes
            .entries
            .push(NewEntry::of(party.id, opening).row(work));
        if plan.total > open && open == 0 && settled_on.is_none() {
            let settled = self
                .settled_before(work, party.id, plan, id, issued)
                .map_err(|e| self.odd(plan, e))?;
            writes.entries.push(settled.row(work));
        } else if plan.total > open {
            let on = record.settled.unwrap_or(work.today);
            let [payment, allocation] = self
                .pay(work, party.id, plan, id, plan.total - open, (on, issued))
                .map_err(|e| self.odd(plan, e))?;
            let payment = payment.with_document(document(plan, open));
            writes
                .entries
                .extend([payment.row(work), allocation.row(work)]);
            if let Some(settled) = settled_on {
                delta.payer.paid_invoices = 1;
                delta.payer.days_late_sum = i64::from(days_between(last, settled));
            }
        }
        if let Some(amount) = plan.disputed {
            let dispute = self.dispute(work, plan, id, amount, issued);
            writes.disputes.push(DisputeRow {
                customer: party.id,
                dispute,
                resolution: None,
            });
            self.report.disputes.new += 1;
        }
        let single = parts.len() == 1 && parts[0].discount.is_none();
        writes.invoices.push(Invoice {
            customer: party.id,
            id,
            number: record.number.to_string(),
            currency: plan.currency,
            issued,
            due: first,
            total: plan.total,
            open,
            charges: 0,
            schedule: (!single).then_some(parts),
            terms: record.terms.as_deref().map(str::to_owned),
            reference: record
                .reference
                .as_deref()
                .or(record.po.as_deref())
                .map(str::to_owned),
            settled_on,
            row_hash: Some(plan.hash),
            recharge: false,
        });
        let known = writes
            .deltas
            .entry((party.id, plan.currency))
            .or_insert(AccountDelta {
                balance: 0,
                payer: PayerFigures::default(),
                ..delta
            });
        known.balance += delta.balance;
        known.payer.paid_invoices += delta.payer.paid_invoices;
        known.payer.days_late_sum += delta.payer.days_late_sum;
        Ok(first)
    }

    /// What closes an invoice of which the file does not say when it was paid.
    fn settled_before(
        &mut self,
        work: &Work,
        customer: CustomerId,
        plan: &Planned,
        invoice: InvoiceId,
        issued: Date,
    ) -> Result<NewEntry, LedgerError> {
        let stamp = Stamp {
            id: work.ids.entry(),
            date: issued,
            currency: plan.currency,
        };
        let why = "it was closed in the imported file, which does not say when it was paid";
        let entry = Entry::settled_before(stamp, invoice, plan.total)?;
        self.noticed.settled_before += 1;
        let entry = entry.because(None, Some(why.to_owned()));
        Ok(NewEntry::of(customer, entry))
    }

    /// The payment that a settled or part-paid row brings along on a day, and its allocation, which counts
    /// from no day before the invoice was issued.
    fn pay(
        &mut self,
        work: &Work,
        customer: CustomerId,
        plan: &Planned,
        invoice: InvoiceId,
        amount: i64,
        (on, issued): (Date, Date),
    ) -> Result<[NewEntry; 2], LedgerError> {
        let stamp = |date| Stamp {
            id: work.ids.entry(),
            date,
            currency: plan.currency,
        };
        let payment = Entry::payment(stamp(on), amount)?;
        let allocation = Entry::allocation(stamp(on.max(issued)), payment.id, invoice, amount)?;
        self.report.payments.new += 1;
        Ok([
            NewEntry::of(customer, payment),
            NewEntry::of(customer, allocation),
        ])
    }

    fn dispute(
        &self,
        work: &Work,
        plan: &Planned,
        invoice: InvoiceId,
        amount: i64,
        opened_on: Date,
    ) -> Dispute {
        Dispute {
            id: work.ids.dispute(),
            invoice,
            opened_on,
            amount: (amount < plan.total).then_some(amount),
            resolved_on: plan.row.record.settled,
            reason: "disputed in the imported file".to_owned(),
        }
    }

    fn odd(&self, plan: &Planned, error: LedgerError) -> Box<Wrong> {
        let amount = plan.row.record.amount.to_string();
        Box::new(plan.row.wrong("amount", amount, error.into()))
    }
}

/// What the payment that a row brings along is known by.
fn document(plan: &Planned, open: i64) -> String {
    format!("invoice {}, open {open}", plan.row.record.number)
}

/// Notes a dispute that a row brings along in the customer's journal.
fn note_dispute(
    work: &mut Work,
    customer: CustomerId,
    plan: &Planned,
    dispute: &Dispute,
) -> Result<()> {
    let details = serde_json::json!({
        "invoice": plan.row.record.number, "opened": dispute.opened_on, "resolved": dispute.resolved_on,
        "reason": dispute.reason, "amount": dispute.amount.map(|amount| Money::new(amount, plan.currency)),
    });
    work.journal(customer, "dispute-imported", &details)
}

/// What the rows say about their customers. The rows are in the order of the customers.
///
/// A customer of whom a later file brings the first invoice is new on its day. The first file of a
/// book says nothing about that: its customers were there before the book was.
fn said<'r>(
    planned: &'r [Planned],
    dates_customers: bool,
    noticed: &mut Noticed,
) -> HashMap<&'r str, Said<'r>> {
    let mut all: HashMap<&str, Said<'_>> = HashMap::new();
    for plan in planned {
        let record = &plan.row.record;
        let said = all.entry(&record.customer).or_default();
        said.name(record.name.as_deref());
        said.country = said.country.or(record.country.as_deref());
        said.language = said.language.or(record.language.as_deref());
        if dates_customers {
            said.since(record.issued.or(record.due));
        }
        said.emails(record.email.as_deref(), plan.row.line, noticed);
        said.point(ContactKind::Phone, record.phone.as_deref());
    }
    all
}
