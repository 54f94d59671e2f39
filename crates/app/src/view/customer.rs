//! One customer: who it is, what it owes, how it pays, what was agreed, and what comes next.

use dunwell_core::account::Account;
use dunwell_core::action::{ActionStatus, Do};
use dunwell_core::aging::{Aging, Basis, Buckets, open_now};
use dunwell_core::classify::values_in_words;
use dunwell_core::currency::Currency;
use dunwell_core::decide::decide;
use dunwell_core::hold::HoldKind;
use dunwell_core::id::{ActionId, CustomerId, DisputeId, HoldId, InvoiceId, PromiseId};
use dunwell_core::journal::Record;
use dunwell_core::lang::Lang;
use dunwell_core::money::Money;
use dunwell_core::promise::PromiseState;
use dunwell_core::reason::Reason;
use dunwell_core::sentence::Sentence;
use dunwell_store::actions::{self, Action, Filter};
use dunwell_store::contact_points::{self, Consent, ContactKind};
use dunwell_store::customers::{self, Customer};
use dunwell_store::disputes::DisputeRow;
use dunwell_store::holds::HoldRow;
use dunwell_store::invoices::Invoice;
use dunwell_store::promises::PromiseRow;
use dunwell_store::{Db, Uow, disputes, entries, holds, invoices, journal, owners, promises};
use jiff::civil::Date;
use serde::Serialize;

use super::aging::{Bucket, Line};
use super::charges::{self, TermsView};
use super::items::{ByItem, items};
use super::payer::{PayerView, payer};
use super::timeline::closed_because;
use super::upcoming::{numbers, upcoming};
use super::{Event, ItemView, Upcoming, read, short_id, the_customer};
use crate::asked;
use crate::book::Book;
use crate::charging::Charging;
use crate::error::{AppError, Result};
use crate::policy;
use crate::setting::{Day, accounts_of};
use crate::texts;

/// How many of the next things are shown.
const UPCOMING: usize = 5;

/// How many records of the journal and actions are shown unless all are wanted.
pub const RECENT: usize = 10;

/// Everything about a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct CustomerView {
    /// The day it is made for.
    pub as_of: Date,
    /// Who it is.
    #[serde(flatten)]
    pub who: Who,
    /// One account for each currency.
    pub accounts: Vec<AccountView>,
    /// Holds on the customer or on an invoice, newest first.
    pub holds: Vec<HoldView>,
    /// Disputes, newest first.
    pub disputes: Vec<DisputeView>,
    /// Promises, newest first.
    pub promises: Vec<PromiseView>,
    /// Terms that the customer accepted, newest first.
    pub terms_accepted: Vec<TermsView>,
    /// Actions, newest first.
    pub actions: Vec<ActionView>,
    /// How many actions there are in all.
    pub actions_total: usize,
    /// What happened, newest first.
    pub timeline: Vec<Event>,
    /// How many records the journal has in all.
    pub timeline_total: usize,
}

/// Who a customer is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Who {
    /// Its id.
    pub id: CustomerId,
    /// Its number in the book.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Other spellings of its name that were seen.
    pub other_names: Vec<String>,
    /// ISO 3166 two-letter code, if known.
    pub country: Option<String>,
    /// The language it is written to in.
    pub language: Lang,
    /// The day of its first business with the book, if known.
    pub since: Option<Date>,
    /// Its own payment terms, if it has any.
    pub terms: Option<String>,
    /// The last reason for not paying that it gave, as a word.
    pub reason: Option<String>,
    /// Who looks after it.
    pub owner: Option<String>,
    /// How it can be reached.
    pub contacts: Vec<ContactView>,
}

/// A way to reach a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ContactView {
    /// `email`, `phone`, `sms` or `post`.
    pub kind: &'static str,
    /// The address or the number.
    pub value: String,
    /// Who is reached there.
    pub name: Option<String>,
    /// Whether they agreed to be reached this way: `yes`, `no` or `unknown`.
    pub consent: &'static str,
    /// Whether it comes before others of its kind.
    pub preferred: bool,
}

