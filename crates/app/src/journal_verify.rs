//! The journal is checked: that nothing in it was changed, taken out or put in afterwards.

use dunwell_core::id::CustomerId;
use dunwell_store::{Db, Uow, journal};
use serde::Serialize;

use crate::book::Book;
use crate::error::Result;
use crate::view;

/// What the check of a book's journal found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Verified {
    /// The book.
    pub book: String,
    /// How many records were read.
    pub records: u64,
    /// How many customers have records.
    pub customers: u64,
    /// How many records of the book itself were read.
    pub of_book: u64,
    /// How many daily seals were checked.
    pub seals: u64,
    /// What is wrong, in words; empty when the journal is whole.
    pub findings: Vec<String>,
}

impl Verified {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Checks the whole journal of a book, its customers' and its own: every record against the one before it, every chain against
/// its customer, every seal against all chains.
///
/// # Errors
/// When the database fails. What is wrong with the journal is in the result.
pub async fn verify(db: &Db, book: &Book) -> Result<Verified> {
    view::read(db, async |uow| check(uow, book).await).await
}

pub(crate) async fn check(uow: &mut Uow, book: &Book) -> Result<Verified> {
    let found = journal::verify(uow, book.id).await?;
    let ids = found
        .findings
        .iter()
        .filter_map(|finding| subject(finding).map(|(id, _)| id));
    let names = view::names(uow, book, ids.collect::<Vec<_>>()).await?;
    let findings = found
        .findings
        .iter()
        .map(|finding| match subject(finding) {
            Some((id, what)) => match names.get(&id) {
                Some(name) => format!("customer {} ({}): {what}", name.number, name.name),
                None => finding.clone(),
            },
            None => finding.clone(),
        })
        .collect();
    Ok(Verified {
        book: book.name.clone(),
        records: found.records,
        customers: found.customers,
        of_book: found.of_book,
        seals: found.seals,
        findings,
    })
}

/// The customer that a finding begins with, and what it says about it.
fn subject(finding: &str) -> Option<(CustomerId, &str)> {
    let (id, what) = finding.split_once(": ")?;
    Some((id.parse().ok()?, what))
}
