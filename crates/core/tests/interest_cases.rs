//! Published calculations of late interest, and what others got wrong, as cases of our calculator.
//!
//! Each names where it was published. Those marked "derived" follow from the rule named there, whose
//! page prints no such sum.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use dunwell_core::currency::Currency;
use dunwell_core::interest::{
    AgreedRate, Allocation, ChangeDay, Compounding, DayCount, Debt, InterestError, RateStep,
    Reduction, Row, Rule, Split, daily_amount, rows, total,
};
use dunwell_core::money::Money;
use jiff::civil::{Date, date};

/// Simple interest over ACT/365 at these rates.
fn floating(rates: &[(Date, &str)]) -> Rule {
    Rule {
        steps: rates
            .iter()
            .map(|(from, percent)| RateStep::new(*from, percent.parse().unwrap()))
            .collect(),
        ..Rule::default()
    }
}

/// Simple interest over ACT/365 at one rate.
fn at(percent: &str) -> Rule {
    floating(&[(date(1999, 1, 1), percent)])
}

fn rounded_daily(rule: Rule) -> Rule {
    Rule {
        round_daily: true,
        ..rule
    }
}

fn over(day_count: DayCount, rule: Rule) -> Rule {
    Rule { day_count, ..rule }
}

fn minor(amount: &str) -> i64 {
    Money::parse(amount, Currency::EUR).unwrap().minor()
}

fn debt(amount: &str, due: Date) -> Debt<'static> {
    Debt {
        principal: minor(amount),
        currency: Currency::EUR,
        due,
        reductions: &[],
    }
}

fn calculate(amount: &str, due: Date, until: Date, rule: &Rule) -> Vec<Row> {
    rows(&debt(amount, due), rule, until).unwrap()
}

#[track_caller]
fn check(amount: &str, due: Date, until: Date, rule: &Rule, expected: &str) {
    let rows = calculate(amount, due, until, rule);
    assert_eq!(total(&rows), Ok(minor(expected)), "{rows:#?}");
}

/// So many days of interest, whenever they are.
#[track_caller]
fn check_days(amount: &str, days: i32, rule: &Rule, expected: &str) {
    let due = date(2025, 1, 31);
    let until = dunwell_core::dates::add_days(due, days).unwrap();
    check(amount, due, until, rule, expected);
}

/// Days, rate and amount of each row.
#[track_caller]
fn check_rows(rows: &[Row], expected: &[(i32, &str, &str)]) {
    let found: Vec<(i32, String, String)> = rows
        .iter()
        .map(|row| {
            let amount = Money::new(row.amount, Currency::EUR);
            (
                row.days,
                row.percent.to_string(),
                amount.to_decimal_string(),
            )
        })
        .collect();
    let found: Vec<(i32, &str, &str)> = found
        .iter()
        .map(|(days, rate, amount)| (*days, rate.as_str(), amount.as_str()))
        .collect();
    assert_eq!(found, expected);
}

// United Kingdom.

/// The government's example rounds the interest of a day before it multiplies.
/// <https://www.gov.uk/late-commercial-payments-interest-debt-recovery/charging-interest-commercial-debt>
#[test]
fn statutory_interest_with_the_daily_amount_rounded() {
    check_days("1000.00", 50, &rounded_daily(at("8.5")), "11.50");
    check_days("1000.00", 50, &at("8.5"), "11.64");
    check_days("1000.00", 365, &at("8.5"), "85.00");
    let day = date(2025, 3, 1);
    let daily = daily_amount(&debt("1000.00", date(2025, 1, 31)), &at("8.5"), day);
    assert_eq!(daily, Ok(minor("0.23")));
}

/// <http://www.businesseastsussex.org.uk/ourservices/running-a-business/make-a-court-claim-for-money/3-work-out-interest/>,
/// <http://www.solicitorsinswindon.com/civil-litigation/>
#[test]
fn county_court_interest() {
    check_days("1000.00", 50, &rounded_daily(at("8")), "11.00");
    check_days("1000.00", 25, &rounded_daily(at("8")), "5.50");
}

