//! What a run charges: before it looks at anybody what was overtaken, and then what the steps charge.

use std::collections::BTreeSet;

use dunwell_core::action::{ActionStatus, Do};
use dunwell_core::id::InvoiceId;
use dunwell_core::money::Money;
use dunwell_core::reason::{Reason, STEP_DID_NOT_HAPPEN};
use dunwell_store::actions::Action;
use dunwell_store::portfolio::Scope;

use super::{Run, Writes};
use crate::charging::anew::charge_anew;
use crate::charging::make::{Drafts, invoices_of};
use crate::charging::{Cases, undo};
use crate::error::Result;
use crate::funnel::Work;
use crate::view::words::count_of;

impl Run<'_> {
    /// Charges anew what was overtaken since it was charged. The customers are looked at afterwards.
    pub(super) async fn charge_anew(&mut self, work: &mut Work, scope: Scope) -> Result<()> {
        let only = match scope {
            Scope::Customer(customer) => Some(customer),
            Scope::All | Scope::Due(_) => None,
        };
        let count = charge_anew(work, &self.charging, only, &mut self.not_charged).await?;
        if count > 0 {
            self.report.notes.push(format!(
                "interest on {} was charged anew, because something came in that counts from an earlier day",
                count_of(count, "invoice", "invoices")
            ));
        }
        Ok(())
    }

    /// Takes back what actions charged that did not happen, and charges what the decided ones charge. One
    /// that waits for approval charges when it is approved.
    pub(super) async fn charge(&mut self, work: &mut Work, writes: &mut Writes) -> Result<()> {
        let why = STEP_DID_NOT_HAPPEN.english();
        undo::of_actions(work, &writes.undone, self.date, why).await?;
        let charges = |action: &Action| {
            action.status != ActionStatus::AwaitingApproval && action.kind != Do::WriteOff
        };
        let ids: BTreeSet<InvoiceId> = writes
            .actions
            .iter()
            .filter(|(action, _)| charges(action))
            .flat_map(|(action, _)| invoices_of(&action.items))
            .collect();
        if ids.is_empty() {
            return Ok(());
        }
        let ids: Vec<InvoiceId> = ids.into_iter().collect();
        let mut cases = Cases::load(&mut work.uow, work.book, &ids).await?;
        let mut drafts = Drafts::default();
        let decided = writes.actions.iter_mut();
        for (action, why) in decided.filter(|(action, _)| charges(action)) {
            let reasons = self.charging.of_action(
                work,
                (action.id, action.currency),
                &mut action.items,
                &mut cases,
                (&mut drafts, &mut self.not_charged),
            )?;
            if reasons.is_empty() {
                continue;
            }
            let before = action.amount;
            action.amount = action.items.iter().map(|item| item.amount).sum();
            let charged = Money::new(action.amount - before, action.currency);
            self.report.add_to_step(&action.step, action.kind, charged);
            if let Some(listed) = self
                .report
                .actions
                .iter_mut()
                .find(|one| one.id == action.id)
            {
                listed.amount = Money::new(action.amount, action.currency);
                listed.reasons.extend(reasons.iter().map(Reason::sentence));
            }
            why.because.extend(reasons);
        }
        drafts.post(work, self.date).await
    }
}
