//! When money is expected: each open item on its due date and as many days later as its payer has been
//! on average, with the spread of that payer's own habit.
//!
//! It is an estimate from the past and says nothing about payers of whom little is known, nor about
//! items that their payers would have paid by now: both stand apart and are in no week.

use dunwell_core::dates::days_between;
use dunwell_core::money::Rounding;
use jiff::ToSpan;
use jiff::civil::Date;

/// From how many settled invoices on a payer's habit is used.
pub const NEEDED: i64 = 3;

/// Sums over the days late of a payer's settled invoices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Habit {
    count: i64,
    sum: i64,
    squares: i128,
}

/// How late a payer is, in whole days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lateness {
    /// The mean, rounded half away from zero; early is negative.
    pub mean: i32,
    /// The standard deviation, rounded down: about two of three payments lie no further off.
    pub spread: i32,
}

impl Habit {
    /// Adds a settled invoice.
    pub fn add(&mut self, days_late: i32) {
        self.count += 1;
        self.sum += i64::from(days_late);
        self.squares += i128::from(days_late) * i128::from(days_late);
    }

    /// How late the payer is; none below [`NEEDED`] invoices.
    #[must_use]
    pub fn lateness(&self) -> Option<Lateness> {
        if self.count < NEEDED {
            return None;
        }
        let (count, sum) = (i128::from(self.count), i128::from(self.sum));
        let mean = Rounding::HalfUp.div(sum, count)?;
        // The variance times the square of the count, so that nothing is rounded before the root.
        let variance = (count * self.squares - sum * sum).max(0);
        let spread = variance.isqrt() / count;
        Some(Lateness {
            mean: i32::try_from(mean).ok()?,
            spread: i32::try_from(spread).ok()?,
        })
    }
}

/// Money that is expected within a week, and by its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// What is expected in it, in minor units.
    pub expected: i128,
    /// What is expected by its end, in minor units.
    pub by_end: i128,
    /// The same if everybody pays later than usual by their spread.
    pub by_end_at_least: i128,
    /// The same if everybody pays sooner than usual by their spread.
    pub by_end_at_most: i128,
}

/// What is expected in the coming weeks, in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    as_of: Date,
    /// The weeks, the first beginning on the day after.
    pub weeks: Vec<Week>,
    /// What is expected after the last of them, in minor units.
    pub later: i128,
    /// What should have come by now if its payers were as they are, in minor units.
    pub overstayed: i128,
    /// What is owed by payers with too little history to tell, in minor units.
    pub unknown: i128,
}

impl Forecast {
    /// A forecast of so many weeks from the day after `as_of` on.
    #[must_use]
    pub fn new(as_of: Date, weeks: u16) -> Forecast {
        let day = |days: i32| as_of.saturating_add(days.days());
        let week = |index: u16| Week {
            from: day(i32::from(index) * 7 + 1),
            to: day(i32::from(index) * 7 + 7),
            expected: 0,
            by_end: 0,
            by_end_at_least: 0,
            by_end_at_most: 0,
        };
        Forecast {
            as_of,
            weeks: (0..weeks).map(week).collect(),
            later: 0,
            overstayed: 0,
            unknown: 0,
        }
    }

    /// Adds an open item of a payer.
    pub fn add(&mut self, due: Date, open: i64, lateness: Option<Lateness>) {
        let open = i128::from(open);
        let Some(Lateness { mean, spread }) = lateness else {
            self.unknown += open;
            return;
        };
        let in_days = days_between(self.as_of, due) + mean;
        if in_days <= 0 {
            self.overstayed += open;
            return;
        }
        let mut is_later = true;
        for (week, end) in self.weeks.iter_mut().zip((7..).step_by(7)) {
            if in_days <= end {
                if is_later {
                    week.expected += open;
                }
                is_later = false;
                week.by_end += open;
            }
            if in_days + spread <= end {
                week.by_end_at_least += open;
            }
            if in_days - spread <= end {
                week.by_end_at_most += open;
            }
        }
        if is_later {
            self.later += open;
        }
    }

