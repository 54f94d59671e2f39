//! Whole calculations with the law that is compiled in: rates, rows, fixed sums, sources, refusals.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use dunwell_core::dates::parse_date;
use dunwell_core::interest::{
    AgreedRate, End, Options, Request, Statement, StatementError, statement,
};
use dunwell_core::money::Money;
use dunwell_core::packs::{Debtor, Packs};
use jiff::civil::Date;

fn day(text: &str) -> Date {
    parse_date(text).unwrap()
}

/// A debt under a law, in the currency of that law.
#[derive(Clone)]
struct Case {
    jurisdiction: &'static str,
    debtor: Debtor,
    amount: &'static str,
    due: &'static str,
    end: End,
    payments: Vec<(&'static str, &'static str)>,
    agreed: Option<&'static str>,
    options: Vec<&'static str>,
}

impl Case {
    fn paid(
        jurisdiction: &'static str,
        amount: &'static str,
        due: &'static str,
        paid: &str,
    ) -> Case {
        Case {
            jurisdiction,
            debtor: Debtor::Business,
            amount,
            due,
            end: End::Paid(day(paid)),
            payments: Vec::new(),
            agreed: None,
            options: Vec::new(),
        }
    }

    fn of(mut self, debtor: Debtor) -> Case {
        self.debtor = debtor;
        self
    }

    fn agreed(mut self, rate: &'static str) -> Case {
        self.agreed = Some(rate);
        self
    }

    fn option(mut self, option: &'static str) -> Case {
        self.options.push(option);
        self
    }

    fn payment(mut self, on: &'static str, amount: &'static str) -> Case {
        self.payments.push((on, amount));
        self
    }

    fn still_open(mut self) -> Case {
        self.end = End::AsOf(self.end.day());
        self
    }

    fn result(&self) -> Result<Statement, StatementError> {
        let packs = Packs::embedded().unwrap();
        let pack = packs.get(self.jurisdiction).unwrap();
        let money = |text: &str| Money::parse(text, pack.currency).unwrap();
        let payments: Vec<(Date, Money)> = self
            .payments
            .iter()
            .map(|(on, amount)| (day(on), money(amount)))
            .collect();
        let agreed: Option<AgreedRate> = self.agreed.map(|rate| rate.parse().unwrap());
        let mut options = Options::default();
        for option in &self.options {
            options.set(option).unwrap();
        }
        let request = Request {
            pack,
            debtor: self.debtor,
            amount: money(self.amount),
            due: day(self.due),
            end: self.end,
            payments: &payments,
            agreed: agreed.as_ref(),
            options,
        };
        statement(packs, &request)
    }

    fn statement(&self) -> Statement {
        self.result().unwrap()
    }

    /// Interest and fixed sum.
    #[track_caller]
    fn gives(&self, interest: &str, fixed_sum: &str) {
        let found = self.statement();
        let sums = [found.interest, found.fixed_sum].map(Money::to_decimal_string);
        assert_eq!(sums, [interest, fixed_sum], "{found:#?}");
        assert_eq!(
            found.total,
            found.interest.checked_add(found.fixed_sum).unwrap()
        );
        let rows: i64 = found.rows.iter().map(|row| row.amount).sum();
        assert_eq!(found.interest.minor(), rows);
    }

    #[track_caller]
    fn rates(&self, expected: &[&str]) {
        let rows = self.statement().rows;
        let rates: Vec<String> = rows.iter().map(|row| row.percent.to_string()).collect();
        assert_eq!(rates, expected);
    }

    #[track_caller]
    fn refused(&self, message: &str) {
        assert_eq!(self.result().unwrap_err().to_string(), message);
    }
}

/// Derived from BGB sections 247 and 288 with the rates of the Bundesbank.
#[test]
fn a_german_debt_of_nearly_three_years() {
    let case = Case::paid("DE", "10000.00", "2023-01-15", "2025-10-02");
    case.gives("3170.18", "40.00");
    case.rates(&["10.62", "12.12", "12.62", "12.37", "11.27", "10.27"]);
    case.clone()
        .option("day_count=ACT/ACT")
        .gives("3166.76", "40.00");
    case.clone()
        .option("fixed_sum=none")
        .gives("3170.18", "0.00");
    // Five points for a consumer, who owes no flat sum.
    let consumer = case.of(Debtor::Consumer);
    consumer.rates(&["6.62", "8.12", "8.62", "8.37", "7.27", "6.27"]);
    assert!(consumer.statement().fixed_sum.is_zero());
}

/// A public library charges 1 July at the old rate: <https://github.com/ameax/bgb-interest>
#[test]
fn the_old_rate_on_the_day_of_a_change_is_an_option() {
    let case = Case::paid("DE", "10000.00", "2023-01-01", "2023-07-01");
    case.gives("527.05", "40.00");
    case.clone()
        .option("rate_change=old")
        .gives("526.64", "40.00");
    // Even when the debt becomes late on that very day.
    let one_day = Case::paid("DE", "10000.00", "2023-06-30", "2023-07-01");
    one_day.rates(&["12.12"]);
    one_day.clone().option("rate_change=old").rates(&["10.62"]);
    let agreed = one_day.agreed("9% over DE_BASISZINS");
    agreed.rates(&["12.12"]);
    agreed.option("rate_change=old").rates(&["10.62"]);
}

