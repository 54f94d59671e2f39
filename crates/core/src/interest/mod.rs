//! Interest on money that is paid late: period by period, exact to the minor unit.
//!
//! A [`Rule`] says how interest is counted: the yearly rates with the days from which they hold, the day
//! count, compounding, rounding. It comes from a statute (a jurisdiction pack) or from an [`AgreedRate`].
//! [`rows`] applies it to a [`Debt`] and gives a [`Row`] for every stretch of days with one rate and one
//! balance. Each row is rounded half-up to the minor unit and the total is the sum of the rows, so that
//! everybody can check it with a pocket calculator.
//!
//! Interest runs from the day after the due date to the day of payment, both counted.

mod agreed;
mod day_count;
mod ground;
mod options;
mod percent;
mod rows;
mod rule;
mod statement;
mod word;
mod words;

pub use agreed::{AgreedRate, AgreedRateError, Period};
pub use options::{OptionError, Options};
pub use percent::{Percent, PercentError};
pub use rows::{InterestError, daily_amount, interest_paid, rows, rows_between, rows_into, total};
pub use rule::{
    Allocation, ChangeDay, Compounding, DayCount, Debt, Fixing, RateStep, Reduction, Row, Rule,
    RuleView, Split,
};
pub use statement::{End, Request, Statement, StatementError, statement};
pub use word::UnknownWord;
pub(crate) use word::words;
