//! What one person asks for and another approves, where the book wants two (see [`crate::two_people`]).
//!
//! A request keeps what it would do and the facts that it was made against. Somebody else with the same
//! permission approves it, and it is done at once, with both on record; or declines it and says why. The
//! one who asked can withdraw it. When the facts have changed since, it cannot be approved any more:
//! what would be done now is not what was asked for.

mod ask;
mod decide;
mod facts;

use std::collections::BTreeMap;

pub use dunwell_channels::Bank;
use dunwell_core::currency::Currency;
use dunwell_core::id::RequestId;
use dunwell_core::money::Money;
use dunwell_core::sentence::{Kept, Say, Sentence, Sentences};
use dunwell_store::{Db, Uow, requests};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::access::Role;
use crate::book::{Book, Settings};
use crate::error::{AppError, Result};
use crate::funnel::{Authority, Caller, from_json, to_json};
use crate::two_people::{Kind, Rules};
use crate::view;

pub use ask::{Outcome, policy, settings, write_off};
pub use decide::{Decided, Effect, approve, decline, withdraw};
pub use facts::Stale;

/// How many answered requests a list shows.
const ANSWERED_SHOWN: i64 = 50;

/// What is asked for, with the facts that it was asked against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[schema(as = RequestSubject)]
pub enum Subject {
    /// Giving up what is open on an invoice.
    WriteOff {
        /// The invoice's number.
        invoice: String,
        /// The customer's number.
        customer: String,
        /// How much.
        amount: Money,
        /// What was open on the invoice.
        open: Money,
        /// The day from which it counts; that of the approval when none is given.
        date: Option<Date>,
    },
    /// Putting another policy into force.
    Policy {
        /// What it is called.
        name: String,
        /// What it says.
        text: String,
        /// The version that was in force; 0 for none.
        over: i64,
        /// What it does differently, in sentences.
        #[schema(value_type = Vec<String>)]
        changes: Vec<Sentence>,
    },
    /// Changing where customers pay to.
    BankDetails {
        /// Where they paid to.
        before: Box<Payee>,
        /// Where they are to pay to.
        after: Box<Payee>,
    },
    /// Changing what two people are asked for.
    Rules {
        /// The rules as they were.
        before: Rules,
        /// The rules as they are to be.
        after: Rules,
    },
}

impl Sentences for Subject {
    fn sentences(&mut self) -> Vec<&mut Sentence> {
        match self {
            Subject::Policy { changes, .. } => changes.iter_mut().collect(),
            Subject::WriteOff { .. } | Subject::BankDetails { .. } | Subject::Rules { .. } => {
                Vec::new()
            }
        }
    }
}

impl Subject {
    /// What kind of thing it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Subject::WriteOff { .. } => Kind::WriteOff,
            Subject::Policy { .. } => Kind::Policy,
            Subject::BankDetails { .. } => Kind::BankDetails,
            Subject::Rules { .. } => Kind::Rules,
        }
    }

    /// What it would do, in a few words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Subject::WriteOff {
                invoice, amount, ..
            } => format!("write off {amount} on invoice {invoice}"),
            Subject::Policy { name, .. } => format!("put the policy \"{name}\" into force"),
            Subject::BankDetails { .. } => "change where customers pay to".to_owned(),
            Subject::Rules { .. } => "change what two people are asked for".to_owned(),
        }
    }
}

/// Where customers pay to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Payee {
    /// The account, in every currency that has none of its own.
    pub bank: Option<Bank>,
    /// The accounts in one currency each.
    #[serde(default)]
    pub banks: BTreeMap<Currency, Bank>,
    /// The page to pay on.
    pub pay_url: Option<String>,
}

impl Payee {
    /// Where the customers of a book pay to.
    #[must_use]
    pub fn of(settings: &Settings) -> Payee {
        Payee {
            bank: settings.bank.clone(),
            banks: settings.banks.clone(),
            pay_url: settings.pay_url.clone(),
        }
    }
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = RequestState)]
pub enum State {
    /// It waits for an answer.
    Open,
    /// It was approved, and done.
    Approved,
    /// Somebody said no.
    Declined,
    /// The one who asked took it back.
    Withdrawn,
}

impl State {
    const ALL: [State; 4] = [
        State::Open,
        State::Approved,
        State::Declined,
        State::Withdrawn,
    ];

    /// The word that is kept.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Approved => "approved",
            State::Declined => "declined",
            State::Withdrawn => "withdrawn",
        }
    }
}

/// Something that one person asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Request {
    /// Its id.
    pub id: RequestId,
    /// What is asked for.
    pub subject: Subject,
    /// Why.
    pub why: String,
    /// Who asked: a person, or a program.
    pub asked_by: String,
    /// The person behind it: the one who asked, or whose program did.
    pub person: String,
    /// When.
    pub asked_at: Timestamp,
    /// Where it stands.
    pub state: State,
    /// Who answered.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// What was said with the answer.
    pub answer: Option<String>,
    /// Why an open request cannot be approved any more; none when it can.
    pub stale: Option<Stale>,
}

/// Why somebody may not decide on a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.say())]
pub enum NotYours {
    /// The one who asked does not answer.
    Own,
    /// The role does not reach.
    Role(Role),
    /// It takes a person.
    Program,
}

