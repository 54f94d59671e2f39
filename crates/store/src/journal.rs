//! The journal: a hash-chained record of everything that happened to each customer, and seals over
//! all the chains. The book itself has a journal too, see [`append_to_book`].

use std::collections::BTreeMap;

use dunwell_core::id::{BookId, CustomerId};
use dunwell_core::journal::{
    Content, GENESIS, Hash, Record as JournalRecord, hash, seal as seal_hash,
};
use jiff::Timestamp;

use crate::bulk::Bulk;
use crate::cell::{Cells, Columns, Record, record};
use crate::error::ensure_rows;
use crate::sql::Sql;
use crate::value::Value;
use crate::{Result, Uow};

mod book;
mod verify;

pub use book::{append_to_book, latest_of_book, of_book};
pub use verify::{Chain, Finding, MAX_FINDINGS, Verification, verify};

/// Something that happened to a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The customer.
    pub customer: CustomerId,
    /// What happened, as a stable word.
    pub kind: &'static str,
    /// The details as JSON text, kept to the byte.
    pub payload: String,
}

record! {
    /// A seal over all chains of a book.
    pub struct Seal in "seal" {
        /// Its place among the book's seals, from 1.
        pub seq: i64,
        /// When it was made.
        pub at: Timestamp,
        /// It covers the records up to this position in the journal.
        pub position: i64,
        /// How many customers' chains it covers.
        pub customers: i64,
        /// The newest record of the book itself that it covers; 0 for none.
        pub book_seq: i64,
        /// The hash over the newest record of each of them.
        pub hash: Hash,
    }
}

const HEADS: Sql = Sql::Each {
    sqlite: "SELECT id, journal_seq, journal_hash FROM customer \
             WHERE book_id = $1 AND id IN (SELECT unhex(value) FROM json_each($2))",
    postgres: "SELECT id, journal_seq, journal_hash FROM customer \
               WHERE book_id = $1 AND id = ANY($2) ORDER BY id FOR NO KEY UPDATE",
};
const ALL_HEADS: Sql = Sql::Both(
    "SELECT id, journal_seq, journal_hash FROM customer \
     WHERE book_id = $1 AND journal_seq > 0 ORDER BY id",
);
const OF_CUSTOMER: Sql = Sql::Both(
    "SELECT seq, at, actor, kind, payload, prev_hash, hash FROM journal \
     WHERE book_id = $1 AND customer_id = $2 ORDER BY seq",
);
// The newest records are found from the end of the table. SQLite would rather look for the book first and
// sort all that it finds; the plus keeps it from that.
const LATEST: Sql = Sql::Each {
    sqlite: "SELECT position, customer_id, seq, at, actor, kind, payload, prev_hash, hash FROM journal \
             WHERE +book_id = $1 AND position < $2 ORDER BY position DESC LIMIT $3",
    postgres: "SELECT position, customer_id, seq, at, actor, kind, payload, prev_hash, hash FROM journal \
               WHERE book_id = $1 AND position < $2 ORDER BY position DESC LIMIT $3",
};
// Of any book: a record that comes later has a higher position than every one that is there.
const LAST_POSITION: Sql = Sql::Both("SELECT MAX(position) FROM journal");
const SEALS: Sql = Sql::Both(
    "SELECT seq, at, position, customers, book_seq, hash FROM seal WHERE book_id = $1 ORDER BY seq",
);
const LAST_SEAL: Sql = Sql::Both(
    "SELECT seq, at, position, customers, book_seq, hash FROM seal WHERE book_id = $1 ORDER BY seq DESC LIMIT 1",
);
const INSERT_SEAL: Sql = Sql::Both(
    "INSERT INTO seal (book_id, seq, at, position, customers, book_seq, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)",
);

// Writers of the journal share a lock for their book and a seal takes it alone, so that a seal never
// misses a record whose transaction is still open. SQLite has one writer at a time.
const SHARE: Sql = Sql::Each {
    sqlite: "SELECT $1",
    postgres: "SELECT CAST(pg_advisory_xact_lock_shared($1) AS TEXT)",
};
const ALONE: Sql = Sql::Each {
    sqlite: "SELECT $1",
    postgres: "SELECT CAST(pg_advisory_xact_lock($1) AS TEXT)",
};

pub(crate) const BOOK_SQL: &[Sql] = book::SQL;

pub(crate) const VERIFY_SQL: &[Sql] = verify::SQL;

