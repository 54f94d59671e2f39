//! The check of a book's whole journal.

use std::collections::BTreeMap;
use std::fmt;

use dunwell_core::id::{BookId, CustomerId};
use dunwell_core::journal::{Content, Record as JournalRecord, hash};
use dunwell_core::sentence::Sentence;

use super::{Head, NO_RECORD, Seal, all_heads, book, hash_of, read_record, seals};
use crate::cell::Columns;
use crate::sql::Sql;
use crate::{Result, StoreError, Uow};

/// What the check of a journal found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verification {
    /// How many records were read.
    pub records: u64,
    /// How many customers have records.
    pub customers: u64,
    /// How many records of the book itself were read.
    pub of_book: u64,
    /// How many seals were checked.
    pub seals: u64,
    /// What is wrong; empty when the journal is whole. At most [`MAX_FINDINGS`].
    pub findings: Vec<Finding>,
}

/// Something that is wrong with a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// In which chain.
    pub chain: Chain,
    /// What is wrong with it.
    pub what: Sentence,
}

/// Where something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chain {
    /// In the records of a customer.
    Customer(CustomerId),
    /// In the book's own records.
    Book,
    /// Among the seals, or in a record that cannot be read.
    Whole,
}

impl Chain {
    fn of(customer: Option<CustomerId>) -> Chain {
        customer.map_or(Chain::Book, Chain::Customer)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.chain {
            Chain::Customer(id) => write!(f, "{id}: {}", self.what),
            Chain::Book => write!(f, "the book: {}", self.what),
            Chain::Whole => write!(f, "{}", self.what),
        }
    }
}

/// How many findings a check lists before it stops looking.
pub const MAX_FINDINGS: usize = 100;

/// How many records a check reads at a time.
const PAGE: i64 = 5000;

const AFTER: Sql = Sql::Both(
    "SELECT position, customer_id, seq, at, actor, kind, payload, prev_hash, hash FROM journal \
     WHERE book_id = $1 AND position > $2 ORDER BY position LIMIT $3",
);

pub(super) const SQL: &[Sql] = &[AFTER];

/// Checks the whole journal of a book, its customers' and its own: that every record's hash is right and follows from the one
/// before it, that no number is missing, that each chain ends where its customer says, and that
/// every seal holds.
///
/// # Errors
/// When the database fails. What is wrong with the journal is no error: it is what was asked for.
pub async fn verify(uow: &mut Uow, id: BookId) -> Result<Verification> {
    let mut check = Check {
        book: id,
        heads: BTreeMap::new(),
        seals: seals(uow, id).await?.into_iter().peekable(),
        last_seal: 0,
        of_book: vec![NO_RECORD],
        report: Verification::default(),
    };
    // The book's own records are few: a seal looks among them for the one that it covers.
    for record in &book::of_book(uow, id).await? {
        check.record_of_book(record);
    }
    check.end_of_book(book::head(uow, id).await?);
    let mut position = 0;
    loop {
        let mut page = 0;
        uow.each(AFTER, &[id.into(), position.into(), PAGE.into()], |row| {
            let mut columns = Columns::new("journal", row);
            position = columns.next("position")?;
            let customer = columns.next("customer_id")?;
            page += 1;
            match read_record(&mut columns) {
                Ok(record) => check.record(position, customer, &record),
                Err(error @ StoreError::Inconsistent { .. }) => {
                    check.find(Chain::Whole, error.to_string().into())
                }
                Err(error) => return Err(error),
            }
            Ok(())
        })
        .await?;
        if page < PAGE || check.report.findings.len() >= MAX_FINDINGS {
            break;
        }
    }
    let kept = all_heads(uow, id).await?;
    Ok(check.finish(&kept))
}

/// A check under way: the end of each chain as far as it has been read.
struct Check {
    book: BookId,
    heads: BTreeMap<CustomerId, Head>,
    seals: std::iter::Peekable<std::vec::IntoIter<Seal>>,
    last_seal: i64,
    /// The book's own chain: where it stood after each record, from none at all.
    of_book: Vec<Head>,
    report: Verification,
}

impl Check {
    fn record_of_book(&mut self, record: &JournalRecord) {
        self.report.of_book += 1;
        let head = self.of_book.last().copied().unwrap_or(NO_RECORD);
        let end = self.link(None, head, record);
        self.of_book.push(end);
    }