/// A customer in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct AccountView {
    /// The currency.
    pub currency: Currency,
    /// What is open on invoices.
    pub owed: Money,
    /// What of it is late.
    pub overdue: Money,
    /// What of it is charges for paying late.
    pub charges: Money,
    /// Interest that has accrued on open invoices and has not been charged.
    pub interest_so_far: Money,
    /// What one more day adds to it.
    pub interest_daily: Money,
    /// Money and credit that are not set against an invoice.
    pub unapplied: Money,
    /// What is owed less what is unapplied.
    pub balance: Money,
    /// What is owed by age, by due date.
    pub aging: Vec<Bucket>,
    /// The class today, with why; none without a policy.
    pub class: Option<ClassView>,
    /// How the customer has paid so far.
    pub payer: PayerView,
    /// The open items with what comes next for each, oldest due first.
    pub items: Vec<ItemView>,
    /// What will be done, in the order of the days, if nothing is paid or said.
    pub upcoming: Vec<Upcoming>,
    /// The day of the last contact.
    pub last_contact: Option<Date>,
    /// The first day on which, if nothing happens, the answer could differ.
    pub next_review: Option<Date>,
}

/// The class of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ClassView {
    /// Its name.
    pub name: String,
    /// Whom it takes, in words; none when it takes everybody who is in no class before it.
    #[schema(value_type = Option<String>)]
    pub in_words: Option<Sentence>,
    /// The values that decided it, in words.
    pub because: Vec<String>,
    /// The procedure that is followed.
    pub procedure: String,
}

/// A hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct HoldView {
    /// Its id.
    pub id: HoldId,
    /// What is held.
    pub kind: HoldKind,
    /// The one invoice it is about, by number.
    pub invoice: Option<String>,
    /// Its first day.
    pub from: Date,
    /// Its last day; none until it is lifted.
    pub until: Option<Date>,
    /// Why.
    pub reason: String,
    /// Whether it is in force today.
    pub active: bool,
}

/// A dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct DisputeView {
    /// Its id.
    pub id: DisputeId,
    /// The invoice, by number.
    pub invoice: String,
    /// The day it was raised.
    pub opened_on: Date,
    /// The disputed amount; none is the whole invoice.
    pub amount: Option<Money>,
    /// What the customer says is wrong.
    pub reason: String,
    /// The day it was settled.
    pub resolved_on: Option<Date>,
    /// How it was settled.
    pub resolution: Option<String>,
    /// Whether it stands today.
    pub open: bool,
}

/// A promise to pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PromiseView {
    /// Its id.
    pub id: PromiseId,
    /// The day it was made.
    pub made_on: Date,
    /// The last day on which payment keeps it.
    pub due: Date,
    /// The promised amount.
    pub amount: Money,
    /// What has arrived towards it.
    pub received: Money,
    /// The invoices it is about, by number; empty is the oldest first.
    pub invoices: Vec<String>,
    /// Where it stands; none when it was taken back.
    pub state: Option<PromiseState>,
    /// The day on which it was taken back as recorded in error.
    pub withdrawn_on: Option<Date>,
}

/// An action and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ActionView {
    /// Its id.
    pub id: ActionId,
    /// The beginning of it, enough to name it by.
    pub short_id: String,
    /// The day it was decided.
    pub decided_on: Date,
    /// The step's name.
    pub step: String,
    /// What the step does.
    pub kind: Do,
    /// What is asked for: now, as long as it is open, and then what was asked for in the end.
    pub amount: Money,
    /// The invoices it is about.
    pub invoices: Vec<String>,
    /// What became of it.
    pub status: ActionStatus,
    /// The role that has to approve it.
    pub approve: Option<String>,
    /// The day on which it was over.
    pub finished_on: Option<Date>,
    /// Who ended it.
    pub finished_by: Option<String>,
    /// Why it ended as it did.
    pub finish_reason: Option<String>,
    /// The same as data, where a run ended it.
    #[serde(skip)]
    pub ended_because: Option<Reason>,
}

/// Shows the customer that is meant by a number or the beginning of a name. Only the newest actions
/// and records of the journal are given unless `all` are wanted.
///
/// # Errors
/// When the customer is not known or it is not clear which one is meant, or the database fails.
pub async fn customer(
    db: &Db,
    book: &Book,
    text: &str,
    all: bool,
    today: Date,
) -> Result<CustomerView> {
    read(db, async |uow| {
        let customer = the_customer(uow, book, text).await?;
        make(uow, book, &customer, all, today).await
    })
    .await
}

