//! The worklist: what is to be done now, what is worth most first, and why.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use dunwell_core::account::Account;
use dunwell_core::action::{ActionStatus, Do};
use dunwell_core::currency::Currency;
use dunwell_core::dates::days_between;
use dunwell_core::decide::priority::Factor;
use dunwell_core::id::{ActionId, CustomerId};
use dunwell_core::money::Money;
use dunwell_core::reason::Reason;
use dunwell_store::actions::Action;
use dunwell_store::contact_points::{self, Consent, ContactKind};
use dunwell_store::portfolio::{self, Scope};
use dunwell_store::worklist::Filter;
use dunwell_store::{Db, Uow};
use jiff::civil::Date;
use serde::Serialize;

use super::class_name::class_named;
pub use super::known::Known;
use super::known::Now;
use super::ranked::{only, ranked};
use super::{CustomerName, names, read, short_id, words};
use crate::asked;
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::from_json;
use crate::run::Why;
use crate::setting::known_rates;

/// The accounts of how many customers are held in memory at a time.
const CHUNK_CUSTOMERS: usize = 2_000;

/// Which part of the worklist is wanted.
#[derive(Debug, Clone, Default)]
pub struct Request<'a> {
    /// Only what does this.
    pub kind: Option<Do>,
    /// Only customers of this class.
    pub class: Option<&'a str>,
    /// Only amounts in this currency.
    pub currency: Option<Currency>,
    /// Only what waits for approval.
    pub awaiting_approval: bool,
    /// Only the action with this id or this beginning of it.
    pub action: Option<&'a str>,
    /// Only customers that this person looks after; with an empty name, those that nobody does.
    pub owner: Option<&'a str>,
    /// At most so many, the most valuable ones.
    pub limit: Option<usize>,
    /// The `next` of the page before; from the top when not given.
    pub after: Option<&'a str>,
}

/// What is to be done, the most valuable first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Worklist {
    /// The day from which lateness is counted.
    pub as_of: Date,
    /// How many actions there are, those beyond the limit included.
    pub total: usize,
    /// What they ask for, by currency: now, where the list holds all of them, and otherwise when they were
    /// decided.
    pub amounts: Vec<Money>,
    /// What the list can be narrowed to, whatever it is narrowed to now.
    #[serde(skip)]
    pub choices: Choices,
    /// The actions.
    pub items: Vec<Item>,
    /// What the next page is asked for with; none when the list ends here.
    pub next: Option<String>,
}

/// What all open actions could be narrowed to, with how many there are of each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// All of them.
    pub all: usize,
    /// Those that wait for approval.
    pub awaiting_approval: usize,
    /// By what they do; those that wait for approval are not counted again.
    pub kinds: BTreeMap<Do, usize>,
    /// By the customer's class.
    pub classes: BTreeMap<String, usize>,
    /// By the code of the currency.
    pub currencies: BTreeMap<&'static str, usize>,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = WorklistItem)]
pub struct Item {
    /// Its place, from 1.
    pub rank: usize,
    /// The action.
    pub action: ActionId,
    /// The beginning of its id, enough to name it by.
    pub short_id: String,
    /// The customer.
    pub customer: CustomerName,
    /// What a person does about it: `Call`, `Approve`.
    pub to_do: &'static str,
    /// The step's name.
    pub step: String,
    /// What the step does.
    pub kind: Do,
    /// Whether it waits for approval.
    pub needs_approval: bool,
    /// The role that has to approve it.
    pub approve: Option<String>,
    /// What may be asked for now on its invoices; nothing when its cause has fallen away since.
    pub amount: Money,
    /// What was asked for when it was decided.
    pub amount_decided: Money,
    /// The invoices it is about, oldest due first.
    pub invoices: Vec<String>,
    /// How late the oldest of them is; before its due date the number is negative.
    pub days_late: i32,
    /// The customer's class.
    pub class: String,
    /// The procedure that the step belongs to.
    pub procedure: String,
    /// The day it was decided.
    pub decided_on: Date,
    /// What doing it today is expected to bring forward.
    pub worth: Money,
    /// How that was worked out, in words.
    pub worth_because: Vec<String>,
    /// Why it is to be done, in a sentence or two.
    pub why: String,
    /// Every reason, in sentences.
    pub reasons: Vec<String>,
    /// The same as data, for those who say it in another language: what it is worth, the reasons that
    /// come first, and all of them.
    #[serde(skip)]
    pub said: Said,
}

/// Why something is to be done, as data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// How its worth was worked out.
    pub worth: Vec<Factor>,
    /// What a person wants to know first.
    pub first: Vec<Reason>,
    /// Every reason.
    pub because: Vec<Reason>,
}

/// Makes the worklist.
///
/// # Errors
/// When there is no such class or no such place to go on from, or the database fails.
pub async fn worklist(
    db: &Db,
    book: &Book,
    request: &Request<'_>,
    today: Date,
) -> Result<Worklist> {
    let list = worklist_with(db, book, request, today, &Known::default()).await?;
    Ok(Arc::unwrap_or_clone(list))
}