/// <https://payontime.co.uk/how-to-calculate-late-payment-interest-and-compensation>,
/// <https://www.ryelandaccounting.co.uk/post/late-payments-and-how-to-avoid-them>
#[test]
fn a_british_debt_keeps_the_rate_of_its_half_year() {
    let case = Case::paid("GB", "1000.00", "2022-11-10", "2023-11-10");
    case.rates(&["9.25"]);
    assert_eq!(case.statement().fixed_sum.to_decimal_string(), "70.00");
    // 0.25 a day, rounded before it is multiplied by 365.
    case.gives("91.25", "70.00");
    case.option("round_daily_amount=false")
        .gives("92.50", "70.00");
}

/// The band is found by what was open when the debt became late.
#[test]
fn payments_before_the_due_date_lower_the_fixed_sum() {
    let case = Case::paid("GB", "10000.00", "2025-03-10", "2025-03-20");
    let sum = |case: Case| case.statement().fixed_sum.to_decimal_string();
    assert_eq!(sum(case.clone()), "100.00");
    assert_eq!(sum(case.clone().payment("2025-03-10", "0.01")), "70.00");
    assert_eq!(sum(case.clone().payment("2025-03-11", "9000.00")), "100.00");
    assert_eq!(sum(case.payment("2025-03-01", "10000.00")), "0.00");
}

/// Collection costs as on <https://www.das.nl/ondernemer/kennisbank/archief/wat-is-de-hoogte-van-de-incassokosten>;
/// each year's interest is added to the principal.
#[test]
fn a_dutch_debt_compounds_and_costs_collection() {
    let case = Case::paid("NL", "10000.00", "2022-03-01", "2023-03-02");
    let found = case.statement();
    case.gives("844.21", "875.00");
    let last = found.rows.last().unwrap();
    assert_eq!((last.from, last.principal), (day("2023-03-02"), 10_841_09));
    // From a consumer they are owed only after a reminder that named them.
    let consumer = case.of(Debtor::Consumer).statement();
    assert!(consumer.fixed_sum.is_zero());
    assert!(
        consumer
            .notes
            .iter()
            .any(|note| note.to_string().contains("14 days")),
        "{:?}",
        consumer.notes
    );
}

/// Derived from OR article 104 and the convention on <https://www.de-jure.ch/verzugszinsen/>
#[test]
fn a_swiss_debt_counts_months_of_thirty_days() {
    Case::paid("CH", "10000.00", "2026-01-31", "2026-07-31").gives("250.00", "0.00");
}

/// The law gives the manner and the table of the Treasury the rate. 5 CFR 1315.17,
/// <https://www.fiscal.treasury.gov/prompt-payment/monthly-interest.html>
#[test]
fn a_rate_that_the_law_leaves_open_is_given_as_the_agreed_one() {
    let case = Case::paid("US", "1500.00", "2025-04-01", "2025-06-15").of(Debtor::PublicBody);
    case.clone().agreed("6%").gives("18.83", "0.00");
    case.refused(
        "US.interest.prompt-payment names no rate here; give the agreed one, such as \"8% a year\"",
    );
}

/// <https://fmx.cpa.texas.gov/fm/pubs/purchase/prompt_pay/index.php?page=calculate&section=overview>
#[test]
fn a_texan_public_body_pays_the_rate_of_the_fiscal_year() {
    let case = Case::paid("US-TX", "500.00", "2024-11-05", "2024-12-09").of(Debtor::PublicBody);
    case.rates(&["9.5"]);
    case.gives("4.42", "0.00");
}

#[test]
fn agreed_rates_are_simple_and_change_with_their_reference() {
    let case = Case::paid("GB", "1000.00", "2025-11-30", "2026-02-28");
    case.clone().agreed("12%").gives("29.59", "70.00");
    case.clone().agreed("1.5% a month").rates(&["18"]);
    case.clone().agreed("none").gives("0.00", "70.00");
    // The Bank of England went from 4 to 3.75 per cent on 18 December 2025.
    let over = case.agreed("8% over UK_BASE");
    over.rates(&["12", "11.75"]);
    over.clone().option("rate_fixing=frozen").rates(&["12"]);
    let found = over.statement();
    assert!(
        found
            .basis_in_english()
            .starts_with("Agreed interest: 8% over UK_BASE."),
        "{}",
        found.basis_in_english()
    );
    assert!(!found.sources.is_empty());
}

