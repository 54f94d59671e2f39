//! The journal: everything that happened to a customer, in order, each record holding the hash of
//! the one before it. Whoever changes or removes a record breaks the chain from there on.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::{BookId, CustomerId};

/// A BLAKE3 hash.
pub type Hash = [u8; 32];

/// What stands in place of a previous hash in a customer's first record.
pub const GENESIS: Hash = [0; 32];

/// One record of a customer's journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Its place in the customer's journal, from 1 and without holes.
    pub seq: i64,
    /// When it was written.
    pub at: Timestamp,
    /// Who did it: a person's name, or the command that ran by itself.
    pub actor: String,
    /// What happened, as a stable word (`payment-recorded`).
    pub kind: String,
    /// The details as JSON text, kept to the byte.
    pub payload: String,
    /// The hash of the record before it, [`GENESIS`] for the first.
    pub prev: Hash,
    /// The hash of this record.
    pub hash: Hash,
}

/// The parts of a record that its hash covers.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    /// The book.
    pub book: BookId,
    /// The customer.
    pub customer: CustomerId,
    /// Its place in the customer's journal.
    pub seq: i64,
    /// When it was written.
    pub at: Timestamp,
    /// Who did it.
    pub actor: &'a str,
    /// What happened.
    pub kind: &'a str,
    /// The details as JSON text.
    pub payload: &'a str,
}

/// The hash of a record that follows `prev`.
///
/// Every part is preceded by its length, so that no two different records read the same. The time
/// counts in microseconds, the precision that both databases keep.
#[must_use]
pub fn hash(content: &Content<'_>, prev: &Hash) -> Hash {
    let mut hasher = blake3::Hasher::new();
    let mut part = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    part(b"dunwell journal 1");
    part(prev);
    part(content.book.uuid().as_bytes());
    part(content.customer.uuid().as_bytes());
    part(&content.seq.to_le_bytes());
    part(&content.at.as_microsecond().to_le_bytes());
    part(content.actor.as_bytes());
    part(content.kind.as_bytes());
    part(content.payload.as_bytes());
    *hasher.finalize().as_bytes()
}

/// The parts of a record of the book's own journal that its hash covers: what happened to the book
/// itself, such as another policy or another bank account.
#[derive(Debug, Clone, Copy)]
pub struct BookContent<'a> {
    /// The book.
    pub book: BookId,
    /// Its place in the book's journal.
    pub seq: i64,
    /// When it was written.
    pub at: Timestamp,
    /// Who did it.
    pub actor: &'a str,
    /// What happened.
    pub kind: &'a str,
    /// The details as JSON text.
    pub payload: &'a str,
}

/// The hash of a record of the book's own journal that follows `prev`; made like [`hash`], and under a
/// name of its own, so that no record of a customer can stand in for one of the book.
#[must_use]
pub fn book_hash(content: &BookContent<'_>, prev: &Hash) -> Hash {
    let mut hasher = blake3::Hasher::new();
    let mut part = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    part(b"dunwell book journal 1");
    part(prev);
    part(content.book.uuid().as_bytes());
    part(&content.seq.to_le_bytes());
    part(&content.at.as_microsecond().to_le_bytes());
    part(content.actor.as_bytes());
    part(content.kind.as_bytes());
    part(content.payload.as_bytes());
    *hasher.finalize().as_bytes()
}

/// The seal over all chains of a book: the hash of each customer's newest record, by customer id, and
/// that of the newest record of the book itself, if there is one.
/// A record that is changed or removed later, even a newest one, no longer matches the seal.
#[must_use]
pub fn seal<'a>(
    heads: impl Iterator<Item = (CustomerId, &'a Hash)>,
    of_book: Option<&Hash>,
) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"dunwell seal 1");
    for (customer, head) in heads {
        hasher.update(customer.uuid().as_bytes());
        hasher.update(head);
    }
    if let Some(head) = of_book {
        hasher.update(b"book");
        hasher.update(head);
    }
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use uuid::Uuid;

    fn content(payload: &str) -> Content<'_> {
        Content {
            book: BookId::new(Uuid::from_u128(1)),
            customer: CustomerId::new(Uuid::from_u128(2)),
            seq: 1,
            at: Timestamp::from_second(1_700_000_000).unwrap(),
            actor: "anna",
            kind: "note",
            payload,
        }
    }

    #[test]
    fn any_change_changes_the_hash() {
        let original = hash(&content("{}"), &GENESIS);
        assert_ne!(original, hash(&content("{ }"), &GENESIS));
        assert_ne!(original, hash(&content("{}"), &original));
        let moved = Content {
            actor: "annan",
            kind: "ote",
            ..content("{}")
        };
        assert_ne!(original, hash(&moved, &GENESIS));
    }

    #[test]
    fn a_record_of_the_book_is_none_of_a_customer_and_changes_the_seal() {
        let of_customer = content("{}");
        let of_book = BookContent {
            book: of_customer.book,
            seq: of_customer.seq,
            at: of_customer.at,
            actor: of_customer.actor,
            kind: of_customer.kind,
            payload: of_customer.payload,
        };
        let head = book_hash(&of_book, &GENESIS);
        assert_ne!(head, hash(&of_customer, &GENESIS));
        let other = BookContent {
            payload: "{ }",
            ..of_book
        };
        assert_ne!(head, book_hash(&other, &GENESIS));
        assert_ne!(head, book_hash(&of_book, &head));
        let nobody = || std::iter::empty::<(CustomerId, &Hash)>();
        assert_ne!(seal(nobody(), None), seal(nobody(), Some(&head)));
    }

    #[test]
    fn what_the_database_does_not_keep_does_not_count() {
        let finer = Content {
            at: Timestamp::from_nanosecond(1_700_000_000_000_000_999).unwrap(),
            ..content("{}")
        };
        assert_eq!(hash(&content("{}"), &GENESIS), hash(&finer, &GENESIS));
    }
}
