//! Promises to pay, by the day they are due: what was promised, what came, and where each stands.

use dunwell_core::dates::days_between;
use dunwell_core::id::PromiseId;
use dunwell_core::money::Money;
use dunwell_core::promise::{Promise, PromiseState};
use dunwell_store::Db;
use dunwell_store::lists::{Place, promises};
use jiff::civil::Date;
use serde::Serialize;

use super::page::{Page, Paged};
use super::{CustomerName, names, read};
use crate::book::Book;
use crate::error::Result;

/// Which promises are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// Only those that stand so.
    pub state: Option<PromiseState>,
    /// Only of customers that this person looks after; with an empty name, that nobody does.
    pub owner: Option<&'a str>,
    /// Only those due on this day or later.
    pub due_from: Option<Date>,
    /// Only those due on this day or earlier.
    pub due_until: Option<Date>,
    /// Which page.
    pub page: Page<'a>,
}

/// A promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PromiseLine {
    /// Its id.
    pub promise: PromiseId,
    /// The customer.
    pub customer: CustomerName,
    /// The day it was made.
    pub made_on: Date,
    /// The last day on which payment keeps it.
    pub due: Date,
    /// Days since then; before it the number is negative.
    pub days_past: i32,
    /// What was promised.
    pub amount: Money,
    /// What has come for it.
    pub received: Money,
    /// Where it stands.
    pub state: PromiseState,
    /// Who looks after the customer.
    pub owner: Option<String>,
}

/// How many promises stand so in a currency, and how much they are about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Where they stand.
    pub state: PromiseState,
    /// How many there are.
    pub count: usize,
    /// How many of them are due today.
    pub due_today: usize,
    /// What was promised.
    pub promised: Money,
    /// What has come for it.
    pub received: Money,
}

/// How many promises are read at a time to fill a page.
const READ_AT_A_TIME: i64 = 200;

/// Lists promises that were not taken back.
///
/// # Errors
/// When there is no such place to go on from, or the database fails.
pub async fn promises(
    db: &Db,
    book: &Book,
    request: &Request<'_>,
    today: Date,
) -> Result<Paged<PromiseLine>> {
    read(db, async |uow| {
        let page = &request.page;
        let mut after = page.place()?;
        if let (None, Some(from)) = (after, request.due_from) {
            after = Some(Place {
                on: from,
                id: uuid::Uuid::nil(),
            });
        }
        let mut rows: Vec<(promises::PromiseLine, PromiseState)> = Vec::new();
        loop {
            let read =
                promises::standing(uow, book.id, request.owner, after, READ_AT_A_TIME).await?;
            let Some(last) = read.last() else { break };
            after = Some(Place {
                on: last.due,
                id: last.id.uuid(),
            });
            let is_past = request.due_until.is_some_and(|until| last.due > until);
            let told = read.into_iter().map(|row| {
                let state = state(&row, today);
                (row, state)
            });
            rows.extend(told.filter(|(row, state)| {
                request.state.is_none_or(|only| only == *state)
                    && request.due_until.is_none_or(|until| row.due <= until)
            }));
            if is_past || rows.len() > page.lines() {
                break;
            }
        }
        // A page is told to go on by one line more than it has.
        rows.truncate(page.lines() + 1);
        let names = names(uow, book, rows.iter().map(|(row, _)| row.customer)).await?;
        Ok(Paged::of(
            page,
            rows,
            |(row, _)| (row.due, row.id.uuid()),
            |(row, state)| {
                Some(PromiseLine {
                    promise: row.id,
                    customer: names.get(&row.customer)?.clone(),
                    made_on: row.made_on,
                    due: row.due,
                    days_past: days_between(row.due, today),
                    amount: Money::new(row.amount, row.currency),
                    received: Money::new(row.received, row.currency),
                    state,
                    owner: row.owner,
                })
            },
        ))
    })
    .await
}

/// Counts promises by where they stand and by currency, those that the request's state and page leave out
/// as well.
///
/// # Errors
/// When the database fails.
pub async fn tally(db: &Db, book: &Book, request: &Request<'_>, today: Date) -> Result<Vec<Tally>> {
    read(db, async |uow| {
        let mut after = request.due_from.map(|from| Place {
            on: from,
            id: uuid::Uuid::nil(),
        });
        let mut tallies: Vec<Tally> = Vec::new();
        loop {
            let read =
                promises::standing(uow, book.id, request.owner, after, READ_AT_A_TIME).await?;
            for row in &read {
                if request.due_until.is_none_or(|until| row.due <= until) {
                    count(&mut tallies, row, today);
                }
            }
            let Some(last) = read.last() else { break };
            if request.due_until.is_some_and(|until| last.due > until) {
                break;
            }
            after = Some(Place {
                on: last.due,
                id: last.id.uuid(),
            });
        }
        tallies.sort_by_key(|tally| tally.promised.currency().code());
        Ok(tallies)
    })
    .await
}

fn count(tallies: &mut Vec<Tally>, row: &promises::PromiseLine, today: Date) {
    let state = state(row, today);
    let known = tallies
        .iter()
        .position(|tally| tally.state == state && tally.promised.currency() == row.currency);
    let place = known.unwrap_or_else(|| {
        tallies.push(Tally {
            state,
            count: 0,
            due_today: 0,
            promised: Money::new(0, row.currency),
            received: Money::new(0, row.currency),
        });
        tallies.len() - 1
    });
    let tally = &mut tallies[place];
    tally.count += 1;
    tally.due_today += usize::from(row.due == today);
    // A sum too large to be shown stays at the largest that can be.
    let add = |sum: Money, minor: i64| Money::new(sum.minor().saturating_add(minor), row.currency);
    tally.promised = add(tally.promised, row.amount);
    tally.received = add(tally.received, row.received);
}

fn state(row: &promises::PromiseLine, today: Date) -> PromiseState {
    let promise = Promise {
        id: row.id,
        made_on: row.made_on,
        due: row.due,
        amount: row.amount,
        invoices: Vec::new(),
        received: row.received,
    };
    promise.state(today)
}
