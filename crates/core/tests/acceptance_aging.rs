//! Aging, against cases that other systems agree on, told in our own words. Each names where the case
//! comes from.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use dunwell_core::aging::{Aging, Basis, Buckets, open_as_of};
use dunwell_core::currency::Currency;
use dunwell_core::id::{EntryId, InvoiceId};
use dunwell_core::invoice::Instalment;
use dunwell_core::ledger::{Entry, Stamp, unapplied};
use dunwell_core::rates::{Rate, Rates};
use jiff::civil::{Date, date};
use uuid::Uuid;

const INVOICE: InvoiceId = InvoiceId::new(Uuid::from_u128(1));

/// An invoice of 100.00 of 1 March, in one part or in several, and what was paid on it.
struct Book {
    instalments: Vec<Instalment>,
    entries: Vec<Entry>,
}

impl Book {
    fn of(parts: &[(Date, i64)]) -> Book {
        let instalments = parts
            .iter()
            .map(|&(due, amount)| Instalment {
                due,
                amount,
                discount: None,
            })
            .collect();
        let total = parts.iter().map(|(_, amount)| amount).sum();
        let invoice = Entry::invoice(stamp(1, date(2026, 3, 1)), INVOICE, total).unwrap();
        Book {
            instalments,
            entries: vec![invoice],
        }
    }

    fn paid(mut self, on: Date, amount: i64, of_which_for_the_invoice: i64) -> Book {
        let payment = Entry::payment(stamp(2, on), amount).unwrap();
        let (source, part) = (payment.id, of_which_for_the_invoice);
        let allocation = Entry::allocation(stamp(3, on), source, INVOICE, part).unwrap();
        self.entries.extend([payment, allocation]);
        self
    }

    /// Cells, total and unapplied money on a day, by due date.
    fn on(&self, as_of: Date) -> (Vec<i64>, i64, i64) {
        let aging = Aging {
            buckets: Buckets::default(),
            basis: Basis::DueDate,
            as_of,
        };
        let items = open_as_of(
            INVOICE,
            date(2026, 3, 1),
            &self.instalments,
            &self.entries,
            as_of,
        )
        .unwrap();
        let unapplied = unapplied(&self.entries, as_of).unwrap();
        let row = aging.row("C-1", Currency::GBP, &items, unapplied).unwrap();
        (row.buckets, row.total, row.unapplied)
    }
}

fn stamp(id: u128, date: Date) -> Stamp {
    Stamp {
        id: EntryId::new(Uuid::from_u128(id)),
        date,
        currency: Currency::GBP,
    }
}

/// frappe/erpnext, erpnext/accounts/report/accounts_receivable/test_accounts_receivable.py
#[test]
fn each_part_of_an_invoice_ages_by_its_own_due_date() {
    let parts = [
        (date(2026, 3, 31), 30_00),
        (date(2026, 4, 30), 50_00),
        (date(2026, 5, 31), 20_00),
    ];
    let book = Book::of(&parts).paid(date(2026, 4, 2), 40_00, 40_00);
    assert_eq!(
        book.on(date(2026, 4, 1)),
        (vec![70_00, 30_00, 0, 0, 0], 100_00, 0),
        "before the payment"
    );
    assert_eq!(
        book.on(date(2026, 4, 2)),
        (vec![60_00, 0, 0, 0, 0], 60_00, 0)
    );
    assert_eq!(
        book.on(date(2026, 6, 5)),
        (vec![0, 20_00, 40_00, 0, 0], 60_00, 0)
    );
}

/// frappe/erpnext, erpnext/accounts/report/accounts_receivable/test_accounts_receivable.py
#[test]
fn the_last_cent_stays_in_the_report() {
    let book = Book::of(&[(date(2026, 3, 31), 100_00)]).paid(date(2026, 4, 10), 99_99, 99_99);
    assert_eq!(book.on(date(2026, 7, 1)), (vec![0, 0, 0, 0, 1], 1, 0));
}

/// frappe/erpnext, erpnext/accounts/report/accounts_receivable/test_accounts_receivable.py
///
/// There tomorrow's payment stands in a column of its own today, and its excess as a row of -10; here it
/// counts from its day on, and the excess is unapplied money.
#[test]
fn a_payment_counts_from_its_day_on_and_its_excess_is_not_netted() {
    let book = Book::of(&[(date(2026, 3, 31), 100_00)]).paid(date(2026, 4, 2), 110_00, 100_00);
    assert_eq!(
        book.on(date(2026, 4, 1)),
        (vec![0, 100_00, 0, 0, 0], 100_00, 0)
    );
    assert_eq!(book.on(date(2026, 4, 2)), (vec![0, 0, 0, 0, 0], 0, 10_00));
}

/// frappe/erpnext, erpnext/accounts/report/accounts_receivable/test_accounts_receivable.py
#[test]
fn a_row_is_shown_in_the_customers_currency_and_in_the_books() {
    let rupees = Currency::from_code("INR").unwrap();
    let rate = Rate {
        from: Currency::USD,
        to: rupees,
        rate: 80.into(),
        on: date(2026, 4, 1),
    };
    let aging = Aging {
        buckets: Buckets::default(),
        basis: Basis::DueDate,
        as_of: date(2026, 4, 1),
    };
    let book = Book::of(&[(date(2026, 3, 31), 100_00)]);
    let items = open_as_of(
        INVOICE,
        date(2026, 3, 1),
        &book.instalments,
        &book.entries,
        aging.as_of,
    )
    .unwrap();
    let dollars = aging.row("C-1", Currency::USD, &items, 0).unwrap();
    let converted = dollars.converted(rupees, &Rates::new(vec![rate])).unwrap();
    assert_eq!((dollars.total, converted.total), (100_00, 8_000_00));
    assert_eq!(converted.buckets, [0, 8_000_00, 0, 0, 0]);
}

/// apache/fineract, fineract-e2e-tests-runner/src/test/resources/features/LoanDelinquency.feature
#[test]
fn two_parts_paid_at_once_leave_nothing_to_age() {
    let parts = [(date(2026, 3, 31), 500_00), (date(2026, 4, 30), 500_00)];
    let book = Book::of(&parts).paid(date(2026, 3, 31), 1_000_00, 1_000_00);
    assert_eq!(book.on(date(2026, 3, 30)).1, 1_000_00);
    assert_eq!(book.on(date(2026, 3, 31)), (vec![0; 5], 0, 0));
}

/// Our own: what was issued later was not open before.
#[test]
fn an_invoice_is_not_in_the_report_of_a_day_before_it() {
    let book = Book::of(&[(date(2026, 3, 31), 100_00)]);
    assert_eq!(book.on(date(2026, 2, 28)), (vec![0; 5], 0, 0));
}
