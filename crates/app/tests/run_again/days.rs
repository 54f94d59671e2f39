//! What can happen to a book on a day, made up by proptest and told to a house.

use dunwell_app::funnel::{Caller, Mode};
use dunwell_app::import::Kind;
use dunwell_app::record::call::{self, Outcome};
use dunwell_app::record::hold::Subject;
use dunwell_app::record::{
    Target, charge, credit_note, dispute, payment, promise, reversal, waiver,
};
use dunwell_app::view::worklist::{self, worklist};
use dunwell_app::{Result, approve, pause, run, skip};
use dunwell_core::money::Money;
use dunwell_store::actions::{self, Action, Filter};
use dunwell_store::customers;
use dunwell_store::invoices::{self, Invoice};
use dunwell_testkit::House;
use jiff::ToSpan;
use proptest::prelude::*;

/// A thing that happens.
#[derive(Debug, Clone, Copy)]
pub struct Event {
    what: What,
    /// Which open invoice or action it is about; the list is counted around.
    which: usize,
    /// How many hundredths of what is open it is about.
    share: i64,
    /// How many days it reaches into the future.
    days: i64,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Payment,
    UnmatchedPayment,
    /// One that arrived days ago: interest may have been charged since.
    LatePayment,
    PaymentComesBack,
    CreditNote,
    NewInvoice,
    Promise,
    Dispute,
    DisputeSettled,
    Pause,
    Call(Outcome),
    /// Interest and the fixed sum are claimed by hand.
    Claim,
    Waiver,
    Approval,
    Skip,
}

/// A day on which a run is made.
#[derive(Debug, Clone)]
pub struct Day {
    /// How many days after the one before.
    pub after: i64,
    /// What happens before the run.
    pub events: Vec<Event>,
    /// Whether what is ready leaves after it.
    pub sends: bool,
}

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        4 => Just(What::Payment),
        2 => Just(What::UnmatchedPayment),
        2 => Just(What::LatePayment),
        1 => Just(What::Claim),
        2 => Just(What::Waiver),
        2 => Just(What::PaymentComesBack),
        1 => Just(What::CreditNote),
        1 => Just(What::NewInvoice),
        3 => Just(What::Promise),
        2 => Just(What::Dispute),
        1 => Just(What::DisputeSettled),
        1 => Just(What::Pause),
        2 => prop::sample::select(&Outcome::ALL[..]).prop_map(What::Call),
        2 => Just(What::Approval),
        1 => Just(What::Skip),
    ]
}

pub fn day() -> impl Strategy<Value = Day> {
    let event =
        (what(), any::<u16>(), 1..=100_i64, 0..=9_i64).prop_map(|(what, which, share, days)| {
            Event {
                what,
                which: which.into(),
                share,
                days,
            }
        });
    (1..=6_i64, prop::collection::vec(event, 0..5), any::<bool>()).prop_map(
        |(after, events, sends)| Day {
            after,
            events,
            sends,
        },
    )
}

/// A house to which things happen.
pub struct Told {
    pub house: House,
    payments: Vec<String>,
    disputes: Vec<String>,
}

impl Told {
    pub fn new(house: House) -> Told {
        Told {
            house,
            payments: Vec::new(),
            disputes: Vec::new(),
        }
    }

    /// One event; whether it was refused. What is refused changes nothing.
    pub async fn happens(&mut self, event: Event) -> bool {
        match event.what {
            What::Approval | What::Skip => self.action(event).await,
            _ => self.money_or_word(event).await,
        }
    }