async fn make(
    uow: &mut Uow,
    book: &Book,
    customer: &Customer,
    all: bool,
    today: Date,
) -> Result<CustomerView> {
    let id = customer.id;
    let limit = if all { usize::MAX } else { RECENT };
    let invoices = invoices::of_customer(uow, book.id, id, false).await?;
    let day = match policy::active(uow, book).await? {
        Some(_) => Some(Day::load(uow, book, today).await?),
        None => None,
    };
    let entries = entries::of_customer(uow, book.id, id).await?;
    let accounts = accounts_of(uow, book, id).await?;
    let charging = Charging::new(book, today);
    let mut views = Vec::with_capacity(accounts.len());
    for account in &accounts {
        let payer = payer(account.currency, &invoices, &entries)?;
        let mut view = account_view(account, day.as_ref(), payer, today)?;
        let cases = charges::of_account(uow, book, account).await?;
        let (open, daily) = charges::accrued(account, &cases, &charging);
        view.interest_so_far = Money::new(open, account.currency);
        view.interest_daily = Money::new(daily, account.currency);
        views.push(view);
    }
    let mut actions = actions::list(uow, book.id, Filter::Customer(id)).await?;
    for action in actions.iter_mut().filter(|action| action.status.is_open()) {
        let account = accounts
            .iter()
            .find(|account| account.currency == action.currency);
        action.amount = account.map_or(0, |account| asked::amount(account, action, today));
    }
    let records = journal::of_customer(uow, book.id, id).await?;
    let number = |id: InvoiceId| number_of(&invoices, id);
    Ok(CustomerView {
        as_of: today,
        who: who(uow, book, customer).await?,
        accounts: views,
        terms_accepted: charges::terms(uow, book, id).await?,
        holds: newest_first(holds::of_customer(uow, book.id, id).await?, |row| {
            hold_view(row, number, today)
        }),
        disputes: newest_first(disputes::of_customer(uow, book.id, id).await?, |row| {
            dispute_view(row, &invoices, today)
        }),
        promises: newest_first(promises::of_customer(uow, book.id, id).await?, |row| {
            promise_view(row, number, today)
        }),
        actions_total: actions.len(),
        actions: action_views(actions.iter().take(limit), &records),
        timeline_total: records.len(),
        timeline: records.iter().rev().take(limit).map(Event::from).collect(),
    })
}

fn newest_first<T, V>(rows: Vec<T>, view: impl Fn(&T) -> V) -> Vec<V> {
    rows.iter().rev().map(view).collect()
}

fn number_of(invoices: &[Invoice], id: InvoiceId) -> String {
    let invoice = invoices.iter().find(|invoice| invoice.id == id);
    invoice.map_or_else(|| id.to_string(), |invoice| invoice.number.clone())
}

async fn who(uow: &mut Uow, book: &Book, customer: &Customer) -> Result<Who> {
    let mut other_names = customers::list_names(uow, book.id, customer.id).await?;
    other_names.retain(|name| *name != customer.name);
    let points = contact_points::of_customer(uow, book.id, customer.id).await?;
    Ok(Who {
        id: customer.id,
        number: customer.number.clone(),
        name: customer.name.clone(),
        other_names,
        country: customer.country.clone(),
        language: texts::language(book, customer),
        since: customer.since,
        terms: customer.terms.clone(),
        reason: customer.reason.clone(),
        owner: owners::of_customer(uow, book.id, customer.id).await?,
        contacts: points
            .into_iter()
            .map(|point| ContactView {
                kind: ContactKind::code(point.kind),
                value: point.value,
                name: point.name,
                consent: Consent::code(point.consent),
                preferred: point.preferred,
            })
            .collect(),
    })
}

