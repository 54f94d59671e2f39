//! Terms of payment against cases that other systems and textbooks agree on, told in our own words. Each
//! names where the case comes from.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use dunwell_core::currency::Currency;
use dunwell_core::money::Money;
use dunwell_core::terms::{Bill, Compounding, Due, Events, Terms, YearBasis, annual_cost};
use jiff::civil::{Date, date};

fn usd(text: &str) -> Money {
    Money::parse(text, Currency::USD).unwrap()
}

fn schedule(terms: &str, issued: Date, total: &str) -> Vec<Due> {
    let terms = Terms::parse(terms).unwrap_or_else(|error| panic!("{terms}: {error}"));
    terms.schedule(issued, usd(total)).unwrap()
}

/// The whole of an invoice falls due on one date.
#[track_caller]
fn check_due(terms: &str, issued: Date, expected: Date) {
    let dues = schedule(terms, issued, "100.00");
    assert_eq!(
        dues,
        [Due {
            date: expected,
            amount: usd("100.00"),
            discount: None
        }],
        "{terms}"
    );
}

/// Four parts, each found by another kind of rule; the odd cent lands on the rest.
///
/// github.com/tryton/tryton modules/account_invoice/tests/test_module.py, test_payment_term
#[test]
fn four_kinds_of_parts_add_up_with_the_odd_cent_on_the_rest() {
    let terms = "25% net 30, 25% 1 month, 396.84 1 month 30 days, \
                 rest 2 months then day 15 then 30 days";
    let dues = schedule(terms, date(2011, 10, 1), "1587.35");
    let lines: Vec<(Date, Money)> = dues.iter().map(|due| (due.date, due.amount)).collect();
    assert_eq!(
        lines,
        [
            (date(2011, 10, 31), usd("396.84")),
            (date(2011, 11, 1), usd("396.84")),
            (date(2011, 12, 1), usd("396.84")),
            (date(2012, 1, 14), usd("396.83")),
        ]
    );
    let amounts = dues.iter().map(|due| due.amount);
    assert_eq!(Money::sum(amounts, Currency::USD), Ok(usd("1587.35")));
}

/// An invoice of nothing has one line of nothing, due at once, whatever the terms.
///
/// github.com/tryton/tryton modules/account_invoice/tests/test_module.py, the case of an empty value
#[test]
fn an_invoice_of_nothing_is_one_line_on_its_own_date() {
    let issued = date(2016, 5, 17);
    for terms in [
        "net 30",
        "2/10 net 30",
        "30% now, 70% net 60",
        "396.84 net 60, rest net 90",
        "15 MFI",
    ] {
        let nothing = Due {
            date: issued,
            amount: usd("0.00"),
            discount: None,
        };
        assert_eq!(schedule(terms, issued, "0.00"), [nothing], "{terms}");
    }
}

/// Shares that contradict the whole are refused, shares that are written out far enough are accepted.
///
/// github.com/tryton/tryton modules/account_invoice/tests/test_module.py, the case of an invalid ratio
#[test]
fn shares_must_make_up_the_whole() {
    let refused = Terms::parse("40% now, 50% net 30").unwrap_err();
    assert!(
        refused
            .to_string()
            .starts_with("the parts add up to 90%, not to 100%"),
        "{refused}"
    );

    let thirds = "33.333333% now, 33.333333% net 30, 33.333334% net 60";
    let dues = schedule(thirds, date(2026, 1, 1), "100.00");
    let amounts: Vec<Money> = dues.iter().map(|due| due.amount).collect();
    assert_eq!(amounts, [usd("33.33"), usd("33.33"), usd("33.34")]);
}

/// Counted from the end of the month, the day of the invoice does not matter.
///
/// github.com/odoo/odoo addons/account/tests/test_payment_term.py
#[test]
fn days_from_the_end_of_the_month() {
    for day in [1, 15, 31] {
        check_due(
            "45 days from end of month",
            date(2019, 1, day),
            date(2019, 3, 17),
        );
        check_due("45 EOM", date(2019, 1, day), date(2019, 3, 17));
    }
}

/// github.com/odoo/odoo addons/account/tests/test_payment_term.py
#[test]
fn the_last_day_of_the_month() {
    for day in [1, 15, 31] {
        check_due("EOM", date(2019, 1, day), date(2019, 1, 31));
    }
}

