//! The order of the next step. On which day a customer's next step comes is worked out by asking the
//! rules, which is costly. But no step comes before the day of the account's next review, so only as
//! many lines are worked out as come to stand before the end of the page, and each of them once.

use std::collections::{BTreeMap, VecDeque};

use dunwell_core::dates::days_between;
use dunwell_core::id::CustomerId;
use dunwell_store::Uow;

use super::Sort;
use super::key::{Key, Place};
use super::list::Row;
use super::whole::Whole;
use crate::book::Book;
use crate::error::Result;
use crate::policy;
use crate::setting::{Day, accounts_of};
use crate::view::upcoming::upcoming;

/// What puts lines of a day in order.
type Account = (CustomerId, &'static str);

/// The first `most` lines after `after` in the order of their next steps; lines without one come last. The
/// lines come in the order of the days before which there is none. The other way round, every line has to be
/// worked out.
///
/// # Errors
/// When the database fails.
pub(super) async fn rows<'w>(
    uow: &mut Uow,
    book: &Book,
    whole: &'w Whole,
    lines: Vec<u32>,
    (after, most): (Option<Place<'_>>, usize),
    reverse: bool,
) -> Result<Vec<Row<'w>>> {
    let mut rules = Rules::new(book, whole);
    let mut waiting = Waiting::new(whole, lines);
    let is_wanted = |row: &Row<'_>| {
        after.as_ref().is_none_or(|(key, account)| {
            whole
                .compare((row.at, &row.key), (key, *account), reverse)
                .is_gt()
        })
    };
    let mut found = Vec::new();
    while reverse || found.len() < most {
        match waiting.next() {
            Turn::Line(row) if is_wanted(&row) => found.push(row),
            Turn::Line(_) => {}
            Turn::Ask(at) => {
                let step = rules.next_step(uow, at).await?;
                waiting.put(at, step);
            }
            Turn::Over => break,
        }
    }
    if reverse {
        found.sort_unstable_by(|a, b| {
            let account = whole.line(b.at).account();
            whole.compare((a.at, &a.key), (&b.key, account), true)
        });
        found.truncate(most);
    }
    Ok(found)
}

/// What the rules need to be asked.
struct Rules<'a> {
    book: &'a Book,
    whole: &'a Whole,
    /// Read when the rules are asked first. None when the book follows no policy: then nothing comes next.
    day: Option<Option<Day>>,
}

impl<'a> Rules<'a> {
    fn new(book: &'a Book, whole: &'a Whole) -> Rules<'a> {
        Rules {
            book,
            whole,
            day: None,
        }
    }

    /// In how many days a line's next step comes, if one comes.
    async fn next_step(&mut self, uow: &mut Uow, at: u32) -> Result<Option<i32>> {
        let (line, today) = (self.whole.line(at), self.whole.today);
        if line.is_to_do {
            return Ok(Some(0));
        }
        if let Some(known) = self.whole.step(at) {
            return Ok(known);
        }
        if self.day.is_none() {
            let day = match policy::active(uow, self.book).await? {
                Some(_) => Some(Day::load(uow, self.book, today).await?),
                None => None,
            };
            self.day = Some(day);
        }
        let Some(Some(day)) = &self.day else {
            return Ok(None);
        };
        let accounts = accounts_of(uow, self.book, line.customer).await?;
        let mut accounts = accounts.into_iter();
        let account = accounts.find(|account| account.currency == line.currency);
        let next =
            account.and_then(|account| upcoming(&day.setting(false), &account, today, 1).pop());
        let step = next.map(|next| days_between(today, next.on));
        self.whole.keep_step(at, step);
        Ok(step)
    }
}

/// Lines that are still to be asked about, and those that were and wait for their turn.
struct Waiting<'w> {
    whole: &'w Whole,
    /// By the day before which there is no step; those that have none stand at the end.
    unasked: VecDeque<u32>,
    asked: BTreeMap<(i32, Account), u32>,
    without: BTreeMap<Account, u32>,
}

/// What is to be done next.
enum Turn<'w> {
    /// This line has its turn.
    Line(Row<'w>),
    /// The rules are to be asked about this one.
    Ask(u32),
    /// There is no line any more.
    Over,
}

impl<'w> Waiting<'w> {
    fn new(whole: &'w Whole, lines: Vec<u32>) -> Waiting<'w> {
        Waiting {
            whole,
            unasked: lines.into(),
            asked: BTreeMap::new(),
            without: BTreeMap::new(),
        }
    }

    fn next(&mut self) -> Turn<'w> {
        let first = self.unasked.front();
        // None of the lines that were not asked about has its step before this day.
        let bound = first.and_then(|at| match self.whole.key(*at, Sort::Next) {
            Key::Number(day) => Some(day),
            Key::Text(_) | Key::Last => None,
        });
        if let Some(first) = self.asked.first_entry() {
            let day = i128::from(first.key().0);
            if bound.is_none_or(|bound| day < bound) {
                let key = Key::Number(day);
                return Turn::Line(Row {
                    at: first.remove(),
                    key,
                });
            }
        }
        if bound.is_some() {
            return self.unasked.pop_front().map_or(Turn::Over, Turn::Ask);
        }
        while let Some(at) = self.unasked.pop_front() {
            self.put(at, None);
        }
        let last = self.without.pop_first();
        last.map_or(Turn::Over, |(_, at)| Turn::Line(Row { at, key: Key::Last }))
    }

    fn put(&mut self, at: u32, step: Option<i32>) {
        let account = self.whole.line(at).account();
        match step {
            Some(day) => self.asked.insert((day, account), at),
            None => self.without.insert(account, at),
        };
    }
}
