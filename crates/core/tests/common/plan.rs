//! Generated stories: a policy or two, a customer, and what happens over some weeks.

use dunwell_core::action::ActionStatus;
use dunwell_core::calendar::Calendar;
use dunwell_core::currency::Currency;
use dunwell_core::id::EntryId;
use dunwell_core::ledger::{EntryKind, remaining_of};
use dunwell_core::rates::{Rate, Rates};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::policies::{PolicyPlan, policy};
use super::{Delivery, Story};

/// The first day of every generated story, a Friday.
pub const FIRST_DAY: Date = date(2026, 1, 2);

/// How many days a generated story lasts.
pub const DAYS: u16 = 80;

/// Something that happens to the customer. A `usize` picks an invoice, as far as there is one.
#[derive(Debug, Clone)]
pub enum Event {
    Invoice {
        issued_ago: i32,
        terms: i32,
        amount: i64,
        parts: usize,
    },
    Pays {
        invoice: usize,
        share: i64,
    },
    MoneyArrives {
        amount: i64,
    },
    MoneyArrivesExactly {
        invoice: usize,
    },
    Matches {
        invoice: usize,
    },
    Bounces {
        payment: usize,
    },
    Credits {
        invoice: usize,
        amount: i64,
    },
    Promises {
        days: i32,
        amount: i64,
        invoice: Option<usize>,
    },
    Disputes {
        invoice: usize,
        amount: Option<i64>,
    },
    SettlesDisputes {
        invoice: usize,
    },
    Pauses {
        after: i32,
        days: Option<i32>,
        invoice: Option<usize>,
    },
    Resumes,
    GivesReason {
        cash_flow: bool,
    },
    PolicyChanges {
        second: bool,
    },
    NobodyRunsIt {
        days: u16,
    },
    Skips,
}

fn event() -> impl Strategy<Value = Event> {
    let invoice = 0..6usize;
    let amount = prop::sample::select(vec![1_00i64, 20_00, 50_00, 100_00, 155_00, 250_00]);
    prop_oneof![
        4 => new_invoice(),
        3 => (invoice.clone(), 1..5i64).prop_map(|(invoice, share)| Event::Pays { invoice, share }),
        1 => amount.clone().prop_map(|amount| Event::MoneyArrives { amount }),
        1 => invoice.clone().prop_map(|invoice| Event::MoneyArrivesExactly { invoice }),
        2 => invoice.clone().prop_map(|invoice| Event::Matches { invoice }),
        1 => (0..4usize).prop_map(|payment| Event::Bounces { payment }),
        1 => (invoice.clone(), amount.clone()).prop_map(|(invoice, amount)| Event::Credits { invoice, amount }),
        3 => (0..20i32, amount.clone(), prop::option::of(invoice.clone()))
            .prop_map(|(days, amount, invoice)| Event::Promises { days, amount, invoice }),
        2 => (invoice.clone(), prop::option::of(amount)).prop_map(|(invoice, amount)| Event::Disputes { invoice, amount }),
        2 => invoice.clone().prop_map(|invoice| Event::SettlesDisputes { invoice }),
        2 => (0..6i32, prop::option::weighted(0.8, 0..20i32), prop::option::of(invoice))
            .prop_map(|(after, days, invoice)| Event::Pauses { after, days, invoice }),
        1 => Just(Event::Resumes),
        1 => any::<bool>().prop_map(|cash_flow| Event::GivesReason { cash_flow }),
        1 => any::<bool>().prop_map(|second| Event::PolicyChanges { second }),
        1 => (1..10u16).prop_map(|days| Event::NobodyRunsIt { days }),
        1 => Just(Event::Skips),
    ]
}

fn new_invoice() -> impl Strategy<Value = Event> {
    let amount = prop::sample::select(vec![10_00i64, 60_00, 100_00, 155_00, 320_00]);
    (
        prop::sample::select(vec![0, 0, 0, 5, 30, 75]),
        0..35i32,
        amount,
        1..4usize,
    )
        .prop_map(|(issued_ago, terms, amount, parts)| Event::Invoice {
            issued_ago,
            terms,
            amount,
            parts,
        })
}