/// github.com/odoo/odoo addons/account/tests/test_payment_term.py
#[test]
fn the_first_day_of_the_next_month() {
    for day in [1, 15, 31] {
        check_due("1 MFI", date(2019, 1, day), date(2019, 2, 1));
    }
}

/// github.com/frappe/erpnext erpnext/selling/doctype/customer/test_customer.py, test_customer_payment_terms
#[test]
fn thirty_days_are_counted_one_by_one() {
    check_due("net 30", date(2016, 1, 22), date(2016, 2, 21));
    check_due("net 30", date(2017, 1, 22), date(2017, 2, 21));
}

/// Without any terms the invoice is due the same day.
///
/// github.com/frappe/erpnext erpnext/selling/doctype/customer/test_customer.py, a customer without a template
#[test]
fn an_invoice_without_terms_is_due_the_same_day() {
    let issued = date(2016, 1, 22);
    let dues = Terms::default().schedule(issued, usd("100.00")).unwrap();
    assert_eq!(
        dues,
        [Due {
            date: issued,
            amount: usd("100.00"),
            discount: None
        }]
    );
    assert_eq!(Terms::default().to_string(), "due on receipt");
}

/// A counter-example: there, day 31 in February spills over into March. Here it is the last day of February.
///
/// github.com/idempiere/idempiere db/postgresql/functions/C_PaymentTerm_DueDate.sql
#[test]
fn a_day_that_the_month_does_not_have_is_its_last() {
    check_due("day 31", date(2026, 2, 1), date(2026, 2, 28));
    check_due("day 31", date(2028, 2, 1), date(2028, 2, 29));
    check_due("31 MFI", date(2026, 1, 10), date(2026, 2, 28));
    check_due("day 31", date(2026, 4, 10), date(2026, 4, 30));
}

/// With end-of-month dating both clocks start when the month of the invoice is over.
///
/// https://www.monash.edu/business/marketing/marketing-dictionary/e/end-of-month-dating-eom
/// (which prints "net 20" once, a slip for 30)
#[test]
fn a_discount_with_end_of_month_dating() {
    let dues = schedule("2/10, net 30 EOM", date(2026, 6, 16), "1000.00");
    let [due] = dues[..] else {
        panic!("one line expected: {dues:?}")
    };
    let discount = due.discount.unwrap();
    assert_eq!(due.date, date(2026, 7, 30));
    assert_eq!(discount.until, date(2026, 7, 10));
    assert_eq!(discount.amount, usd("20.00"));
}

/// Under the rule of the 25th, an invoice dated after that day counts as one of the next month. The rule is part
/// of the terms; without it there is no cut-off.
///
/// http://design-marketing-dictionary.blogspot.com/2009/11/end-of-month-eom-dating.html (the dates are reckoned
/// here; that the whole is due 20 days after the discount is the custom for terms that do not say)
#[test]
fn an_invoice_late_in_the_month_counts_as_one_of_the_next() {
    #[track_caller]
    fn check(terms: &str, issued: Date, until: Date, due: Date) {
        let dues = schedule(terms, issued, "1000.00");
        let found = (dues[0].discount.unwrap().until, dues[0].date);
        assert_eq!(found, (until, due), "{terms} of {issued}");
    }
    let (july, august) = (date(2026, 7, 10), date(2026, 8, 10));
    check(
        "2/10 EOM after 25",
        date(2026, 6, 27),
        august,
        date(2026, 8, 30),
    );
    check(
        "2/10 EOM after 25",
        date(2026, 6, 26),
        august,
        date(2026, 8, 30),
    );
    check(
        "2/10 EOM after 25",
        date(2026, 6, 25),
        july,
        date(2026, 7, 30),
    );
    check("2/10 EOM", date(2026, 6, 27), july, date(2026, 7, 30));
    check(
        "2% 10th prox net 30 after 25",
        date(2026, 6, 27),
        august,
        date(2026, 8, 31),
    );
}

