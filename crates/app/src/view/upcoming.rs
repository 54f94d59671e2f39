//! What comes next: the rules are asked day by day what they would do, as if nothing were paid or
//! said and each action were done on its day.

use dunwell_core::account::Account;
use dunwell_core::action::{ActionItem, Do, StepEnd};
use dunwell_core::decide::{Setting, decide, record_end};
use dunwell_core::hold::{Hold, HoldKind};
use dunwell_core::id::HoldId;
use dunwell_core::money::Money;
use dunwell_core::policy::Policy;
use jiff::civil::Date;
use serde::Serialize;

use crate::asked;

/// How many days are asked about at most; a condition that drifts can turn on any of them.
const MOST_DAYS: usize = 400;

/// Something that will be done unless the customer pays, promises or disputes first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Upcoming {
    /// The day.
    pub on: Date,
    /// The step's name.
    pub step: String,
    /// What it does.
    pub kind: Do,
    /// The role that has to approve it first.
    pub approve: Option<String>,
    /// What it asks for.
    pub amount: Money,
    /// The invoices it is about, oldest due first.
    pub invoices: Vec<String>,
    /// Whether it has been decided and waits to be done.
    pub decided: bool,
}

/// The next things that will be done for an account from `today` on, at most `most`.
pub(crate) fn upcoming(
    setting: &Setting<'_>,
    account: &Account,
    today: Date,
    most: usize,
) -> Vec<Upcoming> {
    let setting = Setting {
        explain: false,
        ..*setting
    };
    let mut account = account.clone();
    let mut found = Vec::new();
    let mut day = today;
    for _ in 0..MOST_DAYS {
        let decision = decide(&setting, &account, day);
        account.progress = decision.progress;
        let mut acted = false;
        for action in std::mem::take(&mut account.open_actions) {
            if decision.closed.iter().any(|closed| closed.id == action.id) {
                continue;
            }
            acted = true;
            let now = (action.kind.is_contact())
                .then(|| asked::asked(&account, &action.items, day))
                .flatten();
            let items = now.map_or(action.items, |now| now.items);
            found.push(Upcoming {
                on: day,
                step: action.step.to_string(),
                kind: action.kind,
                approve: approver(setting.policy, &action.step)
                    .filter(|_| action.awaiting_approval),
                amount: Money::new(items.iter().map(|item| item.amount).sum(), account.currency),
                invoices: numbers(&items),
                decided: true,
            });
            do_it(&mut account, action.kind, &items, false, day);
        }
        for draft in decision.actions {
            acted = true;
            do_it(&mut account, draft.kind, &draft.items, draft.immediate, day);
            found.push(Upcoming {
                on: day,
                step: draft.step.into(),
                kind: draft.kind,
                approve: draft.approve.map(Into::into),
                amount: draft.amount,
                invoices: numbers(&draft.items),
                decided: false,
            });
        }
        if found.len() >= most {
            break;
        }
        // What was done can bring up another step on the same day.
        match decision.next_review {
            _ if acted => {}
            Some(next) => day = next,
            None => break,
        }
    }
    found.truncate(most);
    found
}

/// Takes an action as done on a day. An immediate one has left its mark in the decision already.
fn do_it(account: &mut Account, kind: Do, items: &[ActionItem], immediate: bool, on: Date) {
    let end = if kind == Do::Escalate {
        StepEnd::HandedOver
    } else {
        StepEnd::Taken
    };
    if !immediate {
        record_end(&mut account.progress, items, end, on);
    }
    match kind {
        Do::Hold => account.holds.push(Hold {
            // Nobody looks at the id of a hold that is only imagined.
            id: HoldId::new(uuid::Uuid::nil()),
            kind: HoldKind::Supply,
            invoice: None,
            from: on,
            until: None,
            reason: String::new(),
        }),
        Do::WriteOff => {
            for item in items {
                let invoice = account
                    .invoices
                    .iter_mut()
                    .find(|invoice| invoice.id == item.invoice);
                invoice.into_iter().for_each(|invoice| {
                    invoice.open -= item.amount;
                    invoice.charges = invoice.charges.min(invoice.open.max(0));
                });
            }
            account.invoices.retain(|invoice| invoice.open > 0);
        }
        Do::Email | Do::Sms | Do::Call | Do::Letter => account.last_contact = Some(on),
        Do::Escalate => {}
    }
}

/// The invoices of an action, each once, in the order in which they stand there.
pub(crate) fn numbers(items: &[ActionItem]) -> Vec<String> {
    let mut numbers: Vec<String> = items.iter().map(|item| item.number.to_string()).collect();
    numbers.dedup();
    numbers
}

fn approver(policy: &Policy, step: &str) -> Option<String> {
    policy.step(step)?.1.approve.as_deref().map(str::to_owned)
}
