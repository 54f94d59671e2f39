//! What a person may choose otherwise than the law or the habit has it.

use super::rule::{Allocation, ChangeDay, Compounding, DayCount, Fixing, Rule, Split};
use super::word::{UnknownWord, words};
use crate::sentence::{Say, Sentence};

/// Choices for one calculation, each written `name=value`. What is not chosen stays as the law, or the habit
/// for agreed rates, has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// `day_count`: how days become parts of a year.
    pub day_count: Option<DayCount>,
    /// `round_daily_amount`: whether the interest of a day is rounded before it is multiplied.
    pub round_daily: Option<bool>,
    /// `rate_fixing`: whether the debt keeps its first rate.
    pub fixing: Option<Fixing>,
    /// `compounding`: when interest is added to what bears interest.
    pub compounding: Option<Compounding>,
    /// `rate_change`: which rate the day of a change bears.
    pub change_day: Option<ChangeDay>,
    /// `allocation`: what a payment pays first.
    pub allocation: Option<Allocation>,
    /// `split`: whether rows end with each year.
    pub split: Option<Split>,
    /// `fixed_sum`: whether the sum that the law gives is claimed.
    pub fixed_sum: Option<SumChoice>,
}

/// Whether the fixed sum of the law is claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SumChoice {
    /// It is.
    Statutory,
    /// It is not.
    None,
}

words!(SumChoice {
    Statutory = "statutory",
    None = "none",
});

/// Why a choice is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say())]
pub enum OptionError {
    /// The text has no equals sign.
    NotAPair {
        /// The text, shortened when it is long.
        found: String,
    },
    /// There is no such option.
    UnknownName(UnknownWord),
    /// The option has no such value.
    UnknownValue {
        /// The option.
        name: &'static str,
        /// The value, and those that it can have.
        error: UnknownWord,
    },
}

impl Say for OptionError {
    fn say(&self) -> Sentence {
        match self {
            OptionError::NotAPair { found } => Sentence::new(
                "refusal.option.no-pair",
                "\"{found}\" is not an option; write it as name=value, such as day_count=ACT/365",
            )
            .with("found", found),
            OptionError::UnknownName(error) => {
                Sentence::new("refusal.option.unknown", "option {error}").with("error", error.say())
            }
            OptionError::UnknownValue { name, error } => {
                Sentence::new("refusal.option.unknown-value", "{name}: {error}")
                    .with("name", *name)
                    .with("error", error.say())
            }
        }
    }
}

impl Options {
    /// The names of all options.
    pub const NAMES: &'static [&'static str] = &[
        "day_count",
        "round_daily_amount",
        "rate_fixing",
        "compounding",
        "rate_change",
        "allocation",
        "split",
        "fixed_sum",
    ];

    /// Makes a choice that is written `name=value`; the last of several for one name counts.
    ///
    /// # Errors
    /// [`OptionError`], which names what would be right.
    pub fn set(&mut self, text: &str) -> Result<(), OptionError> {
        let Some((name, value)) = text.split_once('=') else {
            let found = text.chars().take(40).collect();
            return Err(OptionError::NotAPair { found });
        };
        let (name, value) = (name.trim(), value.trim());
        match name {
            "day_count" => self.day_count = Some(read("day_count", value)?),
            "round_daily_amount" => {
                self.round_daily = Some(match value {
                    "true" => true,
                    "false" => false,
                    _ => {
                        let error = UnknownWord::new(value, &["true", "false"]);
                        let name = "round_daily_amount";
                        return Err(OptionError::UnknownValue { name, error });
                    }
                });
            }
            "rate_fixing" => self.fixing = Some(read("rate_fixing", value)?),
            "compounding" => self.compounding = Some(read("compounding", value)?),
            "rate_change" => self.change_day = Some(read("rate_change", value)?),
            "allocation" => self.allocation = Some(read("allocation", value)?),
            "split" => self.split = Some(read("split", value)?),
            "fixed_sum" => self.fixed_sum = Some(read("fixed_sum", value)?),
            _ => {
                return Err(OptionError::UnknownName(UnknownWord::new(
                    name,
                    Options::NAMES,
                )));
            }
        }
        Ok(())
    }

    /// The rule with these choices in place of its own. [`Options::fixing`] is none of the rule's: it decides
    /// which rates the rule gets.
    pub(super) fn apply(self, rule: Rule) -> Rule {
        Rule {
            steps: rule.steps,
            day_count: self.day_count.unwrap_or(rule.day_count),
            compounding: self.compounding.unwrap_or(rule.compounding),
            round_daily: self.round_daily.unwrap_or(rule.round_daily),
            change_day: self.change_day.unwrap_or(rule.change_day),
            allocation: self.allocation.unwrap_or(rule.allocation),
            split: self.split.unwrap_or(rule.split),
        }
    }
}

fn read<T: std::str::FromStr<Err = UnknownWord>>(
    name: &'static str,
    value: &str,
) -> Result<T, OptionError> {
    value
        .parse()
        .map_err(|error| OptionError::UnknownValue { name, error })
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests"
    )]

    use super::*;

    #[test]
    fn every_option_can_be_set() {
        let mut options = Options::default();
        for choice in [
            "day_count=30/360",
            "round_daily_amount=true",
            "rate_fixing=frozen",
            "compounding=every 30 days",
            "rate_change=old",
            "allocation=statutory",
            "split = Year",
            "fixed_sum=none",
        ] {
            options.set(choice).unwrap();
        }
        assert_eq!(
            options,
            Options {
                day_count: Some(DayCount::Thirty360),
                round_daily: Some(true),
                fixing: Some(Fixing::Frozen),
                compounding: Some(Compounding::EveryDays(30)),
                change_day: Some(ChangeDay::Old),
                allocation: Some(Allocation::InterestFirst),
                split: Some(Split::Year),
                fixed_sum: Some(SumChoice::None),
            }
        );
    }

    #[test]
    fn what_is_no_option_is_refused_with_what_would_be_right() {
        #[track_caller]
        fn check(text: &str, message: &str) {
            let error = Options::default().set(text).unwrap_err();
            assert_eq!(error.to_string(), message);
        }
        check(
            "ACT/365",
            "\"ACT/365\" is not an option; write it as name=value, such as day_count=ACT/365",
        );
        check(
            "daycount=ACT/365",
            "option \"daycount\" is not known here; write one of: day_count, \
             round_daily_amount, rate_fixing, compounding, rate_change, allocation, split, fixed_sum",
        );
        check(
            "day_count=ACT/364",
            "day_count: \"ACT/364\" is not known here; write one of: ACT/365, ACT/360, ACT/ACT, 30/360",
        );
        check(
            "compounding=every 0 days",
            "compounding: \"every 0 days\" is not known here; write one of: simple, yearly, monthly, \
             every 30 days",
        );
        check(
            "round_daily_amount=yes",
            "round_daily_amount: \"yes\" is not known here; write one of: true, false",
        );
    }
}
