//! What holds for all early-payment discounts: nothing is taken that is not open, and paying in pieces never
//! earns more.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use dunwell_core::currency::Currency;
use dunwell_core::discount::{Makeup, TakenOff, TaxMode, in_home_currency, reduction, settle};
use dunwell_core::invoice::Instalment;
use dunwell_core::money::Money;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use rust_decimal::Decimal;

const ISSUED: Date = Date::constant(2026, 1, 1);

prop_compose! {
    fn any_instalment()(
        month in 0i32..6,
        amount in prop_oneof![0i64..50, 0i64..1_000_000, Just(i64::MAX / 8)],
        until in 0i32..30,
        share in prop::option::of(0i64..=100),
    ) -> Instalment {
        let until = ISSUED.checked_add(until.days()).unwrap();
        Instalment {
            due: ISSUED.checked_add((30 + month).days()).unwrap(),
            amount,
            discount: share.map(|percent| (until, amount / 100 * percent)),
        }
    }
}

fn any_instalments() -> impl Strategy<Value = Vec<Instalment>> {
    prop::collection::vec(any_instalment(), 1..5)
}

fn any_day() -> impl Strategy<Value = Date> {
    (0i32..40).prop_map(|days| ISSUED.checked_add(days.days()).unwrap())
}

fn credit(credit: i64) -> TakenOff {
    TakenOff {
        credit,
        discount: 0,
    }
}

/// A part of a whole, from nothing to all of it.
fn part(whole: i64, permille: i64) -> i64 {
    i64::try_from(i128::from(whole) * i128::from(permille) / 1000).unwrap()
}

proptest! {
    #[test]
    fn nothing_is_settled_that_is_not_open(
        instalments in any_instalments(),
        (open, credited, pays) in (0i64..=1100, 0i64..=1000, 0i64..=1200),
        on in any_day(),
    ) {
        let total: i64 = instalments.iter().map(|part| part.amount).sum();
        let (open, credited, payment) = (part(total, open), part(total, credited), part(total, pays));
        let settled = settle(&instalments, open, credit(credited), on, payment);
        prop_assert_eq!(settled.paid() + settled.left, payment);
        prop_assert!(settled.paid() + settled.discount() <= open);
        for part in &settled.parts {
            prop_assert!(part.paid >= 0 && part.discount >= 0);
            let offer = instalments[usize::from(part.instalment) - 1].discount;
            let most = offer.filter(|(until, _)| on <= *until).map_or(0, |(_, most)| most);
            prop_assert!(part.discount <= most, "{} of {}", part.discount, most);
        }
    }

    #[test]
    fn two_payments_of_a_day_never_earn_more_than_one(
        instalments in any_instalments(),
        (open, credited, pays, first) in (0i64..=1000, 0i64..=1000, 0i64..=1200, 0i64..=1000),
        on in any_day(),
    ) {
        let total: i64 = instalments.iter().map(|part| part.amount).sum();
        let credited = part(total, credited);
        let open = part(total - credited, open);
        let payment = part(total, pays);
        let before = credit(credited);
        let one = settle(&instalments, open, before, on, payment);

        let first = part(payment, first);
        let a = settle(&instalments, open, before, on, first);
        let open = open - a.paid() - a.discount();
        let before = TakenOff { discount: a.discount(), ..before };
        let b = settle(&instalments, open, before, on, payment - first);
        prop_assert!(a.discount() + b.discount() <= one.discount());
    }

    #[test]
    fn a_later_payment_never_earns_more(
        instalments in any_instalments(),
        (open, pays) in (0i64..=1000, 0i64..=1200),
        (one, other) in (any_day(), any_day()),
    ) {
        let total: i64 = instalments.iter().map(|part| part.amount).sum();
        let (open, payment) = (part(total, open), part(total, pays));
        let early = settle(&instalments, open, credit(0), one.min(other), payment);
        let late = settle(&instalments, open, credit(0), one.max(other), payment);
        prop_assert!(late.discount() <= early.discount());
    }

    #[test]
    fn no_input_panics(
        instalments in any_instalments(),
        (open, credit, discount, payment) in any::<(i64, i64, i64, i64)>(),
        on in any_day(),
    ) {
        let settled = settle(&instalments, open, TakenOff { credit, discount }, on, payment);
        prop_assert!(settled.left <= payment.max(0));
    }

    #[test]
    fn the_discount_of_a_taxed_price_lies_within_it(
        (net, tax, apart) in (0i64..1_000_000, 0i64..1_000_000, 0i64..1000),
        rate in 1i64..10_000,
        mode in prop::sample::select(vec![TaxMode::Included, TaxMode::Excluded, TaxMode::Mixed]),
    ) {
        let [net, tax, apart] = [net, tax, apart].map(|minor| Money::new(minor, Currency::EUR));
        let makeup = Makeup { net, tax, apart };
        let off = reduction(&makeup, Decimal::new(rate, 2), mode).unwrap();
        prop_assert!(!off.net.is_negative() && off.net.minor() <= net.minor());
        prop_assert!(!off.tax.is_negative() && off.tax.minor() <= tax.minor());
    }

    #[test]
    fn the_books_are_cleared_whatever_the_rates(
        (open, discount) in (1i64..1_000_000, 0i64..=100),
        rate in 1i64..1_000_000,
        received in 0i64..10_000_000,
    ) {
        let usd = |minor| Money::new(minor, Currency::USD);
        let home = Currency::GBP;
        let received = Money::new(received, home);
        let settled =
            in_home_currency(usd(open), usd(open * discount / 100), Decimal::new(rate, 4), home, received).unwrap();
        let cleared = received.checked_add(settled.discount).unwrap();
        prop_assert_eq!(cleared.checked_sub(settled.exchange), Ok(settled.receivable));
        prop_assert!(!settled.discount.is_negative());
    }
}

/// Two payments can only lose a discount that one payment earns, by what the first leaves too little of; here
/// they do not.
#[test]
fn pieces_that_settle_it_together_earn_the_same() {
    let instalments = [Instalment {
        due: date(2026, 1, 31),
        amount: 1000_00,
        discount: Some((date(2026, 1, 11), 20_00)),
    }];
    let on = date(2026, 1, 5);
    let one = settle(&instalments, 1000_00, credit(0), on, 980_00);
    let first = settle(&instalments, 1000_00, credit(0), on, 500_00);
    let second = settle(&instalments, 500_00, credit(0), on, 480_00);
    assert_eq!(first.discount() + second.discount(), one.discount());
}
