//! The lines of a page, with what is costly to know about each: the grade and the next step.

use std::collections::{HashMap, HashSet};

use dunwell_core::currency::Currency;
use dunwell_core::dates::days_between;
use dunwell_core::id::CustomerId;
use dunwell_core::money::Money;
use dunwell_store::{Uow, portfolio, standing};
use jiff::civil::Date;

use super::list::Row;
use super::whole::{Light, Whole};
use super::{Line, Next};
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::policy;
use crate::setting::Day;
use crate::view::assessed::{UNKNOWN, assessments};
use crate::view::names;
use crate::view::upcoming::upcoming;

/// The lines of these rows, with what is costly to know.
pub(super) async fn lines(
    uow: &mut Uow,
    book: &Book,
    whole: &Whole,
    rows: &[Row<'_>],
) -> Result<Vec<Line>> {
    let today = whole.today;
    let shown: Vec<&Light> = rows.iter().map(|row| whole.line(row.at)).collect();
    let mut ids: Vec<CustomerId> = shown.iter().map(|line| line.customer).collect();
    ids.sort_unstable();
    ids.dedup();
    let names = names(uow, book, ids.clone()).await?;
    let mut assessed = assessments(uow, book, &ids).await?;
    let mut next = next_steps(uow, book, &shown, &ids, today).await?;
    let line = |light: &&Light| {
        let key = (light.customer, light.currency);
        let money = |minor| Money::new(minor, light.currency);
        let name = names
            .get(&light.customer)
            .ok_or_else(|| AppError::Damaged {
                what: format!("the customer {}", light.customer),
                why: "it is missing".to_owned(),
            })?;
        Ok(Line {
            customer: name.clone(),
            owner: light.owner.map(|owner| whole.owners.at(owner).to_owned()),
            balance: money(light.balance),
            overdue: money(light.overdue),
            unapplied: money(light.unapplied),
            open_invoices: light.open_invoices,
            oldest_due: light.oldest_due,
            days_late: light.oldest_due.map(|due| days_between(due, today)),
            class: light.class.map(|class| whole.classes.at(class).to_owned()),
            held: light.held,
            assessment: assessed.remove(&key).unwrap_or(UNKNOWN),
            next: next.remove(&key),
        })
    };
    shown.iter().map(line).collect()
}

/// What comes next for each account: what was decided and waits, or what the rules say will be.
async fn next_steps(
    uow: &mut Uow,
    book: &Book,
    shown: &[&Light],
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
    let asked: HashSet<(CustomerId, Currency)> = shown
        .iter()
        .filter(|line| line.balance > 0)
        .map(|line| (line.customer, line.currency))
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
