//! The decision: what is done today for one account, why, and when to look again.
//!
//! [`decide`] is a pure function of the policy, the account's facts, the calendar, the rates and the
//! date. It walks in five steps, a file each: what may be asked for ([`ask`]), which step each item
//! has reached ([`walk`]), what becomes of actions that are still open ([`recheck`]), which contact
//! and which other steps are taken today (here), and on which day the answer could change by itself
//! ([`review`]).

pub mod ask;
mod carrier;
mod draft;
pub mod priority;
mod recheck;
mod review;
mod waiting;
mod walk;

use std::collections::HashMap;
use std::fmt;

use jiff::civil::Date;

use crate::account::Account;
use crate::action::{ActionItem, Do, Progress, StepEnd, StepRecord, Tone};
use crate::calendar::Calendar;
use crate::classify;
use crate::dates::days_between;
use crate::facts::{Fact, Facts};
use crate::id::{ActionId, InvoiceId};
use crate::invoice::{OpenItem, open_items};
use crate::money::Money;
use crate::policy::{Policy, Procedure};
use crate::rates::{Comparison, Rates};
use crate::reason::Reason;

use ask::Ask;
use carrier::Carrier;
use priority::Priority;
use walk::Item;

/// How long the progress of an item that owes nothing is kept, counted from its last step. Payments
/// are hardly ever returned later than this.
const CLOSED_PROGRESS_KEPT_DAYS: i32 = 400;

/// Everything that is the same for all accounts of a run.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The policy in force.
    pub policy: &'a Policy,
    /// The book's business days.
    pub calendar: &'a Calendar,
    /// The day's rates of exchange.
    pub rates: &'a Rates,
    /// Whether to say what held each item back. A person asks for it; the daily run does not.
    pub explain: bool,
}

/// Something to be done for an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionDraft {
    /// The step's name.
    pub step: Box<str>,
    /// What it does.
    pub kind: Do,
    /// How firm it sounds.
    pub tone: Tone,
    /// The name of its text; contacts only.
    pub template: Option<Box<str>>,
    /// The items, oldest due first: those that take a step by it, and those that are only mentioned.
    pub items: Vec<ActionItem>,
    /// What is asked for in all.
    pub amount: Money,
    /// The role that must approve it.
    pub approve: Option<Box<str>>,
    /// Whether it is carried out by the run itself and needs nobody.
    pub immediate: bool,
    /// Why, with the figures.
    pub reasons: Vec<Reason>,
    /// How much a contact today is worth.
    pub priority: Priority,
}

/// A step that did not happen for an item, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupersededStep {
    /// The invoice.
    pub invoice: InvoiceId,
    /// Its number, for people.
    pub number: Box<str>,
    /// Which instalment of it.
    pub instalment: u16,
    /// The step's name.
    pub step: Box<str>,
    /// Why it did not happen.
    pub reason: Reason,
}

/// An open action that is over without having been done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedAction {
    /// The action.
    pub id: ActionId,
    /// Whether its items passed the step (superseded) or may take it again (withdrawn).
    pub superseded: bool,
    /// Why.
    pub reason: Reason,
}

/// Something that was held back: an item, or the whole contact when no item is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The invoice's number, or none when it concerns the whole account.
    pub invoice: Option<Box<str>>,
    /// Which instalment of it.
    pub instalment: u16,
    /// The step that waits, if one has been reached.
    pub step: Option<Box<str>>,
    /// Why.
    pub reason: Reason,
}

/// The answer for one account on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The class, as an index into the policy's classes.
    pub class: usize,
    /// The facts that the class was told by.
    pub facts: Facts,
    /// What is to be done.
    pub actions: Vec<ActionDraft>,
    /// Open actions that are over.
    pub closed: Vec<ClosedAction>,
    /// Steps that did not happen.
    pub superseded: Vec<SupersededStep>,
    /// What was held back.
    pub held: Vec<Held>,
    /// How far each item has come, for the next decision.
    pub progress: Vec<Progress>,
    /// The first day on which, if nothing happens, the answer could differ; none when only an event
    /// can change it.
    pub next_review: Option<Date>,
}

/// Decides for one account on one day.
#[must_use]
pub fn decide(setting: &Setting<'_>, account: &Account, on: Date) -> Decision {
    let policy = setting.policy;
    let items = open_items(&account.invoices);
    let comparison = Comparison::between(account.currency, policy.currency, setting.rates);
    let facts = classify::facts(account, &items, comparison, on);
    let (class_index, class) = classify::classify(policy, &facts);
    let case = Case {
        setting,
        account,
        items: &items,
        ask: ask::ask(account, &items, on),
        comparison,
        procedure: policy.procedure_of(class),
        class: class_index,
        facts,
        on,
    };
    case.decide()
}

/// One account on one day, with what was worked out about it.
struct Case<'a> {
    setting: &'a Setting<'a>,
    account: &'a Account,
    items: &'a [OpenItem],
    ask: Ask,
    comparison: Comparison,
    procedure: &'a Procedure,
    class: usize,
    facts: Facts,
    on: Date,
}

