//! What the overview is made of, added up in one pass over the book.

use std::collections::{BTreeMap, HashMap, HashSet};

use dunwell_core::aging::Buckets;
use dunwell_core::currency::Currency;
use dunwell_core::dates::{add_months_clamped, days_between, end_of_month};
use dunwell_core::id::{CustomerId, InvoiceId};
use dunwell_core::invoice::open_by_instalment;
use dunwell_core::ledger::EntryKind;
use dunwell_core::rates::Rates;
use dunwell_insight::metrics::expected::{Forecast, Habit};
use dunwell_insight::metrics::points::{Billed, Points, Posted};
use dunwell_insight::metrics::promises::{FallenDue, Kept};
use dunwell_insight::metrics::risk::Overdue;
use dunwell_store::{Uow, history, lists, standing};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::book::Book;
use crate::error::Result;
use crate::setting::known_rates;

/// How many customers are gone through at a time.
const CUSTOMERS_AT_A_TIME: usize = 5_000;

/// Over how many days DSO, promises and disputes are counted.
pub const PERIOD_DAYS: u16 = 90;

/// Of how many of these days sales have to be known for DSO to say anything: a book that is younger
/// would look as if it had sold nothing before.
pub const LEAST_DAYS: u16 = 60;

/// Over how many days the collection effectiveness is counted.
pub(super) const EFFECTIVENESS_DAYS: u16 = 30;

/// How many weeks ahead money is expected.
pub const WEEKS: u16 = 8;

/// How many days after its day a promise that is paid still counts as kept. As everywhere else: none.
pub const GRACE_DAYS: u16 = 0;

/// How many months the trend goes back.
const TREND_MONTHS: i32 = 12;

/// How many months of sales are counted back over at most.
const SALES_MONTHS: i32 = 18;

/// How many days of history tell how a payer pays.
const HABIT_DAYS: i32 = 365;

/// What is known of a currency.
#[derive(Debug, Clone)]
pub(super) struct Sums {
    /// How it stood at the ends of months, a month ago, and on the day.
    pub(super) points: Points,
    /// What was billed on each day, less credit notes.
    pub(super) sales: BTreeMap<Date, i128>,
    /// What came in on each day.
    pub(super) receipts: BTreeMap<Date, i128>,
    /// What is open, by how late it is.
    pub(super) buckets: Vec<i128>,
    /// When it is expected.
    pub(super) forecast: Forecast,
    /// Promises that fell due in the period.
    pub(super) promises: Kept,
    /// What is promised and not yet due.
    pub(super) promised: i128,
    /// What was disputed in the period.
    pub(super) newly_disputed: i128,
    /// What is in dispute on the day.
    pub(super) disputed: i128,
}

impl Sums {
    pub(super) fn new(as_of: Date) -> Sums {
        Sums {
            points: Points::new(days(as_of)),
            sales: BTreeMap::new(),
            receipts: BTreeMap::new(),
            buckets: vec![0; Buckets::default().count()],
            forecast: Forecast::new(as_of, WEEKS),
            promises: Kept::default(),
            promised: 0,
            newly_disputed: 0,
            disputed: 0,
        }
    }
}

/// What an account owes on the day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Owing {
    pub(super) customer: CustomerId,
    pub(super) currency: Currency,
    pub(super) balance: i128,
    pub(super) overdue: Overdue,
}

/// Everything that was gathered.
#[derive(Debug)]
pub(super) struct Gathered {
    /// In the order of the codes. There are few of them, and they are asked for with every row.
    pub(super) by_currency: Vec<(Currency, Sums)>,
    /// Accounts of which something is overdue.
    pub(super) accounts: Vec<Owing>,
    /// The rates of the day.
    pub(super) rates: Rates,
}

/// The first and the last day of the period that ends on a day.
pub(super) fn period(as_of: Date, days: u16) -> (Date, Date) {
    (as_of.saturating_sub((i32::from(days) - 1).days()), as_of)
}

/// The day at whose end the period of the collection effectiveness begins.
pub(super) fn month_ago(as_of: Date) -> Date {
    as_of.saturating_sub(i32::from(EFFECTIVENESS_DAYS).days())
}