impl Say for NotYours {
    fn say(&self) -> Sentence {
        match self {
            NotYours::Own => Sentence::new(
                "refusal.request.own",
                "you asked for this yourself; somebody else decides on it",
            ),
            NotYours::Role(role) => Sentence::new(
                "refusal.request.role",
                "only somebody with the role of {role} may decide on this",
            )
            .with("role", *role),
            NotYours::Program => Sentence::new(
                "refusal.request.program",
                "a program cannot decide on a request; a person signs in and does",
            ),
        }
    }
}

impl Request {
    fn read(row: requests::Request) -> Result<Request> {
        let state = State::ALL
            .into_iter()
            .find(|state| state.code() == row.state);
        let state = state.ok_or_else(|| AppError::Damaged {
            what: format!("the request {}", row.id),
            why: format!("\"{}\" is no state", row.state),
        })?;
        Ok(Request {
            subject: from_json(&row.subject, "what a request asks for").map(Kept::open)?,
            state,
            id: row.id,
            why: row.why,
            asked_by: row.asked_by,
            person: row.person,
            asked_at: row.asked_at,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            answer: row.answer,
            stale: None,
        })
    }

    /// Whether this caller may approve or decline it.
    ///
    /// # Errors
    /// Why not.
    pub fn may_be_decided_by(&self, caller: Caller<'_>) -> Result<(), NotYours> {
        let permission = self.subject.kind().permission();
        match caller.authority {
            Authority::Operator => Ok(()),
            Authority::Program(..) => Err(NotYours::Program),
            Authority::Person(role) if !permission.is_given_to(role) => Err(NotYours::Role(
                permission.least_role().unwrap_or(Role::Admin),
            )),
            Authority::Person(_) if caller.actor == self.person => Err(NotYours::Own),
            Authority::Person(_) => Ok(()),
        }
    }

    /// Whether this caller may take it back: the one who asked, or the person behind the program.
    #[must_use]
    pub fn may_be_withdrawn_by(&self, caller: Caller<'_>) -> bool {
        match caller.authority {
            Authority::Operator => true,
            Authority::Person(_) => caller.actor == self.person,
            Authority::Program(..) => caller.actor == self.asked_by,
        }
    }
}

/// The requests of a book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Requests {
    /// Those that wait for an answer, the oldest first.
    pub open: Vec<Request>,
    /// The latest of the others, the newest first.
    pub answered: Vec<Request>,
}

/// The requests of a book: all that are open, and the latest of the others.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &Db, book: &Book) -> Result<Requests> {
    view::read(db, async |uow| {
        let mut open = Vec::new();
        for row in requests::open(uow, book.id).await? {
            let mut request = Request::read(row)?;
            request.stale = facts::stale(uow, book.id, &request.subject).await?;
            open.push(request);
        }
        let answered = requests::answered(uow, book.id, ANSWERED_SHOWN).await?;
        Ok(Requests {
            open,
            answered: answered
                .into_iter()
                .map(Request::read)
                .collect::<Result<_>>()?,
        })
    })
    .await
}

/// One request; none when the book has none of that id.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &Db, book: &Book, id: RequestId) -> Result<Option<Request>> {
    view::read(db, async |uow| {
        let Some(row) = requests::by_id(uow, book.id, id).await? else {
            return Ok(None);
        };
        let mut request = Request::read(row)?;
        if request.state == State::Open {
            request.stale = facts::stale(uow, book.id, &request.subject).await?;
        }
        Ok(Some(request))
    })
    .await
}

/// The open request that is meant by an id or the beginning of one.
///
/// # Errors
/// When none is meant, or more than one may be.
pub async fn meant(db: &Db, book: &Book, text: &str) -> Result<RequestId> {
    let typed = text.trim();
    if let Ok(id) = typed.parse() {
        return Ok(id);
    }
    let digits = typed.strip_prefix("req_").unwrap_or(typed);
    let open = view::read(db, async |uow| Ok(requests::open(uow, book.id).await?)).await?;
    let begins = |id: RequestId| id.uuid().simple().to_string().starts_with(digits);
    let found: Vec<RequestId> = open
        .iter()
        .map(|row| row.id)
        .filter(|id| begins(*id))
        .collect();
    match found.as_slice() {
        [one] if !digits.is_empty() => Ok(*one),
        [] | [_] => Err(AppError::refused(
            Sentence::new(
                "refusal.request.none-begins",
                "no open request begins with \"{text}\"; \"dunwell requests list\" shows them",
            )
            .with("text", text),
        )),
        _ => Err(AppError::refused(
            Sentence::new(
                "refusal.request.several-begin",
                "\"{text}\" is the beginning of {count} open requests; give more of the id",
            )
            .with("text", text)
            .with("count", found.len()),
        )),
    }
}

/// How many requests wait for an answer.
///
/// # Errors
/// When the database fails.
pub async fn count_open(db: &Db, book: &Book) -> Result<i64> {
    view::read(
        db,
        async |uow| Ok(requests::count_open(uow, book.id).await?),
    )
    .await
}

/// Keeps a new request.
async fn keep(uow: &mut Uow, book: &Book, request: &Request) -> Result<()> {
    let row = requests::Request {
        id: request.id,
        kind: request.subject.kind().code().to_owned(),
        subject: to_json(&Kept::of(request.subject.clone()))?,
        why: request.why.clone(),
        asked_by: request.asked_by.clone(),
        person: request.person.clone(),
        asked_at: request.asked_at,
        state: request.state.code().to_owned(),
        decided_by: None,
        decided_at: None,
        answer: None,
    };
    Ok(requests::insert(uow, book.id, &row).await?)
}