pub(crate) const SQL: &[Sql] = &[
    HEADS,
    ALL_HEADS,
    OF_CUSTOMER,
    LATEST,
    LAST_POSITION,
    SEALS,
    LAST_SEAL,
    INSERT_SEAL,
    SHARE,
    ALONE,
];

const PUT: Bulk = Bulk {
    table: "journal",
    columns: "book_id, customer_id, seq, at, actor, kind, payload, prev_hash, hash",
    one: "INSERT INTO journal (book_id, customer_id, seq, at, actor, kind, payload, prev_hash, hash) \
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    merge: None,
};
const PUT_HEADS: Bulk = Bulk {
    table: "customer",
    columns: "book_id, id, journal_seq, journal_hash",
    one: "UPDATE customer SET journal_seq = $3, journal_hash = $4 WHERE book_id = $1 AND id = $2",
    merge: Some(
        "UPDATE customer c SET journal_seq = s.journal_seq, journal_hash = s.journal_hash FROM staging s \
         WHERE c.book_id = s.book_id AND c.id = s.id",
    ),
};

pub(crate) const BULK: &[Bulk] = &[PUT, PUT_HEADS];

/// The end of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Head {
    seq: i64,
    hash: Hash,
}

const NO_RECORD: Head = Head {
    seq: 0,
    hash: GENESIS,
};

impl Record for JournalRecord {
    fn from_cells(row: &dyn Cells) -> Result<Self> {
        read_record(&mut Columns::new("journal", row))
    }
}

/// A record with its place among those of all customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its place: later records have higher ones.
    pub position: i64,
    /// The customer.
    pub customer: CustomerId,
    /// The record.
    pub record: JournalRecord,
}

impl Record for Line {
    fn from_cells(row: &dyn Cells) -> Result<Self> {
        let mut columns = Columns::new("journal", row);
        Ok(Line {
            position: columns.next("position")?,
            customer: columns.next("customer_id")?,
            record: read_record(&mut columns)?,
        })
    }
}

fn read_record(columns: &mut Columns<'_>) -> Result<JournalRecord> {
    Ok(JournalRecord {
        seq: columns.next("seq")?,
        at: columns.next("at")?,
        actor: columns.next("actor")?,
        kind: columns.next("kind")?,
        payload: columns.next("payload")?,
        prev: columns.next("prev_hash")?,
        hash: columns.next("hash")?,
    })
}

/// Appends one record to a customer's journal.
///
/// # Errors
/// When the customer is unknown, or the database fails.
pub async fn append(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
    at: Timestamp,
    actor: &str,
    kind: &'static str,
    payload: String,
) -> Result<()> {
    append_many(
        uow,
        book,
        at,
        actor,
        &[Event {
            customer,
            kind,
            payload,
        }],
    )
    .await
}

/// Appends many records, in the order given, to the journals of their customers.
///
/// # Errors
/// When a customer is unknown, or the database fails.
pub async fn append_many(
    uow: &mut Uow,
    book: BookId,
    at: Timestamp,
    actor: &str,
    events: &[Event],
) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    if uow.has_concurrent_writers() {
        uow.each(SHARE, &[lock_key(book).into()], |_| Ok(()))
            .await?;
    }
    let mut heads: BTreeMap<CustomerId, Head> = events
        .iter()
        .map(|event| (event.customer, NO_RECORD))
        .collect();
    load_heads(uow, book, &mut heads).await?;

    let mut links = Vec::with_capacity(events.len());
    for event in events {
        let head = heads.entry(event.customer).or_insert(NO_RECORD);
        let content = Content {
            book,
            customer: Some(event.customer),
            seq: head.seq + 1,
            at,
            actor,
            kind: event.kind,
            payload: &event.payload,
        };
        let next = Head {
            seq: content.seq,
            hash: hash(&content, &head.hash),
        };
        links.push((*head, next));
        *head = next;
    }
    let rows = events.iter().zip(&links).map(|(event, (prev, next))| {
        Ok([
            book.into(),
            event.customer.into(),
            next.seq.into(),
            at.into(),
            actor.into(),
            event.kind.into(),
            (&event.payload).into(),
            (&prev.hash).into(),
            (&next.hash).into(),
        ])
    });
    uow.bulk(&PUT, rows).await?;
    let rows = heads
        .iter()
        .map(|(&id, head)| Ok([book.into(), id.into(), head.seq.into(), (&head.hash).into()]));
    let changed = uow.bulk(&PUT_HEADS, rows).await?;
    ensure_rows("customer", changed, heads.len() as u64)
}

