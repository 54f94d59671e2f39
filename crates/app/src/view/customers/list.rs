//! Every line of the list in order, before what is costly to know about each.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};

use dunwell_core::account::PayerFigures;
use dunwell_core::currency::Currency;
use dunwell_core::dates::days_between;
use dunwell_core::id::CustomerId;
use dunwell_core::invoice::open_by_instalment;
use dunwell_core::money::Money;
use dunwell_core::rates::{Comparison, Rates};
use dunwell_store::Uow;
use dunwell_store::standing::{self, Standing};
use jiff::civil::Date;
use uuid::Uuid;

use super::{Choices, Request, Sort, Sums, by_next};
use crate::book::Book;
use crate::error::Result;
use crate::setting::known_rates;
use crate::view::page::not_a_place;

/// A line before what is costly to know about it.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) account: Standing,
    pub(super) overdue: i64,
    pub(super) oldest_due: Option<Date>,
    pub(super) open_invoices: i64,
    pub(super) held: bool,
    /// Whether something was decided and waits to be done.
    pub(super) is_to_do: bool,
    pub(super) key: Key,
}

/// What puts a line in order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// Smaller comes first.
    Number(i128),
    /// In the order of the letters.
    Text(String),
    /// Not known.
    Last,
}

/// Which of two keys comes first. What is not known comes last either way.
fn compare(a: &Key, b: &Key, reverse: bool) -> Ordering {
    match (a, b) {
        (Key::Last, _) | (_, Key::Last) => a.cmp(b),
        _ if reverse => b.cmp(a),
        _ => a.cmp(b),
    }
}

impl Row {
    /// The customer and the code of the currency.
    pub(super) fn account(&self) -> (CustomerId, &'static str) {
        (self.account.customer, self.account.currency.code())
    }

    pub(super) fn order(
        &self,
        key: &Key,
        customer: CustomerId,
        currency: &str,
        reverse: bool,
    ) -> Ordering {
        let own = self.account();
        compare(&self.key, key, reverse).then_with(|| own.cmp(&(customer, currency)))
    }

    /// Where it stands in the list.
    pub(super) fn place(&self) -> String {
        let id = self.account.customer.uuid().simple();
        let currency = self.account.currency;
        match &self.key {
            Key::Number(number) => format!("{currency}.{id}.n{number}"),
            Key::Text(text) => format!("{currency}.{id}.t{text}"),
            Key::Last => format!("{currency}.{id}.l"),
        }
    }
}

/// Every line that was asked for, in order.
pub(super) struct List {
    pub(super) rows: Vec<Row>,
    pub(super) choices: Choices,
}

/// What is open and overdue on an account's invoices.
#[derive(Debug, Clone, Copy, Default)]
struct Open {
    overdue: i64,
    oldest_due: Option<Date>,
    invoices: i64,
}

impl List {
    pub(super) async fn load(
        uow: &mut Uow,
        book: &Book,
        request: &Request<'_>,
        today: Date,
    ) -> Result<List> {
        let open = open(uow, book, today).await?;
        let held: HashSet<CustomerId> = standing::held(uow, book.id, today)
            .await?
            .into_iter()
            .collect();
        let to_do: HashSet<(CustomerId, Currency)> = match request.sort {
            Sort::Next => standing::accounts_to_do(uow, book.id)
                .await?
                .into_iter()
                .collect(),
            _ => HashSet::new(),
        };
        let rates = known_rates(uow, book, today).await?;
        let mut rows = Vec::new();
        let mut choices = Choices::default();
        standing::all(uow, book.id, |account| {
            let open = open
                .get(&(account.customer, account.currency))
                .copied()
                .unwrap_or_default();
            let is_class = |class: &str| {
                let own = account.class.as_deref();
                own.is_some_and(|own| own.eq_ignore_ascii_case(class))
            };
            let held = held.contains(&account.customer);
            if !(request.settled || account.balance != 0 || account.unapplied != 0) {
                return;
            }
            choices.count(&account, open.overdue > 0, held);
            let wanted = request.class.is_none_or(is_class)
                && request.currency.is_none_or(|only| only == account.currency)
                && (!request.overdue || open.overdue > 0)
                && (!request.held || held)
                && request
                    .owner
                    .is_none_or(|only| account.owner.as_deref().unwrap_or_default() == only);
            if wanted {
                let is_to_do = to_do.contains(&(account.customer, account.currency));
                let key = match request.sort {
                    Sort::Next if is_to_do => Key::Number(0),
                    sort => key(sort, &account, &open, book, &rates, today),
                };
                rows.push(Row {
                    is_to_do,
                    account,
                    overdue: open.overdue,
                    oldest_due: open.oldest_due,
                    open_invoices: open.invoices,
                    held,
                    key,
                });
            }
        })
        .await?;
        rows.sort_unstable_by(|a, b| {
            let (customer, currency) = (b.account.customer, b.account.currency.code());
            // The order of the next step is turned round when its days are known.
            let reverse = request.reverse && request.sort != Sort::Next;
            a.order(&b.key, customer, currency, reverse)
        });
        Ok(List { rows, choices })
    }

