//! Which actions stand on a page of the worklist. Each currency has its own order in the database; the
//! page merges them by what each action is worth at the day's rates.

use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};

use dunwell_core::action::ActionStatus;
use dunwell_core::currency::Currency;
use dunwell_core::id::ActionId;
use dunwell_core::money::Money;
use dunwell_core::rates::{Comparison, Rates};
use dunwell_store::Uow;
use dunwell_store::actions::{self, Action};
use dunwell_store::worklist::{self, Filter, Place};
use uuid::Uuid;

use super::known::Now;
use super::page::not_a_place;
use super::short_id;
use super::worklist::Choices;
use crate::book::Book;
use crate::error::Result;

/// How many places of a currency are read at a time when the whole list is wanted.
const PLACES_AT_A_TIME: usize = 1_000;

/// A page of the worklist.
#[derive(Debug)]
pub(super) struct Ranked {
    /// How many actions there are on all pages.
    pub(super) total: usize,
    /// What they asked for when they were decided, by currency.
    pub(super) amounts: Vec<Money>,
    /// What the list can be narrowed to, whatever it is narrowed to now.
    pub(super) choices: Choices,
    /// The place of the first action of the page, from 1.
    pub(super) first: usize,
    /// The actions, the most valuable first.
    pub(super) actions: Vec<Action>,
    /// What the next page is asked for with.
    pub(super) next: Option<String>,
}

/// The actions in one currency that come next.
struct Queue {
    currency: Currency,
    read: VecDeque<Place>,
    /// The last one that was taken.
    taken: Option<Place>,
    is_at_end: bool,
}

/// Makes a page of at most `limit` actions after a place; all of them without a limit.
pub(super) async fn ranked(
    uow: &mut Uow,
    book: &Book,
    filter: Filter<'_>,
    currency: Option<Currency>,
    (limit, after): (Option<usize>, Option<&str>),
    (rates, now): (&Rates, &Now),
) -> Result<Ranked> {
    let all = now.tally(uow, book).await?;
    let choices = choices(&all);
    let mut tally = match filter.owner {
        None => all.to_vec(),
        owner => worklist::tally(uow, book.id, owner).await?,
    };
    tally.retain(|tally| {
        currency.is_none_or(|only| only == tally.currency)
            && filter.kind.is_none_or(|only| only == tally.kind)
            && filter.status.is_none_or(|only| only == tally.status)
            && filter.class.is_none_or(|only| only == tally.class)
    });
    let mut sums: Vec<(Currency, i64)> = Vec::new();
    for tally in &tally {
        match sums
            .iter_mut()
            .find(|(currency, _)| *currency == tally.currency)
        {
            // A sum too large to be shown stays at the largest that can be.
            Some((_, sum)) => *sum = sum.saturating_add(tally.amount),
            None => sums.push((tally.currency, tally.amount)),
        }
    }
    let total: i64 = tally.iter().map(|tally| tally.count).sum();

    let (before, taken) = match after {
        None => (0, HashMap::new()),
        Some(text) => places(text).ok_or_else(|| not_a_place(text))?,
    };
    let mut queues: Vec<Queue> = sums
        .iter()
        .map(|(currency, _)| Queue {
            currency: *currency,
            read: VecDeque::new(),
            taken: taken.get(currency.code()).cloned(),
            is_at_end: false,
        })
        .collect();
    let mut ids: Vec<ActionId> = Vec::new();
    let step = limit.map_or(PLACES_AT_A_TIME, |limit| limit.saturating_add(1));
    let best = loop {
        for queue in &mut queues {
            queue.fill(uow, book, filter, step).await?;
        }
        let best = best(&queues, book, rates);
        let Some(best) = best.filter(|_| limit.is_none_or(|limit| ids.len() < limit)) else {
            break best;
        };
        if let Some(place) = queues[best].read.pop_front() {
            ids.push(place.id);
            queues[best].taken = Some(place);
        }
    };
    let next = best.map(|_| written(before + ids.len(), &queues));
    Ok(Ranked {
        total: usize::try_from(total).unwrap_or(usize::MAX),
        amounts: sums
            .into_iter()
            .map(|(currency, sum)| Money::new(sum, currency))
            .collect(),
        choices,
        first: before + 1,
        actions: in_order(uow, book, &ids).await?,
        next,
    })
}