async fn load_heads(
    uow: &mut Uow,
    book: BookId,
    heads: &mut BTreeMap<CustomerId, Head>,
) -> Result<()> {
    let ids: Vec<_> = heads.keys().map(|id| id.uuid()).collect();
    let mut found = 0;
    uow.each(HEADS, &[book.into(), Value::Ids(ids)], |row| {
        let (id, head) = read_head(row)?;
        heads.insert(id, head);
        found += 1;
        Ok(())
    })
    .await?;
    ensure_rows("customer", found, heads.len() as u64)
}

fn read_head(row: &dyn Cells) -> Result<(CustomerId, Head)> {
    let mut columns = Columns::new("customer", row);
    let id = columns.next("id")?;
    let seq = columns.next("journal_seq")?;
    let hash = columns
        .next::<Option<Hash>>("journal_hash")?
        .unwrap_or(GENESIS);
    Ok((id, Head { seq, hash }))
}

/// A customer's journal, from its first record.
///
/// # Errors
/// When the database fails.
pub async fn of_customer(
    uow: &mut Uow,
    book: BookId,
    customer: CustomerId,
) -> Result<Vec<JournalRecord>> {
    uow.all(OF_CUSTOMER, &[book.into(), customer.into()]).await
}

/// The newest records of a book, the newest first: up to `limit` of those before a position.
///
/// # Errors
/// When the database fails.
pub async fn latest(
    uow: &mut Uow,
    book: BookId,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Line>> {
    let before = before.unwrap_or(i64::MAX);
    uow.all(LATEST, &[book.into(), before.into(), limit.into()])
        .await
}

/// Seals all chains of a book as they are. With nothing new since the last seal, gives that one
/// back. It belongs into a unit of work of its own: it waits for every other writer of the book.
///
/// # Errors
/// When the database fails.
pub async fn seal(uow: &mut Uow, book: BookId, at: Timestamp) -> Result<Option<Seal>> {
    if uow.has_concurrent_writers() {
        uow.each(ALONE, &[lock_key(book).into()], |_| Ok(()))
            .await?;
    }
    let heads = all_heads(uow, book).await?;
    let last: Option<Seal> = uow.one(LAST_SEAL, &[book.into()]).await?;
    let of_book = book::head(uow, book).await?;
    let (customers, hash) = (heads.len() as i64, hash_of(&heads, of_book));
    let is_sealed = |last: &Seal| (last.customers, last.hash) == (customers, hash);
    let is_empty = heads.is_empty() && of_book == NO_RECORD;
    if is_empty || last.as_ref().is_some_and(is_sealed) {
        return Ok(last);
    }
    let position = uow
        .cell::<Option<i64>>(LAST_POSITION, &[])
        .await?
        .flatten()
        .unwrap_or_default();
    let seal = Seal {
        seq: last.map_or(1, |last| last.seq + 1),
        at,
        position,
        customers,
        book_seq: of_book.seq,
        hash,
    };
    let params = [
        book.into(),
        seal.seq.into(),
        at.into(),
        position.into(),
        seal.customers.into(),
        seal.book_seq.into(),
        (&seal.hash).into(),
    ];
    ensure_rows("seal", uow.execute(INSERT_SEAL, &params).await?, 1)?;
    Ok(Some(seal))
}

/// All seals of a book, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn seals(uow: &mut Uow, book: BookId) -> Result<Vec<Seal>> {
    uow.all(SEALS, &[book.into()]).await
}

async fn all_heads(uow: &mut Uow, book: BookId) -> Result<BTreeMap<CustomerId, Head>> {
    let mut heads = BTreeMap::new();
    uow.each(ALL_HEADS, &[book.into()], |row| {
        heads.extend([read_head(row)?]);
        Ok(())
    })
    .await?;
    Ok(heads)
}

fn hash_of(heads: &BTreeMap<CustomerId, Head>, of_book: Head) -> Hash {
    let of_book = (of_book != NO_RECORD).then_some(&of_book.hash);
    let heads = heads.iter().map(|(&customer, head)| (customer, &head.hash));
    seal_hash(heads, of_book)
}

/// PostgreSQL's name for the lock on a book's journal: half of the book's id, told apart from other
/// locks by its digits alone, which are as good as random.
fn lock_key(book: BookId) -> i64 {
    let (high, low) = book.uuid().as_u64_pair();
    (high ^ low).cast_signed()
}
