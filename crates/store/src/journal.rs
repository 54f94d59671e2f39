//! The journal: a hash-chained record of everything that happened to each customer, and seals over
//! all the chains.

use std::collections::{BTreeMap, HashMap};

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
use crate::{Result, StoreError, Uow};

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
        /// The newest record of the journal that it covers.
        pub position: i64,
        /// How many customers' chains it covers.
        pub customers: i64,
        /// The hash over the newest record of each of them.
        pub hash: Hash,
    }
}

/// What the check of a journal found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verification {
    /// How many records were read.
    pub records: u64,
    /// How many customers have records.
    pub customers: u64,
    /// How many seals were checked.
    pub seals: u64,
    /// What is wrong, in words; empty when the journal is whole. At most [`MAX_FINDINGS`].
    pub findings: Vec<String>,
}

/// How many findings a check lists before it stops looking.
pub const MAX_FINDINGS: usize = 100;

/// How many records a check reads at a time.
const PAGE: i64 = 5000;

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
const AFTER: Sql = Sql::Both(
    "SELECT position, customer_id, seq, at, actor, kind, payload, prev_hash, hash FROM journal \
     WHERE book_id = $1 AND position > $2 ORDER BY position LIMIT $3",
);
const LAST_POSITION: Sql =
    Sql::Both("SELECT position FROM journal WHERE book_id = $1 ORDER BY position DESC LIMIT 1");
const SEALS: Sql = Sql::Both(
    "SELECT seq, at, position, customers, hash FROM seal WHERE book_id = $1 ORDER BY seq",
);
const LAST_SEAL: Sql = Sql::Both(
    "SELECT seq, at, position, customers, hash FROM seal WHERE book_id = $1 ORDER BY seq DESC LIMIT 1",
);
const INSERT_SEAL: Sql = Sql::Both(
    "INSERT INTO seal (book_id, seq, at, position, customers, hash) VALUES ($1, $2, $3, $4, $5, $6)",
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

pub(crate) const SQL: &[Sql] = &[
    HEADS,
    ALL_HEADS,
    OF_CUSTOMER,
    AFTER,
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

/// The end of a customer's chain.
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
            customer: event.customer,
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
    let Some(position) = uow.cell::<i64>(LAST_POSITION, &[book.into()]).await? else {
        return Ok(None);
    };
    let last: Option<Seal> = uow.one(LAST_SEAL, &[book.into()]).await?;
    if last.as_ref().is_some_and(|last| last.position == position) {
        return Ok(last);
    }
    let heads = all_heads(uow, book).await?;
    let seal = Seal {
        seq: last.map_or(1, |last| last.seq + 1),
        at,
        position,
        customers: heads.len() as i64,
        hash: hash_of(&heads),
    };
    let params = [
        book.into(),
        seal.seq.into(),
        at.into(),
        position.into(),
        seal.customers.into(),
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

fn hash_of(heads: &BTreeMap<CustomerId, Head>) -> Hash {
    seal_hash(heads.iter().map(|(&customer, head)| (customer, &head.hash)))
}

/// Checks the whole journal of a book: that every record's hash is right and follows from the one
/// before it, that no number is missing, that each chain ends where its customer says, and that
/// every seal holds.
///
/// # Errors
/// When the database fails. What is wrong with the journal is no error: it is what was asked for.
pub async fn verify(uow: &mut Uow, book: BookId) -> Result<Verification> {
    let mut check = Check {
        book,
        heads: BTreeMap::new(),
        seals: uow.all(SEALS, &[book.into()]).await?.into_iter().peekable(),
        last_seal: 0,
        report: Verification::default(),
    };
    let mut position = 0;
    loop {
        let mut page = 0;
        uow.each(AFTER, &[book.into(), position.into(), PAGE.into()], |row| {
            let mut columns = Columns::new("journal", row);
            position = columns.next("position")?;
            let customer = columns.next("customer_id")?;
            page += 1;
            match read_record(&mut columns) {
                Ok(record) => check.record(position, customer, &record),
                Err(error @ StoreError::Inconsistent { .. }) => check.find(error.to_string()),
                Err(error) => return Err(error),
            }
            Ok(())
        })
        .await?;
        if page < PAGE || check.report.findings.len() >= MAX_FINDINGS {
            break;
        }
    }
    let kept = all_heads(uow, book).await?;
    Ok(check.finish(&kept))
}

/// A check under way: the end of each chain as far as it has been read.
struct Check {
    book: BookId,
    heads: BTreeMap<CustomerId, Head>,
    seals: std::iter::Peekable<std::vec::IntoIter<Seal>>,
    last_seal: i64,
    report: Verification,
}

impl Check {
    fn record(&mut self, position: i64, customer: CustomerId, record: &JournalRecord) {
        while let Some(seal) = self.seals.next_if(|seal| seal.position < position) {
            self.seal(&seal);
        }
        self.report.records += 1;
        let head = self.heads.get(&customer).copied().unwrap_or(NO_RECORD);
        let JournalRecord { seq, at, .. } = *record;
        if seq != head.seq + 1 {
            self.find(format!(
                "{customer}: record {seq} follows record {}; records are missing",
                head.seq
            ));
        } else if record.prev != head.hash {
            self.find(format!(
                "{customer}: record {seq} does not follow from the record before it"
            ));
        }
        let content = Content {
            book: self.book,
            customer,
            seq,
            at,
            actor: &record.actor,
            kind: &record.kind,
            payload: &record.payload,
        };
        if hash(&content, &record.prev) != record.hash {
            self.find(format!(
                "{customer}: record {seq} of {at} was changed after it was written"
            ));
        }
        // Each fault is told once: the chain goes on from what the record says.
        self.heads.insert(
            customer,
            Head {
                seq,
                hash: record.hash,
            },
        );
    }

    fn seal(&mut self, seal: &Seal) {
        self.report.seals += 1;
        if seal.seq != self.last_seal + 1 {
            self.find(format!(
                "seal {} follows seal {}; seals are missing",
                seal.seq, self.last_seal
            ));
        }
        self.last_seal = seal.seq;
        if seal.hash != hash_of(&self.heads) || seal.customers != self.heads.len() as i64 {
            self.find(format!(
                "seal {} of {} does not fit the records it covers",
                seal.seq, seal.at
            ));
        }
    }

    fn finish(mut self, kept: &BTreeMap<CustomerId, Head>) -> Verification {
        while let Some(seal) = self.seals.next() {
            self.seal(&seal);
        }
        let read: HashMap<CustomerId, Head> =
            self.heads.iter().map(|(&id, &head)| (id, head)).collect();
        for (&customer, &head) in kept {
            let end = read.get(&customer).copied().unwrap_or(NO_RECORD);
            if end != head {
                self.find(format!(
                    "{customer}: the journal ends with record {}, and the customer says it ends with record {}",
                    end.seq, head.seq
                ));
            }
        }
        for (&customer, end) in &read {
            if !kept.contains_key(&customer) {
                self.find(format!(
                    "{customer}: the journal ends with record {}, and the customer says it has none",
                    end.seq
                ));
            }
        }
        self.report.customers = read.len() as u64;
        self.report
    }

    fn find(&mut self, what: String) {
        if self.report.findings.len() < MAX_FINDINGS {
            self.report.findings.push(what);
        }
    }
}

/// PostgreSQL's name for the lock on a book's journal: half of the book's id, told apart from other
/// locks by its digits alone, which are as good as random.
fn lock_key(book: BookId) -> i64 {
    let (high, low) = book.uuid().as_u64_pair();
    (high ^ low).cast_signed()
}
