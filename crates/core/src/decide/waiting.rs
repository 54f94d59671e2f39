//! What waits, and why: said only when a person asks.

use super::carrier::Carrier;
use super::walk::Item;
use super::{Case, Held, Outcome};
use crate::action::OpenAction;
use crate::calendar::Closed;
use crate::reason::Reason;

impl Case<'_> {
    /// What was taken off each item.
    pub(super) fn held_items(&self) -> Vec<Held> {
        self.ask
            .held
            .iter()
            .map(|(index, reason)| Held {
                invoice: Some(self.number(*index)),
                instalment: self.items[*index].instalment,
                step: None,
                reason: reason.clone(),
            })
            .collect()
    }

    /// Says for each item that could still take a step what keeps it from doing so today.
    pub(super) fn note_what_waits(
        &self,
        walk: &[Item],
        open: &[Carrier<'_>],
        outcome: &mut Outcome,
    ) {
        for item in walk {
            let Some(reason) = self.why_waiting(item, open) else {
                continue;
            };
            let step = self
                .procedure
                .steps
                .get(item.next)
                .map(|step| step.name.clone());
            outcome.held.push(Held {
                invoice: Some(self.number(item.index)),
                instalment: self.items[item.index].instalment,
                step,
                reason,
            });
        }
    }

    fn why_waiting(&self, item: &Item, open: &[Carrier<'_>]) -> Option<Reason> {
        // What was handed over is said where it is taken off what may be asked for.
        if item.handed_over() {
            return None;
        }
        if let Some(carrier) = open
            .iter()
            .find(|carrier| self.carries(carrier, item.index))
        {
            return Some(waiting(carrier.action));
        }
        let Some(step) = self.procedure.steps.get(item.next) else {
            return Some(Reason::ProcedureEnded {
                procedure: self.procedure.name.as_str().into(),
            });
        };
        if item.waits || self.ask.amounts[item.index] <= 0 {
            return None;
        }
        let natural = self.natural(item.index, step);
        if natural > self.on {
            return Some(Reason::NotYet {
                step: step.name.clone(),
                on: self.earliest(item),
            });
        }
        if let Some((previous, on, next)) = self.after_previous(item)
            && next > self.on
        {
            return Some(Reason::StepTooSoon { previous, on, next });
        }
        if !step.kind.is_contact() {
            return None;
        }
        if let Some((last, next)) = self.after_last_contact()
            && next > self.on
        {
            return Some(Reason::TooSoon {
                last,
                gap_days: self.setting.policy.contact.min_gap_days,
                next,
            });
        }
        if let Some(carrier) = open.iter().find(|carrier| carrier.action.kind.is_contact()) {
            return Some(waiting(carrier.action));
        }
        if !self.is_contact_day(self.on) {
            let day = match self.setting.calendar.why_closed(self.on) {
                Some(Closed::Holiday(name)) => name,
                Some(Closed::Weekend(_)) | None => self.on.strftime("%A").to_string(),
            };
            let next = self.setting.calendar.next_business_day(self.on);
            return Some(Reason::ClosedDay {
                day: day.into(),
                next,
            });
        }
        None
    }
}

fn waiting(action: &OpenAction) -> Reason {
    Reason::ContactWaiting {
        step: action.step.clone(),
        since: action.decided_on,
        for_approval: action.awaiting_approval,
    }
}
