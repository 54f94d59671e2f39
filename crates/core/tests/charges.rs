//! What may be charged on an invoice, and how much: on each day's balance, once, and only on a ground.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use dunwell_core::charge::{
    AcceptedTerms, Charge, ChargeKind, Claim, Fee, InterestBasis, Law, NoBasis, parts, standing,
};
use dunwell_core::currency::Currency;
use dunwell_core::dispute::Dispute;
use dunwell_core::id::{DisputeId, EntryId, InvoiceId, TermsAcceptanceId};
use dunwell_core::interest::{RateStep, Rule};
use dunwell_core::invoice::Instalment;
use dunwell_core::ledger::{Entry, Stamp};
use dunwell_core::packs::{Debtor, Packs};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use uuid::Uuid;

const INVOICE: InvoiceId = InvoiceId::new(Uuid::from_u128(1));
const DUE: Date = date(2026, 3, 2);

fn stamp(n: u128, on: Date) -> Stamp {
    Stamp {
        id: EntryId::new(Uuid::from_u128(n)),
        date: on,
        currency: Currency::GBP,
    }
}

fn billed(total: i64) -> Entry {
    Entry::invoice(stamp(1, date(2026, 1, 31)), INVOICE, total).unwrap()
}

fn paid(n: u128, on: Date, amount: i64) -> Entry {
    Entry::allocation(
        stamp(n, on),
        EntryId::new(Uuid::from_u128(99)),
        INVOICE,
        amount,
    )
    .unwrap()
}

fn one(amount: i64) -> Vec<Instalment> {
    vec![Instalment {
        due: DUE,
        amount,
        discount: None,
    }]
}

/// So many per cent a year for ever, on calendar days over 365.
fn at(percent: &str) -> InterestBasis {
    let steps = vec![RateStep::new(date(1990, 1, 1), percent.parse().unwrap())];
    InterestBasis {
        rule: Rule {
            steps,
            ..Rule::default()
        },
        exempts_disputed: false,
        words: "a test".to_owned(),
        title: None,
        source: None,
        law: None,
    }
}

struct Book {
    instalments: Vec<Instalment>,
    entries: Vec<Entry>,
    made: Vec<Charge>,
    disputes: Vec<Dispute>,
}

impl Book {
    fn of(instalments: Vec<Instalment>, entries: Vec<Entry>) -> Book {
        Book {
            instalments,
            entries,
            made: Vec::new(),
            disputes: Vec::new(),
        }
    }

    fn claim(&self) -> Claim<'_> {
        Claim {
            invoice: INVOICE,
            currency: Currency::GBP,
            instalments: &self.instalments,
            entries: &self.entries,
            made: &self.made,
            disputes: &self.disputes,
        }
    }

    /// Charges the interest up to a day, and says how much it was.
    fn charges(&mut self, n: u128, basis: &InterestBasis, on: Date) -> i64 {
        let Some(drafted) = self.claim().interest(1, basis, on).unwrap() else {
            return 0;
        };
        let entry = Entry::charge(stamp(n, on), INVOICE, drafted.amount()).unwrap();
        self.made.push(Charge {
            entry: entry.id,
            invoice: INVOICE,
            kind: drafted.kind,
            instalment: drafted.instalment,
            days: drafted.days,
            basis: drafted.basis,
            source: None,
            law: None,
            lines: drafted.lines,
            action: None,
        });
        let amount = entry.invoice_effect;
        self.entries.push(entry);
        amount
    }
}

#[test]
fn money_pays_the_earliest_instalment_and_principal_before_charges() {
    let thirds = [(30, DUE), (50, date(2026, 4, 2)), (20, date(2026, 5, 2))]
        .map(|(amount, due)| Instalment {
            due,
            amount,
            discount: None,
        })
        .to_vec();
    let charge = Entry::charge(stamp(2, date(2026, 3, 20)), INVOICE, 7).unwrap();
    let entries = [billed(100), charge, paid(3, date(2026, 3, 25), 105)];
    let parts = parts(INVOICE, &thirds, &entries, &[]);
    let balances: Vec<i64> = parts
        .iter()
        .map(|part| part.balance(date(2026, 3, 24)))
        .collect();
    assert_eq!(balances, [30, 50, 20]);
    assert!(
        parts
            .iter()
            .all(|part| part.balance(date(2026, 3, 25)) == 0)
    );
}

