//! Interest rows for many overdue invoices, against one pass of the same arithmetic written by hand.
//!
//! The rival knows that its rule is simple interest over 365 days at rates that float, that payments come
//! sorted and pay principal, and that no product leaves 64 bits; its calendar is an array. It makes the very
//! same rows.

use std::hint::black_box;
use std::ops::Range;
use std::time::Duration;

use anyhow::{Result, ensure};
use dunwell_core::currency::Currency;
use dunwell_core::dates::{add_days, days_between};
use dunwell_core::interest::{Debt, Percent, RateStep, Reduction, Row, Rule, rows_into};
use jiff::civil::{Date, date};

use crate::measure::Watch;

/// The day up to which interest is counted.
const UNTIL: Date = date(2025, 12, 31);
/// The first day of the first rate; later days are counted from it.
const START: Date = date(2022, 7, 1);
/// A rate for each half-year, in millionths of one per cent.
const RATES: [(Date, i64); 7] = [
    (START, 8_120_000),
    (date(2023, 1, 1), 10_620_000),
    (date(2023, 7, 1), 12_120_000),
    (date(2024, 1, 1), 12_620_000),
    (date(2024, 7, 1), 12_370_000),
    (date(2025, 1, 1), 11_270_000),
    (date(2025, 7, 1), 10_270_000),
];
const SEED: u64 = 1;

/// The debts of a book, once as the calculator takes them and once as bare arrays.
pub struct Overdue {
    rule: Rule,
    invoices: Vec<Invoice>,
    payments: Vec<Reduction>,
    arrays: Arrays,
}

struct Invoice {
    principal: i64,
    due: Date,
    /// Where its payments are in the list of all.
    payments: Range<usize>,
}

/// The same, with days as numbers counted from [`START`].
#[derive(Default)]
struct Arrays {
    principal: Vec<i64>,
    due: Vec<i32>,
    first_payment: Vec<usize>,
    paid_on: Vec<i32>,
    paid: Vec<i64>,
    rate_from: Vec<i32>,
    rate: Vec<i64>,
    percent: Vec<Percent>,
    until: i32,
    /// The date of each number.
    calendar: Vec<Date>,
}

impl Overdue {
    /// Invoices of 10.00 to 50,000.00, two to three years late, each with none to three part-payments.
    ///
    /// # Errors
    /// When the two do not make the very same rows for each of them.
    pub fn new(invoices: u32) -> Result<Overdue> {
        let mut random = fastrand::Rng::with_seed(SEED);
        let mut made = Overdue {
            rule: Rule::default(),
            invoices: Vec::new(),
            payments: Vec::new(),
            arrays: Arrays {
                first_payment: vec![0],
                until: days_between(START, UNTIL),
                ..Arrays::default()
            },
        };
        for number in 0..=made.arrays.until {
            made.arrays.calendar.push(add_days(START, number)?);
        }
        for (from, millionths) in RATES {
            let percent = Percent::from_millionths(millionths)?;
            made.rule.steps.push(RateStep::new(from, percent));
            made.arrays.rate_from.push(days_between(START, from));
            made.arrays.rate.push(millionths);
            made.arrays.percent.push(percent);
        }
        for _ in 0..invoices {
            made.add(&mut random)?;
        }
        made.compare()?;
        Ok(made)
    }

    fn add(&mut self, random: &mut fastrand::Rng) -> Result<()> {
        let principal = random.i64(10_00..=50_000_00);
        let due = add_days(UNTIL, -random.i32(730..=1095))?;
        let mut paid_after: Vec<i32> = (0..random.u8(0..=3)).map(|_| random.i32(1..=700)).collect();
        paid_after.sort_unstable();
        let first = self.payments.len();
        for days in paid_after {
            // A quarter of the principal at most, so that something is always open.
            let minor = random.i64(1..=principal / 4);
            let on = add_days(due, days)?;
            self.payments.push(Reduction { on, minor });
            self.arrays.paid_on.push(days_between(START, on));
            self.arrays.paid.push(minor);
        }
        let payments = first..self.payments.len();
        self.arrays.principal.push(principal);
        self.arrays.due.push(days_between(START, due));
        self.arrays.first_payment.push(payments.end);
        self.invoices.push(Invoice {
            principal,
            due,
            payments,
        });
        Ok(())
    }

    fn compare(&self) -> Result<()> {
        let (mut ours, mut by_hand) = (Vec::new(), Vec::new());
        for (number, invoice) in self.invoices.iter().enumerate() {
            ours.clear();
            self.rows(invoice, &mut ours)?;
            by_hand.clear();
            self.arrays.rows(number, &mut by_hand);
            ensure!(
                ours == by_hand,
                "rows differ: {ours:?}, and {by_hand:?} by hand"
            );
        }
        Ok(())
    }

    fn rows(&self, invoice: &Invoice, rows: &mut Vec<Row>) -> Result<()> {
        let debt = Debt {
            principal: invoice.principal,
            currency: Currency::EUR,
            due: invoice.due,
            reductions: &self.payments[invoice.payments.clone()],
        };
        Ok(rows_into(&debt, self.rule.view(), UNTIL, rows)?)
    }

    /// How long the calculator takes for all of them, as a run over a book calls it: one rule, and one list
    /// that is used again. And how many rows it makes.
    pub fn ours(&self) -> Result<(Duration, u64)> {
        let (mut rows, mut count) = (Vec::new(), 0);
        let watch = Watch::start();
        for invoice in &self.invoices {
            rows.clear();
            self.rows(invoice, &mut rows)?;
            count += black_box(&rows).len() as u64;
        }
        Ok((watch.time(), count))
    }

    /// How long it takes by hand.
    pub fn rival(&self) -> Duration {
        let mut rows = Vec::new();
        let watch = Watch::start();
        for number in 0..self.invoices.len() {
            rows.clear();
            self.arrays.rows(number, &mut rows);
            black_box(&rows);
        }
        watch.time()
    }
}

impl Arrays {
    fn rows(&self, invoice: usize, rows: &mut Vec<Row>) {
        const DIVISOR: u64 = 365 * 100_000_000;
        let mut principal = self.principal[invoice];
        let mut day = self.due[invoice] + 1;
        let mut payment = self.first_payment[invoice];
        let last_payment = self.first_payment[invoice + 1];
        let mut step = self.rate_from.partition_point(|from| *from <= day) - 1;
        while day <= self.until {
            let mut to = self.until;
            if let Some(next) = self.rate_from.get(step + 1) {
                to = to.min(next - 1);
            }
            if payment < last_payment {
                to = to.min(self.paid_on[payment]);
            }
            let days = to - day + 1;
            let product = principal as u64 * self.rate[step] as u64 * days as u64;
            rows.push(Row {
                from: self.calendar[day as usize],
                to: self.calendar[to as usize],
                days,
                percent: self.percent[step],
                principal,
                amount: ((product + DIVISOR / 2) / DIVISOR) as i64,
            });
            while payment < last_payment && self.paid_on[payment] <= to {
                principal -= self.paid[payment];
                payment += 1;
            }
            day = to + 1;
            if self.rate_from.get(step + 1) == Some(&day) {
                step += 1;
            }
        }
    }
}
