//! What becomes of actions that an earlier run decided and that are not over yet: their cause may
//! have fallen away, or the next step's time may have come.

use jiff::civil::Date;

use super::carrier::Carrier;
use super::walk::{Item, plus};
use super::{Case, ClosedAction, Outcome};
use crate::action::Do;
use crate::reason::Reason;

impl Case<'_> {
    /// Closes open actions that have lost their cause, lets an unmade call give way to the next
    /// step, and marks the items of the others as waiting. Gives back the actions that stay open.
    pub(super) fn recheck<'b>(
        &'b self,
        walk: &mut [Item],
        outcome: &mut Outcome,
    ) -> Vec<Carrier<'b>> {
        let mut open = Vec::new();
        for action in &self.account.open_actions {
            let carrier = Carrier::new(action);
            if let Some(reason) = self.lost_cause(&carrier) {
                outcome.closed.push(ClosedAction {
                    id: action.id,
                    superseded: false,
                    reason,
                });
            } else if let Some(next) = self.gives_way(&carrier, walk) {
                let reason = Reason::CallNotMade {
                    decided: action.decided_on,
                    next,
                };
                for item in walk.iter_mut() {
                    if let Some(place) = self.place_in(&carrier, item.index) {
                        self.supersede_call(item, place, reason.clone(), outcome);
                    }
                }
                outcome.closed.push(ClosedAction {
                    id: action.id,
                    superseded: true,
                    reason,
                });
            } else {
                for item in walk
                    .iter_mut()
                    .filter(|item| self.carries(&carrier, item.index))
                {
                    item.waits = true;
                }
                open.push(carrier);
            }
        }
        open
    }

    /// Why an open action is no longer wanted: nothing may be asked for on any of its items, or the
    /// procedure that is followed now has no such step.
    fn lost_cause(&self, carrier: &Carrier<'_>) -> Option<Reason> {
        let still_asked = (0..self.items.len()).any(|index| {
            let Some(item) = self.carried(carrier, index) else {
                return false;
            };
            // What a step charges falls with the principal that it was charged on.
            match item.charges.is_empty() {
                true => self.ask.amounts[index] > 0,
                false => self.ask.principal(index, self.items) > 0,
            }
        });
        if !still_asked {
            let held = self.ask.held.iter();
            let of_action = held.filter(|(index, _)| self.carries(carrier, *index));
            // What was taken off the first item that it carries.
            let first = of_action.min_by_key(|(index, _)| *index);
            return Some(first.map_or(Reason::Paid, |(_, reason)| reason.clone()));
        }
        let action = carrier.action;
        let known = self
            .procedure
            .steps
            .iter()
            .any(|step| step.name == action.step && step.kind == action.kind);
        (!known).then(|| Reason::ProcedureChanged {
            to: self.procedure.name.as_str().into(),
        })
    }

    /// The step that takes the place of a call nobody made: the first whose time has come for an
    /// item of the call. Texts do not give way; they must leave before a firmer one follows.
    fn gives_way(&self, carrier: &Carrier<'_>, walk: &[Item]) -> Option<Box<str>> {
        walk.iter().find_map(|item| {
            let (next, day) = self.call_gives_way_on(carrier, item)?;
            (day <= self.on).then(|| self.procedure.steps[next].name.clone())
        })
    }

    /// For an item of an unmade call, the step after it and the day on which that can be taken: its
    /// own time, and a gap after the call was decided.
    pub(super) fn call_gives_way_on(
        &self,
        carrier: &Carrier<'_>,
        item: &Item,
    ) -> Option<(usize, Date)> {
        let action = carrier.action;
        if action.kind != Do::Call {
            return None;
        }
        let next = item.next.max(self.place_in(carrier, item.index)? + 1);
        let step = self.procedure.steps.get(next)?;
        let after = Item {
            index: item.index,
            records: Vec::new(),
            next,
            waits: false,
        };
        let gap = plus(action.decided_on, self.setting.policy.contact.min_gap_days);
        let day = self.earliest(&after).max(gap);
        Some((
            next,
            if step.kind.is_contact() {
                self.contact_day(day)
            } else {
                day
            },
        ))
    }

    /// Where the step that an item takes by an action stands in the procedure. None when the action
    /// does not carry the item, or when the procedure has no such step any more.
    fn place_in(&self, carrier: &Carrier<'_>, index: usize) -> Option<usize> {
        let own = self.carried(carrier, index)?.step.as_deref()?;
        self.procedure
            .steps
            .iter()
            .position(|step| *step.name == *own)
    }

    /// Passes the step that an item would have taken by a call. An item that the policy has moved
    /// beyond it meanwhile has passed it already.
    fn supersede_call(&self, item: &mut Item, place: usize, reason: Reason, outcome: &mut Outcome) {
        if place >= item.next {
            item.next = place;
            self.supersede(item, reason, outcome);
        }
    }
}
