//! A customer's story, told day by day: what happens, what a daily run decides, what leaves the house.
//!
//! It does what the application does around the decision: it keeps the ledger and the actions, carries
//! an answer out, and notes what was taken. Whatever it needs it is told; the dates are the story's own.

#![allow(
    dead_code,
    reason = "every test file tells its stories with another part of this"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use dunwell_core::account::{Account, PayerFigures};
use dunwell_core::action::{ActionStatus, Do, OpenAction, Progress};
use dunwell_core::calendar::Calendar;
use dunwell_core::currency::Currency;
use dunwell_core::decide::{ActionDraft, ClosedAction, Decision, Setting, SupersededStep, decide};
use dunwell_core::id::{ActionId, CustomerId, EntryId, InvoiceId};
use dunwell_core::invoice::OpenInvoice;
use dunwell_core::lang::Lang;
use dunwell_core::ledger::{Entry, EntryKind, Stamp, open_on_invoice, unapplied};
use dunwell_core::packs::Debtor;
use dunwell_core::policy::{self, Policy};
use dunwell_core::promise::Promise;
use dunwell_core::rates::Rates;
use dunwell_core::reason::Reason;
use jiff::ToSpan;
use jiff::civil::Date;
use uuid::Uuid;

mod happens;
pub mod plan;
mod policies;

/// When a message leaves the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// On the day it is decided.
    SameDay,
    /// When somebody sends it ([`Story::sends`]).
    ByHand,
}

/// An action as the application would keep it.
#[derive(Debug, Clone)]
pub struct Recorded {
    pub id: ActionId,
    pub decided_on: Date,
    pub draft: ActionDraft,
    pub status: ActionStatus,
}

/// A step that was really taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub on: Date,
    pub step: String,
    pub kind: Do,
    /// What was asked for, in minor units.
    pub amount: i64,
    /// The numbers of the invoices in it.
    pub invoices: Vec<String>,
}

/// What one day's run brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Day {
    pub actions: Vec<ActionDraft>,
    pub closed: Vec<ClosedAction>,
    pub superseded: Vec<SupersededStep>,
}

impl Day {
    /// Whether nothing came of it.
    pub fn is_empty(&self) -> bool {
        *self == Day::default()
    }

    /// The names of the steps that were decided.
    pub fn steps(&self) -> Vec<&str> {
        self.actions.iter().map(|action| &*action.step).collect()
    }
}

#[derive(Debug, Clone)]
pub struct Story {
    pub policy: Policy,
    pub calendar: Calendar,
    pub rates: Rates,
    pub account: Account,
    pub today: Date,
    pub delivery: Delivery,
    /// All invoices, settled ones too; `open` is kept up by [`Story::refresh`].
    pub invoices: Vec<OpenInvoice>,
    pub entries: Vec<Entry>,
    pub actions: Vec<Recorded>,
    pub taken: Vec<Taken>,
    /// The last day on which a run looked at the customer.
    pub looked_on: Option<Date>,
    /// The answer of the last run.
    pub last: Option<Decision>,
    /// Whether something happened since the last run.
    pub touched: bool,
    next_id: u128,
}

/// A policy in pounds with one procedure for everybody, made of these steps.
pub fn one_procedure(steps: &str) -> String {
    format!(
        "[policy]\nname = \"Story\"\ncurrency = \"GBP\"\n\
         [contact]\nmin_gap_days = 1\ndays = \"every\"\n\
         [[class]]\nname = \"everybody\"\nwhen = \"true\"\nprocedure = \"standard\"\n\
         [procedure.standard]\nsteps = [\n{steps}\n]\n"
    )
}

/// Reads a policy, or says everything that is wrong with it.
pub fn read(text: &str) -> Policy {
    policy::parse(text).unwrap_or_else(|findings| panic!("{findings:#?}\nin\n{text}"))
}