/// How soon people do what the machine has prepared: after so many days, or never.
#[derive(Debug, Clone)]
pub struct Habits {
    messages: Option<i32>,
    calls: Option<i32>,
    approvals: Option<i32>,
}

/// A whole story, before it is told.
#[derive(Debug, Clone)]
pub struct Plan {
    pub policies: [PolicyPlan; 2],
    customer_for_days: Option<i32>,
    habits: Habits,
    /// What happens, with the day of the story.
    events: Vec<(u16, Event)>,
}

/// A story whose policies have at most so many procedures.
pub fn plan(procedures: usize) -> impl Strategy<Value = Plan> {
    let lag = |never: f64| {
        prop::option::weighted(1.0 - never, prop::sample::select(vec![0, 0, 0, 1, 4, 11]))
    };
    let habits = (lag(0.1), lag(0.4), lag(0.3)).prop_map(|(messages, calls, approvals)| Habits {
        messages,
        calls,
        approvals,
    });
    let begin = prop::collection::vec(new_invoice().prop_map(|event| (0, event)), 1..4);
    let later = prop::collection::vec((0..DAYS, event()), 0..14);
    (
        policy(procedures),
        policy(procedures),
        prop::option::weighted(0.8, 0..190i32),
        habits,
        begin,
        later,
    )
        .prop_map(
            |(first, second, customer_for_days, habits, mut events, mut later)| {
                later.sort_by_key(|(day, _)| *day);
                events.extend(later);
                Plan {
                    policies: [first, second],
                    customer_for_days,
                    habits,
                    events,
                }
            },
        )
}

impl Plan {
    /// The beginning of the story: the customer as yet without invoices.
    pub fn story(&self) -> Story {
        let mut story = Story::begins(
            &super::one_procedure("{ name = \"x\", at = \"due\", do = \"call\" }"),
            FIRST_DAY,
        );
        story.policy = self.policies[0].policy();
        story.delivery = Delivery::ByHand;
        story.calendar = Calendar::weekdays()
            .with_holidays([
                (date(2026, 1, 26), "a Monday off".to_owned()),
                (date(2026, 2, 20), "a Friday off".to_owned()),
            ])
            .unwrap();
        // Euros are compared at a rate, dollars without one.
        let rate = Rate {
            from: Currency::GBP,
            to: Currency::EUR,
            rate: "1.15".parse().unwrap(),
            on: FIRST_DAY,
        };
        story.rates = Rates::new(vec![rate]);
        story.account.since = self.customer_for_days.map(|days| FIRST_DAY - days.days());
        story
    }

    /// The same story under one policy.
    pub fn without_policy_changes(mut self) -> Plan {
        self.events
            .retain(|(_, event)| !matches!(event, Event::PolicyChanges { .. }));
        self
    }

    /// Whether a run takes place on this day of the story.
    pub fn runs_on(&self, day: u16) -> bool {
        !self.events.iter().any(|(from, event)| match event {
            Event::NobodyRunsIt { days } => (*from..from + days).contains(&day),
            _ => false,
        })
    }

    /// What happens on this day of the story, before the run.
    pub fn happens(&self, story: &mut Story, day: u16) {
        for (_, event) in self.events.iter().filter(|(on, _)| *on == day) {
            self.happens_to(story, event);
        }
    }

    /// What people do on this day, after the run.
    pub fn people_work(&self, story: &mut Story) {
        let today = story.today;
        let old = |story: &Story, status, lag: Option<i32>| {
            let since = lag.map(|lag| today - lag.days());
            since.is_some_and(|since| {
                story
                    .actions
                    .iter()
                    .any(|action| action.status == status && action.decided_on <= since)
            })
        };
        if old(story, ActionStatus::AwaitingApproval, self.habits.approvals) {
            story.approves();
        }
        if old(story, ActionStatus::Ready, self.habits.messages) {
            story.sends();
            story.does_quiet_steps();
        }
        if old(story, ActionStatus::Ready, self.habits.calls) {
            story.calls();
        }
    }

