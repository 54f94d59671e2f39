//! What is the same for all accounts of a book on a day: the policy, the calendar and the rates.

use dunwell_core::account::Account;
use dunwell_core::calendar::Calendar;
use dunwell_core::currency::Currency;
use dunwell_core::decide::Setting;
use dunwell_core::id::CustomerId;
use dunwell_core::rates::{Rate, Rates};
use dunwell_store::portfolio;
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
        Setting {
            policy: &self.active.policy,
            calendar: &self.calendar,
            rates: &self.rates,
            explain,
        }
    }
}

/// One customer's account in a currency, as a decision looks at it.
///
/// # Errors
/// When the database fails.
pub async fn account(
    uow: &mut Uow,
    book: &Book,
    customer: CustomerId,
    currency: Currency,
) -> Result<Option<Account>> {
    let all = accounts_of(uow, book, customer).await?;
    Ok(all.into_iter().find(|account| account.currency == currency))
}

/// A customer's accounts, by currency.
///
/// # Errors
/// When the database fails.
pub async fn accounts_of(uow: &mut Uow, book: &Book, customer: CustomerId) -> Result<Vec<Account>> {
    Ok(portfolio::of_customers(uow, book.id, &[customer]).await?)
}

/// The newest rates of exchange that the book knows for a day.
///
/// # Errors
/// When the database fails.
pub async fn known_rates(uow: &mut Uow, book: &Book, on: Date) -> Result<Rates> {
    let known = rates::on(uow, book.id, on).await?;
    Ok(Rates::new(
        known
            .into_iter()
            .map(|rate| Rate {
                from: rate.from,
                to: rate.to,
                rate: rate.rate,
                on: rate.date,
            })
            .collect(),
    ))
}