    async fn money_or_word(&mut self, event: Event) -> bool {
        let open = self.open().await;
        let Some((customer, invoice)) = pick(&open, event.which) else {
            return true;
        };
        let minor = (invoice.open * event.share / 100).max(1);
        let amount = Money::new(minor, invoice.currency).to_decimal_string();
        let (customer, number) = (customer.clone(), invoice.number.clone());
        let until = self.house.today() + event.days.days();
        let named = || Target::Invoices(vec![number.clone()]);
        let (db, book) = (&self.house.db, &self.house.book);
        let (caller, mode): (Caller<'_>, Mode<'_>) = (self.house.caller(), Mode::default());
        let refused = |result: Result<()>| result.is_err();
        match event.what {
            What::Payment | What::UnmatchedPayment | What::LatePayment => {
                let target = if matches!(event.what, What::UnmatchedPayment) {
                    Target::Unmatched
                } else {
                    named()
                };
                let currency = Some(invoice.currency);
                let late = matches!(event.what, What::LatePayment);
                let date = late.then(|| self.house.today() - (event.days * 3).days());
                let request = payment::Request {
                    customer,
                    amount,
                    currency,
                    date,
                    target,
                    ..payment::Request::default()
                };
                let made = payment::record(db, book, caller, mode, &request).await;
                refused(made.map(|made| self.payments.push(made.entry.to_string())))
            }
            What::PaymentComesBack => {
                let Some(entry) = pick(&self.payments, event.which).cloned() else {
                    return true;
                };
                let which = reversal::Which::Entry(entry);
                let request = reversal::Request {
                    which,
                    date: None,
                    reason: "returned unpaid".to_owned(),
                };
                refused(
                    reversal::record(db, book, caller, mode, &request)
                        .await
                        .map(drop),
                )
            }
            What::CreditNote => {
                let number = format!("CN-{}", caller.seed);
                let request = credit_note::Request {
                    customer,
                    number,
                    amount,
                    target: named(),
                    ..credit_note::Request::default()
                };
                refused(
                    credit_note::record(db, book, caller, mode, &request)
                        .await
                        .map(drop),
                )
            }
            What::NewInvoice => {
                let row = format!(
                    "number,customer,issued,due,amount\nNEW-{},{customer},{},{until},{amount}\n",
                    caller.seed,
                    self.house.today()
                );
                !self
                    .house
                    .reads(Kind::Invoices, &row)
                    .await
                    .rejected
                    .is_empty()
            }
            What::Promise => {
                let (currency, invoices) = (Some(invoice.currency), vec![number.clone()]);
                let request = promise::Request {
                    customer,
                    amount,
                    by: until,
                    currency,
                    date: None,
                    invoices,
                    reason: None,
                };
                refused(
                    promise::record(db, book, caller, mode, &request)
                        .await
                        .map(drop),
                )
            }
            What::Dispute => {
                let request = dispute::Request {
                    invoice: number,
                    amount: Some(amount),
                    date: None,
                    reason: "wrong price".to_owned(),
                };
                let made = dispute::record(db, book, caller, mode, &request).await;
                refused(made.map(|made| self.disputes.push(made.dispute.to_string())))
            }
            What::DisputeSettled => {
                let Some(dispute) = pick(&self.disputes, event.which).cloned() else {
                    return true;
                };
                let request = dispute::Resolution {
                    dispute,
                    resolution: "price confirmed".to_owned(),
                    date: None,
                };
                refused(
                    dispute::resolve(db, book, caller, mode, &request)
                        .await
                        .map(drop),
                )
            }
            What::Pause => {
                let request = pause::Request {
                    on: Subject::Customer(customer),
                    until,
                    reason: "visit planned".to_owned(),
                };
                refused(
                    pause::pause(db, book, caller, mode, &request)
                        .await
                        .map(drop),
                )
            }
            What::Call(outcome) => {
                let currency = Some(invoice.currency);
                let request = call::Request {
                    customer,
                    currency,
                    action: None,
                    outcome,
                    reason: None,
                    text: None,
                    date: None,
                    done: false,
                };
                refused(
                    call::record(db, book, caller, mode, &request)
                        .await
                        .map(drop),
                )
            }
            What::Claim => {
                let request = charge::Request {
                    invoice: number,
                    interest: true,
                    fixed_sum: true,
                    date: None,
                };
                refused(
                    charge::record(db, book, caller, mode, &request)
                        .await
                        .map(drop),
                )
            }
            What::Waiver => {
                let which = waiver::Which::OfInvoice {
                    invoice: number,
                    kind: None,
                };
                let request = waiver::Request {
                    which,
                    amount: None,
                    date: None,
                    reason: "a good customer".to_owned(),
                };
                refused(
                    waiver::record(db, book, caller, mode, &request)
                        .await
                        .map(drop),
                )
            }
            What::Approval | What::Skip => unreachable!("these are about actions"),
        }
    }