/// What is collected while deciding.
#[derive(Default)]
struct Outcome {
    actions: Vec<ActionDraft>,
    closed: Vec<ClosedAction>,
    superseded: Vec<SupersededStep>,
    held: Vec<Held>,
}

impl Case<'_> {
    fn decide(self) -> Decision {
        let mut outcome = Outcome::default();
        if self.setting.explain {
            outcome.held = self.held_items();
        }
        let mut known: HashMap<(InvoiceId, u16), &Progress> = self
            .account
            .progress
            .iter()
            .map(|progress| ((progress.invoice, progress.instalment), progress))
            .collect();
        let mut walk: Vec<Item> = (0..self.items.len())
            .map(|index| {
                let key = (self.invoice_of(index).id, self.items[index].instalment);
                self.start(index, known.remove(&key))
            })
            .collect();
        let open = self.recheck(&mut walk, &mut outcome);
        for item in &mut walk {
            self.pass_what_cannot_happen(item, &mut outcome);
        }
        self.take_steps(&mut walk, &open, &mut outcome);
        let next_review = self.next_review(&walk, &open, &outcome);
        let mut progress: Vec<Progress> = walk
            .into_iter()
            .filter(|item| !item.records.is_empty())
            .map(|item| Progress {
                invoice: self.invoice_of(item.index).id,
                instalment: self.items[item.index].instalment,
                records: item.records,
            })
            .collect();
        // Items that owe nothing now: a payment that is reversed opens them again, and they go on from
        // where they stood. They keep their order, so that the same facts give the same decision.
        let closed = self.account.progress.iter().filter(|progress| {
            let recent =
                |record: &StepRecord| days_between(record.on, self.on) <= CLOSED_PROGRESS_KEPT_DAYS;
            known.contains_key(&(progress.invoice, progress.instalment))
                && progress.records.last().is_some_and(recent)
        });
        progress.extend(closed.cloned());
        Decision {
            class: self.class,
            facts: self.facts,
            actions: outcome.actions,
            closed: outcome.closed,
            superseded: outcome.superseded,
            held: outcome.held,
            progress,
            next_review,
        }
    }

    fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.account.currency)
    }

    fn number(&self, index: usize) -> Box<str> {
        self.invoice_of(index).number.clone()
    }

    /// Takes what is due today. Passing a step whose condition does not hold can bring up the next
    /// one, and so does a step that is carried out at once; each round passes at least one step.
    fn take_steps(&self, walk: &mut [Item], open: &[Carrier<'_>], outcome: &mut Outcome) {
        loop {
            if self.pass_unmet_conditions(walk, outcome) {
                continue;
            }
            if self.take_quiet_step(walk, outcome) {
                continue;
            }
            break;
        }
        self.take_contact(walk, open, outcome);
        if self.setting.explain {
            self.note_what_waits(walk, open, outcome);
        }
    }

    /// Passes due steps whose own condition does not hold for the items that would take them.
    fn pass_unmet_conditions(&self, walk: &mut [Item], outcome: &mut Outcome) -> bool {
        for step_index in 0..self.procedure.steps.len() {
            let step = &self.procedure.steps[step_index];
            let Some(when) = &step.when else { continue };
            let due: Vec<usize> = self.due_at(walk, step_index);
            if due.is_empty() {
                continue;
            }
            let facts = self.step_facts(&due);
            if when.holds(&facts) {
                continue;
            }
            let reason = Reason::ConditionNotMet {
                condition: when.source().into(),
                because: classify::values_in_words(when, &facts),
            };
            for index in due {
                self.supersede(&mut walk[index], reason.clone(), outcome);
                self.pass_what_cannot_happen(&mut walk[index], outcome);
            }
            return true;
        }
        false
    }

    /// The items whose next step is this one and whose time has come, as places in the walk.
    fn due_at(&self, walk: &[Item], step: usize) -> Vec<usize> {
        walk.iter()
            .filter(|item| {
                self.is_walking(item) && item.next == step && self.earliest(item) <= self.on
            })
            .map(|item| item.index)
            .collect()
    }

    /// The account's facts with those of a step that these items would take.
    fn step_facts(&self, items: &[usize]) -> Facts {
        let mut facts = self.facts.clone();
        let amount: i64 = items
            .iter()
            .map(|&index| self.ask.principal(index, self.items))
            .sum();
        facts.set_scaled(
            Fact::Amount,
            self.comparison.scaled(amount, self.account.currency),
        );
        let days = items
            .iter()
            .map(|&index| self.days_late(index))
            .max()
            .unwrap_or(0);
        facts.set_int(Fact::DaysOverdue, i64::from(days));
        facts
    }

    /// Takes one step that contacts nobody: a stop of supply, an escalation, a write-off.
    fn take_quiet_step(&self, walk: &mut [Item], outcome: &mut Outcome) -> bool {
        for step_index in 0..self.procedure.steps.len() {
            let step = &self.procedure.steps[step_index];
            if step.kind.is_contact() {
                continue;
            }
            let due = self.due_at(walk, step_index);
            if due.is_empty() {
                continue;
            }
            let held_since = self.account.holds.iter().find(|hold| {
                hold.kind == crate::hold::HoldKind::Supply
                    && hold.invoice.is_none()
                    && hold.is_active(self.on)
            });
            let taken_now = outcome.actions.iter().any(|action| action.kind == Do::Hold);
            if step.kind == Do::Hold && (held_since.is_some() || taken_now) {
                let since = held_since.map_or(self.on, |hold| hold.from);
                for index in due {
                    self.supersede(
                        &mut walk[index],
                        Reason::SupplyHeldAlready { since },
                        outcome,
                    );
                    self.pass_what_cannot_happen(&mut walk[index], outcome);
                }
                return true;
            }
            let immediate = step.kind == Do::Hold && step.approve.is_none();
            let draft = self.draft(step_index, &due, &[], walk, immediate);
            for &index in &due {
                if immediate {
                    self.record(&mut walk[index], StepEnd::Taken);
                    self.pass_what_cannot_happen(&mut walk[index], outcome);
                } else {
                    walk[index].waits = true;
                }
            }
            outcome.actions.push(draft);
            return true;
        }
        false
    }

    /// Takes today's one contact, at the firmest step that any item has reached; everything that is
    /// overdue and may be asked for travels with it.
    fn take_contact(&self, walk: &mut [Item], open: &[Carrier<'_>], outcome: &mut Outcome) {
        if open.iter().any(|open| open.action.kind.is_contact()) || !self.is_contact_day(self.on) {
            return;
        }
        let due: Vec<usize> = walk
            .iter()
            .filter(|item| {
                self.is_walking(item)
                    && self.procedure.steps[item.next].kind.is_contact()
                    && self.earliest(item) <= self.on
            })
            .map(|item| item.index)
            .collect();
        let Some(firmest) = due.iter().map(|&index| walk[index].next).max() else {
            return;
        };
        let mentioned: Vec<usize> = walk
            .iter()
            .filter(|item| due.binary_search(&item.index).is_err() && self.may_be_mentioned(item))
            .map(|item| item.index)
            .collect();
        let draft = self.draft(firmest, &due, &mentioned, walk, false);
        let minimum = Money::new(
            self.setting.policy.contact.min_overdue,
            self.setting.policy.currency,
        );
        // Charges do not count, unless nothing else is asked for: one of them must not bring a contact
        // about by itself.
        let principal: i64 = due
            .iter()
            .chain(&mentioned)
            .map(|&index| self.ask.principal(index, self.items))
            .sum();
        let compared = match principal {
            0 => draft.amount.minor(),
            principal => principal,
        };
        if self.comparison.scaled(compared, self.account.currency)
            < Comparison::Same.scaled(minimum.minor(), minimum.currency())
        {
            outcome.held.push(Held {
                invoice: None,
                instalment: 0,
                step: Some(draft.step),
                reason: Reason::BelowMinimum {
                    amount: draft.amount,
                    minimum,
                },
            });
            return;
        }
        for &index in &due {
            walk[index].waits = true;
        }
        outcome.actions.push(draft);
    }

    /// An overdue item that something may be asked on, and that is not about to be handed over or
    /// given up.
    fn may_be_mentioned(&self, item: &Item) -> bool {
        let leaving = item.waits
            && self
                .procedure
                .steps
                .get(item.next)
                .is_some_and(|step| matches!(step.kind, Do::Escalate | Do::WriteOff));
        self.ask.amounts[item.index] > 0 && self.days_late(item.index) > 0 && !leaving
    }
}

/// Marks the end of a step for items that an action carried, when the action is done, skipped or
/// handed over. Progress that does not exist yet is begun.
pub fn record_end(progress: &mut Vec<Progress>, items: &[ActionItem], end: StepEnd, on: Date) {
    let mut places: HashMap<(InvoiceId, u16), usize> = (0..)
        .zip(progress.iter())
        .map(|(at, entry)| ((entry.invoice, entry.instalment), at))
        .collect();
    for item in items {
        let Some(step) = &item.step else { continue };
        let key = (item.invoice, item.instalment);
        let place = *places.entry(key).or_insert_with(|| {
            progress.push(Progress {
                invoice: item.invoice,
                instalment: item.instalment,
                records: Vec::new(),
            });
            progress.len() - 1
        });
        progress[place].records.push(StepRecord {
            step: step.clone(),
            offset: item.offset,
            on,
            end,
        });
    }
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.invoice, &self.step) {
            (Some(invoice), Some(step)) => write!(f, "{invoice}, {step}: ")?,
            (Some(invoice), None) => write!(f, "{invoice}: ")?,
            (None, Some(step)) => write!(f, "{step}: ")?,
            (None, None) => {}
        }
        f.write_str(&self.reason.sentence())
    }
}
