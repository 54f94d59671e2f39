//! Open items with what comes next for each, as the rules see them.

use std::collections::{HashMap, HashSet};

use dunwell_core::account::Account;
use dunwell_core::action::{Do, StepRecord};
use dunwell_core::dates::days_between;
use dunwell_core::decide::ask::ask;
use dunwell_core::decide::{Decision, SupersededStep};
use dunwell_core::id::InvoiceId;
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

/// What a decision that was asked to explain itself says, found by item: a customer can have ten
/// thousand of them.
pub(crate) struct ByItem<'d> {
    procedure: &'d Procedure,
    held: HashMap<(&'d str, u16), Vec<&'d Reason>>,
    records: HashMap<(InvoiceId, u16), &'d [StepRecord]>,
    superseded: HashMap<(InvoiceId, u16), Vec<&'d SupersededStep>>,
    /// The items that take a step today.
    acting: HashSet<(InvoiceId, u16)>,
}

impl<'d> ByItem<'d> {
    /// `procedure` is the one that the decision followed.
    pub(crate) fn new(decision: &'d Decision, procedure: &'d Procedure) -> ByItem<'d> {
        let mut held: HashMap<_, Vec<_>> = HashMap::new();
        for of_item in &decision.held {
            if let Some(number) = of_item.invoice.as_deref() {
                let of_item_before = held.entry((number, of_item.instalment));
                of_item_before.or_default().push(&of_item.reason);
            }
        }
        let mut superseded: HashMap<_, Vec<_>> = HashMap::new();
        for step in &decision.superseded {
            let of_item = superseded.entry((step.invoice, step.instalment));
            of_item.or_default().push(step);
        }
        let progress = decision.progress.iter();
        let drafts = decision.actions.iter().filter(|draft| !draft.immediate);
        let items = drafts.flat_map(|draft| &draft.items);
        ByItem {
            procedure,
            held,
            records: progress
                .map(|of_item| {
                    let item = (of_item.invoice, of_item.instalment);
                    (item, of_item.records.as_slice())
                })
                .collect(),
            superseded,
            acting: items
                .filter(|item| item.step.is_some())
                .map(|item| (item.invoice, item.instalment))
                .collect(),
        }
    }

    /// What held an item back.
    fn held<'a>(&'a self, number: &'a str, instalment: u16) -> &'a [&'d Reason] {
        self.held
            .get(&(number, instalment))
            .map_or(&[], Vec::as_slice)
    }

    /// The steps that are over for an item.
    pub(crate) fn records(&self, invoice: InvoiceId, instalment: u16) -> &'d [StepRecord] {
        let records = self.records.get(&(invoice, instalment));
        records.copied().unwrap_or_default()
    }

    /// Why an item passes a step on this day without taking it, if it does.
    pub(crate) fn passes_over(
        &self,
        invoice: InvoiceId,
        instalment: u16,
        step: &str,
    ) -> Option<&'d Reason> {
        let mut of_item = self.superseded.get(&(invoice, instalment))?.iter();
        let passed = of_item.find(|passed| *passed.step == *step)?;
        Some(&passed.reason)
    }

    /// The place in the procedure of an item's next step.
    pub(crate) fn next_position(&self, invoice: InvoiceId, instalment: u16) -> usize {
        let steps = &self.procedure.steps;
        let place = |name: &str| steps.iter().position(|step| *step.name == *name);
        let records = self.records(invoice, instalment).iter();
        let passed = records.filter_map(|record| place(&record.step)).max();
        passed.map_or(0, |last| last + 1)
    }

    /// The first step after all that are over, with the day that the decision names for it.
    fn next_step(
        &self,
        invoice: InvoiceId,
        instalment: u16,
        held: &[&Reason],
        on: Date,
    ) -> Option<NextStep> {
        if held
            .iter()
            .any(|reason| matches!(reason, Reason::HandedOver))
        {
            return None;
        }
        let position = self.next_position(invoice, instalment);
        let step = self.procedure.steps.get(position)?;
        let is_acting = self.acting.contains(&(invoice, instalment));
        let waits_until = held.iter().find_map(|reason| match reason {
            Reason::NotYet { on, .. } => Some(*on),
            Reason::StepTooSoon { next, .. }
            | Reason::TooSoon { next, .. }
            | Reason::ClosedDay { next, .. } => Some(*next),
            _ => None,
        });
        Some(NextStep {
            step: step.name.to_string(),
            kind: step.kind,
            on: if is_acting { Some(on) } else { waits_until },
        })
    }
}

/// The open items of an account, with what the decision says about each. Without a policy there is
/// none.
pub(crate) fn items(account: &Account, decided: Option<&ByItem<'_>>, on: Date) -> Vec<ItemView> {
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
        if let Some(decided) = decided {
            let held = decided.held(&invoice.number, item.instalment);
            view.next = decided.next_step(invoice.id, item.instalment, held, on);
            view.held = held
                .iter()
                .filter(|reason| !matches!(reason, Reason::NotYet { .. }))
                .map(|&reason| reason.clone())
                .collect();
            view.held_back = view.held.iter().map(Reason::sentence).collect();
        }
        view
    };
    open.iter().zip(&ask.amounts).map(view).collect()
}

/// The day on which a step stands in the procedure for an item, before pauses and gaps.
pub(crate) fn planned(step: &Step, issued: Date, due: Date) -> Date {
    let from = match step.at.from {
        Anchor::Due => due,
        Anchor::Invoice => issued,
    };
    from.saturating_add(jiff::Span::new().days(step.at.days))
}
