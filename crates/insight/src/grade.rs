//! A grade for a payer, from A to E, that names its evidence.
//!
//! The grade is read from [`BY_DAYS_LATE`] by the customer's present habit: the mean days late of the
//! newer half of the invoices where there is a trend, of all of them where there is none. A share of
//! invoices that were not paid in full lowers it ([`BY_PAID_IN_FULL`]).

use std::fmt;

use serde::Serialize;

use crate::payer::{Behaviour, Direction, Trend};
use dunwell_core::money::Rounding;

/// From how many paid invoices on a grade is given.
pub const NEEDED: usize = 3;

/// The grade by mean days late, in thousandths of a day: the first row whose bound is not exceeded.
/// One day is what a transfer takes; a week is forgetfulness; three weeks are a habit; beyond six the
/// customer borrows from us.
pub const BY_DAYS_LATE: [(i64, Grade); 5] = [
    (1_000, Grade::A),
    (7_000, Grade::B),
    (21_000, Grade::C),
    (45_000, Grade::D),
    (i64::MAX, Grade::E),
];

/// How many grades worse by the share of ended invoices that were paid in full, in thousandths: the
/// first row whose share is reached.
pub const BY_PAID_IN_FULL: [(i64, usize); 3] = [(950, 0), (800, 1), (0, 2)];

/// How well a customer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Grade {
    /// On time.
    A,
    /// Mostly within a week.
    B,
    /// Late by habit.
    C,
    /// Very late, or not always in full.
    D,
    /// So late or so often in part that credit should be thought over.
    E,
}

impl Grade {
    /// Every grade, the best first.
    pub const ALL: [Grade; 5] = [Grade::A, Grade::B, Grade::C, Grade::D, Grade::E];

    fn lowered(self, by: usize) -> Grade {
        let place = Grade::ALL
            .iter()
            .position(|grade| *grade == self)
            .unwrap_or(0);
        Grade::ALL.get(place + by).copied().unwrap_or(Grade::E)
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// What can be said about a payer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Assessment {
    /// Fewer than [`NEEDED`] invoices were paid.
    TooLittleHistory {
        /// How many were.
        paid: usize,
    },
    /// There is enough to tell.
    Graded {
        /// The grade.
        grade: Grade,
        /// What it rests on, in words and figures.
        evidence: String,
        /// The figures themselves.
        #[serde(skip)]
        habit: Box<Behaviour>,
    },
}

impl fmt::Display for Assessment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Assessment::TooLittleHistory { paid: 0 } => {
                f.write_str("too little history: no invoice paid yet")
            }
            Assessment::TooLittleHistory { paid } => {
                write!(
                    f,
                    "too little history: {} paid so far, {NEEDED} are needed",
                    invoices(*paid)
                )
            }
            Assessment::Graded {
                grade, evidence, ..
            } => write!(f, "{grade}: {evidence}"),
        }
    }
}

/// Grades a payer by behaviour so far.
#[must_use]
pub fn assess(behaviour: &Behaviour) -> Assessment {
    let (Some(mean), Some(median), Some(share)) = (
        behaviour.mean_days_late_milli,
        behaviour.median_days_late_milli,
        behaviour.paid_in_full_milli,
    ) else {
        return Assessment::TooLittleHistory {
            paid: behaviour.paid,
        };
    };
    if behaviour.paid < NEEDED {
        return Assessment::TooLittleHistory {
            paid: behaviour.paid,
        };
    }
    let moving = behaviour
        .trend
        .filter(|trend| trend.direction != Direction::Steady);
    let habit = moving.map_or(mean, |trend| trend.newer_mean_milli);
    let by_days = BY_DAYS_LATE
        .iter()
        .find(|(bound, _)| habit <= *bound)
        .map_or(Grade::E, |row| row.1);
    let lower = BY_PAID_IN_FULL
        .iter()
        .find(|(bound, _)| share >= *bound)
        .map_or(2, |row| row.1);
    let evidence = format!(
        "{} paid, {} on average, median {}{}; {}% paid in full",
        invoices(behaviour.paid),
        lateness(mean),
        rounded(median),
        behaviour.trend.map_or_else(String::new, trend_in_words),
        percent(share),
    );
    Assessment::Graded {
        grade: by_days.lowered(lower),
        evidence,
        habit: Box::new(behaviour.clone()),
    }
}

fn invoices(count: usize) -> String {
    match count {
        1 => "1 invoice".to_owned(),
        n => format!("{n} invoices"),
    }
}

/// Whole days, rounded half away from zero: enough to read, and never the ground of a grade.
fn rounded(milli: i64) -> i128 {
    Rounding::HalfUp.div(i128::from(milli), 1_000).unwrap_or(0)
}

