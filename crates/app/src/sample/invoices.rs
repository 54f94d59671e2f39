//! The invoices of a sample book: how many each customer gets, when, and how large.

use dunwell_core::currency::Currency;
use fastrand::Rng;

use super::Spec;
use super::days::{Day, Days, HISTORY_DAYS};
use super::debtors::Debtor;
use super::habits::drifted;
use super::random::{Curve, chance, pick};
use super::terms::Terms;

/// An invoice in the making.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draft {
    /// The place of its customer.
    pub debtor: u32,
    pub issued: Day,
    pub due: Day,
    /// The day on which the last of it is paid; none while it is open.
    pub paid: Option<Day>,
    /// In minor units.
    pub amount: i64,
    /// What is left to pay, in minor units, once payments and credit notes are played.
    pub open: i64,
    pub currency: Currency,
    pub spelling: u8,
    pub is_disputed: bool,
    /// The customer's purchase order number; 0 is none.
    pub order: u32,
}

/// How large an invoice of the usual size is, in hundredths of the currency.
const AMOUNTS: Curve = Curve(&[
    (0, 60_00),
    (150, 180_00),
    (400, 520_00),
    (650, 1_300_00),
    (850, 3_400_00),
    (960, 8_000_00),
    (1000, 15_000_00),
]);

/// The smallest amount, in hundredths of the currency.
const AMOUNT_MIN: i64 = 40_00;

/// The age of paid invoices, in days. Trade has grown, so there are more of the young ones.
const PAID_AGES: Curve = Curve(&[
    (0, 0),
    (250, 75),
    (500, 175),
    (750, 310),
    (1000, HISTORY_DAYS),
]);

/// The most of a customer's invoices that are open, in thousandths, unless all of the book are.
const SHARE_MAX: i64 = 950;

/// How often a draw is repeated until it fits.
const TRIES: u32 = 60;

/// How many invoices each customer gets: one each as long as there are enough, the others by weight.
pub(super) fn share_out(debtors: &[Debtor], spec: &Spec) -> Vec<u32> {
    if debtors.is_empty() {
        return Vec::new();
    }
    let weigh = |debtor: &Debtor| {
        let days = if spec.all_open() {
            open_days(debtor)
        } else {
            1
        };
        i128::from(debtor.weight * days)
    };
    let each = u32::from(spec.invoices as usize >= debtors.len());
    let rest = i128::from(spec.invoices) - i128::from(each) * debtors.len() as i128;
    let total: i128 = debtors.iter().map(weigh).sum();
    let mut weight = 0;
    let mut given = 0;
    debtors
        .iter()
        .map(|debtor| {
            // What all customers so far should have, rounded down, less what they have: it adds up.
            weight += weigh(debtor);
            let share = rest * weight / total - given;
            given += share;
            each + share as u32
        })
        .collect()
}

/// How many of each customer's invoices are open, in thousandths: who pays late has more open
/// invoices at any time.
pub(super) fn open_shares(debtors: &[Debtor], counts: &[u32], spec: &Spec) -> Vec<u32> {
    if spec.all_open() {
        return vec![1000; debtors.len()];
    }
    let invoices: i64 = counts.iter().map(|&count| i64::from(count)).sum();
    let open_days_sum: i64 = debtors
        .iter()
        .zip(counts)
        .map(|(debtor, &count)| open_days(debtor) * i64::from(count))
        .sum();
    let mean_days = (open_days_sum / invoices.max(1)).max(1);
    let wanted = i64::from(spec.open_share) * 10;
    debtors
        .iter()
        .map(|debtor| (wanted * open_days(debtor) / mean_days).min(SHARE_MAX) as u32)
        .collect()
}

/// How long an invoice of the customer stays open, about. Who has stopped buying has paid by now.
fn open_days(debtor: &Debtor) -> i64 {
    if debtor.ages.0 > 0 {
        return 0;
    }
    let late = debtor.habit.days_late().mean() + debtor.drift_days;
    (debtor.terms.typical_days() + late).max(6)
}

