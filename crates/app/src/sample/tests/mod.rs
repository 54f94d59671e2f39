//! What a sample book must look like, whatever its seed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod bookkeeping;
mod files;
mod shape;

use std::collections::{HashMap, HashSet};

use jiff::civil::{Date, date};

use super::*;

const AS_OF: Date = date(2026, 3, 12);

fn spec(seed: u64) -> Spec {
    Spec::new(500, 5_000, seed, AS_OF)
}

/// What is left of each invoice, in minor units, and when the last money for it came.
struct Invoiced<'a> {
    invoice: &'a Invoice,
    due: Date,
    paid: i128,
    credited: i128,
    last_paid: Option<Date>,
}

impl Invoiced<'_> {
    fn open(&self) -> i128 {
        self.invoice.amount.units - self.paid - self.credited
    }

    /// Whether nothing is left but a discount for paying early.
    fn is_settled(&self) -> bool {
        self.open() * 100 <= self.invoice.amount.units * 2 + 100
    }

    fn days_overdue(&self, on: Date) -> i32 {
        dunwell_core::dates::days_between(self.due, on)
    }
}

fn invoiced(book: &SampleBook) -> HashMap<&str, Invoiced<'_>> {
    let mut all: HashMap<&str, Invoiced<'_>> = HashMap::new();
    for invoice in &book.invoices {
        let terms = dunwell_core::terms::Terms::parse(invoice.terms.as_ref().unwrap()).unwrap();
        let issued = invoice.issued.unwrap();
        let by_terms = terms.parts().last().unwrap().due().date(issued).unwrap();
        assert!(invoice.due.is_none_or(|due| due == by_terms), "{invoice:?}");
        let entry = Invoiced {
            invoice,
            due: by_terms,
            paid: 0,
            credited: 0,
            last_paid: None,
        };
        assert!(
            all.insert(&invoice.number, entry).is_none(),
            "{} is there twice",
            invoice.number
        );
    }
    for payment in &book.payments {
        if let Some(number) = &payment.invoice {
            let entry = all.get_mut(&**number).unwrap();
            assert!(
                payment.date > entry.invoice.issued.unwrap(),
                "{payment:?} precedes its invoice"
            );
            assert_eq!(payment.currency, entry.invoice.currency);
            assert_eq!(payment.customer.as_ref(), Some(&entry.invoice.customer));
            entry.paid += payment.amount.units;
            entry.last_paid = entry.last_paid.max(Some(payment.date));
        }
    }
    for credit in &book.credit_notes {
        if let Some(number) = &credit.invoice {
            let entry = all.get_mut(&**number).unwrap();
            assert!(credit.date > entry.invoice.issued.unwrap(), "{credit:?}");
            assert_eq!(credit.customer, entry.invoice.customer);
            entry.credited += credit.amount.units;
        }
    }
    all
}

fn percent(part: usize, whole: usize) -> usize {
    part * 100 / whole.max(1)
}

#[test]
fn the_same_seed_gives_the_same_book() {
    assert_eq!(book(&spec(1)), book(&spec(1)));
    assert_ne!(book(&spec(1)).invoices, book(&spec(2)).invoices);
}

#[test]
fn the_counts_are_those_asked_for() {
    for (customers, invoices) in [(0, 0), (0, 9), (9, 0), (1, 1), (20, 7), (7, 500)] {
        let book = book(&Spec::new(customers, invoices, 3, AS_OF));
        let expected = if customers == 0 { 0 } else { invoices };
        assert_eq!(book.customers.len(), customers as usize);
        assert_eq!(book.invoices.len(), expected as usize);
        if invoices >= customers {
            let billed: HashSet<_> = book.invoices.iter().map(|i| &i.customer).collect();
            assert_eq!(billed.len(), book.customers.len(), "each has an invoice");
        }
    }
}

#[test]
fn any_last_day_will_do() {
    for as_of in [Date::MIN, Date::MAX, date(2024, 2, 29), date(2025, 12, 25)] {
        assert_eq!(
            book(&Spec::new(20, 200, 1, as_of)).invoices.len(),
            200,
            "{as_of}"
        );
    }
}

#[test]
fn every_address_is_reserved_and_nobodys_twice() {
    let book = book(&spec(6));
    let mut emails = HashSet::new();
    for customer in &book.customers {
        if let Some(email) = &customer.email {
            let host = email.strip_prefix("accounts@").unwrap();
            assert!(host.ends_with(".example.com"), "{email}");
            assert!(
                host.bytes().all(|b| b.is_ascii_lowercase()
                    || b.is_ascii_digit()
                    || b == b'-'
                    || b == b'.'),
                "{email}"
            );
            assert!(emails.insert(email), "{email} is there twice");
        }
        for phone in [&customer.phone, &customer.sms].into_iter().flatten() {
            let last = phone.strip_prefix("+44 7700 900").unwrap();
            assert!(
                last.len() == 3 && last.bytes().all(|b| b.is_ascii_digit()),
                "{phone}"
            );
        }
        assert_eq!(customer.vat, None);
    }
    assert!(percent(emails.len(), book.customers.len()) > 85);
    for invoice in &book.invoices {
        assert!(invoice.email.is_none() && invoice.phone.is_none());
    }
}

#[test]
fn a_book_can_be_all_open() {
    let spec = Spec {
        open_share: 100,
        ..spec(10)
    };
    let book = book(&spec);
    assert_eq!(book.invoices.len(), 5_000);
    assert!(book.payments.is_empty() && book.credit_notes.is_empty());
    assert!(book.disputes.is_empty() && book.promises.is_empty());
    let late = invoiced(&book)
        .values()
        .filter(|entry| entry.days_overdue(AS_OF) > 0)
        .count();
    assert!(
        (20..=45).contains(&percent(late, 5_000)),
        "{late} are overdue"
    );
}