#[test]
fn what_is_not_verified_is_named_unless_it_is_chosen_otherwise() {
    let case = Case::paid("IE", "100.00", "2023-04-01", "2024-04-01");
    assert_eq!(
        case.statement().unverified,
        ["IE.interest.statutory.fixing"]
    );
    case.rates(&["10.5"]);
    let floating = case.option("rate_fixing=floating");
    assert_eq!(floating.statement().unverified, [""; 0]);
    floating.rates(&["10.5", "12", "12.5"]);
    let german = Case::paid("DE", "100.00", "2023-04-01", "2024-04-01").statement();
    assert_eq!(german.unverified, [""; 0]);
}

#[test]
fn who_pays_in_time_owes_neither_interest_nor_a_sum() {
    for paid in ["2023-03-01", "2023-02-01"] {
        let case = Case::paid("DE", "100.00", "2023-03-01", paid);
        case.gives("0.00", "0.00");
        assert_eq!(case.statement().rows, []);
    }
}

#[test]
fn what_is_open_and_what_each_further_day_costs() {
    let case = Case::paid("GB", "1000.00", "2025-11-10", "2026-03-01")
        .payment("2025-12-10", "400.00")
        .still_open();
    let found = case.statement();
    case.gives("26.40", "70.00");
    assert_eq!(found.principal_open.to_decimal_string(), "600.00");
    assert_eq!(found.daily.to_decimal_string(), "0.20");
    assert!(found.interest_paid.is_zero());
    // Interest first: 10.20 of the payment is interest.
    let found = case.option("allocation=statutory").statement();
    assert_eq!(found.interest_paid.to_decimal_string(), "10.20");
    assert_eq!(found.principal_open.to_decimal_string(), "610.20");
    assert_eq!(found.rows[1].principal, 610_20);
    let whole = Case::paid("GB", "1000.00", "2025-11-10", "2026-03-01").statement();
    assert!(whole.principal_open.is_zero() && whole.daily.is_zero());
}

#[test]
fn each_further_day_costs_what_the_next_one_does() {
    // The base rate fell from 2.27 % to 1.27 % on 1 July 2025.
    let check = |end: &str, agreed: Option<&'static str>, expected: &str| {
        let case = Case::paid("DE", "100000.00", "2025-01-31", end).still_open();
        let case = agreed.into_iter().fold(case, Case::agreed);
        let daily = case.statement().daily;
        assert_eq!(daily.to_decimal_string(), expected, "{end} {agreed:?}");
    };
    check("2025-06-29", None, "30.88");
    check("2025-06-30", None, "28.14");
    check("2025-07-01", None, "28.14");
    // What is agreed over the same rate changes with it.
    check("2025-06-29", Some("5% over DE_BASISZINS"), "19.92");
    check("2025-06-30", Some("5% over DE_BASISZINS"), "17.18");
    let paid = Case::paid("DE", "100000.00", "2025-01-31", "2025-06-30");
    paid.rates(&["11.27"]);
    paid.still_open().rates(&["11.27"]);
}

#[test]
fn a_refusal_says_what_would_be_right() {
    let case = Case::paid("DE", "100.00", "2023-03-01", "2024-03-01");
    let with_amount = |amount| Case {
        amount,
        ..case.clone()
    };
    with_amount("0.00").refused("EUR 0.00 cannot be owed; give an amount above zero");
    with_amount("-1.00").refused("EUR \u{2212}1.00 cannot be owed; give an amount above zero");
    case.clone()
        .payment("2023-04-01", "60.00")
        .payment("2023-05-01", "40.01")
        .refused("payments of EUR 100.01 are more than was owed: EUR 100.00");
    case.clone()
        .payment("2023-04-01", "0.00")
        .refused("the payment of EUR 0.00 on 2023-04-01 is none; give an amount above zero");
    case.clone().payment("2024-03-02", "1.00").refused(
        "the payment of 2024-03-02 lies after 2024-03-01, where the calculation ends; \
         leave it out or end later",
    );
    Case::paid("DE", "100.00", "1980-03-01", "1981-03-01").refused(
        "DE gives no interest on a debt of a business that fell due on 1980-03-01 (it does on debts of a \
         business or public-body due from 2014-07-29 on; on debts of a business or public-body due from \
         2002-01-01 to 2014-07-28; on debts of a consumer due from 2002-01-01 on); give the agreed rate, \
         such as --agreed \"8% a year\"",
    );
    Case::paid("US", "100.00", "2023-03-01", "2024-03-01").refused(
        "US gives no interest on a debt of a business that fell due on 2023-03-01 (it does on debts of a \
         public-body); give the agreed rate, such as --agreed \"8% a year\"",
    );
    Case::paid("DE", "100.00", "1990-03-01", "1991-03-01")
        .agreed("8% over DE_BASISZINS")
        .refused("DE_BASISZINS has no rate for 1990-03-02: it begins with 1999-01-01");
    let error = case
        .agreed("8% over LIBOR")
        .result()
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("there is no series of rates \"LIBOR\"; known are: ")
            && error.contains("UK_BASE"),
        "{error}"
    );
}
