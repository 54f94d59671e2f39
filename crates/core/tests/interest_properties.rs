//! What holds for every calculation of late interest.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use dunwell_core::currency::Currency;
use dunwell_core::dates::{add_days, days_between};
use dunwell_core::interest::{
    Allocation, ChangeDay, Compounding, DayCount, Debt, Percent, RateStep, Reduction, Row, Rule,
    Split, rows, rows_between, total,
};
use dunwell_core::money::Rounding;
use jiff::civil::{Date, date};
use proptest::prelude::*;

/// Rates, debts and payments all lie in the years after this day.
const START: Date = date(2015, 1, 1);

fn day(number: i32) -> Date {
    add_days(START, number).unwrap()
}

fn any_day_count() -> impl Strategy<Value = DayCount> {
    prop_oneof![
        Just(DayCount::Act365),
        Just(DayCount::Act360),
        Just(DayCount::ActAct),
        Just(DayCount::Thirty360)
    ]
}

fn any_compounding() -> impl Strategy<Value = Compounding> {
    prop_oneof![
        3 => Just(Compounding::Simple),
        1 => (1u16..90).prop_map(Compounding::EveryDays),
        1 => Just(Compounding::Monthly),
        1 => Just(Compounding::Yearly),
    ]
}

prop_compose! {
    /// A rule whose first rate is in force from [`START`]; a step often repeats the rate before it.
    fn any_rule()(
        day_count in any_day_count(),
        compounding in any_compounding(),
        round_daily: bool,
        old_on_change: bool,
        interest_first: bool,
        split_years: bool,
        changes in prop::collection::btree_map(1i32..1500, 0i64..4, 0..8),
        first in 0i64..4,
    ) -> Rule {
        let rates = [0, 8_250_000, 10_620_000, 12_345_678];
        let steps = std::iter::once((0, first)).chain(changes).map(|(number, rate)| {
            RateStep::new(day(number), Percent::from_millionths(rates[usize::try_from(rate).unwrap()]).unwrap())
        });
        Rule {
            steps: steps.collect(),
            day_count,
            compounding,
            round_daily,
            change_day: if old_on_change { ChangeDay::Old } else { ChangeDay::New },
            allocation: if interest_first { Allocation::InterestFirst } else { Allocation::PrincipalFirst },
            split: if split_years { Split::Year } else { Split::None },
        }
    }
}

prop_compose! {
    /// Payments, and now and then one that is taken back, several on a day, some before the due date.
    fn any_reductions()(
        all in prop::collection::vec((0i32..1200, -20_000i64..200_000), 0..5),
        same_day in any::<bool>(),
    ) -> Vec<Reduction> {
        let first = all.first().map_or(0, |(number, _)| *number);
        all.into_iter()
            .map(|(number, minor)| Reduction { on: day(if same_day { first } else { number }), minor })
            .collect()
    }
}

#[derive(Debug, Clone)]
struct Case {
    principal: i64,
    due: Date,
    until: Date,
    rule: Rule,
    reductions: Vec<Reduction>,
}

impl Case {
    fn debt(&self) -> Debt<'_> {
        Debt {
            principal: self.principal,
            currency: Currency::GBP,
            due: self.due,
            reductions: &self.reductions,
        }
    }

    fn rows(&self) -> Vec<Row> {
        rows(&self.debt(), &self.rule, self.until).unwrap()
    }

    /// What bears simple interest on a day when payments pay principal first.
    fn balance(&self, on: Date) -> i64 {
        let paid: i64 = self
            .reductions
            .iter()
            .filter(|r| r.on < on)
            .map(|r| r.minor)
            .sum();
        (self.principal - paid).max(0)
    }

    fn percent(&self, on: Date) -> Percent {
        let steps = self.rule.steps.iter().rev();
        let mut begun = steps.filter(|step| match self.rule.change_day {
            ChangeDay::New => step.from <= on,
            ChangeDay::Old => step.from < on,
        });
        begun.next().unwrap_or(&self.rule.steps[0]).percent
    }
}

