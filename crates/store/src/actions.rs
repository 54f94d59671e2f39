//! Actions: what runs decided for customers, and what became of each.

use dunwell_core::action::{ActionItem, ActionStatus, Do, Tone};
use dunwell_core::currency::Currency;
use dunwell_core::id::{ActionId, BookId, CustomerId};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::bulk::Bulk;
use crate::cell::{Cells, Columns, Record};
use crate::sql::{Sql, by_ids};
use crate::value::{Value, json};
use crate::{Result, Uow};

/// In the very words of the partial index, so that SQLite uses it.
macro_rules! is_open {
    () => {
        "status IN ('awaiting-approval', 'ready')"
    };
}

mod open;
mod outcome;

pub(crate) use open::{OPEN_IN_RANGE, OPEN_OF_CUSTOMERS, OpenRow};
pub use outcome::{Ending, approve, finish, finish_many, reopen, set_asked, set_message};

/// An action, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// The customer.
    pub customer: CustomerId,
    /// Its id.
    pub id: ActionId,
    /// The currency of its amounts.
    pub currency: Currency,
    /// The day it was decided.
    pub decided_on: Date,
    /// The step's name.
    pub step: String,
    /// What the step does.
    pub kind: Do,
    /// How firm it sounds, if it is said to somebody.
    pub tone: Option<Tone>,
    /// The template of its text, if it has one.
    pub template: Option<String>,
    /// The class of the customer.
    pub class: String,
    /// The procedure that the step belongs to.
    pub procedure: String,
    /// The policy that was applied.
    pub policy_hash: String,
    /// What is asked for, in minor units.
    pub amount: i64,
    /// The instalments it is about.
    pub items: Vec<ActionItem>,
    /// The facts it rests on, as JSON text made and read by the caller.
    pub facts: String,
    /// The reasons in words, as JSON text made and read by the caller.
    pub reasons: String,
    /// What became of it.
    pub status: ActionStatus,
    /// Who has to approve it, if somebody has to.
    pub approve_role: Option<String>,
    /// The expected value of doing it today; the highest comes first.
    pub priority: i64,
    /// The day on which it was over.
    pub finished_on: Option<Date>,
    /// Who ended it.
    pub finished_by: Option<String>,
    /// Why it ended as it did.
    pub finish_reason: Option<String>,
    /// Its text as it was first looked at or as it left, as JSON text made and read by the caller.
    pub message: Option<String>,
    /// When that text was made.
    pub message_at: Option<Timestamp>,
}

impl Record for Action {
    fn from_cells(row: &dyn Cells) -> Result<Self> {
        let mut columns = Columns::new("action", row);
        Ok(Action {
            customer: columns.next("customer_id")?,
            id: columns.next("id")?,
            currency: columns.next("currency")?,
            decided_on: columns.next("decided_on")?,
            step: columns.next("step")?,
            kind: columns.next("kind")?,
            tone: columns.next("tone")?,
            template: columns.next("template")?,
            class: columns.next("class")?,
            procedure: columns.next("procedure")?,
            policy_hash: columns.next("policy_hash")?,
            amount: columns.next("amount_minor")?,
            items: columns.json("items")?,
            facts: columns.next("facts")?,
            reasons: columns.next("reasons")?,
            status: columns.next("status")?,
            approve_role: columns.next("approve_role")?,
            priority: columns.next("priority")?,
            finished_on: columns.next("finished_on")?,
            finished_by: columns.next("finished_by")?,
            finish_reason: columns.next("finish_reason")?,
            message: columns.next("message")?,
            message_at: columns.next("message_at")?,
        })
    }
}

/// Which actions are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// Those that are not over: the worklist, highest priority first.
    Open,
    /// All of one customer, newest first.
    Customer(CustomerId),
    /// Those decided by the run of that day, by customer.
    DecidedOn(Date),
    /// Those over on that day, by customer.
    FinishedOn(Date),
}

macro_rules! columns {
    () => {
        "customer_id, id, currency, decided_on, step, kind, tone, template, class, procedure, policy_hash, \
         amount_minor, items, facts, reasons, status, approve_role, priority, finished_on, finished_by, \
         finish_reason, message, message_at"
    };
}

macro_rules! select {
    ($rest:expr) => {
        Sql::Both(concat!(
            "SELECT ",
            columns!(),
            " FROM action WHERE book_id = $1 AND ",
            $rest
        ))
    };
}

const BETWEEN_IDS: Sql = select!("id BETWEEN $2 AND $3 ORDER BY id LIMIT 2");
const BY_IDS: Sql = by_ids!(
    concat!(
        "SELECT ",
        columns!(),
        " FROM action WHERE book_id = $1 AND id"
    ),
    "ORDER BY id"
);
const OPEN: Sql = select!(concat!(is_open!(), " ORDER BY priority DESC, id"));
const OPEN_OF_CUSTOMER: Sql = select!(concat!(
    is_open!(),
    " AND customer_id = $2 ORDER BY priority DESC, id"
));
const OF_CUSTOMER: Sql = select!("customer_id = $2 ORDER BY decided_on DESC, id DESC");
const DECIDED_ON: Sql = select!("decided_on = $2 ORDER BY customer_id, currency, id");
const FINISHED_ON: Sql = select!("finished_on = $2 ORDER BY customer_id, currency, id");
pub(crate) const SQL: &[Sql] = &[
    BETWEEN_IDS,
    BY_IDS,
    OPEN,
    OPEN_OF_CUSTOMER,
    OF_CUSTOMER,
    DECIDED_ON,
    FINISHED_ON,
];