/// The page of one open action, by its id or the short form of it; an empty one when it is not open.
pub(super) async fn only(uow: &mut Uow, book: &Book, id: &str, now: &Now) -> Result<Ranked> {
    let all = now.tally(uow, book).await?;
    let mut actions = actions::by_prefix(uow, book.id, id).await?;
    let is_meant = |action: &Action| {
        let is_open = matches!(
            action.status,
            ActionStatus::AwaitingApproval | ActionStatus::Ready
        );
        is_open && (short_id(action.id) == id || action.id.to_string() == id)
    };
    actions.retain(is_meant);
    Ok(Ranked {
        total: actions.len(),
        amounts: actions
            .iter()
            .map(|action| Money::new(action.amount, action.currency))
            .collect(),
        choices: choices(&all),
        first: 1,
        actions,
        next: None,
    })
}

impl Queue {
    /// Reads on when nothing that was read is left.
    async fn fill(
        &mut self,
        uow: &mut Uow,
        book: &Book,
        filter: Filter<'_>,
        step: usize,
    ) -> Result<()> {
        if self.is_at_end || !self.read.is_empty() {
            return Ok(());
        }
        let (after, limit) = (self.taken.as_ref(), i64::try_from(step).unwrap_or(i64::MAX));
        let read = worklist::next(uow, book.id, filter, self.currency, after, limit).await?;
        self.is_at_end = read.len() < step;
        self.read = read.into();
        Ok(())
    }
}

/// The queue whose next action is worth most; of equal ones the one decided first.
fn best(queues: &[Queue], book: &Book, rates: &Rates) -> Option<usize> {
    let worth = |(index, queue): (usize, &Queue)| {
        let place = queue.read.front()?;
        let comparison = Comparison::between(queue.currency, book.currency, rates);
        let worth = comparison.scaled(place.priority, queue.currency);
        Some(((Reverse(worth), place.id), index))
    };
    let best = queues.iter().enumerate().filter_map(worth).min();
    best.map(|(_, index)| index)
}

/// The actions of these ids, in the order of the ids.
async fn in_order(uow: &mut Uow, book: &Book, ids: &[ActionId]) -> Result<Vec<Action>> {
    let mut found: HashMap<ActionId, Action> = HashMap::with_capacity(ids.len());
    for part in ids.chunks(PLACES_AT_A_TIME) {
        let actions = actions::by_ids(uow, book.id, part).await?;
        found.extend(actions.into_iter().map(|action| (action.id, action)));
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

fn choices(tally: &[worklist::Tally]) -> Choices {
    let mut choices = Choices::default();
    for tally in tally {
        let count = usize::try_from(tally.count).unwrap_or(usize::MAX);
        choices.all += count;
        if tally.status == ActionStatus::AwaitingApproval {
            choices.awaiting_approval += count;
        } else {
            *choices.kinds.entry(tally.kind).or_default() += count;
        }
        *choices.classes.entry(tally.class.clone()).or_default() += count;
        let currency = tally.currency.code();
        *choices.currencies.entry(currency).or_default() += count;
    }
    choices
}

/// Where the next page begins: how many actions came before it, and the last one of each currency.
fn written(before: usize, queues: &[Queue]) -> String {
    let mut text = before.to_string();
    for queue in queues {
        if let Some(place) = &queue.taken {
            let (currency, id) = (queue.currency, place.id.uuid());
            text.push_str(&format!(".{currency}_{}_{}", place.priority, id.simple()));
        }
    }
    text
}

/// Reads [`written`] back.
fn places(text: &str) -> Option<(usize, HashMap<String, Place>)> {
    let mut parts = text.split('.');
    let before = parts.next()?.parse().ok()?;
    let mut places = HashMap::new();
    for part in parts {
        let mut fields = part.split('_');
        let currency = fields.next()?.to_owned();
        let priority = fields.next()?.parse().ok()?;
        let id = ActionId::new(Uuid::try_parse(fields.next()?).ok()?);
        places.insert(currency, Place { id, priority });
    }
    Some((before, places))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_place_in_every_currency_is_read_as_it_is_written() {
        let queue = |currency: Currency, priority: Option<i64>| Queue {
            currency,
            read: VecDeque::new(),
            taken: priority.map(|priority| Place {
                id: ActionId::new(Uuid::from_u128(7)),
                priority,
            }),
            is_at_end: false,
        };
        let queues = [queue(Currency::GBP, Some(-5)), queue(Currency::EUR, None)];
        let text = written(25, &queues);
        assert_eq!(text, "25.GBP_-5_00000000000000000000000000000007");
        let (before, places) = places(&text).unwrap();
        assert_eq!((before, places.get("GBP")), (25, queues[0].taken.as_ref()));
        assert_eq!(places.len(), 1);
        for text in ["", "x", "1.GBP", "1.GBP_5_x"] {
            assert!(super::places(text).is_none(), "{text}");
        }
    }
}
