//! Why: each class that was asked, each step of the procedure for each open item, and what holds
//! back what is not done today.

use dunwell_core::account::Account;
use dunwell_core::action::{Do, StepEnd};
use dunwell_core::classify::{ClassAsked, explain_class};
use dunwell_core::currency::Currency;
use dunwell_core::decide::{Decision, Held, decide};
use dunwell_core::invoice::{OpenItem, open_items};
use dunwell_core::money::Money;
use dunwell_core::policy::{Procedure, Step};
use dunwell_core::rates::Comparison;
use dunwell_core::reason::Reason;
use dunwell_core::sentence::Sentence;
use dunwell_store::{Db, journal};
use jiff::civil::Date;
use serde::Serialize;

use super::charges::{self, ChargeExplained, of_account};
use super::items::{ByItem, items, planned};
use super::timeline::{PassedOver, passed_over};
use super::upcoming::numbers;
use super::{CustomerName, ItemView, read, the_customer};
use crate::book::Book;
use crate::charging::{Cases, Charging};
use crate::error::Result;
use crate::setting::{Day, accounts_of};

/// Why a customer is in its class and what that leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Explanation {
    /// The day that is asked about.
    pub date: Date,
    /// The day whose facts are looked at: payments, promises and disputes are those known on it.
    pub facts_of: Date,
    /// The customer.
    pub customer: CustomerName,
    /// The policy in force.
    pub policy: PolicyName,
    /// One part for each currency.
    pub accounts: Vec<AccountExplained>,
}

/// The policy that is explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PolicyName {
    /// What it is called.
    pub name: String,
    /// The version, counted from 1.
    pub version: i64,
    /// The hash of what it says.
    pub hash: String,
}

/// One account explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct AccountExplained {
    /// The currency.
    pub currency: Currency,
    /// How amounts were compared with the policy's thresholds, when the currencies differ.
    pub compared: Option<String>,
    /// The classes that were asked, in order; the last one holds.
    pub classes: Vec<ClassExplained>,
    /// The procedure that follows from it.
    pub procedure: ProcedureView,
    /// The open items, oldest due first, each with every step of the procedure.
    pub items: Vec<ItemExplained>,
    /// What would be decided on that day.
    pub actions: Vec<DraftView>,
    /// Actions that were decided before and wait to be done.
    pub waiting: Vec<WaitingView>,
    /// Actions that would be closed, because they are no longer wanted.
    pub closed: Vec<WaitingView>,
    /// What holds back the contact as a whole, in sentences.
    pub held_back: Vec<String>,
    /// The first day on which, if nothing happens, the answer could differ.
    pub next_review: Option<Date>,
}

/// A class that was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ClassExplained {
    /// Its name.
    pub name: String,
    /// Its condition, as the policy has it.
    pub condition: String,
    /// Its condition in words; none when it takes everybody who is in no class before it.
    #[schema(value_type = Option<String>)]
    pub in_words: Option<Sentence>,
    /// The parts of the condition.
    pub clauses: Vec<ClauseExplained>,
    /// Whether it holds.
    pub holds: bool,
}

/// One part of a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ClauseExplained {
    /// The part as text.
    pub text: String,
    /// The facts in it with their values.
    pub values: Vec<FactValue>,
    /// Whether it holds.
    pub holds: bool,
}

/// A fact with its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FactValue {
    /// Its name in the policy.
    pub fact: &'static str,
    /// Its value, as people read it.
    pub value: String,
}

/// A procedure as the policy has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ProcedureView {
    /// Its name.
    pub name: String,
    /// Where an item begins that is found late.
    pub entry: String,
    /// Its steps.
    pub steps: Vec<StepView>,
}

/// A step as the policy has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct StepView {
    /// Its name.
    pub step: String,
    /// When it is taken: `due + 14 days`.
    pub at: String,
    /// What it does.
    pub kind: Do,
    /// Its own condition.
    pub condition: Option<String>,
    /// The role that has to approve it.
    pub approve: Option<String>,
}

/// An open item with its way through the procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ItemExplained {
    /// The item.
    #[serde(flatten)]
    pub item: ItemView,
    /// Each step of the procedure, and steps of others that were taken before.
    pub steps: Vec<StepState>,
    /// Whether the charges of the procedure can be made on it, and why not.
    pub charges: Vec<ChargeExplained>,
}