/// Makes up an invoice.
pub(super) fn draft(
    at: u32,
    debtor: &Debtor,
    open_share: u32,
    days: &Days,
    rng: &mut Rng,
) -> Draft {
    let currency = match debtor.second_currency {
        Some(second) if chance(rng, 300) => second,
        _ => debtor.currency,
    };
    let is_disputed = chance(rng, 22);
    let wait_days = if is_disputed { rng.i64(10..80) } else { 0 };
    let is_open = chance(rng, open_share);
    let (issued, due, paid) = draw_days(debtor, wait_days, is_open, days, rng);
    let amount = draw_amount(debtor, currency, rng);
    Draft {
        debtor: at,
        issued,
        due,
        paid,
        amount,
        open: amount,
        currency,
        spelling: pick(rng, &debtor.spellings),
        is_disputed,
        order: if debtor.wants_order_number {
            rng.u32(10_000..100_000)
        } else {
            0
        },
    }
}

/// The days of issue, due and payment, drawn until the invoice is as open as it should be. An
/// invoice that cannot have been paid yet is open.
fn draw_days(
    debtor: &Debtor,
    wait_days: i64,
    is_open: bool,
    days: &Days,
    rng: &mut Rng,
) -> (Day, Day, Option<Day>) {
    let (newest, oldest) = debtor.ages;
    let oldest_open = debtor.habit.open_days_max().min(oldest);
    for _ in 0..TRIES {
        let age = if is_open {
            rng.i64(newest..=oldest_open)
        } else {
            newest + PAID_AGES.draw(rng) * (oldest - newest) / HISTORY_DAYS
        };
        let issued = issue_day(debtor, Day::AS_OF.plus(-age), days, rng);
        let due = debtor.terms.due(issued, days);
        let paid = pay_day(debtor, issued, due, wait_days, days, rng);
        if is_open == (paid > Day::AS_OF) {
            return (issued, due, (!is_open).then_some(paid));
        }
    }
    let issued = days.business_day_before(Day::AS_OF);
    (issued, debtor.terms.due(issued, days), None)
}

/// A business day up to that day; the end of a month where the customer is billed monthly, unless
/// that was before the first day of business.
fn issue_day(debtor: &Debtor, day: Day, days: &Days, rng: &mut Rng) -> Day {
    let month_end = days.month_end_before(day);
    if debtor.billed_monthly && month_end >= debtor.since {
        return month_end;
    }
    if days.business_day(day) == day {
        return day;
    }
    // What falls on a weekend is spread over the week, or most invoices would be of a Friday.
    days.business_day_before(day.plus(-rng.i64(0..=4)))
}

fn pay_day(
    debtor: &Debtor,
    issued: Day,
    due: Day,
    wait_days: i64,
    days: &Days,
    rng: &mut Rng,
) -> Day {
    if debtor.terms == Terms::Discount && debtor.takes_discount && chance(rng, 850) {
        return days.pay_day(
            debtor.pay_day,
            issued,
            issued.plus(rng.i64(5..=9) + wait_days),
        );
    }
    let late = debtor.habit.days_late().draw(rng) + drifted(debtor.drift_days, issued) + wait_days;
    days.pay_day(debtor.pay_day, issued, due.plus(late))
}

/// An amount in minor units of the currency. One in twelve is round, as prices agreed by word are.
fn draw_amount(debtor: &Debtor, currency: Currency, rng: &mut Rng) -> i64 {
    let mut hundredths = AMOUNTS.draw(rng) * debtor.scale / 1000;
    // Small ones are moved up and not cut off, or many would be exactly the smallest.
    if hundredths < AMOUNT_MIN {
        hundredths += AMOUNT_MIN;
    }
    if chance(rng, 80) {
        let step = if hundredths >= 1_000_00 { 50_00 } else { 5_00 };
        hundredths = hundredths / step * step;
    }
    match currency.decimals() {
        0 => hundredths / 100,
        1 => hundredths / 10,
        decimals => hundredths * 10i64.pow(u32::from(decimals) - 2),
    }
}