prop_compose! {
    fn any_case()(
        principal in 1i64..500_000,
        due in 0i32..1000,
        late in 0i32..1100,
        rule in any_rule(),
        reductions in any_reductions(),
    ) -> Case {
        Case { principal, due: day(due), until: day(due + late), rule, reductions }
    }
}

/// Simple interest, payments on principal: what most statutes ask for, and what can be checked day by day.
fn any_simple_case() -> impl Strategy<Value = Case> {
    any_case().prop_map(|case| {
        let rule = Rule {
            compounding: Compounding::Simple,
            allocation: Allocation::PrincipalFirst,
            ..case.rule
        };
        Case { rule, ..case }
    })
}

fn days_of(row: &Row) -> impl Iterator<Item = Date> {
    let from = row.from;
    (0..=days_between(row.from, row.to)).map(move |number| add_days(from, number).unwrap())
}

proptest! {
    #[test]
    fn rows_cover_each_bearing_day_once_in_order_and_no_other(case in any_simple_case()) {
        let rows = case.rows();
        let covered: Vec<(Date, i64, Percent)> = rows
            .iter()
            .flat_map(|row| days_of(row).map(|day| (day, row.principal, row.percent)))
            .collect();
        let expected: Vec<(Date, i64, Percent)> = (1..=days_between(case.due, case.until))
            .map(|number| add_days(case.due, number).unwrap())
            .map(|day| (day, case.balance(day), case.percent(day)))
            .filter(|(_, balance, _)| *balance > 0)
            .collect();
        prop_assert_eq!(covered, expected);
    }

    #[test]
    fn no_day_is_counted_twice_however_interest_is_compounded(case in any_case()) {
        let rows = case.rows();
        for row in &rows {
            prop_assert!(case.due < row.from && row.from <= row.to && row.to <= case.until);
            prop_assert!(row.principal > 0);
            prop_assert_eq!(row.days, case.rule.day_count.days(row.from, row.to));
        }
        prop_assert!(rows.windows(2).all(|pair| pair[0].to < pair[1].from));
        // A debt that nobody pays bears interest on every day.
        let unpaid = Case { reductions: Vec::new(), ..case };
        let days: usize = unpaid.rows().iter().map(|row| days_of(row).count()).sum();
        prop_assert_eq!(i32::try_from(days).unwrap(), days_between(unpaid.due, unpaid.until));
    }

    #[test]
    fn each_row_is_its_own_formula_rounded_half_up(case in any_case()) {
        for row in case.rows() {
            let year = case.rule.day_count.year_days(row.from);
            let yearly = i128::from(row.principal) * i128::from(row.percent.millionths());
            let divisor = 100_000_000 * i128::from(year);
            let days = i128::from(row.days);
            let expected = if case.rule.round_daily {
                Rounding::HalfUp.div(yearly, divisor).unwrap() * days
            } else {
                Rounding::HalfUp.div(yearly * days, divisor).unwrap()
            };
            prop_assert_eq!(i128::from(row.amount), expected);
        }
    }

    #[test]
    fn neighbouring_rows_differ_in_something_that_a_reader_can_see(case in any_case()) {
        for pair in case.rows().windows(2) {
            let [left, right] = pair else { unreachable!("windows of two") };
            let year_ends = left.to == left.to.last_of_year()
                && (case.rule.split == Split::Year || case.rule.day_count == DayCount::ActAct);
            // Interest of nothing may have been added or paid between them.
            let same = left.percent == right.percent && left.principal == right.principal;
            let gap = add_days(left.to, 1).unwrap() < right.from;
            let interest_between = case.rule.compounding != Compounding::Simple
                || case.rule.allocation == Allocation::InterestFirst;
            prop_assert!(!same || gap || year_ends || interest_between, "{:?}", pair);
        }
    }

    /// A row that is cut is rounded twice, each time by at most half a minor unit, where the whole row was
    /// rounded once. All three together are less than two units, so the total moves by one at most.
    #[test]
    fn cutting_a_period_in_two_moves_the_total_by_one_minor_unit_at_most(
        case in any_case(), cut in 0i32..1100,
    ) {
        let whole = total(&case.rows()).unwrap();
        let cut = add_days(case.due, cut).unwrap().min(case.until);
        let first = rows_between(&case.debt(), &case.rule, add_days(case.due, 1).unwrap(), cut).unwrap();
        let rest = rows_between(&case.debt(), &case.rule, add_days(cut, 1).unwrap(), case.until).unwrap();
        let parts = total(&first).unwrap() + total(&rest).unwrap();
        prop_assert!((whole - parts).abs() <= 1, "{whole} {parts}");
        if case.rule.round_daily {
            prop_assert_eq!(whole, parts);
        }
    }

    /// Each extra row moves the total away from the exact interest by at most half a minor unit.
    #[test]
    fn the_total_is_within_half_a_minor_unit_a_row_of_the_exact_interest(case in any_simple_case()) {
        prop_assume!(!case.rule.round_daily);
        // In parts of a minor unit; 365 x 366 x 360 is divided by the days of every year.
        let unit = 100_000_000i128 * 365 * 366 * 360;
        let exact: i128 = (1..=days_between(case.due, case.until))
            .map(|number| add_days(case.due, number).unwrap())
            .map(|day| {
                let counted = i128::from(case.rule.day_count.days(day, day));
                let year = i128::from(case.rule.day_count.year_days(day));
                let yearly = i128::from(case.balance(day)) * i128::from(case.percent(day).millionths());
                yearly * counted * (365 * 366 * 360 / year)
            })
            .sum();
        let rows = case.rows();
        let off = i128::from(total(&rows).unwrap()) * unit - exact;
        prop_assert!(2 * off.abs() <= unit * i128::try_from(rows.len()).unwrap());
    }

    /// The bearing balance is never higher on any day, so the exact interest is never higher either. Where
    /// the rows are cut differently, rounding can still differ by half a unit for each.
    #[test]
    fn paying_more_or_earlier_never_costs_more(
        case in any_simple_case(), which: prop::sample::Index, more in 0i64..50_000, earlier in 0i32..400,
    ) {
        prop_assume!(!case.reductions.is_empty() && !case.rule.round_daily);
        let mut better = case.clone();
        let payment = which.get(&case.reductions);
        prop_assume!(payment.minor >= 0);
        let place = which.index(case.reductions.len());
        better.reductions[place] = Reduction {
            on: add_days(payment.on, -earlier).unwrap(),
            minor: payment.minor + more,
        };
        let (before, after) = (case.rows(), better.rows());
        let slack = i64::try_from((before.len() + after.len()) / 2).unwrap();
        prop_assert!(total(&after).unwrap() <= total(&before).unwrap() + slack);
        let weight = |rows: &[Row]| -> i128 {
            let of_row = |row: &Row| {
                let year = i128::from(case.rule.day_count.year_days(row.from));
                let yearly = i128::from(row.principal) * i128::from(row.percent.millionths());
                yearly * i128::from(row.days) * (365 * 366 * 360 / year)
            };
            rows.iter().map(of_row).sum()
        };
        prop_assert!(weight(&after) <= weight(&before));
    }

    #[test]
    fn the_order_of_payments_changes_nothing(case in any_case(), seed in any::<prop::sample::Index>()) {
        let mut turned = case.clone();
        if !turned.reductions.is_empty() {
            let by = seed.index(turned.reductions.len());
            turned.reductions.rotate_left(by);
            turned.reductions[by / 2..].reverse();
        }
        prop_assert_eq!(case.rows(), turned.rows());
    }

    #[test]
    fn without_a_late_day_there_are_no_rows(case in any_case(), early in 0i32..400) {
        let until = add_days(case.due, -early).unwrap();
        prop_assert_eq!(rows(&case.debt(), &case.rule, until), Ok(Vec::new()));
    }

    #[test]
    fn a_window_over_everything_is_the_whole(case in any_case()) {
        let whole = rows_between(&case.debt(), &case.rule, case.due, case.until);
        prop_assert_eq!(whole, Ok(case.rows()));
    }
}
