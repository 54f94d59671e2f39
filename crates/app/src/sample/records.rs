//! The records of a book, made from its outline one by one.

use dunwell_core::currency::Currency;
use dunwell_formats::{CreditNote, Customer, Decimal, Dispute, Invoice, Payment};

use super::debtors::Debtor;
use super::terms::Terms;
use super::{Outline, SamplePromise};

/// The number before the first invoice's.
const INVOICES_FROM: u32 = 100_000;

impl Outline {
    /// The customers by number.
    pub fn customers(&self) -> impl Iterator<Item = Customer> {
        self.debtors.iter().map(|debtor| {
            let phone = debtor.phone.map(|n| text(format!("+44 7700 900{n:03}")));
            Customer {
                number: customer_number(debtor),
                name: Some(text(debtor.business.spelt(0))),
                email: debtor
                    .has_email
                    .then(|| text(format!("accounts@{}.example.com", debtor.business.slug))),
                sms: phone.clone().filter(|_| debtor.has_sms),
                phone,
                country: Some(debtor.country.code().into()),
                language: Some(debtor.country.language().code().into()),
                since: Some(self.days.date(debtor.since)),
                address: Some(text(debtor.business.address())),
                contact: debtor.has_contact.then(|| text(debtor.business.contact())),
                terms: Some(debtor.terms.text().into()),
                vat: None,
                kind: None,
            }
        })
    }

    /// The invoices by date and number.
    pub fn invoices(&self) -> impl Iterator<Item = Invoice> {
        (1u32..).zip(&self.by_number).map(|(place, &index)| {
            let draft = &self.drafts[index as usize];
            let debtor = self.debtor(draft.debtor);
            Invoice {
                number: invoice_number(place),
                customer: customer_number(debtor),
                name: Some(text(debtor.business.spelt(draft.spelling))),
                issued: Some(self.days.date(draft.issued)),
                // One date would say that all parts fall due on it.
                due: (debtor.terms != Terms::Parts).then(|| self.days.date(draft.due)),
                terms: Some(debtor.terms.text().into()),
                amount: amount(draft.amount, draft.currency),
                tax: None,
                open: None,
                currency: Some(draft.currency),
                settled: None,
                ordered: None,
                delivered: None,
                received: None,
                arrived: None,
                disputed: None,
                dispute_amount: None,
                reference: None,
                po: (draft.order > 0).then(|| text(format!("PO-{}", draft.order))),
                country: None,
                language: None,
                email: None,
                phone: None,
            }
        })
    }

    /// The payments by date.
    pub fn payments(&self) -> impl Iterator<Item = Payment> {
        self.receipts.iter().map(|receipt| {
            let debtor = self.debtor(receipt.debtor);
            Payment {
                customer: Some(customer_number(debtor)),
                name: Some(text(debtor.business.spelt(debtor.spellings[2]))),
                date: self.days.date(receipt.day),
                amount: amount(receipt.amount, receipt.currency),
                currency: Some(receipt.currency),
                invoice: receipt.draft.map(|index| self.number_of(index)),
                reference: Some(text(format!(
                    "{} {}",
                    debtor.country.transfer(),
                    receipt.run
                ))),
            }
        })
    }

    /// The credit notes by date and number.
    pub fn credit_notes(&self) -> impl Iterator<Item = CreditNote> {
        (1u32..)
            .zip(&self.credits)
            .map(|(place, credit)| CreditNote {
                number: text(format!("CN-{place:06}")),
                customer: customer_number(self.debtor(credit.debtor)),
                date: self.days.date(credit.day),
                amount: amount(credit.amount, credit.currency),
                currency: Some(credit.currency),
                invoice: credit.draft.map(|index| self.number_of(index)),
                reference: None,
            })
    }

    /// The disputes by the day they were opened.
    pub fn disputes(&self) -> impl Iterator<Item = Dispute> {
        self.objections.iter().map(|objection| {
            let draft = &self.drafts[objection.draft as usize];
            Dispute {
                invoice: self.number_of(objection.draft),
                customer: Some(customer_number(self.debtor(draft.debtor))),
                opened: Some(self.days.date(objection.opened)),
                amount: objection.amount.map(|part| amount(part, draft.currency)),
                reason: Some(objection.reason.into()),
                resolved: objection.resolved.map(|day| self.days.date(day)),
            }
        })
    }

    /// The promises by the day they were made.
    pub fn promises(&self) -> impl Iterator<Item = SamplePromise> {
        self.words.iter().map(|word| SamplePromise {
            customer: customer_number(self.debtor(word.debtor)),
            made_on: self.days.date(word.made_on),
            due: self.days.date(word.due),
            amount: amount(word.amount, word.currency),
            currency: word.currency,
            invoices: word
                .drafts
                .iter()
                .map(|&index| self.number_of(index))
                .collect(),
        })
    }

    fn debtor(&self, at: u32) -> &Debtor {
        &self.debtors[at as usize]
    }

    fn number_of(&self, index: u32) -> Box<str> {
        invoice_number(self.places[index as usize] + 1)
    }
}

fn invoice_number(place: u32) -> Box<str> {
    text(format!(
        "{:08}",
        u64::from(INVOICES_FROM) + u64::from(place)
    ))
}

fn customer_number(debtor: &Debtor) -> Box<str> {
    text(format!("{:07}", debtor.number))
}

fn amount(minor: i64, currency: Currency) -> Decimal {
    Decimal::new(i128::from(minor), currency.decimals())
}

fn text(text: String) -> Box<str> {
    text.into_boxed_str()
}
