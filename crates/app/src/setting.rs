//! What is the same for all accounts of a book on a day: the policy, the calendar and the rates.

use dunwell_core::calendar::Calendar;
use dunwell_core::decide::Setting;
use dunwell_core::rates::{Rate, Rates};
use dunwell_store::{Uow, rates};
use jiff::civil::Date;

use crate::book::Book;
use crate::error::Result;
use crate::policy::{self, Active};

/// The policy, the calendar and the rates of a book on a day.
#[derive(Debug)]
pub struct Day {
    /// The policy in force.
    pub active: Active,
    /// The book's business days.
    pub calendar: Calendar,
    /// The newest rates of exchange up to the day.
    pub rates: Rates,
}

impl Day {
    /// Loads them.
    ///
    /// # Errors
    /// When the book has no policy, or the database fails.
    pub async fn load(uow: &mut Uow, book: &Book, on: Date) -> Result<Day> {
        Ok(Day {
            active: policy::required(uow, book).await?,
            calendar: book.calendar()?,
            rates: known_rates(uow, book, on).await?,
        })
    }

    /// What a decision needs of them. `explain` has it say what held each item back.
    #[must_use]
    pub fn setting(&self, explain: bool) -> Setting<'_> {
        Setting { policy: &self.active.policy, calendar: &self.calendar, rates: &self.rates, explain }
    }
}

/// The newest rates of exchange that the book knows for a day.
///
/// # Errors
/// When the database fails.
pub async fn known_rates(uow: &mut Uow, book: &Book, on: Date) -> Result<Rates> {
    let known = rates::on(uow, book.id, on).await?;
    Ok(Rates::new(
        known.into_iter().map(|rate| Rate { from: rate.from, to: rate.to, rate: rate.rate, on: rate.date }).collect(),
    ))
}
