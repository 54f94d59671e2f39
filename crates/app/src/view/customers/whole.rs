//! Every line of the list in a compact form, and the orders in which lines were asked for.
//!
//! A book of a hundred thousand customers has as many lines. What of a line puts it in order or keeps it off
//! a page takes some hundred bytes; everything else is read for the lines of the page alone.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use dunwell_core::account::PayerFigures;
use dunwell_core::currency::Currency;
use dunwell_core::dates::days_between;
use dunwell_core::id::CustomerId;
use dunwell_core::invoice::open_by_instalment;
use dunwell_core::rates::{Comparison, Rates};
use dunwell_store::Uow;
use dunwell_store::standing::{self, Standing};
use jiff::civil::Date;

use super::Sort;
use super::key::Key;
use super::names::{Names, Words};
use crate::book::Book;
use crate::error::Result;
use crate::setting::known_rates;

/// All lines of a book as they stand on a day.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) today: Date,
    pub(super) lines: Vec<Light>,
    numbers: Words,
    /// The names as they are put in order: without case and accents.
    folded: Words,
    pub(super) classes: Names,
    pub(super) owners: Names,
    book: Currency,
    rates: Rates,
    orders: Mutex<Orders>,
    /// On which day after today the next step of a line comes, as far as the rules were asked; none where
    /// no step comes.
    steps: Mutex<HashMap<u32, Option<i32>>>,
}

/// The numbers of all lines, by the order that they stand in and whether it is turned round.
type Orders = HashMap<(Sort, bool), Arc<[u32]>>;

/// What of a line puts it in order or keeps it off a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Light {
    pub(super) customer: CustomerId,
    pub(super) currency: Currency,
    pub(super) balance: i64,
    pub(super) overdue: i64,
    pub(super) unapplied: i64,
    pub(super) oldest_due: Option<Date>,
    pub(super) open_invoices: i64,
    /// Among the classes and the owners that there are.
    pub(super) class: Option<u32>,
    pub(super) owner: Option<u32>,
    pub(super) held: bool,
    /// Whether something was decided and waits to be done.
    pub(super) is_to_do: bool,
    mean_days_late_milli: Option<i64>,
    next_review: Option<Date>,
}

/// What is open and overdue on an account's invoices.
#[derive(Debug, Clone, Copy, Default)]
struct Open {
    overdue: i64,
    oldest_due: Option<Date>,
    invoices: i64,
}

impl Light {
    /// The customer and the code of the currency.
    pub(super) fn account(&self) -> (CustomerId, &'static str) {
        (self.customer, self.currency.code())
    }

    /// Whether nothing is open and nothing left over.
    pub(super) fn is_settled(&self) -> bool {
        self.balance == 0 && self.unapplied == 0
    }
}

impl Whole {
    pub(super) async fn load(uow: &mut Uow, book: &Book, today: Date) -> Result<Whole> {
        let open = open(uow, book, today).await?;
        let held: HashSet<CustomerId> = standing::held(uow, book.id, today)
            .await?
            .into_iter()
            .collect();
        let to_do: HashSet<(CustomerId, Currency)> = standing::accounts_to_do(uow, book.id)
            .await?
            .into_iter()
            .collect();
        let mut whole = Whole {
            today,
            lines: Vec::new(),
            numbers: Words::default(),
            folded: Words::default(),
            classes: Names::default(),
            owners: Names::default(),
            book: book.currency,
            rates: known_rates(uow, book, today).await?,
            orders: Mutex::default(),
            steps: Mutex::default(),
        };
        standing::all(uow, book.id, |account| {
            let key = (account.customer, account.currency);
            let open = open.get(&key).copied().unwrap_or_default();
            whole.put(&account, open, held.contains(&key.0), to_do.contains(&key));
        })
        .await?;
        Ok(whole)
    }

    fn put(&mut self, account: &Standing, open: Open, held: bool, is_to_do: bool) {
        let figures = PayerFigures {
            paid_invoices: account.paid_invoices,
            days_late_sum: account.days_late_sum,
            written_off_invoices: 0,
        };
        self.numbers.push(&account.number);
        self.folded
            .push(&dunwell_store::search::fold(&account.name));
        let class = account.class.as_deref();
        let owner = account.owner.as_deref();
        self.lines.push(Light {
            customer: account.customer,
            currency: account.currency,
            balance: account.balance,
            overdue: open.overdue,
            unapplied: account.unapplied,
            oldest_due: open.oldest_due,
            open_invoices: open.invoices,
            class: class.map(|name| self.classes.place(name)),
            owner: owner.map(|name| self.owners.place(name)),
            held,
            is_to_do,
            mean_days_late_milli: figures.mean_days_late_milli(),
            next_review: account.next_review,
        });
    }