impl Story {
    /// Begins a story with a customer of whom nothing is known yet.
    pub fn begins(policy: &str, today: Date) -> Story {
        Story {
            policy: read(policy),
            calendar: Calendar::weekdays(),
            rates: Rates::default(),
            account: Account {
                customer: CustomerId::new(Uuid::from_u128(1)),
                number: "C-1".into(),
                kind: Debtor::Business,
                currency: Currency::GBP,
                since: None,
                country: None,
                language: Lang::En,
                invoices: Vec::new(),
                unapplied: 0,
                unapplied_since: None,
                disputes: Vec::new(),
                promises: Vec::new(),
                holds: Vec::new(),
                payer: PayerFigures::default(),
                reason: None,
                progress: Vec::new(),
                open_actions: Vec::new(),
                last_contact: None,
            },
            today,
            delivery: Delivery::SameDay,
            invoices: Vec::new(),
            entries: Vec::new(),
            actions: Vec::new(),
            taken: Vec::new(),
            looked_on: None,
            last: None,
            touched: true,
            next_id: 100,
        }
    }

    fn uuid(&mut self) -> Uuid {
        self.next_id += 1;
        Uuid::from_u128(self.next_id)
    }

    fn stamp(&mut self) -> Stamp {
        Stamp {
            id: EntryId::new(self.uuid()),
            date: self.today,
            currency: self.account.currency,
        }
    }

    fn post(&mut self, entry: Entry) -> EntryId {
        let id = entry.id;
        self.entries.push(entry);
        self.refresh();
        id
    }

    /// The invoice with this number.
    pub fn id_of(&self, number: &str) -> InvoiceId {
        let found = self
            .invoices
            .iter()
            .find(|invoice| &*invoice.number == number);
        found
            .unwrap_or_else(|| panic!("there is no invoice {number}"))
            .id
    }

    /// What is open on an invoice today, in minor units.
    pub fn open(&self, number: &str) -> i64 {
        open_on_invoice(&self.entries, self.id_of(number), self.today).unwrap()
    }

