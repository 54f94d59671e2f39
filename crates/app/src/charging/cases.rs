//! Invoices with everything that a charge on them rests on.

use std::collections::{BTreeSet, HashMap};

use dunwell_core::charge::{AcceptedTerms, Charge, Claim};
use dunwell_core::dispute::Dispute;
use dunwell_core::id::{BookId, CustomerId, InvoiceId};
use dunwell_core::invoice::Instalment;
use dunwell_core::ledger::Entry;
use dunwell_core::packs::Debtor;
use dunwell_store::invoices::{self, Invoice};
use dunwell_store::{Uow, charges, customers, disputes, entries, terms_acceptances};
use jiff::civil::Date;

use crate::error::{AppError, Result};

/// An invoice with everything that a charge on it rests on.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// The invoice.
    pub(crate) invoice: Invoice,
    /// Its instalments.
    pub(crate) instalments: Vec<Instalment>,
    /// All its entries.
    pub(crate) entries: Vec<Entry>,
    /// All its charges, undone ones included.
    pub(crate) made: Vec<Charge>,
    /// The customer's disputes about it, resolved ones included.
    pub(crate) disputes: Vec<Dispute>,
    /// What kind of debtor the customer is.
    pub(crate) debtor: Debtor,
    /// The terms that the customer accepted.
    pub(crate) terms: Vec<AcceptedTerms>,
}

impl Case {
    /// The case as the rules look at it.
    pub(crate) fn claim(&self) -> Claim<'_> {
        Claim {
            invoice: self.invoice.id,
            currency: self.invoice.currency,
            instalments: &self.instalments,
            entries: &self.entries,
            made: &self.made,
            disputes: &self.disputes,
        }
    }

    /// The day on which an instalment is due.
    pub(crate) fn due(&self, instalment: u16) -> Option<Date> {
        let place = usize::from(instalment).checked_sub(1)?;
        self.instalments.get(place).map(|part| part.due)
    }

    /// The principal that is open on an instalment, in minor units.
    pub(crate) fn principal(&self, instalment: u16) -> i64 {
        let parts = self.invoice.open_parts();
        let place = usize::from(instalment).checked_sub(1);
        let part = place.and_then(|place| parts.get(place));
        part.map_or(0, |part| part.open - part.charges)
    }

    /// The instalments whose due date lies before a day.
    pub(crate) fn late_instalments(&self, on: Date) -> impl Iterator<Item = u16> {
        (1..)
            .zip(&self.instalments)
            .filter(move |(_, part)| part.due < on)
            .map(|(number, _)| number)
    }
}

/// Cases by their invoices.
#[derive(Debug, Default)]
pub(crate) struct Cases {
    by_invoice: HashMap<InvoiceId, Case>,
}

impl Cases {
    /// Loads the cases of several invoices, with one query for each kind of thing.
    ///
    /// # Errors
    /// When the database fails, or a customer is missing.
    pub(crate) async fn load(uow: &mut Uow, book: BookId, ids: &[InvoiceId]) -> Result<Cases> {
        if ids.is_empty() {
            return Ok(Cases::default());
        }
        let found = invoices::by_ids(uow, book, ids).await?;
        let people: BTreeSet<CustomerId> = found.iter().map(|invoice| invoice.customer).collect();
        let people: Vec<CustomerId> = people.into_iter().collect();
        let debtors: HashMap<CustomerId, Debtor> = customers::by_ids(uow, book, &people)
            .await?
            .into_iter()
            .map(|customer| (customer.id, customer.kind))
            .collect();
        let mut terms: HashMap<CustomerId, Vec<AcceptedTerms>> = HashMap::new();
        for row in terms_acceptances::of_customers(uow, book, &people).await? {
            terms.entry(row.customer).or_default().push(row.terms);
        }
        let mut by_invoice = HashMap::with_capacity(found.len());
        for invoice in found {
            let debtor = debtors.get(&invoice.customer).copied();
            let debtor = debtor.ok_or_else(|| AppError::Damaged {
                what: format!("invoice {}", invoice.number),
                why: "its customer is missing".to_owned(),
            })?;
            let case = Case {
                instalments: invoice.instalments(),
                entries: Vec::new(),
                made: Vec::new(),
                disputes: Vec::new(),
                debtor,
                terms: terms.get(&invoice.customer).cloned().unwrap_or_default(),
                invoice,
            };
            by_invoice.insert(case.invoice.id, case);
        }
        let mut cases = Cases { by_invoice };
        for row in entries::of_invoices(uow, book, ids).await? {
            if let Some(case) = row.entry.invoice.and_then(|id| cases.get_mut(id)) {
                case.entries.push(row.entry);
            }
        }
        for row in charges::of_invoices(uow, book, ids).await? {
            if let Some(case) = cases.get_mut(row.charge.invoice) {
                case.made.push(row.charge);
            }
        }
        for row in disputes::of_customers(uow, book, &people).await? {
            if let Some(case) = cases.get_mut(row.dispute.invoice) {
                case.disputes.push(row.dispute);
            }
        }
        Ok(cases)
    }

    /// The case of an invoice.
    pub(crate) fn get(&self, invoice: InvoiceId) -> Option<&Case> {
        self.by_invoice.get(&invoice)
    }

    /// The case of an invoice, to note in it what is charged.
    pub(crate) fn get_mut(&mut self, invoice: InvoiceId) -> Option<&mut Case> {
        self.by_invoice.get_mut(&invoice)
    }
}