/// Where a step stands for an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct StepState {
    /// Its name.
    pub step: String,
    /// Where it stands.
    pub state: StateWord,
    /// The day on which it ended, or on which its time comes.
    pub on: Date,
    /// Why it was passed over, or would be on the day that is asked about.
    pub why: Option<String>,
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StateWord {
    /// It was taken.
    Taken,
    /// A person skipped it.
    Skipped,
    /// It did not happen, for a reason that is on record.
    Superseded,
    /// It was taken, and others deal with the item now.
    HandedOver,
    /// It is the next one.
    Next,
    /// It comes later.
    Later,
}

impl From<StepEnd> for StateWord {
    fn from(end: StepEnd) -> StateWord {
        match end {
            StepEnd::Taken => StateWord::Taken,
            StepEnd::Skipped => StateWord::Skipped,
            StepEnd::Superseded => StateWord::Superseded,
            StepEnd::HandedOver => StateWord::HandedOver,
        }
    }
}

/// Something that would be decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct DraftView {
    /// The step's name.
    pub step: String,
    /// What it does.
    pub kind: Do,
    /// What is asked for.
    pub amount: Money,
    /// The invoices it is about, oldest due first.
    pub invoices: Vec<String>,
    /// The role that has to approve it.
    pub approve: Option<String>,
    /// Why, in sentences.
    pub reasons: Vec<String>,
}

/// An action that was decided before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct WaitingView {
    /// The step's name.
    pub step: String,
    /// What it does.
    pub kind: Do,
    /// The day it was decided.
    pub decided_on: Date,
    /// Whether it waits for approval.
    pub awaiting_approval: bool,
    /// Why it would be closed; none while it is wanted.
    pub reason: Option<String>,
}

/// Explains the customer that is meant by a number or the beginning of a name, on a day. The facts
/// are those of `today`; only the day differs.
///
/// # Errors
/// When the customer is not known, the book has no policy, or the database fails.
pub async fn explain(
    db: &Db,
    book: &Book,
    text: &str,
    date: Date,
    today: Date,
) -> Result<Explanation> {
    read(db, async |uow| {
        let customer = the_customer(uow, book, text).await?;
        let day = Day::load(uow, book, date).await?;
        let passed = passed_over(&journal::of_customer(uow, book.id, customer.id).await?);
        let accounts = accounts_of(uow, book, customer.id).await?;
        let charging = Charging::new(book, date);
        let mut explained = Vec::with_capacity(accounts.len());
        for account in &accounts {
            let cases = of_account(uow, book, account).await?;
            explained.push(account_explained(
                account,
                &day,
                &passed,
                (&cases, &charging),
            ));
        }
        Ok(Explanation {
            date,
            facts_of: today,
            customer: (&customer).into(),
            policy: PolicyName {
                name: day.active.policy.name.clone(),
                version: day.active.version,
                hash: day.active.hash.clone(),
            },
            accounts: explained,
        })
    })
    .await
}

