//! What a run charges and takes back: before it looks at anybody what was overtaken, then what fell with its step, and
//! in the end what the steps charge.

use std::collections::BTreeSet;

use dunwell_core::account::Account;
use dunwell_core::action::{ActionStatus, Do, OpenAction};
use dunwell_core::decide::{Setting, decide};
use dunwell_core::id::{ActionId, CustomerId, InvoiceId};
use dunwell_core::money::Money;
use dunwell_core::reason::{Reason, STEP_DID_NOT_HAPPEN};
use dunwell_store::actions::Action;
use dunwell_store::portfolio::{self, Scope};

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

    /// Takes back what actions charged that will not happen, and gives the accounts as they are then: what is
    /// decided for them must not rest on charges that fall.
    pub(super) async fn take_back(
        &self,
        work: &mut Work,
        setting: &Setting<'_>,
        mut accounts: Vec<Account>,
    ) -> Result<Vec<Account>> {
        let mut fallen: Vec<ActionId> = Vec::new();
        let mut customers: Vec<CustomerId> = Vec::new();
        for account in &accounts {
            let open = account.open_actions.iter();
            let charged: Vec<ActionId> = open
                .filter(|action| has_charged(action))
                .map(|action| action.id)
                .collect();
            if charged.is_empty() {
                continue;
            }
            let closed = decide(setting, account, self.date).closed.into_iter();
            let falling: Vec<ActionId> = closed
                .map(|closed| closed.id)
                .filter(|id| charged.contains(id))
                .collect();
            if !falling.is_empty() {
                fallen.extend(falling);
                customers.push(account.customer);
            }
        }
        if fallen.is_empty() {
            return Ok(accounts);
        }
        let why = STEP_DID_NOT_HAPPEN.english();
        undo::of_actions(work, &fallen, self.date, why).await?;
        accounts.retain(|account| !customers.contains(&account.customer));
        accounts.extend(portfolio::of_customers(&mut work.uow, work.book, &customers).await?);
        accounts.sort_by_key(|account| (account.customer, account.currency));
        Ok(accounts)
    }

    /// Charges what the decided actions charge. One that waits for approval charges when it is approved.
    pub(super) async fn charge(&mut self, work: &mut Work, writes: &mut Writes) -> Result<()> {
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
            self.report
                .add_to_step(&action.step, action.kind, 0, charged);
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

/// One that waits for approval has charged nothing yet.
fn has_charged(action: &OpenAction) -> bool {
    !action.awaiting_approval && action.items.iter().any(|item| !item.charges.is_empty())
}
