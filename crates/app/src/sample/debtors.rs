//! The customers of a sample book: who they are, how large, and how they pay.

use std::collections::HashSet;

use dunwell_core::currency::Currency;
use fastrand::Rng;

use super::Spec;
use super::days::{Day, HISTORY_DAYS, PayDay};
use super::habits::{self, Habit};
use super::names::{Business, Country, SPELLINGS, currency_of};
use super::random::{Curve, chance, pick, weighted};
use super::terms::Terms;

/// A customer in the making.
#[derive(Debug)]
pub(super) struct Debtor {
    pub number: u32,
    pub country: Country,
    pub business: Business,
    pub has_email: bool,
    pub has_contact: bool,
    /// The last three figures of the telephone number.
    pub phone: Option<u16>,
    pub has_sms: bool,
    /// The first day of business.
    pub since: Day,
    /// The days on which invoices were issued, as ages in days: from the newest to the oldest.
    pub ages: (i64, i64),
    pub habit: Habit,
    pub pay_day: PayDay,
    pub drift_days: i64,
    pub terms: Terms,
    pub takes_discount: bool,
    /// Whether invoices are issued at the end of the month only.
    pub billed_monthly: bool,
    pub wants_order_number: bool,
    /// The right spelling of the name and, for some, what is also seen; repeated to fill the list.
    pub spellings: [u8; 3],
    pub currency: Currency,
    pub second_currency: Option<Currency>,
    /// The customer's share of the invoices, against the other customers' weights.
    pub weight: i64,
    /// How large the invoices are, in thousandths of the usual.
    pub scale: i64,
}

/// How many invoices customers get, against each other: a tenth of them gets about two thirds.
const WEIGHTS: Curve = Curve(&[
    (0, 100),
    (500, 400),
    (800, 1_000),
    (900, 2_400),
    (980, 10_000),
    (995, 28_000),
    (1000, 65_000),
]);

/// How large the invoices of customers are, in thousandths of the usual.
const SCALES: Curve = Curve(&[
    (0, 300),
    (300, 600),
    (700, 1_100),
    (900, 1_900),
    (1000, 4_000),
]);

/// Makes up the customers, by their numbers.
pub(super) fn make(spec: &Spec, rng: &mut Rng) -> Vec<Debtor> {
    let mut taken = HashSet::with_capacity(spec.customers as usize);
    let weights: Vec<i64> = (0..spec.customers).map(|_| WEIGHTS.draw(rng)).collect();
    let mut number = 1_000;
    habits::assign(&weights)
        .into_iter()
        .zip(weights)
        .map(|(habit, weight)| {
            // Some numbers were given to customers who have left.
            number += rng.u32(1..=7);
            draw(number, habit, weight, spec, &mut taken, &mut rng.fork())
        })
        .collect()
}

fn draw(
    number: u32,
    habit: Habit,
    weight: i64,
    spec: &Spec,
    taken: &mut HashSet<Box<str>>,
    rng: &mut Rng,
) -> Debtor {
    let country = Country::draw(rng);
    let business = Business::draw(country, number, taken, rng);
    let (since, ages) = draw_life(weight, !spec.all_open(), rng);
    let (currency, second_currency) = draw_currencies(country, spec.currency, rng);
    Debtor {
        number,
        country,
        business,
        has_email: chance(rng, 940),
        has_contact: chance(rng, 850),
        phone: chance(rng, 850).then(|| rng.u16(0..1000)),
        has_sms: chance(rng, 600),
        since,
        ages,
        habit,
        pay_day: habits::draw_pay_day(rng),
        drift_days: habits::draw_drift(rng),
        terms: draw_terms(country, rng),
        takes_discount: matches!(habit, Habit::Prompt | Habit::BitLate) && chance(rng, 700),
        billed_monthly: chance(rng, 300),
        wants_order_number: chance(rng, 350),
        spellings: draw_spellings(rng),
        currency,
        second_currency,
        weight,
        scale: SCALES.draw(rng),
    }
}

/// From this weight on a customer is a large one.
const LARGE_FROM: i64 = 2_400;

/// The first day of business, and between which ages invoices lie. A few customers are new; a few
/// have not bought for a long time, unless everything is to be open. The large ones are neither.
fn draw_life(weight: i64, may_be_dormant: bool, rng: &mut Rng) -> (Day, (i64, i64)) {
    let draw = rng.u32(0..1000);
    let is_large = weight >= LARGE_FROM;
    if draw < 90 && !is_large {
        let days = rng.i64(25..170);
        return (Day::AS_OF.plus(-days), (0, days));
    }
    let since = Day::AS_OF.plus(-rng.i64(HISTORY_DAYS..4_400));
    let newest = if draw < 160 && may_be_dormant && !is_large {
        rng.i64(200..400)
    } else {
        0
    };
    (since, (newest, HISTORY_DAYS))
}

/// The currency of the customer's invoices, and for a few a second one.
fn draw_currencies(
    country: Country,
    home: Currency,
    rng: &mut Rng,
) -> (Currency, Option<Currency>) {
    let own = currency_of(country, home);
    if own == home {
        return (
            home,
            chance(rng, 12)
                .then_some(Currency::EUR)
                .filter(|second| *second != home),
        );
    }
    match rng.u32(0..1000) {
        0..150 => (home, None),
        150..230 => (own, Some(home)),
        _ => (own, None),
    }
}

fn draw_terms(country: Country, rng: &mut Rng) -> Terms {
    // The end of the month is counted from in the Romance countries, and the discount is American.
    let (end_of_month, discount) = match country {
        Country::Fr | Country::Be => (450, 20),
        Country::Us => (20, 350),
        _ => (90, 40),
    };
    weighted(
        rng,
        &[
            (480, Terms::Net30),
            (130, Terms::Net14),
            (70, Terms::Net45),
            (90, Terms::Net60),
            (25, Terms::OnReceipt),
            (25, Terms::Parts),
            (end_of_month, Terms::EndOfMonth),
            (discount, Terms::Discount),
        ],
    )
}

fn draw_spellings(rng: &mut Rng) -> [u8; 3] {
    let second = rng.u8(1..SPELLINGS);
    match rng.u32(0..1000) {
        0..30 => [0, second, pick(rng, &[0, 1, 2, 3])],
        30..110 => [0, 0, second],
        _ => [0; 3],
    }
}
