#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use jiff::civil::date;

use super::*;
use crate::currency::Currency;

fn schedule(terms: &str, issued: Date, minor: i64) -> Vec<(Date, i64)> {
    let total = Money::new(minor, Currency::GBP);
    let dues = Terms::parse(terms)
        .unwrap()
        .schedule(issued, total)
        .unwrap();
    dues.iter()
        .map(|due| (due.date, due.amount.minor()))
        .collect()
}

#[test]
fn one_date_for_the_whole() {
    #[track_caller]
    fn check(terms: &str, issued: Date, expected: Date) {
        assert_eq!(schedule(terms, issued, 10_000), [(expected, 10_000)]);
    }
    check("due on receipt", date(2026, 3, 12), date(2026, 3, 12));
    check("net 30", date(2026, 1, 30), date(2026, 3, 1));
    check("EOM", date(2028, 2, 1), date(2028, 2, 29));
    check("30 EOM", date(2026, 1, 31), date(2026, 3, 2));
    check("15 MFI", date(2026, 12, 31), date(2027, 1, 15));
    check("31 MFI", date(2026, 1, 31), date(2026, 2, 28));
    check("day 20", date(2026, 3, 20), date(2026, 3, 20));
    check("day 20", date(2026, 3, 21), date(2026, 4, 20));
    check("day 31", date(2026, 4, 30), date(2026, 4, 30));
    check("day 29", date(2026, 1, 30), date(2026, 2, 28));
    check("1 month", date(2026, 1, 31), date(2026, 2, 28));
    check("1 month 30 days", date(2026, 1, 31), date(2026, 3, 30));
    check("30 days then EOM", date(2026, 1, 31), date(2026, 3, 31));
    check("end of next month", date(2026, 1, 31), date(2026, 2, 28));
}

#[test]
fn parts_add_up_and_the_last_takes_the_remainder() {
    let issued = date(2026, 1, 1);
    let (now, in_30, in_60) = (issued, date(2026, 1, 31), date(2026, 3, 2));
    #[track_caller]
    fn check(terms: &str, minor: i64, expected: &[(Date, i64)]) {
        assert_eq!(schedule(terms, date(2026, 1, 1), minor), expected);
    }
    check("30% now, 70% net 60", 10_001, &[(now, 3000), (in_60, 7001)]);
    check(
        "33.33% now, 33.33% net 30, 33.34% net 60",
        5,
        &[(now, 2), (in_30, 2), (in_60, 1)],
    );
    check("50% now, 50% net 30", 1, &[(now, 1)]);
    check(
        "30% now, 70% net 60",
        -10_001,
        &[(now, -3000), (in_60, -7001)],
    );
    check(
        "20.00 now, rest net 30",
        5000,
        &[(now, 2000), (in_30, 3000)],
    );
    check("20.00 now, rest net 30", 1500, &[(now, 1500)]);
    check(
        "20.00 now, rest net 30",
        -5000,
        &[(now, -2000), (in_30, -3000)],
    );
}

#[test]
fn a_discount_ends_with_its_last_day_or_the_due_date() {
    #[track_caller]
    fn check(terms: &str, issued: Date, until: Date, minor: i64) {
        let total = Money::new(10_025, Currency::GBP);
        let dues = Terms::parse(terms)
            .unwrap()
            .schedule(issued, total)
            .unwrap();
        let discount = dues.last().unwrap().discount.unwrap();
        assert_eq!((discount.until, discount.amount.minor()), (until, minor));
    }
    check("2/10 net 30", date(2026, 1, 25), date(2026, 2, 4), 201);
    check(
        "2.5/10 net 30 EOM",
        date(2026, 1, 25),
        date(2026, 2, 10),
        251,
    );
    check("2/10 day 20", date(2026, 1, 19), date(2026, 1, 20), 201);
    check(
        "50% now, 50% 2/10 net 30",
        date(2026, 1, 25),
        date(2026, 2, 4),
        100,
    );
}

fn apply(terms: &str, bill: &Bill) -> Schedule {
    Terms::parse(terms).unwrap().schedule_of(bill).unwrap()
}

fn bill(minor: i64) -> Bill {
    Bill::new(date(2026, 3, 10), Money::new(minor, Currency::GBP))
}

#[test]
fn stages_count_from_their_own_days() {
    let known = Bill {
        events: Events {
            ordered: Some(date(2026, 3, 12)),
            delivered: Some(date(2026, 5, 2)),
            ..Events::default()
        },
        ..bill(10_000)
    };
    let terms = "30% net 30, 40% on delivery, 25% on order, retention 5% 12 months after delivery";
    let schedule = apply(terms, &known);
    let lines: Vec<(Date, i64)> = schedule
        .dues
        .iter()
        .map(|due| (due.date, due.amount.minor()))
        .collect();
    let expected = [
        (date(2026, 3, 12), 2500),
        (date(2026, 4, 9), 3000),
        (date(2026, 5, 2), 4000),
        (date(2027, 5, 2), 500),
    ];
    assert_eq!(lines, expected, "earliest first");
    assert_eq!(schedule.advisories, []);
}

