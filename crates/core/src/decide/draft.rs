//! What is to be done, drafted: the items, the sum, the reasons and the worth.

use super::walk::Item;
use super::{ActionDraft, Case, ask, priority};
use crate::action::ActionItem;
use crate::charge::{ChargeKind, Charging};
use crate::classify;
use crate::policy::Step;
use crate::rates::Comparison;
use crate::reason::Reason;

impl Case<'_> {
    /// Drafts the action of a step. `due` are the items that take a step by it, in order, `mentioned`
    /// those that only travel along.
    pub(super) fn draft(
        &self,
        step_index: usize,
        due: &[usize],
        mentioned: &[usize],
        walk: &[Item],
        immediate: bool,
    ) -> ActionDraft {
        let step = &self.procedure.steps[step_index];
        let mut indexes: Vec<usize> = due.iter().chain(mentioned).copied().collect();
        indexes.sort_unstable();
        let mut items: Vec<ActionItem> = indexes
            .iter()
            .map(|&index| {
                let own = due
                    .binary_search(&index)
                    .is_ok()
                    .then(|| &self.procedure.steps[walk[index].next]);
                ActionItem {
                    invoice: self.invoice_of(index).id,
                    instalment: self.items[index].instalment,
                    number: self.number(index),
                    amount: self.ask.amounts[index],
                    due: self.items[index].due,
                    step: own.map(|own| own.name.clone()),
                    offset: own.map_or(0, |own| self.offset(own, index)),
                    charges: own.map_or_else(Vec::new, |own| self.charges(own, index)),
                }
            })
            .collect();
        // A fee is for the contact, not for each item: it stands with the oldest that takes a step.
        let fees = step
            .charge
            .iter()
            .filter(|charging| charging.kind() == ChargeKind::Fee);
        if let Some(oldest) = items.iter_mut().find(|item| item.step.is_some())
            && due
                .iter()
                .any(|&index| self.ask.principal(index, self.items) > 0)
        {
            oldest.charges.extend(fees);
        }
        let amount = self.money(items.iter().map(|item| item.amount).sum());
        let reasons = self.reasons(step_index, due, mentioned, walk);
        ActionDraft {
            step: step.name.clone(),
            kind: step.kind,
            tone: step.tone,
            template: step.template.clone(),
            priority: priority::priority(
                self.setting.policy,
                self.class,
                self.account,
                amount,
                self.oldest_days(&indexes),
                self.on,
            ),
            items,
            amount,
            approve: step.approve.clone(),
            immediate,
            reasons,
        }
    }

    /// What a step charges on an item, fees apart. One whose principal is paid bears no more.
    fn charges(&self, step: &Step, index: usize) -> Vec<Charging> {
        if self.ask.principal(index, self.items) <= 0 {
            return Vec::new();
        }
        let charges = step.charge.iter();
        charges
            .filter(|charging| charging.kind() != ChargeKind::Fee)
            .copied()
            .collect()
    }

    fn oldest_days(&self, indexes: &[usize]) -> i32 {
        indexes
            .iter()
            .map(|&index| self.days_late(index))
            .max()
            .unwrap_or(0)
    }

    fn reasons(
        &self,
        step_index: usize,
        due: &[usize],
        mentioned: &[usize],
        walk: &[Item],
    ) -> Vec<Reason> {
        let step = &self.procedure.steps[step_index];
        let class = &self.setting.policy.classes[self.class];
        let mut reasons = Vec::new();
        if let Some(&lead) = due.iter().find(|&&index| walk[index].next == step_index) {
            reasons.push(Reason::StepDue {
                step: step.name.clone(),
                at: step.at.to_string().into(),
                invoice: self.number(lead),
                days_late: self.days_late(lead),
                procedure: self.procedure.name.as_str().into(),
            });
        }
        let others = due.len() + mentioned.len() - 1;
        if others > 0 {
            let total = due
                .iter()
                .chain(mentioned)
                .map(|&index| self.ask.amounts[index])
                .sum();
            reasons.push(Reason::TravelsTogether {
                items: u32::try_from(others).unwrap_or(u32::MAX),
                total: self.money(total),
            });
        }
        reasons.push(Reason::InClass {
            class: class.name.as_str().into(),
            because: classify::values_in_words(&class.when, &self.facts),
        });
        if let Some(promise) = ask::last_unkept(&self.account.promises, self.on) {
            reasons.push(Reason::PromiseNotKept {
                amount: self.money(promise.amount),
                due: promise.due,
                received: self.money(promise.received.max(0)),
            });
        }
        reasons.extend(
            self.ask
                .held
                .iter()
                .filter(|(index, _)| self.ask.amounts[*index] > 0)
                .map(|(_, reason)| reason.clone()),
        );
        reasons.extend(self.comparison_in_words());
        reasons
    }

    fn comparison_in_words(&self) -> Option<Reason> {
        let (from, to) = (
            self.account.currency.code().into(),
            self.setting.policy.currency.code().into(),
        );
        match self.comparison {
            Comparison::Same => None,
            Comparison::Converted(rate) => Some(Reason::ComparedAtRate {
                rate: rate.rate.round_dp(6).normalize().to_string().into(),
                from,
                to,
                on: rate.on,
            }),
            Comparison::Unconverted => Some(Reason::ComparedWithoutRate { from, to }),
        }
    }
}
