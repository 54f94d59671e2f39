//! The lines of a page, with what is costly to know about each: the grade and the next step.

use std::collections::{HashMap, HashSet};

use dunwell_core::currency::Currency;
use dunwell_core::dates::days_between;
use dunwell_core::id::CustomerId;
use dunwell_core::money::Money;
use dunwell_store::{Uow, portfolio, standing};
use jiff::civil::Date;

use super::list::Row;
use super::{Line, Next};
use crate::book::Book;
use crate::error::Result;
use crate::policy;
use crate::setting::Day;
use crate::view::CustomerName;
use crate::view::assessed::{UNKNOWN, assessments};
use crate::view::upcoming::upcoming;

/// The lines of these rows, with what is costly to know.
pub(super) async fn lines(
    uow: &mut Uow,
    book: &Book,
    rows: &[Row],
    today: Date,
) -> Result<Vec<Line>> {
    let mut ids: Vec<CustomerId> = rows.iter().map(|row| row.account.customer).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut assessed = assessments(uow, book, &ids).await?;
    let mut next = next_steps(uow, book, rows, &ids, today).await?;
    let line = |row: &Row| {
        let account = &row.account;
        let key = (account.customer, account.currency);
        let money = |minor| Money::new(minor, account.currency);
        Line {
            customer: CustomerName {
                number: account.number.clone(),
                name: account.name.clone(),
            },
            owner: account.owner.clone(),
            balance: money(account.balance),
            overdue: money(row.overdue),
            unapplied: money(account.unapplied),
            open_invoices: row.open_invoices,
            oldest_due: row.oldest_due,
            days_late: row.oldest_due.map(|due| days_between(due, today)),
            class: account.class.clone(),
            held: row.held,
            assessment: assessed.remove(&key).unwrap_or(UNKNOWN),
            next: next.remove(&key),
        }
    };
    Ok(rows.iter().map(line).collect())
}

/// What comes next for each account: what was decided and waits, or what the rules say will be.
async fn next_steps(
    uow: &mut Uow,
    book: &Book,
    rows: &[Row],
    ids: &[CustomerId],
    today: Date,
) -> Result<HashMap<(CustomerId, Currency), Next>> {
    let mut next: HashMap<(CustomerId, Currency), Next> = HashMap::new();
    for to_do in standing::to_do(uow, book.id, ids).await? {
        next.entry((to_do.customer, to_do.currency))
            .or_insert(Next {
                on: today,
                step: to_do.step,
                kind: to_do.kind,
                decided: true,
            });
    }
    if policy::active(uow, book).await?.is_none() {
        return Ok(next);
    }
    let day = Day::load(uow, book, today).await?;
    let asked: HashSet<(CustomerId, Currency)> = rows
        .iter()
        .filter(|row| row.account.balance > 0)
        .map(|row| (row.account.customer, row.account.currency))
        .filter(|key| !next.contains_key(key))
        .collect();
    let mut customers: Vec<CustomerId> = asked.iter().map(|(customer, _)| *customer).collect();
    customers.sort_unstable();
    customers.dedup();
    for account in portfolio::of_customers(uow, book.id, &customers).await? {
        let key = (account.customer, account.currency);
        if !asked.contains(&key) {
            continue;
        }
        if let Some(first) = upcoming(&day.setting(false), &account, today, 1).pop() {
            let step = Next {
                on: first.on,
                step: first.step,
                kind: first.kind,
                decided: first.decided,
            };
            next.insert(key, step);
        }
    }
    Ok(next)
}