/// The court form's factor of 0.00022 a day is 0.022 per cent a day, a little more than 8 per cent a year.
/// <https://www.clarksonhirst.co.uk/latest-news/2015-03-24-claiming-interest-in-the-county-court>
#[test]
fn county_court_interest_with_the_factor_of_the_form() {
    let rate: AgreedRate = "0.022% a day".parse().unwrap();
    let rule = Rule {
        steps: rate.steps(&[]).unwrap(),
        round_daily: true,
        ..Rule::default()
    };
    check_days("2300.00", 60, &rule, "30.60");
}

/// The page cuts 9.9863 down to 9.98.
/// <https://www.ryelandaccounting.co.uk/post/late-payments-and-how-to-avoid-them>
#[test]
fn interest_is_rounded_and_not_cut_off() {
    check_days("1000.00", 45, &at("8.1"), "9.99");
}

// Spain: a wrong print.

/// The page prints 12.38 for 1000 x (120/365) x 0.0375, which is 12.33.
/// <https://emprendepyme.net/como-calcular-los-intereses-de-demora.html>
#[test]
fn a_misprint_is_not_reproduced() {
    check_days("1000.00", 120, &at("3.75"), "12.33");
}

// Germany.

/// <https://anleiter.de/wie-berechnet-man-verzugszinsen/>
#[test]
fn german_interest_over_calendar_days() {
    check_days("1000.00", 25, &at("5.12"), "3.51");
}

/// The page counts 1 January and 30 July with all days between as 210.
/// <https://p-konto.de/wiki/zinsformel/>
#[test]
fn german_interest_over_months_of_thirty_days() {
    let rule = over(DayCount::Thirty360, at("6"));
    let rows = calculate("10000.00", date(2015, 12, 31), date(2016, 7, 30), &rule);
    check_rows(&rows, &[(210, "6", "350.00")]);
}

/// The same days over 360 and over 365; a test in a public repository divides by 360.
#[test]
fn the_day_count_makes_a_difference() {
    check_days(
        "10000.00",
        30,
        &over(DayCount::Act360, at("12.62")),
        "105.17",
    );
    check_days("10000.00", 30, &at("12.62"), "103.73");
}

/// Nine points over the base rate, business to business.
fn german_rates() -> Rule {
    floating(&[
        (date(2022, 7, 1), "8.12"),
        (date(2023, 1, 1), "10.62"),
        (date(2023, 7, 1), "12.12"),
        (date(2024, 1, 1), "12.62"),
        (date(2024, 7, 1), "12.37"),
        (date(2025, 1, 1), "11.27"),
        (date(2025, 7, 1), "10.27"),
    ])
}

/// Derived from the rule of BGB sections 187, 247 and 288: <https://www.gesetze-im-internet.de/bgb/__288.html>
#[test]
fn a_floating_rate_changes_with_each_half_year() {
    let (due, paid) = (date(2023, 1, 15), date(2025, 10, 2));
    let rows = calculate("10000.00", due, paid, &german_rates());
    check_rows(
        &rows,
        &[
            (166, "10.62", "482.99"),
            (184, "12.12", "610.98"),
            (182, "12.62", "629.27"),
            (184, "12.37", "623.58"),
            (181, "11.27", "558.87"),
            (94, "10.27", "264.49"),
        ],
    );
    assert_eq!(rows.iter().map(|row| row.days).sum::<i32>(), 991);
    assert_eq!(total(&rows), Ok(minor("3170.18")));
    let leap_years = over(DayCount::ActAct, german_rates());
    check("10000.00", due, paid, &leap_years, "3166.76");
}

/// The README of <https://github.com/ameax/bgb-interest> charges 986 of these 991 days, because it loses
/// a day at each change of the rate, and comes to 3,154.20.
#[test]
fn no_day_is_lost_at_a_change_of_the_rate() {
    let (due, paid) = (date(2023, 1, 15), date(2025, 10, 2));
    for change_day in [ChangeDay::New, ChangeDay::Old] {
        let rule = Rule {
            change_day,
            ..german_rates()
        };
        let rows = calculate("10000.00", due, paid, &rule);
        assert_eq!(rows.iter().map(|row| row.days).sum::<i32>(), 991);
        assert_ne!(total(&rows), Ok(minor("3154.20")));
    }
}