#[test]
fn an_exempt_dispute_bears_nothing_while_it_is_open() {
    let mut book = Book::of(one(36_500), vec![billed(36_500)]);
    book.disputes.push(Dispute {
        id: DisputeId::new(Uuid::from_u128(5)),
        invoice: INVOICE,
        opened_on: date(2026, 3, 12),
        amount: Some(18_250),
        resolved_on: Some(date(2026, 3, 22)),
        reason: "one line".to_owned(),
    });
    let bears = at("10");
    let exempt = InterestBasis {
        exempts_disputed: true,
        ..at("10")
    };
    let on = date(2026, 4, 1);
    // Thirty days at ten pence; ten of them on half the sum.
    let interest = |basis| {
        book.claim()
            .interest(1, basis, on)
            .unwrap()
            .unwrap()
            .amount()
    };
    assert_eq!((interest(&bears), interest(&exempt)), (300, 250));
}

/// apache/fineract, integration-tests: nothing accrues after a charge-off.
#[test]
fn a_write_off_ends_the_interest() {
    let write_off = Entry::write_off(stamp(2, date(2026, 3, 12)), INVOICE, 36_500).unwrap();
    let book = Book::of(one(36_500), vec![billed(36_500), write_off]);
    let basis = at("10");
    let drafted = book.claim().interest(1, &basis, date(2026, 9, 1)).unwrap();
    assert_eq!(drafted.unwrap().amount(), 100);
    assert_eq!(book.claim().daily(1, &basis, date(2026, 9, 1)), Ok(0));
}

#[test]
fn a_fixed_sum_is_owed_once_and_only_for_what_was_late() {
    let packs = Packs::embedded().unwrap();
    let law = Law::new(packs, Some("GB"), &[]);
    let basis = law.basis(Debtor::Business, &[], date(2026, 1, 31), DUE);
    let sum = basis.fixed_sum().unwrap();
    let amount = |entries: Vec<Entry>, on: Date| {
        let book = Book::of(one(entries[0].invoice_effect), entries);
        let drafted = book.claim().fixed_sum(1, &sum, on).unwrap();
        drafted.map(|drafted| drafted.amount())
    };
    let late = date(2026, 3, 3);
    // gov.uk: up to 999.99 it is 40, up to 9,999.99 it is 70, from 10,000 on 100.
    assert_eq!(amount(vec![billed(99_999)], late), Some(4_000));
    assert_eq!(amount(vec![billed(100_000)], late), Some(7_000));
    assert_eq!(amount(vec![billed(1_000_000)], late), Some(10_000));
    // It is measured by what was late, and nothing is late on the due date.
    let in_part = vec![billed(100_000), paid(2, DUE, 50_000)];
    assert_eq!(amount(in_part, late), Some(4_000));
    assert_eq!(amount(vec![billed(100_000)], DUE), None);
    assert_eq!(
        amount(vec![billed(100_000), paid(2, DUE, 100_000)], late),
        None
    );
}

#[test]
fn terms_decide_from_the_day_on_which_they_were_accepted() {
    let packs = Packs::embedded().unwrap();
    let law = Law::new(packs, Some("GB"), &[]);
    let terms = |n: u128, on: Date, interest: &str| AcceptedTerms {
        id: TermsAcceptanceId::new(Uuid::from_u128(n)),
        accepted_on: on,
        currency: Currency::GBP,
        interest: interest.parse().unwrap(),
        fixed_sum: "none".parse().unwrap(),
        fees: vec!["10.00".parse().unwrap()],
        law: None,
        due: None,
        document: "order 4711".to_owned(),
    };
    let accepted = [
        terms(1, date(2025, 1, 1), "12% a year"),
        terms(2, date(2026, 2, 1), "none"),
    ];
    let words = |issued: Date| {
        let basis = law.basis(Debtor::Business, &accepted, issued, DUE);
        basis.interest(date(2026, 4, 1)).map(|basis| basis.words)
    };
    assert_eq!(
        words(date(2024, 12, 31)).unwrap(),
        "Late Payment of Commercial Debts (Interest) Act 1998"
    );
    assert_eq!(
        words(date(2026, 1, 31)).unwrap(),
        "12% a year by the terms accepted on 1 January 2025 (order 4711)"
    );
    assert!(matches!(
        words(date(2026, 2, 1)),
        Err(NoBasis::Excluded { .. })
    ));
    let basis = law.basis(Debtor::Business, &accepted, date(2026, 1, 31), DUE);
    let fee = |text: &str| basis.fee(text.parse::<Fee>().unwrap(), Currency::GBP);
    assert!(fee("10.00").is_ok() && fee("10.01").is_err() && fee("1%").is_err());
    assert!(basis.fee("10.00".parse().unwrap(), Currency::EUR).is_err());
}