    /// The line at a place, of which the list has so many.
    pub(super) fn line(&self, at: u32) -> &Light {
        &self.lines[at as usize]
    }

    /// What puts a line in order. For the order of the next step it is the day before which there is none;
    /// nothing comes where nothing is owed.
    pub(super) fn key(&self, at: u32, sort: Sort) -> Key<'_> {
        let line = self.line(at);
        let largest_first = |minor: i64| {
            let comparison = Comparison::between(line.currency, self.book, &self.rates);
            Key::Number(-comparison.scaled(minor, line.currency))
        };
        match sort {
            Sort::Overdue => largest_first(line.overdue),
            Sort::Balance => largest_first(line.balance),
            Sort::Oldest => line.oldest_due.map_or(Key::Last, |due| {
                Key::Number(-i128::from(days_between(due, self.today)))
            }),
            Sort::Number => Key::Text(self.numbers.at(at)),
            Sort::Name => Key::Text(self.folded.at(at)),
            Sort::Class => Key::of_name(line.class.map(|class| self.classes.at(class))),
            Sort::Owner => Key::of_name(line.owner.map(|owner| self.owners.at(owner))),
            Sort::Next if line.is_to_do => Key::Number(0),
            Sort::Next => {
                let review = line.next_review.filter(|_| line.balance > 0);
                review.map_or(Key::Last, |review| {
                    Key::Number(i128::from(days_between(self.today, review.max(self.today))))
                })
            }
            Sort::Grade => line
                .mean_days_late_milli
                .map_or(Key::Last, |mean| Key::Number(-i128::from(mean))),
        }
    }

    /// How a line with this key stands to another place in the list.
    pub(super) fn compare(
        &self,
        (at, key): (u32, &Key<'_>),
        (other, account): (&Key<'_>, (CustomerId, &str)),
        reverse: bool,
    ) -> Ordering {
        key.compare(other, reverse)
            .then_with(|| self.line(at).account().cmp(&account))
    }

    /// All lines in an order, as it was put together when it was asked for first.
    pub(super) fn order(&self, sort: Sort, reverse: bool) -> Arc<[u32]> {
        // What was put together is whole even where somebody else came to grief.
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        let order = orders.entry((sort, reverse)).or_insert_with(|| {
            let most = u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
            let mut keys: Vec<(Key<'_>, u32)> =
                (0..most).map(|at| (self.key(at, sort), at)).collect();
            keys.sort_unstable_by(|(a, a_at), (b, b_at)| {
                self.compare((*a_at, a), (b, self.line(*b_at).account()), reverse)
            });
            keys.into_iter().map(|(_, at)| at).collect()
        });
        Arc::clone(order)
    }

    /// When the next step of a line comes, if the rules were asked.
    pub(super) fn step(&self, at: u32) -> Option<Option<i32>> {
        let steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        steps.get(&at).copied()
    }

    /// Keeps what the rules said.
    pub(super) fn keep_step(&self, at: u32, step: Option<i32>) {
        let mut steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        steps.insert(at, step);
    }
}

/// What is open and overdue on each account, the instalments of an invoice each for itself.
async fn open(
    uow: &mut Uow,
    book: &Book,
    today: Date,
) -> Result<BTreeMap<(CustomerId, Currency), Open>> {
    let mut open: BTreeMap<(CustomerId, Currency), Open> = BTreeMap::new();
    for sum in standing::open(uow, book.id, today).await? {
        let known = Open {
            overdue: sum.overdue,
            oldest_due: sum.oldest_due,
            invoices: sum.invoices,
        };
        open.insert((sum.customer, sum.currency), known);
    }
    standing::in_instalments(uow, book.id, |invoice| {
        let known = open
            .entry((invoice.customer, invoice.currency))
            .or_default();
        known.invoices += 1;
        let parts = open_by_instalment(&invoice.schedule, invoice.open);
        for (part, open) in invoice.schedule.iter().zip(parts) {
            if open > 0 {
                let oldest = [known.oldest_due, Some(part.due)]
                    .into_iter()
                    .flatten()
                    .min();
                known.oldest_due = oldest;
            }
            if part.due < today {
                known.overdue = known.overdue.saturating_add(open);
            }
        }
    })
    .await?;
    Ok(open)
}
