//! Interest rows for many overdue invoices, against one pass of the same arithmetic written by hand.
//!
//! The rival knows that its rule is simple interest over 365 days at rates that float, that payments come
//! sorted and pay principal, and that no product leaves 64 bits. It makes the very same rows.

use std::hint::black_box;
use std::time::Duration;

use anyhow::Result;
use dunwell_core::currency::Currency;
use dunwell_core::dates::{add_days, days_between};
use dunwell_core::interest::{Debt, Percent, RateStep, Reduction, Rule, rows_into};
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
    /// Principal and due date of each invoice, and where its payments begin in the list of all.
    invoices: Vec<(i64, Date, usize)>,
    payments: Vec<Reduction>,
    arrays: Arrays,
}

/// The same, with days as numbers counted from [`START`].
struct Arrays {
    principal: Vec<i64>,
    due: Vec<i32>,
    first_payment: Vec<usize>,
    paid_on: Vec<i32>,
    paid: Vec<i64>,
    rate_from: Vec<i32>,
    rate: Vec<i64>,
    until: i32,
}

/// What a pass gives: how many rows, and the sum of their amounts in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum {
    pub rows: u64,
    pub minor: i64,
}

impl Overdue {
    /// Invoices of 10.00 to 50,000.00, two to three years late, each with none to three part-payments.
    pub fn new(invoices: u32) -> Result<Overdue> {
        let mut random = fastrand::Rng::with_seed(SEED);
        let mut made = Overdue {
            invoices: Vec::new(),
            payments: Vec::new(),
            arrays: Arrays {
                principal: Vec::new(),
                due: Vec::new(),
                first_payment: vec![0],
                paid_on: Vec::new(),
                paid: Vec::new(),
                rate_from: RATES
                    .iter()
                    .map(|rate| days_between(START, rate.0))
                    .collect(),
                rate: RATES.iter().map(|rate| rate.1).collect(),
                until: days_between(START, UNTIL),
            },
        };
        for _ in 0..invoices {
            let principal = random.i64(10_00..=50_000_00);
            let late = random.i32(730..=1095);
            let due = add_days(UNTIL, -late)?;
            made.invoices.push((principal, due, made.payments.len()));
            let mut paid_after: Vec<i32> =
                (0..random.u8(0..=3)).map(|_| random.i32(1..=700)).collect();
            paid_after.sort_unstable();
            for days in paid_after {
                // A quarter of the principal at most, so that something is always open.
                let minor = random.i64(1..=principal / 4);
                let on = add_days(due, days)?;
                made.payments.push(Reduction { on, minor });
                made.arrays.paid_on.push(days_between(START, on));
                made.arrays.paid.push(minor);
            }
            made.arrays.principal.push(principal);
            made.arrays.due.push(days_between(START, due));
            made.arrays.first_payment.push(made.payments.len());
        }
        Ok(made)
    }

    /// By the calculator, as a run over a book does: one rule, one list that is used again.
    pub fn ours(&self) -> Result<(Duration, Sum)> {
        let steps = RATES.iter().map(|(from, millionths)| {
            let percent = Percent::from_millionths(*millionths)?;
            Ok(RateStep {
                from: *from,
                percent,
            })
        });
        let rule = Rule {
            steps: steps.collect::<Result<_>>()?,
            ..Rule::default()
        };
        let (mut rows, mut sum) = (Vec::new(), Sum::default());
        let watch = Watch::start();
        for (place, (principal, due, first)) in self.invoices.iter().enumerate() {
            let next = self.invoices.get(place + 1);
            let end = next.map_or(self.payments.len(), |next| next.2);
            let debt = Debt {
                principal: *principal,
                currency: Currency::EUR,
                due: *due,
                reductions: &self.payments[*first..end],
            };
            rows.clear();
            rows_into(&debt, rule.view(), UNTIL, &mut rows)?;
            let rows = black_box(&rows);
            sum.rows += rows.len() as u64;
            sum.minor += rows.iter().map(|row| row.amount).sum::<i64>();
        }
        Ok((watch.time(), sum))
    }

    /// By hand.
    pub fn rival(&self) -> (Duration, Sum) {
        let arrays = &self.arrays;
        let (mut rows, mut sum) = (Vec::new(), Sum::default());
        let watch = Watch::start();
        for invoice in 0..arrays.principal.len() {
            rows.clear();
            arrays.rows(invoice, &mut rows);
            let rows = black_box(&rows);
            sum.rows += rows.len() as u64;
            sum.minor += rows.iter().map(|row| row.amount).sum::<i64>();
        }
        (watch.time(), sum)
    }
}

/// As the calculator's row, with days as numbers.
#[expect(
    dead_code,
    reason = "the rows are made to be kept, and here only their sum is looked at"
)]
struct Row {
    from: i32,
    to: i32,
    days: i32,
    rate: i64,
    principal: i64,
    amount: i64,
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
            let rate = self.rate[step];
            let product = principal as u64 * rate as u64 * days as u64;
            let amount = ((product + DIVISOR / 2) / DIVISOR) as i64;
            rows.push(Row {
                from: day,
                to,
                days,
                rate,
                principal,
                amount,
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