fn account_explained(
    account: &Account,
    day: &Day,
    passed: &PassedOver,
    (cases, charging): (&Cases, &Charging<'_>),
) -> AccountExplained {
    let on = charging.on;
    let policy = &day.active.policy;
    let decision = decide(&day.setting(true), account, on);
    let procedure = policy.procedure_of(&policy.classes[decision.class]);
    let open = open_items(&account.invoices);
    let by_item = ByItem::new(&decision, procedure);
    let views = items(account, Some(&by_item), on);
    let items = open
        .iter()
        .zip(views)
        .map(|(item, view)| ItemExplained {
            steps: steps(account, &by_item, procedure, item, passed),
            charges: cases
                .get(account.invoices[item.invoice].id)
                .map_or_else(Vec::new, |case| {
                    charges::explained(case, item.instalment, procedure, charging)
                }),
            item: view,
        })
        .collect();
    let is_closed = |id| decision.closed.iter().find(|closed| closed.id == id);
    let waiting = |closed: bool| {
        let wanted = account
            .open_actions
            .iter()
            .filter(|action| is_closed(action.id).is_some() == closed);
        wanted
            .map(|action| WaitingView {
                step: action.step.to_string(),
                kind: action.kind,
                decided_on: action.decided_on,
                awaiting_approval: action.awaiting_approval,
                reason: is_closed(action.id).map(|closed| closed.reason.sentence()),
            })
            .collect()
    };
    AccountExplained {
        currency: account.currency,
        compared: compared(account, day),
        classes: explain_class(policy, &decision.facts)
            .into_iter()
            .map(|asked| class_explained(asked, policy.currency))
            .collect(),
        procedure: procedure_view(procedure),
        items,
        actions: decision.actions.iter().map(draft_view).collect(),
        waiting: waiting(false),
        closed: waiting(true),
        held_back: whole_account(&decision)
            .map(|held| held.reason.sentence())
            .collect(),
        next_review: decision.next_review,
    }
}

/// What was held back without naming an item.
fn whole_account(decision: &Decision) -> impl Iterator<Item = &Held> {
    decision.held.iter().filter(|held| held.invoice.is_none())
}

fn compared(account: &Account, day: &Day) -> Option<String> {
    let (from, to) = (account.currency, day.active.policy.currency);
    let (text_from, text_to) = (from.code().into(), to.code().into());
    let reason = match Comparison::between(from, to, &day.rates) {
        Comparison::Same => return None,
        Comparison::Converted(rate) => Reason::ComparedAtRate {
            rate: rate.rate.round_dp(6).normalize().to_string().into(),
            from: text_from,
            to: text_to,
            on: rate.on,
        },
        Comparison::Unconverted => Reason::ComparedWithoutRate {
            from: text_from,
            to: text_to,
        },
    };
    Some(reason.sentence())
}

fn class_explained(asked: ClassAsked<'_>, currency: Currency) -> ClassExplained {
    let clause = |clause: dunwell_core::condition::Clause| ClauseExplained {
        text: clause.text,
        values: clause
            .values
            .into_iter()
            .map(|(fact, value)| FactValue {
                fact: fact.name(),
                value,
            })
            .collect(),
        holds: clause.holds,
    };
    ClassExplained {
        name: asked.class.name.clone(),
        condition: asked.class.when.source().to_owned(),
        in_words: asked.class.when.in_words(currency),
        clauses: asked.clauses.into_iter().map(clause).collect(),
        holds: asked.holds,
    }
}

fn procedure_view(procedure: &Procedure) -> ProcedureView {
    let step = |step: &Step| StepView {
        step: step.name.to_string(),
        at: step.at.to_string(),
        kind: step.kind,
        condition: step.when.as_ref().map(|when| when.source().to_owned()),
        approve: step.approve.as_deref().map(str::to_owned),
    };
    ProcedureView {
        name: procedure.name.clone(),
        entry: procedure
            .steps
            .get(procedure.entry)
            .map_or_else(String::new, |entry| entry.name.to_string()),
        steps: procedure.steps.iter().map(step).collect(),
    }
}

/// The steps that are over for an item, in the order in which they ended, and those that are left.
fn steps(
    account: &Account,
    by_item: &ByItem<'_>,
    procedure: &Procedure,
    item: &OpenItem,
    before: &PassedOver,
) -> Vec<StepState> {
    let invoice = &account.invoices[item.invoice];
    let records = by_item.records(invoice.id, item.instalment);
    let why = |step: &str| {
        let key = (
            invoice.number.to_string(),
            u64::from(item.instalment),
            step.to_owned(),
        );
        by_item
            .passes_over(invoice.id, item.instalment, step)
            .map(Reason::sentence)
            .or_else(|| before.get(&key).cloned())
    };
    let mut states: Vec<StepState> = records
        .iter()
        .map(|record| StepState {
            step: record.step.to_string(),
            state: record.end.into(),
            on: record.on,
            why: (record.end == StepEnd::Superseded)
                .then(|| why(&record.step))
                .flatten(),
        })
        .collect();
    let handed_over = records
        .iter()
        .any(|record| record.end == StepEnd::HandedOver);
    if handed_over {
        return states;
    }
    let next = by_item.next_position(invoice.id, item.instalment);
    for (position, step) in procedure.steps.iter().enumerate().skip(next) {
        states.push(StepState {
            step: step.name.to_string(),
            state: if position == next {
                StateWord::Next
            } else {
                StateWord::Later
            },
            on: planned(step, invoice.issued, item.due),
            why: None,
        });
    }
    states
}

fn draft_view(draft: &dunwell_core::decide::ActionDraft) -> DraftView {
    DraftView {
        step: draft.step.to_string(),
        kind: draft.kind,
        amount: draft.amount,
        invoices: numbers(&draft.items),
        approve: draft.approve.as_deref().map(str::to_owned),
        reasons: draft.reasons.iter().map(Reason::sentence).collect(),
    }
}