    /// At most so many rows from where the page begins, in order.
    pub(super) async fn rows(
        self,
        uow: &mut Uow,
        book: &Book,
        request: &Request<'_>,
        most: usize,
        today: Date,
    ) -> Result<Vec<Row>> {
        let after = match request.page.after {
            Some(after) => Some(place(after).ok_or_else(|| not_a_place(after))?),
            None => None,
        };
        if request.sort == Sort::Next {
            return by_next::rows(uow, book, self.rows, request, (after, most), today).await;
        }
        let is_before = |row: &Row| {
            after.as_ref().is_some_and(|(key, customer, currency)| {
                row.order(key, *customer, currency, request.reverse).is_le()
            })
        };
        let from = self.rows.partition_point(is_before);
        Ok(self.rows.into_iter().skip(from).take(most).collect())
    }

    pub(super) fn sums(&self) -> Vec<Sums> {
        let mut sums: HashMap<Currency, (i64, i64)> = HashMap::new();
        for row in &self.rows {
            let sum = sums.entry(row.account.currency).or_default();
            // A sum too large to be shown stays at the largest that can be.
            sum.0 = sum.0.saturating_add(row.account.balance);
            sum.1 = sum.1.saturating_add(row.overdue);
        }
        let mut sums: Vec<Sums> = sums
            .into_iter()
            .map(|(currency, (balance, overdue))| Sums {
                balance: Money::new(balance, currency),
                overdue: Money::new(overdue, currency),
            })
            .collect();
        sums.sort_by_key(|sum| sum.balance.currency().code());
        sums
    }
}

impl Choices {
    fn count(&mut self, account: &Standing, is_overdue: bool, is_held: bool) {
        self.all += 1;
        self.overdue += usize::from(is_overdue);
        self.held += usize::from(is_held);
        match &account.owner {
            Some(owner) => count_one(&mut self.owners, owner),
            None => self.unowned += 1,
        }
        if let Some(class) = &account.class {
            count_one(&mut self.classes, class);
        }
        *self.currencies.entry(account.currency.code()).or_default() += 1;
    }
}

/// Counts one more; the name is copied only when it is new.
fn count_one(counts: &mut BTreeMap<String, usize>, name: &str) {
    match counts.get_mut(name) {
        Some(count) => *count += 1,
        None => {
            counts.insert(name.to_owned(), 1);
        }
    }
}

/// Reads a [`Row::place`].
fn place(text: &str) -> Option<(Key, CustomerId, &str)> {
    let (currency, rest) = text.split_once('.')?;
    let (id, key) = rest.split_once('.')?;
    let key = match (key.get(..1)?, key.get(1..)?) {
        ("n", number) => Key::Number(number.parse().ok()?),
        ("t", text) => Key::Text(text.to_owned()),
        ("l", "") => Key::Last,
        _ => return None,
    };
    Some((key, CustomerId::new(Uuid::try_parse(id).ok()?), currency))
}

fn key(
    sort: Sort,
    account: &Standing,
    open: &Open,
    book: &Book,
    rates: &Rates,
    today: Date,
) -> Key {
    let largest_first = |minor: i64| {
        let comparison = Comparison::between(account.currency, book.currency, rates);
        Key::Number(-comparison.scaled(minor, account.currency))
    };
    match sort {
        Sort::Overdue => largest_first(open.overdue),
        Sort::Balance => largest_first(account.balance),
        Sort::Oldest => open.oldest_due.map_or(Key::Last, |due| {
            Key::Number(-i128::from(days_between(due, today)))
        }),
        Sort::Number => Key::Text(account.number.clone()),
        Sort::Name => Key::Text(dunwell_store::search::fold(&account.name)),
        Sort::Class => account.class.clone().map_or(Key::Last, Key::Text),
        Sort::Owner => account.owner.clone().map_or(Key::Last, Key::Text),
        // The day before which there is no next step; nothing comes where nothing is owed.
        Sort::Next => {
            let review = account.next_review.filter(|_| account.balance > 0);
            review.map_or(Key::Last, |review| {
                Key::Number(i128::from(days_between(today, review.max(today))))
            })
        }
        Sort::Grade => {
            let figures = PayerFigures {
                paid_invoices: account.paid_invoices,
                days_late_sum: account.days_late_sum,
                written_off_invoices: 0,
            };
            let mean = figures.mean_days_late_milli();
            mean.map_or(Key::Last, |mean| Key::Number(-i128::from(mean)))
        }
    }
}

/// What is open and overdue on each account, the instalments of an invoice each for itself.
async fn open(
    uow: &mut Uow,
    book: &Book,
    today: Date,
) -> Result<HashMap<(CustomerId, Currency), Open>> {
    let mut open: HashMap<(CustomerId, Currency), Open> = HashMap::new();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written() {
        let id = CustomerId::new(Uuid::from_u128(7));
        for (key, written) in [
            (Key::Number(-12), "n-12"),
            (Key::Text("a.b c".to_owned()), "ta.b c"),
            (Key::Text(String::new()), "t"),
            (Key::Last, "l"),
        ] {
            let text = format!("EUR.{}.{written}", id.uuid().simple());
            assert_eq!(place(&text), Some((key, id, "EUR")));
        }
        for text in [
            "",
            "EUR",
            "EUR.7.n1",
            "EUR.00000000000000000000000000000007.x",
        ] {
            assert_eq!(place(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_not_known_comes_last_either_way() {
        let (one, two) = (Key::Number(1), Key::Number(2));
        for (reverse, smaller) in [(false, Ordering::Less), (true, Ordering::Greater)] {
            assert_eq!(compare(&one, &two, reverse), smaller);
            assert_eq!(compare(&two, &Key::Last, reverse), Ordering::Less);
        }
    }
}
