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
    /// The customer; none in the journal of the book itself, which tells what happened to the book, such
    /// as another policy or another bank account.
    pub customer: Option<CustomerId>,
    /// Its place in its journal.
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
/// Every part is preceded by its length, so that no two different records read the same, and each of the
/// two journals has a name of its own, so that no record of a customer can stand in for one of the book.
/// The time counts in microseconds, the precision that both databases keep.
#[must_use]
pub fn hash(content: &Content<'_>, prev: &Hash) -> Hash {
    let mut hasher = blake3::Hasher::new();
    let mut part = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    part(match content.customer {
        Some(_) => b"dunwell journal 1",
        None => b"dunwell book journal 1",
    });
    part(prev);
    part(content.book.uuid().as_bytes());
    if let Some(customer) = content.customer {
        part(customer.uuid().as_bytes());
    }
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
            customer: Some(CustomerId::new(Uuid::from_u128(2))),
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
        let of_book = Content {
            customer: None,
            ..of_customer
        };
        let head = hash(&of_book, &GENESIS);
        assert_ne!(head, hash(&of_customer, &GENESIS));
        let other = Content {
            payload: "{ }",
            ..of_book
        };
        assert_ne!(head, hash(&other, &GENESIS));
        assert_ne!(head, hash(&of_book, &head));
        let nobody = || std::iter::empty::<(CustomerId, &Hash)>();
        assert_ne!(seal(nobody(), None), seal(nobody(), Some(&head)));
    }

    /// A journal that was written is checked for as long as it is kept: the same record has the same hash
    /// for ever.
    #[test]
    fn the_hash_of_a_record_stays_the_same() {
        let check = |found: Hash, expected: &str| {
            assert_eq!(blake3::Hash::from(found).to_hex().as_str(), expected);
        };
        let of_customer = content("{}");
        let first = hash(&of_customer, &GENESIS);
        let second = hash(&of_customer, &first);
        check(
            second,
            "96119190ef686af9ac11c3d2c3b4125ecb8811fe11f12f6ea3d55b9a0b28102b",
        );
        let of_book = Content {
            customer: None,
            ..of_customer
        };
        check(
            hash(&of_book, &GENESIS),
            "e1bed4e4e9ac95896994ea12b552f7988bf67afc757955187c2d2c1a5be01805",
        );
        check(
            hash(&of_book, &first),
            "2dae2473abfd4476778577f955f42413d46dc96f82162cc0122922ea9ab3d6c8",
        );
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
