//! The journal as it is kept, record by record: a customer's, the latest of all, and the book's own.

use dunwell_core::id::CustomerId;
use dunwell_core::journal::{Hash, Record};
use dunwell_store::{Db, journal};
use serde::Serialize;

use super::{CustomerName, Event, names, read, the_customer};
use crate::book::Book;
use crate::error::Result;

/// A customer's journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct JournalView {
    /// The customer.
    pub customer: CustomerName,
    /// Its id, which the hashes cover.
    pub id: CustomerId,
    /// The records, oldest first.
    pub records: Vec<RecordView>,
}

/// One record with what its hash covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RecordView {
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
    /// The details, as JSON text to the byte.
    pub payload: String,
    /// The hash of the record before it, in hexadecimal.
    pub prev: String,
    /// Its own hash.
    pub hash: String,
}

impl From<&Record> for RecordView {
    fn from(record: &Record) -> RecordView {
        RecordView {
            event: record.into(),
            payload: record.payload.clone(),
            prev: hex(&record.prev),
            hash: hex(&record.hash),
        }
    }
}

/// Shows the journal of the customer that is meant by a number or the beginning of a name.
///
/// # Errors
/// When the customer is not known, or the database fails.
pub async fn journal(db: &Db, book: &Book, customer: &str) -> Result<JournalView> {
    read(db, async |uow| {
        let customer = the_customer(uow, book, customer).await?;
        let records = journal::of_customer(uow, book.id, customer.id).await?;
        Ok(JournalView {
            id: customer.id,
            customer: (&customer).into(),
            records: records.iter().map(RecordView::from).collect(),
        })
    })
    .await
}

/// The latest records of a book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Latest {
    /// The records, the newest first.
    pub lines: Vec<Line>,
    /// What to ask for as `before` to see earlier ones; none when there are none.
    pub next: Option<i64>,
}

/// A record and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = JournalLine)]
pub struct Line {
    /// The customer; none when it is not known any more.
    pub customer: Option<CustomerName>,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// The latest records of a book: up to `limit` of those before a position.
///
/// # Errors
/// When the database fails.
pub async fn latest(db: &Db, book: &Book, before: Option<i64>, limit: usize) -> Result<Latest> {
    let limit = limit.max(1);
    read(db, async |uow| {
        // One more than is shown tells whether there are earlier ones.
        let asked = i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX);
        let mut found = journal::latest(uow, book.id, before, asked).await?;
        let has_more = found.len() > limit;
        found.truncate(limit);
        let names = names(uow, book, found.iter().map(|line| line.customer)).await?;
        Ok(Latest {
            next: found.last().filter(|_| has_more).map(|line| line.position),
            lines: found
                .iter()
                .map(|line| Line {
                    customer: names.get(&line.customer).cloned(),
                    event: (&line.record).into(),
                })
                .collect(),
        })
    })
    .await
}

/// The latest records of the book itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfBook {
    /// The records, the newest first.
    pub records: Vec<RecordView>,
    /// What to ask for as `before` to see earlier ones; none when there are none.
    pub next: Option<i64>,
}

/// The latest records of the book itself, such as its settings and its policy: up to `limit` of those
/// before a place.
///
/// # Errors
/// When the database fails.
pub async fn of_book(db: &Db, book: &Book, before: Option<i64>, limit: usize) -> Result<OfBook> {
    let limit = limit.max(1);
    read(db, async |uow| {
        // One more than is shown tells whether there are earlier ones.
        let asked = i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX);
        let mut found = journal::latest_of_book(uow, book.id, before, asked).await?;
        let has_more = found.len() > limit;
        found.truncate(limit);
        Ok(OfBook {
            next: found.last().filter(|_| has_more).map(|record| record.seq),
            records: found.iter().map(RecordView::from).collect(),
        })
    })
    .await
}

fn hex(hash: &Hash) -> String {
    blake3::Hash::from_bytes(*hash).to_hex().to_string()
}
