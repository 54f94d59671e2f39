//! What a run says about itself, and what it keeps with each action.

use dunwell_core::action::{ActionStatus, Do};
use dunwell_core::currency::Currency;
use dunwell_core::decide::priority::Factor;
use dunwell_core::id::ActionId;
use dunwell_core::money::Money;
use dunwell_core::reason::Reason;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = RunReport)]
pub struct Report {
    /// The day.
    pub date: Date,
    /// How many customers were looked at.
    pub customers_reviewed: u64,
    /// What was decided, when it was asked for.
    pub actions: Vec<Decided>,
    /// How many actions were decided.
    pub decided: u64,
    /// How often each step was decided, in the order of first use.
    pub steps: Vec<StepCount>,
    /// Actions that were closed because their cause fell away or the next step's time came.
    pub closed: u64,
    /// The policy, by name.
    pub policy: String,
    /// Things that a person should know.
    pub notes: Vec<String>,
}

impl Report {
    /// Adds to what a step asks for in all, and to how often it was decided.
    pub(super) fn add_to_step(&mut self, step: &str, channel: Do, actions: u64, amount: Money) {
        let count = StepCount {
            step: step.to_owned(),
            channel,
            actions,
            amounts: vec![amount],
        };
        add_up(&mut self.steps, &count);
    }
}

/// Adds how often a step was decided, and about how much, to what is known of the steps before.
pub(super) fn add_up(steps: &mut Vec<StepCount>, more: &StepCount) {
    let is_same = |step: &&mut StepCount| step.step == more.step && step.channel == more.channel;
    let Some(step) = steps.iter_mut().find(is_same) else {
        steps.push(more.clone());
        return;
    };
    step.actions += more.actions;
    for &amount in &more.amounts {
        let mut sums = step.amounts.iter_mut();
        match sums.find(|sum| sum.currency() == amount.currency()) {
            // A sum too large to be shown stays at what it was.
            Some(sum) => *sum = sum.checked_add(amount).unwrap_or(*sum),
            None => step.amounts.push(amount),
        }
    }
}

/// One action that was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Decided {
    /// Its id.
    pub id: ActionId,
    /// The customer's number.
    pub customer: String,
    /// The step's name.
    pub step: String,
    /// What it does (`email`, `call`, `hold`, ...).
    pub channel: Do,
    /// The currency.
    pub currency: Currency,
    /// What is asked for.
    pub amount: Money,
    /// The invoices it is about, oldest due first.
    pub invoices: Vec<String>,
    /// Why, in sentences.
    pub reasons: Vec<String>,
    /// Whether somebody has to approve it.
    pub needs_approval: bool,
    /// What became of it so far.
    pub status: ActionStatus,
}

/// How often a step was decided, and about how much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StepCount {
    /// The step's name.
    pub step: String,
    /// What it does.
    pub channel: Do,
    /// How many actions.
    pub actions: u64,
    /// What is asked for, by currency.
    pub amounts: Vec<Money>,
}

/// Why an action was decided and what it is worth, as it is kept with the action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The reasons with their figures.
    pub because: Vec<Reason>,
    /// How its place in the worklist was worked out.
    pub worth: Vec<Factor>,
}