/// Whole per cent, rounded towards zero, so that only what is paid in full without exception is 100.
fn percent(milli: i64) -> i64 {
    milli / 10
}

fn lateness(milli: i64) -> String {
    match rounded(milli) {
        0 => "on the due date".to_owned(),
        1 => "1 day late".to_owned(),
        -1 => "1 day early".to_owned(),
        days @ 2.. => format!("{days} days late"),
        days => format!("{} days early", -days),
    }
}

fn trend_in_words(trend: Trend) -> String {
    let (older, newer) = (
        rounded(trend.older_mean_milli),
        rounded(trend.newer_mean_milli),
    );
    match trend.direction {
        Direction::Steady => ", steady".to_owned(),
        Direction::Worsening => {
            format!(", getting slower (older half {older}, newer half {newer})")
        }
        Direction::Improving => {
            format!(", getting faster (older half {older}, newer half {newer})")
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
    use super::*;
    use crate::payer::{Paid, behaviour};
    use dunwell_core::currency::Currency;
    use jiff::ToSpan;
    use jiff::civil::date;

    fn ended(days_late: &[i32], written_off: usize) -> Behaviour {
        let invoices: Vec<Paid> = (0i32..)
            .zip(days_late)
            .map(|(month, days)| {
                let due = date(2023, 1, 31) + month.months();
                Paid {
                    due,
                    settled_on: due + days.days(),
                    amount: 100_00,
                    written_off: 0,
                }
            })
            .collect();
        let given_up = Paid {
            written_off: 50_00,
            ..invoices[0]
        };
        let all: Vec<Paid> = invoices
            .into_iter()
            .chain(std::iter::repeat_n(given_up, written_off))
            .collect();
        behaviour(Currency::GBP, &all).unwrap()
    }

    fn graded(days_late: &[i32], written_off: usize) -> (Grade, String) {
        match assess(&ended(days_late, written_off)) {
            Assessment::Graded {
                grade, evidence, ..
            } => (grade, evidence),
            Assessment::TooLittleHistory { paid } => panic!("{paid} were too few"),
        }
    }

    /// getlago/lago-dunning, test/customer-memory.test.js: the four customers there are called good,
    /// sometimes late, repeatedly late, and too little known.
    #[test]
    fn good_sometimes_late_late_by_habit_and_too_little_known() {
        assert_eq!(graded(&[-1, 0, 0], 0).0, Grade::A);
        assert_eq!(graded(&[-1, 0, 6], 0).0, Grade::B);
        assert_eq!(graded(&[5, 10, 20], 0).0, Grade::C);
        let unknown = assess(&ended(&[15, 20], 0));
        assert_eq!(unknown, Assessment::TooLittleHistory { paid: 2 });
        assert_eq!(
            unknown.to_string(),
            "too little history: 2 invoices paid so far, 3 are needed"
        );
    }

    #[test]
    fn bounds_belong_to_the_better_grade() {
        for (days, grade) in [
            (1, Grade::A),
            (2, Grade::B),
            (7, Grade::B),
            (8, Grade::C),
            (21, Grade::C),
            (22, Grade::D),
            (45, Grade::D),
            (46, Grade::E),
        ] {
            assert_eq!(graded(&[days; 3], 0).0, grade, "{days} days late");
        }
    }

    #[test]
    fn the_evidence_names_its_figures() {
        let mut days = [13; 13].to_vec();
        days.extend([29; 12]);
        days.extend([28; 1]);
        let (grade, evidence) = graded(&days, 1);
        assert_eq!(grade, Grade::D, "by the newer half");
        assert_eq!(
            evidence,
            "26 invoices paid, 21 days late on average, median 21, getting slower (older half 13, newer half 29); 96% paid in full"
        );
        let (grade, evidence) = graded(&[-2; 6], 0);
        assert_eq!(
            (grade, evidence.as_str()),
            (
                Grade::A,
                "6 invoices paid, 2 days early on average, median -2, steady; 100% paid in full"
            )
        );
    }

    #[test]
    fn a_customer_who_improves_is_graded_by_what_is_new() {
        assert_eq!(graded(&[40, 40, 40, 5, 5, 5], 0).0, Grade::B);
        assert_eq!(graded(&[5, 5, 5, 40, 40, 40], 0).0, Grade::D);
    }

    #[test]
    fn what_was_not_paid_in_full_lowers_the_grade_to_the_last_at_most() {
        assert_eq!(graded(&[0; 19], 1).0, Grade::A, "95 of 100");
        assert_eq!(graded(&[0; 18], 1).0, Grade::B);
        assert_eq!(graded(&[0; 4], 1).0, Grade::B, "80 of 100");
        assert_eq!(graded(&[0; 3], 1).0, Grade::C);
        assert_eq!(graded(&[60; 3], 3).0, Grade::E);
    }
}
