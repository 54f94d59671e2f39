//! Rates of exchange: set by a person, used to compare amounts in several currencies.

use dunwell_core::currency::Currency;
use dunwell_core::sentence::Sentence;
use dunwell_store::{Db, accounts, rates};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use rust_decimal::Decimal;

use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::{self, Caller, Mode, Work};
use crate::view;

/// A rate to be set: one unit of `from` is `rate` units of `to` from `date` on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ExchangeRate)]
pub struct RateView {
    /// The currency that is converted.
    pub from: Currency,
    /// The currency it becomes.
    pub to: Currency,
    /// Units of `to` for one unit of `from`, exact.
    pub rate: Decimal,
    /// The day from which it holds, until a newer one is set.
    pub date: Date,
}

/// Sets a rate; one for the same pair and day replaces the other. The next run looks at every
/// account, because another rate can move a customer into another class.
///
/// # Errors
/// When both currencies are the same, the rate is not above zero, or its day has not come.
pub async fn set(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    rate: &RateView,
) -> Result<RateView> {
    if rate.from == rate.to {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.rate.one-currency",
                "a rate is between two currencies, and both are {currency}",
            )
            .with("currency", rate.from),
        ));
    }
    if rate.rate <= Decimal::ZERO {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.rate.no-rate",
                "{rate} is not a rate; say how many {to} one {from} is worth, for example 0.85",
            )
            .with("rate", rate.rate.to_string())
            .with("to", rate.to)
            .with("from", rate.from),
        ));
    }
    if rate.date > caller.today {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.rate.in-future",
                "{date} has not come yet; set the rate when it is known",
            )
            .with("date", rate.date),
        ));
    }
    funnel::change(db, book.id, caller, mode, rate, async |work: &mut Work| {
        let row = rates::Rate {
            from: rate.from,
            to: rate.to,
            date: rate.date,
            rate: rate.rate,
        };
        rates::put(&mut work.uow, work.book, &[row]).await?;
        accounts::touch_all(&mut work.uow, work.book).await?;
        Ok(rate.clone())
    })
    .await
}

/// All rates of a book, by pair, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &Db, book: &Book) -> Result<Vec<RateView>> {
    let mut all = view::read(db, async |uow| Ok(rates::list(uow, book.id).await?)).await?;
    all.sort_by_key(|rate| {
        (
            rate.from.code(),
            rate.to.code(),
            std::cmp::Reverse(rate.date),
        )
    });
    Ok(all
        .into_iter()
        .map(|rate| RateView {
            from: rate.from,
            to: rate.to,
            rate: rate.rate,
            date: rate.date,
        })
        .collect())
}