/// A test of that library charges 1 July at the old rate. Ours bears the new rate, and the other way is an
/// option. <https://github.com/ameax/bgb-interest>
#[test]
fn the_day_of_a_change_bears_the_new_rate_unless_asked_otherwise() {
    let (due, paid) = (date(2023, 1, 1), date(2023, 7, 1));
    let rows = calculate("10000.00", due, paid, &german_rates());
    check_rows(&rows, &[(180, "10.62", "523.73"), (1, "12.12", "3.32")]);
    assert_eq!(total(&rows), Ok(minor("527.05")));
    let old = Rule {
        change_day: ChangeDay::Old,
        ..german_rates()
    };
    let rows = calculate("10000.00", due, paid, &old);
    check_rows(&rows, &[(181, "10.62", "526.64")]);
}

/// Five points over the base rate, from a consumer. The first sum charges 1 July at the old rate.
fn german_consumer_rates(change_day: ChangeDay) -> Rule {
    Rule {
        change_day,
        ..floating(&[
            (date(2023, 1, 1), "6.62"),
            (date(2023, 7, 1), "8.12"),
            (date(2024, 1, 1), "8.62"),
        ])
    }
}

/// <https://github.com/ameax/bgb-interest>, its tests of a consumer's debt.
#[test]
fn a_consumer_pays_five_points_over_the_base_rate() {
    let old = german_consumer_rates(ChangeDay::Old);
    let due = date(2023, 1, 1);
    check("10000.00", due, date(2023, 7, 1), &old, "328.28");
    // To 1 January of the next year: a row for each half-year, and the total is the sum of the rows.
    let rows = calculate("10000.00", due, date(2024, 1, 1), &old);
    check_rows(&rows, &[(181, "6.62", "328.28"), (184, "8.12", "409.34")]);
    assert_eq!(total(&rows), Ok(minor("737.62")));
    let new = german_consumer_rates(ChangeDay::New);
    let rows = calculate("10000.00", due, date(2024, 1, 1), &new);
    check_rows(
        &rows,
        &[
            (180, "6.62", "326.47"),
            (184, "8.12", "409.34"),
            (1, "8.62", "2.36"),
        ],
    );
}

/// <https://github.com/ameax/bgb-interest>, its tests of the edges.
#[test]
fn who_pays_in_time_pays_no_interest() {
    let due = date(2023, 3, 1);
    for paid in [date(2023, 2, 1), due] {
        assert_eq!(calculate("10000.00", due, paid, &german_rates()), []);
    }
    check_rows(
        &calculate("10000.00", due, date(2023, 3, 2), &german_rates()),
        &[(1, "10.62", "2.91")],
    );
}

#[test]
fn an_amount_of_nothing_or_less_is_refused() {
    for amount in ["0.00", "-1.00"] {
        let debt = debt(amount, date(2023, 3, 1));
        assert_eq!(
            rows(&debt, &german_rates(), date(2023, 4, 1)),
            Err(InterestError::NotPositive)
        );
    }
}

/// For reports, rows can end with each calendar year: <https://github.com/ameax/bgb-interest>
#[test]
fn rows_can_be_split_by_calendar_year() {
    let rule = Rule {
        split: Split::Year,
        ..at("9")
    };
    let rows = calculate("1000.00", date(2023, 6, 15), date(2024, 3, 15), &rule);
    let ends: Vec<(Date, Date)> = rows.iter().map(|row| (row.from, row.to)).collect();
    assert_eq!(
        ends,
        [
            (date(2023, 6, 16), date(2023, 12, 31)),
            (date(2024, 1, 1), date(2024, 3, 15))
        ]
    );
}

// France.

/// <https://agenceipro.com/zoom-sur-les-penalites-de-retard>
#[test]
fn french_penalties_on_the_amount_with_tax() {
    check_days("15000.00", 30, &at("15"), "184.93");
}

// Netherlands.