/// The same with what is known from before, when nothing has happened since.
///
/// # Errors
/// As [`worklist`].
pub async fn worklist_with(
    db: &Db,
    book: &Book,
    request: &Request<'_>,
    today: Date,
    known: &Known,
) -> Result<Arc<Worklist>> {
    read(db, async |uow| {
        let now = known.now(uow, book).await?;
        if let Some(page) = now.page(request, today).await {
            return Ok(page);
        }
        let page = Arc::new(make(uow, book, request, today, &now).await?);
        now.keep(request, today, &page).await;
        Ok(page)
    })
    .await
}

async fn make(
    uow: &mut Uow,
    book: &Book,
    request: &Request<'_>,
    today: Date,
    now: &Now,
) -> Result<Worklist> {
    let class = match request.class {
        Some(class) => Some(class_named(uow, book, now, class).await?),
        None => None,
    };
    let ranked = match request.action {
        Some(id) => only(uow, book, id, now).await?,
        None => {
            let filter = Filter {
                kind: request.kind,
                status: request
                    .awaiting_approval
                    .then_some(ActionStatus::AwaitingApproval),
                class: class.as_deref(),
                owner: request.owner,
            };
            // The store orders by bare numbers; two currencies are compared at the day's rate.
            let rates = known_rates(uow, book, today).await?;
            let page = (request.limit, request.after);
            let at = (&rates, now);
            ranked(uow, book, filter, request.currency, page, at).await?
        }
    };
    let open = ranked.actions;
    let names = names(uow, book, open.iter().map(|action| action.customer)).await?;
    let unreachable = unreachable(uow, book, &open).await?;
    let asked = match request.limit.is_none() && request.action.is_none() {
        true => asked_on_all(uow, book, &open, today).await?,
        false => asked_on(uow, book, &open, today).await?,
    };
    let items = (ranked.first..)
        .zip(&open)
        .map(|(rank, action)| {
            let customer =
                names
                    .get(&action.customer)
                    .cloned()
                    .ok_or_else(|| AppError::Damaged {
                        what: format!("the action {}", action.id),
                        why: "its customer is missing".to_owned(),
                    })?;
            let asked = asked.get(&action.id).copied().unwrap_or(0);
            let mut kept: Why = from_json(&action.reasons, "the reasons of an action")?;
            if unreachable.contains(&action.id) {
                kept.because.push(Reason::Unreachable { does: action.kind });
            }
            Ok(item(rank, action, customer, kept, asked, today))
        })
        .collect::<Result<Vec<Item>>>()?;
    // Where all of them are at hand, their sums are those of now.
    let is_whole = ranked.total == items.len();
    Ok(Worklist {
        as_of: today,
        total: ranked.total,
        amounts: match is_whole {
            true => sums(&items),
            false => ranked.amounts,
        },
        choices: ranked.choices,
        items,
        next: ranked.next,
    })
}

/// What may be asked for now on the items of each action, in minor units of its currency: since it
/// was decided, something may have been paid, promised or disputed.
pub(super) async fn asked_on(
    uow: &mut Uow,
    book: &Book,
    open: &[Action],
    today: Date,
) -> Result<HashMap<ActionId, i64>> {
    let actions = by_customer(open.iter());
    let customers: Vec<CustomerId> = actions.keys().copied().collect();
    let accounts = portfolio::of_customers(uow, book.id, &customers).await?;
    let asked = accounts
        .iter()
        .flat_map(|account| asked_of(account, &actions, today));
    Ok(asked.collect())
}

/// The same for a whole worklist, for which all accounts are read in one go.
async fn asked_on_all(
    uow: &mut Uow,
    book: &Book,
    open: &[Action],
    today: Date,
) -> Result<HashMap<ActionId, i64>> {
    let actions = by_customer(open.iter());
    let mut asked = HashMap::new();
    let mut after = None;
    loop {
        let chunk = portfolio::load(uow, book.id, Scope::All, after, CHUNK_CUSTOMERS).await?;
        let Some(last) = chunk.last() else {
            return Ok(asked);
        };
        after = Some(last.customer);
        for account in &chunk {
            asked.extend(asked_of(account, &actions, today));
        }
    }
}

type ByCustomer<'a> = BTreeMap<CustomerId, Vec<&'a Action>>;

fn by_customer<'a>(actions: impl Iterator<Item = &'a Action>) -> ByCustomer<'a> {
    let mut by_customer = ByCustomer::new();
    for action in actions {
        let of_customer = by_customer.entry(action.customer);
        of_customer.or_default().push(action);
    }
    by_customer
}

/// What may be asked for on an account by each of its actions.
fn asked_of(
    account: &Account,
    actions: &ByCustomer<'_>,
    today: Date,
) -> impl Iterator<Item = (ActionId, i64)> {
    let of_customer = actions.get(&account.customer).into_iter().flatten();
    of_customer
        .filter(|action| action.currency == account.currency)
        .map(move |action| (action.id, asked::amount(account, action, today)))
}

