//! What becomes of each invoice: disputes, credit notes and payments, and the runs in which a
//! customer pays.

use dunwell_core::currency::Currency;
use fastrand::Rng;

use super::credits::{
    Credit, Objection, credit_for, draw_bonus, draw_credit, draw_objection, share,
};
use super::days::{Day, Days};
use super::debtors::Debtor;
use super::invoices::Draft;
use super::random::chance;
use super::terms::{DISCOUNT_DAYS, Terms, discount, first_part};

/// A payment in the making.
#[derive(Debug, Clone, Copy)]
pub(super) struct Receipt {
    /// The place of its customer.
    pub debtor: u32,
    /// The place of the invoice that it names.
    pub draft: Option<u32>,
    pub day: Day,
    /// In minor units, above zero.
    pub amount: i64,
    pub currency: Currency,
    /// The number in the payer's reference; all payments of one run have the same.
    pub run: u32,
}

/// For how long money stays unmatched: older payments have been matched by now.
const UNMATCHED_DAYS: i64 = 10;

/// One invoice, and where to put what happens to it.
pub(super) struct Settlement<'a> {
    /// The place of the invoice.
    pub index: u32,
    pub debtor: &'a Debtor,
    pub days: &'a Days,
    pub receipts: &'a mut Vec<Receipt>,
    pub credits: &'a mut Vec<Credit>,
    pub objections: &'a mut Vec<Objection>,
}

impl Settlement<'_> {
    /// Plays the life of the invoice until the last day of the book.
    pub fn play(&mut self, draft: &mut Draft, rng: &mut Rng) {
        let objection = draft
            .is_disputed
            .then(|| draw_objection(self.index, draft, self.days, rng))
            .flatten();
        let credit = match &objection {
            Some(objection) => credit_for(objection, draft, rng),
            None => draw_credit(self.index, draft, self.days, rng),
        };
        self.objections.extend(objection);
        if let Some(credit) = credit {
            draft.open -= credit.amount.min(draft.open);
            self.credits.push(credit);
        }
        self.credits.extend(draw_bonus(draft, self.days, rng));
        self.pay_part(draft, objection.as_ref(), rng);
        if let Some(day) = draft.paid {
            self.pay_rest(draft, day, rng);
        }
    }

    /// Pays part of the invoice before the rest, where there is an occasion.
    fn pay_part(&mut self, draft: &mut Draft, objection: Option<&Objection>, rng: &mut Rng) {
        let end = draft.paid.map_or(Day::AS_OF, |paid| paid.plus(-1));
        if self.debtor.terms == Terms::Parts {
            let target = draft.issued.plus(rng.i64(1..=8));
            let day = self.days.pay_day(self.debtor.pay_day, draft.issued, target);
            if day <= end {
                self.pay(draft, day, first_part(draft.amount));
            }
            return;
        }
        let contested = objection.filter(|objection| objection.resolved.is_none());
        if let Some(objection) = contested {
            let undisputed = draft.amount - objection.amount.unwrap_or(draft.amount);
            let from = objection.opened.max(draft.due);
            if undisputed > 0
                && chance(rng, 500)
                && let Some(day) = self.days.business_day_within(from, end, rng)
            {
                self.pay(draft, day, undisputed);
            }
            return;
        }
        // A customer who pays in part does so late.
        let from = draft.due.plus(3);
        if chance(rng, self.debtor.habit.part_payments())
            && let Some(day) = self.days.business_day_within(from, end, rng)
        {
            let mut amount = share(draft.open, rng.i64(200..700));
            if chance(rng, 500) && amount > 100_00 {
                amount -= amount % 50_00;
            }
            self.pay(draft, day, amount);
        }
    }

    fn pay_rest(&mut self, draft: &mut Draft, day: Day, rng: &mut Rng) {
        let is_discounted = self.debtor.terms == Terms::Discount
            && day.since(draft.issued) <= DISCOUNT_DAYS
            && draft.open == draft.amount;
        if is_discounted {
            draft.open -= discount(draft.amount);
        }
        let amount = draft.open;
        self.pay(draft, day, amount);
        // Now and then an invoice is paid twice, and the second payment has not been noticed yet.
        if amount > 0 && Day::AS_OF.since(day) < 90 && chance(rng, 4) {
            let again = self.days.business_day(day.plus(rng.i64(3..=12)));
            if again <= Day::AS_OF {
                self.receipts.push(self.receipt(draft, again, amount));
            }
        }
    }

    /// Pays an amount, but no more than is open.
    fn pay(&mut self, draft: &mut Draft, day: Day, amount: i64) {
        let amount = amount.min(draft.open);
        if amount > 0 {
            draft.open -= amount;
            self.receipts.push(self.receipt(draft, day, amount));
        }
    }

    fn receipt(&self, draft: &Draft, day: Day, amount: i64) -> Receipt {
        Receipt {
            debtor: draft.debtor,
            draft: Some(self.index),
            day,
            amount,
            currency: draft.currency,
            run: 0,
        }
    }
}

/// Puts what one customer pays on one day under one reference. Some young payments come as one sum
/// that names no invoice.
pub(super) fn into_runs(mut receipts: Vec<Receipt>, rng: &mut Rng, out: &mut Vec<Receipt>) {
    receipts.sort_by_key(|receipt| (receipt.day, receipt.currency));
    for run in receipts.chunk_by_mut(|a, b| (a.day, a.currency) == (b.day, b.currency)) {
        let number = rng.u32(100_000..1_000_000);
        for receipt in &mut *run {
            receipt.run = number;
        }
        let is_young = Day::AS_OF.since(run[0].day) <= UNMATCHED_DAYS;
        if is_young && chance(rng, 150) {
            let amount = run.iter().map(|receipt| receipt.amount).sum();
            out.push(Receipt {
                draft: None,
                amount,
                ..run[0]
            });
        } else {
            out.extend_from_slice(run);
        }
    }
}