/// Derived from BW 6:119a(3), each year's interest bears interest from the next year on:
/// <https://wetboekplus.nl/burgerlijk-wetboek-boek-6-artikel-119a-handelsrente/>
#[test]
fn dutch_interest_is_added_to_the_principal_after_each_year() {
    let rule = Rule {
        compounding: Compounding::Yearly,
        ..at("10")
    };
    let rows = calculate("1000.00", date(2021, 3, 1), date(2023, 4, 1), &rule);
    check_rows(
        &rows,
        &[
            (365, "10", "100.00"),
            (365, "10", "110.00"),
            (31, "10", "10.28"),
        ],
    );
    assert_eq!(rows[1].from, date(2022, 3, 2));
    assert_eq!(
        rows.iter().map(|row| row.principal).collect::<Vec<_>>(),
        [minor("1000"), minor("1100"), minor("1210")]
    );
}

// United States.

/// 5 CFR 1315.17, <https://www.fiscal.treasury.gov/prompt-payment/interest.html>
#[test]
fn american_prompt_payment_within_a_month() {
    let rule = over(DayCount::Act360, at("6.5"));
    check(
        "1500.00",
        date(2025, 4, 1),
        date(2025, 4, 11),
        &rule,
        "2.71",
    );
}

/// Interest is added after every 30 days. 5 CFR 1315.17,
/// <https://www.fiscal.treasury.gov/prompt-payment/monthly-interest.html>
#[test]
fn american_prompt_payment_over_several_months() {
    let rule = Rule {
        compounding: Compounding::EveryDays(30),
        ..over(DayCount::Act360, at("6"))
    };
    let rows = calculate("1500.00", date(2025, 4, 1), date(2025, 6, 15), &rule);
    check_rows(
        &rows,
        &[(30, "6", "7.50"), (30, "6", "7.54"), (15, "6", "3.79")],
    );
    assert_eq!(total(&rows), Ok(minor("18.83")));
}

/// The days are printed there, the amount is derived from its formula and the rate of fiscal 2025.
/// <https://fmx.cpa.texas.gov/fm/pubs/purchase/prompt_pay/index.php?page=calculate&section=overview>
#[test]
fn texan_prompt_payment() {
    let rows = calculate("500.00", date(2024, 11, 5), date(2024, 12, 9), &at("9.5"));
    check_rows(&rows, &[(34, "9.5", "4.42")]);
}

/// <https://mrdaymude.com/calculation-of-interest-on-california-judgment/>
#[test]
fn californian_interest_with_the_daily_amount_rounded() {
    check_days("5000.00", 100, &rounded_daily(at("10")), "137.00");
}

// Canada, India, Switzerland.

/// <https://www.ontario.ca/page/prejudgment-and-postjudgment-interest-rates>
#[test]
fn ontarian_prejudgment_interest() {
    check_days("40000.00", 60, &at("0.5"), "32.88");
}

/// Derived from MSMED Act section 16, compound interest with monthly rests; the day of the month comes
/// back after a short one. <https://lawgist.in/micro-small-and-medium-enterprises-development-act/16>
#[test]
fn indian_interest_with_monthly_rests() {
    let rule = Rule {
        compounding: Compounding::Monthly,
        ..at("19.5")
    };
    let rows = calculate("100000.00", date(2025, 1, 30), date(2025, 4, 10), &rule);
    let ends: Vec<Date> = rows.iter().map(|row| row.to).collect();
    assert_eq!(
        ends,
        [date(2025, 2, 27), date(2025, 3, 30), date(2025, 4, 10)]
    );
    // 100,000.00 x 28 days; then 101,495.89 x 31 days; then 103,176.83 x 11 days.
    check_rows(
        &rows,
        &[
            (28, "19.5", "1495.89"),
            (31, "19.5", "1680.94"),
            (11, "19.5", "606.34"),
        ],
    );
}

/// Derived from OR article 104 and the convention on <https://www.de-jure.ch/verzugszinsen/>
#[test]
fn swiss_interest_over_months_of_thirty_days() {
    let rule = over(DayCount::Thirty360, at("5"));
    let rows = calculate("10000.00", date(2026, 1, 31), date(2026, 7, 31), &rule);
    check_rows(&rows, &[(180, "5", "250.00")]);
}

// Other systems.