#[test]
fn an_unverified_value_is_named() {
    let packs = Packs::embedded().unwrap();
    let names = vec!["IE.interest.statutory.fixing".to_owned()];
    let interest = |accepted: &[String]| {
        let law = Law::new(packs, Some("IE"), accepted);
        let basis = law.basis(Debtor::Business, &[], date(2026, 1, 31), DUE);
        basis
            .interest(date(2026, 4, 1))
            .map(|basis| basis.law.unwrap())
    };
    assert_eq!(
        interest(&[]),
        Err(NoBasis::Unverified {
            names: names.clone()
        })
    );
    assert!(
        interest(&names)
            .unwrap()
            .starts_with("IE.interest.statutory@")
    );
}

#[test]
fn a_waived_charge_stands_and_an_undone_one_does_not() {
    let mut book = Book::of(one(36_500), vec![billed(36_500)]);
    let basis = at("10");
    assert_eq!(book.charges(10, &basis, date(2026, 3, 12)), 100);
    let charge = book.entries[1].clone();
    let waiver = charge.waiver(stamp(11, date(2026, 3, 13)), 40).unwrap();
    book.entries.push(waiver.clone());
    let state = standing(&book.entries)[0];
    assert_eq!((state.charged, state.waived, state.left()), (100, 40, 60));
    // The days were charged, waived or not.
    assert_eq!(
        book.claim().interest(1, &basis, date(2026, 3, 12)),
        Ok(None)
    );
    assert_eq!(book.claim().open_by_kind(60).interest, 60);
    let undo = |entry: &Entry, n| entry.reversed(stamp(n, date(2026, 3, 14))).unwrap();
    book.entries.push(undo(&waiver, 12));
    book.entries.push(undo(&charge, 13));
    assert_eq!(standing(&book.entries)[0].left(), 0);
    assert_eq!(book.charges(14, &basis, date(2026, 3, 12)), 100);
    assert_eq!(book.made[1].kind, ChargeKind::Interest);
}

proptest! {
    /// However often interest is charged, each day is charged once, in order, and the sum differs from that
    /// of a single charge by less than a minor unit for each charge.
    #[test]
    fn charging_in_parts_charges_each_day_once(
        gaps in prop::collection::vec(1..40_i64, 1..8),
        payments in prop::collection::vec((0..120_i64, 1..20_000_i64), 0..4),
    ) {
        let mut entries = vec![billed(50_000)];
        for (n, (after, amount)) in (2..).zip(&payments) {
            entries.push(paid(n, DUE + after.days(), *amount));
        }
        let mut book = Book::of(one(50_000), entries.clone());
        let (basis, mut on, mut sum) = (at("11.75"), DUE, 0);
        for (n, gap) in (50..).zip(&gaps) {
            on += gap.days();
            sum += book.charges(n, &basis, on);
        }
        let mut next = DUE.tomorrow().unwrap();
        for (from, to) in book.made.iter().filter_map(|charge| charge.days) {
            prop_assert_eq!(from, next);
            next = to.tomorrow().unwrap();
        }
        for charge in &book.made {
            prop_assert_eq!(charge.amount(), charge.lines.iter().map(|line| line.amount).sum::<i64>());
        }
        let whole = Book::of(one(50_000), entries);
        let whole = whole.claim().interest(1, &basis, on).unwrap().map_or(0, |drafted| drafted.amount());
        let charges = i64::try_from(gaps.len()).unwrap();
        prop_assert!((sum - whole).abs() <= charges, "{} in parts, {} at once", sum, whole);
    }
}