    /// The setting of today's run.
    pub fn setting(&self, explain: bool) -> Setting<'_> {
        Setting {
            policy: &self.policy,
            calendar: &self.calendar,
            rates: &self.rates,
            explain,
        }
    }

    /// Decides for today and carries the answer out.
    pub fn run(&mut self) -> Day {
        self.refresh();
        let decision = decide(&self.setting(false), &self.account, self.today);
        self.touched = false;
        self.looked_on = Some(self.today);
        for closed in &decision.closed {
            let action = self
                .actions
                .iter_mut()
                .find(|action| action.id == closed.id)
                .unwrap();
            action.status = match closed.superseded {
                true => ActionStatus::Superseded,
                false => ActionStatus::Withdrawn,
            };
        }
        for progress in &decision.progress {
            self.keeps(progress.clone());
        }
        for draft in &decision.actions {
            self.records(draft);
        }
        self.refresh_actions();
        let day = Day {
            actions: decision.actions.clone(),
            closed: decision.closed.clone(),
            superseded: decision.superseded.clone(),
        };
        self.last = Some(decision);
        if self.delivery == Delivery::SameDay {
            self.sends();
        }
        day
    }

    /// Runs only when something happened or the day to look again has come.
    pub fn run_if_due(&mut self) -> Day {
        let next = self.last.as_ref().and_then(|decision| decision.next_review);
        if self.touched || next.is_some_and(|next| next <= self.today) {
            self.run()
        } else {
            Day::default()
        }
    }

    fn keeps(&mut self, progress: Progress) {
        let existing = self.account.progress.iter_mut().find(|known| {
            known.invoice == progress.invoice && known.instalment == progress.instalment
        });
        match existing {
            Some(known) => *known = progress,
            None => self.account.progress.push(progress),
        }
    }

    fn records(&mut self, draft: &ActionDraft) {
        let status = match (draft.immediate, &draft.approve) {
            (true, _) => ActionStatus::Done,
            (false, Some(_)) => ActionStatus::AwaitingApproval,
            (false, None) => ActionStatus::Ready,
        };
        let id = ActionId::new(self.uuid());
        let (decided_on, draft) = (self.today, draft.clone());
        if draft.immediate {
            // The decision has marked the step as taken; what is left is to do it.
            self.notes(&draft);
            self.holds_supply();
        }
        self.actions.push(Recorded {
            id,
            decided_on,
            draft,
            status,
        });
    }

    /// Runs on every day from tomorrow to `day`.
    pub fn runs_until(&mut self, day: Date) {
        while self.today < day {
            self.today += 1.day();
            self.run();
        }
    }

    /// Time passes without a run.
    pub fn sleeps_until(&mut self, day: Date) {
        assert!(self.today < day, "a story goes forward");
        self.today = day;
        self.refresh();
    }

    /// Why nothing more happens today, in words.
    pub fn held_back(&mut self) -> Vec<Reason> {
        self.refresh();
        let decision = decide(&self.setting(true), &self.account, self.today);
        decision.held.into_iter().map(|held| held.reason).collect()
    }

    /// The class that the customer is in today.
    pub fn class(&mut self) -> String {
        self.refresh();
        let decision = decide(&self.setting(false), &self.account, self.today);
        self.policy.classes[decision.class].name.clone()
    }

    /// The first day on which the answer could differ, as of the last run.
    pub fn next_review(&self) -> Option<Date> {
        self.last.as_ref().expect("a run came before").next_review
    }

    /// What was taken so far: the day and the step.
    pub fn log(&self) -> Vec<(Date, &str)> {
        self.taken
            .iter()
            .map(|taken| (taken.on, taken.step.as_str()))
            .collect()
    }

    /// Brings what is open, what is unapplied and what came in on promises up to today's ledger.
    pub fn refresh(&mut self) {
        let before = (self.account.invoices.clone(), self.account.unapplied);
        for invoice in &mut self.invoices {
            invoice.open = open_on_invoice(&self.entries, invoice.id, self.today).unwrap();
        }
        self.account.invoices = self
            .invoices
            .iter()
            .filter(|invoice| invoice.open > 0)
            .cloned()
            .collect();
        self.account.unapplied = unapplied(&self.entries, self.today).unwrap().max(0);
        let received: Vec<i64> = self
            .account
            .promises
            .iter()
            .map(|p| self.received(p))
            .collect();
        for (promise, received) in self.account.promises.iter_mut().zip(received) {
            self.touched |= promise.received != received;
            promise.received = received;
        }
        self.touched |= before != (self.account.invoices.clone(), self.account.unapplied);
    }

    /// What came in on a promise: payments in its time, or what of them reached its invoices.
    fn received(&self, promise: &Promise) -> i64 {
        let undone = |entry: &Entry| {
            self.entries
                .iter()
                .any(|other| other.reverses == Some(entry.id) && other.date <= self.today)
        };
        let counts = |entry: &&Entry| {
            promise.made_on <= entry.date
                && entry.date <= promise.due.min(self.today)
                && !undone(entry)
                && match entry.invoice {
                    None => promise.invoices.is_empty() && entry.kind == EntryKind::Payment,
                    Some(id) => {
                        promise.invoices.contains(&id) && entry.kind == EntryKind::Allocation
                    }
                }
        };
        let effect = |entry: &Entry| entry.unapplied_effect.abs();
        self.entries.iter().filter(counts).map(effect).sum()
    }

    fn refresh_actions(&mut self) {
        let open = self.actions.iter().filter(|action| action.status.is_open());
        self.account.open_actions = open
            .map(|action| OpenAction {
                id: action.id,
                decided_on: action.decided_on,
                step: action.draft.step.clone(),
                kind: action.draft.kind,
                awaiting_approval: action.status == ActionStatus::AwaitingApproval,
                items: action
                    .draft
                    .items
                    .iter()
                    .filter(|item| item.step.is_some())
                    .cloned()
                    .collect(),
            })
            .collect();
    }
}
