//! A customer's journal as it is kept, record by record.

use dunwell_core::id::CustomerId;
use dunwell_core::journal::{Hash, Record};
use dunwell_store::{Db, journal};
use serde::Serialize;

use super::{CustomerName, Event, read, the_customer};
use crate::book::Book;
use crate::error::Result;

/// A customer's journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JournalView {
    /// The customer.
    pub customer: CustomerName,
    /// Its id, which the hashes cover.
    pub id: CustomerId,
    /// The records, oldest first.
    pub records: Vec<RecordView>,
}

/// One record with what its hash covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

fn hex(hash: &Hash) -> String {
    blake3::Hash::from_bytes(*hash).to_hex().to_string()
}