/// The actions for which no address or number is known that may be used. A letter can be printed, and
/// an address be written on its envelope.
async fn unreachable(uow: &mut Uow, book: &Book, open: &[Action]) -> Result<HashSet<ActionId>> {
    let customers: BTreeSet<CustomerId> = open
        .iter()
        .filter(|action| needs(action.kind).is_some())
        .map(|action| action.customer)
        .collect();
    let customers: Vec<CustomerId> = customers.into_iter().collect();
    let mut reachable: HashSet<(CustomerId, ContactKind)> = HashSet::new();
    for chunk in customers.chunks(CHUNK_CUSTOMERS) {
        let points = contact_points::of_customers(uow, book.id, chunk).await?;
        let usable = points.iter().filter(|point| point.consent != Consent::No);
        reachable.extend(usable.map(|point| (point.customer, point.kind)));
    }
    let lacks = |action: &Action| {
        let is_known = |kind: &ContactKind| reachable.contains(&(action.customer, *kind));
        (!needs(action.kind)?.iter().any(is_known)).then_some(action.id)
    };
    Ok(open.iter().filter_map(lacks).collect())
}

/// The kinds of address one of which an action needs.
fn needs(kind: Do) -> Option<&'static [ContactKind]> {
    match kind {
        Do::Email => Some(&[ContactKind::Email]),
        Do::Sms => Some(&[ContactKind::Sms, ContactKind::Phone]),
        Do::Call => Some(&[ContactKind::Phone, ContactKind::Sms]),
        Do::Letter | Do::Hold | Do::Escalate | Do::WriteOff => None,
    }
}

fn item(
    rank: usize,
    action: &Action,
    customer: CustomerName,
    kept: Why,
    asked: i64,
    today: Date,
) -> Item {
    let needs_approval = action.status == ActionStatus::AwaitingApproval;
    let oldest = action.items.iter().map(|item| item.due).min();
    let mut invoices: Vec<String> = action
        .items
        .iter()
        .map(|item| item.number.to_string())
        .collect();
    invoices.dedup();
    let first = in_short(&kept.because);
    Item {
        rank,
        action: action.id,
        short_id: short_id(action.id),
        customer,
        to_do: words::to_do(action.kind, needs_approval),
        step: action.step.clone(),
        kind: action.kind,
        needs_approval,
        approve: action.approve_role.clone(),
        amount: Money::new(asked, action.currency),
        amount_decided: Money::new(action.amount, action.currency),
        invoices,
        days_late: oldest.map_or(0, |due| days_between(due, today)),
        class: action.class.clone(),
        procedure: action.procedure.clone(),
        decided_on: action.decided_on,
        worth: Money::new(action.priority, action.currency),
        worth_because: kept.worth.iter().map(|factor| factor.sentence()).collect(),
        why: sentences(&first).join(" "),
        reasons: sentences(&kept.because),
        said: Said {
            worth: kept.worth,
            first,
            because: kept.because,
        },
    }
}

/// What the items ask for, by currency.
fn sums(items: &[Item]) -> Vec<Money> {
    let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
    for item in items {
        let sum = sums.entry(item.amount.currency()).or_default();
        *sum = sum.saturating_add(item.amount.minor());
    }
    sums.into_iter()
        .map(|(currency, minor)| Money::new(minor, currency))
        .collect()
}

fn sentences(reasons: &[Reason]) -> Vec<String> {
    reasons.iter().map(Reason::sentence).collect()
}

/// The two reasons that a person wants to know first: the step whose time has come, and what is
/// special about this customer, a promise that was not kept before anything else.
fn in_short(reasons: &[Reason]) -> Vec<Reason> {
    let step = reasons
        .iter()
        .find(|reason| matches!(reason, Reason::StepDue { .. }));
    let special = |reason: &&Reason| {
        !matches!(
            reason,
            Reason::StepDue { .. }
                | Reason::InClass { .. }
                | Reason::TravelsTogether { .. }
                | Reason::ComparedAtRate { .. }
                | Reason::ComparedWithoutRate { .. }
                | Reason::Unreachable { .. }
        )
    };
    let promise = reasons
        .iter()
        .find(|reason| matches!(reason, Reason::PromiseNotKept { .. }));
    let together = reasons
        .iter()
        .find(|reason| matches!(reason, Reason::TravelsTogether { .. }));
    let second = promise
        .or_else(|| reasons.iter().find(special))
        .or(together);
    step.into_iter().chain(second).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_broken_promise_is_told_before_what_travels_along() {
        let pounds = |minor| Money::new(minor, Currency::GBP);
        let reasons = [
            Reason::StepDue {
                step: "call".into(),
                at: "due + 14 days".into(),
                invoice: "R-1".into(),
                days_late: 15,
                procedure: "standard".into(),
            },
            Reason::TravelsTogether {
                items: 2,
                total: pounds(300_00),
            },
            Reason::PromiseNotKept {
                amount: pounds(100_00),
                due: date(2026, 3, 2),
                received: pounds(0),
            },
        ];
        assert_eq!(
            sentences(&in_short(&reasons)).join(" "),
            "Invoice R-1 is 15 days late; the procedure \"standard\" takes the step \"call\" at due + 14 days. \
             GBP 100.00 promised for 2 March 2026 did not arrive."
        );
    }
}
