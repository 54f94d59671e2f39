//! How far an item has come in its procedure, and when its next step can be taken.

use jiff::civil::Date;

use super::carrier::Carrier;
use super::{Case, Outcome, SupersededStep};
use crate::action::{ActionItem, Progress, StepEnd, StepRecord};
use crate::dates::days_between;
use crate::hold::{HoldKind, reaches_age};
use crate::invoice::OpenInvoice;
use crate::policy::{Anchor, ContactDays, Step};
use crate::reason::Reason;

/// An item on its way through the procedure.
pub(super) struct Item {
    /// Its place in the list of open items.
    pub(super) index: usize,
    /// The steps that are over.
    pub(super) records: Vec<StepRecord>,
    /// The next step, as an index into the procedure; its length when all are over.
    pub(super) next: usize,
    /// Whether an action that is not over carries it, so that its next step has to wait.
    pub(super) waits: bool,
}

impl Item {
    /// Whether an agency or a court has it.
    pub(super) fn handed_over(&self) -> bool {
        self.records
            .iter()
            .any(|record| record.end == StepEnd::HandedOver)
    }
}

impl Case<'_> {
    pub(super) fn invoice_of(&self, index: usize) -> &OpenInvoice {
        &self.account.invoices[self.items[index].invoice]
    }

    pub(super) fn days_late(&self, index: usize) -> i32 {
        days_between(self.items[index].due, self.on)
    }

    /// Where an item stands, from its records.
    pub(super) fn start(&self, index: usize, known: Option<&Progress>) -> Item {
        let records = known.map_or_else(Vec::new, |progress| progress.records.clone());
        let next = records
            .iter()
            .map(|record| self.passed_by(record, index))
            .max()
            .unwrap_or(0);
        Item {
            index,
            records,
            next,
            waits: false,
        }
    }

    /// How many steps of this procedure a record has passed. A step of the same name is found again;
    /// one from another procedure has passed everything that stands no later than it stood.
    fn passed_by(&self, record: &StepRecord, index: usize) -> usize {
        let steps = &self.procedure.steps;
        steps
            .iter()
            .position(|step| step.name == record.step)
            .or_else(|| {
                steps
                    .iter()
                    .rposition(|step| self.offset(step, index) <= record.offset)
            })
            .map_or(0, |position| position + 1)
    }

    /// How many days after the item's due date a step stands.
    pub(super) fn offset(&self, step: &Step, index: usize) -> i32 {
        match step.at.from {
            Anchor::Due => step.at.days,
            Anchor::Invoice => {
                let issued = self.invoice_of(index).issued;
                days_between(self.items[index].due, issued).saturating_add(step.at.days)
            }
        }
    }

    /// Whether the item can take a step at all today.
    pub(super) fn is_walking(&self, item: &Item) -> bool {
        !item.waits
            && item.next < self.procedure.steps.len()
            && self.ask.amounts[item.index] > 0
            && !item.handed_over()
    }

    /// Passes, with the reason on record, the steps that can no longer happen: those that another
    /// procedure left out, those before a due date that has passed, and those before the entry step
    /// when its time came and nothing was done yet.
    ///
    /// Nothing is passed while an action that is not over carries the item: its step is about to be
    /// taken, and only its end tells what stands before it.
    pub(super) fn pass_what_cannot_happen(&self, item: &mut Item, outcome: &mut Outcome) {
        if item.waits || item.handed_over() {
            return;
        }
        self.pass_what_was_left_out(item, outcome);
        let late = self.days_late(item.index);
        let found_late = self.found_late_on(item).is_some_and(|day| day <= self.on);
        while let Some(step) = self.procedure.steps.get(item.next) {
            let before_due = self.offset(step, item.index) < 0;
            let reason = if found_late && item.next < self.procedure.entry {
                let entry = self.procedure.steps[self.procedure.entry].name.clone();
                Reason::FoundLate {
                    days_late: late,
                    entry,
                }
            } else if before_due && late > 0 {
                Reason::DueDatePassed {
                    due: self.items[item.index].due,
                }
            } else {
                return;
            };
            self.supersede(item, reason, outcome);
        }
    }

    /// The day from which the item counts as found late: that of the entry step, if nothing has
    /// happened by then. An item that is known earlier takes the steps before it as they come.
    pub(super) fn found_late_on(&self, item: &Item) -> Option<Date> {
        let entry = self.procedure.entry;
        (item.records.is_empty() && item.next < entry).then(|| {
            let day = self.natural(item.index, &self.procedure.steps[entry]);
            day.max(plus(self.items[item.index].due, 1))
        })
    }

    /// Records the steps that stand before the item's place and never happened: the procedure they
    /// belong to was not the one that was followed.
    fn pass_what_was_left_out(&self, item: &mut Item, outcome: &mut Outcome) {
        for step in &self.procedure.steps[..item.next.min(self.procedure.steps.len())] {
            if item.records.iter().any(|record| record.step == step.name) {
                continue;
            }
            let reason = Reason::ProcedureChanged {
                to: self.procedure.name.as_str().into(),
            };
            self.push_superseded(item, step, reason, outcome);
        }
    }

    /// Passes the item's next step without taking it.
    pub(super) fn supersede(&self, item: &mut Item, reason: Reason, outcome: &mut Outcome) {
        let step = &self.procedure.steps[item.next];
        self.push_superseded(item, step, reason, outcome);
        item.next += 1;
    }

    fn push_superseded(&self, item: &mut Item, step: &Step, reason: Reason, outcome: &mut Outcome) {
        outcome.superseded.push(SupersededStep {
            invoice: self.invoice_of(item.index).id,
            number: self.invoice_of(item.index).number.clone(),
            instalment: self.items[item.index].instalment,
            step: step.name.clone(),
            reason,
        });
        let offset = self.offset(step, item.index);
        item.records.push(StepRecord {
            step: step.name.clone(),
            offset,
            on: self.on,
            end: StepEnd::Superseded,
        });
    }

    /// Marks the item's next step as over and moves on.
    pub(super) fn record(&self, item: &mut Item, end: StepEnd) {
        let step = &self.procedure.steps[item.next];
        let offset = self.offset(step, item.index);
        item.records.push(StepRecord {
            step: step.name.clone(),
            offset,
            on: self.on,
            end,
        });
        item.next += 1;
    }

    /// The day on which a step stands in the procedure for an item; pauses shift it.
    pub(super) fn natural(&self, index: usize, step: &Step) -> Date {
        reaches_age(
            self.items[index].due,
            self.offset(step, index),
            &self.pauses(index),
        )
    }

    /// The days on which contact about the item was paused, in order, without overlap.
    fn pauses(&self, index: usize) -> Vec<(Date, Date)> {
        if self.account.holds.is_empty() {
            return Vec::new();
        }
        let invoice = self.invoice_of(index).id;
        let mut pauses: Vec<(Date, Date)> = self
            .account
            .holds
            .iter()
            .filter(|hold| hold.kind == HoldKind::Contact && hold.covers(invoice))
            .map(|hold| (hold.from, hold.until.unwrap_or(Date::MAX)))
            .collect();
        pauses.sort_unstable();
        pauses.dedup_by(|later, earlier| {
            let overlap = later.0 <= earlier.1;
            if overlap {
                earlier.1 = earlier.1.max(later.1);
            }
            overlap
        });
        pauses
    }

    /// When the previous step allows the next one: a gap after it, or the distance at which the
    /// policy itself puts the two, whichever is less. A step that was not taken asks for no gap.
    pub(super) fn after_previous(&self, item: &Item) -> Option<(Box<str>, Date, Date)> {
        let step = self.procedure.steps.get(item.next)?;
        let last = item
            .records
            .iter()
            .rev()
            .find(|record| record.end != StepEnd::Superseded)?;
        let apart = self
            .offset(step, item.index)
            .saturating_sub(last.offset)
            .max(0);
        let gap = apart.min(self.setting.policy.contact.min_gap_days);
        Some((last.step.clone(), last.on, plus(last.on, gap)))
    }

    /// When the last contact allows the next one.
    pub(super) fn after_last_contact(&self) -> Option<(Date, Date)> {
        let last = self.account.last_contact?;
        Some((last, plus(last, self.setting.policy.contact.min_gap_days)))
    }

    /// The first day on which the item's next step can be taken, as far as is known today.
    pub(super) fn earliest(&self, item: &Item) -> Date {
        let mut day = self.natural(item.index, &self.procedure.steps[item.next]);
        if let Some((_, _, next)) = self.after_previous(item) {
            day = day.max(next);
        }
        if self.procedure.steps[item.next].kind.is_contact() {
            if let Some((_, next)) = self.after_last_contact() {
                day = day.max(next);
            }
            day = self.contact_day(day);
        }
        day
    }

    /// Whether customers are contacted on this day.
    pub(super) fn is_contact_day(&self, day: Date) -> bool {
        self.contact_day(day) == day
    }

    /// The first day of contact on or after `day`.
    pub(super) fn contact_day(&self, day: Date) -> Date {
        match self.setting.policy.contact.days {
            ContactDays::Every => day,
            ContactDays::Business => self.setting.calendar.next_business_day(day),
        }
    }

    /// Whether an open action takes a step for this item.
    pub(super) fn carries(&self, carrier: &Carrier<'_>, index: usize) -> bool {
        self.carried(carrier, index).is_some()
    }

    /// The item as an open action carries it, if it takes a step by it.
    pub(super) fn carried<'b>(
        &self,
        carrier: &Carrier<'b>,
        index: usize,
    ) -> Option<&'b ActionItem> {
        carrier.item(self.invoice_of(index).id, self.items[index].instalment)
    }
}

/// A day so many days later; the end of the calendar is as far as it goes.
pub(super) fn plus(day: Date, days: i32) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}
