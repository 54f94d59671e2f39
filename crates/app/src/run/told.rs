//! What a customer's journal says about a decision.

use dunwell_core::action::{ActionStatus, Do};
use dunwell_core::id::ActionId;
use dunwell_core::money::Money;
use dunwell_core::reason::Reason;
use dunwell_store::actions::Action;
use jiff::civil::Date;
use serde::Serialize;

/// A decision with its grounds. It is written as it stands, for a run tells as many as there are customers.
#[derive(Serialize)]
pub(super) struct Told<'a> {
    pub date: Date,
    pub class: &'a str,
    pub procedure: &'a str,
    pub policy: &'a str,
    pub decided: Vec<ToldAction<'a>>,
    pub closed: Vec<(ActionId, &'a Reason)>,
    /// Invoice, instalment, step, and why the step did not happen.
    pub not_taken: Vec<(&'a str, u16, &'a str, &'a Reason)>,
}

#[derive(Serialize)]
pub(super) struct ToldAction<'a> {
    action: ActionId,
    step: &'a str,
    does: Do,
    status: ActionStatus,
    amount: Money,
    invoices: Vec<&'a str>,
}

impl<'a> From<&'a Action> for ToldAction<'a> {
    fn from(action: &'a Action) -> Self {
        ToldAction {
            action: action.id,
            step: &action.step,
            does: action.kind,
            status: action.status,
            amount: Money::new(action.amount, action.currency),
            invoices: action.items.iter().map(|item| &*item.number).collect(),
        }
    }
}
