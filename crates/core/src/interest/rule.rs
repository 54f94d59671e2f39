//! How interest is counted, on what, and what comes out: the types of the calculator.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::day_count::number_of;
use super::percent::Percent;
use super::word::{UnknownWord, words};
use crate::currency::Currency;

/// How days become parts of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum DayCount {
    /// Calendar days over 365, in leap years too.
    #[default]
    Act365,
    /// Calendar days over 360.
    Act360,
    /// Calendar days over 365, and over 366 for the days that lie in a leap year.
    ActAct,
    /// Months of 30 days over 360: the 31st of a month is not counted apart from the 30th. A stretch that
    /// ends on the last day of February counts that day as the 28th or 29th, and the days that
    /// February lacks fall on 1 March.
    Thirty360,
}

words!(DayCount {
    Act365 = "ACT/365",
    Act360 = "ACT/360",
    ActAct = "ACT/ACT",
    Thirty360 = "30/360",
});

/// When interest is added to what bears interest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Compounding {
    /// Never.
    #[default]
    Simple,
    /// After every so many days, counted from the first day of interest.
    EveryDays(u16),
    /// Monthly rests: after each month, counted from the first day of interest.
    Monthly,
    /// After each year, counted from the first day of interest.
    Yearly,
}

impl Compounding {
    /// The forms in which it is written.
    pub const FORMS: &'static [&'static str] = &["simple", "yearly", "monthly", "every 30 days"];
}

impl fmt::Display for Compounding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Compounding::Simple => f.pad("simple"),
            Compounding::EveryDays(days) => f.pad(&format!("every {days} days")),
            Compounding::Monthly => f.pad("monthly"),
            Compounding::Yearly => f.pad("yearly"),
        }
    }
}

impl FromStr for Compounding {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Compounding, UnknownWord> {
        let unknown = || UnknownWord::new(text, Compounding::FORMS);
        Ok(match text.to_ascii_lowercase().as_str() {
            "simple" => Compounding::Simple,
            "monthly" => Compounding::Monthly,
            "yearly" => Compounding::Yearly,
            other => {
                let days = other.strip_prefix("every ");
                let days = days.and_then(|rest| rest.strip_suffix(" days"));
                let days = days.filter(|days| days.bytes().all(|byte| byte.is_ascii_digit()));
                let days = days.and_then(|days| days.parse().ok());
                Compounding::EveryDays(days.filter(|days| *days > 0).ok_or_else(unknown)?)
            }
        })
    }
}

/// Whether a debt keeps its first rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fixing {
    /// The rate in force when the debt became late serves for as long as it is unpaid.
    Frozen,
    /// The rate changes as its reference does.
    Floating,
}

words!(Fixing { Frozen = "frozen", Floating = "floating" });

/// Which rate the day of a change bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ChangeDay {
    /// The new one.
    #[default]
    New,
    /// The old one.
    Old,
}

words!(ChangeDay { New = "new", Old = "old" });

/// What a payment pays first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Allocation {
    /// The principal; interest stays owed beside it.
    #[default]
    PrincipalFirst,
    /// The interest that has accrued by the end of that day; what is left pays the principal.
    InterestFirst,
}

words!(Allocation { PrincipalFirst = "principal", InterestFirst = "statutory" });

/// Whether rows end where nothing changes, for reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Split {
    /// Rows are as long as they can be.
    #[default]
    None,
    /// A row ends with each calendar year.
    Year,
}

words!(Split { None = "none", Year = "year" });

/// A yearly rate and the first day on which it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RateStep {
    /// The first day.
    pub from: Date,
    /// Per cent a year.
    pub percent: Percent,
    /// The number of the first day, and the day before: a table of rates serves many debts, and each
    /// would have to find them anew.
    pub(super) number: i32,
    pub(super) eve: Date,
}

