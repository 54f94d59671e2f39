//! Early-payment discounts against cases of other systems, told in our own words. Each names where the case
//! comes from.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use dunwell_core::currency::Currency;
use dunwell_core::discount::{
    Makeup, Settlement, TakenOff, TaxMode, in_home_currency, net_of_inclusive, reduction, settle,
    tax_at_issue,
};
use dunwell_core::invoice::Instalment;
use dunwell_core::money::Money;
use dunwell_core::terms::Terms;
use jiff::civil::{Date, date};
use rust_decimal::Decimal;

const ISSUED: Date = Date::constant(2019, 1, 1);

fn eur(text: &str) -> Money {
    Money::parse(text, Currency::EUR).unwrap()
}

fn percent(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// The instalments of an invoice under terms.
fn instalments(terms: &str, total: &str) -> Vec<Instalment> {
    let dues = Terms::parse(terms)
        .unwrap()
        .schedule(ISSUED, eur(total))
        .unwrap();
    dues.iter()
        .map(|due| Instalment {
            due: due.date,
            amount: due.amount.minor(),
            discount: due
                .discount
                .map(|offer| (offer.until, offer.amount.minor())),
        })
        .collect()
}

/// Pays an invoice of which so much is open; nothing was credited.
fn pay(terms: &str, total: &str, open: &str, on: Date, amount: &str) -> Settlement {
    let (open, amount) = (eur(open).minor(), eur(amount).minor());
    settle(
        &instalments(terms, total),
        open,
        TakenOff::default(),
        on,
        amount,
    )
}

/// The money set against the invoice, the discount, and what is left over.
#[track_caller]
fn check(settlement: &Settlement, paid: &str, discount: &str, left: &str) {
    let found = [settlement.paid(), settlement.discount(), settlement.left];
    let expected = [paid, discount, left].map(|text| eur(text).minor());
    assert_eq!(found, expected);
}

/// 1,200 under 10 % within ten days, invoiced on 1 January: the discount can be taken until the 11th, that day
/// included.
///
/// github.com/odoo/odoo addons/account/tests/test_early_payment_discount.py, the end date
#[test]
fn the_last_day_counts() {
    let terms = "10/10 net 30";
    let last = date(2019, 1, 11);
    check(
        &pay(terms, "1200.00", "1200.00", last, "1080.00"),
        "1080.00",
        "120.00",
        "0.00",
    );
    let late = last.tomorrow().unwrap();
    check(
        &pay(terms, "1200.00", "1200.00", late, "1080.00"),
        "1080.00",
        "0.00",
        "0.00",
    );
}

/// 1,000 without tax, paid the next day: 900 arrive, 100 are discount, and nothing is open.
///
/// github.com/odoo/odoo addons/account/tests/test_early_payment_discount.py, included
#[test]
fn paid_the_next_day_it_is_settled() {
    let paid = pay(
        "10/10 net 30",
        "1000.00",
        "1000.00",
        date(2019, 1, 2),
        "900.00",
    );
    check(&paid, "900.00", "100.00", "0.00");
}

/// 1,000 that 980 settle early, 500 of them paid already: 480 settle it early, 500 once the discount is lost.
/// 980 is not asked for again, and 490 would be too much.
///
/// github.com/odoo/odoo pull request 94050
#[test]
fn what_settles_it_is_less_what_was_paid() {
    let terms = "2/10 net 30";
    let in_time = date(2019, 1, 8);
    check(
        &pay(terms, "1000.00", "500.00", in_time, "480.00"),
        "480.00",
        "20.00",
        "0.00",
    );
    check(
        &pay(terms, "1000.00", "500.00", in_time, "479.99"),
        "479.99",
        "0.00",
        "0.00",
    );
    let late = date(2019, 1, 12);
    check(
        &pay(terms, "1000.00", "500.00", late, "480.00"),
        "480.00",
        "0.00",
        "0.00",
    );
    check(
        &pay(terms, "1000.00", "500.00", late, "500.00"),
        "500.00",
        "0.00",
        "0.00",
    );
}

/// 236 under terms whose discount is over when the payment comes: 236 are due.
///
/// github.com/frappe/erpnext erpnext/accounts/doctype/payment_entry/test_payment_entry.py
#[test]
fn a_lapsed_discount_is_not_taken() {
    let paid = pay(
        "10/0 net 30",
        "236.00",
        "236.00",
        date(2019, 1, 3),
        "236.00",
    );
    check(&paid, "236.00", "0.00", "0.00");
}

/// One payment for 1,000 and 2,000, both under 10 %: 2,700 settle both, with 300 of discount.
///
/// github.com/odoo/odoo addons/account/tests/test_early_payment_discount.py, grouped payments
#[test]
fn one_payment_settles_several_invoices() {
    let on = date(2019, 1, 2);
    let first = pay("10/10 net 30", "1000.00", "1000.00", on, "2700.00");
    check(&first, "900.00", "100.00", "1800.00");
    let second = pay("10/10 net 30", "2000.00", "2000.00", on, "1800.00");
    check(&second, "1800.00", "200.00", "0.00");
}

/// A discount of 10 % takes off the price and the tax alike, unless the terms leave the tax out; a duty of a fixed
/// sum is never reduced. With 50 at 15 % and a duty of 0.05, 51.80 are paid: 5.00 off the price, 0.75 off the tax.
///
/// github.com/odoo/odoo addons/account/tests/test_early_payment_discount.py (1,725, 57.55 and 1,150);
/// github.com/frappe/erpnext erpnext/accounts/doctype/payment_entry/test_payment_entry.py (236)
#[test]
fn what_comes_off_the_price_and_off_the_tax() {
    #[track_caller]
    fn check(mode: TaxMode, [net, tax, apart]: [&str; 3], [off_net, off_tax, pay]: [&str; 3]) {
        let makeup = Makeup {
            net: eur(net),
            tax: eur(tax),
            apart: eur(apart),
        };
        let off = reduction(&makeup, percent("10"), mode).unwrap();
        assert_eq!((off.net, off.tax), (eur(off_net), eur(off_tax)));
        let to_pay = makeup.total().unwrap().checked_sub(off.total().unwrap());
        assert_eq!(to_pay, Ok(eur(pay)));
    }
    use TaxMode::{Excluded, Included, Mixed};
    check(
        Included,
        ["1500", "225", "0"],
        ["150.00", "22.50", "1552.50"],
    );
    check(Included, ["50", "7.50", "0.05"], ["5.00", "0.75", "51.80"]);
    check(Included, ["200", "36", "0"], ["20.00", "3.60", "212.40"]);
    check(Included, ["2000", "0", "0"], ["200.00", "0", "1800.00"]);
    // The two invoices of one payment of 2,850: the tax of the first stays as it is.
    check(Excluded, ["1000", "150", "0"], ["100.00", "0", "1050.00"]);
    check(Excluded, ["2000", "0", "0"], ["200.00", "0", "1800.00"]);
    // The tax was reduced when the invoice was issued, so payment leaves it alone.
    check(Mixed, ["1000", "135", "0.05"], ["100.00", "0", "1035.05"]);
}

/// Where the law lets the tax be reckoned on the discounted price from the beginning, 1,000 under 10 % bear 15 %
/// of 900, and a price of 121 that includes 21 % bears 21 % of 98 under 2 %.
///
/// github.com/odoo/odoo addons/account/tests/test_early_payment_discount.py, mixed
#[test]
fn tax_on_the_discounted_price() {
    #[track_caller]
    fn check(net: &str, tax_rate: &str, discount: &str, mode: TaxMode, expected: &str) {
        let tax = tax_at_issue(eur(net), percent(tax_rate), percent(discount), mode);
        assert_eq!(tax, Ok(eur(expected)));
    }
    // With a duty of 0.05 the tax comes to 135.05 and the invoice to 1,135.05.
    check("1000", "15", "10", TaxMode::Mixed, "135.00");
    check("1000", "10", "10", TaxMode::Mixed, "90.00");
    check("1000", "10", "10", TaxMode::Excluded, "100.00");
    check("1000", "10", "10", TaxMode::Included, "100.00");

    let net = net_of_inclusive(eur("121"), percent("21")).unwrap();
    assert_eq!(net, eur("100.00"));
    check("100", "21", "2", TaxMode::Mixed, "20.58");
}

/// An invoice of USD 100 that stands in the books at 50: with 10 % off, 4,500 arrive and 500 are discount. When
/// the bank receives 4,200 instead, 300 are a loss of exchange, and nothing of the 5,000 stays open.
///
/// github.com/frappe/erpnext erpnext/accounts/doctype/payment_entry/test_payment_entry.py
#[test]
fn a_discount_and_a_loss_of_exchange_are_kept_apart() {
    #[track_caller]
    fn check(received: &str, exchange: &str) {
        let home = Currency::from_code("INR").unwrap();
        let rupees = |text| Money::parse(text, home).unwrap();
        let usd = |text| Money::parse(text, Currency::USD).unwrap();
        let settled =
            in_home_currency(usd("100"), usd("10"), percent("50"), home, rupees(received)).unwrap();
        assert_eq!(settled.receivable, rupees("5000"));
        assert_eq!(settled.discount, rupees("500"));
        assert_eq!(settled.exchange, rupees(exchange));
        let cleared = settled.received.checked_add(settled.discount).unwrap();
        assert_eq!(
            cleared.checked_sub(settled.exchange),
            Ok(settled.receivable)
        );
    }
    check("4500", "0");
    check("4200", "-300");
    check("4650", "150");
}

/// Each instalment has its own discount and its own last day; one payment can settle two of them.
#[test]
fn each_instalment_earns_its_own() {
    let terms = "50% 2/10 net 30, 50% 1/20 net 60";
    let on = date(2019, 1, 10);
    check(
        &pay(terms, "1000.00", "1000.00", on, "985.00"),
        "985.00",
        "15.00",
        "0.00",
    );
    check(
        &pay(terms, "1000.00", "1000.00", on, "500.00"),
        "500.00",
        "10.00",
        "0.00",
    );
    let after_the_first = date(2019, 1, 15);
    let paid = pay(terms, "1000.00", "1000.00", after_the_first, "995.00");
    check(&paid, "995.00", "5.00", "0.00");
    // Of 985 the second gets 485 then, ten too few for its discount.
    let paid = pay(terms, "1000.00", "1000.00", after_the_first, "985.00");
    check(&paid, "985.00", "0.00", "0.00");
}

/// Goods that were credited bear no discount: of 1,000 less 400, 2 % of 600 are taken.
#[test]
fn what_was_credited_bears_no_discount() {
    let parts = instalments("2/10 net 30", "1000.00");
    let credited = TakenOff {
        credit: 400_00,
        discount: 0,
    };
    let paid = settle(&parts, 600_00, credited, date(2019, 1, 5), 588_00);
    check(&paid, "588.00", "12.00", "0.00");
    let paid = settle(&parts, 600_00, credited, date(2019, 1, 5), 580_00);
    check(&paid, "580.00", "0.00", "0.00");
}