    fn happens_to(&self, story: &mut Story, event: &Event) {
        let picked = |index: usize| {
            let count = story.invoices.len();
            (count > 0).then(|| story.invoices[index % count].number.to_string())
        };
        match event {
            Event::Invoice {
                issued_ago,
                terms,
                amount,
                parts,
            } => {
                let number = format!("N{:02}", story.invoices.len());
                let issued = story.today - issued_ago.days();
                let rows: Vec<(Date, i64)> = (0..*parts)
                    .zip([0, 9, 23])
                    .map(|(_, later)| {
                        (
                            issued + (terms + later).days(),
                            amount / i64::try_from(*parts).unwrap(),
                        )
                    })
                    .collect();
                story.invoice_in_parts(&number, issued, &rows);
            }
            Event::Pays { invoice, share } => {
                if let Some(number) = picked(*invoice) {
                    let amount = story.open(&number) * share / 4;
                    if amount > 0 {
                        story.pays(&number, amount);
                    }
                }
            }
            Event::MoneyArrives { amount } => {
                story.money_arrives(*amount);
            }
            Event::MoneyArrivesExactly { invoice } => {
                if let Some(open) = picked(*invoice)
                    .map(|number| story.open(&number))
                    .filter(|open| *open > 0)
                {
                    story.money_arrives(open);
                }
            }
            Event::Matches { invoice } => {
                if let (Some(number), Some(payment)) = (picked(*invoice), unmatched(story)) {
                    story.matches(payment, &number);
                }
            }
            Event::Bounces { payment } => {
                let kept: Vec<EntryId> = payments(story).collect();
                if let Some(id) = kept.get(*payment).copied() {
                    story.bounces(id);
                }
            }
            Event::Credits { invoice, amount } => {
                if let Some(number) = picked(*invoice) {
                    story.credits(&number, *amount);
                }
            }
            Event::Promises {
                days,
                amount,
                invoice,
            } => {
                let number = invoice.and_then(picked);
                let numbers: Vec<&str> = number.iter().map(String::as_str).collect();
                story.promises(story.today + days.days(), *amount, &numbers);
            }
            Event::Disputes { invoice, amount } => {
                if let Some(number) = picked(*invoice) {
                    story.disputes(&number, *amount);
                }
            }
            Event::SettlesDisputes { invoice } => {
                if let Some(number) = picked(*invoice) {
                    story.settles_disputes(&number);
                }
            }
            Event::Pauses {
                after,
                days,
                invoice,
            } => {
                let from = story.today + after.days();
                let number = invoice.and_then(picked);
                story.pauses(from, days.map(|days| from + days.days()), number.as_deref());
            }
            Event::Resumes => story.resumes(),
            Event::GivesReason { cash_flow } => {
                story.account.reason = cash_flow.then(|| "cash-flow".into());
                story.touched = true;
            }
            Event::PolicyChanges { second } => {
                story.follows(&self.policies[usize::from(*second)].policy())
            }
            Event::NobodyRunsIt { .. } => {}
            Event::Skips => story.skips(),
        }
    }
}

/// Payments that were not taken back.
fn payments(story: &Story) -> impl Iterator<Item = EntryId> {
    let undone = |id| story.entries.iter().any(|entry| entry.reverses == Some(id));
    story
        .entries
        .iter()
        .filter(move |entry| entry.kind == EntryKind::Payment && !undone(entry.id))
        .map(|entry| entry.id)
}

fn unmatched(story: &Story) -> Option<EntryId> {
    payments(story)
        .find(|&id| remaining_of(&story.entries, id, story.today).is_ok_and(|left| left > 0))
}
