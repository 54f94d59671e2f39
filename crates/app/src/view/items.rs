//! Open items with what comes next for each, as the rules see them.

use dunwell_core::account::Account;
use dunwell_core::action::Do;
use dunwell_core::dates::days_between;
use dunwell_core::decide::ask::ask;
use dunwell_core::decide::{Decision, Held};
use dunwell_core::invoice::{OpenItem, open_items};
use dunwell_core::money::Money;
use dunwell_core::policy::{Anchor, Procedure, Step};
use dunwell_core::reason::Reason;
use jiff::civil::Date;
use serde::Serialize;

/// An instalment on which something is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ItemView {
    /// The invoice's number.
    pub invoice: String,
    /// Which instalment of it, from 1.
    pub instalment: u16,
    /// How many instalments the invoice has.
    pub instalments: usize,
    /// The day the invoice was issued.
    pub issued: Date,
    /// The day it is due.
    pub due: Date,
    /// How late it is; before the due date the number is negative.
    pub days_late: i32,
    /// What is open.
    pub open: Money,
    /// What of it may be asked for: open, less what is paused, disputed, promised or probably paid.
    pub asked: Money,
    /// The next step of the procedure, if one is left.
    pub next: Option<NextStep>,
    /// What holds it back today, in sentences.
    pub held_back: Vec<String>,
    /// The same as data.
    #[serde(skip)]
    pub held: Vec<Reason>,
}

/// The next step of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct NextStep {
    /// Its name.
    pub step: String,
    /// What it does.
    pub kind: Do,
    /// The first day on which it can be taken, as far as is known; none while something holds it
    /// back that has no day.
    pub on: Option<Date>,
}

/// The open items of an account, with what a decision that was asked to explain itself says about
/// each. Without a policy there is none.
pub(crate) fn items(
    account: &Account,
    decided: Option<(&Decision, &Procedure)>,
    on: Date,
) -> Vec<ItemView> {
    let open = open_items(&account.invoices);
    let ask = ask(account, &open, on);
    let view = |(item, &asked): (&OpenItem, &i64)| {
        let invoice = &account.invoices[item.invoice];
        let mut view = ItemView {
            invoice: invoice.number.to_string(),
            instalment: item.instalment,
            instalments: invoice.instalments.len(),
            issued: invoice.issued,
            due: item.due,
            days_late: days_between(item.due, on),
            open: Money::new(item.open, account.currency),
            asked: Money::new(asked, account.currency),
            next: None,
            held_back: Vec::new(),
            held: Vec::new(),
        };
        if let Some((decision, procedure)) = decided {
            view.next = next_step(account, decision, procedure, item, on);
            view.held = held(decision, &invoice.number, item.instalment)
                .iter()
                .map(|held| held.reason.clone())
                .filter(|reason| !matches!(reason, Reason::NotYet { .. }))
                .collect();
            view.held_back = view.held.iter().map(Reason::sentence).collect();
        }
        view
    };
    open.iter().zip(&ask.amounts).map(view).collect()
}

/// What held an item back.
fn held<'d>(decision: &'d Decision, number: &str, instalment: u16) -> Vec<&'d Held> {
    let concerns =
        |held: &&Held| held.invoice.as_deref() == Some(number) && held.instalment == instalment;
    decision.held.iter().filter(concerns).collect()
}

/// The first step after all that are over, with the day that the decision names for it.
fn next_step(
    account: &Account,
    decision: &Decision,
    procedure: &Procedure,
    item: &OpenItem,
    on: Date,
) -> Option<NextStep> {
    let invoice = &account.invoices[item.invoice];
    let held = held(decision, &invoice.number, item.instalment);
    if held
        .iter()
        .any(|held| matches!(held.reason, Reason::HandedOver))
    {
        return None;
    }
    let carried = |items: &[dunwell_core::action::ActionItem]| {
        items.iter().any(|other| {
            other.step.is_some()
                && other.invoice == invoice.id
                && other.instalment == item.instalment
        })
    };
    let position = next_position(decision, procedure, invoice.id, item.instalment);
    let step = procedure.steps.get(position)?;
    let waits_in = |step: &Step, on| NextStep {
        step: step.name.to_string(),
        kind: step.kind,
        on,
    };
    if decision
        .actions
        .iter()
        .any(|draft| !draft.immediate && carried(&draft.items))
    {
        return Some(waits_in(step, Some(on)));
    }
    let day = held.iter().find_map(|held| match held.reason {
        Reason::NotYet { on, .. } => Some(on),
        Reason::StepTooSoon { next, .. }
        | Reason::TooSoon { next, .. }
        | Reason::ClosedDay { next, .. } => Some(next),
        _ => None,
    });
    Some(waits_in(step, day))
}

/// The place in the procedure of an item's next step.
pub(crate) fn next_position(
    decision: &Decision,
    procedure: &Procedure,
    invoice: dunwell_core::id::InvoiceId,
    instalment: u16,
) -> usize {
    let progress = decision
        .progress
        .iter()
        .find(|progress| progress.invoice == invoice && progress.instalment == instalment);
    let Some(progress) = progress else { return 0 };
    let place = |name: &str| procedure.steps.iter().position(|step| *step.name == *name);
    let passed = progress
        .records
        .iter()
        .filter_map(|record| place(&record.step))
        .max();
    passed.map_or(0, |last| last + 1)
}

/// The day on which a step stands in the procedure for an item, before pauses and gaps.
pub(crate) fn planned(step: &Step, issued: Date, due: Date) -> Date {
    let from = match step.at.from {
        Anchor::Due => due,
        Anchor::Invoice => issued,
    };
    from.saturating_add(jiff::Span::new().days(step.at.days))
}
