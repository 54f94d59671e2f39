//! The check of a book's whole journal.

use std::collections::BTreeMap;

use dunwell_core::id::{BookId, CustomerId};
use dunwell_core::journal::{Content, Record as JournalRecord, hash};

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
    /// What is wrong, in words; empty when the journal is whole. At most [`MAX_FINDINGS`].
    pub findings: Vec<String>,
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
            self.find(format!(
                "the book: its journal ends with record {}, and the book says it ends with record {}",
                end.seq, kept.seq
            ));
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
        let whose = || customer.map_or_else(|| "the book".to_owned(), |id| id.to_string());
        let JournalRecord { seq, at, .. } = *record;
        if seq != head.seq + 1 {
            self.find(format!(
                "{}: record {seq} follows record {}; records are missing",
                whose(),
                head.seq
            ));
        } else if record.prev != head.hash {
            self.find(format!(
                "{}: record {seq} does not follow from the record before it",
                whose()
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
                "{}: record {seq} of {at} was changed after it was written",
                whose()
            ));
        }
        Head {
            seq,
            hash: record.hash,
        }
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
        let covered = self.of_book.iter().find(|head| head.seq == seal.book_seq);
        let of_book = covered.copied().unwrap_or(NO_RECORD);
        if seal.hash != hash_of(&self.heads, of_book) || seal.customers != self.heads.len() as i64 {
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
        let read = std::mem::take(&mut self.heads);
        for (&customer, head) in kept {
            let end = read.get(&customer).unwrap_or(&NO_RECORD);
            if end != head {
                self.find(format!(
                    "{customer}: the journal ends with record {}, and the customer says it ends with record {}",
                    end.seq, head.seq
                ));
            }
        }
        for (customer, end) in read
            .iter()
            .filter(|(customer, _)| !kept.contains_key(customer))
        {
            self.find(format!(
                "{customer}: the journal ends with record {}, and the customer says it has none",
                end.seq
            ));
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