fn account_view(
    account: &Account,
    day: Option<&Day>,
    payer: PayerView,
    today: Date,
) -> Result<AccountView> {
    let money = |minor| Money::new(minor, account.currency);
    let aging = Aging {
        buckets: Buckets::default(),
        basis: Basis::DueDate,
        as_of: today,
    };
    let row = aging
        .row(
            (),
            account.currency,
            &open_now(&account.invoices),
            account.unapplied,
        )
        .map_err(AppError::refused)?;
    let line = Line::new(&row, &aging.buckets);
    let current = line
        .buckets
        .first()
        .map_or(0, |bucket| bucket.amount.minor());
    let mut view = AccountView {
        currency: account.currency,
        owed: line.total,
        overdue: money(line.total.minor() - current),
        charges: money(account.invoices.iter().map(|invoice| invoice.charges).sum()),
        interest_so_far: money(0),
        interest_daily: money(0),
        unapplied: line.unapplied,
        balance: money(line.total.minor() - line.unapplied.minor()),
        aging: line.buckets,
        class: None,
        payer,
        items: Vec::new(),
        upcoming: Vec::new(),
        last_contact: account.last_contact,
        next_review: None,
    };
    match day {
        None => view.items = items(account, None, today),
        Some(day) => decided(&mut view, account, day, today),
    }
    Ok(view)
}

/// What the policy says of the account and its items.
fn decided(view: &mut AccountView, account: &Account, day: &Day, today: Date) {
    let policy = &day.active.policy;
    let decision = decide(&day.setting(true), account, today);
    let class = &policy.classes[decision.class];
    let procedure = policy.procedure_of(class);
    view.class = Some(ClassView {
        name: class.name.clone(),
        in_words: class.when.in_words(policy.currency),
        because: values_in_words(&class.when, &decision.facts)
            .into_iter()
            .map(String::from)
            .collect(),
        procedure: procedure.name.clone(),
    });
    view.items = items(account, Some(&ByItem::new(&decision, procedure)), today);
    view.upcoming = upcoming(&day.setting(false), account, today, UPCOMING);
    view.next_review = decision.next_review;
}

fn hold_view(row: &HoldRow, number: impl Fn(InvoiceId) -> String, today: Date) -> HoldView {
    let hold = &row.hold;
    HoldView {
        id: hold.id,
        kind: hold.kind,
        invoice: hold.invoice.map(number),
        from: hold.from,
        until: hold.until,
        reason: hold.reason.clone(),
        active: hold.is_active(today),
    }
}

pub(crate) fn dispute_view(row: &DisputeRow, invoices: &[Invoice], today: Date) -> DisputeView {
    let dispute = &row.dispute;
    let invoice = invoices
        .iter()
        .find(|invoice| invoice.id == dispute.invoice);
    DisputeView {
        id: dispute.id,
        invoice: number_of(invoices, dispute.invoice),
        opened_on: dispute.opened_on,
        amount: dispute
            .amount
            .zip(invoice)
            .map(|(minor, invoice)| Money::new(minor, invoice.currency)),
        reason: dispute.reason.clone(),
        resolved_on: dispute.resolved_on,
        resolution: row.resolution.clone(),
        open: dispute.is_open(today),
    }
}

fn promise_view(
    row: &PromiseRow,
    number: impl Fn(InvoiceId) -> String,
    today: Date,
) -> PromiseView {
    let promise = &row.promise;
    PromiseView {
        id: promise.id,
        made_on: promise.made_on,
        due: promise.due,
        amount: Money::new(promise.amount, row.currency),
        received: Money::new(promise.received.max(0), row.currency),
        invoices: promise.invoices.iter().map(|id| number(*id)).collect(),
        state: row.withdrawn_on.is_none().then(|| promise.state(today)),
        withdrawn_on: row.withdrawn_on,
    }
}

/// Actions with why runs ended them, as the journal of their customer has it.
pub(crate) fn action_views<'a>(
    actions: impl Iterator<Item = &'a Action>,
    records: &[Record],
) -> Vec<ActionView> {
    let mut closed = closed_because(records);
    let view = |action: &Action| ActionView {
        ended_because: closed.remove(&action.id),
        ..action.into()
    };
    actions.map(view).collect()
}

impl From<&Action> for ActionView {
    fn from(action: &Action) -> ActionView {
        ActionView {
            id: action.id,
            short_id: short_id(action.id),
            decided_on: action.decided_on,
            step: action.step.clone(),
            kind: action.kind,
            amount: Money::new(action.amount, action.currency),
            invoices: numbers(&action.items),
            status: action.status,
            approve: action.approve_role.clone(),
            finished_on: action.finished_on,
            finished_by: action.finished_by.clone(),
            finish_reason: action.finish_reason.clone(),
            ended_because: None,
        }
    }
}