    /// Adds a forecast of the same weeks in another currency, converted by `convert`.
    pub fn add_converted(&mut self, other: &Forecast, convert: impl Fn(i128) -> i128) {
        for (own, other) in self.weeks.iter_mut().zip(&other.weeks) {
            own.expected += convert(other.expected);
            own.by_end += convert(other.by_end);
            own.by_end_at_least += convert(other.by_end_at_least);
            own.by_end_at_most += convert(other.by_end_at_most);
        }
        self.later += convert(other.later);
        self.overstayed += convert(other.overstayed);
        self.unknown += convert(other.unknown);
    }

    /// Everything that was added, in minor units.
    #[must_use]
    pub fn total(&self) -> i128 {
        let weeks: i128 = self.weeks.iter().map(|week| week.expected).sum();
        weeks + self.later + self.overstayed + self.unknown
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn habit(days: &[i32]) -> Habit {
        let mut habit = Habit::default();
        days.iter().for_each(|&days| habit.add(days));
        habit
    }

    #[test]
    fn a_habit_has_a_mean_and_a_spread() {
        assert_eq!(habit(&[5, 6]).lateness(), None);
        let lateness = |days| habit(days).lateness().unwrap();
        assert_eq!(
            lateness(&[10, 10, 10]),
            Lateness {
                mean: 10,
                spread: 0
            }
        );
        // The deviations are -10, 0 and 10: the root of 200 / 3 is 8.16.
        assert_eq!(
            lateness(&[0, 10, 20]),
            Lateness {
                mean: 10,
                spread: 8
            }
        );
        assert_eq!(lateness(&[-2, -2, -3]).mean, -2);
    }

    #[test]
    fn an_item_is_expected_when_its_payer_usually_pays() {
        let mut forecast = Forecast::new(date(2026, 3, 31), 3);
        let late = Some(Lateness {
            mean: 10,
            spread: 4,
        });
        forecast.add(date(2026, 3, 25), 100, late); // expected on 4 April
        forecast.add(date(2026, 3, 28), 200, late); // on 7 April, the last day of the first week
        forecast.add(date(2026, 3, 29), 400, late); // on 8 April
        forecast.add(date(2026, 3, 21), 800, late); // on the day itself
        forecast.add(date(2026, 5, 1), 1_600, late);
        forecast.add(date(2026, 4, 1), 3_200, None);
        let [first, second, _] = forecast.weeks[..] else {
            panic!("three weeks were asked for")
        };
        assert_eq!((first.from, first.to), (date(2026, 4, 1), date(2026, 4, 7)));
        assert_eq!((first.expected, second.expected), (300, 400));
        assert_eq!((first.by_end, second.by_end), (300, 700));
        assert_eq!((first.by_end_at_least, first.by_end_at_most), (0, 700));
        assert_eq!((second.by_end_at_least, second.by_end_at_most), (700, 700));
        assert_eq!(
            (forecast.overstayed, forecast.later, forecast.unknown),
            (800, 1_600, 3_200)
        );
        assert_eq!(forecast.total(), 6_300);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_the_range_holds_what_is_expected(
            items in prop::collection::vec((-400i32..400, 1i64..10_000, -30i32..90, 0i32..40), 0..30)
        ) {
            let as_of = date(2026, 3, 31);
            let mut forecast = Forecast::new(as_of, 8);
            for (due, open, mean, spread) in &items {
                let lateness = (*mean > -20).then_some(Lateness { mean: *mean, spread: *spread });
                forecast.add(as_of.saturating_add(due.days()), *open, lateness);
            }
            let total: i128 = items.iter().map(|(_, open, _, _)| i128::from(*open)).sum();
            prop_assert_eq!(forecast.total(), total);
            for week in &forecast.weeks {
                prop_assert!(week.by_end_at_least <= week.by_end && week.by_end <= week.by_end_at_most);
            }
        }
    }
}