    async fn action(&mut self, event: Event) -> bool {
        let (db, book, today) = (&self.house.db, &self.house.book, self.house.today());
        let mut items = worklist(db, book, &worklist::Request::default(), today)
            .await
            .unwrap()
            .items;
        items.retain(|item| item.needs_approval || !matches!(event.what, What::Approval));
        // Ids differ from house to house; this order does not.
        items.sort_by(|a, b| {
            (&a.customer.number, &a.step, &a.invoices).cmp(&(
                &b.customer.number,
                &b.step,
                &b.invoices,
            ))
        });
        let Some(item) = pick(&items, event.which) else {
            return true;
        };
        let action = item.action.to_string();
        let (caller, mode) = (self.house.caller(), Mode::default());
        if matches!(event.what, What::Approval) {
            let request = approve::Request {
                action,
                ..approve::Request::default()
            };
            approve::approve(db, book, caller, mode, &request)
                .await
                .is_err()
        } else {
            let request = skip::Request {
                action,
                reason: "they will be visited".to_owned(),
            };
            skip::skip(db, book, caller, mode, &request).await.is_err()
        }
    }

    /// The open invoices with their customers' numbers, in the order of their own numbers.
    async fn open(&self) -> Vec<(String, Invoice)> {
        let (mut uow, book) = (self.house.db.read().await.unwrap(), self.house.book.id);
        let mut open = Vec::new();
        for (id, number) in customers::numbers(&mut uow, book).await.unwrap() {
            let of_customer = invoices::of_customer(&mut uow, book, id, true)
                .await
                .unwrap();
            open.extend(
                of_customer
                    .into_iter()
                    .map(|invoice| (number.clone(), invoice)),
            );
        }
        uow.rollback().await.unwrap();
        open.sort_by(|a, b| a.1.number.cmp(&b.1.number));
        open
    }

    /// Everything that was ever decided and what became of it, in an order that ids have no part in.
    pub async fn outcome(&self) -> Vec<String> {
        let (mut uow, book) = (self.house.db.read().await.unwrap(), self.house.book.id);
        let mut lines = Vec::new();
        for (id, number) in customers::numbers(&mut uow, book).await.unwrap() {
            let all = actions::list(&mut uow, book, Filter::Customer(id))
                .await
                .unwrap();
            lines.extend(all.into_iter().map(|action| {
                let Action {
                    decided_on,
                    step,
                    amount,
                    currency,
                    status,
                    finished_on,
                    ..
                } = action;
                format!(
                    "{decided_on} {number} {step} {amount} {currency} {status:?} {finished_on:?}"
                )
            }));
        }
        uow.rollback().await.unwrap();
        lines.extend(self.open().await.into_iter().map(|(_, invoice)| {
            let Invoice {
                number,
                open,
                charges,
                ..
            } = invoice;
            format!("{number} {open} {charges}")
        }));
        lines.sort_unstable();
        lines
    }
}

/// What a run decided, a line for each action, in an order that ids have no part in.
pub fn decided(report: &run::Report) -> Vec<String> {
    let line = |action: &run::Decided| {
        let run::Decided {
            customer,
            step,
            amount,
            invoices,
            reasons,
            needs_approval,
            ..
        } = action;
        format!("{customer} {step} {amount} {invoices:?} {reasons:?} {needs_approval}")
    };
    let mut lines: Vec<String> = report.actions.iter().map(line).collect();
    lines.sort_unstable();
    lines
}

fn pick<T>(list: &[T], which: usize) -> Option<&T> {
    list.get(which.checked_rem(list.len())?)
}
