//! The order of the next step. On which day a customer's next step comes is worked out by asking the
//! rules, which is costly. But no step comes before the day of the account's next review, so only as
//! many lines are worked out as come to stand before the end of the page.

use std::collections::{BTreeMap, VecDeque};

use dunwell_core::dates::days_between;
use dunwell_core::id::CustomerId;
use dunwell_store::Uow;
use jiff::civil::Date;

use super::Request;
use super::list::{Key, Row};
use crate::book::Book;
use crate::error::Result;
use crate::policy;
use crate::setting::{Day, accounts_of};
use crate::view::upcoming::upcoming;

/// What puts rows of a day in order.
type Account = (CustomerId, &'static str);

/// The first `most` rows after `after` in the order of their next steps; rows without one come last. The
/// rows come in the order of the days before which there is none. The other way round, every row has to be
/// worked out.
///
/// # Errors
/// When the database fails.
pub(super) async fn rows(
    uow: &mut Uow,
    book: &Book,
    rows: Vec<Row>,
    request: &Request<'_>,
    (after, most): (Option<(Key, CustomerId, &str)>, usize),
    today: Date,
) -> Result<Vec<Row>> {
    let rules = Rules::load(uow, book, today).await?;
    let mut waiting = Waiting::new(rows);
    let is_wanted = |row: &Row| {
        after.as_ref().is_none_or(|(key, customer, currency)| {
            row.order(key, *customer, currency, request.reverse).is_gt()
        })
    };
    let mut found = Vec::new();
    while request.reverse || found.len() < most {
        match waiting.next() {
            Turn::Row(row) if is_wanted(&row) => found.push(row),
            Turn::Row(_) => {}
            Turn::Ask(mut row) => {
                row.key = rules.next_step(uow, &row).await?;
                waiting.put(row);
            }
            Turn::Over => break,
        }
    }
    if request.reverse {
        found.sort_unstable_by(|a, b| {
            let (customer, currency) = b.account();
            a.order(&b.key, customer, currency, true)
        });
        found.truncate(most);
    }
    Ok(found)
}

/// What the rules need to be asked.
struct Rules<'a> {
    book: &'a Book,
    /// None when the book follows no policy: then nothing comes next.
    day: Option<Day>,
    today: Date,
}

impl<'a> Rules<'a> {
    async fn load(uow: &mut Uow, book: &'a Book, today: Date) -> Result<Rules<'a>> {
        let day = match policy::active(uow, book).await? {
            Some(_) => Some(Day::load(uow, book, today).await?),
            None => None,
        };
        Ok(Rules { book, day, today })
    }

    /// The day of a row's next step.
    async fn next_step(&self, uow: &mut Uow, row: &Row) -> Result<Key> {
        if row.is_to_do {
            return Ok(Key::Number(0));
        }
        let Some(day) = &self.day else {
            return Ok(Key::Last);
        };
        let accounts = accounts_of(uow, self.book, row.account.customer).await?;
        let mut accounts = accounts.into_iter();
        let account = accounts.find(|account| account.currency == row.account.currency);
        let next = account
            .and_then(|account| upcoming(&day.setting(false), &account, self.today, 1).pop());
        Ok(next.map_or(Key::Last, |next| {
            Key::Number(i128::from(days_between(self.today, next.on)))
        }))
    }
}

/// Rows that are still to be asked about, and those that were and wait for their turn.
struct Waiting {
    /// By the day before which there is no step; those that have none stand at the end.
    unasked: VecDeque<Row>,
    asked: BTreeMap<(i128, Account), Row>,
    without: BTreeMap<Account, Row>,
}

/// What is to be done next.
enum Turn {
    /// This row has its turn.
    Row(Row),
    /// The rules are to be asked about this one.
    Ask(Row),
    /// There is no row any more.
    Over,
}

impl Waiting {
    fn new(rows: Vec<Row>) -> Waiting {
        Waiting {
            unasked: rows.into(),
            asked: BTreeMap::new(),
            without: BTreeMap::new(),
        }
    }

    fn next(&mut self) -> Turn {
        // None of the rows that were not asked about has its step before this day.
        let bound = self.unasked.front().and_then(|row| match row.key {
            Key::Number(day) => Some(day),
            Key::Text(_) | Key::Last => None,
        });
        let is_first = |day: i128| bound.is_none_or(|bound| day < bound);
        if let Some(first) = self.asked.first_entry()
            && is_first(first.key().0)
        {
            return Turn::Row(first.remove());
        }
        if bound.is_some() {
            return self.unasked.pop_front().map_or(Turn::Over, Turn::Ask);
        }
        while let Some(row) = self.unasked.pop_front() {
            self.put(row);
        }
        let last = self.without.pop_first();
        last.map_or(Turn::Over, |(_, row)| Turn::Row(row))
    }

    fn put(&mut self, row: Row) {
        let (customer, currency) = row.account();
        match row.key {
            Key::Number(day) => self.asked.insert((day, (customer, currency)), row),
            Key::Text(_) | Key::Last => self.without.insert((customer, currency), row),
        };
    }
}