/// Interest of a dunning run, <https://github.com/frappe/erpnext> `test_dunning.py`
#[test]
fn a_dunning_run_with_and_without_interest() {
    check_days("100.00", 15, &at("10"), "0.41");
    check_days("100.00", 20, &at("0"), "0.00");
}

// Part-payments, in our own figures.

#[test]
fn the_day_of_payment_still_bears_interest_on_the_old_balance() {
    let payments = [Reduction {
        on: date(2026, 1, 31),
        minor: minor("600.00"),
    }];
    let debt = Debt {
        reductions: &payments,
        ..debt("1000.00", date(2025, 12, 31))
    };
    let rows = rows(&debt, &at("36.5"), date(2026, 3, 2)).unwrap();
    check_rows(&rows, &[(31, "36.5", "31.00"), (30, "36.5", "12.00")]);
    assert_eq!(rows[1].from, date(2026, 2, 1));
    assert_eq!(rows[1].principal, minor("400.00"));
}

#[test]
fn payments_up_to_the_due_date_lower_the_debt_from_the_start_and_too_many_leave_nothing() {
    let payment = |on: Date, amount: &str| Reduction {
        on,
        minor: minor(amount),
    };
    let payments = [
        payment(date(2026, 1, 10), "2000.00"),
        payment(date(2025, 12, 31), "250.00"),
        // A payment that bounced is owed again from the next day on.
        payment(date(2026, 1, 20), "-1350.00"),
    ];
    let debt = Debt {
        reductions: &payments,
        ..debt("1000.00", date(2025, 12, 31))
    };
    let rows = rows(&debt, &at("36.5"), date(2026, 1, 25)).unwrap();
    check_rows(&rows, &[(10, "36.5", "7.50"), (5, "36.5", "0.50")]);
    assert_eq!(rows[1].from, date(2026, 1, 21));
}

/// 31 days on 1,000.00 are 31.00; of the payment of 131.00 so much pays interest, and 100.00 principal.
#[test]
fn a_payment_can_pay_interest_first() {
    let payments = [
        Reduction {
            on: date(2026, 1, 31),
            minor: minor("131.00"),
        },
        // Less than the 9.00 that accrued since: no principal is paid.
        Reduction {
            on: date(2026, 2, 10),
            minor: minor("5.00"),
        },
    ];
    let debt = Debt {
        reductions: &payments,
        ..debt("1000.00", date(2025, 12, 31))
    };
    let rule = Rule {
        allocation: Allocation::InterestFirst,
        ..at("36.5")
    };
    let rows = rows(&debt, &rule, date(2026, 2, 20)).unwrap();
    let principals: Vec<i64> = rows.iter().map(|row| row.principal).collect();
    assert_eq!(
        principals,
        [minor("1000.00"), minor("900.00"), minor("900.00")]
    );
    assert_eq!(total(&rows), Ok(minor("49.00")));
}

#[test]
fn a_debt_from_before_the_first_rate_is_refused() {
    let rule = german_rates();
    let early = debt("100.00", date(2022, 6, 29));
    assert_eq!(
        rows(&early, &rule, date(2023, 1, 1)),
        Err(InterestError::BeforeRates {
            day: date(2022, 6, 30),
            first: date(2022, 7, 1)
        })
    );
    assert_eq!(
        rows(&early, &Rule::default(), date(2023, 1, 1)),
        Err(InterestError::NoRate)
    );
    // The due date itself needs no rate, since it bears no interest.
    assert!(rows(&debt("100.00", date(2022, 6, 30)), &rule, date(2023, 1, 1)).is_ok());
}

#[test]
fn an_amount_beyond_all_reason_is_an_error_and_not_a_wrong_sum() {
    let debt = Debt {
        principal: i64::MAX,
        ..debt("1.00", date(2020, 1, 1))
    };
    assert_eq!(
        rows(&debt, &at("1000000"), date(2026, 1, 1)),
        Err(InterestError::TooLarge)
    );
    let compound = Rule {
        compounding: Compounding::EveryDays(1),
        ..at("1000000")
    };
    assert_eq!(
        rows(&debt, &compound, date(2026, 1, 1)),
        Err(InterestError::TooLarge)
    );
}
