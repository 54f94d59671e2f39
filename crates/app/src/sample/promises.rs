//! What customers promised.

use dunwell_core::currency::Currency;
use fastrand::Rng;

use super::credits::share;
use super::days::{Day, Days};
use super::debtors::Debtor;
use super::habits::Habit;
use super::invoices::Draft;
use super::random::chance;

/// A promise in the making.
#[derive(Debug)]
pub(super) struct Word {
    /// The place of the customer.
    pub debtor: u32,
    pub made_on: Day,
    pub due: Day,
    /// In minor units, above zero.
    pub amount: i64,
    pub currency: Currency,
    /// The places of the invoices.
    pub drafts: Vec<u32>,
}

/// How late an invoice is before anybody asks for a promise.
const ASKED_AFTER_DAYS: i64 = 6;

/// Makes up the promises of one customer, whose invoices begin at the place `first`.
pub(super) fn make(
    first: u32,
    drafts: &[Draft],
    debtor: &Debtor,
    days: &Days,
    rng: &mut Rng,
    out: &mut Vec<Word>,
) {
    for (index, draft) in (first..).zip(drafts) {
        out.extend(past(index, draft, debtor, days, rng));
    }
    if chance(rng, debtor.habit.promises()) {
        out.extend(present(first, drafts, debtor.currency, days, rng));
    }
}

/// A promise about an invoice that was paid late: kept by the payment, or broken before it.
fn past(index: u32, draft: &Draft, debtor: &Debtor, days: &Days, rng: &mut Rng) -> Option<Word> {
    let paid = draft.paid?;
    let is_likely = matches!(debtor.habit, Habit::Erratic | Habit::InDifficulty);
    if !is_likely || paid.since(draft.due) < 20 || !chance(rng, 120) {
        return None;
    }
    let asked = draft.due.plus(ASKED_AFTER_DAYS);
    let made_on = days.business_day_within(asked, paid.plus(-4), rng)?;
    let due = if chance(rng, 650) {
        paid
    } else {
        days.business_day_within(made_on.plus(1), paid.plus(-1), rng)?
    };
    Some(Word {
        debtor: draft.debtor,
        made_on,
        due,
        amount: draft.amount,
        currency: draft.currency,
        drafts: vec![index],
    })
}

/// A promise about what is overdue now in the customer's first currency: all of it or half.
fn present(
    first: u32,
    drafts: &[Draft],
    currency: Currency,
    days: &Days,
    rng: &mut Rng,
) -> Option<Word> {
    let mut overdue: Vec<(Day, u32)> = (first..)
        .zip(drafts)
        .filter(|(_, draft)| draft.currency == currency && draft.open > 0)
        .filter(|(_, draft)| Day::AS_OF.since(draft.due) > ASKED_AFTER_DAYS)
        .map(|(index, draft)| (draft.due, index))
        .collect();
    overdue.sort_unstable();
    let newest = overdue.last()?.0;
    let from = newest.plus(ASKED_AFTER_DAYS).max(Day(-20));
    let made_on = days.business_day_within(from, Day::AS_OF, rng)?;
    let open: i64 = overdue
        .iter()
        .map(|(_, index)| drafts[(index - first) as usize].open)
        .sum();
    Some(Word {
        debtor: drafts.first()?.debtor,
        made_on,
        due: days.business_day(made_on.plus(rng.i64(4..=16))),
        amount: if chance(rng, 700) {
            open
        } else {
            share(open, 500)
        },
        currency,
        drafts: overdue.into_iter().map(|(_, index)| index).collect(),
    })
}