pub(crate) const OPEN_SQL: &[Sql] = open::SQL;

pub(crate) const OUTCOME_SQL: &[Sql] = outcome::SQL;

const PUT: Bulk = Bulk {
    table: "action",
    columns: concat!("book_id, ", columns!()),
    one: concat!(
        "INSERT INTO action (book_id, ",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, ",
        "$11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)"
    ),
    merge: None,
};
pub(crate) const BULK: &[Bulk] = &[PUT, outcome::FINISH_MANY];

/// Adds actions.
///
/// # Errors
/// When a customer is unknown, or the database fails.
pub async fn insert(uow: &mut Uow, book: BookId, actions: &[Action]) -> Result<()> {
    let rows = actions.iter().map(|action| {
        Ok([
            book.into(),
            action.customer.into(),
            action.id.into(),
            action.currency.into(),
            action.decided_on.into(),
            (&action.step).into(),
            action.kind.into(),
            action.tone.into(),
            (&action.template).into(),
            (&action.class).into(),
            (&action.procedure).into(),
            (&action.policy_hash).into(),
            action.amount.into(),
            json("the items of an action", &action.items)?.into(),
            (&action.facts).into(),
            (&action.reasons).into(),
            action.status.into(),
            (&action.approve_role).into(),
            action.priority.into(),
            action.finished_on.into(),
            (&action.finished_by).into(),
            (&action.finish_reason).into(),
            (&action.message).into(),
            action.message_at.into(),
        ])
    });
    uow.bulk(&PUT, rows).await.map(drop)
}

/// The actions that the filter asks for, in the order it names.
///
/// # Errors
/// When the database fails.
pub async fn list(uow: &mut Uow, book: BookId, filter: Filter) -> Result<Vec<Action>> {
    match filter {
        Filter::Open => uow.all(OPEN, &[book.into()]).await,
        Filter::Customer(customer) => uow.all(OF_CUSTOMER, &[book.into(), customer.into()]).await,
        Filter::DecidedOn(day) => uow.all(DECIDED_ON, &[book.into(), day.into()]).await,
        Filter::FinishedOn(day) => uow.all(FINISHED_ON, &[book.into(), day.into()]).await,
    }
}

/// A customer's actions that are not over, highest priority first.
///
/// # Errors
/// When the database fails.
pub async fn open_of_customer(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
) -> Result<Vec<Action>> {
    uow.all(OPEN_OF_CUSTOMER, &[book.into(), customer.into()])
        .await
}

/// The action of that id.
///
/// # Errors
/// When the database fails.
pub async fn by_id(uow: &mut Uow, book: BookId, id: ActionId) -> Result<Option<Action>> {
    uow.one(BETWEEN_IDS, &[book.into(), id.into(), id.into()])
        .await
}

/// The actions of those ids, by id; unknown ids are left out.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(uow: &mut Uow, book: BookId, ids: &[ActionId]) -> Result<Vec<Action>> {
    let ids = Value::Ids(ids.iter().map(|id| id.uuid()).collect());
    uow.all(BY_IDS, &[book.into(), ids]).await
}

/// The actions whose id begins as a person typed it: with `act_` or without, and with at least one
/// hexadecimal digit. None when there is no such action, two when it is not clear which is meant.
///
/// # Errors
/// When the database fails.
pub async fn by_prefix(uow: &mut Uow, book: BookId, text: &str) -> Result<Vec<Action>> {
    let Some((first, last)) = id_range(text) else {
        return Ok(Vec::new());
    };
    uow.all(BETWEEN_IDS, &[book.into(), first.into(), last.into()])
        .await
}

/// The first and the last id that begin with the digits.
fn id_range(text: &str) -> Option<(Uuid, Uuid)> {
    let digits = text.strip_prefix("act_").unwrap_or(text);
    if digits.is_empty() || digits.len() > 32 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let filled =
        |with: &str| Uuid::try_parse(&format!("{digits}{}", with.repeat(32 - digits.len())));
    Some((filled("0").ok()?, filled("f").ok()?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_prefix_is_a_range_of_ids() {
        let (first, last) = id_range("act_0198").unwrap();
        assert_eq!(
            first.simple().to_string(),
            format!("0198{}", "0".repeat(28))
        );
        assert_eq!(last.simple().to_string(), format!("0198{}", "f".repeat(28)));
        for text in ["", "act_", "0198x", &"0".repeat(33), "inv_01"] {
            assert_eq!(id_range(text), None, "{text}");
        }
    }
}