impl RateStep {
    /// A rate that holds from a day on.
    #[must_use]
    pub fn new(from: Date, percent: Percent) -> RateStep {
        RateStep {
            from,
            percent,
            number: number_of(from),
            // Nothing is asked about the day before the first of the calendar.
            eve: from.yesterday().unwrap_or(from),
        }
    }
}

/// How interest is counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rule {
    /// The rates, the earliest first. The last holds without end; a frozen rate is a single step.
    pub steps: Vec<RateStep>,
    /// How days become parts of a year.
    pub day_count: DayCount,
    /// When interest is added to what bears interest.
    pub compounding: Compounding,
    /// Whether the interest of one day is rounded half-up to the minor unit before it is multiplied by
    /// the days. Otherwise only the row is rounded.
    pub round_daily: bool,
    /// Which rate the day of a change bears.
    pub change_day: ChangeDay,
    /// What a payment pays first.
    pub allocation: Allocation,
    /// Whether rows end where nothing changes.
    pub split: Split,
}

impl Rule {
    /// The same rule without owning its rates.
    #[must_use]
    pub fn view(&self) -> RuleView<'_> {
        RuleView {
            steps: &self.steps,
            day_count: self.day_count,
            compounding: self.compounding,
            round_daily: self.round_daily,
            change_day: self.change_day,
            allocation: self.allocation,
            split: self.split,
        }
    }
}

/// A [`Rule`] that borrows its rates, so that one table of rates serves a million debts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleView<'a> {
    /// As [`Rule::steps`].
    pub steps: &'a [RateStep],
    /// As [`Rule::day_count`].
    pub day_count: DayCount,
    /// As [`Rule::compounding`].
    pub compounding: Compounding,
    /// As [`Rule::round_daily`].
    pub round_daily: bool,
    /// As [`Rule::change_day`].
    pub change_day: ChangeDay,
    /// As [`Rule::allocation`].
    pub allocation: Allocation,
    /// As [`Rule::split`].
    pub split: Split,
}

impl RuleView<'_> {
    /// The same rule with the one rate that is in force on a day. Without a rate on that day it has no
    /// rate at all, which the calculation refuses.
    #[must_use]
    pub fn frozen_on(self, day: Date) -> Self {
        let after = self.steps.partition_point(|step| step.from <= day);
        let steps = &self.steps[after.saturating_sub(1)..after];
        RuleView { steps, ..self }
    }

    /// The same rule with its own copy of the rates.
    #[must_use]
    pub fn to_rule(self) -> Rule {
        Rule {
            steps: self.steps.to_vec(),
            day_count: self.day_count,
            compounding: self.compounding,
            round_daily: self.round_daily,
            change_day: self.change_day,
            allocation: self.allocation,
            split: self.split,
        }
    }
}

/// An amount that was to be paid by a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Debt<'a> {
    /// What was owed, in minor units; above zero.
    pub principal: i64,
    /// Its currency.
    pub currency: Currency,
    /// The last day on which paying was in time. Interest runs from the day after.
    pub due: Date,
    /// What was paid, credited or taken back, in any order.
    pub reductions: &'a [Reduction],
}

/// A payment or a credit that lowers a debt, or its reversal that raises it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reduction {
    /// The day. It still bears interest on the balance before; the day after is the first on the new one.
    pub on: Date,
    /// By how many minor units the debt falls; below zero raises it.
    pub minor: i64,
}

/// The interest of a stretch of days with one rate and one balance.
///
/// In JSON the rate is a decimal text and the amounts are minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The first day that is counted.
    pub from: Date,
    /// The last day that is counted.
    pub to: Date,
    /// The days as the day count counts them; over 30/360 they differ from those of the calendar.
    pub days: i32,
    /// Per cent a year.
    pub percent: Percent,
    /// What bears interest, in minor units: open principal, and interest that was added to it.
    pub principal: i64,
    /// The interest in minor units, rounded half-up.
    pub amount: i64,
}