    fn end_of_book(&mut self, kept: Head) {
        let end = self.of_book.last().copied().unwrap_or(NO_RECORD);
        if end != kept {
            let what = Sentence::new(
                "journal-finding.book-ends-elsewhere",
                "its journal ends with record {read}, and the book says it ends with record {kept}",
            )
            .with("read", end.seq)
            .with("kept", kept.seq);
            self.find(Chain::Book, what);
        }
    }

    fn record(&mut self, position: i64, customer: CustomerId, record: &JournalRecord) {
        while let Some(seal) = self.seals.next_if(|seal| seal.position < position) {
            self.seal(&seal);
        }
        self.report.records += 1;
        let head = self.heads.get(&customer).copied().unwrap_or(NO_RECORD);
        let end = self.link(Some(customer), head, record);
        self.heads.insert(customer, end);
    }

    /// Checks that a record follows from the end of its chain, and gives the end that it makes. Each
    /// fault is told once: the chain goes on from what the record says.
    fn link(&mut self, customer: Option<CustomerId>, head: Head, record: &JournalRecord) -> Head {
        let chain = Chain::of(customer);
        let JournalRecord { seq, at, .. } = *record;
        if seq != head.seq + 1 {
            let what = Sentence::new(
                "journal-finding.records-missing",
                "record {seq} follows record {before}; records are missing",
            )
            .with("seq", seq)
            .with("before", head.seq);
            self.find(chain, what);
        } else if record.prev != head.hash {
            let what = Sentence::new(
                "journal-finding.does-not-follow",
                "record {seq} does not follow from the record before it",
            )
            .with("seq", seq);
            self.find(chain, what);
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
            let what = Sentence::new(
                "journal-finding.changed",
                "record {seq} of {at} was changed after it was written",
            )
            .with("seq", seq)
            .with("at", at.to_string());
            self.find(chain, what);
        }
        Head {
            seq,
            hash: record.hash,
        }
    }

    fn seal(&mut self, seal: &Seal) {
        self.report.seals += 1;
        if seal.seq != self.last_seal + 1 {
            let what = Sentence::new(
                "journal-finding.seals-missing",
                "seal {seq} follows seal {before}; seals are missing",
            )
            .with("seq", seal.seq)
            .with("before", self.last_seal);
            self.find(Chain::Whole, what);
        }
        self.last_seal = seal.seq;
        let covered = self.of_book.iter().find(|head| head.seq == seal.book_seq);
        let of_book = covered.copied().unwrap_or(NO_RECORD);
        if seal.hash != hash_of(&self.heads, of_book) || seal.customers != self.heads.len() as i64 {
            let what = Sentence::new(
                "journal-finding.seal-does-not-fit",
                "seal {seq} of {at} does not fit the records it covers",
            )
            .with("seq", seal.seq)
            .with("at", seal.at.to_string());
            self.find(Chain::Whole, what);
        }
    }

    fn finish(mut self, kept: &BTreeMap<CustomerId, Head>) -> Verification {
        while let Some(seal) = self.seals.next() {
            self.seal(&seal);
        }
        let read = std::mem::take(&mut self.heads);
        for (&customer, head) in kept {
            let end = read.get(&customer).unwrap_or(&NO_RECORD);
            if end != head {
                let what = Sentence::new(
                    "journal-finding.ends-elsewhere",
                    "the journal ends with record {read}, and the customer says it ends with record {kept}",
                )
                .with("read", end.seq)
                .with("kept", head.seq);
                self.find(Chain::Customer(customer), what);
            }
        }
        for (customer, end) in read
            .iter()
            .filter(|(customer, _)| !kept.contains_key(customer))
        {
            let what = Sentence::new(
                "journal-finding.ends-unsaid",
                "the journal ends with record {read}, and the customer says it has none",
            )
            .with("read", end.seq);
            self.find(Chain::Customer(*customer), what);
        }
        self.report.customers = read.len() as u64;
        self.report
    }

    fn find(&mut self, chain: Chain, what: Sentence) {
        if self.report.findings.len() < MAX_FINDINGS {
            self.report.findings.push(Finding { chain, what });
        }
    }
}