/// The days on which it is asked how things stood, in order.
fn days(as_of: Date) -> Vec<Date> {
    let mut days: Vec<Date> = (1..=TREND_MONTHS)
        .filter_map(|back| add_months_clamped(as_of.first_of_month(), -back).ok())
        .map(end_of_month)
        .chain([month_ago(as_of), as_of])
        .collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// The ends of the months of the trend, and the day itself.
pub(super) fn trend_days(as_of: Date) -> Vec<Date> {
    let is_shown = |day: &Date| *day == as_of || *day == end_of_month(*day);
    days(as_of).into_iter().filter(is_shown).collect()
}

/// The first day from which sales are known.
pub(super) fn sales_from(as_of: Date) -> Date {
    add_months_clamped(as_of.first_of_month(), -SALES_MONTHS).unwrap_or(Date::MIN)
}

/// What is posted to invoices of a range of customers.
#[derive(Debug, Default)]
struct Moves {
    /// What was posted after the day: it is taken back.
    after: HashMap<InvoiceId, i64>,
    /// Everything since the first day on invoices in instalments.
    in_instalments: HashMap<InvoiceId, Vec<Posted>>,
    /// Invoices of which something was written off: they say nothing about when their payer pays.
    written_off: HashSet<InvoiceId>,
}

/// An open instalment on the day.
#[derive(Debug, Clone, Copy)]
struct Item {
    customer: CustomerId,
    currency: Currency,
    due: Date,
    open: i64,
}

/// Adds up a book as it was at the end of a day.
///
/// # Errors
/// When the database fails.
pub(super) async fn gather(uow: &mut Uow, book: &Book, as_of: Date) -> Result<Gathered> {
    let mut gathered = Gathered {
        by_currency: Vec::new(),
        accounts: Vec::new(),
        rates: known_rates(uow, book, as_of).await?,
    };
    for range in standing::ranges(uow, book.id, CUSTOMERS_AT_A_TIME).await? {
        let moves = moves(uow, book, range, as_of, &mut gathered).await?;
        let items = billed(uow, book, range, as_of, &moves, &mut gathered).await?;
        gathered.add_items(as_of, items);
    }
    received(uow, book, as_of, &mut gathered).await?;
    promises(uow, book, as_of, &mut gathered).await?;
    disputes(uow, book, as_of, &mut gathered).await?;
    gathered
        .by_currency
        .sort_by_key(|(currency, _)| currency.code());
    Ok(gathered)
}

impl Gathered {
    fn sums(&mut self, currency: Currency, as_of: Date) -> &mut Sums {
        let known = self.by_currency.iter().position(|(of, _)| *of == currency);
        let place = known.unwrap_or_else(|| {
            self.by_currency.push((currency, Sums::new(as_of)));
            self.by_currency.len() - 1
        });
        &mut self.by_currency[place].1
    }

    /// Adds the open items of a range of customers, now that it is known how each of them pays.
    fn add_items(&mut self, as_of: Date, (items, habits): (Vec<Item>, Habits)) {
        let buckets = Buckets::default();
        let mut owing: HashMap<(CustomerId, Currency), Owing> = HashMap::new();
        // Most rows are of the same account as the one before.
        for of_account in
            items.chunk_by(|a, b| (a.customer, a.currency) == (b.customer, b.currency))
        {
            let Some(first) = of_account.first() else {
                continue;
            };
            let key = (first.customer, first.currency);
            let lateness = habits.get(&key).and_then(Habit::lateness);
            let account = owing.entry(key).or_insert(Owing {
                customer: first.customer,
                currency: first.currency,
                balance: 0,
                overdue: Overdue::default(),
            });
            let sums = self.sums(first.currency, as_of);
            for item in of_account {
                let days_late = days_between(item.due, as_of);
                if let Some(bucket) = sums.buckets.get_mut(buckets.column(days_late)) {
                    *bucket += i128::from(item.open);
                }
                if item.open > 0 {
                    sums.forecast.add(item.due, item.open, lateness);
                }
                account.balance += i128::from(item.open);
                account.overdue.add(item.open, days_late);
            }
        }
        let at_risk = owing.into_values().filter(|owing| owing.overdue.amount > 0);
        self.accounts.extend(at_risk);
    }
}

/// How late the invoices of each account were settled.
type Habits = HashMap<(CustomerId, Currency), Habit>;

async fn moves(
    uow: &mut Uow,
    book: &Book,
    range: (CustomerId, CustomerId),
    as_of: Date,
    gathered: &mut Gathered,
) -> Result<Moves> {
    let mut moves = Moves::default();
    let first = days(as_of).first().copied().unwrap_or(as_of);
    history::posted(uow, book.id, range, first, |entry| {
        let posted = Posted {
            date: entry.date,
            effect: entry.effect,
            is_correction: entry.kind == EntryKind::Correction,
        };
        if entry.date > as_of {
            *moves.after.entry(entry.invoice).or_default() += entry.effect;
        }
        if entry.kind == EntryKind::WriteOff {
            moves.written_off.insert(entry.invoice);
        }
        if entry.in_instalments {
            moves
                .in_instalments
                .entry(entry.invoice)
                .or_default()
                .push(posted);
        } else {
            let sums = gathered.sums(entry.currency, as_of);
            sums.points.add_entry(entry.issued, entry.due, &posted);
        }
    })
    .await?;
    Ok(moves)
}

async fn billed(
    uow: &mut Uow,
    book: &Book,
    range: (CustomerId, CustomerId),
    as_of: Date,
    moves: &Moves,
    gathered: &mut Gathered,
) -> Result<(Vec<Item>, Habits)> {
    let (mut items, mut habits) = (Vec::new(), Habits::new());
    let first = days(as_of).first().copied().unwrap_or(as_of);
    let since = first.min(as_of.saturating_sub(HABIT_DAYS.days()));
    let habit_from = as_of.saturating_sub(HABIT_DAYS.days());
    history::billed(uow, book.id, range, sales_from(as_of), since, |invoice| {
        let sums = gathered.sums(invoice.currency, as_of);
        let billed = Billed {
            issued: invoice.issued,
            due: invoice.due,
            total: invoice.total,
            open: invoice.open,
        };
        match &invoice.schedule {
            None => sums.points.add_invoice(&billed),
            Some(parts) => {
                let entries = moves.in_instalments.get(&invoice.id);
                let entries = entries.map_or(&[][..], Vec::as_slice);
                sums.points.add_in_instalments(&billed, parts, entries);
            }
        }
        if invoice.issued > as_of {
            return;
        }
        *sums.sales.entry(invoice.issued).or_default() += i128::from(invoice.total);
        let account = (invoice.customer, invoice.currency);
        let last_due = invoice
            .schedule
            .as_ref()
            .and_then(|parts| parts.last())
            .map_or(invoice.due, |part| part.due);
        if let Some(settled_on) = invoice.settled_on
            && (habit_from..=as_of).contains(&settled_on)
            && !moves.written_off.contains(&invoice.id)
        {
            let habit = habits.entry(account).or_default();
            habit.add(days_between(last_due, settled_on));
        }
        let open = invoice.open - moves.after.get(&invoice.id).copied().unwrap_or(0);
        let mut add = |due, open| {
            items.push(Item {
                customer: invoice.customer,
                currency: invoice.currency,
                due,
                open,
            });
        };
        match &invoice.schedule {
            Some(parts) if open > 0 => {
                let open = parts.iter().zip(open_by_instalment(parts, open));
                let open = open.filter(|(_, open)| *open > 0);
                open.for_each(|(part, open)| add(part.due, open));
            }
            _ if open != 0 => add(last_due, open),
            _ => {}
        }
    })
    .await?;
    Ok((items, habits))
}

async fn received(uow: &mut Uow, book: &Book, as_of: Date, gathered: &mut Gathered) -> Result<()> {
    for received in history::received(uow, book.id, sales_from(as_of), as_of).await? {
        let sums = gathered.sums(received.currency, as_of);
        let amount = i128::from(received.amount);
        match received.kind {
            EntryKind::CreditNote => *sums.sales.entry(received.date).or_default() -= amount,
            _ => *sums.receipts.entry(received.date).or_default() += amount,
        }
    }
    Ok(())
}

async fn promises(uow: &mut Uow, book: &Book, as_of: Date, gathered: &mut Gathered) -> Result<()> {
    let (first, last) = period(as_of, PERIOD_DAYS);
    // A promise that is due on the day has until its end.
    let until = last.saturating_sub((i32::from(GRACE_DAYS) + 1).days());
    for promise in lists::promises::due(uow, book.id, first, until, GRACE_DAYS, as_of).await? {
        gathered
            .sums(promise.currency, as_of)
            .promises
            .add(FallenDue {
                amount: promise.amount,
                received: promise.received,
            });
    }
    let future = lists::promises::due(uow, book.id, as_of, Date::MAX, 0, as_of).await?;
    for promise in future.iter().filter(|promise| promise.made_on <= as_of) {
        let awaited = promise.amount - promise.received.clamp(0, promise.amount);
        gathered.sums(promise.currency, as_of).promised += i128::from(awaited);
    }
    Ok(())
}

async fn disputes(uow: &mut Uow, book: &Book, as_of: Date, gathered: &mut Gathered) -> Result<()> {
    let (first, last) = period(as_of, PERIOD_DAYS);
    for dispute in lists::disputes::raised(uow, book.id, true, None, None, i64::MAX).await? {
        let is_open = dispute.opened_on <= as_of && dispute.resolved_on.is_none_or(|on| on > as_of);
        let is_new = (first..=last).contains(&dispute.opened_on);
        let sums = gathered.sums(dispute.currency, as_of);
        if is_new {
            sums.newly_disputed += i128::from(dispute.amount.unwrap_or(dispute.total));
        }
        if is_open {
            let part = dispute.amount.unwrap_or(dispute.open);
            sums.disputed += i128::from(part.min(dispute.open.max(0)));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_trend_ends_each_month_and_today() {
        let shown = trend_days(date(2026, 3, 16));
        assert_eq!(shown.len(), 13);
        assert_eq!(shown[0], date(2025, 3, 31));
        assert_eq!(shown[11..], [date(2026, 2, 28), date(2026, 3, 16)]);
        // On the last day of a month that day is its end.
        let shown = trend_days(date(2026, 3, 31));
        assert_eq!((shown.len(), shown[12]), (13, date(2026, 3, 31)));
        assert!(days(date(2026, 3, 16)).contains(&date(2026, 2, 14)));
    }

    #[test]
    fn a_period_ends_on_its_day() {
        assert_eq!(
            period(date(2026, 3, 31), 31),
            (date(2026, 3, 1), date(2026, 3, 31))
        );
        assert_eq!(sales_from(date(2026, 3, 31)), date(2024, 9, 1));
    }
}
