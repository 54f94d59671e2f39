//! The funnel: every change that concerns a customer, or the settings and the policy of a book, goes
//! through here, and there is no other way to write one.
//!
//! It opens one unit of work, checks the idempotency key and the hash of the input, lets the use case
//! load facts, ask `core` and write rows, appends what happened to the journal, and commits. A dry
//! run is the same code with a rollback at the end.

use dunwell_core::id::{BookId, CustomerId};
use dunwell_store::{Db, Uow, books, idempotency, journal};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::access::Role;
use crate::error::{AppError, Result};
use crate::ids::Ids;

/// On whose authority a command is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority<'a> {
    /// Whoever runs the installation, at the command line: asks nobody, and where a book wants two
    /// people the record says that the operator acted.
    Operator,
    /// A person at the desk in this role; the actor is the person's name.
    Person(Role),
    /// A program with a token of this role, and whose it is: the person who made the token.
    Program(Role, &'a str),
}

/// Who gives a command and when. Nothing below asks a clock or makes up a name.
#[derive(Debug, Clone, Copy)]
pub struct Caller<'a> {
    /// The person, or the command that runs by itself.
    pub actor: &'a str,
    /// On whose authority.
    pub authority: Authority<'a>,
    /// The moment.
    pub at: Timestamp,
    /// The day it is for the book.
    pub today: Date,
    /// The seed of new ids.
    pub seed: u64,
}

/// How a change is to be made.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mode<'a> {
    /// The same key with the same input does the thing once.
    pub key: Option<&'a str>,
    /// Do everything, and keep nothing.
    pub dry_run: bool,
}

/// A change in progress.
#[derive(Debug)]
pub struct Work {
    /// The transaction.
    pub uow: Uow,
    /// The book that is changed.
    pub book: BookId,
    /// Who does it.
    pub actor: String,
    /// Whether that is whoever runs the installation, who asks nobody.
    pub is_operator: bool,
    /// When.
    pub at: Timestamp,
    /// The day it is for the book.
    pub today: Date,
    /// Where new ids come from.
    pub ids: Ids,
    journal: Vec<journal::Event>,
    of_book: Vec<(&'static str, String)>,
}

impl Work {
    /// Notes what happened to a customer; it is written when the use case is done.
    ///
    /// # Errors
    /// When the details cannot be written as JSON.
    pub fn journal(
        &mut self,
        customer: CustomerId,
        kind: &'static str,
        details: &impl Serialize,
    ) -> Result<()> {
        let payload = to_json(details)?;
        self.journal.push(journal::Event {
            customer,
            kind,
            payload,
        });
        Ok(())
    }

    /// Notes what happened to the book itself; it is written when the use case is done.
    ///
    /// # Errors
    /// When the details cannot be written as JSON.
    pub fn journal_of_book(&mut self, kind: &'static str, details: &impl Serialize) -> Result<()> {
        let payload = to_json(details)?;
        self.of_book.push((kind, payload));
        Ok(())
    }

    /// Writes what was noted so far; a use case over many customers calls it now and then, so that
    /// the notes do not pile up in memory.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn write_journal(&mut self) -> Result<()> {
        let lines = std::mem::take(&mut self.journal);
        if !lines.is_empty() {
            journal::append_many(&mut self.uow, self.book, self.at, &self.actor, &lines).await?;
        }
        for (kind, payload) in std::mem::take(&mut self.of_book) {
            let (uow, actor) = (&mut self.uow, &self.actor);
            journal::append_to_book(uow, self.book, self.at, actor, kind, &payload).await?;
        }
        Ok(())
    }
}

/// Makes a change: everything that `work` does, once, or nothing.
///
/// # Errors
/// Whatever `work` refuses; a key that was used for another input; a failing database. Nothing is
/// kept then.
pub async fn change<I, T>(
    db: &Db,
    book: BookId,
    caller: Caller<'_>,
    mode: Mode<'_>,
    input: &I,
    work: impl AsyncFnOnce(&mut Work) -> Result<T>,
) -> Result<T>
where
    I: Serialize,
    T: Serialize + DeserializeOwned,
{
    let hash = *blake3::hash(to_json(input)?.as_bytes()).as_bytes();
    let mut unit = Work {
        uow: db.begin().await?,
        book,
        actor: caller.actor.to_owned(),
        is_operator: caller.authority == Authority::Operator,
        at: caller.at,
        today: caller.today,
        ids: Ids::new(caller.at, seed(caller.seed, &hash)),
        journal: Vec::new(),
        of_book: Vec::new(),
    };
    if let Some(key) = mode.key {
        match idempotency::check(&mut unit.uow, book, key, &hash).await? {
            idempotency::Seen::New => {}
            idempotency::Seen::Done(result) => {
                return from_json(&result, "the result of an earlier command");
            }
            idempotency::Seen::Mismatch => {
                return Err(AppError::KeyReused {
                    key: key.to_owned(),
                });
            }
        }
    }
    let outcome = work(&mut unit).await;
    let result = match outcome {
        Ok(result) => result,
        Err(error) => {
            unit.uow.rollback().await?;
            return Err(error);
        }
    };
    unit.write_journal().await?;
    if let Some(key) = mode.key {
        idempotency::save(
            &mut unit.uow,
            book,
            key,
            &hash,
            &to_json(&result)?,
            caller.at,
        )
        .await?;
    }
    if mode.dry_run {
        unit.uow.rollback().await?;
    } else {
        books::count_change(&mut unit.uow, book).await?;
        unit.uow.commit().await?;
    }
    Ok(result)
}

/// The seed of the ids of one command: a caller may give several in the same moment, and each makes
/// ids of its own.
fn seed(caller: u64, input: &[u8; 32]) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = *input;
    caller ^ u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

/// Writes a value as JSON text.
///
/// # Errors
/// When it has a form that JSON does not know.
pub fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| AppError::Damaged {
        what: "a value".to_owned(),
        why: e.to_string(),
    })
}

/// Reads a value from JSON text that was kept; `what` names it in the error.
///
/// # Errors
/// When the text is not such a value.
pub fn from_json<T: DeserializeOwned>(text: &str, what: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|e| AppError::Damaged {
        what: what.to_owned(),
        why: e.to_string(),
    })
}
