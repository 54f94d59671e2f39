//! Disputes, the oldest first: how old each is, how much it is about, and who is to settle it.

use dunwell_core::dates::days_between;
use dunwell_core::id::DisputeId;
use dunwell_core::money::Money;
use dunwell_store::lists::disputes;
use dunwell_store::{Db, Uow};
use jiff::civil::Date;
use serde::Serialize;

use super::page::{Page, Paged};
use super::{CustomerName, names, read};
use crate::book::Book;
use crate::error::Result;

/// Which disputes are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// Those that were settled, too.
    pub resolved: bool,
    /// Only those that this person is to settle; with an empty name, those that nobody is.
    pub owner: Option<&'a str>,
    /// Which page.
    pub page: Page<'a>,
}

/// A dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct DisputeLine {
    /// Its id.
    pub dispute: DisputeId,
    /// The customer.
    pub customer: CustomerName,
    /// The invoice's number.
    pub invoice: String,
    /// The day it was raised.
    pub opened_on: Date,
    /// For how many days it stands, or stood.
    pub age_days: i32,
    /// What is disputed: the part that was named, or all of it, but no more than is open on the invoice
    /// (than was billed, once it is settled).
    pub amount: Money,
    /// Whether the whole invoice is disputed.
    pub is_whole: bool,
    /// What is wrong.
    pub reason: String,
    /// Who is to settle it: the one named for it, or whoever looks after the customer.
    pub owner: Option<String>,
    /// The day it was settled.
    pub resolved_on: Option<Date>,
    /// How it was settled.
    pub resolution: Option<String>,
}

/// How much is disputed in a currency, by who is to settle it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Who is to settle it; nobody when not given.
    pub owner: Option<String>,
    /// How many disputes are open.
    pub count: usize,
    /// What they are about.
    pub amount: Money,
}

/// Lists disputes, the oldest first.
///
/// # Errors
/// When there is no such place to go on from, or the database fails.
pub async fn disputes(
    db: &Db,
    book: &Book,
    request: &Request<'_>,
    today: Date,
) -> Result<Paged<DisputeLine>> {
    read(db, async |uow| {
        let page = &request.page;
        let (after, count) = (page.place()?, page.lines_and_one());
        let rows =
            disputes::raised(uow, book.id, request.resolved, request.owner, after, count).await?;
        paged(uow, book, page, rows, today, |row| row.opened_on).await
    })
    .await
}

/// Lists the disputes that were settled, the latest first.
///
/// # Errors
/// When there is no such place to go on from, or the database fails.
pub async fn settled(
    db: &Db,
    book: &Book,
    owner: Option<&str>,
    page: &Page<'_>,
    today: Date,
) -> Result<Paged<DisputeLine>> {
    read(db, async |uow| {
        let (after, count) = (page.place()?, page.lines_and_one());
        let rows = disputes::settled(uow, book.id, owner, after, count).await?;
        let place = |row: &disputes::DisputeLine| row.resolved_on.unwrap_or(row.opened_on);
        paged(uow, book, page, rows, today, place).await
    })
    .await
}

/// How much is disputed, by currency and by who is to settle it.
///
/// # Errors
/// When the database fails.
pub async fn tally(db: &Db, book: &Book) -> Result<Vec<Tally>> {
    read(db, async |uow| {
        let rows = disputes::disputed(uow, book.id).await?.into_iter();
        let tally = rows.map(|row| Tally {
            owner: Some(row.owner).filter(|owner| !owner.is_empty()),
            count: usize::try_from(row.count).unwrap_or_default(),
            amount: Money::new(row.amount, row.currency),
        });
        Ok(tally.collect())
    })
    .await
}

async fn paged(
    uow: &mut Uow,
    book: &Book,
    page: &Page<'_>,
    rows: Vec<disputes::DisputeLine>,
    today: Date,
    place: impl Fn(&disputes::DisputeLine) -> Date,
) -> Result<Paged<DisputeLine>> {
    let names = names(uow, book, rows.iter().map(|row| row.customer)).await?;
    let place = |row: &disputes::DisputeLine| (place(row), row.id.uuid());
    Ok(Paged::of(page, rows, place, |row| {
        let whole = if row.resolved_on.is_some() {
            row.total
        } else {
            row.open
        };
        Some(DisputeLine {
            dispute: row.id,
            customer: names.get(&row.customer)?.clone(),
            invoice: row.number,
            opened_on: row.opened_on,
            age_days: days_between(row.opened_on, row.resolved_on.unwrap_or(today)),
            amount: Money::new(
                row.amount.map_or(whole, |part| part.min(whole)),
                row.currency,
            ),
            is_whole: row.amount.is_none(),
            reason: row.reason,
            owner: row.owner,
            resolved_on: row.resolved_on,
            resolution: row.resolution,
        })
    }))
}
