//! When to look again: the first day on which, if nothing happens, the answer could differ.
//!
//! It may name a day too early, never one too late: a run that looks only at accounts whose day has
//! come must decide the same as one that looks at all.

use jiff::civil::Date;

use super::carrier::Carrier;
use super::walk::{Item, plus};
use super::{Case, Outcome};
use crate::action::OpenAction;
use crate::condition::Condition;
use crate::dates::add_months_clamped;
use crate::facts::{Drift, Fact};
use crate::hold::HoldKind;
use crate::promise::PromiseState;

/// Collects days and keeps the first that lies after today.
struct First {
    today: Date,
    day: Option<Date>,
}

impl First {
    fn on(&mut self, day: Date) {
        if day > self.today {
            self.day = Some(self.day.map_or(day, |first| first.min(day)));
        }
    }

    fn tomorrow(&mut self) {
        self.on(plus(self.today, 1));
    }
}

impl Case<'_> {
    pub(super) fn next_review(
        &self,
        walk: &[Item],
        open: &[Carrier<'_>],
        outcome: &Outcome,
    ) -> Option<Date> {
        if self.items.is_empty() {
            return None;
        }
        let mut first = First {
            today: self.on,
            day: None,
        };
        for item in walk {
            self.review_item(item, &mut first);
        }
        for carrier in open {
            self.review_call(carrier, walk, &mut first);
        }
        for draft in &outcome.actions {
            self.review_draft(draft, walk, &mut first);
        }
        if outcome
            .held
            .iter()
            .any(|held| matches!(held.reason, crate::reason::Reason::BelowMinimum { .. }))
        {
            self.when_more_falls_due(&mut first);
        }
        self.review_facts(&mut first);
        first.day
    }

    fn review_item(&self, item: &Item, first: &mut First) {
        if item.waits || item.handed_over() || item.next >= self.procedure.steps.len() {
            return;
        }
        if self.ask.amounts[item.index] > 0 {
            let earliest = self.earliest(item);
            first.on(earliest);
            if earliest <= self.on && !self.is_contact_day(self.on) {
                first.on(self.setting.calendar.next_business_day(plus(self.on, 1)));
            }
            // A step that is due and kept back by something else may have a condition that turns
            // meanwhile.
            if earliest <= self.on
                && let Some(when) = &self.procedure.steps[item.next].when
            {
                self.review_condition(when, first);
                when_days_reach(
                    when.thresholds(Fact::DaysOverdue),
                    self.items[item.index].due,
                    first,
                );
            }
        }
        if let Some(day) = self.found_late_on(item) {
            first.on(day);
        }
        // A step before the due date is passed, with the reason, once the due date has passed.
        if self.offset(&self.procedure.steps[item.next], item.index) < 0 {
            first.on(plus(self.items[item.index].due, 1));
        }
    }

    /// A call that is decided today gives way by itself, like one that was decided before.
    fn review_draft(&self, draft: &super::ActionDraft, walk: &[Item], first: &mut First) {
        if draft.kind != crate::action::Do::Call {
            return;
        }
        let as_open = OpenAction {
            // The id is not looked at: the draft has none before it is recorded.
            id: crate::id::ActionId::new(uuid::Uuid::nil()),
            decided_on: self.on,
            step: draft.step.clone(),
            kind: draft.kind,
            awaiting_approval: draft.approve.is_some(),
            items: draft.items.clone(),
        };
        self.review_call(&Carrier::new(&as_open), walk, first);
    }

    fn review_call(&self, carrier: &Carrier<'_>, walk: &[Item], first: &mut First) {
        for item in walk {
            if let Some((_, day)) = self.call_gives_way_on(carrier, item) {
                first.on(day);
            }
        }
    }

    /// Promises whose day passes, pauses that begin or end, and facts of the classes that drift.
    fn review_facts(&self, first: &mut First) {
        for promise in &self.account.promises {
            if promise.state(self.on) == PromiseState::Open {
                first.on(plus(promise.due, 1));
            }
        }
        for hold in self
            .account
            .holds
            .iter()
            .filter(|hold| hold.kind == HoldKind::Contact)
        {
            first.on(hold.from);
            if let Some(until) = hold.until {
                first.on(plus(until, 1));
            }
        }
        for dispute in &self.account.disputes {
            first.on(dispute.opened_on);
            if let Some(resolved) = dispute.resolved_on {
                first.on(resolved);
            }
        }
        for class in &self.setting.policy.classes {
            self.review_condition(&class.when, first);
        }
    }

    /// The days on which facts of the account that a condition asks about change by themselves.
    fn review_condition(&self, condition: &Condition, first: &mut First) {
        if condition.drifts(Drift::DueDates) {
            self.when_more_falls_due(first);
        }
        if let Some(oldest) = self.items.first() {
            when_days_reach(
                condition.thresholds(Fact::OldestDaysOverdue),
                oldest.due,
                first,
            );
        }
        self.when_months_reach(condition.thresholds(Fact::MonthsAsCustomer), first);
    }

    /// The day after each due date that has not passed.
    fn when_more_falls_due(&self, first: &mut First) {
        if let Some(item) = self.items.iter().find(|item| item.due >= self.on) {
            first.on(plus(item.due, 1));
        }
    }

    /// The day on which so many months are complete, and the day on which one more is.
    fn when_months_reach(&self, thresholds: Option<Vec<i64>>, first: &mut First) {
        let Some(since) = self.account.since else {
            return;
        };
        let Some(thresholds) = thresholds else {
            return first.tomorrow();
        };
        for threshold in thresholds {
            let months = i32::try_from(threshold.clamp(0, 2_000)).unwrap_or(0);
            for months in [months, months + 1] {
                if let Ok(day) = add_months_clamped(since, months) {
                    first.on(day);
                }
            }
        }
    }
}

/// The day on which an item reaches an age, and the day after it, so that every comparison (`<`, `<=`,
/// `==`, ...) has turned. Each day when it cannot be told which age matters.
fn when_days_reach(thresholds: Option<Vec<i64>>, due: Date, first: &mut First) {
    let Some(thresholds) = thresholds else {
        return first.tomorrow();
    };
    for threshold in thresholds {
        let days = i32::try_from(threshold.clamp(-100_000, 100_000)).unwrap_or(i32::MAX);
        first.on(plus(due, days));
        first.on(plus(due, days + 1));
    }
}
