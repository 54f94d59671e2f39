//! How customers pay: each has a habit of its own, and most are no trouble.

use fastrand::Rng;

use super::days::{Day, PayDay};
use super::random::{Curve, chance, weighted};

/// The manner in which a customer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Habit {
    /// By the due date, give or take a day.
    Prompt,
    /// Some days after it.
    BitLate,
    /// Weeks after it, every time.
    SlowButSure,
    /// Now early, now very late.
    Erratic,
    /// Late, in parts, after promises.
    InDifficulty,
}

/// How many invoices in a thousand go to customers of each habit.
const SHARES: [(i64, Habit); 5] = [
    (410, Habit::Prompt),
    (270, Habit::BitLate),
    (140, Habit::SlowButSure),
    (110, Habit::Erratic),
    (70, Habit::InDifficulty),
];

/// Gives each customer a habit, so that the habits' shares of all invoices are right. By chance
/// alone the few largest customers would decide what the whole book looks like.
///
/// From the largest customer down, each gets the habit that is furthest behind its share.
pub(super) fn assign(weights: &[i64]) -> Vec<Habit> {
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(weights[index]));
    let mut habits = vec![Habit::Prompt; weights.len()];
    let mut behind = SHARES.map(|(_, habit)| (0, habit));
    for index in order {
        for ((missing, _), (share, _)) in behind.iter_mut().zip(SHARES) {
            *missing += weights[index] * share;
        }
        if let Some((missing, habit)) = behind.iter_mut().max_by_key(|(missing, _)| *missing) {
            *missing -= weights[index] * 1000;
            habits[index] = *habit;
        }
    }
    habits
}

impl Habit {
    /// Days from the due date to the payment; negative is early.
    pub const fn days_late(self) -> Curve {
        Curve(match self {
            Habit::Prompt => &[
                (0, -14),
                (100, -7),
                (300, -3),
                (600, -1),
                (850, 1),
                (970, 4),
                (1000, 12),
            ],
            Habit::BitLate => &[
                (0, -3),
                (100, 1),
                (300, 3),
                (600, 7),
                (850, 12),
                (960, 20),
                (1000, 35),
            ],
            Habit::SlowButSure => &[(0, 8), (100, 14), (500, 24), (900, 36), (1000, 55)],
            Habit::Erratic => &[
                (0, -10),
                (200, -2),
                (450, 4),
                (650, 14),
                (800, 28),
                (920, 50),
                (980, 90),
                (1000, 140),
            ],
            Habit::InDifficulty => &[
                (0, 5),
                (150, 25),
                (500, 65),
                (800, 120),
                (950, 180),
                (1000, 260),
            ],
        })
    }

    /// The longest that an invoice can stay open, counted from its date.
    pub const fn open_days_max(self) -> i64 {
        match self {
            Habit::Prompt => 120,
            Habit::BitLate => 150,
            Habit::SlowButSure => 180,
            Habit::Erratic => 280,
            Habit::InDifficulty => 400,
        }
    }

    /// How often in a thousand an overdue invoice is paid in part.
    pub const fn part_payments(self) -> u32 {
        match self {
            Habit::Prompt | Habit::BitLate => 50,
            Habit::SlowButSure | Habit::Erratic => 90,
            Habit::InDifficulty => 250,
        }
    }

    /// How often in a thousand a customer who is overdue has promised to pay.
    pub const fn promises(self) -> u32 {
        match self {
            Habit::Prompt => 20,
            Habit::BitLate => 80,
            Habit::SlowButSure => 150,
            Habit::Erratic => 200,
            Habit::InDifficulty => 450,
        }
    }
}

/// On which days a new customer of the book pays. Month ends are usual.
pub(super) fn draw_pay_day(rng: &mut Rng) -> PayDay {
    weighted(
        rng,
        &[
            (430, PayDay::Any),
            (70, PayDay::Weekly(0)),
            (80, PayDay::Weekly(1)),
            (100, PayDay::Weekly(2)),
            (70, PayDay::Weekly(3)),
            (30, PayDay::Weekly(4)),
            (130, PayDay::HalfMonth),
            (100, PayDay::MonthEnd),
        ],
    )
}

/// How much later a customer pays today than half a year ago, in days; negative is earlier. Most
/// do not change.
pub(super) fn draw_drift(rng: &mut Rng) -> i64 {
    if !chance(rng, 120) {
        return 0;
    }
    if chance(rng, 650) {
        rng.i64(6..=24)
    } else {
        -rng.i64(3..=10)
    }
}

/// The part of a drift that shows on an invoice of that day.
pub(super) fn drifted(drift_days: i64, issued: Day) -> i64 {
    const OVER_DAYS: i64 = 180;
    drift_days * (OVER_DAYS - Day::AS_OF.since(issued)).max(0) / OVER_DAYS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn habits_have_their_shares_of_the_invoices() {
        let weights: Vec<i64> = (1..=200).map(|n| n * n).collect();
        let habits = assign(&weights);
        let total: i64 = weights.iter().sum();
        for (share, wanted) in SHARES {
            let given: i64 = weights
                .iter()
                .zip(&habits)
                .filter(|(_, habit)| **habit == wanted)
                .map(|(weight, _)| weight)
                .sum();
            let off = given * 1000 / total - share;
            assert!(off.abs() <= 2, "{wanted:?} is off by {off}");
        }
        assert_eq!(habits[199], Habit::Prompt);
    }

    #[test]
    fn a_drift_grows_over_half_a_year() {
        assert_eq!(drifted(20, Day(-200)), 0);
        assert_eq!(drifted(20, Day(-90)), 10);
        assert_eq!(drifted(20, Day(0)), 20);
        assert_eq!(drifted(-10, Day(-90)), -5);
    }

    #[test]
    fn habits_differ_in_the_mean() {
        let means = [
            Habit::Prompt,
            Habit::BitLate,
            Habit::Erratic,
            Habit::SlowButSure,
            Habit::InDifficulty,
        ]
        .map(|habit| habit.days_late().mean());
        assert!(means.is_sorted() && means[0] < 0, "{means:?}");
    }
}