/// With proximo dating the discount runs to a day of the next month, and the credit from its first day.
///
/// https://www.monash.edu/business/marketing/marketing-dictionary/p/proximo-dating ;
/// https://documentation.basis.cloud/AddonHelp/WebHelp/Content/APOperations/ap_appendix_b_terms_code_examples.htm
/// (both on the 10th)
#[test]
fn proximo_dating() {
    let issued = date(2026, 6, 16);
    let dues = schedule("2%, 10th proximo, net 60 days", issued, "1000.00");
    let discount = dues[0].discount.unwrap();
    assert_eq!(
        (discount.until, discount.amount),
        (date(2026, 7, 10), usd("20.00"))
    );
    assert_eq!(dues[0].date, date(2026, 8, 30));

    check_due("10th prox net 60", issued, date(2026, 8, 30));

    let dues = schedule("2% 10th net 10 prox", issued, "1000.00");
    let both = (dues[0].discount.unwrap().until, dues[0].date);
    assert_eq!(both, (date(2026, 7, 10), date(2026, 7, 10)));
}

/// One order, four ways to date the same ten days: from the invoice, from the end of its month, from the receipt
/// of the goods and from a day named in the terms.
///
/// https://issuhub.com/view/index?id=4277&pageIndex=375
#[test]
fn four_ways_to_date_a_discount() {
    #[track_caller]
    fn check(terms: &str, until: Date) {
        let bill = Bill {
            events: Events {
                received: Some(date(2007, 3, 28)),
                ..Events::default()
            },
            ..Bill::new(date(2007, 3, 14), usd("1000.00"))
        };
        let schedule = Terms::parse(terms).unwrap().schedule_of(&bill).unwrap();
        assert_eq!(schedule.dues[0].discount.unwrap().until, until, "{terms}");
        assert_eq!(schedule.advisories, [], "{terms}");
    }
    check("2.5/10 net 30", date(2007, 3, 24));
    check("2.5/10 net 30 EOM", date(2007, 4, 10));
    check("2.5/10 net 30 ROG", date(2007, 4, 7));
    check("2.5/10 net 30 as of 2007-05-01", date(2007, 5, 11));
}

/// "45 jours fin de mois" is read in two ways, and the terms must say which.
///
/// https://expertfiscal.fr/retard-de-paiement-penalites-indemnite ; https://solon.law/actualites/2023/10/27/
#[test]
fn both_french_readings_of_days_and_the_end_of_the_month() {
    for (days_first, month_first) in [
        ("45 jours puis fin de mois", "fin de mois puis 45 jours"),
        ("45 days then EOM", "EOM then 45 days"),
    ] {
        check_due(days_first, date(2026, 2, 15), date(2026, 4, 30));
        check_due(month_first, date(2026, 2, 15), date(2026, 4, 14));
        check_due(days_first, date(2026, 1, 15), date(2026, 3, 31));
        check_due(month_first, date(2026, 1, 15), date(2026, 3, 17));
    }
    let unread = Terms::parse("45 jours fin de mois").unwrap_err();
    assert!(
        unread.to_string().contains("is read in two ways"),
        "{unread}"
    );
}

/// Four days after the invoice, 26 days before the due date: 2/98 a year of 360 days is 28.26 %. The page prints
/// a tenth of it, .0283, which must not be reproduced.
///
/// https://www.fiscal.treasury.gov/prompt-payment/calculator.html
#[test]
fn a_printed_rate_that_is_ten_times_too_small_is_not_reproduced() {
    let cost = annual_cost(2.into(), 30 - 4, YearBasis::Days360, Compounding::Simple).unwrap();
    assert_eq!(cost.to_string(), "28.26");
}

/// What it costs a year to let the discount of 2/10 net 30 pass, and that of 2/20 net 45.
///
/// http://im4b.ru/search.php?q=2/10%20net%2030 (360 days);
/// https://www.analystforum.com/t/trade-discount-calculation/51745 (2/20 net 45, printed as 34.3 %)
#[test]
fn the_yearly_cost_of_a_discount_not_taken() {
    #[track_caller]
    fn check(terms: &str, basis: YearBasis, compounding: Compounding, expected: &str) {
        let cost = Terms::parse(terms)
            .unwrap()
            .discount_cost(basis, compounding);
        assert_eq!(
            cost.unwrap().to_string(),
            expected,
            "{terms} {basis:?} {compounding:?}"
        );
    }
    check(
        "2/10 net 30",
        YearBasis::Days360,
        Compounding::Simple,
        "36.73",
    );
    check(
        "2/10 net 30",
        YearBasis::Days365,
        Compounding::Simple,
        "37.24",
    );
    check(
        "2/10 net 30",
        YearBasis::Days365,
        Compounding::Compound,
        "44.59",
    );
    check(
        "2/20 net 45",
        YearBasis::Days365,
        Compounding::Compound,
        "34.31",
    );
}