#[test]
fn what_is_not_known_is_replaced_by_the_invoice_and_said_once() {
    #[track_caller]
    fn check(terms: &str, due: Date, said: &str) {
        let schedule = apply(terms, &bill(10_000));
        assert_eq!(schedule.dues[0].date, due, "{terms}");
        let [advisory] = &schedule.advisories[..] else {
            panic!("one advisory expected: {:?}", schedule.advisories)
        };
        assert_eq!(advisory.to_string(), said);
    }
    let (issued, in_30) = (date(2026, 3, 10), date(2026, 4, 9));
    let from = |day: &str| {
        format!(
            "the terms count from {day}, which is not known; the date of the invoice took its place"
        )
    };
    check(
        "net 30 ROG",
        in_30,
        &from("the day on which the goods were received"),
    );
    check(
        "net 30 AOG",
        in_30,
        &from("the day on which the goods arrived"),
    );
    check("CWO", issued, &from("the day of the order"));
    check("CND", issued, &from("the day of the next delivery"));
    check(
        "50% COD, 50% 30 days after delivery",
        issued,
        &from("the day of delivery"),
    );
    check(
        "net 5 as of 2026-03-01",
        issued,
        "by the terms a part was due before the invoice was issued; it is due on the day of the invoice",
    );
    check(
        "2/5 net 30 as of 2026-03-01",
        date(2026, 3, 31),
        "by the terms the discount had ended before the invoice was issued; there is none",
    );
    check(
        "10th prox net 60",
        date(2026, 5, 31),
        "the terms name the last day of a discount and not how much it is, so there is none; write the rate, as in: 2% 10th prox net 60",
    );
    check(
        "2/10 net 30, discount excluding tax",
        in_30,
        "the discount leaves out the tax, and how much of the invoice is tax is not known; it is reckoned on the whole",
    );
    assert_eq!(apply("CIA", &bill(10_000)).advisories, []);
}

#[test]
fn a_discount_that_leaves_out_the_tax_is_on_the_price_without_it() {
    #[track_caller]
    fn check(terms: &str, tax: i64, expected: &[i64]) {
        let taxed = Bill {
            tax: Some(Money::new(tax, Currency::GBP)),
            ..bill(11_500)
        };
        let schedule = apply(terms, &taxed);
        let discounts: Vec<i64> = schedule
            .dues
            .iter()
            .map(|due| due.discount.unwrap().amount.minor())
            .collect();
        assert_eq!(discounts, expected, "{terms}");
    }
    check("10/10 net 30", 1500, &[1150]);
    check("10/10 net 30, discount excluding tax", 1500, &[1000]);
    check("10/10 net 30, discount with reduced tax", 1500, &[1000]);
    check("10/10 net 30, discount excluding tax", 11_500, &[0]);
    check(
        "50% 10/10 net 30, discount excluding tax, 50% 10/10 net 60",
        1500,
        &[500, 575],
    );
}

#[test]
fn the_tax_is_part_of_the_total() {
    for tax in [-1, 10_001] {
        let odd = Bill {
            tax: Some(Money::new(tax, Currency::GBP)),
            ..bill(10_000)
        };
        let error = Terms::on_receipt().schedule_of(&odd).unwrap_err();
        assert!(
            error.to_string().ends_with("the tax is part of the total"),
            "{error}"
        );
    }
}

#[test]
fn the_longest_term_is_found_over_all_days() {
    #[track_caller]
    fn check(terms: &str, days: i32) {
        let terms = Terms::parse(terms).unwrap();
        assert_eq!(terms.parts()[0].due().longest_days(), Ok(days), "{terms}");
    }
    check("due on receipt", 0);
    check("net 60", 60);
    check("60 EOM", 90);
    check("60 EOM after 25", 96);
    check("45 days then EOM", 75);
    check("2 months", 62);
    check("net 30 after delivery", 30);
}

#[test]
fn a_credit_bears_no_discount() {
    let credit = Money::new(-10_000, Currency::GBP);
    let dues = Terms::parse("2/10 net 30")
        .unwrap()
        .schedule(date(2026, 1, 1), credit)
        .unwrap();
    assert_eq!(
        dues,
        [Due {
            date: date(2026, 1, 31),
            amount: credit,
            discount: None
        }]
    );
}

#[test]
fn what_cannot_be_scheduled_is_an_error() {
    let terms = Terms::parse("net 3650").unwrap();
    let total = Money::new(100, Currency::GBP);
    for issued in [date(2199, 1, 1), date(1899, 12, 31), Date::MIN, Date::MAX] {
        assert_eq!(
            terms.schedule(issued, total),
            Err(ScheduleError::Date(DateError::OutOfRange))
        );
    }
    let yen = Money::new(5000, Currency::JPY);
    let error = Terms::parse("20.50 now, rest net 30")
        .unwrap()
        .schedule(date(2026, 1, 1), yen);
    assert_eq!(
        error.unwrap_err().to_string(),
        "20.5 has more than the 0 decimals of JPY"
    );
}
