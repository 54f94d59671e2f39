//! What may be asked for: what is open, less what is paused, disputed, promised and not yet due, or
//! probably in the bank already.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::account::Account;
use crate::action::{Progress, StepEnd};
use crate::dispute::disputed_part;
use crate::hold::HoldKind;
use crate::invoice::OpenItem;
use crate::ledger::allocate;
use crate::money::Money;
use crate::promise::{Promise, PromiseState};
use crate::reason::Reason;

/// What may be asked for on each item, and what was taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// For each item, in minor units, never negative.
    pub amounts: Vec<i64>,
    /// For each item, the unmatched money that was taken off it, in minor units.
    pub unmatched: Vec<i64>,
    /// What was taken off, with the index of the item.
    pub held: Vec<(usize, Reason)>,
}

/// Works out what may be asked for on each of the open items (oldest due first) on a day.
///
/// The parts are taken off in this order: what was handed over and pauses (the whole item), disputes, promises for named
/// invoices, other promises, unmatched money. The narrower comes first, so that nothing is counted as
/// taken off twice: the sum asked for is at most the open sum less the disputed, the promised and the
/// unmatched. Where all that is not charges is disputed or promised, the charges wait with it: nobody
/// is asked for the interest on what was promised for next week. (Money that came in on a promise is no longer awaited, so the two never are the same.)
#[must_use]
pub fn ask(account: &Account, items: &[OpenItem], on: Date) -> Ask {
    let mut ask = Ask {
        amounts: items.iter().map(|item| item.open).collect(),
        unmatched: vec![0; items.len()],
        held: Vec::new(),
    };
    ask.take_off_handed_over(account, items);
    let nothing_stands_in_the_way = account.holds.is_empty()
        && account.disputes.is_empty()
        && account.promises.is_empty()
        && account.unapplied <= 0;
    if nothing_stands_in_the_way {
        return ask;
    }
    ask.take_off_pauses(account, items, on);
    ask.take_off_disputes(account, items, on);
    ask.take_off_promises(account, items, on);
    ask.let_charges_wait(items);
    ask.take_off_unmatched(account, items);
    ask
}

/// The last promise whose day passed without the whole amount, if no later one was kept.
#[must_use]
pub fn last_unkept(promises: &[Promise], on: Date) -> Option<&Promise> {
    let last = promises
        .iter()
        .filter(|promise| promise.due < on)
        .max_by_key(|promise| (promise.due, promise.made_on))?;
    matches!(
        last.state(on),
        PromiseState::Broken | PromiseState::PartlyKept
    )
    .then_some(last)
}

impl Ask {
    /// What of the amount asked for on an item is not charges; these are asked for last.
    #[must_use]
    pub fn principal(&self, index: usize, items: &[OpenItem]) -> i64 {
        (self.amounts[index] - items[index].charges).max(0)
    }

    /// What an agency or a court deals with is nobody's business here any more.
    fn take_off_handed_over(&mut self, account: &Account, items: &[OpenItem]) {
        let handed_over = |progress: &&Progress| {
            progress
                .records
                .iter()
                .any(|record| record.end == StepEnd::HandedOver)
        };
        let mut handed_over = account.progress.iter().filter(handed_over).peekable();
        if handed_over.peek().is_none() {
            return;
        }
        let key = |item: &OpenItem| (account.invoices[item.invoice].id, item.instalment);
        let places: HashMap<_, _> = (0..).zip(items).map(|(at, item)| (key(item), at)).collect();
        for progress in handed_over {
            if let Some(&index) = places.get(&(progress.invoice, progress.instalment)) {
                self.amounts[index] = 0;
                self.held.push((index, Reason::HandedOver));
            }
        }
    }

    fn take_off_pauses(&mut self, account: &Account, items: &[OpenItem], on: Date) {
        for (index, item) in items.iter().enumerate() {
            let invoice = account.invoices[item.invoice].id;
            let pauses = account.holds.iter().filter(|hold| {
                hold.kind == HoldKind::Contact && hold.is_active(on) && hold.covers(invoice)
            });
            // Of several pauses the one that lasts longest says until when nobody is contacted.
            let pause = pauses
                .rev()
                .max_by_key(|hold| hold.until.unwrap_or(Date::MAX));
            if let Some(hold) = pause
                && self.amounts[index] > 0
            {
                self.amounts[index] = 0;
                self.held.push((
                    index,
                    Reason::Paused {
                        until: hold.until,
                        because: hold.reason.as_str().into(),
                    },
                ));
            }
        }
    }

    /// A dispute about an invoice with instalments rests on its earliest open ones, so that nobody
    /// is contacted about the part in question first.
    fn take_off_disputes(&mut self, account: &Account, items: &[OpenItem], on: Date) {
        if account.disputes.is_empty() {
            return;
        }
        for (position, invoice) in account.invoices.iter().enumerate() {
            let disputed = disputed_part(&account.disputes, invoice.id, invoice.open, on);
            if disputed == 0 {
                continue;
            }
            let of_invoice: Vec<usize> = (0..items.len())
                .filter(|&index| items[index].invoice == position)
                .collect();
            self.take_off(disputed, &of_invoice, |amount| Reason::Disputed {
                invoice: invoice.number.clone(),
                amount: Money::new(amount, account.currency),
            });
        }
    }

    fn take_off_promises(&mut self, account: &Account, items: &[OpenItem], on: Date) {
        let (named, unnamed): (Vec<&Promise>, Vec<&Promise>) = account
            .promises
            .iter()
            .partition(|promise| !promise.invoices.is_empty());
        for promise in named.into_iter().chain(unnamed) {
            let awaited = promise.awaited(on);
            if awaited == 0 {
                continue;
            }
            let meant: Vec<usize> = (0..items.len())
                .filter(|&index| {
                    promise.invoices.is_empty()
                        || promise
                            .invoices
                            .contains(&account.invoices[items[index].invoice].id)
                })
                .collect();
            self.take_off(awaited, &meant, |_| Reason::Promised {
                amount: Money::new(awaited, account.currency),
                due: promise.due,
            });
        }
    }

    fn let_charges_wait(&mut self, items: &[OpenItem]) {
        for (index, item) in items.iter().enumerate() {
            if item.principal() > 0 && self.principal(index, items) == 0 {
                self.amounts[index] = 0;
            }
        }
    }

    /// Unmatched money that is exactly what one item still asks for, without its charges, is taken to
    /// be for that item; otherwise it is taken to be for the oldest due.
    fn take_off_unmatched(&mut self, account: &Account, items: &[OpenItem]) {
        if account.unapplied <= 0 {
            return;
        }
        let exact =
            (0..items.len()).find(|&index| self.principal(index, items) == account.unapplied);
        let order: Vec<usize> = match exact {
            Some(index) => vec![index],
            None => (0..items.len()).collect(),
        };
        let before = self.amounts.clone();
        self.take_off(account.unapplied, &order, |_| Reason::Unmatched {
            amount: Money::new(account.unapplied, account.currency),
            since: account.unapplied_since,
        });
        self.unmatched = before
            .iter()
            .zip(&self.amounts)
            .map(|(before, after)| before - after)
            .collect();
    }

    fn take_off(&mut self, amount: i64, order: &[usize], reason: impl Fn(i64) -> Reason) {
        let open: Vec<i64> = order.iter().map(|&index| self.amounts[index]).collect();
        for (position, part) in allocate(amount, &open) {
            let index = order[position];
            self.amounts[index] -= part;
            self.held.push((index, reason(part)));
        }
    }
}
